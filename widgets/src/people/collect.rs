//! Collect: ask for one thing, make sure it is right, and file it for the person who takes over.
//!
//! On a call it gathers keys and speech; elsewhere it sends the question as a message and waits for
//! the reply. What is given is judged by the kind of answer, read back if so wished, and asked for
//! again up to a number of attempts. Our own words exist in English and Spanish; the author's count
//! before them.
//!
//! | file | holds |
//! |---|---|
//! | `answer` | the kinds of answer, and how each is judged |
//! | `date`, `amount`, `choice`, `spoken` | reading them as people give them |
//! | `talk` | by voice or by messages |
//! | `texts`, `phrases` | the author's words, and ours |
//! | `progress` | what is kept while waiting |
//! | `tests` | whole conversations |
//!
//! Which way out: `collected` with an answer; `silent` when nothing at all was given, however often
//! we asked; `invalid` when something was given and none of it was an answer, or none was confirmed.

mod amount;
pub(crate) mod answer;
pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod phrases;
mod progress;
pub(crate) mod spoken;
pub(crate) mod talk;
pub(crate) mod texts;

#[cfg(test)]
mod tests;

use centralita_engine::check::{Code, Sentence};
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Reporter, Whole};
use centralita_engine::exec::{Action, Collected, Event, Failure, How, Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Text, Value};

use answer::{Asked, Rules};
use choice::Choices;
use date::{DateRules, When};
use progress::{Given, Progress};
use spoken::{Language, yes_or_no};
use talk::Talk;
use texts::Texts;

/// Ask for one thing, make sure it is right, and file it for the person who takes over.
///
/// It checks what is given, asks again when it has to, reads it back when you want that, and shows
/// it to the agent under its label. The answer is in `{{widgets.NAME.value}}`: a date as
/// `2026-12-24`, an amount as a number, yes or no as `yes` and `no`.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "centralita-collect",
    label = "Collect an answer",
    group = People,
    icon = "clipboard",
    waits,
    speaks
)]
pub struct Collect {
    /// The question.
    #[field(label = "Question", control = Speech, required)]
    pub say: Option<Template>,
    /// What kind of answer is wanted.
    #[field(
        label = "Kind of answer", default = "digits",
        choices("digits", "date", "amount", "yes_no" = "Yes or no", "phone" = "Phone number", "choice" = "One of a few", "text" = "Anything")
    )]
    pub answer: Asked,
    /// The values to choose from, each with its keys and words; for "One of a few".
    #[field(group = "Rules")]
    pub choices: Choices,
    /// Fewest digits, or letters of a text.
    #[field(label = "At least so long", range = 1..=200, group = "Rules")]
    pub min_length: Option<Whole>,
    /// Most digits, or letters of a text.
    #[field(label = "At most so long", range = 1..=200, group = "Rules")]
    pub max_length: Option<Whole>,
    /// The smallest number or amount.
    #[field(label = "Smallest", group = "Rules")]
    pub minimum: Option<Whole>,
    /// The largest number or amount.
    #[field(label = "Largest", group = "Rules")]
    pub maximum: Option<Whole>,
    /// Whether the last digit is a check digit, as on payment cards.
    #[field(default = false, group = "Rules")]
    pub check_digit: Flag,
    /// Whether the day or the month of a date comes first.
    #[field(default = "day-first", choices("day-first", "month-first"), group = "Rules")]
    pub date_order: Text,
    /// On which side of today a date lies.
    #[field(default = "any", choices("any", "past" = "Today or before", "future" = "Today or later"), group = "Rules")]
    pub dates: Text,
    /// The country code for phone numbers without one, such as `34`.
    #[field(group = "Rules")]
    pub country_code: Option<Template>,
    /// How often the question is asked at most.
    #[field(default = 3, range = 1..=10, group = "Repeating")]
    pub attempts: Whole,
    /// Whether the answer is read back to be confirmed.
    #[field(default = false, group = "Repeating")]
    pub confirm: Flag,
    /// What is said before asking again, when the answer was not what was asked for.
    #[field(label = "On a wrong answer", control = Speech, group = "Repeating")]
    pub invalid_say: Option<Template>,
    /// What is said before asking again, when no answer came.
    #[field(label = "On silence", control = Speech, group = "Repeating")]
    pub silent_say: Option<Template>,
    /// How the answer is read back; `{{value}}` stands for it.
    #[field(label = "Confirmation", control = Speech, group = "Repeating")]
    pub confirm_say: Option<Template>,
    /// What the agent's screen calls the answer.
    #[field(group = "Agent")]
    pub label: Text,
    /// Whether the answer may not be shown or logged in clear.
    #[field(default = false, group = "Agent")]
    pub sensitive: Flag,
    /// The language spoken, as a tag. Empty means that of the flow: its variable `language`, else its first language.
    #[field(control = Language, group = "Speech")]
    pub language: Option<Template>,
    /// The texts above in other languages, by language tag.
    #[field(label = "Other languages", group = "Speech")]
    pub texts: Texts,
    /// The voice that speaks.
    #[field(control = Voice, group = "Speech")]
    pub voice: Option<Template>,
    /// Whether a caller may speak the answer too.
    #[field(label = "Understand speech", default = true, group = "Speech")]
    pub speech: Flag,
    /// Seconds to wait for the first key or word, and for each further key.
    #[field(control = Seconds, default = 5, range = 1..=60, group = "Waiting")]
    pub timeout: Whole,
    /// Seconds to wait for a reply to a message.
    #[field(control = Seconds, default = 3600, range = 1..=604_800, group = "Waiting")]
    pub reply_timeout: Whole,
}

/// Ways out of collecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// There is an answer, and it is filed.
    #[exit(label = "Answer collected")]
    Collected,
    /// Something was given, but no answer after all attempts.
    #[exit(label = "No valid answer")]
    Invalid,
    /// Nothing was given after all attempts.
    #[exit(label = "No answer")]
    Silent,
}

/// What collecting stores.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Stored {
    /// The answer in its one form; nothing when there is none.
    #[output(sample = "1234")]
    pub value: Option<Value>,
    /// What was given last, as it came.
    #[output(sample = "one two three four")]
    pub raw: Option<Text>,
    /// How it was given: `keys`, `speech` or `message`.
    #[output(sample = "keys")]
    pub how: Option<Text>,
    /// How sure the recogniser was, for speech.
    #[output(sample = "0.9")]
    pub confidence: Option<Text>,
    /// How often the question was asked.
    #[output(sample = 1)]
    pub attempts: i64,
    /// Whether the contact confirmed the answer.
    #[output(sample = true)]
    pub confirmed: bool,
}

impl Collect {
    fn rules(&self, language: Language, turn: &mut Turning<'_>) -> Result<Rules<'_>, Failure> {
        let mut number = |whole: &Option<Whole>| match whole {
            Some(whole) => turn.whole(whole).map(Some),
            None => Ok(None),
        };
        let length =
            |number: Option<i64>| number.map(|it| u32::try_from(it.max(0)).unwrap_or(u32::MAX));
        let lengths = (length(number(&self.min_length)?), length(number(&self.max_length)?));
        let range = (number(&self.minimum)?, number(&self.maximum)?);
        let country_code = turn.render_or_empty(&self.country_code)?;
        Ok(Rules {
            asked: self.answer,
            lengths,
            range,
            check_digit: turn.flag(&self.check_digit)?,
            dates: DateRules {
                month_first: self.date_order == "month-first",
                when: match self.dates.as_str() {
                    "past" => When::Past,
                    "future" => When::Future,
                    _ => When::Any,
                },
                today: turn.now().timestamp().to_zoned(turn.zone().clone()).date(),
            },
            country_code: country_code.chars().filter(char::is_ascii_digit).collect(),
            choices: &self.choices,
            language,
        })
    }

    /// Asks the question once more, after `lead`, unless the attempts are used up.
    fn ask(
        &self,
        mut progress: Progress,
        lead: &str,
        talk: &Talk<'_>,
        turn: &mut Turning<'_>,
    ) -> Outcome<Exit> {
        if progress.asked >= turn.count(&self.attempts)?.max(1) {
            let exit = if progress.given.is_some() { Exit::Invalid } else { Exit::Silent };
            return Ok(leave(progress, exit, turn));
        }
        progress.asked += 1;
        progress.confirming = 0;
        progress.answer = None;
        let question = talk.wording.and_then(|wording| wording.say.as_ref()).or(self.say.as_ref());
        let question = match question {
            Some(question) => turn.render(question)?,
            None => Text::default(),
        };
        self.listen(progress, after(lead, &question), talk, turn)
    }

    /// Reads the answer back, after `lead`.
    fn read_back(
        &self,
        mut progress: Progress,
        lead: &str,
        talk: &Talk<'_>,
        turn: &mut Turning<'_>,
    ) -> Outcome<Exit> {
        if progress.confirming >= turn.count(&self.attempts)?.max(1) {
            return Ok(leave(progress, Exit::Invalid, turn));
        }
        progress.confirming += 1;
        let shown = progress.answer.as_ref().map(|answer| {
            if talk.on_call { answer.spoken.clone() } else { answer.written.clone() }
        });
        let shown = shown.unwrap_or_default();
        let own = talk.wording.and_then(|wording| wording.confirm.as_ref());
        let question = match own.or(self.confirm_say.as_ref()) {
            Some(question) => turn.render_with(question, "value", shown)?,
            None => phrases::confirm(&shown, talk.language, talk.on_call),
        };
        self.listen(progress, after(lead, &question), talk, turn)
    }

    fn is_secret(&self, turn: &mut Turning<'_>) -> Result<bool, Failure> {
        Ok(turn.flag(&self.sensitive)? || turn.is_sensitive())
    }

    /// The contact gave something.
    fn hear(&self, mut progress: Progress, given: Given, turn: &mut Turning<'_>) -> Outcome<Exit> {
        if let Some(timer) = progress.timer.take() {
            turn.ask(Action::ClearTimer { timer });
        }
        let Some(talk) = self.talk(turn)? else { return Ok(Next::Left) };
        if progress.confirming > 0 {
            return match yes_or_no(&given.raw) {
                Some(true) => self.collected(progress, true, turn),
                Some(false) => self.ask(progress, "", &talk, turn),
                None => {
                    let lead = phrases::unclear(talk.language, talk.on_call);
                    self.read_back(progress, &lead, &talk, turn)
                }
            };
        }
        let rules = self.rules(talk.language, turn)?;
        let understood = rules.understand(&given.raw, given.how);
        progress.given = Some(given);
        match understood {
            Ok(answer) => {
                progress.answer = Some(answer);
                if turn.flag(&self.confirm)? {
                    self.read_back(progress, "", &talk, turn)
                } else {
                    self.collected(progress, false, turn)
                }
            }
            Err(why) => {
                turn.note(format!("Attempt {}: {why}", progress.asked));
                let own = talk.wording.and_then(|wording| wording.invalid.as_ref());
                let lead = match own.or(self.invalid_say.as_ref()) {
                    Some(own) => turn.render(own)?,
                    None => phrases::invalid(&rules, talk.on_call),
                };
                self.ask(progress, &lead, &talk, turn)
            }
        }
    }

    /// Nothing came in time.
    fn hear_nothing(&self, mut progress: Progress, turn: &mut Turning<'_>) -> Outcome<Exit> {
        progress.timer = None;
        let Some(talk) = self.talk(turn)? else { return Ok(Next::Left) };
        let own = talk.wording.and_then(|wording| wording.silent.as_ref());
        let lead = match own.or(self.silent_say.as_ref()) {
            Some(own) => turn.render(own)?,
            None => phrases::silent(talk.language),
        };
        if progress.confirming > 0 {
            self.read_back(progress, &lead, &talk, turn)
        } else {
            self.ask(progress, &lead, &talk, turn)
        }
    }

    /// There is an answer: it is filed and stored.
    fn collected(
        &self,
        progress: Progress,
        confirmed: bool,
        turn: &mut Turning<'_>,
    ) -> Outcome<Exit> {
        let secret = self.is_secret(turn)?;
        let (how, confidence) = match &progress.given {
            Some(given) => (given.how, given.confidence.clone()),
            None => (How::Flow, None),
        };
        let value = progress.answer.as_ref().map_or(Value::Null, |answer| answer.value.clone());
        let label = match self.label.trim() {
            "" => turn.label(),
            label => label.into(),
        };
        turn.file(Collected {
            step: turn.widget().clone(),
            label,
            value: value.clone(),
            how,
            confidence,
            attempts: progress.asked,
            secret,
        });
        store(&progress, Some(value), confirmed, turn);
        Ok(Next::Exit(Exit::Collected))
    }
}

/// Leaves without an answer.
fn leave(progress: Progress, exit: Exit, turn: &mut Turning<'_>) -> Next<Exit> {
    turn.collect_nothing(progress.asked);
    store(&progress, None, false, turn);
    Next::Exit(exit)
}

fn store(progress: &Progress, value: Option<Value>, confirmed: bool, turn: &mut Turning<'_>) {
    let given = progress.given.as_ref();
    turn.store(Stored {
        value,
        raw: given.map(|given| given.raw.clone()),
        how: given.map(|given| given.how_in_a_word().into()),
        confidence: given.and_then(|given| given.confidence.clone()),
        attempts: i64::from(progress.asked),
        confirmed,
    });
}

/// `lead` and `question`, when there is a lead.
fn after(lead: &str, question: &str) -> Text {
    match lead.trim() {
        "" => question.into(),
        lead => format!("{lead} {question}").into(),
    }
}

impl Behaviour for Collect {
    type Exit = Exit;
    type Outputs = Stored;

    const EXAMPLE: &'static str = r#"{
  "name": "customer_number",
  "type": "centralita-collect",
  "transitions": [
    { "event": "collected", "next": "find_customer" },
    { "event": "invalid", "next": "to_reception" },
    { "event": "silent", "next": "to_reception" }
  ],
  "properties": {
    "say": "Please enter your customer number.",
    "answer": "digits",
    "min_length": 6,
    "max_length": 6,
    "attempts": 3,
    "confirm": true,
    "confirm_say": "That was {{value}}. Press 1 if that is right, or 2 to try again.",
    "label": "Customer number",
    "texts": { "es": { "say": "Indique su número de cliente." } },
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn stores(exit: &str, output: &str) -> bool {
        output != "value" || exit == "collected"
    }

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Some(talk) = self.talk(turn)? else { return Ok(Next::Left) };
        self.ask(Progress::default(), "", &talk, turn)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let progress = Progress::read(turn.kept());
        let given = |raw: &Text, how, confidence| Given { raw: raw.clone(), how, confidence };
        match event {
            Event::Keys { keys, .. } => self.hear(progress, given(keys, How::Dtmf, None), turn),
            Event::Speech { text, confidence, .. } => {
                self.hear(progress, given(text, How::Speech, Some(confidence.clone())), turn)
            }
            Event::Message { body, .. } => {
                self.hear(progress, given(body, How::Message, None), turn)
            }
            Event::Silence { .. } => self.hear_nothing(progress, turn),
            Event::TimerFired { answers } if progress.timer == Some(*answers) => {
                self.hear_nothing(progress, turn)
            }
            Event::Sent { accepted: false, .. } => {
                turn.warn("The question could not be sent, so nobody can answer it.");
                let exit = if progress.given.is_some() { Exit::Invalid } else { Exit::Silent };
                Ok(leave(progress, exit, turn))
            }
            _ => Ok(Next::Wait),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        let mut warn = |field: &str, message: Sentence| {
            report.warning(Code("bad_property"), field, message);
        };
        let fixed = |whole: &Option<Whole>| match whole {
            Some(Whole::Fixed(number)) => Some(*number),
            _ => None,
        };
        for (least, most, field) in [
            (&self.min_length, &self.max_length, "min_length"),
            (&self.minimum, &self.maximum, "minimum"),
        ] {
            if let (Some(least), Some(most)) = (fixed(least), fixed(most))
                && least > most
            {
                warn(
                    field,
                    sentence!(
                        "{name} wants at least {least} and at most {most}, which nobody can give. Exchange the two.",
                        "{name} quiere al menos {least} y como mucho {most}, lo que nadie puede dar. Intercambie los dos."
                    ),
                );
            }
        }
        let literal = |template: &Option<Template>| {
            template.as_ref().is_some_and(|template| template.as_literal().is_some())
        };
        if literal(&self.confirm_say) {
            warn(
                "confirm_say",
                sentence!(
                    "The confirmation of {name} does not read the answer back. Put {{{{value}}}} where it belongs.",
                    "La confirmación de {name} no repite la respuesta. Ponga {{{{value}}}} donde corresponda."
                ),
            );
        }
        if self.answer == Asked::Choice {
            if self.choices.0.is_empty() {
                warn(
                    "choices",
                    sentence!(
                        "{name} asks for one of a few values and has none. Add them, with their keys and words.",
                        "{name} pide uno de unos pocos valores y no tiene ninguno. Añádalos, con sus teclas y palabras."
                    ),
                );
            }
            if let Some(key) = self.choices.key_used_twice() {
                warn(
                    "choices",
                    sentence!(
                        "{name} has two choices for the key {key}; only the first is ever chosen. Give the other one another key.",
                        "{name} tiene dos opciones para la tecla {key}; siempre se elige la primera. Dele otra tecla a la otra."
                    ),
                );
            }
            if let Some(key) = self.choices.impossible_key() {
                warn(
                    "choices",
                    sentence!(
                        "{name} has a choice for the key \"{key}\", which cannot be pressed as an answer. Use digits, or *.",
                        "{name} tiene una opción para la tecla \"{key}\", que no se puede pulsar como respuesta. Use cifras o *."
                    ),
                );
            }
        }
        if self.check_digit != Flag::Fixed(false) && self.answer != Asked::Digits {
            warn(
                "check_digit",
                sentence!(
                    "{name} asks for a check digit, which only digits have. Switch it off.",
                    "{name} pide un dígito de control, que solo tienen las cifras. Desactívelo."
                ),
            );
        }
        for tag in self.texts.without_question() {
            warn(
                "texts",
                sentence!(
                    "{name} has texts for \"{tag}\" without the question itself. Add \"say\".",
                    "{name} tiene textos para \"{tag}\" sin la pregunta misma. Añada \"say\"."
                ),
            );
        }
        if let Some(written) = report.widget.property("answer").and_then(|node| node.text_of())
            && !written.trim().is_empty()
            && Asked::parse(&written).is_none()
        {
            let message = sentence!(
                "{name} asks for the kind of answer \"{written}\", which does not exist; anything is taken. Choose digits, date, amount, yes_no, phone, choice or text.",
                "{name} pide el tipo de respuesta \"{written}\", que no existe; se acepta cualquier cosa. Elija digits, date, amount, yes_no, phone, choice o text."
            );
            report.error(Code("bad_property"), "answer", message);
        }
    }
}
