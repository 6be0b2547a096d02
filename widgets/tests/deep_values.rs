//! Values that somebody nested without end are refused where they would come in.

use centralita_engine::exec::{Rejected, Seed, Settings, Trigger};
use centralita_engine::{Event, Flow, FlowRef, Library, Map, Time, Value};

fn deep() -> Value {
    (0..100_000).fold(Value::Null, |inside, _| Value::list([inside]))
}

#[test]
fn a_program_that_sends_values_without_end_is_refused_and_nothing_happens() {
    let flow = Flow::read(
        r#"{"initial_state":"T","states":[
            {"name":"T","type":"trigger","transitions":[{"event":"incomingRequest","next":"wait"},{"event":"incomingCall","next":"wait"}]},
            {"name":"wait","type":"gather-input-on-call","transitions":[],"properties":{"say":"Hello"}}]}"#,
    );
    let mut library = Library::new(Settings::default());
    let at = FlowRef::new("deep", 1);
    library.add(&flow, at.clone(), &centralita_widgets::builtin()).unwrap();
    let parameters: Map = [("list", deep())].into_iter().collect();
    let trigger = Trigger::Request { from: "a".into(), to: "b".into(), parameters };
    let refused = library.start(&at, trigger, Seed(1), Time(0)).unwrap_err();
    assert_eq!(refused, Rejected::TooDeep("trigger"));

    let trigger = Trigger::Call { from: "a".into(), to: "b".into(), params: Map::new() };
    let turn = library.start(&at, trigger, Seed(1), Time(0)).unwrap();
    let mut params: Map = [("Digits", deep())].into_iter().collect();
    let event = Event::Cancelled { reason: "over".into() };
    assert!(library.advance(&turn.execution, event, Time(0)).is_ok());
    let event = Event::ContactLeft {
        reason: centralita_engine::exec::LeaveReason::HungUp,
        params: params.clone(),
    };
    let refused = library.advance(&turn.execution, event, Time(0)).unwrap_err();
    assert!(refused.to_string().contains("more than 200 deep inside each other"), "{refused}");
    if let Some(value) = params.remove("Digits") {
        value.dismantle();
    }
}
