//! Moments in words: when something was kept.

use crate::text::{Language, Texts};

/// A moment as a day and a time, in the time of Greenwich: the editor knows no other clock.
pub fn said(texts: &Texts, at_millis: i64) -> String {
    let (days, rest) = (at_millis.div_euclid(86_400_000), at_millis.rem_euclid(86_400_000));
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (year, month, day) = date(days);
    match texts.language() {
        Language::En => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC"),
        Language::Es => format!("{day:02}/{month:02}/{year} {hour:02}:{minute:02} UTC"),
    }
}

/// How long ago something was, in words.
pub fn ago(texts: &Texts, now_millis: i64, at_millis: i64) -> String {
    let minutes = usize::try_from((now_millis - at_millis) / 60_000).unwrap_or(0);
    let (name, count) = match minutes {
        0 => return texts.say("ago-now").to_owned(),
        1..60 => ("ago-minutes", minutes),
        60..1_440 => ("ago-hours", minutes / 60),
        _ => ("ago-days", minutes / 1_440),
    };
    texts.fill(name, &[("count", count.into())])
}

/// Year, month and day of a day counted from the first of 1970, in the calendar of Gregory.
fn date(days: i64) -> (i64, i64, i64) {
    // Counted in spans of 400 years that begin in March, so that a leap day ends a year.
    let days = days + 719_468;
    let span = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (span * 400 + year + i64::from(month <= 2), month, of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        for (days, date_of_it) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_453, (2025, 12, 31)),
        ] {
            assert_eq!(date(days), date_of_it, "{days}");
        }
    }

    #[test]
    fn moments_are_said_in_the_language_of_the_interface() {
        let (en, es) = (Texts::new(Language::En), Texts::new(Language::Es));
        assert_eq!(said(&en, 951_786_060_000), "2000-02-29 01:01 UTC");
        assert_eq!(said(&es, 951_786_060_000), "29/02/2000 01:01 UTC");
    }

    #[test]
    fn how_long_ago_is_said_as_people_say_it() {
        let told = |minutes: i64, language| ago(&Texts::new(language), minutes * 60_000, 0);
        for (minutes, english, spanish) in [
            (0, "just now", "hace un momento"),
            (1, "1 minute ago", "hace 1 minuto"),
            (59, "59 minutes ago", "hace 59 minutos"),
            (61, "1 hour ago", "hace 1 hora"),
            (1_500, "yesterday", "ayer"),
            (5_000, "3 days ago", "hace 3 días"),
        ] {
            assert_eq!(told(minutes, Language::En), english);
            assert_eq!(told(minutes, Language::Es), spanish);
        }
        assert_eq!(ago(&Texts::new(Language::En), 0, 60_000), "just now");
    }
}
