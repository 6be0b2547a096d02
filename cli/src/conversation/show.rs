//! What a person sees of a conversation: prompts, messages, requests, and what is waited for.

use std::collections::BTreeSet;

use centralita_engine::exec::{Action, Gather, NoteKind};
use centralita_engine::scenario::{Entry, Said, Transcript, Waiting};
use centralita_engine::{Map, Time, Value};

use super::keys::keys_of;
use super::{Conversation, card};
use crate::fitting::{cut, table, wrapped};
use crate::shell::{DIM, ERROR, HEADING, HEARD, WARNING, painted};
use crate::words::{Language, Talk};

/// The columns before the text: two blanks, a sign, two blanks.
const MARGIN: usize = 5;

/// The place in the transcript from which the last prompt is shown again.
pub fn last_prompt(transcript: &Transcript) -> usize {
    let said =
        |entry: &Entry| matches!(entry.said, Said::Heard(_) | Said::Played(_) | Said::Got { .. });
    transcript.entries.iter().rposition(said).unwrap_or(0)
}

/// `text` behind a sign, wrapped.
fn marked(sign: &str, text: &str, width: usize) -> Vec<String> {
    wrapped(text, width.saturating_sub(MARGIN))
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                format!("  {}  {line}", painted(HEARD, sign))
            } else {
                format!("     {line}").trim_end().to_owned()
            }
        })
        .collect()
}

/// The same, all of it in the background.
pub(super) fn aside(sign: &str, text: &str, width: usize) -> Vec<String> {
    wrapped(text, width.saturating_sub(MARGIN))
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let sign = if index == 0 { sign } else { " " };
            painted(DIM, format!("  {sign}  {line}"))
        })
        .collect()
}

impl Conversation {
    /// What the contact noticed since the last time, as lines for the screen.
    pub fn news(&mut self, width: usize) -> Vec<String> {
        let remark = self.remark.take();
        let entries = &self.world.transcript.entries;
        let mut requests = entries
            .iter()
            .take(self.shown)
            .filter(|entry| matches!(entry.said, Said::Requested { .. } | Said::Called { .. }))
            .count();
        let serious = self.serious_notes();
        let mut lines = Vec::new();
        if let Some(remark) = remark {
            lines.extend(aside("✓", self.language.say(remark), width));
        }
        for entry in entries.iter().skip(self.shown) {
            if matches!(entry.said, Said::Requested { .. } | Said::Called { .. }) {
                lines.extend(self.entry(entry, &serious, width));
                let reply = self.diary.replies.get(requests).and_then(|reply| reply.shown.as_ref());
                if let Some(shown) = reply {
                    lines.extend(aside("←", &cut(shown, width * 2), width));
                }
                requests += 1;
            } else {
                lines.extend(self.entry(entry, &serious, width));
            }
        }
        self.shown = entries.len();
        lines
    }

    fn serious_notes(&self) -> BTreeSet<&str> {
        self.world
            .steps
            .iter()
            .flat_map(|step| &step.notes)
            .filter(|note| note.kind != NoteKind::Info)
            .map(|note| note.message.as_str())
            .collect()
    }

    fn entry(&self, entry: &Entry, serious: &BTreeSet<&str>, width: usize) -> Vec<String> {
        let language = self.language;
        match &entry.said {
            Said::Heard(text) if text.is_empty() => aside("☎", language.say(Talk::Nothing), width),
            Said::Heard(text) => marked("☎", text, width),
            Said::Played(source) => {
                marked("♪", &language.fill(Talk::Plays, &[("source", source)]), width)
            }
            Said::Got { to, body } => {
                let mut lines = marked("✉", body, width);
                if to.as_str() != self.world.execution.contact_address() {
                    lines.extend(aside(" ", &language.fill(Talk::TextTo, &[("to", to)]), width));
                }
                lines
            }
            Said::Requested { method, url, body } => {
                let mut lines = aside("→", &format!("{method} {url}"), width);
                if !body.is_empty() {
                    lines.extend(aside(" ", &cut(body, width * 2), width));
                }
                lines
            }
            Said::Called { url, parameters } => {
                let mut lines = aside("→", url, width);
                if parameters.as_map().is_some_and(|map| !map.is_empty()) {
                    lines.extend(aside(" ", &cut(&parameters.to_json(), width * 2), width));
                }
                lines
            }
            Said::Dialled(whom) => {
                marked("☎", &language.fill(Talk::Calls, &[("whom", whom)]), width)
            }
            Said::Tasked(task) => card::task(task, self.library.settings(), language, width),
            Said::Routed(what) => self.became(what, entry.at, width),
            Said::Asked(what) if what == "cancel-task" && self.world.router().is_some() => {
                Vec::new()
            }
            Said::Asked(what) if what == "record the caller" => {
                marked("●", language.say(Talk::Records), width)
            }
            Said::Asked(what) if what == "cancel-task" => {
                aside("✓", language.say(Talk::TaskCancelled), width)
            }
            Said::Asked(what) => aside("·", &language.fill(Talk::Asks, &[("what", what)]), width),
            Said::HungUp => aside("☎", language.say(Talk::FlowHangsUp), width),
            Said::Did(what) if what == "is silent" => {
                aside("…", language.say(Talk::Silence), width)
            }
            Said::Noted(note) if serious.contains(note.as_str()) => wrapped(note, width - MARGIN)
                .into_iter()
                .enumerate()
                .map(|(index, line)| {
                    let sign = if index == 0 { "!" } else { " " };
                    painted(WARNING, format!("  {sign}  {line}"))
                })
                .collect(),
            Said::Visited { widget, depth } if self.with_steps => {
                let indent = "  ".repeat(*depth as usize);
                vec![painted(DIM, format!("  ·  {indent}{widget}"))]
            }
            Said::Left { widget, exit } if self.with_steps => {
                vec![painted(DIM, format!("  ·  {widget} ─ {exit} →"))]
            }
            Said::Noted(note) if self.with_steps => aside(" ", note, width),
            _ => Vec::new(),
        }
    }

    /// What is waited for and what can be typed, in a line or two.
    pub fn hint(&self, width: usize) -> Vec<String> {
        let language = self.language;
        let text = match self.world.waiting() {
            Waiting::Input(gather) => self.listens(gather),
            Waiting::Recording(record) => {
                let mut parts = vec![language.say(Talk::WaitsRecording).to_owned()];
                if !record.finish_on_key.is_empty() {
                    parts.push(
                        language.fill(Talk::EndsRecording, &[("keys", &record.finish_on_key)]),
                    );
                }
                parts.push(language.fill(Talk::Longest, &[("secs", &record.max_length.0)]));
                parts.join(" · ")
            }
            Waiting::Message(due) => {
                let mut parts = vec![language.say(Talk::WaitsMessage).to_owned()];
                if let Some(due) = due {
                    let time = self.clock(due);
                    parts.push(language.fill(Talk::GivesUpAt, &[("time", &time)]));
                }
                parts.join(" · ")
            }
            Waiting::Task(_) => match self.world.standing().filter(|stands| !stands.is_over) {
                Some(stands) => self.waits_for_people(&stands),
                None if self.diary.task_is_taken() => language.say(Talk::WaitsTaken).to_owned(),
                None => language.say(Talk::WaitsTask).to_owned(),
            },
            Waiting::Dial(_) => language.say(Talk::WaitsDial).to_owned(),
            Waiting::Redirect(_) => language.say(Talk::WaitsRedirect).to_owned(),
            Waiting::Timer(due) => language.fill(Talk::WaitsTimer, &[("time", &self.clock(due))]),
            Waiting::Other(Action::Http(_) | Action::CallFunction(_)) => {
                language.say(Talk::WaitsHttp).to_owned()
            }
            Waiting::Other(Action::PlaceCall(_)) => language.say(Talk::WaitsPlaced).to_owned(),
            Waiting::Other(action) => {
                let outcomes = self.outcomes();
                language.fill(
                    Talk::WaitsService,
                    &[("service", &action.name()), ("outcomes", &outcomes)],
                )
            }
            Waiting::Ended => match self.world.standing().filter(|stands| !stands.is_over) {
                Some(stands) => self.waits_for_people(&stands),
                None => return Vec::new(),
            },
            _ => String::new(),
        };
        aside(" ", &text, width)
    }

    fn listens(&self, gather: &Gather) -> String {
        let language = self.language;
        let mut parts = vec![
            language
                .say(if gather.speech.is_some() { Talk::ListensBoth } else { Talk::ListensKeys })
                .to_owned(),
        ];
        let flow = self.flow();
        let keys = self
            .world
            .execution
            .widget()
            .and_then(|name| flow.widget(name.as_str()))
            .map(|widget| keys_of(flow, widget))
            .unwrap_or_default();
        match gather.digits {
            _ if !keys.is_empty() => {
                parts.push(language.fill(Talk::TakesKeys, &[("keys", &keys.join(", "))]));
            }
            Some(1) => parts.push(language.say(Talk::TakesOne).to_owned()),
            Some(count) => parts.push(language.fill(Talk::TakesMany, &[("count", &count)])),
            None => {}
        }
        if gather.digits != Some(1) && !gather.finish_on_key.is_empty() {
            parts.push(language.fill(Talk::FinishKey, &[("key", &gather.finish_on_key)]));
        }
        let hints = gather.speech.as_ref().map_or("", |speech| speech.hints.as_str());
        if !hints.is_empty() {
            parts.push(language.fill(Talk::LikelyWords, &[("hints", &cut(hints, 40))]));
        }
        parts.push(language.fill(Talk::SilenceAfter, &[("secs", &gather.timeout.0)]));
        if gather.sensitive {
            parts.push(language.say(Talk::Sensitive).to_owned());
        }
        parts.join(" · ")
    }

    /// The exits of the widget that waits for a service, as what the service can answer.
    fn outcomes(&self) -> String {
        let flow = self.flow();
        let widget = self.world.execution.widget().and_then(|name| flow.widget(name.as_str()));
        let spec = widget.and_then(|widget| self.catalogue.spec(widget.kind.as_str()));
        spec.map(|spec| {
            spec.exits.iter().map(|exit| exit.event.as_str()).collect::<Vec<_>>().join(", ")
        })
        .unwrap_or_default()
    }

    /// The flow that the execution is in now, sub-flows included.
    fn flow(&self) -> &centralita_engine::Flow {
        let frame = self.world.execution.frames.last();
        let at = frame.map_or(&self.at, |frame| &frame.flow);
        match self.library.program(at).or_else(|| self.library.program(&self.at)) {
            Some(program) => &program.flow,
            None => unreachable!("a conversation begins in a flow of its library"),
        }
    }

    /// What a clock shows at `time` where the flow lives.
    pub fn clock(&self, time: Time) -> String {
        let zone = self
            .library
            .program(&self.at)
            .map_or(jiff::tz::TimeZone::UTC, |program| program.zone.clone());
        time.timestamp().to_zoned(zone).strftime("%H:%M:%S").to_string()
    }

    /// The variables from `path` on, one a line.
    pub(super) fn variables(&self, path: &str) -> Result<Vec<String>, String> {
        let context = Value::from(self.world.execution.context().clone());
        let found = if path.is_empty() {
            Some(context)
        } else {
            self.world.execution.variable(path).cloned()
        };
        let Some(found) = found else {
            return Err(self.language.fill(Talk::NoVariable, &[("path", &path)]));
        };
        let mut rows = Vec::new();
        flatten(path, &found, &mut rows);
        if rows.is_empty() {
            rows.push((path.to_owned(), found.to_json()));
        }
        Ok(table(&rows, 94).into_iter().map(|line| format!("     {line}")).collect())
    }

    /// The steps so far, one a line.
    pub(super) fn steps(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for step in &self.world.steps {
            let Some(exit) = &step.exit else { continue };
            let indent = "  ".repeat(step.depth as usize);
            let next = exit.next.as_ref().map_or("■", |next| next.as_str());
            lines.push(format!(
                "     {} {indent}{} ─ {} → {next}",
                painted(DIM, self.clock(step.entered)),
                step.widget,
                exit.event
            ));
        }
        if lines.is_empty() {
            lines.push(format!("     {}", self.language.say(Talk::NoSteps)));
        }
        lines
    }

    /// The notes of the last turn's steps.
    pub(super) fn why(&self) -> Vec<String> {
        let mut lines = self.why_of_task();
        for step in self.world.steps.iter().skip(self.turn_began) {
            if let Some(exit) = &step.exit {
                let next = exit.next.as_ref().map_or("■", |next| next.as_str());
                let way = format!("{} ─ {} → {next}", step.widget, exit.event);
                lines.push(format!("     {}", painted(HEADING, way)));
            }
            for note in &step.notes {
                let style = match note.kind {
                    NoteKind::Info => DIM,
                    NoteKind::Warning => WARNING,
                    NoteKind::Failure => ERROR,
                };
                for line in wrapped(&note.message, 80) {
                    lines.push(format!("       {}", painted(style, line)));
                }
            }
        }
        if lines.is_empty() {
            lines.push(format!("     {}", self.language.say(Talk::NothingToExplain)));
        }
        lines
    }

    /// What can be typed.
    pub(super) fn help(&self) -> Vec<String> {
        let language = self.language;
        help(language)
    }
}

fn help(language: Language) -> Vec<String> {
    let mut rows = vec![
        ("1 2 * #".to_owned(), language.say(Talk::HelpKeys).to_owned()),
        (language.say(Talk::SayForm).to_owned(), language.say(Talk::HelpSay).to_owned()),
    ];
    let forms = language.say(Talk::HelpForms).split('|');
    let helps = [
        Talk::HelpSilence,
        Talk::HelpHangUp,
        Talk::HelpWait,
        Talk::HelpVars,
        Talk::HelpSteps,
        Talk::HelpWhy,
        Talk::HelpTask,
        Talk::HelpAccept,
        Talk::HelpRefuse,
        Talk::HelpComplete,
        Talk::HelpDial,
        Talk::HelpDeliver,
        Talk::HelpReturn,
        Talk::HelpBack,
        Talk::HelpSave,
        Talk::HelpQuit,
        Talk::HelpHelp,
    ];
    rows.extend(
        forms.zip(helps).map(|(form, help)| (form.to_owned(), language.say(help).to_owned())),
    );
    table(&rows, 94).into_iter().map(|line| format!("     {line}")).collect()
}

/// Every value below `value` with its path; lists and empty maps stand as JSON.
fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    // A list on the heap instead of recursion: the values come from the world.
    let mut open = vec![(path.to_owned(), value.clone())];
    while let Some((path, value)) = open.pop() {
        match &value {
            Value::Map(map) if !map.is_empty() => {
                let map: &Map = map;
                let below: Vec<(String, Value)> = map
                    .iter()
                    .map(|(key, value)| {
                        let path =
                            if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                        (path, value.clone())
                    })
                    .collect();
                open.extend(below.into_iter().rev());
            }
            Value::Map(_) => {}
            other => rows.push((path, other.to_json())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_listed_by_path_in_their_order() {
        let value = Value::from_json(r#"{"b":{"x":1,"y":[1,2]},"a":"t","e":{}}"#).unwrap();
        let mut rows = Vec::new();
        flatten("", &value, &mut rows);
        let rows: Vec<String> =
            rows.into_iter().map(|(path, value)| format!("{path}={value}")).collect();
        assert_eq!(rows, ["b.x=1", "b.y=[1,2]", "a=\"t\""]);
    }

    #[test]
    fn every_form_has_its_help() {
        for language in [Language::En, Language::Es] {
            assert_eq!(language.say(Talk::HelpForms).split('|').count(), 17);
            assert_eq!(help(language).len(), 19, "{language:?}");
        }
    }
}
