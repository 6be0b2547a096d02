//! What may stand in documents, and what is said of what may not.

use centralita_provider::twiml::{Document, Place, check};
use centralita_provider::{Profile, Weight};

fn faults_at(place: Place, body: &str) -> Vec<String> {
    let document = Document::read(&format!("<Response>{body}</Response>"))
        .unwrap_or_else(|error| panic!("{body}: {error}"));
    check(&document, place, &Profile::TWILIO).iter().map(|fault| fault.words.clone()).collect()
}

fn faults(body: &str) -> Vec<String> {
    faults_at(Place::Call, body)
}

#[test]
fn documents_as_they_are_meant_have_no_fault() {
    for body in [
        r#"<Say voice="Polly.Joanna" language="en-US" loop="2">Hello <break time="1s"/><emphasis level="strong">you</emphasis></Say>"#,
        r#"<Play loop="0">https://a.example/x.mp3</Play>"#,
        r#"<Play digits="ww123#"/>"#,
        r##"<Gather input="dtmf speech" timeout="5" speechTimeout="auto" numDigits="1" finishOnKey="#" action="/a?n=1" method="POST" language="es-ES" hints="a, b" actionOnEmptyResult="true"><Say>?</Say><Play>x.mp3</Play><Pause length="1"/></Gather>"##,
        r#"<Record action="/r" maxLength="60" playBeep="true" trim="trim-silence" transcribe="true" transcribeCallback="/t"/>"#,
        r#"<Dial action="/d" timeout="20" record="record-from-answer"><Number url="/w" statusCallback="/s" statusCallbackEvent="initiated ringing">+15550100</Number><Sip username="u" password="p">sip:a@b.example</Sip><Client>ann</Client></Dial>"#,
        r#"<Dial><Conference startConferenceOnEnter="false" waitUrl="" beep="onEnter" statusCallbackEvent="start end join leave" statusCallback="/c">room</Conference></Dial>"#,
        r#"<Dial><Queue url="/q">support</Queue></Dial>"#,
        r#"<Enqueue waitUrl="/w" action="/e">support</Enqueue>"#,
        r#"<Start><Stream url="wss://a.example/s" track="both_tracks"/></Start><Stop><Stream name="s"/></Stop>"#,
        r#"<Pay action="/p" chargeAmount="10.00" currency="usd" paymentConnector="Default"><Prompt for="payment-card-number" attempt="1 2"><Say>Card?</Say></Prompt><Parameter name="a" value="b"/></Pay>"#,
        r#"<Refer action="/r"><Sip>sip:a@b.example</Sip></Refer>"#,
        r#"<Reject reason="busy"/>"#,
        "<Message>Hello</Message><Hangup/>",
    ] {
        assert_eq!(faults(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn what_may_not_stand_there_is_told_in_words() {
    for (body, words) in [
        ("<say>Hello</say>", "<say> is no verb"),
        ("<Speak>Hello</Speak>", "<Speak> is no verb"),
        (r#"<Say Voice="man">x</Say>"#, r#"<Say> has no attribute "Voice""#),
        (r#"<Say loop="-1">x</Say>"#, "has to be a whole number"),
        (r#"<Gather action="/a" input="keys"/><Hangup/>"#, "has to be some of dtmf, speech"),
        (r#"<Gather action="/a" timeout="soon"/><Hangup/>"#, "has to be auto or a whole number"),
        (r#"<Gather action="/a" finishOnKey="x"/><Hangup/>"#, "has to be keys"),
        (r#"<Gather action="/a" numDigits="0"/><Hangup/>"#, "has to be a whole number from 1"),
        (
            r#"<Gather action="/a"><Record/></Gather><Hangup/>"#,
            "<Record> may not stand in <Gather>",
        ),
        (
            r#"<Gather action="/a"><Gather/></Gather><Hangup/>"#,
            "<Gather> may not stand in <Gather>",
        ),
        (r#"<Gather action="/a">Hello</Gather><Hangup/>"#, "no text may stand in <Gather>"),
        ("<Say></Say>", "<Say> is empty"),
        ("Hello", "text stands outside every verb"),
        ("<Say>a</Say><Reject/>", "<Reject> has to be the first verb"),
        ("<Hangup/><Say>a</Say>", "<Say> never runs: it stands after <Hangup>"),
        ("<Redirect>/a</Redirect><Say>a</Say>", "<Say> never runs: it stands after <Redirect>"),
        ("<Redirect></Redirect>", "the text of <Redirect> has to be an http address"),
        (
            "<Redirect>ftp://a.example/</Redirect>",
            "the text of <Redirect> has to be an http address",
        ),
        (r#"<Redirect method="PUT">/a</Redirect>"#, "has to be GET or POST"),
        ("<Play></Play>", "the text of <Play> has to be an http address"),
        (r#"<Play digits="1-2"/>"#, "has to be keys"),
        ("<Dial/>", "<Dial> names nobody to ring"),
        ("<Dial>+1<Number>+2</Number></Dial>", "one of both is meant"),
        ("<Dial><Conference>a</Conference><Number>+1</Number></Dial>", "stand alone in <Dial>"),
        (r#"<Dial record="yes">+1</Dial>"#, "has to be one of do-not-record"),
        ("<Dial><Say>a</Say></Dial>", "<Say> may not stand in <Dial>"),
        ("<Leave/>", "<Leave> stands outside a queue"),
        ("<Enqueue><Task>{}</Task></Enqueue>", "<Enqueue> names no queue"),
        ("<Enqueue>a<Task>{}</Task></Enqueue>", "<Task> needs the workflowSid"),
        ("<Connect/>", "<Connect> holds exactly one element"),
        (
            r#"<Connect><Stream url="https://a.example"/></Connect>"#,
            "an address that begins with wss://",
        ),
        (
            r#"<Connect><Stream url="wss://a"><Parameter value="b"/></Stream></Connect>"#,
            "<Parameter> has no name",
        ),
        ("<Hangup>now</Hangup>", "no text may stand in <Hangup>"),
    ] {
        let found = faults(body);
        assert!(found.iter().any(|fault| fault.contains(words)), "{body}: {found:?}");
    }
}

#[test]
fn a_task_has_to_be_json() {
    let workflow = format!("WW{}", "a".repeat(32));
    let body =
        |task: &str| format!(r#"<Enqueue workflowSid="{workflow}"><Task>{task}</Task></Enqueue>"#);
    assert!(faults(&body(r#"{"a":1}"#)).is_empty());
    assert!(faults(&body("a=1")).iter().any(|fault| fault.contains("is not JSON")));
}

#[test]
fn texts_that_are_too_long_are_told_with_their_length() {
    let say = |length: usize| faults(&format!("<Say>{}</Say>", "é".repeat(length)));
    assert!(say(4096).is_empty());
    assert_eq!(say(4097), ["the text of <Say> has 4097 characters, more than 4096"]);
    let queue = |length: usize| faults(&format!("<Enqueue>{}</Enqueue>", "q".repeat(length)));
    assert!(queue(64).is_empty());
    assert_eq!(queue(65), ["the text of <Enqueue> has 65 characters, more than 64"]);
}

#[test]
fn places_have_verbs_of_their_own() {
    for (place, fine, bad) in [
        (Place::QueueWait, "<Leave/>", "<Dial>+1</Dial>"),
        (Place::RoomWait, "<Play>a.mp3</Play>", "<Hangup/>"),
        (Place::Whisper, "<Say>a</Say>", "<Enqueue>a</Enqueue>"),
        (Place::Message, "<Message>a</Message>", "<Say>a</Say>"),
    ] {
        assert!(faults_at(place, fine).is_empty(), "{fine}");
        let found = faults_at(place, bad);
        assert!(found.iter().any(|fault| fault.contains("may not stand in")), "{bad}: {found:?}");
    }
}

#[test]
fn traps_are_told_apart_from_what_is_wrong() {
    let document = Document::read("<Response><Record/></Response>").expect("it is well-formed");
    let found = check(&document, Place::Call, &Profile::TWILIO);
    assert_eq!(found.iter().map(|fault| fault.weight).collect::<Vec<_>>(), [Weight::Trap]);
}

#[test]
fn relatives_lack_verbs() {
    let document = Document::read("<Response><Enqueue>a</Enqueue></Response>").expect("it is XML");
    for (profile, lacks) in
        [(Profile::TWILIO, false), (Profile::SIGNALWIRE, false), (Profile::SOMLENG, true)]
    {
        assert_eq!(!check(&document, Place::Call, &profile).is_empty(), lacks, "{}", profile.name);
    }
}

#[test]
fn caller_text_that_was_not_escaped_is_seen() {
    // What a caller said, put into a prompt by pasting.
    let pasted = "<Response><Say>You said </Say><Dial>+1900</Dial><Say></Say></Response>";
    let document = Document::read(pasted).expect("it is well-formed");
    assert_eq!(document.verbs.len(), 3, "the injected verb is there for a test to find");
    assert!(Document::read("<Response><Say>a & b</Say></Response>").is_err());
}
