//! A new Rust widget type: a file with tests that fail until it is written.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::shell;

const GROUPS: [&str; 6] = ["start", "voice", "logic", "message", "people", "connect"];

pub fn write(group: &str, name: &str) -> Result<()> {
    ensure!(
        GROUPS.contains(&group),
        "There is no group \"{group}\". There are: {}.",
        GROUPS.join(", ")
    );
    let fine = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    ensure!(fine, "Write the name in small letters with hyphens, like hold-music.");
    let module = name.replace('-', "_");
    let folder = shell::root().join("widgets/src").join(group);
    let file = folder.join(format!("{module}.rs"));
    ensure!(!file.exists(), "{} is there already.", file.display());
    let type_name: String = name
        .split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        })
        .collect();
    let label = name.replace('-', " ");
    let group_name = group[..1].to_uppercase() + &group[1..];
    fs::write(&file, source(name, &type_name, &label, &group_name))
        .with_context(|| file.display().to_string())?;
    let list = folder.join("mod.rs");
    let mut modules = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    modules.push_str(&format!("pub mod {module};\n"));
    fs::write(&list, modules)?;
    let builtin = shell::root().join("widgets/src/lib.rs");
    let lines = fs::read_to_string(&builtin)?;
    let with_it = lines.replacen(
        ".with::<connect::run_function::RunFunction>()",
        &format!(".with::<connect::run_function::RunFunction>()\n        .with::<{group}::{module}::{type_name}>()"),
        1,
    );
    ensure!(
        with_it != lines,
        "Add .with::<{group}::{module}::{type_name}>() to builtin() in widgets/src/lib.rs by hand."
    );
    fs::write(&builtin, with_it)?;
    let _ = shell::cargo().args(["fmt", "--package", "centralita-widgets"]).status();
    println!("Written: {}", file.display());
    println!("Its tests fail until it is written: cargo test -p centralita-widgets {module}");
    Ok(())
}

fn source(name: &str, type_name: &str, label: &str, group: &str) -> String {
    let label = label[..1].to_uppercase() + &label[1..];
    format!(
        r###"//! {label}: write me.

use centralita_engine::declare::{{Behaviour, Declared, Exits}};
use centralita_engine::exec::{{Next, Outcome, Turning}};
use centralita_engine::template::Template;

/// Write me: what this widget does, in one sentence.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-{name}", label = "{label}", group = {group}, icon = "box")]
pub struct {type_name} {{
    /// Write me: what this property is for.
    #[field(required)]
    pub text: Template,
}}

/// Ways out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {{
    /// Write me: when it is taken.
    Next,
}}

impl Behaviour for {type_name} {{
    type Exit = Exit;
    type Outputs = ();

    const EXAMPLE: &'static str = r#"{{
  "name": "{snake}_1",
  "type": "centralita-{name}",
  "transitions": [{{ "event": "next" }}],
  "properties": {{ "text": "write me", "offset": {{ "x": 0, "y": 0 }} }}
}}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {{
        let text = turn.render(&self.text)?;
        turn.note(text);
        Ok(Next::Exit(Exit::Next))
    }}
}}

#[cfg(test)]
mod tests {{
    use expect_test::expect;

    use crate::testing::Stage;

    use super::{type_name};

    #[test]
    fn write_me() {{
        expect!["write me"].assert_eq(&Stage::call().play::<{type_name}>(r#"{{ "text": "hello" }}"#, &[]));
    }}
}}
"###,
        snake = name.replace('-', "_"),
    )
}
