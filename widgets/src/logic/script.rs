//! Script: a few lines of Rhai in the middle of a flow.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter};
use centralita_engine::exec::{Event, Failure, Next, Outcome, Turning};
use centralita_engine::flow::Widget;
use centralita_engine::{Map, Text, Value};

use crate::script::conducting::{Conducted, conduct, entry_of, outputs_of, store};
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

    fn check(&self, report: &mut Reporter<'_>) {
        for (name, _) in self.script.exits() {
            let known = ["next", "failed"].contains(&name.as_str())
                || self.exits.names.iter().any(|row| row == name);
            if !known {
                let message = format!(
                    "{} leaves by \"{name}\" in its script and has no such exit. Add it to the further exits and connect it.",
                    report.widget.name
                );
                report.error(Code("bad_property"), "script", message);
            }
        }
    }
}
