//! What a person types in a conversation, understood by what the flow waits for.

use centralita_engine::Text;
use centralita_engine::scenario::Waiting;

use crate::words::{Language, Talk};

/// One line that a person typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// Keys of the telephone.
    Keys(Text),
    /// Words spoken.
    Words(Text),
    /// A message written.
    Message(Text),
    /// So many seconds on a recording.
    Recorded(u32),
    /// A recording ended by this key.
    RecordedUntil(Text),
    /// An answer for what the flow asked of the world.
    Answer(Text),
    /// Nothing is said until the flow gives up waiting.
    Silence,
    /// The caller hangs up.
    HangUp,
    /// Time passes, in seconds.
    Wait(u32),
    /// Time passes until something happens.
    WaitUntilDue,
    /// What the flow knows, from a path on.
    Variables(Text),
    /// The way so far.
    Steps,
    /// Why the last turn went as it did.
    Why,
    /// Something becomes of the task.
    Task(TaskWord),
    /// Somebody does something with the task; without a name, whoever can.
    Person(TaskWord, Option<Text>),
    /// News of a message.
    Delivery(Text),
    /// Another program gives control back.
    Return(Text),
    /// Back one turn.
    Back,
    /// Keep the conversation.
    Save(Text),
    /// The list of what can be typed.
    Help,
    /// Leave.
    Quit,
}

/// What becomes of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskWord {
    /// Somebody took it.
    Accept,
    /// Somebody does not want it.
    Refuse,
    /// It is done.
    Complete,
    /// It was taken back.
    Cancel,
}

/// How long a person speaks when only words are given, in seconds.
fn speaking_secs(words: &str) -> u32 {
    let letters = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
    (letters / 15).max(1)
}

/// Understands `line`.
///
/// # Errors
/// A sentence for the person when it means nothing here.
pub fn understand(line: &str, waiting: Waiting<'_>, language: Language) -> Result<Typed, String> {
    let line = line.trim();
    if let Some(command) = line.strip_prefix('/') {
        return named(command, waiting, language);
    }
    if line.is_empty() {
        return Ok(match waiting {
            Waiting::Timer(_) => Typed::WaitUntilDue,
            _ => Typed::Nothing,
        });
    }
    match waiting {
        Waiting::Input(gather) => {
            if line.chars().all(|key| is_key(key) || key == ' ') {
                Ok(Typed::Keys(line.chars().filter(|key| *key != ' ').collect()))
            } else if gather.speech.is_none() {
                Err(language.say(Talk::OnlyKeysHeard).to_owned())
            } else {
                Ok(Typed::Words(line.into()))
            }
        }
        Waiting::Recording(record) => {
            if let Ok(secs) = length(line, language) {
                Ok(Typed::Recorded(secs))
            } else if line.chars().count() == 1 && record.finish_on_key.contains(line) {
                Ok(Typed::RecordedUntil(line.into()))
            } else {
                Ok(Typed::Recorded(speaking_secs(line)))
            }
        }
        Waiting::Message(_) => Ok(Typed::Message(line.into())),
        Waiting::Timer(_) | Waiting::Task(_) | Waiting::Redirect(_) => {
            Err(language.say(Talk::NotNow).to_owned())
        }
        Waiting::Ended => Err(language.say(Talk::IsOver).to_owned()),
        _ => Ok(Typed::Answer(line.into())),
    }
}

fn is_key(key: char) -> bool {
    key.is_ascii_digit() || matches!(key, '*' | '#')
}

fn named(command: &str, waiting: Waiting<'_>, language: Language) -> Result<Typed, String> {
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    Ok(match name {
        "say" | "di" => match waiting {
            Waiting::Message(_) => Typed::Message(rest.into()),
            _ => Typed::Words(rest.into()),
        },
        "press" | "pulsa" => match rest.chars().find(|key| !is_key(*key) && *key != ' ') {
            Some(key) => return Err(language.fill(Talk::NoSuchKey, &[("key", &key)])),
            None => Typed::Keys(rest.chars().filter(|key| *key != ' ').collect()),
        },
        "silence" | "silencio" => Typed::Silence,
        "hangup" | "hang-up" | "colgar" | "cuelga" => Typed::HangUp,
        "wait" | "esperar" if rest.is_empty() => Typed::WaitUntilDue,
        "wait" | "esperar" => Typed::Wait(length(rest, language)?),
        "vars" | "variables" => Typed::Variables(rest.into()),
        "steps" | "pasos" => Typed::Steps,
        "why" | "porque" | "por-que" => Typed::Why,
        "task" | "tarea" => Typed::Task(match rest {
            "accept" | "aceptar" => TaskWord::Accept,
            "complete" | "completar" => TaskWord::Complete,
            "cancel" | "cancelar" => TaskWord::Cancel,
            _ => return Err(language.fill(Talk::NotAnOutcome, &[("text", &rest)])),
        }),
        "accept" | "aceptar" => Typed::Person(TaskWord::Accept, somebody(rest)),
        "refuse" | "rechazar" => Typed::Person(TaskWord::Refuse, somebody(rest)),
        "complete" | "completar" => Typed::Person(TaskWord::Complete, somebody(rest)),
        "dial" | "llamada" | "answer" | "responder" => Typed::Answer(rest.into()),
        "deliver" | "entrega" => Typed::Delivery(rest.into()),
        "return" | "volver" => {
            Typed::Return(if rest.is_empty() { "return".into() } else { rest.into() })
        }
        "back" | "atras" | "atrás" => Typed::Back,
        "save" | "guardar" if rest.is_empty() => {
            return Err(language.say(Talk::SaveWhere).to_owned());
        }
        "save" | "guardar" => Typed::Save(rest.into()),
        "help" | "ayuda" | "?" => Typed::Help,
        "quit" | "exit" | "salir" => Typed::Quit,
        _ => {
            let command = format!("/{name}");
            return Err(language.fill(Talk::UnknownCommand, &[("command", &command)]));
        }
    })
}

/// Who is named, with or without quotation marks.
fn somebody(rest: &str) -> Option<Text> {
    let name = rest.trim_matches('"').trim();
    (!name.is_empty()).then(|| name.into())
}

/// A length of time in seconds: `30s`, `5m`, `2h`, or a plain number of seconds.
pub fn length(text: &str, language: Language) -> Result<u32, String> {
    let (digits, factor) = match text.chars().last() {
        Some('s') => (&text[..text.len() - 1], 1),
        Some('m') => (&text[..text.len() - 1], 60),
        Some('h') => (&text[..text.len() - 1], 3600),
        _ => (text, 1),
    };
    match digits.trim().parse::<u32>() {
        Ok(number) => Ok(number.saturating_mul(factor)),
        Err(_) => Err(language.fill(Talk::NotALength, &[("text", &text)])),
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::exec::{Gather, SpeechInput};
    use centralita_engine::{Secs, Time};

    use super::*;

    fn listening(speech: bool) -> Gather {
        Gather {
            prompt: None,
            timeout: Secs(5),
            finish_on_key: "#".into(),
            digits: None,
            speech: speech.then(SpeechInput::default),
            sensitive: false,
        }
    }

    #[test]
    fn keys_and_words_are_told_apart() {
        let gather = listening(true);
        let read = |line: &str| understand(line, Waiting::Input(&gather), Language::En);
        assert_eq!(read("1 2#"), Ok(Typed::Keys("12#".into())));
        assert_eq!(read("sales please"), Ok(Typed::Words("sales please".into())));
        assert_eq!(read("/say 12"), Ok(Typed::Words("12".into())));
        assert_eq!(read("  "), Ok(Typed::Nothing));
    }

    #[test]
    fn words_are_refused_where_only_keys_are_heard() {
        let gather = listening(false);
        assert_eq!(
            understand("sales", Waiting::Input(&gather), Language::En),
            Err("Only keys are heard here.".into())
        );
    }

    #[test]
    fn commands_are_understood_in_both_languages() {
        let read = |line: &str| understand(line, Waiting::Timer(Time(0)), Language::En);
        assert_eq!(read("/colgar"), read("/hangup"));
        assert_eq!(read("/wait 2m"), Ok(Typed::Wait(120)));
        assert_eq!(read("/tarea aceptar"), Ok(Typed::Task(TaskWord::Accept)));
        assert_eq!(read(""), Ok(Typed::WaitUntilDue));
        assert_eq!(
            read("/jump"),
            Err("There is no /jump here. /help tells what you can type.".into())
        );
    }
}
