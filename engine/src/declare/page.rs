//! The reference page of a widget type in Markdown, from its declaration alone.
//!
//! It is made of headings and lists, so that it reads well in a terminal too.

use std::fmt::Write;

use crate::declare::{ExitSpec, Field, FieldKind, JsonAs, Spec};

impl Spec {
    /// The type's reference page in Markdown: what it is for, its properties, exits and variables.
    pub fn page(&self) -> String {
        page(self, &ENGLISH)
    }

    /// The same with the page's own words in a language; in English when it is none of ours. What the
    /// declaration says is in whatever language it is.
    pub fn page_in(&self, language: &str) -> String {
        page(self, if language == "es" { &SPANISH } else { &ENGLISH })
    }
}

/// What a page says by itself.
struct Words {
    discontinued: &'static str,
    works_on: &'static str,
    aliases: &'static str,
    properties: &'static str,
    exits: &'static str,
    variables: &'static str,
    example: &'static str,
    each: [&'static str; 2],
    failure: &'static str,
    old: &'static str,
    only: [&'static str; 2],
    in_the_file: &'static str,
    held: [&'static str; 7],
    required: &'static str,
    to: &'static str,
    otherwise: &'static str,
    also: &'static str,
}

const ENGLISH: Words = Words {
    discontinued: "The vendor no longer offers this type; flows that have it still run.",
    works_on: "Works on",
    aliases: "Older flows also call it",
    properties: "Properties",
    exits: "## Exits\n\n| exit | on the box | taken when |\n|---|---|---|\n",
    variables: "## Variables\n\nStored under `widgets.NAME`.\n\n| variable | holds | example |\n|---|---|---|\n",
    example: "Example",
    each: [" One for each row of `", "`."],
    failure: " Failures lead here.",
    old: " Only old accounts ever took it.",
    only: [" Only a ", " can take it."],
    in_the_file: "in the file",
    held: [
        "text with variables",
        "text",
        "number",
        "true or false",
        "list",
        "object",
        "in the transitions",
    ],
    required: "required",
    to: "to",
    otherwise: "otherwise",
    also: "Also read as",
};

const SPANISH: Words = Words {
    discontinued: "El fabricante ya no ofrece este tipo; los flujos que lo tienen siguen funcionando.",
    works_on: "Funciona en",
    aliases: "Los flujos antiguos también lo llaman",
    properties: "Propiedades",
    exits: "## Salidas\n\n| salida | en la caja | se toma cuando |\n|---|---|---|\n",
    variables: "## Variables\n\nSe guardan en `widgets.NAME`.\n\n| variable | contiene | ejemplo |\n|---|---|---|\n",
    example: "Ejemplo",
    each: [" Una por cada fila de `", "`."],
    failure: " Los fallos llevan aquí.",
    old: " Solo la tomaron cuentas antiguas.",
    only: [" Solo la puede tomar ", "."],
    in_the_file: "en el archivo",
    held: [
        "texto con variables",
        "texto",
        "número",
        "verdadero o falso",
        "lista",
        "objeto",
        "en las transiciones",
    ],
    required: "obligatoria",
    to: "a",
    otherwise: "si no",
    also: "También se lee como",
};

fn page(spec: &Spec, words: &Words) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n\n`{}`\n\n{}\n", spec.label, spec.kind, spec.help.trim());
    if spec.discontinued {
        let _ = writeln!(out, "{}\n", words.discontinued);
    }
    if !spec.channels.is_empty() {
        let names: Vec<&str> = spec.channels.iter().map(|channel| channel.name()).collect();
        let _ = writeln!(out, "{}: {}.\n", words.works_on, names.join(", "));
    }
    if !spec.aliases.is_empty() {
        let names: Vec<String> = spec.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(out, "{} {}.\n", words.aliases, names.join(", "));
    }
    if !spec.fields.is_empty() {
        let _ = writeln!(out, "## {}\n", words.properties);
        let mut group = "";
        for field in &spec.fields {
            if field.group != group && !field.group.is_empty() {
                let _ = writeln!(out, "### {}\n", field.group);
            }
            group = &field.group;
            describe(field, words, &mut out);
        }
    }
    if !spec.exits.is_empty() {
        out.push_str(words.exits);
        for exit in &spec.exits {
            let when = when(exit, words);
            let _ = writeln!(out, "| `{}` | {} | {when} |", exit.event, cell(&exit.label));
        }
        out.push('\n');
    }
    if !spec.outputs.is_empty() {
        out.push_str(words.variables);
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
        let _ = writeln!(out, "## {}\n\n```json\n{}\n```", words.example, spec.example.trim());
    }
    out
}

fn when(exit: &ExitSpec, words: &Words) -> String {
    let mut when = cell(&exit.help);
    if let Some(each) = &exit.each {
        let _ = write!(when, "{}{each}{}", words.each[0], words.each[1]);
    }
    if exit.failure {
        when.push_str(words.failure);
    }
    if exit.old {
        when.push_str(words.old);
    }
    if let [channel] = exit.channels.as_slice() {
        let _ = write!(when, "{}{}{}", words.only[0], channel.name(), words.only[1]);
    }
    when
}

/// What holds the property in the file.
fn in_the_file(field: &Field, words: &Words) -> &'static str {
    words.held[match (field.json, field.templated) {
        (JsonAs::Text, true) => 0,
        (JsonAs::Text, false) => 1,
        (JsonAs::Number, _) => 2,
        (JsonAs::Bool, _) => 3,
        (JsonAs::List, _) => 4,
        (JsonAs::Map, _) => 5,
        (JsonAs::Transitions, _) => 6,
    }]
}

fn describe(field: &Field, words: &Words, out: &mut String) {
    let mut traits = vec![
        field.kind.name().to_owned(),
        format!("{}: {}", words.in_the_file, in_the_file(field, words)),
    ];
    if field.required {
        traits.push(words.required.into());
    }
    if let Some((least, most)) = field.range {
        traits.push(format!("{least} {} {most}", words.to));
    }
    if !field.default.is_null() {
        traits.push(format!("{} `{}`", words.otherwise, field.default.to_json()));
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
        let _ = writeln!(out, "  {} {}.", words.also, names.join(", "));
    }
    out.push('\n');
}

/// Text for one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
