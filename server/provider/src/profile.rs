//! The providers that speak this protocol, and how they differ.

/// How a provider signs its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HMAC-SHA1 over address and parameters, in the header of this name.
    Hmac(&'static str),
    /// Ed25519 over time and body, in `telnyx-signature-ed25519` and `telnyx-timestamp`.
    Ed25519,
}

/// What ids of calls look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallIds {
    /// `CA` and 32 hexadecimal digits.
    Sids,
    /// UUIDs.
    Uuids,
    /// `v3:` and something long.
    V3,
}

/// One provider of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, for people.
    pub name: &'static str,
    /// The only verbs and nouns it has; `None` where it has all but those in `absent`.
    pub only: Option<&'static [&'static str]>,
    /// The verbs and nouns it does not have.
    pub absent: &'static [&'static str],
    /// How it signs its requests.
    pub scheme: Scheme,
    /// What ids of its calls look like.
    pub call_ids: CallIds,
    /// What its requests about calls say besides what all of the family say.
    pub extra: &'static [(&'static str, &'static str)],
    /// How it says that a queued caller is about to be joined.
    pub bridging: &'static str,
    /// Whether a verb that it does not know ends the call, instead of being left out.
    pub is_strict: bool,
}

impl Profile {
    /// The vendor who made the protocol.
    pub const TWILIO: Profile = Profile {
        name: "Twilio",
        only: None,
        absent: &[],
        scheme: Scheme::Hmac("X-Twilio-Signature"),
        call_ids: CallIds::Sids,
        extra: &[],
        bridging: "bridging-in-process",
        is_strict: false,
    };

    /// SignalWire's compatible calls.
    pub const SIGNALWIRE: Profile = Profile {
        name: "SignalWire",
        absent: &["Task"],
        scheme: Scheme::Hmac("X-SignalWire-Signature"),
        call_ids: CallIds::Uuids,
        bridging: "bridging-in-progress",
        ..Profile::TWILIO
    };

    /// Telnyx' TeXML.
    pub const TELNYX: Profile = Profile {
        name: "Telnyx",
        absent: &["Pay", "Client", "VirtualAgent", "Room"],
        scheme: Scheme::Ed25519,
        call_ids: CallIds::V3,
        extra: &[
            ("CallSidLegacy", "v3:legacy"),
            ("ConnectionId", "1234567890"),
            ("ShakenStirAttestation", "A"),
        ],
        bridging: "bridging-in-progress",
        ..Profile::TWILIO
    };

    /// Somleng, which anybody may run: few verbs, and an unknown one is an error.
    pub const SOMLENG: Profile = Profile {
        name: "Somleng",
        only: Some(&[
            "Say",
            "Play",
            "Gather",
            "Record",
            "Redirect",
            "Reject",
            "Dial",
            "Number",
            "Sip",
            "Hangup",
            "Connect",
            "Stream",
            "Parameter",
            "Message",
            "Body",
            "Media",
        ]),
        call_ids: CallIds::Uuids,
        is_strict: true,
        ..Profile::TWILIO
    };

    /// Whether this provider does not know an element.
    pub fn lacks(&self, element: &str) -> bool {
        self.absent.contains(&element) || self.only.is_some_and(|only| !only.contains(&element))
    }
}
