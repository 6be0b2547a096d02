//! What is wrong with a crew as a whole: nobody in it, nowhere to wait.

use super::{Crew, CrewProblem};
use crate::problem::{Code, Severity};
use crate::sentence::{Sentence, sentence};

impl Crew {
    /// A crew without queues or without people, which no task gets through.
    pub(super) fn emptiness(&self, found: &mut Vec<CrewProblem>) {
        let mut tell = |code, message: Sentence| {
            found.push(CrewProblem {
                code: Code(code),
                severity: Severity::Error,
                about: "".into(),
                message,
                part: None,
                span: None,
            });
        };
        if self.queues.is_empty() {
            tell(
                "no_queues",
                sentence!(
                    "This crew has no queues, so that tasks have nowhere to wait. Add one, as in [[queue]] with name = \"Support\" below it.",
                    "Este equipo no tiene colas, así que las tareas no tienen dónde esperar. Añada una, como [[queue]] y debajo name = \"Support\".",
                ),
            );
        }
        if self.workers.is_empty() {
            tell(
                "no_workers",
                sentence!(
                    "There is nobody in this crew, so that nobody takes its tasks. Add somebody, as in [[worker]] with name and activity below it.",
                    "En este equipo no hay nadie, así que nadie atiende sus tareas. Añada a alguien, como [[worker]] y debajo name y activity.",
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_crew_file_is_not_healthy() {
        let codes = |text: &str| -> Vec<&str> {
            Crew::read(text).unwrap().check_in(text).iter().map(|one| one.code.0).collect()
        };
        assert_eq!(codes(""), ["no_queues", "no_workers"]);
        assert_eq!(codes("[[queue]]\nname = 'x'\nworkers = '1==0'\n"), ["no_workers"]);
        let worker =
            "[[activity]]\nname = 'a'\navailable = true\n[[worker]]\nname = 'x'\nactivity = 'a'\n";
        assert_eq!(codes(worker), ["no_queues"]);
    }
}
