//! A flow gets its place on the server, and answers calls from there.

use centralita_api::{Fault, FlowWhole, Problem, ScenarioResult, Severity};

use super::act::{ask, note_trouble, refusal};
use super::place::{FlowId, ServerPath};
use super::saving::{Came, conflict, draft, editor_of, heard, in_trouble, is_saved, not_sent};
use super::{Answer, Ask, Draft, OnServer, Published, place_of};
use crate::model::{Editor, Model};
use crate::request::Request;
use crate::revisions::{Refused, Revisions};
use crate::text::Language;
use crate::update::update;
use crate::{surroundings, trying};

/// Makes a flow of the open one on the server, under a name.
pub(super) fn make(model: &mut Model, name: &str, requests: &mut Vec<Request>) {
    let Some(naming) = &mut model.server.naming else { return };
    let Some(editor) = &model.editor else { return };
    let name = name.trim().to_owned();
    if name.is_empty() || naming.is_sent {
        return;
    }
    naming.is_sent = true;
    let (text, serial) = (editor.flow().text().to_owned(), editor.history.serial());
    ask(requests, Ask::Make { editor: editor.number, name, text, serial });
}

/// The server has made a flow, or has not.
pub(super) fn made(
    model: &mut Model,
    number: u64,
    serial: u64,
    answer: &Answer,
    requests: &mut Vec<Request>,
) {
    let Some(whole) = answer.read::<FlowWhole>() else {
        if let Some(naming) = &mut model.server.naming {
            naming.is_sent = false;
        }
        note_trouble(model, answer);
        let text = refusal(model, answer);
        model.refuse(text);
        return;
    };
    model.server.naming = None;
    let place = place_of(&whole.flow);
    let Some(editor) = editor_of(model, number) else { return };
    let on = OnServer::new(place.flow.clone(), whole.revision.number, whole.flow.published);
    editor.server = Some(on);
    editor.name = whole.flow.name.clone();
    editor.path = Some(place.path());
    editor.on_disk = None;
    editor.revisions = Revisions::default();
    trying::forget_files(editor);
    surroundings::ask(editor, requests);
    is_saved(model, number, serial, whole, requests);
    let text = model.texts.say("told-saved-on-server").to_owned();
    model.tell(text);
    if let Some(command) = model.after_save.take() {
        update(model, *command, requests);
    }
}

/// Publishes the open flow as it is, with a note: saving and publishing are one thing on the server.
pub(crate) fn publish(model: &mut Model, note: String, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    let number = editor.number;
    if editor.server.as_ref().is_some_and(|on| on.is_sending) {
        return;
    }
    let Some(publishing) = &mut editor.revisions.publishing else { return };
    publishing.note.clone_from(&note);
    publishing.refused = None;
    publishing.is_sent = true;
    let despite_scenarios = publishing.despite_scenarios;
    if let Some(draft) = draft(editor, note) {
        ask(requests, Ask::Publish { editor: number, draft, despite_scenarios });
    }
}

/// The server has answered to a flow that was to be published.
pub(super) fn published(
    model: &mut Model,
    number: u64,
    draft: &Draft,
    answer: &Answer,
    requests: &mut Vec<Request>,
) {
    let why = refusal(model, answer);
    let language = model.texts.language();
    let Some((editor, came)) = heard(model, number, draft, answer) else { return };
    if let Some(publishing) = &mut editor.revisions.publishing {
        publishing.is_sent = false;
    }
    let refuse = |editor: &mut Editor, why: String, problems: Vec<Problem>| {
        if let Some(publishing) = &mut editor.revisions.publishing {
            let problems = problems.iter().map(|problem| told(problem, language)).collect();
            publishing.refused = Some(Refused { why, problems, is_scenarios: false });
        }
    };
    match came {
        Came::Saved(whole) => is_published(model, number, draft.serial, *whole, requests),
        Came::Ours(_) => {
            // It may be published already; publishing the same once more changes nothing for callers.
            let publishing = editor.revisions.publishing.as_ref();
            let despite_scenarios = publishing.is_some_and(|it| it.despite_scenarios);
            if let Some(draft) = self::draft(editor, draft.note.clone()) {
                ask(requests, Ask::Publish { editor: number, draft, despite_scenarios });
            }
        }
        Came::Trouble(wrong) => {
            refuse(editor, why, Vec::new());
            if let Some(on) = &mut editor.server {
                on.waits = Some(draft.serial);
            }
            in_trouble(model, wrong);
        }
        Came::Refused => {
            let fault = match answer {
                Answer::Said { body, .. } => serde_json::from_str::<Fault>(body).ok(),
                Answer::Silence => None,
            };
            if let Some(failed) = fault.as_ref().map(|fault| &fault.scenarios)
                && !failed.is_empty()
            {
                let why = model.texts.say("publish-scenarios-there").to_owned();
                let problems = failed.iter().map(|one| (false, not_held(one))).collect();
                let publishing = editor_of(model, number)
                    .and_then(|editor| editor.revisions.publishing.as_mut());
                if let Some(publishing) = publishing {
                    publishing.refused = Some(Refused { why, problems, is_scenarios: true });
                }
                return;
            }
            let problems = fault.map(|fault| fault.problems).unwrap_or_default();
            let why = match problems.is_empty() {
                true => why,
                false => model.texts.say("publish-stopped-there").to_owned(),
            };
            if let Some(editor) = editor_of(model, number) {
                refuse(editor, why, problems);
            }
        }
        came => not_sent(model, number, came, draft, answer),
    }
}

/// A scenario that does not come out as it says: the sentence that did not hold, and what happened instead.
fn not_held(scenario: &ScenarioResult) -> String {
    let parts = scenario.failed.as_ref().map(|failed| [&failed.sentence, &failed.message]);
    let parts = [&scenario.title].into_iter().chain(parts.into_iter().flatten());
    parts.map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A problem that the server found, in the language of the interface.
fn told(problem: &Problem, language: Language) -> (bool, String) {
    let said = match language {
        Language::Es if !problem.message_es.is_empty() => &problem.message_es,
        _ => &problem.message,
    };
    (problem.severity == Severity::Error, said.clone())
}

fn is_published(
    model: &mut Model,
    number: u64,
    serial: u64,
    whole: FlowWhole,
    requests: &mut Vec<Request>,
) {
    let (revision, flow) = (whole.revision.number, place_of(&whole.flow));
    is_saved(model, number, serial, whole, requests);
    ask(requests, Ask::Numbers);
    if let Some(editor) = editor_of(model, number) {
        editor.revisions.publishing = None;
    }
    let ServerPath { flow, name } = flow;
    let number = revision.to_string();
    model.heard = model.texts.fill("told-published-as", &[("number", (&number).into())]);
    model.server.published = Some(Published { flow, name, number: revision });
}

/// Lets an older revision answer calls again.
pub(super) fn publish_again(model: &mut Model, key: String, requests: &mut Vec<Request>) {
    model.server.publishing_again = None;
    let Some(editor) = &mut model.editor else { return };
    let number = editor.number;
    let Some(on) = &mut editor.server else { return };
    if on.is_sending {
        return;
    }
    on.is_sending = true;
    let (flow, over): (FlowId, u32) = (on.flow.clone(), on.newest);
    let note = model.texts.fill("publish-again-note", &[("number", (&key).into())]);
    ask(requests, Ask::PublishAgain { editor: number, flow, revision: key, over, note });
}

/// The server has published an older revision anew, or has not.
pub(super) fn published_again(
    model: &mut Model,
    number: u64,
    answer: &Answer,
    requests: &mut Vec<Request>,
) {
    let Some(editor) = editor_of(model, number) else { return };
    let Some(on) = &mut editor.server else { return };
    on.is_sending = false;
    if let Some(whole) = answer.read::<FlowWhole>() {
        // What is drawn here stays; it is saved over the revision that answers now.
        let serial = match whole.definition == editor.flow().text() {
            true => editor.history.serial(),
            false => u64::MAX,
        };
        is_published(model, number, serial, whole, requests);
        return;
    }
    let fault = match answer {
        Answer::Said { body, .. } => serde_json::from_str::<Fault>(body).ok(),
        Answer::Silence => None,
    };
    match fault.and_then(|fault| fault.theirs) {
        Some(theirs) => {
            let serial = editor.history.serial();
            conflict(model, number, *theirs, serial);
        }
        None => {
            note_trouble(model, answer);
            let text = refusal(model, answer);
            model.refuse(text);
        }
    }
}
