//! What holds for every execution: random flows, random things that happen, random bytes.

mod random_flows;

use centralita_engine::exec::{
    Event, Execution, FlowRef, Input, Journal, Library, Rejected, Seed, Settings, Status, Trace,
    Trigger, replay,
};
use centralita_engine::{Flow, Map, Time};
use centralita_tests::cases;
use proptest::collection::vec;
use proptest::prelude::*;
use random_flows::{CATALOGUE, Happening, flow_text, happenings, trigger};

const BEGIN: Time = Time(1_767_571_200_000);

fn config(usual: u32) -> ProptestConfig {
    ProptestConfig { cases: cases(usual), failure_persistence: None, ..ProptestConfig::default() }
}

fn at() -> FlowRef {
    FlowRef::new("random", 1)
}

/// A library with the flow, under limits that a test can reach.
fn library(text: &str) -> Library {
    let mut settings = Settings::default();
    settings.limits.steps = 200;
    let mut library = Library::new(settings);
    let flow = Flow::read(text);
    library.add(&flow, at(), &CATALOGUE).expect("a random flow has a start");
    library
}

/// One execution of one flow, with everything it was told and everything it asked for.
struct Lived {
    library: Library,
    execution: Execution,
    journal: Journal,
    effects: Vec<u32>,
}

/// Lives through an execution. `look` sees the state before each event, the event, the state after
/// it, and why it was refused if it was.
fn live(
    text: &str,
    trigger: Trigger,
    seed: u128,
    happenings: &[Happening],
    mut look: impl FnMut(&Library, &Execution, &Event, Time, &Execution, Option<Rejected>),
) -> Lived {
    let library = library(text);
    let mut trace = Trace::default();
    let mut journal = Journal::default();
    let mut now = BEGIN;
    let mut execution = library
        .start_into(&at(), trigger.clone(), Seed(seed), now, &mut trace)
        .expect("the flow is in the library");
    journal.record(now, Input::Start { flow: at(), trigger, seed: Seed(seed) }, &trace);
    let mut effects: Vec<u32> = trace.effects.iter().map(|effect| effect.id.0).collect();
    for happening in happenings {
        now = now.after_millis(happening.later_millis);
        let event = happening.event(&execution);
        let before = execution.clone();
        trace.clear();
        let refused = library.advance_in_place(&mut execution, &event, now, &mut trace).err();
        look(&library, &before, &event, now, &execution, refused.clone());
        if refused.is_none() {
            journal.record(now, Input::Event(event), &trace);
        } else {
            assert!(trace.steps.is_empty() && trace.effects.is_empty());
        }
        effects.extend(trace.effects.iter().map(|effect| effect.id.0));
    }
    Lived { library, execution, journal, effects }
}

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn a_replay_is_equal_byte_for_byte(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
    ) {
        let lived = live(&text, trigger, seed, &happenings, |_, _, _, _, _, _| {});
        let again = replay(&lived.library, &lived.journal.entries);
        let again = again.map_err(|diverged| TestCaseError::fail(diverged.to_string()))?;
        prop_assert_eq!(&again, &lived.execution);
        prop_assert_eq!(again.to_stored(), lived.execution.to_stored());
        // A journal is written down and read again, and the replay of that is the same too.
        let json = serde_json::to_string(&lived.journal).expect("a journal can be written");
        let read: Journal = serde_json::from_str(&json).expect("a journal can be read");
        let again = replay(&lived.library, &read.entries);
        let again = again.map_err(|diverged| TestCaseError::fail(diverged.to_string()))?;
        prop_assert_eq!(again.to_stored(), lived.execution.to_stored());
    }

    #[test]
    fn every_turn_ends(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
    ) {
        let is_settled = |execution: &Execution| match execution.status {
            Status::Waiting => execution.pending().len() > 0,
            Status::Ended(_) => execution.pending().len() == 0,
        };
        let mut unsettled = None;
        let lived = live(&text, trigger, seed, &happenings, |_, _, event, _, after, _| {
            if !is_settled(after) {
                unsettled = Some(event.clone());
            }
        });
        prop_assert!(unsettled.is_none(), "neither waiting nor ended after {unsettled:?}");
        let limits = &lived.library.settings().limits;
        prop_assert!(lived.execution.steps() <= limits.steps + 1);
        for entry in &lived.journal.entries {
            // A widget that is left and entered in one turn has two steps with one number.
            prop_assert!(entry.steps <= limits.steps_per_turn + 2, "{} steps", entry.steps);
        }
    }

    #[test]
    fn a_stored_state_opens_as_the_same_and_goes_on_the_same(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
    ) {
        let mut differs = None;
        live(&text, trigger, seed, &happenings, |library, before, event, now, after, refused| {
            let stored = before.to_stored();
            let opened = Execution::from_stored(&stored).expect("what was stored opens");
            if opened != *before || opened.to_stored() != stored {
                differs = Some(format!("the state before {event:?} opens as another"));
            }
            match library.advance(&opened, event.clone(), now) {
                Ok(turn) if turn.execution == *after && refused.is_none() => {}
                Err(again) if Some(&again) == refused.as_ref() => {}
                _ => differs = Some(format!("the opened state goes on otherwise with {event:?}")),
            }
            let json = serde_json::to_string(before).expect("a state can be written as JSON");
            if serde_json::from_str::<Execution>(&json).ok().as_ref() != Some(before) {
                differs = Some(format!("the JSON of the state before {event:?} opens as another"));
            }
        });
        prop_assert!(differs.is_none(), "{}", differs.unwrap_or_default());
    }

    #[test]
    fn refused_events_leave_no_trace(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
    ) {
        let mut touched = None;
        live(&text, trigger, seed, &happenings, |library, before, event, now, after, refused| {
            if refused.is_some() && before.to_stored() != after.to_stored() {
                touched = Some(format!("{event:?} was refused and changed the execution"));
            }
            if refused.is_some() && before != after {
                touched = Some(format!("{event:?} was refused and changed the execution"));
            }
            // What was answered for good is not answered again.
            let is_open = event
                .answers()
                .is_some_and(|effect| after.pending().any(|open| open.effect == effect));
            if refused.is_none() && event.answers().is_some() && !is_open {
                let mut again = after.clone();
                let mut trace = Trace::default();
                let taken = library.advance_in_place(&mut again, event, now, &mut trace);
                if taken.is_ok() || again != *after || !trace.steps.is_empty() {
                    touched = Some(format!("{event:?} came twice and was taken twice"));
                }
            }
        });
        prop_assert!(touched.is_none(), "{}", touched.unwrap_or_default());
    }

    #[test]
    fn effects_are_numbered_once_and_upwards(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
    ) {
        let lived = live(&text, trigger, seed, &happenings, |_, _, _, _, _, _| {});
        prop_assert!(
            lived.effects.windows(2).all(|two| two[0] < two[1]),
            "effects were numbered {:?}", lived.effects
        );
    }

    #[test]
    fn damaged_states_are_refused_or_live_on(
        text in flow_text(), trigger in trigger(), seed in any::<u128>(), happenings in happenings(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let lived = live(&text, trigger, seed, &happenings, |_, _, _, _, _, _| {});
        let mut bytes = lived.execution.to_stored();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(mut opened) = Execution::from_stored(&bytes) {
            let mut trace = Trace::default();
            for happening in &happenings {
                let event = happening.event(&opened);
                let _ = lived.library.advance_in_place(&mut opened, &event, BEGIN, &mut trace);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn any_bytes_are_no_stored_state_or_one(
        tag in prop_oneof![Just(1_u8), Just(0x81), any::<u8>()], rest in vec(any::<u8>(), 0..300),
    ) {
        let mut bytes = vec![tag];
        bytes.extend(rest);
        if let Ok(execution) = Execution::from_stored(&bytes) {
            prop_assert!(Execution::from_stored(&execution.to_stored()).is_ok());
        }
    }

    #[test]
    fn any_text_is_no_event_or_one(
        name in prop_oneof![Just("keys"), Just("speech"), Just("replied"), Just("task-changed"), Just("message"), Just("odd")],
        text in "[\\[\\]{}:,\"a-z0-9.\\\\ -]{0,60}", depth in 0..300_usize,
    ) {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let tried = [
            text.clone(),
            format!(r#"{{"event":"{name}","answers":1,{text}}}"#),
            format!(r#"{{"event":"{name}","answers":1,"keys":"1","text":"a","confidence":"1","ended_by":"count","params":{{"a":{nested}}}}}"#),
        ];
        for text in tried {
            if let Ok(event) = serde_json::from_str::<Event>(&text) {
                let written = serde_json::to_string(&event).expect("an event can be written");
                let again: Event = serde_json::from_str(&written).expect("and read again");
                prop_assert_eq!(event, again);
            }
        }
    }
}

#[test]
fn a_stored_state_cannot_claim_to_be_huge() {
    for size in [u32::MAX, 64 * 1024 * 1024, 1_000_000] {
        let mut bytes = vec![0x81];
        bytes.extend(size.to_le_bytes());
        bytes.extend([0x1f, 0, 1, 0]);
        assert!(Execution::from_stored(&bytes).is_err(), "{size}");
    }
    // A list, and a map, that say they have four thousand million members.
    for head in [0xdd, 0xdf] {
        assert!(Execution::from_stored(&[1, head, 0xff, 0xff, 0xff, 0xff]).is_err());
    }
}

#[test]
fn a_stored_state_cannot_be_nested_without_end() {
    let mut bytes = vec![1, 0x81, 0xa2, b'f', b'r'];
    bytes.extend([0x91; 100_000]);
    assert!(Execution::from_stored(&bytes).is_err());
    // The same inside the variables of a frame.
    let mut bytes = vec![1, 0x81, 0xa2, b'f', b'r', 0x91, 0x81, 0xa1, b'c', 0x81, 0xa1, b'a'];
    bytes.extend([0x91; 100_000]);
    assert!(Execution::from_stored(&bytes).is_err());
}

#[test]
fn an_execution_stays_on_its_revision() {
    let text = |words: &str| {
        format!(
            r#"{{"states":[
                {{"name":"Trigger","type":"trigger","transitions":[{{"event":"incomingCall","next":"menu"}}]}},
                {{"name":"menu","type":"gather-input-on-call","properties":{{"say":"Press a key."}},
                  "transitions":[{{"event":"keypress","next":"answer"}}]}},
                {{"name":"answer","type":"say-play","properties":{{"say":"{words}"}},"transitions":[]}}
            ],"initial_state":"Trigger"}}"#
        )
    };
    let (old, new) = (FlowRef::new("shop", 1), FlowRef::new("shop", 2));
    let mut library = Library::new(Settings::default());
    library.add(&Flow::read(&text("Old words.")), old.clone(), &CATALOGUE).expect("it has a start");
    let call = Trigger::Call { from: "+1".into(), to: "+2".into(), params: Map::new() };
    let begun = library.start(&old, call, Seed(1), BEGIN).expect("the flow is there");
    library.add(&Flow::read(&text("New words.")), new.clone(), &CATALOGUE).expect("it has a start");
    assert_eq!(library.newest("shop"), Some(&new));
    let keys = |execution: &Execution| {
        let answers = execution.pending().next().expect("it listens").effect;
        let ended_by = centralita_engine::exec::KeysEnded::Timeout;
        Event::Keys { answers, keys: "1".into(), ended_by, params: Map::new() }
    };
    let turn = library
        .advance(&begun.execution, keys(&begun.execution), BEGIN)
        .expect("the old revision is still there");
    let said = serde_json::to_string(&turn.effects).expect("effects can be written");
    assert!(said.contains("Old words."), "{said}");
    // Without the old revision the execution is not moved to the new one.
    let mut without = Library::new(Settings::default());
    without.add(&Flow::read(&text("New words.")), new, &CATALOGUE).expect("it has a start");
    let refused = without.advance(&begun.execution, keys(&begun.execution), BEGIN);
    assert_eq!(refused.err(), Some(Rejected::UnknownFlow(old)));
}
