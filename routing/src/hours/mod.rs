//! Opening hours made ready: whether it is open at a moment, and when that changes next.
//!
//! Some local times do not exist, because clocks jump ahead, and some come twice. One that is skipped
//! counts as the first moment after the jump; of one that comes twice the first is meant. So hours
//! from 02:30 on begin at 03:00 in the night in which the clocks of Madrid go from 02:00 to 03:00.

use jiff::civil::{Date, DateTime, Time as Clock, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::crew::{Calendar, CalendarFault, CalendarPart, Opening};
use crate::ids::Text;
use crate::time::Time;

/// So many days ahead a change is looked for; a calendar without one in ten years has none, except for
/// dates that lie even later, before which it is looked at again.
const HORIZON_DAYS: usize = 3660;

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

/// A calendar made ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    /// The spans of each day, Monday first.
    week: [Vec<Span>; 7],
    holidays: Vec<Days>,
}

/// What a calendar makes of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is open.
    pub is_open: bool,
    /// The holiday, when the day is one; its name may be empty.
    pub holiday: Option<Text>,
}

/// When a calendar is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Time,
    /// Whether it opens then; none when nothing changes, and later dates come into sight.
    pub opens: Option<bool>,
}

/// From one time of day to another.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    from: Clock,
    to: Clock,
    /// Whether it ends on the day after the one on which it begins.
    is_overnight: bool,
}

/// A day, or several, with hours of their own.
#[derive(Clone, Debug, PartialEq)]
struct Days {
    name: Text,
    which: Which,
    open: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    /// From one date to another, both included.
    Dates(Date, Date),
    /// From one month and day to another, every year; the end may lie in the next year.
    Yearly((i8, i8), (i8, i8)),
}

impl Which {
    fn include(self, date: Date) -> bool {
        match self {
            Which::Dates(from, to) => from <= date && date <= to,
            Which::Yearly(from, to) => {
                let day = (date.month(), date.day());
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }
}

impl Span {
    /// The moments at which it begins and ends when it belongs to `date`.
    fn on(self, date: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let last = if self.is_overnight { date.tomorrow().unwrap_or(date) } else { date };
        (moment(zone, date.to_datetime(self.from)), moment(zone, last.to_datetime(self.to)))
    }

    fn overlaps(self, other: Span) -> bool {
        (self.is_overnight || other.from < self.to) && (other.is_overnight || self.from < other.to)
    }

    fn is_whole_day(self) -> bool {
        self.is_overnight && self.from == Clock::midnight() && self.to == Clock::midnight()
    }
}

impl Hours {
    /// The clocks of a time zone, with no hours: for reading and showing moments.
    pub fn clocks(time_zone: &str) -> Option<Hours> {
        let zone = TimeZone::get(time_zone.trim()).ok()?;
        Some(Hours { zone, week: Default::default(), holidays: Vec::new() })
    }

    /// Reads a calendar, with what in it cannot be understood; that is left out.
    pub fn read(calendar: &Calendar) -> (Hours, Vec<(CalendarPart, CalendarFault)>) {
        let mut faults = Vec::new();
        let zone = TimeZone::get(calendar.time_zone.trim()).unwrap_or_else(|_| {
            let fault = CalendarFault::UnknownZone(calendar.time_zone.clone());
            faults.push((CalendarPart::Zone, fault));
            TimeZone::UTC
        });
        let mut hours = Hours { zone, week: Default::default(), holidays: Vec::new() };
        for (name, opening) in &calendar.week {
            let part = CalendarPart::Day(name.clone());
            let Some((_, day)) = DAYS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))
            else {
                faults.push((part, CalendarFault::UnknownDay(name.clone())));
                continue;
            };
            hours.week[place_of(*day)].extend(read_spans(opening, name, &part, &mut faults));
        }
        for (place, holiday) in calendar.holidays.iter().enumerate() {
            let part = CalendarPart::Holiday(place);
            let label = if holiday.name.is_empty() { &holiday.from } else { &holiday.name };
            let open = read_spans(&holiday.open, label, &part, &mut faults);
            match read_days(&holiday.from, &holiday.to) {
                Ok(Which::Dates(from, to)) if from > to => {
                    let fault = CalendarFault::EndsBeforeItBegins(label.clone());
                    faults.push((part, fault));
                }
                Ok(which) => {
                    hours.holidays.push(Days { name: holiday.name.clone(), which, open });
                }
                Err(date) => {
                    let holiday = label.clone();
                    faults.push((part, CalendarFault::NoDate { holiday, date }));
                }
            }
        }
        (hours, faults)
    }

    /// What the calendar makes of a moment.
    pub fn judge(&self, now: Time) -> Verdict {
        let now = timestamp(now);
        let holiday = self.holiday(self.date(now)).map(|holiday| holiday.name.clone());
        Verdict { is_open: self.is_open(now), holiday }
    }

    /// When it opens or closes next, after a moment; none when it never does.
    pub fn next_change(&self, now: Time) -> Option<Change> {
        if self.is_never_open() {
            return None;
        }
        let now = timestamp(now);
        let is_open = self.is_open(now);
        let today = self.date(now);
        let days = || today.series(1.day()).take(HORIZON_DAYS);
        let found = days().find_map(|date| self.change_on(date, now, is_open));
        if let Some(at) = found {
            return Some(Change { at: Time(at.as_millisecond()), opens: Some(!is_open) });
        }
        let horizon = days().last()?;
        let is_later = |days: &Days| matches!(days.which, Which::Dates(_, to) if to >= horizon);
        let at = moment(&self.zone, horizon.to_datetime(Clock::midnight()));
        let again = self.holidays.iter().any(is_later) && at > now;
        again.then_some(Change { at: Time(at.as_millisecond()), opens: None })
    }

    /// When it opens next, after a moment; none when it never does.
    pub fn next_opening(&self, now: Time) -> Option<Time> {
        let mut at = now;
        loop {
            let change = self.next_change(at)?;
            at = change.at;
            if change.opens == Some(true) {
                return Some(at);
            }
        }
    }

    /// Whether it is never open.
    pub fn is_never_open(&self) -> bool {
        self.week.iter().all(Vec::is_empty)
            && self.holidays.iter().all(|holiday| holiday.open.is_empty())
    }

    /// A moment as clocks show it there: `2026-11-23 09:00`, with the day of the week from 0, Monday.
    pub fn shown(&self, moment: Time) -> (usize, String) {
        let local = timestamp(moment).to_zoned(self.zone.clone());
        (place_of(local.weekday()), local.strftime("%Y-%m-%d %H:%M").to_string())
    }

    /// The moment at which clocks there show `2026-11-23 09:00`, or midnight of `2026-11-23`.
    pub fn moment(&self, shown: &str) -> Option<Time> {
        let shown = shown.trim();
        let local = shown
            .parse::<DateTime>()
            .or_else(|_| shown.replacen(' ', "T", 1).parse::<DateTime>())
            .ok()?;
        Some(Time(moment(&self.zone, local).as_millisecond()))
    }

    /// The earliest moment after `now` on a day at which it is no longer as it is now.
    fn change_on(&self, date: Date, now: Timestamp, is_open: bool) -> Option<Timestamp> {
        let yesterday = date.yesterday().unwrap_or(date);
        let (before, spans) = (self.spans(yesterday), self.spans(date));
        let is_whole = |spans: &[Span]| spans.iter().any(|span| span.is_whole_day());
        // Most days of a calendar that hardly changes need no look at the clock.
        if is_open && is_whole(before) && is_whole(spans) {
            return None;
        }
        if !is_open && spans.is_empty() && before.iter().all(|span| !span.is_overnight) {
            return None;
        }
        let tomorrow = date.tomorrow().unwrap_or(date);
        let end = moment(&self.zone, tomorrow.to_datetime(Clock::midnight()));
        let late = before.iter().filter(|span| span.is_overnight);
        let late = late.map(|span| span.on(yesterday, &self.zone));
        let own = spans.iter().map(|span| span.on(date, &self.zone));
        late.chain(own)
            .flat_map(|(from, to)| [from, to])
            .filter(|at| *at > now && *at <= end && self.is_open(*at) != is_open)
            .min()
    }

    fn is_open(&self, now: Timestamp) -> bool {
        let today = self.date(now);
        let yesterday = today.yesterday().unwrap_or(today);
        [yesterday, today].into_iter().any(|date| {
            self.spans(date).iter().any(|span| {
                let (begins, ends) = span.on(date, &self.zone);
                begins <= now && now < ends
            })
        })
    }

    fn date(&self, now: Timestamp) -> Date {
        self.zone.to_datetime(now).date()
    }

    fn holiday(&self, date: Date) -> Option<&Days> {
        self.holidays.iter().find(|holiday| holiday.which.include(date))
    }

    fn spans(&self, date: Date) -> &[Span] {
        match self.holiday(date) {
            Some(holiday) => &holiday.open,
            None => &self.week[place_of(date.weekday())],
        }
    }
}

fn place_of(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

/// A moment as the time-zone database knows it; beyond its thousands of years, its first or last.
fn timestamp(time: Time) -> Timestamp {
    let edge = if time.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(time.0).unwrap_or(edge)
}

/// The moment at which clocks in `zone` show `local`.
fn moment(zone: &TimeZone, local: DateTime) -> Timestamp {
    let edge = if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let AmbiguousOffset::Gap { before, .. } = ambiguous.offset() else {
        return ambiguous.earlier().unwrap_or(edge);
    };
    let Ok(inside) = before.to_timestamp(local) else { return edge };
    // The jump itself is the latest one not after this moment.
    let after = inside.checked_add(SignedDuration::from_nanos(1)).unwrap_or(inside);
    zone.preceding(after).next().map_or(inside, |jump| jump.timestamp())
}

fn read_spans(
    opening: &Opening,
    day: &Text,
    part: &CalendarPart,
    faults: &mut Vec<(CalendarPart, CalendarFault)>,
) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for hours in &opening.0 {
        let times = hours.split_once('-').and_then(|(from, to)| {
            let from = read_time(from).filter(|(_, ends_the_day)| !ends_the_day)?;
            Some((from.0, read_time(to)?))
        });
        let Some((from, (to, ends_the_day))) = times else {
            let fault = CalendarFault::NoHours { day: day.clone(), hours: hours.clone() };
            faults.push((part.clone(), fault));
            continue;
        };
        if from == to && !ends_the_day {
            faults.push((part.clone(), CalendarFault::Empty(day.clone())));
            continue;
        }
        let span = Span { from, to, is_overnight: ends_the_day || to < from };
        if spans.iter().any(|other| other.overlaps(span)) {
            faults.push((part.clone(), CalendarFault::Overlap(day.clone())));
        }
        spans.push(span);
    }
    spans
}

/// `09:00`, `9:00` or `24:00`; the flag says whether it is the end of the day.
fn read_time(text: &str) -> Option<(Clock, bool)> {
    let text = text.trim();
    if text == "24:00" {
        return Some((Clock::midnight(), true));
    }
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| {
        let is_right = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
        if is_right { part.parse::<i8>().ok() } else { None }
    };
    if minute.len() != 2 {
        return None;
    }
    Clock::new(digits(hour)?, digits(minute)?, 0, 0).ok().map(|time| (time, false))
}

/// The days from one date to another, or the date that is none.
fn read_days(from: &Text, to: &Text) -> Result<Which, Text> {
    if let (Ok(from), Ok(to)) = (from.trim().parse::<Date>(), to.trim().parse::<Date>()) {
        return Ok(Which::Dates(from, to));
    }
    let first = month_and_day(from).ok_or_else(|| from.clone())?;
    let last = month_and_day(to).ok_or_else(|| to.clone())?;
    Ok(Which::Yearly(first, last))
}

/// `12-25`; any leap year has the 29th of February.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.trim().split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

#[cfg(test)]
mod tests;
