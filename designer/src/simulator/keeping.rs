//! Keeping a conversation as a scenario: the sentences of what was done, and of what came of it.

use centralita_engine::Time;
use centralita_engine::scenario::{
    Said, begins, noticed, quoted, read_scenarios, run_scenario_with,
};
use centralita_project::answered;

use super::session::Session;

/// Why a conversation cannot be kept as a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It began in the middle.
    BeganElsewhere,
    /// Something was done that scenarios cannot say: a variable was changed by hand, for example.
    Beyond,
    /// A sentence does not come out as it was played.
    Otherwise {
        /// The sentence.
        sentence: String,
        /// What happens instead.
        message: String,
    },
}

/// A title: how it begins and what was done, such as `Call, presses 1, hangs up`.
pub fn title(session: &Session) -> String {
    let mut title = match session.opening().way.name() {
        "call" => "Call".to_owned(),
        "message" => "Message".to_owned(),
        "chat" => "Chat".to_owned(),
        _ => "Request".to_owned(),
    };
    let sentences = session.played().filter_map(|(act, _)| act?.sentence(0));
    let all: Vec<String> = sentences.filter(|one| !one.starts_with("given")).collect();
    for sentence in all.iter().take(4) {
        title.push_str(", ");
        title.push_str(sentence);
    }
    if all.len() > 4 {
        title.push_str(", …");
    }
    match title.char_indices().nth(90) {
        Some((end, _)) => format!("{}…", &title[..end]),
        None => title,
    }
}

/// The conversation up to the turn that is looked at, as a scenario in Markdown.
///
/// # Errors
/// When it cannot be said, or does not come out as it was played.
pub fn scenario(session: &Session, title: &str) -> Result<String, NotKept> {
    let opening = session.opening();
    if opening.start.is_some() {
        return Err(NotKept::BeganElsewhere);
    }
    let acts = session.played().filter_map(|(act, _)| act);
    if acts.into_iter().any(|act| act.is_beyond_scenarios()) {
        return Err(NotKept::Beyond);
    }
    let mut lines = vec![format!("given the time is {}", quoted(&session.began().to_string()))];
    for (path, value) in opening.known() {
        lines.push(format!("given `{path}` is {}", value.to_json()));
    }
    for name in &session.missing {
        lines.push(format!("given the flow {name} is missing"));
    }
    lines.extend(givens(session));
    let begin = opening.begin().map_err(|_| NotKept::Beyond)?;
    lines.push(begins(&begin, &opening.from, &opening.to));
    let names = session.library.settings();
    let is_routed = session.world().router().is_some();
    let mut from = 0;
    let mut before: Option<Time> = None;
    for (act, turn) in session.played() {
        let world = &turn.world;
        let passed = before.map_or(0, |before| world.now.millis_since(before));
        lines.extend(act.and_then(|act| act.sentence(passed)));
        let entries = world.transcript.entries.get(from..).unwrap_or_default();
        lines.extend(
            entries.iter().filter_map(|entry| noticed(&entry.said, &names.names, is_routed)),
        );
        from = world.transcript.entries.len();
        before = Some(world.now);
    }
    let world = session.world();
    let visited: Vec<&str> = world
        .transcript
        .entries
        .iter()
        .filter_map(|entry| match &entry.said {
            Said::Visited { widget, .. } => Some(widget.as_str()),
            _ => None,
        })
        .collect();
    if !visited.is_empty() {
        lines.push(format!("visits {}", visited.join(", ")));
    }
    match (world.execution.ending(), world.execution.widget()) {
        (Some(ending), _) => lines.push(format!("ends {}", ending.kind.name())),
        (None, Some(widget)) => lines.push(format!("still waits in {widget}")),
        (None, None) => {}
    }
    let title = title.lines().next().unwrap_or("").trim();
    let mut text = format!("## {title}\n");
    for line in lines {
        text.push_str("- ");
        text.push_str(&line);
        text.push('\n');
    }
    replays(session, &text)?;
    Ok(text)
}

/// What the world answered, each once where it always answers so.
fn givens(session: &Session) -> Vec<String> {
    let mut givens: Vec<String> = Vec::new();
    for given in session.played().flat_map(|(_, turn)| &turn.around.given) {
        if given.contains(" once answers ") || !givens.contains(given) {
            givens.push(given.clone());
        }
    }
    givens
}

fn replays(session: &Session, markdown: &str) -> Result<(), NotKept> {
    let file = read_scenarios(markdown);
    let otherwise = |sentence: &str, message: &str| NotKept::Otherwise {
        sentence: sentence.to_owned(),
        message: message.to_owned(),
    };
    if let Some(fault) = file.faults.first() {
        return Err(otherwise(&fault.text, &fault.message));
    }
    let Some(scenario) = file.scenarios.first() else { return Ok(()) };
    let project = &session.project;
    let functions = |call: &_, now: Time| answered(&project.functions, call, now);
    let around = project.surroundings(&functions);
    match run_scenario_with(&session.library, &session.at, scenario, &around).failed {
        Some(failed) => Err(otherwise(&failed.sentence, &failed.message)),
        None => Ok(()),
    }
}

/// A file of scenarios with one more; a file that is not there yet gets a heading.
pub fn added(file: Option<&str>, name: &str, scenario: &str) -> String {
    let mut text = match file {
        Some(text) if !text.trim().is_empty() => text.to_owned(),
        _ => format!("# {name}\n"),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text.push_str(scenario);
    text
}
