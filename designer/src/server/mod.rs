//! The server that handed the editor out: whether there is one, who is known to it, and the flows that
//! stand there, opened, saved, published and called.
//!
//! | module | holds |
//! |---|---|
//! | `place` | where a flow of the server stands, for whatever knows flows by paths |
//! | `ask` | what is asked of the server, as it crosses the wire |
//! | `act` | what the commands about the server do, and what its answers mean |
//! | `saving` | saving, conflicts, and going on when the server is back |
//! | `publishing` | a name on the server, publishing, publishing an older revision again |
//! | `divert` | what would be asked of files, asked of the server |
//!
//! Nothing is sent here: a shell sends an [`Ask`] and gives the [`Answer`] back.

mod act;
mod ask;
mod divert;
mod place;
mod publishing;
mod saving;

use std::collections::BTreeMap;
use std::path::PathBuf;

use centralita_api::{FlowSummary, Who};
use centralita_engine::Time;

pub use act::{Act, act};
pub use ask::{Answer, Ask, Counting, Draft, Sent, escaped};
pub use divert::{Diverted, divert};
pub use place::{FlowId, ServerPath, is_same};
pub(crate) use publishing::publish;
pub use saving::tick;
pub(crate) use saving::{keep_mine, keep_named, save, take_theirs};

/// What is known of the server.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// Whether there is one.
    pub link: Link,
    /// Who it takes us for.
    pub who: Option<Who>,
    /// The flows there, the one that was changed last first; none while nobody asked.
    pub flows: Option<Vec<FlowSummary>>,
    /// Numbers and addresses, and the ids of the flows to which they lead.
    pub numbers: Vec<(String, FlowId)>,
    /// Why nothing can be saved there now.
    pub trouble: Option<Trouble>,
    /// Whether it is asked who we are.
    pub asks_login: bool,
    /// The name under which the open flow shall stand there, while it is asked for.
    pub naming: Option<Naming>,
    /// What has just been published, while that is told.
    pub published: Option<Published>,
    /// The revision of the open flow that may be published anew, by its key, while that is asked.
    pub publishing_again: Option<String>,
    /// What was known of a flow when its text was read.
    known: BTreeMap<FlowId, (u32, Option<u32>)>,
    /// The flows that were open when the page was left.
    reopen: Vec<PathBuf>,
}

/// Whether there is a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nobody answered: flows are files, and nothing else.
    #[default]
    Files,
    /// There is one that does not know us.
    Stranger,
    /// There is one that knows us.
    There,
}

/// Why nothing can be saved now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub why: Wrong,
    /// How often it was tried again.
    pub tries: u32,
    /// When it is tried next.
    pub next: Time,
}

/// What is wrong with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It does not answer.
    Away,
    /// It does not know us any more.
    Lapsed,
}

/// A name that is being asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The name so far.
    pub name: String,
    /// Whether it has been sent.
    pub is_sent: bool,
}

/// A flow that has just been published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The flow.
    pub flow: FlowId,
    /// What it is called.
    pub name: String,
    /// The number of the revision with which it answers now.
    pub number: u32,
}

/// What is known of an open flow that stands on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnServer {
    /// Which flow it is.
    pub flow: FlowId,
    /// The newest revision that is known here: what is saved is saved over it.
    pub newest: u32,
    /// The revision that answers calls.
    pub published: Option<u32>,
    /// Somebody else's newer revision, while it is asked what to do.
    pub theirs: Option<u32>,
    /// Whether something was sent and is not answered yet.
    pub is_sending: bool,
    /// Whether to save once more when the answer is there.
    pub again: bool,
    /// The state that shall be saved when the server is back.
    pub waits: Option<u64>,
    /// The fingerprint of a text that was sent and of which nobody knows whether it arrived.
    unsure: Option<u64>,
}

impl OnServer {
    /// A flow as it was read.
    pub fn new(flow: FlowId, newest: u32, published: Option<u32>) -> OnServer {
        OnServer {
            flow,
            newest,
            published,
            theirs: None,
            is_sending: false,
            again: false,
            waits: None,
            unsure: None,
        }
    }
}

impl Server {
    /// Whether there is a server that knows us.
    pub fn is_there(&self) -> bool {
        self.link == Link::There
    }

    /// Whether a window of it lies over everything.
    pub fn has_window(&self) -> bool {
        self.asks_login
            || self.naming.is_some()
            || self.published.is_some()
            || self.publishing_again.is_some()
    }

    /// What is known of a flow by its id, else by what people call it.
    pub fn flow(&self, named: &str) -> Option<&FlowSummary> {
        let flows = self.flows.as_deref().unwrap_or_default();
        let by_id = flows.iter().find(|flow| flow.id == named);
        by_id.or_else(|| flows.iter().find(|flow| flow.name == named))
    }

    /// The numbers that lead to a flow.
    pub fn numbers_of(&self, flow: &FlowId) -> Vec<&str> {
        let here = self.numbers.iter().filter(|(_, to)| to == flow);
        here.map(|(number, _)| number.as_str()).collect()
    }

    /// Which revision of a flow was read last, for whoever opens it now.
    pub(crate) fn opened(&self, place: &ServerPath) -> OnServer {
        let known = self.known.get(&place.flow).copied();
        let (newest, published) = known.unwrap_or_default();
        OnServer::new(place.flow.clone(), newest, published)
    }
}

/// The place of a flow that stands in a list.
pub fn place_of(flow: &FlowSummary) -> ServerPath {
    ServerPath::new(flow.id.as_str(), flow.name.as_str())
}
