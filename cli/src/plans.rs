//! Plans and crews as files: what they are called, and reading them.

use std::path::Path;

use centralita_routing::Sentence;
use centralita_routing::crew::Crew;

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

/// What a plan is called: its file's name, or that of its folder when the file is just `plan.json`.
pub fn name_of(path: &Path) -> String {
    let stem = files::stem(path);
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
    match folder {
        Some(folder) if stem == "plan" => folder.into_owned(),
        _ => stem,
    }
}
