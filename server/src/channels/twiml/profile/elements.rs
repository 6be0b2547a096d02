//! The elements of documents, provider by provider.

/// An element that may stand in a document, and its attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name, e.g. `Gather`.
    pub name: &'static str,
    /// The attributes it may have, under Twilio's names.
    pub attributes: &'static [&'static str],
    /// Attributes that the provider names otherwise: Twilio's name, its name.
    pub renamed: &'static [(&'static str, &'static str)],
}

impl Element {
    const fn new(name: &'static str, attributes: &'static [&'static str]) -> Element {
        Element { name, attributes, renamed: &[] }
    }

    /// What the provider calls an attribute; none when the element does not have it.
    pub fn attribute(&self, name: &str) -> Option<&'static str> {
        let known = self.attributes.iter().find(|known| **known == name)?;
        let renamed = self.renamed.iter().find(|(ours, _)| *ours == name);
        Some(renamed.map_or(*known, |(_, theirs)| theirs))
    }
}

const SAY: Element = Element::new("Say", &["voice", "language", "loop"]);
const PLAY: Element = Element::new("Play", &["loop", "digits"]);
const PAUSE: Element = Element::new("Pause", &["length"]);
const REDIRECT: Element = Element::new("Redirect", &["method"]);
const REJECT: Element = Element::new("Reject", &["reason"]);
const HANGUP: Element = Element::new("Hangup", &[]);
const CONNECT: Element = Element::new("Connect", &["action", "method"]);
const START: Element = Element::new("Start", &["action", "method"]);
const STOP: Element = Element::new("Stop", &[]);
const PARAMETER: Element = Element::new("Parameter", &["name", "value"]);
const QUEUE: Element =
    Element::new("Queue", &["url", "method", "reservationSid", "postWorkActivitySid"]);
const LEAVE: Element = Element::new("Leave", &[]);
const REFER: Element = Element::new("Refer", &["action", "method"]);
const SIPREC: Element = Element::new(
    "Siprec",
    &["name", "connectorName", "track", "statusCallback", "statusCallbackMethod"],
);
const PROMPT: Element =
    Element::new("Prompt", &["for", "errorType", "cardType", "attempt", "requireMatchingInputs"]);
const CONFERENCE: Element = Element::new(
    "Conference",
    &[
        "muted",
        "beep",
        "startConferenceOnEnter",
        "endConferenceOnExit",
        "waitUrl",
        "waitMethod",
        "maxParticipants",
        "record",
        "coach",
        "trim",
        "statusCallback",
        "statusCallbackEvent",
        "statusCallbackMethod",
        "recordingStatusCallback",
        "recordingStatusCallbackMethod",
        "recordingStatusCallbackEvent",
        "eventCallbackUrl",
    ],
);
const NUMBER: Element = Element::new(
    "Number",
    &[
        "sendDigits",
        "url",
        "method",
        "statusCallback",
        "statusCallbackEvent",
        "statusCallbackMethod",
    ],
);
const SIP: Element = Element::new(
    "Sip",
    &[
        "username",
        "password",
        "url",
        "method",
        "statusCallback",
        "statusCallbackEvent",
        "statusCallbackMethod",
    ],
);
const STREAM: Element =
    Element::new("Stream", &["name", "url", "track", "statusCallback", "statusCallbackMethod"]);
const PAY: Element = Element::new(
    "Pay",
    &[
        "input",
        "action",
        "bankAccountType",
        "statusCallback",
        "statusCallbackMethod",
        "timeout",
        "maxAttempts",
        "securityCode",
        "postalCode",
        "minPostalCodeLength",
        "paymentConnector",
        "paymentMethod",
        "tokenType",
        "chargeAmount",
        "currency",
        "description",
        "validCardTypes",
        "language",
    ],
);
const GATHER: Element = Element::new(
    "Gather",
    &[
        "action",
        "method",
        "input",
        "timeout",
        "speechTimeout",
        "numDigits",
        "finishOnKey",
        "actionOnEmptyResult",
        "language",
        "hints",
        "speechModel",
        "enhanced",
        "profanityFilter",
        "partialResultCallback",
        "partialResultCallbackMethod",
    ],
);
const RECORD: Element = Element::new(
    "Record",
    &[
        "action",
        "method",
        "timeout",
        "finishOnKey",
        "maxLength",
        "playBeep",
        "trim",
        "recordingStatusCallback",
        "recordingStatusCallbackMethod",
        "recordingStatusCallbackEvent",
        "transcribe",
        "transcribeCallback",
    ],
);
const DIAL: Element = Element::new(
    "Dial",
    &[
        "action",
        "method",
        "timeout",
        "timeLimit",
        "callerId",
        "hangupOnStar",
        "record",
        "recordingTrack",
        "recordingStatusCallback",
        "recordingStatusCallbackMethod",
        "recordingStatusCallbackEvent",
        "answerOnBridge",
        "ringTone",
        "trim",
    ],
);
const ENQUEUE: Element =
    Element::new("Enqueue", &["action", "method", "waitUrl", "waitUrlMethod", "maxQueueSize"]);
const RELAY: Element = Element::new(
    "ConversationRelay",
    &[
        "url",
        "welcomeGreeting",
        "welcomeGreetingInterruptible",
        "language",
        "ttsLanguage",
        "ttsProvider",
        "voice",
        "transcriptionLanguage",
        "transcriptionProvider",
        "speechModel",
        "dtmfDetection",
        "interruptible",
        "hints",
        "profanityFilter",
        "debug",
    ],
);

pub(super) const TWILIO: &[Element] = &[
    SAY,
    PLAY,
    PAUSE,
    Element::new(
        "Gather",
        &[
            "action",
            "method",
            "input",
            "timeout",
            "speechTimeout",
            "maxSpeechTime",
            "numDigits",
            "finishOnKey",
            "actionOnEmptyResult",
            "language",
            "hints",
            "speechModel",
            "enhanced",
            "profanityFilter",
            "bargeIn",
            "partialResultCallback",
            "partialResultCallbackMethod",
            "debug",
        ],
    ),
    RECORD,
    Element::new(
        "Dial",
        &[
            "action",
            "method",
            "timeout",
            "timeLimit",
            "callerId",
            "hangupOnStar",
            "record",
            "recordingTrack",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
            "answerOnBridge",
            "ringTone",
            "sequential",
            "referUrl",
            "referMethod",
            "trim",
            "events",
        ],
    ),
    Element::new(
        "Number",
        &[
            "sendDigits",
            "url",
            "method",
            "statusCallback",
            "statusCallbackEvent",
            "statusCallbackMethod",
            "byoc",
            "machineDetection",
        ],
    ),
    Element::new(
        "Client",
        &["url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod"],
    ),
    Element::new("Identity", &[]),
    SIP,
    Element::new("Sim", &[]),
    Element::new(
        "Conference",
        &[
            "muted",
            "beep",
            "startConferenceOnEnter",
            "endConferenceOnExit",
            "waitUrl",
            "waitMethod",
            "maxParticipants",
            "record",
            "region",
            "coach",
            "trim",
            "statusCallback",
            "statusCallbackEvent",
            "statusCallbackMethod",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
            "eventCallbackUrl",
            "jitterBufferSize",
            "participantLabel",
        ],
    ),
    QUEUE,
    Element::new(
        "Enqueue",
        &["action", "method", "waitUrl", "waitUrlMethod", "workflowSid", "maxQueueSize"],
    ),
    Element::new("Task", &["priority", "timeout"]),
    LEAVE,
    REDIRECT,
    REJECT,
    HANGUP,
    CONNECT,
    START,
    STOP,
    STREAM,
    SIPREC,
    PARAMETER,
    Element::new("Config", &["name", "value"]),
    Element::new(
        "VirtualAgent",
        &[
            "connectorName",
            "language",
            "sentimentAnalysis",
            "statusCallback",
            "statusCallbackMethod",
        ],
    ),
    RELAY,
    PAY,
    PROMPT,
    REFER,
];

/// Its papers name no client (it has `Verto`), no SIM card, no SIPREC and no relay.
pub(super) const SIGNALWIRE: &[Element] = &[
    SAY,
    PLAY,
    PAUSE,
    GATHER,
    RECORD,
    DIAL,
    NUMBER,
    SIP,
    CONFERENCE,
    QUEUE,
    ENQUEUE,
    LEAVE,
    REDIRECT,
    REJECT,
    HANGUP,
    CONNECT,
    START,
    STOP,
    STREAM,
    PARAMETER,
    Element::new("VirtualAgent", &["connectorName"]),
    PAY,
    PROMPT,
    REFER,
];

/// Its gather has no `actionOnEmptyResult` and no model of Twilio's naming in its papers.
pub(super) const TELNYX: &[Element] = &[
    SAY,
    PLAY,
    PAUSE,
    Element {
        name: "Gather",
        attributes: &[
            "action",
            "method",
            "input",
            "timeout",
            "speechTimeout",
            "numDigits",
            "finishOnKey",
            "language",
            "hints",
            "enhanced",
            "profanityFilter",
            "partialResultCallback",
            "partialResultCallbackMethod",
        ],
        renamed: &[("enhanced", "useEnhanced")],
    },
    Element {
        name: "Record",
        attributes: RECORD.attributes,
        renamed: &[
            ("transcribe", "transcription"),
            ("transcribeCallback", "transcriptionCallback"),
        ],
    },
    DIAL,
    NUMBER,
    SIP,
    CONFERENCE,
    QUEUE,
    ENQUEUE,
    LEAVE,
    REDIRECT,
    REJECT,
    HANGUP,
    CONNECT,
    START,
    STOP,
    STREAM,
    SIPREC,
    PARAMETER,
    RELAY,
    REFER,
];

/// What its switch reads; any other element ends the document with an error, and any other attribute
/// is passed over in silence.
pub(super) const SOMLENG: &[Element] = &[
    SAY,
    Element::new("Play", &["loop"]),
    Element::new(
        "Gather",
        &["action", "method", "timeout", "numDigits", "finishOnKey", "actionOnEmptyResult"],
    ),
    Element::new(
        "Record",
        &[
            "action",
            "method",
            "timeout",
            "finishOnKey",
            "maxLength",
            "playBeep",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
        ],
    ),
    Element::new("Dial", &["action", "method", "timeout", "callerId"]),
    Element::new("Number", &[]),
    Element::new("Sip", &[]),
    REDIRECT,
    REJECT,
    HANGUP,
    Element::new("Connect", &[]),
    Element::new("Stream", &["url"]),
    PARAMETER,
];
