//! Kinds of callers at run time: when the next one comes, and who it is.

use serde_json::{Map, Value};

use super::chance::{Chance, Draw};
use super::clock::DAY;
use super::day::Caller;
use crate::attributes::Attributes;
use crate::ids::{ChannelId, PlanId};
use crate::workspace::NewTask;

const MINUTE_MILLIS: f64 = 60_000.0;
const DAY_MILLIS: f64 = DAY as f64 * MINUTE_MILLIS;

/// So many combinations of attributes are kept once made.
const MOST_KEPT: usize = 4096;

/// A kind of caller.
pub(super) struct Kind {
    chance: Chance,
    /// When the last one came, in milliseconds since the midnight before the run.
    at: f64,
    /// From which millisecond of the day on how many come in a millisecond.
    pieces: Vec<(f64, f64)>,
    patience: Option<Draw>,
    handling: Draw,
    after_work: Draw,
    choices: Vec<Chosen>,
    /// The attributes of each combination of choices, once it has come; none are kept when there
    /// are too many combinations.
    kept: Vec<Option<Attributes>>,
    task: NewTask,
}

/// What an attribute can be.
struct Chosen {
    path: Vec<String>,
    /// The values, each with the sum of its weight and those before.
    values: Vec<(Value, f64)>,
}

/// A caller who has come.
pub(super) struct Came {
    pub task: NewTask,
    pub patience: Option<i64>,
    pub handling: i64,
    pub after_work: i64,
}

impl Kind {
    pub fn new(caller: &Caller, plan: PlanId, starts: i64, chance: Chance) -> Kind {
        let pieces = caller.per_hour.pieces().into_iter();
        let pieces = pieces.map(|(from, rate)| (f64::from(from) * MINUTE_MILLIS, rate / 3.6e6));
        let choices: Vec<Chosen> = caller
            .one_of
            .iter()
            .map(|(attribute, choices)| {
                let mut sum = 0.0;
                let values = choices.values().into_iter().map(|(value, weight)| {
                    sum += weight;
                    (value, sum)
                });
                let path = attribute.split('.').map(str::to_owned).collect();
                Chosen { path, values: values.collect() }
            })
            .collect();
        let combinations = choices
            .iter()
            .try_fold(1_usize, |all, one| all.checked_mul(one.values.len()))
            .filter(|all| *all <= MOST_KEPT);
        Kind {
            chance,
            at: starts as f64,
            pieces: pieces.collect(),
            patience: caller.patience_seconds.length().map(Draw::new),
            handling: Draw::new(caller.handling_seconds),
            after_work: Draw::new(caller.after_work_seconds),
            choices,
            kept: vec![None; combinations.unwrap_or(0)],
            task: NewTask {
                plan: Some(plan),
                attributes: caller.attributes.clone(),
                channel: ChannelId(caller.channel.0.clone()),
                priority: caller.priority,
                timeout_seconds: crate::workspace::USUAL_LIFE,
                virtual_start: None,
                routing_target: None,
                ignore_capacity: None,
                not_before: None,
            },
        }
    }

    /// When the next one comes; none, when nobody does before the end.
    pub fn next(&mut self, end: i64) -> Option<i64> {
        // At a rate that changes, the expected number of callers until the next one is drawn.
        let mut expected = self.chance.exponential();
        while self.at <= end as f64 {
            let midnight = (self.at / DAY_MILLIS).floor() * DAY_MILLIS;
            let time_of_day = self.at - midnight;
            let later = self.pieces.partition_point(|(from, _)| *from <= time_of_day);
            let rate = later.checked_sub(1).and_then(|one| self.pieces.get(one));
            let rate = rate.map_or(0.0, |(_, rate)| *rate);
            let until = midnight + self.pieces.get(later).map_or(DAY_MILLIS, |(from, _)| *from);
            let coming = rate * (until - self.at);
            if expected < coming {
                self.at += expected / rate;
                // Nobody comes before the moment that has been reached.
                return Some(self.at as i64).filter(|at| *at < end);
            }
            expected -= coming;
            self.at = until;
        }
        None
    }

    /// The one who comes now.
    pub fn come(&mut self) -> Came {
        let mut task = self.task.clone();
        if !self.choices.is_empty() {
            task.attributes = self.attributes();
        }
        Came {
            task,
            patience: self.patience.map(|draw| draw.millis(&mut self.chance)),
            handling: self.handling.millis(&mut self.chance),
            after_work: self.after_work.millis(&mut self.chance),
        }
    }

    fn attributes(&mut self) -> Attributes {
        let mut combination = 0;
        let mut chosen = Vec::with_capacity(self.choices.len());
        for choice in &self.choices {
            let sum = choice.values.last().map_or(0.0, |(_, sum)| *sum);
            let drawn = self.chance.share() * sum;
            let place = choice.values.partition_point(|(_, sum)| *sum < drawn);
            combination = combination * choice.values.len() + place;
            chosen.push(place);
        }
        if let Some(Some(kept)) = self.kept.get(combination) {
            return kept.clone();
        }
        let mut map = self.task.attributes.map().clone();
        for (choice, place) in self.choices.iter().zip(chosen) {
            if let Some((value, _)) = choice.values.get(place) {
                put(&mut map, &choice.path, value.clone());
            }
        }
        let attributes = Attributes::from(map);
        if let Some(kept) = self.kept.get_mut(combination) {
            *kept = Some(attributes.clone());
        }
        attributes
    }
}

/// Puts a value into an object, or into an object in it.
fn put(mut map: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((last, outer)) = path.split_last() else { return };
    for name in outer {
        let inner = map.entry(name.as_str()).or_insert_with(|| Value::Object(Map::new()));
        if !inner.is_object() {
            *inner = Value::Object(Map::new());
        }
        match inner {
            Value::Object(inner) => map = inner,
            _ => return,
        }
    }
    map.insert(last.clone(), value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Day;

    fn kind(per_hour: &str, more: &str) -> Kind {
        let text = format!(
            "[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nhandling_seconds = {{ fixed = 60 }}\nper_hour = {per_hour}\n{more}"
        );
        let day = Day::read(&text).unwrap();
        Kind::new(&day.callers[0], "Plan".into(), 0, Chance::new(1, 0))
    }

    #[test]
    fn as_many_come_in_each_hour_as_the_table_says() {
        let mut kind = kind(r#"{ "06:00" = 100, "12:30" = 300, "20:00" = 0 }"#, "");
        let mut hours = [0; 24];
        let days = 50;
        while let Some(at) = kind.next(days * 86_400_000) {
            hours[usize::try_from(at / 3_600_000 % 24).unwrap()] += 1;
        }
        let mean = |hour: usize| f64::from(hours[hour]) / days as f64;
        assert_eq!((hours[5], hours[20], hours[23]), (0, 0, 0));
        for (hour, rate) in [(6, 100.0), (11, 100.0), (12, 200.0), (13, 300.0), (19, 300.0)] {
            assert!((mean(hour) - rate).abs() < 4.0 * (rate / days as f64).sqrt(), "{hour}");
        }
    }

    #[test]
    fn nobody_comes_when_nobody_is_expected() {
        assert_eq!(kind("0", "").next(366 * 86_400_000), None);
        assert_eq!(kind("{}", "").next(86_400_000), None);
    }

    #[test]
    fn attributes_are_chosen_by_their_weights() {
        let mut kind = kind(
            "1",
            "attributes = { type = \"support\", customer = { id = 7 } }\none_of.language = { en = 3, es = 1 }\none_of.\"customer.vip\" = [{ value = true, weight = 1 }, { value = false, weight = 9 }]\n",
        );
        let (mut spanish, mut vips) = (0, 0);
        for _ in 0..4000 {
            let attributes = kind.come().task.attributes;
            assert_eq!(attributes.get("type").unwrap(), "support");
            let customer = attributes.get("customer").unwrap();
            assert_eq!(customer["id"], 7);
            spanish += u32::from(attributes.get("language").unwrap() == "es");
            vips += u32::from(customer["vip"] == true);
        }
        assert!((900..1100).contains(&spanish), "{spanish}");
        assert!((330..470).contains(&vips), "{vips}");
    }
}
