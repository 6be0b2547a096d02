//! What every widget type owes those who use it; new types are held to it without being named here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use centralita_engine::declare::{Catalogue, Field, JsonAs, Part, Reading, Spec};
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::exercise::{Effort, exercise};
use centralita_engine::flow::{Flow, JsonKind};
use centralita_engine::template::Dialect;
use centralita_engine::{Map, Text, Value};
use centralita_widgets::builtin;
use centralita_widgets::script::SHIPPED;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(builtin);

/// Lets every type be looked at, then tells of all that fall short at once.
fn each_type(mut look: impl FnMut(&Spec, &mut Vec<String>)) {
    let mut short = Vec::new();
    for spec in CATALOGUE.specs() {
        let mut said = Vec::new();
        look(spec, &mut said);
        short.extend(said.into_iter().map(|what| format!("{}: {what}", spec.kind)));
    }
    assert!(short.is_empty(), "\n{}\n", short.join("\n"));
}

/// Whether a text is a sentence a person would write: a capital or a quotation, and an end.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(['.', '?', '!', ':', ')']) && !text.starts_with(char::is_lowercase)
}

fn example(spec: &Spec) -> Value {
    Value::from_json(&spec.example).unwrap_or_else(|error| panic!("{}: {error}", spec.kind))
}

/// A flow that leads every trigger to the example, whose own exits end the flow.
fn around(spec: &Spec) -> Flow {
    let mut state = example(spec).as_map().cloned().unwrap_or_default();
    let name = state.get("name").and_then(Value::as_text).unwrap_or("Trigger").to_owned();
    let ends = |transition: &Value| {
        let mut transition = transition.as_map().cloned().unwrap_or_default();
        transition.insert("next", Value::Null);
        Value::from(transition)
    };
    let transitions = state.get("transitions").and_then(Value::as_list).unwrap_or_default();
    let transitions = Value::list(transitions.iter().map(ends));
    state.insert("transitions", transitions);
    let mut states = Vec::new();
    if !spec.starts {
        let starts = CATALOGUE.specs().find(|spec| spec.starts).expect("flows can begin");
        let leads = |event: &str| {
            let mut transition = Map::new();
            transition.insert("event", event);
            transition.insert("next", name.as_str());
            Value::from(transition)
        };
        let mut trigger = Map::new();
        trigger.insert("name", "Trigger");
        trigger.insert("type", starts.kind.as_str());
        let exits = starts.exits.iter().map(|exit| leads(exit.event.as_str()));
        trigger.insert("transitions", Value::list(exits));
        states.push(Value::from(trigger));
    }
    states.push(Value::from(state));
    let mut flow = Map::new();
    flow.insert("states", Value::list(states));
    flow.insert("initial_state", if spec.starts { name.as_str() } else { "Trigger" });
    Flow::read(&Value::from(flow).to_json())
}

#[test]
fn every_type_explains_itself() {
    each_type(|spec, said| {
        if spec.label.trim().is_empty() || spec.label.as_str() == spec.kind.as_str() {
            said.push("it has no label".into());
        }
        if !is_sentence(spec.summary()) {
            said.push(format!("the first line of its help is no sentence: {}", spec.summary()));
        }
        if spec.icon.is_empty() || spec.icon == "box" {
            said.push("it has no icon of its own".into());
        }
        for field in &spec.fields {
            if !is_sentence(&field.help) {
                said.push(format!("the field {} has no help: {}", field.name, field.help));
            }
            if field.label.is_empty() {
                said.push(format!("the field {} has no label", field.name));
            }
        }
        for exit in &spec.exits {
            if exit.label.is_empty() || !is_sentence(&exit.help) {
                said.push(format!("the exit {} is not explained: {}", exit.event, exit.help));
            }
        }
        for output in &spec.outputs {
            if !is_sentence(&output.help) {
                said.push(format!("the variable {} is not explained", output.path));
            }
            // Names behind a star are only known at run time, and so are their values.
            if output.sample.is_null() && !output.path.ends_with('*') {
                said.push(format!("the variable {} has no example", output.path));
            }
        }
    });
}

#[test]
fn names_are_used_once() {
    let mut kinds = BTreeSet::new();
    each_type(|spec, said| {
        for kind in std::iter::once(&spec.kind).chain(&spec.aliases) {
            if !kinds.insert(kind.clone()) {
                said.push(format!("{kind} is the name of another type too"));
            }
        }
        let mut fields = BTreeSet::new();
        for name in spec.fields.iter().flat_map(|field| field.aliases.iter().chain([&field.name])) {
            if !fields.insert(name) {
                said.push(format!("{name} is the name of two fields"));
            }
        }
        let events: BTreeSet<_> = spec.exits.iter().map(|exit| &exit.event).collect();
        if events.len() != spec.exits.len() {
            said.push("two exits have one name".into());
        }
    });
}

#[test]
fn examples_hold_what_the_declaration_says() {
    each_type(|spec, said| {
        let state = example(spec);
        if state.get("type").and_then(Value::as_text) != Some(spec.kind.as_str()) {
            said.push("its example is of another type".into());
        }
        let flow = around(spec);
        if !flow.faults().is_empty() {
            said.push(format!("its example is read with faults: {:?}", flow.faults()));
        }
        let name = state.get("name").and_then(Value::as_text).unwrap_or("");
        let Some(widget) = flow.widget(name) else {
            said.push("its example has no name".into());
            return;
        };
        for transition in &widget.transitions {
            if spec.exit(transition.event.as_str()).or_else(|| spec.exit("*")).is_none() {
                said.push(format!("its example takes an exit {} it lacks", transition.event));
            }
        }
        // An exit named by a star has whatever names the widget's own script gives.
        for exit in spec.exits.iter().filter(|exit| !exit.old && exit.event != "*") {
            if widget.transition(exit.event.as_str()).is_none() {
                said.push(format!("its example does not show the exit {}", exit.event));
            }
        }
        let properties = state.get("properties").and_then(Value::as_map).cloned();
        for (key, value) in properties.unwrap_or_default().iter() {
            match spec.fields.iter().find(|field| field.name == *key) {
                _ if key == "offset" => {}
                None => said.push(format!("its example has a property {key} it does not declare")),
                Some(field) if !has_kind(field, value) => said.push(format!(
                    "its example has {} as {}, which is {:?}",
                    key,
                    value.to_json(),
                    field.json
                )),
                Some(_) => {}
            }
        }
        for field in spec.fields.iter().filter(|field| field.required) {
            if field.json != JsonAs::Transitions && widget.property(&field.name).is_none() {
                said.push(format!("its example lacks {}, which is required", field.name));
            }
        }
    });
}

fn has_kind(field: &Field, value: &Value) -> bool {
    let kind = match value {
        Value::Null => return true,
        Value::Bool(_) => JsonKind::Bool,
        Value::Int(_) | Value::Float(_) => JsonKind::Number,
        Value::Text(_) => JsonKind::Text,
        Value::List(_) => JsonKind::List,
        Value::Map(_) => JsonKind::Map,
    };
    match field.json {
        JsonAs::Text => kind == JsonKind::Text,
        // A number or a switch may come from a variable, and then a text stands there.
        JsonAs::Number => {
            kind == JsonKind::Number || value.as_text().is_some_and(|text| text.contains("{{"))
        }
        JsonAs::Bool => {
            kind == JsonKind::Bool || value.as_text().is_some_and(|text| text.contains("{{"))
        }
        JsonAs::List => kind == JsonKind::List,
        JsonAs::Map => true,
        JsonAs::Transitions => false,
    }
}

#[test]
fn templates_and_scripts_of_examples_can_be_read() {
    each_type(|spec, said| {
        let flow = around(spec);
        let state = example(spec);
        let name = state.get("name").and_then(Value::as_text).unwrap_or("");
        let Some(widget) = flow.widget(name) else { return };
        let reading = Reading { flow: &flow, widget, spec, dialect: Dialect::Studio };
        let found = CATALOGUE.get(spec.kind.as_str()).expect("a type is in its own catalogue");
        found.compile(&reading).visit(&mut |field: &Text, part: Part<'_>| match part {
            Part::Template(template) => {
                for fault in template.faults() {
                    said.push(format!("{field} of its example: {fault:?}"));
                }
            }
            Part::Script(script) => {
                for (_, fault) in script.faults() {
                    said.push(format!("{field} of its example: {fault}"));
                }
            }
            _ => {}
        });
    });
}

#[test]
fn examples_run() {
    each_type(|spec, said| {
        let flow = around(spec);
        let mut library = Library::new(Settings::default());
        let at = FlowRef::new("example", 1);
        if let Err(problems) = library.add(&flow, at.clone(), &CATALOGUE) {
            said.push(format!("its example cannot be compiled: {problems:?}"));
            return;
        }
        let effort = Effort { callers: 60, most_callers: 600, seed: 3 };
        let done = exercise(&library, &at, &flow, &CATALOGUE, &effort);
        // Alone in its flow a widget lacks what leads to some exits: variables, a day, another flow.
        let is_unreached = |fault: &&Text| fault.starts_with("Nobody reached");
        said.extend(
            done.faults.iter().filter(|fault| !is_unreached(fault)).map(ToString::to_string),
        );
        if !spec.exits.is_empty() && done.reached() == 0 {
            said.push("nobody who comes to its example ever leaves it".into());
        }
    });
}

/// The sources of the type: its file, or the files of its folder, or its script.
fn sources_of(kind: &str) -> Option<String> {
    if let Some(stem) = kind.strip_prefix("script-") {
        let file = format!("{stem}.rhai");
        return SHIPPED
            .iter()
            .find(|(name, _)| *name == file)
            .map(|(_, source)| (*source).to_owned());
    }
    let mark = format!("kind = \"{kind}\"");
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .collect();
        let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        for path in entries.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
            let source = read(path);
            if !source.contains(&mark) || !source.contains("impl Behaviour for") {
                continue;
            }
            let is_folder = path.file_name().is_some_and(|name| name == "mod.rs");
            let beside =
                if is_folder { Some(folder.clone()) } else { Some(path.with_extension("")) };
            let mut all = source;
            for inside in beside.into_iter().filter_map(|folder| std::fs::read_dir(folder).ok()) {
                for entry in inside.filter_map(Result::ok) {
                    all.push_str(&read(&entry.path()));
                }
            }
            return Some(all);
        }
        folders.extend(entries.into_iter().filter(|path| path.is_dir()));
    }
    None
}

#[test]
fn every_exit_is_tested_beside_the_type() {
    each_type(|spec, said| {
        let Some(source) = sources_of(spec.kind.as_str()) else {
            said.push("its source was not found".into());
            return;
        };
        let is_script = spec.kind.as_str().starts_with("script-");
        let tests = if is_script { "fn test_" } else { "#[cfg(test)]" };
        let Some((_, tests)) = source.split_once(tests) else {
            said.push("it has no tests".into());
            return;
        };
        for exit in spec.exits.iter().filter(|exit| !exit.old && exit.event != "*") {
            let is_named = |mark: &str| tests.contains(&format!("{mark}{}", exit.event));
            if !is_named("leaves by ") && !is_named("\"") {
                said.push(format!("no test leaves by {}", exit.event));
            }
        }
    });
}

#[test]
fn older_names_of_kinds_and_properties_lead_to_todays() {
    let spellings = centralita_widgets::builtin().spellings();
    assert_eq!(spellings.kinds["Gather"], "gather-input-on-call");
    let gather = &spellings.properties["gather-input-on-call"];
    assert_eq!(gather["num_digits"], "number_of_digits");
    let texts = &spellings.texts["gather-input-on-call"];
    assert!(texts.iter().any(|name| name == "profanity_filter"));
}
