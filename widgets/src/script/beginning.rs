//! The script with which a new scripted widget begins.

const WIDGET: &str = include_str!("../../templates/widget.rhai");

/// Whether a scripted widget's file can be called so: small letters, digits and `_`, a letter first.
pub fn can_be_named(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

/// The text of a new scripted widget: it works, explains itself and passes its own tests.
pub fn new_widget(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    WIDGET.replace("TITLE", &format!("{first}{}", letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Scripted, run_tests};

    #[test]
    fn a_new_widget_is_sound_stands_under_your_own_and_passes_its_own_tests() {
        let scripted = match Scripted::read("first_try.rhai", &new_widget("first_try")) {
            Ok(scripted) => scripted,
            Err(faults) => {
                panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
        };
        assert_eq!(scripted.declaration().label, "First try");
        assert_eq!(scripted.declaration().group.name(), "script");
        let reports = run_tests(&scripted);
        assert_eq!(reports.len(), 2);
        for report in reports {
            assert!(report.passed, "{}: {}", report.name, report.message);
        }
    }

    #[test]
    fn names_are_words_that_files_and_flows_can_have() {
        assert!(can_be_named("main_menu2"));
        for bad in ["", "Menu", "2nd", "a-b", "../x", "año"] {
            assert!(!can_be_named(bad), "{bad}");
        }
    }
}
