//! Web addresses, looked at as far as a flow has to: whether somebody can be asked there at all.

use centralita_engine::Text;
use centralita_engine::exec::Failure;

/// A web address that can be asked: `http` or `https`, with a host, without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress {
    text: Text,
}

impl WebAddress {
    /// Reads a rendered address.
    ///
    /// # Errors
    /// When it cannot be asked; the sentence says what to change.
    pub fn parse(text: &str) -> Result<WebAddress, Failure> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Failure::new("There is no web address to ask. Fill in the address."));
        }
        if let Some(sign) =
            text.chars().find(|sign| sign.is_whitespace() || sign.is_control() || *sign == '\\')
        {
            let sign = sign.escape_default();
            return Err(Failure::new(format!(
                "The web address holds \"{sign}\", which no address may. Put variables in with \"| url_encode\": {text}"
            )));
        }
        let address = WebAddress { text: text.into() };
        if address.host().is_empty() {
            return Err(Failure::new(format!(
                "A web address begins with https:// and the name of a host: {text}"
            )));
        }
        Ok(address)
    }

    /// The host, without user, password and port; empty when the address has none.
    pub fn host(&self) -> &str {
        let Some((scheme, rest)) = self.text.split_once("://") else { return "" };
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return "";
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        match host.strip_prefix('[') {
            Some(numbers) => numbers.split(']').next().unwrap_or(""),
            None => host.split(':').next().unwrap_or(""),
        }
    }

    /// Whether the vendor's own API is asked, over a connection that nobody can listen to.
    pub fn is_the_vendors(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        let https = self.text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
        https && (host == "api.twilio.com" || host.ends_with(".twilio.com"))
    }

    /// The address with `query` added to what it asks for.
    #[must_use]
    pub fn with_query(self, query: &str) -> WebAddress {
        if query.is_empty() {
            return self;
        }
        let (address, fragment) = match self.text.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (self.text.as_str(), None),
        };
        let mut text = String::with_capacity(self.text.len() + query.len() + 1);
        text.push_str(address);
        if !address.contains('?') {
            text.push('?');
        } else if !address.ends_with(['?', '&']) {
            text.push('&');
        }
        text.push_str(query);
        if let Some(fragment) = fragment {
            text.push('#');
            text.push_str(fragment);
        }
        WebAddress { text: text.into() }
    }

    /// The text.
    pub fn into_text(self) -> Text {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::WebAddress;

    #[test]
    fn only_what_can_be_asked_is_an_address() {
        for good in [
            "https://example.com",
            "http://user:secret@example.com:8080/a?b=c#d",
            " https://{{secrets.HOST}}/x ",
            "HTTPS://[::1]/",
        ] {
            assert!(WebAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "https://",
            "ftp://example.com",
            "https:///x",
            "https://a b/",
            "https://a\\@b/",
        ] {
            assert!(WebAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_vendors_credentials_go_to_nobody_else() {
        let is_the_vendors = |text: &str| WebAddress::parse(text).unwrap().is_the_vendors();
        assert!(is_the_vendors("https://api.twilio.com/2010-04-01/Accounts"));
        assert!(is_the_vendors("https://Studio.twilio.com/v2"));
        assert!(!is_the_vendors("http://api.twilio.com/"));
        assert!(!is_the_vendors("https://api.twilio.com.example.com/"));
        assert!(!is_the_vendors("https://api.twilio.com@example.com/"));
        assert!(!is_the_vendors("https://example.com/?https://api.twilio.com"));
        assert!(!is_the_vendors("https://example.com#@api.twilio.com"));
        assert!(!is_the_vendors("https://eviltwilio.com/"));
    }

    #[test]
    fn a_query_joins_the_one_that_is_there() {
        let with = |text: &str| WebAddress::parse(text).unwrap().with_query("a=1").into_text();
        assert_eq!(with("https://x.org"), "https://x.org?a=1");
        assert_eq!(with("https://x.org/?"), "https://x.org/?a=1");
        assert_eq!(with("https://x.org/?b=2#end"), "https://x.org/?b=2&a=1#end");
    }
}
