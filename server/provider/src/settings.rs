//! What a provider is set to: whose it is, its numbers, and where it leaves the beaten track.

use std::collections::BTreeMap;

use crate::hostility::Hostility;
use crate::profile::Profile;
use crate::sid::AccountSid;

/// How a provider behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The account that its calls and messages belong to.
    pub account: AccountSid,
    /// The secret of the account: it signs webhooks and opens the REST side.
    pub token: String,
    /// Where all ids, delays and accidents of a run come from.
    pub seed: u64,
    /// Which provider of the family it plays.
    pub profile: Profile,
    /// How hostile the network is.
    pub hostility: Hostility,
    /// When the run begins, in seconds since 1970: dates in requests count from here.
    pub begins_at_seconds: i64,
    /// How long a request takes in the time of the call, from and to, in milliseconds. A caller may
    /// hang up in between.
    pub latency_millis: (u64, u64),
    /// The longest wait for an answer, in milliseconds of the wall clock.
    pub answer_limit_millis: u64,
    /// After how many documents a call is ended that goes round for ever.
    pub most_documents: u32,
    /// Whether a recording of nothing goes on with the next verb instead of asking its action.
    pub silent_recording_falls_through: bool,
    /// Whether `STOP` and `START` are kept by the provider instead of being passed on.
    pub keeps_opt_out_words: bool,
    /// How long files last that documents play, by address, in milliseconds; others last 3 seconds.
    pub sound_millis: BTreeMap<String, u64>,
    /// What becomes of the things that are only pretended.
    pub outcomes: Outcomes,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            account: AccountSid::numbered(0, 0),
            token: "12345".to_owned(),
            seed: 1,
            profile: Profile::TWILIO,
            hostility: Hostility::none(),
            begins_at_seconds: 1_767_600_000,
            latency_millis: (20, 120),
            answer_limit_millis: 15_000,
            most_documents: 1_000,
            silent_recording_falls_through: false,
            keeps_opt_out_words: false,
            sound_millis: BTreeMap::new(),
            outcomes: Outcomes::default(),
        }
    }
}

impl Settings {
    /// The usual settings with this seed.
    pub fn seeded(seed: u64) -> Settings {
        Settings { seed, account: AccountSid::numbered(seed, 0), ..Settings::default() }
    }
}

/// What becomes of sessions that the provider only pretends to hold.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// How long `<Connect>` lasts, in milliseconds.
    pub connect_millis: u64,
    /// What `<Connect>` sends to its action, besides what every request has.
    pub connect: Vec<(String, String)>,
    /// How long `<Pay>` lasts, in milliseconds.
    pub pay_millis: u64,
    /// What `<Pay>` sends to its action; `Result` is one of its values.
    pub pay: Vec<(String, String)>,
    /// How long a queue with a `workflowSid` keeps its callers before it joins them with somebody
    /// for as long again, in milliseconds; `None` keeps them until they leave.
    pub workflow_millis: Option<u64>,
}

impl Default for Outcomes {
    fn default() -> Outcomes {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Outcomes {
            connect_millis: 5_000,
            connect: vec![pair("VirtualAgentStatus", "completed")],
            pay_millis: 20_000,
            pay: vec![
                pair("Result", "success"),
                pair("PaymentToken", "tok_000000000000000000000001"),
                pair("PaymentCardNumber", "xxxx-xxxx-xxxx-1111"),
                pair("PaymentCardType", "visa"),
                pair("ExpirationDate", "1230"),
                pair("SecurityCode", "xxx"),
                pair("PaymentConfirmationCode", "ch_0001"),
            ],
            workflow_millis: None,
        }
    }
}

/// A number of the account and whom it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The number, in E.164.
    pub address: String,
    /// Whom an incoming call asks for instructions.
    pub voice_url: String,
    /// `GET` or `POST`; empty means `POST`.
    pub voice_method: String,
    /// Whom it asks when that fails; empty means nobody.
    pub voice_fallback_url: String,
    /// Who is told when a call is over; empty means nobody.
    pub status_callback: String,
    /// Whom an incoming message asks.
    pub sms_url: String,
    /// `GET` or `POST`; empty means `POST`.
    pub sms_method: String,
    /// Whom it asks when that fails; empty means nobody.
    pub sms_fallback_url: String,
}

impl Number {
    /// A number that asks this address about calls.
    pub fn voice(address: &str, url: &str) -> Number {
        Number { address: address.to_owned(), voice_url: url.to_owned(), ..Number::default() }
    }

    /// A number that asks this address about messages.
    pub fn messages(address: &str, url: &str) -> Number {
        Number { address: address.to_owned(), sms_url: url.to_owned(), ..Number::default() }
    }

    /// The same, telling this address when calls are over.
    #[must_use]
    pub fn status_callback(mut self, url: &str) -> Number {
        self.status_callback = url.to_owned();
        self
    }

    /// The same, asking this address when the other fails.
    #[must_use]
    pub fn fallback(mut self, url: &str) -> Number {
        self.voice_fallback_url = url.to_owned();
        self.sms_fallback_url = url.to_owned();
        self
    }
}
