//! Settings, channels and calendars made up by chance.

use centralita_routing::crew::{Calendar, Channel, Holiday, MissedOffer, Opening, Settings};
use centralita_routing::{ActivityId, Secs, Text};

use super::chance::Chance;
use super::world::{World, order};

impl World {
    pub fn settings(&self, chance: &mut Chance) -> Settings {
        Settings {
            queue_order: order(chance),
            missed_offer: match chance.below(5) {
                0 => MissedOffer::LeaveAvailable,
                1 => MissedOffer::Move { activity: ActivityId::from("Nothing"), after: 1 },
                2 => MissedOffer::Move { activity: self.named(chance, "Lunch").into(), after: 2 },
                3 => MissedOffer::Move { activity: self.named(chance, "Ready").into(), after: 2 },
                _ => MissedOffer::default(),
            },
            reservation_seconds: *chance.one_of(&[Secs(8), Secs(20), Secs(120)]),
            multi_task: !chance.once_in(4),
            ended_task_seconds: *chance.one_of(&[Secs(0), Secs(30), Secs(300)]),
            most_rounds: *chance.one_of(&[1, 3, 1000, 1000, 1000]),
        }
    }

    pub fn channel(&self, chance: &mut Chance, name: &str) -> Channel {
        Channel {
            id: self.id(name).into(),
            name: Text::from(name),
            optimized_routing: chance.once_in(2),
            wrap_up_seconds: *chance.one_of(&[None, Some(Secs(10)), Some(Secs(0))]),
            waits_for_opening: chance.once_in(3),
        }
    }

    /// Hours that change within the minutes in which stories play.
    pub fn calendar(&self, chance: &mut Chance, name: &str) -> Calendar {
        let zones = [("UTC", 0), ("UTC", 0), ("Etc/GMT-2", 2), ("America/Lima", 19)];
        let (zone, hour) = *chance.one_of(&zones);
        let opening = |chance: &mut Chance| {
            let mut minute = 14 + chance.below(6);
            let mut spans = Vec::new();
            for _ in 0..chance.below(4) {
                let long = 1 + chance.below(2);
                spans.push(format!("{hour:02}:{minute:02}-{hour:02}:{:02}", minute + long));
                minute += long + 1;
            }
            match chance.below(12) {
                0 => spans = vec![format!("23:59-{hour:02}:18")],
                1 => spans = vec!["00:00-24:00".to_string()],
                2 if chance.once_in(5) => spans.push("12:00-12:00".to_string()),
                _ => {}
            }
            Opening(spans.iter().map(|span| Text::from(span.as_str())).collect())
        };
        let days = ["wednesday", "thursday", "friday", "saturday", "sunday", "monday", "tuesday"];
        let week = days.map(|day| (Text::from(day), opening(chance)));
        let dates = [
            ("12-31", "12-31"),
            ("01-01", "01-01"),
            ("12-31", "01-01"),
            ("1970-01-02", "1970-01-04"),
        ];
        let mut holidays = Vec::new();
        for _ in 0..chance.below(3) {
            let (from, to) = *chance.one_of(&dates);
            let open = if chance.once_in(2) { opening(chance) } else { Opening::default() };
            holidays.push(Holiday { name: "".into(), from: from.into(), to: to.into(), open });
        }
        Calendar {
            id: self.id(name).into(),
            name: Text::from(name),
            time_zone: if chance.once_in(30) { "Mars/Base" } else { zone }.into(),
            week: week.into_iter().filter(|_| !chance.once_in(8)).collect(),
            holidays,
        }
    }
}
