//! `<Dial>`: who is rung, what becomes of it, and what the action learns.

use centralita_provider::script::{Ring, Step};
use centralita_provider::transcript::Purpose;
use centralita_provider::{Exchange, Peer, Script, Transcript};

use crate::stage::{App, CALLER, NUMBER, asked, call_in, exchange, has_fault, last, values};

const ANN: &str = "+15550111";
const BOB: &str = "+15550122";

fn app(dial: &str) -> App {
    App::new()
        .page("/", dial)
        .page("/dialled", "<Say>That was it.</Say>")
        .page("/whisper", r#"<Gather numDigits="1" action="/accepted"><Say>Press one to accept.</Say></Gather><Hangup/>"#)
        .page("/accepted", "")
}

fn dial(dial: &str, peers: &[(&str, Peer)], script: Script) -> (Transcript, Exchange) {
    let mut exchange = exchange();
    for (address, peer) in peers {
        exchange.set_peer(address, peer.clone());
    }
    let transcript = call_in(&mut exchange, &mut app(dial), script);
    (transcript, exchange)
}

fn talks(millis: u64) -> Peer {
    Peer::answers(Script::new().joined().wait_millis(millis).hang_up())
}

fn result(transcript: &Transcript) -> &str {
    last(transcript, "/dialled").form.get("DialCallStatus").unwrap_or_default()
}

const PLAIN: &str = r#"<Dial action="/dialled">+15550111</Dial>"#;

#[test]
fn a_called_party_who_answers_and_hangs_up_gives_completed_with_its_duration() {
    let (transcript, exchange) = dial(PLAIN, &[(ANN, talks(10_000))], Script::new());
    let form = &last(&transcript, "/dialled").form;
    assert_eq!(form.get("DialCallStatus"), Some("completed"));
    assert_eq!(form.get("DialCallDuration"), Some("10"));
    assert_eq!(form.get("DialBridged"), Some("true"));
    let leg = exchange.calls().nth(1).expect("somebody was rung");
    assert_eq!(form.get("DialCallSid"), Some(leg.sid.as_str()));
    assert_eq!((leg.from.as_str(), leg.to.as_str()), (CALLER, ANN));
    assert!(transcript.has_heard("That was it."));
}

#[test]
fn busy_silent_and_unreachable_parties_give_their_statuses() {
    for (peer, expected) in
        [(Peer::busy(), "busy"), (Peer::no_answer(), "no-answer"), (Peer::fails(), "failed")]
    {
        let (transcript, _) = dial(PLAIN, &[(ANN, peer)], Script::new());
        assert_eq!(result(&transcript), expected);
        let form = &last(&transcript, "/dialled").form;
        assert_eq!(form.get("DialBridged"), Some("false"));
        assert_eq!(form.get("DialCallDuration"), Some("0"));
    }
}

#[test]
fn whoever_nobody_knows_lets_it_ring_until_the_time_out() {
    let (transcript, _) =
        dial(r#"<Dial action="/dialled" timeout="7">+15550199</Dial>"#, &[], Script::new());
    let told = last(&transcript, "/dialled");
    assert_eq!(result(&transcript), "no-answer");
    assert!((7_000..9_000).contains(&told.sent_at_millis), "{transcript}");
}

#[test]
fn verbs_after_dial_with_action_never_run_and_are_a_fault() {
    let page = format!("{PLAIN}<Say>Never.</Say>");
    let (transcript, _) = dial(&page, &[(ANN, Peer::busy())], Script::new());
    assert!(!transcript.has_heard("Never."));
    assert!(has_fault(&transcript, "<Say> never runs: it stands after <Dial> with an action"));
}

#[test]
fn without_action_the_next_verb_runs() {
    let page = "<Dial>+15550111</Dial><Say>They are gone.</Say>";
    let (transcript, _) = dial(page, &[(ANN, talks(1_000))], Script::new());
    assert!(transcript.has_heard("They are gone."));
    assert!(transcript.faults().is_empty());
}

#[test]
fn several_ring_at_once_and_the_first_to_answer_is_joined() {
    let slow = Peer::of(Ring::Answers { after_millis: 9_000, script: Script::new() });
    let page =
        r#"<Dial action="/dialled"><Number>+15550111</Number><Number>+15550122</Number></Dial>"#;
    let (transcript, exchange) = dial(page, &[(ANN, slow), (BOB, talks(1_000))], Script::new());
    assert_eq!(result(&transcript), "completed");
    let statuses: Vec<&str> = exchange.calls().map(|call| call.status.word()).collect();
    assert_eq!(statuses, ["completed", "canceled", "completed"]);
}

#[test]
fn sequential_rings_one_after_the_other() {
    let page = r#"<Dial action="/dialled" sequential="true"><Number>+15550111</Number><Number>+15550122</Number></Dial>"#;
    let peers = [(ANN, Peer::busy()), (BOB, talks(1_000))];
    let (transcript, exchange) = dial(page, &peers, Script::new());
    assert_eq!(result(&transcript), "completed");
    let begun: Vec<u64> = exchange.calls().map(|call| call.begun_millis).collect();
    assert!(begun.get(1) < begun.get(2), "{begun:?}");
}

#[test]
fn the_caller_hanging_up_ends_the_other_leg_and_tells_the_action() {
    let gone = Script::new().joined().wait_millis(2_000).hang_up();
    let (transcript, exchange) = dial(PLAIN, &[(ANN, Peer::answers(Script::new()))], gone);
    assert_eq!(last(&transcript, "/dialled").purpose, Purpose::Farewell);
    assert_eq!(result(&transcript), "completed");
    assert!(exchange.calls().all(|call| call.status.word() == "completed"));
    let (transcript, exchange) =
        dial(PLAIN, &[(ANN, Peer::no_answer())], Script::new().wait_millis(3_000).hang_up());
    assert_eq!(result(&transcript), "canceled");
    assert_eq!(exchange.calls().nth(1).map(|leg| leg.status.word()), Some("canceled"));
}

#[test]
fn the_star_key_ends_the_other_leg_only_where_it_is_allowed() {
    let star =
        Script::new().joined().wait_millis(1_000).press_now("*").wait_millis(60_000).hang_up();
    let patient = [(ANN, Peer::answers(Script::new()))];
    let page = r#"<Dial action="/dialled" hangupOnStar="true">+15550111</Dial>"#;
    let (transcript, _) = dial(page, &patient, star.clone());
    assert!(transcript.has_heard("That was it."));
    let (transcript, _) = dial(PLAIN, &patient, star);
    assert!(!transcript.has_heard("That was it."));
}

#[test]
fn the_time_limit_ends_a_long_talk() {
    let page = r#"<Dial action="/dialled" timeLimit="60">+15550111</Dial>"#;
    let (transcript, _) = dial(page, &[(ANN, Peer::answers(Script::new()))], Script::new());
    assert_eq!(last(&transcript, "/dialled").form.get("DialCallDuration"), Some("60"));
}

#[test]
fn a_called_party_hears_a_document_before_the_join_and_may_accept_by_a_key() {
    let page = r#"<Dial action="/dialled"><Number url="/whisper">+15550111</Number></Dial>"#;
    let accepts = Peer::answers(Script::new().press("1").joined().wait_millis(5_000).hang_up());
    let (transcript, exchange) = dial(page, &[(ANN, accepts)], Script::new());
    assert_eq!(last(&transcript, "/dialled").form.get("DialBridged"), Some("true"));
    let leg = &exchange.calls().nth(1).expect("somebody was rung").transcript;
    assert!(leg.has_heard("Press one to accept."));
    assert_eq!(last(leg, "/accepted").form.get("Digits"), Some("1"));
    assert!(last(leg, "/whisper").form.get("ParentCallSid").is_some());

    let refuses = Peer::answers(Script::new().silence());
    let (transcript, _) = dial(page, &[(ANN, refuses)], Script::new());
    assert_eq!(last(&transcript, "/dialled").form.get("DialBridged"), Some("false"));
}

#[test]
fn status_callbacks_of_a_leg_are_numbered_from_zero() {
    let page = r#"<Dial action="/dialled"><Number statusCallback="/status/leg" statusCallbackEvent="initiated ringing answered completed">+15550111</Number></Dial>"#;
    let (_, exchange) = dial(page, &[(ANN, talks(1_000))], Script::new());
    let leg = &exchange.calls().nth(1).expect("somebody was rung").transcript;
    assert_eq!(
        values(leg, Purpose::CallStatus, "CallStatus"),
        ["initiated", "ringing", "in-progress", "completed"]
    );
    assert_eq!(values(leg, Purpose::CallStatus, "SequenceNumber"), ["0", "1", "2", "3"]);
    let all = leg.webhooks_for(Purpose::CallStatus);
    assert!(all.iter().all(|webhook| {
        webhook.form.get("CallbackSource") == Some("call-progress-events")
            && webhook.form.get("Direction") == Some("outbound-dial")
            && webhook.form.get("Timestamp").is_some_and(|date| date.ends_with("+0000"))
    }));
}

#[test]
fn clients_and_sip_addresses_are_rung_by_their_names() {
    let page =
        r#"<Dial><Client><Identity>ann</Identity></Client><Sip>sip:bob@b.example</Sip></Dial>"#;
    let (_, exchange) = dial(page, &[], Script::new());
    let rung: Vec<&str> = exchange.calls().skip(1).map(|call| call.to.as_str()).collect();
    assert_eq!(rung, ["client:ann", "sip:bob@b.example"]);
}

#[test]
fn a_recorded_talk_gives_its_recording_to_the_action() {
    let page = r#"<Dial action="/dialled" record="record-from-answer-dual" recordingStatusCallback="/status/rec">+15550111</Dial>"#;
    let (transcript, _) = dial(page, &[(ANN, talks(4_000))], Script::new());
    assert!(last(&transcript, "/dialled").form.filled("RecordingUrl").is_some());
    let told = last(&transcript, "/status/rec");
    assert_eq!(told.form.get("RecordingSource"), Some("DialVerb"));
    assert_eq!(told.form.get("RecordingChannels"), Some("2"));
    assert_eq!(told.form.get("RecordingDuration"), Some("4"));
}

#[test]
fn the_caller_id_is_what_the_called_party_sees() {
    let page = format!(r#"<Dial callerId="{NUMBER}">+15550111</Dial>"#);
    let (_, exchange) = dial(&page, &[], Script::new());
    assert_eq!(exchange.calls().nth(1).map(|leg| leg.from.as_str()), Some(NUMBER));
}

#[test]
fn a_call_is_answered_by_dial_unless_it_waits_for_the_bridge() {
    let answered = |page: &str| {
        let (transcript, _) = dial(page, &[(ANN, Peer::busy())], Script::new());
        last(&transcript, "/dialled").form.get("CallStatus").map(str::to_owned)
    };
    assert_eq!(answered(PLAIN).as_deref(), Some("in-progress"));
    let late = r#"<Dial action="/dialled" answerOnBridge="true">+15550111</Dial>"#;
    assert_eq!(answered(late).as_deref(), Some("ringing"));
}

#[test]
fn somebody_who_leaves_no_script_is_heard_of_all_the_same() {
    let waits = Peer::answers(Script::new().then(Step::Hear("never".to_owned())));
    let gone = Script::new().joined().wait_millis(500).hang_up();
    let (_, exchange) = dial(PLAIN, &[(ANN, waits)], gone);
    let leg = exchange.calls().nth(1).expect("somebody was rung");
    assert!(leg.transcript.to_string().contains("the script was not over"));
    assert!(asked(&leg.transcript, "/status").is_empty());
}
