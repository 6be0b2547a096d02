//! Calls: placing one, changing one that is live, asking how one is.

use centralita_engine::Text;
use centralita_engine::exec::PlaceCall;

use super::fields::Fields;
use super::{Account, Answer, Method, RestRequest};
use crate::channels::twiml::request::CallStatus;

/// What is told of a call that we place.
const EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];

/// A call to be placed.
#[derive(Clone, Copy, Debug)]
pub struct NewCall<'c> {
    /// Whom, and how; secrets are resolved.
    pub call: &'c PlaceCall,
    /// Who is asked what to do when somebody answers: a whole address.
    pub url: &'c str,
    /// Who is told how the call is: a whole address. Without it nobody learns that a caller gave up.
    pub status: &'c str,
    /// Who is asked when nobody answers at `url`; empty for nobody.
    pub fallback: &'c str,
}

/// Places a call. With `MachineDetection` among its settings, `url` is asked when it is known who
/// answered.
pub fn create_call(account: &Account, new: &NewCall<'_>) -> RestRequest {
    let NewCall { call, url, status, fallback } = *new;
    let rest = &account.profile.rest;
    let limits = &account.profile.limits.ring_seconds;
    let may = |name: &str| rest.places_with(name);
    let mut fields = Fields::default();
    if account.is_json() {
        fields = fields.some("ApplicationSid", &account.application);
    }
    fields = fields.text("To", &call.to).text("From", &call.from).text("Url", url);
    if may("Method") {
        fields = fields.text("Method", "POST");
    }
    if may("FallbackUrl") {
        fields = fields.some("FallbackUrl", fallback);
    }
    fields = fields.text("StatusCallback", status).text("StatusCallbackMethod", "POST");
    if may("StatusCallbackEvent") {
        fields = fields.words("StatusCallbackEvent", &EVENTS);
    }
    if may("Timeout") {
        fields = fields.number("Timeout", call.timeout.0.clamp(*limits.start(), *limits.end()));
    }
    if call.record && may("Record") {
        fields = fields.flag("Record", true);
    }
    // What stands above is ours to say.
    const OURS: [&str; 9] = [
        "To",
        "From",
        "Url",
        "Method",
        "FallbackUrl",
        "StatusCallback",
        "StatusCallbackMethod",
        "StatusCallbackEvent",
        "Timeout",
    ];
    fields = fields.settings(&call.settings, |name| may(name) && !OURS.contains(&name));
    account.request(Method::Post, &["Calls"], fields)
}

/// What becomes of a live call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update<'u> {
    /// It asks this whole address what to do, now.
    Ask(&'u str),
    /// It does this, now: a document as text, whose addresses are whole.
    Do(&'u str),
    /// It ends, also when it still rings.
    End,
    /// It is taken back as long as nobody answered.
    Cancel,
}

/// Changes a call that is live or rings.
pub fn update_call(account: &Account, call: &str, update: Update<'_>) -> RestRequest {
    let fields = Fields::default();
    let fields = match update {
        Update::Ask(url) => fields.text("Url", url).text("Method", "POST"),
        Update::Do(document) if account.is_json() => fields.text("Texml", document),
        Update::Do(document) => fields.text("Twiml", document),
        Update::End => fields.text("Status", "completed"),
        Update::Cancel => fields.text("Status", "canceled"),
    };
    account.request(Method::Post, &["Calls", call], fields)
}

/// Asks how a call is.
pub fn fetch_call(account: &Account, call: &str) -> RestRequest {
    account.request(Method::Get, &["Calls", call], Fields::default())
}

/// What a provider says of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallFacts {
    /// Its id.
    pub sid: Text,
    /// How it is.
    pub status: CallStatus,
    /// How long it was, in seconds.
    pub duration_secs: Option<u32>,
    /// Who answered, when that was to be found out.
    pub answered_by: Option<Text>,
}

impl CallFacts {
    /// Reads the answer to [`create_call`], [`update_call`] and [`fetch_call`].
    pub fn read(answer: &Answer) -> CallFacts {
        let text = answer.text("answered_by");
        CallFacts {
            // Telnyx calls it by either name.
            sid: [answer.text("sid"), answer.text("call_sid")]
                .into_iter()
                .find(|sid| !sid.is_empty())
                .unwrap_or_default(),
            status: CallStatus::from_word(&answer.text("status")),
            duration_secs: answer.text("duration").trim().parse().ok(),
            answered_by: Some(text).filter(|text| !text.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::{Secs, Value};

    use super::super::Content;
    use super::*;
    use crate::channels::twiml::Provider;

    fn call() -> PlaceCall {
        let settings = Value::from_json(
            r#"{"SendDigits":"1w2","MachineDetection":"Enable","MachineDetectionTimeout":30,
                "RecordingChannels":"dual","Trim":"do-not-trim","SipAuthPassword":"secret","Url":"https://evil.example"}"#,
        );
        PlaceCall {
            from: "+15550199".into(),
            to: "+15550100".into(),
            timeout: Secs(0),
            record: true,
            settings: settings.unwrap().as_map().cloned().unwrap(),
        }
    }

    fn created(provider: Provider, call: &PlaceCall) -> RestRequest {
        let mut account = Account::new(provider.profile(), "https://api.example", "AC1", "secret");
        account.application = "app1".into();
        let url = "https://host.example/call/1/2/placed";
        let status = "https://host.example/call/1/status";
        create_call(&account, &NewCall { call, url, status, fallback: "" })
    }

    fn form(request: &RestRequest) -> String {
        let Content::Form(form) = &request.content else { panic!("no form") };
        form.to_encoded()
    }

    #[test]
    fn a_call_is_placed_with_what_the_flow_sets() {
        let request = created(Provider::Twilio, &call());
        assert_eq!(request.url, "https://api.example/2010-04-01/Accounts/AC1/Calls.json");
        assert_eq!(
            form(&request),
            "To=%2B15550100&From=%2B15550199&Url=https%3A%2F%2Fhost.example%2Fcall%2F1%2F2%2Fplaced&Method=POST\
             &StatusCallback=https%3A%2F%2Fhost.example%2Fcall%2F1%2Fstatus&StatusCallbackMethod=POST\
             &StatusCallbackEvent=initiated&StatusCallbackEvent=ringing&StatusCallbackEvent=answered&StatusCallbackEvent=completed\
             &Timeout=1&Record=true&SendDigits=1w2&MachineDetection=Enable&MachineDetectionTimeout=30\
             &RecordingChannels=dual&Trim=do-not-trim&SipAuthPassword=secret"
        );
    }

    #[test]
    fn telnyx_is_asked_in_json_and_without_what_it_lacks() {
        let request = created(Provider::Telnyx, &call());
        assert_eq!(request.url, "https://api.example/v2/texml/Accounts/AC1/Calls");
        let Content::Json(json) = request.content else { panic!("no JSON") };
        assert_eq!(
            json.to_string(),
            r#"{"ApplicationSid":"app1","From":"+15550199","MachineDetection":"Enable","MachineDetectionTimeout":30,"Record":true,"RecordingChannels":"dual","SipAuthPassword":"secret","StatusCallback":"https://host.example/call/1/status","StatusCallbackEvent":"initiated ringing answered completed","StatusCallbackMethod":"POST","Timeout":5,"To":"+15550100","Trim":"do-not-trim","Url":"https://host.example/call/1/2/placed"}"#
        );
    }

    #[test]
    fn somleng_is_asked_for_no_more_than_it_reads() {
        let request = created(Provider::Somleng, &call());
        assert_eq!(
            form(&request),
            "To=%2B15550100&From=%2B15550199&Url=https%3A%2F%2Fhost.example%2Fcall%2F1%2F2%2Fplaced&Method=POST\
             &StatusCallback=https%3A%2F%2Fhost.example%2Fcall%2F1%2Fstatus&StatusCallbackMethod=POST"
        );
    }

    #[test]
    fn a_live_call_is_changed() {
        let twilio = Account::new(Provider::Twilio.profile(), "", "AC1", "s");
        let telnyx = Account::new(Provider::Telnyx.profile(), "", "AC1", "s");
        let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls/CA1.json";
        for (update, expected) in [
            (Update::Ask("https://a.example"), "Url=https%3A%2F%2Fa.example&Method=POST"),
            (Update::Do("<Response/>"), "Twiml=%3CResponse%2F%3E"),
            (Update::End, "Status=completed"),
            (Update::Cancel, "Status=canceled"),
        ] {
            let request = update_call(&twilio, "CA1", update);
            assert_eq!((request.url.as_str(), form(&request).as_str()), (url, expected));
        }
        let request = update_call(&telnyx, "v3:1", Update::Do("<Response/>"));
        assert_eq!(request.url, "https://api.telnyx.com/v2/texml/Accounts/AC1/Calls/v3:1");
        assert_eq!(request.content, Content::Json(serde_json::json!({"Texml": "<Response/>"})));
        let request = fetch_call(&twilio, "CA1");
        assert_eq!((request.method, request.url.as_str()), (Method::Get, url));
    }

    #[test]
    fn what_a_provider_says_of_a_call_is_read() {
        let answer = Answer::of(serde_json::json!(
            {"sid":"CA1","status":"completed","duration":"12","answered_by":null}
        ));
        let facts = CallFacts::read(&answer);
        assert_eq!((facts.sid.as_str(), facts.duration_secs), ("CA1", Some(12)));
        assert!(facts.status.is_last() && facts.answered_by.is_none());
        let answer = Answer::of(serde_json::json!({"call_sid":"v3:1","status":"queued"}));
        assert_eq!(CallFacts::read(&answer).sid, "v3:1");
    }
}
