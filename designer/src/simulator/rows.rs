//! The transcript as rows: who said what, when, and in which widget.

use centralita_engine::Text;
use centralita_engine::exec::TaskTarget;
use centralita_engine::scenario::{Said, TaskBecame};
use centralita_routing::workspace::reasons;

use super::session::Session;
use crate::text::Texts;

/// A line of the transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Milliseconds since the conversation began.
    pub since_millis: i64,
    /// The widget about which it is, when one had been entered.
    pub widget: Option<Text>,
    /// In how many flows around it that widget is.
    pub depth: u32,
    /// In which turn it came, counted from 0.
    pub turn: usize,
    /// Whose line it is.
    pub side: Side,
    /// The line.
    pub text: String,
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The contact heard or got it.
    Theirs,
    /// The contact did it.
    Own,
    /// A widget was entered.
    Visit,
    /// It happened around the conversation.
    Aside,
    /// It is over.
    End,
}

impl Row {
    /// The moment as `1:05`, since the beginning.
    pub fn time(&self) -> String {
        since(self.since_millis)
    }
}

/// A stretch of time as `1:05` or `1:02:05`.
pub fn since(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// The rows up to the turn that is looked at.
pub fn rows(session: &Session, texts: &Texts) -> Vec<Row> {
    let ends: Vec<usize> =
        session.played().map(|(_, turn)| turn.world.transcript.entries.len()).collect();
    let mut rows = Vec::new();
    let (mut widget, mut depth) = (None, 0);
    for (place, entry) in session.world().transcript.entries.iter().enumerate() {
        if let Said::Visited { widget: visited, depth: deep } = &entry.said {
            widget = Some(visited.text().clone());
            depth = *deep;
        }
        let Some((side, text)) = told(&entry.said, texts) else { continue };
        rows.push(Row {
            since_millis: entry.at.millis_since(session.began()),
            widget: widget.clone(),
            depth,
            turn: ends.partition_point(|end| *end <= place),
            side,
            text,
        });
    }
    rows
}

/// The transcript as text, to be put into a letter.
pub fn plain(session: &Session, texts: &Texts) -> String {
    let mut text = String::new();
    for row in rows(session, texts) {
        let who = match row.side {
            Side::Theirs => texts.say("simulator-who-flow"),
            Side::Own => texts.say("simulator-who-contact"),
            Side::Visit | Side::Aside | Side::End => "",
        };
        let between = if who.is_empty() { "" } else { ": " };
        text.push_str(&format!("{:>6}  {who}{between}{}\n", row.time(), row.text));
    }
    text
}

/// What was said or done, in the language of the interface; none when it needs no line.
pub fn told(said: &Said, texts: &Texts) -> Option<(Side, String)> {
    let one = |name: &str, key: &str, value: &str| texts.fill(name, &[(key, value.into())]);
    Some(match said {
        Said::Heard(text) if text.is_empty() => return None,
        Said::Heard(text) => (Side::Theirs, text.to_string()),
        Said::Played(source) => (Side::Theirs, format!("♪ {source}")),
        Said::Got { body, .. } => (Side::Theirs, body.to_string()),
        Said::Did(what) => (Side::Own, did(what, texts)),
        Said::Visited { widget, .. } => {
            (Side::Visit, one("simulator-row-visit", "name", widget.as_str()))
        }
        Said::Left { .. } => return None,
        Said::Noted(note) => (Side::Aside, note.to_string()),
        Said::Requested { method, url, .. } => {
            (Side::Aside, one("simulator-row-asks", "what", &format!("{method} {url}")))
        }
        Said::Called { url, .. } => (
            Side::Aside,
            one("simulator-row-calls", "what", centralita_engine::scenario::function_name(url)),
        ),
        Said::Dialled(whom) => (Side::Aside, one("simulator-row-dials", "whom", whom)),
        Said::Tasked(task) => {
            let name = match &task.to {
                TaskTarget::Queue(name) | TaskTarget::Plan(name) => name,
            };
            (Side::Aside, one("simulator-row-task", "name", name))
        }
        Said::Routed(what) => (Side::Aside, became(what, texts)),
        Said::Asked(what) if what == "record the caller" => {
            (Side::Aside, texts.say("simulator-row-records").to_owned())
        }
        Said::Asked(what) => (Side::Aside, one("simulator-row-wishes", "what", what)),
        Said::HungUp => (Side::Aside, texts.say("simulator-row-hangs-up").to_owned()),
        Said::Ended(how) => {
            let (kind, reason) = how.split_once(": ").unwrap_or((how, ""));
            let known = texts.of("simulator-ends", kind);
            let kind = if known.is_empty() { kind } else { known };
            let text =
                if reason.is_empty() { kind.to_owned() } else { format!("{kind}: {reason}") };
            (Side::End, text)
        }
        other => (Side::Aside, other.to_string()),
    })
}

/// What became of a task at the project's desk.
fn became(what: &TaskBecame, texts: &Texts) -> String {
    let who = |name: &str, who: &Text| texts.fill(name, &[("who", who.as_str().into())]);
    match what {
        TaskBecame::InQueue(queue) => who("simulator-task-in-queue", queue),
        TaskBecame::Reserved { who: name, .. } => who("simulator-task-reserved", name),
        TaskBecame::Refused(name) => who("simulator-person-refused", name),
        TaskBecame::Missed(name) => who("simulator-task-missed", name),
        TaskBecame::TakenBack(name) => who("simulator-task-taken-back", name),
        TaskBecame::Accepted(name) => who("simulator-person-accepted", name),
        TaskBecame::TalkOver => texts.say("simulator-task-talk-over").to_owned(),
        TaskBecame::Completed => texts.say("simulator-task-completed").to_owned(),
        TaskBecame::Cancelled(why) => {
            let told = reasons::told(why);
            let why = told.as_ref().map_or(&**why, |told| texts.routed(told));
            texts.fill("simulator-task-given-up", &[("why", why.into())])
        }
    }
}

/// What the contact did, of which the engine tells in English.
fn did(what: &str, texts: &Texts) -> String {
    let one = |name: &str, value: &str| texts.fill(name, &[("what", value.into())]);
    if let Some(keys) = what.strip_prefix("presses ") {
        return one("simulator-did-presses", keys);
    }
    for (verb, name) in [("says ", "simulator-did-says"), ("writes ", "simulator-did-writes")] {
        if let Some(text) = what.strip_prefix(verb) {
            return one(name, text.trim_matches('"'));
        }
    }
    match what {
        "is silent" => texts.say("simulator-did-silent").to_owned(),
        "hangs up" => texts.say("simulator-did-hangs-up").to_owned(),
        "records nothing" => texts.say("simulator-did-records-nothing").to_owned(),
        other => match other.strip_prefix("records ") {
            Some(long) => one("simulator-did-records", long),
            None => other.to_owned(),
        },
    }
}
