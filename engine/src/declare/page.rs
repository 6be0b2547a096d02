//! The reference page of a widget type in Markdown, from its declaration alone.
//!
//! It is made of headings and lists, so that it reads well in a terminal too.

use std::fmt::Write;

use crate::declare::{ExitSpec, Field, FieldKind, JsonAs, Spec};

impl Spec {
    /// The type's reference page in Markdown: what it is for, its properties, exits and variables.
    pub fn page(&self) -> String {
        page(self)
    }
}

fn page(spec: &Spec) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n\n`{}`\n\n{}\n", spec.label, spec.kind, spec.help.trim());
    if spec.discontinued {
        out.push_str("The vendor no longer offers this type; flows that have it still run.\n\n");
    }
    if !spec.channels.is_empty() {
        let names: Vec<&str> = spec.channels.iter().map(|channel| channel.name()).collect();
        let _ = writeln!(out, "Works on: {}.\n", names.join(", "));
    }
    if !spec.aliases.is_empty() {
        let names: Vec<String> = spec.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(out, "Older flows also call it {}.\n", names.join(", "));
    }
    if !spec.fields.is_empty() {
        out.push_str("## Properties\n\n");
        let mut group = "";
        for field in &spec.fields {
            if field.group != group && !field.group.is_empty() {
                let _ = writeln!(out, "### {}\n", field.group);
            }
            group = &field.group;
            describe(field, &mut out);
        }
    }
    if !spec.exits.is_empty() {
        out.push_str("## Exits\n\n| exit | on the box | taken when |\n|---|---|---|\n");
        for exit in &spec.exits {
            let _ = writeln!(out, "| `{}` | {} | {} |", exit.event, cell(&exit.label), when(exit));
        }
        out.push('\n');
    }
    if !spec.outputs.is_empty() {
        out.push_str("## Variables\n\nStored under `widgets.NAME`.\n\n| variable | holds | example |\n|---|---|---|\n");
        for output in &spec.outputs {
            let sample = if output.sample.is_null() {
                String::new()
            } else {
                format!("`{}`", cell(&output.sample.to_json()))
            };
            let _ = writeln!(out, "| `{}` | {} | {sample} |", output.path, cell(&output.help));
        }
        out.push('\n');
    }
    if !spec.example.is_empty() {
        let _ = writeln!(out, "## Example\n\n```json\n{}\n```", spec.example.trim());
    }
    out
}

fn when(exit: &ExitSpec) -> String {
    let mut when = cell(&exit.help);
    if let Some(each) = &exit.each {
        let _ = write!(when, " One for each row of `{each}`.");
    }
    if exit.failure {
        when.push_str(" Failures lead here.");
    }
    if exit.old {
        when.push_str(" Only old accounts ever took it.");
    }
    if let [channel] = exit.channels.as_slice() {
        let _ = write!(when, " Only a {} can take it.", channel.name());
    }
    when
}

/// What holds the property in the file.
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

fn describe(field: &Field, out: &mut String) {
    let mut traits =
        vec![field.kind.name().to_owned(), format!("in the file: {}", in_the_file(field))];
    if field.required {
        traits.push("required".into());
    }
    if let Some((least, most)) = field.range {
        traits.push(format!("{least} to {most}"));
    }
    if !field.default.is_null() {
        traits.push(format!("otherwise `{}`", field.default.to_json()));
    }
    let _ = writeln!(out, "- **`{}`** {} ({})", field.name, field.label, traits.join(", "));
    for line in field.help.trim().lines() {
        let _ = writeln!(out, "  {line}");
    }
    if let FieldKind::Choice(choices) = &field.kind {
        for choice in choices {
            let _ = writeln!(out, "  - `{}`: {}", choice.value, choice.label);
        }
    }
    if !field.aliases.is_empty() {
        let names: Vec<String> = field.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(out, "  Also read as {}.", names.join(", "));
    }
    out.push('\n');
}

/// Text for one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
