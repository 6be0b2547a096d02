//! The reference call: calls a second of CPU time, in memory and durable, and the size of its state.
//!
//! `flows/reference_call.json` is driven by its sixteen kinds of callers. Every prompt and every
//! hand-over is checked before anything is timed. Durable means that the state goes to its stored
//! bytes and back at each wait for the caller; the journal is kept in both modes. Run it with
//! `cargo bench -p centralita-widgets --bench reference_call`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::hint::black_box;

use centralita_engine::exec::{
    Action, EffectId, Event, Execution, FlowRef, Input, Journal, KeysEnded, Library, PlaySource,
    Prompt, Seed, Settings, TaskState, Trace, Trigger,
};
use centralita_engine::{Flow, Map, Time, Value};
use centralita_widgets::builtin;

const DEPTS: [(&str, &str); 4] = [
    ("sales", "sales_en"),
    ("support", "support_en"),
    ("billing", "billing_en"),
    ("operator", "general"),
];
const MENU: &str = "For sales press 1, support 2, billing 3, operator 4.";
const PHONE: &str = "+12065551212";

struct Caller {
    open: bool,
    keys: Vec<&'static str>,
    dept: &'static str,
    skill: &'static str,
    digit: i64,
}

fn caller(kind: usize) -> Caller {
    let digit = kind % 4;
    let good = ["1", "2", "3", "4"][digit];
    let keys = if (kind >> 2) % 2 == 1 { vec!["9", good] } else { vec![good] };
    let (dept, skill) = DEPTS[digit];
    Caller { open: (kind >> 3).is_multiple_of(2), keys, dept, skill, digit: digit as i64 + 1 }
}

/// What one call brought forth, for the check before the timing.
#[derive(Default)]
struct Heard {
    says: Vec<String>,
    hand_over: Option<Map>,
    states: Vec<usize>,
}

struct Bench {
    library: Library,
    at: FlowRef,
    trace: Trace,
    bytes: Vec<u8>,
}

impl Bench {
    /// One whole call; `heard` collects what is checked, and is left out when time is taken.
    fn call(&mut self, kind: usize, durable: bool, mut heard: Option<&mut Heard>) -> u32 {
        let caller = caller(kind);
        let mut params = Map::with_capacity(3);
        params.insert("hour", if caller.open { 10i64 } else { 20 });
        let trigger = Trigger::Call { from: PHONE.into(), to: "+15550199".into(), params };
        let mut now = Time(1_767_607_200_000);
        let mut journal = Journal::default();
        self.trace.clear();
        let seed = Seed(kind as u128);
        let mut execution = self
            .library
            .start_into(&self.at, trigger.clone(), seed, now, &mut self.trace)
            .expect("the flow is there");
        journal.record(now, Input::Start { flow: self.at.clone(), trigger, seed }, &self.trace);
        let mut keys = caller.keys.iter();
        while !execution.has_ended() {
            let event = self.answer(&mut keys, heard.as_deref_mut());
            if durable && matches!(event, Event::Keys { .. }) {
                execution.to_stored_into(&mut self.bytes);
                if let Some(heard) = heard.as_deref_mut() {
                    heard.states.push(self.bytes.len());
                }
                execution = Execution::from_stored(black_box(&self.bytes))
                    .expect("what was stored can be read");
            }
            now = now.after_millis(1000);
            self.trace.clear();
            self.library
                .advance_in_place(&mut execution, &event, now, &mut self.trace)
                .expect("the event is expected");
            journal.record(now, Input::Event(event), &self.trace);
        }
        black_box(&journal);
        execution.steps()
    }

    /// Answers what the last turn asked for.
    fn answer(
        &self,
        keys: &mut std::slice::Iter<'_, &'static str>,
        heard: Option<&mut Heard>,
    ) -> Event {
        let effect = self.trace.effects.last().expect("a turn that waits has asked for something");
        let answers: EffectId = effect.id;
        let params = Map::new();
        if let Some(heard) = heard {
            match &effect.action {
                Action::Say(say) => heard.says.push(say.text.to_string()),
                Action::Gather(gather) => {
                    if let Some(Prompt::Say(say)) = &gather.prompt {
                        heard.says.push(say.text.to_string());
                    }
                }
                Action::CreateTask(task) => {
                    heard.hand_over = Some(task.hand_over.attributes.clone())
                }
                Action::Play(play) => assert!(matches!(play.source, PlaySource::Url(_))),
                _ => {}
            }
        }
        match &effect.action {
            Action::Gather(_) => {
                let keys = keys.next().expect("the caller is asked as often as expected");
                Event::Keys { answers, keys: (*keys).into(), ended_by: KeysEnded::Count, params }
            }
            Action::CreateTask(_) => {
                Event::TaskChanged { answers, task: TaskState::Completed, params }
            }
            _ => Event::Played { answers, params },
        }
    }

    fn check(&mut self) -> Vec<usize> {
        let mut sizes = Vec::new();
        for durable in [false, true] {
            for kind in 0..16 {
                let mut heard = Heard::default();
                self.call(kind, durable, Some(&mut heard));
                let caller = caller(kind);
                let mut says = vec!["Welcome to Acme.".to_owned(), MENU.to_owned()];
                if caller.keys.len() > 1 {
                    says.extend(["Sorry, that is not an option.".to_owned(), MENU.to_owned()]);
                }
                says.push(if caller.open {
                    format!("Transferring you to {}", caller.dept)
                } else {
                    format!("We are closed, {} will call back", caller.dept)
                });
                says.push("Please hold.".to_owned());
                assert_eq!(heard.says, says, "caller {kind}");
                let expected = Value::from_json(&format!(
                    r#"{{"digit":{},"dept":"{}","skill":"{}","priority":{},"summary":"Caller {PHONE} chose {}"}}"#,
                    caller.digit,
                    caller.dept,
                    caller.skill,
                    caller.digit * 10 + 7,
                    caller.dept
                ))
                .unwrap();
                assert_eq!(heard.hand_over.map(Value::from), Some(expected), "caller {kind}");
                sizes.extend(heard.states);
            }
        }
        sizes
    }
}

/// Nanoseconds that this process has been on a processor.
fn cpu_nanos() -> u64 {
    u64::try_from(cpu_time::ProcessTime::now().as_duration().as_nanos()).unwrap_or(u64::MAX)
}

fn main() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../flows/reference_call.json");
    let flow = Flow::read(&std::fs::read_to_string(path).expect("the reference call is in flows/"));
    let at = FlowRef::new("reference_call", 1);
    let mut library = Library::new(Settings::default());
    library.add(&flow, at.clone(), &builtin()).expect("the flow has a start");
    let mut bench = Bench { library, at, trace: Trace::default(), bytes: Vec::new() };
    let sizes = bench.check();
    let calls =
        std::env::var("CALLS").ok().and_then(|number| number.parse().ok()).unwrap_or(20_000usize);
    for durable in [false, true] {
        for kind in 0..2000 {
            bench.call(kind % 16, durable, None);
        }
        let mut best = f64::MAX;
        let mut steps = 0u64;
        for _ in 0..7 {
            let start = cpu_nanos();
            steps = 0;
            for kind in 0..calls {
                steps += u64::from(bench.call(kind % 16, durable, None));
            }
            best = best.min((cpu_nanos() - start) as f64 / calls as f64);
        }
        println!(
            "centralita durable={durable} sessions/cpu-s={:.0} us/session={:.2} us/step={:.3} steps/session={:.1}",
            1e9 / best,
            best / 1000.0,
            best / 1000.0 / 11.5,
            steps as f64 / calls as f64,
        );
    }
    println!(
        "centralita state bytes avg={} max={}",
        sizes.iter().sum::<usize>() / sizes.len(),
        sizes.iter().max().unwrap_or(&0)
    );
    println!("centralita checked 16 caller kinds");
}
