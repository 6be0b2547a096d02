//! Calls on the canvas: those that go on, the way of one that is over, and how many took each way. What the
//! server says is written here as it crosses the wire.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_api::{
    Counts, ExecutionPage, ExecutionSummary, ExecutionWhole, FlowPage, NumberPage, RevisionPage,
    RevisionSummary, Role, Session, Visit, WayCount, Who,
};
use centralita_designer::command::Command;
use centralita_designer::marks::Marks;
use centralita_designer::model::Bottom;
use centralita_designer::request::Request;
use centralita_designer::server::{Act, Answer, Ask, FlowId, OnServer, ServerPath};
use centralita_engine::Time;
use desk::{Desk, WELCOME};
use serde::Serialize;

fn said(body: &impl Serialize) -> Answer {
    Answer::Said { status: 200, body: serde_json::to_string(body).unwrap() }
}

fn asks(desk: &mut Desk) -> Vec<Ask> {
    let asked = desk.asked().into_iter();
    asked.filter_map(|one| if let Request::Ask(ask) = one { Some(ask) } else { None }).collect()
}

fn answers(desk: &mut Desk, ask: Ask, answer: Answer) {
    desk.does(Act::Answered { ask: Box::new(ask), answer }.into());
}

fn call(id: u128, contact: &str, at: &str, ending: Option<&str>) -> ExecutionSummary {
    ExecutionSummary {
        id: format!("FN{id:032x}"),
        flow: "FW1".into(),
        revision: 3,
        contact: contact.into(),
        channel: "call".into(),
        started_millis: 900_000,
        ended_millis: ending.map(|_| 930_000),
        ending: ending.map(str::to_owned),
        at: vec![at.into()],
    }
}

fn ways(revision: Option<u32>, ways: &[(&str, u32, &str, u64)]) -> Counts {
    let ways = ways.iter().map(|(widget, transition, event, times)| WayCount {
        widget: (*widget).into(),
        transition: Some(*transition),
        event: (*event).into(),
        times: *times,
    });
    Counts { flow: "FW1".into(), revision, executions: 40, is_partial: false, ways: ways.collect() }
}

fn visit(number: u32, widget: &str, event: Option<&str>, next: Option<&str>) -> Visit {
    Visit {
        number,
        parent: None,
        flow: "FW1".into(),
        revision: 3,
        widget: widget.into(),
        event: event.map(str::to_owned),
        transition: None,
        next: next.map(str::to_owned),
        entered_millis: 900_000 + i64::from(number) * 5_000,
        told_millis: 0,
    }
}

/// A flow of a server, with its calls in sight.
fn looking() -> Desk {
    let mut desk = Desk::new();
    desk.does(Act::Begin { reopen: Vec::new() }.into());
    let who = Who { name: "ana".into(), roles: vec![Role::Viewer], needs_password: false };
    let session = Session {
        server: "Centralita".into(),
        version: "0.1.0".into(),
        public: "http://here".into(),
        who: Some(who),
    };
    for ask in asks(&mut desk) {
        answers(&mut desk, ask, said(&session));
    }
    for ask in asks(&mut desk) {
        let answer = match ask {
            Ask::Flows => said(&FlowPage { flows: Vec::new() }),
            _ => said(&NumberPage::default()),
        };
        answers(&mut desk, ask, answer);
    }
    desk.does(Command::Opened {
        name: "Welcome menu".into(),
        path: Some(ServerPath::new("FW1", "Welcome menu").path()),
        text: WELCOME.into(),
    });
    let editor = desk.model_mut().model.editor.as_mut().unwrap();
    editor.server = Some(OnServer::new(FlowId("FW1".into()), 3, Some(3)));
    asks(&mut desk);
    desk.does(Command::Toggle(Bottom::Calls));
    desk
}

/// What is asked when calls are looked at first, answered.
fn answered(desk: &mut Desk, list: Vec<ExecutionSummary>) {
    for ask in asks(desk) {
        let answer = match &ask {
            Ask::Calls { .. } => said(&ExecutionPage { executions: list.clone(), next: None }),
            Ask::Counts(_) => said(&ways(
                None,
                &[("Trigger", 0, "incomingCall", 40), ("main_menu", 0, "keypress", 30)],
            )),
            Ask::Revisions(_) => {
                let revision = |number| RevisionSummary {
                    number,
                    is_published: true,
                    note: String::new(),
                    author: "bea".into(),
                    at_millis: 900_000,
                };
                said(&RevisionPage { revisions: vec![revision(3), revision(2)] })
            }
            other => panic!("{other:?}"),
        };
        answers(desk, ask, answer);
    }
}

fn on_wires(desk: &Desk) -> Vec<String> {
    let editor = desk.editor();
    let (scene, marks) = (editor.scene(), Marks::of(editor, 0));
    (0..scene.wires.len())
        .filter_map(|wire| marks.count_on(scene, wire))
        .filter(|on| on != "0")
        .collect()
}

#[test]
fn how_many_took_each_way_stands_on_the_wires_while_calls_are_looked_at() {
    let mut desk = looking();
    let paths: Vec<String> = asks(&mut desk).iter().map(|ask| ask.sent().unwrap().path).collect();
    assert_eq!(paths[0], "api/v1/executions?flow=FW1&limit=100");
    assert_eq!(paths[1], "api/v1/flows/FW1/revisions");
    assert!(paths[2].starts_with("api/v1/flows/FW1/counts?from_millis="), "{paths:?}");
    let mut desk = looking();
    answered(&mut desk, vec![call(1, "+15550100", "say_goodbye", Some("completed"))]);
    desk.says("40 calls");
    assert_eq!(on_wires(&desk), ["40", "30"]);
    desk.press("Show on the canvas");
    assert!(on_wires(&desk).is_empty());
    desk.press("Show on the canvas");
    desk.does(Command::Toggle(Bottom::Calls));
    assert!(on_wires(&desk).is_empty(), "nobody looks at calls");
}

#[test]
fn two_revisions_are_seen_beside_each_other() {
    let mut desk = looking();
    answered(&mut desk, vec![call(1, "+15550100", "say_goodbye", Some("completed"))]);
    desk.does(centralita_designer::calls::Act::Of(Some(3)).into());
    asks(&mut desk);
    desk.does(centralita_designer::calls::Act::Against(Some(2)).into());
    for ask in asks(&mut desk) {
        let Ask::Counts(of) = &ask else { panic!("{ask:?}") };
        let keyed = if of.is_other { 5 } else { 30 };
        let sent = ask.sent().unwrap().path;
        assert!(sent.contains(if of.is_other { "revision=2&" } else { "revision=3&" }), "{sent}");
        let counted = ways(of.revision, &[("main_menu", 0, "keypress", keyed)]);
        answers(&mut desk, ask, said(&counted));
    }
    assert!(on_wires(&desk).contains(&"30 | 5".to_owned()), "{:?}", on_wires(&desk));
    desk.says("40 calls · beside 40");
}

#[test]
fn calls_that_go_on_stand_in_their_boxes_and_are_looked_for_again() {
    let mut desk = looking();
    let list = vec![
        call(1, "+15550100", "main_menu", None),
        call(2, "+15550101", "main_menu", None),
        call(3, "", "say_goodbye", Some("completed")),
    ];
    answered(&mut desk, list);
    desk.says("+15550100, now at main_menu");
    desk.says("Withheld, finished");
    let editor = desk.editor();
    let (scene, marks) = (editor.scene(), Marks::of(editor, 0));
    let at = |name: &str| marks.of_box(scene, scene.find(name).unwrap()).here;
    assert_eq!((at("main_menu"), at("Trigger")), (2, 0));
    assert!(asks(&mut desk).is_empty());
    let now = desk.model().now.0;
    desk.model_mut().model.now = Time(now + 3_000);
    desk.settle();
    assert!(matches!(asks(&mut desk).as_slice(), [Ask::Calls { .. }]));
}

#[test]
fn the_way_of_a_call_that_is_over_is_drawn_and_its_steps_select_their_widgets() {
    let mut desk = looking();
    answered(&mut desk, vec![call(1, "+15550100", "say_goodbye", Some("completed"))]);
    desk.press(&desk.said_that("+15550100, "));
    let asked = asks(&mut desk);
    let [ask @ Ask::Call { .. }] = asked.as_slice() else { panic!("{asked:?}") };
    let whole = ExecutionWhole {
        execution: call(1, "+15550100", "main_menu", Some("completed")),
        visits: vec![
            visit(0, "Trigger", Some("incomingCall"), Some("main_menu")),
            visit(1, "main_menu", None, None),
        ],
        journal: Vec::new(),
    };
    answers(&mut desk, ask.clone(), said(&whole));
    desk.says("The way of +15550100");
    let editor = desk.editor();
    let (scene, marks) = (editor.scene(), Marks::of(editor, 0));
    let visited = |name: &str| marks.of_box(scene, scene.find(name).unwrap()).visited;
    assert_eq!((visited("Trigger"), visited("main_menu")), (Some(1), Some(2)));
    let taken = (0..scene.wires.len()).filter(|wire| marks.is_taken(scene, *wire)).count();
    assert_eq!(taken, 1);
    assert!(marks.dims() && on_wires(&desk).is_empty());
    desk.press(&desk.said_that("main_menu, waits"));
    assert_eq!(desk.editor().selection.only().unwrap().as_str(), "main_menu");
    desk.press("Close");
    assert_eq!(on_wires(&desk), ["40", "30"]);
}

#[test]
fn a_flow_that_is_a_file_says_where_calls_are_known() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Toggle(Bottom::Calls));
    desk.says("Calls are known of flows that stand on a server.");
    assert!(asks(&mut desk).is_empty());
}
