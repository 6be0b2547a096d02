//! The traps of this protocol, each with what keeps us out of it.

use centralita_engine::exec::{Dial, DialTarget, Gather, Record, SpeechInput};
use centralita_engine::{Secs, Text, Value};
use centralita_server::channels::twiml::Provider;
use centralita_server::channels::twiml::render::{Site, render};
use centralita_server::channels::twiml::request::{
    CallRequest, Form, MessageRequest, Webhook, telnyx_message,
};
use centralita_server::line::document::{Document, Link, Verb};

fn text(provider: Provider, verb: Verb) -> String {
    render(&Document::of([verb]), provider.profile(), &Site::at("https://host.example")).text
}

fn link() -> Link {
    Link("/call/1/2/next".into())
}

fn question() -> Gather {
    Gather {
        prompt: None,
        timeout: Secs(5),
        finish_on_key: "#".into(),
        digits: Some(4),
        speech: Some(SpeechInput::default()),
        sensitive: false,
    }
}

fn recording() -> Record {
    Record {
        timeout: Secs(5),
        finish_on_key: Text::default(),
        max_length: Secs(60),
        beep: true,
        trim: false,
        transcribe: false,
        transcription_url: Text::default(),
        status_url: Text::default(),
    }
}

#[test]
fn trap_1_a_question_that_nobody_answers_never_falls_off_the_end_of_the_document() {
    for provider in Provider::ALL {
        let text = text(provider, Verb::Gather { gather: question(), next: link() });
        let asks_itself = text.contains("actionOnEmptyResult=\"true\"");
        let asks_behind =
            text.contains("</Gather><Redirect") && text.contains("?empty=1</Redirect>");
        assert!(asks_itself != asks_behind, "{}: {text}", provider.word());
    }
}

#[test]
fn trap_2_a_recording_never_comes_back_to_the_document_that_asked_for_it() {
    for provider in Provider::ALL {
        let verb = Verb::Record { record: recording(), next: link(), status: link() };
        let text = text(provider, verb);
        assert!(text.contains("<Record action=\"https://host.example/call/1/2/next\""), "{text}");
    }
}

#[test]
fn trap_3_nothing_stands_behind_a_dial_since_nobody_would_get_there() {
    for provider in Provider::ALL {
        let dial = Dial {
            to: DialTarget::Numbers(vec!["+15550100".into()]),
            caller_id: Text::default(),
            record: false,
            timeout: Secs(30),
            time_limit: None,
        };
        let text = text(provider, Verb::Dial { dial, next: link() });
        assert!(text.contains("<Dial action=\"") && text.ends_with("</Dial></Response>"), "{text}");
    }
}

#[test]
fn trap_4_addresses_are_whole_also_when_a_document_is_sent_by_rest() {
    let site = Site::at("https://host.example/base/");
    let document = Document::of([Verb::Redirect(link())]);
    let text = render(&document, Provider::Twilio.profile(), &site).text;
    assert!(text.contains(">https://host.example/base/call/1/2/next<"), "{text}");
}

#[test]
fn trap_7_speech_comes_without_confidence_and_with_a_full_stop() {
    let form = Form::read(b"CallSid=CA1&SpeechResult=Twenty+one.").unwrap();
    let call = CallRequest::read(&form);
    assert_eq!(call.params.get("SpeechResult"), Some(&Value::text("Twenty one.")));
    assert!(!call.params.contains("Confidence"));
    assert_eq!(form.text("Confidence"), "");
    let sure = Form::read(b"SpeechResult=21&Confidence=0.9012345").unwrap();
    assert_eq!(sure.params().get("Confidence"), Some(&Value::text("0.9012345")));
}

#[test]
fn trap_8_and_11_keys_are_text_without_the_finishing_key() {
    let form = Form::read(b"CallSid=CA1&Digits=007&FinishedOnKey=%23").unwrap();
    assert_eq!(form.params().get("Digits"), Some(&Value::text("007")));
    let text = text(Provider::Twilio, Verb::Gather { gather: question(), next: link() });
    assert!(text.contains("finishOnKey=\"#\" numDigits=\"4\""), "{text}");
}

#[test]
fn trap_9_a_caller_may_be_anybody() {
    for from in ["anonymous", "client:ana", "sip:ana@example.com;transport=tls", "+266696687", ""] {
        let form = Form::of([("CallSid", "CA1"), ("From", from), ("To", "+15550199")]);
        assert_eq!(CallRequest::read(&form).from.text, from);
    }
}

#[test]
fn trap_10_no_finishing_key_is_not_the_usual_finishing_key() {
    let gather = Gather { finish_on_key: Text::default(), ..question() };
    for provider in Provider::ALL {
        let text = text(provider, Verb::Gather { gather: gather.clone(), next: link() });
        assert!(text.contains("finishOnKey=\"\""), "{text}");
    }
}

#[test]
fn trap_12_a_hang_up_in_a_queue_is_kept_as_the_provider_says_it() {
    let webhook = Webhook::read(
        "/call/1/2/parted",
        Some("application/x-www-form-urlencoded"),
        None,
        b"CallSid=CA1&QueueResult=hangup&QueueTime=12",
    );
    let all = webhook.unwrap().parameters(Provider::SignalWire.profile());
    assert_eq!(all.params().get("QueueResult"), Some(&Value::text("hangup")));
}

#[test]
fn trap_17_somleng_gets_no_element_that_it_does_not_know() {
    let known = [
        "Response", "Say", "Play", "Gather", "Record", "Redirect", "Reject", "Dial", "Number",
        "Sip", "Hangup",
    ];
    let verbs = [
        Verb::Pause(3),
        Verb::Hold(10),
        Verb::Gather { gather: question(), next: link() },
        Verb::Record { record: recording(), next: link(), status: link() },
        Verb::Conference { name: "c".into(), starts: true, ends: true, next: None, status: None },
        Verb::Reject,
        Verb::HangUp,
    ];
    for verb in verbs {
        let text = text(Provider::Somleng, verb);
        let parsed = roxmltree::Document::parse(&text).unwrap();
        for node in parsed.descendants().filter(roxmltree::Node::is_element) {
            assert!(known.contains(&node.tag_name().name()), "{text}");
        }
    }
}

#[test]
fn trap_19_nothing_is_asked_by_get() {
    let verbs = [
        Verb::Gather { gather: question(), next: link() },
        Verb::Record { record: recording(), next: link(), status: link() },
        Verb::Redirect(link()),
    ];
    for provider in Provider::ALL {
        for verb in &verbs {
            let text = text(provider, verb.clone());
            assert!(text.contains("method=\"POST\"") && !text.contains("GET"), "{text}");
        }
    }
}

#[test]
fn messages_that_carry_nothing_we_know_are_messages_all_the_same() {
    let odd = MessageRequest::read(&Form::read(b"Unknown=1&NumMedia=none").unwrap());
    assert_eq!((odd.sid.as_str(), odd.media.len()), ("", 0));
    assert!(odd.params.contains("Unknown"));
    assert_eq!(telnyx_message(b"\xff"), None);
}
