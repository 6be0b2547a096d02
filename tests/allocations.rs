//! How much memory a call asks for: counted, so that a change which asks for more is noticed.
//!
//! Time is measured by benches; the number of allocations does not depend on the machine, so it can
//! be pinned here. Lower the numbers when a change makes them smaller.

use centralita_engine::exec::{
    Action, Event, FlowRef, KeysEnded, Library, Seed, Settings, TaskState, Trace, Trigger,
};
use centralita_engine::{Flow, Map, Time};
use centralita_tests::{read, root};
use centralita_widgets::builtin;

/// Allocations of one reference call without a wrong key, from the ring to the hand-over.
const OF_A_CALL: u64 = 103;

/// Allocations of the turn that asks for most: the one that builds the hand-over.
const OF_THE_LONGEST_TURN: u64 = 34;

fn library() -> (Library, FlowRef) {
    let flow = Flow::read(&read(&root().join("flows/reference_call.json")));
    let at = FlowRef::new("reference_call", 1);
    let mut library = Library::new(Settings::default());
    assert!(library.add(&flow, at.clone(), &builtin()).is_ok());
    (library, at)
}

/// Runs a call and tells the allocations of each turn.
fn allocations(library: &Library, at: &FlowRef) -> Vec<(String, u64)> {
    let mut told = Vec::new();
    let mut trace = Trace::default();
    let params: Map = [("hour", 10i64)].into_iter().collect();
    let trigger = Trigger::Call { from: "+15550100".into(), to: "+15550199".into(), params };
    let mut execution = None;
    let counted = allocation_counter::measure(|| {
        execution = library.start_into(at, trigger.clone(), Seed(7), Time(0), &mut trace).ok();
    });
    told.push(("start".to_owned(), counted.count_total));
    let Some(mut execution) = execution else { panic!("the flow is there") };
    while !execution.has_ended() {
        let Some(effect) = trace.effects.last() else {
            panic!("a turn that waits has asked for something")
        };
        let (answers, params) = (effect.id, Map::new());
        let event = match &effect.action {
            Action::Gather(_) => {
                Event::Keys { answers, keys: "1".into(), ended_by: KeysEnded::Count, params }
            }
            Action::CreateTask(_) => {
                Event::TaskChanged { answers, task: TaskState::Completed, params }
            }
            _ => Event::Played { answers, params },
        };
        trace.clear();
        let counted = allocation_counter::measure(|| {
            assert!(
                library.advance_in_place(&mut execution, &event, Time(1000), &mut trace).is_ok()
            );
        });
        told.push((event.name().to_owned(), counted.count_total));
    }
    told
}

#[test]
fn a_call_asks_for_no_more_memory_than_it_did() {
    let (library, at) = library();
    // The first call fills what is made once for all calls.
    allocations(&library, &at);
    let told = allocations(&library, &at);
    println!("{told:?}");
    let all: u64 = told.iter().map(|(_, count)| count).sum();
    let longest = told.iter().map(|(_, count)| *count).max().unwrap_or(0);
    assert!(all <= OF_A_CALL, "{all} allocations in a call: {told:?}");
    assert!(longest <= OF_THE_LONGEST_TURN, "{longest} allocations in a turn: {told:?}");
}
