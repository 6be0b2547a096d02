//! Accounts: where a provider's REST interface is, and by whose right it is asked.

use std::fmt;

use super::fields::Fields;
use super::{Content, Method, RestRequest};
use crate::channels::twiml::profile::Shape;
use crate::channels::twiml::{Profile, Provider};
use crate::settings::TwimlAccount;

/// A text that is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text, for the wire only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// By whose right a request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// A name and a secret.
    Basic {
        /// The account's id, or the id of an API key.
        name: String,
        /// The account's token, or the key's secret.
        secret: Secret,
    },
    /// Whoever bears this.
    Bearer(Secret),
    /// Nobody's.
    Nobody,
}

/// An account at a provider.
#[derive(Clone, Debug)]
pub struct Account {
    /// What the provider has and lacks.
    pub profile: &'static Profile,
    /// Where its REST interface is, e.g. `https://api.twilio.com`, without a slash at its end.
    pub base: String,
    /// The account's id.
    pub sid: String,
    /// The id of the API key; the account's own when empty.
    pub key: String,
    /// The secret that goes with it.
    pub secret: Secret,
    /// The application in whose name calls are placed, where the provider wants one.
    pub application: String,
}

impl Account {
    /// An account with its own secret, where the provider usually is.
    ///
    /// `base` says where that is, and may be empty where the profile knows.
    pub fn new(profile: &'static Profile, base: &str, sid: &str, secret: &str) -> Account {
        let base = if base.is_empty() { profile.rest.host.unwrap_or_default() } else { base };
        let base = base.trim_end_matches('/');
        // Vendors show their address with the first half of the path, too.
        let base = base.strip_suffix("/api/laml").unwrap_or(base);
        // People write their space's name as it stands in the address bar.
        let has_scheme = base.contains("://") || base.is_empty();
        Account {
            profile,
            base: if has_scheme { base.to_owned() } else { format!("https://{base}") },
            sid: sid.to_owned(),
            key: String::new(),
            secret: Secret::new(secret),
            application: String::new(),
        }
    }

    /// The account of a connection.
    ///
    /// # Errors
    /// In words: the provider is not known, or its REST cannot be asked by what was set.
    pub fn of(set: &TwimlAccount) -> Result<Account, String> {
        let provider = Provider::from_word(&set.profile)
            .ok_or_else(|| format!("Nobody here knows the provider {}.", set.profile))?;
        let signs = set.tokens.first().map_or("", String::as_str);
        let secret = match (set.rest.secret.as_str(), provider) {
            // What signs there is a key that opens nothing.
            ("", Provider::SignalWire) => {
                return Err(
                    "SignalWire is asked by an API token, which its signing key is not. Set it \
                            beside the key, on the page of numbers."
                        .into(),
                );
            }
            ("", Provider::Telnyx) => {
                return Err(
                    "Telnyx is asked by an API key, which its public key is not. Set it beside \
                            the key, on the page of numbers."
                        .into(),
                );
            }
            ("", _) => signs,
            (secret, _) => secret,
        };
        let base = set.api.as_deref().unwrap_or_default();
        let mut account = Account::new(provider.profile(), base, &set.account, secret);
        account.key = set.rest.key.clone();
        account.application = set.rest.application.clone();
        Ok(account)
    }

    /// By whose right requests are made.
    pub fn authorization(&self) -> Authorization {
        match self.profile.rest.shape {
            Shape::Form => {
                let name = if self.key.is_empty() { &self.sid } else { &self.key };
                Authorization::Basic { name: name.clone(), secret: self.secret.clone() }
            }
            Shape::Json => Authorization::Bearer(self.secret.clone()),
        }
    }

    pub(super) fn is_json(&self) -> bool {
        self.profile.rest.shape == Shape::Json
    }

    /// A request about something of this account. `path` is what follows the account, segment by
    /// segment; `.json` ends it where the provider writes that.
    pub(super) fn request(&self, method: Method, path: &[&str], fields: Fields) -> RestRequest {
        let mut url =
            format!("{}{}/Accounts/{}", self.base, self.profile.rest.prefix, segment(&self.sid));
        for part in path {
            url.push('/');
            url.push_str(&segment(part));
        }
        // Telnyx writes `.json` for recordings only.
        if !self.is_json() || path.contains(&"Recordings") {
            url.push_str(".json");
        }
        let content = match method {
            Method::Get => {
                let query = fields.into_form();
                if !query.is_empty() {
                    url.push('?');
                    url.push_str(&query.to_encoded());
                }
                Content::Nothing
            }
            Method::Delete => Content::Nothing,
            Method::Post if self.is_json() => Content::Json(fields.into_json()),
            Method::Post => Content::Form(fields.into_form()),
        };
        RestRequest { method, url, content, authorization: self.authorization() }
    }
}

/// A part of a path, so that whatever it holds it is one part.
fn segment(text: &str) -> String {
    if text.is_empty() || text == "." || text == ".." {
        return "-".to_owned();
    }
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    encoded.replace('+', "%20").replace("%3A", ":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::RestRight;

    #[test]
    fn an_account_is_where_the_profile_says_unless_it_is_said_otherwise() {
        let at = |provider: Provider, base: &str| {
            Account::new(provider.profile(), base, "AC1", "secret").base
        };
        assert_eq!(at(Provider::Twilio, ""), "https://api.twilio.com");
        assert_eq!(at(Provider::Twilio, "http://127.0.0.1:9/"), "http://127.0.0.1:9");
        assert_eq!(at(Provider::SignalWire, "acme.signalwire.com"), "https://acme.signalwire.com");
        let laml = "https://acme.signalwire.com/api/laml/";
        assert_eq!(at(Provider::SignalWire, laml), "https://acme.signalwire.com");
        assert_eq!(at(Provider::Somleng, ""), "");
    }

    #[test]
    fn what_signs_opens_the_rest_only_where_it_is_the_same_secret() {
        let set = |profile: &str, rest: RestRight| TwimlAccount {
            profile: profile.into(),
            account: "AC1".into(),
            tokens: vec!["signs".into(), "signed before".into()],
            rest,
            ..TwimlAccount::default()
        };
        let opens = |profile: &str, secret: &str| {
            let rest = RestRight { secret: secret.into(), ..RestRight::default() };
            Account::of(&set(profile, rest)).map(|account| account.secret.reveal().to_owned())
        };
        assert_eq!(opens("twilio", "").as_deref(), Ok("signs"));
        assert_eq!(opens("twilio", "a key's").as_deref(), Ok("a key's"));
        for profile in ["signalwire", "telnyx"] {
            assert_eq!(opens(profile, "opens").as_deref(), Ok("opens"));
            let why = opens(profile, "").unwrap_err();
            assert!(why.contains("page of numbers"), "{why}");
        }
        let rest =
            RestRight { key: "SK1".into(), secret: "its secret".into(), ..RestRight::default() };
        let Ok(account) = Account::of(&set("twilio", rest)) else { panic!("an account") };
        let Authorization::Basic { name, .. } = account.authorization() else { panic!("basic") };
        assert_eq!(name, "SK1");
        assert!(!format!("{:?}", set("twilio", RestRight::default())).contains("signs"));
    }

    #[test]
    fn whatever_an_id_holds_it_is_one_part_of_the_path() {
        let account = Account::new(Provider::Twilio.profile(), "", "AC1", "secret");
        let url = |sid: &str| account.request(Method::Get, &["Calls", sid], Fields::default()).url;
        let base = "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls";
        assert_eq!(url("CA1"), format!("{base}/CA1.json"));
        assert_eq!(url("v3:a b"), format!("{base}/v3:a%20b.json"));
        assert_eq!(url("../x?y#z"), format!("{base}/..%2Fx%3Fy%23z.json"));
        assert_eq!(url(".."), format!("{base}/-.json"));
    }

    #[test]
    fn secrets_are_never_shown() {
        let account = Account::new(Provider::Twilio.profile(), "", "AC1", "hunter2");
        let request = account.request(Method::Post, &["Calls"], Fields::default());
        assert!(!format!("{account:?}{request:?}{:?}", request.authorization).contains("hunter2"));
    }
}
