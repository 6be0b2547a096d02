//! Saving on the server: over the revision that is known here, asking when somebody else has a newer one,
//! and going on by itself when the server was away.

use centralita_api::{Fault, FlowWhole, RevisionWhole};
use centralita_engine::Time;
use centralita_engine::flow::Label;

use super::act::{ask, refusal};
use super::{Answer, Ask, Draft, OnServer, Trouble, Wrong};
use crate::keeping::fingerprint;
use crate::model::{Asked, Editor, Model, Saved};
use crate::request::Request;
use crate::update::update;

/// The first pause before the server is tried again, in milliseconds; each is twice the one before.
const FIRST_PAUSE_MILLIS: i64 = 2_000;
/// The longest pause.
const LONGEST_PAUSE_MILLIS: i64 = 60_000;
/// The most doublings that are told apart.
const MOST_TRIES: u32 = 10;

/// Nothing can be saved now: it is tried again later, each time a little later still.
pub(super) fn in_trouble(model: &mut Model, why: Wrong) {
    let tries = model.server.trouble.map_or(0, |trouble| (trouble.tries + 1).min(MOST_TRIES));
    let pause = (FIRST_PAUSE_MILLIS << tries).min(LONGEST_PAUSE_MILLIS);
    model.server.trouble = Some(Trouble { why, tries, next: Time(model.now.0 + pause) });
}

/// Tries again when it is time. Gives after how many milliseconds to look again.
pub fn tick(model: &mut Model, requests: &mut Vec<Request>) -> Option<i64> {
    let now = model.now.0;
    let trouble = model.server.trouble.as_mut()?;
    // Whoever goes on working is not kept waiting for the longest pause.
    let mut waiting = model.editor.iter_mut().filter_map(|editor| {
        let serial = editor.history.serial();
        let waits = editor.server.as_mut()?.waits.as_mut()?;
        (std::mem::replace(waits, serial) != serial).then_some(())
    });
    if waiting.next().is_some() {
        trouble.next.0 = trouble.next.0.min(now + FIRST_PAUSE_MILLIS);
    }
    if trouble.next.0 > now {
        return Some(trouble.next.0 - now);
    }
    // Until the answer comes, nothing else is tried.
    trouble.next.0 = now + LONGEST_PAUSE_MILLIS;
    ask(requests, Ask::Session);
    Some(LONGEST_PAUSE_MILLIS)
}

/// The server is back: what waits is saved.
pub(super) fn go_on(model: &mut Model, requests: &mut Vec<Request>) {
    model.server.trouble = None;
    let text = model.texts.say("server-back").to_owned();
    model.tell(text);
    ask(requests, Ask::Flows);
    for editor in model.editor.iter_mut().chain(&mut model.others) {
        if editor.server.as_mut().is_some_and(|on| on.waits.take().is_some()) {
            send(editor, String::new(), requests);
        }
    }
}

/// The open flow of a number, wherever it stands.
pub(super) fn editor_of(model: &mut Model, number: u64) -> Option<&mut Editor> {
    model.editor.iter_mut().chain(&mut model.others).find(|editor| editor.number == number)
}

/// Saves the open flow on the server, where it stands.
pub(crate) fn save(model: &mut Model, requests: &mut Vec<Request>) {
    let is_in_trouble = model.server.trouble.is_some();
    let is_there = model.server.is_there();
    let Some(editor) = &mut model.editor else { return };
    let serial = editor.history.serial();
    let Some(on) = &mut editor.server else { return };
    if !is_there {
        let text = model.texts.say("server-not-here").to_owned();
        model.refuse(text);
        return;
    }
    if is_in_trouble {
        on.waits = Some(serial);
        model.after_save = None;
        ask(requests, Ask::Session);
        return;
    }
    send(editor, String::new(), requests);
}

/// Saves the open flow with a note. A text that the server has already takes no other note.
pub(crate) fn keep_named(model: &mut Model, note: String, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    if !editor.is_changed() {
        let text = model.texts.say("server-nothing-new").to_owned();
        model.refuse(text);
    } else if model.server.trouble.is_some() || !model.server.is_there() {
        save(model, requests);
    } else {
        send(editor, note, requests);
    }
}

/// What is sent of an open flow.
pub(super) fn draft(editor: &mut Editor, note: String) -> Option<Draft> {
    let text = editor.flow().text().to_owned();
    let serial = editor.history.serial();
    let on = editor.server.as_mut()?;
    on.is_sending = true;
    Some(Draft { flow: on.flow.clone(), text, serial, over: on.newest, note })
}

fn send(editor: &mut Editor, note: String, requests: &mut Vec<Request>) {
    let number = editor.number;
    let Some(on) = &mut editor.server else { return };
    if on.is_sending {
        // One after the other: each is saved over the one before.
        on.again = true;
        return;
    }
    if let Some(draft) = draft(editor, note) {
        ask(requests, Ask::Save { editor: number, draft });
    }
}

/// What came of a text that was sent.
pub(super) enum Came {
    /// It is there.
    Saved(Box<FlowWhole>),
    /// Somebody else has a newer revision.
    Newer(Box<RevisionWhole>),
    /// What came back is our own of before, whose answer got lost: it is sent anew over that.
    Ours(u32),
    /// The server cannot be asked now.
    Trouble(Wrong),
    /// The flow was taken away.
    Gone,
    /// It was refused.
    Refused,
}

fn came(on: &OnServer, draft: &Draft, answer: &Answer) -> Came {
    if answer.is_away() {
        return Came::Trouble(Wrong::Away);
    }
    if let Some(whole) = answer.read::<FlowWhole>() {
        return Came::Saved(Box::new(whole));
    }
    let Answer::Said { status, body } = answer else { return Came::Refused };
    let theirs = serde_json::from_str::<Fault>(body).ok().and_then(|fault| fault.theirs);
    match (status, theirs) {
        (401, _) => Came::Trouble(Wrong::Lapsed),
        (404, _) => Came::Gone,
        (_, Some(theirs)) => {
            let is_ours = on.unsure == Some(fingerprint(&theirs.definition));
            match is_ours || theirs.definition == draft.text {
                true => Came::Ours(theirs.revision.number),
                false => Came::Newer(theirs),
            }
        }
        _ => Came::Refused,
    }
}

/// An answer has come for a flow that was sent; gives the flow, when it is open still, and what it means.
pub(super) fn heard<'a>(
    model: &'a mut Model,
    number: u64,
    draft: &Draft,
    answer: &Answer,
) -> Option<(&'a mut Editor, Came)> {
    let editor = editor_of(model, number)?;
    let on = editor.server.as_mut()?;
    on.is_sending = false;
    let came = came(on, draft, answer);
    match &came {
        Came::Trouble(_) => on.unsure = Some(fingerprint(&draft.text)),
        Came::Ours(revision) => on.newest = *revision,
        _ => on.unsure = None,
    }
    Some((editor, came))
}

/// The server has answered to a draft.
pub(super) fn saved(
    model: &mut Model,
    number: u64,
    draft: &Draft,
    answer: &Answer,
    requests: &mut Vec<Request>,
) {
    let Some((editor, came)) = heard(model, number, draft, answer) else { return };
    match came {
        Came::Saved(whole) => {
            is_saved(model, number, draft.serial, *whole, requests);
            let text = model.texts.say("told-saved-on-server").to_owned();
            model.tell(text);
            if let Some(command) = model.after_save.take() {
                update(model, *command, requests);
            }
        }
        Came::Ours(_) => send(editor, draft.note.clone(), requests),
        came => not_sent(model, number, came, draft, answer),
    }
}

/// A text did not get there; whatever it is, nothing is lost.
pub(super) fn not_sent(model: &mut Model, number: u64, came: Came, draft: &Draft, answer: &Answer) {
    model.after_save = None;
    let Some(editor) = editor_of(model, number) else { return };
    let Some(on) = &mut editor.server else { return };
    on.again = false;
    match came {
        Came::Newer(theirs) => conflict(model, number, *theirs, draft.serial),
        Came::Trouble(why) => {
            on.waits = Some(draft.serial);
            in_trouble(model, why);
        }
        Came::Gone => {
            editor.server = None;
            editor.path = None;
            editor.saved = Saved::At(u64::MAX);
            let text = model.texts.say("server-taken-away").to_owned();
            model.refuse(text);
        }
        _ => {
            let text = refusal(model, answer);
            model.refuse(text);
        }
    }
}

/// Somebody else has saved meanwhile: it is asked what to do, as with files.
pub(super) fn conflict(model: &mut Model, number: u64, theirs: RevisionWhole, serial: u64) {
    let Some(editor) = editor_of(model, number) else { return };
    let Some(path) = editor.path.clone() else { return };
    editor.revisions.publishing = None;
    // What is compared with it is found among the revisions.
    editor.revisions.list = None;
    if let Some(on) = &mut editor.server {
        on.theirs = Some(theirs.revision.number);
    }
    let tab = model.tabs().position(|editor| editor.number == number);
    if let Some(tab) = tab {
        model.show_tab(tab);
    }
    model.asked = Some(Asked::Conflict { path, theirs: theirs.definition, serial });
}

/// Saves over what somebody else saved meanwhile.
pub(crate) fn keep_mine(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    if let Some(on) = &mut editor.server {
        on.newest = on.theirs.take().unwrap_or(on.newest);
    }
    save(model, requests);
}

/// Takes what somebody else saved meanwhile, as a change that can be undone.
pub(crate) fn take_theirs(model: &mut Model, theirs: &str) {
    let Some(editor) = &mut model.editor else { return };
    let label = Label::Named(model.texts.say("change-theirs-on-server").into());
    editor.replace(theirs, label, &model.catalogue);
    editor.saved = Saved::At(editor.history.serial());
    if let Some(on) = &mut editor.server {
        on.newest = on.theirs.take().unwrap_or(on.newest);
    }
    let text = model.texts.say("told-theirs-on-server").to_owned();
    model.tell(text);
}

/// The server has a state of an open flow.
pub(super) fn is_saved(
    model: &mut Model,
    number: u64,
    serial: u64,
    whole: FlowWhole,
    requests: &mut Vec<Request>,
) {
    if let Some(flows) = &mut model.server.flows {
        flows.retain(|flow| flow.id != whole.flow.id);
        flows.insert(0, whole.flow.clone());
    }
    let Some(editor) = editor_of(model, number) else { return };
    editor.saved = Saved::At(serial);
    let has_list = editor.revisions.list.is_some();
    let path = editor.path.clone();
    let Some(on) = &mut editor.server else { return };
    on.newest = whole.revision.number;
    on.published = whole.flow.published;
    on.waits = None;
    on.theirs = None;
    if std::mem::take(&mut on.again) {
        send(editor, String::new(), requests);
    }
    if let Some(path) = path.filter(|_| has_list) {
        requests.push(Request::ListRevisions(path));
    }
}
