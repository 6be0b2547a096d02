//! Several servers behind one public address: asked in turn, and passed over while they do not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long it is waited before everybody is asked once more.
const PAUSE: Duration = Duration::from_millis(20);

/// Where requests for a public address really go. The signature stays that of the public address, as it
/// does behind any balancer.
#[derive(Clone, Debug)]
pub struct Nodes {
    public: String,
    nodes: Arc<[String]>,
    next: Arc<AtomicUsize>,
    patience: Duration,
}

impl Nodes {
    /// What is asked of `public`, e.g. `https://calls.example.com`, goes to these, e.g.
    /// `http://127.0.0.1:8081`, one after another. A request that nobody answers, or that is answered by a
    /// server's fault, is sent again to the next one, for as long as `patience`.
    pub fn behind(public: &str, nodes: &[String], patience: Duration) -> Nodes {
        let bare = |url: &str| url.trim_end_matches('/').to_owned();
        Nodes {
            public: bare(public),
            nodes: nodes.iter().map(|node| bare(node)).collect(),
            next: Arc::default(),
            patience,
        }
    }

    /// How long a request is sent again and again.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Where a request for this address goes now; none when it is for somebody else.
    pub(super) fn place(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(&self.public).filter(|rest| rest.starts_with('/'))?;
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let node = self.nodes.get(turn.checked_rem(self.nodes.len())?)?;
        Some(format!("{node}{rest}"))
    }

    /// How long to wait after so many attempts: everybody is asked once at once.
    pub(super) fn pause(&self, attempts: usize) -> Duration {
        match attempts < self.nodes.len() {
            true => Duration::ZERO,
            false => PAUSE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_round_and_strangers_are_left_alone() {
        let nodes = ["http://127.0.0.1:1/".to_owned(), "http://127.0.0.1:2".to_owned()];
        let nodes = Nodes::behind("https://calls.example.com/", &nodes, Duration::from_secs(1));
        let place = |url| nodes.place(url);
        assert_eq!(place("https://calls.example.com/a?b=1").unwrap(), "http://127.0.0.1:1/a?b=1");
        assert_eq!(place("https://calls.example.com/a").unwrap(), "http://127.0.0.1:2/a");
        assert_eq!(place("https://calls.example.com.evil/a"), None);
        assert_eq!(nodes.pause(1), Duration::ZERO);
        assert!(nodes.pause(2) > Duration::ZERO);
    }
}
