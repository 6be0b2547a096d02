//! Secrets: put in where a flow refers to them, right before a request leaves, and taken out of
//! everything that comes back.
//!
//! A reference is `{{secrets.NAME}}`, as the engine carries it. A value is written as the place wants
//! it, so that no value can end the address, the field or the text it stands in.

use std::collections::BTreeMap;
use std::fmt;

use centralita_engine::exec::HttpFailure;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::ids::TenantId;

/// Shorter values are not looked for in answers: they would be found everywhere.
const SHORTEST_MASKED: usize = 6;

/// What stands where a value was.
const MASK: &str = "***";

/// What may stand in a query, a user or a password as it is.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What may stand in a path as it is: services give out pieces of paths as secrets.
const IN_PATH: &AsciiSet = &IN_QUERY
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Where the secrets of flows are kept.
pub trait Secrets: Send + Sync + 'static {
    /// The value of a tenant's secret; none when there is no such secret.
    fn get(&self, tenant: TenantId, name: &str) -> Option<String>;

    /// The user and the password of a tenant's account at its provider; none when there is no account.
    fn account(&self, tenant: TenantId) -> Option<(String, String)> {
        let _ = tenant;
        None
    }
}

/// No secrets at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSecrets;

impl Secrets for NoSecrets {
    fn get(&self, _: TenantId, _: &str) -> Option<String> {
        None
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As it is.
    Plain,
    /// Into a form.
    Form,
    /// Into a text within JSON.
    Json,
}

/// The secrets that one request uses, and nobody else sees.
pub(crate) struct Revealed<'s> {
    secrets: &'s dyn Secrets,
    tenant: TenantId,
    /// Values with their other spellings.
    values: Vec<String>,
    by_name: BTreeMap<String, String>,
    /// Nothing that is sent is a reference.
    is_literal: bool,
}

impl fmt::Debug for Revealed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}

impl<'s> Revealed<'s> {
    pub(crate) fn new(secrets: &'s dyn Secrets, tenant: TenantId) -> Revealed<'s> {
        Revealed {
            secrets,
            tenant,
            values: Vec::new(),
            by_name: BTreeMap::new(),
            is_literal: false,
        }
    }

    /// For requests in which nothing is a reference: whoever writes `{{secrets.KEY}}` into a message learns
    /// nothing.
    pub(crate) fn literal(tenant: TenantId) -> Revealed<'static> {
        Revealed { is_literal: true, ..Revealed::new(&super::NoSecrets, tenant) }
    }

    /// Whose they are.
    pub(crate) fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// A text with its secrets put in.
    ///
    /// # Errors
    /// When there is no such secret.
    pub(crate) fn text(&mut self, text: &str, how: Spelling) -> Result<String, HttpFailure> {
        self.filled(text, |_, value, _| {
            Ok(match how {
                Spelling::Plain => value.to_owned(),
                Spelling::Form => form(value),
                Spelling::Json => json(value),
            })
        })
    }

    /// An address with its secrets put in: a whole host, or a part of anything that follows.
    ///
    /// # Errors
    /// As [`Revealed::text`], and when a secret stands for a host and does not spell one.
    pub(crate) fn address(&mut self, text: &str) -> Result<String, HttpFailure> {
        let begin = text.find("://").map_or(0, |at| at + 3);
        let after = |signs: &[char]| {
            text.get(begin..).and_then(|rest| rest.find(signs)).map_or(text.len(), |at| begin + at)
        };
        let authority_end = after(&['/', '?', '#']);
        let host_begin = text
            .get(begin..authority_end)
            .and_then(|authority| authority.rfind('@'))
            .map_or(begin, |at| begin + at);
        let path_end = after(&['?', '#']);
        self.filled(text, |name, value, at| {
            if at < host_begin || at >= path_end {
                return Ok(utf8_percent_encode(value, IN_QUERY).to_string());
            }
            if at >= authority_end {
                return Ok(utf8_percent_encode(value, IN_PATH).to_string());
            }
            let is_host = |byte: u8| {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
            };
            if !value.bytes().all(is_host) {
                return Err(refused(format!(
                    "the secret {name} stands where a host belongs and does not spell one."
                )));
            }
            Ok(value.to_owned())
        })
    }

    /// The user and the password of the account, when there is one.
    pub(crate) fn account(&mut self) -> Option<(String, String)> {
        let (user, password) = self.secrets.account(self.tenant)?;
        self.keep(password.clone());
        Some((user, password))
    }

    /// Keeps a value that was made from secrets, so that it is masked as they are.
    pub(crate) fn keep(&mut self, value: String) {
        let spellings = [
            form(&value),
            json(&value),
            utf8_percent_encode(&value, IN_QUERY).to_string(),
            utf8_percent_encode(&value, IN_PATH).to_string(),
            value,
        ];
        for spelling in spellings {
            if !spelling.is_empty() && !self.values.contains(&spelling) {
                self.values.push(spelling);
            }
        }
        // The longest first: one value may be a part of another.
        self.values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    }

    /// Whether a text holds a secret.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.values.iter().any(|value| text.contains(value.as_str()))
    }

    /// A sentence of ours without the secrets.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.without(text, 1)
    }

    /// What somebody answered, without the secrets that it gives back.
    pub(crate) fn masked_answer(&self, text: &str) -> String {
        self.without(text, SHORTEST_MASKED)
    }

    fn without(&self, text: &str, shortest: usize) -> String {
        let mut text = text.to_owned();
        for value in self.values.iter().filter(|value| value.len() >= shortest) {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), MASK);
            }
        }
        text
    }

    /// `text` with each reference replaced by what `spelled` makes of its name, its value and its place.
    fn filled(
        &mut self,
        text: &str,
        spelled: impl Fn(&str, &str, usize) -> Result<String, HttpFailure>,
    ) -> Result<String, HttpFailure> {
        if self.is_literal {
            return Ok(text.to_owned());
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        while let Some((from, to, name)) = next_reference(text, done) {
            if !self.by_name.contains_key(name) {
                let value = self.secrets.get(self.tenant, name).ok_or_else(|| {
                    refused(format!(
                        "there is no secret {name}. Add it to the secrets, or take it out of the flow."
                    ))
                })?;
                self.keep(value.clone());
                self.by_name.insert(name.to_owned(), value);
            }
            let value = self.by_name.get(name).map_or("", String::as_str);
            out.push_str(text.get(done..from).unwrap_or_default());
            out.push_str(&spelled(name, value, from)?);
            done = to;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Ok(out)
    }
}

/// The first reference at or after `from`: where it begins and ends, and whom it names.
fn next_reference(text: &str, mut from: usize) -> Option<(usize, usize, &str)> {
    loop {
        let begin = from + text.get(from..)?.find("{{")?;
        let inside = text.get(begin + 2..)?;
        let end = inside.find("}}")?;
        // Exactly what the engine writes for a reference, with the blanks that people put around it.
        let name = inside.get(..end)?.trim_matches([' ', '\t']).strip_prefix("secrets.");
        match name.filter(|name| !name.is_empty() && !name.contains(['{', '}', ' '])) {
            Some(name) => return Some((begin, begin + 2 + end + 2, name)),
            None => from = begin + 1,
        }
    }
}

fn refused(why: String) -> HttpFailure {
    HttpFailure::Refused(why.into())
}

fn form(value: &str) -> String {
    utf8_percent_encode(value, IN_QUERY).to_string().replace("%20", "+")
}

fn json(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Two;

    impl Secrets for Two {
        fn get(&self, tenant: TenantId, name: &str) -> Option<String> {
            let value = match name {
                "KEY" => "a b/c&d\"e\\f",
                "HOST" => "crm.example.com:8443",
                "PIN" => "1",
                _ => return None,
            };
            (tenant == TenantId::FIRST).then(|| value.to_owned())
        }
    }

    fn revealed() -> Revealed<'static> {
        Revealed::new(&Two, TenantId::FIRST)
    }

    #[test]
    fn a_value_is_written_as_its_place_wants_it() {
        let mut it = revealed();
        for (text, filled) in [
            ("https://{{secrets.HOST}}/x", "https://crm.example.com:8443/x"),
            ("https://me:{{secrets.KEY}}@h/", "https://me:a%20b%2Fc%26d%22e%5Cf@h/"),
            ("https://h/{{ secrets.KEY }}/x", "https://h/a%20b/c&d%22e%5Cf/x"),
            ("https://h/?k={{secrets.KEY}}&x", "https://h/?k=a%20b%2Fc%26d%22e%5Cf&x"),
            ("https://h/?u=https://{{secrets.PIN}}/", "https://h/?u=https://1/"),
        ] {
            assert_eq!(it.address(text).unwrap(), filled);
        }
        assert_eq!(it.text("k={{secrets.KEY}}", Spelling::Form).unwrap(), "k=a+b%2Fc%26d%22e%5Cf");
        assert_eq!(
            it.text(r#"{"k":"{{secrets.KEY}}"}"#, Spelling::Json).unwrap(),
            r#"{"k":"a b/c&d\"e\\f"}"#
        );
        assert_eq!(it.text("{{secrets.KEY}}", Spelling::Plain).unwrap(), "a b/c&d\"e\\f");
        assert_eq!(it.text("{{x}} {{ {{secrets.PIN}}", Spelling::Plain).unwrap(), "{{x}} {{ 1");
    }

    #[test]
    fn a_secret_that_is_not_there_is_named_and_one_of_another_tenant_is_not_there() {
        let told = revealed().text("{{secrets.NONE}}", Spelling::Plain).unwrap_err().sentence();
        assert!(told.contains("there is no secret NONE."), "{told}");
        let mut foreign = Revealed::new(&Two, TenantId(2));
        assert!(foreign.text("{{secrets.KEY}}", Spelling::Plain).is_err());
    }

    #[test]
    fn a_secret_cannot_become_more_than_a_host() {
        let told = revealed().address("https://{{secrets.KEY}}/").unwrap_err().sentence();
        assert!(told.contains("stands where a host belongs") && !told.contains("a b"), "{told}");
    }

    #[test]
    fn values_are_masked_in_every_spelling_and_never_shown() {
        let mut it = revealed();
        let mut sent = it.text("{{secrets.KEY}} {{secrets.PIN}}", Spelling::Plain).unwrap();
        sent.push_str(&it.text(" {{secrets.KEY}}", Spelling::Form).unwrap());
        sent.push_str(&it.text(" {{secrets.KEY}}", Spelling::Json).unwrap());
        sent.push_str(&it.address(" h://h/{{secrets.KEY}}").unwrap());
        assert!(it.is_in(&sent));
        assert_eq!(it.masked(&sent), "*** *** *** *** h://h/***");
        assert_eq!(it.masked_answer("10 1"), "10 1", "short values would be found everywhere");
        assert_eq!(format!("{it:?}"), r#"["KEY", "PIN"]"#);
    }
}
