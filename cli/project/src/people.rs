//! Reading the people of a project and the plans by which they are found.

use std::path::{Path, PathBuf};

use centralita_engine::check::Sentence;
use centralita_routing::crew::Crew;
use centralita_routing::plan::Plan;
use centralita_routing::workspace::NewPlan;
use centralita_routing::{Language, Severity};

use crate::project::{Fault, Unread};

/// The crew in a text, when nothing is wrong with it that keeps it from working.
pub(crate) fn crew<E>(text: &str, path: &Path) -> Result<Crew, Unread<E>> {
    let fault = |line, column, message: &centralita_routing::Sentence| Fault {
        file: path.to_owned(),
        line,
        column,
        message: both(message),
    };
    let crew = Crew::read(text)
        .map_err(|error| Unread::Fault(fault(error.line, error.column, &error.message)))?;
    let problems = crew.check_in(text);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let faults: Vec<Fault> = errors
        .map(|problem| {
            let (line, column) = problem.span.unwrap_or_default().line_and_column(text);
            fault(line, column, &problem.message)
        })
        .collect();
    if faults.is_empty() { Ok(crew) } else { Err(Unread::Crew(faults)) }
}

/// The plan in a text, under a name.
pub(crate) fn plan<E>(text: String, path: PathBuf, name: &str) -> Result<NewPlan, Unread<E>> {
    let plan = Plan::read(&text);
    if let Some(problem) = plan.problems().iter().find(|_| !plan.is_usable()) {
        return Err(Unread::Plan { file: path, problem: both(&problem.told(&text)) });
    }
    Ok(NewPlan {
        id: name.into(),
        name: name.into(),
        configuration: text.into(),
        reservation_seconds: None,
    })
}

/// A sentence of the router, as the engine keeps sentences.
pub(crate) fn both(sentence: &centralita_routing::Sentence) -> Sentence {
    Sentence::new(sentence.of(Language::English), sentence.of(Language::Spanish))
}
