//! Sites: a host, or a range of addresses, as an operator writes it in a rule.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use reqwest::Url;
use serde::{Deserialize, Serialize};

/// Whom a rule is about: `crm.example.com`, `*.example.com`, `10.1.0.0/16`, `127.0.0.1:8080` or
/// `[::1]:8080`. Without a port, every port that may be asked at all is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Site {
    place: Place,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// This name.
    Name(String),
    /// Every name that ends with a dot and this.
    Below(String),
    /// Addresses.
    Net(IpNet),
}

/// Why a text is no site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is neither a host nor a range of addresses. Write it like crm.example.com, *.example.com, 10.1.0.0/16 or 127.0.0.1:8080."
)]
pub struct NoSite(pub String);

impl Site {
    /// The port, when it is about one only.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether it means this name, which is in lower case and without a dot at its end.
    pub(super) fn has_name(&self, name: &str) -> bool {
        match &self.place {
            Place::Name(own) => own == name,
            Place::Below(own) => {
                name.strip_suffix(own.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            Place::Net(_) => false,
        }
    }

    /// Whether it means this address.
    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        matches!(self.place, Place::Net(net) if net.contains(&address))
    }

    /// Whether it means this address and no other.
    pub(super) fn is_address(&self, address: IpAddr) -> bool {
        matches!(self.place, Place::Net(net) if net == IpNet::from(address))
    }
}

impl FromStr for Site {
    type Err = NoSite;

    fn from_str(text: &str) -> Result<Site, NoSite> {
        let none = || NoSite(text.to_owned());
        let text = text.trim();
        if let Some(place) = net(text) {
            return Ok(Site { place, port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| none())?)),
            None => (text, None),
        };
        let is_bracketed = host.starts_with('[') && host.ends_with(']');
        let bare = if is_bracketed { host.trim_matches(['[', ']']) } else { host };
        if let Some(place) = net(bare) {
            // `::1:8080` may be read in two ways.
            let is_clear = is_bracketed || !bare.contains(':');
            return if is_clear { Ok(Site { place, port }) } else { Err(none()) };
        }
        let place = match host.strip_prefix("*.") {
            Some(parent) => Place::Below(name(parent).ok_or_else(none)?),
            None => Place::Name(name(host).ok_or_else(none)?),
        };
        Ok(Site { place, port })
    }
}

fn net(text: &str) -> Option<Place> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    net.ok().map(|net| Place::Net(net.trunc()))
}

/// A host's name as addresses spell it; none when it is no name.
fn name(text: &str) -> Option<String> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if text.is_empty() || !text.chars().all(is_name) {
        return None;
    }
    let url = Url::parse(&format!("http://{text}/")).ok()?;
    let name = url.domain()?.trim_end_matches('.');
    (!name.is_empty()).then(|| name.to_owned())
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.place, self.port) {
            (Place::Name(name), _) => f.write_str(name)?,
            (Place::Below(name), _) => write!(f, "*.{name}")?,
            (Place::Net(net), port) if net.prefix_len() == net.max_prefix_len() => {
                match (net.addr(), port) {
                    (IpAddr::V6(six), Some(_)) => write!(f, "[{six}]")?,
                    (address, _) => write!(f, "{address}")?,
                }
            }
            (Place::Net(net @ IpNet::V6(_)), Some(_)) => write!(f, "[{net}]")?,
            (Place::Net(net), _) => write!(f, "{net}")?,
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl TryFrom<String> for Site {
    type Error = NoSite;

    fn try_from(text: String) -> Result<Site, NoSite> {
        text.parse()
    }
}

impl From<Site> for String {
    fn from(site: Site) -> String {
        site.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_written_as_it_is_read() {
        for (written, kept) in [
            ("crm.example.com", "crm.example.com"),
            ("CRM.Example.COM.", "crm.example.com"),
            ("müller.example:8443", "xn--mller-kva.example:8443"),
            ("*.example.com", "*.example.com"),
            ("*.example.com:444", "*.example.com:444"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("10.1.2.3/8:80", "10.0.0.0/8:80"),
            (" 127.0.0.1:8080 ", "127.0.0.1:8080"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[::1]:8080", "[::1]:8080"),
            ("[fd00::/8]:80", "[fd00::/8]:80"),
            ("fd00::/8", "fd00::/8"),
        ] {
            let site: Site = written.parse().unwrap();
            assert_eq!(site.to_string(), kept, "{written}");
            assert_eq!(kept.parse(), Ok(site), "{written}");
        }
    }

    #[test]
    fn what_is_no_site_is_refused_with_an_example() {
        for odd in ["", "*", "*.", "a b", "http://x", "x:99999", "10.0.0.0/33", "a/b", "x@y", "."] {
            let told = odd.parse::<Site>().unwrap_err().to_string();
            assert!(told.contains("Write it like"), "{odd}: {told}");
        }
    }

    #[test]
    fn a_star_means_names_below_and_not_the_name_itself() {
        let site: Site = "*.example.com".parse().unwrap();
        assert!(site.has_name("a.example.com") && site.has_name("a.b.example.com"));
        assert!(!site.has_name("example.com") && !site.has_name("badexample.com"));
    }
}
