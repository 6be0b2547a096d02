//! What the commands about the server do, and what its answers mean.

use std::path::PathBuf;

use centralita_api::{
    Fault, FlowPage, FlowWhole, NumberPage, RevisionPage, RevisionSummary, RevisionWhole,
    Scenarios, Session,
};
use centralita_engine::Flow;

use super::place::{FlowId, ServerPath};
use super::publishing;
use super::saving::{self, in_trouble};
use super::{Answer, Ask, Link, Naming, Wrong, escaped, place_of};
use crate::command::Command;
use crate::keeping::fingerprint;
use crate::model::Model;
use crate::request::Request;
use crate::revisions::{self, Revision};
use crate::surroundings::{self, Found};
use crate::update::update;
use crate::{calls, compare, replace};

/// Something about the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Looks whether there is a server, and opens there what was open before.
    Begin { reopen: Vec<PathBuf> },
    /// The server has answered, or not.
    Answered { ask: Box<Ask>, answer: Answer },
    /// Asks which flows there are.
    Look,
    /// Goes to the page on which one says who one is.
    LogIn,
    /// Works without the server.
    StayOut,
    /// Asks under which name the open flow shall stand on the server.
    AskName,
    /// Makes a flow of the open one, under a name.
    Make(String),
    /// Does not.
    DoNotMake,
    /// Hands the open flow out as a file.
    Download,
    /// Tries at once whether the server is back.
    TryNow,
    /// Opens the page on which the open flow is called.
    Call,
    /// Asks whether an older revision shall answer calls again.
    AskPublishAgain(String),
    /// Publishes it anew.
    PublishAgain(String),
    /// Does not.
    DoNotPublishAgain,
    /// What was published has been told.
    Heard,
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Server(act)
    }
}

/// Asks something of the server.
pub(super) fn ask(requests: &mut Vec<Request>, ask: Ask) {
    requests.push(Request::Ask(ask));
}

/// Does something about the server.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    match act {
        Act::Begin { reopen } => {
            model.server.reopen = reopen;
            ask(requests, Ask::Session);
        }
        Act::Answered { ask, answer } => answered(model, *ask, answer, requests),
        Act::Look => {
            if model.server.is_there() {
                ask(requests, Ask::Flows);
            }
        }
        Act::LogIn => {
            model.server.asks_login = false;
            // With flows at hand one logs in beside them; this page goes on by itself then.
            let is_beside = model.server.trouble.is_some() || model.tabs().next().is_some();
            requests.push(Request::Visit { page: "login".into(), is_beside });
        }
        Act::StayOut => model.server.asks_login = false,
        Act::AskName => {
            let Some(editor) = &model.editor else { return };
            if model.server.is_there() {
                let name = editor.name.clone();
                model.server.naming = Some(Naming { name, is_sent: false });
            }
        }
        Act::Make(name) => publishing::make(model, &name, requests),
        Act::DoNotMake => {
            model.server.naming = None;
            model.after_save = None;
        }
        Act::Download => download(model, requests),
        Act::TryNow => ask(requests, Ask::Session),
        Act::Call => {
            let on = model.editor.as_ref().and_then(|editor| editor.server.as_ref());
            if let Some(flow) = on.map(|on| on.flow.clone()) {
                model.server.published = None;
                requests.push(Request::Visit { page: phone(&flow), is_beside: true });
            }
        }
        Act::AskPublishAgain(key) => model.server.publishing_again = Some(key),
        Act::PublishAgain(key) => publishing::publish_again(model, key, requests),
        Act::DoNotPublishAgain => model.server.publishing_again = None,
        Act::Heard => model.server.published = None,
    }
}

/// The page on which a flow is called, from the server's own.
pub fn phone(flow: &FlowId) -> String {
    format!("phone/?flow={}", escaped(&flow.0))
}

/// Hands the open flow out as a file: a flow of the server stays there, any other becomes that file.
fn download(model: &mut Model, requests: &mut Vec<Request>) {
    model.server.naming = None;
    let Some(editor) = &model.editor else { return };
    if editor.server.is_none() {
        if let Some(request) = crate::update::save_somewhere(model) {
            crate::paths::ask(model, request, requests);
        }
        return;
    }
    model.after_save = None;
    let (name, text) = (format!("{}.json", editor.name), editor.flow().text().to_owned());
    crate::paths::ask(model, Request::SaveCopy { name, text }, requests);
}

/// What the server says of why it did not do something, in the language of the interface.
pub(super) fn refusal(model: &Model, answer: &Answer) -> String {
    let (status, fault) = match answer {
        Answer::Silence => return model.texts.say("server-silent").to_owned(),
        Answer::Said { status, body } => (*status, serde_json::from_str::<Fault>(body).ok()),
    };
    match (status, fault) {
        (401, _) => model.texts.say("server-lapsed").to_owned(),
        (403, _) => model.texts.say("server-forbidden").to_owned(),
        (404, _) => model.texts.say("server-gone").to_owned(),
        (413, _) => model.texts.say("server-too-large").to_owned(),
        (502..=504, _) => model.texts.say("server-silent").to_owned(),
        (_, Some(fault)) => model.texts.fill("server-refused", &[("why", (&fault.message).into())]),
        (status, None) => {
            let status = status.to_string();
            model.texts.fill("server-strange", &[("status", (&status).into())])
        }
    }
}

/// An answer that is none, or none for us, is a trouble that is told.
pub(super) fn note_trouble(model: &mut Model, answer: &Answer) {
    if answer.is_away() {
        in_trouble(model, Wrong::Away);
    } else if matches!(answer, Answer::Said { status: 401, .. }) {
        in_trouble(model, Wrong::Lapsed);
    }
}

fn answered(model: &mut Model, asked: Ask, answer: Answer, requests: &mut Vec<Request>) {
    match asked {
        Ask::Session => return session(model, &answer, requests),
        Ask::Make { editor, serial, .. } => {
            return publishing::made(model, editor, serial, &answer, requests);
        }
        Ask::Save { editor, draft } => {
            return saving::saved(model, editor, &draft, &answer, requests);
        }
        Ask::Publish { editor, draft, .. } => {
            return publishing::published(model, editor, &draft, &answer, requests);
        }
        Ask::PublishAgain { editor, .. } => {
            return publishing::published_again(model, editor, &answer, requests);
        }
        _ => {}
    }
    note_trouble(model, &answer);
    if looked(model, asked, &answer, requests).is_none() {
        let text = refusal(model, &answer);
        model.refuse(text);
    }
}

/// Takes an answer to a question that changes nothing; none when it cannot be used.
fn looked(
    model: &mut Model,
    asked: Ask,
    answer: &Answer,
    requests: &mut Vec<Request>,
) -> Option<()> {
    match asked {
        Ask::Flows => model.server.flows = Some(answer.read::<FlowPage>()?.flows),
        Ask::Numbers => {
            // Whoever may not look at numbers misses nothing but a line.
            let page: NumberPage = answer.read().unwrap_or_default();
            let numbers = page.numbers.into_iter();
            model.server.numbers =
                numbers.map(|one| (one.number.address, FlowId(one.number.flow))).collect();
        }
        Ask::Open(place) => {
            let whole: FlowWhole = answer.read()?;
            let known = (whole.revision.number, whole.flow.published);
            model.server.known.insert(place.flow, known);
            let path = Some(place_of(&whole.flow).path());
            let (name, text) = (whole.flow.name, whole.definition);
            update(model, Command::Opened { name, path, text }, requests);
        }
        Ask::Compare { name, .. } => {
            let whole: FlowWhole = answer.read()?;
            compare::begin(model, name, &Flow::read(&whole.definition));
        }
        Ask::Calls { editor, .. } => calls::listed(model, editor, answer)?,
        Ask::Call { editor, .. } => calls::opened(model, editor, answer)?,
        Ask::Counts(of) => calls::counted(model, &of, answer)?,
        Ask::Revisions(path) => {
            let page: RevisionPage = answer.read()?;
            let list = page.revisions.into_iter().map(|one| shown(model, one)).collect();
            update(model, revisions::Act::Listed { path, list }.into(), requests);
        }
        Ask::Revision { path, key, why } => {
            let text = answer.read::<RevisionWhole>()?.definition;
            update(model, revisions::Act::Read { path, key, text, why }.into(), requests);
        }
        Ask::Scenarios { editor, .. } => {
            let scenarios: Scenarios = answer.read()?;
            read_scenarios(model, editor, scenarios, requests);
        }
        Ask::KeepScenarios { editor, flow, .. } => {
            if matches!(answer, Answer::Said { status: 409 | 412, .. }) {
                // What somebody else has added is read, and the scenario is kept by one more press.
                let text = model.texts.say("scenarios-newer").to_owned();
                model.refuse(text);
                ask(requests, Ask::Scenarios { editor, flow });
                return Some(());
            }
            let scenarios: Scenarios = answer.read()?;
            read_scenarios(model, editor, scenarios, requests);
        }
        Ask::Around(path) => {
            let page: FlowPage = answer.read()?;
            // A flow runs another by its id or its name.
            let names = page.flows.iter().flat_map(|flow| [flow.id.clone(), flow.name.clone()]);
            let flows = names.collect();
            model.server.flows = Some(page.flows);
            surroundings::read(model, Found { around: path, flows, ..Found::default() });
        }
        Ask::Beside { mut left, mut found, mut missing } => {
            let (name, _) = left.remove(0);
            match answer.read::<FlowWhole>() {
                Some(whole) => found.push((name, whole.definition)),
                None if matches!(answer, Answer::Said { status: 404, .. }) => missing.push(name),
                None => return None,
            }
            if left.is_empty() {
                update(model, Command::FlowsRead { found, missing }, requests);
            } else {
                ask(requests, Ask::Beside { left, found, missing });
            }
        }
        Ask::Folder { mut left, mut read } => {
            let place = left.remove(0);
            // One that was taken away meanwhile is no neighbour any more.
            if !matches!(answer, Answer::Said { status: 404, .. }) {
                read.push((place.path(), answer.read::<FlowWhole>()?.definition));
            }
            if left.is_empty() {
                update(model, replace::Act::FolderRead(read).into(), requests);
            } else {
                ask(requests, Ask::Folder { left, read });
            }
        }
        Ask::LookToRewrite { path, over, text } => {
            let whole: FlowWhole = answer.read()?;
            if fingerprint(&whole.definition) == over {
                ask(requests, Ask::Rewrite { path, over: whole.revision.number, text });
            } else {
                update(model, replace::Act::Changed(path).into(), requests);
            }
        }
        Ask::Rewrite { path, .. } => {
            let is_newer = matches!(answer, Answer::Said { status: 409 | 412, .. });
            if !is_newer {
                answer.read::<FlowWhole>()?;
            }
            let act = match is_newer {
                true => replace::Act::Changed(path),
                false => replace::Act::Written(path),
            };
            update(model, act.into(), requests);
        }
        Ask::Session
        | Ask::Make { .. }
        | Ask::Save { .. }
        | Ask::Publish { .. }
        | Ask::PublishAgain { .. } => {}
    }
    Some(())
}

/// The scenarios of an open flow are known, when it is the one in front.
fn read_scenarios(
    model: &mut Model,
    number: u64,
    scenarios: Scenarios,
    requests: &mut Vec<Request>,
) {
    let Some(editor) = model.editor.as_mut().filter(|editor| editor.number == number) else {
        return;
    };
    editor.trials.checks.get_or_insert_default().version = scenarios.version;
    let text = Some(scenarios.text).filter(|text| !text.is_empty());
    update(model, Command::ScenariosRead(text), requests);
}

/// A revision of the server as the editor lists it.
fn shown(model: &Model, revision: RevisionSummary) -> Revision {
    let number = revision.number.to_string();
    Revision {
        key: number.clone(),
        at_millis: revision.at_millis,
        name: model.texts.fill("revision-number", &[("number", (&number).into())]),
        note: revision.note,
        person: revision.author,
        is_published: revision.is_published,
    }
}

/// The server has said who we are, or has not.
fn session(model: &mut Model, answer: &Answer, requests: &mut Vec<Request>) {
    let session = answer.read::<Session>();
    let who = session.as_ref().and_then(|session| session.who.clone());
    let who = who.filter(|who| !who.needs_password);
    let knows_us = who.is_some();
    if model.server.trouble.is_some() {
        match (knows_us, answer.is_away()) {
            (true, _) => {
                model.server.who = who;
                saving::go_on(model, requests);
            }
            (false, true) => in_trouble(model, Wrong::Away),
            (false, false) => in_trouble(model, Wrong::Lapsed),
        }
        return;
    }
    let is_stranger = session.is_some() || matches!(answer, Answer::Said { status: 401, .. });
    model.server.link = match (knows_us, is_stranger) {
        (true, _) => Link::There,
        (false, true) => Link::Stranger,
        (false, false) => Link::Files,
    };
    model.server.who = who;
    model.server.asks_login = model.server.link == Link::Stranger;
    if !knows_us {
        return;
    }
    ask(requests, Ask::Flows);
    ask(requests, Ask::Numbers);
    for path in std::mem::take(&mut model.server.reopen) {
        if let Some(place) = ServerPath::of(&path).filter(|_| model.tab_of(&path).is_none()) {
            ask(requests, Ask::Open(place));
        }
    }
}
