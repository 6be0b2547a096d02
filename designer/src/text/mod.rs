//! Every word on the screen, in the languages we speak.
//!
//! The words of a language stand in its folder: the editor itself in `editor.ftl`, scripts, projects,
//! several flows and their revisions in `work.ftl`, what comes in and goes out in `exchange.ftl`, the
//! server in `server.ftl`. They
//! are in the format of Project Fluent, which knows plurals and
//! lets a translator change the order of a sentence. What the engine says of a flow comes from the
//! engine, in the same languages.

use std::collections::BTreeMap;

use centralita_engine::check::Sentence;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::En, Language::Es];

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Es => "Español",
        }
    }

    /// The language of a tag such as `es_MX.UTF-8`; English when it is none of ours.
    pub fn of_tag(tag: &str) -> Language {
        if tag.to_ascii_lowercase().starts_with("es") { Language::Es } else { Language::En }
    }

    fn source(self) -> &'static str {
        match self {
            Language::En => concat!(
                include_str!("en/editor.ftl"),
                include_str!("en/work.ftl"),
                include_str!("en/exchange.ftl"),
                include_str!("en/server.ftl"),
            ),
            Language::Es => concat!(
                include_str!("es/editor.ftl"),
                include_str!("es/work.ftl"),
                include_str!("es/exchange.ftl"),
                include_str!("es/server.ftl"),
            ),
        }
    }

    /// Its tag, as pages and translators write it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
        }
    }
}

/// The words of one language.
pub struct Texts {
    /// By which clock moments are told; the shell knows where the reader is.
    pub zone: TimeZone,
    language: Language,
    bundle: FluentBundle<FluentResource>,
    plain: BTreeMap<String, String>,
}

impl Texts {
    /// The words of a language.
    pub fn new(language: Language) -> Texts {
        let resource = match FluentResource::try_new(language.source().to_owned()) {
            Ok(resource) => resource,
            // What could be read is used; a test reads all of it.
            Err((resource, _)) => resource,
        };
        let names = names(language.source());
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // The marks around what is filled in are for mixed directions of writing, which we have not.
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(resource);
        let mut texts = Texts { zone: TimeZone::UTC, language, bundle, plain: BTreeMap::new() };
        for name in names {
            let plain = texts.format(&name, None);
            texts.plain.insert(name, plain);
        }
        texts
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text in which nothing is filled in. A name that is missing stands for itself.
    pub fn say<'a>(&'a self, name: &'a str) -> &'a str {
        self.plain.get(name).map_or(name, String::as_str)
    }

    /// A text of a family, such as `command` and `save` for `command-save`; empty when it is missing.
    pub fn of(&self, family: &str, name: &str) -> &str {
        self.plain.get(&format!("{family}-{name}")).map_or("", String::as_str)
    }

    /// A text with things filled in.
    pub fn fill(&self, name: &str, things: &[(&str, Thing<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (key, thing) in things {
            let value = match thing {
                Thing::Text(text) => FluentValue::from(*text),
                Thing::Count(count) => FluentValue::from(*count as f64),
            };
            args.set(*key, value);
        }
        self.format(name, Some(&args))
    }

    /// What the engine says, in this language.
    pub fn told<'a>(&self, sentence: &'a Sentence) -> &'a str {
        match self.language {
            Language::En => sentence.en(),
            Language::Es => sentence.es(),
        }
    }

    /// What the router says, in this language.
    pub fn routed<'a>(&self, sentence: &'a centralita_routing::Sentence) -> &'a str {
        sentence.of(match self.language {
            Language::En => centralita_routing::Language::English,
            Language::Es => centralita_routing::Language::Spanish,
        })
    }

    fn format(&self, name: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(name).and_then(|message| message.value())
        else {
            return name.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, args, &mut errors).into_owned()
    }
}

/// Something to fill in.
#[derive(Clone, Copy, Debug)]
pub enum Thing<'a> {
    /// A text.
    Text(&'a str),
    /// A number of things.
    Count(usize),
}

impl<'a> From<&'a str> for Thing<'a> {
    fn from(text: &'a str) -> Thing<'a> {
        Thing::Text(text)
    }
}

impl<'a> From<&'a String> for Thing<'a> {
    fn from(text: &'a String) -> Thing<'a> {
        Thing::Text(text)
    }
}

impl From<usize> for Thing<'_> {
    fn from(count: usize) -> Self {
        Thing::Count(count)
    }
}

/// The names of the texts in a file.
fn names(source: &str) -> Vec<String> {
    source
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_every_language_and_can_be_read() {
        let mut english = names(Language::En.source());
        english.sort();
        for language in Language::ALL {
            let read = FluentResource::try_new(language.source().to_owned());
            assert!(read.is_ok(), "{language:?}: {:?}", read.err().map(|(_, errors)| errors));
            let mut own = names(language.source());
            own.sort();
            assert_eq!(own, english, "{language:?}");
            own.dedup();
            assert_eq!(own.len(), english.len(), "a name stands twice in {language:?}");
        }
    }

    #[test]
    fn counts_have_their_forms() {
        for (language, one, two) in
            [(Language::En, "1 widget", "2 widgets"), (Language::Es, "1 widget", "2 widgets")]
        {
            let texts = Texts::new(language);
            assert_eq!(texts.fill("status-widgets", &[("count", 1.into())]), one);
            assert_eq!(texts.fill("status-widgets", &[("count", 2.into())]), two);
        }
    }
}
