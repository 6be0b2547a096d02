//! The fields of a request, which become a form or JSON.

use centralita_engine::{Map, Value};
use serde_json::Value as Json;

use crate::channels::twiml::request::Form;

/// Named values in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(Vec<(String, Field)>);

#[derive(Clone, Debug, PartialEq)]
enum Field {
    Text(String),
    Number(i64),
    Flag(bool),
    /// Repeated in a form, separated by spaces in JSON.
    Words(Vec<String>),
}

impl Fields {
    pub fn text(mut self, name: &str, value: &str) -> Fields {
        self.0.push((name.to_owned(), Field::Text(value.to_owned())));
        self
    }

    /// Unless it is empty.
    pub fn some(self, name: &str, value: &str) -> Fields {
        if value.trim().is_empty() { self } else { self.text(name, value) }
    }

    pub fn number(mut self, name: &str, value: u32) -> Fields {
        self.0.push((name.to_owned(), Field::Number(value.into())));
        self
    }

    pub fn flag(mut self, name: &str, value: bool) -> Fields {
        self.0.push((name.to_owned(), Field::Flag(value)));
        self
    }

    pub fn words(mut self, name: &str, words: &[&str]) -> Fields {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        self.0.push((name.to_owned(), Field::Words(words)));
        self
    }

    /// All settings of a map whose names `may` stand there.
    pub fn settings(mut self, settings: &Map, may: impl Fn(&str) -> bool) -> Fields {
        for (name, value) in settings.iter().filter(|(name, _)| may(name)) {
            let field = match value {
                Value::Null => continue,
                Value::Bool(flag) => Field::Flag(*flag),
                Value::Int(number) => Field::Number(*number),
                Value::Text(text) => Field::Text(text.to_string()),
                Value::List(items) => {
                    let words = items.iter().filter_map(Value::as_text);
                    Field::Words(words.map(str::to_owned).collect())
                }
                Value::Float(_) | Value::Map(_) => Field::Text(value.to_json()),
            };
            self.0.push((name.to_string(), field));
        }
        self
    }

    pub fn into_form(self) -> Form {
        Form::of(self.0.into_iter().flat_map(|(name, field)| {
            let values = match field {
                Field::Text(text) => vec![text],
                Field::Number(number) => vec![number.to_string()],
                Field::Flag(flag) => vec![flag.to_string()],
                Field::Words(words) => words,
            };
            values.into_iter().map(move |value| (name.clone(), value))
        }))
    }

    pub fn into_json(self) -> Json {
        let fields = self.0.into_iter().map(|(name, field)| {
            let value = match field {
                Field::Text(text) => Json::from(text),
                Field::Number(number) => Json::from(number),
                Field::Flag(flag) => Json::from(flag),
                Field::Words(words) => Json::from(words.join(" ")),
            };
            (name, value)
        });
        Json::Object(fields.collect())
    }
}
