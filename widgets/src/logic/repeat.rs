//! Repeat: count rounds, and stop after so many.
//!
//! The counter is what the widget stored on its last visit, so it lives as long as the execution and
//! every widget has its own. It starts anew once it has run out.
//!
//! Deliberately not here: a wait between rounds, and the repeated widgets themselves. Lead the way
//! out `again` to what is to be repeated, and that back here.

use centralita_engine::Value;
use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Reporter, Whole};
use centralita_engine::exec::{Next, Outcome, Turning};
use centralita_engine::sentence;

/// Count rounds, and stop after so many: for retries and menus that repeat.
///
/// Each visit begins a round and leaves by "Again". The visit after the last round leaves by "Done",
/// and the next one begins with the first round again.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-loop", label = "Repeat", group = Logic, icon = "repeat")]
pub struct Repeat {
    /// How many rounds there are.
    #[field(label = "Rounds", default = 3, range = 1..=1000)]
    pub times: Whole,
    /// When this says yes as the flow arrives, counting starts anew with the first round.
    #[field(label = "Start anew", default = false)]
    pub reset: Flag,
}

/// Ways out of a repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The next round begins.
    Again,
    /// All rounds are over.
    Done,
}

/// What a repetition stores.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Rounds {
    /// The number of this round, counted from 1; after the last round, how many there were.
    #[output(sample = 1)]
    pub round: i64,
    /// Whether this is the first round.
    #[output(sample = true)]
    pub first: bool,
    /// Whether this is the last round.
    #[output(sample = false)]
    pub last: bool,
    /// Whether all rounds are over.
    #[output(sample = false)]
    pub done: bool,
}

impl Behaviour for Repeat {
    type Exit = Exit;
    type Outputs = Rounds;

    const EXAMPLE: &'static str = r#"{
  "name": "three_attempts",
  "type": "centralita-loop",
  "transitions": [
    { "event": "again", "next": "ask_pin" },
    { "event": "done", "next": "say_goodbye" }
  ],
  "properties": { "times": 3, "reset": false, "offset": { "x": 0, "y": 0 } }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let times = i64::from(turn.count(&self.times)?);
        let starts_anew = turn.flag(&self.reset)?;
        let before = match turn.stored_before() {
            Some(stored) if !starts_anew && stored.get("done") != Some(&Value::Bool(true)) => {
                match stored.get("round") {
                    Some(Value::Int(round)) => *round,
                    _ => 0,
                }
            }
            _ => 0,
        };
        if before >= times {
            turn.store(Rounds { round: before, first: false, last: false, done: true });
            return Ok(Next::Exit(Exit::Done));
        }
        let round = before + 1;
        turn.store(Rounds { round, first: round == 1, last: round == times, done: false });
        Ok(Next::Exit(Exit::Again))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = &report.widget.name;
        if matches!(self.times, Whole::Fixed(times) if times < 1) {
            let message = sentence!(
                "{name} repeats no round and always leaves by \"done\". Give it at least 1 round.",
                "{name} no repite ninguna vuelta y siempre sale por \"done\". Dele al menos 1 vuelta."
            );
            report.warning(Code("bad_property"), "times", message);
        }
        if self.reset == Flag::Fixed(true) {
            let message = sentence!(
                "{name} starts anew each time it is reached, so it never leaves by \"done\". Switch \"Start anew\" off, or put a variable there.",
                "{name} empieza de nuevo cada vez que se llega a él, así que nunca sale por \"done\". Desactive \"Start anew\" o ponga ahí una variable."
            );
            report.warning(Code("bad_property"), "reset", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Stage;

    use super::Repeat;

    /// `again` leads back here by way of another widget, so that each round shows.
    fn stage(again: &str, done: &str) -> Stage {
        Stage::call()
            .with_transitions(&format!(
                r#"[{{"event":"again","next":"{again}"}},{{"event":"done","next":"{done}"}}]"#
            ))
            .with_state(
                r#"{"name":"work","type":"set-variables","transitions":[{"event":"next","next":"under_test"}],"properties":{"variables":[{"key":"rounds","value":"{{flow.variables.rounds}}{{widgets.under_test.round}}"},{"key":"last","value":"{{widgets.under_test.last}}"}]}}"#,
            )
    }

    #[test]
    fn rounds_are_counted_and_then_it_is_done() {
        let told = stage("work", "").play::<Repeat>(r#"{"times":3}"#, &[]);
        expect![[r#"
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by done
            asks #1 hang-up
            stores {"round":3,"first":false,"last":false,"done":true}
            sets {"rounds":123,"last":"true"}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn one_round_is_the_first_and_the_last() {
        let told = stage("", "").play::<Repeat>(r#"{"times":"1"}"#, &[]);
        expect![[r#"
            visits under_test
              leaves by again
            asks #1 hang-up
            stores {"round":1,"first":true,"last":true,"done":false}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn after_done_counting_starts_anew() {
        let told = stage("work", "once_more")
            .with_state(
                r#"{"name":"once_more","type":"split-based-on","transitions":[{"event":"noMatch"},{"event":"match","next":"under_test","conditions":[{"arguments":[""],"type":"equal_to","value":"1"}]}],"properties":{"input":"{{flow.variables.rounds}}"}}"#,
            )
            .play::<Repeat>(r#"{"times":1}"#, &[]);
        expect![[r#"
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by done
            visits once_more
              leaves by match (transition 1)
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by done
            visits once_more
              notes: compared "11" equal_to "1": false
              leaves by noMatch
            asks #1 hang-up
            stores {"round":1,"first":false,"last":false,"done":true}
            sets {"rounds":11,"last":"true"}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn a_reset_begins_with_the_first_round() {
        let told = stage("work", "").with_variable("x", 1i64).play::<Repeat>(
            r#"{"times":2,"reset":"{% if flow.variables.rounds == 1 %}yes{% endif %}"}"#,
            &[],
        );
        expect![[r#"
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by again
            visits work
              leaves by next
            visits under_test
              leaves by done
            asks #1 hang-up
            stores {"round":2,"first":false,"last":false,"done":true}
            sets {"rounds":112,"last":"true"}
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn the_check_finds_loops_that_cannot_count() {
        let told = Stage::call().problems::<Repeat>(r#"{"times":0,"reset":true}"#);
        expect![[r#"
            Warning bad_property at times: under_test repeats no round and always leaves by "done". Give it at least 1 round.
            Warning bad_property at reset: under_test starts anew each time it is reached, so it never leaves by "done". Switch "Start anew" off, or put a variable there.
        "#]].assert_eq(&told);
    }
}
