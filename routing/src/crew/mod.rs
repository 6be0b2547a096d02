//! The crew: who works here, at what, and where tasks wait for them.
//!
//! A crew is a TOML file beside the plans. TOML rather than JSON, because supervisors write it by
//! hand: it has comments, no brackets to balance, and a wrong word is told with its line.
//!
//! ```
//! use centralita_routing::crew::Crew;
//!
//! let crew = Crew::read(r#"
//!     [settings]
//!     reservation_seconds = 20
//!
//!     [[activity]]
//!     name = "Available"
//!     available = true
//!
//!     [[channel]]
//!     name = "voice"
//!
//!     [[queue]]
//!     name = "Support"
//!     workers = "skills HAS 'support'"
//!
//!     [[worker]]
//!     name = "Ana"
//!     activity = "Available"
//!     capacity = { voice = 1 }
//!     attributes = { skills = ["support"] }
//! "#).unwrap();
//! assert_eq!(crew.workers[0].name.as_ref(), "Ana");
//! assert_eq!(crew.inputs().count(), 5);
//! ```
//!
//! Plans are not in it: they are the vendor's JSON, in files of their own.

mod calendar;
mod check;
mod overnight;
mod people;
mod places;
pub(crate) mod reading;
mod settings;
mod things;

pub use calendar::{Calendar, CalendarFault, CalendarPart, Holiday, Opening};
pub use check::CrewProblem;
pub use settings::{MissedOffer, QueueOrder, Settings};
pub use things::{Activity, AtClosing, Channel, Queue, Worker, WorkerChannel};

use serde::{Deserialize, Serialize};

use crate::sentence::Sentence;
use crate::span::Span;
use crate::workspace::Input;

/// Everything a workspace is set up with, apart from its plans.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// The workspace's own settings.
    #[serde(default)]
    pub settings: Settings,
    /// What workers can be doing.
    #[serde(default, rename = "activity")]
    pub activities: Vec<Activity>,
    /// Kinds of work.
    #[serde(default, rename = "channel")]
    pub channels: Vec<Channel>,
    /// When queues are open.
    #[serde(default, rename = "calendar")]
    pub calendars: Vec<Calendar>,
    /// Where tasks wait.
    #[serde(default, rename = "queue")]
    pub queues: Vec<Queue>,
    /// Who works.
    #[serde(default, rename = "worker")]
    pub workers: Vec<Worker>,
}

/// Why a text is not a crew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCrew {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, and which words are known there.
    pub message: Sentence,
}

impl std::fmt::Display for NoCrew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&reading::placed(self.line, self.column, &self.message))
    }
}

impl std::error::Error for NoCrew {}

impl Crew {
    /// Reads a crew file.
    ///
    /// # Errors
    /// When the text is not TOML, or has a word that a crew does not know.
    pub fn read(text: &str) -> Result<Crew, NoCrew> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            let (line, column) = Span::new(at.start, at.end).line_and_column(text);
            NoCrew { line, column, message: reading::sentence_of(error.message()) }
        })
    }

    /// The inputs that set a workspace up with this crew, in the order in which they hold together.
    pub fn inputs(&self) -> impl Iterator<Item = Input> + '_ {
        let activities = self.activities.iter().cloned().map(Input::DefineActivity);
        let channels = self.channels.iter().cloned().map(Input::DefineChannel);
        let calendars = self.calendars.iter().cloned().map(Input::DefineCalendar);
        let queues = self.queues.iter().cloned().map(Input::DefineQueue);
        let workers = self.workers.iter().cloned().map(Input::AddWorker);
        let settings = std::iter::once_with(|| Input::SetSettings(self.settings.clone()));
        activities.chain(settings).chain(channels).chain(calendars).chain(queues).chain(workers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_word_that_no_crew_knows_is_told_with_its_place_and_the_known_words() {
        let error = Crew::read("[[queue]]\nname = \"Support\"\nskils = \"1==1\"\n").unwrap_err();
        assert_eq!((error.line, error.column), (3, 1));
        assert!(error.message.contains("unknown field `skils`"), "{error}");
        assert!(error.message.contains("`workers`"), "{error}");
    }

    #[test]
    fn what_is_wrong_with_a_crew_file_is_told_in_spanish() {
        let told =
            |text: &str| Crew::read(text).unwrap_err().message.of(Language::Spanish).to_owned();
        let texts = [
            "[[queue]]\nname = 3",
            "[[queue]]\nnam = 'x'",
            "[[queue]]\nname = 'x'\norder = 'fifi'",
            "[[queue]]",
            "[queue]\nname = 'x'",
            "[[queue]]\nname = 'x'\nname = 'y'",
            "[[queue]]\nname = 'x'\nmax_reserved_workers = 900",
            "[settings]\nmissed_offer = 'x'",
            "[[worker]]\nname = 'x'\nactivity = 'a'\ncapacity = { voice = 'x' }",
            "[[activity]]\nname = 'x'\navailable = 1",
            "[settings]\nreservation_seconds = '20'",
            "[[worker]]\nname = 'x'\nactivity = 'a'\ncapacity = { voice = -1 }",
            "[[calendar]]\nname = 'x'\ntime_zone = 'UTC'\nholidays = [{ nam = 'x', date = '12-25' }]",
            "[[calendar]]\nname = 'x'\ntime_zone = 'UTC'\nholidays = [{ name = 'x', from = '12-25' }]",
            "[[calendar]]\nname = 'x'\ntime_zone = 'UTC'\nholidays = [7]",
            "[[queue",
        ];
        expect_test::expect![[r#"
            esto es el número `3`, y hace falta un texto
            `nam` no es una palabra que se conozca aquí; se conocen `id`, `name`, `workers`, `order`, `max_reserved_workers`, `calendar`, `at_closing`
            `fifi` no es un valor que se conozca aquí; se conocen `FIFO`, `fifo`, `LIFO`, `lifo`
            falta `name`
            esto es una tabla, y hace falta una lista
            esta clave está dos veces
            el número `900` no cabe aquí: hace falta un número entero de 0 a 255
            `x` no es un valor que se conozca aquí; se conocen `leave-available` y `move`
            esto es el texto "x", y hace falta un número entero de 0 a 50, o { capacity = 3, available = false }
            esto es el número `1`, y hace falta true o false
            esto es el texto "20", y hace falta un número entero de 0 a 4294967295
            el número `-1` no cabe aquí: hace falta un número entero de 0 a 50, o { capacity = 3, available = false }
            `nam` no es una palabra que se conozca aquí; se conocen `name`, `date`, `from`, `to`, `open`
            falta `to`
            esto es el número `7`, y hace falta un festivo como "12-25", { name, date } o { name, from, to }, con open para un horario propio
            esto no es TOML (unclosed array table, expected `]]`)"#]].assert_eq(&texts.map(told).join("\n"));
    }

    #[test]
    fn a_holiday_with_a_word_that_is_not_known_is_told_where_that_stands() {
        let error = Crew::read(
            "[[calendar]]\nname = 'x'\ntime_zone = 'UTC'\nholidays = [\n    '12-25',\n    { nam = 'x', date = '12-26' },\n]\n",
        );
        let error = error.unwrap_err();
        assert_eq!((error.line, error.column), (6, 7), "{error}");
        assert!(error.message.starts_with("unknown field `nam`"), "{error}");
        let error = Crew::read("[settings]\nreservation_seconds = '20'").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2, column 23: this is the text \"20\", and a whole number from 0 to 4294967295 is wanted"
        );
    }

    #[test]
    fn what_is_left_out_has_the_vendors_defaults() {
        let crew = Crew::read("[[queue]]\nname = \"Everyone\"\n").unwrap();
        assert_eq!(crew.queues[0].workers.as_ref(), "1==1");
        assert_eq!(crew.queues[0].max_reserved_workers, 1);
        assert_eq!(crew.settings.reservation_seconds.0, 120);
    }

    #[test]
    fn any_text_is_a_crew_or_a_sentence() {
        for text in ["", "[", "= 3", "[settings]\nqueue_order = 7", "\u{feff}", "[[worker]]"] {
            if let Err(error) = Crew::read(text) {
                assert!(!error.message.is_empty());
            }
        }
    }
}
