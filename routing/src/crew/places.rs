//! Where in its file something of a crew stands.
//!
//! The file is read a second time, for places alone; what is wrong was found in what it says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::check::SETTINGS;
use super::{CalendarPart, CrewProblem};
use crate::span::Span;

/// The places of what can be wrong.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Places {
    settings: BTreeMap<String, Spanned<IgnoredAny>>,
    activity: Vec<Thing>,
    channel: Vec<Thing>,
    calendar: Vec<Thing>,
    queue: Vec<Thing>,
    worker: Vec<Thing>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Thing {
    name: Option<Spanned<String>>,
    /// Of a queue.
    calendar: Option<Spanned<String>>,
    time_zone: Option<Spanned<IgnoredAny>>,
    week: BTreeMap<String, Spanned<IgnoredAny>>,
    holidays: Vec<Spanned<IgnoredAny>>,
}

impl Places {
    /// The places in a text that was read as a crew.
    pub fn read(text: &str) -> Places {
        toml::from_str(text).unwrap_or_default()
    }

    /// Where what a problem is about stands; none when that has no place of its own.
    pub fn of(&self, problem: &CrewProblem) -> Option<Span> {
        if let Some(part) = &problem.part {
            let calendar = named(&self.calendar, &problem.about)?;
            return match part {
                CalendarPart::Zone => calendar.time_zone.as_ref().map(span_of),
                CalendarPart::Day(day) => calendar.week.get(&**day).map(span_of),
                CalendarPart::Holiday(place) => calendar.holidays.get(*place).map(span_of),
            };
        }
        if problem.is_about_hours()
            && let Some(queue) = named(&self.queue, &problem.about)
        {
            return queue.calendar.as_ref().map(span_of);
        }
        let tables = [&self.queue, &self.worker, &self.calendar, &self.activity, &self.channel];
        let names = |things: &Vec<Thing>| named(things, &problem.about)?.name.as_ref().map(span_of);
        let of_settings = || {
            let is_settings = &*problem.about == SETTINGS;
            let missed_offer = self.settings.get("missed_offer");
            missed_offer.or_else(|| self.settings.values().next()).filter(|_| is_settings)
        };
        tables.into_iter().find_map(names).or_else(|| of_settings().map(span_of))
    }
}

/// The thing of a name; of two of one name the second, which is the one that is told of.
fn named<'t>(things: &'t [Thing], name: &str) -> Option<&'t Thing> {
    let has_name = |thing: &&Thing| thing.name.as_ref().is_some_and(|one| one.get_ref() == name);
    things.iter().rfind(has_name)
}

fn span_of<T>(spanned: &Spanned<T>) -> Span {
    let at = spanned.span();
    Span::new(at.start, at.end)
}
