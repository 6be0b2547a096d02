//! Webhooks: one request of a provider, read once and asked for what it is about.

use super::{Form, TooMuch};
use crate::channels::twiml::Profile;
use crate::channels::twiml::signature::Body;

/// The header by which a provider that asks again says that it is the same request; see
/// [`crate::identity::known_by`].
pub const IDEMPOTENCY_TOKEN: &str = "I-Twilio-Idempotency-Token";

/// One request of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The path below the public base, without the query.
    pub path: String,
    /// What the query says: what we wrote into the address, and everything when it came by `GET`.
    pub query: Form,
    /// What the body says, when it is a form.
    pub form: Form,
    /// Whether the body is a form.
    pub is_form: bool,
    /// The header [`IDEMPOTENCY_TOKEN`].
    pub token: Option<String>,
}

impl Webhook {
    /// Reads a request: its path and query as they came, the header `Content-Type`, the header
    /// [`IDEMPOTENCY_TOKEN`] and the body.
    ///
    /// # Errors
    /// When it is larger than any request of a provider.
    pub fn read(
        path_and_query: &str,
        content_type: Option<&str>,
        token: Option<&str>,
        body: &[u8],
    ) -> Result<Webhook, TooMuch> {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let kind = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let form = if is_form { Form::read(body)? } else { Form::default() };
        Ok(Webhook {
            path: path.to_owned(),
            query: Form::read(query.as_bytes())?,
            form,
            is_form,
            token: token.map(str::trim).filter(|token| !token.is_empty()).map(str::to_owned),
        })
    }

    /// What was signed of the body `bytes` of this request.
    pub fn signed_body<'r>(&'r self, bytes: &'r [u8]) -> Body<'r> {
        if self.is_form { Body::Form { form: &self.form, bytes } } else { Body::Other(bytes) }
    }

    /// Everything it says: the form, then what the query says besides, under Twilio's names and in
    /// Twilio's words.
    pub fn parameters(&self, profile: &Profile) -> Form {
        let mut all = self.form.clone();
        for (name, value) in self.query.pairs().filter(|(name, _)| *name != "bodySHA256") {
            all.add_missing(name, value);
        }
        for (theirs, ours) in profile.parameters {
            if let Some(value) = all.get(theirs).map(str::to_owned) {
                all.add_missing(ours, &value);
            }
        }
        for (name, theirs, ours) in profile.words {
            if all.get(name) == Some(theirs) {
                all.replace(name, ours);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::twiml::Provider;

    const FORM: Option<&str> = Some("application/x-www-form-urlencoded; charset=UTF-8");

    fn read(path: &str, token: Option<&str>, body: &str) -> Webhook {
        Webhook::read(path, FORM, token, body.as_bytes()).unwrap()
    }

    #[test]
    fn the_form_wins_over_the_address_and_both_are_read() {
        let webhook = read("/call/1/input?empty=1&CallSid=other", None, "CallSid=CA1&Digits=");
        let all = webhook.parameters(Provider::Twilio.profile());
        assert_eq!((all.get("CallSid"), all.get("empty")), (Some("CA1"), Some("1")));
        assert_eq!(webhook.path, "/call/1/input");
    }

    #[test]
    fn a_request_by_get_says_everything_in_the_query() {
        let webhook = Webhook::read("/call?CallSid=CA1&From=%2B1", None, None, b"").unwrap();
        let all = webhook.parameters(Provider::Twilio.profile());
        assert_eq!((all.get("CallSid"), all.get("From")), (Some("CA1"), Some("+1")));
        assert!(!webhook.is_form);
    }

    #[test]
    fn each_providers_words_become_those_that_flows_know() {
        let check = |provider: Provider, body: &str, name: &str, expected: &str| {
            let all = read("/a", None, body).parameters(provider.profile());
            assert_eq!(all.get(name), Some(expected), "{provider:?} {body}");
        };
        let odd = "QueueResult=bridging-in-progress";
        check(Provider::SignalWire, odd, "QueueResult", "bridging-in-process");
        check(Provider::Twilio, odd, "QueueResult", "bridging-in-progress");
        let attested = "ShakenStirAttestation=B";
        check(Provider::Telnyx, attested, "StirVerstat", "TN-Validation-Passed-B");
        check(Provider::Telnyx, attested, "ShakenStirAttestation", "B");
    }
}
