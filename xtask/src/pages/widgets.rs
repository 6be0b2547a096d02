//! One page for each widget type, and the list of them.

use centralita_engine::declare::{Catalogue, Field, FieldKind, Group, JsonAs, Spec};
use centralita_engine::{KindName, Value};

use super::Page;
use super::markdown::{GENERATED, cell, code, table};

const FOLDER: &str = "docs/widgets";

pub fn pages(catalogue: &Catalogue) -> Vec<Page> {
    let mut pages = vec![Page { path: format!("{FOLDER}/README.md"), text: index(catalogue) }];
    pages.extend(
        catalogue
            .specs()
            .map(|spec| Page { path: format!("{FOLDER}/{}.md", spec.kind), text: page(spec) }),
    );
    pages
}

fn index(catalogue: &Catalogue) -> String {
    let mut out = format!(
        "{GENERATED}# Widgets\n\nEvery widget type, in the order of the palette. Types whose name begins with `centralita-` or `script-` are\nours; Studio does not know them.\n"
    );
    for group in Group::ALL {
        let rows: Vec<Vec<String>> = catalogue
            .specs()
            .filter(|spec| spec.group == group)
            .map(|spec| {
                vec![
                    format!("[{}]({}.md)", cell(&spec.label), spec.kind),
                    code(spec.kind.as_str()),
                    cell(spec.summary()),
                ]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {}\n\n", title(group.name())));
        out.push_str(&table(&["widget", "type", "what it is for"], &rows));
    }
    out
}

fn page(spec: &Spec) -> String {
    let mut out = format!("{GENERATED}# {}\n\n{}\n\n", spec.label, spec.help.trim());
    out.push_str(&table(&["", ""], &facts(spec)));
    if !spec.fields.is_empty() {
        out.push_str("\n## Properties\n\n");
        let rows: Vec<_> = spec.fields.iter().map(field).collect();
        out.push_str(&table(
            &["property", "in the form", "in the file", "default", "what it is for"],
            &rows,
        ));
        for field in &spec.fields {
            if let FieldKind::Choice(choices) = &field.kind
                && !choices.is_empty()
            {
                out.push_str(&format!("\nValues of `{}`:\n\n", field.name));
                for choice in choices {
                    let value = if choice.value.is_empty() {
                        "(empty)".to_owned()
                    } else {
                        code(&choice.value)
                    };
                    out.push_str(&format!("- {value}: {}\n", cell(&choice.label)));
                }
            }
        }
    }
    out.push_str("\n## Exits\n\n");
    if spec.exits.is_empty() {
        out.push_str("None: the flow ends here.\n");
    } else {
        let rows: Vec<_> = spec
            .exits
            .iter()
            .map(|exit| {
                let mut when = cell(&exit.help);
                if let Some(each) = &exit.each {
                    when.push_str(&format!(" One for each row of `{each}`."));
                }
                if exit.failure {
                    when.push_str(" Failures lead here.");
                }
                if exit.old {
                    when.push_str(" Only old accounts ever took it.");
                }
                vec![code(exit.event.as_str()), cell(&exit.label), when]
            })
            .collect();
        out.push_str(&table(&["event", "on the box", "taken when"], &rows));
    }
    if !spec.outputs.is_empty() {
        out.push_str("\n## Variables\n\nWhat it stores, with NAME for the widget's name.\n\n");
        let rows: Vec<_> = spec
            .outputs
            .iter()
            .map(|output| {
                vec![
                    format!("`{{{{widgets.NAME.{}}}}}`", output.path),
                    cell(&output.help),
                    sample(&output.sample),
                ]
            })
            .collect();
        out.push_str(&table(&["variable", "what it holds", "for example"], &rows));
    }
    out.push_str(&format!("\n## Example\n\n```json\n{}\n```\n", spec.example.trim()));
    out
}

fn facts(spec: &Spec) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["type".to_owned(), code(spec.kind.as_str())]];
    if !spec.aliases.is_empty() {
        let names: Vec<_> = spec.aliases.iter().map(KindName::as_str).map(code).collect();
        rows.push(vec!["also written".into(), names.join(", ")]);
    }
    rows.push(vec!["group".into(), title(spec.group.name())]);
    let channels: Vec<_> = spec.channels.iter().map(|channel| channel.name()).collect();
    let works = if channels.is_empty() { "every channel".to_owned() } else { channels.join(", ") };
    rows.push(vec!["works on".into(), works]);
    if spec.starts {
        rows.push(vec!["".into(), "A flow begins here.".into()]);
    }
    if spec.waits {
        rows.push(vec!["".into(), "The flow waits here for the world.".into()]);
    }
    if spec.discontinued {
        rows.push(vec!["".into(), "The vendor no longer offers it.".into()]);
    }
    rows
}

fn field(field: &Field) -> Vec<String> {
    let mut help = cell(&field.help);
    if field.required {
        help.push_str(" **Required.**");
    }
    if let Some((from, to)) = field.range {
        help.push_str(&format!(" From {from} to {to}."));
    }
    if !field.aliases.is_empty() {
        let names: Vec<_> = field.aliases.iter().map(|name| code(name)).collect();
        help.push_str(&format!(" Also read as {}.", names.join(", ")));
    }
    vec![
        code(&field.name),
        format!("{} ({})", cell(&field.label), field.kind),
        in_the_file(field).to_owned(),
        sample(&field.default),
        help,
    ]
}

fn in_the_file(field: &Field) -> &'static str {
    match (field.json, field.templated) {
        (JsonAs::Text, true) => "text with variables",
        (JsonAs::Text, false) => "text",
        (JsonAs::Number, _) => "number",
        (JsonAs::Bool, _) => "true or false",
        (JsonAs::List, _) => "list",
        (JsonAs::Map, _) => "object",
        (JsonAs::Transitions, _) => "in the transitions",
    }
}

fn sample(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => code(text),
        other => code(&other.to_json()),
    }
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
