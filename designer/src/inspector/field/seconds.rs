//! A length of time, in seconds in the file; `2 min 5 s` and `1:30` are understood too.

use egui::{RichText, Ui};

use super::{number, text};
use crate::inspector::control::Control;

/// Shows it.
pub fn seconds_ui(ui: &mut Ui, control: &mut Control<'_>) {
    number::stepped_ui(ui, control, &read);
    let typed = text::now(control);
    let typed = if typed.is_empty() && !control.is_mixed { control.hint() } else { typed };
    if let Some(seconds) = read(&typed).filter(|seconds| *seconds >= 60) {
        let colour = control.model.tokens.weak_text;
        ui.label(RichText::new(format!("= {}", told(seconds))).size(12.0).color(colour));
    }
}

/// A length of time with its units, which are written the same in our languages.
fn told(seconds: i64) -> String {
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    parts.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}

/// The seconds that were meant.
fn read(typed: &str) -> Option<i64> {
    let typed = typed.trim().to_lowercase();
    if let Ok(seconds) = typed.parse() {
        return Some(seconds);
    }
    if let Some((minutes, seconds)) = typed.split_once(':') {
        let (minutes, seconds) = (minutes.parse::<i64>().ok()?, seconds.parse::<i64>().ok()?);
        return minutes.checked_mul(60)?.checked_add(seconds);
    }
    let mut total: i64 = 0;
    let mut rest = typed.as_str();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let count: i64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
        let factor = match rest.get(..letters)? {
            "s" | "sec" | "seg" => 1,
            "m" | "min" => 60,
            "h" => 3600,
            _ => return None,
        };
        rest = rest.get(letters..)?;
        total = total.checked_add(count.checked_mul(factor)?)?;
    }
    Some(total).filter(|_| !typed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(read("90"), Some(90));
        assert_eq!(read("1:30"), Some(90));
        assert_eq!(read("1 min 30 s"), Some(90));
        assert_eq!(read("2m"), Some(120));
        assert_eq!(read("1h"), Some(3600));
        assert_eq!(read("soon"), None);
        assert_eq!(read("9999999999999999999 h"), None);
        assert_eq!(read(""), None);
        assert_eq!(told(3665), "1 h 1 min 5 s");
    }
}
