//! The transcript: everything that was said and done, in order.

use std::fmt;

use crate::exec::{Action, DialTarget, PlaySource, Prompt, TaskTarget};
use crate::flow::{ExitName, WidgetName};
use crate::scenario::router::TaskBecame;
use crate::time::Time;
use crate::value::{Text, Value};

/// Everything that was said and done around one execution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcript {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
}

/// One thing that was said or done.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub said: Said,
}

/// What was said or done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Said {
    /// The caller heard words.
    Heard(Text),
    /// The caller heard audio or tones.
    Played(Text),
    /// The contact got a message.
    Got {
        /// To whom it went.
        to: Text,
        /// The text.
        body: Text,
    },
    /// The contact did something; in words.
    Did(Text),
    /// A widget was entered.
    Visited {
        /// Which.
        widget: WidgetName,
        /// In how many flows around it.
        depth: u32,
    },
    /// A widget was left.
    Left {
        /// Which.
        widget: WidgetName,
        /// By which event.
        exit: ExitName,
    },
    /// Something worth knowing about a step.
    Noted(Text),
    /// An HTTP request was made.
    Requested {
        /// The method.
        method: Text,
        /// The address.
        url: Text,
        /// The body.
        body: Text,
    },
    /// A function was called.
    Called {
        /// Its address.
        url: Text,
        /// What it got.
        parameters: Value,
    },
    /// Somebody was dialled.
    Dialled(Text),
    /// A task was created.
    Tasked(Box<crate::exec::CreateTask>),
    /// Something became of a task that went to a router.
    Routed(TaskBecame),
    /// Any other wish, in words.
    Asked(Text),
    /// The call was ended by the flow.
    HungUp,
    /// The execution ended; in words.
    Ended(Text),
}

impl Transcript {
    /// Adds an entry.
    pub fn add(&mut self, at: Time, said: Said) {
        self.entries.push(Entry { at, said });
    }

    /// Adds what an action makes the contact or the world notice.
    pub fn add_action(&mut self, at: Time, action: &Action) {
        let said = match action {
            Action::Say(say) => Said::Heard(spoken(&say.text)),
            Action::Play(play) => Said::Played(source(&play.source)),
            Action::Gather(gather) => match &gather.prompt {
                Some(Prompt::Say(say)) => Said::Heard(spoken(&say.text)),
                Some(Prompt::Play(play)) => Said::Played(source(&play.source)),
                None => return,
            },
            Action::SendMessage(message) => {
                Said::Got { to: message.to.clone(), body: message.body.clone() }
            }
            Action::Http(request) => Said::Requested {
                method: request.method.clone(),
                url: request.url.clone(),
                body: request.body.clone(),
            },
            Action::CallFunction(call) => Said::Called {
                url: call.url.clone(),
                parameters: Value::from(call.parameters.clone()),
            },
            Action::Dial(dial) => Said::Dialled(target(&dial.to)),
            Action::PlaceCall(call) => Said::Dialled(call.to.clone()),
            Action::CreateTask(task) => Said::Tasked(task.clone()),
            Action::HangUp { .. } => Said::HungUp,
            Action::AwaitMessage { .. } | Action::SetTimer { .. } | Action::ClearTimer { .. } => {
                return;
            }
            Action::Record(_) => Said::Asked("record the caller".into()),
            other => Said::Asked(other.name().into()),
        };
        self.add(at, said);
    }

    /// The words the caller heard, in order.
    pub fn heard(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| match &entry.said {
            Said::Heard(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{}", entry.said)?;
        }
        Ok(())
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Said::Heard(text) => write!(f, "hears \"{text}\""),
            Said::Played(source) => write!(f, "hears the audio {source}"),
            Said::Got { to, body } => write!(f, "gets \"{body}\" (to {to})"),
            Said::Did(what) => write!(f, "{what}"),
            Said::Visited { widget, depth } => {
                write!(f, "{}visits {widget}", "  ".repeat(*depth as usize))
            }
            Said::Left { widget, exit } => write!(f, "leaves {widget} by {exit}"),
            Said::Noted(note) => write!(f, "note: {note}"),
            Said::Requested { method, url, .. } => write!(f, "asks {method} {url}"),
            Said::Called { url, .. } => write!(f, "calls function {url}"),
            Said::Dialled(whom) => write!(f, "dials {whom}"),
            Said::Tasked(task) => {
                let (kind, name) = match &task.to {
                    TaskTarget::Queue(name) => ("queue", name),
                    TaskTarget::Plan(name) => ("plan", name),
                };
                write!(
                    f,
                    "task in {kind} {name} with {}",
                    Value::from(task.hand_over.attributes.clone()).to_json()
                )
            }
            Said::Asked(what) => write!(f, "asks to {what}"),
            Said::Routed(what) => write!(f, "{what}"),
            Said::HungUp => f.write_str("the flow hangs up"),
            Said::Ended(how) => write!(f, "ends {how}"),
        }
    }
}

fn source(source: &PlaySource) -> Text {
    match source {
        PlaySource::Url(url) => url.clone(),
        PlaySource::Tones(tones) => format!("of the tones {tones}").into(),
    }
}

fn target(target: &DialTarget) -> Text {
    match target {
        DialTarget::Numbers(numbers) => numbers.join(", ").into(),
        DialTarget::Client(name) | DialTarget::Sim(name) | DialTarget::Conference(name) => {
            name.clone()
        }
        DialTarget::Sip { uri, .. } => uri.clone(),
    }
}

/// The words of a prompt without the tags of speech synthesis, white space folded.
pub fn spoken(text: &str) -> Text {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tagged) = rest.split_at(start);
        out.push_str(before);
        // A lone "<" is a sign like any other.
        let is_tag =
            tagged[1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/');
        match tagged.find('>') {
            Some(end) if is_tag => {
                out.push(' ');
                rest = &tagged[end + 1..];
            }
            _ => {
                out.push('<');
                rest = &tagged[1..];
            }
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_speech_synthesis_are_not_heard() {
        assert_eq!(
            spoken("Hello <break time=\"1s\"/> <emphasis>you</emphasis>,\n 1 < 2"),
            "Hello you , 1 < 2"
        );
    }
}
