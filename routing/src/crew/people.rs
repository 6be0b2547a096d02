//! What is wrong with a crew as a whole: nobody in it, nowhere to wait, people who are written down
//! in different ways.

use super::{Crew, CrewProblem};
use crate::expression::Vocabulary;
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

    /// Attributes that are a text with one worker and a list with others: what asks for the list never
    /// finds that worker.
    pub(super) fn shapes(&self, found: &mut Vec<CrewProblem>) {
        let all = self.vocabulary();
        for worker in &self.workers {
            let own = Vocabulary::of([&worker.attributes]);
            for (name, shapes) in own.iter() {
                let is_list_of_others = all.shapes(name).is_some_and(|shapes| shapes.list);
                if !is_list_of_others || shapes.list || !(shapes.text || shapes.number) {
                    continue;
                }
                let message = sentence!(
                    "With {0}, {1} is no list, and with others it is one: conditions such as {1} HAS '...' pass {0} over. Write {1} = [...], a list, here too.",
                    "En {0}, {1} no es una lista, y en otras personas sí: condiciones como {1} HAS '...' pasan por alto a {0}. Escriba también aquí una lista: {1} = [...].";
                    worker.name,
                    name
                );
                found.push(CrewProblem {
                    code: Code("no_list"),
                    severity: Severity::Warning,
                    about: worker.name.clone(),
                    message,
                    part: None,
                    span: None,
                });
            }
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

    #[test]
    fn one_worker_with_a_text_among_lists_is_told_at_that_worker() {
        let text = r#"
            [[activity]]
            name = "Available"
            available = true
            [[queue]]
            name = "Support"
            [[worker]]
            name = "Ana"
            activity = "Available"
            attributes = { skills = ["network"], team = "a", level = 1 }
            [[worker]]
            name = "Luis"
            activity = "Available"
            attributes = { skills = "network", team = "b", level = "2" }
            "#;
        let found = Crew::read(text).unwrap().check_in(text);
        let [problem] = &found[..] else { panic!("{found:?}") };
        let (line, _) = problem.span.unwrap().line_and_column(text);
        assert_eq!((problem.code.0, &*problem.about, line), ("no_list", "Luis", 12));
    }
}
