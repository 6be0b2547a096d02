//! The widgets in other languages than English.
//!
//! A widget declares itself in English. What people read of it in another language stands beside the
//! widgets, one file for each language (`words/es.toml`), keyed by the English itself: a sentence that
//! is changed has no translation until somebody writes it anew, and tests tell which. A scripted widget
//! brings its words in its own front matter.

use std::collections::BTreeMap;

use centralita_engine::declare::{Catalogue, Spec};

/// The languages other than English in which the widgets of the house speak, with their words.
pub const LANGUAGES: [(&str, &str); 1] = [("es", include_str!("../words/es.toml"))];

/// The same types in a language, given as a tag such as `es`, `es-MX` or `es_ES.UTF-8`.
///
/// What nobody has translated stays as it was written; in a language that nobody speaks here that is
/// everything.
#[must_use]
pub fn in_language(catalogue: &Catalogue, tag: &str) -> Catalogue {
    let language = tag.split(['-', '_', '.']).next().unwrap_or("").to_ascii_lowercase();
    let words = Words::of(&language);
    catalogue.said(|kind| {
        let written = kind.written();
        Some(match (kind.spec_in(&language), &words) {
            (Some(own), _) => own.clone(),
            (None, Some(words)) => words.said(written),
            (None, None) => written.clone(),
        })
    })
}

/// The words of one language: by the kind of the widget, or under `everywhere`, the English and beside
/// it what it is called.
#[derive(Debug)]
struct Words(BTreeMap<String, BTreeMap<String, String>>);

/// Where the words stand that several widgets say.
const EVERYWHERE: &str = "everywhere";

impl Words {
    fn of(language: &str) -> Option<Words> {
        let (_, source) = LANGUAGES.iter().find(|(name, _)| *name == language)?;
        // Tests read every file; what cannot be read is said in English.
        toml::from_str(source).ok().map(Words)
    }

    fn said(&self, written: &Spec) -> Spec {
        written.said(&mut |english| {
            let paragraphs = paragraphs(english);
            let said: Option<Vec<&str>> =
                paragraphs.iter().map(|one| self.find(written.kind.as_str(), one)).collect();
            Some(said?.join("\n\n").into())
        })
    }

    fn find(&self, kind: &str, english: &str) -> Option<&str> {
        let within = |table: &str| self.0.get(table)?.get(english).map(String::as_str);
        within(kind).or_else(|| within(EVERYWHERE))
    }
}

/// The paragraphs of a text, each in one line.
fn paragraphs(text: &str) -> Vec<String> {
    let one_line = |one: &str| one.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("\n\n").map(one_line).filter(|one| !one.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use centralita_engine::declare::FieldKind;

    use super::*;
    use crate::builtin;

    #[test]
    fn every_text_of_every_widget_is_there_in_every_language_and_nothing_is_left_over() {
        for (language, source) in LANGUAGES {
            let words: BTreeMap<String, BTreeMap<String, String>> =
                toml::from_str(source).unwrap_or_else(|error| panic!("{language}: {error}"));
            let words = Words(words);
            let mut wrong = Vec::new();
            let mut used = BTreeSet::new();
            for kind in builtin().iter().filter(|kind| kind.spec_in(language).is_none()) {
                let spec = kind.written();
                let _ = spec.said(&mut |english| {
                    for one in paragraphs(english) {
                        match words.find(spec.kind.as_str(), &one) {
                            Some(_) => {
                                let own = words.0.get(spec.kind.as_str());
                                let is_own = own.is_some_and(|own| own.contains_key(&one));
                                let table = if is_own { spec.kind.as_str() } else { EVERYWHERE };
                                used.insert((table.to_owned(), one));
                            }
                            None => wrong.push(format!("[{}] lacks {one:?}", spec.kind)),
                        }
                    }
                    None
                });
            }
            for (table, entries) in &words.0 {
                for (english, said) in entries {
                    if !used.contains(&(table.clone(), english.clone())) {
                        wrong.push(format!("[{table}] no widget says {english:?} any more"));
                    }
                    if said.trim().is_empty() {
                        wrong.push(format!("[{table}] nothing is said for {english:?}"));
                    }
                }
            }
            assert!(wrong.is_empty(), "words/{language}.toml:\n{}\n", wrong.join("\n"));
        }
    }

    #[test]
    fn a_shipped_script_has_all_its_words_in_every_language() {
        for (language, _) in LANGUAGES {
            for kind in builtin().iter() {
                let Some(said) = kind.spec_in(language) else { continue };
                let missing: Vec<String> = texts(kind.written())
                    .into_iter()
                    .zip(texts(said))
                    .filter(|(english, said)| english == said)
                    .map(|(english, _)| english)
                    .collect();
                assert!(missing.is_empty(), "{} in {language}: {missing:#?}", said.kind);
            }
            let scripts = builtin();
            let mute = scripts.iter().filter(|kind| {
                kind.spec().kind.as_str().starts_with("script-") && kind.spec_in(language).is_none()
            });
            let mute: Vec<_> = mute.map(|kind| kind.spec().kind.to_string()).collect();
            assert!(mute.is_empty(), "{mute:?} have no [words.{language}]");
        }
    }

    #[test]
    fn what_stands_in_flows_is_the_same_in_every_language() {
        for (language, _) in LANGUAGES {
            let said = in_language(&builtin(), language);
            for (written, said) in builtin().specs().zip(said.specs()) {
                let mute = |spec: &Spec| {
                    let spec = spec.said(&mut |_| Some("".into()));
                    (spec.fields, spec.exits, spec.outputs, spec.aliases, spec.example)
                };
                assert_eq!(mute(written), mute(said), "{}", written.kind);
                if builtin()
                    .get(written.kind.as_str())
                    .is_some_and(|kind| kind.spec_in(language).is_some())
                {
                    // A script may show other examples in another language.
                    continue;
                }
                for (english, said) in texts(written).into_iter().zip(texts(said)) {
                    assert_eq!(codes(&english), codes(&said), "{english}\n{said}");
                }
            }
        }
    }

    #[test]
    fn nobody_is_addressed_as_tu() {
        const TU: [&str; 10] =
            ["tú", "tu", "tus", "te", "ti", "contigo", "puedes", "tienes", "quieres", "sabes"];
        for text in in_language(&builtin(), "es").specs().flat_map(texts) {
            let mut words = text.split(|letter: char| !letter.is_alphanumeric());
            let found = words.find(|word| TU.contains(&word.to_lowercase().as_str()));
            assert_eq!(found, None, "{text}");
        }
    }

    #[test]
    fn labels_are_short_enough_for_a_box() {
        for spec in in_language(&builtin(), "es").specs() {
            assert!(spec.label.chars().count() <= 36, "{}", spec.label);
            for exit in &spec.exits {
                assert!(exit.label.chars().count() <= 30, "{}: {}", spec.kind, exit.label);
            }
        }
    }

    #[test]
    fn a_tag_with_a_country_finds_its_language_and_others_stay_english() {
        let label = |tag: &str| {
            let catalogue = in_language(&builtin(), tag);
            catalogue.spec("gather-input-on-call").map(|spec| spec.label.to_string())
        };
        for tag in ["es", "es-MX", "es_ES.UTF-8", "ES"] {
            assert_eq!(label(tag).as_deref(), Some("Preguntar y escuchar"), "{tag}");
        }
        for tag in ["en", "fr-FR", ""] {
            assert_eq!(label(tag).as_deref(), Some("Gather input"), "{tag}");
        }
    }

    #[test]
    fn the_words_in_which_a_type_was_written_are_never_lost() {
        let twice = in_language(&in_language(&builtin(), "es"), "en");
        let spanish = in_language(&builtin(), "es");
        for (one, other) in builtin().iter().zip(twice.iter().zip(spanish.iter())) {
            assert_eq!(one.spec(), other.0.written());
            assert_eq!(one.spec(), other.1.written());
        }
        assert_eq!(in_language(&spanish, "en").spec("say-play"), builtin().spec("say-play"));
    }

    fn texts(spec: &Spec) -> Vec<String> {
        let mut texts = vec![spec.label.to_string(), spec.help.to_string()];
        for field in &spec.fields {
            texts.extend([&field.label, &field.help, &field.group].map(ToString::to_string));
            if let FieldKind::Choice(choices) = &field.kind {
                texts.extend(choices.iter().map(|choice| choice.label.to_string()));
            }
        }
        for exit in &spec.exits {
            texts.extend([&exit.label, &exit.help].map(ToString::to_string));
        }
        texts.extend(spec.outputs.iter().map(|output| output.help.to_string()));
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// What a text has between code marks, in order of the alphabet.
    fn codes(text: &str) -> Vec<&str> {
        let mut codes: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        codes.sort_unstable();
        codes
    }
}
