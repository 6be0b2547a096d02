//! Say or play: speak to the caller, play an audio file, or press keys.

use centralita_engine::Text;
use centralita_engine::check::{Code, Sentence};
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter, Whole};
use centralita_engine::exec::{
    Action, Event, Failure, Next, Outcome, Play, PlaySource, Say, Turning,
};
use centralita_engine::sentence;
use centralita_engine::template::Template;

/// Speak to the caller, play an audio file, or press keys.
///
/// Fill in one of the three: words, an audio file, or keys. Words may hold SSML tags when the voice
/// understands them. The flow goes on once the caller has heard everything.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "say-play",
    label = "Say or play",
    group = Voice,
    icon = "speaker",
    channels(Call),
    alias("SayPlay"),
    waits,
    speaks,
    starter
)]
pub struct SayPlay {
    /// What the caller hears.
    #[field(label = "Words", control = Speech)]
    pub say: Option<Template>,
    /// The address of an audio file to play.
    #[field(label = "Audio file", control = Audio)]
    pub play: Option<Template>,
    /// Keys to press: digits, `A` to `D`, `#`, `*`; `w` pauses half a second, `W` a whole one.
    #[field(label = "Keys")]
    pub digits: Option<Template>,
    /// The voice that speaks the words.
    #[field(control = Voice)]
    pub voice: Option<Template>,
    /// The language of the words.
    #[field(control = Language)]
    pub language: Option<Template>,
    /// How often it is said or played.
    #[field(wire = "loop", label = "Times", default = 1, range = 1..=99)]
    pub times: Whole,
}

/// Ways out of a say or play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The caller has heard everything.
    #[exit(label = "Audio complete")]
    AudioComplete,
}

/// What a say or play stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Spoken {
    /// The language that was spoken, when the widget names one.
    #[output(sample = "en-US")]
    pub language: Option<Text>,
    /// The voice that spoke, when the widget names one.
    #[output(sample = "Polly.Joanna")]
    pub voice: Option<Text>,
}

impl SayPlay {
    fn action(&self, turn: &mut Turning<'_>) -> Result<Action, Failure> {
        let times = turn.count(&self.times)?.clamp(1, 99);
        if let Some(say) = &self.say {
            let text = turn.render(say)?;
            let voice = turn.render_or_empty(&self.voice)?;
            let language = turn.render_or_empty(&self.language)?;
            return Ok(Action::Say(Say { text, voice, language, times }));
        }
        let source = if let Some(play) = &self.play {
            PlaySource::Url(turn.render(play)?)
        } else if let Some(digits) = &self.digits {
            PlaySource::Tones(turn.render(digits)?)
        } else {
            PlaySource::Url(Text::default())
        };
        let (PlaySource::Url(what) | PlaySource::Tones(what)) = &source;
        if what.trim().is_empty() {
            turn.warn("There is nothing to hear here: no words, no audio file and no keys.");
            return Ok(Action::Say(Say { times: 1, ..Say::default() }));
        }
        Ok(Action::Play(Play { source, times }))
    }
}

impl Behaviour for SayPlay {
    type Exit = Exit;
    type Outputs = Spoken;

    const EXAMPLE: &'static str = r#"{
  "name": "greeting",
  "type": "say-play",
  "transitions": [ { "event": "audioComplete", "next": "main_menu" } ],
  "properties": {
    "say": "Welcome, and thank you for calling.",
    "voice": "Polly.Joanna",
    "language": "en-US",
    "loop": 1,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let action = self.action(turn)?;
        turn.ask(action);
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Played { params, .. } = event else { return Ok(Next::Wait) };
        turn.store_params(params);
        let voice = turn.render_or_empty(&self.voice)?;
        let language = turn.render_or_empty(&self.language)?;
        let given = |text: Text| Some(text).filter(|text| !text.is_empty());
        turn.store(Spoken { language: given(language), voice: given(voice) });
        Ok(Next::Exit(Exit::AudioComplete))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = &report.widget.name;
        let given: Vec<(&str, [&str; 2])> = [
            (self.say.is_some(), "say", ["words", "palabras"]),
            (self.play.is_some(), "play", ["an audio file", "un archivo de audio"]),
            (self.digits.is_some(), "digits", ["keys", "teclas"]),
        ]
        .into_iter()
        .filter(|(is_given, _, _)| *is_given)
        .map(|(_, field, thing)| (field, thing))
        .collect();
        match given.as_slice() {
            [] => {
                let message = sentence!(
                    "{name} has nothing to say or play. Give it words, an audio file or keys.",
                    "{name} no tiene nada que decir ni reproducir. Dele palabras, un archivo de audio o teclas."
                );
                report.error(Code("missing_property"), "say", message);
            }
            [_] => {}
            [(_, [first, first_es]), others @ ..] => {
                for (field, [other, other_es]) in others {
                    let message = Sentence::new(
                        format!(
                            "{name} has {first} and {other}; the caller only gets the {}. Remove the {}.",
                            bare(first),
                            bare(other)
                        ),
                        format!(
                            "{name} tiene {first_es} y {other_es}; quien llama solo recibe lo primero. Quite lo segundo."
                        ),
                    );
                    report.warning(Code("bad_property"), field, message);
                }
            }
        }
        if let Some(keys) = self.digits.as_ref().and_then(Template::as_literal)
            && let Some(strange) = keys.chars().find(|key| !is_tone(*key))
        {
            let message = sentence!(
                "{name} presses keys, and one of them is on no telephone. Use 0-9, A-D, # and *, and w or W for a pause: \"{strange}\"",
                "{name} pulsa teclas y una de ellas no está en ningún teléfono. Use 0-9, A-D, # y *, y w o W para una pausa: \"{strange}\""
            );
            report.error(Code("bad_property"), "digits", message);
        }
    }
}

fn bare(thing: &str) -> &str {
    thing.strip_prefix("an ").unwrap_or(thing)
}

/// Whether a text of keys to press may hold this letter.
pub(super) fn is_tone(key: char) -> bool {
    matches!(key, '0'..='9' | 'A'..='D' | '#' | '*' | 'w' | 'W')
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SayPlay;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        let stage = Stage::call().with_variable("name", "Ana").with_variable("loud", "2");
        expected.assert_eq(&stage.play::<SayPlay>(properties, events));
    }

    #[test]
    fn words_leave_by_audio_complete_once_they_are_heard() {
        check(
            r#"{ "say": "Hello {{flow.variables.name}}.", "voice": "Polly.Joanna", "language": "en-US", "loop": "{{flow.variables.loud}}" }"#,
            &[r#"{"event":"played","params":{"CallStatus":"in-progress"}}"#],
            expect![[r#"
                visits under_test
                asks #1 say {"language":"en-US","text":"Hello Ana.","times":2,"voice":"Polly.Joanna"}
                hears played
                visits under_test
                  leaves by audioComplete
                asks #2 hang-up
                stores {"CallStatus":"in-progress","language":"en-US","voice":"Polly.Joanna"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_audio_file_is_played() {
        check(
            r#"{ "say": "", "play": "https://example.com/hello.mp3", "loop": 3 }"#,
            &[r#"{"event":"played"}"#],
            expect![[r#"
                visits under_test
                asks #1 play {"source":{"url":"https://example.com/hello.mp3"},"times":3}
                hears played
                visits under_test
                  leaves by audioComplete
                asks #2 hang-up
                stores {}
                ends completed
            "#]],
        );
    }

    #[test]
    fn keys_are_pressed() {
        check(
            r#"{ "digits": "ww12#" }"#,
            &[r#"{"event":"played"}"#],
            expect![[r#"
            visits under_test
            asks #1 play {"source":{"tones":"ww12#"}}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {}
            ends completed
        "#]],
        );
    }

    #[test]
    fn an_audio_file_without_an_address_is_silence_and_the_call_goes_on() {
        check(
            r#"{ "play": "{{flow.variables.missing}}" }"#,
            &[r#"{"event":"played"}"#],
            expect![[r#"
                visits under_test
                  notes: There is nothing to hear here: no words, no audio file and no keys.
                asks #1 say {"text":""}
                hears played
                visits under_test
                  leaves by audioComplete
                asks #2 hang-up
                stores {}
                ends completed
            "#]],
        );
    }

    #[test]
    fn hanging_up_while_listening_ends_the_execution() {
        check(
            r#"{ "say": "Hello." }"#,
            &[r#"{"event":"contact-left","reason":"hung-up"}"#],
            expect![[r#"
                visits under_test
                asks #1 say {"text":"Hello."}
                hears contact-left
                visits under_test
                  notes: The caller hung up here.
                ends contact-left: The caller hung up.
            "#]],
        );
    }

    #[test]
    fn exactly_one_of_words_audio_and_keys_is_wanted() {
        let check = |properties: &str| Stage::call().problems::<SayPlay>(properties);
        assert_eq!(check(r#"{ "say": "Hello." }"#), "");
        let found = [
            check("{}"),
            check(r#"{ "say": "Hello.", "play": "https://example.com/a.mp3", "digits": "1" }"#),
            check(r#"{ "digits": "1-800" }"#),
        ];
        expect![[r#"
            Error missing_property at say: under_test has nothing to say or play. Give it words, an audio file or keys.
            Warning bad_property at play: under_test has words and an audio file; the caller only gets the words. Remove the audio file.
            Warning bad_property at digits: under_test has words and keys; the caller only gets the words. Remove the keys.
            Error bad_property at digits: under_test presses keys, and one of them is on no telephone. Use 0-9, A-D, # and *, and w or W for a pause: "-"
        "#]].assert_eq(&found.concat());
    }
}
