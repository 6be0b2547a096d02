//! What is done through the form arrives in the document as it should, and is one thing to undo.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::model::{Prefs, Selection};
use centralita_engine::declare::{Field, FieldKind, Group, JsonAs, Spec};
use centralita_engine::flow::JsonKind;
use centralita_engine::{Flow, Value, WidgetName};
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

struct Desk(Harness<'static, App>);

impl Desk {
    fn with(text: &str, selected: &[&str]) -> Desk {
        let mut app = App::new(Prefs::default());
        app.do_it(Command::Opened { name: "flow".into(), path: None, text: text.into() });
        let harness = Harness::builder()
            .with_size(vec2(760.0, 900.0))
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut desk = Desk(harness);
        desk.selects(selected);
        desk
    }

    fn does(&mut self, command: Command) {
        self.0.state_mut().do_it(command);
        self.0.run_steps(3);
    }

    fn selects(&mut self, names: &[&str]) {
        let names = names.iter().map(|name| WidgetName::new(*name));
        self.does(Command::Select(Selection::of_all(names)));
    }

    fn flow(&self) -> Flow {
        self.0.state().model.editor.as_ref().unwrap().flow().clone()
    }

    fn changes(&self) -> usize {
        self.0.state().model.editor.as_ref().unwrap().history.done().len()
    }

    /// A property as JSON.
    fn held(&self, widget: &str, property: &str) -> String {
        let flow = self.flow();
        let held = flow.widget(widget).unwrap().property(property);
        held.map(|node| node.raw().to_owned()).unwrap_or_default()
    }

    fn all<'d>(&'d self, label: &'d str, roles: &[Role]) -> Vec<Node<'d>> {
        let found = self.0.query_all_by_label(label);
        found.filter(|node| roles.contains(&node.accesskit_node().role())).collect()
    }

    fn field<'d>(&'d self, label: &'d str) -> Node<'d> {
        let roles = [Role::TextInput, Role::MultilineTextInput];
        self.all(label, &roles).into_iter().next().unwrap_or_else(|| panic!("no field {label}"))
    }

    fn click(&mut self, label: &str) {
        let buttons = [Role::Button, Role::CheckBox, Role::ComboBox, Role::ListBoxOption];
        let Some(node) = self.all(label, &buttons).pop() else { panic!("no button {label}") };
        // Long lists scroll; a screen reader need not.
        node.click_accesskit();
        self.0.run_steps(3);
    }

    /// Chooses from a list that is open.
    fn picks(&mut self, label: &str) {
        let Some(node) = self.all(label, &[Role::Button]).pop() else { panic!("no {label}") };
        node.click_accesskit();
        self.0.run_steps(3);
    }

    /// Goes to a field, replaces what is in it, and leaves it.
    fn writes(&mut self, label: &str, text: &str) {
        self.begins(label, text);
        self.leaves();
    }

    fn begins(&mut self, label: &str, text: &str) {
        self.field(label).focus();
        self.0.run_steps(2);
        self.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.0.run_steps(1);
        if text.is_empty() {
            self.0.key_press(Key::Backspace);
        } else {
            self.0.event(egui::Event::Text(text.into()));
        }
        self.0.run_steps(2);
    }

    fn leaves(&mut self) {
        self.0.key_press(Key::Tab);
        self.0.run_steps(3);
    }

    /// Does something that changes the flow: it is one thing to undo, and undoing brings all back.
    fn is_one_change(&mut self, what: &str, act: impl FnOnce(&mut Desk)) -> Flow {
        let (before, count) = (self.flow(), self.changes());
        act(self);
        let after = self.flow();
        assert_ne!(before.text(), after.text(), "{what}: nothing was changed");
        assert_eq!(self.changes(), count + 1, "{what}: one change is one to undo");
        self.does(Command::Undo);
        assert_eq!(self.flow().text(), before.text(), "{what}");
        after
    }
}

/// A flow of one widget: the example of its type.
fn flow_of(spec: &Spec) -> (String, String) {
    let example = Value::from_json(&spec.example).unwrap();
    let name = example.get("name").and_then(Value::as_text).unwrap().to_owned();
    (format!(r#"{{"initial_state":"{name}","states":[{}]}}"#, spec.example), name)
}

/// Changes a field through its control, in whatever way its kind is changed.
fn change(desk: &mut Desk, field: &Field, held: &str) {
    let label = field.label.as_str();
    let is_open = held.contains("{{") || held.contains("{%");
    match &field.kind {
        FieldKind::Number | FieldKind::Seconds => {
            let (least, most) = field.range.unwrap_or((1, 1000));
            let now = held.trim_matches('"').parse::<i64>().unwrap_or(-1);
            let to = if least == now { most } else { least };
            desk.writes(label, &to.to_string());
        }
        FieldKind::Toggle if !is_open => desk.click(label),
        FieldKind::Choice(choices) if !is_open => {
            desk.click(label);
            // The last one, since the first may be what an absent value means anyway.
            let mut others = choices.iter().rev();
            let other = others.find(|one| format!("\"{}\"", one.value) != held);
            let other = other.unwrap_or_else(|| panic!("{label}: {held} is the only choice"));
            desk.picks(&other.label);
        }
        FieldKind::KeyValues => {
            let count = Value::from_json(held).map_or(0, |held| {
                held.as_list()
                    .map(<[Value]>::len)
                    .or(held.as_map().map(|map| map.len()))
                    .unwrap_or(0)
            });
            desk.click(&format!("{label}: Add a row"));
            desk.writes(&format!("{label}: Name {}", count + 1), "brand_new");
        }
        FieldKind::List => {
            let count = Value::from_json(held)
                .map_or(0, |held| held.as_list().map(<[Value]>::len).unwrap_or(0));
            desk.click(&format!("{label}: Add a row"));
            desk.writes(&format!("{label}: Entry {}", count + 1), "brand_new");
        }
        FieldKind::Hours => desk.click("Add hours: Sunday"),
        FieldKind::Json if field.json == JsonAs::List => desk.writes(label, "[\"brand new\"]"),
        FieldKind::Json => desk.writes(label, "{\"brand\": \"new\"}"),
        _ => desk.writes(label, "brand_new"),
    }
}

/// Changes every field of these types and undoes it; gives the kinds of fields that were met.
fn changes_every_field(groups: &[Group]) -> BTreeSet<&'static str> {
    let catalogue = centralita_widgets::builtin();
    let mut kinds = BTreeSet::new();
    // One screen for all of them: the letters of each would be drawn anew.
    let mut desk = Desk::with(WELCOME, &[]);
    for spec in catalogue.specs().filter(|spec| groups.contains(&spec.group)) {
        let (text, name) = flow_of(spec);
        desk.does(Command::Opened { name: "flow".into(), path: None, text });
        desk.selects(&[&name]);
        let groups: Vec<&str> = spec.fields.iter().map(|field| field.group.as_str()).collect();
        for field in &spec.fields {
            if field.json == JsonAs::Transitions {
                continue;
            }
            let what = format!("{} of {}", field.label, spec.kind);
            let is_there = |desk: &Desk| {
                let roles =
                    [Role::TextInput, Role::MultilineTextInput, Role::ComboBox, Role::CheckBox];
                let added = format!("{}: Add a row", field.label);
                let hours = if field.kind == FieldKind::Hours { "Add hours: Sunday" } else { "-" };
                !desk.all(&field.label, &roles).is_empty()
                    || !desk.all(&added, &[Role::Button]).is_empty()
                    || !desk.all(hours, &[Role::Button]).is_empty()
            };
            if !is_there(&desk) {
                let group = match field.group.as_str() {
                    "" if groups[0].is_empty() => "Settings",
                    "" => "More settings",
                    group => group,
                };
                desk.click(group);
            }
            assert!(is_there(&desk), "{what}: there is no control");
            let held = desk.held(&name, &field.name);
            if matches!(&field.kind, FieldKind::Choice(choices) if choices.len() < 2) {
                continue;
            }
            let after = desk.is_one_change(&what, |desk| change(desk, field, &held));
            let widget = after.widget(&name).unwrap();
            let kind = widget.property(&field.name).map(|node| node.kind());
            let before = Value::from_json(&held).unwrap_or_default();
            let wanted = match (&before, field.json) {
                (Value::Text(_), JsonAs::Text) => JsonKind::Text,
                (_, JsonAs::List) if field.kind == FieldKind::Json => JsonKind::List,
                (Value::List(_), _) if field.kind == FieldKind::Json => JsonKind::Map,
                (Value::Text(_), _) | (Value::Null, JsonAs::Text) => JsonKind::Text,
                (Value::Int(_) | Value::Float(_), _) | (Value::Null, JsonAs::Number) => {
                    JsonKind::Number
                }
                (Value::Bool(_), _) | (Value::Null, JsonAs::Bool) => JsonKind::Bool,
                (Value::List(_), _) | (Value::Null, JsonAs::List) => JsonKind::List,
                _ => JsonKind::Map,
            };
            assert_eq!(kind, Some(wanted), "{what}");
            kinds.insert(field.kind.name());
        }
    }
    kinds
}

#[test]
fn every_field_of_every_voice_type_can_be_changed_by_its_label() {
    let kinds = changes_every_field(&[Group::Voice]);
    assert!(kinds.contains("speech") && kinds.contains("seconds"), "{kinds:?}");
}

#[test]
fn every_field_of_every_other_type_can_be_changed_by_its_label() {
    let groups = Group::ALL.into_iter().filter(|group| *group != Group::Voice);
    let kinds = changes_every_field(&groups.collect::<Vec<_>>());
    for kind in ["hours", "script", "json", "key-values", "list", "queue", "flow", "url"] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
}

#[test]
fn what_is_wrong_is_told_after_leaving_and_the_old_value_stays() {
    let mut desk = Desk::with(WELCOME, &["main_menu"]);
    let before = desk.flow();
    desk.begins("Times", "500");
    assert!(desk.0.query_by_label_contains("from 1 to 99").is_none(), "not while it is written");
    desk.leaves();
    assert_eq!(desk.flow().text(), before.text());
    assert!(desk.0.query_by_label_contains("Write a number from 1 to 99").is_some());
    desk.begins("Times", "3");
    assert!(desk.0.query_by_label_contains("Write a number from 1 to 99").is_none());
    desk.leaves();
    assert_eq!(desk.held("main_menu", "loop"), "3");
}

#[test]
fn a_text_that_is_being_written_is_in_the_document_before_anything_else_happens() {
    let mut desk = Desk::with(WELCOME, &["greeting"]);
    desk.begins("Words", "Good morning");
    assert!(desk.0.query_by_label("Not saved").is_some(), "nobody saved what is being written");
    desk.does(Command::Select(Selection::of("main_menu".into())));
    assert_eq!(desk.held("greeting", "say"), "\"Good morning\"");
    assert_eq!(desk.changes(), 1);
}

#[test]
fn two_braces_offer_what_can_be_read_and_enter_puts_it_in() {
    let mut desk = Desk::with(WELCOME, &["route_choice"]);
    desk.begins("Text to compare", "{{Dig");
    assert!(desk.0.query_by_label("widgets.main_menu.Digits").is_some());
    desk.0.key_press(Key::Enter);
    desk.0.run_steps(3);
    desk.leaves();
    assert_eq!(desk.held("route_choice", "input"), "\"{{widgets.main_menu.Digits}}\"");
}

#[test]
fn escape_closes_the_list_of_variables_and_nothing_else() {
    let mut desk = Desk::with(WELCOME, &["route_choice"]);
    desk.begins("Text to compare", "{{Dig");
    desk.0.key_press(Key::Escape);
    desk.0.run_steps(3);
    assert!(desk.0.query_by_label("widgets.main_menu.Digits").is_none());
    assert!(desk.field("Text to compare").is_focused());
    let editor = desk.0.state().model.editor.as_ref().unwrap();
    assert_eq!(editor.selection.widgets.len(), 1);
}

#[test]
fn a_text_with_variables_is_shown_with_examples() {
    let mut desk = Desk::with(WELCOME, &["route_choice"]);
    desk.writes("Text to compare", "{{widgets.main_menu.SpeechResult}}!");
    assert!(desk.0.query_by_label_contains("sales!").is_some());
    assert!(desk.0.query_by_label_contains("with examples").is_some());
}

#[test]
fn branches_read_as_sentences_and_can_be_changed_added_moved_and_removed() {
    let text = r#"{"initial_state":"split","states":[
        {"name":"split","type":"split-based-on","transitions":[
            {"event":"noMatch"},
            {"event":"match","next":"sales","conditions":[{"friendly_name":"","arguments":["{{widgets.menu.Digits}}"],"type":"equal_to","value":"1"}]},
            {"event":"match","next":"help","conditions":[{"friendly_name":"","arguments":["{{widgets.menu.Digits}}"],"type":"equal_to","value":"2"}]}],
         "properties":{"input":"{{widgets.menu.Digits}}"}},
        {"name":"sales","type":"say-play","transitions":[],"properties":{"say":"a"}},
        {"name":"help","type":"say-play","transitions":[],"properties":{"say":"b"}}]}"#;
    let mut desk = Desk::with(text, &["split"]);
    let sentence = "If Digits is 1 go to sales";
    assert!(desk.0.query_by_label(sentence).is_some());
    assert!(desk.0.query_by_label("If Digits is 2 go to help").is_some());
    desk.click(sentence);
    let after = desk.is_one_change("value", |desk| {
        desk.writes("Branches: Value 1.1", "9");
        assert!(desk.0.query_by_label("If Digits is 9 go to sales").is_some());
    });
    assert_eq!(after.widget("split").unwrap().transitions[1].conditions[0].value, "9");
    let after = desk.is_one_change("operator", |desk| {
        desk.click("Comparison 1.1");
        desk.click("contains");
    });
    assert_eq!(after.widget("split").unwrap().transitions[1].conditions[0].operator, "contains");
    let after = desk.is_one_change("target", |desk| {
        desk.click("Go to 1");
        desk.click("help");
    });
    let next = after.widget("split").unwrap().transitions[1].next.clone();
    assert_eq!(next, Some("help".into()));
    let after = desk.is_one_change("order", |desk| desk.click("Move down"));
    assert_eq!(after.widget("split").unwrap().transitions[1].conditions[0].value, "2");
    let after = desk.is_one_change("otherwise", |desk| {
        desk.click("Otherwise");
        desk.click("help");
    });
    let next = after.widget("split").unwrap().transitions[0].next.clone();
    assert_eq!(next, Some("help".into()));
    let after = desk.is_one_change("added", |desk| desk.click("Add a branch"));
    let added = after.widget("split").unwrap().transitions.last().unwrap().clone();
    assert_eq!(added.conditions[0].arguments, ["{{widgets.menu.Digits}}"]);
    desk.click("If Digits is 2 go to help");
    let after = desk.is_one_change("removed", |desk| desk.click("Remove"));
    assert_eq!(after.widget("split").unwrap().transitions.len(), 2);
}

#[test]
fn several_widgets_are_changed_at_once_and_undone_at_once() {
    let text = r#"{"initial_state":"a","states":[
        {"name":"a","type":"say-play","transitions":[],"properties":{"say":"One","loop":1}},
        {"name":"b","type":"say-play","transitions":[],"properties":{"say":"Two","loop":1}},
        {"name":"c","type":"gather-input-on-call","transitions":[],"properties":{"say":"Three","timeout":5}}]}"#;
    let mut desk = Desk::with(text, &["a", "b"]);
    assert!(desk.field("Words").value().unwrap_or_default().is_empty(), "values differ");
    let after = desk.is_one_change("say", |desk| desk.writes("Words", "Same"));
    for name in ["a", "b"] {
        assert_eq!(after.widget(name).unwrap().property("say").unwrap().raw(), "\"Same\"");
    }
    assert_eq!(after.widget("c").unwrap().property("say").unwrap().raw(), "\"Three\"");
    desk.selects(&["a", "b", "c"]);
    let roles = [Role::TextInput, Role::MultilineTextInput];
    assert!(desk.all("Timeout", &roles).is_empty(), "only what all of them have is shown");
    assert!(!desk.all("Voice", &roles).is_empty());
}

#[test]
fn values_of_odd_shapes_are_shown_as_json_and_nothing_of_them_is_lost() {
    let text = r#"{"initial_state":"ask","states":[
        {"name":"ask","type":"gather-input-on-call","transitions":[],"properties":
            {"say":["One","Two"],"loop":{"a":1},"stop_gather":[true],"voice":null,"timeout":"soon","language":7,"unknown":[1]}},
        {"name":"vars","type":"set-variables","transitions":[],"properties":{"variables":[["x",1],"y"]}},
        {"name":"web","type":"make-http-request","transitions":[],"properties":{"parameters":{"a":{"b":1}},"method":3,"url":false}},
        {"name":"open","type":"centralita-hours","transitions":[],"properties":{"hours":{"week":{"someday":[]}}}},
        {"name":"run","type":"centralita-script","transitions":[],"properties":{"script":["let x = 1;"]}}]}"#;
    let mut desk = Desk::with(text, &[]);
    for name in ["ask", "vars", "web", "open", "run"] {
        desk.selects(&[name]);
        assert!(
            !desk
                .0
                .query_all_by_label_contains("not of the usual form")
                .collect::<Vec<_>>()
                .is_empty(),
            "{name}"
        );
        // Going through every field changes nothing.
        for _ in 0..40 {
            desk.0.key_press(Key::Tab);
            desk.0.run_steps(1);
        }
    }
    assert_eq!(desk.flow().text(), text);
    desk.selects(&["ask"]);
    desk.is_one_change("say", |desk| desk.writes("Prompt", "[\"One\"]"));
    desk.writes("Prompt", "[broken");
    assert_eq!(desk.flow().text(), text, "what cannot be read is not written");
}

#[test]
fn a_secret_is_never_shown() {
    let catalogue = centralita_widgets::builtin();
    for spec in catalogue.specs() {
        for field in spec.fields.iter().filter(|field| field.kind == FieldKind::Secret) {
            let text = format!(
                r#"{{"initial_state":"w","states":[{{"name":"w","type":"{}","transitions":[],"properties":{{"{}":"hunter2"}}}}]}}"#,
                spec.kind, field.name
            );
            let mut desk = Desk::with(&text, &["w"]);
            assert_eq!(desk.field(&field.label).value().unwrap_or_default(), "");
            desk.writes(&field.label, "API_KEY");
            assert_eq!(desk.held("w", &field.name), "\"{{secrets.API_KEY}}\"");
        }
    }
}

#[test]
fn who_uses_a_widget_is_told_and_one_can_go_there() {
    let mut desk = Desk::with(WELCOME, &["main_menu"]);
    assert!(desk.0.query_by_label("Used by").is_some());
    desk.click("greeting");
    let editor = desk.0.state().model.editor.as_ref().unwrap();
    assert_eq!(editor.selection.only().map(|name| name.as_str()), Some("greeting"));
}
