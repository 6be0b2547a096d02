//! Choices: a few values, each with the keys and words that mean it.

use centralita_engine::Text;
use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};
use centralita_engine::flow::{JsonKind, Node};

use super::spoken::{digits, words};

/// The values to choose from, in order.
///
/// In a flow file: `[{ "value": "sales", "keys": "1", "words": "sales, buy" }]`, or
/// `{ "sales": "1, buy" }`, where whatever consists of keys counts as keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices(pub Vec<Row>);

/// One value to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The value that is stored; saying it chooses it too.
    pub value: Text,
    /// The keys that mean it.
    pub keys: Vec<Text>,
    /// The words and phrases that mean it.
    pub words: Vec<Text>,
}

impl Row {
    fn phrases(&self) -> impl Iterator<Item = &Text> {
        self.words.iter().chain([&self.value])
    }

    fn is_exactly(&self, said: &[String]) -> bool {
        self.phrases().any(|phrase| words(phrase) == said)
    }

    fn is_within(&self, said: &[String]) -> bool {
        self.phrases().any(|phrase| {
            let phrase = words(phrase);
            !phrase.is_empty() && said.windows(phrase.len()).any(|part| part == phrase)
        })
    }
}

impl Choices {
    /// The row that keys, a message or speech mean; none when no row or several could be meant.
    pub fn find(&self, given: &str) -> Option<&Row> {
        let keys = digits(given).unwrap_or_else(|| given.trim().to_owned());
        if let Some(row) = self.0.iter().find(|row| row.keys.iter().any(|key| *key == keys)) {
            return Some(row);
        }
        let said = words(given);
        if said.is_empty() {
            return None;
        }
        if let Some(row) = self.0.iter().find(|row| row.is_exactly(&said)) {
            return Some(row);
        }
        let mut within = self.0.iter().filter(|row| row.is_within(&said));
        match (within.next(), within.next()) {
            (Some(row), None) => Some(row),
            _ => None,
        }
    }

    fn keys(&self) -> impl Iterator<Item = &Text> {
        self.0.iter().flat_map(|row| &row.keys)
    }

    /// Whether one key is enough for every row that has keys.
    pub fn take_one_key(&self) -> bool {
        self.keys().next().is_some() && self.keys().all(|key| key.len() == 1)
    }

    /// All words, as hints for speech.
    pub fn hints(&self) -> Text {
        self.0.iter().flat_map(Row::phrases).map(Text::as_str).collect::<Vec<_>>().join(", ").into()
    }

    /// A key that means two rows.
    pub fn key_used_twice(&self) -> Option<&Text> {
        let mut keys: Vec<&Text> = self.keys().collect();
        keys.sort();
        keys.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    /// A key that no telephone sends as a choice.
    pub fn impossible_key(&self) -> Option<&Text> {
        self.keys().find(|key| !are_keys(key))
    }
}

fn are_keys(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
}

/// The items of a list, or of a text with commas.
fn items(node: Option<Node<'_>>) -> Vec<Text> {
    let Some(node) = node else { return Vec::new() };
    let texts: Vec<Text> = match node.kind() {
        JsonKind::List => node.items().filter_map(|item| item.text_of().map(Text::from)).collect(),
        _ => node.text_of().map(Text::from).into_iter().collect(),
    };
    let trimmed = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
    trimmed.filter(|item| !item.is_empty()).map(Text::from).collect()
}

impl FieldType for Choices {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Json, JsonAs::List);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Choices {
        let Some(node) = reading.node(field) else { return Choices::default() };
        if node.kind() == JsonKind::Map {
            let row = |value: Text, given: Vec<Text>| {
                let (keys, words) = given.into_iter().partition(|item| are_keys(item));
                Row { value, keys, words }
            };
            let members = node.members();
            return Choices(
                members.map(|(key, value)| row(Text::from(key.text), items(Some(value)))).collect(),
            );
        }
        let row = |item: Node<'_>| {
            Some(Row {
                value: item.get("value")?.text_of()?.trim().into(),
                keys: items(item.get("keys")),
                words: items(item.get("words")),
            })
        };
        Choices(node.items().filter_map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Choices {
        let row = |value: &str, key: &str, words: &[&str]| Row {
            value: value.into(),
            keys: vec![key.into()],
            words: words.iter().map(|word| Text::from(*word)).collect(),
        };
        Choices(vec![
            row("sales", "1", &["buy something", "ventas"]),
            row("support", "2", &["help", "soporte técnico"]),
        ])
    }

    #[test]
    fn keys_words_and_phrases_choose() {
        for (given, value) in [
            ("1", "sales"),
            ("two", "support"),
            ("Sales.", "sales"),
            ("I want to buy something, please", "sales"),
            ("SOPORTE TÉCNICO", "support"),
        ] {
            assert_eq!(choices().find(given).map(|row| row.value.as_str()), Some(value), "{given}");
        }
    }

    #[test]
    fn nothing_or_several_choose_nothing() {
        for given in ["", "3", "buy", "sales or support", "helpless"] {
            assert_eq!(choices().find(given), None, "{given}");
        }
    }

    #[test]
    fn keys_are_judged() {
        assert!(choices().take_one_key() && !Choices::default().take_one_key());
        assert_eq!(choices().key_used_twice(), None);
        let mut twice = choices();
        twice.0[1].keys = vec!["1".into(), "#".into()];
        assert_eq!(twice.key_used_twice().map(Text::as_str), Some("1"));
        assert_eq!(twice.impossible_key().map(Text::as_str), Some("#"));
    }
}
