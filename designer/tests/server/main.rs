//! The editor beside a server: flows opened, saved, published there; somebody else was faster; nobody
//! answers. What the server says is written here as it crosses the wire.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../desk/mod.rs"]
mod desk;
mod scenarios;

use centralita_api::{
    Code, Fault, FlowPage, FlowSummary, FlowWhole, NumberPage, Problem, RevisionSummary,
    RevisionWhole, Role, Session, Severity, Who,
};
use centralita_designer::command::Command;
use centralita_designer::keeping::Kept;
use centralita_designer::model::{Asked, Bottom};
use centralita_designer::request::Request;
use centralita_designer::revisions;
use centralita_designer::server::{Act, Answer, Ask, Link, ServerPath, Wrong};
use centralita_engine::Time;
use centralita_engine::flow::Edit;
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};
use serde::Serialize;

fn said(status: u16, body: &impl Serialize) -> Answer {
    Answer::Said { status, body: serde_json::to_string(body).unwrap() }
}

fn summary(id: &str, name: &str, newest: u32, published: Option<u32>) -> FlowSummary {
    FlowSummary {
        id: id.into(),
        name: name.into(),
        newest,
        published,
        test_users: Vec::new(),
        created_millis: 0,
        updated_millis: 900_000,
        author: "bea".into(),
    }
}

fn revision(number: u32, is_published: bool) -> RevisionSummary {
    let note = format!("note {number}");
    RevisionSummary { number, is_published, note, author: "bea".into(), at_millis: 900_000 }
}

fn whole(number: u32, published: Option<u32>, text: &str) -> FlowWhole {
    FlowWhole {
        flow: summary("FW1", "Welcome menu", number, published),
        revision: revision(number, published == Some(number)),
        definition: text.into(),
        problems: Vec::new(),
    }
}

fn fault(code: Code, status: u16) -> Fault {
    Fault {
        code,
        message: "The server says no.".into(),
        status,
        problems: Vec::new(),
        scenarios: Vec::new(),
        theirs: None,
    }
}

fn newer(number: u32, text: &str) -> Answer {
    let theirs = RevisionWhole { revision: revision(number, false), definition: text.into() };
    said(412, &Fault { theirs: Some(Box::new(theirs)), ..fault(Code::Newer, 412) })
}

fn session(who: Option<&str>) -> Answer {
    let who = who.map(|name| Who {
        name: name.into(),
        roles: vec![Role::Publisher],
        needs_password: false,
    });
    let (server, version) = ("Centralita".into(), "0.1.0".into());
    said(200, &Session { server, version, public: "http://here".into(), who })
}

fn path() -> std::path::PathBuf {
    ServerPath::new("FW1", "Welcome menu").path()
}

/// What was asked of the server since somebody looked.
fn asks(desk: &mut Desk) -> Vec<Ask> {
    let asked = desk.asked().into_iter();
    asked.filter_map(|one| if let Request::Ask(ask) = one { Some(ask) } else { None }).collect()
}

/// The one thing that was asked of the server.
fn asked(desk: &mut Desk) -> Ask {
    let mut all = asks(desk);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn answers(desk: &mut Desk, ask: Ask, answer: Answer) {
    desk.does(Act::Answered { ask: Box::new(ask), answer }.into());
}

/// Before the gallery of a server that knows us.
fn logged_in() -> Desk {
    let mut desk = Desk::new();
    desk.does(Act::Begin { reopen: Vec::new() }.into());
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    let flows =
        vec![summary("FW1", "Welcome menu", 3, Some(3)), summary("FW2", "Night line", 1, None)];
    for ask in asks(&mut desk) {
        match ask {
            Ask::Flows => answers(&mut desk, ask, said(200, &FlowPage { flows: flows.clone() })),
            Ask::Numbers => answers(&mut desk, ask, said(200, &NumberPage::default())),
            other => panic!("{other:?}"),
        }
    }
    desk
}

/// With a flow of the server that is open.
fn opened() -> Desk {
    let mut desk = logged_in();
    desk.does(Command::OpenPath(path()));
    let ask = asked(&mut desk);
    assert_eq!(ask, Ask::Open(ServerPath::new("FW1", "Welcome menu")));
    answers(&mut desk, ask, said(200, &whole(3, Some(3), WELCOME)));
    assert!(matches!(asks(&mut desk).as_slice(), [Ask::Around(_)]));
    desk
}

fn edits(desk: &mut Desk, words: &str) {
    desk.does(Command::Change(Edit::SetDescription(words.into())));
}

fn saves(desk: &mut Desk) -> Ask {
    desk.keys(Modifiers::COMMAND, Key::S);
    asked(desk)
}

#[test]
fn without_a_server_everything_is_as_it_was() {
    for answer in [
        Answer::Silence,
        Answer::Said { status: 404, body: "Not found".into() },
        Answer::Said { status: 200, body: "<!doctype html>".into() },
    ] {
        let mut desk = Desk::new();
        desk.does(Act::Begin { reopen: vec![path()] }.into());
        let ask = asked(&mut desk);
        assert_eq!(ask.sent().unwrap().path, "api/v1/session");
        answers(&mut desk, ask, answer);
        assert_eq!(desk.model().server.link, Link::Files);
        assert!(asks(&mut desk).is_empty());
        assert!(!desk.all_said().iter().any(|said| said.contains("server")));
        desk.does(Command::New);
        desk.does(Command::Save);
        assert!(matches!(desk.asked().as_slice(), [.., Request::AskWhereToWrite { .. }]));
    }
}

#[test]
fn whoever_is_not_logged_in_is_asked_to_and_may_go_on_without() {
    let mut desk = Desk::new();
    desk.does(Act::Begin { reopen: Vec::new() }.into());
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(None));
    desk.says("Log in");
    desk.press("Work without the server");
    assert!(!desk.model().server.asks_login);
    desk.says("This page comes from a server.");
    desk.press("Log in");
    let visit = Request::Visit { page: "login".into(), is_beside: false };
    assert!(desk.asked().contains(&visit));
}

#[test]
fn flows_of_the_server_stand_in_the_gallery_with_state_time_and_author() {
    let mut desk = logged_in();
    desk.says("Flows on the server");
    desk.says("Welcome menu, Published  ·  1 minute ago  ·  bea");
    desk.press("Night line, Draft  ·  1 minute ago  ·  bea");
    assert_eq!(asked(&mut desk), Ask::Open(ServerPath::new("FW2", "Night line")));
}

#[test]
fn saving_goes_over_the_revision_that_was_opened_and_the_next_over_that() {
    let mut desk = opened();
    edits(&mut desk, "One");
    let ask = saves(&mut desk);
    let Ask::Save { draft, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!((draft.over, draft.text.as_str()), (3, desk.text().as_str()));
    // What is done while it is under way is saved after it, over it.
    edits(&mut desk, "Two");
    desk.keys(Modifiers::COMMAND, Key::S);
    assert!(asks(&mut desk).is_empty());
    let text = draft.text.clone();
    answers(&mut desk, ask, said(200, &whole(4, Some(3), &text)));
    let ask = asked(&mut desk);
    let Ask::Save { draft, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!((draft.over, draft.text.as_str()), (4, desk.text().as_str()));
    let text = draft.text.clone();
    answers(&mut desk, ask, said(200, &whole(5, Some(3), &text)));
    assert!(!desk.editor().is_changed());
    desk.says("Saved to the server as revision 5");
    assert!(desk.asked().iter().any(|one| matches!(one, Request::DropCopy(_))));
}

#[test]
fn a_new_flow_gets_a_name_on_the_server_or_becomes_a_file() {
    let mut desk = logged_in();
    desk.does(Command::Opened { name: "voicemail".into(), path: None, text: WELCOME.into() });
    desk.keys(Modifiers::COMMAND, Key::S);
    assert!(asks(&mut desk).is_empty());
    desk.press("Download as a file");
    assert!(matches!(desk.asked().as_slice(), [.., Request::AskWhereToWrite { .. }]));
    desk.does(Command::NotSaved);
    desk.keys(Modifiers::COMMAND, Key::S);
    desk.press("Save on the server");
    let ask = asked(&mut desk);
    let Ask::Make { name, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!(name, "voicemail");
    answers(&mut desk, ask, said(201, &whole(1, None, WELCOME)));
    let on = desk.editor().server.as_ref().unwrap();
    assert_eq!((on.newest, on.published), (1, None));
    assert_eq!(desk.editor().name, "Welcome menu");
    assert!(!desk.editor().is_changed());
}

#[test]
fn a_refused_name_can_be_tried_again() {
    let mut desk = logged_in();
    desk.does(Command::New);
    desk.does(Act::AskName.into());
    desk.does(Act::Make("Line".into()).into());
    let ask = asked(&mut desk);
    answers(&mut desk, ask, said(403, &fault(Code::Forbidden, 403)));
    assert!(desk.model().told.as_ref().unwrap().text.starts_with("You may not do this"));
    desk.does(Act::Make("Line".into()).into());
    assert!(matches!(asked(&mut desk), Ask::Make { .. }));
}

/// With a change of ours, while somebody else has saved another text.
fn in_conflict(theirs: &str) -> Desk {
    let mut desk = opened();
    edits(&mut desk, "Mine");
    let ask = saves(&mut desk);
    answers(&mut desk, ask, newer(4, theirs));
    desk.says("Somebody else saved this flow meanwhile");
    desk
}

fn theirs() -> String {
    WELCOME.replace("greeting", "hello")
}

#[test]
fn when_somebody_else_was_faster_mine_is_saved_over_theirs_only_when_i_say_so() {
    let mut desk = in_conflict(&theirs());
    let mine = desk.text();
    desk.press("Go on editing");
    assert_eq!(desk.text(), mine);
    assert!(desk.editor().is_changed());
    let ask = saves(&mut desk);
    let Ask::Save { draft, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!(draft.over, 3, "who goes on editing is asked again");
    answers(&mut desk, ask, newer(4, &theirs()));
    desk.press("Keep mine");
    let ask = asked(&mut desk);
    let Ask::Save { draft, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!((draft.over, draft.text.as_str()), (4, mine.as_str()));
    answers(&mut desk, ask, said(200, &whole(5, Some(3), &mine)));
    assert!(!desk.editor().is_changed());
}

#[test]
fn theirs_can_be_taken_and_mine_comes_back_by_undo() {
    let mut desk = in_conflict(&theirs());
    let mine = desk.text();
    desk.press("Take theirs");
    assert_eq!(desk.text(), theirs());
    assert!(!desk.editor().is_changed());
    desk.does(Command::Undo);
    assert_eq!(desk.text(), mine);
    let ask = saves(&mut desk);
    assert!(matches!(ask, Ask::Save { draft, .. } if draft.over == 4 && draft.text == mine));
}

#[test]
fn theirs_can_be_compared_and_mine_saved_as_another_flow() {
    let mut desk = in_conflict(&theirs());
    desk.press("Compare");
    assert!(desk.editor().comparison.is_some());
    assert_eq!(desk.model().asked, None);
    let ask = saves(&mut desk);
    answers(&mut desk, ask, newer(4, &theirs()));
    desk.press("Save as…");
    desk.does(Act::Make("Mine".into()).into());
    let ask = asked(&mut desk);
    let text = desk.text();
    assert!(matches!(&ask, Ask::Make { text: sent, .. } if *sent == text));
    let mut made = whole(1, None, &text);
    made.flow = summary("FW9", "Mine", 1, None);
    answers(&mut desk, ask, said(201, &made));
    assert_eq!(desk.editor().server.as_ref().unwrap().flow.0, "FW9");
    assert_eq!(desk.editor().name, "Mine");
}

#[test]
fn a_server_that_does_not_answer_is_told_quietly_and_what_waits_is_saved_when_it_is_back() {
    let mut desk = opened();
    edits(&mut desk, "Offline");
    desk.settle();
    assert!(desk.asked().iter().any(|one| matches!(one, Request::KeepCopy(_))), "kept here");
    let ask = saves(&mut desk);
    answers(&mut desk, ask, Answer::Silence);
    desk.says("The server does not answer.");
    desk.says("Not saved: kept in this browser");
    assert!(desk.editor().is_changed());
    assert_eq!(desk.model().asked, None, "no window lies over the work");
    // Each pause is longer than the one before.
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let (now, next) = (desk.model().now.0, desk.model().server.trouble.unwrap().next.0);
        pauses.push(next - now);
        desk.model_mut().model.now = Time(next - 1);
        desk.settle();
        assert!(asks(&mut desk).is_empty());
        desk.model_mut().model.now = Time(next);
        desk.settle();
        let ask = asked(&mut desk);
        assert_eq!(ask, Ask::Session);
        answers(&mut desk, ask, Answer::Silence);
    }
    assert_eq!(&pauses[..3], [2_000, 4_000, 8_000]);
    assert_eq!(pauses.last(), Some(&60_000));
    // Whoever goes on working is not kept waiting that long.
    edits(&mut desk, "Offline still");
    let trouble = desk.model().server.trouble.unwrap();
    assert!(trouble.next.0 - desk.model().now.0 <= 2_000);
    desk.model_mut().model.now = trouble.next;
    desk.settle();
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    let asks = asks(&mut desk);
    let save = asks.into_iter().find(|ask| matches!(ask, Ask::Save { .. })).unwrap();
    let text = desk.text();
    assert!(matches!(&save, Ask::Save { draft, .. } if draft.text == text && draft.over == 3));
    answers(&mut desk, save, said(200, &whole(4, Some(3), &text)));
    assert!(!desk.editor().is_changed());
    assert_eq!(desk.model().server.trouble, None);
}

#[test]
fn a_save_whose_answer_got_lost_is_no_conflict_with_oneself() {
    let mut desk = opened();
    edits(&mut desk, "Arrived");
    let arrived = desk.text();
    let ask = saves(&mut desk);
    answers(&mut desk, ask, Answer::Silence);
    edits(&mut desk, "Arrived, and more");
    desk.press("Try now");
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    let save = asks(&mut desk).into_iter().find(|ask| matches!(ask, Ask::Save { .. })).unwrap();
    answers(&mut desk, save, newer(4, &arrived));
    assert_eq!(desk.model().asked, None);
    let ask = asked(&mut desk);
    let text = desk.text();
    assert!(matches!(&ask, Ask::Save { draft, .. } if draft.over == 4 && draft.text == text));
}

#[test]
fn a_session_that_ends_in_the_middle_loses_nothing() {
    let mut desk = opened();
    edits(&mut desk, "In the middle");
    let ask = saves(&mut desk);
    answers(&mut desk, ask, said(401, &fault(Code::NotLoggedIn, 401)));
    assert_eq!(desk.model().server.trouble.unwrap().why, Wrong::Lapsed);
    desk.says("You are no longer logged in.");
    desk.press("Log in again");
    let visit = Request::Visit { page: "login".into(), is_beside: true };
    assert!(desk.asked().contains(&visit), "beside what is being drawn");
    desk.press("Try now");
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(None));
    assert_eq!(desk.model().server.trouble.unwrap().why, Wrong::Lapsed);
    desk.press("Try now");
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    assert!(asks(&mut desk).iter().any(|ask| matches!(ask, Ask::Save { .. })));
}

#[test]
fn publishing_sends_text_and_note_and_tells_how_to_call() {
    let mut desk = opened();
    edits(&mut desk, "New");
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let listed = asks(&mut desk);
    let listed = listed.into_iter().find(|ask| matches!(ask, Ask::Revisions(_))).unwrap();
    let page = centralita_api::RevisionPage { revisions: vec![revision(3, true)] };
    answers(&mut desk, listed, said(200, &page));
    let read = asked(&mut desk);
    assert!(matches!(&read, Ask::Revision { key, .. } if key == "3"));
    let before = RevisionWhole { revision: revision(3, true), definition: WELCOME.into() };
    answers(&mut desk, read, said(200, &before));
    desk.says("What changed since Revision 3");
    desk.types("for the holidays");
    desk.press("Publish");
    let ask = asked(&mut desk);
    let Ask::Publish { draft, .. } = &ask else { panic!("{ask:?}") };
    assert_eq!((draft.over, draft.note.as_str()), (3, "for the holidays"));
    let text = draft.text.clone();
    answers(&mut desk, ask, said(200, &whole(4, Some(4), &text)));
    desk.says("Published as revision 4");
    desk.says("No number leads to it yet.");
    assert!(!desk.editor().is_changed());
    desk.asked();
    desk.press("Call it");
    let visit = Request::Visit { page: "phone/?flow=FW1".into(), is_beside: true };
    assert!(desk.asked().contains(&visit));
    assert_eq!(desk.model().server.published, None);
}

fn publishing() -> (Desk, Ask) {
    let mut desk = opened();
    edits(&mut desk, "New");
    desk.does(revisions::Act::AskPublish.into());
    desk.asked();
    desk.does(revisions::Act::Publish("a note".into()).into());
    let ask = asked(&mut desk);
    (desk, ask)
}

#[test]
fn what_the_server_finds_wrong_is_shown_in_the_window_that_publishes() {
    let (mut desk, ask) = publishing();
    let problem = Problem {
        code: "unknown_kind".into(),
        severity: Severity::Error,
        widget: Some("greeting".into()),
        field: None,
        transition: None,
        message: "Nobody here knows this kind.".into(),
        message_es: "Nadie aquí conoce este tipo.".into(),
    };
    let refused = Fault { problems: vec![problem], ..fault(Code::Problems, 422) };
    answers(&mut desk, ask, said(422, &refused));
    desk.says("The server found errors.");
    desk.says("Nobody here knows this kind.");
    let publishing = desk.editor().revisions.publishing.as_ref().unwrap();
    assert_eq!((publishing.note.as_str(), publishing.is_sent), ("a note", false));
    assert!(desk.editor().is_changed());
}

#[test]
fn publishing_while_nobody_answers_publishes_nothing_later_by_itself() {
    let (mut desk, ask) = publishing();
    answers(&mut desk, ask, Answer::Silence);
    desk.says("The server does not answer. Try again in a moment.");
    desk.does(Act::TryNow.into());
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    let asks = asks(&mut desk);
    assert!(asks.iter().any(|ask| matches!(ask, Ask::Save { .. })), "the draft is saved");
    assert!(!asks.iter().any(|ask| matches!(ask, Ask::Publish { .. })));
}

#[test]
fn publishing_over_somebody_elses_revision_asks_first() {
    let (mut desk, ask) = publishing();
    answers(&mut desk, ask, newer(4, &theirs()));
    assert!(matches!(desk.model().asked, Some(Asked::Conflict { .. })));
    assert!(desk.editor().revisions.publishing.is_none());
}

#[test]
fn an_older_revision_of_the_server_is_looked_at_brought_back_and_published_again() {
    let mut desk = opened();
    desk.does(Command::Toggle(Bottom::History));
    let ask = asked(&mut desk);
    let revisions = vec![revision(3, true), revision(2, false), revision(1, true)];
    answers(&mut desk, ask, said(200, &centralita_api::RevisionPage { revisions }));
    desk.says("Revision 2, kept");
    desk.press("Bring back: Revision 1");
    let ask = asked(&mut desk);
    let old = RevisionWhole { revision: revision(1, true), definition: theirs() };
    answers(&mut desk, ask, said(200, &old));
    assert_eq!(desk.text(), theirs());
    desk.does(Command::Undo);
    desk.press("Publish again: Revision 1");
    desk.press("Publish again");
    let ask = asked(&mut desk);
    assert!(
        matches!(&ask, Ask::PublishAgain { revision, over: 3, .. } if revision == "1"),
        "{ask:?}"
    );
    answers(&mut desk, ask, said(200, &whole(4, Some(4), &theirs())));
    desk.says("Published as revision 4");
    assert_eq!(desk.text(), WELCOME, "what is drawn stays");
    assert!(desk.editor().is_changed());
}

#[test]
fn a_flow_that_somebody_took_away_can_be_saved_anew() {
    let mut desk = opened();
    edits(&mut desk, "Mine");
    let ask = saves(&mut desk);
    answers(&mut desk, ask, said(404, &fault(Code::NotFound, 404)));
    assert!(desk.editor().is_changed());
    desk.keys(Modifiers::COMMAND, Key::S);
    desk.says("Save on the server");
}

#[test]
fn a_copy_of_a_flow_of_the_server_is_saved_over_the_revision_it_was_drawn_over() {
    let mut desk = logged_in();
    let kept = Kept {
        key: "k".into(),
        name: "Welcome menu".into(),
        path: Some(path()),
        at_millis: 0,
        over: Some(2),
        text: theirs(),
    };
    desk.does(Command::FoundCopies(vec![kept.clone()]));
    desk.does(Command::Restore("k".into()));
    let ask = asks(&mut desk);
    assert!(matches!(ask.as_slice(), [Ask::Around(_)]));
    assert!(matches!(saves(&mut desk), Ask::Save { draft, .. } if draft.over == 2));
    // The same when the flow is opened first: what was saved meanwhile is not written over unseen.
    let mut desk = logged_in();
    desk.does(Command::FoundCopies(vec![kept]));
    desk.does(Command::OpenPath(ServerPath::new("FW1", "Another name").path()));
    let ask = asked(&mut desk);
    answers(&mut desk, ask, said(200, &whole(3, Some(3), WELCOME)));
    desk.asked();
    assert_eq!(desk.text(), theirs());
    assert!(matches!(saves(&mut desk), Ask::Save { draft, .. } if draft.over == 2));
}

#[test]
fn flows_beside_one_of_the_server_are_read_from_the_server() {
    let mut desk = opened();
    let names = vec!["FW2".to_owned(), "nobody".to_owned()];
    desk.model_mut().requests.push(Request::ReadFlows { beside: path(), names });
    desk.settle();
    let ask = asked(&mut desk);
    assert_eq!(ask.sent().unwrap().path, "api/v1/flows/FW2");
    answers(&mut desk, ask, said(200, &whole(1, None, WELCOME)));
    let trials = &desk.editor().trials;
    assert!(trials.beside.contains_key("FW2"));
    assert!(trials.missing.iter().any(|name| name == "nobody"));
}

#[test]
fn what_was_open_is_open_again_once_however_often_it_is_named() {
    let mut desk = Desk::new();
    let other = ServerPath::new("FW1", "Old name").path();
    desk.does(Act::Begin { reopen: vec![path(), "file.json".into()] }.into());
    let ask = asked(&mut desk);
    answers(&mut desk, ask, session(Some("ana")));
    let asks = asks(&mut desk);
    let opens: Vec<_> = asks.into_iter().filter(|ask| matches!(ask, Ask::Open(_))).collect();
    let [ask] = opens.as_slice() else { panic!("{opens:?}") };
    answers(&mut desk, ask.clone(), said(200, &whole(3, Some(3), WELCOME)));
    assert_eq!(desk.model().tab_of(&other), Some(0));
    assert!(desk.model().prefs.recent.is_empty(), "it stands in the list of the server");
}
