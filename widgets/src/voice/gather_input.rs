//! Gather input: ask the caller something, then listen for keys or speech.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Reporter, Whole};
use centralita_engine::exec::{
    Action, Event, Gather, How, Next, Outcome, Play, PlaySource, Prompt, Say, SpeechInput, Turning,
};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text};

/// Ask the caller something, then listen for keys or speech.
///
/// A key or a word during the prompt stops it. Keys end by the finish key, by the number of digits,
/// or when no further key comes in time; speech ends at a pause. Keys win over speech. The finish
/// key alone counts as no input.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "gather-input-on-call",
    label = "Gather input",
    group = Voice,
    icon = "keypad",
    channels(Call),
    alias("Gather"),
    waits,
    speaks,
    starter
)]
pub struct GatherInput {
    /// What the caller hears before we listen.
    #[field(label = "Prompt", control = Speech, group = "Prompt")]
    pub say: Option<Template>,
    /// An audio file to play instead of words.
    #[field(label = "Audio file", control = Audio, group = "Prompt")]
    pub play: Option<Template>,
    /// The voice that speaks the prompt.
    #[field(control = Voice, group = "Prompt")]
    pub voice: Option<Template>,
    /// The language of the prompt.
    #[field(control = Language, group = "Prompt")]
    pub language: Option<Template>,
    /// How often the prompt is played.
    #[field(wire = "loop", label = "Times", default = 1, range = 1..=99, group = "Prompt")]
    pub times: Whole,
    /// Seconds to wait for the first key after the prompt, and for each further one.
    #[field(control = Seconds, default = 5, range = 0..=30, group = "Listening")]
    pub timeout: Whole,
    /// Whether the finish key ends the keys.
    #[field(label = "Stop at the finish key", default = true, group = "Listening")]
    pub stop_gather: Flag,
    /// The key that ends the keys: a digit, `#` or `*`.
    #[field(default = "#", group = "Listening")]
    pub finish_on_key: Template,
    /// Stop at this many keys. Empty means: stop at the finish key.
    #[field(label = "Number of digits", range = 0..=30, group = "Listening", alias("num_digits", "numDigits"))]
    pub number_of_digits: Option<Whole>,
    /// The language in which speech is understood.
    #[field(
        label = "Speech language", control = Language, default = "en-US", group = "Speech",
        alias("gatherLanguage", "speech_recognition_language")
    )]
    pub gather_language: Template,
    /// Words and phrases that are likely, separated by commas.
    #[field(group = "Speech")]
    pub hints: Option<Template>,
    /// Whether swear words are masked.
    #[field(json = Text, default = true, group = "Speech")]
    pub profanity_filter: Flag,
    /// `auto`, or whole seconds of silence that end the speech.
    #[field(default = "auto", group = "Speech")]
    pub speech_timeout: Template,
    /// The recogniser's model, such as `phone_call` or `numbers_and_commands`.
    #[field(group = "Speech")]
    pub speech_model: Option<Template>,
}

/// Ways out of a gather.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The caller pressed at least one key.
    #[exit(label = "Keys")]
    Keypress,
    /// The caller said something that was understood.
    #[exit(label = "Speech")]
    Speech,
    /// Neither, until the time was up.
    #[exit(label = "No input")]
    Timeout,
}

/// What a gather stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Heard {
    /// The keys pressed, without the finish key.
    #[output(wire = "Digits", sample = "1")]
    pub digits: Option<Text>,
    /// What the caller said.
    #[output(wire = "SpeechResult", sample = "sales")]
    pub speech: Option<Text>,
    /// How sure the recogniser is, from `0.0` to `1.0`.
    #[output(wire = "Confidence", sample = "0.9")]
    pub confidence: Option<Text>,
}

impl Behaviour for GatherInput {
    type Exit = Exit;
    type Outputs = Heard;

    const EXAMPLE: &'static str = r##"{
  "name": "main_menu",
  "type": "gather-input-on-call",
  "transitions": [
    { "event": "keypress", "next": "split_menu" },
    { "event": "speech", "next": "split_menu" },
    { "event": "timeout", "next": "say_sorry" }
  ],
  "properties": {
    "say": "Press 1 for sales, or 2 for support.",
    "language": "en-US",
    "loop": 1,
    "timeout": 5,
    "stop_gather": true,
    "finish_on_key": "#",
    "number_of_digits": 1,
    "gather_language": "en-US",
    "speech_timeout": "auto",
    "profanity_filter": "true",
    "hints": "sales, support",
    "offset": { "x": 0, "y": 0 }
  }
}"##;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let times = turn.count(&self.times)?.max(1);
        let prompt = if let Some(say) = &self.say {
            let text = turn.render(say)?;
            let voice = turn.render_or_empty(&self.voice)?;
            let language = turn.render_or_empty(&self.language)?;
            Some(Prompt::Say(Say { text, voice, language, times }))
        } else if let Some(play) = &self.play {
            Some(Prompt::Play(Play { source: PlaySource::Url(turn.render(play)?), times }))
        } else {
            None
        };
        let finish_on_key = if turn.flag(&self.stop_gather)? {
            turn.render(&self.finish_on_key)?
        } else {
            Text::default()
        };
        let digits = match &self.number_of_digits {
            Some(digits) => Some(turn.count(digits)?).filter(|digits| *digits > 0),
            None => None,
        };
        let speech = SpeechInput {
            language: turn.render(&self.gather_language)?,
            hints: turn.render_or_empty(&self.hints)?,
            profanity_filter: turn.flag(&self.profanity_filter)?,
            timeout: turn.render(&self.speech_timeout)?,
            model: turn.render_or_empty(&self.speech_model)?,
        };
        let timeout = Secs(turn.count(&self.timeout)?);
        let sensitive = turn.is_sensitive();
        turn.ask(Action::Gather(Box::new(Gather {
            prompt,
            timeout,
            finish_on_key,
            digits,
            speech: Some(speech),
            sensitive,
        })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match event {
            // The finish key alone, or speech without a word: that is no input.
            Event::Keys { keys: nothing, .. } | Event::Speech { text: nothing, .. }
                if nothing.trim().is_empty() =>
            {
                turn.collect_nothing(1);
                Ok(Next::Exit(Exit::Timeout))
            }
            Event::Keys { keys, params, .. } => {
                turn.store_params(params);
                turn.store(Heard { digits: Some(keys.clone()), ..Heard::default() });
                turn.collect(keys.clone(), How::Dtmf, None);
                Ok(Next::Exit(Exit::Keypress))
            }
            Event::Speech { text, confidence, params, .. } => {
                turn.store_params(params);
                turn.store(Heard {
                    digits: None,
                    speech: Some(text.clone()),
                    confidence: Some(confidence.clone()),
                });
                turn.collect(text.clone(), How::Speech, Some(confidence.clone()));
                Ok(Next::Exit(Exit::Speech))
            }
            Event::Silence { params, .. } => {
                turn.collect_nothing(1);
                turn.store_params(params);
                Ok(Next::Exit(Exit::Timeout))
            }
            _ => Ok(Next::Wait),
        }
    }

    fn stores(exit: &str, output: &str) -> bool {
        match output {
            "Digits" => exit == "keypress",
            "SpeechResult" | "Confidence" => exit == "speech",
            _ => true,
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        if self.say.is_some() && self.play.is_some() {
            let message = sentence!(
                "{} has words and an audio file; only the words are spoken. Remove one of them.",
                "{} tiene palabras y un archivo de audio; solo se dicen las palabras. Quite una de las dos cosas.",
                report.widget.name
            );
            report.warning(Code("bad_property"), "play", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::GatherInput;

    fn check(events: &[&str], expected: Expect) {
        let properties = r#"{ "say": "Press 1.", "number_of_digits": 1, "hints": "sales" }"#;
        expected.assert_eq(&Stage::call().play::<GatherInput>(properties, events));
    }

    #[test]
    fn a_key_leaves_by_keypress_and_is_stored() {
        check(
            &[r##"{"event":"keys","keys":"1","ended_by":"count","params":{"FinishedOnKey":"#"}}"##],
            expect![[r##"
                visits under_test
                asks #1 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"text":"Press 1."}},"speech":{"hints":"sales","language":"en-US","profanity_filter":true,"timeout":"auto"},"timeout":5}
                hears keys
                visits under_test
                  leaves by keypress
                asks #2 hang-up
                stores {"FinishedOnKey":"#","Digits":"1"}
                ends completed
            "##]],
        );
    }

    #[test]
    fn a_word_leaves_by_speech_with_its_confidence() {
        check(
            &[r#"{"event":"speech","text":"sales","confidence":"0.93"}"#],
            expect![[r##"
                visits under_test
                asks #1 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"text":"Press 1."}},"speech":{"hints":"sales","language":"en-US","profanity_filter":true,"timeout":"auto"},"timeout":5}
                hears speech
                visits under_test
                  leaves by speech
                asks #2 hang-up
                stores {"SpeechResult":"sales","Confidence":"0.93"}
                ends completed
            "##]],
        );
    }

    #[test]
    fn the_finish_key_alone_leaves_by_timeout_as_no_input() {
        for nothing in [
            r#"{"event":"keys","keys":"","ended_by":"finish-key"}"#,
            r#"{"event":"speech","text":" ","confidence":"0.0"}"#,
        ] {
            let told = Stage::call().play::<GatherInput>("{}", &[nothing]);
            assert!(told.contains("leaves by timeout"), "{told}");
        }
    }

    #[test]
    fn silence_leaves_by_timeout_and_stores_no_keys() {
        check(
            &[r#"{"event":"silence"}"#],
            expect![[r##"
                visits under_test
                asks #1 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"text":"Press 1."}},"speech":{"hints":"sales","language":"en-US","profanity_filter":true,"timeout":"auto"},"timeout":5}
                hears silence
                visits under_test
                  leaves by timeout
                asks #2 hang-up
                stores {}
                ends completed
            "##]],
        );
    }

    #[test]
    fn hanging_up_during_the_question_ends_the_execution() {
        check(
            &[r#"{"event":"contact-left","reason":"hung-up"}"#],
            expect![[r##"
                visits under_test
                asks #1 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"text":"Press 1."}},"speech":{"hints":"sales","language":"en-US","profanity_filter":true,"timeout":"auto"},"timeout":5}
                hears contact-left
                visits under_test
                  notes: The caller hung up here.
                ends contact-left: The caller hung up.
            "##]],
        );
    }

    #[test]
    fn a_question_that_was_not_answered_counts_as_an_attempt() {
        let silence = r#"{"event":"silence"}"#;
        let keys = r#"{"event":"keys","keys":"42","ended_by":"timeout"}"#;
        let told = |events: &[&str]| {
            let stage = Stage::call()
                .with_transitions(
                    r#"[{ "event": "keypress", "next": "to_agent" }, { "event": "timeout", "next": "under_test" },
                        { "event": "speech", "next": "to_agent" }]"#,
                )
                .with_state(
                    r#"{ "name": "to_agent", "type": "send-to-flex",
                         "transitions": [{ "event": "callComplete", "next": "under_test" }],
                         "properties": { "workflow": "everybody", "channel": "voice" } }"#,
                );
            let told = stage.play::<GatherInput>(r#"{ "say": "Your number?" }"#, events);
            let (_, collected) = told.rsplit_once("\"collected\":").unwrap_or_default();
            collected.split_once(']').map(|(rows, _)| format!("{rows}]")).unwrap_or_default()
        };
        assert_eq!(
            told(&[silence, silence, keys]),
            r#"[{"attempts":3,"confidence":null,"how":"dtmf","label":"Under test","secret":false,"step":"under_test","value":"42"}]"#
        );
        // Asked again after an answer, the answer stays and the silence counts.
        let done = r#"{"event":"task-changed","task":"completed"}"#;
        let speech = r#"{"event":"speech","text":"seven","confidence":"0.8"}"#;
        assert_eq!(
            told(&[keys, done, silence, speech]),
            r#"[{"attempts":3,"confidence":"0.8","how":"speech","label":"Under test","secret":false,"step":"under_test","value":"seven"}]"#
        );
    }
}
