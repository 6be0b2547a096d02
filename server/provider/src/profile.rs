//! The providers that speak this protocol, and how they differ.

/// One provider of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, for people.
    pub name: &'static str,
    /// The only verbs and nouns it has; `None` where it has all but those in `absent`.
    pub only: Option<&'static [&'static str]>,
    /// The verbs and nouns it does not have.
    pub absent: &'static [&'static str],
    /// The header its signature stands in.
    pub signature_header: &'static str,
    /// Whether its calls have UUIDs for ids instead of sids.
    pub has_uuids: bool,
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
        signature_header: "X-Twilio-Signature",
        has_uuids: false,
        bridging: "bridging-in-process",
        is_strict: false,
    };

    /// SignalWire's compatible calls.
    pub const SIGNALWIRE: Profile = Profile {
        name: "SignalWire",
        absent: &["Task"],
        signature_header: "X-SignalWire-Signature",
        has_uuids: true,
        bridging: "bridging-in-progress",
        ..Profile::TWILIO
    };

    /// Telnyx' TeXML. Its own signature (Ed25519) is not spoken here: requests carry none.
    pub const TELNYX: Profile = Profile {
        name: "Telnyx",
        absent: &["Pay", "Client", "VirtualAgent", "Room"],
        signature_header: "",
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
        has_uuids: true,
        is_strict: true,
        ..Profile::TWILIO
    };

    /// Whether this provider does not know an element.
    pub fn lacks(&self, element: &str) -> bool {
        self.absent.contains(&element) || self.only.is_some_and(|only| !only.contains(&element))
    }
}
