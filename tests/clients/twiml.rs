//! Signatures and documents, beside those of the provider's own libraries.

use std::collections::BTreeMap;

use centralita_clients::{node, python};
use centralita_engine::exec::{
    Dial, DialTarget, Gather, Play, PlaySource, Prompt, Record, Say, Service, SpeechInput, Stream,
};
use centralita_engine::{Map, Secs, Text, Value as Held};
use centralita_server::channels::twiml::Provider;
use centralita_server::channels::twiml::render::{Site, render};
use centralita_server::channels::twiml::request::Form;
use centralita_server::channels::twiml::signature::{
    Body, Scheme, Signed, sign, sign_body, verify,
};
use centralita_server::line::document::{Document, Link, Verb};
use serde_json::{Value, json};

const SCHEME: Scheme = Scheme::Sha1 { header: "X-Twilio-Signature" };

/// Addresses as people configure them.
const URLS: [&str; 7] = [
    "https://mycompany.com/myapp.php?foo=1&bar=2",
    "https://mycompany.com/myapp.php",
    "https://mycompany.com:443/myapp.php?foo=1&bar=2",
    "https://mycompany.com:8443/call/FN1/2/input?empty=1",
    "http://mycompany.com/a%20b?x=%2B1&y=a+b&z=",
    "https://mycompany.com",
    "https://mycompany.com/ñ?q=ü",
];

/// Forms as providers send them, and odder.
fn forms() -> Vec<Vec<(&'static str, &'static str)>> {
    vec![
        vec![],
        vec![("CallSid", "CA1"), ("From", "+15550100"), ("Digits", "1234"), ("To", "+15550199")],
        vec![("b", "2"), ("a", "1"), ("B", "3"), ("A", "")],
        vec![("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a"), ("Body", "Hello & goodbye!")],
        vec![("Special", "unicode: ñáéíóú 你好 😀"), ("Ünder", "x"), ("a_b", "1"), ("a-b", "2")],
        vec![("Empty", ""), ("Space", " "), ("Line", "a\r\nb\tc"), ("Plus", "a+b%20c")],
    ]
}

#[test]
fn the_libraries_and_we_make_and_believe_the_same_signatures() {
    let mut cases = Vec::new();
    for token in ["12345", "a longer token with ñ and 😀"] {
        for url in URLS {
            for form in forms() {
                let ours = sign(token, url, &Form::of(form.clone()));
                cases.push(json!({ "token": token, "url": url, "form": form, "signature": ours }));
            }
        }
    }
    for (who, answers) in [
        ("Python", python("signatures.py", &json!(cases))),
        ("Node", node("signatures.js", &json!(cases))),
    ] {
        let answers = answers.as_array().expect("an answer for each case").clone();
        assert_eq!(answers.len(), cases.len());
        for (case, answer) in cases.iter().zip(&answers) {
            assert_eq!(answer["signature"], case["signature"], "{who}: {case}");
            assert_eq!(answer["is_believed"], json!(true), "{who}: {case}");
            assert!(is_believed(case, answer["signature"].as_str().unwrap_or_default()), "{case}");
        }
        println!("{who} and we agree on {} signatures.", answers.len());
    }
}

#[test]
fn the_libraries_and_we_refuse_the_same_signatures() {
    let right = sign("12345", URLS[0], &Form::of([("a", "1")]));
    let wrong = [
        json!({ "token": "12346", "url": URLS[0], "form": [["a", "1"]], "signature": right }),
        json!({ "token": "12345", "url": URLS[1], "form": [["a", "1"]], "signature": right }),
        json!({ "token": "12345", "url": URLS[0], "form": [["a", "2"]], "signature": right }),
        json!({ "token": "12345", "url": URLS[0], "form": [["a", "1"], ["b", ""]], "signature": right }),
        json!({ "token": "12345", "url": URLS[0], "form": [["a", "1"]], "signature": right.to_lowercase() }),
    ];
    let wrong = json!(wrong);
    for answers in [python("signatures.py", &wrong), node("signatures.js", &wrong)] {
        assert_eq!(answers.as_array().map(Vec::len), wrong.as_array().map(Vec::len));
        for (case, answer) in
            wrong.as_array().into_iter().flatten().zip(answers.as_array().into_iter().flatten())
        {
            assert_eq!(answer["is_believed"], json!(false), "{case}");
            let signature = case["signature"].as_str().unwrap_or_default();
            assert!(!is_believed(case, signature), "{case}");
        }
    }
}

#[test]
fn the_libraries_believe_our_signatures_of_json() {
    let mut cases = Vec::new();
    for body in ["{\"property\": \"value\", \"boolean\": true}", "[]", "{\"ñ\":\"😀\"}"] {
        for url in [URLS[0], URLS[1], URLS[2]] {
            let (url, signature) = sign_body("12345", url, body.as_bytes());
            cases.push(
                json!({ "token": "12345", "url": url, "body": body, "signature": signature }),
            );
            let signed = Signed {
                url: &url,
                body: Body::Other(body.as_bytes()),
                signature: Some(&signature),
                timestamp: None,
                settings: None,
            };
            assert_eq!(verify(SCHEME, &["12345"], &signed, 0), Ok(()));
        }
    }
    for answers in [python("signatures.py", &json!(cases)), node("signatures.js", &json!(cases))] {
        assert_eq!(answers.as_array().map(Vec::len), Some(cases.len()));
        for (case, answer) in cases.iter().zip(answers.as_array().into_iter().flatten()) {
            assert_eq!(answer["is_believed"], json!(true), "{case}");
            assert_eq!(answer["signature"], case["signature"], "{case}");
        }
    }
}

/// Whether we believe a signature of a case.
fn is_believed(case: &Value, signature: &str) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pairs = case["form"].as_array().into_iter().flatten();
    let form = Form::of(pairs.map(|pair| (text(&pair[0]), text(&pair[1]))));
    // As it goes over the wire and is read again.
    let form = Form::read(form.to_encoded().as_bytes()).expect("a form of ordinary size");
    let (url, token) = (text(&case["url"]), text(&case["token"]));
    let signed = Signed {
        url: &url,
        body: Body::Form { form: &form, bytes: b"" },
        signature: Some(signature),
        timestamp: None,
        settings: None,
    };
    verify(SCHEME, &["another", &token], &signed, 0).is_ok()
}

fn link(path: &str) -> Link {
    Link(path.into())
}

fn say(text: &str) -> Say {
    Say { text: text.into(), times: 1, ..Say::default() }
}

fn play(source: PlaySource, times: u32) -> Verb {
    Verb::Play(Play { source, times })
}

fn question() -> Gather {
    Gather {
        prompt: Some(Prompt::Say(say("Press 1."))),
        timeout: Secs(5),
        finish_on_key: "#".into(),
        digits: Some(1),
        speech: Some(SpeechInput {
            language: "en-US".into(),
            hints: "sales, support".into(),
            profanity_filter: true,
            timeout: "auto".into(),
            model: "phone_call".into(),
        }),
        sensitive: false,
    }
}

fn dial(to: DialTarget) -> Vec<Verb> {
    let dial = Dial {
        to,
        caller_id: "+15550199".into(),
        record: true,
        timeout: Secs(20),
        time_limit: Some(Secs(3600)),
    };
    vec![Verb::Dial { dial, next: link("/call/1/dialled") }]
}

fn stream(start: bool, transport: &str, parameters: Map) -> Verb {
    Verb::Stream(Stream {
        start,
        name: "copy".into(),
        transport: transport.into(),
        url: "wss://a.example/s".into(),
        connector: "acme".into(),
        track: "both_tracks".into(),
        parameters,
    })
}

fn service(settings: &str) -> Service {
    let settings = Held::from_json(settings).expect("JSON").as_map().cloned().unwrap_or_default();
    Service { kind: "any".into(), settings }
}

/// What both libraries make, made by us.
fn documents() -> BTreeMap<&'static str, Vec<Verb>> {
    let served = || link("/call/1/served");
    let ana: Map = [(Text::from("who"), Held::text("Ana"))].into_iter().collect();
    let keys = Gather {
        prompt: Some(Prompt::Play(Play {
            source: PlaySource::Url("https://a.example/a.mp3".into()),
            times: 1,
        })),
        finish_on_key: Text::default(),
        digits: None,
        speech: None,
        ..question()
    };
    BTreeMap::from([
        (
            "words",
            vec![
                Verb::Say(Say {
                    text: "Tom & <Jerry>".into(),
                    voice: "Polly.Joanna".into(),
                    language: "en-US".into(),
                    times: 2,
                }),
                play(PlaySource::Url("https://a.example/a.mp3?x=1&y=2".into()), 3),
                play(PlaySource::Tones("1ww2".into()), 1),
                Verb::Pause(2),
                Verb::HangUp,
            ],
        ),
        (
            "markup",
            vec![Verb::Say(say(
                "Hello <break time=\"500ms\" strength=\"weak\"/><emphasis level=\"strong\">you</emphasis>\
                 <say-as interpret-as=\"digits\">1234</say-as><sub alias=\"A &amp; B\">AB</sub>\
                 <prosody rate=\"slow\">slow</prosody><lang xml:lang=\"es-ES\">Hola</lang><p>One.</p><s>Two.</s>\
                 <phoneme alphabet=\"ipa\" ph=\"təˈmeɪtoʊ\">tomato</phoneme><w role=\"amazon:VB\">read</w>",
            ))],
        ),
        ("question", vec![Verb::Gather { gather: question(), next: link("/call/1/input") }]),
        ("keys", vec![Verb::Gather { gather: keys, next: link("/call/1/input") }]),
        (
            "recording",
            vec![Verb::Record {
                record: Record {
                    timeout: Secs(5),
                    finish_on_key: "#".into(),
                    max_length: Secs(60),
                    beep: true,
                    trim: true,
                    transcribe: true,
                    transcription_url: "https://a.example/t".into(),
                    status_url: Text::default(),
                },
                next: link("/call/1/recorded"),
                status: link("/call/1/recording"),
            }],
        ),
        ("numbers", dial(DialTarget::Numbers(vec!["+15550101".into(), "+15550102".into()]))),
        ("client", dial(DialTarget::Client("ana".into()))),
        (
            "sip",
            dial(DialTarget::Sip {
                uri: "sip:ana@example.com".into(),
                username: "ana".into(),
                password: "p\"w".into(),
            }),
        ),
        ("sim", dial(DialTarget::Sim("HS1".into()))),
        (
            "conference",
            vec![Verb::Conference {
                name: "task 7".into(),
                starts: true,
                ends: false,
                next: Some(link("/call/1/parted")),
                status: Some(link("/call/1/meeting")),
            }],
        ),
        (
            "streams",
            vec![
                stream(true, "websocket", ana.clone()),
                stream(false, "websocket", ana),
                stream(true, "siprec", Map::new()),
            ],
        ),
        (
            "payment",
            vec![Verb::Pay {
                service: service(
                    r#"{"payment_connector":"Default","payment_token_type":"one-time","payment_amount":"12.50",
                        "currency":"usd","timeout":5,"max_attempts":2,"security_code":true,"postal_code":"false",
                        "payment_method":"CREDIT_CARD","valid_card_types":["visa","master-card"],"parameters":{"order":"7"}}"#,
                ),
                next: served(),
            }],
        ),
        (
            "agent",
            vec![Verb::VirtualAgent {
                service: service(
                    r#"{"connector_name":"bot","status_callback":"https://a.example/s",
                        "configurations":{"speech":"fast"},"parameters":{"who":"Ana"}}"#,
                ),
                next: served(),
            }],
        ),
        (
            "relay",
            vec![Verb::Relay {
                service: service(
                    r#"{"url":"wss://a.example/r","welcome_greeting":"Hi!","tts_provider":"Google","voice":"v","language":"en-US",
                        "transcription_provider":"Deepgram","speech_model":"nova","dtmf_detection":true,"interruptible":true,
                        "parameters":{"a":"b"}}"#,
                ),
                next: served(),
            }],
        ),
        ("refusal", vec![Verb::Reject]),
        (
            "away",
            vec![Verb::RedirectAway {
                url: "https://a.example/?x=1&y=2".into(),
                method: "GET".into(),
            }],
        ),
    ])
}

/// A document as lines: each element with its attributes by name, and each text.
fn lines(text: &str) -> Vec<String> {
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut lines = Vec::new();
    for node in document.descendants() {
        let depth = node.ancestors().count();
        if node.is_element() {
            let attributes: BTreeMap<&str, &str> =
                node.attributes().map(|attribute| (attribute.name(), attribute.value())).collect();
            lines.push(format!("{depth} <{}> {attributes:?}", node.tag_name().name()));
        } else if let Some(text) = node.text().filter(|_| node.is_text()) {
            lines.push(format!("{depth} {text:?}"));
        }
    }
    lines
}

fn compare(who: &str, theirs: &Value) -> usize {
    let ours = documents();
    let theirs = theirs.as_object().expect("a document for each name");
    for (name, text) in theirs {
        let verbs = ours.get(name.as_str()).unwrap_or_else(|| panic!("{who} makes {name} too"));
        let document = Document::of(verbs.iter().cloned());
        let site = Site::at("https://host.example");
        let rendered = render(&document, Provider::Twilio.profile(), &site);
        assert!(rendered.lacking.is_empty(), "{name}: {:?}", rendered.lacking);
        assert_eq!(
            lines(&rendered.text),
            lines(text.as_str().unwrap_or_default()),
            "{who}: {name}"
        );
    }
    println!("{who} and we make the same {} documents.", theirs.len());
    theirs.len()
}

#[test]
fn our_documents_are_those_that_the_python_library_makes() {
    assert_eq!(compare("Python", &python("documents.py", &json!({}))), documents().len());
}

#[test]
fn our_documents_are_those_that_the_node_library_makes() {
    // Words with markup are compared with Python's only.
    assert_eq!(compare("Node", &node("documents.js", &json!({}))), documents().len() - 1);
}
