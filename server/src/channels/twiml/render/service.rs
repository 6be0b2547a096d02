//! Payments, virtual agents and conversation relays.
//!
//! The settings stand under the names of flow files; this is where they become those of the protocol.

use centralita_engine::exec::Service;
use centralita_engine::{Map, Value};

use super::xml::Attributes;
use super::{Lacking, Page};
use crate::line::document::Link;

/// What the flow is told of a payment that the provider cannot take.
const NO_PAYMENTS: &[(&str, &str)] = &[("Result", "payment-connector-error")];
/// What the flow is told of a virtual agent that the provider does not have.
const NO_AGENTS: &[(&str, &str)] = &[
    ("VirtualAgentStatus", "failed"),
    ("VirtualAgentError", "This provider has no virtual agents."),
];
/// What the flow is told of a relay that the provider does not have.
const NO_RELAY: &[(&str, &str)] = &[("SessionStatus", "failed")];

/// A setting of a payment: its name in flow files, and the attribute.
const PAY: [(&str, &str); 11] = [
    ("payment_connector", "paymentConnector"),
    ("payment_token_type", "tokenType"),
    ("payment_amount", "chargeAmount"),
    ("currency", "currency"),
    ("description", "description"),
    ("language", "language"),
    ("timeout", "timeout"),
    ("max_attempts", "maxAttempts"),
    ("security_code", "securityCode"),
    ("postal_code", "postalCode"),
    ("min_postal_code_length", "minPostalCodeLength"),
];

/// A setting of a relay: its name in flow files, and the attribute.
const RELAY: [(&str, &str); 9] = [
    ("url", "url"),
    ("welcome_greeting", "welcomeGreeting"),
    ("tts_provider", "ttsProvider"),
    ("voice", "voice"),
    ("language", "language"),
    ("transcription_provider", "transcriptionProvider"),
    ("speech_model", "speechModel"),
    ("dtmf_detection", "dtmfDetection"),
    ("interruptible", "interruptible"),
];

impl Page<'_> {
    pub(super) fn pay(&mut self, service: &Service, next: &Link) {
        if !self.profile.has("Pay") {
            return self.instead(Lacking::Pay, next, NO_PAYMENTS);
        }
        let settings = &service.settings;
        let mut attributes = Attributes::default().with("action", self.asked(next, &[]));
        attributes = with_settings(attributes, settings, &PAY);
        // `CREDIT_CARD` in flow files is `credit-card` on the wire.
        for (name, attribute) in
            [("payment_method", "paymentMethod"), ("bank_account_type", "bankAccountType")]
        {
            let word = setting(settings, name).to_ascii_lowercase().replace('_', "-");
            attributes = attributes.with_some(attribute, &word);
        }
        let cards = settings.get("valid_card_types").and_then(Value::as_list).unwrap_or_default();
        let cards = cards.iter().filter_map(Value::as_text).map(str::trim);
        let cards = cards.map(|card| if card == "master-card" { "mastercard" } else { card });
        let cards = cards.collect::<Vec<_>>().join(" ");
        attributes = attributes.with_some("validCardTypes", &cards);
        self.with_pairs("Pay", attributes, settings, &[("parameters", "Parameter")]);
    }

    pub(super) fn virtual_agent(&mut self, service: &Service, next: &Link) {
        if !self.profile.has("VirtualAgent") {
            return self.instead(Lacking::VirtualAgent, next, NO_AGENTS);
        }
        let settings = &service.settings;
        // The older widget calls it `connector`.
        let connector = [setting(settings, "connector_name"), setting(settings, "connector")];
        let connector = connector.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let attributes = Attributes::default().with_some("connectorName", &connector);
        let attributes = with_settings(
            attributes,
            settings,
            &[
                ("language", "language"),
                ("sentiment_analysis", "sentimentAnalysis"),
                ("status_callback", "statusCallback"),
                ("status_callback_method", "statusCallbackMethod"),
            ],
        );
        self.xml.open("Connect", self.asking(next));
        let pairs = [("configurations", "Config"), ("parameters", "Parameter")];
        self.with_pairs("VirtualAgent", attributes, settings, &pairs);
        self.xml.close("Connect");
    }

    pub(super) fn relay(&mut self, service: &Service, next: &Link) {
        if !self.profile.has("ConversationRelay") {
            return self.instead(Lacking::Relay, next, NO_RELAY);
        }
        let settings = &service.settings;
        let attributes = with_settings(Attributes::default(), settings, &RELAY);
        self.xml.open("Connect", self.asking(next));
        self.with_pairs("ConversationRelay", attributes, settings, &[("parameters", "Parameter")]);
        self.xml.close("Connect");
    }

    /// An element with the named values of some of the settings in it.
    fn with_pairs(
        &mut self,
        element: &str,
        attributes: Attributes,
        settings: &Map,
        pairs: &[(&str, &'static str)],
    ) {
        let named = |name: &str| settings.get(name).and_then(Value::as_map);
        let pairs = pairs.iter().filter(|(_, each)| self.profile.has(each));
        let pairs: Vec<(&'static str, &Map)> =
            pairs.filter_map(|(name, each)| named(name).map(|map| (*each, map))).collect();
        if pairs.iter().all(|(_, map)| map.is_empty()) {
            return self.xml.empty(element, attributes);
        }
        self.xml.open(element, attributes);
        for (each, map) in pairs {
            for (name, value) in map.iter() {
                self.pair(each, name, value);
            }
        }
        self.xml.close(element);
    }
}

/// A setting as text; empty when there is none.
fn setting(settings: &Map, name: &str) -> String {
    match settings.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::Text(text)) => text.trim().to_owned(),
        Some(other) => other.to_json(),
    }
}

fn with_settings(
    attributes: Attributes,
    settings: &Map,
    names: &[(&str, &'static str)],
) -> Attributes {
    names.iter().fold(attributes, |attributes, (name, attribute)| {
        attributes.with_some(attribute, &setting(settings, name))
    })
}
