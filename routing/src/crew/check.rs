//! What is wrong with a crew, though it can be read.

use std::collections::BTreeSet;

use super::{Activity, Channel, Crew, MissedOffer, Queue};
use crate::expression::{Expression, Place, Subject, Vocabulary, lint, nearest};
use crate::ids::Text;
use crate::plan::{Plan, Surroundings};
use crate::problem::{Code, Problem, Severity};
use crate::sentence::{Sentence, sentence};

/// Something wrong with a crew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrewProblem {
    /// What kind of problem, e.g. `nobody_serves`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The name of the queue, worker or other thing it is about.
    pub about: Text,
    /// What is wrong and what to do, in a sentence.
    pub message: Sentence,
}

impl Crew {
    /// The attributes that its workers have.
    pub fn vocabulary(&self) -> Vocabulary {
        Vocabulary::of(self.workers.iter().map(|worker| &worker.attributes))
    }

    /// What is wrong with a plan, given this crew.
    pub fn problems_of(&self, plan: &Plan) -> Vec<Problem> {
        self.judge(plan, None)
    }

    /// What is wrong with a plan, given this crew and the attributes that tasks have.
    pub fn problems_of_routing(&self, plan: &Plan, tasks: &Vocabulary) -> Vec<Problem> {
        self.judge(plan, Some(tasks))
    }

    fn judge(&self, plan: &Plan, tasks: Option<&Vocabulary>) -> Vec<Problem> {
        let queues = names(self.queues.iter().map(|queue| (&queue.id.0, &queue.name)));
        plan.check(&Surroundings {
            queues: &queues,
            tasks,
            workers: Some(&self.vocabulary()),
            several_at_a_time: &self.several_at_a_time(),
        })
    }

    /// What is wrong with it, though it can be read.
    pub fn check(&self) -> Vec<CrewProblem> {
        let mut found = Vec::new();
        let vocabulary = self.vocabulary();
        for queue in &self.queues {
            self.queue(queue, &vocabulary, &mut found);
        }
        let activities: Vec<&str> = names(self.activities.iter().map(|one| (&one.id.0, &one.name)));
        let channels: Vec<&str> = names(self.channels.iter().map(|one| (&one.id.0, &one.name)));
        for worker in &self.workers {
            if !knows(&activities, worker.activity.as_str()) {
                found.push(unknown(
                    &worker.name,
                    UnknownKind::Activity,
                    worker.activity.as_str(),
                    &activities,
                ));
            }
            for channel in worker.capacity.keys().filter(|one| !knows(&channels, one.as_str())) {
                found.push(unknown(
                    &worker.name,
                    UnknownKind::Channel,
                    channel.as_str(),
                    &channels,
                ));
            }
        }
        if let MissedOffer::Move { activity, .. } = &self.settings.missed_offer
            && self.settings.missed_offer != MissedOffer::default()
            && !knows(&activities, activity.as_str())
        {
            found.push(unknown(
                &"settings".into(),
                UnknownKind::Activity,
                activity.as_str(),
                &activities,
            ));
        }
        self.cascade(&mut found);
        twice(
            &sentence!("activity", "actividades"),
            self.activities.iter().map(|one| &one.name),
            &mut found,
        );
        twice(
            &sentence!("channel", "canales"),
            self.channels.iter().map(|one| &one.name),
            &mut found,
        );
        twice(&sentence!("queue", "colas"), self.queues.iter().map(|one| &one.name), &mut found);
        twice(
            &sentence!("worker", "personas"),
            self.workers.iter().map(|one| &one.name),
            &mut found,
        );
        found
    }

    /// The channels of which some worker takes several tasks at a time, by their names.
    pub fn several_at_a_time(&self) -> Vec<&str> {
        let has_several = |channel: &&Channel| {
            self.workers.iter().any(|worker| {
                worker.capacity.iter().any(|(id, share)| {
                    let named = id.as_str();
                    let is_it =
                        named == channel.id.as_str() || named.eq_ignore_ascii_case(&channel.name);
                    is_it && share.capacity > 1
                })
            })
        };
        self.channels.iter().filter(has_several).map(|channel| &*channel.name).collect()
    }

    /// One missed offer that takes a worker away: a few calls nobody hears, and nobody is left.
    fn cascade(&self, found: &mut Vec<CrewProblem>) {
        let MissedOffer::Move { activity, after: 1 } = &self.settings.missed_offer else { return };
        let is_it = |one: &&Activity| {
            one.id == *activity || one.name.eq_ignore_ascii_case(activity.as_str())
        };
        if let Some(activity) = self.activities.iter().find(is_it)
            && !activity.available
        {
            let message = sentence!(
                "A single missed offer moves a worker to {0}, until somebody moves him or her back: unanswered calls can empty a queue one worker after the other. Allow more, as in missed_offer = {{ move = {{ activity = \"{0}\", after = 3 }} }}, or write \"leave-available\".",
                "Una sola oferta sin respuesta lleva a la persona a {0}, hasta que alguien la devuelva: las llamadas sin contestar pueden vaciar una cola persona a persona. Permita más, como en missed_offer = {{ move = {{ activity = \"{0}\", after = 3 }} }}, o escriba \"leave-available\".";
                activity.name
            );
            let (code, about) = (Code("missed_cascade"), Text::from("settings"));
            found.push(CrewProblem { code, severity: Severity::Warning, about, message });
        }
    }

    fn queue(&self, queue: &Queue, workers: &Vocabulary, found: &mut Vec<CrewProblem>) {
        let expression = Expression::read(&queue.workers);
        let nothing = Vocabulary::default();
        let said = lint(&expression, Place::Queue, &nothing, workers);
        for problem in expression.problems().iter().chain(&said) {
            let (_, column) = problem.span.line_and_column(&queue.workers);
            let message = sentence!(
                "Queue {}, column {} of its expression: {}",
                "Cola {}, columna {} de su expresión: {}";
                queue.name,
                column,
                problem.message
            );
            let (code, severity) = (problem.code, problem.severity);
            found.push(CrewProblem { code, severity, about: queue.name.clone(), message });
        }
        let program = expression.compile(Place::Queue);
        let serves = |attributes| program.holds(&Subject::of_worker(attributes));
        let is_meant = matches!(queue.workers.trim(), "1==0" | "1 == 0");
        if expression.is_whole()
            && !is_meant
            && !self.workers.iter().any(|worker| serves(&worker.attributes))
        {
            let message = sentence!(
                "Nobody serves queue {}: no worker meets {}. Its tasks wait unseen. Give somebody what it asks for, or write 1==0 if that is meant.",
                "Nadie atiende la cola {}: nadie cumple {}. Sus tareas esperan sin que nadie las vea. Dé a alguien lo que pide, o escriba 1==0 si es lo que quiere.";
                queue.name,
                queue.workers
            );
            let code = Code("nobody_serves");
            let about = queue.name.clone();
            found.push(CrewProblem { code, severity: Severity::Warning, about, message });
        }
    }
}

fn names<'a>(all: impl Iterator<Item = (&'a Text, &'a Text)>) -> Vec<&'a str> {
    all.flat_map(|(id, name)| [id.as_ref(), name.as_ref()]).filter(|one| !one.is_empty()).collect()
}

fn knows(names: &[&str], wanted: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(wanted))
}

/// Of what kind the thing is that there is not.
#[derive(Clone, Copy)]
enum UnknownKind {
    Activity,
    Channel,
}

fn unknown(about: &Text, kind: UnknownKind, id: &str, known: &[&str]) -> CrewProblem {
    let meant = nearest(id, known.iter().copied()).map_or_else(
        || sentence!("Define it, or name another.", "Defina lo que falta o nombre otra cosa."),
        |one| sentence!("Did you mean {}?", "¿Quería decir {}?"; one),
    );
    let kind = match kind {
        UnknownKind::Activity => sentence!("activity", "la actividad"),
        UnknownKind::Channel => sentence!("channel", "el canal"),
    };
    CrewProblem {
        code: Code("unknown_name"),
        severity: Severity::Error,
        about: about.clone(),
        message: sentence!(
            "{} names {} {}, which there is not. {}",
            "{} nombra {} {}, que no existe. {}";
            about,
            kind,
            id,
            meant
        ),
    }
}

fn twice<'a>(kind: &Sentence, all: impl Iterator<Item = &'a Text>, found: &mut Vec<CrewProblem>) {
    let mut seen = BTreeSet::new();
    for name in all {
        if !seen.insert(name.to_lowercase()) {
            found.push(CrewProblem {
                code: Code("same_name"),
                severity: Severity::Error,
                about: name.clone(),
                message: sentence!(
                    "There are two of {} {}; upper and lower case are the same. Rename one.",
                    "Hay dos {} con el nombre {}; mayúsculas y minúsculas son lo mismo. Cambie uno de los nombres.";
                    kind,
                    name
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_told() {
        let crew = Crew::read(
            r#"
            [[activity]]
            name = "Available"
            available = true
            [[channel]]
            name = "voice"
            [[queue]]
            name = "Sales"
            workers = "skills HAS 'sales' AND level > 3"
            [[queue]]
            name = "Parking"
            workers = "1==0"
            [[queue]]
            name = "Typing"
            workers = "skils HAS 'sales' AND name-of == 1"
            [[worker]]
            name = "Ana"
            activity = "Avaliable"
            capacity = { voise = 2 }
            attributes = { skills = "sales", level = 3 }
            [[worker]]
            name = "ANA"
            activity = "available"
            "#,
        )
        .unwrap();
        let told: String =
            crew.check().iter().map(|one| format!("{} {}\n", one.code, one.message)).collect();
        expect_test::expect![[r#"
            never_matches Queue Sales, column 1 of its expression: HAS asks whether a list holds something, and there is no list on its left: this never holds. Write skills == 'sales', CONTAINS for a part of it, or make the attribute a list.
            nobody_serves Nobody serves queue Sales: no worker meets skills HAS 'sales' AND level > 3. Its tasks wait unseen. Give somebody what it asks for, or write 1==0 if that is meant.
            syntax Queue Typing, column 23 of its expression: name-of has a hyphen, and names with hyphens cannot be asked for. Call the attribute name_of, there and here.
            unknown_attribute Queue Typing, column 1 of its expression: Nobody has skils. Did you mean skills?
            unknown_name Ana names activity Avaliable, which there is not. Did you mean Available?
            unknown_name Ana names channel voise, which there is not. Did you mean voice?
            same_name There are two of worker ANA; upper and lower case are the same. Rename one.
        "#]].assert_eq(&told);
    }
}
