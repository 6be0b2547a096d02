//! What requests say, and what happens when their answers are bad, late or lost.

use centralita_provider::exchange::{Answer, Failure, Outcome};
use centralita_provider::signature::signature;
use centralita_provider::transcript::{Entry, Purpose};
use centralita_provider::{Form, Number, Script};

use crate::stage::{
    APP, App, CALLER, NUMBER, asked, call, call_in, exchange, has_fault, last, values,
};

#[test]
fn a_first_request_says_everything_that_is_described() {
    let transcript = call(&mut App::new().page("/", ""), Script::new());
    let form = &last(&transcript, "/").form;
    for (name, value) in [
        ("ApiVersion", "2010-04-01"),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("From", CALLER),
        ("To", NUMBER),
        ("Caller", CALLER),
        ("Called", NUMBER),
        ("FromCity", ""),
        ("ToCountry", ""),
        ("CalledZip", ""),
        ("CallerState", ""),
    ] {
        assert_eq!(form.get(name), Some(value), "{name}");
    }
    assert!(form.get("CallSid").is_some_and(|sid| sid.len() == 34 && sid.starts_with("CA")));
    assert!(form.get("AccountSid").is_some_and(|sid| sid.starts_with("AC")));
}

#[test]
fn every_request_is_signed_and_carries_a_token_of_its_own() {
    let mut app =
        App::new().page("/", "<Redirect>/next?x=1&amp;y=%20</Redirect>").page("/next", "");
    let mut exchange = exchange();
    exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut tokens = Vec::new();
    exchange.play(|request| {
        let header = |name: &str| {
            let found = request.headers.iter().find(|(own, _)| own == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let expected = signature("12345", &request.url, &Form::parse(&request.body));
        assert_eq!(header("X-Twilio-Signature"), expected, "{}", request.url);
        tokens.push(header("I-Twilio-Idempotency-Token"));
        app.answer(request)
    });
    assert_eq!(tokens.len(), 3);
    tokens.dedup();
    assert_eq!(tokens.len(), 3);
}

#[test]
fn a_number_may_ask_with_get_and_then_the_query_is_signed() {
    let mut exchange = exchange();
    let mut number = Number::voice(NUMBER, &format!("{APP}/get?a=1"));
    number.voice_method = "GET".to_owned();
    exchange.set_number(number);
    exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut seen = 0;
    exchange.play(|request| {
        seen += 1;
        assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""));
        assert!(request.url.starts_with("http://app.test/get?a=1&AccountSid=AC"));
        let expected = signature("12345", &request.url, &Form::new());
        assert!(request.headers.contains(&("X-Twilio-Signature".to_owned(), expected)));
        Outcome::Answered(Answer::twiml("<Response/>"))
    });
    assert_eq!(seen, 1);
}

#[test]
fn an_empty_document_hangs_up() {
    for body in ["<Response/>", "", "  "] {
        let mut app = App::new().answers("/", Answer::twiml(body));
        let transcript = call(&mut app, Script::new());
        assert_eq!(transcript.status(), "completed", "{body:?}");
        assert_eq!(transcript.ended_by(), Some("document"));
        assert!(transcript.wrongs().is_empty(), "{transcript}");
    }
}

#[test]
fn a_redirect_in_a_document_asks_the_next_address_relative_to_its_own() {
    let mut app = App::new()
        .page("/", "<Redirect>/a/b?n=1</Redirect>")
        .page("/a/b", r#"<Redirect method="GET">c</Redirect>"#)
        .page("/a/c", "<Say>Here.</Say>");
    let transcript = call(&mut app, Script::new());
    assert_eq!(transcript.heard(), ["Here."]);
    assert_eq!(last(&transcript, "/a/c").method, "GET");
}

#[test]
fn three_hundred_and_two_turns_into_get_and_loses_what_was_said() {
    let moved = |status, location: &str| Answer {
        status,
        location: location.to_owned(),
        ..Answer::default()
    };
    let mut app = App::new().answers("/", moved(302, "/there")).page("/there", "<Say>Moved.</Say>");
    let transcript = call(&mut app, Script::new());
    let there = last(&transcript, "/there");
    assert_eq!((there.method.as_str(), there.form.is_empty()), ("GET", true));
    assert!(has_fault(&transcript, "what was said is lost"));
    let mut app = App::new().answers("/", moved(307, "/there")).page("/there", "");
    let transcript = call(&mut app, Script::new());
    assert_eq!(last(&transcript, "/there").method, "POST");
    assert!(last(&transcript, "/there").form.get("CallSid").is_some());
    let mut app = App::new().answers("/", moved(302, "/"));
    let transcript = call(&mut app, Script::new());
    assert!(has_fault(&transcript, "sends on and on"));
}

#[test]
fn plain_text_is_read_aloud_and_audio_is_played_and_then_the_call_ends() {
    let of =
        |kind: &str, body: &str| Answer { content_type: kind.to_owned(), ..Answer::twiml(body) };
    let mut app = App::new().answers("/", of("text/plain; charset=utf-8", "Good day"));
    assert_eq!(call(&mut app, Script::new()).heard(), ["Good day"]);
    let mut app = App::new().answers("/", of("audio/mpeg", "ID3"));
    assert_eq!(call(&mut app, Script::new()).heard(), ["http://app.test/"]);
    let mut app = App::new().answers("/", of("application/json", "{}"));
    let transcript = call(&mut app, Script::new());
    assert!(has_fault(&transcript, "content type \"application/json\""));
}

#[test]
fn cookies_are_kept_for_the_call() {
    let cookie = Answer {
        cookies: vec!["session=abc; Path=/; HttpOnly".to_owned()],
        ..Answer::twiml("<Response><Redirect>/next</Redirect></Response>")
    };
    let mut app = App::new().answers("/", cookie).page("/next", "");
    let mut exchange = exchange();
    exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut sent = Vec::new();
    exchange.play(|request| {
        let found = request.headers.iter().find(|(name, _)| name == "Cookie");
        sent.push(found.map(|(_, value)| value.clone()));
        app.answer(request)
    });
    assert_eq!(sent.first(), Some(&None));
    assert_eq!(sent.get(1), Some(&Some("session=abc".to_owned())));
}

fn with_fallback(app: &mut App) -> centralita_provider::Transcript {
    let mut exchange = exchange();
    let number = Number::voice(NUMBER, &format!("{APP}/")).fallback(&format!("{APP}/fallback"));
    exchange.set_number(number);
    call_in(&mut exchange, app, Script::new())
}

#[test]
fn a_bad_or_late_answer_goes_to_the_fallback_with_code_and_address() {
    for (app, code) in [
        (App::new().answers("/", Answer::status(500)), "11200"),
        (App::new().fails("/", Failure::Late), "11200"),
        (App::new().fails("/", Failure::Connect("refused".to_owned())), "11205"),
        (App::new().answers("/", Answer::twiml("<Response>")), "12100"),
        (App::new().answers("/", Answer::twiml("<Antwort/>")), "12100"),
    ] {
        let mut app = app.page("/fallback", "<Say>Please hold.</Say>");
        let transcript = with_fallback(&mut app);
        let asked = last(&transcript, "/fallback");
        assert_eq!(asked.form.get("ErrorCode"), Some(code), "{transcript}");
        assert_eq!(asked.form.get("ErrorUrl"), Some("http://app.test/"));
        assert_eq!(asked.purpose, Purpose::Fallback);
        assert_eq!(transcript.heard(), ["Please hold."]);
    }
}

#[test]
fn when_the_fallback_fails_too_the_caller_hears_an_apology_and_the_call_ends() {
    let mut app =
        App::new().answers("/", Answer::status(500)).answers("/fallback", Answer::status(500));
    let transcript = with_fallback(&mut app);
    assert_eq!(app.times_asked("/fallback"), 1);
    assert!(transcript.has_heard("an application error has occurred"));
    assert_eq!(transcript.status(), "completed");
}

#[test]
fn a_connection_that_fails_is_tried_once_more_with_the_same_token() {
    let mut app = App::new()
        .fails("/", Failure::Connect("refused".to_owned()))
        .page("/", "<Say>Second time.</Say>");
    let transcript = call(&mut app, Script::new());
    let both = asked(&transcript, "/");
    assert_eq!(both.iter().map(|webhook| webhook.attempt).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(both.first().map(|one| &one.token), both.last().map(|one| &one.token));
    assert_eq!(transcript.heard(), ["Second time."]);
}

#[test]
fn the_fragment_of_an_address_says_what_is_tried_again() {
    let mut exchange = exchange();
    exchange.set_number(Number::voice(NUMBER, &format!("{APP}/#rc=3&rp=5xx,rt")));
    let mut app = App::new()
        .answers("/", Answer::status(503))
        .fails("/", Failure::Late)
        .answers("/", Answer::status(503))
        .page("/", "<Say>At last.</Say>");
    let transcript = call_in(&mut exchange, &mut app, Script::new());
    assert_eq!(transcript.heard(), ["At last."]);
    assert!(transcript.webhooks().iter().all(|webhook| !webhook.url.contains('#')));
    // Without it a bad status is not tried again.
    let mut app = App::new().answers("/", Answer::status(503)).page("/", "<Say>Never.</Say>");
    assert!(!call(&mut app, Script::new()).has_heard("Never."));
}

#[test]
fn a_call_that_goes_round_for_ever_is_ended() {
    let mut app = App::new().page("/", "<Redirect>/</Redirect>");
    let transcript = call(&mut app, Script::new());
    assert!(has_fault(&transcript, "goes round for ever"));
    assert_eq!(transcript.ended_by(), Some("provider"));
}

#[test]
fn reject_ends_an_unanswered_call() {
    let transcript = call(&mut App::new().page("/", r#"<Reject reason="busy"/>"#), Script::new());
    assert_eq!(transcript.status(), "busy");
    let told = last(&transcript, "/status");
    assert_eq!(told.form.get("SipResponseCode"), Some("486"));
    assert_eq!(told.form.get("CallDuration"), Some("0"));
}

#[test]
fn a_caller_may_hang_up_while_a_webhook_is_on_its_way() {
    let mut app = App::new().page("/", "<Say>Nobody hears this.</Say>");
    let transcript = call(&mut app, Script::new().patience_millis(5));
    assert_eq!(transcript.status(), "no-answer");
    assert!(transcript.heard().is_empty());
    // The status callback went out before the answer of the first request was there.
    let told = last(&transcript, "/status").sent_at_millis;
    let answered = transcript.lines.iter().find_map(|(at, entry)| match entry {
        Entry::Webhook(webhook) if webhook.purpose == Purpose::Instructions => Some(*at),
        _ => None,
    });
    assert!(answered.is_some_and(|answered| told < answered), "{transcript}");
    assert_eq!(values(&transcript, Purpose::CallStatus, "SequenceNumber"), ["0"]);
}

#[test]
fn a_caller_may_hang_up_during_say() {
    let mut app =
        App::new().page("/", "<Say>A very long greeting that goes on.</Say><Say>More.</Say>");
    let script = Script::new().hear("long greeting").wait_millis(200).hang_up();
    let transcript = call(&mut app, script);
    assert_eq!(transcript.heard().len(), 1);
    assert_eq!(transcript.status(), "completed");
}

#[test]
fn a_withheld_or_odd_caller_is_passed_on_as_it_is() {
    for from in ["anonymous", "sip:ann@b.example", "client:ann", "+266696687"] {
        let mut exchange = exchange();
        let id = exchange.dial_in(from, NUMBER, Script::new());
        let mut app = App::new().page("/", "");
        exchange.play(|request| app.answer(request));
        let transcript = &exchange.call(id).transcript;
        assert_eq!(last(transcript, "/").form.get("From"), Some(from));
    }
}

#[test]
fn a_number_that_nobody_has_is_a_fault() {
    let mut exchange = exchange();
    let id = exchange.dial_in(CALLER, "+1999", Script::new());
    exchange.play(|_| Outcome::Answered(Answer::status(200)));
    assert!(has_fault(&exchange.call(id).transcript, "+1999 is no number that takes calls"));
}

#[test]
fn a_callback_that_is_answered_badly_is_a_fault() {
    let mut app = App::new().page("/", "").answers("/status", Answer::status(500));
    let transcript = call(&mut app, Script::new());
    assert!(has_fault(&transcript, "answers 500 to a callback"));
}
