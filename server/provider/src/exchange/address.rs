//! What addresses say besides where something is: who asks, and how often.

use crate::form::Form;

/// What the fragment of an address says about asking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overrides {
    /// How often a request is repeated that failed.
    pub retries: u32,
    /// On what it is repeated: `ct`, `rt`, `4xx`, `5xx`, `all`.
    pub retry_on: Vec<String>,
    /// The longest wait for an answer, in milliseconds.
    pub limit_millis: u64,
}

/// Reads the fragment of an address; `usual_millis` is the longest wait where it says nothing.
pub(crate) fn overrides(url: &str, usual_millis: u64) -> Overrides {
    let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
    let said = Form::parse(fragment);
    let millis = |name: &str| said.get(name).and_then(|n| n.parse().ok()).unwrap_or(u64::MAX);
    Overrides {
        retries: said.get("rc").and_then(|n| n.parse().ok()).unwrap_or(1_u32).min(5),
        retry_on: said.get("rp").unwrap_or("ct").split(',').map(str::to_owned).collect(),
        // None is shorter than a tenth of a second.
        limit_millis: usual_millis.min(millis("rt").min(millis("tt")).max(100)),
    }
}

/// An address without the user and password in it, and those two.
pub(crate) fn without_user(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    match host.rsplit_once('@') {
        Some((user, host)) => (format!("{scheme}://{host}{path}"), Some(user.to_owned())),
        None => (url.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_in_an_address_becomes_basic_authentication() {
        let (url, user) = without_user("https://ann:secret@a.example/x?y=1@2");
        assert_eq!(url, "https://a.example/x?y=1@2");
        assert_eq!(user.as_deref(), Some("ann:secret"));
    }

    #[test]
    fn the_fragment_says_how_often_a_request_is_repeated_and_how_long_it_may_take() {
        let usual = overrides("https://a.example/x", 15_000);
        assert_eq!((usual.retries, usual.limit_millis), (1, 15_000));
        assert_eq!(usual.retry_on, ["ct"]);
        let said = overrides("https://a.example/x#rc=9&rp=5xx,rt&rt=2000&tt=1", 15_000);
        assert_eq!((said.retries, said.limit_millis), (5, 100));
        assert_eq!(said.retry_on, ["5xx", "rt"]);
    }
}
