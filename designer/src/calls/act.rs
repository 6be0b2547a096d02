//! What the commands about calls do, and when the server is asked again.

use centralita_api::{Counts, ExecutionPage, ExecutionWhole};
use centralita_engine::Time;

use super::{Calls, Period};
use crate::command::Command;
use crate::model::{Bottom, Model};
use crate::request::Request;
use crate::server::{Answer, Ask, Counting};

/// How often it is looked which calls there are.
const LOOK_AGAIN_MILLIS: i64 = 3_000;

/// Something about the calls of the open flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Counts the calls of a revision, or of all.
    Of(Option<u32>),
    /// Shows another revision's beside it, or none.
    Against(Option<u32>),
    /// Counts those of a time.
    Within(Period),
    /// Draws how many took each way, or does not.
    Show(bool),
    /// Counts anew.
    Count,
    /// Looks at one.
    Open(String),
    /// Looks at it no more.
    Close,
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Calls(act)
    }
}

/// Does something about the calls of the open flow.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    let calls = &mut editor.calls;
    match act {
        Act::Of(revision) => calls.revision = revision,
        Act::Against(revision) => calls.against = revision,
        Act::Within(period) => calls.period = period,
        Act::Show(shows) => {
            calls.hides = !shows;
            return;
        }
        Act::Close => {
            calls.opened = None;
            return;
        }
        Act::Open(id) => {
            let ask = Ask::Call { editor: editor.number, id };
            requests.push(Request::Ask(ask));
            return;
        }
        Act::Count => {}
    }
    (calls.counts, calls.others) = (None, None);
    count(model, requests);
}

/// Asks how many took each way.
fn count(model: &mut Model, requests: &mut Vec<Request>) {
    let now = model.now;
    let Some(editor) = &mut model.editor else { return };
    let Some(on) = &editor.server else { return };
    let calls = &mut editor.calls;
    calls.is_counting = true;
    let ask = |revision: Option<u32>, is_other: bool| {
        Request::Ask(Ask::Counts(Counting {
            editor: editor.number,
            flow: on.flow.clone(),
            revision,
            from_millis: calls.period.from_millis(now),
            is_other,
        }))
    };
    requests.push(ask(calls.revision, false));
    requests.extend(calls.against.map(|revision| ask(Some(revision), true)));
}

/// Asks the server again when it is time, while calls are looked at. Gives after how many milliseconds to look
/// again.
pub fn tick(model: &mut Model, requests: &mut Vec<Request>) -> Option<i64> {
    let now = model.now;
    let is_open = model.bottom == Some(Bottom::Calls);
    let is_answered = model.server.is_there() && model.server.trouble.is_none();
    let editor = model.editor.as_mut()?;
    editor.calls.is_open = is_open && editor.server.is_some();
    if !editor.calls.is_open || !is_answered {
        return None;
    }
    let on = editor.server.as_ref()?;
    if now.0 >= editor.calls.next.0 {
        editor.calls.next = Time(now.0 + LOOK_AGAIN_MILLIS);
        requests.push(Request::Ask(Ask::Calls { editor: editor.number, flow: on.flow.clone() }));
        if editor.revisions.list.is_none()
            && let Some(path) = editor.path.clone()
        {
            requests.push(Request::Ask(Ask::Revisions(path)));
        }
    }
    let wait = editor.calls.next.0 - now.0;
    if editor.calls.counts.is_none() && !editor.calls.is_counting {
        count(model, requests);
    }
    Some(wait.max(100))
}

fn calls_of(model: &mut Model, number: u64) -> Option<&mut Calls> {
    let mut editors = model.editor.iter_mut().chain(&mut model.others);
    editors.find(|editor| editor.number == number).map(|editor| &mut editor.calls)
}

/// The server has said which calls there are; none when that cannot be used.
pub(crate) fn listed(model: &mut Model, editor: u64, answer: &Answer) -> Option<()> {
    let page: ExecutionPage = answer.read()?;
    if let Some(calls) = calls_of(model, editor) {
        calls.list = Some(page.executions);
    }
    Some(())
}

/// The server has counted.
pub(crate) fn counted(model: &mut Model, of: &Counting, answer: &Answer) -> Option<()> {
    if let Some(calls) = calls_of(model, of.editor) {
        calls.is_counting = false;
    }
    let counts: Counts = answer.read()?;
    let Some(calls) = calls_of(model, of.editor) else { return Some(()) };
    // Something else may have been asked for meanwhile.
    match of.is_other {
        false if calls.revision == of.revision => calls.counts = Some(counts),
        true if calls.against == of.revision => calls.others = Some(counts),
        _ => {}
    }
    Some(())
}

/// The server has shown a call.
pub(crate) fn opened(model: &mut Model, editor: u64, answer: &Answer) -> Option<()> {
    let whole: ExecutionWhole = answer.read()?;
    if let Some(calls) = calls_of(model, editor) {
        calls.opened = Some(Box::new(whole));
    }
    Some(())
}
