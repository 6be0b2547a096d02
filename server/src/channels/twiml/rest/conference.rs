//! Conferences: who is in one, and what becomes of them.

use super::fields::Fields;
use super::{Account, Method, RestRequest};

/// What changes for one who is in a conference; what is none stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Participant<'p> {
    /// Whether the others hear them.
    pub is_muted: Option<bool>,
    /// Whether they hear music instead of the others.
    pub is_on_hold: Option<bool>,
    /// What they hear on hold: a whole address; empty for the provider's own music.
    pub hold_url: &'p str,
    /// Whether all ends when they leave.
    pub ends_conference: Option<bool>,
}

/// The conference of this name that goes on, as a list of none or one.
pub fn find_conference(account: &Account, name: &str) -> RestRequest {
    let fields = Fields::default().text("FriendlyName", name).text("Status", "in-progress");
    account.request(Method::Get, &["Conferences"], fields)
}

/// Changes how somebody takes part.
pub fn update_participant(
    account: &Account,
    conference: &str,
    call: &str,
    participant: &Participant<'_>,
) -> RestRequest {
    let mut fields = Fields::default();
    let flags = [
        ("Muted", participant.is_muted),
        ("Hold", participant.is_on_hold),
        ("EndConferenceOnExit", participant.ends_conference),
    ];
    for (name, flag) in flags {
        if let Some(flag) = flag {
            fields = fields.flag(name, flag);
        }
    }
    fields = fields.some("HoldUrl", participant.hold_url);
    account.request(Method::Post, &["Conferences", conference, "Participants", call], fields)
}

/// Sends somebody out of a conference: what follows in their document is done, or their call ends.
pub fn remove_participant(account: &Account, conference: &str, call: &str) -> RestRequest {
    let path = ["Conferences", conference, "Participants", call];
    account.request(Method::Delete, &path, Fields::default())
}

/// Ends a conference for all who are in it.
pub fn end_conference(account: &Account, conference: &str) -> RestRequest {
    let fields = Fields::default().text("Status", "completed");
    account.request(Method::Post, &["Conferences", conference], fields)
}

#[cfg(test)]
mod tests {
    use super::super::Content;
    use super::*;
    use crate::channels::twiml::Provider;

    #[test]
    fn one_is_put_on_hold_and_sent_out() {
        let account =
            Account::new(Provider::SignalWire.profile(), "acme.signalwire.com", "p1", "s");
        let base = "https://acme.signalwire.com/api/laml/2010-04-01/Accounts/p1";
        let hold = Participant {
            is_on_hold: Some(true),
            hold_url: "https://h.example/m",
            ..Participant::default()
        };
        let request = update_participant(&account, "CF1", "CA1", &hold);
        assert_eq!(request.url, format!("{base}/Conferences/CF1/Participants/CA1.json"));
        let Content::Form(form) = request.content else { panic!("no form") };
        assert_eq!(form.to_encoded(), "Hold=true&HoldUrl=https%3A%2F%2Fh.example%2Fm");
        assert_eq!(remove_participant(&account, "CF1", "CA1").method, Method::Delete);
        let found = find_conference(&account, "task 7");
        assert_eq!(
            found.url,
            format!("{base}/Conferences.json?FriendlyName=task+7&Status=in-progress")
        );
        assert_eq!(found.content, Content::Nothing);
        let ended = end_conference(&account, "CF1");
        assert_eq!(ended.url, format!("{base}/Conferences/CF1.json"));
    }
}
