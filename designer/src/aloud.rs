//! A conversation at its true pace, and prompts said aloud. Both only when somebody asks for them: the
//! simulator's time is virtual, and nothing runs while nobody plays.
//!
//! Deliberately not here: sound. The shell speaks, or says that it cannot.

use centralita_engine::Time;
use centralita_engine::scenario::Said;

use crate::model::{Editor, Model};
use crate::request::Request;
use crate::simulator::{Act, Session};

/// A synthesiser needs about so many milliseconds for a letter.
const MILLIS_A_LETTER: i64 = 65;
/// While it plays, the clock is looked at so often.
const TICK_MILLIS: i64 = 500;

/// How long what was said in the turn that is looked at takes, in milliseconds.
fn speech_millis(session: &Session) -> i64 {
    let (_, at) = session.turns();
    let before = at.checked_sub(1).and_then(|before| session.played().nth(before));
    let from = before.map_or(0, |(_, turn)| turn.world.transcript.entries.len());
    let entries = session.world().transcript.entries.get(from..).unwrap_or_default();
    let letters = entries.iter().map(|entry| match &entry.said {
        Said::Heard(text) => text.chars().count(),
        _ => 0,
    });
    i64::try_from(letters.sum::<usize>()).unwrap_or(0) * MILLIS_A_LETTER
}

/// In how many milliseconds something happens by itself, while it plays at its true pace.
pub fn due_in_millis(session: &Session, now: Time) -> Option<i64> {
    let since = session.hands.plays_since?;
    let (count, at) = session.turns();
    if at + 1 < count || session.turn().stopped.is_some() {
        return None;
    }
    let due = session.world().next_due()?.millis_since(session.world().now);
    Some((due + speech_millis(session) - (now.0 - since.0)).max(0))
}

/// Lets happen what is due by the clock, and speaks what came. Gives after how many milliseconds to
/// look again.
pub fn tick(model: &mut Model, requests: &mut Vec<Request>) -> Option<i64> {
    let now = model.now;
    let interface = model.texts.language();
    let editor = model.editor.as_mut()?;
    speak_new(editor, interface.tag(), requests);
    let session = editor.session.as_mut()?;
    let left = due_in_millis(session, now)?;
    if left > 0 {
        return Some(left.min(TICK_MILLIS));
    }
    session.perform(Act::SkipAhead, &editor.trials.breakpoints);
    session.hands.plays_since = Some(now);
    Some(0)
}

fn speak_new(editor: &mut Editor, interface: &str, requests: &mut Vec<Request>) {
    let language = editor.flow().own().languages.first();
    let language = language.map_or(interface, |language| language.as_str()).to_owned();
    let Some(session) = &mut editor.session else { return };
    let Some(spoken) = session.hands.spoken else { return };
    let entries = &session.world().transcript.entries;
    let count = entries.len();
    let words: Vec<&str> = entries
        .get(spoken..)
        .unwrap_or_default()
        .iter()
        .filter_map(|entry| match &entry.said {
            Said::Heard(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        })
        .collect();
    if !words.is_empty() {
        requests.push(Request::Speak { text: words.join(" "), language });
    }
    session.hands.spoken = Some(count);
}

/// Whoever does something does it after the time that has passed by the clock.
pub fn pass_real_time(editor: &mut Editor, now: Time) {
    let Some(session) = &mut editor.session else { return };
    let Some(since) = session.hands.plays_since else { return };
    let passed = now.0 - since.0 - speech_millis(session);
    let is_due = due_in_millis(session, now).is_none_or(|left| left == 0);
    let seconds = u32::try_from(passed / 1000).unwrap_or(0);
    session.hands.plays_since = Some(now);
    if seconds > 0 && !is_due {
        session.perform(Act::Wait(seconds), &editor.trials.breakpoints);
    }
}
