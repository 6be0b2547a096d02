//! What a large flow costs before its first call: reading, compiling, checking.
//!
//! A flow of 1,000 widgets is read, compiled and checked; beside it stands the bare typed parse of the
//! same text by serde_json, which any program that looks at the file has to pay. Run it with
//! `cargo bench -p centralita-widgets --bench compile`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write;
use std::hint::black_box;

use centralita_engine::Flow;
use centralita_engine::check::{CheckSettings, check};
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_widgets::builtin;

/// What a program that only wants the flow's structure would declare.
mod typed {
    #[derive(serde::Deserialize)]
    pub struct Flow {
        pub states: Vec<State>,
        pub initial_state: String,
    }

    #[derive(serde::Deserialize)]
    pub struct State {
        pub name: String,
        #[serde(rename = "type")]
        pub kind: String,
        pub transitions: Vec<Transition>,
        pub properties: serde_json::Value,
    }

    #[derive(serde::Deserialize)]
    pub struct Transition {
        pub event: String,
        pub next: Option<String>,
        #[serde(default)]
        pub conditions: Vec<serde_json::Value>,
    }
}

/// A flow of 250 menus, each of a question, a split, variables and a message.
fn large_flow() -> String {
    let mut out = String::from(
        r#"{"description":"Large","states":[{"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask_0"},{"event":"incomingMessage"},{"event":"incomingRequest"}],"properties":{"offset":{"x":0,"y":0}}}"#,
    );
    for n in 0..250 {
        let next = if n == 249 { 0 } else { n + 1 };
        let y = n * 900;
        let _ = write!(
            out,
            r##",{{"name":"ask_{n}","type":"gather-input-on-call","transitions":[{{"event":"keypress","next":"route_{n}"}},{{"event":"speech","next":"route_{n}"}},{{"event":"timeout","next":"ask_{n}"}}],"properties":{{"say":"Question {n}: press 1 for yes, 2 for no. You are {{{{contact.channel.address}}}}.","voice":"Polly.Joanna","language":"en-US","loop":1,"timeout":5,"stop_gather":true,"finish_on_key":"#","number_of_digits":1,"gather_language":"en-US","speech_timeout":"auto","profanity_filter":"true","hints":"yes,no","offset":{{"x":0,"y":{y}}}}}}}"##
        );
        let input = format!("{{{{widgets.ask_{n}.Digits}}}}{{{{widgets.ask_{n}.SpeechResult}}}}");
        let _ = write!(
            out,
            r#",{{"name":"route_{n}","type":"split-based-on","transitions":[{{"event":"noMatch","next":"ask_{n}"}},{{"event":"match","next":"note_{n}","conditions":[{{"friendly_name":"If value equal_to 1","arguments":["{input}"],"type":"matches_any_of","value":"1,yes,yes."}}]}},{{"event":"match","next":"tell_{n}","conditions":[{{"friendly_name":"If value regex 2","arguments":["{input}"],"type":"regex","value":"2|.*no.*"}}]}}],"properties":{{"input":"{input}","offset":{{"x":0,"y":{}}}}}}}"#,
            y + 220
        );
        let _ = write!(
            out,
            r#",{{"name":"note_{n}","type":"set-variables","transitions":[{{"event":"next","next":"tell_{n}"}}],"properties":{{"variables":[{{"key":"count","value":"{{% if flow.variables.count %}}{{{{flow.variables.count | plus: 1}}}}{{% else %}}1{{% endif %}}","type":"string"}},{{"key":"answer_{n}","value":"{input}","type":"string"}}],"offset":{{"x":0,"y":{}}}}}}}"#,
            y + 440
        );
        let _ = write!(
            out,
            r#",{{"name":"tell_{n}","type":"say-play","transitions":[{{"event":"audioComplete","next":"ask_{next}"}}],"properties":{{"say":"Thank you, that was question {n}.","voice":"Polly.Joanna","language":"en-US","loop":1,"offset":{{"x":0,"y":{}}}}}}}"#,
            y + 660
        );
    }
    out.push_str(r#"],"initial_state":"Trigger","flags":{"allow_concurrent_calls":true}}"#);
    out
}

/// The best time of several runs, in microseconds of CPU time.
fn micros(mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..25 {
        let start = cpu_time::ProcessTime::now();
        work();
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    best
}

fn main() {
    let text = large_flow();
    let catalogue = builtin();
    let flow = Flow::read(&text);
    assert_eq!(flow.faults(), []);
    assert_eq!(flow.widgets().len(), 1001);
    let at = FlowRef::new("large", 1);
    let typed = micros(|| {
        let parsed: typed::Flow = serde_json::from_str(&text).expect("it is JSON");
        let used: usize = parsed
            .states
            .iter()
            .map(|state| {
                let wires: usize = state
                    .transitions
                    .iter()
                    .map(|wire| wire.event.len() + wire.next.as_ref().map_or(0, String::len) + wire.conditions.len())
                    .sum();
                state.name.len() + state.kind.len() + wires + usize::from(state.properties.is_object())
            })
            .sum();
        black_box((used, parsed.initial_state));
    });
    let read = micros(|| {
        black_box(Flow::read(&text));
    });
    let compile = micros(|| {
        let mut library = Library::new(Settings::default());
        library.add(&flow, at.clone(), &catalogue).expect("it has a start");
        black_box(library);
    });
    let problems = check(&flow, &catalogue, &CheckSettings::default()).len();
    let checked = micros(|| {
        black_box(check(&flow, &catalogue, &CheckSettings::default()));
    });
    println!("flow of {} widgets, {} KB, {problems} problems", flow.widgets().len(), text.len() / 1024);
    println!("serde_json typed parse {typed:>9.0} us");
    println!("read                   {read:>9.0} us  {:.2} x", read / typed);
    println!("compile                {compile:>9.0} us  {:.2} x  (goal: 3)", compile / typed);
    println!("read and compile       {:>9.0} us  {:.2} x", read + compile, (read + compile) / typed);
    println!("check                  {checked:>9.0} us  {:.2} x  (goal: under 10 ms)", checked / typed);
}
