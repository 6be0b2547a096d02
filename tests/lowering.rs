//! Export to Studio: what our own widgets become has no error that would keep it from being published.

use std::collections::BTreeSet;

use centralita_engine::check::{CheckSettings, Severity, check};
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::flow::Edit;
use centralita_engine::scenario::{Line, Scenario, Sentence, read_scenarios, run_scenario};
use centralita_engine::{Flow, Value};
use centralita_tests::{files, read, root};
use centralita_widgets::builtin;
use centralita_widgets::lower::lower;

#[test]
fn the_example_of_each_of_our_own_types_is_lowered_or_listed() {
    let catalogue = builtin();
    for spec in catalogue.specs().filter(|spec| spec.kind.starts_with("centralita-")) {
        let flow = around(&spec.example);
        let lowered = lower(&flow).unwrap_or_else(|refused| panic!("{}: {refused}", spec.kind));
        println!("{}: {:?} {:?}", spec.kind, lowered.done, lowered.left);
        assert_eq!(lowered.done.len() + lowered.left.len(), 1, "{}", spec.kind);
        let is_left = !lowered.left.is_empty();
        let ours = lowered.flow.widgets().iter().any(|one| one.kind.starts_with("centralita-"));
        assert_eq!(ours, is_left, "{}", spec.kind);
        no_errors(&lowered.flow, &spec.kind);
    }
}

#[test]
fn every_sample_flow_can_be_exported() {
    for path in files(&root().join("flows"), ".json") {
        let flow = Flow::read(&read(&path));
        let lowered =
            lower(&flow).unwrap_or_else(|refused| panic!("{}: {refused}", path.display()));
        assert!(lowered.flow.own().node().is_none(), "{}", path.display());
        no_errors(&lowered.flow, &path.to_string_lossy());
    }
}

/// Callers and writers notice no difference: what is said, asked, sent and handed over stays, and so do
/// the ways of the widgets that are not lowered.
#[test]
fn every_sample_scenario_holds_on_the_exported_flows() {
    let mut library = Library::new(Settings::default());
    let mut flows = Vec::new();
    for path in files(&root().join("flows"), ".json") {
        let flow = Flow::read(&read(&path));
        let mut lowered = lower(&flow).expect("a sample can be exported");
        // Scenarios tell the time by the flow's own clock, which the export takes away and names.
        if let Some(zone) = &flow.own().time_zone {
            let edit = Edit::SetOwn {
                path: vec!["time_zone".into()],
                value: Some(Value::text(zone.clone())),
            };
            lowered.flow = edit.apply(&lowered.flow).expect("a zone can be set");
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let at = FlowRef::new(stem, 1);
        if let Err(problems) = library.add(&lowered.flow, at.clone(), &builtin()) {
            panic!("{}: {problems:?}", path.display());
        }
        for (name, what) in lowered.done.iter().chain(&lowered.left) {
            assert!(what.has_es(), "{name}: there is no Spanish for: {what}");
        }
        let changed: BTreeSet<String> =
            lowered.done.iter().map(|(name, _)| name.to_string()).collect();
        flows.push((at, changed, read_scenarios(&read(&path.with_extension("scenarios.md")))));
    }
    let changed: BTreeSet<String> =
        flows.iter().flat_map(|(_, changed, _)| changed).cloned().collect();
    let (mut run, mut faults) = (0, Vec::new());
    for (at, _, file) in &flows {
        for scenario in &file.scenarios {
            run += 1;
            let report = run_scenario(&library, at, &without(scenario, &changed));
            if let Some(failed) = report.failed {
                let told =
                    report.world.map(|world| world.transcript.to_string()).unwrap_or_default();
                faults.push(format!(
                    "{}: {}: {}\n{}\n{told}",
                    at.name, scenario.title, failed.sentence, failed.message
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {run}:\n{}", faults.len(), faults.join("\n"));
    assert!(run > 100, "{run} scenarios are too few");
}

#[test]
fn a_wait_a_task_and_a_script_do_the_same_when_exported() {
    let flow = |begins: &str, states: &str| {
        Flow::read(&format!(
            r#"{{"initial_state":"Trigger","states":[{{"name":"Trigger","type":"trigger","transitions":[{{"event":"{begins}","next":"first"}}]}},{states}]}}"#
        ))
    };
    let wait = flow(
        "incomingCall",
        r#"{"name":"first","type":"centralita-wait","properties":{"seconds":3},"transitions":[{"event":"done","next":"last"}]},
           {"name":"last","type":"say-play","properties":{"say":"Here we are."},"transitions":[]}"#,
    );
    both(&wait, "- call from +15550100\n- waits 3s\n- hears \"Here we are.\"\n- ends completed");
    let task = flow(
        "incomingMessage",
        r#"{"name":"first","type":"centralita-create-task","properties":{"plan":"everybody","channel":"sms","priority":3,"attributes":{"said":"{{trigger.message.Body}}"}},
            "transitions":[{"event":"created","next":"bye"},{"event":"completed"},{"event":"failed","next":"last"}]},
           {"name":"bye","type":"centralita-end","transitions":[]},
           {"name":"last","type":"send-message","properties":{"from":"{{flow.channel.address}}","body":"Nobody is here."},"transitions":[]}"#,
    );
    both(
        &task,
        "- message \"Help!\" from +15550100\n- task in queue everybody with priority 3 and `said` \"Help!\"\n- ends completed",
    );
    both(
        &task,
        "- given tasks fail with \"queue-full\"\n- message \"Help!\" from +15550100\n- gets \"Nobody is here.\"",
    );
    let script = flow(
        "incomingRequest",
        r#"{"name":"first","type":"set-variables","properties":{"variables":[{"key":"digit","value":"3"}]},"transitions":[{"event":"next","next":"second"}]},
           {"name":"second","type":"centralita-script","properties":{"script":"set(\"priority\", flow.variables.digit * 10 + 7); set(\"greeting\", \"Dear \" + flow.data.name);"},"transitions":[{"event":"next","next":"last"},{"event":"failed"}]},
           {"name":"last","type":"send-message","properties":{"from":"{{flow.channel.address}}","body":"{{flow.variables.greeting}}, {{flow.variables.priority}}"},"transitions":[]}"#,
    );
    both(&script, "- request to +15550100 with {\"name\": \"Ana\"}\n- gets \"Dear Ana, 37\"");
}

#[test]
fn what_a_widget_cannot_be_in_studio_is_told_with_what_to_do() {
    let listed = |begins: &str, kind: &str, properties: &str, next: &str| {
        let flow = Flow::read(&format!(
            r#"{{"initial_state":"T","states":[{{"name":"T","type":"trigger","transitions":[{{"event":"{begins}","next":"one"}}]}},
            {{"name":"one","type":"{kind}","properties":{{{properties}}},"transitions":[{{"event":"done"}},{{"event":"created","next":"{next}"}}]}},
            {{"name":"two","type":"send-message","properties":{{"body":"Bye"}},"transitions":[]}}],
            "centralita":{{"version":1,"time_zone":"Europe/Madrid"}}}}"#
        ));
        let lowered = lower(&flow).expect("it is a flow");
        lowered.left.first().map_or_else(String::new, |(_, why)| why.to_string())
    };
    let told = [
        listed("incomingMessage", "centralita-wait", r#""seconds":3"#, "one"),
        listed("incomingCall", "centralita-wait", r#""until":"09:00""#, "one"),
        listed("incomingCall", "centralita-wait", r#""seconds":600"#, "one"),
        listed("incomingCall", "centralita-create-task", r#""plan":"a","channel":"chat""#, "one"),
        listed(
            "incomingMessage",
            "centralita-create-task",
            r#""plan":"a","channel":"callback""#,
            "one",
        ),
        listed(
            "incomingMessage",
            "centralita-create-task",
            r#""queue":"a","channel":"chat""#,
            "one",
        ),
        listed(
            "incomingMessage",
            "centralita-create-task",
            r#""plan":"a","channel":"chat""#,
            "two",
        ),
        listed("incomingCall", "centralita-collect", r#""answer":"date""#, "one"),
        listed("incomingCall", "centralita-collect", r#""check_digit":true"#, "one"),
        listed("incomingCall", "centralita-collect", r#""sensitive":true"#, "one"),
        listed("incomingParent", "centralita-collect", "", "one"),
        listed("incomingCall", "script-pin_check", r#""pin":"1234""#, "one"),
        listed("incomingCall", "say-play", r#""say":"{{'now' | date: '%H'}}""#, "one"),
    ];
    expect_test::expect![[r#"
        Studio waits only on a call. End the flow here, and have a program begin another one when the time is up.
        Studio cannot wait for a time of day. End the flow here, and have a program begin another one at that time.
        More than a minute of silence is too long for a caller. Put the caller into a queue with music.
        Studio makes a task only by handing the contact over, and this caller stays with the flow. Have a function make the task through the provider's interface, with these attributes.
        Studio makes a task only by handing the conversation over, and this task is other work. Have a function make the task through the provider's interface, with these attributes.
        Studio sends a task by a routing plan only, and this one names a queue. Have a function make the task through the provider's interface, with these attributes.
        Behind a hand-over the conversation is the person's, and this flow goes on with it. Have a function make the task through the provider's interface, with these attributes.
        Studio cannot read a date. Ask a function that can, behind a gather.
        Studio cannot work out a check digit. Ask a function that can.
        Studio logs what contacts give, and this answer is sensitive. Ask for it outside of Studio.
        It asks callers and people who write, for whom Studio has a widget each. Ask them apart.
        Studio runs no scripts. Write a function that gets pin, run it here, and split on what it returns: done, created.
        Its templates tell the time of Europe/Madrid, and Studio will tell that of America/Los_Angeles. Add the hours between the two."#]].assert_eq(&told.join("\n"));
}

/// Runs a scenario on a flow and on what it is exported as; nothing is left over.
fn both(flow: &Flow, sentences: &str) {
    let lowered = lower(flow).expect("it is a flow");
    assert_eq!(lowered.left, [], "{}", lowered.flow.text());
    no_errors(&lowered.flow, sentences);
    let scenario = &read_scenarios(&format!("## One\n{sentences}\n")).scenarios[0];
    for flow in [flow, &lowered.flow] {
        let mut library = Library::new(Settings::default());
        let at = FlowRef::new("both", 1);
        library.add(flow, at.clone(), &builtin()).expect("the flow has a start");
        let report = run_scenario(&library, &at, scenario);
        let told = report.world.map(|world| world.transcript.to_string()).unwrap_or_default();
        assert!(report.failed.is_none(), "{:?}\n{told}", report.failed);
    }
}

/// A scenario without what it says of the ways of widgets that are others now.
fn without(scenario: &Scenario, changed: &BTreeSet<String>) -> Scenario {
    let is_changed = |name: &str| changed.contains(name);
    let stays = |line: &&Line| match &line.sentence {
        Sentence::Leaves(name, _) | Sentence::VisitsNot(name) | Sentence::StillWaits(name) => {
            !is_changed(name)
        }
        Sentence::Visits(names) => !names.iter().any(|name| is_changed(name)),
        _ => true,
    };
    Scenario { lines: scenario.lines.iter().filter(stays).cloned().collect(), ..scenario.clone() }
}

fn no_errors(flow: &Flow, what: &str) {
    let problems = check(flow, &builtin(), &CheckSettings::default());
    let errors: Vec<_> =
        problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}\n{}", flow.text());
}

/// A flow in which calls go to the example, and each of its wires to a prompt.
fn around(example: &str) -> Flow {
    let one = Flow::read(&format!(r#"{{"states":[{example}]}}"#));
    let widget = &one.widgets()[0];
    let mut states = vec![
        format!(
            r#"{{"name":"Trigger","type":"trigger","transitions":[{{"event":"incomingCall","next":"{}"}}],"properties":{{}}}}"#,
            widget.name
        ),
        example.to_owned(),
    ];
    let mut nexts: Vec<_> =
        widget.transitions.iter().filter_map(|transition| transition.next.clone()).collect();
    nexts.sort();
    nexts.dedup();
    for next in nexts.into_iter().filter(|next| *next != widget.name) {
        states.push(format!(
            r#"{{"name":"{next}","type":"say-play","transitions":[{{"event":"audioComplete"}}],"properties":{{"say":"Thank you."}}}}"#
        ));
    }
    Flow::read(&format!(
        r#"{{"description":"","initial_state":"Trigger","states":[{}],"centralita":{{"version":1,"time_zone":"Europe/Madrid"}}}}"#,
        states.join(",")
    ))
}
