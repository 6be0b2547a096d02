//! What holds for whatever comes.

use centralita_provider::exchange::{Answer, Failure, Outcome};
use centralita_provider::script::{Reply, Step};
use centralita_provider::seed::Seed;
use centralita_provider::twiml::{Document, Place, check};
use centralita_provider::{Hostility, Number, Peer, Profile, Script, Settings};
use proptest::prelude::*;

use crate::stage::{APP, CALLER, NUMBER, exchange_with};

/// Verbs as strangers write them: known, half known and unknown, in any nesting.
fn markup() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Say",
        "Play",
        "Pause",
        "Gather",
        "Record",
        "Dial",
        "Number",
        "Conference",
        "Queue",
        "Enqueue",
        "Leave",
        "Redirect",
        "Hangup",
        "Reject",
        "Connect",
        "Stream",
        "Pay",
        "Refer",
        "Sip",
        "Start",
        "Message",
        "Task",
        "Foo",
        "break",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        r#" action="/a""#,
        r#" loop="0""#,
        r#" timeout="0""#,
        r#" numDigits="1""#,
        r#" input="speech""#,
        r#" actionOnEmptyResult="true""#,
        r#" waitUrl="/w""#,
        r#" url="/w""#,
        r#" length="0""#,
        r#" digits="1w""#,
        r#" hangupOnStar="true""#,
        r#" endConferenceOnExit="true""#,
        r#" x="&lt;""#,
        r#" sequential="true""#,
    ]);
    let text =
        prop::sample::select(vec!["", "hello", "/a", "/b?x=1", "+15550111", "room", "&amp;", "{}"]);
    let leaf = (name, attribute, text)
        .prop_map(|(name, attribute, text)| format!("<{name}{attribute}>{text}</{name}>"));
    leaf.prop_recursive(3, 24, 4, |inner| {
        (
            prop::sample::select(vec!["Gather", "Dial", "Enqueue", "Connect", "Say"]),
            prop::collection::vec(inner, 0..4),
        )
            .prop_map(|(name, inner)| format!("<{name}>{}</{name}>", inner.concat()))
    })
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(markup(), 0..5)
        .prop_map(|verbs| format!("<Response>{}</Response>", verbs.concat()))
}

fn step() -> impl Strategy<Value = Step> {
    let reply = prop_oneof![
        "[0-9*#w]{1,4}".prop_map(Reply::Press),
        "[a-z ]{0,12}".prop_map(|words| Reply::Speak { words, confidence: None }),
    ];
    prop_oneof![
        reply.clone().prop_map(Step::Answer),
        reply.prop_map(Step::Now),
        (0_u64..20_000).prop_map(Step::Wait),
        Just(Step::Silence),
        Just(Step::Joined),
        Just(Step::Hear("hello".to_owned())),
        Just(Step::HangUp),
    ]
}

/// Two calls in a hostile world whose pages are these; gives their transcripts.
fn play(pages: &[String], steps: &[Step], seed: u64) -> Vec<String> {
    let settings =
        Settings { hostility: Hostility::full(), most_documents: 60, ..Settings::seeded(seed) };
    let mut exchange = exchange_with(settings);
    exchange.set_number(Number::voice(NUMBER, &format!("{APP}/")).fallback(&format!("{APP}/f")));
    exchange
        .set_peer("+15550111", Peer::answers(Script::new().joined().wait_millis(4_000).hang_up()));
    let script = Script { steps: steps.to_vec(), patience_millis: 120_000 };
    exchange.dial_in(CALLER, NUMBER, script.clone());
    exchange.dial_in("+15550101", NUMBER, script);
    let mut numbers = Seed::new(seed);
    exchange.play(|_| match numbers.between(0, 20) {
        0 => Outcome::Failed(Failure::Late),
        1 => Outcome::Failed(Failure::Connect("refused".to_owned())),
        2 => Outcome::Answered(Answer::status(500)),
        at => {
            let page = pages.get(at as usize % pages.len().max(1)).map_or("", String::as_str);
            Outcome::Answered(Answer::twiml(page))
        }
    });
    assert!(exchange.is_quiet(), "something is still open");
    exchange.calls().map(|call| call.transcript.to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        if let Ok(document) = Document::read(&text) {
            check(&document, Place::Call, &Profile::TWILIO);
        }
    }

    #[test]
    fn no_markup_makes_the_reader_panic(text in "[<>/=\"'&;a-z!\\[\\]?# -]{0,200}") {
        let _ = Document::read(&text);
    }

    #[test]
    fn no_document_makes_the_check_panic(text in document()) {
        let read = Document::read(&text).expect("it is well-formed");
        for place in [Place::Call, Place::QueueWait, Place::RoomWait, Place::Whisper, Place::Message] {
            for profile in [Profile::TWILIO, Profile::SOMLENG] {
                check(&read, place, &profile);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_call_ends_and_a_run_can_be_run_again(
        pages in prop::collection::vec(document(), 1..4),
        steps in prop::collection::vec(step(), 0..6),
        seed in any::<u64>(),
    ) {
        prop_assert_eq!(play(&pages, &steps, seed), play(&pages, &steps, seed));
    }
}
