//! Plans and crews as files: what they are called, and reading them.

use std::path::Path;

use centralita_routing::crew::Crew;
use centralita_routing::plan::Plan;
use centralita_routing::workspace::NewPlan;
use centralita_routing::{Sentence, Severity};

use crate::files;
use crate::trouble::Trouble;
use crate::words::{Language, Routing};

/// The crew in a file.
///
/// # Errors
/// When the file cannot be read, or is no crew.
pub fn read_crew(path: &Path, language: Language) -> Result<Crew, Trouble> {
    crew_of(&files::read_text(path)?, path, language)
}

/// The crew in a file, when nothing is wrong with it that keeps it from working.
///
/// # Errors
/// When the file cannot be read, is no crew, or has errors; each of them is told with its place.
pub fn read_working_crew(path: &Path, language: Language) -> Result<Crew, Trouble> {
    let text = files::read_text(path)?;
    let crew = crew_of(&text, path, language)?;
    let problems = crew.check_in(&text);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let told: Vec<String> = errors
        .map(|problem| {
            let (line, column) = problem.span.unwrap_or_default().line_and_column(&text);
            placed(path, line, column, &problem.message, language)
        })
        .collect();
    if told.is_empty() { Ok(crew) } else { Err(Trouble::Crew(told.join("\n"))) }
}

fn crew_of(text: &str, path: &Path, language: Language) -> Result<Crew, Trouble> {
    Crew::read(text).map_err(|error| {
        Trouble::Misuse(placed(path, error.line, error.column, &error.message, language))
    })
}

/// A sentence about a crew, with its place.
fn placed(
    path: &Path,
    line: usize,
    column: usize,
    message: &Sentence,
    language: Language,
) -> String {
    let message = language.routed(message);
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("path", &path.display()), ("line", &line), ("column", &column), ("message", &message)];
    language.fill(Routing::NoCrew, &values)
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
