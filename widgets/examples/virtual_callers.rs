//! Lets 100,000 callers through `flows/reference_call.json` and says how long it took.
//!
//! `cargo run --release -p centralita-widgets --example virtual_callers [HOW_MANY]`
//!
//! There are sixteen kinds of callers: option 1 to 4, with or without a wrong key first, during
//! opening hours or after them. Each gets a journal, and each hand-over is compared with the keys.

use std::time::Instant;

use centralita_engine::exec::{
    Action, Effect, Event, FlowRef, Input, Journal, KeysEnded, Library, Seed, Settings, TaskState,
    Trace, Trigger,
};
use centralita_engine::{Flow, Map, Time, Value};

/// 2026-01-05 00:00:00 UTC.
const BEGIN: Time = Time(1_767_571_200_000);

/// Lives through one call, and gives how many steps it took.
fn live(library: &Library, at: &FlowRef, number: u64, trace: &mut Trace) -> u32 {
    let (digit, is_wrong_first, is_open) = (number % 4 + 1, number & 4 != 0, number & 8 != 0);
    let from = format!("+1555{:07}", number % 10_000_000);
    let mut params = Map::new();
    params.insert("hour", if is_open { 10 } else { 20 });
    let trigger = Trigger::Call { from: from.as_str().into(), to: "+15550199".into(), params };
    let mut journal = Journal::default();
    let mut now = BEGIN;
    let mut keys = if is_wrong_first { vec![digit, 7] } else { vec![digit] };
    let seed = Seed(u128::from(number));
    trace.clear();
    let begin = Input::Start { flow: at.clone(), trigger: trigger.clone(), seed };
    let mut execution =
        library.start_into(at, trigger, seed, now, trace).expect("the flow is in the library");
    journal.record(now, begin, trace);
    while !execution.has_ended() {
        let effect = trace.effects.pop().expect("a call that waits has asked for something");
        let event = happened(effect, &mut keys, digit);
        now = now.after_millis(1500);
        trace.clear();
        library
            .advance_in_place(&mut execution, &event, now, trace)
            .expect("the call waits for the answer to its last wish");
        journal.record(now, Input::Event(event), trace);
    }
    execution.steps()
}

/// What comes of an effect.
fn happened(effect: Effect, keys: &mut Vec<u64>, digit: u64) -> Event {
    let (answers, params) = (effect.id, Map::new());
    match effect.action {
        Action::Gather(_) => {
            let key = keys.pop().expect("nobody is asked more often than they have answers");
            let ended_by = KeysEnded::Count;
            Event::Keys { answers, keys: key.to_string().into(), ended_by, params }
        }
        Action::CreateTask(task) => {
            let chosen = task.hand_over.attributes.get("digit");
            assert_eq!(chosen, Some(&Value::Int(digit as i64)), "the hand-over has the option");
            Event::TaskChanged { answers, task: TaskState::Completed, params }
        }
        _ => Event::Played { answers, params },
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock that says how long it took")]
fn main() {
    let callers = std::env::args().nth(1).and_then(|many| many.parse().ok()).unwrap_or(100_000);
    let at = FlowRef::new("reference_call", 1);
    let flow = Flow::read(include_str!("../../flows/reference_call.json"));
    let mut library = Library::new(Settings::default());
    library
        .add(&flow, at.clone(), &centralita_widgets::builtin())
        .expect("the sample flow has a start");
    let mut trace = Trace::default();
    let begun = Instant::now();
    let steps: u64 =
        (0..callers).map(|number| u64::from(live(&library, &at, number, &mut trace))).sum();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{callers} calls, {steps} steps, {seconds:.2} s: {:.0} calls a second",
        callers as f64 / seconds
    );
}
