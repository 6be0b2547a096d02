//! The scenarios of a flow on the server: read there, kept there, and asked before it is published.

use centralita_api::{Code, FailedSentence, Fault, ScenarioResult, Scenarios};
use centralita_designer::command::Command;
use centralita_designer::revisions;
use centralita_designer::server::Ask;

use super::{answers, asks, edits, fault, opened, publishing, said};

#[test]
fn a_flow_that_does_not_do_what_its_scenarios_say_is_published_despite_them_only_when_somebody_says_so()
 {
    let (mut desk, ask) = publishing();
    let Ask::Publish { despite_scenarios, .. } = &ask else { panic!("{ask:?}") };
    assert!(!despite_scenarios);
    let failed = FailedSentence {
        line: 3,
        sentence: "hears \"Hello\"".into(),
        message: "The caller hears: New".into(),
    };
    let failed = ScenarioResult { title: "A caller is greeted".into(), failed: Some(failed) };
    let refused = Fault { scenarios: vec![failed], ..fault(Code::Scenarios, 422) };
    answers(&mut desk, ask, said(422, &refused));
    desk.says("The flow does not do what its scenarios on the server say.");
    desk.says("A caller is greeted · hears \"Hello\" · The caller hears: New");
    desk.press("Publish all the same");
    let again = asks(&mut desk).into_iter().find(|ask| matches!(ask, Ask::Publish { .. }));
    let Some(Ask::Publish { draft, despite_scenarios: true, .. }) = again else {
        panic!("{again:?}")
    };
    assert_eq!(draft.note, "a note");
}

#[test]
fn the_scenarios_of_a_flow_on_the_server_are_read_from_there() {
    let mut desk = opened();
    desk.does(Command::RunChecks);
    let ask = asks(&mut desk).into_iter().find(|ask| matches!(ask, Ask::Scenarios { .. })).unwrap();
    assert_eq!(ask.sent().unwrap().path, "api/v1/flows/FW1/scenarios");
    let text = "## Hung up\n- call from +15550100\n- hangs up\n";
    answers(&mut desk, ask, said(200, &Scenarios { version: 7, text: text.into() }));
    let checks = desk.editor().trials.checks.as_ref().unwrap();
    assert_eq!((checks.version, checks.results.len()), (7, 1));
    assert_eq!(checks.text.as_deref(), Some(text));
    assert!(checks.shows_coverage);
}

#[test]
fn publishing_a_flow_without_scenarios_marks_nothing_on_the_canvas() {
    let mut desk = opened();
    edits(&mut desk, "New");
    desk.does(revisions::Act::AskPublish.into());
    let ask = asks(&mut desk).into_iter().find(|ask| matches!(ask, Ask::Scenarios { .. })).unwrap();
    answers(&mut desk, ask, said(200, &Scenarios::default()));
    assert!(!desk.editor().trials.checks.as_ref().unwrap().shows_coverage);
}
