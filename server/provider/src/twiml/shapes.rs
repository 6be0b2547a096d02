//! The tables: every verb and noun, its attributes with their values, and what may stand inside.

use super::value::Value::{self, *};

/// Whether words may stand directly in an element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Words {
    /// None.
    No,
    /// Some, up to so many characters; none is fine.
    Maybe(usize),
    /// Some, up to so many characters.
    Yes(usize),
    /// An address.
    Address,
    /// An address, unless the attribute of this name says otherwise.
    AddressUnless(&'static str),
}

/// What one element may look like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Its attributes.
    pub attributes: &'static [(&'static str, Value)],
    /// The elements that may stand in it.
    pub children: &'static [&'static str],
    /// The words in it.
    pub words: Words,
}

const fn shape(
    name: &'static str,
    attributes: &'static [(&'static str, Value)],
    children: &'static [&'static str],
    words: Words,
) -> Shape {
    Shape { name, attributes, children, words }
}

/// The shape of a verb, if there is a verb of this name.
pub(crate) fn verb(name: &str) -> Option<&'static Shape> {
    VERBS.iter().find(|shape| shape.name == name)
}

/// The shape of a verb of messages, if there is one of this name.
pub(crate) fn message_verb(name: &str) -> Option<&'static Shape> {
    MESSAGE_VERBS.iter().find(|shape| shape.name == name)
}

/// The shape of an element called `name` inside one called `parent`.
pub(crate) fn noun(parent: &str, name: &str) -> Option<&'static Shape> {
    let special = NOUNS_BY_PARENT.iter().find(|(own, shape)| *own == parent && shape.name == name);
    if let Some((_, shape)) = special {
        return Some(shape);
    }
    let listed = NOUNS.iter().chain(VERBS).find(|shape| shape.name == name);
    listed.or_else(|| MARKS.contains(&name).then_some(&MARK))
}

/// Marks that may stand in spoken text; their attributes belong to another standard.
pub(crate) const MARKS: &[&str] = &[
    "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w", "speak",
    "mark", "voice", "effect", "domain", "audio", "desc",
];
const MARK: Shape = shape("mark", &[], MARKS, Words::Maybe(4096));

const CALL_EVENTS: &[&str] = &["initiated", "ringing", "answered", "completed"];
const ROOM_EVENTS: &[&str] =
    &["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"];
const RECORDING_EVENTS: &[&str] = &["in-progress", "completed", "absent"];
const RECORD: &[&str] = &[
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
];
const TRIM: &[&str] = &["trim-silence", "do-not-trim"];
const TRACKS: &[&str] = &["inbound", "outbound", "both"];
const STREAM_TRACKS: &[&str] = &["inbound_track", "outbound_track", "both_tracks"];
const PROMPTS: &[&str] = &["Say", "Play", "Pause"];
const SIXTEEN: &[&str] = &["Parameter"];

const STATUS: [(&str, Value); 3] = [
    ("statusCallback", Web),
    ("statusCallbackEvent", SomeOf(CALL_EVENTS)),
    ("statusCallbackMethod", Method),
];

#[rustfmt::skip]
const VERBS: &[Shape] = &[
    shape("Say", &[("voice", Any), ("language", Any), ("loop", Whole(0, 1000))], MARKS, Words::Yes(4096)),
    shape("Play", &[("loop", Whole(0, 1000)), ("digits", Tones)], &[], Words::AddressUnless("digits")),
    shape("Pause", &[("length", Whole(0, 3600))], &[], Words::No),
    shape("Gather", &[
        ("action", Web), ("method", Method), ("input", SomeOf(&["dtmf", "speech"])),
        ("timeout", WholeOr(0, 3600, "auto")), ("speechTimeout", WholeOr(0, 3600, "auto")),
        ("maxSpeechTime", Whole(1, 3600)), ("numDigits", Whole(1, 1000)), ("finishOnKey", FinishKeys),
        ("actionOnEmptyResult", YesNo), ("language", Filled), ("hints", Any), ("speechModel", Filled),
        ("enhanced", YesNo), ("profanityFilter", YesNo), ("bargeIn", YesNo),
        ("partialResultCallback", Web), ("partialResultCallbackMethod", Method), ("debug", YesNo),
    ], PROMPTS, Words::No),
    shape("Record", &[
        ("action", Web), ("method", Method), ("timeout", Whole(0, 3600)), ("finishOnKey", FinishKeys),
        ("maxLength", Whole(1, 14_400)), ("playBeep", YesNo), ("trim", OneOf(TRIM)),
        ("recordingStatusCallback", Web), ("recordingStatusCallbackMethod", Method),
        ("recordingStatusCallbackEvent", SomeOf(RECORDING_EVENTS)), ("transcribe", YesNo),
        ("transcribeCallback", Web),
    ], &[], Words::No),
    shape("Dial", &[
        ("action", Web), ("method", Method), ("timeout", Whole(1, 600)), ("timeLimit", Whole(1, 86_400)),
        ("callerId", Filled), ("hangupOnStar", YesNo), ("record", OneOf(RECORD)),
        ("recordingTrack", OneOf(TRACKS)), ("recordingStatusCallback", Web),
        ("recordingStatusCallbackMethod", Method),
        ("recordingStatusCallbackEvent", SomeOf(RECORDING_EVENTS)), ("answerOnBridge", YesNo),
        ("ringTone", Filled), ("sequential", YesNo), ("referUrl", Web), ("referMethod", Method),
        ("trim", OneOf(TRIM)), ("events", Any), ("callReason", Any),
    ], &["Number", "Client", "Sip", "Conference", "Queue", "Sim", "WhatsApp", "Application"], Words::Maybe(256)),
    shape("Enqueue", &[
        ("action", Web), ("method", Method), ("waitUrl", Web), ("waitUrlMethod", Method),
        ("workflowSid", Sid("WW")), ("maxQueueSize", Whole(1, 5000)),
    ], &["Task"], Words::Maybe(64)),
    shape("Leave", &[], &[], Words::No),
    shape("Redirect", &[("method", Method)], &[], Words::Address),
    shape("Reject", &[("reason", OneOf(&["rejected", "busy"]))], &[], Words::No),
    shape("Hangup", &[], &[], Words::No),
    shape("Connect", &[("action", Web), ("method", Method)], &[
        "Stream", "ConversationRelay", "VirtualAgent", "Room", "Conversation", "AiSession", "Autopilot",
    ], Words::No),
    shape("Start", &[("action", Web), ("method", Method)], &["Stream", "Siprec", "Recording", "Transcription"], Words::No),
    shape("Stop", &[], &["Stream", "Siprec", "Recording", "Transcription"], Words::No),
    shape("Refer", &[("action", Web), ("method", Method)], &["Sip", "ReferSip"], Words::No),
    shape("Pay", &[
        ("action", Web), ("method", Method), ("paymentConnector", Filled), ("chargeAmount", Decimal),
        ("currency", Filled), ("description", Any), ("input", OneOf(&["dtmf"])), ("language", Filled),
        ("maxAttempts", Whole(1, 3)), ("minPostalCodeLength", Whole(0, 20)),
        ("paymentMethod", OneOf(&["credit-card", "ach-debit"])), ("postalCode", Any),
        ("bankAccountType", SomeOf(&["consumer-checking", "consumer-savings", "commercial-checking", "commercial-savings"])),
        ("securityCode", YesNo), ("statusCallback", Web), ("statusCallbackMethod", Method),
        ("timeout", Whole(1, 600)), ("tokenType", OneOf(&["one-time", "reusable", "payment-method"])),
        ("validCardTypes", SomeOf(&["visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"])),
    ], &["Prompt", "Parameter"], Words::No),
    shape("Sms", MESSAGE, &[], Words::Yes(1600)),
    shape("Message", MESSAGE, &["Body", "Media"], Words::Maybe(1600)),
];

const MESSAGE: &[(&str, Value)] = &[
    ("to", Filled),
    ("from", Filled),
    ("action", Web),
    ("method", Method),
    ("statusCallback", Web),
];

const MESSAGE_VERBS: &[Shape] = &[
    shape("Message", MESSAGE, &["Body", "Media"], Words::Maybe(1600)),
    shape("Sms", MESSAGE, &[], Words::Yes(1600)),
    shape("Redirect", &[("method", Method)], &[], Words::Address),
];

#[rustfmt::skip]
const NOUNS: &[Shape] = &[
    shape("Number", &[
        ("sendDigits", Tones), ("url", Web), ("method", Method), STATUS[0], STATUS[1], STATUS[2],
        ("machineDetection", OneOf(&["Enable", "DetectMessageEnd"])), ("machineDetectionTimeout", Whole(3, 120)),
        ("machineDetectionSpeechThreshold", Whole(1000, 6000)),
        ("machineDetectionSpeechEndThreshold", Whole(500, 5000)),
        ("machineDetectionSilenceTimeout", Whole(2000, 10_000)), ("amdStatusCallback", Web),
        ("amdStatusCallbackMethod", Method), ("byoc", Sid("BY")), ("phoneNumberSid", Sid("PN")),
    ], &[], Words::Yes(256)),
    shape("Client", &[("url", Web), ("method", Method), STATUS[0], STATUS[1], STATUS[2]],
        &["Identity", "Parameter"], Words::Maybe(256)),
    shape("Sip", &[
        ("url", Web), ("method", Method), ("username", Any), ("password", Any), STATUS[0], STATUS[1], STATUS[2],
    ], &[], Words::Yes(1024)),
    shape("ReferSip", &[], &[], Words::Yes(1024)),
    shape("Sim", &[("url", Web), ("method", Method), STATUS[0], STATUS[1], STATUS[2]], &[], Words::Yes(64)),
    shape("WhatsApp", &[("url", Web), ("method", Method), STATUS[0], STATUS[1], STATUS[2]], &[], Words::Yes(64)),
    shape("Application", &[
        ("url", Web), ("method", Method), ("customerId", Any), ("copyParentTo", YesNo), STATUS[0], STATUS[1], STATUS[2],
    ], &["ApplicationSid", "Parameter"], Words::Maybe(64)),
    shape("ApplicationSid", &[], &[], Words::Yes(64)),
    shape("Conference", &[
        ("muted", YesNo), ("beep", OneOf(&["true", "false", "onEnter", "onExit"])),
        ("startConferenceOnEnter", YesNo), ("endConferenceOnExit", YesNo), ("waitUrl", Any), ("waitMethod", Method),
        ("maxParticipants", Whole(1, 250)), ("record", OneOf(&["do-not-record", "record-from-start", "true", "false"])),
        ("region", Filled), ("coach", Sid("CA")), ("trim", OneOf(TRIM)), ("statusCallback", Web),
        ("statusCallbackEvent", SomeOf(ROOM_EVENTS)), ("statusCallbackMethod", Method),
        ("recordingStatusCallback", Web), ("recordingStatusCallbackMethod", Method),
        ("recordingStatusCallbackEvent", SomeOf(RECORDING_EVENTS)), ("participantLabel", Filled),
        ("jitterBufferSize", OneOf(&["off", "small", "medium", "large"])), ("eventCallbackUrl", Web),
    ], &[], Words::Yes(128)),
    shape("Queue", &[("url", Web), ("method", Method), ("reservationSid", Sid("WR")), ("postWorkActivitySid", Sid("WA"))],
        &[], Words::Maybe(64)),
    shape("Task", &[("priority", Whole(0, 2_147_483_647)), ("timeout", Whole(0, 1_209_600))], &[], Words::Yes(65_536)),
    shape("Identity", &[], &[], Words::Yes(256)),
    shape("Parameter", &[("name", Filled), ("value", Any)], &[], Words::No),
    shape("Prompt", &[
        ("for", Filled), ("cardType", SomeOf(&["visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"])),
        ("attempt", SomeOf(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"])),
        ("errorType", Filled), ("requireMatchingInputs", YesNo),
    ], PROMPTS, Words::No),
    shape("Stream", &[
        ("name", Filled), ("url", Socket), ("track", OneOf(STREAM_TRACKS)), ("connectorName", Filled),
        ("statusCallback", Web), ("statusCallbackMethod", Method),
    ], SIXTEEN, Words::No),
    shape("Siprec", &[
        ("name", Filled), ("connectorName", Filled), ("track", OneOf(STREAM_TRACKS)),
        ("statusCallback", Web), ("statusCallbackMethod", Method),
    ], SIXTEEN, Words::No),
    shape("Recording", &[
        ("channels", OneOf(&["mono", "dual"])), ("track", OneOf(TRACKS)), ("trim", OneOf(TRIM)),
        ("recordingStatusCallback", Web), ("recordingStatusCallbackMethod", Method),
        ("recordingStatusCallbackEvent", SomeOf(RECORDING_EVENTS)),
    ], &[], Words::No),
    shape("Transcription", &[
        ("name", Filled), ("track", OneOf(STREAM_TRACKS)), ("statusCallbackUrl", Web), ("statusCallbackMethod", Method),
        ("inboundTrackLabel", Any), ("outboundTrackLabel", Any), ("partialResults", YesNo), ("languageCode", Filled),
        ("transcriptionEngine", Filled), ("profanityFilter", YesNo), ("speechModel", Filled), ("hints", Any),
        ("enableAutomaticPunctuation", YesNo), ("intelligenceService", Any),
    ], &[], Words::No),
    shape("ConversationRelay", &[
        ("url", Socket), ("welcomeGreeting", Any), ("welcomeGreetingLanguage", Any), ("welcomeGreetingInterruptible", Any),
        ("language", Any), ("ttsLanguage", Any), ("ttsProvider", Any), ("voice", Any), ("transcriptionLanguage", Any),
        ("transcriptionProvider", Any), ("speechModel", Any), ("interruptible", Any), ("interruptSensitivity", Any),
        ("dtmfDetection", YesNo), ("reportInputDuringAgentSpeech", Any), ("preemptible", YesNo), ("hints", Any),
        ("debug", Any), ("elevenlabsTextNormalization", Any), ("intelligenceService", Any), ("profanityFilter", YesNo),
    ], &["Language", "Parameter"], Words::No),
    shape("Language", &[
        ("code", Filled), ("ttsProvider", Any), ("voice", Any), ("transcriptionProvider", Any), ("speechModel", Any),
    ], &[], Words::No),
    shape("VirtualAgent", &[
        ("connectorName", Filled), ("language", Any), ("sentimentAnalysis", YesNo), ("statusCallback", Web),
        ("statusCallbackMethod", Method),
    ], &["Config", "Parameter"], Words::No),
    shape("Config", &[("name", Filled), ("value", Any)], &[], Words::No),
    shape("Room", &[("participantIdentity", Filled)], &[], Words::Yes(256)),
    shape("Conversation", &[
        ("serviceInstanceSid", Sid("IS")), ("inboundAutocreation", YesNo), ("routingAssignmentTimeout", Whole(0, 86_400)),
        ("inboundTimeout", Whole(0, 86_400)), ("url", Web), ("method", Method), ("record", Any), ("trim", OneOf(TRIM)),
        ("recordingStatusCallback", Web), ("recordingStatusCallbackMethod", Method), ("recordingStatusCallbackEvent", Any),
        STATUS[0], STATUS[1], STATUS[2],
    ], &[], Words::Maybe(256)),
    shape("AiSession", &[("aiConnector", Filled), ("aiSessionConfiguration", Any)], &[], Words::No),
    shape("Autopilot", &[], &[], Words::Yes(64)),
    shape("Body", &[], &[], Words::Maybe(1600)),
    shape("Media", &[], &[], Words::Address),
];

/// What a noun may look like inside one verb, where that differs.
const NOUNS_BY_PARENT: &[(&str, Shape)] = &[
    ("Stop", shape("Stream", &[("name", Filled)], &[], Words::No)),
    ("Stop", shape("Siprec", &[("name", Filled)], &[], Words::No)),
    ("Stop", shape("Transcription", &[("name", Filled)], &[], Words::No)),
    ("Stop", shape("Recording", &[], &[], Words::No)),
    ("Refer", shape("Sip", &[], &[], Words::Yes(1024))),
];
