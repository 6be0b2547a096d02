//! HTTP: the server's face. One resource a file; what they do is done elsewhere.
//!
//! [`app`] makes the router that `centralita serve`, tests and strangers' servers use alike.

mod channels;
mod chat;
mod designer;
mod error;
mod guesses;
mod health;
mod language;
mod login;
mod numbers;
mod own;
mod pages;
mod phone;
mod recordings;
mod studio;
mod trying;
mod twiml;
mod visitor;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware;
use tokio::sync::Semaphore;
use tower::util::option_layer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use error::HttpError;
pub use guesses::Guesses;
pub use own::description;

use crate::arrivals::Arrivals;
use crate::calls::Calls;
use crate::channels::Channels;
use crate::chats::Chats;
use crate::driver::Driver;
use crate::egress::Vault;
use crate::flows::Rehearsal;
use crate::forgetting::Forgetting;
use crate::identity::Identity;
use crate::ids::TenantId;
use crate::measures;
use crate::messages::Messages;
use crate::people::People;
use crate::recordings::Recordings;

/// What is read of any request, in bytes, unless a resource says otherwise.
const LARGEST_BODY: usize = 64 * 1024;

/// How many recordings are brought at once: with the largest each, they take 256 MiB.
pub(crate) const MOST_UPLOADS: usize = 16;

/// What every resource works with.
#[derive(Clone)]
pub struct State {
    /// Drives executions.
    pub driver: Arc<Driver>,
    /// Answers providers that hold calls.
    pub calls: Calls,
    /// Chats on people's pages.
    pub chats: Chats,
    /// Where what callers of the phone page leave is kept.
    pub recordings: Arc<dyn Recordings>,
    /// A place for each recording that is being brought.
    pub uploads: Arc<Semaphore>,
    /// Tells flows what contacts write to our numbers.
    pub messages: Messages,
    /// The secrets that flows name.
    pub vault: Vault,
    /// The message channels that this server knows.
    pub channels: Channels,
    /// Tells flows what contacts write by message channels.
    pub arrivals: Arrivals,
    /// Makes ids.
    pub identity: Identity,
    /// Counts wrong guesses of secrets.
    pub guesses: Arc<Guesses>,
    /// Who can log in.
    pub people: People,
    /// The folder of the editor's page; none when it is not handed out here.
    pub designer: Option<Arc<Path>>,
    /// What scenarios have around them.
    pub rehearsal: Rehearsal,
    /// Where the world reaches this server, e.g. `https://calls.example.com`, without a slash at the end.
    pub public: Arc<str>,
    /// Whose data this server shows.
    pub tenant: TenantId,
}

impl State {
    /// The id of the account: what programs name that speak for the whole installation.
    pub fn account(&self) -> String {
        self.identity.sid("AC", self.tenant, "account")
    }

    /// Takes away what is over.
    pub(crate) fn forgetting(&self) -> Forgetting {
        let (store, recordings) = (self.driver.store.clone(), self.recordings.clone());
        Forgetting { store, recordings, identity: self.identity.clone() }
    }

    /// The address of a one-time link.
    pub fn link(&self, word: &str) -> String {
        format!("{}/login?once={word}", self.public)
    }
}

/// All resources of the server.
pub fn app(state: State) -> Router {
    let (own, studio) = (own::routes(&state), studio::routes(&state));
    Router::new()
        .merge(channels::routes())
        .merge(chat::routes())
        .merge(health::routes())
        .merge(designer::routes(&state))
        .merge(login::routes())
        .merge(numbers::routes())
        .merge(phone::routes())
        .merge(trying::routes())
        .merge(twiml::routes())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(own)
        // Sounds are larger than anything else, and have a limit of their own.
        .merge(recordings::routes())
        .merge(studio)
        .layer(option_layer(only_by_https(&state.public)))
        .layer(middleware::from_fn(measures::request))
        .with_state(state)
}

/// Where the world reaches this server by HTTPS, browsers ask it by nothing else for a year.
fn only_by_https(public: &str) -> Option<SetResponseHeaderLayer<HeaderValue>> {
    let year = HeaderValue::from_static("max-age=31536000");
    let name = header::STRICT_TRANSPORT_SECURITY;
    public.starts_with("https://").then(|| SetResponseHeaderLayer::if_not_present(name, year))
}
