//! Every word this command says, in the languages it speaks.
//!
//! A phrase without one of the languages does not compile. What stands in braces is filled in by
//! name, and both languages name the same things. The checks, comparisons, merges and exports bring
//! their sentences in both languages ([`Sentence`]); what the engine says of an execution is English,
//! and so are JSON and the last line of a check, which programs read.
//!
//! Spanish says *usted* or nobody at all, never *tú*; a command's help begins with an infinitive. What
//! stands in the JSON of a flow, and what Studio calls a thing on its screen, keeps its name. The
//! words of the house:
//!
//! | English | Spanish | | English | Spanish |
//! |---|---|---|---|---|
//! | flow | flujo | | caller | quien llama |
//! | widget | widget | | contact | contacto |
//! | exit, way out | salida | | hand-over | entrega |
//! | transition, wire | transición, conexión | | queue | cola |
//! | branch | rama | | task | tarea |
//! | split | split | | routing plan | plan de enrutamiento |
//! | trigger | disparador | | scenario | escenario |
//! | setting, property | ajuste, propiedad | | script | script |
//! | variable, to set | variable, asignar | | template | plantilla |
//! | error, warning | error, aviso | | fix | arreglo |
//! | time zone | zona horaria | | digits | cifras |
//! | round | vuelta | | canvas | lienzo |

mod conversation;
mod help;
mod report;
mod route;
mod scenario;

use std::fmt::Display;

use centralita_engine::check::Sentence;

pub use conversation::Talk;
pub use help::translated;
pub use report::Report;
pub use route::Routing;
pub use scenario::SCENARIO;

/// The languages of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// The language that was asked for, else that of the environment, else English.
    pub fn chosen(asked: Option<Language>) -> Language {
        let told = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        asked.unwrap_or_else(|| {
            let locale = told("LC_ALL").or_else(|| told("LC_MESSAGES")).or_else(|| told("LANG"));
            match locale {
                Some(locale) if locale.starts_with("es") => Language::Es,
                _ => Language::En,
            }
        })
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
        }
    }

    /// The words of `phrase`.
    pub fn say(self, phrase: impl Phrase) -> &'static str {
        let (en, es) = phrase.words();
        match self {
            Language::En => en,
            Language::Es => es,
        }
    }

    /// A sentence of the checks.
    pub fn of(self, sentence: &Sentence) -> &str {
        match self {
            Language::En => sentence.en(),
            Language::Es => sentence.es(),
        }
    }

    /// A sentence of the router.
    pub fn routed(self, sentence: &centralita_routing::Sentence) -> &str {
        sentence.of(self.for_routes())
    }

    /// The language as the router names it.
    pub fn for_routes(self) -> centralita_routing::Language {
        match self {
            Language::En => centralita_routing::Language::English,
            Language::Es => centralita_routing::Language::Spanish,
        }
    }

    /// The words of `phrase` with what stands in braces filled in.
    pub fn fill(self, phrase: impl Phrase, values: &[(&str, &dyn Display)]) -> String {
        let mut out = String::new();
        let mut rest = self.say(phrase);
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let inside = &rest[start + 1..];
            let Some(end) = inside.find('}') else { break };
            let name = &inside[..end];
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(&value.to_string()),
                None => out.push_str(&rest[start..start + end + 2]),
            }
            rest = &inside[end + 1..];
        }
        out.push_str(rest);
        out
    }
}

/// Something that can be said in every language.
pub trait Phrase: Copy {
    /// The words in English and Spanish.
    fn words(self) -> (&'static str, &'static str);
}

/// Makes an enum of phrases with their words.
macro_rules! phrases {
    ($(#[$about:meta])* $name:ident { $($phrase:ident: $en:literal, $es:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $en] $phrase,)*
        }

        impl $crate::words::Phrase for $name {
            fn words(self) -> (&'static str, &'static str) {
                match self {
                    $($name::$phrase => ($en, $es),)*
                }
            }
        }

        #[cfg(test)]
        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$phrase),*];
        }
    };
}
use phrases;

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    fn agree(phrase: impl Phrase) {
        let (en, es) = phrase.words();
        assert_eq!(names(en), names(es), "{en}");
        assert!(!es.is_empty(), "{en}");
    }

    #[test]
    fn both_languages_fill_in_the_same_things() {
        Talk::ALL.iter().copied().for_each(agree);
        Report::ALL.iter().copied().for_each(agree);
        Routing::ALL.iter().copied().for_each(agree);
    }

    #[test]
    fn nobody_is_addressed_as_tu() {
        const TU: [&str; 20] = [
            "tú",
            "tu",
            "tus",
            "te",
            "ti",
            "contigo",
            "puedes",
            "tienes",
            "quieres",
            "escríbelo",
            "escríbela",
            "guárdalo",
            "pulsa",
            "elige",
            "usa",
            "revisa",
            "indica",
            "haz",
            "pon",
            "crea",
        ];
        let phrases = Talk::ALL.iter().map(|phrase| phrase.words().1);
        let phrases = phrases.chain(Report::ALL.iter().map(|phrase| phrase.words().1));
        let phrases = phrases.chain(help::SPANISH.iter().map(|(_, _, text)| *text));
        for phrase in phrases.chain(SCENARIO.iter().map(|(_, text)| *text)) {
            let mut words = phrase.split(|letter: char| !letter.is_alphanumeric());
            let found = words.find(|word| TU.contains(&word.to_lowercase().as_str()));
            assert_eq!(found, None, "{phrase}");
        }
    }

    #[test]
    fn a_scenarios_faults_keep_what_differs_in_both_languages() {
        for (en, es) in SCENARIO {
            for place in ["$0", "$1"] {
                assert_eq!(en.contains(place), es.contains(place), "{en}");
            }
        }
    }

    #[test]
    fn the_status_of_a_task_is_spanish_in_spanish() {
        for (status, spanish) in [("reserved", "ofrecida"), ("pending", "pendiente")] {
            let english = format!("The task is offered to nobody now; it is {status}.");
            let told = Sentence::told(&english, SCENARIO);
            assert_eq!(told.es(), format!("Ahora la tarea no se ofrece a nadie; está {spanish}."));
        }
    }

    #[test]
    fn what_stands_in_braces_is_filled_in_by_name() {
        let said = Language::Es.fill(Report::FileMissing, &[("path", &"a.json"), ("error", &"x")]);
        assert_eq!(said, "No existe el archivo a.json. Revise el nombre.");
    }
}
