//! What addresses say besides where something is: who asks, and how often.

use crate::form::Form;

/// How often and on what a request is repeated, as the fragment of its address says.
pub(crate) fn overrides(url: &str) -> (u32, Vec<String>) {
    let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
    let said = Form::parse(fragment);
    let times = said.get("rc").and_then(|n| n.parse().ok()).unwrap_or(1_u32).min(5);
    let on = said.get("rp").unwrap_or("ct").split(',').map(str::to_owned).collect();
    (times, on)
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
    fn the_fragment_says_how_often_a_request_is_repeated() {
        assert_eq!(overrides("https://a.example/x"), (1, vec!["ct".to_owned()]));
        let (times, on) = overrides("https://a.example/x#rc=9&rp=5xx,rt");
        assert_eq!((times, on.len()), (5, 2));
    }
}
