//! Script: a few lines of Rhai in the middle of a flow.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter};
use centralita_engine::exec::{Event, Failure, Next, Outcome, Turning};
use centralita_engine::flow::Widget;
use centralita_engine::sentence;
use centralita_engine::{Map, Text, Value};

use crate::script::conducting::{
    Conducted, WhenLeft, conduct, entry_of, outputs_of, store, when_left,
};
use crate::script::{CompiledScript, Entry};

/// Compute something, decide where to go, or ask another system, in a few lines of Rhai.
///
/// The script reads variables as `flow.variables.name` or `widgets.menu.Digits` and sets them with
/// `set("name", value)`. It leaves by `exit("name")`; without a word it leaves by `next`. A map as its
/// last value is stored under the widget's name. The guide in `docs/guide/scripting.md` has the rest.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-script", label = "Script", group = Logic, icon = "braces")]
pub struct ScriptWidget {
    /// The script.
    #[field(label = "Script", required)]
    pub script: CompiledScript,
    /// Further ways out, which the script takes with `exit("name")`.
    #[field(label = "Further exits", literal)]
    pub exits: Rows,
}

/// Ways out of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The script is done.
    Next,
    /// The script stopped with an error, or said so.
    #[exit(failure)]
    Failed,
    /// The script named this exit.
    #[exit(wire = "*", label = "Named by the script", each = "exits")]
    Named(u16),
}

/// What a script stores.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Stored {
    /// The script's last value, when it is no map.
    #[output(sample = 17)]
    pub value: Option<Value>,
    /// Every entry of the map that is the script's last value, or that it gives to `exit`.
    #[output(wire = "*")]
    pub entries: Option<Value>,
}

/// The names of the further exits, in the order of the widget's transitions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    names: Vec<Text>,
}

impl Rows {
    /// The names, from the transitions that are not fixed ones.
    fn of(widget: &Widget) -> Rows {
        let fixed = |event: &str| event == "next" || event == "failed";
        let names = widget
            .transitions
            .iter()
            .map(|transition| Text::from(transition.event.as_str()))
            .filter(|event| !fixed(event))
            .collect();
        Rows { names }
    }
}

mod rows {
    use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};

    use super::Rows;

    impl FieldType for Rows {
        fn field(name: &str) -> Field {
            let mut field = Field::new(name, FieldKind::List, JsonAs::List);
            field.templated = false;
            field
        }

        fn read(reading: &Reading<'_>, _: &Field) -> Rows {
            Rows::of(reading.widget)
        }
    }
}

impl ScriptWidget {
    fn go(&self, entry: &Entry<'_>, turn: &mut Turning<'_>) -> Outcome<Exit> {
        static NONE: Map = Map::new();
        match conduct(&self.script, entry, &NONE, &[], turn)? {
            Conducted::Wait => Ok(Next::Wait),
            Conducted::Left => Ok(Next::Left),
            Conducted::Done(value) => {
                store(turn, &outputs_of(value));
                Ok(Next::Exit(Exit::Next))
            }
            Conducted::Exit(name, outputs) => {
                let exit = match name.as_str() {
                    "next" => Some(Exit::Next),
                    "failed" => Some(Exit::Failed),
                    other => self
                        .exits
                        .names
                        .iter()
                        .position(|name| name == other)
                        .and_then(|row| u16::try_from(row).ok())
                        .map(Exit::Named),
                };
                let Some(exit) = exit else {
                    return Err(Failure::new(format!(
                        "The script wants to leave by \"{name}\", and the widget has no such exit. Add it to the further exits and connect it."
                    )));
                };
                store(turn, &outputs);
                Ok(Next::Exit(exit))
            }
        }
    }
}

impl Behaviour for ScriptWidget {
    type Exit = Exit;
    type Outputs = Stored;

    const EXAMPLE: &'static str = r#"{
  "name": "rate_caller",
  "type": "centralita-script",
  "transitions": [
    { "event": "next", "next": "queue" },
    { "event": "failed", "next": "queue" },
    { "event": "urgent", "next": "duty_desk" }
  ],
  "properties": {
    "script": "let digit = int(widgets.menu.Digits) ?? 0;\nset(\"priority\", digit * 10 + 7);\nif digit == 9 { return exit(\"urgent\"); }",
    "exits": ["urgent"],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        self.go(&Entry::Top, turn)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match entry_of(event) {
            Some(entry) => self.go(&entry, turn),
            None => Ok(Next::Wait),
        }
    }

    fn left(&self, _: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match when_left(&self.script, turn) {
            WhenLeft::Run(entry) => self.go(&entry, turn),
            WhenLeft::Wait => Ok(Next::Wait),
            WhenLeft::Left => Ok(Next::Left),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        for (name, _) in self.script.exits() {
            let known = ["next", "failed"].contains(&name.as_str())
                || self.exits.names.iter().any(|row| row == name);
            if !known {
                let message = sentence!(
                    "{} leaves by \"{name}\" in its script and has no such exit. Add it to the further exits and connect it.",
                    "{} sale por \"{name}\" en su script y no tiene esa salida. Añádala a las demás salidas y conéctela.",
                    report.widget.name
                );
                report.error(Code("bad_property"), "script", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::Value;
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::ScriptWidget;

    fn check_on(stage: Stage, script: &str, events: &[&str], expected: Expect) {
        let properties = Value::map([("script".into(), Value::from(script))]).to_json();
        expected.assert_eq(&stage.play::<ScriptWidget>(&properties, events));
    }

    fn check(script: &str, events: &[&str], expected: Expect) {
        check_on(Stage::request(), script, events, expected);
    }

    #[test]
    fn the_reference_script_sets_a_priority() {
        let stage = Stage::request().with_variable("digit", 3_i64);
        check_on(
            stage,
            "set(\"priority\", flow.variables.digit * 10 + 7)",
            &[],
            expect![[r#"
            visits under_test
              leaves by next
            sets {"priority":37}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_map_at_the_end_is_stored_and_another_value_is_stored_as_value() {
        check(
            "#{ total: 2 + 3, items: [1, \"a\", ()] }",
            &[],
            expect![[r#"
            visits under_test
              leaves by next
            stores {"items":[1,"a",null],"total":5}
            ends completed
        "#]],
        );
        check(
            "2 + 3",
            &[],
            expect![[r#"
            visits under_test
              leaves by next
            stores {"value":5}
            ends completed
        "#]],
        );
    }

    #[test]
    fn the_script_leaves_by_an_exit_that_the_author_named() {
        let transitions =
            r#"[{"event":"next"},{"event":"low"},{"event":"failed"},{"event":"urgent"}]"#;
        check_on(
            Stage::request().with_transitions(transitions),
            "if flow.variables.nothing == () { return exit(\"urgent\", #{ why: \"test\" }); }",
            &[],
            expect![[r#"
                visits under_test
                  leaves by urgent
                stores {"why":"test"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_error_takes_the_failure_exit_and_says_where() {
        check(
            "let a = 1;\nlet b = a.nothing();",
            &[],
            expect![[r#"
                visits under_test
                  notes: Line 2, column 11: There is no function nothing (number). Check its name and what it is given.
                  leaves by failed
                ends completed
            "#]],
        );
        check(
            "throw \"No stock.\"",
            &[],
            expect![[r#"
            visits under_test
              notes: Line 1, column 1: No stock.
              leaves by failed
            ends completed
        "#]],
        );
        check(
            "exit(\"nowhere\")",
            &[],
            expect![[r#"
            visits under_test
              notes: The script wants to leave by "nowhere", and the widget has no such exit. Add it to the further exits and connect it.
              leaves by failed
            ends completed
        "#]],
        );
        check(
            "exit(\"next\"); 5",
            &[],
            expect![[r#"
            visits under_test
              notes: Line 1, column 1: A decision was made and then dropped. Write `return exit(...)`, or make it the last line.
              leaves by failed
            ends completed
        "#]],
        );
        check(
            "let x = ",
            &[],
            expect![[r#"
            visits under_test
              notes: Line 1, column 8: The script ends in the middle of something. Close what is open: ), ], } or a text.
              leaves by failed
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_request_is_asked_for_and_its_answer_comes_back() {
        check(
            r##"request(#{ url: "https://api.example.com/x", body: #{ a: 1 }, headers: #{ Accept: "application/json" } });
fn replied(reply) { if reply.ok { set("tier", reply.json.customers[0].tier); exit("next", #{ status: reply.status }) } else { throw reply.error } }"##,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"application/json","body":"{\"customers\":[{\"tier\":\"gold\"}]}"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"{\"a\":1}","content_type":"application/json","headers":{"Accept":"application/json"},"max_bytes":65536,"method":"POST","timeout":10,"url":"https://api.example.com/x"}
                hears replied
                visits under_test
                  leaves by next
                stores {"status":200}
                sets {"tier":"gold"}
                ends completed
            "#]],
        );
        check(
            "request(#{ url: \"https://api.example.com/x\" });\nfn replied(reply) { if reply.ok { } else { throw reply.error } }",
            &[r#"{"event":"replied","reply":{"Err":"timed-out"}}"#],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://api.example.com/x"}
                hears replied
                visits under_test
                  notes: Line 2, column 44: The other side did not answer in time.
                  leaves by failed
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_timer_is_set_and_what_was_kept_is_there_when_it_fires() {
        check(
            "keep(#{ n: 1 }); wait(30);\nfn fired() { set(\"n\", kept().n + 1); }",
            &[r#"{"event":"timer-fired"}"#],
            expect![[r#"
                visits under_test
                asks #1 set-timer {"due":1700000030000}
                hears timer-fired
                visits under_test
                  leaves by next
                sets {"n":2}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_caller_is_asked_and_heard() {
        check_on(
            Stage::call(),
            r##"say("Hello.");
fn played() { gather(#{ text: "Press a key.", digits: 1, timeout: 3 }) }
fn heard(answer) { set("key", answer.keys); }"##,
            &[r#"{"event":"played"}"#, r#"{"event":"keys","keys":"5","ended_by":"count"}"#],
            expect![[r##"
                visits under_test
                asks #1 say {"text":"Hello."}
                hears played
                visits under_test
                asks #2 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"text":"Press a key."}},"timeout":3}
                hears keys
                visits under_test
                  leaves by next
                asks #3 hang-up
                sets {"key":"5"}
                ends completed
            "##]],
        );
    }

    #[test]
    fn a_variable_that_was_set_is_seen_at_once() {
        check(
            r#"set("a", #{ b: 1 }); set("c", flow.variables.a.b + 1); set("d", flow.variables.c + 1); note(`d is ${flow.variables.d}`);"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: d is 3
                  leaves by next
                sets {"a":{"b":1},"c":2,"d":3}
                ends completed
            "#]],
        );
    }
}
