//! `centralita schema`: the shape of what the commands say with `--format json`.

use std::path::PathBuf;

use schemars::{Schema, schema_for};

use crate::command::{change, check, diff, exercise, export, merge, route, test};
use crate::files;
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;
use crate::words::Report;

/// Show the JSON schema of what a command says with --format json.
#[derive(Debug, clap::Args)]
pub struct ShowSchema {
    /// The command, such as check.
    #[arg(value_name = "COMMAND", required_unless_present = "out")]
    command: Option<String>,
    /// Write the schemas of all commands to this folder.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

/// Every command that speaks JSON, with the shape of what it says.
fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("check", schema_for!(check::Checked)),
        ("test", schema_for!(test::Tested)),
        ("exercise", schema_for!(exercise::Exercises)),
        ("diff", schema_for!(diff::Differences)),
        ("export", schema_for!(export::Exported)),
        ("route-check", schema_for!(route::CheckedPlans)),
        ("merge", schema_for!(merge::MergedFlows)),
        ("fmt", schema_for!(change::ChangedFiles)),
        ("migrate", schema_for!(change::ChangedFiles)),
        ("tidy", schema_for!(change::ChangedFiles)),
    ]
}

fn text(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

impl ShowSchema {
    /// Shows or writes the schemas.
    ///
    /// # Errors
    /// When there is no such command, or a file cannot be written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let all = schemas();
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder).map_err(|error| Trouble::writing(folder, error))?;
            for (name, schema) in &all {
                files::write(&folder.join(format!("{name}.schema.json")), &text(schema))?;
            }
            return Ok(Verdict::Well);
        }
        let asked = self.command.as_deref().unwrap_or("");
        match all.iter().find(|(name, _)| *name == asked) {
            Some((_, schema)) => shell.text(text(schema))?,
            None => {
                let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
                return Err(Trouble::Misuse(shell.language.fill(
                    Report::NoSchema,
                    &[("command", &asked), ("names", &names.join(", "))],
                )));
            }
        }
        Ok(Verdict::Well)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schemas_are_fresh() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema");
        for (name, schema) in schemas() {
            let path = format!("{folder}/{name}.schema.json");
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(committed, text(&schema), "Run: cargo run -- schema --out docs/schema");
        }
    }
}
