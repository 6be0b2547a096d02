//! What is asked of the server, as it crosses the wire: a method, a path, a body. Nothing is sent here;
//! a shell sends it and gives back what was answered.

use std::path::PathBuf;

use centralita_api::{BASE, NewFlow, Publish, PutScenarios, SaveDraft};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::place::{FlowId, ServerPath};
use crate::revisions::Why;

/// How many calls are listed.
const MOST_CALLS: u32 = 100;

/// Something that is asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Who am I, and is there a server at all?
    Session,
    /// Which flows there are.
    Flows,
    /// Which numbers lead to which flows.
    Numbers,
    /// A flow, to open it.
    Open(ServerPath),
    /// Makes a flow of the text of an open one, which is told by its number.
    Make { editor: u64, name: String, text: String, serial: u64 },
    /// Saves the text of an open flow over a revision.
    Save { editor: u64, draft: Draft },
    /// Publishes the text of an open flow.
    Publish { editor: u64, draft: Draft, despite_scenarios: bool },
    /// The scenarios of an open flow.
    Scenarios { editor: u64, flow: FlowId },
    /// Keeps the scenarios of an open flow, over the version that was read.
    KeepScenarios { editor: u64, flow: FlowId, text: String, over: u64 },
    /// Publishes an older revision anew.
    PublishAgain { editor: u64, flow: FlowId, revision: String, over: u32, note: String },
    /// The revisions of a flow.
    Revisions(PathBuf),
    /// A revision of a flow.
    Revision { path: PathBuf, key: String, why: Why },
    /// Which flows stand beside one.
    Around(PathBuf),
    /// What a flow says, to compare with it under a name.
    Compare { flow: FlowId, name: String },
    /// The flows that an open one runs, one after the other: the first of those that are left is asked
    /// for.
    Beside { left: Vec<(String, FlowId)>, found: Vec<(String, String)>, missing: Vec<String> },
    /// All flows, one after the other.
    Folder { left: Vec<ServerPath>, read: Vec<(PathBuf, String)> },
    /// What a flow says that is not open, before it is written.
    LookToRewrite { path: PathBuf, over: u64, text: String },
    /// The latest calls of an open flow.
    Calls { editor: u64, flow: FlowId },
    /// One call with its way.
    Call { editor: u64, id: String },
    /// How many calls of an open flow took each way.
    Counts(Counting),
    /// Writes a flow that is not open, over the revision that was looked at.
    Rewrite { path: PathBuf, over: u32, text: String },
}

/// Of which calls it is counted how many took each way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// The open flow, by its number.
    pub editor: u64,
    /// The flow.
    pub flow: FlowId,
    /// Only those on this revision.
    pub revision: Option<u32>,
    /// Only those that began at this moment or later.
    pub from_millis: Option<i64>,
    /// Whether they are seen beside others.
    pub is_other: bool,
}

/// A text that is sent, and over which revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The flow.
    pub flow: FlowId,
    /// The text.
    pub text: String,
    /// The state of the open flow of which it is.
    pub serial: u64,
    /// The newest revision that is known here.
    pub over: u32,
    /// What somebody notes.
    pub note: String,
}

/// A request as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// The path on the server, without a slash at the beginning: a server can live below one.
    pub path: String,
    /// What is sent, as JSON; empty for nothing.
    pub body: String,
    /// The revision over which something is saved, for the header `If-Match`.
    pub over: Option<u32>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A status and a text.
    Said {
        /// The status, such as 200.
        status: u16,
        /// The body.
        body: String,
    },
    /// Nothing: the server cannot be reached.
    Silence,
}

impl Answer {
    /// What it says, when it was granted and can be read.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        match self {
            Answer::Said { status: 200..300, body } => serde_json::from_str(body).ok(),
            _ => None,
        }
    }

    /// Whether nobody is there to answer, or only somebody who stands before the server.
    pub fn is_away(&self) -> bool {
        matches!(self, Answer::Silence | Answer::Said { status: 502..=504, .. })
    }
}

impl Ask {
    /// How it is sent; none when nothing is left to be asked.
    pub fn sent(&self) -> Option<Sent> {
        let get = |path: String| Sent { method: "GET", path, body: String::new(), over: None };
        let flow = |flow: &FlowId| format!("/flows/{}", escaped(&flow.0));
        let of_path = |path: &PathBuf| ServerPath::of(path).map(|place| flow(&place.flow));
        let mut sent = match self {
            Ask::Session => get("/session".into()),
            Ask::Flows | Ask::Around(_) => get("/flows".into()),
            Ask::Numbers => get("/numbers".into()),
            Ask::Open(place) => get(flow(&place.flow)),
            Ask::Compare { flow: id, .. } => get(flow(id)),
            Ask::Beside { left, .. } => get(flow(&left.first()?.1)),
            Ask::Folder { left, .. } => get(flow(&left.first()?.flow)),
            Ask::LookToRewrite { path, .. } => get(of_path(path)?),
            Ask::Calls { flow, .. } => {
                get(format!("/executions?flow={}&limit={MOST_CALLS}", escaped(&flow.0)))
            }
            Ask::Call { id, .. } => get(format!("/executions/{}", escaped(id))),
            Ask::Counts(counting) => {
                let mut path = format!("{}/counts?", flow(&counting.flow));
                if let Some(revision) = counting.revision {
                    path.push_str(&format!("revision={revision}&"));
                }
                if let Some(from) = counting.from_millis {
                    path.push_str(&format!("from_millis={from}"));
                }
                get(path.trim_end_matches(['?', '&']).to_owned())
            }
            Ask::Revisions(path) => get(format!("{}/revisions", of_path(path)?)),
            Ask::Revision { path, key, .. } => {
                get(format!("{}/revisions/{}", of_path(path)?, escaped(key)))
            }
            Ask::Make { name, text, .. } => {
                let (name, definition) = (name.clone(), text.clone());
                let new = NewFlow { name, definition, note: String::new() };
                Sent { method: "POST", path: "/flows".into(), body: json(&new), over: None }
            }
            Ask::Save { draft, .. } => Sent {
                method: "PUT",
                path: format!("{}/draft", flow(&draft.flow)),
                body: saved(&draft.text, &draft.note),
                over: Some(draft.over),
            },
            Ask::Rewrite { path, over, text } => Sent {
                method: "PUT",
                path: format!("{}/draft", of_path(path)?),
                body: saved(text, ""),
                over: Some(*over),
            },
            Ask::Scenarios { flow: id, .. } => get(format!("{}/scenarios", flow(id))),
            Ask::KeepScenarios { flow: id, text, over, .. } => Sent {
                method: "PUT",
                path: format!("{}/scenarios", flow(id)),
                body: json(&PutScenarios { text: text.clone() }),
                over: u32::try_from(*over).ok(),
            },
            Ask::Publish { draft, despite_scenarios, .. } => {
                let publish = Publish {
                    definition: Some(draft.text.clone()),
                    over: None,
                    note: draft.note.clone(),
                    despite_scenarios: *despite_scenarios,
                };
                let path = format!("{}/publish", flow(&draft.flow));
                Sent { method: "POST", path, body: json(&publish), over: Some(draft.over) }
            }
            Ask::PublishAgain { flow: id, revision, over, note, .. } => {
                let publish = Publish { note: note.clone(), ..Publish::default() };
                let path = format!("{}/revisions/{}/publish", flow(id), escaped(revision));
                Sent { method: "POST", path, body: json(&publish), over: Some(*over) }
            }
        };
        sent.path = format!("{}{}", BASE.trim_start_matches('/'), sent.path);
        Some(sent)
    }
}

fn saved(text: &str, note: &str) -> String {
    json(&SaveDraft { definition: text.to_owned(), over: None, note: note.to_owned() })
}

/// A type of the wire as JSON. What such a type cannot say stays empty, and the server refuses it.
fn json(said: &impl Serialize) -> String {
    serde_json::to_string(said).unwrap_or_default()
}

/// A word as it stands between the slashes of an address.
pub fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for byte in word.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_saved_over_the_revision_that_is_known() {
        let draft = Draft {
            flow: FlowId("my line".into()),
            text: "{}".into(),
            serial: 3,
            over: 7,
            note: "as \"agreed\"".into(),
        };
        let sent = Ask::Save { editor: 1, draft }.sent().unwrap();
        assert_eq!((sent.method, sent.over), ("PUT", Some(7)));
        assert_eq!(sent.path, "api/v1/flows/my%20line/draft");
        let draft: SaveDraft = serde_json::from_str(&sent.body).unwrap();
        assert_eq!((draft.definition.as_str(), draft.note.as_str()), ("{}", "as \"agreed\""));
    }

    #[test]
    fn an_id_cannot_lead_anywhere_else() {
        assert_eq!(escaped("../session?x#y"), "%2E%2E%2Fsession%3Fx%23y");
        assert_eq!(escaped("FW0a"), "FW0a");
    }
}
