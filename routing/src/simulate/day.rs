//! The day: who calls, how long they take, and who is there to answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::{Clock, Stretch};
use super::wrong::NoDay;
use crate::attributes::Attributes;
use crate::crew::reading;
use crate::ids::{ActivityId, ChannelId, PlanId, Text, WorkerId};
use crate::span::Span;
use crate::time::Secs;

/// More callers than this are not simulated at once.
pub const MOST_CALLERS: u32 = 10_000_000;

/// A longer run than ten years is not simulated.
const MOST_HOURS: f64 = 24.0 * 3660.0;

/// Nobody takes longer, or is more patient, than about three years.
const MOST_SECONDS: f64 = 1e8;

/// What is simulated: who calls, how long they take, who is there to answer, and for how long.
///
/// Times of day repeat every day when the run is longer than one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// Which day it is, such as `2026-11-23`: for queues with opening hours, and needed when there are
    /// any. Clocks do not change in it: on the days on which they do, the hours after it are an hour off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Text>,
    /// By which clock its times of day are, such as `Europe/Madrid`; by that of the crew's first
    /// calendar, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Text>,
    /// At what time of day it begins; midnight, when left out.
    #[serde(default)]
    pub starts: Clock,
    /// How many hours it lasts; 24, when left out.
    #[serde(default = "whole_day")]
    pub hours: f64,
    /// The first so many minutes are not counted: nobody waits yet when a run begins.
    #[serde(default)]
    pub warm_up_minutes: f64,
    /// Who is answered within so many seconds is answered in time; 20, when left out.
    #[serde(default = "twenty")]
    pub service_level_seconds: Secs,
    /// Who gives up within so many seconds hardly waited; 5, when left out.
    #[serde(default = "five")]
    pub short_abandon_seconds: Secs,
    /// Kinds of callers.
    #[serde(default, rename = "caller")]
    pub callers: Vec<Caller>,
    /// Who works when. A worker who is in none does all the time what the crew says.
    #[serde(default, rename = "shift")]
    pub shifts: Vec<Shift>,
    /// How workers answer what they are offered.
    #[serde(default)]
    pub answering: Answering,
    /// What workers are doing on and off duty.
    #[serde(default)]
    pub activities: Activities,
}

/// A kind of caller, or of writer: who comes, how often, and how long they take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    /// What people call this kind.
    pub name: Text,
    /// By which plan they are routed, by its id or name. May be left out when there is one plan.
    #[serde(default)]
    pub plan: Option<PlanId>,
    /// On which channel they come.
    pub channel: ChannelId,
    /// How many come in an hour: a number, or `{ "08:00" = 40, "12:30" = 90 }`, each from that time
    /// of day on. They come one by one, independently of each other (a Poisson process).
    pub per_hour: PerHour,
    /// How long they wait before they give up; for ever, when left out.
    #[serde(default)]
    pub patience_seconds: Patience,
    /// How long the conversation takes.
    pub handling_seconds: Length,
    /// How long its worker is busy with it afterwards; not at all, when left out.
    #[serde(default)]
    pub after_work_seconds: Length,
    /// Higher comes first, until a step of the plan says otherwise.
    #[serde(default)]
    pub priority: u32,
    /// What is known of all of them.
    #[serde(default)]
    pub attributes: Attributes,
    /// Attributes that differ from one to the next, by name (`customer.tier` is in an object): what
    /// they can be, each with its weight.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub one_of: BTreeMap<Text, Choices>,
}

/// How many come in an hour.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PerHour {
    /// As many at any time of day.
    Always(f64),
    /// Each from that time of day on; the last one goes on over midnight until the first.
    From(BTreeMap<Clock, f64>),
}

/// What an attribute can be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Choices {
    /// Texts, each with its weight: `{ en = 3, es = 1 }`.
    Texts(BTreeMap<Text, f64>),
    /// Any values, each with its weight: `[{ value = true, weight = 1 }, { value = false, weight = 9 }]`.
    Values(Vec<Choice>),
}

/// A value that an attribute can have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value.
    pub value: Value,
    /// How often, compared with the others.
    pub weight: f64,
}

/// A length of time in seconds, drawn anew each time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Length {
    /// Always the same: `{ fixed = 30 }`.
    Fixed(f64),
    /// Many short ones and few long ones, of this mean: `{ exponential = 180 }`.
    Exponential(f64),
    /// Around a typical length, now and then much longer:
    /// `{ lognormal = { mean = 240, deviation = 120 } }`. Conversations are like this.
    Lognormal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
}

/// How long a caller waits before giving up, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Patience {
    /// Never gives up: `"never"`.
    #[default]
    Never,
    /// Always the same: `{ fixed = 60 }`.
    Fixed(f64),
    /// As likely to give up in any second of waiting: `{ exponential = 180 }`, the mean.
    Exponential(f64),
    /// Around a typical length: `{ lognormal = { mean = 120, deviation = 60 } }`.
    Lognormal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
}

/// Who works when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Who, by id or name; everybody, when left out.
    #[serde(default)]
    pub workers: Option<Vec<WorkerId>>,
    /// From when.
    pub from: Clock,
    /// Until when; earlier than `from` means the next day.
    pub to: Clock,
    /// When these workers are away in between, like `["10:30-10:45", "13:00-13:30"]`.
    #[serde(default)]
    pub breaks: Vec<Stretch>,
}

/// How workers answer what they are offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answering {
    /// How long it rings until a worker accepts; not at all, when left out.
    pub after_seconds: Length,
    /// The share of offers that nobody answers, 0 to 1; none, when left out.
    pub missed_share: f64,
    /// After how long a worker who was moved to another activity for a missed offer is back.
    pub back_after_seconds: Length,
}

/// What workers of shifts are doing on and off duty, by id or name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Activities {
    /// On duty; the crew's first available activity, when left out.
    pub on_duty: Option<ActivityId>,
    /// Off duty; the crew's first activity that is not available, when left out.
    pub off_duty: Option<ActivityId>,
    /// During a break; as off duty, when left out.
    pub on_break: Option<ActivityId>,
}

impl Default for Length {
    fn default() -> Length {
        Length::Fixed(0.0)
    }
}

impl Default for Answering {
    fn default() -> Answering {
        Answering {
            after_seconds: Length::default(),
            missed_share: 0.0,
            back_after_seconds: Length::Fixed(60.0),
        }
    }
}

impl Patience {
    /// How long; none is for ever.
    pub(super) fn length(self) -> Option<Length> {
        match self {
            Patience::Never => None,
            Patience::Fixed(seconds) => Some(Length::Fixed(seconds)),
            Patience::Exponential(mean) => Some(Length::Exponential(mean)),
            Patience::Lognormal { mean, deviation } => Some(Length::Lognormal { mean, deviation }),
        }
    }
}

impl PerHour {
    /// From which minute of the day on how many come in an hour, in order, beginning at minute 0.
    pub(super) fn pieces(&self) -> Vec<(u16, f64)> {
        match self {
            PerHour::Always(rate) => vec![(0, *rate)],
            PerHour::From(table) => {
                let mut pieces: Vec<(u16, f64)> =
                    table.iter().map(|(from, rate)| (from.minutes(), *rate)).collect();
                let last = pieces.last().map_or(0.0, |(_, rate)| *rate);
                if pieces.first().is_none_or(|(from, _)| *from > 0) {
                    pieces.insert(0, (0, last));
                }
                pieces
            }
        }
    }

    fn most(&self) -> f64 {
        self.pieces().iter().map(|(_, rate)| *rate).fold(0.0, f64::max)
    }
}

impl Choices {
    /// The values with their weights.
    pub(super) fn values(&self) -> Vec<(Value, f64)> {
        match self {
            Choices::Texts(texts) => {
                texts.iter().map(|(text, weight)| (Value::from(text.as_ref()), *weight)).collect()
            }
            Choices::Values(values) => {
                values.iter().map(|one| (one.value.clone(), one.weight)).collect()
            }
        }
    }
}

impl Day {
    /// Reads the TOML text of a day.
    ///
    /// # Errors
    /// When the text is not TOML, has a word that a day does not know, or a number that cannot be.
    pub fn read(text: &str) -> Result<Day, NoDay> {
        let day: Day = toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            let (line, column) = Span::new(at.start, at.end).line_and_column(text);
            NoDay::Text { line, column, message: reading::sentence_of(error.message()) }
        })?;
        day.check()?;
        Ok(day)
    }

    /// Looks whether all numbers can be.
    ///
    /// # Errors
    /// When one cannot.
    pub fn check(&self) -> Result<(), NoDay> {
        in_range(|| "hours".into(), self.hours, 0.0, MOST_HOURS)?;
        in_range(|| "warm_up_minutes".into(), self.warm_up_minutes, 0.0, self.hours * 60.0)?;
        let answering = &self.answering;
        in_range(|| "missed_share of answering".into(), answering.missed_share, 0.0, 1.0)?;
        check_length(|| "after_seconds of answering".into(), answering.after_seconds)?;
        check_length(|| "back_after_seconds of answering".into(), answering.back_after_seconds)?;
        let mut callers = 0.0;
        for kind in &self.callers {
            let of = |what: &str| format!("{what} of {}", kind.name);
            for (_, rate) in kind.per_hour.pieces() {
                in_range(|| of("per_hour"), rate, 0.0, 1e9)?;
            }
            callers += kind.per_hour.most() * self.hours;
            check_length(|| of("handling_seconds"), kind.handling_seconds)?;
            check_length(|| of("after_work_seconds"), kind.after_work_seconds)?;
            check_length(
                || of("patience_seconds"),
                kind.patience_seconds.length().unwrap_or_default(),
            )?;
            for (attribute, choices) in &kind.one_of {
                let mut sum = 0.0;
                for (_, weight) in choices.values() {
                    in_range(|| of(&format!("a weight of {attribute}")), weight, 0.0, 1e9)?;
                    sum += weight;
                }
                if sum <= 0.0 {
                    let (kind, attribute) = (kind.name.clone(), attribute.clone());
                    return Err(NoDay::NoChoice { kind, attribute });
                }
            }
        }
        if callers > f64::from(MOST_CALLERS) {
            return Err(NoDay::TooMany { callers: callers as u64 });
        }
        Ok(())
    }
}

fn check_length(what: impl Fn() -> String, length: Length) -> Result<(), NoDay> {
    match length {
        Length::Fixed(seconds) | Length::Exponential(seconds) => {
            in_range(what, seconds, 0.0, MOST_SECONDS)
        }
        Length::Lognormal { mean, deviation } => {
            in_range(|| format!("The mean in {}", what()), mean, 0.0, MOST_SECONDS)?;
            in_range(|| format!("The deviation in {}", what()), deviation, 0.0, MOST_SECONDS)
        }
    }
}

fn in_range(what: impl Fn() -> String, value: f64, least: f64, most: f64) -> Result<(), NoDay> {
    // What is not a number is in no range.
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(NoDay::Number {
        what: what(),
        value: value.to_string(),
        least: least.to_string(),
        most: most.to_string(),
    })
}

fn whole_day() -> f64 {
    24.0
}

fn twenty() -> Secs {
    Secs(20)
}

fn five() -> Secs {
    Secs(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLER: &str =
        "[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nhandling_seconds = { fixed = 60 }\n";

    #[test]
    fn what_is_left_out_is_the_plainest() {
        let day = Day::read(&format!("{CALLER}per_hour = 12")).unwrap();
        assert_eq!((day.hours, day.service_level_seconds), (24.0, Secs(20)));
        assert_eq!(day.callers[0].patience_seconds, Patience::Never);
        assert_eq!(day.callers[0].after_work_seconds, Length::Fixed(0.0));
    }

    #[test]
    fn a_table_of_hours_goes_round_the_clock() {
        let day = r#"per_hour = { "08:00" = 40, "12:30" = 90, "18:00" = 5 }"#;
        let day = Day::read(&format!("{CALLER}{day}")).unwrap();
        let pieces = day.callers[0].per_hour.pieces();
        assert_eq!(pieces, [(0, 5.0), (480, 40.0), (750, 90.0), (1080, 5.0)]);
    }

    #[test]
    fn what_cannot_be_is_told_with_its_place_or_name() {
        let told = |text: &str| Day::read(text).unwrap_err().to_string();
        let unknown = told("houres = 3");
        assert!(unknown.starts_with("line 1, column 1: unknown field `houres`"), "{unknown}");
        let clock = told("starts = \"8 o'clock\"");
        assert!(clock.starts_with("line 1, column"), "{clock}");
        assert!(clock.contains("is no time of day"), "{clock}");
        assert_eq!(
            told(&format!("{CALLER}per_hour = -1")),
            "per_hour of Calls is -1. It has to be from 0 to 1000000000."
        );
        assert_eq!(
            told(&format!("{CALLER}per_hour = nan")),
            "per_hour of Calls is NaN. It has to be from 0 to 1000000000."
        );
        let many = told(&format!("{CALLER}per_hour = 1e9"));
        assert!(many.starts_with("About 24000000000 callers would come."), "{many}");
        let none = told(&format!("{CALLER}per_hour = 1\none_of.language = {{ en = 0 }}"));
        assert!(none.starts_with("Calls can choose language from nothing."), "{none}");
    }

    #[test]
    fn a_day_that_is_written_reads_back() {
        let more = "per_hour = 1\npatience_seconds = \"never\"\none_of.vip = [{ value = true, weight = 1 }]\n[[shift]]\nfrom = \"22:00\"\nto = \"06:00\"\nbreaks = [\"01:00-01:30\"]\n";
        let day = Day::read(&format!("{CALLER}{more}")).unwrap();
        let written = serde_json::to_string(&day).unwrap();
        assert_eq!(serde_json::from_str::<Day>(&written).unwrap(), day);
    }
}
