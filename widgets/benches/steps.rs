//! What one step costs, beside the least it could cost and beside the obvious way to do it.
//!
//! The floor is a flow written by hand as an array of nodes, with slots instead of names and nothing
//! kept but a small record. The naive engine walks the flow's JSON and parses each template when it
//! meets it. All three do the same mix of steps: a split on a text, a split on a number, a variable
//! set to a literal, a variable set from a template. Centralita and the naive engine run over the
//! variables of a real call: about 5 KB, most of them a customer's record that a request brought.
//! Run it with `cargo bench -p centralita-widgets --bench steps`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write;
use std::hint::black_box;

use centralita_engine::exec::{FlowRef, Library, Limits, Seed, Settings, Trace, Trigger};
use centralita_engine::{Flow, Map, Time, Value};
use centralita_widgets::builtin;
use centralita_widgets::script::{CompiledScript, Entry, Surroundings};

/// Rounds of four steps in one execution: 64 widgets.
const ROUNDS: usize = 16;

/// The best time of several batches, in nanoseconds for one of `count` things.
fn nanos(count: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = cpu_time::ProcessTime::now();
        for _ in 0..200 {
            work();
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / (200 * count) as f64);
    }
    best
}

/// A flow of `ROUNDS` times the mix, with no wait between.
fn mixed_flow() -> String {
    let mut out = String::from(
        r#"{"states":[{"name":"Trigger","type":"trigger","transitions":[{"event":"incomingRequest","next":"text_0"}],"properties":{}}"#,
    );
    for n in 0..ROUNDS {
        let next = if n + 1 == ROUNDS { String::new() } else { format!("text_{}", n + 1) };
        let when = |operator: &str, value: &str, next: &str| {
            format!(
                r#"{{"event":"match","next":"{next}","conditions":[{{"friendly_name":"","arguments":[],"type":"{operator}","value":"{value}"}}]}}"#
            )
        };
        let _ = write!(
            out,
            r#",{{"name":"text_{n}","type":"split-based-on","transitions":[{{"event":"noMatch"}},{},{}],"properties":{{"input":"{{{{flow.data.dept}}}}"}}}}"#,
            when("equal_to", "sales", ""),
            when("equal_to", "support", &format!("number_{n}")),
        );
        let _ = write!(
            out,
            r#",{{"name":"number_{n}","type":"split-based-on","transitions":[{{"event":"noMatch"}},{}],"properties":{{"input":"{{{{flow.data.hour}}}}"}}}}"#,
            when("greater_than", "8", &format!("literal_{n}")),
        );
        let _ = write!(
            out,
            r#",{{"name":"literal_{n}","type":"set-variables","transitions":[{{"event":"next","next":"template_{n}"}}],"properties":{{"variables":[{{"key":"a","value":"hello","type":"string"}}]}}}}"#
        );
        let _ = write!(
            out,
            r#",{{"name":"template_{n}","type":"set-variables","transitions":[{{"event":"next","next":"{next}"}}],"properties":{{"variables":[{{"key":"b","value":"Caller {{{{flow.data.phone}}}} waits","type":"string"}}]}}}}"#
        );
    }
    out.push_str(r#"],"initial_state":"Trigger"}"#);
    out
}

/// What both engines find in `flow.data`, as JSON without its braces.
fn data() -> String {
    let order = |n: usize| {
        format!(
            r#"{{"id":{n},"placed":"2026-03-{n:02}T09:30:00Z","status":"delivered","total":49.9,"items":[{{"sku":"SKU-{n:04}","quantity":2,"name":"Desk lamp, brass"}}],"address":"Calle Mayor 1, 28013 Madrid"}}"#
        )
    };
    let orders: Vec<String> = (10..37).map(order).collect();
    let data = format!(
        r#""dept":"support","hour":10,"phone":"+15550100","record":{{"name":"Ana","tier":"gold","orders":[{}]}}"#,
        orders.join(",")
    );
    assert!((4_900..5_400).contains(&data.len()), "{}", data.len());
    data
}

fn ours() -> f64 {
    let limits = Limits { steps: 1_000_000, steps_per_turn: 1_000_000, ..Limits::default() };
    let mut library = Library::new(Settings { limits, ..Settings::default() });
    let at = FlowRef::new("mixed", 1);
    library.add(&Flow::read(&mixed_flow()), at.clone(), &builtin()).expect("it has a start");
    let parameters = Value::from_json(&format!("{{{}}}", data())).unwrap();
    let parameters: Map = parameters.as_map().unwrap().clone();
    let trigger = Trigger::Request { from: "+1".into(), to: "+2".into(), parameters };
    let mut trace = Trace::default();
    let execution = library.start_into(&at, trigger.clone(), Seed(1), Time(0), &mut trace).unwrap();
    assert_eq!(execution.steps() as usize, 1 + 4 * ROUNDS);
    assert_eq!(
        execution.variable("flow.variables.b"),
        Some(&Value::from("Caller +15550100 waits"))
    );
    nanos(4 * ROUNDS, || {
        trace.clear();
        black_box(library.start_into(&at, trigger.clone(), Seed(1), Time(0), &mut trace).unwrap());
    })
}

/// The least that the mix could cost.
mod floor {
    pub enum Node {
        Text {
            slot: usize,
            wanted: [&'static str; 2],
            next: [usize; 3],
        },
        Number {
            slot: usize,
            more_than: f64,
            next: [usize; 2],
        },
        Literal {
            slot: usize,
            value: &'static str,
            next: usize,
        },
        Template {
            slot: usize,
            before: &'static str,
            from: usize,
            after: &'static str,
            next: usize,
        },
    }

    pub struct Record {
        pub node: u32,
        pub exit: u32,
        pub at: u64,
    }

    pub fn run(
        nodes: &[Node],
        slots: &mut [String],
        number: f64,
        records: &mut Vec<Record>,
    ) -> usize {
        let mut at = 0;
        let mut steps = 0;
        while let Some(node) = nodes.get(at) {
            steps += 1;
            let (next, exit) = match node {
                Node::Text { slot, wanted, next } => {
                    let exit = wanted
                        .iter()
                        .position(|one| slots[*slot].eq_ignore_ascii_case(one))
                        .map_or(0, |at| at + 1);
                    (next[exit], exit)
                }
                Node::Number { slot, more_than, next } => {
                    let value = if *slot == 1 { number } else { 0.0 };
                    let exit = usize::from(value > *more_than);
                    (next[exit], exit)
                }
                Node::Literal { slot, value, next } => {
                    slots[*slot].clear();
                    slots[*slot].push_str(value);
                    (*next, 0)
                }
                Node::Template { slot, before, from, after, next } => {
                    let mut text = std::mem::take(&mut slots[*slot]);
                    text.clear();
                    text.push_str(before);
                    text.push_str(&slots[*from]);
                    text.push_str(after);
                    slots[*slot] = text;
                    (*next, 0)
                }
            };
            records.push(Record { node: at as u32, exit: exit as u32, at: 0 });
            at = next;
        }
        steps
    }
}

fn hand_written() -> f64 {
    use floor::Node;
    let mut nodes = Vec::new();
    for n in 0..ROUNDS {
        let first = n * 4;
        nodes.push(Node::Text {
            slot: 0,
            wanted: ["sales", "support"],
            next: [usize::MAX, usize::MAX, first + 1],
        });
        nodes.push(Node::Number { slot: 1, more_than: 8.0, next: [usize::MAX, first + 2] });
        nodes.push(Node::Literal { slot: 2, value: "hello", next: first + 3 });
        nodes.push(Node::Template {
            slot: 3,
            before: "Caller ",
            from: 4,
            after: " waits",
            next: first + 4,
        });
    }
    let mut slots =
        ["support".to_owned(), String::new(), String::new(), String::new(), "+15550100".to_owned()];
    let mut records = Vec::new();
    assert_eq!(floor::run(&nodes, &mut slots, 10.0, &mut records), 4 * ROUNDS);
    assert!(records.iter().all(|record| record.at == 0 && record.exit < 3 && record.node < 240));
    nanos(4 * ROUNDS, || {
        records.clear();
        black_box(floor::run(&nodes, &mut slots, black_box(10.0), &mut records));
        black_box(&records);
    })
}

/// The obvious engine: JSON as it is, templates parsed when they are met, context turned into the
/// template crate's object each time.
fn naive() -> f64 {
    let flow: serde_json::Value = serde_json::from_str(&mixed_flow()).unwrap();
    let parser = liquid::ParserBuilder::with_stdlib().build().unwrap();
    let mut context: serde_json::Value =
        serde_json::from_str(&format!(r#"{{"flow":{{"data":{{{}}},"variables":{{}}}}}}"#, data()))
            .unwrap();
    let render = |text: &str, context: &serde_json::Value| {
        let object = liquid::to_object(context).unwrap();
        parser.parse(text).unwrap().render(&object).unwrap()
    };
    let mut run = || {
        let mut name = "text_0".to_owned();
        let mut records = Vec::new();
        let mut steps = 0;
        while !name.is_empty() {
            let state = flow["states"]
                .as_array()
                .unwrap()
                .iter()
                .find(|state| state["name"] == *name)
                .unwrap();
            steps += 1;
            let mut next = String::new();
            let mut event = "noMatch";
            if state["type"] == "split-based-on" {
                let input = render(state["properties"]["input"].as_str().unwrap(), &context);
                for transition in state["transitions"].as_array().unwrap() {
                    let Some(condition) = transition["conditions"].get(0) else { continue };
                    let wanted = condition["value"].as_str().unwrap();
                    let holds = match condition["type"].as_str().unwrap() {
                        "equal_to" => input.trim().eq_ignore_ascii_case(wanted.trim()),
                        _ => input.parse::<f64>().unwrap() > wanted.parse::<f64>().unwrap(),
                    };
                    if holds {
                        event = "match";
                        next = transition["next"].as_str().unwrap().to_owned();
                        break;
                    }
                }
            } else {
                for variable in state["properties"]["variables"].as_array().unwrap() {
                    let value = render(variable["value"].as_str().unwrap(), &context);
                    context["flow"]["variables"][variable["key"].as_str().unwrap()] = value.into();
                }
                event = "next";
                next = state["transitions"][0]["next"].as_str().unwrap().to_owned();
            }
            records.push(serde_json::json!({ "name": event, "from": name, "to": next }));
            name = next;
        }
        black_box(records);
        steps
    };
    assert_eq!(run(), 4 * ROUNDS);
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = cpu_time::ProcessTime::now();
        for _ in 0..5 {
            black_box(run());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / (5 * 4 * ROUNDS) as f64);
    }
    best
}

/// A condition in a script of ours, and the same comparison in bare Rhai with a scope that is used again.
fn scripts() -> (f64, f64) {
    let script = CompiledScript::compile("bench", r#"widgets.menu.Digits == "1""#);
    let context =
        Value::from_json(r#"{"widgets":{"menu":{"Digits":"1"}},"flow":{"variables":{}}}"#).unwrap();
    let context: Map = context.as_map().unwrap().clone();
    let (properties, kept, zone) = (Map::new(), Value::Null, jiff::tz::TimeZone::UTC);
    let around = Surroundings {
        context: &context,
        properties: &properties,
        kept: &kept,
        now: Time(0),
        zone: &zone,
        seed: 1,
        secrets: &[],
    };
    script.run(&Entry::Top, &around).expect("it runs");
    let ours = nanos(100, || {
        for _ in 0..100 {
            black_box(script.run(&Entry::Top, &around).is_ok());
        }
    });
    let engine = rhai::Engine::new();
    let ast = engine.compile(r#"digits == "1""#).unwrap();
    let mut scope = rhai::Scope::new();
    scope.push("digits", "1".to_string());
    assert!(engine.eval_ast_with_scope::<bool>(&mut scope, &ast).unwrap());
    let bare = nanos(100, || {
        for _ in 0..100 {
            black_box(engine.eval_ast_with_scope::<bool>(&mut scope, &ast).unwrap());
        }
    });
    (ours, bare)
}

fn main() {
    // `-- centralita` runs that part alone, for a profiler.
    if std::env::args().any(|argument| argument == "centralita") {
        println!("centralita           {:>9.1}", ours());
        return;
    }
    let (floor, ours, naive) = (hand_written(), ours(), naive());
    println!("one step of the mix, in nanoseconds of CPU time");
    println!("hand-written floor   {floor:>9.1}");
    println!(
        "centralita           {ours:>9.1}   {:.1} x the floor (goal: 5), steps recorded by name",
        ours / floor
    );
    println!("naive interpreter    {naive:>9.1}   {:.0} x centralita (goal: 50)", naive / ours);
    let (condition, bare) = scripts();
    println!("script condition     {condition:>9.1}");
    println!("bare Rhai condition  {bare:>9.1}   script / bare {:.1} (goal: 9)", condition / bare);
}
