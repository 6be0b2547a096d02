//! Opening hours: whether the business is open now, where it is.
//!
//! The calendar itself is in [`calendar`](super::calendar), with the shape of the property `hours`.
//! The switch `closed_now` comes before everything: with a variable in it, one setting closes a
//! business at once.

use centralita_engine::Text;
use centralita_engine::check::{Code, Sentence};
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Reporter};
use centralita_engine::exec::{Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;

use super::calendar::Calendar;
use super::zone::Zone;

/// Find out whether the business is open now, by its week, its holidays and its own clock.
///
/// Each day of the week may have several spans, also past midnight. A holiday closes a day or gives
/// it hours of its own. The switch "Closed now" closes at once, whatever the calendar says.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-hours", label = "Opening hours", group = Logic, icon = "calendar")]
pub struct Hours {
    /// The opening hours of a week, and the holidays.
    #[field(label = "Opening hours", required)]
    pub hours: Calendar,
    /// The zone of these hours, such as `Europe/Madrid`. Empty means the flow's own.
    #[field(label = "Time zone")]
    pub time_zone: Zone,
    /// When this says yes, it is closed whatever the calendar says. A variable such as `{{flow.variables.closed}}` may stand here.
    #[field(label = "Closed now", default = false, group = "Emergency")]
    pub closed_now: Flag,
    /// Why it is closed now, for the log and for what is said next.
    #[field(label = "Reason", group = "Emergency")]
    pub closed_note: Option<Template>,
}

/// Ways out of opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// It is open.
    Open,
    /// It is outside the hours of an ordinary day.
    Closed,
    /// It is closed because of a holiday.
    Holiday,
    /// It is closed by the switch.
    #[exit(label = "Closed now")]
    Emergency,
}

/// What opening hours store.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Found {
    /// Why: `open`, `outside opening hours`, the holiday's name, or the reason given with the switch.
    #[output(sample = "outside opening hours")]
    pub reason: Text,
    /// The holiday's name, on a holiday, open or not.
    #[output(sample = "Christmas")]
    pub holiday_name: Option<Text>,
    /// When it opens next, where the business is; nothing when no opening is in sight.
    #[output(sample = "2026-11-23T09:00:00+01:00")]
    pub next_opening: Option<Text>,
    /// Minutes until it opens, rounded up; 0 when it is open.
    #[output(sample = 60)]
    pub opens_in_minutes: Option<i64>,
}

impl Behaviour for Hours {
    type Exit = Exit;
    type Outputs = Found;

    const EXAMPLE: &'static str = r#"{
  "name": "opening_hours",
  "type": "centralita-hours",
  "transitions": [
    { "event": "open", "next": "main_menu" },
    { "event": "closed", "next": "say_closed" },
    { "event": "holiday", "next": "say_holiday" },
    { "event": "emergency", "next": "say_closed" }
  ],
  "properties": {
    "hours": {
      "week": {
        "monday": [ { "from": "09:00", "to": "14:00" }, { "from": "16:00", "to": "19:00" } ],
        "tuesday": [ { "from": "09:00", "to": "14:00" }, { "from": "16:00", "to": "19:00" } ],
        "friday": [ { "from": "22:00", "to": "02:00" } ]
      },
      "holidays": [
        { "name": "Christmas", "date": "12-25" },
        { "name": "Summer", "from": "2026-08-03", "to": "2026-08-16" },
        { "name": "Christmas Eve", "date": "12-24", "open": [ { "from": "09:00", "to": "13:00" } ] }
      ]
    },
    "time_zone": "Europe/Madrid",
    "closed_now": "{{flow.variables.closed}}",
    "closed_note": "Our phones are down for repairs.",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let zone = self.time_zone.resolve(turn);
        let now = turn.now().timestamp();
        let closed_now = turn.flag(&self.closed_now)?;
        let verdict = self.hours.judge(now, &zone);
        let (exit, reason): (Exit, Text) = if closed_now {
            let note = turn.render_or_empty(&self.closed_note)?;
            (Exit::Emergency, if note.trim().is_empty() { "closed now".into() } else { note })
        } else if verdict.is_open {
            (Exit::Open, "open".into())
        } else if let Some(holiday) = &verdict.holiday {
            (Exit::Holiday, holiday.clone())
        } else {
            (Exit::Closed, "outside opening hours".into())
        };
        let here = now.to_zoned(zone.clone());
        turn.note(format!("{}: {reason}", here.strftime("%A %Y-%m-%d %H:%M %Q")));
        let is_open = exit == Exit::Open;
        let next = verdict.next_opening.filter(|_| !is_open);
        turn.store(Found {
            reason,
            holiday_name: verdict.holiday,
            next_opening: next.map(|next| {
                next.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into()
            }),
            opens_in_minutes: match next {
                Some(next) => {
                    Some((next.as_millisecond() - now.as_millisecond() + 59_999) / 60_000)
                }
                None => is_open.then_some(0),
            },
        });
        Ok(Next::Exit(exit))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = &report.widget.name;
        for fault in self.hours.faults() {
            let message = Sentence::new(
                format!("The opening hours of {name} have a mistake: {fault}."),
                format!("El horario de {name} tiene un error: {}.", fault.es()),
            );
            report.error(Code("bad_property"), "hours", message);
        }
        if self.hours.is_never_open() && report.widget.property("hours").is_some() {
            let message = sentence!(
                "{name} is never open. Give it hours on at least one day.",
                "{name} no abre nunca. Dele un horario al menos un día."
            );
            report.warning(Code("bad_property"), "hours", message);
        }
        if let Zone::Unknown(zone) = &self.time_zone {
            let message = sentence!(
                "{name} goes by the time zone \"{zone}\", which does not exist. Write it like Europe/Madrid.",
                "{name} se guía por la zona horaria \"{zone}\", que no existe. Escríbala como Europe/Madrid."
            );
            report.error(Code("bad_property"), "time_zone", message);
        }
        if self.closed_now == Flag::Fixed(true) {
            let message = sentence!(
                "{name} is switched to closed and stays so whatever the hour. Switch \"Closed now\" off when the emergency is over.",
                "{name} está puesto en cerrado y así sigue sea la hora que sea. Desactive \"Closed now\" cuando pase la emergencia."
            );
            report.warning(Code("closed_now"), "closed_now", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::Hours;

    const PROPERTIES: &str = r#"{"time_zone":"Europe/Madrid","closed_now":"{{flow.variables.closed}}","closed_note":"Fire drill until {{flow.variables.until}}","hours":{
        "week":{"monday":[{"from":"09:00","to":"14:00"}],"sunday":[{"from":"23:00","to":"01:00"}]},
        "holidays":[{"name":"Christmas","date":"12-25"}]}}"#;

    fn check(now: &str, expected: Expect) {
        expected.assert_eq(&Stage::call().at(now).play::<Hours>(PROPERTIES, &[]));
    }

    #[test]
    fn within_the_hours_it_is_open() {
        check(
            "2026-11-23T10:00:00Z",
            expect![[r#"
            visits under_test
              notes: Monday 2026-11-23 11:00 Europe/Madrid: open
              leaves by open
            asks #1 hang-up
            stores {"reason":"open","opens_in_minutes":0}
            ends completed
        "#]],
        );
    }

    #[test]
    fn outside_the_hours_it_is_closed_until_the_next_opening() {
        check(
            "2026-11-23T13:00:30Z",
            expect![[r#"
            visits under_test
              notes: Monday 2026-11-23 14:00 Europe/Madrid: outside opening hours
              leaves by closed
            asks #1 hang-up
            stores {"reason":"outside opening hours","next_opening":"2026-11-29T23:00:00+01:00","opens_in_minutes":9180}
            ends completed
        "#]],
        );
    }

    #[test]
    fn on_a_holiday_it_is_closed_for_the_holiday() {
        check(
            "2026-12-25T10:00:00Z",
            expect![[r#"
            visits under_test
              notes: Friday 2026-12-25 11:00 Europe/Madrid: Christmas
              leaves by holiday
            asks #1 hang-up
            stores {"reason":"Christmas","holiday_name":"Christmas","next_opening":"2026-12-27T23:00:00+01:00","opens_in_minutes":3600}
            ends completed
        "#]],
        );
    }

    #[test]
    fn the_switch_closes_at_once_with_its_reason() {
        let told = Stage::call()
            .at("2026-11-23T10:00:00Z")
            .with_variable("closed", "yes")
            .with_variable("until", "noon")
            .play::<Hours>(PROPERTIES, &[]);
        expect![[r#"
            visits under_test
              notes: Monday 2026-11-23 11:00 Europe/Madrid: Fire drill until noon
              leaves by emergency
            asks #1 hang-up
            stores {"reason":"Fire drill until noon","next_opening":"2026-11-29T23:00:00+01:00","opens_in_minutes":9360}
            ends completed
        "#]].assert_eq(&told);
    }

    #[test]
    fn without_a_zone_of_its_own_the_flows_counts() {
        let told = Stage::call()
            .at("2026-11-23T10:00:00Z")
            .with_own(r#"{"time_zone":"Asia/Tokyo"}"#)
            .play::<Hours>(r#"{"hours":{"week":{"monday":[{"from":"18:00","to":"20:00"}]}}}"#, &[]);
        expect![[r#"
            visits under_test
              notes: Monday 2026-11-23 19:00 Asia/Tokyo: open
              leaves by open
            asks #1 hang-up
            stores {"reason":"open","opens_in_minutes":0}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn a_calendar_that_never_opens_has_no_next_opening() {
        let told = Stage::call().at("2026-11-23T10:00:00Z").play::<Hours>("{}", &[]);
        expect![[r#"
            visits under_test
              notes: Monday 2026-11-23 10:00 UTC: outside opening hours
              leaves by closed
            asks #1 hang-up
            stores {"reason":"outside opening hours"}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn the_check_finds_hours_and_zones_that_are_none() {
        let told = Stage::call().problems::<Hours>(
            r#"{"time_zone":"Mars/Base","closed_now":true,"hours":{"week":{"monday":[{"from":"nine","to":"17:00"}]}}}"#,
        );
        expect![[r#"
            Error bad_property at hours: The opening hours of under_test have a mistake: the span of monday from "nine" to "17:00" is not understood; write times such as 09:00.
            Warning bad_property at hours: under_test is never open. Give it hours on at least one day.
            Error bad_property at time_zone: under_test goes by the time zone "Mars/Base", which does not exist. Write it like Europe/Madrid.
            Warning closed_now at closed_now: under_test is switched to closed and stays so whatever the hour. Switch "Closed now" off when the emergency is over.
        "#]].assert_eq(&told);
        assert_eq!(Stage::call().problems::<Hours>(PROPERTIES), "");
    }
}
