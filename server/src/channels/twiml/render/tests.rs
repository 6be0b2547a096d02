use centralita_engine::exec::{
    Dial, DialTarget, Gather, Play, PlaySource, Prompt, Record, Say, Service, SpeechInput, Stream,
};
use centralita_engine::{Map, Secs, Text, Value};
use expect_test::{Expect, expect};

use super::*;
use crate::channels::twiml::Provider;

fn rendered(provider: Provider, verbs: impl IntoIterator<Item = Verb>) -> Rendered {
    let site = Site::at("https://host.example/in/");
    render(&Document::of(verbs), provider.profile(), &site)
}

/// What stands in the response, one element a line, and what is lacking.
fn check(provider: Provider, verbs: impl IntoIterator<Item = Verb>, expected: Expect) {
    let rendered = rendered(provider, verbs);
    let text = rendered.text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
    let text = text.and_then(|text| text.strip_suffix("</Response>")).unwrap_or(&rendered.text);
    let mut shown = text.replace("><", ">\n<");
    shown.push('\n');
    for lacking in rendered.lacking {
        shown.push_str(&format!("lacking {lacking:?}\n"));
    }
    expected.assert_eq(&shown);
}

fn link(path: &str) -> Link {
    Link(path.into())
}

fn say(text: &str) -> Say {
    Say { text: text.into(), times: 1, ..Say::default() }
}

fn gather(say: &str) -> Gather {
    Gather {
        prompt: Some(Prompt::Say(self::say(say))),
        timeout: Secs(5),
        finish_on_key: "#".into(),
        digits: Some(1),
        speech: Some(SpeechInput {
            language: "en-US".into(),
            hints: "sales, support".into(),
            profanity_filter: true,
            timeout: "auto".into(),
            model: Text::default(),
        }),
        sensitive: false,
    }
}

fn ask(gather: Gather) -> Verb {
    Verb::Gather { gather, next: link("/call/1/2/input") }
}

fn record() -> Record {
    Record {
        timeout: Secs(5),
        finish_on_key: "#".into(),
        max_length: Secs(60),
        beep: true,
        trim: true,
        transcribe: true,
        transcription_url: "https://a.example/t?a=1&b=2".into(),
        status_url: Text::default(),
    }
}

fn recording(record: Record) -> Verb {
    Verb::Record { record, next: link("/call/1/2/recorded"), status: link("/call/1/2/recording") }
}

fn dial(to: DialTarget) -> Dial {
    Dial {
        to,
        caller_id: "+15550199".into(),
        record: true,
        timeout: Secs(20),
        time_limit: Some(Secs(3600)),
    }
}

fn dialling(to: DialTarget) -> Verb {
    Verb::Dial { dial: dial(to), next: link("/call/1/2/dialled") }
}

fn service(kind: &str, settings: &str) -> Service {
    let settings = Value::from_json(settings).unwrap().as_map().cloned().unwrap();
    Service { kind: kind.into(), settings }
}

#[test]
fn words_and_audio_and_tones_and_a_pause() {
    let verbs = [
        Verb::Say(Say {
            text: "Tom & <Jerry>".into(),
            voice: "Polly.Joanna".into(),
            language: "en-US".into(),
            times: 2,
        }),
        Verb::Play(Play {
            source: PlaySource::Url("https://a.example/a.mp3?x=1&y=2".into()),
            times: 3,
        }),
        Verb::Play(Play { source: PlaySource::Tones("1W2w#a!".into()), times: 1 }),
        Verb::Pause(2),
        Verb::Pause(0),
        Verb::Say(say("  ")),
    ];
    check(
        Provider::Twilio,
        verbs.clone(),
        expect![[r#"
            <Say voice="Polly.Joanna" language="en-US" loop="2">Tom &amp; &lt;Jerry&gt;</Say>
            <Play loop="3">https://a.example/a.mp3?x=1&amp;y=2</Play>
            <Play digits="1ww2w#A"/>
            <Pause length="2"/>
        "#]],
    );
    check(
        Provider::Somleng,
        verbs,
        expect![[r#"
            <Say voice="Polly.Joanna" language="en-US" loop="2">Tom &amp; &lt;Jerry&gt;</Say>
            <Play loop="3">https://a.example/a.mp3?x=1&amp;y=2</Play>
            <Play loop="2">https://host.example/in/audio/silence.wav</Play>
            lacking Pause
            lacking Tones
        "#]],
    );
}

#[test]
fn more_repeats_than_a_provider_takes_become_several() {
    let verbs = || [Verb::Say(Say { text: "Hi".into(), times: 25, ..Say::default() })];
    check(
        Provider::Telnyx,
        verbs(),
        expect![[r#"
            <Say loop="10">Hi</Say>
            <Say loop="10">Hi</Say>
            <Say loop="5">Hi</Say>
        "#]],
    );
    check(
        Provider::Twilio,
        verbs(),
        expect![[r#"
            <Say loop="25">Hi</Say>
        "#]],
    );
}

#[test]
fn a_question_has_one_way_back() {
    check(
        Provider::Twilio,
        [ask(gather("Press 1."))],
        expect![[r##"
            <Gather input="dtmf speech" timeout="5" finishOnKey="#" numDigits="1" speechTimeout="auto" language="en-US" hints="sales, support" profanityFilter="true" action="https://host.example/in/call/1/2/input" method="POST" actionOnEmptyResult="true">
            <Say>Press 1.</Say>
            </Gather>
        "##]],
    );
}

#[test]
fn trap_1_where_an_empty_answer_has_no_action_the_flow_is_asked_behind_the_gather() {
    check(
        Provider::Telnyx,
        [ask(gather("Press 1."))],
        expect![[r##"
            <Gather input="dtmf speech" timeout="5" finishOnKey="#" numDigits="1" speechTimeout="auto" language="en-US" hints="sales, support" profanityFilter="true" action="https://host.example/in/call/1/2/input" method="POST">
            <Say>Press 1.</Say>
            </Gather>
            <Redirect method="POST">https://host.example/in/call/1/2/input?empty=1</Redirect>
        "##]],
    );
}

#[test]
fn where_nobody_understands_speech_keys_are_left() {
    check(
        Provider::Somleng,
        [ask(gather("Press <break/> 1."))],
        expect![[r##"
            <Gather timeout="5" finishOnKey="#" numDigits="1" action="https://host.example/in/call/1/2/input" method="POST" actionOnEmptyResult="true">
            <Say>Press   1.</Say>
            </Gather>
            lacking Speech
            lacking Markup
        "##]],
    );
}

#[test]
fn trap_10_no_finishing_key_is_written_as_empty_and_never_left_out() {
    let mut without = gather("");
    without.finish_on_key = Text::default();
    without.digits = None;
    without.speech = None;
    without.timeout = Secs(0);
    for provider in Provider::ALL {
        let text = rendered(provider, [ask(without.clone())]).text;
        assert!(text.contains("finishOnKey=\"\""), "{text}");
        assert!(!text.contains("numDigits") && !text.contains("<Say"), "{text}");
        let timeout = if provider == Provider::Twilio { "timeout=\"0\"" } else { "timeout=\"1\"" };
        assert!(text.contains(timeout), "{text}");
    }
}

#[test]
fn hints_are_as_many_and_as_long_as_a_provider_takes() {
    let mut question = gather("");
    let many: Vec<String> = (0..600).map(|at| format!("phrase {at}")).collect();
    let hints = format!("{}, ,{}", "x".repeat(101), many.join(","));
    let speech = question.speech.as_mut().unwrap();
    speech.hints = hints.into();
    speech.timeout = "soon".into();
    speech.model = "phone_call".into();
    let text = rendered(Provider::Twilio, [ask(question)]).text;
    assert_eq!(text.matches("phrase").count(), 500);
    assert!(!text.contains("xxx") && !text.contains("speechTimeout"));
    assert!(text.contains("speechModel=\"phone_call\""));
}

#[test]
fn trap_2_a_recording_always_says_who_is_asked_then() {
    check(
        Provider::Twilio,
        [recording(record())],
        expect![[r##"
            <Record action="https://host.example/in/call/1/2/recorded" method="POST" timeout="5" finishOnKey="#" maxLength="60" playBeep="true" trim="trim-silence" recordingStatusCallback="https://host.example/in/call/1/2/recording" recordingStatusCallbackMethod="POST" transcribe="true" transcribeCallback="https://a.example/t?a=1&amp;b=2"/>
            <Redirect method="POST">https://host.example/in/call/1/2/recorded?empty=1</Redirect>
        "##]],
    );
    check(
        Provider::Telnyx,
        [recording(record())],
        expect![[r##"
            <Record action="https://host.example/in/call/1/2/recorded" method="POST" timeout="5" finishOnKey="#" maxLength="60" playBeep="true" trim="trim-silence" recordingStatusCallback="https://host.example/in/call/1/2/recording" recordingStatusCallbackMethod="POST" transcription="true" transcriptionCallback="https://a.example/t?a=1&amp;b=2"/>
            <Redirect method="POST">https://host.example/in/call/1/2/recorded?empty=1</Redirect>
        "##]],
    );
    check(
        Provider::Somleng,
        [recording(record())],
        expect![[r##"
            <Record action="https://host.example/in/call/1/2/recorded" method="POST" timeout="5" finishOnKey="#" maxLength="60" playBeep="true" recordingStatusCallback="https://host.example/in/call/1/2/recording" recordingStatusCallbackMethod="POST"/>
            <Redirect method="POST">https://host.example/in/call/1/2/recorded?empty=1</Redirect>
            lacking Transcription
            lacking Trim
        "##]],
    );
}

#[test]
fn a_recording_that_no_silence_ends_waits_as_long_as_it_may_last() {
    let endless = Record { timeout: Secs(0), finish_on_key: Text::default(), ..record() };
    let text = rendered(Provider::Twilio, [recording(endless)]).text;
    assert!(text.contains("timeout=\"60\"") && text.contains("finishOnKey=\"\""), "{text}");
}

#[test]
fn several_numbers_ring_at_once() {
    let numbers = DialTarget::Numbers(vec!["+15550101".into(), " +15550102".into()]);
    check(
        Provider::Twilio,
        [dialling(numbers.clone())],
        expect![[r#"
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199" timeLimit="3600" record="record-from-answer">
            <Number>+15550101</Number>
            <Number>+15550102</Number>
            </Dial>
        "#]],
    );
    check(
        Provider::Somleng,
        [dialling(numbers)],
        expect![[r#"
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199">
            <Number>+15550101</Number>
            <Number>+15550102</Number>
            </Dial>
            lacking DialRecording
            lacking DialLimit
        "#]],
    );
}

#[test]
fn a_sip_address_is_called_with_its_credentials() {
    let sip = DialTarget::Sip {
        uri: "ana@example.com;transport=tls?x-a=1&x-b=\"2\"".into(),
        username: "a\"na".into(),
        password: "p<&>'w\n".into(),
    };
    check(
        Provider::SignalWire,
        [dialling(sip.clone())],
        expect![[r#"
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199" timeLimit="3600" record="record-from-answer">
            <Sip username="a&quot;na" password="p&lt;&amp;&gt;&apos;w&#10;">sip:ana@example.com;transport=tls?x-a=1&amp;x-b=&quot;2&quot;</Sip>
            </Dial>
        "#]],
    );
    let lacking = rendered(Provider::Somleng, [dialling(sip)]);
    assert!(lacking.lacking.contains(&Lacking::SipCredentials));
    assert!(lacking.text.contains("<Sip>sip:ana@"));
}

#[test]
fn who_cannot_be_called_counts_as_a_call_that_failed() {
    let client = || dialling(DialTarget::Client("client:ana".into()));
    check(
        Provider::Twilio,
        [client(), dialling(DialTarget::Sim("HS1".into()))],
        expect![[r#"
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199" timeLimit="3600" record="record-from-answer">
            <Client>ana</Client>
            </Dial>
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199" timeLimit="3600" record="record-from-answer">
            <Sim>HS1</Sim>
            </Dial>
        "#]],
    );
    check(
        Provider::SignalWire,
        [client()],
        expect![[r#"
            <Redirect method="POST">https://host.example/in/call/1/2/dialled?DialCallStatus=failed</Redirect>
            lacking Client
        "#]],
    );
}

#[test]
fn conferences_of_authors_and_of_queues() {
    let ours = || Verb::Conference {
        name: "task & 7".into(),
        starts: true,
        ends: false,
        next: Some(link("/call/1/2/parted")),
        status: Some(link("/call/1/2/meeting")),
    };
    check(
        Provider::Twilio,
        [dialling(DialTarget::Conference("room".into())), ours()],
        expect![[r#"
            <Dial action="https://host.example/in/call/1/2/dialled" method="POST" timeout="20" callerId="+15550199" timeLimit="3600">
            <Conference record="record-from-start">room</Conference>
            </Dial>
            <Dial action="https://host.example/in/call/1/2/parted" method="POST">
            <Conference beep="false" startConferenceOnEnter="true" endConferenceOnExit="false" statusCallback="https://host.example/in/call/1/2/meeting" statusCallbackEvent="start end join leave" statusCallbackMethod="POST">task &amp; 7</Conference>
            </Dial>
        "#]],
    );
    check(
        Provider::Somleng,
        [ours()],
        expect![[r#"
            <Redirect method="POST">https://host.example/in/call/1/2/parted?DialCallStatus=failed</Redirect>
            lacking Conference
        "#]],
    );
}

#[test]
fn music_for_those_who_wait() {
    let document = Document::of([Verb::Hold(10), Verb::Redirect(link("/call/1/2/waiting"))]);
    let mut site = Site::at("https://host.example");
    let text = |site: &Site, provider: Provider| render(&document, provider.profile(), site).text;
    assert!(text(&site, Provider::Twilio).contains("<Pause length=\"10\"/>"));
    site.music = Some(Music { url: "/audio/hold.wav".into(), seconds: 5 });
    let played = "<Play loop=\"2\">https://host.example/audio/hold.wav</Play>";
    assert!(text(&site, Provider::Somleng).contains(played));
    site.music = Some(Music { url: "https://music.example/a.mp3".into(), seconds: 15 });
    assert!(text(&site, Provider::Twilio).contains("<Play>https://music.example/a.mp3</Play>"));
}

#[test]
fn trap_19_everything_is_asked_by_post_and_time_outs_stand_where_they_are_read() {
    let document = Document::of([Verb::Redirect(link("/call/1?a=b")), Verb::HangUp]);
    let mut site = Site::at("https://host.example");
    site.fragment = "ct=2000&rc=2".into();
    let text = |provider: Provider| render(&document, provider.profile(), &site).text;
    let twilio = "<Redirect method=\"POST\">https://host.example/call/1?a=b#ct=2000&amp;rc=2</Redirect><Hangup/>";
    assert!(text(Provider::Twilio).contains(twilio), "{}", text(Provider::Twilio));
    assert!(!text(Provider::SignalWire).contains('#'));
}

#[test]
fn trap_4_every_address_is_whole() {
    let verbs = [
        ask(gather("Hi")),
        recording(record()),
        dialling(DialTarget::Numbers(vec!["+1".into()])),
        Verb::Redirect(link("/x")),
    ];
    for provider in Provider::ALL {
        let text = rendered(provider, verbs.clone()).text;
        assert!(!text.contains("=\"/") && !text.contains(">/"), "{text}");
    }
}

#[test]
fn another_program_takes_the_call() {
    let away = |method: &str| Verb::RedirectAway {
        url: "https://a.example/?x=1&y=<2>".into(),
        method: method.into(),
    };
    check(
        Provider::Twilio,
        [away("get"), away("DELETE"), Verb::Reject],
        expect![[r#"
            <Redirect method="GET">https://a.example/?x=1&amp;y=&lt;2&gt;</Redirect>
            <Redirect method="POST">https://a.example/?x=1&amp;y=&lt;2&gt;</Redirect>
            <Reject/>
        "#]],
    );
}

fn stream(start: bool, transport: &str) -> Verb {
    Verb::Stream(Stream {
        start,
        name: "copy".into(),
        transport: transport.into(),
        url: "wss://a.example/s".into(),
        connector: "acme".into(),
        track: "both_tracks".into(),
        parameters: [(Text::from("who"), Value::text("Ana")), ("n".into(), Value::Int(7))]
            .into_iter()
            .collect::<Map>(),
    })
}

#[test]
fn a_copy_of_the_audio_starts_and_stops() {
    let verbs = || {
        [
            stream(true, "websocket"),
            stream(false, "websocket"),
            stream(true, "siprec"),
            stream(false, "siprec"),
        ]
    };
    check(
        Provider::Twilio,
        verbs(),
        expect![[r#"
            <Start>
            <Stream name="copy" url="wss://a.example/s" track="both_tracks">
            <Parameter name="who" value="Ana"/>
            <Parameter name="n" value="7"/>
            </Stream>
            </Start>
            <Stop>
            <Stream name="copy"/>
            </Stop>
            <Start>
            <Siprec name="copy" connectorName="acme" track="both_tracks">
            <Parameter name="who" value="Ana"/>
            <Parameter name="n" value="7"/>
            </Siprec>
            </Start>
            <Stop>
            <Siprec name="copy"/>
            </Stop>
        "#]],
    );
    check(
        Provider::Somleng,
        verbs(),
        expect![[r#"

            lacking Stream
            lacking Siprec
        "#]],
    );
}

#[test]
fn a_payment_is_asked_for_in_the_protocols_words() {
    let pay = || Verb::Pay {
        service: service(
            "capture-payments",
            r#"{"payment_connector":"Default","payment_method":"ACH_DEBIT","bank_account_type":"CONSUMER_CHECKING",
                "payment_amount":"12.50","currency":"usd","description":"Invoice \"7\"","payment_token_type":"one-time",
                "language":"en-US","timeout":5,"max_attempts":2,"security_code":true,"postal_code":"false",
                "min_postal_code_length":5,"valid_card_types":["visa","master-card"],"parameters":{"order":"7"}}"#,
        ),
        next: link("/call/1/2/served"),
    };
    check(
        Provider::Twilio,
        [pay()],
        expect![[r#"
            <Pay action="https://host.example/in/call/1/2/served" paymentConnector="Default" tokenType="one-time" chargeAmount="12.50" currency="usd" description="Invoice &quot;7&quot;" language="en-US" timeout="5" maxAttempts="2" securityCode="true" postalCode="false" minPostalCodeLength="5" paymentMethod="ach-debit" bankAccountType="consumer-checking" validCardTypes="visa mastercard">
            <Parameter name="order" value="7"/>
            </Pay>
        "#]],
    );
    check(
        Provider::Telnyx,
        [pay()],
        expect![[r#"
            <Redirect method="POST">https://host.example/in/call/1/2/served?Result=payment-connector-error</Redirect>
            lacking Pay
        "#]],
    );
}

#[test]
fn virtual_agents_and_relays_take_the_call_and_give_it_back() {
    let agent = || Verb::VirtualAgent {
        service: service(
            "connect-virtual-agent-v2",
            r#"{"connector_name":"bot","channel":"voice","configurations":{"speech":"fast"},
                "parameters":{"who":"+15550100"},"status_callback":"https://a.example/s","status_callback_method":"POST"}"#,
        ),
        next: link("/call/1/2/served"),
    };
    let older = Verb::VirtualAgent {
        service: service(
            "connect-virtual-agent",
            r#"{"connector":"bot","language":"en-US","sentiment_analysis":false}"#,
        ),
        next: link("/call/1/2/served"),
    };
    let relay = || Verb::Relay {
        service: service(
            "run-conversation-relay",
            r#"{"url":"wss://a.example/r","welcome_greeting":"Hi!","tts_provider":"Google","voice":"v","language":"en-US",
                "transcription_provider":"Deepgram","speech_model":"nova","dtmf_detection":true,"interruptible":true,
                "parameters":{"a":"b"}}"#,
        ),
        next: link("/call/1/2/served"),
    };
    check(
        Provider::Twilio,
        [agent(), older, relay()],
        expect![[r#"
            <Connect action="https://host.example/in/call/1/2/served" method="POST">
            <VirtualAgent connectorName="bot" statusCallback="https://a.example/s" statusCallbackMethod="POST">
            <Config name="speech" value="fast"/>
            <Parameter name="who" value="+15550100"/>
            </VirtualAgent>
            </Connect>
            <Connect action="https://host.example/in/call/1/2/served" method="POST">
            <VirtualAgent connectorName="bot" language="en-US" sentimentAnalysis="false"/>
            </Connect>
            <Connect action="https://host.example/in/call/1/2/served" method="POST">
            <ConversationRelay url="wss://a.example/r" welcomeGreeting="Hi!" ttsProvider="Google" voice="v" language="en-US" transcriptionProvider="Deepgram" speechModel="nova" dtmfDetection="true" interruptible="true">
            <Parameter name="a" value="b"/>
            </ConversationRelay>
            </Connect>
        "#]],
    );
    check(
        Provider::Somleng,
        [agent(), relay()],
        expect![[r#"
            <Redirect method="POST">https://host.example/in/call/1/2/served?VirtualAgentStatus=failed&amp;VirtualAgentError=This+provider+has+no+virtual+agents.</Redirect>
            <Redirect method="POST">https://host.example/in/call/1/2/served?SessionStatus=failed</Redirect>
            lacking VirtualAgent
            lacking Relay
        "#]],
    );
}

#[test]
fn a_long_text_is_repeated_as_a_whole_and_only_as_often_as_there_is_room() {
    let long = Say { text: "A sentence. ".repeat(600).into(), times: 2, ..Say::default() };
    let twice = rendered(Provider::Twilio, [Verb::Say(long.clone())]);
    assert_eq!(twice.text.matches("<Say>").count(), 4);
    let often = rendered(Provider::Twilio, [Verb::Say(Say { times: 99, ..long })]);
    assert!(often.text.len() < 64 * 1024 && often.lacking.is_empty());
}

#[test]
fn a_document_longer_than_a_provider_reads_is_told() {
    let verbs = (0..30).map(|_| Verb::Say(say(&"A sentence. ".repeat(300))));
    assert_eq!(rendered(Provider::Twilio, verbs).lacking, [Lacking::TooLong]);
}

#[test]
fn nothing_to_do_ends_the_call() {
    let text = rendered(Provider::Twilio, []).text;
    assert_eq!(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
}
