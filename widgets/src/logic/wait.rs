//! Wait: let time pass, for some seconds or until a moment.
//!
//! Nothing is said meanwhile. On a call the caller hears silence, so long waits belong to messages
//! and to executions that a program began; a call that ends meanwhile ends the execution.
//!
//! Deliberately not here: leaving early when a message comes. What the contact writes during a wait
//! is refused, as by every widget that does not listen.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter, Whole};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text, Time, Value};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::zone::{Zone, moment};

/// Wait for some seconds, or until a time of day or a moment.
///
/// A time of day that has passed today means tomorrow's; a moment that has passed means no wait.
/// On a call nothing is heard meanwhile.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-wait", label = "Wait", group = Logic, icon = "clock", waits)]
pub struct Wait {
    /// How long to wait. Used when no time to wait for is given.
    #[field(control = Seconds, range = 0..=2_592_000)]
    pub seconds: Option<Whole>,
    /// When to go on: a time of day such as `09:00`, a day and time such as `2026-12-24 18:00`, or a moment such as `2026-12-24T18:00:00Z`.
    pub until: Option<Template>,
    /// The zone of the time to wait for, such as `Europe/Madrid`. Empty means the flow's own.
    #[field(label = "Time zone")]
    pub time_zone: Zone,
}

/// Ways out of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The time has passed.
    #[exit(label = "Time is up")]
    Done,
}

/// What a wait stores.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Waited {
    /// Until when it waited, as a moment in UTC.
    #[output(sample = "2026-12-24T17:00:00Z")]
    pub until: Text,
}

/// The moment that a text names, seen from `now`.
fn named_moment(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(exact) = text.parse::<Timestamp>() {
        return Some(exact);
    }
    let starts_with_hour = text.split_once(':').is_some_and(|(hour, _)| hour.len() <= 2);
    if starts_with_hour {
        let time = match text.len() {
            4 => format!("0{text}").parse::<jiff::civil::Time>().ok()?,
            _ => text.parse::<jiff::civil::Time>().ok()?,
        };
        let today = now.to_zoned(zone.clone()).date();
        let at = moment(zone, today.to_datetime(time));
        if at > now {
            return Some(at);
        }
        return Some(moment(zone, today.tomorrow().ok()?.to_datetime(time)));
    }
    text.parse::<DateTime>().ok().map(|local| moment(zone, local))
}

fn done(due: Time, turn: &mut Turning<'_>) -> Next<Exit> {
    turn.store(Waited { until: due.to_string().into() });
    Next::Exit(Exit::Done)
}

impl Behaviour for Wait {
    type Exit = Exit;
    type Outputs = Waited;

    const EXAMPLE: &'static str = r#"{
  "name": "wait_a_day",
  "type": "centralita-wait",
  "transitions": [ { "event": "done", "next": "send_reminder" } ],
  "properties": { "until": "09:00", "time_zone": "Europe/Madrid", "offset": { "x": 0, "y": 0 } }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let now = turn.now();
        let until = turn.render_or_empty(&self.until)?;
        let due = if until.trim().is_empty() {
            match &self.seconds {
                Some(seconds) => now.after(Secs(turn.count(seconds)?)),
                None => now,
            }
        } else {
            let zone = self.time_zone.resolve(turn);
            let Some(at) = named_moment(&until, now.timestamp(), &zone) else {
                return Err(Failure::new(format!(
                    "{} cannot wait until \"{until}\". Write a time such as 09:00, or a moment such as 2026-12-24T18:00:00Z.",
                    turn.widget()
                )));
            };
            Time(at.as_millisecond())
        };
        if due <= now {
            return Ok(done(due, turn));
        }
        turn.keep(due.0);
        turn.ask(Action::SetTimer { due });
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(match event {
            Event::TimerFired { .. } => {
                let due = match turn.kept() {
                    Value::Int(millis) => Time(*millis),
                    _ => turn.now(),
                };
                done(due, turn)
            }
            _ => Next::Wait,
        })
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = &report.widget.name;
        if self.seconds.is_none() && self.until.is_none() {
            let message = sentence!(
                "{name} waits for nothing. Give it seconds, or a time to wait for.",
                "{name} no espera nada. Dele unos segundos o una hora a la que esperar."
            );
            report.warning(Code("missing_property"), "seconds", message);
        }
        if self.seconds.is_some() && self.until.is_some() {
            let message = sentence!(
                "{name} has seconds and a time to wait for; only the time counts. Remove one of them.",
                "{name} tiene segundos y una hora a la que esperar; solo cuenta la hora. Quite una de las dos cosas."
            );
            report.warning(Code("bad_property"), "seconds", message);
        }
        if let Some(until) = self.until.as_ref().and_then(Template::as_literal)
            && named_moment(until, Timestamp::UNIX_EPOCH, &TimeZone::UTC).is_none()
        {
            let message = sentence!(
                "{name} waits until \"{until}\", which is no time. Write it like 09:00, 2026-12-24 18:00 or 2026-12-24T18:00:00Z.",
                "{name} espera hasta \"{until}\", que no es una hora. Escríbala como 09:00, 2026-12-24 18:00 o 2026-12-24T18:00:00Z."
            );
            report.error(Code("bad_property"), "until", message);
        }
        if let Zone::Unknown(zone) = &self.time_zone {
            let message = sentence!(
                "{name} goes by the time zone \"{zone}\", which does not exist. Write it like Europe/Madrid.",
                "{name} se guía por la zona horaria \"{zone}\", que no existe. Escríbala como Europe/Madrid."
            );
            report.error(Code("bad_property"), "time_zone", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Stage;

    use super::*;

    #[test]
    fn seconds_pass_on_a_call_in_silence() {
        let told = Stage::call()
            .at("2026-11-22T10:00:00Z")
            .play::<Wait>(r#"{"seconds":"90"}"#, &[r#"{"event":"timer-fired"}"#]);
        expect![[r#"
            visits under_test
            asks #1 set-timer {"due":1795341690000}
            hears timer-fired
            visits under_test
              leaves by done
            asks #2 hang-up
            stores {"until":"2026-11-22T10:01:30Z"}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn a_time_of_day_that_has_passed_is_tomorrows() {
        let told =
            Stage::message().at("2026-11-22T10:00:00Z").with_variable("open", "9:00").play::<Wait>(
                r#"{"until":"{{flow.variables.open}}","time_zone":"Europe/Madrid"}"#,
                &[r#"{"event":"message","from":"+15550100","body":"Hello?"}"#],
            );
        expect![[r#"
            visits under_test
            asks #1 set-timer {"due":1795420800000}
            hears message
            refuses it: The widget where the execution waits cannot take "message" now.
            waits
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn no_time_to_wait_leaves_at_once() {
        let stage = || Stage::request().at("2026-11-22T10:00:00Z");
        let told = stage().play::<Wait>(r#"{"seconds":0}"#, &[]);
        expect![[r#"
            visits under_test
              leaves by done
            stores {"until":"2026-11-22T10:00:00Z"}
            ends completed
        "#]]
        .assert_eq(&told);
        let told = stage().play::<Wait>(r#"{"until":"2026-11-21T10:00:00Z"}"#, &[]);
        assert!(told.contains("leaves by done"), "{told}");
        let told = stage().play::<Wait>("{}", &[]);
        assert!(told.contains("leaves by done"), "{told}");
    }

    #[test]
    fn a_text_that_is_no_time_ends_the_execution_with_the_reason() {
        let told = Stage::request()
            .with_variable("when", "soon")
            .play::<Wait>(r#"{"until":"{{flow.variables.when}}"}"#, &[]);
        expect![[r#"
            visits under_test
              notes: under_test cannot wait until "soon". Write a time such as 09:00, or a moment such as 2026-12-24T18:00:00Z.
            ends failed: under_test cannot wait until "soon". Write a time such as 09:00, or a moment such as 2026-12-24T18:00:00Z.
        "#]].assert_eq(&told);
    }

    #[test]
    fn hanging_up_during_a_wait_ends_the_execution() {
        let told = Stage::call().play::<Wait>(
            r#"{"seconds":5,"until":""}"#,
            &[r#"{"event":"contact-left","reason":"hung-up"}"#],
        );
        assert!(told.contains("ends contact-left"), "{told}");
    }

    #[test]
    fn times_are_read_in_their_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let now: Timestamp = "2026-10-31T20:00:00Z".parse().unwrap();
        let at = |text| named_moment(text, now, &zone).map(|at| at.to_string());
        assert_eq!(at("18:00").as_deref(), Some("2026-10-31T22:00:00Z"));
        assert_eq!(at("16:00").as_deref(), Some("2026-11-01T21:00:00Z"));
        assert_eq!(at("2026-12-24 18:00").as_deref(), Some("2026-12-24T23:00:00Z"));
        assert_eq!(at("2026-12-24T18:00").as_deref(), Some("2026-12-24T23:00:00Z"));
        assert_eq!(at("2026-12-24T18:00:00+01:00").as_deref(), Some("2026-12-24T17:00:00Z"));
        assert_eq!(at("25:00"), None);
        assert_eq!(at("tomorrow"), None);
    }

    #[test]
    fn the_check_finds_times_and_zones_that_are_none() {
        let told = Stage::call()
            .problems::<Wait>(r#"{"seconds":5,"until":"noon","time_zone":"Europe/Atlantis"}"#);
        expect![[r#"
            Warning bad_property at seconds: under_test has seconds and a time to wait for; only the time counts. Remove one of them.
            Error bad_property at until: under_test waits until "noon", which is no time. Write it like 09:00, 2026-12-24 18:00 or 2026-12-24T18:00:00Z.
            Error bad_property at time_zone: under_test goes by the time zone "Europe/Atlantis", which does not exist. Write it like Europe/Madrid.
        "#]].assert_eq(&told);
        assert!(Stage::call().problems::<Wait>("{}").contains("waits for nothing"));
    }
}
