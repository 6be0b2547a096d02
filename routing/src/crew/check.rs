//! What is wrong with a crew, though it can be read.

use std::collections::BTreeSet;

use super::places::Places;
use super::{Activity, Calendar, CalendarPart, Channel, Crew, MissedOffer, Queue};
use crate::expression::{Expression, Place, Subject, Vocabulary, lint, nearest};
use crate::hours::Hours;
use crate::ids::Text;
use crate::plan::{Plan, Surroundings};
use crate::problem::{Code, Problem, Severity};
use crate::sentence::{Sentence, sentence};
use crate::span::Span;
use crate::time::Time;
use crate::workspace::{Input, Refused, Workspace};

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
    /// Which part of a calendar it is about, when it is about one.
    pub part: Option<CalendarPart>,
    /// Where in the file that stands, when the file was at hand.
    pub span: Option<Span>,
}

/// What problems of the settings are about.
pub(super) const SETTINGS: &str = "settings";
/// A queue names a calendar that there is not.
const UNKNOWN_CALENDAR: Code = Code("unknown_calendar");
/// A queue goes by a calendar that never opens.
const NEVER_OPEN: Code = Code("never_open");

impl CrewProblem {
    /// Whether it is about the calendar that a queue names.
    pub(crate) fn is_about_hours(&self) -> bool {
        self.code == UNKNOWN_CALENDAR || self.code == NEVER_OPEN
    }
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
        let activities = names(self.activities.iter().map(|one| (&one.id.0, &one.name)));
        let mut found = plan.check(&Surroundings {
            queues: &queues,
            activities: &activities,
            tasks,
            workers: Some(&self.vocabulary()),
            several_at_a_time: &self.several_at_a_time(),
        });
        self.kept_overnight(plan, &mut found);
        found
    }

    /// What is wrong with it, with its places in the text that it was read from.
    pub fn check_in(&self, text: &str) -> Vec<CrewProblem> {
        let mut found = self.check();
        let places = Places::read(text);
        for problem in &mut found {
            problem.span = places.of(problem);
        }
        found
    }

    /// What is wrong with it, though it can be read.
    pub fn check(&self) -> Vec<CrewProblem> {
        let mut found = Vec::new();
        self.emptiness(&mut found);
        let vocabulary = self.vocabulary();
        for queue in &self.queues {
            self.queue(queue, &vocabulary, &mut found);
        }
        self.hours(&mut found);
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
                &SETTINGS.into(),
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
        twice(
            &sentence!("calendar", "calendarios"),
            self.calendars.iter().map(|one| &one.name),
            &mut found,
        );
        twice(&sentence!("queue", "colas"), self.queues.iter().map(|one| &one.name), &mut found);
        twice(
            &sentence!("worker", "personas"),
            self.workers.iter().map(|one| &one.name),
            &mut found,
        );
        self.shapes(&mut found);
        self.refusals(&mut found);
        found
    }

    /// What a workspace does not take, and nothing above has told of: numbers out of their ranges, ids
    /// that two have. Names of what there is not are told of already, or are wrong because of that.
    fn refusals(&self, found: &mut Vec<CrewProblem>) {
        let mut workspace = Workspace::new();
        for input in self.inputs() {
            let about = match &input {
                Input::DefineActivity(activity) => activity.name.clone(),
                Input::DefineChannel(channel) => channel.name.clone(),
                Input::DefineCalendar(calendar) => calendar.name.clone(),
                Input::DefineQueue(queue) => queue.name.clone(),
                Input::AddWorker(worker) => worker.name.clone(),
                _ => SETTINGS.into(),
            };
            let Err(refused) = workspace.handle(input, Time(0)) else { continue };
            let is_told = found
                .iter()
                .any(|problem| problem.severity == Severity::Error && problem.about == about);
            if is_told || matches!(refused, Refused::Unknown { .. }) {
                continue;
            }
            let message = sentence!("{}: {}", "{}: {}"; about, refused.sentence());
            found.push(CrewProblem {
                code: Code("refused"),
                severity: Severity::Error,
                about,
                message,
                part: None,
                span: None,
            });
        }
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
            let (code, about) = (Code("missed_cascade"), Text::from(SETTINGS));
            found.push(CrewProblem {
                code,
                severity: Severity::Warning,
                about,
                message,
                part: None,
                span: None,
            });
        }
    }

    /// What is wrong with calendars, and with how queues go by them.
    fn hours(&self, found: &mut Vec<CrewProblem>) {
        let mut tell = |code, severity, about: &Text, message, part| {
            found.push(CrewProblem {
                code,
                severity,
                about: about.clone(),
                message,
                part,
                span: None,
            });
        };
        let is_of = |queue: &Queue, calendar: &Calendar| {
            let names = names([(&calendar.id.0, &calendar.name)].into_iter());
            queue.calendar.as_ref().is_some_and(|one| knows(&names, one.as_str()))
        };
        for calendar in &self.calendars {
            let (hours, faults) = Hours::read(calendar);
            let name = &calendar.name;
            for (part, fault) in faults {
                let severity =
                    if fault.is_harmless() { Severity::Warning } else { Severity::Error };
                let message =
                    sentence!("Calendar {}: {}.", "Calendario {}: {}."; name, fault.sentence());
                tell(Code("calendar"), severity, name, message, Some(part));
            }
            let mut queues = self.queues.iter().filter(|queue| is_of(queue, calendar)).peekable();
            if queues.peek().is_none() {
                let message = sentence!(
                    "No queue goes by calendar {}. Name it in a queue, as in calendar = \"{}\", or take it away.",
                    "Ninguna cola se guía por el calendario {}. Nómbrelo en una cola, como en calendar = \"{}\", o quítelo.";
                    name,
                    name
                );
                tell(Code("unused_calendar"), Severity::Warning, name, message, None);
            }
            for queue in queues.filter(|_| hours.is_never_open()) {
                let message = sentence!(
                    "Queue {} is never open: calendar {} has no hours on any day. Give it some.",
                    "La cola {} no abre nunca: el calendario {} no tiene horas ningún día. Póngale alguna.";
                    queue.name,
                    name
                );
                tell(NEVER_OPEN, Severity::Warning, &queue.name, message, None);
            }
        }
        let known: Vec<&str> = names(self.calendars.iter().map(|one| (&one.id.0, &one.name)));
        for queue in &self.queues {
            if let Some(calendar) =
                queue.calendar.as_ref().filter(|one| !knows(&known, one.as_str()))
            {
                let told = unknown(&queue.name, UnknownKind::Calendar, calendar.as_str(), &known);
                found.push(CrewProblem { code: UNKNOWN_CALENDAR, ..told });
            }
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
            found.push(CrewProblem {
                code,
                severity,
                about: queue.name.clone(),
                message,
                part: None,
                span: None,
            });
        }
        let program = expression.compile(Place::Queue);
        let serves = |attributes| program.holds(&Subject::of_worker(attributes));
        let is_meant = matches!(queue.workers.trim(), "1==0" | "1 == 0");
        if expression.is_whole()
            && !is_meant
            && !self.workers.iter().any(|worker| serves(&worker.attributes))
        {
            let message = if queue.workers.trim().is_empty() {
                sentence!(
                    "Nobody serves queue {}: its condition is empty, which nobody meets. Its tasks wait unseen. Write 1==1 for everybody, or 1==0 if nobody is meant.",
                    "Nadie atiende la cola {}: su condición está vacía y no la cumple nadie. Sus tareas esperan sin que nadie las vea. Escriba 1==1 para todo el mundo, o 1==0 si no ha de ser nadie.";
                    queue.name
                )
            } else {
                sentence!(
                    "Nobody serves queue {}: no worker meets {}. Its tasks wait unseen. Give somebody what it asks for, or write 1==0 if that is meant.",
                    "Nadie atiende la cola {}: nadie cumple {}. Sus tareas esperan sin que nadie las vea. Dé a alguien lo que pide, o escriba 1==0 si es lo que quiere.";
                    queue.name,
                    queue.workers
                )
            };
            let code = Code("nobody_serves");
            let about = queue.name.clone();
            found.push(CrewProblem {
                code,
                severity: Severity::Warning,
                about,
                message,
                part: None,
                span: None,
            });
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
    Calendar,
    Channel,
}

fn unknown(about: &Text, kind: UnknownKind, id: &str, known: &[&str]) -> CrewProblem {
    let meant = nearest(id, known.iter().copied()).map_or_else(
        || sentence!("Define it, or name another.", "Defina lo que falta o nombre otra cosa."),
        |one| sentence!("Did you mean {}?", "¿Quería decir {}?"; one),
    );
    let kind = match kind {
        UnknownKind::Activity => sentence!("activity", "la actividad"),
        UnknownKind::Calendar => sentence!("calendar", "el calendario"),
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
        part: None,
        span: None,
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
                part: None,
                span: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

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

    #[test]
    fn calendars_are_checked_with_their_places() {
        let text = r#"
            [[calendar]]
            name = "Office"
            time_zone = "Europe/Madird"
            holidays = ["12-25", { name = "Summer", from = "2026-08-16", to = "2026-08-03" }]
            [calendar.week]
            monday = "9 to 5"
            tuesday = ["09:00-14:00", "13:00-18:00"]
            [[calendar]]
            name = "Nights"
            time_zone = "UTC"
            [[calendar]]
            name = "Never"
            time_zone = "UTC"
            [[queue]]
            name = "Support"
            calendar = "office"
            [[queue]]
            name = "Sales"
            calendar = "Ofice"
            [[queue]]
            name = "Parking"
            calendar = "Never"
            [[worker]]
            name = "Ana"
            activity = "Available"
            "#;
        let crew = Crew::read(text).unwrap();
        let told: String = crew
            .check_in(text)
            .iter()
            .map(|one| {
                let (line, column) = one.span.map_or((0, 0), |span| span.line_and_column(text));
                let (en, es) =
                    (one.message.of(Language::English), one.message.of(Language::Spanish));
                format!("{line}:{column} {:?} {} {en}\n  {es}\n", one.severity, one.code)
            })
            .collect();
        expect_test::expect![[r#"
            4:25 Error calendar Calendar Office: there is no time zone "Europe/Madird"; write one such as Europe/Madrid.
              Calendario Office: no existe la zona horaria "Europe/Madird"; escriba una como Europe/Madrid.
            7:22 Error calendar Calendar Office: the hours "9 to 5" of monday are not understood; write 09:00-14:00.
              Calendario Office: no se entienden las horas "9 to 5" de monday; escriba 09:00-14:00.
            8:23 Warning calendar Calendar Office: two spans of tuesday overlap; make one of them.
              Calendario Office: dos tramos de tuesday se solapan; haga uno solo de ellos.
            5:34 Error calendar Calendar Office: holiday Summer ends before it begins; name the first day first.
              Calendario Office: el festivo Summer termina antes de empezar; ponga antes el primer día.
            10:20 Warning unused_calendar No queue goes by calendar Nights. Name it in a queue, as in calendar = "Nights", or take it away.
              Ninguna cola se guía por el calendario Nights. Nómbrelo en una cola, como en calendar = "Nights", o quítelo.
            23:24 Warning never_open Queue Parking is never open: calendar Never has no hours on any day. Give it some.
              La cola Parking no abre nunca: el calendario Never no tiene horas ningún día. Póngale alguna.
            20:24 Error unknown_calendar Sales names calendar Ofice, which there is not. Did you mean Office?
              Sales nombra el calendario Ofice, que no existe. ¿Quería decir Office?
            25:20 Error unknown_name Ana names activity Available, which there is not. Define it, or name another.
              Ana nombra la actividad Available, que no existe. Defina lo que falta o nombre otra cosa.
        "#]].assert_eq(&told);
    }

    #[test]
    fn a_queue_with_an_empty_condition_is_told_without_a_hole() {
        let crew = Crew::read("[[queue]]\nname = 'Support'\nworkers = ''\n").unwrap();
        let found = crew.check();
        let told = found.iter().find(|one| one.code.0 == "nobody_serves").unwrap();
        assert!(told.message.of(Language::Spanish).contains("su condición está vacía"));
        assert!(told.message.of(Language::English).contains("its condition is empty"));
    }
}
