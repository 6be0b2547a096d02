//! Recordings: starting and stopping that of a live call, and removing one.

use centralita_engine::Map;

use super::fields::Fields;
use super::{Account, Method, RestRequest};

/// Starts the recording of a live call, with settings under the provider's names; `status` is a whole
/// address that is told of it unless the settings name another.
pub fn start_recording(account: &Account, call: &str, settings: &Map, status: &str) -> RestRequest {
    // Telnyx does not cut off silence here, and calls one track `single`.
    let is_json = account.is_json();
    let mut fields = Fields::default();
    for (name, value) in settings.iter() {
        if is_json && (name == "Trim" || name == "RecordingChannels") {
            continue;
        }
        let one: Map = [(name.clone(), value.clone())].into_iter().collect();
        fields = fields.settings(&one, |_| true);
    }
    if is_json && let Some(channels) = settings.get("RecordingChannels").and_then(|it| it.as_text())
    {
        fields =
            fields.text("RecordingChannels", if channels == "mono" { "single" } else { channels });
    }
    if !settings.contains("RecordingStatusCallback") && !status.is_empty() {
        fields = fields
            .text("RecordingStatusCallback", status)
            .text("RecordingStatusCallbackMethod", "POST");
    }
    account.request(Method::Post, &["Calls", call, "Recordings"], fields)
}

/// Stops the recording of a live call: the one of this id, or whichever runs when nobody knows it.
pub fn stop_recording(account: &Account, call: &str, recording: Option<&str>) -> RestRequest {
    let recording = recording.filter(|sid| !sid.is_empty()).unwrap_or("Twilio.CURRENT");
    let fields = Fields::default().text("Status", "stopped");
    account.request(Method::Post, &["Calls", call, "Recordings", recording], fields)
}

/// Removes a recording at the provider.
pub fn delete_recording(account: &Account, recording: &str) -> RestRequest {
    account.request(Method::Delete, &["Recordings", recording], Fields::default())
}

#[cfg(test)]
mod tests {
    use centralita_engine::Value;

    use super::super::Content;
    use super::*;
    use crate::channels::twiml::Provider;

    fn settings() -> Map {
        let json = r#"{"RecordingChannels":"mono","Trim":"trim-silence","RecordingStatusCallbackEvent":["completed","absent"]}"#;
        Value::from_json(json).unwrap().as_map().cloned().unwrap()
    }

    #[test]
    fn a_live_call_is_recorded_from_here_to_there() {
        let account = Account::new(Provider::Twilio.profile(), "", "AC1", "s");
        let base = "https://api.twilio.com/2010-04-01/Accounts/AC1";
        let start = start_recording(&account, "CA1", &settings(), "https://host.example/r");
        assert_eq!(start.url, format!("{base}/Calls/CA1/Recordings.json"));
        let Content::Form(form) = start.content else { panic!("no form") };
        assert_eq!(
            form.to_encoded(),
            "RecordingChannels=mono&Trim=trim-silence&RecordingStatusCallbackEvent=completed&RecordingStatusCallbackEvent=absent\
             &RecordingStatusCallback=https%3A%2F%2Fhost.example%2Fr&RecordingStatusCallbackMethod=POST"
        );
        let stop = stop_recording(&account, "CA1", None);
        assert_eq!(stop.url, format!("{base}/Calls/CA1/Recordings/Twilio.CURRENT.json"));
        let removed = delete_recording(&account, "RE1");
        assert_eq!(
            (removed.method, removed.url),
            (Method::Delete, format!("{base}/Recordings/RE1.json"))
        );
    }

    #[test]
    fn telnyx_records_in_its_own_words() {
        let account = Account::new(Provider::Telnyx.profile(), "", "AC1", "s");
        let start = start_recording(&account, "v3:1", &settings(), "");
        assert_eq!(
            start.url,
            "https://api.telnyx.com/v2/texml/Accounts/AC1/Calls/v3:1/Recordings.json"
        );
        let expected = serde_json::json!({"RecordingChannels":"single","RecordingStatusCallbackEvent":"completed absent"});
        assert_eq!(start.content, Content::Json(expected));
    }
}
