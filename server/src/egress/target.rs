//! Targets: an address that a flow or a redirect names, understood and judged before anything is
//! looked up.

use std::net::{IpAddr, Ipv4Addr};

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::rules::EgressRules;

/// The longest address, in bytes.
const LONGEST: usize = 8 * 1024;

/// Somebody who may be asked, as far as can be told before names are looked up.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The address to ask, without user, password and fragment.
    pub url: Url,
    /// The user and the password that stood in it.
    pub user_info: Option<(String, String)>,
    host: String,
    port: u16,
}

/// Where an address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// In the flow.
    ByFlow,
    /// In the answer of somebody who was asked.
    ByAnswer,
}

impl Target {
    /// Reads and judges an address of a flow.
    ///
    /// # Errors
    /// Why nobody is asked, in a sentence that shows nothing but the host.
    pub(super) fn of_flow(text: &str, rules: &EgressRules) -> Result<Target, String> {
        refuse_odd_letters(text)?;
        let url = Url::parse(text).map_err(not_understood)?;
        Target::judged(url, Named::ByFlow, rules)
    }

    /// Reads and judges where an answer leads to, seen from this target.
    ///
    /// # Errors
    /// As [`Target::of_flow`].
    pub(super) fn next(&self, location: &str, rules: &EgressRules) -> Result<Target, String> {
        refuse_odd_letters(location)?;
        let url = self.url.join(location).map_err(not_understood)?;
        Target::judged(url, Named::ByAnswer, rules)
    }

    fn judged(mut url: Url, named: Named, rules: &EgressRules) -> Result<Target, String> {
        match url.scheme() {
            "https" => {}
            "http" if rules.plain_http => {}
            "http" => {
                return Err("only addresses that begin with https:// may be asked.".into());
            }
            other => {
                return Err(format!(
                    "an address begins with http:// or https://, and not with {other}:."
                ));
            }
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()).map(str::to_owned) else {
            return Err("the address names no host.".into());
        };
        let port = url.port_or_known_default().unwrap_or_default();
        if let Some(address) = literal(&host) {
            rules.judge(None, address, port).map_err(|closed| closed.sentence(&host, port))?;
        } else if !rules.may_use_port(port) {
            return Err(super::rules::Closed::Port.sentence(&host, port));
        }
        let user_info = taken_user_info(&mut url, named, rules)?;
        url.set_fragment(None);
        Ok(Target { url, user_info, host, port })
    }

    /// The host as the address spells it, in its one spelling.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The host and the port: by what breakers know whom.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Whether a request to `self` may go on to `next` with all it carries: the same host and port,
    /// or the same host by TLS where there was none.
    pub(super) fn trusts(&self, next: &Target) -> bool {
        let goes_up = self.url.scheme() == "http"
            && next.url.scheme() == "https"
            && (self.port, next.port) == (80, 443);
        let is_same = self.url.scheme() == next.url.scheme() && self.port == next.port;
        self.host == next.host && (is_same || goes_up)
    }
}

/// The address that a host is, when it is one. Every spelling of an IPv4 address has become the usual
/// one by now.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(six) => six.parse().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Letters that no address may hold: parsers drop some of them in silence, and then ask somebody else.
fn refuse_odd_letters(text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err(format!("the address is longer than {LONGEST} bytes."));
    }
    let is_odd = |sign: &char| sign.is_whitespace() || sign.is_control() || *sign == '\\';
    match text.chars().find(is_odd) {
        Some(sign) => {
            Err(format!("the address holds \"{}\", which no address may.", sign.escape_default()))
        }
        None => Ok(()),
    }
}

fn not_understood(error: impl std::fmt::Display) -> String {
    format!("the address cannot be understood ({error}).")
}

fn taken_user_info(
    url: &mut Url,
    named: Named,
    rules: &EgressRules,
) -> Result<Option<(String, String)>, String> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    if named == Named::ByAnswer {
        return Err(
            "the answer leads on to an address with a user in it, which is not asked.".into()
        );
    }
    if !rules.user_info {
        return Err("the address holds a user, which no address may here. Put an Authorization header in instead.".into());
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user_info = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
    // An address with a host can be without a user; only others refuse this.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(Some(user_info))
}
