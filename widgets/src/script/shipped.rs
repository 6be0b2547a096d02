//! The scripted widgets that come with the house.

use centralita_engine::declare::Catalogue;

use crate::script::Pack;

/// Names and sources of the scripted widgets that come with the house.
pub const SHIPPED: [(&str, &str); 4] = [
    ("business_hours.rhai", include_str!("../../scripts/business_hours.rhai")),
    ("language_menu.rhai", include_str!("../../scripts/language_menu.rhai")),
    ("pin_check.rhai", include_str!("../../scripts/pin_check.rhai")),
    ("holiday_calendar.rhai", include_str!("../../scripts/holiday_calendar.rhai")),
];

/// The catalogue with the shipped scripted widgets at its end.
pub fn shipped(catalogue: Catalogue) -> Catalogue {
    let pack = Pack::read(SHIPPED);
    // Tests hold that no shipped file has a fault; a release build would only lack the widget.
    debug_assert!(pack.faults.is_empty(), "{:?}", pack.faults);
    pack.add_to(catalogue)
}

#[cfg(test)]
mod tests {
    use crate::script::{Scripted, run_tests};

    use super::SHIPPED;

    #[test]
    fn every_shipped_widget_is_sound_and_passes_its_own_tests() {
        let mut wrong = Vec::new();
        for (file, source) in SHIPPED {
            match Scripted::read(file, source) {
                Err(faults) => wrong.extend(faults.iter().map(ToString::to_string)),
                Ok(scripted) => {
                    let reports = run_tests(&scripted);
                    assert!(reports.len() >= 4, "{file} has {} tests", reports.len());
                    wrong.extend(reports.iter().filter(|report| !report.passed).map(|report| {
                        format!(
                            "{file}:{}:{}: {}: {}",
                            report.line, report.column, report.name, report.message
                        )
                    }));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
