//! Rules: whom this server may ask, and how long and how much.

use std::net::IpAddr;

use centralita_engine::Secs;
use serde::{Deserialize, Serialize};

use super::address;
use super::site::Site;

/// What flows may ask of the world. The default lets them ask the open internet and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct EgressRules {
    /// The ports that may be asked; empty means every port.
    pub ports: Vec<u16>,
    /// Whether `http` without TLS may be used.
    pub plain_http: bool,
    /// Whether a user and a password may stand in a flow's address; they go as basic authentication.
    /// In a redirect they never may.
    pub user_info: bool,
    /// Services of one's own that may be asked although they are not on the open internet, or on
    /// another port. A range or a name does not open the addresses where clouds keep the credentials
    /// of their machines: only the very address does.
    pub allowed: Vec<Site>,
    /// Whom nobody may ask, whatever the other rules say.
    pub denied: Vec<Site>,
    /// When there are any, only these may be asked.
    pub only: Vec<Site>,
    /// To whom the provider account's own credentials may go, over TLS.
    pub account_hosts: Vec<Site>,
    /// The longest that any request may take, however long its flow would wait.
    pub longest: Secs,
    /// The largest body of an answer, in bytes after unpacking, whatever its flow would take.
    pub largest_bytes: u32,
    /// After so many requests in a row without an answer a host is left alone; 0 means never.
    pub failures_in_a_row: u32,
    /// How long it is left alone, in seconds.
    pub pause: Secs,
}

impl Default for EgressRules {
    fn default() -> EgressRules {
        EgressRules {
            ports: vec![80, 443, 8080, 8443],
            plain_http: true,
            user_info: true,
            allowed: Vec::new(),
            denied: Vec::new(),
            only: Vec::new(),
            account_hosts: "*.twilio.com".parse().into_iter().collect(),
            longest: Secs(60),
            largest_bytes: 1024 * 1024,
            failures_in_a_row: 5,
            pause: Secs(30),
        }
    }
}

/// Why somebody may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// An operator's rule forbids it.
    Denied,
    /// It lies inside the own machine or network.
    Private,
    /// Clouds keep credentials there.
    Credentials,
    /// The port.
    Port,
}

impl EgressRules {
    /// Whether somebody who has this name and answers at this address may be asked on this port.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn judge(
        &self,
        name: Option<&str>,
        address: IpAddr,
        port: u16,
    ) -> Result<(), Closed> {
        let means = |site: &Site| {
            site.port().is_none_or(|only| only == port)
                && (site.has_address(address) || name.is_some_and(|name| site.has_name(name)))
        };
        if self.denied.iter().any(means) || !(self.only.is_empty() || self.only.iter().any(means)) {
            return Err(Closed::Denied);
        }
        let keeps_credentials = address::keeps_credentials(address);
        let is_usual_port = self.ports.is_empty() || self.ports.contains(&port);
        let is_allowed =
            |site: &Site| means(site) && (!keeps_credentials || site.is_address(address));
        let mut allowed = self.allowed.iter().filter(|site| is_allowed(site)).peekable();
        let is_meant = allowed.peek().is_some();
        if keeps_credentials && !is_meant {
            return Err(Closed::Credentials);
        }
        if !is_meant && !address::is_public(address) {
            return Err(Closed::Private);
        }
        // Who allows a port by its number means it.
        if is_usual_port || allowed.any(|site| site.port().is_some()) {
            return Ok(());
        }
        Err(Closed::Port)
    }

    /// Whether a port may be asked of anybody at all.
    pub(super) fn may_use_port(&self, port: u16) -> bool {
        let is_named = |site: &Site| site.port() == Some(port);
        self.ports.is_empty() || self.ports.contains(&port) || self.allowed.iter().any(is_named)
    }

    /// The ports for which there are rules of their own.
    pub(super) fn named_ports(&self) -> impl Iterator<Item = u16> {
        let sites = self.allowed.iter().chain(&self.denied).chain(&self.only);
        sites.filter_map(Site::port)
    }
}

impl Closed {
    /// Why, after the name of whom it is about.
    pub(super) fn sentence(self, host: &str, port: u16) -> String {
        match self {
            Closed::Denied => format!("{host} is none of those that may be asked from here."),
            Closed::Private => format!(
                "{host} lies inside the own machine or network. If it is a service of yours, allow it in the rules for outgoing requests."
            ),
            Closed::Credentials => format!(
                "{host} leads to where clouds keep the credentials of their machines; no request goes there."
            ),
            Closed::Port => format!(
                "{host} would be asked on port {port}, which is not one of those that may be used. Allow {host}:{port} in the rules for outgoing requests."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(rules: &EgressRules, name: Option<&str>, address: &str, port: u16) -> Option<Closed> {
        rules.judge(name, address.parse().unwrap(), port).err()
    }

    fn sites(texts: &[&str]) -> Vec<Site> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn by_default_only_the_open_internet_may_be_asked() {
        let rules = EgressRules::default();
        assert_eq!(judge(&rules, None, "8.8.8.8", 443), None);
        assert_eq!(judge(&rules, Some("a.example"), "8.8.8.8", 443), None);
        assert_eq!(judge(&rules, None, "8.8.8.8", 22), Some(Closed::Port));
        assert_eq!(judge(&rules, None, "127.0.0.1", 443), Some(Closed::Private));
        assert_eq!(judge(&rules, Some("a.example"), "10.0.0.1", 443), Some(Closed::Private));
        assert_eq!(judge(&rules, None, "169.254.169.254", 80), Some(Closed::Credentials));
    }

    #[test]
    fn an_own_service_is_opened_by_name_by_range_and_by_port() {
        let allowed = sites(&["crm.lan", "10.1.0.0/16", "127.0.0.1:9000", "ci.example:9443"]);
        let rules = EgressRules { allowed, ..EgressRules::default() };
        assert_eq!(judge(&rules, Some("crm.lan"), "192.168.0.9", 443), None);
        assert_eq!(judge(&rules, Some("crm.lan"), "192.168.0.9", 22), Some(Closed::Port));
        assert_eq!(judge(&rules, Some("other.lan"), "10.1.2.3", 80), None);
        assert_eq!(judge(&rules, None, "10.2.0.1", 80), Some(Closed::Private));
        assert_eq!(judge(&rules, None, "127.0.0.1", 9000), None);
        assert_eq!(judge(&rules, None, "127.0.0.1", 80), Some(Closed::Private));
        assert_eq!(judge(&rules, Some("ci.example"), "8.8.8.8", 9443), None);
        assert_eq!(judge(&rules, Some("cd.example"), "8.8.8.8", 9443), Some(Closed::Port));
    }

    #[test]
    fn neither_a_range_nor_a_name_opens_where_clouds_keep_credentials() {
        let allowed = sites(&["0.0.0.0/0", "::/0", "metadata.example"]);
        let rules = EgressRules { allowed, ..EgressRules::default() };
        for address in ["169.254.169.254", "fd00:ec2::254", "fe80::1", "168.63.129.16"] {
            let told = judge(&rules, Some("metadata.example"), address, 80);
            assert_eq!(told, Some(Closed::Credentials), "{address}");
        }
        assert_eq!(judge(&rules, None, "10.0.0.1", 80), None);
        let allowed = sites(&["169.254.169.254"]);
        let rules = EgressRules { allowed, ..EgressRules::default() };
        assert_eq!(judge(&rules, None, "169.254.169.254", 80), None);
    }

    #[test]
    fn what_is_denied_stays_denied_and_a_list_of_those_who_may_closes_the_rest() {
        let rules = EgressRules {
            allowed: sites(&["10.0.0.0/8"]),
            denied: sites(&["10.0.0.5", "bad.example", "8.8.0.0/16"]),
            ..EgressRules::default()
        };
        assert_eq!(judge(&rules, None, "10.0.0.5", 80), Some(Closed::Denied));
        assert_eq!(judge(&rules, Some("bad.example"), "1.1.1.1", 80), Some(Closed::Denied));
        assert_eq!(judge(&rules, Some("good.example"), "8.8.8.8", 80), Some(Closed::Denied));
        let rules = EgressRules { only: sites(&["*.example.com"]), ..EgressRules::default() };
        assert_eq!(judge(&rules, Some("a.example.com"), "1.1.1.1", 80), None);
        assert_eq!(judge(&rules, Some("a.example.com"), "10.0.0.1", 80), Some(Closed::Private));
        assert_eq!(judge(&rules, Some("example.org"), "1.1.1.1", 80), Some(Closed::Denied));
    }

    #[test]
    fn rules_are_read_as_an_operator_writes_them() {
        let rules: EgressRules =
            serde_json::from_str(r#"{ "ports": [443], "allowed": ["crm.lan:8080"] }"#).unwrap();
        assert_eq!(rules.allowed, sites(&["crm.lan:8080"]));
        let told = serde_json::from_str::<EgressRules>(r#"{ "allowed": ["a b"] }"#).unwrap_err();
        assert!(told.to_string().contains("Write it like"), "{told}");
    }
}
