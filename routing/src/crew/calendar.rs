//! Calendars of opening hours, as people write them.
//!
//! The words are those of the widget "Opening hours": days in English, times such as `09:00`,
//! holidays with a date, one that comes every year, or from one to another.
//!
//! ```
//! use centralita_routing::crew::Crew;
//!
//! let crew = Crew::read(r#"
//!     [[calendar]]
//!     name = "Office"
//!     time_zone = "Europe/Madrid"
//!     holidays = [
//!         "2026-12-07",
//!         { name = "Christmas", date = "12-25" },
//!         { name = "Summer", from = "2026-08-03", to = "2026-08-16" },
//!         { name = "Christmas Eve", date = "12-24", open = "09:00-13:00" },
//!     ]
//!     [calendar.week]
//!     monday = ["09:00-14:00", "16:00-19:00"]
//!     friday = "22:00-02:00"
//! "#)?;
//! assert!(crew.calendars[0].faults().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A day that is not named is closed. Hours that end before they begin go on past midnight and belong
//! to the day on which they begin: a holiday on the next day does not cut them off. `24:00` is the end
//! of a day. Of several holidays on a day the first counts.
//!
//! Deliberately not here: holidays that move with the moon. Write them year by year.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::reading::{HOLIDAY, OPENING};
use crate::hours::Hours;
use crate::ids::{CalendarId, Text};
use crate::sentence::{Sentence, sentence};

/// When queues are open: a week, and the days that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Which calendar; left empty, its name.
    #[serde(default)]
    pub id: CalendarId,
    /// What people call it.
    pub name: Text,
    /// By which clock it goes, such as `Europe/Madrid`.
    pub time_zone: Text,
    /// The hours of each day, `monday` to `sunday`; a day that is not named is closed.
    #[serde(default)]
    pub week: BTreeMap<Text, Opening>,
    /// Days that differ, closed or with hours of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
}

/// The hours of a day: `"09:00-14:00"`, or a list of such; an empty list is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Written")]
pub struct Opening(pub Vec<Text>);

/// A day, or several, with hours of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "WrittenHoliday")]
pub struct Holiday {
    /// What people call it; may be empty.
    pub name: Text,
    /// The first day: `2026-12-25`, or `12-25` for every year.
    pub from: Text,
    /// The last day, written alike.
    pub to: Text,
    /// When it is open all the same; not at all, when empty.
    pub open: Opening,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Written(Vec<Text>);

/// A holiday as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenHoliday {
    name: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Text>,
    open: Opening,
}

impl<'de> Deserialize<'de> for Opening {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Opening, D::Error> {
        deserializer.deserialize_any(ReadOpening)
    }
}

struct ReadOpening;

impl<'de> Visitor<'de> for ReadOpening {
    type Value = Opening;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OPENING[0])
    }

    fn visit_str<E: de::Error>(self, hours: &str) -> Result<Opening, E> {
        Ok(Opening(vec![hours.into()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Opening, A::Error> {
        let mut hours = Vec::new();
        while let Some(one) = list.next_element()? {
            hours.push(one);
        }
        Ok(Opening(hours))
    }
}

impl<'de> Deserialize<'de> for Holiday {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Holiday, D::Error> {
        deserializer.deserialize_any(ReadHoliday)
    }
}

struct ReadHoliday;

impl<'de> Visitor<'de> for ReadHoliday {
    type Value = Holiday;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HOLIDAY[0])
    }

    fn visit_str<E: de::Error>(self, date: &str) -> Result<Holiday, E> {
        let date = Text::from(date);
        Ok(Holiday { name: "".into(), from: date.clone(), to: date, open: Opening::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Holiday, A::Error> {
        let written = WrittenHoliday::deserialize(MapAccessDeserializer::new(map))?;
        let (from, to) = match (written.date, written.from, written.to) {
            (Some(date), None, None) => (date.clone(), date),
            (None, Some(from), Some(to)) => (from, to),
            (None, Some(_), None) => return Err(de::Error::missing_field("to")),
            (None, None, Some(_)) => return Err(de::Error::missing_field("from")),
            (None, None, None) => return Err(de::Error::missing_field("date")),
            (Some(_), ..) => return Err(de::Error::invalid_type(Unexpected::Map, &self)),
        };
        Ok(Holiday { name: written.name, from, to, open: written.open })
    }
}

impl From<Opening> for Written {
    fn from(opening: Opening) -> Written {
        Written(opening.0)
    }
}

impl From<Holiday> for WrittenHoliday {
    fn from(Holiday { name, from, to, open }: Holiday) -> WrittenHoliday {
        let rest = WrittenHoliday { name, open, ..WrittenHoliday::default() };
        if from == to {
            WrittenHoliday { date: Some(from), ..rest }
        } else {
            WrittenHoliday { from: Some(from), to: Some(to), ..rest }
        }
    }
}

/// Which part of a calendar something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarPart {
    /// Its time zone.
    Zone,
    /// A day of its week, as written.
    Day(Text),
    /// A holiday, by its place from 0.
    Holiday(usize),
}

/// Something in a calendar that cannot be understood, or can never be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalendarFault {
    /// No zone has this name.
    UnknownZone(Text),
    /// No day has this name.
    UnknownDay(Text),
    /// Hours that are none.
    NoHours {
        /// The day or the holiday.
        day: Text,
        /// As written.
        hours: Text,
    },
    /// Hours that end when they begin.
    Empty(Text),
    /// Two spans of one day overlap. They work all the same.
    Overlap(Text),
    /// A date that is none.
    NoDate {
        /// The holiday.
        holiday: Text,
        /// As written.
        date: Text,
    },
    /// A holiday whose last day lies before the first.
    EndsBeforeItBegins(Text),
}

impl CalendarFault {
    /// Whether the calendar works in spite of it.
    pub fn is_harmless(&self) -> bool {
        matches!(self, CalendarFault::Overlap(_))
    }

    /// The fault, to be told after the name of its calendar and a colon.
    pub fn sentence(&self) -> Sentence {
        match self {
            CalendarFault::UnknownZone(zone) => sentence!(
                "there is no time zone \"{}\"; write one such as Europe/Madrid",
                "no existe la zona horaria \"{}\"; escriba una como Europe/Madrid";
                zone
            ),
            CalendarFault::UnknownDay(day) => sentence!(
                "\"{}\" is no day of the week; write monday to sunday",
                "\"{}\" no es un día de la semana; escriba de monday a sunday";
                day
            ),
            CalendarFault::NoHours { day, hours } => sentence!(
                "the hours \"{1}\" of {0} are not understood; write 09:00-14:00",
                "no se entienden las horas \"{1}\" de {0}; escriba 09:00-14:00";
                day,
                hours
            ),
            CalendarFault::Empty(day) => sentence!(
                "the hours of {} end when they begin; for a whole day write 00:00-24:00",
                "las horas de {} terminan cuando empiezan; para un día entero escriba 00:00-24:00";
                day
            ),
            CalendarFault::Overlap(day) => sentence!(
                "two spans of {} overlap; make one of them",
                "dos tramos de {} se solapan; haga uno solo de ellos";
                day
            ),
            CalendarFault::NoDate { holiday, date } => sentence!(
                "the date \"{1}\" of holiday {0} is not understood; write 2026-12-25, or 12-25 for every year",
                "no se entiende la fecha \"{1}\" del festivo {0}; escriba 2026-12-25, o 12-25 para todos los años";
                holiday,
                date
            ),
            CalendarFault::EndsBeforeItBegins(holiday) => sentence!(
                "holiday {} ends before it begins; name the first day first",
                "el festivo {} termina antes de empezar; ponga antes el primer día";
                holiday
            ),
        }
    }
}

impl Calendar {
    /// What in it cannot be understood, and where.
    pub fn faults(&self) -> Vec<(CalendarPart, CalendarFault)> {
        Hours::read(self).1
    }
}
