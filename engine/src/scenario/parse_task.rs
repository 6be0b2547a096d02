//! Reading sentences about tasks and the people who take them.

use crate::scenario::sentence::{Sentence, TaskIs};
use crate::scenario::words::{Parsed, Words};
use crate::value::{Text, Value};

/// A sentence about what people do with the task, or to whom it is offered; none when it is another.
pub(super) fn of_people(words: &mut Words<'_>) -> Parsed<Option<Sentence>> {
    Ok(Some(if words.eat("the task is") {
        let state = words.word("what becomes of the task")?;
        match state {
            "accepted" => Sentence::TaskAccepted,
            "completed" => Sentence::TaskCompleted,
            "cancelled" | "canceled" => Sentence::TaskCancelled,
            _ => return words.fault("A task is accepted, completed or cancelled."),
        }
    } else if words.eat("the task has the answer") {
        let label = words.quoted("what was asked for")?;
        Sentence::TaskAnswer(label, words.quoted("the answer")?)
    } else if words.eat("task reserved for nobody") {
        Sentence::ReservedFor(Vec::new())
    } else if words.eat("task reserved for") {
        Sentence::ReservedFor(people(words)?)
    } else if words.eat("nobody accepts for") {
        Sentence::NobodyAccepts(words.secs()?)
    } else if words.eat("accepted by") {
        Sentence::AcceptedBy(words.text_or_word(WHO)?)
    } else if words.eat("refused by") {
        Sentence::RefusedBy(words.text_or_word(WHO)?)
    } else if words.eat("completed by") {
        Sentence::CompletedBy(words.text_or_word(WHO)?)
    } else {
        return Ok(None);
    }))
}

/// What is missing where nobody is named.
const WHO: &str = "who it is";

/// `Ana, Luis and "Mei Lin"`.
fn people(words: &mut Words<'_>) -> Parsed<Vec<Text>> {
    let mut people = Vec::new();
    loop {
        let name = words.text_or_word("who is asked")?;
        let (name, has_comma) = match name.strip_suffix(',') {
            Some(name) => (Text::from(name), true),
            None => (name, words.eat(",")),
        };
        people.push(name);
        if !has_comma && !words.eat("and") {
            return Ok(people);
        }
    }
}

/// `task in queue sales with skills [sales]`, after its first words.
pub(super) fn task(words: &mut Words<'_>, is_plan: bool) -> Parsed<Sentence> {
    let target = words.text_or_word("the queue's name")?;
    let mut task = TaskIs { target, is_plan, ..TaskIs::default() };
    while words.eat("with") || words.eat("and") {
        if words.eat("skills") {
            words.skip_blanks();
            let Some(inside) = words.rest.strip_prefix('[') else {
                return words.fault("Write the skills in brackets, like [sales, spanish].");
            };
            let Some(end) = inside.find(']') else {
                return words.fault("The bracket that opens here is never closed.");
            };
            task.skills = Some(
                inside[..end]
                    .split(',')
                    .map(|skill| Text::from(skill.trim()))
                    .filter(|skill| !skill.is_empty())
                    .collect(),
            );
            words.rest = &inside[end + 1..];
        } else if words.eat("priority") {
            let number = words.word("a number")?;
            match number.parse() {
                Ok(number) => task.priority = Some(number),
                Err(_) => return words.fault(format!("\"{number}\" is no whole number.")),
            }
        } else {
            let path = words.path()?;
            words.skip_blanks();
            let value = if words.rest.starts_with('"') {
                Value::Text(words.quoted("a value")?)
            } else {
                let word = words.word("a value")?;
                match Value::from_json(word) {
                    Ok(value) => value,
                    Err(_) => {
                        return words.fault(format!(
                            "\"{word}\" is no value. Write text in quotation marks."
                        ));
                    }
                }
            };
            task.attributes.push((path, value));
        }
    }
    Ok(Sentence::Task(task))
}
