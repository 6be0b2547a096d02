//! The `date` filter: reading a moment in the forms that people and services write, and showing it
//! in a zone.

use jiff::civil::{Date, DateTime, Time as ClockTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::filters::{Arguments, Refusal};
use super::print::text_of;
use super::{Scope, strftime};
use crate::Value;

/// `date: "%H:%M"`, or `date: "%H:%M", "Europe/Madrid"` for another zone than the flow's.
pub(super) fn date(
    value: Value,
    arguments: &Arguments,
    scope: &Scope<'_>,
) -> Result<Value, Refusal> {
    let zone = if arguments.count < 2 || arguments.second.is_null() {
        scope.zone.clone()
    } else {
        let name = text_of(&arguments.second);
        TimeZone::get(&name).map_err(|_| {
            Refusal::Wrong(format!(
                "There is no time zone `{name}`. Write one such as `Europe/Madrid` or `UTC`."
            ))
        })?
    };
    let format = text_of(&arguments.first);
    if format.is_empty() {
        return Ok(value);
    }
    if format.len() > LONGEST_FORMAT {
        return Err(Refusal::Wrong(format!(
            "A date's format has at most {LONGEST_FORMAT} characters, not {}.",
            format.len()
        )));
    }
    match moment(&value, scope, &zone) {
        Some(moment) => Ok(Value::from(strftime::format(&format, &moment))),
        None => Ok(value),
    }
}

/// The moment that a value stands for.
fn moment(value: &Value, scope: &Scope<'_>, zone: &TimeZone) -> Option<Zoned> {
    let second = |second: i64| Some(Timestamp::from_second(second).ok()?.to_zoned(zone.clone()));
    match value {
        Value::Int(int) => second(*int),
        Value::Float(float) => second(*float as i64),
        Value::Text(text) => {
            let text = text.trim();
            if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") {
                return Some(scope.now.timestamp().to_zoned(zone.clone()));
            }
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != 8
            {
                return second(text.parse().ok()?);
            }
            read(text, scope.now.timestamp().to_zoned(zone.clone()), zone)
        }
        _ => None,
    }
}

/// Longer formats are mistakes.
const LONGEST_FORMAT: usize = 500;

/// Longer texts are no dates.
const LONGEST: usize = 80;

/// What a text says about a moment, piece by piece.
#[derive(Default)]
struct Clues {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    clock: Option<ClockTime>,
    afternoon: Option<bool>,
    offset: Option<Offset>,
    /// Numbers whose meaning only their order tells.
    numbers: Vec<(i64, usize)>,
}

/// Reads a date, with or without time and offset, in a common form. `now` tells the year of a day
/// and the day of a time that come without.
fn read(text: &str, now: Zoned, zone: &TimeZone) -> Option<Zoned> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut clues = Clues::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            clues.digits(rest)?
        } else if first.is_ascii_alphabetic() {
            clues.word(rest)?
        } else if matches!(first, '+' | '-') && clues.clock.is_some() && clues.offset.is_none() {
            clues.offset(rest)?
        } else if matches!(first, ' ' | ',' | '-' | '/' | '.' | '(' | ')' | '\t') {
            first.len_utf8()
        } else {
            return None;
        };
        rest = &rest[length..];
    }
    clues.moment(&now, zone)
}

impl Clues {
    /// Digits: an ISO date, a time of day, or a number.
    fn digits(&mut self, rest: &str) -> Option<usize> {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: i64 = rest[..length].parse().ok()?;
        let after = rest.as_bytes().get(length).copied();
        if after == Some(b':') && self.clock.is_none() {
            return self.clock(rest);
        }
        let separator = after.filter(|sign| matches!(sign, b'-' | b'/' | b'.'));
        if let Some(separator) = separator
            && self.year.is_none()
            && let Some((date, length)) = three_numbers(rest, separator)
        {
            (self.year, self.month, self.day) = (Some(date.0), Some(date.1), Some(date.2));
            return Some(length);
        }
        if length == 8 && self.year.is_none() {
            self.year = i16::try_from(number / 10_000).ok();
            self.month = i8::try_from(number / 100 % 100).ok();
            self.day = i8::try_from(number % 100).ok();
            return Some(length);
        }
        self.numbers.push((number, length));
        // An ending such as in 1st, 2nd, 3rd, 4th.
        let ordinal =
            ["st", "nd", "rd", "th"].iter().any(|ending| rest[length..].starts_with(ending));
        Some(if ordinal { length + 2 } else { length })
    }

    /// `10:30`, `10:30:05`, `10:30:05.123`.
    fn clock(&mut self, rest: &str) -> Option<usize> {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')));
        let text = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
        let mut parts = text.split(':');
        let hour = parts.next()?.parse().ok()?;
        let minute = parts.next()?.parse().ok()?;
        let (second, nanos) = match parts.next() {
            None => (0, 0),
            Some(seconds) => {
                let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
                let nanos = format!("{:0<9.9}", fraction).parse().ok()?;
                (whole.parse::<i8>().ok()?.min(59), nanos)
            }
        };
        if parts.next().is_some() {
            return None;
        }
        self.clock = Some(ClockTime::new(hour, minute, second, nanos).ok()?);
        Some(text.len())
    }

    /// A month, a day of the week, `am`, `pm`, or the name of a zone.
    fn word(&mut self, rest: &str) -> Option<usize> {
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = rest[..length].to_ascii_lowercase();
        let begins = |names: &[&str]| {
            word.len() >= 3 && names.iter().any(|name| name.starts_with(word.as_str()))
        };
        const MONTHS: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        const DAYS: [&str; 8] =
            ["monday", "tuesday", "tues", "wednesday", "thursday", "friday", "saturday", "sunday"];
        match word.as_str() {
            "am" => self.afternoon = Some(false),
            "pm" => self.afternoon = Some(true),
            "z" | "utc" | "gmt" if self.offset.is_none() => self.offset = Some(Offset::UTC),
            "t" | "at" | "of" | "the" => {}
            "est" => self.offset = Some(Offset::constant(-5)),
            "edt" | "cst" => {
                self.offset = Some(Offset::constant(if word == "edt" { -4 } else { -6 }))
            }
            "cdt" | "mst" => {
                self.offset = Some(Offset::constant(if word == "cdt" { -5 } else { -7 }))
            }
            "mdt" => self.offset = Some(Offset::constant(-6)),
            "pst" => self.offset = Some(Offset::constant(-8)),
            "pdt" => self.offset = Some(Offset::constant(-7)),
            "sept" => self.month = Some(9),
            _ if begins(&DAYS) => {}
            _ if begins(&MONTHS) && self.month.is_none() => {
                let place = MONTHS.iter().position(|name| name.starts_with(word.as_str()))?;
                self.month = i8::try_from(place + 1).ok();
            }
            _ => return None,
        }
        Some(length)
    }

    /// `+02:00`, `-0700`, `+2`.
    fn offset(&mut self, rest: &str) -> Option<usize> {
        let digits: String =
            rest[1..].chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
        let plain = digits.replace(':', "");
        let (hours, minutes): (i32, i32) = match plain.len() {
            1 | 2 => (plain.parse().ok()?, 0),
            4 | 6 => (plain[..2].parse().ok()?, plain[2..4].parse().ok()?),
            _ => return None,
        };
        let seconds = (hours * 60 + minutes) * 60;
        let seconds = if rest.starts_with('-') { -seconds } else { seconds };
        self.offset = Some(Offset::from_seconds(seconds).ok()?);
        Some(1 + digits.len())
    }

    /// The moment that the clues add up to.
    fn moment(mut self, now: &Zoned, zone: &TimeZone) -> Option<Zoned> {
        if self.clock.is_none() && self.afternoon.is_some() {
            // `5 pm` has no colon: the hour is the last number.
            let (hour, _) = self.numbers.pop()?;
            self.clock = Some(ClockTime::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()?);
        }
        for (number, digits) in std::mem::take(&mut self.numbers) {
            if self.day.is_none() && digits <= 2 {
                self.day = i8::try_from(number).ok();
            } else if self.year.is_none() && (digits == 4 || digits == 2) {
                let century = if digits == 4 {
                    0
                } else if number < 69 {
                    2000
                } else {
                    1900
                };
                self.year = i16::try_from(century + number).ok();
            } else {
                return None;
            }
        }
        let date = match (self.year, self.month, self.day) {
            (None, None, None) if self.clock.is_some() => now.date(),
            (None, Some(month), Some(day)) => Date::new(now.year(), month, day).ok()?,
            (year, month, day) => Date::new(year?, month?, day.unwrap_or(1)).ok()?,
        };
        let mut clock = self.clock.unwrap_or_else(ClockTime::midnight);
        if let Some(afternoon) = self.afternoon {
            let hour = clock.hour() % 12 + if afternoon { 12 } else { 0 };
            clock = ClockTime::new(hour, clock.minute(), clock.second(), clock.subsec_nanosecond())
                .ok()?;
        }
        let local = DateTime::from_parts(date, clock);
        let from = self.offset.map_or_else(|| zone.clone(), TimeZone::fixed);
        let timestamp = from.to_ambiguous_timestamp(local).compatible().ok()?;
        Some(timestamp.to_zoned(zone.clone()))
    }
}

/// `2026-03-14`, `2026/3/14`, `3/14/2026` and `14.3.2026`, and how long it is.
fn three_numbers(rest: &str, separator: u8) -> Option<((i16, i8, i8), usize)> {
    let end = rest.bytes().position(|byte| !byte.is_ascii_digit() && byte != separator);
    let text = &rest[..end.unwrap_or(rest.len())];
    let parts: Vec<&str> = text.split(char::from(separator)).collect();
    let [first, second, third] = parts[..] else { return None };
    let (year, month, day) = match (first.len(), separator) {
        (4, _) => (first, second, third),
        (_, b'/') => (third, first, second),
        (_, b'.') => (third, second, first),
        _ => return None,
    };
    if year.len() != 4 {
        return None;
    }
    Some(((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?), text.len()))
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect;
    use crate::template::filters::testing::{rendered, shows};

    #[test]
    fn now_is_the_time_of_the_turn_in_the_zone_of_the_flow() {
        assert_eq!(shows("{{ 'now' | date: '%Y-%m-%d %H:%M:%S' }}"), "2026-11-22 10:30:05");
        assert_eq!(shows("{{ 'today' | date: '%A' }}"), "Sunday");
        assert_eq!(shows("{{ 'now' | date: '%H:%M', 'Europe/Madrid' }}"), "19:30");
        assert_eq!(
            shows("{{ 'now' | date: '%H:%M', 'Madrid' }}"),
            "! There is no time zone `Madrid`. Write one such as `Europe/Madrid` or `UTC`."
        );
    }

    #[test]
    fn seconds_since_1970_are_a_moment() {
        assert_eq!(shows("{{ 1152098955 | date: '%F %T %z' }}"), "2006-07-05 04:29:15 -0700");
        assert_eq!(shows("{{ '1152098955' | date: '%F' }}"), "2006-07-05");
    }

    #[test]
    fn dates_are_read_in_common_forms() {
        for text in [
            "2016-03-14",
            "2016/3/14",
            "20160314",
            "3/14/2016",
            "14.3.2016",
            "March 14, 2016",
            "14 Mar 2016",
            "Mon, 14 March 2016",
            "March 14th, 2016",
            "2016-03-14 00:00",
            "2016-03-14T00:00:00",
            "2016-03-14T07:00:00Z",
            "2016-03-14T08:00:00.000+01:00",
            "Mon, 14 Mar 2016 07:00:00 GMT",
            "Mon, 14 Mar 2016 00:00:00 -0700",
            "14 March 2016 12:00 AM",
        ] {
            let source = format!("{{{{ '{text}' | date: '%F %T' }}}}");
            assert_eq!(shows(&source), "2016-03-14 00:00:00", "{text}");
        }
        assert_eq!(shows("{{ 'March 14, 2016 5 pm' | date: '%F %H' }}"), "2016-03-14 17");
        assert_eq!(shows("{{ '5 May' | date: '%F' }}"), "2026-05-05");
        assert_eq!(shows("{{ '17:30' | date: '%F %-I:%M %p' }}"), "2026-11-22 5:30 PM");
    }

    #[test]
    fn what_is_no_date_comes_back_unchanged() {
        for text in ["tomorrow", "", "-1152098955", "2016-13-45", "1:2:3:4", "March", "ñ", "99:99"]
        {
            let source = format!("{{{{ '{text}' | date: '%F' }}}}");
            assert_eq!(shows(&source), text, "{text}");
        }
        assert_eq!(rendered("{{ x | date: '%F' }}", r#"{"x":[1]}"#, Dialect::Studio), "1");
    }

    #[test]
    fn an_hour_that_a_clock_skips_is_moved_on() {
        assert_eq!(shows("{{ '2026-03-08 02:30' | date: '%H:%M %Z' }}"), "03:30 PDT");
    }
}
