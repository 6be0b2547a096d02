//! Say in the caller's language: one prompt, written in several languages.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Pair, Reporter, Whole};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Say, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::value::Value;
use centralita_engine::{Map, Text};

/// Say a prompt in the caller's language.
///
/// Write the words once for each language. Which one is spoken depends on a variable, which a menu or
/// a "Set variables" before it fills in: `es-MX` finds the words for `es-MX`, else those for `es`, else
/// those for another Spanish. Without a match the flow's first language is spoken, and without that
/// the first row.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "centralita-say",
    label = "Say in a language",
    group = Voice,
    icon = "languages",
    channels(Call),
    waits,
    speaks
)]
pub struct SayInLanguage {
    /// The language tag, such as `es` or `en-GB`; usually a variable.
    #[field(control = Language, default = "{{flow.variables.language}}")]
    pub language: Template,
    /// The words, one row for each language.
    #[field(label = "Words by language", required)]
    pub texts: Vec<Pair>,
    /// The voice that speaks each language. A language without a row is spoken by the usual voice.
    #[field(label = "Voices by language")]
    pub voices: Vec<Pair>,
    /// How often it is said.
    #[field(wire = "loop", label = "Times", default = 1, range = 1..=99)]
    pub times: Whole,
}

/// Ways out of a say in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The caller has heard everything.
    #[exit(label = "Audio complete")]
    AudioComplete,
}

/// What a say in a language stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Spoken {
    /// The language that was spoken.
    #[output(sample = "es")]
    pub language: Option<Text>,
    /// The voice that spoke, when the widget names one.
    #[output(sample = "Polly.Lupe")]
    pub voice: Option<Text>,
}

impl SayInLanguage {
    /// The words to speak, and a note on why these.
    fn choose(&self, turn: &mut Turning<'_>) -> Result<&Pair, Failure> {
        let wanted = turn.render(&self.language)?;
        let wanted = wanted.trim();
        if let Some(row) = row_for(&self.texts, wanted) {
            turn.note(format!("Spoken in {}.", row.key));
            return Ok(row);
        }
        let usual = turn.flow().own().languages.first();
        let row = usual
            .and_then(|usual| row_for(&self.texts, usual))
            .or_else(|| self.texts.first())
            .ok_or_else(|| {
                Failure::new(format!(
                    "{} has no words in any language. Write at least one row.",
                    turn.widget()
                ))
            })?;
        if wanted.is_empty() {
            turn.note(format!("No language is chosen yet, so this is spoken in {}.", row.key));
        } else {
            turn.warn(format!(
                "There are no words here in the language that was chosen, so this is spoken in {}: \"{wanted}\"",
                row.key
            ));
        }
        Ok(row)
    }
}

/// The row for a language: the very tag, else the language without its region, else any region of it.
fn row_for<'a>(rows: &'a [Pair], tag: &str) -> Option<&'a Pair> {
    if tag.is_empty() {
        return None;
    }
    let primary = primary(tag);
    rows.iter()
        .find(|row| is_same_tag(&row.key, tag))
        .or_else(|| rows.iter().find(|row| row.key.trim().eq_ignore_ascii_case(primary)))
        .or_else(|| rows.iter().find(|row| self::primary(&row.key).eq_ignore_ascii_case(primary)))
}

/// The language of a tag, without its region.
fn primary(tag: &str) -> &str {
    let tag = tag.trim();
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn is_same_tag(one: &str, other: &str) -> bool {
    let letter = |letter: char| if letter == '_' { '-' } else { letter.to_ascii_lowercase() };
    one.trim().chars().map(letter).eq(other.trim().chars().map(letter))
}

impl Behaviour for SayInLanguage {
    type Exit = Exit;
    type Outputs = Spoken;

    const EXAMPLE: &'static str = r#"{
  "name": "greeting",
  "type": "centralita-say",
  "transitions": [ { "event": "audioComplete", "next": "main_menu" } ],
  "properties": {
    "language": "{{flow.variables.language}}",
    "texts": [
      { "key": "en", "value": "Thank you for calling." },
      { "key": "es", "value": "Gracias por llamar." }
    ],
    "voices": [
      { "key": "en", "value": "Polly.Joanna" },
      { "key": "es", "value": "Polly.Lupe" }
    ],
    "loop": 1,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let row = self.choose(turn)?;
        let text = turn.render(&row.value)?;
        let language = Text::from(row.key.trim());
        let voice = match row_for(&self.voices, &language) {
            Some(row) => turn.render(&row.value)?,
            None => Text::default(),
        };
        let times = turn.count(&self.times)?.clamp(1, 99);
        turn.keep(
            [("language", language.clone()), ("voice", voice.clone())].into_iter().collect::<Map>(),
        );
        turn.ask(Action::Say(Say { text, voice, language, times }));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Played { params, .. } = event else { return Ok(Next::Wait) };
        turn.store_params(params);
        let kept = |name: &str| {
            let text = turn.kept().get(name).and_then(Value::as_text).unwrap_or("");
            Some(Text::from(text)).filter(|text| !text.is_empty())
        };
        let spoken = Spoken { language: kept("language"), voice: kept("voice") };
        turn.store(spoken);
        Ok(Next::Exit(Exit::AudioComplete))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        if self.texts.is_empty() {
            let message = sentence!(
                "{name} has no words in any language. Write at least one row.",
                "{name} no tiene palabras en ningún idioma. Escriba al menos una fila."
            );
            report.error(Code("missing_property"), "texts", message);
            return;
        }
        for (place, row) in self.texts.iter().enumerate() {
            if self.texts[..place].iter().any(|earlier| is_same_tag(&earlier.key, &row.key)) {
                let message = sentence!(
                    "{name} has two rows for the same language; only the first is spoken. Remove one of them: \"{}\"",
                    "{name} tiene dos filas para el mismo idioma; solo se dice la primera. Quite una de ellas: \"{}\"",
                    row.key
                );
                report.warning(Code("bad_property"), "texts", message);
            }
            if row.value.source().trim().is_empty() {
                let message = sentence!(
                    "{name} has a row without words. Write them, or remove the row: \"{}\"",
                    "{name} tiene una fila sin palabras. Escríbalas o quite la fila: \"{}\"",
                    row.key
                );
                report.warning(Code("bad_property"), "texts", message);
            }
        }
        let flow = report.flow;
        for language in &flow.own().languages {
            if row_for(&self.texts, language).is_none() {
                let message = sentence!(
                    "{name} has no words in a language that the flow offers. Add a row for it: \"{language}\"",
                    "{name} no tiene palabras en un idioma que el flujo ofrece. Añada una fila para él: \"{language}\""
                );
                report.warning(Code("bad_property"), "texts", message);
            }
        }
        for voice in &self.voices {
            if !self
                .texts
                .iter()
                .any(|row| primary(&row.key).eq_ignore_ascii_case(primary(&voice.key)))
            {
                let message = sentence!(
                    "{name} has a voice for a language in which it says nothing. Add the words, or remove the voice: \"{}\"",
                    "{name} tiene una voz para un idioma en el que no dice nada. Añada las palabras o quite la voz: \"{}\"",
                    voice.key
                );
                report.warning(Code("bad_property"), "voices", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SayInLanguage;

    const PROPERTIES: &str = r#"{
        "texts": [ { "key": "en", "value": "Hello {{flow.variables.name}}." },
                   { "key": "es-ES", "value": "Hola, {{flow.variables.name}}." } ],
        "voices": { "es": "Polly.Lucia" } }"#;

    fn play(stage: Stage) -> String {
        stage
            .with_variable("name", "Ana")
            .play::<SayInLanguage>(PROPERTIES, &[r#"{"event":"played"}"#])
    }

    fn check(language: &str, expected: Expect) {
        expected.assert_eq(&play(Stage::call().with_variable("language", language)));
    }

    #[test]
    fn the_chosen_language_is_spoken_and_leaves_by_audio_complete() {
        check(
            "es-ES",
            expect![[r#"
            visits under_test
              notes: Spoken in es-ES.
            asks #1 say {"language":"es-ES","text":"Hola, Ana.","voice":"Polly.Lucia"}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {"language":"es-ES","voice":"Polly.Lucia"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn another_region_of_the_language_is_understood() {
        check(
            "ES_mx",
            expect![[r#"
            visits under_test
              notes: Spoken in es-ES.
            asks #1 say {"language":"es-ES","text":"Hola, Ana.","voice":"Polly.Lucia"}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {"language":"es-ES","voice":"Polly.Lucia"}
            ends completed
        "#]],
        );
        check(
            "en-GB",
            expect![[r#"
            visits under_test
              notes: Spoken in en.
            asks #1 say {"language":"en","text":"Hello Ana."}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {"language":"en"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn an_unknown_language_falls_back_to_the_first_of_the_flow() {
        let stage = Stage::call()
            .with_own(r#"{ "version": 1, "languages": [ "es", "en" ] }"#)
            .with_variable("language", "fr");
        expect![[r#"
            visits under_test
              notes: There are no words here in the language that was chosen, so this is spoken in es-ES: "fr"
            asks #1 say {"language":"es-ES","text":"Hola, Ana.","voice":"Polly.Lucia"}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {"language":"es-ES","voice":"Polly.Lucia"}
            ends completed
        "#]].assert_eq(&play(stage));
    }

    #[test]
    fn no_language_falls_back_to_the_first_row() {
        expect![[r#"
            visits under_test
              notes: No language is chosen yet, so this is spoken in en.
            asks #1 say {"language":"en","text":"Hello Ana."}
            hears played
            visits under_test
              leaves by audioComplete
            asks #2 hang-up
            stores {"language":"en"}
            ends completed
        "#]]
        .assert_eq(&play(Stage::call()));
    }

    #[test]
    fn hanging_up_while_listening_ends_the_execution() {
        let told = Stage::call()
            .play::<SayInLanguage>(PROPERTIES, &[r#"{"event":"contact-left","reason":"hung-up"}"#]);
        assert!(told.ends_with("ends contact-left: The caller hung up.\n"), "{told}");
    }

    #[test]
    fn rows_are_checked_against_each_other_and_the_flow() {
        let own = r#"{ "version": 1, "languages": [ "en", "es", "fr" ] }"#;
        let check =
            |properties: &str| Stage::call().with_own(own).problems::<SayInLanguage>(properties);
        let found = [
            check("{}"),
            check(
                r#"{ "texts": [ { "key": "en", "value": "Hi." }, { "key": "EN", "value": "" } ],
                     "voices": [ { "key": "de", "value": "x" } ] }"#,
            ),
        ];
        expect![[r#"
            Error missing_property at texts: under_test has no words in any language. Write at least one row.
            Warning bad_property at texts: under_test has two rows for the same language; only the first is spoken. Remove one of them: "EN"
            Warning bad_property at texts: under_test has a row without words. Write them, or remove the row: "EN"
            Warning bad_property at texts: under_test has no words in a language that the flow offers. Add a row for it: "es"
            Warning bad_property at texts: under_test has no words in a language that the flow offers. Add a row for it: "fr"
            Warning bad_property at voices: under_test has a voice for a language in which it says nothing. Add the words, or remove the voice: "de"
        "#]].assert_eq(&found.concat());
    }
}
