//! The provider's Studio: which flows an account has, and what is in them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Account, Client, Failure, FailureKind};

/// The most flows that are listed.
pub const MOST_FLOWS: usize = 1_000;

/// How many are on a page.
const PAGE: usize = 100;

/// Most bytes of an answer: a flow of several thousand widgets.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A flow in the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StudioFlow {
    /// Its id.
    pub sid: String,
    /// What people call it.
    #[serde(default)]
    pub friendly_name: String,
    /// `published` or `draft`.
    #[serde(default)]
    pub status: String,
    /// The number of its newest revision.
    #[serde(default)]
    pub revision: u32,
}

/// A revision with its text.
#[derive(Clone, Debug, Deserialize)]
pub struct StudioRevision {
    /// The flow's id.
    pub sid: String,
    /// What people call it.
    #[serde(default)]
    pub friendly_name: String,
    /// `published` or `draft`.
    #[serde(default)]
    pub status: String,
    /// Its number.
    #[serde(default)]
    pub revision: u32,
    /// What its author said.
    #[serde(default)]
    pub commit_message: Option<String>,
    /// The flow, as it was written there.
    pub definition: Box<RawValue>,
}

/// Which revision of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The newest, published or not.
    Newest,
    /// The one that answers.
    Published,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    flows: Vec<StudioFlow>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    next_page_url: Option<String>,
}

/// An account's Studio.
#[derive(Clone, Debug)]
pub struct Studio {
    client: Client,
    account: Account,
}

impl Studio {
    /// The Studio of an account. It is beside the REST of calls, under a name of its own.
    pub fn of(client: Client, mut account: Account) -> Studio {
        account.base = account.base.replacen("://api.", "://studio.", 1);
        Studio { client, account }
    }

    /// Its flows, and whether there are more.
    ///
    /// # Errors
    /// When the provider refuses, does not answer, or says what nobody understands.
    pub async fn flows(&self) -> Result<(Vec<StudioFlow>, bool), Failure> {
        let mut flows = Vec::new();
        let mut url = format!("{}/v2/Flows?PageSize={PAGE}", self.account.base);
        loop {
            let page: Page = self.fetch(&url).await?;
            flows.extend(page.flows.into_iter().filter(|flow| is_sid(&flow.sid)));
            let next = page.meta.next_page_url.filter(|next| !next.is_empty());
            match next {
                Some(_) if flows.len() >= MOST_FLOWS => return Ok((flows, true)),
                // A page that names itself as the next would be asked for ever.
                Some(next) if next != url => url = next,
                _ => return Ok((flows, false)),
            }
        }
    }

    /// A revision of a flow; none when it has none such.
    ///
    /// # Errors
    /// As [`Studio::flows`].
    pub async fn revision(
        &self,
        sid: &str,
        which: Which,
    ) -> Result<Option<StudioRevision>, Failure> {
        if !is_sid(sid) {
            return Ok(None);
        }
        let name = match which {
            Which::Newest => "LatestRevision",
            Which::Published => "LatestPublished",
        };
        let url = format!("{}/v2/Flows/{sid}/Revisions/{name}", self.account.base);
        match self.fetch::<StudioRevision>(&url).await {
            Ok(revision) if revision.sid == sid => Ok(Some(revision)),
            Ok(_) => Err(unreadable("it tells of another flow")),
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, Failure> {
        // A provider that names another host gets no secret and no request of ours.
        let is_there =
            url.strip_prefix(&self.account.base).is_some_and(|path| path.starts_with('/'));
        if !is_there {
            return Err(unreadable("its next page is on another server"));
        }
        let answer = self.client.media(&self.account, url, MOST_BYTES).await?;
        serde_json::from_slice(&answer.bytes).map_err(|why| unreadable(&why.to_string()))
    }
}

fn unreadable(why: &str) -> Failure {
    Failure::without_answer(FailureKind::Unreadable, why)
}

/// Whether this is the id of a flow: `FW` and 32 hexadecimal digits.
fn is_sid(sid: &str) -> bool {
    let digits = sid.strip_prefix("FW").unwrap_or_default();
    let is_digit = |letter: u8| letter.is_ascii_digit() || (b'a'..=b'f').contains(&letter);
    digits.len() == 32 && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::twiml::Provider;

    #[test]
    fn studio_is_beside_the_rest_of_calls() {
        let at = |base: &str| {
            let account = Account::new(Provider::Twilio.profile(), base, "AC1", "secret");
            Studio::of(Client::new().expect("TLS"), account).account.base
        };
        assert_eq!(at(""), "https://studio.twilio.com");
        assert_eq!(at("https://api.dublin.ie1.twilio.com"), "https://studio.dublin.ie1.twilio.com");
        assert_eq!(at("http://127.0.0.1:9/"), "http://127.0.0.1:9");
    }

    #[test]
    fn an_id_is_one_of_flows_and_nothing_else() {
        assert!(is_sid("FW0123456789abcdef0123456789abcdef"));
        for other in [
            "",
            "FW",
            "FW/../x",
            "AC0123456789abcdef0123456789abcdef",
            "FW0123456789ABCDEF0123456789ABCDEF",
        ] {
            assert!(!is_sid(other), "{other}");
        }
    }
}
