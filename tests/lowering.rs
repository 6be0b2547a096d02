//! Export to Studio: what our own widgets become has no error that would keep it from being published.

use centralita_engine::Flow;
use centralita_engine::check::{CheckSettings, Severity, check};
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
