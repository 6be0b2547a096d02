//! Reading scenarios: Markdown with one sentence a list item.

use crate::exec::RecordingEnded;
use crate::scenario::parse_given::given;
use crate::scenario::parse_task::{of_people, task};
use crate::scenario::sentence::{Begin, Line, Scenario, Sentence};
use crate::scenario::words::{Parsed, Words};
use crate::value::Text;

/// A file of scenarios for one flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScenarioFile {
    /// The file's own heading, usually the flow's name.
    pub title: Text,
    /// The scenarios, in order.
    pub scenarios: Vec<Scenario>,
    /// Sentences that are not understood.
    pub faults: Vec<BadSentence>,
}

/// A sentence that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSentence {
    /// Its line in the file, counted from 1.
    pub line: usize,
    /// The column at which it goes wrong, counted from 1 in characters.
    pub column: usize,
    /// What it says.
    pub text: Text,
    /// What is wrong and what to write instead.
    pub message: Text,
}

/// Reads a Markdown file: `#` names the flow, each `##` begins a scenario, each list item is a
/// sentence; everything else is for people.
pub fn read_scenarios(markdown: &str) -> ScenarioFile {
    let mut file = ScenarioFile::default();
    let mut fenced = false;
    for (index, raw) in markdown.lines().enumerate() {
        let line = index + 1;
        let text = raw.trim();
        if text.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        if let Some(title) = text.strip_prefix("## ") {
            file.scenarios.push(Scenario { title: title.trim().into(), lines: Vec::new(), line });
        } else if let Some(title) = text.strip_prefix("# ") {
            file.title = title.trim().into();
        } else if let Some(item) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
            let item = item.trim();
            let Some(scenario) = file.scenarios.last_mut() else { continue };
            match sentence(item) {
                Ok(sentence) => scenario.lines.push(Line { sentence, text: item.into(), line }),
                Err(fault) => {
                    let before = raw.find(item).unwrap_or(0);
                    let column = raw[..before].chars().count() + fault.at + 1;
                    file.faults.push(BadSentence {
                        line,
                        column,
                        text: item.into(),
                        message: fault.message,
                    });
                }
            }
        }
    }
    file
}

fn sentence(text: &str) -> Parsed<Sentence> {
    let mut words = Words::new(text);
    let parsed = one_of(&mut words)?;
    if words.at_end() {
        Ok(parsed)
    } else {
        let extra = words.rest.trim().to_owned();
        words.fault(format!(
            "The sentence is complete before \"{extra}\". Remove it, or begin a new sentence."
        ))
    }
}

fn one_of(words: &mut Words<'_>) -> Parsed<Sentence> {
    if words.eat("given") {
        return given(words);
    }
    if words.eat("call") {
        return begins(words, Begin::Call);
    }
    if words.eat("message") {
        let body = words.quoted("the text of the message")?;
        return begins(words, Begin::Message(body));
    }
    if words.eat("chat") {
        let body = words.quoted("the text of the message")?;
        return begins(words, Begin::Chat(body));
    }
    if words.eat("request") {
        let to = if words.eat("to") {
            words.word("the contact's address")?.into()
        } else {
            Text::from("+15550100")
        };
        let from =
            if words.eat("from") { words.word("our address")?.into() } else { Text::default() };
        let parameters = words.with_map()?;
        return Ok(Sentence::Begins { how: Begin::Request(parameters), from: to, to: from });
    }
    if words.eat("presses") {
        let keys = words.word("the keys")?;
        return match keys
            .chars()
            .find(|key| !key.is_ascii_digit() && !matches!(key, '*' | '#' | 'A'..='D'))
        {
            None => Ok(Sentence::Presses(keys.into())),
            Some(bad) => words
                .fault(format!("\"{bad}\" is no key of a telephone. There are 0 to 9, * and #.")),
        };
    }
    if words.eat("says nothing") || words.eat("is silent") {
        return Ok(Sentence::IsSilent);
    }
    if words.eat("says") {
        let text = words.quoted("what is said")?;
        let confidence = if words.eat("with confidence") {
            words.word("a number from 0.0 to 1.0")?.into()
        } else {
            "0.9".into()
        };
        return Ok(Sentence::Says(text, confidence));
    }
    if words.eat("writes") {
        return Ok(Sentence::Writes(words.quoted("the text of the message")?));
    }
    if words.eat("hangs up") {
        return Ok(Sentence::HangsUp);
    }
    if words.eat("records nothing") {
        return Ok(Sentence::Records(0, RecordingEnded::Time));
    }
    if words.eat("records") {
        let secs = words.secs()?;
        let ended = if words.eat("and hangs up") {
            RecordingEnded::HangUp
        } else if words.eat("and presses") {
            RecordingEnded::Key(words.word("the key")?.into())
        } else {
            RecordingEnded::Time
        };
        return Ok(Sentence::Records(secs, ended));
    }
    if words.eat("waits") {
        return Ok(Sentence::Waits(words.secs()?));
    }
    if let Some(sentence) = of_people(words)? {
        return Ok(sentence);
    }
    if words.eat("the message is") {
        return Ok(Sentence::Delivered(words.word("what becomes of the message")?.into()));
    }
    if words.eat("comes back by") {
        let exit = words.quoted("the exit's name")?;
        return Ok(Sentence::ComesBack(exit, words.with_map()?));
    }
    asserted(words)
}

fn asserted(words: &mut Words<'_>) -> Parsed<Sentence> {
    if words.eat("hears the audio") {
        return Ok(Sentence::HearsAudio(words.text_or_word("the address of the audio")?));
    }
    if words.eat("hears") {
        return Ok(Sentence::Hears(words.quoted("what is heard")?));
    }
    if words.eat("does not hear") {
        return Ok(Sentence::HearsNot(words.quoted("what is not heard")?));
    }
    if words.eat("gets") {
        return Ok(Sentence::Gets(words.quoted("the text of the message")?));
    }
    if words.eat("visits") {
        let names: Vec<Text> = words
            .rest
            .split(',')
            .map(|name| Text::from(name.trim()))
            .filter(|name| !name.is_empty())
            .collect();
        words.rest = "";
        return if names.is_empty() {
            words.fault("Here the names of widgets are missing.")
        } else {
            Ok(Sentence::Visits(names))
        };
    }
    if words.eat("does not visit") {
        return Ok(Sentence::VisitsNot(words.word("the widget's name")?.into()));
    }
    if words.eat("leaves") {
        let widget = words.word("the widget's name")?;
        if !words.eat("by") {
            return words.fault("Write \"leaves WIDGET by EXIT\".");
        }
        let exit = words.word("the exit's name")?;
        return Ok(Sentence::Leaves(widget.into(), exit.into()));
    }
    if words.eat("task in queue") {
        return task(words, false);
    }
    if words.eat("task in plan") {
        return task(words, true);
    }
    if words.eat("asks") {
        let method = words.word("the method")?;
        let url = words.word("the address")?;
        let body =
            if words.eat("with body") { Some(words.quoted("a part of the body")?) } else { None };
        return Ok(Sentence::Asks(method.into(), url.into(), body));
    }
    if words.eat("calls function") {
        return Ok(Sentence::Calls(words.word("the function's name")?.into()));
    }
    if words.eat("dials") {
        return Ok(Sentence::Dials(words.text_or_word("who is dialled")?));
    }
    if words.eat("ends") {
        let how = words.word("how it ends")?;
        if !["completed", "contact-left", "cancelled", "failed", "limit-reached", "expired"]
            .contains(&how)
        {
            return words.fault(
                "An execution ends completed, contact-left, cancelled, failed, limit-reached or expired.",
            );
        }
        let why =
            if words.eat("because") { Some(words.quoted("a part of the reason")?) } else { None };
        return Ok(Sentence::Ends(how.into(), why));
    }
    if words.eat("still waits in") {
        return Ok(Sentence::StillWaits(words.word("the widget's name")?.into()));
    }
    words.skip_blanks();
    if words.rest.starts_with('`') {
        let path = words.path()?;
        if words.eat("is not set") {
            return Ok(Sentence::IsNotSet(path));
        }
        if words.eat("is") {
            return Ok(Sentence::Is(path, words.json()?));
        }
        return words.fault("Write \"`NAME` is VALUE\" or \"`NAME` is not set\".");
    }
    words.fault(
        "No sentence begins like this. A scenario says, for example: call from +15550100, presses 1, hears \"…\", visits menu, ends completed.",
    )
}

fn begins(words: &mut Words<'_>, how: Begin) -> Parsed<Sentence> {
    let from = if words.eat("from") {
        words.word("the contact's address")?.into()
    } else {
        Text::from("+15550100")
    };
    let to = if words.eat("to") { words.word("our address")?.into() } else { Text::default() };
    Ok(Sentence::Begins { how, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::router::StaffIs;
    use crate::value::Value;

    fn read(line: &str) -> Sentence {
        let file = read_scenarios(&format!("# Flow\n## Title\n- {line}\n"));
        assert_eq!(file.faults, [], "{line}");
        file.scenarios[0].lines[0].sentence.clone()
    }

    #[test]
    fn the_example_of_the_guide_is_understood() {
        let text = "# Welcome menu\n\nWords for people.\n\n## A caller presses 1 and reaches sales\n\
            - given `contact.tier` is \"gold\"\n- call from +15550100\n- hears \"Press 1 for sales\"\n- presses 1\n\
            - visits main_menu, split_menu, sales_queue\n- task in queue sales with skills [sales]\n- waits 30s\n\
            - hears \"All our people are busy\"\n- hangs up\n- ends completed\n";
        let file = read_scenarios(text);
        assert_eq!(file.faults, []);
        assert_eq!(file.title, "Welcome menu");
        assert_eq!(file.scenarios.len(), 1);
        assert_eq!(file.scenarios[0].lines.len(), 10);
    }

    #[test]
    fn sentences_mean_what_they_say() {
        assert_eq!(read("waits 2m"), Sentence::Waits(120));
        assert_eq!(read(r#"says "say \"hi\"""#), Sentence::Says("say \"hi\"".into(), "0.9".into()));
        assert_eq!(read("records 12s and hangs up"), Sentence::Records(12, RecordingEnded::HangUp));
        assert_eq!(
            read("`flow.variables.n` is 1"),
            Sentence::Is("flow.variables.n".into(), Value::Int(1))
        );
        let Sentence::Task(task) = read(
            "task in queue \"Sales desk\" with skills [a, b] and priority 5 and `account` \"12\"",
        ) else {
            panic!("a task")
        };
        assert_eq!(task.target, "Sales desk");
        assert_eq!(task.priority, Some(5));
        assert_eq!(task.attributes, [("account".into(), Value::from("12"))]);
    }

    #[test]
    fn people_are_named_as_they_are_called() {
        assert_eq!(
            read(r#"task reserved for Ana, "Luis María" and Mei"#),
            Sentence::ReservedFor(vec!["Ana".into(), "Luis María".into(), "Mei".into()])
        );
        assert_eq!(read("task reserved for nobody"), Sentence::ReservedFor(Vec::new()));
        assert_eq!(read("nobody accepts for 2m"), Sentence::NobodyAccepts(120));
        assert_eq!(read(r#"accepted by "Luis María""#), Sentence::AcceptedBy("Luis María".into()));
        assert_eq!(
            read(r#"given Ana is on "Break""#),
            Sentence::Staff(StaffIs::On("Ana".into(), "Break".into()))
        );
        assert_eq!(read("given Ana is busy"), Sentence::Staff(StaffIs::Busy("Ana".into())));
        assert_eq!(
            read("given the queue \"Night desk\" is closed for everybody"),
            Sentence::Staff(StaffIs::QueueClosed {
                queue: "Night desk".into(),
                for_everybody: true
            })
        );
        assert_eq!(
            read("given the queue Nurses is open"),
            Sentence::Staff(StaffIs::QueueOpen("Nurses".into()))
        );
        assert_eq!(
            read(r#"the task has the answer "Account number" "12345""#),
            Sentence::TaskAnswer("Account number".into(), "12345".into())
        );
        let file = read_scenarios("## A\n- given Ana is away\n- task reserved for\n");
        let told: Vec<&str> = file.faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "Write \"given Ana is on \"Break\"\", \"given Ana is busy\" or \"given Ana is free\".",
                "Here who is asked is missing."
            ]
        );
    }

    #[test]
    fn a_sentence_nobody_knows_is_named_with_its_place() {
        let file = read_scenarios("## A\n- presses 1 quickly\n- jumps\n  - presses x\n");
        let told: Vec<String> = file
            .faults
            .iter()
            .map(|fault| format!("{}:{}: {}", fault.line, fault.column, fault.message))
            .collect();
        assert_eq!(
            told[0],
            "2:13: The sentence is complete before \"quickly\". Remove it, or begin a new sentence."
        );
        assert!(told[1].starts_with("3:3: No sentence begins like this."), "{}", told[1]);
        assert!(told[2].contains("\"x\" is no key of a telephone"), "{}", told[2]);
    }

    /// The sentences in the tables of the guide.
    fn sentences_of_the_guide() -> Vec<String> {
        let guide = include_str!("../../../docs/guide/scenarios.md");
        let cells = guide.lines().filter_map(|line| line.strip_prefix("| `"));
        cells
            .filter_map(|row| row.split_once("` | "))
            .map(|(cell, _)| cell.trim_matches('`').to_owned())
            .map(|cell| match cell.trim() {
                // A name between backticks at the edge stands behind a blank.
                inner if cell.starts_with(' ') => inner.to_owned(),
                _ => cell,
            })
            .collect()
    }

    #[test]
    fn every_sentence_of_the_guide_is_understood_and_every_kind_of_sentence_is_in_it() {
        let mut missing: std::collections::BTreeSet<u8> = (0..KINDS).collect();
        for line in sentences_of_the_guide() {
            missing.remove(&kind(&read(&line)));
        }
        assert!(missing.is_empty(), "kinds of sentences without a row in the guide: {missing:?}");
    }

    const KINDS: u8 = 46;

    /// A number for each kind of sentence, so that none is forgotten in the guide.
    fn kind(sentence: &Sentence) -> u8 {
        match sentence {
            Sentence::Known(..) => 0,
            Sentence::Time(_) => 1,
            Sentence::Answers(_) => 2,
            Sentence::FunctionAnswers(_) => 3,
            Sentence::DialIs(..) => 4,
            Sentence::PlacedIs(_) => 5,
            Sentence::MessagesFail => 6,
            Sentence::TasksFail(_) => 7,
            Sentence::ServiceIs(..) => 8,
            Sentence::FlowMissing(_) => 9,
            Sentence::Seed(_) => 10,
            Sentence::Begins { how, .. } => match how {
                Begin::Call => 11,
                Begin::Message(_) => 12,
                Begin::Chat(_) => 13,
                Begin::Request(_) => 14,
            },
            Sentence::Presses(_) => 15,
            Sentence::Says(..) => 16,
            Sentence::IsSilent => 17,
            Sentence::Writes(_) => 18,
            Sentence::HangsUp => 19,
            Sentence::Records(..) => 20,
            Sentence::Waits(_) => 21,
            Sentence::TaskAccepted => 22,
            Sentence::TaskCompleted => 23,
            Sentence::TaskCancelled => 24,
            Sentence::Delivered(_) => 25,
            Sentence::ComesBack(..) => 26,
            Sentence::Hears(_) => 27,
            Sentence::HearsNot(_) => 28,
            Sentence::HearsAudio(_) => 29,
            Sentence::Gets(_) => 30,
            Sentence::Visits(_) => 31,
            Sentence::VisitsNot(_) => 32,
            Sentence::Leaves(..) => 33,
            Sentence::Task(_) => 34,
            Sentence::Asks(..) => 35,
            Sentence::Calls(_) => 36,
            Sentence::Dials(_) => 37,
            Sentence::Is(..) | Sentence::IsNotSet(_) => 38,
            Sentence::Ends(..) | Sentence::StillWaits(_) => 39,
            Sentence::Staff(_) => 40,
            Sentence::AcceptedBy(_) => 41,
            Sentence::RefusedBy(_) | Sentence::CompletedBy(_) => 42,
            Sentence::NobodyAccepts(_) => 43,
            Sentence::ReservedFor(_) => 44,
            Sentence::TaskAnswer(..) => 45,
        }
    }
}
