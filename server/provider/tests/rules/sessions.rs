//! Sessions that are only pretended, with outcomes that are set.

use centralita_provider::settings::Outcomes;
use centralita_provider::transcript::Purpose;
use centralita_provider::{Profile, Script, Settings};

use crate::stage::{App, call, call_in, exchange_with, has_fault, last};

fn app(page: &str) -> App {
    App::new().page("/", page).page("/after", "<Say>Back again.</Say>")
}

const PAY: &str = r#"<Pay action="/after" chargeAmount="12.50" paymentConnector="Default"/>"#;

#[test]
fn a_payment_tells_its_action_how_it_went() {
    let transcript = call(&mut app(PAY), Script::new());
    let form = &last(&transcript, "/after").form;
    assert_eq!(form.get("Result"), Some("success"));
    assert_eq!(form.get("PaymentCardNumber"), Some("xxxx-xxxx-xxxx-1111"));
    assert!(transcript.has_heard("Back again."));
}

#[test]
fn a_payment_may_fail_be_interrupted_or_lose_its_caller() {
    let failing = vec![("Result".to_owned(), "payment-connector-error".to_owned())];
    let outcomes = Outcomes { pay: failing, ..Outcomes::default() };
    let mut exchange = exchange_with(Settings { outcomes, ..Settings::seeded(7) });
    let transcript = call_in(&mut exchange, &mut app(PAY), Script::new());
    assert_eq!(last(&transcript, "/after").form.get("Result"), Some("payment-connector-error"));
    let transcript = call(&mut app(PAY), Script::new().press("*"));
    let result = last(&transcript, "/after").form.get("Result");
    assert_eq!(result, Some("caller-interrupted-with-star"));
    let transcript = call(&mut app(PAY), Script::new().wait_millis(3_000).hang_up());
    assert_eq!(last(&transcript, "/after").form.get("Result"), Some("caller-hung-up"));
    assert_eq!(last(&transcript, "/after").purpose, Purpose::Farewell);
}

#[test]
fn a_stream_and_a_virtual_agent_come_back_to_the_action() {
    for inside in [
        r#"<Stream url="wss://media.test/a"><Parameter name="a" value="b"/></Stream>"#,
        r#"<VirtualAgent connectorName="c"><Config name="language" value="en"/></VirtualAgent>"#,
        r#"<ConversationRelay url="wss://media.test/a" welcomeGreeting="Hi"/>"#,
    ] {
        let page = format!(r#"<Connect action="/after">{inside}</Connect>"#);
        let transcript = call(&mut app(&page), Script::new());
        assert!(transcript.has_heard("Back again."), "{transcript}");
        assert!(transcript.faults().is_empty(), "{transcript}");
    }
}

#[test]
fn start_and_stop_run_beside_the_call() {
    let page = r#"<Start><Stream name="s" url="wss://media.test/a"/></Start><Say>On.</Say><Stop><Stream name="s"/></Stop>"#;
    let transcript = call(&mut app(page), Script::new());
    assert_eq!(transcript.heard(), ["On."]);
    assert!(transcript.faults().is_empty(), "{transcript}");
}

#[test]
fn a_relative_without_a_verb_refuses_the_call() {
    let settings = Settings { profile: Profile::SOMLENG, ..Settings::seeded(7) };
    let page = "<Say>Hello.</Say><Pause/><Say>Never.</Say>";
    let transcript = call_in(&mut exchange_with(settings), &mut app(page), Script::new());
    assert!(has_fault(&transcript, "Somleng has no <Pause>"));
    assert!(!transcript.has_heard("Never."));
    assert!(transcript.has_heard("an application error has occurred"));
    assert!(!transcript.sid.starts_with("CA"), "its calls have UUIDs");
    let settings = Settings { profile: Profile::TELNYX, ..Settings::seeded(7) };
    let transcript = call_in(&mut exchange_with(settings), &mut app(PAY), Script::new());
    assert!(has_fault(&transcript, "Telnyx has no <Pay>"));
    assert!(transcript.sid.starts_with("v3:"));
    assert!(last(&transcript, "/").form.get("ConnectionId").is_some());
}
