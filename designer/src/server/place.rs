//! Where a flow of the server stands, for everything that knows flows by the paths of their files.
//!
//! What stands beside a flow (its tab, its copy, its scenarios, its neighbours) is kept by a path. A flow
//! of the server has a path that no file system has: `server:/FW…/Name.json`. Only [`ServerPath`] makes and
//! reads it; its id says which flow it is, its name is for eyes alone.

use std::path::{Path, PathBuf};

/// How such a path begins.
const BEGIN: &str = "server:/";

/// The place of a flow on the server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerPath {
    /// The flow's id, as the server gave it.
    pub flow: FlowId,
    /// What people called it when it was opened.
    pub name: String,
}

/// The id of a flow on the server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowId(pub String);

impl ServerPath {
    /// The place of a flow.
    pub fn new(flow: impl Into<String>, name: impl Into<String>) -> ServerPath {
        ServerPath { flow: FlowId(flow.into()), name: name.into() }
    }

    /// What a path says, when it is one of the server's.
    pub fn of(path: &Path) -> Option<ServerPath> {
        let (flow, name) = path.to_str()?.strip_prefix(BEGIN)?.split_once('/')?;
        let name = name.strip_suffix(".json")?;
        Some(ServerPath::new(plain(flow), plain(name)))
    }

    /// Its path.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(format!("{BEGIN}{}/{}.json", safe(&self.flow.0), safe(&self.name)))
    }
}

/// Whether two paths mean the same flow: on the server its id decides, also under another name.
pub fn is_same(one: &Path, other: &Path) -> bool {
    match (ServerPath::of(one), ServerPath::of(other)) {
        (Some(one), Some(other)) => one.flow == other.flow,
        (None, None) => one == other,
        _ => false,
    }
}

/// A word in which nothing parts a path.
fn safe(word: &str) -> String {
    word.replace('%', "%25").replace('/', "%2F").replace('\\', "%5C")
}

fn plain(word: &str) -> String {
    word.replace("%5C", "\\").replace("%2F", "/").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_its_path_whatever_people_call_the_flow() {
        for name in ["Welcome menu", "a/b\\c", "50 %2F off", "..", "ends.json", "é ñ"] {
            let place = ServerPath::new("FW12", name);
            assert_eq!(ServerPath::of(&place.path()), Some(place.clone()), "{name}");
        }
        for path in ["/flows/a.json", "a.json", "server:/FW1", "server:/FW1/a.txt", ""] {
            assert_eq!(ServerPath::of(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn a_flow_is_the_same_under_another_name() {
        let one = ServerPath::new("FW1", "one").path();
        assert!(is_same(&one, &ServerPath::new("FW1", "other").path()));
        assert!(!is_same(&one, &ServerPath::new("FW2", "one").path()));
        assert!(!is_same(&one, Path::new("one.json")));
        assert!(is_same(Path::new("one.json"), Path::new("one.json")));
    }
}
