//! The ways one address is written: with and without the port.

/// The address without its fragment, which no provider signs.
pub fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(before, _)| before)
}

/// The address, and the address as it is with and without a port: providers write either.
pub fn writings(url: &str) -> Vec<String> {
    let url = without_fragment(url);
    let mut all = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return all };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match port_at(authority) {
        Some(at) => all.push(format!("{scheme}://{}{path}", &authority[..at])),
        None => {
            let port = if matches!(scheme, "https" | "wss") { 443 } else { 80 };
            all.push(format!("{scheme}://{authority}:{port}{path}"));
        }
    }
    all
}

/// Where the colon before the port stands; those of an IPv6 address stand in brackets.
fn port_at(authority: &str) -> Option<usize> {
    let at = authority.rfind(':')?;
    let port = &authority[at + 1..];
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_port.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_with_and_without_its_port() {
        let check = |url: &str, expected: &[&str]| assert_eq!(writings(url), expected, "{url}");
        check(
            "https://a.example/x?y=1#ct=1",
            &["https://a.example/x?y=1", "https://a.example:443/x?y=1"],
        );
        check(
            "https://a.example:443?y=b:1",
            &["https://a.example:443?y=b:1", "https://a.example?y=b:1"],
        );
        check("http://a.example", &["http://a.example", "http://a.example:80"]);
        check("wss://a.example/s", &["wss://a.example/s", "wss://a.example:443/s"]);
        check("https://[::1]/x", &["https://[::1]/x", "https://[::1]:443/x"]);
        check("https://[::1]:8443/x", &["https://[::1]:8443/x", "https://[::1]/x"]);
        check("nonsense", &["nonsense"]);
        check("", &[""]);
    }
}
