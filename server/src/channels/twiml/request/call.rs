//! What is said about a call: that somebody calls, that a step is over, how the call is.

use centralita_engine::{Map, Text};

use super::{Address, CallStatus, Direction, Form};

/// A request that asks what to do on a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRequest {
    /// The provider's id of the call; of any shape.
    pub sid: Text,
    /// The provider's account.
    pub account: Text,
    /// Who calls.
    pub from: Address,
    /// Whom they called.
    pub to: Address,
    /// Which way the call went.
    pub direction: Direction,
    /// How the call is.
    pub status: CallStatus,
    /// The caller's name, when the provider looked it up.
    pub caller_name: Text,
    /// The number that the call was forwarded from, when the carrier says so.
    pub forwarded_from: Option<Address>,
    /// The call that this one was placed from.
    pub parent: Text,
    /// Who answered a call that we placed, when that was to be found out: `human`, `fax` and so on.
    pub answered_by: Option<Text>,
    /// How far the carrier vouches for the caller's number, e.g. `TN-Validation-Passed-A`.
    pub attestation: Text,
    /// The code of what went wrong before, when we are asked because another address failed.
    pub error_code: Option<Text>,
    /// Everything, as executions keep it.
    pub params: Map,
}

impl CallRequest {
    /// Reads the parameters of a request; see [`Webhook::parameters`](super::Webhook::parameters).
    pub fn read(form: &Form) -> CallRequest {
        // `Caller` and `Called` are older doubles; one provider or another sends only these.
        let either = |one: &str, other: &str| form.said(one).or_else(|| form.said(other));
        CallRequest {
            sid: form.text("CallSid"),
            account: form.text("AccountSid"),
            from: Address::read(either("From", "Caller").unwrap_or_default()),
            to: Address::read(either("To", "Called").unwrap_or_default()),
            direction: Direction::from_word(form.get("Direction").unwrap_or_default()),
            status: CallStatus::from_word(form.get("CallStatus").unwrap_or_default()),
            caller_name: form.text("CallerName"),
            forwarded_from: form.said("ForwardedFrom").map(Address::read),
            parent: form.text("ParentCallSid"),
            answered_by: form.said("AnsweredBy").map(Text::from),
            attestation: form.text("StirVerstat"),
            error_code: form.said("ErrorCode").map(Text::from),
            params: form.params(),
        }
    }

    /// Who is on the other side of the line from us: who called, or whom we called.
    pub fn contact(&self) -> &Address {
        if self.is_placed_by_us() { &self.to } else { &self.from }
    }

    /// Our own address on the line.
    pub fn channel(&self) -> &Address {
        if self.is_placed_by_us() { &self.from } else { &self.to }
    }

    /// Whether we placed the call.
    pub fn is_placed_by_us(&self) -> bool {
        matches!(self.direction, Direction::OutboundApi | Direction::OutboundDial)
    }
}

/// A request that tells how a call is and wants no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CallStatusCallback {
    /// The call.
    pub call: CallRequest,
    /// The place of this in the call's story, from 0; such requests come in any order.
    pub sequence: Option<u32>,
    /// When it happened, in the provider's writing.
    pub timestamp: Text,
    /// How long the call was, in seconds.
    pub duration_secs: Option<u32>,
    /// The SIP code of a call that failed.
    pub sip_code: Option<u32>,
    /// Where the recording is, when the call was recorded.
    pub recording_url: Option<Text>,
    /// The provider's id of the recording.
    pub recording_sid: Option<Text>,
}

impl CallStatusCallback {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> CallStatusCallback {
        CallStatusCallback {
            call: CallRequest::read(form),
            sequence: form.number("SequenceNumber"),
            timestamp: form.text("Timestamp"),
            // `Duration` counts minutes.
            duration_secs: form.number("CallDuration"),
            sip_code: form.number("SipResponseCode"),
            recording_url: form.said("RecordingUrl").map(Text::from),
            recording_sid: form.said("RecordingSid").map(Text::from),
        }
    }

    /// Whether the call is over.
    pub fn is_last(&self) -> bool {
        self.call.status.is_last()
    }
}

/// How far a call is, of statuses that come late, twice and in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The status that counts.
    pub status: Option<CallStatus>,
    /// Its place in the call's story.
    pub sequence: Option<u32>,
}

impl Progress {
    /// Takes a status, and says whether it is news: a later place in the story wins, and a call that is
    /// over stays so.
    pub fn take(&mut self, callback: &CallStatusCallback) -> bool {
        let status = &callback.call.status;
        if self.status.as_ref().is_some_and(CallStatus::is_last) {
            return false;
        }
        let is_later = match (self.sequence, callback.sequence) {
            (Some(had), Some(comes)) => comes > had,
            // Without places in the story, what differs is news.
            _ => self.status.as_ref() != Some(status),
        };
        if !is_later && !status.is_last() {
            return false;
        }
        self.status = Some(status.clone());
        self.sequence = callback.sequence.or(self.sequence);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: &[u8] = b"Called=%2B15550100&ToState=&CallerCountry=GB&Direction=outbound-api&Timestamp=Sat%2C%2007%20May%202022%2014%3A30%3A14%20%2B0000&CallbackSource=call-progress-events&SipResponseCode=486&CallerState=&ToZip=&SequenceNumber=2&CallSid=CA00000000000000000000000000000001&To=%2B15550100&CallerZip=&ToCountry=ZM&CalledZip=&ApiVersion=2010-04-01&CalledCity=&CallStatus=busy&Duration=0&From=%2B15550101&CallDuration=0&AccountSid=AC00000000000000000000000000000001&CalledCountry=ZM&CallerCity=&ToCity=&FromCountry=GB&Caller=%2B15550101&FromCity=&CalledState=&FromZip=&FromState=";

    #[test]
    fn a_recorded_status_callback_is_read_whole() {
        let form = Form::read(BUSY).unwrap();
        let callback = CallStatusCallback::read(&form);
        assert_eq!(callback.call.sid, "CA00000000000000000000000000000001");
        assert_eq!(callback.call.status, CallStatus::Busy);
        assert_eq!((callback.sequence, callback.sip_code), (Some(2), Some(486)));
        assert_eq!(callback.duration_secs, Some(0));
        assert_eq!(callback.timestamp, "Sat, 07 May 2022 14:30:14 +0000");
        assert!(callback.is_last() && callback.call.is_placed_by_us());
        assert_eq!(callback.call.contact().text, "+15550100");
        assert_eq!(callback.call.channel().text, "+15550101");
        assert_eq!(callback.call.params.len(), form.pairs().len());
    }

    #[test]
    fn ids_of_every_provider_and_odd_values_are_kept() {
        for sid in ["CA0123", "v3:4ix9_Ab", "0f7b-11", ""] {
            let form = Form::of([("CallSid", sid), ("CallStatus", "parked"), ("Weird[]", "1")]);
            let call = CallRequest::read(&form);
            assert_eq!((call.sid.as_str(), call.status.word()), (sid, "parked"));
            assert!(call.params.contains("Weird[]"));
            assert_eq!(call.contact().contact(), None);
        }
    }

    #[test]
    fn a_call_from_a_browser_counts_as_inbound() {
        let form =
            Form::read(b"CallSid=CA1&From=client%3Aana&To=&Called=%2B15550199&Direction=inbound")
                .unwrap();
        let call = CallRequest::read(&form);
        assert_eq!(call.contact().contact().as_deref(), Some("client:ana"));
        assert_eq!(call.channel().text, "+15550199");
    }

    fn status(word: &str, sequence: Option<u32>) -> CallStatusCallback {
        let sequence = sequence.map(|number| number.to_string()).unwrap_or_default();
        CallStatusCallback::read(&Form::of([("CallStatus", word), ("SequenceNumber", &sequence)]))
    }

    #[test]
    fn trap_13_statuses_come_in_any_order_and_a_call_that_is_over_stays_so() {
        let told = |order: &[(&str, Option<u32>)]| {
            let mut progress = Progress::default();
            let news: Vec<bool> =
                order.iter().map(|(word, at)| progress.take(&status(word, *at))).collect();
            (progress.status.map(|status| status.word().to_owned()).unwrap_or_default(), news)
        };
        let (end, news) =
            told(&[("ringing", Some(1)), ("initiated", Some(0)), ("ringing", Some(1))]);
        assert_eq!((end.as_str(), news), ("ringing", vec![true, false, false]));
        let (end, news) =
            told(&[("completed", Some(3)), ("in-progress", Some(2)), ("completed", Some(3))]);
        assert_eq!((end.as_str(), news), ("completed", vec![true, false, false]));
        let (end, news) = told(&[("ringing", None), ("ringing", None), ("in-progress", None)]);
        assert_eq!((end.as_str(), news), ("in-progress", vec![true, false, true]));
        // The end counts even when its place in the story is odd.
        let (end, _) = told(&[("in-progress", Some(5)), ("completed", Some(1))]);
        assert_eq!(end, "completed");
    }
}
