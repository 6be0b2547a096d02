//! Scripted: a widget type made from one script file.

use std::sync::Arc;

use centralita_engine::check::Code;
use centralita_engine::declare::{
    Channel, Compiled, Field, FieldKind, FieldType, Flag, JsonTemplate, Pair, Part, Reading,
    Reporter, Spec, Visitor, Whole, WidgetType,
};
use centralita_engine::exec::{Event, Failure, Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Map, Text, Value};

use crate::script::conducting::{
    Conducted, WhenLeft, conduct, entry_of, outputs_of, store, when_left,
};
use crate::script::running::Entry;
use crate::script::{CompiledScript, Sandbox, ScriptError, example, front_matter, source};

/// A widget type made from a script file. From here on nobody can tell it from one in Rust.
///
/// ```
/// use centralita_engine::declare::WidgetType;
/// use centralita_widgets::script::Scripted;
/// let scripted = Scripted::read("greet.rhai", r#"/*---
/// help = "Greets the caller by name."
/// [field.name]
/// label = "Name"
/// ---*/
/// set("greeting", `Hello ${properties.name}`);
/// "#).unwrap();
/// assert_eq!(scripted.spec().kind.as_str(), "script-greet");
/// ```
#[derive(Clone, Debug)]
pub struct Scripted(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    spec: Spec,
    /// The same in other languages, by their codes.
    said: Vec<(Text, Spec)>,
    script: CompiledScript,
    /// The exit that is taken when the script names none.
    usual_exit: u16,
}

impl Scripted {
    /// Reads the file called `file`; its stem names the kind unless the front matter does.
    ///
    /// # Errors
    /// Everything that is wrong with the file, each with line and column.
    pub fn read(file: &str, source: &str) -> Result<Scripted, Vec<ScriptError>> {
        Scripted::read_in(&Sandbox::shared(), file, source)
    }

    /// As [`Scripted::read`], for a sandbox with limits of its own.
    ///
    /// # Errors
    /// As [`Scripted::read`].
    pub fn read_in(
        sandbox: &Sandbox,
        file: &str,
        source: &str,
    ) -> Result<Scripted, Vec<ScriptError>> {
        let front_matter::Declared { mut spec, mut said, mut faults } =
            front_matter::read(file, source);
        let script = CompiledScript::compile_in(sandbox, file, &front_matter::blank(source));
        faults.extend(script.faults().iter().cloned());
        for (name, span) in script.exits() {
            if spec.exit(name).is_none() {
                let known: Vec<_> = spec.exits.iter().map(|exit| exit.event.as_str()).collect();
                let message = format!(
                    "There is no exit \"{name}\". Declare it as [exit.{name}], or take one of: {}.",
                    known.join(", ")
                );
                faults.push(ScriptError::new(file, source, *span, message));
            }
        }
        for (slot, span) in &script.scan.mentions {
            if let Some([root, name, ..]) = script.paths.get(*slot).map(Vec::as_slice)
                && root == "properties"
                && spec.field(name).is_none()
            {
                let message =
                    format!("The widget has no property \"{name}\". Declare it as [field.{name}].");
                faults.push(ScriptError::new(file, source, *span, message));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        spec.waits = script.scan.asks();
        spec.speaks = script.scan.speaks();
        if spec.speaks && spec.channels.is_empty() {
            spec.channels.push(Channel::Call);
        }
        spec.example = example::example(&spec).into();
        for (_, said) in &mut said {
            (said.waits, said.speaks) = (spec.waits, spec.speaks);
            said.channels.clone_from(&spec.channels);
            said.example = spec.example.clone();
        }
        let usual = spec.exits.iter().position(|exit| !exit.failure).unwrap_or(0);
        let usual_exit = u16::try_from(usual).unwrap_or(0);
        Ok(Scripted(Arc::new(Inside { spec, said, script, usual_exit })))
    }

    /// What the type says about itself.
    pub fn declaration(&self) -> &Spec {
        &self.0.spec
    }

    /// Its script.
    pub fn script(&self) -> &CompiledScript {
        &self.0.script
    }

    /// The exit that is taken when the script names none.
    pub fn usual_exit(&self) -> &str {
        self.0
            .spec
            .exits
            .get(usize::from(self.0.usual_exit))
            .map_or("next", |exit| exit.event.as_str())
    }
}

impl WidgetType for Scripted {
    fn spec(&self) -> &Spec {
        &self.0.spec
    }

    fn compile(&self, reading: &Reading<'_>) -> Box<dyn Compiled> {
        let slots = self
            .0
            .spec
            .fields
            .iter()
            .map(|field| (field.name.clone(), Slot::read(reading, field)))
            .collect();
        Box::new(Widget { inside: self.0.clone(), slots })
    }

    fn spec_in(&self, language: &str) -> Option<&Spec> {
        self.0.said.iter().find(|(known, _)| known == language).map(|(_, said)| said)
    }
}

/// One property, read.
enum Slot {
    Fixed(Value),
    Text(Template),
    Number(Option<Whole>),
    Flag(Flag),
    Pairs(Vec<Pair>),
    Json(JsonTemplate, Value),
    List(Vec<Template>),
    Secret(Template),
}

impl Slot {
    fn read(reading: &Reading<'_>, field: &Field) -> Slot {
        match &field.kind {
            FieldKind::Number | FieldKind::Seconds => Slot::Number(FieldType::read(reading, field)),
            FieldKind::Toggle => Slot::Flag(FieldType::read(reading, field)),
            FieldKind::KeyValues => Slot::Pairs(FieldType::read(reading, field)),
            FieldKind::Json => Slot::Json(FieldType::read(reading, field), field.default.clone()),
            FieldKind::Hours => Slot::Fixed(<Value as FieldType>::read(reading, field)),
            FieldKind::List => match reading.node(field) {
                Some(_) => Slot::List(FieldType::read(reading, field)),
                None => Slot::Fixed(field.default.clone()),
            },
            FieldKind::Secret => Slot::Secret(FieldType::read(reading, field)),
            _ => {
                let template: Template = FieldType::read(reading, field);
                match template.as_literal() {
                    Some(text) => Slot::Fixed(Value::from(text)),
                    None => Slot::Text(template),
                }
            }
        }
    }

    fn value(&self, turn: &mut Turning<'_>) -> Result<Value, Failure> {
        Ok(match self {
            Slot::Fixed(value) => value.clone(),
            Slot::Text(template) => Value::Text(turn.render(template)?),
            Slot::Number(None) => Value::Null,
            Slot::Number(Some(whole)) => Value::Int(turn.whole(whole)?),
            Slot::Flag(flag) => Value::Bool(turn.flag(flag)?),
            Slot::Pairs(pairs) => Value::from(turn.pairs(pairs)?),
            Slot::Json(JsonTemplate::Absent, default) => default.clone(),
            Slot::Json(json, _) => turn.json(json)?,
            Slot::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(Value::Text(turn.render(item)?));
                }
                Value::list(list)
            }
            Slot::Secret(template) => Value::Text(turn.render_with_secrets(template)?),
        })
    }
}

/// One widget of a flow, of a scripted type.
struct Widget {
    inside: Arc<Inside>,
    slots: Vec<(Text, Slot)>,
}

impl Widget {
    fn go(&self, entry: &Entry<'_>, turn: &mut Turning<'_>) -> Outcome<u16> {
        let Inside { spec, script, usual_exit, .. } = &*self.inside;
        let mut properties = Map::with_capacity(self.slots.len());
        let mut secrets: Vec<Text> = Vec::new();
        for (name, slot) in &self.slots {
            if script.reads_property(name) {
                let value = slot.value(turn)?;
                if let (Slot::Secret(_), Value::Text(text)) = (slot, &value) {
                    secrets.extend(source::secrets_in(text).map(Text::from));
                }
                properties.insert(name.clone(), value);
            }
        }
        match conduct(script, entry, &properties, &secrets, turn)? {
            Conducted::Wait => Ok(Next::Wait),
            Conducted::Left => Ok(Next::Left),
            Conducted::Done(value) => {
                store(turn, &outputs_of(value));
                Ok(Next::Exit(*usual_exit))
            }
            Conducted::Exit(name, outputs) => {
                let place = spec.exits.iter().position(|exit| exit.event.as_str() == name.as_str());
                let Some(place) = place.and_then(|place| u16::try_from(place).ok()) else {
                    return Err(Failure::new(format!(
                        "The script wants to leave by \"{name}\", and {} has no such exit. Declare it as [exit.{name}].",
                        spec.label
                    )));
                };
                store(turn, &outputs);
                Ok(Next::Exit(place))
            }
        }
    }
}

impl Compiled for Widget {
    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<u16> {
        self.go(&Entry::Top, turn)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        match entry_of(event) {
            Some(entry) => self.go(&entry, turn),
            None => Ok(Next::Wait),
        }
    }

    fn left(&self, _: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        match when_left(&self.inside.script, turn) {
            WhenLeft::Run(entry) => self.go(&entry, turn),
            WhenLeft::Wait => Ok(Next::Wait),
            WhenLeft::Left => Ok(Next::Left),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        for (name, slot) in &self.slots {
            if let Slot::Fixed(Value::Text(text)) = slot
                && let Some(field) = self.inside.spec.field(name)
                && let FieldKind::Choice(choices) = &field.kind
                && !text.is_empty()
                && !choices.iter().any(|choice| choice.value == *text)
            {
                let known: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
                report.warning(
                    Code("bad_property"),
                    name,
                    sentence!(
                        "{name} cannot be this; choose from {}: {text}",
                        "{name} no puede ser esto; elija entre {}: {text}",
                        known.join(", ")
                    ),
                );
            }
        }
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        for (name, slot) in &self.slots {
            match slot {
                Slot::Fixed(_) => {}
                Slot::Text(template) | Slot::Secret(template) => {
                    visitor.part(name, Part::Template(template));
                }
                Slot::Number(whole) => FieldType::visit(whole, name, visitor),
                Slot::Flag(flag) => FieldType::visit(flag, name, visitor),
                Slot::Pairs(pairs) => FieldType::visit(pairs, name, visitor),
                Slot::Json(json, _) => FieldType::visit(json, name, visitor),
                Slot::List(items) => FieldType::visit(items, name, visitor),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::*;

    const GREET: &str = r##"/*---
help = "Greets."
[field.name]
default = "you"
[field.times]
kind = "number"
default = 2
[field.loud]
kind = "toggle"
[field.words]
kind = "list"
default = ["hello"]
[field.key]
kind = "secret"
[field.extra]
kind = "key-values"
[exit.greeted]
[exit.failed]
failure = true
---*/
if properties.times < 0 { throw "Count from 0."; }
if properties.key != "" {
    return request(#{ url: "https://example.com/" + flow.variables.path, headers: #{ Key: properties.key } });
}
exit("greeted", #{ all: properties });
fn replied(reply) { exit("greeted") }
"##;

    fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
        let scripted = Scripted::read("greet.rhai", GREET).unwrap();
        expected.assert_eq(&stage.play_type(Arc::new(scripted), properties, events));
    }

    #[test]
    fn properties_come_filled_in_and_with_their_defaults() {
        check(
            Stage::request(),
            "{}",
            &[],
            expect![[r#"
            visits under_test
              leaves by greeted
            stores {"all":{"name":"you","times":2,"loud":false,"words":["hello"],"key":"","extra":{}}}
            ends completed
        "#]],
        );
        check(
            Stage::request().with_variable("who", "Ana"),
            r#"{"name":"{{flow.variables.who}}","times":"3","loud":"yes","words":["a","{{flow.variables.who}}"],"extra":[{"key":"k","value":"v"}]}"#,
            &[],
            expect![[r#"
                visits under_test
                  leaves by greeted
                stores {"all":{"name":"Ana","times":3,"loud":true,"words":["a","Ana"],"key":"","extra":{"k":"v"}}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_error_takes_the_exit_for_failures() {
        check(
            Stage::request(),
            r#"{"times":-1}"#,
            &[],
            expect![[r#"
            visits under_test
              notes: Line 21, column 27: Count from 0.
              leaves by failed
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_secret_goes_along_unread_and_a_caller_cannot_name_another() {
        let secret = r#"{"key":"{{secrets.CRM}}"}"#;
        let reply =
            r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"","body":""}}}"#;
        check(
            Stage::request().with_variable("path", "a"),
            secret,
            &[reply],
            expect![[r#"
            visits under_test
            asks #1 http {"headers":{"Key":"{{secrets.CRM}}"},"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
            hears replied
            visits under_test
              leaves by greeted
            ends completed
        "#]],
        );
        check(
            Stage::request().with_variable("path", "{{secrets.OTHER}}"),
            secret,
            &[],
            expect![[r#"
                visits under_test
                  notes: Line 23, column 12: The request names the secret "OTHER", which neither the script nor a property of the widget names. Only the flow's author may name secrets.
                  leaves by failed
                ends completed
            "#]],
        );
    }

    const ASKS: &str = r##"/*---
help = "Asks for a number and looks it up."
[exit.done]
[exit.gone]
[exit.failed]
failure = true
---*/
gather(#{ text: "Your number?" });

fn heard(answer) { keep(answer.keys); request(#{ url: "https://example.com/" + answer.keys }) }
fn replied(reply) { exit("done") }
"##;
    const HANGS_UP: &str =
        r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#;
    const KEYS: &str = r#"{"event":"keys","keys":"7","ended_by":"count"}"#;
    const REPLY: &str =
        r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"","body":""}}}"#;

    fn hang_up(source: &str, events: &[&str]) -> String {
        let scripted = Scripted::read("asks.rhai", source).unwrap();
        let told = Stage::call().play_type(Arc::new(scripted), "{}", events);
        told.split_once("hears contact-left\n").map(|(_, after)| after.to_owned()).unwrap_or(told)
    }

    #[test]
    fn a_caller_who_hangs_up_ends_a_scripted_question() {
        expect![[r#"
            visits under_test
              notes: The caller hung up here.
            hears keys
            refuses it: The execution has ended; nothing can happen in it any more.
            ends contact-left: The caller hung up.
        "#]]
        .assert_eq(&hang_up(ASKS, &[HANGS_UP, KEYS]));
    }

    #[test]
    fn a_script_that_has_asked_another_system_goes_on_when_the_caller_is_gone() {
        expect![[r#"
            visits under_test
            hears replied
            visits under_test
              leaves by done
            ends completed
        "#]]
        .assert_eq(&hang_up(ASKS, &[KEYS, HANGS_UP, REPLY]));
    }

    #[test]
    fn a_script_with_a_function_for_it_learns_that_the_caller_hung_up() {
        let tells = format!(
            "{ASKS}fn left() {{ set(\"left_at\", kept() ?? \"the question\"); exit(\"gone\") }}"
        );
        expect![[r#"
            visits under_test
              leaves by gone
            sets {"left_at":"the question"}
            ends completed
        "#]]
        .assert_eq(&hang_up(&tells, &[HANGS_UP]));
        expect![[r#"
            visits under_test
              leaves by gone
            hears replied
            refuses it: The execution has ended; nothing can happen in it any more.
            sets {"left_at":"7"}
            ends completed
        "#]]
        .assert_eq(&hang_up(&tells, &[KEYS, HANGS_UP, REPLY]));
        // It may ask another system, and the answer to the earlier question is no longer wanted.
        let asks =
            format!("{ASKS}fn left() {{ request(#{{ url: \"https://example.com/gone\" }}) }}");
        expect![[r#"
            visits under_test
            asks #2 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/gone"}
            hears keys
            refuses it: Nobody waits for an answer to effect 0; it came late or twice.
            hears replied
            visits under_test
              leaves by done
            ends completed
        "#]].assert_eq(&hang_up(&asks, &[HANGS_UP, KEYS, REPLY]));
        // Nobody hears it any more.
        let speaks =
            format!("{ASKS}fn left() {{ say(\"Goodbye.\") }}\nfn played() {{ exit(\"done\") }}");
        expect![[r#"
            visits under_test
              notes: The caller hung up here.
            ends contact-left: The caller hung up.
        "#]]
        .assert_eq(&hang_up(&speaks, &[HANGS_UP]));
    }

    #[test]
    fn the_example_is_a_whole_state() {
        let scripted = Scripted::read("greet.rhai", GREET).unwrap();
        let example = Value::from_json(&scripted.spec().example).unwrap();
        assert_eq!(example.get("type").and_then(Value::as_text), Some("script-greet"));
        assert_eq!(
            example.get("properties").and_then(|all| all.get("times")),
            Some(&Value::Int(2))
        );
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_line_and_column() {
        let source = r#"/*---
api = 2
lable = "x"
[field.a-b]
[field.n]
kind = "numbr"
range = [5, 1]
[exit.no]
failure = true
---*/
exit("yes");
properties.other
"#;
        let faults = Scripted::read("bad.rhai", source).unwrap_err();
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        expect![[r#"
            bad.rhai, line 2, column 7: The widget wants version 2 of the script API; this release has version 1. Use a newer release, or write api = 1.
            bad.rhai, line 3, column 1: The front matter has no "lable". It may have api, kind, label, help, group, icon, channels, [field.NAME], [exit.NAME], [output.NAME], [words.LANGUAGE].
            bad.rhai, line 4, column 8: "a-b" cannot be the name of a field. Use letters, digits and _, and not "offset".
            bad.rhai, line 6, column 8: There is no field of the kind "numbr". Kinds are text, template, speech, number, seconds, toggle, choice, phone, address, url, audio, language, voice, key-values, flow, queue, json, script, secret, list and hours.
            bad.rhai, line 7, column 9: A range has the smallest and the largest number: range = [1, 60].
            bad.rhai, line 1, column 6: The widget says nothing about itself. Add help = "What it is for."; its first line is what the palette shows.
            bad.rhai, line 1, column 6: The only exit is the one for failures. Add another: [exit.next].
            bad.rhai, line 11, column 7: There is no exit "yes". Declare it as [exit.yes], or take one of: no.
            bad.rhai, line 12, column 1: The widget has no property "other". Declare it as [field.other]."#]].assert_eq(&told.join("\n"));
        let faults = Scripted::read("none.rhai", "exit(1)").unwrap_err();
        expect![[r#"none.rhai, line 1, column 1: A scripted widget begins with its front matter: /*--- label = "..." ---*/. Add it at the top of the file."#]].assert_eq(&faults[0].to_string());
        let faults = Scripted::read("toml.rhai", "/*---\nlabel = \n---*/").unwrap_err();
        expect![[r#"toml.rhai, line 2, column 9: The front matter is not TOML here: string values must be quoted, expected literal string. Write it like `label = "Check the PIN"`."#]].assert_eq(&faults[0].to_string());
    }
}
