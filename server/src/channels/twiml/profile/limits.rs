//! Limits: what a provider takes at most and at least.

use std::ops::RangeInclusive;

/// What a provider takes at most and at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most characters of one `Say`.
    pub say_characters: usize,
    /// Most repeats of one `Say` or `Play`.
    pub loops: u32,
    /// Seconds a gather may wait.
    pub gather_seconds: RangeInclusive<u32>,
    /// Most phrases that help a recogniser, and most characters of each.
    pub hints: (usize, usize),
    /// Seconds somebody else may be rung.
    pub dial_seconds: RangeInclusive<u32>,
    /// Seconds two may talk.
    pub talk_seconds: RangeInclusive<u32>,
    /// Most numbers that ring at once.
    pub numbers: usize,
    /// Seconds a call that we place may ring.
    pub ring_seconds: RangeInclusive<u32>,
    /// Most bytes of a document.
    pub document_bytes: usize,
    /// Seconds we have to answer; beyond them the provider gives up.
    pub answer_seconds: u32,
}

pub(super) const TWILIO: Limits = Limits {
    say_characters: 4096,
    loops: 1000,
    gather_seconds: 0..=600,
    hints: (500, 100),
    dial_seconds: 1..=600,
    talk_seconds: 1..=86_400,
    numbers: 10,
    ring_seconds: 1..=600,
    document_bytes: 64 * 1024,
    answer_seconds: 15,
};

pub(super) const SIGNALWIRE: Limits =
    Limits { gather_seconds: 1..=600, dial_seconds: 5..=600, ..TWILIO };

pub(super) const TELNYX: Limits = Limits {
    loops: 10,
    gather_seconds: 1..=120,
    dial_seconds: 5..=120,
    talk_seconds: 60..=14_400,
    ring_seconds: 5..=120,
    ..TWILIO
};

pub(super) const SOMLENG: Limits = Limits { loops: 100, gather_seconds: 1..=600, ..TWILIO };

/// The settings with which Telnyx places a call, by its client libraries.
pub(super) const TELNYX_PLACING: &[&str] = &[
    "From",
    "To",
    "Url",
    "StatusCallback",
    "StatusCallbackMethod",
    "StatusCallbackEvent",
    "FallbackUrl",
    "Timeout",
    "TimeLimit",
    "Record",
    "RecordingChannels",
    "RecordingTrack",
    "RecordingStatusCallback",
    "RecordingStatusCallbackMethod",
    "RecordingStatusCallbackEvent",
    "Trim",
    "MachineDetection",
    "MachineDetectionTimeout",
    "MachineDetectionSpeechThreshold",
    "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSilenceTimeout",
    "AsyncAmd",
    "AsyncAmdStatusCallback",
    "AsyncAmdStatusCallbackMethod",
    "SipAuthUsername",
    "SipAuthPassword",
    "CallerId",
];

/// The settings with which Somleng places a call, by its own code; others are passed over in silence.
pub(super) const SOMLENG_PLACING: &[&str] =
    &["From", "To", "Url", "Method", "StatusCallback", "StatusCallbackMethod"];
