//! Resolvers: names become addresses here and nowhere else, and only addresses that may be asked come
//! out. The client connects to exactly those, so that a name which leads elsewhere a moment later leads
//! nowhere.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::rules::{Closed, EgressRules};

/// The most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 8;

/// Finds the addresses of a name.
#[async_trait::async_trait]
pub trait Lookup: Send + Sync + 'static {
    /// The addresses of a host's name.
    ///
    /// # Errors
    /// When the name cannot be looked up.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Looks names up as the machine does.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

#[async_trait::async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum Nowhere {
    /// None of its addresses may be asked.
    #[error("{0}")]
    Closed(String),
    /// It has none.
    #[error("the name {0} is not known.")]
    Unknown(String),
}

/// A client's resolver: it lets through what the rules let through.
pub(super) struct Fenced {
    pub lookup: Arc<dyn Lookup>,
    pub rules: Arc<EgressRules>,
    /// The port that is asked, when there are rules of its own for it. Any other is one of the usual
    /// ports: targets are judged before names are looked up.
    pub port: Option<u16>,
}

impl Fenced {
    /// The addresses of a name that may be asked.
    async fn open(
        lookup: &dyn Lookup,
        rules: &EgressRules,
        port: Option<u16>,
        name: &str,
    ) -> Result<Vec<IpAddr>, Nowhere> {
        let found = lookup.addresses(name).await.map_err(|_| Nowhere::Unknown(name.to_owned()))?;
        let bare = name.trim_end_matches('.').to_ascii_lowercase();
        let port = port.or_else(|| rules.ports.first().copied()).unwrap_or(443);
        let mut open = Vec::new();
        let mut closed = None;
        let found: BTreeSet<IpAddr> = found.into_iter().collect();
        for address in found {
            match rules.judge(Some(&bare), address, port) {
                Ok(()) => open.push(address),
                Err(why) => closed = closed.max(Some(Severity(why))),
            }
        }
        open.truncate(MOST_ADDRESSES);
        match (open.is_empty(), closed) {
            (false, _) => Ok(open),
            (true, Some(Severity(why))) => Err(Nowhere::Closed(why.sentence(&bare, port))),
            (true, None) => Err(Nowhere::Unknown(bare)),
        }
    }
}

/// Orders reasons, so that of several the gravest is told.
#[derive(PartialEq, Eq)]
struct Severity(Closed);

impl Severity {
    fn rank(&self) -> u8 {
        match self.0 {
            Closed::Port => 0,
            Closed::Private => 1,
            Closed::Denied => 2,
            Closed::Credentials => 3,
        }
    }
}

impl PartialOrd for Severity {
    fn partial_cmp(&self, other: &Severity) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Severity {
    fn cmp(&self, other: &Severity) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl Resolve for Fenced {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, rules, port) = (Arc::clone(&self.lookup), Arc::clone(&self.rules), self.port);
        Box::pin(async move {
            let open = Fenced::open(&*lookup, &rules, port, name.as_str()).await?;
            // The client puts the port of the address in.
            let addresses = open.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A name server that gives another answer each time.
    struct Turning(Mutex<Vec<Vec<&'static str>>>);

    #[async_trait::async_trait]
    impl Lookup for Turning {
        async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let next = self.0.lock().unwrap().pop();
            let next = next.ok_or(io::Error::other("asked too often"))?;
            Ok(next.into_iter().map(|text| text.parse().unwrap()).collect())
        }
    }

    async fn resolve(fenced: &Fenced) -> Result<Vec<String>, String> {
        let found = fenced.resolve("turns.example".parse().unwrap()).await;
        match found {
            Ok(found) => Ok(found.map(|address| address.to_string()).collect()),
            Err(why) => Err(why.to_string()),
        }
    }

    fn fenced(mut answers: Vec<Vec<&'static str>>) -> Fenced {
        answers.reverse();
        let lookup = Arc::new(Turning(Mutex::new(answers)));
        Fenced { lookup, rules: Arc::default(), port: None }
    }

    #[tokio::test]
    async fn a_name_that_was_public_and_then_leads_home_leads_nowhere() {
        let fenced = fenced(vec![vec!["8.8.8.8"], vec!["127.0.0.1"], vec!["169.254.169.254"]]);
        assert_eq!(resolve(&fenced).await, Ok(vec!["8.8.8.8:0".into()]));
        let told = resolve(&fenced).await.unwrap_err();
        assert!(told.starts_with("turns.example lies inside the own machine"), "{told}");
        let told = resolve(&fenced).await.unwrap_err();
        assert!(told.contains("credentials"), "{told}");
    }

    #[tokio::test]
    async fn of_several_addresses_only_those_that_may_be_asked_are_tried() {
        let fenced = fenced(vec![
            vec!["127.0.0.1", "8.8.8.8", "::1", "2606:4700::1", "10.0.0.1"],
            vec!["::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
            vec![],
        ]);
        let open = vec!["8.8.8.8:0".to_owned(), "[2606:4700::1]:0".to_owned()];
        assert_eq!(resolve(&fenced).await, Ok(open));
        assert!(resolve(&fenced).await.is_err());
        assert_eq!(resolve(&fenced).await.unwrap_err(), "the name turns.example is not known.");
    }

    #[tokio::test]
    async fn a_name_with_a_thousand_addresses_is_not_tried_a_thousand_times() {
        let many: Vec<&'static str> =
            (0..200).map(|last| &*Box::leak(format!("8.8.4.{last}").into_boxed_str())).collect();
        assert_eq!(resolve(&fenced(vec![many])).await.unwrap().len(), MOST_ADDRESSES);
    }
}
