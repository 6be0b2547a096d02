//! Choices: answers that a message offers, to be pressed instead of written.
//!
//! The author of a flow names them in the message's attributes, `{"choices": ["Yes", "No"]}`. Where
//! nothing is named, a numbered list in the text is a choice all the same: that is how flows ask by
//! telephone and by SMS.

use centralita_engine::Value;
use serde::{Deserialize, Serialize};

/// An answer that can be pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is read.
    pub label: String,
    /// What is answered.
    pub value: String,
}

/// The most choices that are offered.
const MOST: usize = 10;

/// The longest label, in characters.
const LONGEST: usize = 80;

/// The choices of a message.
pub fn choices(attributes: &Value, text: &str) -> Vec<Choice> {
    let named = attributes.as_map().and_then(|map| map.get("choices")).and_then(Value::as_list);
    match named {
        Some(named) => named.iter().filter_map(named_choice).take(MOST).collect(),
        None => numbered(text),
    }
}

/// A text, or a map with `label` and `value`.
fn named_choice(choice: &Value) -> Option<Choice> {
    let text = |name: &str| choice.as_map()?.get(name).and_then(Value::as_text);
    let label = choice.as_text().or_else(|| text("label")).or_else(|| text("text"))?;
    let value = text("value").unwrap_or(label);
    fits(label).then(|| Choice { label: label.to_owned(), value: value.to_owned() })
}

/// Lines such as `1 - Where is my order?`, counted from 1 without a gap, two at least.
fn numbered(text: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let number = (choices.len() + 1).to_string();
        let Some(rest) = line.strip_prefix(&number) else { continue };
        let label = rest.trim_start().trim_start_matches(['-', '.', ')', ':', '–', '—']);
        // A line that goes on with the number, such as `10 Example Street`, is no choice.
        if label.len() == rest.len() || !label.starts_with(' ') || !fits(label.trim()) {
            continue;
        }
        choices.push(Choice { label: label.trim().to_owned(), value: number });
    }
    if (2..=MOST).contains(&choices.len()) { choices } else { Vec::new() }
}

fn fits(label: &str) -> bool {
    !label.trim().is_empty() && label.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(choices: &[Choice]) -> Vec<(&str, &str)> {
        choices.iter().map(|choice| (choice.value.as_str(), choice.label.as_str())).collect()
    }

    #[test]
    fn a_numbered_list_in_the_text_is_offered_as_choices() {
        let text =
            "How can we help?\n1 - Where is my order?\n2) A return\n3. A person\nPlease reply.";
        assert_eq!(
            labels(&choices(&Value::Null, text)),
            [("1", "Where is my order?"), ("2", "A return"), ("3", "A person")]
        );
    }

    #[test]
    fn numbers_that_are_no_list_are_no_choices() {
        for text in [
            "1 - Only one",
            "12 Example Street\n1 Example Street",
            "2 - b\n3 - c",
            "1.5 km\n2.5 km",
        ] {
            assert_eq!(choices(&Value::Null, text), [], "{text}");
        }
    }

    #[test]
    fn named_choices_come_before_those_in_the_text() {
        let named: Value =
            serde_json::from_str(r#"{"choices": ["Yes", {"label": "No", "value": "n"}, 7, ""]}"#)
                .unwrap();
        let offered = choices(&named, "1 - a\n2 - b");
        assert_eq!(labels(&offered), [("Yes", "Yes"), ("n", "No")]);
    }
}
