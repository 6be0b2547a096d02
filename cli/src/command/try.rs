//! `centralita try`: a conversation with a flow in the terminal.

use std::io::{BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use centralita_engine::exec::EndingKind;
use centralita_engine::scenario::Begin;
use centralita_engine::{Flow, FlowRef, Library, Map, Text, Time, Value};
use jiff::civil::DateTime;
use rustyline::error::ReadlineError;

use crate::conversation::{Answers, Came, Conversation, Http, Manner, Opening, card, understand};
use crate::project::Project;
use crate::shell::{DIM, Shell, TYPED, Verdict, WARNING, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report, Talk};
use crate::{clock, files};

/// Talk to a flow in the terminal: a call, a message, a chat or a request.
///
/// Type keys, words or messages, as the contact would. Time is virtual: it passes while prompts are
/// spoken and when you let it. /help lists what else can be typed. Lines can also come from a file
/// or a pipe.
#[derive(Debug, clap::Args)]
pub struct Try {
    /// The flow.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// The contact's address.
    #[arg(long, value_name = "ADDRESS", default_value = "+15550100")]
    from: Text,
    /// Our address.
    #[arg(long, value_name = "ADDRESS", default_value = "+15550199")]
    to: Text,
    /// How it begins; otherwise as the flow expects.
    #[arg(long = "as", value_name = "WAY")]
    how: Option<Way>,
    /// The first message, or the parameters of a request in JSON.
    #[arg(long, value_name = "TEXT")]
    with: Option<String>,
    /// Who answers HTTP requests, functions and calls to others.
    #[arg(long, value_name = "WHO", default_value = "ask")]
    http: Http,
    /// Let live requests reach addresses inside your own network.
    #[arg(long)]
    allow_private: bool,
    /// The moment it begins, like 2026-11-23T09:30; otherwise now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The number that chance comes from; the same number gives the same conversation.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// A variable known from the start, like contact.tier=gold. Can be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    given: Vec<String>,
    /// Show each step through the flow.
    #[arg(long)]
    steps: bool,
    /// Keep the conversation as a scenario in this file when it is over.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

/// How a conversation begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// A telephone call.
    Call,
    /// A text message.
    Message,
    /// A message in a chat.
    Chat,
    /// A request from a program.
    Request,
}

impl Try {
    /// Holds the conversation.
    ///
    /// # Errors
    /// When the flow cannot be read or begun, or the flags make no sense.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let project = Project::around(&self.flow, language)?;
        for (path, fault) in &project.faults {
            let label = painted(WARNING, language.say(Report::Warning));
            let place = format!("{}:{}:{}", files::shown(path), fault.line, fault.column);
            shell.remark(format!("{label}: {place}: {}", fault.message));
        }
        let flow = files::read_flow(&self.flow)?;
        let (library, at) = project.library(&self.flow, &flow, language)?;
        let opening = self.opening(&flow, &library, &at, language)?;
        let answers = Answers::new(self.http, self.allow_private, project.functions.clone());
        let mut conversation = Conversation::begin(
            library,
            project.catalogue.clone(),
            at,
            &opening,
            answers,
            Manner { office: project.office.clone(), language, with_steps: self.steps },
        )
        .map_err(|rejected| Trouble::Misuse(rejected.to_string()))?;
        self.greet(&flow, &opening, shell)?;
        self.hold(&mut conversation, shell)?;
        if let Some(path) = &self.save {
            for line in keep(&conversation, &self.flow, path, language)? {
                shell.line(format!("  {line}"))?;
            }
        }
        let kind = conversation.world().execution.ending().map(|ending| ending.kind);
        Ok(Verdict::findings_if(matches!(
            kind,
            Some(EndingKind::Failed | EndingKind::LimitReached)
        )))
    }

    fn opening(
        &self,
        flow: &Flow,
        library: &Library,
        at: &FlowRef,
        language: Language,
    ) -> Result<Opening, Trouble> {
        let way = self.how.unwrap_or_else(|| usual_way(flow));
        let hello = language.say(Talk::FirstMessage);
        let first = || Text::from(self.with.as_deref().unwrap_or(hello));
        let how = match way {
            Way::Call => Begin::Call,
            Way::Message => Begin::Message(first()),
            Way::Chat => Begin::Chat(first()),
            Way::Request => Begin::Request(match &self.with {
                None => Map::new(),
                Some(json) => parameters(json, language)?,
            }),
        };
        let zone =
            library.program(at).map_or(jiff::tz::TimeZone::UTC, |program| program.zone.clone());
        Ok(Opening {
            how,
            from: self.from.clone(),
            to: self.to.clone(),
            known: self
                .given
                .iter()
                .map(|given| known(given, language))
                .collect::<Result<_, Trouble>>()?,
            at: match &self.at {
                Some(text) => moment(text, &zone, language)?,
                None => clock::now(),
            },
            seed: self.seed.unwrap_or_else(clock::seed),
        })
    }

    fn greet(&self, flow: &Flow, opening: &Opening, shell: &mut Shell) -> Result<(), Trouble> {
        let language = shell.language;
        let described = |text: &&str| {
            // Studio calls every flow like this until somebody says what it is for.
            !text.is_empty() && *text != "A New Flow" && text.chars().count() <= 60
        };
        let title = match flow.description().map(str::trim).filter(described) {
            Some(description) => description.to_owned(),
            None => files::title(&self.flow),
        };
        let way = match &opening.how {
            Begin::Call => Talk::CallFrom,
            Begin::Message(_) => Talk::MessageFrom,
            Begin::Chat(_) => Talk::ChatFrom,
            Begin::Request(_) => Talk::RequestFor,
        };
        shell.line("")?;
        for line in card::heading(&title, &self.flow.display().to_string(), shell.width) {
            shell.line(line)?;
        }
        let about = language.fill(way, &[("from", &opening.from), ("to", &opening.to)]);
        shell.line(painted(DIM, format!("  {about}. {}", language.say(Talk::HelpHint))))?;
        shell.line("")?;
        if let Begin::Message(body) | Begin::Chat(body) = &opening.how {
            shell.line(format!("  {} {body}", painted(TYPED, "›")))?;
        }
        Ok(())
    }

    fn hold(&self, conversation: &mut Conversation, shell: &mut Shell) -> Result<(), Trouble> {
        let language = shell.language;
        let mut reader = Reader::open();
        let mut was_over = false;
        let mut show_hint = true;
        let mut is_first = true;
        loop {
            let news = conversation.news(shell.width);
            // A blank line lets the eye find the turns.
            if !news.is_empty() && !is_first {
                shell.line("")?;
            }
            is_first = false;
            for line in &news {
                shell.line(line)?;
            }
            let is_over = conversation.is_over();
            if is_over && !was_over {
                shell.line("")?;
                for line in conversation.summary(shell.width) {
                    shell.line(line)?;
                }
                if reader.is_terminal() {
                    shell.line(painted(DIM, format!("  {}", language.say(Talk::IsOver))))?;
                }
            }
            was_over = is_over;
            if show_hint || !news.is_empty() {
                for line in conversation.hint(shell.width) {
                    shell.line(line)?;
                }
            }
            show_hint = false;
            // A line that means nothing is no reason to show the hint again.
            let came = loop {
                let Some(line) = reader.line(shell)? else { break Came::Left };
                if is_over && reader.is_terminal() && line.trim().is_empty() {
                    break Came::Left;
                }
                let typed = understand(&line, conversation.waiting(), language);
                match typed.and_then(|typed| conversation.take(typed)) {
                    Ok(came) => break came,
                    Err(sentence) => shell.line(painted(WARNING, format!("     {sentence}")))?,
                }
            };
            match came {
                Came::On => show_hint = true,
                Came::Told(lines) => {
                    for line in lines {
                        let line =
                            if line.starts_with(' ') { line } else { format!("     {line}") };
                        shell.line(line)?;
                    }
                }
                Came::Save(path) => {
                    let path = Path::new(path.as_str());
                    match keep(conversation, &self.flow, path, language) {
                        Ok(lines) => {
                            for line in lines {
                                shell.line(format!("     {line}"))?;
                            }
                        }
                        // The conversation goes on, so that it can be saved somewhere else.
                        Err(trouble) => shell.line(painted(
                            WARNING,
                            format!("     {}", trouble.sentence(language)),
                        ))?,
                    }
                }
                Came::Left => break,
            }
        }
        if !was_over {
            shell.line("")?;
            for line in conversation.summary(shell.width) {
                shell.line(line)?;
            }
        }
        Ok(())
    }
}

/// The way by which people usually reach the flow: the first of its trigger's exits that leads on.
fn usual_way(flow: &Flow) -> Way {
    let Some(trigger) = flow.initial().and_then(|index| flow.widgets().get(index)) else {
        return Way::Call;
    };
    let leads_on = |event: &str| {
        trigger.transitions.iter().any(|wire| wire.event == *event && wire.next.is_some())
    };
    if leads_on("incomingCall") {
        Way::Call
    } else if leads_on("incomingMessage") {
        Way::Message
    } else if leads_on("incomingConversationMessage") {
        Way::Chat
    } else if leads_on("incomingRequest") {
        Way::Request
    } else {
        Way::Call
    }
}

fn parameters(json: &str, language: Language) -> Result<Map, Trouble> {
    let example = "'{\"name\": \"Ana\"}'";
    let told = |error: String| {
        Trouble::Misuse(
            language.fill(Report::NotJsonMap, &[("error", &error), ("example", &example)]),
        )
    };
    match Value::from_json(json) {
        Ok(Value::Map(map)) => Ok((*map).clone()),
        Ok(other) => Err(told(other.kind().to_owned())),
        Err(error) => Err(told(error.to_string())),
    }
}

/// `contact.tier=gold`; what is JSON is taken as such, everything else as text.
fn known(given: &str, language: Language) -> Result<(Text, Value), Trouble> {
    match given.split_once('=') {
        Some((path, value)) if !path.is_empty() && !path.split('.').any(str::is_empty) => {
            let value = Value::from_json(value).unwrap_or_else(|_| Value::text(value));
            Ok((path.into(), value))
        }
        _ => Err(Trouble::Misuse(language.fill(Report::NotGiven, &[("text", &given)]))),
    }
}

/// A moment with a zone, or one on the wall clock where the flow lives.
fn moment(text: &str, zone: &jiff::tz::TimeZone, language: Language) -> Result<Time, Trouble> {
    if let Some(time) = Time::parse(text) {
        return Ok(time);
    }
    let local = text.replace(' ', "T").parse::<DateTime>().ok();
    let zoned = local.and_then(|local| local.to_zoned(zone.clone()).ok());
    match zoned {
        Some(zoned) => Ok(Time(zoned.timestamp().as_millisecond())),
        None => Err(Trouble::Misuse(language.fill(Report::NotAMoment, &[("text", &text)]))),
    }
}

/// Keeps the conversation as a scenario at the end of `path`; what to tell the person.
fn keep(
    conversation: &Conversation,
    flow: &Path,
    path: &Path,
    language: Language,
) -> Result<Vec<String>, Trouble> {
    if path == flow || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        let path = path.display();
        return Err(Trouble::Misuse(language.fill(Report::NotForScenarios, &[("path", &path)])));
    }
    let before = if path.exists() { files::read_text(path)? } else { String::new() };
    let taken = centralita_engine::scenario::read_scenarios(&before);
    let base = conversation.title();
    let mut title = base.clone();
    for number in 2.. {
        if !taken.scenarios.iter().any(|scenario| scenario.title == title) {
            break;
        }
        title = format!("{base} ({number})");
    }
    let markdown = conversation.scenario(&title);
    let mut text = before;
    if text.trim().is_empty() {
        text = format!("# {}\n", files::title(flow));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&markdown);
    files::write(path, &text)?;
    let path = path.display();
    Ok(match conversation.replays(&markdown) {
        Ok(()) => vec![language.fill(Talk::SavedTo, &[("path", &path), ("title", &title)])],
        Err(why) => vec![language.fill(Talk::SavedButDiffers, &[("path", &path), ("why", &why)])],
    })
}

/// A line of the input is read up to here, in bytes; what is longer goes on as a line of its own.
const LONGEST_LINE: u64 = 1 << 20;

/// Where lines come from.
enum Reader {
    /// A person at a terminal, with a line to edit and the lines before.
    Terminal(Box<rustyline::DefaultEditor>),
    /// A file or a pipe; what comes is shown, so that the whole reads as a conversation.
    Lines {
        /// What is read.
        input: std::io::StdinLock<'static>,
        /// How many lines came.
        count: usize,
    },
}

impl Reader {
    fn open() -> Reader {
        let stdin = std::io::stdin();
        if stdin.is_terminal()
            && std::io::stdout().is_terminal()
            && let Ok(editor) = rustyline::DefaultEditor::new()
        {
            return Reader::Terminal(Box::new(editor));
        }
        Reader::Lines { input: stdin.lock(), count: 0 }
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Reader::Terminal(_))
    }

    /// The next line; none when there are no more, or the person leaves.
    fn line(&mut self, shell: &mut Shell) -> Result<Option<String>, Trouble> {
        shell.flush()?;
        match self {
            Reader::Terminal(editor) => match editor.readline("  › ") {
                Ok(line) => {
                    // A line that cannot be remembered can still be used.
                    let _ = editor.add_history_entry(line.as_str());
                    Ok(Some(line))
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
                Err(ReadlineError::Io(error)) => Err(Trouble::Output(error)),
                Err(error) => Err(Trouble::Output(std::io::Error::other(error))),
            },
            Reader::Lines { input, count } => {
                let name = || PathBuf::from(shell.language.say(Report::TheInput));
                let mut line = Vec::new();
                let mut some = input.take(LONGEST_LINE);
                some.read_until(b'\n', &mut line)
                    .map_err(|error| Trouble::reading(&name(), error))?;
                if line.is_empty() {
                    return Ok(None);
                }
                *count += 1;
                let Ok(line) = String::from_utf8(line) else {
                    return Err(Trouble::NotText { path: name(), line: *count });
                };
                let line = line.trim_end_matches(['\n', '\r']).to_owned();
                shell.line(format!("  {} {line}", painted(TYPED, "›")))?;
                Ok(Some(line))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_begins_as_its_trigger_expects() {
        let flow = |event: &str| {
            Flow::read(&format!(
                r#"{{"states": [{{"name": "T", "type": "trigger", "transitions": [
                    {{"event": "incomingCall"}}, {{"event": "{event}", "next": "T"}}]}}]}}"#
            ))
        };
        assert_eq!(usual_way(&flow("incomingMessage")), Way::Message);
        assert_eq!(usual_way(&flow("incomingCall")), Way::Call);
        assert_eq!(usual_way(&flow("other")), Way::Call);
    }

    #[test]
    fn variables_are_given_as_json_or_plain_text() {
        let read = |text: &str| {
            known(text, Language::En).map(|(path, value)| (path.to_string(), value.to_json())).ok()
        };
        assert_eq!(read("a.b=gold"), Some(("a.b".into(), "\"gold\"".into())));
        assert_eq!(read("n=3"), Some(("n".into(), "3".into())));
        assert_eq!(read("a.b=x=y"), Some(("a.b".into(), "\"x=y\"".into())));
        assert_eq!(read("a..b=1"), None);
        assert_eq!(read("nothing"), None);
    }

    #[test]
    fn a_moment_is_one_of_the_world_or_of_the_wall_clock() {
        let zone = jiff::tz::TimeZone::get("Europe/Madrid").unwrap();
        let read = |text: &str| moment(text, &zone, Language::En).map(|time| time.to_string()).ok();
        assert_eq!(read("2026-11-23T09:30"), Some("2026-11-23T08:30:00Z".into()));
        assert_eq!(read("2026-11-23 09:30"), Some("2026-11-23T08:30:00Z".into()));
        assert_eq!(read("2026-11-23T09:30:00Z"), Some("2026-11-23T09:30:00Z".into()));
        assert_eq!(read("soon"), None);
    }
}
