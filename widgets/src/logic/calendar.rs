//! A calendar of opening hours: a week, holidays, and what they make of a moment.
//!
//! In a flow file a calendar is one property:
//!
//! ```json
//! {
//!   "week": {
//!     "monday": [ { "from": "09:00", "to": "14:00" }, { "from": "16:00", "to": "19:00" } ],
//!     "friday": [ { "from": "22:00", "to": "02:00" } ]
//!   },
//!   "holidays": [
//!     { "name": "Christmas", "date": "12-25" },
//!     { "name": "Bridge day", "date": "2026-12-07" },
//!     { "name": "Summer", "from": "2026-08-03", "to": "2026-08-16" },
//!     { "name": "Christmas Eve", "date": "12-24", "open": [ { "from": "09:00", "to": "13:00" } ] }
//!   ]
//! }
//! ```
//!
//! A day that is missing is closed. A span whose end is not after its beginning goes on past
//! midnight and belongs to the day on which it begins: it is not cut off by a holiday on the next
//! day. `24:00` is the end of a day. A date without a year comes every year. Of several holidays on
//! a day the first counts; without `open` the day is closed.
//!
//! Deliberately not here: holidays that move with the moon. Write them year by year.

use centralita_engine::Text;
use centralita_engine::check::Sentence;
use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};
use centralita_engine::flow::{JsonKind, Node};
use centralita_engine::sentence;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::zone::moment;

/// How many days ahead the next opening is looked for.
const HORIZON_DAYS: usize = 400;

/// The names of the days, as files write them.
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The opening hours of a week, and the days that differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// The spans of each day, Monday first.
    week: [Vec<Span>; 7],
    holidays: Vec<Holiday>,
    faults: Vec<Sentence>,
}

/// From one time of day to another.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    from: Time,
    to: Time,
    /// Whether it ends on the day after the one on which it begins.
    overnight: bool,
}

/// A day, or several, with hours of their own.
#[derive(Clone, Debug, PartialEq)]
struct Holiday {
    name: Text,
    days: Days,
    /// Empty when it is closed.
    open: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Days {
    /// From one date to another, both included.
    Dates(Date, Date),
    /// From one month and day to another, every year; the end may lie in the next year.
    Yearly((i8, i8), (i8, i8)),
}

impl Days {
    fn include(self, date: Date) -> bool {
        match self {
            Days::Dates(from, to) => from <= date && date <= to,
            Days::Yearly(from, to) => {
                let day = (date.month(), date.day());
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }
}

/// What a calendar makes of a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it is open.
    pub is_open: bool,
    /// The name of the holiday, when the day is one.
    pub holiday: Option<Text>,
    /// The beginning of the next span, when there is one in sight.
    pub next_opening: Option<Timestamp>,
}

impl Calendar {
    /// What the calendar makes of `now` where clocks show the time of `zone`.
    pub fn judge(&self, now: Timestamp, zone: &TimeZone) -> Verdict {
        let today = now.to_zoned(zone.clone()).date();
        let holiday = self.holiday(today).map(|holiday| holiday.name.clone());
        let yesterday = today.yesterday().unwrap_or(today);
        let is_open = [yesterday, today].into_iter().any(|date| {
            self.spans(date).iter().any(|span| {
                let (begins, ends) = span.on(date, zone);
                begins <= now && now < ends
            })
        });
        Verdict { is_open, holiday, next_opening: self.next_opening(now, today, zone) }
    }

    fn next_opening(&self, now: Timestamp, today: Date, zone: &TimeZone) -> Option<Timestamp> {
        if self.week.iter().all(Vec::is_empty)
            && self.holidays.iter().all(|holiday| holiday.open.is_empty())
        {
            return None;
        }
        today.series(1.day()).take(HORIZON_DAYS).find_map(|date| {
            self.spans(date)
                .iter()
                .map(|span| span.on(date, zone))
                .filter(|(begins, ends)| *begins > now && begins < ends)
                .map(|(begins, _)| begins)
                .min()
        })
    }

    fn holiday(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.days.include(date))
    }

    fn spans(&self, date: Date) -> &[Span] {
        match self.holiday(date) {
            Some(holiday) => &holiday.open,
            None => &self.week[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())],
        }
    }

    /// What is written in the file and cannot be understood, or can never be.
    pub fn faults(&self) -> &[Sentence] {
        &self.faults
    }

    /// Whether it is never open.
    pub fn is_never_open(&self) -> bool {
        self.week.iter().all(Vec::is_empty)
            && self.holidays.iter().all(|holiday| holiday.open.is_empty())
    }

    fn read_from(node: Node<'_>) -> Calendar {
        let mut calendar = Calendar::default();
        let faults = &mut calendar.faults;
        if let Some(week) = node.get("week") {
            for (key, day) in week.members() {
                let name = key.text.to_lowercase();
                match DAYS.iter().find(|(known, _)| *known == name) {
                    Some((_, weekday)) => {
                        let index = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
                        calendar.week[index] = read_spans(day, &name, faults);
                    }
                    None => faults.push(sentence!(
                        "\"{}\" is no day of the week; write monday to sunday",
                        "\"{}\" no es un día de la semana; escriba de monday a sunday",
                        key.text
                    )),
                }
            }
        }
        for holiday in node.get("holidays").into_iter().flat_map(Node::items) {
            calendar.holidays.extend(read_holiday(holiday, faults));
        }
        calendar
    }
}

impl Span {
    /// The moments at which it begins and ends when it belongs to `date`.
    fn on(self, date: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let last = if self.overnight { date.tomorrow().unwrap_or(date) } else { date };
        (moment(zone, date.to_datetime(self.from)), moment(zone, last.to_datetime(self.to)))
    }
}

fn text(node: Node<'_>, key: &str) -> Option<Text> {
    node.get(key)
        .and_then(|value| value.text_of().map(|text| Text::from(text.trim())))
        .filter(|text| !text.is_empty())
}

/// `09:00`, `9:00` or `24:00`; the flag says whether it is the end of the day.
fn read_time(text: &str) -> Option<(Time, bool)> {
    if text == "24:00" {
        return Some((Time::midnight(), true));
    }
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str, most: usize| {
        let right = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        right.then(|| part.parse::<i8>().ok()).flatten()
    };
    if minute.len() != 2 {
        return None;
    }
    Time::new(digits(hour, 2)?, digits(minute, 2)?, 0, 0).ok().map(|time| (time, false))
}

fn read_spans(node: Node<'_>, day: &str, faults: &mut Vec<Sentence>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let single = (node.kind() == JsonKind::Map).then_some(node);
    for item in single.into_iter().chain(node.items()) {
        let (from, to) = (text(item, "from"), text(item, "to"));
        let times = from
            .as_deref()
            .and_then(read_time)
            .filter(|(_, ends_the_day)| !ends_the_day)
            .zip(to.as_deref().and_then(read_time));
        let Some(((from, _), (to, ends_the_day))) = times else {
            let shown = |nothing: &'static str| {
                let or_nothing = |text: &Option<Text>| text.clone().unwrap_or(nothing.into());
                (or_nothing(&from), or_nothing(&to))
            };
            let ((from, to), (from_es, to_es)) = (shown("nothing"), shown("nada"));
            faults.push(Sentence::new(
                format!(
                    "the span of {day} from \"{from}\" to \"{to}\" is not understood; write times such as 09:00"
                ),
                format!(
                    "no se entiende el tramo de {day} de \"{from_es}\" a \"{to_es}\"; escriba horas como 09:00"
                ),
            ));
            continue;
        };
        if from == to && !ends_the_day {
            faults.push(
                sentence!(
                    "the span of {day} ends when it begins; for a whole day write 00:00 to 24:00", "el tramo de {day} termina cuando empieza; para un día entero escriba de 00:00 a 24:00"
                ),
            );
            continue;
        }
        let overnight = ends_the_day || to < from;
        if spans.iter().any(|other| other.overlaps(from, to, overnight)) {
            faults.push(sentence!(
                "two spans of {day} overlap; make one of them",
                "dos tramos de {day} se solapan; haga uno solo de ellos"
            ));
        }
        spans.push(Span { from, to, overnight });
    }
    spans
}

impl Span {
    fn overlaps(self, from: Time, to: Time, overnight: bool) -> bool {
        (self.overnight || from < self.to) && (overnight || self.from < to)
    }
}

fn read_holiday(node: Node<'_>, faults: &mut Vec<Sentence>) -> Option<Holiday> {
    let name = text(node, "name").unwrap_or_else(|| "Holiday".into());
    let date = text(node, "date").or_else(|| match node.kind() {
        JsonKind::Map => None,
        _ => node.text_of().map(Text::from),
    });
    let from = date.clone().or_else(|| text(node, "from"));
    let to = date.or_else(|| text(node, "to"));
    let days = from.as_deref().zip(to.as_deref()).and_then(|(from, to)| read_days(from, to));
    let Some(days) = days else {
        faults.push(sentence!(
            "the date of \"{name}\" is not understood; write 2026-12-25, or 12-25 for every year",
            "no se entiende la fecha de \"{name}\"; escriba 2026-12-25, o 12-25 para todos los años"
        ));
        return None;
    };
    if let Days::Dates(from, to) = days
        && from > to
    {
        faults.push(sentence!(
            "\"{name}\" ends before it begins",
            "\"{name}\" termina antes de empezar"
        ));
        return None;
    }
    let open = node
        .get("open")
        .filter(|open| !open.is_null())
        .map(|open| read_spans(open, &name, faults))
        .unwrap_or_default();
    Some(Holiday { name, days, open })
}

fn read_days(from: &str, to: &str) -> Option<Days> {
    if let (Ok(from), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) {
        return Some(Days::Dates(from, to));
    }
    Some(Days::Yearly(month_and_day(from)?, month_and_day(to)?))
}

/// `12-25`; any leap year has the 29th of February.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

impl FieldType for Calendar {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Hours, JsonAs::Map);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Calendar {
        reading.node(field).map(Calendar::read_from).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::flow::json::Json;

    use super::*;

    fn calendar(json: &str) -> Calendar {
        let json = Json::parse(json);
        Calendar::read_from(json.root())
    }

    /// `open`, `closed` or a holiday's name, and the next opening where it is read.
    fn judged(calendar: &Calendar, zone: &str, now: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let verdict = calendar.judge(now.parse().unwrap(), &zone);
        let state = if verdict.is_open { "open" } else { "closed" };
        let holiday = verdict.holiday.map(|name| format!(" ({name})")).unwrap_or_default();
        let next = verdict.next_opening.map_or("never".into(), |next| {
            next.to_zoned(zone).strftime("%a %d %b %H:%M %z").to_string()
        });
        format!("{state}{holiday}, next {next}")
    }

    const SHOP: &str = r#"{"week":{"monday":[{"from":"09:00","to":"14:00"},{"from":"16:00","to":"19:00"}],
        "Friday":{"from":"22:00","to":"02:00"}}}"#;

    #[test]
    fn several_spans_a_day_open_and_close_in_six_zones() {
        let shop = calendar(SHOP);
        assert!(shop.faults().is_empty());
        for (zone, now, expected) in [
            ("Europe/Madrid", "2026-11-23T07:59:59Z", "closed, next Mon 23 Nov 09:00 +0100"),
            ("Europe/Madrid", "2026-11-23T08:00:00Z", "open, next Mon 23 Nov 16:00 +0100"),
            ("Europe/Madrid", "2026-11-23T13:00:00Z", "closed, next Mon 23 Nov 16:00 +0100"),
            ("America/New_York", "2026-11-23T14:30:00Z", "open, next Mon 23 Nov 16:00 -0500"),
            ("America/Sao_Paulo", "2026-11-23T22:00:00Z", "closed, next Fri 27 Nov 22:00 -0300"),
            ("Asia/Kathmandu", "2026-11-23T03:15:00Z", "open, next Mon 23 Nov 16:00 +0545"),
            ("Australia/Lord_Howe", "2026-11-22T22:00:00Z", "open, next Mon 23 Nov 16:00 +1100"),
            ("Pacific/Auckland", "2026-11-23T06:00:00Z", "closed, next Fri 27 Nov 22:00 +1300"),
        ] {
            assert_eq!(judged(&shop, zone, now), expected, "{zone} {now}");
        }
    }

    #[test]
    fn an_overnight_span_belongs_to_the_day_on_which_it_begins() {
        let bar = calendar(
            r#"{"week":{"friday":[{"from":"22:00","to":"02:00"}]},"holidays":[{"name":"Sleep","date":"2026-11-28"}]}"#,
        );
        let zone = "Europe/Madrid";
        assert_eq!(
            judged(&bar, zone, "2026-11-27T20:59:00Z"),
            "closed, next Fri 27 Nov 22:00 +0100"
        );
        assert_eq!(judged(&bar, zone, "2026-11-27T21:00:00Z"), "open, next Fri 04 Dec 22:00 +0100");
        assert_eq!(
            judged(&bar, zone, "2026-11-28T00:59:00Z"),
            "open (Sleep), next Fri 04 Dec 22:00 +0100"
        );
        assert_eq!(
            judged(&bar, zone, "2026-11-28T01:00:00Z"),
            "closed (Sleep), next Fri 04 Dec 22:00 +0100"
        );
    }

    #[test]
    fn holidays_are_dates_yearly_dates_and_ranges_with_hours_of_their_own() {
        let office = calendar(
            r#"{"week":{"monday":[{"from":"9:00","to":"17:00"}],"thursday":[{"from":"9:00","to":"17:00"}],"friday":[{"from":"9:00","to":"17:00"}]},
                "holidays":[
                  {"name":"Christmas Eve","date":"12-24","open":[{"from":"10:00","to":"12:00"}]},
                  {"name":"Between the years","from":"12-25","to":"01-03"},
                  {"name":"Move","from":"2026-08-03","to":"2026-08-04"}
                ]}"#,
        );
        let zone = "Europe/Berlin";
        assert_eq!(
            judged(&office, zone, "2026-12-24T08:30:00Z"),
            "closed (Christmas Eve), next Thu 24 Dec 10:00 +0100"
        );
        assert_eq!(
            judged(&office, zone, "2026-12-24T10:30:00Z"),
            "open (Christmas Eve), next Mon 04 Jan 09:00 +0100"
        );
        assert_eq!(
            judged(&office, zone, "2027-01-01T10:30:00Z"),
            "closed (Between the years), next Mon 04 Jan 09:00 +0100"
        );
        assert_eq!(
            judged(&office, zone, "2026-08-03T10:00:00Z"),
            "closed (Move), next Thu 06 Aug 09:00 +0200"
        );
        assert_eq!(
            judged(&office, zone, "2027-08-02T10:00:00Z"),
            "open, next Thu 05 Aug 09:00 +0200"
        );
    }

    #[test]
    fn clocks_that_jump_open_at_the_first_moment_there_is() {
        let night = calendar(r#"{"week":{"sunday":[{"from":"02:30","to":"05:00"}]}}"#);
        // The clocks of Madrid jump from 02:00 to 03:00.
        assert_eq!(
            judged(&night, "Europe/Madrid", "2026-03-29T00:59:59Z"),
            "closed, next Sun 29 Mar 03:00 +0200"
        );
        assert_eq!(
            judged(&night, "Europe/Madrid", "2026-03-29T01:00:00Z"),
            "open, next Sun 05 Apr 02:30 +0200"
        );
        // Those of New York show 01:30 twice, and the first one counts.
        let early = calendar(r#"{"week":{"sunday":[{"from":"01:30","to":"05:00"}]}}"#);
        assert_eq!(
            judged(&early, "America/New_York", "2026-11-01T05:29:00Z"),
            "closed, next Sun 01 Nov 01:30 -0400"
        );
        assert_eq!(
            judged(&early, "America/New_York", "2026-11-01T06:10:00Z"),
            "open, next Sun 08 Nov 01:30 -0500"
        );
    }

    #[test]
    fn a_whole_day_and_a_week_without_hours() {
        let always = calendar(r#"{"week":{"sunday":[{"from":"00:00","to":"24:00"}]}}"#);
        assert_eq!(
            judged(&always, "UTC", "2026-11-22T23:59:59Z"),
            "open, next Sun 29 Nov 00:00 +0000"
        );
        assert_eq!(
            judged(&always, "UTC", "2026-11-23T00:00:00Z"),
            "closed, next Sun 29 Nov 00:00 +0000"
        );
        let never = calendar("{}");
        assert!(never.is_never_open());
        assert_eq!(judged(&never, "UTC", "2026-11-22T23:59:59Z"), "closed, next never");
    }

    #[test]
    fn what_cannot_be_understood_is_told_and_left_out() {
        let wrong = calendar(
            r#"{"week":{"mon":[],"monday":[{"from":"9","to":"17:00"},{"from":"09:00","to":"09:00"},{"from":"08:00","to":"12:00"},{"from":"11:00","to":"13:00"},{"from":"24:00","to":"01:00"}]},
                "holidays":[{"name":"A","date":"13-01"},{"name":"B","from":"2026-08-04","to":"2026-08-03"},{"name":"C","from":"2026-08-04"},"12-25"]}"#,
        );
        expect_test::expect![[r#"
            "mon" is no day of the week; write monday to sunday
            the span of monday from "9" to "17:00" is not understood; write times such as 09:00
            the span of monday ends when it begins; for a whole day write 00:00 to 24:00
            two spans of monday overlap; make one of them
            the span of monday from "24:00" to "01:00" is not understood; write times such as 09:00
            the date of "A" is not understood; write 2026-12-25, or 12-25 for every year
            "B" ends before it begins
            the date of "C" is not understood; write 2026-12-25, or 12-25 for every year"#]]
        .assert_eq(&wrong.faults().iter().map(Sentence::en).collect::<Vec<_>>().join("\n"));
        assert_eq!(
            judged(&wrong, "UTC", "2026-11-23T08:00:00Z"),
            "open, next Mon 23 Nov 11:00 +0000"
        );
        assert_eq!(
            judged(&wrong, "UTC", "2026-12-25T08:00:00Z").split(',').next(),
            Some("closed (Holiday)")
        );
    }
}
