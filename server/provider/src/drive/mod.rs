//! The provider over real HTTP: webhooks go out by a client, REST comes in by a listener on loopback.

mod alone;
mod compare;
mod load;
mod nodes;
mod service;
mod shared;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use alone::run_alone;
pub use compare::{Compared, Kept, Seen, SeenAnswer, compare};
pub use load::{Acknowledged, Load, LoadReport, PurposeFigures, load};
pub use nodes::Nodes;
pub use service::router;
pub use shared::{Pace, Shared};
pub use wire::Wire;

use crate::exchange::Exchange;
use crate::form::Form;
use crate::script::{ChatScript, Peer, Script};
use crate::settings::{Number, Settings};
use crate::transcript::Transcript;

/// Whose number calls that do not say from where.
const SOMEBODY: &str = "+15550100";

/// A provider that runs: it sends webhooks, and answers REST requests at [`Provider::base_url`].
///
/// It stops when it is dropped.
#[derive(Debug)]
pub struct Provider {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Provider {
    /// Starts a provider on a free port of this machine.
    pub async fn start(settings: Settings, pace: Pace) -> io::Result<Provider> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        Provider::start_on(listener, settings, pace)
    }

    /// Starts a provider whose REST side listens here.
    pub fn start_on(listener: TcpListener, settings: Settings, pace: Pace) -> io::Result<Provider> {
        let address = listener.local_addr()?;
        let wire = Wire::new();
        let mut exchange = Exchange::new(settings);
        exchange.base_url = format!("http://{address}");
        let shared = Arc::new(Shared::new(exchange, pace, wire));
        let driving = tokio::spawn(Arc::clone(&shared).drive());
        let router = router(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            // A listener of loopback only ends when the task does.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Provider { shared, address, tasks: vec![driving, serving] })
    }

    /// The beginning of the addresses of its REST side: `http://127.0.0.1:1234`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does something with the exchange inside: placing, looking, changing settings.
    pub fn with<T>(&self, work: impl FnOnce(&mut Exchange) -> T) -> T {
        self.shared.with(work)
    }

    /// Adds a number of the account, or replaces one.
    pub fn set_number(&self, number: Number) {
        self.with(|exchange| exchange.set_number(number));
    }

    /// Says how somebody reacts who is called or written to.
    pub fn set_peer(&self, address: &str, peer: Peer) {
        self.with(|exchange| exchange.set_peer(address, peer));
    }

    /// Somebody calls this number; gives everything about the call when it is over and nothing
    /// about it is still on its way.
    pub async fn call(&self, number: &str, script: Script) -> Transcript {
        self.call_from(SOMEBODY, number, script).await
    }

    /// The same, from this number.
    pub async fn call_from(&self, from: &str, number: &str, script: Script) -> Transcript {
        let id = self.with(|exchange| exchange.dial_in(from, number, script));
        self.shared.until(|exchange| exchange.is_settled(id)).await;
        self.with(|exchange| exchange.call(id).transcript.clone())
    }

    /// Somebody writes to this number and reads what comes, until the script is over and nothing
    /// about it is still on its way.
    pub async fn chat(&self, from: &str, number: &str, script: ChatScript) -> Transcript {
        let id = self.with(|exchange| exchange.chat(from, number, script));
        self.shared.until(|exchange| exchange.is_chat_settled(id)).await;
        self.with(|exchange| exchange.chat_transcript(id).cloned().unwrap_or_default())
    }

    /// Somebody writes one message, with parameters besides the usual ones, and reads nothing.
    pub fn text(&self, from: &str, number: &str, body: &str, extra: &Form) {
        self.with(|exchange| exchange.message_in(from, number, body, &[], extra));
    }

    /// Waits until what is asked for is true of the exchange.
    pub async fn until(&self, is_true: impl Fn(&Exchange) -> bool) {
        self.shared.until(is_true).await;
    }

    /// Waits until every call is over and nothing is on its way.
    pub async fn settled(&self) {
        self.shared.until(Exchange::is_quiet).await;
    }

    /// The transcripts of all calls so far, placed and dialled ones included, in their order.
    pub fn transcripts(&self) -> Vec<Transcript> {
        self.with(|exchange| exchange.calls().map(|call| call.transcript.clone()).collect())
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
