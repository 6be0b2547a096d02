//! The people of a project in a conversation: who is asked, who answers, and why.

use centralita_engine::check::Sentence;
use centralita_engine::exec::CallState;
use centralita_engine::scenario::{TaskAct, TaskBecame, TaskStanding};
use centralita_engine::{Text, Time};
use centralita_routing::workspace::reasons;

use super::show::aside;
use super::{Conversation, TaskWord, quoted};
use crate::shell::{HEADING, painted};
use crate::words::{SCENARIO, Talk};

/// A name as scenarios write it.
pub fn name(name: &str) -> String {
    if name.contains(char::is_whitespace) || name.contains(['"', ',']) {
        quoted(name)
    } else {
        name.to_owned()
    }
}

/// Names as people say them: `Ana, Luis and Mei`.
fn all(names: &[Text], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

impl Conversation {
    /// Somebody does something with the task; what was done, as a scenario says it.
    pub(super) fn person_does(
        &mut self,
        word: TaskWord,
        who: Option<&str>,
    ) -> Result<String, String> {
        let stands = self.world.standing().unwrap_or_default();
        let (act, can) = match word {
            TaskWord::Accept => (TaskAct::Accept, stands.asked.first()),
            TaskWord::Refuse => (TaskAct::Refuse, stands.asked.first()),
            TaskWord::Complete => (TaskAct::Complete, stands.has.first()),
            TaskWord::Cancel => (TaskAct::Cancel, None),
        };
        let named = match (who, self.world.router()) {
            (Some(who), Some(router)) => Some(router.person(who).map_err(|why| self.told(&why))?),
            (Some(who), None) => Some(who.into()),
            (None, _) => can.cloned(),
        };
        let done = self.world.act_on_task(&self.library, act, named.as_deref());
        done.map_err(|why| self.told(&why))?;
        let who = named.as_deref().map(name).unwrap_or_default();
        Ok(match word {
            TaskWord::Accept => format!("accepted by {who}"),
            TaskWord::Refuse => format!("refused by {who}"),
            TaskWord::Complete => format!("completed by {who}"),
            TaskWord::Cancel => "the task is cancelled".to_owned(),
        })
    }

    /// A sentence of the engine in the person's language.
    fn told(&self, sentence: &Text) -> String {
        self.language.of(&Sentence::told(sentence, SCENARIO)).to_owned()
    }

    /// What became of a task, as a line for the screen.
    pub(super) fn became(&self, what: &TaskBecame, at: Time, width: usize) -> Vec<String> {
        let language = self.language;
        let who = |phrase, who: &Text| language.fill(phrase, &[("who", who)]);
        let (sign, text) = match what {
            TaskBecame::InQueue(queue) => ("·", language.fill(Talk::InQueue, &[("queue", queue)])),
            TaskBecame::Reserved { who, until } => {
                let secs = until.millis_since(at).max(0) / 1000;
                ("→", language.fill(Talk::IsAsked, &[("who", who), ("secs", &secs)]))
            }
            TaskBecame::Refused(name) => ("✗", who(Talk::Refused, name)),
            TaskBecame::Missed(name) => ("…", who(Talk::Missed, name)),
            TaskBecame::TakenBack(name) => ("·", who(Talk::TakenBack, name)),
            TaskBecame::Accepted(name) => ("✓", who(Talk::Accepted, name)),
            TaskBecame::TalkOver => ("·", language.say(Talk::ConversationOver).to_owned()),
            TaskBecame::Completed => ("✓", language.say(Talk::TaskCompleted).to_owned()),
            TaskBecame::Cancelled(why) => {
                let told = reasons::told(why);
                let why = told.as_ref().map_or(&**why, |told| language.routed(told));
                ("✗", language.fill(Talk::TaskGivenUp, &[("why", &why)]))
            }
        };
        aside(sign, &text, width)
    }

    /// What is waited for while people have the task, and what can be typed.
    pub(super) fn waits_for_people(&self, stands: &TaskStanding) -> String {
        let language = self.language;
        let and = language.say(Talk::And);
        let is_live = self.world.execution.call == CallState::Live;
        let phrase = if !stands.has.is_empty() {
            if self.is_over() { Talk::WaitsDone } else { Talk::WaitsTalking }
        } else if !stands.asked.is_empty() {
            Talk::WaitsAsked
        } else {
            Talk::WaitsFree
        };
        let names = if stands.has.is_empty() { &stands.asked } else { &stands.has };
        let mut text = language.fill(phrase, &[("who", &all(names, and))]);
        if is_live && !self.is_over() {
            text.push_str(language.say(Talk::OrHangUp));
        }
        text
    }

    /// Why the task is where it is, one line each.
    pub(super) fn why_of_task(&self) -> Vec<String> {
        let Some(why) = self.world.why_task() else { return Vec::new() };
        let lines = why.lines().enumerate().map(|(place, line)| match place {
            0 => format!("     {}", painted(HEADING, line)),
            _ => format!("       {line}"),
        });
        lines.collect()
    }
}
