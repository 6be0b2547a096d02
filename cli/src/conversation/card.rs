//! What a person who takes over would see: the task as a card, and how the conversation ended.

use centralita_engine::exec::{Collected, CreateTask, EndingKind, How, Settings, TaskTarget};
use centralita_engine::scenario::Said;
use centralita_engine::{Map, Value};

use super::Conversation;
use crate::fitting::{columns, padded, table, wrapped};
use crate::shell::{DIM, HEADING, painted};
use crate::words::{Language, Talk};

/// The task as a card of at most `width` columns.
pub fn task(
    task: &CreateTask,
    settings: &Settings,
    language: Language,
    width: usize,
) -> Vec<String> {
    let names = &settings.names;
    let title = match &task.to {
        TaskTarget::Queue(name) => language.fill(Talk::TaskFor, &[("name", names.queue(name))]),
        TaskTarget::Plan(name) => language.fill(Talk::TaskForPlan, &[("name", names.plan(name))]),
    };
    let inside = width.min(80).saturating_sub(9);
    let rows = table(&rows(task, language), inside);
    let widest = rows.iter().map(|line| columns(line)).max().unwrap_or(0).max(columns(&title) + 2);
    let mut lines = vec![format!(
        "     ┌ {} {}┐",
        painted(HEADING, &title),
        "─".repeat(widest + 2 - columns(&title) - 2)
    )];
    for row in rows {
        lines.push(format!("     │ {} │", padded(&row, widest)));
    }
    lines.push(format!("     └{}┘", "─".repeat(widest + 2)));
    lines
}

fn rows(task: &CreateTask, language: Language) -> Vec<(String, String)> {
    let document = &task.hand_over;
    let mut rows = vec![
        (language.say(Talk::Contact).to_owned(), document.customer.address.to_string()),
        (
            language.say(Talk::Channel).to_owned(),
            format!(
                "{}, {}",
                word(&document.channel, language),
                word(&document.direction, language)
            ),
        ),
    ];
    let mut add = |name: &str, text: String| rows.push((name.to_owned(), text));
    if let Some(name) = &document.customer.name {
        add(language.say(Talk::Name), name.to_string());
    }
    if let Some(tongue) = &document.customer.language {
        add(language.say(Talk::LanguageOf), tongue.to_string());
    }
    if document.customer.verified {
        add(language.say(Talk::Verified), language.say(Talk::Yes).to_owned());
    }
    if task.priority != 0 {
        add(language.say(Talk::Priority), task.priority.to_string());
    }
    for answer in &document.collected {
        add(&answer.label, collected(answer, language));
    }
    for (name, value) in document.attributes.iter() {
        let text = plain(value);
        add(name, if text.is_empty() { language.say(Talk::Empty).to_owned() } else { text });
    }
    rows
}

/// A word of the hand-over document in the person's language.
fn word(word: &str, language: Language) -> &str {
    language.say(match word {
        "voice" => Talk::Voice,
        "message" => Talk::ByMessage,
        "conversation" => Talk::Chat,
        "request" => Talk::Request,
        "inbound" => Talk::Inbound,
        "outbound" => Talk::Outbound,
        _ => return word,
    })
}

/// An answer with how it was given.
fn collected(answer: &Collected, language: Language) -> String {
    let how = language.say(match answer.how {
        How::Dtmf => Talk::ByKeys,
        How::Speech => Talk::BySpeech,
        How::Message => Talk::ByMessage,
        How::Flow => Talk::ByFlow,
    });
    let value =
        if answer.secret { language.say(Talk::Hidden).to_owned() } else { plain(&answer.value) };
    match answer.attempts {
        0 | 1 => format!("{value} ({how})"),
        count => format!("{value} ({how}, {})", language.fill(Talk::Tries, &[("count", &count)])),
    }
}

/// Text as it is, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_json(),
    }
}

impl Conversation {
    /// How the conversation went, for its end.
    pub fn summary(&self, width: usize) -> Vec<String> {
        let language = self.language;
        let execution = &self.world.execution;
        let mut rows: Vec<(String, String)> = Vec::new();
        let mut add = |name: Talk, text: String| rows.push((language.say(name).to_owned(), text));
        let title = match execution.ending() {
            Some(ending) => {
                let how = language.say(match ending.kind {
                    EndingKind::Completed => Talk::EndCompleted,
                    EndingKind::ContactLeft => Talk::EndContactLeft,
                    EndingKind::Cancelled => Talk::EndCancelled,
                    EndingKind::LimitReached => Talk::EndLimit,
                    EndingKind::Expired => Talk::EndExpired,
                    _ => Talk::EndFailed,
                });
                let needs_reason = !matches!(ending.kind, EndingKind::ContactLeft);
                let why = if ending.reason.is_empty() || !needs_reason {
                    how.to_owned()
                } else {
                    format!("{how}: {}", ending.reason)
                };
                add(Talk::Ended, why);
                Talk::Over
            }
            None => {
                let widget = execution.widget().map_or("", |widget| widget.as_str());
                add(Talk::Waits, language.fill(Talk::WaitsIn, &[("widget", &widget)]));
                Talk::StillOpen
            }
        };
        add(Talk::Took, took(self.world.now.millis_since(execution.started)));
        let path: Vec<&str> = execution.path.iter().map(|name| name.as_str()).collect();
        if !path.is_empty() {
            add(Talk::Path, path.join(" → "));
        }
        let empty = Map::new();
        let set = execution.variable("flow.variables").and_then(Value::as_map).unwrap_or(&empty);
        for (index, (name, value)) in set.iter().enumerate() {
            let heading = if index == 0 { language.say(Talk::Set) } else { "" };
            rows.push((heading.to_owned(), format!("{name} = {}", plain(value))));
        }
        for (index, answer) in execution.answers().enumerate() {
            let heading = if index == 0 { language.say(Talk::Answers) } else { "" };
            let text = format!("{}: {}", answer.label, collected(answer, language));
            rows.push((heading.to_owned(), text));
        }
        let names = &self.library.settings().names;
        for entry in &self.world.transcript.entries {
            if let Said::Tasked(task) = &entry.said {
                let to = match &task.to {
                    TaskTarget::Queue(name) => {
                        language.fill(Talk::ToQueue, &[("name", names.queue(name))])
                    }
                    TaskTarget::Plan(name) => {
                        language.fill(Talk::ToPlan, &[("name", names.plan(name))])
                    }
                };
                rows.push((language.say(Talk::HandedOver).to_owned(), to));
            }
        }
        let title = language.say(title);
        let rule = "─".repeat(width.saturating_sub(columns(title) + 5));
        let mut lines = vec![format!("  {} {}", painted(HEADING, title), painted(DIM, rule))];
        lines.extend(
            table(&rows, width.saturating_sub(4)).into_iter().map(|line| format!("  {line}")),
        );
        lines
    }
}

/// A length of time as people say it: `48 s`, `3 min 20 s`, `2 h 5 min`.
fn took(millis: i64) -> String {
    let secs = (millis.max(0) + 500) / 1000;
    match (secs / 3600, secs / 60 % 60, secs % 60) {
        (0, 0, secs) => format!("{secs} s"),
        (0, minutes, secs) => format!("{minutes} min {secs} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A heading line for the beginning.
pub fn heading(title: &str, beside: &str, width: usize) -> Vec<String> {
    let room = width.saturating_sub(2 + columns(title));
    let mut lines = Vec::new();
    if columns(beside) + 3 <= room {
        let gap = room - columns(beside) - 2;
        lines.push(format!(
            "  {}{}{}",
            painted(HEADING, title),
            " ".repeat(gap),
            painted(DIM, beside)
        ));
    } else {
        lines.extend(
            wrapped(title, width - 2)
                .into_iter()
                .map(|line| format!("  {}", painted(HEADING, line))),
        );
        lines.push(format!("  {}", painted(DIM, beside)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_told_as_people_tell_them() {
        assert_eq!(took(48_200), "48 s");
        assert_eq!(took(200_000), "3 min 20 s");
        assert_eq!(took(7_500_000), "2 h 5 min");
    }
}
