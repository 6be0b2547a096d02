//! Why a text is not a day, and why a day was not simulated.

use std::fmt;

use super::day::MOST_CALLERS;
use crate::crew::reading::placed;
use crate::ids::{ActivityId, PlanId, Text, WorkerId};
use crate::sentence::{Sentence, sentence};
use crate::workspace::Refused;

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDay {
    /// It does not read.
    Text {
        /// Line, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
        /// What is wrong, and which words are known there.
        message: Sentence,
    },
    /// A number cannot be.
    Number {
        /// Which.
        what: String,
        /// As it is written.
        value: String,
        /// The least it can be.
        least: String,
        /// The most it can be.
        most: String,
    },
    /// An attribute can be nothing.
    NoChoice {
        /// The kind of caller.
        kind: Text,
        /// The attribute.
        attribute: Text,
    },
    /// There would be no end of it.
    TooMany {
        /// About how many.
        callers: u64,
    },
}

/// Why a day was not simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoRun {
    /// The day has a number that cannot be.
    Day(NoDay),
    /// The workspace did not take something; at the beginning, something of the crew, the plans or
    /// the day that does not fit the rest.
    Refused(Refused),
    /// A kind of caller says by no plan, and there is not just one.
    WhichPlan {
        /// The kind of caller.
        kind: String,
        /// How many plans there are.
        plans: usize,
    },
    /// A kind of caller names a plan that is not there.
    NoPlan {
        /// The kind of caller.
        kind: String,
        /// The plan.
        plan: PlanId,
    },
    /// A shift names a worker who is not there.
    NoWorker(WorkerId),
    /// An activity is not there, or is of the wrong sort.
    NoActivity {
        /// For what.
        what: &'static str,
        /// The activity.
        activity: ActivityId,
        /// `available` or `not available`.
        wanted: &'static str,
    },
    /// The crew has opening hours, and the day does not say which day it is.
    NoDate,
    /// The day's date, or its time zone, is none.
    UnknownDate {
        /// The date.
        date: Text,
        /// The time zone.
        zone: Text,
    },
    /// Shifts need two activities that the crew does not have.
    NoDuty(&'static str),
}

impl NoDay {
    /// Why, and what to do, in a sentence.
    pub fn sentence(&self) -> Sentence {
        match self {
            NoDay::Text { line, column, message } => placed(*line, *column, message),
            NoDay::Number { what, value, least, most } => sentence!(
                "{} is {}. It has to be from {} to {}.",
                "{} es {}. Tiene que ir de {} a {}.";
                number(what), value, least, most
            ),
            NoDay::NoChoice { kind, attribute } => sentence!(
                "{} can choose {} from nothing. Give one of its values a weight above 0.",
                "{} no tiene de dónde elegir {}. Dé a uno de sus valores un peso mayor que 0.";
                kind, attribute
            ),
            NoDay::TooMany { callers } => sentence!(
                "About {} callers would come. At most {} are simulated: take fewer hours.",
                "Llamarían unas {} personas. Se simulan como mucho {}: tome menos horas.";
                callers, MOST_CALLERS
            ),
        }
    }
}

/// The words for the place of a number: `per_hour of Calls`.
fn number(what: &str) -> Sentence {
    let spanish = what
        .replace("The mean in ", "La media de ")
        .replace("The deviation in ", "La desviación de ")
        .replace("a weight of ", "un peso de ")
        .replacen(" of ", " de ", 1);
    Sentence::new(what, spanish)
}

impl NoRun {
    /// Why, and what to do, in a sentence.
    pub fn sentence(&self) -> Sentence {
        match self {
            NoRun::Day(no_day) => no_day.sentence(),
            NoRun::Refused(refused) => refused.sentence(),
            NoRun::WhichPlan { kind, plans } => sentence!(
                "{} says by no plan, and there are {} plans. Name one, as in plan = \"Support\".",
                "{} no dice por qué plan va, y hay {} planes. Nombre uno, como en plan = \"Support\".";
                kind, plans
            ),
            NoRun::NoPlan { kind, plan } => sentence!(
                "{} is routed by {}, but there is no such plan.",
                "{} se encamina por {}, pero no hay tal plan.";
                kind, plan
            ),
            NoRun::NoWorker(worker) => sentence!(
                "A shift is for {}, but no worker of the crew has this id or name.",
                "Un turno es para {}, pero nadie del equipo tiene ese id o nombre.";
                worker.0
            ),
            NoRun::NoActivity { what, activity, wanted } => sentence!(
                "{} is {}, but the crew has no such activity that is {}. Name another one under [activities].",
                "{} es {}, pero el equipo no tiene tal actividad que sea {}. Nombre otra en [activities].";
                what, activity, sort(wanted)
            ),
            NoRun::NoDate => sentence!(
                "The crew's queues have opening hours, and the day does not say which day it is. Write it, as in date = \"2026-11-23\".",
                "Las colas del equipo tienen horario, y el día no dice qué día es. Escríbalo, como en date = \"2026-11-23\"."
            ),
            NoRun::UnknownDate { date, zone } => sentence!(
                "The day is {} in {}, which there is not. Write it like 2026-11-23 and Europe/Madrid.",
                "El día es {} en {}, que no existe. Escríbalo como 2026-11-23 y Europe/Madrid.";
                date, zone
            ),
            NoRun::NoDuty(wanted) => sentence!(
                "The day has shifts, and the crew has no activity that is {}. Add one to the crew: workers need it to come and go.",
                "El día tiene turnos, y el equipo no tiene ninguna actividad que sea {}. Añádala al equipo: hace falta para entrar y salir.";
                sort(wanted)
            ),
        }
    }
}

/// The words for which activities are meant.
fn sort(wanted: &'static str) -> Sentence {
    match wanted {
        "available" => sentence!("available", "disponible"),
        _ => sentence!("not available", "no disponible"),
    }
}

impl fmt::Display for NoDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for NoDay {}

impl fmt::Display for NoRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for NoRun {}

impl From<NoDay> for NoRun {
    fn from(no_day: NoDay) -> NoRun {
        NoRun::Day(no_day)
    }
}

impl From<Refused> for NoRun {
    fn from(refused: Refused) -> NoRun {
        NoRun::Refused(refused)
    }
}

#[cfg(test)]
mod tests {
    use crate::language::Language;
    use crate::simulate::Day;

    #[test]
    fn what_is_wrong_with_a_day_is_told_in_spanish_and_where() {
        let caller = "[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nhandling_seconds = { fixed = 60 }\n";
        let told = |text: &str| {
            let wrong = Day::read(&format!("{caller}{text}")).unwrap_err();
            wrong.sentence().of(Language::Spanish).to_owned() + "\n" + &wrong.to_string()
        };
        let texts = [
            "per_hour = \"many\"",
            "per_hour = { \"8 o'clock\" = 3 }",
            "per_hour = { \"08:00\" = \"x\" }",
            "per_hour = -1",
            "per_hour = 1\none_of.language = 3",
        ];
        expect_test::expect![[r#"
            línea 5, columna 12: esto es el texto "many", y hace falta un número, o una tabla de horas del día como { "08:00" = 40, "12:30" = 90 }
            line 5, column 12: this is the text "many", and a number, or a table of times of day such as { "08:00" = 40, "12:30" = 90 } is wanted
            línea 5, columna 14: "8 o'clock" no es una hora del día. Escríbala como "08:30".
            line 5, column 14: "8 o'clock" is no time of day. Write it like "08:30".
            línea 5, columna 24: esto es el texto "x", y hace falta un número
            line 5, column 24: this is the text "x", and a number is wanted
            per_hour de Calls es -1. Tiene que ir de 0 a 1000000000.
            per_hour of Calls is -1. It has to be from 0 to 1000000000.
            línea 6, columna 19: esto es el número `3`, y hace falta una tabla de pesos como { en = 3, es = 1 }, o una lista como [{ value = true, weight = 1 }]
            line 6, column 19: this is the number `3`, and a table of weights such as { en = 3, es = 1 }, or a list such as [{ value = true, weight = 1 }] is wanted"#]].assert_eq(&texts.map(told).join("\n"));
    }
}
