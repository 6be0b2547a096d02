//! Moments in words: when something was kept.

use jiff::Timestamp;

use crate::text::{Language, Texts};

/// A moment as a day and a time, by the clock on the wall of whoever reads it.
pub fn said(texts: &Texts, at_millis: i64) -> String {
    // What no calendar has is a broken file's; the first moment of all says as much.
    let at = Timestamp::from_millisecond(at_millis).unwrap_or_default();
    let at = at.to_zoned(texts.zone.clone());
    let form = match texts.language() {
        Language::En => "%Y-%m-%d %H:%M %Z",
        Language::Es => "%d/%m/%Y %H:%M %Z",
    };
    at.strftime(form).to_string()
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

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn moments_are_said_in_the_language_of_the_interface() {
        let (en, es) = (Texts::new(Language::En), Texts::new(Language::Es));
        assert_eq!(said(&en, 951_786_060_000), "2000-02-29 01:01 UTC");
        assert_eq!(said(&es, 951_786_060_000), "29/02/2000 01:01 UTC");
        assert_eq!(said(&en, -1), "1969-12-31 23:59 UTC");
        assert_eq!(said(&en, i64::MAX), "1970-01-01 00:00 UTC");
    }

    #[test]
    fn moments_are_said_by_the_clock_on_the_wall() {
        let mut texts = Texts::new(Language::En);
        texts.zone = TimeZone::get("America/Bogota").unwrap();
        assert_eq!(said(&texts, 951_786_060_000), "2000-02-28 20:01 -05");
        texts.zone = TimeZone::get("Europe/Madrid").unwrap();
        assert_eq!(said(&texts, 951_786_060_000), "2000-02-29 02:01 CET");
        assert_eq!(said(&texts, 1_782_120_600_000), "2026-06-22 11:30 CEST");
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
