//! Plans and crews as files: what they are called, and reading them.

use std::path::Path;

use centralita_routing::crew::Crew;
use centralita_routing::plan::Plan;
use centralita_routing::workspace::NewPlan;

use crate::files;
use crate::trouble::Trouble;
use crate::words::{Language, Routing};

/// The crew in a file.
///
/// # Errors
/// When the file cannot be read, or is no crew.
pub fn read_crew(path: &Path, language: Language) -> Result<Crew, Trouble> {
    let text = files::read_text(path)?;
    Crew::read(&text).map_err(|error| {
        Trouble::Misuse(language.fill(
            Routing::NoCrew,
            &[
                ("path", &path.display()),
                ("line", &error.line),
                ("column", &error.column),
                ("message", &language.routed(&error.message)),
            ],
        ))
    })
}

/// The plan in a file, under a name.
///
/// # Errors
/// When the file cannot be read, or nothing in it can be routed by.
pub fn read_plan(path: &Path, name: &str, language: Language) -> Result<NewPlan, Trouble> {
    let text = files::read_text(path)?;
    let plan = Plan::read(&text);
    if let Some(problem) = plan.problems().iter().find(|_| !plan.is_usable()) {
        let told = problem.told(&text);
        let told = language.routed(&told);
        let said = [("path", &path.display() as &dyn std::fmt::Display), ("problem", &told)];
        return Err(Trouble::Misuse(language.fill(Routing::NotJson, &said)));
    }
    Ok(NewPlan {
        id: name.into(),
        name: name.into(),
        configuration: text.into(),
        reservation_seconds: None,
    })
}

/// What a plan is called: its file's name, or that of its folder when the file is just `plan.json`.
pub fn name_of(path: &Path) -> String {
    let stem = files::stem(path);
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
    match folder {
        Some(folder) if stem == "plan" => folder.into_owned(),
        _ => stem,
    }
}
