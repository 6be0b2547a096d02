//! Decisions: what a script wants to happen, as the value it returns.

use centralita_engine::exec::{Gather, HttpRequest, Prompt, Say, SpeechInput};
use centralita_engine::{Map, Secs, Text, Value};

/// What a script wants to happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Leave by an exit.
    Exit {
        /// The exit's event.
        name: Text,
        /// What to store under the widget's name.
        outputs: Map,
    },
    /// Make an HTTP request; the script goes on in `replied`.
    Request(Box<HttpRequest>),
    /// Wait; the script goes on in `fired`.
    Wait(Secs),
    /// Speak to the caller; the script goes on in `played`.
    Say(Box<Say>),
    /// Ask the caller; the script goes on in `heard`.
    Gather(Box<Gather>),
}

impl Decision {
    /// The decision's name, as scripts call it.
    pub fn name(&self) -> &'static str {
        match self {
            Decision::Exit { .. } => "exit",
            Decision::Request(_) => "request",
            Decision::Wait(_) => "wait",
            Decision::Say(_) => "say",
            Decision::Gather(_) => "gather",
        }
    }

    /// The function in which the script goes on; none after an exit.
    pub fn answer(&self) -> Option<&'static str> {
        match self {
            Decision::Exit { .. } => None,
            Decision::Request(_) => Some("replied"),
            Decision::Wait(_) => Some("fired"),
            Decision::Say(_) => Some("played"),
            Decision::Gather(_) => Some("heard"),
        }
    }

    /// The decision as data, for tests and previews.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        map.insert("decision", self.name());
        match self {
            Decision::Exit { name, outputs } => {
                map.insert("exit", name.clone());
                map.insert("outputs", outputs.clone());
            }
            Decision::Request(request) => {
                map.insert("method", request.method.clone());
                map.insert("url", request.url.clone());
                map.insert("body", request.body.clone());
                map.insert("content_type", request.content_type.clone());
                map.insert("headers", request.headers.clone());
            }
            Decision::Wait(secs) => {
                map.insert("seconds", i64::from(secs.0));
            }
            Decision::Say(say) => {
                map.insert("text", say.text.clone());
                map.insert("language", say.language.clone());
            }
            Decision::Gather(gather) => {
                if let Some(Prompt::Say(say)) = &gather.prompt {
                    map.insert("text", say.text.clone());
                    map.insert("language", say.language.clone());
                }
                map.insert("digits", gather.digits.map(i64::from));
                map.insert("timeout", i64::from(gather.timeout.0));
            }
        }
        Value::from(map)
    }

    /// Reads what a script gave to `request`.
    pub(crate) fn request(given: &Map) -> Result<Decision, String> {
        known("request", given, &["method", "url", "headers", "body", "form", "timeout"])?;
        let url = text(given, "url")?
            .ok_or("A request needs a url: request(#{ url: \"https://...\" }).")?;
        let method =
            text(given, "method")?.map(|method| method.to_uppercase()).unwrap_or_else(|| {
                if given.contains("body") || given.contains("form") {
                    "POST".into()
                } else {
                    "GET".into()
                }
            });
        let (body, content_type) = match (given.get("body"), given.get("form")) {
            (_, Some(Value::Map(form))) => (form_body(form), "application/x-www-form-urlencoded"),
            (_, Some(_)) => {
                return Err("The form of a request is a map: form: #{ name: value }.".into());
            }
            (Some(Value::Text(body)), None) => (body.clone(), "text/plain"),
            (Some(Value::Null) | None, None) => (Text::default(), ""),
            (Some(body), None) => (body.to_json().into(), "application/json"),
        };
        let mut headers = Map::new();
        let mut content_type = Text::from(content_type);
        match given.get("headers") {
            None | Some(Value::Null) => {}
            Some(Value::Map(map)) => {
                for (name, value) in map.iter() {
                    let value = plain(value);
                    if name.eq_ignore_ascii_case("content-type") {
                        content_type = value;
                    } else {
                        headers.insert(name.clone(), value);
                    }
                }
            }
            Some(_) => {
                return Err(
                    "The headers of a request are a map: headers: #{ Accept: \"text/plain\" }."
                        .into(),
                );
            }
        }
        Ok(Decision::Request(Box::new(HttpRequest {
            method: method.into(),
            url,
            content_type,
            body,
            headers,
            timeout: Secs(number(given, "timeout")?.unwrap_or(0)),
            ..HttpRequest::default()
        })))
    }

    /// Reads what a script gave to `say`.
    pub(crate) fn say(given: &Map) -> Result<Decision, String> {
        known("say", given, &["text", "voice", "language", "times"])?;
        Ok(Decision::Say(Box::new(spoken(given)?.ok_or("say needs a text: say(\"Hello\").")?)))
    }

    /// Reads what a script gave to `gather`.
    pub(crate) fn gather(given: &Map) -> Result<Decision, String> {
        known(
            "gather",
            given,
            &[
                "text",
                "voice",
                "language",
                "times",
                "digits",
                "timeout",
                "finish_on_key",
                "speech",
                "hints",
                "sensitive",
            ],
        )?;
        let language = text(given, "language")?.unwrap_or_default();
        let listens = flag(given, "speech")? || given.contains("hints");
        Ok(Decision::Gather(Box::new(Gather {
            prompt: spoken(given)?.map(Prompt::Say),
            timeout: Secs(number(given, "timeout")?.unwrap_or(5)),
            finish_on_key: text(given, "finish_on_key")?.unwrap_or_else(|| "#".into()),
            digits: number(given, "digits")?.filter(|&digits| digits > 0),
            speech: match listens {
                true => Some(SpeechInput {
                    language,
                    hints: text(given, "hints")?.unwrap_or_default(),
                    timeout: "auto".into(),
                    ..SpeechInput::default()
                }),
                false => None,
            },
            sensitive: flag(given, "sensitive")?,
        })))
    }
}

fn spoken(given: &Map) -> Result<Option<Say>, String> {
    let Some(words) = text(given, "text")? else { return Ok(None) };
    Ok(Some(Say {
        text: words,
        voice: text(given, "voice")?.unwrap_or_default(),
        language: text(given, "language")?.unwrap_or_default(),
        times: number(given, "times")?.unwrap_or(1).max(1),
    }))
}

fn known(what: &str, given: &Map, names: &[&str]) -> Result<(), String> {
    match given.keys().find(|key| !names.contains(&key.as_str())) {
        Some(key) => Err(format!("{what} knows no \"{key}\". It knows {}.", names.join(", "))),
        None => Ok(()),
    }
}

/// A scalar as text; lists and maps as JSON.
pub(crate) fn plain(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Null => Text::default(),
        other => other.to_json().into(),
    }
}

fn text(given: &Map, name: &str) -> Result<Option<Text>, String> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::List(_) | Value::Map(_)) => Err(format!("\"{name}\" has to be a text.")),
        Some(value) => Ok(Some(plain(value))),
    }
}

fn number(given: &Map, name: &str) -> Result<Option<u32>, String> {
    let number = match given.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Int(number)) => *number,
        Some(Value::Float(number)) => *number as i64,
        Some(Value::Text(text)) => {
            text.trim().parse().map_err(|_| format!("\"{name}\" has to be a number."))?
        }
        Some(_) => return Err(format!("\"{name}\" has to be a number.")),
    };
    Ok(Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX)))
}

fn flag(given: &Map, name: &str) -> Result<bool, String> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(format!("\"{name}\" has to be true or false.")),
    }
}

/// Names and values as a web form sends them.
fn form_body(form: &Map) -> Text {
    let mut body = String::new();
    for (name, value) in form.iter() {
        if !body.is_empty() {
            body.push('&');
        }
        percent(name, &mut body);
        body.push('=');
        percent(&plain(value), &mut body);
    }
    body.into()
}

/// Appends `text` as it stands in a web address: letters, digits and `-._~` plain, all else as `%XX`.
pub(crate) fn percent(text: &str, out: &mut String) {
    use std::fmt::Write;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
