//! The editor beside a server. What the server says stands here as it crosses the wire.

use centralita_designer::command::Command;
use centralita_designer::model::Bottom;
use centralita_designer::request::Request;
use centralita_designer::revisions;
use centralita_designer::server::{Act, Answer, Ask, ServerPath};
use centralita_designer::theme::Theme;
use centralita_engine::flow::Edit;
use centralita_screens::{NOW, Window};

use crate::flows::WELCOME;

const KNOWN: &str = r#"{ "server": "Centralita", "version": "0.1.0", "public": "https://calls.example.com",
    "who": { "name": "ana", "roles": ["publisher"] } }"#;

const STRANGER: &str =
    r#"{ "server": "Centralita", "version": "0.1.0", "public": "https://calls.example.com" }"#;

const NUMBERS: &str = r#"{ "numbers": [{ "id": "+15550100", "version": 1, "address": "+15550100",
    "connection": "main", "flow": "FW1" }] }"#;

/// A flow in a list.
fn summary(id: &str, name: &str, newest: u32, published: &str, minutes: i64, who: &str) -> String {
    let at = NOW.0 - minutes * 60_000;
    format!(
        r#"{{ "id": "{id}", "name": "{name}", "newest": {newest}, {published}
        "created_millis": 0, "updated_millis": {at}, "author": "{who}" }}"#
    )
}

fn flows() -> String {
    let all = [
        summary("FW1", "Welcome menu", 7, r#""published": 7,"#, 12, "ana"),
        summary("FW2", "Night line", 4, r#""published": 3,"#, 190, "bea"),
        summary("FW3", "Appointments", 1, "", 1_500, "bea"),
        summary("FW4", "Voicemail", 2, r#""published": 2,"#, 20_000, ""),
    ];
    format!(r#"{{ "flows": [{}] }}"#, all.join(","))
}

fn revision(number: u32, is_published: bool, minutes: i64, who: &str, note: &str) -> String {
    let at = NOW.0 - minutes * 60_000;
    format!(
        r#"{{ "number": {number}, "is_published": {is_published}, "note": "{note}",
        "author": "{who}", "at_millis": {at} }}"#
    )
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace('\n', "\\n").replace('\t', "\\t"))
}

fn whole(number: u32) -> String {
    let published = format!("\"published\": {number},");
    let flow = summary("FW1", "Welcome menu", number, &published, 0, "ana");
    let revision = revision(number, true, 0, "ana", "");
    let text = quoted(WELCOME);
    format!(r#"{{ "flow": {flow}, "revision": {revision}, "definition": {text} }}"#)
}

fn said(status: u16, body: impl Into<String>) -> Answer {
    Answer::Said { status, body: body.into() }
}

fn answers(window: &mut Window, ask: Ask, answer: Answer) {
    window.does(Act::Answered { ask: Box::new(ask), answer }.into());
}

/// What was asked of the server last that is like this.
fn asked(window: &mut Window, is_it: fn(&Ask) -> bool) -> Option<Ask> {
    let requests = std::mem::take(&mut window.app().requests);
    let mut asks = requests.into_iter().filter_map(|one| match one {
        Request::Ask(ask) => Some(ask),
        _ => None,
    });
    asks.rfind(is_it)
}

pub fn gallery(look: Theme) -> Window {
    let mut window = Window::new(look);
    answers(&mut window, Ask::Session, said(200, KNOWN));
    answers(&mut window, Ask::Flows, said(200, flows()));
    answers(&mut window, Ask::Numbers, said(200, NUMBERS));
    window
}

pub fn login(look: Theme) -> Window {
    let mut window = Window::new(look);
    answers(&mut window, Ask::Session, said(200, STRANGER));
    window
}

/// With a flow of the server that was changed and not saved.
fn changed(look: Theme) -> Window {
    let mut window = gallery(look);
    let place = ServerPath::new("FW1", "Welcome menu");
    answers(&mut window, Ask::Open(place), said(200, whole(7)));
    window.does(Command::Fit);
    window.does(Command::Change(Edit::SetDescription("Answers the main line.".into())));
    window
}

/// The same, sent to be saved, and answered.
fn saved(look: Theme, answer: Answer) -> Window {
    let mut window = changed(look);
    window.does(Command::Save);
    if let Some(ask) = asked(&mut window, |ask| matches!(ask, Ask::Save { .. })) {
        answers(&mut window, ask, answer);
    }
    window
}

pub fn offline(look: Theme) -> Window {
    saved(look, Answer::Silence)
}

pub fn conflict(look: Theme) -> Window {
    let theirs = revision(8, false, 3, "bea", "");
    let text = quoted(&WELCOME.replace("Acme", "Emca"));
    let theirs = format!(r#"{{ "revision": {theirs}, "definition": {text} }}"#);
    let fault =
        format!(r#"{{ "code": "newer", "message": "", "status": 412, "theirs": {theirs} }}"#);
    saved(look, said(412, fault))
}

/// About to be published, and answered.
fn publishing(look: Theme, answer: Answer) -> Window {
    let mut window = changed(look);
    window.does(revisions::Act::AskPublish.into());
    window.does(revisions::Act::Publish("Opening hours are said first".into()).into());
    if let Some(ask) = asked(&mut window, |ask| matches!(ask, Ask::Publish { .. })) {
        answers(&mut window, ask, answer);
    }
    window
}

pub fn published(look: Theme) -> Window {
    publishing(look, said(200, whole(8)))
}

pub fn refused(look: Theme) -> Window {
    let problem = r#"{ "code": "unknown_kind", "severity": "error", "widget": "main_menu",
        "message": "main_menu has a type that this server does not know. Replace it." }"#;
    let fault = format!(
        r#"{{ "code": "problems", "message": "", "status": 422, "problems": [{problem}] }}"#
    );
    publishing(look, said(422, fault))
}

pub fn history(look: Theme) -> Window {
    let mut window = changed(look);
    window.does(Command::Toggle(Bottom::History));
    let all = [
        revision(7, true, 12, "ana", "Sales are asked first"),
        revision(6, false, 40, "bea", ""),
        revision(5, true, 1_500, "bea", "For the holidays"),
    ];
    let page = format!(r#"{{ "revisions": [{}] }}"#, all.join(","));
    let path = ServerPath::new("FW1", "Welcome menu").path();
    answers(&mut window, Ask::Revisions(path), said(200, page));
    window
}
