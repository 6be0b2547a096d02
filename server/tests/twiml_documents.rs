//! Laws of documents: whatever is in them, what a provider gets parses, and says nothing but what the
//! provider knows.

use centralita_engine::exec::{
    Dial, DialTarget, Gather, Play, PlaySource, Prompt, Record, Say, Service, SpeechInput, Stream,
};
use centralita_engine::{Map, Secs, Text, Value};
use centralita_server::channels::twiml::render::{Site, render};
use centralita_server::channels::twiml::{Profile, Provider};
use centralita_server::line::document::{Document, Link, Verb};
use proptest::collection::vec;
use proptest::prelude::*;
use roxmltree::Node;

/// The SSML that may stand in words, and its attributes.
const SSML: [(&str, &[&str]); 15] = [
    ("break", &["strength", "time"]),
    ("emphasis", &["level"]),
    ("lang", &["lang"]),
    ("p", &["lang"]),
    ("phoneme", &["alphabet", "ph"]),
    ("prosody", &["volume", "rate", "pitch"]),
    ("s", &["lang"]),
    ("say-as", &["interpret-as", "format", "role"]),
    ("sub", &["alias"]),
    ("w", &["role"]),
    ("auto-breaths", &["volume", "frequency", "duration"]),
    ("breath", &["volume", "duration"]),
    ("domain", &["name"]),
    ("effect", &["name", "vocal-tract-length", "phonation"]),
    ("emotion", &["name", "intensity"]),
];

/// Pieces of what strangers say to break out of words.
const SOUP: [&str; 40] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "/",
    "=",
    " ",
    "\n",
    "<break/>",
    "<break time=\"1s\"/>",
    "<p>",
    "</p>",
    "<s>",
    "</s>",
    "<say-as interpret-as='digits'>",
    "</say-as>",
    "<speak>",
    "</speak>",
    "<Say>",
    "</Say>",
    "</Response>",
    "<Redirect>",
    "<Play>https://evil.example/a.mp3</Play>",
    "<Hangup/>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml?>",
    "&lt;",
    "&#0;",
    "&x;",
    "<amazon:effect name=\"whispered\">",
    "</amazon:effect>",
    "<sub alias=\"</Say>\">",
    "</sub>",
    "xmlns=\"x\"",
    "\u{0}",
    "\u{fffe}",
];

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        any::<String>().prop_map(Text::from),
        vec(
            prop_oneof![
                3 => proptest::sample::select(&SOUP[..]).prop_map(str::to_owned),
                1 => "[a-z .!?]{0,12}",
            ],
            0..25
        )
        .prop_map(|parts| Text::from(parts.concat())),
        "[A-Za-z ,.]{0,9000}".prop_map(Text::from),
    ]
}

fn words() -> impl Strategy<Value = Say> {
    (text(), text(), text(), 0u32..120).prop_map(|(text, voice, language, times)| Say {
        text,
        voice,
        language,
        times,
    })
}

fn sound() -> impl Strategy<Value = Play> {
    let source = prop_oneof![text().prop_map(PlaySource::Url), text().prop_map(PlaySource::Tones)];
    (source, 0u32..120).prop_map(|(source, times)| Play { source, times })
}

fn link() -> impl Strategy<Value = Link> {
    "/[a-z0-9/]{1,20}(\\?[a-z]=[a-z&]{0,5})?".prop_map(Link)
}

fn named() -> impl Strategy<Value = Map> {
    vec((text(), text()), 0..4).prop_map(|pairs| {
        pairs.into_iter().map(|(name, value)| (name, Value::text(value))).collect()
    })
}

fn gather() -> impl Strategy<Value = Gather> {
    let prompt = prop_oneof![
        Just(None),
        words().prop_map(|say| Some(Prompt::Say(say))),
        sound().prop_map(|play| Some(Prompt::Play(play))),
    ];
    let speech = (text(), text(), any::<bool>(), text(), text());
    let speech = speech.prop_map(|(language, hints, profanity_filter, timeout, model)| {
        SpeechInput { language, hints, profanity_filter, timeout, model }
    });
    (prompt, any::<u32>(), text(), any::<Option<u32>>(), proptest::option::of(speech)).prop_map(
        |(prompt, timeout, finish_on_key, digits, speech)| Gather {
            prompt,
            timeout: Secs(timeout),
            finish_on_key,
            digits,
            speech,
            sensitive: false,
        },
    )
}

fn record() -> impl Strategy<Value = Record> {
    (any::<u32>(), text(), any::<u32>(), any::<[bool; 3]>(), text(), text()).prop_map(
        |(
            timeout,
            finish_on_key,
            longest,
            [beep, trim, transcribe],
            transcription_url,
            status_url,
        )| Record {
            timeout: Secs(timeout),
            finish_on_key,
            max_length: Secs(longest),
            beep,
            trim,
            transcribe,
            transcription_url,
            status_url,
        },
    )
}

fn dial() -> impl Strategy<Value = Dial> {
    let to = prop_oneof![
        vec(text(), 0..13).prop_map(DialTarget::Numbers),
        text().prop_map(DialTarget::Client),
        (text(), text(), text()).prop_map(|(uri, username, password)| DialTarget::Sip {
            uri,
            username,
            password
        }),
        text().prop_map(DialTarget::Sim),
        text().prop_map(DialTarget::Conference),
    ];
    (to, text(), any::<bool>(), any::<u32>(), any::<Option<u32>>()).prop_map(
        |(to, caller_id, record, timeout, limit)| Dial {
            to,
            caller_id,
            record,
            timeout: Secs(timeout),
            time_limit: limit.map(Secs),
        },
    )
}

fn service() -> impl Strategy<Value = Service> {
    let names =
        ["url", "connector_name", "payment_method", "payment_amount", "language", "postal_code"];
    (vec(text(), names.len()), named(), vec(text(), 0..3)).prop_map(
        move |(values, pairs, cards)| {
            let mut settings: Map = names
                .iter()
                .zip(values)
                .map(|(name, value)| (Text::from(*name), Value::text(value)))
                .collect();
            settings.insert("parameters", Value::Map(pairs.clone().into()));
            settings.insert("configurations", Value::Map(pairs.into()));
            settings.insert("valid_card_types", Value::list(cards.into_iter().map(Value::text)));
            Service { kind: "any".into(), settings }
        },
    )
}

fn stream() -> impl Strategy<Value = Stream> {
    let transport = prop_oneof![Just(Text::from("websocket")), Just("siprec".into()), text()];
    (any::<bool>(), text(), transport, text(), text(), text(), named()).prop_map(
        |(start, name, transport, url, connector, track, parameters)| Stream {
            start,
            name,
            transport,
            url,
            connector,
            track,
            parameters,
        },
    )
}

fn verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        words().prop_map(Verb::Say),
        sound().prop_map(Verb::Play),
        any::<u32>().prop_map(Verb::Pause),
        any::<u32>().prop_map(Verb::Hold),
        (gather(), link()).prop_map(|(gather, next)| Verb::Gather { gather, next }),
        (record(), link(), link()).prop_map(|(record, next, status)| Verb::Record {
            record,
            next,
            status
        }),
        (dial(), link()).prop_map(|(dial, next)| Verb::Dial { dial, next }),
        (text(), any::<[bool; 2]>(), proptest::option::of(link()), proptest::option::of(link()))
            .prop_map(|(name, [starts, ends], next, status)| Verb::Conference {
                name,
                starts,
                ends,
                next,
                status
            }),
        link().prop_map(Verb::Redirect),
        (text(), text()).prop_map(|(url, method)| Verb::RedirectAway { url, method }),
        stream().prop_map(Verb::Stream),
        (service(), link()).prop_map(|(service, next)| Verb::Pay { service, next }),
        (service(), link()).prop_map(|(service, next)| Verb::VirtualAgent { service, next }),
        (service(), link()).prop_map(|(service, next)| Verb::Relay { service, next }),
        Just(Verb::HangUp),
        Just(Verb::Reject),
    ]
}

fn provider() -> impl Strategy<Value = Provider> {
    proptest::sample::select(&Provider::ALL[..])
}

/// Everything in a document is known to the provider.
fn judge(node: Node<'_, '_>, profile: &Profile, longest: usize) {
    for child in node.children() {
        if child.is_text() {
            continue;
        }
        assert!(child.is_element(), "neither words nor an element: {child:?}");
        let name = child.tag_name().name();
        if node.tag_name().name() == "Say"
            || SSML.iter().any(|(known, _)| *known == node.tag_name().name())
        {
            let known = SSML.iter().find(|(known, _)| *known == name);
            let (_, attributes) = known.unwrap_or_else(|| panic!("<{name}> in words"));
            assert!(profile.markup, "{} speaks words only", profile.name);
            for attribute in child.attributes() {
                assert!(attributes.contains(&attribute.name()), "<{name} {}>", attribute.name());
            }
        } else {
            let element = profile.element(name).unwrap_or_else(|| panic!("<{name}>"));
            for attribute in child.attributes() {
                let is_known = element
                    .attributes
                    .iter()
                    .any(|known| element.attribute(known) == Some(attribute.name()));
                assert!(is_known, "<{name} {}>", attribute.name());
            }
        }
        if name == "Say" {
            let written: String =
                child.document().input_text().get(child.range()).unwrap_or_default().to_owned();
            let inside = written.split_once('>').map_or("", |(_, inside)| inside);
            let inside = inside.rsplit_once("</").map_or("", |(inside, _)| inside);
            let length = inside.chars().count();
            assert!(length <= longest, "{length} characters in one Say");
        }
        judge(child, profile, longest);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_in_a_document_it_parses_and_says_only_what_the_provider_knows(
        verbs in vec(verb(), 0..5), provider in provider()
    ) {
        let profile = provider.profile();
        let rendered = render(&Document::of(verbs), profile, &Site::at("https://host.example"));
        let parsed = roxmltree::Document::parse(&rendered.text)
            .unwrap_or_else(|error| panic!("{error}: {}", rendered.text));
        let root = parsed.root_element();
        assert_eq!(root.tag_name().name(), "Response");
        judge(root, profile, profile.limits.say_characters);
    }

    #[test]
    fn words_without_markup_are_spoken_as_they_are(words in "[^<\u{0}-\u{1f}\u{fffe}\u{ffff}]{1,200}") {
        let say = Say { text: words.as_str().into(), times: 1, ..Say::default() };
        let site = Site::at("https://host.example");
        let rendered = render(&Document::of([Verb::Say(say)]), Provider::Twilio.profile(), &site);
        let parsed = roxmltree::Document::parse(&rendered.text).unwrap();
        let spoken = parsed.descendants().find(|node| node.has_tag_name("Say"));
        let spoken = spoken.and_then(|say| say.text()).unwrap_or_default();
        let expected = if words.trim().is_empty() { "" } else { &words };
        prop_assert_eq!(spoken, expected);
    }

    #[test]
    fn nothing_that_is_said_is_lost_when_it_is_divided(words in vec("[a-z]{1,9}[.!?]?", 1..2000)) {
        let text = words.join(" ");
        let say = Say { text: text.as_str().into(), times: 1, ..Say::default() };
        let site = Site::at("https://host.example");
        let rendered = render(&Document::of([Verb::Say(say)]), Provider::Twilio.profile(), &site);
        let parsed = roxmltree::Document::parse(&rendered.text).unwrap();
        let said: Vec<&str> = parsed
            .descendants()
            .filter(|node| node.has_tag_name("Say"))
            .flat_map(|say| say.text().unwrap_or_default().split_whitespace())
            .collect();
        prop_assert_eq!(said, words);
    }

    #[test]
    fn values_of_attributes_come_back_as_they_were(name in any::<String>(), value in any::<String>()) {
        let is_allowed = |text: &str| text.chars().all(|sign| {
            matches!(sign, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        });
        prop_assume!(is_allowed(&name) && is_allowed(&value));
        let stream = Stream {
            start: true,
            name: "s".into(),
            transport: "websocket".into(),
            url: "wss://a.example".into(),
            connector: Text::default(),
            track: "inbound_track".into(),
            parameters: [(Text::from(name.as_str()), Value::text(value.as_str()))].into_iter().collect(),
        };
        let site = Site::at("https://host.example");
        let rendered = render(&Document::of([Verb::Stream(stream)]), Provider::Twilio.profile(), &site);
        let parsed = roxmltree::Document::parse(&rendered.text).unwrap();
        let parameter = parsed.descendants().find(|node| node.has_tag_name("Parameter")).unwrap();
        prop_assert_eq!(parameter.attribute("name"), Some(name.as_str()));
        prop_assert_eq!(parameter.attribute("value"), Some(value.as_str()));
    }
}
