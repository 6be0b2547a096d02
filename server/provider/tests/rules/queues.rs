//! The provider's own queues.

use centralita_provider::settings::Outcomes;
use centralita_provider::transcript::Purpose;
use centralita_provider::{Exchange, Number, Script, Settings};

use crate::stage::{
    APP, App, CALLER, NUMBER, asked, call_in, exchange, exchange_with, has_fault, last,
};

const AGENT_LINE: &str = "+18005550001";
const AGENT: &str = "+15550177";

fn app(enqueue: &str) -> App {
    App::new()
        .page("/", enqueue)
        .page("/wait", "<Say>Please hold.</Say><Pause length=\"5\"/>")
        .page("/left", "<Say>Goodbye from the queue.</Say>")
        .page("/agent", r#"<Dial action="/agent-done" timeout="60"><Queue url="/joining">support</Queue></Dial>"#)
        .page("/agent-done", "<Hangup/>")
        .page("/joining", "<Say>You are being connected.</Say>")
}

const ENQUEUE: &str = r#"<Enqueue action="/left" waitUrl="/wait">support</Enqueue>"#;

fn with_agent_line() -> Exchange {
    let mut exchange = exchange();
    exchange.set_number(Number::voice(AGENT_LINE, &format!("{APP}/agent")));
    exchange
}

#[test]
fn a_waiting_caller_hears_the_document_again_and_again_with_the_position() {
    let mut app = app(ENQUEUE);
    let script = Script::new().wait_millis(40_000).hang_up();
    let transcript = call_in(&mut exchange(), &mut app, script);
    let waits = asked(&transcript, "/wait");
    assert!(waits.len() >= 4, "{transcript}");
    let form = &waits.last().expect("it was asked").form;
    for (name, value) in [
        ("QueuePosition", "1"),
        ("CurrentQueueSize", "1"),
        ("MaxQueueSize", "1000"),
        ("AvgQueueTime", "0"),
    ] {
        assert_eq!(form.get(name), Some(value), "{name}");
    }
    assert!(form.get("QueueTime").and_then(|n| n.parse::<u64>().ok()).is_some_and(|n| n > 10));
}

#[test]
fn hanging_up_in_a_queue_shows_as_the_queue_result() {
    let script = Script::new().wait_millis(8_000).hang_up();
    let transcript = call_in(&mut exchange(), &mut app(ENQUEUE), script);
    let told = last(&transcript, "/left");
    assert_eq!(told.form.get("QueueResult"), Some("hangup"));
    assert_eq!(told.purpose, Purpose::Farewell);
    assert!(told.form.filled("QueueSid").is_some() && told.form.filled("QueueTime").is_some());
}

#[test]
fn leave_goes_on_with_the_action() {
    let mut app = app(ENQUEUE).page("/wait", "<Leave/>");
    let transcript = call_in(&mut exchange(), &mut app, Script::new());
    assert_eq!(last(&transcript, "/left").form.get("QueueResult"), Some("leave"));
    assert!(transcript.has_heard("Goodbye from the queue."));
    assert!(transcript.faults().is_empty(), "{transcript}");
}

#[test]
fn a_full_queue_is_told_at_once() {
    let page = r#"<Enqueue action="/left" waitUrl="/wait" maxQueueSize="1">support</Enqueue>"#;
    let mut app = app(page);
    let mut exchange = exchange();
    exchange.dial_in("+15550103", NUMBER, Script::new().wait_millis(30_000).hang_up());
    exchange.play_until(2_000, |request| app.answer(request));
    let transcript = call_in(&mut exchange, &mut app, Script::new());
    assert_eq!(last(&transcript, "/left").form.get("QueueResult"), Some("queue-full"));
}

#[test]
fn a_dialled_queue_joins_its_first_caller_who_hears_so_before() {
    let mut app = app(ENQUEUE);
    let mut exchange = with_agent_line();
    let caller =
        exchange.dial_in(CALLER, NUMBER, Script::new().joined().wait_millis(60_000).hang_up());
    exchange.play_until(5_000, |request| app.answer(request));
    let agent =
        exchange.dial_in(AGENT, AGENT_LINE, Script::new().joined().wait_millis(4_000).hang_up());
    exchange.play(|request| app.answer(request));
    let (caller, agent) = (exchange.call(caller), exchange.call(agent));
    assert!(caller.transcript.has_heard("You are being connected."), "{}", caller.transcript);
    let joining = last(&caller.transcript, "/joining");
    assert_eq!(joining.form.get("DequeingCallSid"), Some(agent.sid.as_str()));
    assert_eq!(last(&caller.transcript, "/left").form.get("QueueResult"), Some("bridged"));
    assert!(caller.transcript.has_heard("Goodbye from the queue."));
    assert_eq!(
        last(&agent.transcript, "/agent-done").form.get("DialCallStatus"),
        Some("completed")
    );
}

#[test]
fn an_agent_who_comes_first_waits_for_the_next_caller() {
    let mut app = app(ENQUEUE);
    let mut exchange = with_agent_line();
    let agent = exchange.dial_in(AGENT, AGENT_LINE, Script::new().joined().hang_up());
    exchange.play_until(5_000, |request| app.answer(request));
    let caller = exchange.dial_in(CALLER, NUMBER, Script::new().joined());
    exchange.play(|request| app.answer(request));
    assert!(exchange.call(agent).transcript.to_string().contains("joined with"));
    assert_eq!(
        last(&exchange.call(caller).transcript, "/left").form.get("QueueResult"),
        Some("bridged")
    );
}

#[test]
fn an_empty_queue_ends_the_dial_at_its_time_out() {
    let mut app = app(ENQUEUE);
    let mut exchange = with_agent_line();
    let agent = exchange.dial_in(AGENT, AGENT_LINE, Script::new());
    exchange.play(|request| app.answer(request));
    let form = &last(&exchange.call(agent).transcript, "/agent-done").form;
    assert_eq!(form.get("DialCallStatus"), Some("no-answer"));
}

#[test]
fn the_document_for_waiting_callers_may_not_dial() {
    let mut app = app(ENQUEUE).page("/wait", "<Dial>+15550111</Dial>");
    app.asked.clear();
    let script = Script::new().wait_millis(3_000).hang_up();
    let transcript = call_in(&mut exchange(), &mut app, script);
    // The page of the fixture comes first, so that the second visit has the wrong one.
    let script = Script::new().wait_millis(30_000).hang_up();
    let again = call_in(&mut exchange(), &mut app, script);
    let words = "<Dial> may not stand in the document of a waiting queue";
    assert!(has_fault(&transcript, words) || has_fault(&again, words));
}

#[test]
fn a_routing_workflow_may_be_pretended() {
    let workflow = format!("WW{}", "0".repeat(32));
    let page = format!(
        r#"<Enqueue workflowSid="{workflow}" action="/left" waitUrl="/wait"><Task>{{"skill":"es"}}</Task></Enqueue>"#
    );
    let outcomes = Outcomes { workflow_millis: Some(20_000), ..Outcomes::default() };
    let mut exchange = exchange_with(Settings { outcomes, ..Settings::seeded(7) });
    let transcript = call_in(&mut exchange, &mut app(&page), Script::new());
    assert_eq!(last(&transcript, "/left").form.get("QueueResult"), Some("bridged"));
    assert!(transcript.faults().is_empty(), "{transcript}");
}
