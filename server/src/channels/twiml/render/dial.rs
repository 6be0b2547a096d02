//! Connecting a caller: to somebody, or to those in a conference.

use centralita_engine::Text;
use centralita_engine::exec::{Dial, DialTarget};

use super::xml::Attributes;
use super::{Lacking, Page};
use crate::line::document::Link;

/// What is told of a conference.
const CONFERENCE_EVENTS: &str = "start end join leave";
/// What the flow is told of a talk that the provider cannot begin.
const FAILED: &[(&str, &str)] = &[("DialCallStatus", "failed")];

impl Page<'_> {
    pub(super) fn dial(&mut self, dial: &Dial, next: &Link) {
        let (element, lacking) = match &dial.to {
            DialTarget::Numbers(_) => ("Number", None),
            DialTarget::Sip { .. } => ("Sip", None),
            DialTarget::Client(_) => ("Client", Some(Lacking::Client)),
            DialTarget::Sim(_) => ("Sim", Some(Lacking::Sim)),
            DialTarget::Conference(_) => ("Conference", Some(Lacking::Conference)),
            // A target of a later engine, of which this protocol has no word yet.
            _ => return self.redirect(&self.asked(next, FAILED)),
        };
        if let Some(lacking) = lacking.filter(|_| !self.profile.has(element)) {
            return self.instead(lacking, next, FAILED);
        }
        let attributes = self.dialling(dial, next);
        self.xml.open("Dial", attributes);
        match &dial.to {
            DialTarget::Numbers(numbers) => {
                for number in numbers.iter().take(self.profile.limits.numbers) {
                    self.xml.leaf("Number", Attributes::default(), number.trim());
                }
            }
            DialTarget::Client(name) => {
                let name = name.trim();
                let name = name.strip_prefix("client:").unwrap_or(name);
                self.xml.leaf("Client", Attributes::default(), name);
            }
            DialTarget::Sip { uri, username, password } => self.sip(uri, username, password),
            DialTarget::Sim(sid) => self.xml.leaf("Sim", Attributes::default(), sid.trim()),
            DialTarget::Conference(name) => {
                let record = if dial.record { "record-from-start" } else { "" };
                let attributes = Attributes::default().with_some("record", record);
                self.xml.leaf("Conference", attributes, name);
            }
            _ => {}
        }
        self.xml.close("Dial");
    }

    fn dialling(&mut self, dial: &Dial, next: &Link) -> Attributes {
        let limits = &self.profile.limits;
        let seconds = &limits.dial_seconds;
        let talk = limits.talk_seconds.clone();
        let timeout = dial.timeout.0.clamp(*seconds.start(), *seconds.end());
        let mut attributes =
            self.asking(next).with("timeout", timeout).with_some("callerId", dial.caller_id.trim());
        if let Some(limit) = dial.time_limit {
            attributes = attributes.with("timeLimit", limit.0.clamp(*talk.start(), *talk.end()));
            if self.profile.attribute("Dial", "timeLimit").is_none() {
                self.lacks(Lacking::DialLimit);
            }
        }
        let is_conference = matches!(dial.to, DialTarget::Conference(_));
        if dial.record && !is_conference {
            attributes = attributes.with("record", "record-from-answer");
            if self.profile.attribute("Dial", "record").is_none() {
                self.lacks(Lacking::DialRecording);
            }
        }
        attributes
    }

    fn sip(&mut self, uri: &Text, username: &Text, password: &Text) {
        let has_credentials = !username.is_empty() || !password.is_empty();
        if has_credentials && self.profile.attribute("Sip", "username").is_none() {
            self.lacks(Lacking::SipCredentials);
        }
        let attributes =
            Attributes::default().with_some("username", username).with_some("password", password);
        let uri = uri.trim();
        let has_scheme = uri.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sip:"))
            || uri.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("sips:"));
        let uri = if has_scheme { uri.to_owned() } else { format!("sip:{uri}") };
        self.xml.leaf("Sip", attributes, &uri);
    }

    /// Where our own queues bring caller and worker together.
    pub(super) fn conference(
        &mut self,
        name: &Text,
        starts: bool,
        ends: bool,
        next: Option<&Link>,
        status: Option<&Link>,
    ) {
        if !self.profile.has("Conference") {
            return match next {
                Some(next) => self.instead(Lacking::Conference, next, FAILED),
                None => {
                    self.lacks(Lacking::Conference);
                    self.xml.empty("Hangup", Attributes::default());
                }
            };
        }
        let attributes = next.map_or_else(Attributes::default, |next| self.asking(next));
        self.xml.open("Dial", attributes);
        let mut attributes = Attributes::default()
            // A beep when the worker comes is nothing a caller expects.
            .with("beep", false)
            .with("startConferenceOnEnter", starts)
            .with("endConferenceOnExit", ends);
        if let Some(status) = status {
            attributes = attributes
                .with("statusCallback", self.asked(status, &[]))
                .with("statusCallbackEvent", CONFERENCE_EVENTS)
                .with("statusCallbackMethod", "POST");
        }
        self.xml.leaf("Conference", attributes, name);
        self.xml.close("Dial");
    }
}
