//! Writing a moment in a format such as `%Y-%m-%d`.

use std::fmt::Write;

use jiff::Zoned;
use jiff::civil::Weekday;

/// Wider fields than this are cut, so that a format cannot ask for a megabyte of zeros.
const WIDEST: usize = 100;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// How the field wants to be written: `%-d`, `%^a`, `%05d`.
#[derive(Clone, Copy, Default)]
struct Style {
    /// Padding instead of the usual: None for the usual, Some(None) for none at all.
    padding: Option<Option<char>>,
    upper: bool,
    swapped: bool,
    width: Option<usize>,
}

/// `time` in the form that `format` asks for. What is no known field stays as it is written.
pub(super) fn format(format: &str, time: &Zoned) -> String {
    let mut out = String::with_capacity(format.len() + 16);
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let field = &rest[at..];
        rest = match write_field(&field[1..], time, &mut out) {
            Some(length) => &field[1 + length..],
            None => {
                out.push('%');
                &field[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

/// Writes the field that `field` begins with; its length, or None when there is no such field.
fn write_field(field: &str, time: &Zoned, out: &mut String) -> Option<usize> {
    let mut style = Style::default();
    let mut length = 0;
    let bytes = field.as_bytes();
    loop {
        match bytes.get(length)? {
            b'-' => style.padding = Some(None),
            b'_' => style.padding = Some(Some(' ')),
            b'0' if style.width.is_none() => style.padding = Some(Some('0')),
            b'^' => style.upper = true,
            b'#' => style.swapped = true,
            digit @ b'0'..=b'9' => {
                let width = style.width.unwrap_or(0) * 10 + usize::from(digit - b'0');
                style.width = Some(width.min(WIDEST));
            }
            _ => break,
        }
        length += 1;
    }
    let mut colons = 0;
    while bytes.get(length) == Some(&b':') && colons < 2 {
        colons += 1;
        length += 1;
    }
    let sign = char::from(*bytes.get(length)?);
    if colons > 0 && sign != 'z' {
        return None;
    }
    conversion(sign, colons, style, time, out)?;
    Some(length + 1)
}

fn conversion(
    sign: char,
    colons: usize,
    style: Style,
    time: &Zoned,
    out: &mut String,
) -> Option<()> {
    let hour = i64::from(time.hour());
    let hour_of_12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let weekday = time.weekday();
    let day = DAYS[weekday.to_sunday_zero_offset() as usize];
    let month = MONTHS[(time.month() as usize).saturating_sub(1).min(11)];
    let year = i64::from(time.year());
    let mut number =
        |value: i64, width: usize, padding: char| padded(value, width, padding, style, out);
    match sign {
        'Y' => number(year, 1, '0'),
        'C' => number(year.div_euclid(100), 2, '0'),
        'y' => number(year.rem_euclid(100), 2, '0'),
        'm' => number(i64::from(time.month()), 2, '0'),
        'd' => number(i64::from(time.day()), 2, '0'),
        'e' => number(i64::from(time.day()), 2, ' '),
        'j' => number(i64::from(time.day_of_year()), 3, '0'),
        'H' => number(hour, 2, '0'),
        'k' => number(hour, 2, ' '),
        'I' => number(hour_of_12, 2, '0'),
        'l' => number(hour_of_12, 2, ' '),
        'M' => number(i64::from(time.minute()), 2, '0'),
        'S' => number(i64::from(time.second()), 2, '0'),
        's' => number(time.timestamp().as_second(), 1, '0'),
        'u' => number(i64::from(weekday.to_monday_one_offset()), 1, '0'),
        'w' => number(i64::from(weekday.to_sunday_zero_offset()), 1, '0'),
        'U' => number(week_of_year(time, Weekday::Sunday), 2, '0'),
        'W' => number(week_of_year(time, Weekday::Monday), 2, '0'),
        'V' => number(i64::from(time.date().iso_week_date().week()), 2, '0'),
        'G' => number(i64::from(time.date().iso_week_date().year()), 1, '0'),
        'g' => number(i64::from(time.date().iso_week_date().year()).rem_euclid(100), 2, '0'),
        'L' => fraction(time, style.width.unwrap_or(3), out),
        'N' => fraction(time, style.width.unwrap_or(9), out),
        'z' => offset(time, colons, out),
        'A' => word(day, style, out),
        'a' => word(&day[..3], style, out),
        'B' => word(month, style, out),
        'b' | 'h' => word(&month[..3], style, out),
        'p' if style.swapped => word(if hour < 12 { "am" } else { "pm" }, Style::default(), out),
        'p' => word(if hour < 12 { "AM" } else { "PM" }, style, out),
        'P' => word(if hour < 12 { "am" } else { "pm" }, style, out),
        'Z' => zone(time, style, out),
        'c' => whole("%a %b %e %H:%M:%S %Y", time, style, out),
        'D' | 'x' => whole("%m/%d/%y", time, style, out),
        'F' => whole("%Y-%m-%d", time, style, out),
        'T' | 'X' => whole("%H:%M:%S", time, style, out),
        'R' => whole("%H:%M", time, style, out),
        'r' => whole("%I:%M:%S %p", time, style, out),
        'v' => whole("%e-%^b-%Y", time, style, out),
        'n' => out.push('\n'),
        't' => out.push('\t'),
        '%' => out.push('%'),
        _ => return None,
    }
    Some(())
}

fn padded(value: i64, width: usize, padding: char, style: Style, out: &mut String) {
    let padding = style.padding.unwrap_or(Some(padding));
    let width = style.width.unwrap_or(width);
    let _ = match padding {
        None => write!(out, "{value}"),
        Some(' ') => write!(out, "{value:width$}"),
        Some(_) => write!(out, "{value:0width$}"),
    };
}

fn word(text: &str, style: Style, out: &mut String) {
    let text = if style.upper || style.swapped { text.to_uppercase() } else { text.to_owned() };
    let width = style.width.unwrap_or(0);
    let _ = if style.padding == Some(Some('0')) {
        write!(out, "{text:0>width$}")
    } else {
        write!(out, "{text:>width$}")
    };
}

fn whole(format_of_all: &str, time: &Zoned, style: Style, out: &mut String) {
    word(&format(format_of_all, time), style, out);
}

fn fraction(time: &Zoned, digits: usize, out: &mut String) {
    let nanos = format!("{:09}", time.subsec_nanosecond());
    for place in 0..digits.min(WIDEST) {
        out.push_str(nanos.get(place..=place).unwrap_or("0"));
    }
}

fn offset(time: &Zoned, colons: usize, out: &mut String) {
    let seconds = time.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let _ = match colons {
        0 => write!(out, "{sign}{hours:02}{minutes:02}"),
        1 => write!(out, "{sign}{hours:02}:{minutes:02}"),
        _ => write!(out, "{sign}{hours:02}:{minutes:02}:{:02}", seconds % 60),
    };
}

fn zone(time: &Zoned, style: Style, out: &mut String) {
    let info = time.time_zone().to_offset_info(time.timestamp());
    if style.swapped {
        out.push_str(&info.abbreviation().to_lowercase());
    } else {
        word(info.abbreviation(), style, out);
    }
}

/// Weeks of the year that begin on `first`; the days before the first such day are week 0.
fn week_of_year(time: &Zoned, first: Weekday) -> i64 {
    let since_first = time.weekday().since(first);
    (i64::from(time.day_of_year()) + 6 - i64::from(since_first)) / 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(fields: &str) -> String {
        let time: Zoned =
            "2026-03-08T09:05:07.012345678-07:00[America/Los_Angeles]".parse().unwrap();
        format(fields, &time)
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(shows("%Y-%m-%d %H:%M:%S"), "2026-03-08 09:05:07");
        assert_eq!(shows("%A, %B %-d, %Y at %-I:%M %p"), "Sunday, March 8, 2026 at 9:05 AM");
        assert_eq!(shows("%a %b %e %y %j"), "Sun Mar  8 26 067");
        assert_eq!(
            shows("%F %T %D %R %r %c"),
            "2026-03-08 09:05:07 03/08/26 09:05 09:05:07 AM Sun Mar  8 09:05:07 2026"
        );
        assert_eq!(shows("%u %w %U %W %V %G"), "7 0 10 09 10 2026");
        assert_eq!(
            shows("%s %L %N %3N %z %:z %Z"),
            "1772985907 012 012345678 012 -0700 -07:00 PDT"
        );
    }

    #[test]
    fn flags_change_padding_width_and_case() {
        assert_eq!(
            shows("%-m|%_m|%05d|%^a|%^B|%#p|%P|%10A"),
            "3| 3|00008|SUN|MARCH|am|am|    Sunday"
        );
        assert_eq!(shows("%999999999d").len(), 100);
    }

    #[test]
    fn what_is_no_field_stays() {
        assert_eq!(shows("100%, %% %Q %"), "100%, % %Q %");
        assert_eq!(shows("%ñ"), "%ñ");
    }
}
