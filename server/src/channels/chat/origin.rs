//! Origins: which pages may ask about an inbox.
//!
//! A browser says with every request that matters from which page it comes. What does not say it is no
//! browser's, and is refused as well.

use crate::settings::Inbox;

/// Whether a page of `origin` may ask about the inbox. `public` is where the world reaches this server,
/// `host` what the request was sent to.
pub fn is_allowed(inbox: &Inbox, public: &str, host: Option<&str>, origin: Option<&str>) -> bool {
    let Some(origin) = origin.filter(|origin| *origin != "null") else { return false };
    let origin = origin.trim_end_matches('/');
    is_own(public, host, origin)
        || inbox.origins.iter().any(|page| page.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

/// Whether `origin` is a page of this server.
pub fn is_own(public: &str, host: Option<&str>, origin: &str) -> bool {
    if origin.eq_ignore_ascii_case(&root(public)) {
        return true;
    }
    // On a machine at home the server is reached by several names. Only names that no stranger can
    // point at it count: addresses, and `localhost`.
    let Some((_, authority)) = origin.split_once("://") else { return false };
    host.is_some_and(|host| host.eq_ignore_ascii_case(authority)) && is_address(authority)
}

/// Scheme, host and port of an address.
fn root(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            format!("{scheme}://{}", &rest[..end])
        }
        None => address.to_owned(),
    }
}

fn is_address(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://calls.example.com/line";

    fn allows(host: &str, origin: Option<&str>) -> bool {
        let inbox = Inbox { origins: vec!["https://www.example.com/".into()], ..Inbox::default() };
        is_allowed(&inbox, PUBLIC, Some(host), origin)
    }

    #[test]
    fn the_pages_that_are_named_and_the_servers_own_may_ask() {
        assert!(allows("calls.example.com", Some("https://www.example.com")));
        assert!(allows("calls.example.com", Some("https://calls.example.com")));
        assert!(allows("127.0.0.1:8080", Some("http://127.0.0.1:8080")));
        assert!(allows("[::1]:8080", Some("http://[::1]:8080")));
        assert!(allows("localhost:8080", Some("http://localhost:8080")));
    }

    #[test]
    fn nobody_else_may_ask() {
        for origin in [
            "https://evil.example.com",
            "http://www.example.com",
            "https://www.example.com.evil.com",
            "https://www.example.com:8443",
            "https://calls.example.com.evil.com",
            "null",
            "",
            "http://127.0.0.1:9090",
        ] {
            assert!(!allows("127.0.0.1:8080", Some(origin)), "{origin}");
        }
        assert!(!allows("calls.example.com", None));
        // A name that a stranger points at this machine.
        assert!(!allows("rebound.evil.com:8080", Some("http://rebound.evil.com:8080")));
    }
}
