//! Messages in and out.

use centralita_provider::exchange::{Answer, Outcome};
use centralita_provider::script::Delivery;
use centralita_provider::transcript::Purpose;
use centralita_provider::{
    ChatScript, ChatStep, Exchange, Form, Number, Peer, Settings, Transcript,
};

use crate::stage::{APP, App, CALLER, NUMBER, asked, has_fault, last, values};

fn exchange(settings: Settings) -> Exchange {
    let mut exchange = Exchange::new(settings);
    exchange.set_number(Number::messages(NUMBER, &format!("{APP}/sms")));
    exchange
}

fn chat(app: &mut App, script: ChatScript) -> (Transcript, Exchange) {
    let mut exchange = exchange(Settings::seeded(7));
    let id = exchange.chat(CALLER, NUMBER, script);
    exchange.play(|request| app.answer(request));
    assert!(exchange.is_chat_settled(id));
    let transcript = exchange.chat_transcript(id).cloned().expect("the chat exists");
    (transcript, exchange)
}

#[test]
fn a_message_is_answered_by_the_document() {
    let page =
        "<Message><Body>Hello Ann</Body><Media>/a.png</Media></Message><Message>Bye</Message>";
    let mut app = App::new().page("/sms", page);
    let (transcript, exchange) = chat(&mut app, ChatScript::new().write("hi").read("hello ann"));
    assert_eq!(transcript.got(), ["Hello Ann", "Bye"]);
    assert!(transcript.faults().is_empty(), "{transcript}");
    let form = &last(&transcript, "/sms").form;
    for (name, value) in
        [("Body", "hi"), ("From", CALLER), ("To", NUMBER), ("NumMedia", "0"), ("NumSegments", "1")]
    {
        assert_eq!(form.get(name), Some(value), "{name}");
    }
    assert_eq!(form.get("MessageSid"), form.get("SmsSid"));
    assert_eq!(form.get("MessageSid"), form.get("SmsMessageSid"));
    let media: Vec<_> = exchange.messages().iter().flat_map(|message| &message.media).collect();
    assert_eq!(media.first().map(|(url, _)| url.as_str()), Some("http://app.test/a.png"));
}

#[test]
fn nothing_is_answered_where_the_document_is_empty() {
    let mut app = App::new().page("/sms", "");
    let (transcript, _) = chat(&mut app, ChatScript::new().write("hi"));
    assert!(transcript.got().is_empty() && transcript.faults().is_empty());
}

#[test]
fn words_that_never_come_are_a_fault() {
    let mut app = App::new().page("/sms", "<Message>Something else</Message>");
    let (transcript, _) = chat(&mut app, ChatScript::new().write("hi").read("hello"));
    assert!(has_fault(&transcript, "no message with \"hello\" came"));
}

#[test]
fn a_voice_verb_may_not_stand_in_the_answer_to_a_message() {
    let mut app = App::new().page("/sms", "<Say>Hello</Say>");
    let (transcript, _) = chat(&mut app, ChatScript::new().write("hi"));
    assert!(has_fault(&transcript, "<Say> may not stand in the answer to a message"));
}

#[test]
fn pictures_and_buttons_come_with_their_parameters() {
    let mut app = App::new().page("/sms", "");
    let media = vec![("http://app.test/x.jpg".to_owned(), "image/jpeg".to_owned())];
    let script = ChatScript::new().then(ChatStep::Send("look".to_owned(), media));
    let (transcript, _) = chat(&mut app, script);
    let form = &last(&transcript, "/sms").form;
    assert_eq!(form.get("NumMedia"), Some("1"));
    assert_eq!(form.get("MediaUrl0"), Some("http://app.test/x.jpg"));
    assert_eq!(form.get("MediaContentType0"), Some("image/jpeg"));

    let mut exchange = exchange(Settings::seeded(7));
    let tap = ChatStep::Tap("Sales".to_owned(), "pick-1".to_owned());
    let whatsapp = format!("whatsapp:{NUMBER}");
    let id = exchange.chat("whatsapp:+15550100", &whatsapp, ChatScript::new().then(tap));
    exchange.play(|request| app.answer(request));
    let transcript = exchange.chat_transcript(id).expect("the chat exists");
    let form = &last(transcript, "/sms").form;
    assert_eq!(form.get("ButtonText"), Some("Sales"));
    assert_eq!(form.get("ButtonPayload"), Some("pick-1"));
    assert_eq!(form.get("WaId"), Some("15550100"));
    assert!(form.filled("ProfileName").is_some());
}

fn send(exchange: &mut Exchange) -> Result<usize, u32> {
    let form = Form::new()
        .with("To", CALLER)
        .with("From", NUMBER)
        .with("Body", "Your table is ready")
        .with("StatusCallback", format!("{APP}/status/message"));
    exchange.send_message(&form, "outbound-api").map_err(|refused| refused.code)
}

#[test]
fn a_message_sent_by_rest_tells_how_it_stands() {
    let mut exchange = exchange(Settings::seeded(7));
    assert_eq!(send(&mut exchange), Ok(0));
    exchange.play(|_| Outcome::Answered(Answer::status(204)));
    let statuses = values(exchange.strays(), Purpose::MessageStatus, "MessageStatus");
    assert_eq!(statuses, ["queued", "sent", "delivered"]);
}

#[test]
fn a_message_may_fail_with_a_code() {
    let mut exchange = exchange(Settings::seeded(7));
    exchange.set_peer(CALLER, Peer::no_answer().messages(Delivery::Fails(30003)));
    assert_eq!(send(&mut exchange), Ok(0));
    exchange.play(|_| Outcome::Answered(Answer::status(204)));
    let told = last(exchange.strays(), "/status/message");
    assert_eq!(told.form.get("MessageStatus"), Some("undelivered"));
    assert_eq!(told.form.get("ErrorCode"), Some("30003"));
}

#[test]
fn whoever_has_opted_out_gets_nothing() {
    let mut exchange = exchange(Settings::seeded(7));
    exchange.set_peer(CALLER, Peer::no_answer().messages(Delivery::Refused(21610)));
    assert_eq!(send(&mut exchange), Err(21610));

    let mut exchange =
        self::exchange(Settings { keeps_opt_out_words: true, ..Settings::seeded(7) });
    exchange.message_in(CALLER, NUMBER, "Stop", &[], &Form::new());
    assert!(exchange.take_request().is_none(), "the flow never sees it");
    assert_eq!(send(&mut exchange), Err(21610));
    exchange.message_in(CALLER, NUMBER, "START", &[], &Form::new());
    assert_eq!(send(&mut exchange), Ok(2));
}

#[test]
fn two_machines_that_answer_each_other_go_on_until_one_stops() {
    let mut app = App::new().page("/sms", "<Message>Sorry, what?</Message>");
    let echo = ChatScript::new().write("hi").then(ChatStep::Echo(20));
    let (transcript, _) = chat(&mut app, echo);
    assert_eq!(asked(&transcript, "/sms").len(), 21);
    // An app that stops after three.
    let mut app = App::new()
        .page("/sms", "<Message>a</Message>")
        .page("/sms", "<Message>b</Message>")
        .page("/sms", "<Message>c</Message>")
        .page("/sms", "");
    let echo = ChatScript::new().write("hi").then(ChatStep::Echo(20));
    let (transcript, _) = chat(&mut app, echo);
    assert_eq!(transcript.got(), ["a", "b", "c"]);
    assert!(transcript.faults().is_empty());
}

#[test]
fn a_status_may_come_for_a_message_that_somebody_else_sent() {
    let mut exchange = exchange(Settings::seeded(7));
    exchange.stray_message_status(&format!("{APP}/status/message"), NUMBER, CALLER);
    exchange.play(|_| Outcome::Answered(Answer::status(204)));
    let told = last(exchange.strays(), "/status/message");
    assert_eq!(told.form.get("MessageStatus"), Some("delivered"));
    assert!(exchange.messages().is_empty());
}

#[test]
fn an_answer_that_leads_round_and_round_is_stopped() {
    let mut app = App::new().page("/sms", "<Redirect>/sms</Redirect>");
    let (transcript, _) = chat(&mut app, ChatScript::new().write("hi"));
    assert!(has_fault(&transcript, "goes round for ever"));
    assert!(asked(&transcript, "/sms").len() < 30);
}

#[test]
fn a_message_that_fails_goes_to_the_fallback() {
    let mut exchange = exchange(Settings::seeded(7));
    let number = Number::messages(NUMBER, &format!("{APP}/sms"));
    exchange.set_number(number.fallback(&format!("{APP}/fallback")));
    let id = exchange.chat(CALLER, NUMBER, ChatScript::new().write("hi").read("later"));
    let mut app = App::new()
        .answers("/sms", Answer::status(500))
        .page("/fallback", "<Message>We write later.</Message>");
    exchange.play(|request| app.answer(request));
    let transcript = exchange.chat_transcript(id).expect("the chat exists");
    assert_eq!(last(transcript, "/fallback").form.get("ErrorCode"), Some("11200"));
    assert_eq!(transcript.got(), ["We write later."]);
}

#[test]
fn a_message_that_is_too_long_is_refused() {
    let mut exchange = exchange(Settings::seeded(7));
    let form = Form::new().with("To", CALLER).with("From", NUMBER).with("Body", "x".repeat(1601));
    let refused = exchange.send_message(&form, "outbound-api");
    assert_eq!(refused.map_err(|refused| refused.code), Err(21617));
}
