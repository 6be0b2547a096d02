//! How far a question has come, kept while it waits for the contact.

use centralita_engine::exec::{EffectId, How};
use centralita_engine::{Map, Text, Value};

use super::answer::Answer;

/// How far a question has come. It is kept as a map of short names, since it is stored with every
/// waiting execution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// How often the question was asked.
    pub asked: u32,
    /// How often the present answer was read back for confirmation; 0 while we ask for one.
    pub confirming: u32,
    /// The timer that ends the wait for a message.
    pub timer: Option<EffectId>,
    /// The last thing given, whatever it was worth.
    pub given: Option<Given>,
    /// The answer that waits for confirmation.
    pub answer: Option<Answer>,
}

/// Something a contact gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// As it came.
    pub raw: Text,
    /// In which way.
    pub how: How,
    /// How sure the recogniser was, for speech.
    pub confidence: Option<Text>,
}

impl Given {
    /// The way in a word that flows can compare.
    pub fn how_in_a_word(&self) -> &'static str {
        word(self.how)
    }
}

fn word(how: How) -> &'static str {
    match how {
        How::Dtmf => "keys",
        How::Speech => "speech",
        How::Message => "message",
        How::Flow => "flow",
    }
}

impl Progress {
    /// Reads what [`Progress::to_value`] wrote.
    pub fn read(value: &Value) -> Progress {
        let count = |key: &str| match value.get(key) {
            Some(Value::Int(count)) => u32::try_from(*count).unwrap_or(u32::MAX),
            _ => 0,
        };
        let text = |key: &str| value.get(key).and_then(Value::as_text).map(Text::from);
        let how = text("h").and_then(|name| {
            [How::Dtmf, How::Speech, How::Message, How::Flow]
                .into_iter()
                .find(|how| word(*how) == name)
        });
        let given = text("r").zip(how).map(|(raw, how)| Given { raw, how, confidence: text("c") });
        let answer = value.get("v").map(|answer| {
            let spoken = text("s").unwrap_or_default();
            let written = text("w").unwrap_or_else(|| spoken.clone());
            Answer { value: answer.clone(), spoken, written }
        });
        Progress {
            asked: count("a"),
            confirming: count("k"),
            timer: value.get("t").map(|_| EffectId(count("t"))),
            given,
            answer,
        }
    }

    /// What is kept.
    pub fn to_value(&self) -> Value {
        let mut map = Map::with_capacity(8);
        map.insert("a", i64::from(self.asked));
        if self.confirming > 0 {
            map.insert("k", i64::from(self.confirming));
        }
        if let Some(timer) = self.timer {
            map.insert("t", i64::from(timer.0));
        }
        if let Some(Given { raw, how, confidence }) = &self.given {
            map.insert("r", raw.clone());
            map.insert("h", word(*how));
            if let Some(confidence) = confidence {
                map.insert("c", confidence.clone());
            }
        }
        if let Some(Answer { value, spoken, written }) = &self.answer {
            map.insert("v", value.clone());
            map.insert("s", spoken.clone());
            if written != spoken {
                map.insert("w", written.clone());
            }
        }
        Value::from(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back_the_same() {
        let begun = Progress { asked: 1, ..Progress::default() };
        assert_eq!(begun.to_value().to_json(), r#"{"a":1}"#);
        assert_eq!(Progress::read(&begun.to_value()), begun);
        let far = Progress {
            asked: 3,
            confirming: 2,
            timer: Some(EffectId(7)),
            given: Some(Given {
                raw: "one two".into(),
                how: How::Speech,
                confidence: Some("0.9".into()),
            }),
            answer: Some(Answer { value: "12".into(), spoken: "1 2".into(), written: "12".into() }),
        };
        assert_eq!(Progress::read(&far.to_value()), far);
        assert_eq!(Progress::read(&Value::Null), Progress::default());
    }
}
