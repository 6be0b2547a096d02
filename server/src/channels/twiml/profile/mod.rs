//! Profiles: what each provider of the family has, lacks and calls otherwise.
//!
//! A profile is data. Where a provider's own papers and its code differ, the code counts; where
//! nobody could say, the table has the careful answer, so that a document works either way.

mod elements;
mod limits;

pub use elements::Element;
pub use limits::Limits;

use crate::channels::twiml::signature::Scheme;

/// The providers whose protocol this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Twilio, whose protocol the others follow.
    Twilio,
    /// SignalWire, which calls it cXML.
    SignalWire,
    /// Telnyx, which calls it `TeXML`.
    Telnyx,
    /// Somleng, which people run themselves.
    Somleng,
}

impl Provider {
    /// All of them.
    pub const ALL: [Provider; 4] =
        [Provider::Twilio, Provider::SignalWire, Provider::Telnyx, Provider::Somleng];

    /// The word in settings: `twilio`, `signalwire`, `telnyx` or `somleng`.
    pub fn word(self) -> &'static str {
        match self {
            Provider::Twilio => "twilio",
            Provider::SignalWire => "signalwire",
            Provider::Telnyx => "telnyx",
            Provider::Somleng => "somleng",
        }
    }

    /// The provider that a word in settings means, in any case of its letters.
    pub fn from_word(word: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|one| one.word().eq_ignore_ascii_case(word.trim()))
    }

    /// What it has and lacks.
    pub fn profile(self) -> &'static Profile {
        match self {
            Provider::Twilio => &TWILIO,
            Provider::SignalWire => &SIGNALWIRE,
            Provider::Telnyx => &TELNYX,
            Provider::Somleng => &SOMLENG,
        }
    }
}

/// What a provider has, lacks and calls otherwise.
#[derive(Debug)]
pub struct Profile {
    /// Whose profile it is.
    pub provider: Provider,
    /// Its name as people write it.
    pub name: &'static str,
    /// The elements that may stand in a document.
    pub elements: &'static [Element],
    /// Whether a gather understands speech.
    pub speech: bool,
    /// Whether the words of a `Say` may hold SSML.
    pub markup: bool,
    /// Whether the fragment of an address sets time-outs and retries, as in `#ct=2000&rc=2`.
    pub fragments: bool,
    /// How it signs its requests.
    pub scheme: Scheme,
    /// How its REST interface looks.
    pub rest: Rest,
    /// What it takes at most and at least.
    pub limits: Limits,
    /// Parameters that it names otherwise than Twilio: its name, Twilio's name.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Values that it words otherwise than Twilio: the parameter, its word, Twilio's word.
    pub words: &'static [(&'static str, &'static str, &'static str)],
    /// Codes by which it says that the contact wants no more messages.
    pub opted_out: &'static [&'static str],
}

impl Profile {
    /// The element of this name, when the provider has it.
    pub fn element(&self, name: &str) -> Option<&'static Element> {
        self.elements.iter().find(|element| element.name == name)
    }

    /// Whether the provider has the element.
    pub fn has(&self, element: &str) -> bool {
        self.element(element).is_some()
    }

    /// What the provider calls an attribute; none when it does not have it.
    pub fn attribute(&self, element: &str, attribute: &str) -> Option<&'static str> {
        self.element(element)?.attribute(attribute)
    }
}

/// How a provider's REST interface looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The address it is found at; none when every customer has an address of their own.
    pub host: Option<&'static str>,
    /// What stands before `/Accounts/…` in paths about calls.
    pub prefix: &'static str,
    /// The shape of what is sent.
    pub shape: Shape,
    /// The settings with which a call can be placed; none when all of Twilio's.
    pub placing: Option<&'static [&'static str]>,
    /// Whether the recording of a live call can be started and stopped.
    pub records_live: bool,
    /// Whether messages can be made from the provider's own templates.
    pub templates: bool,
}

impl Rest {
    /// Whether a call can be placed with this setting, e.g. `SendDigits`.
    pub fn places_with(&self, setting: &str) -> bool {
        self.placing.is_none_or(|known| known.contains(&setting))
    }
}

/// The shape of what is sent to a REST interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Forms, and the account's name and secret as basic authentication.
    Form,
    /// JSON, and a bearer's token. The names are those of forms, but for a few.
    Json,
}

static TWILIO: Profile = Profile {
    provider: Provider::Twilio,
    name: "Twilio",
    elements: elements::TWILIO,
    speech: true,
    markup: true,
    fragments: true,
    scheme: Scheme::Sha1 { header: "X-Twilio-Signature" },
    rest: Rest {
        host: Some("https://api.twilio.com"),
        prefix: "/2010-04-01",
        shape: Shape::Form,
        placing: None,
        records_live: true,
        templates: true,
    },
    limits: limits::TWILIO,
    parameters: &[],
    words: &[],
    opted_out: &["21610"],
};

static SIGNALWIRE: Profile = Profile {
    provider: Provider::SignalWire,
    name: "SignalWire",
    elements: elements::SIGNALWIRE,
    speech: true,
    markup: true,
    fragments: false,
    scheme: Scheme::Sha1 { header: "X-SignalWire-Signature" },
    rest: Rest {
        host: None,
        prefix: "/api/laml/2010-04-01",
        shape: Shape::Form,
        placing: None,
        records_live: true,
        templates: false,
    },
    limits: limits::SIGNALWIRE,
    parameters: &[],
    words: &[("QueueResult", "bridging-in-progress", "bridging-in-process")],
    opted_out: &["21610"],
};

static TELNYX: Profile = Profile {
    provider: Provider::Telnyx,
    name: "Telnyx",
    elements: elements::TELNYX,
    speech: true,
    markup: true,
    fragments: false,
    scheme: Scheme::Ed25519,
    rest: Rest {
        host: Some("https://api.telnyx.com"),
        prefix: "/v2/texml",
        shape: Shape::Json,
        placing: Some(limits::TELNYX_PLACING),
        records_live: true,
        templates: false,
    },
    limits: limits::TELNYX,
    parameters: &[("ShakenStirAttestation", "StirVerstat")],
    words: &[
        ("StirVerstat", "A", "TN-Validation-Passed-A"),
        ("StirVerstat", "B", "TN-Validation-Passed-B"),
        ("StirVerstat", "C", "TN-Validation-Passed-C"),
        ("QueueResult", "bridging-in-progress", "bridging-in-process"),
    ],
    opted_out: &["21610", "40300"],
};

static SOMLENG: Profile = Profile {
    provider: Provider::Somleng,
    name: "Somleng",
    elements: elements::SOMLENG,
    speech: false,
    markup: false,
    fragments: false,
    scheme: Scheme::Sha1 { header: "X-Twilio-Signature" },
    rest: Rest {
        host: None,
        prefix: "/2010-04-01",
        shape: Shape::Form,
        placing: Some(limits::SOMLENG_PLACING),
        records_live: false,
        templates: false,
    },
    limits: limits::SOMLENG,
    parameters: &[],
    words: &[],
    opted_out: &["21610"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_is_found_by_its_word_and_has_what_every_call_needs() {
        for provider in Provider::ALL {
            assert_eq!(Provider::from_word(&provider.word().to_uppercase()), Some(provider));
            let profile = provider.profile();
            assert_eq!(profile.provider, provider);
            for needed in
                ["Say", "Play", "Gather", "Record", "Redirect", "Reject", "Dial", "Hangup"]
            {
                assert!(profile.has(needed), "{}: {needed}", profile.name);
            }
        }
        assert_eq!(Provider::from_word("vobiz"), None);
    }

    #[test]
    fn what_the_relatives_have_twilio_has_too() {
        let twilio = Provider::Twilio.profile();
        for provider in Provider::ALL {
            for element in provider.profile().elements {
                assert!(twilio.has(element.name), "{element:?}");
                for attribute in element.attributes {
                    let known = twilio.attribute(element.name, attribute);
                    assert!(known.is_some(), "{} {attribute}", element.name);
                }
            }
        }
    }

    #[test]
    fn the_relatives_lack_what_the_specification_says() {
        let lacking = |provider: Provider| {
            let profile = provider.profile();
            let all =
                ["Pause", "Enqueue", "Leave", "Conference", "Client", "Sim", "Pay", "VirtualAgent"];
            all.into_iter().filter(|name| !profile.has(name)).collect::<Vec<_>>()
        };
        assert!(lacking(Provider::Twilio).is_empty());
        assert_eq!(lacking(Provider::SignalWire), ["Client", "Sim"]);
        assert_eq!(lacking(Provider::Telnyx), ["Client", "Sim", "Pay", "VirtualAgent"]);
        assert_eq!(lacking(Provider::Somleng).len(), 8);
        assert_eq!(
            Provider::Telnyx.profile().attribute("Record", "transcribe"),
            Some("transcription")
        );
        assert_eq!(Provider::Telnyx.profile().attribute("Gather", "actionOnEmptyResult"), None);
        assert_eq!(Provider::SignalWire.profile().attribute("Enqueue", "workflowSid"), None);
    }
}
