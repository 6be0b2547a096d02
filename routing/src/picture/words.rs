//! The words of the picture, one table for each language.
//!
//! What stands in braces is filled in by name, the same in every language.

use crate::language::Language;

/// The words, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// `{name}`.
    pub title: &'static str,
    /// `{filters}`, `{targets}`.
    pub counted: &'static str,
    /// How many filters: one, and `{count}`.
    pub filters: [&'static str; 2],
    /// How many targets: one, and `{count}`.
    pub targets: [&'static str; 2],
    /// How it is read.
    pub reading: &'static str,
    /// There is nothing to route by.
    pub unusable: &'static str,
    /// A filter without a name: `{number}`.
    pub filter: &'static str,
    /// Before a filter's condition.
    pub when: &'static str,
    /// A filter without a condition.
    pub every_task: &'static str,
    /// The name of the default filter.
    pub default_filter: &'static str,
    /// For whom the default filter is.
    pub otherwise: &'static str,
    /// A target that has no queue.
    pub no_queue: &'static str,
    /// `{length}`.
    pub time_out: &'static str,
    /// `{length}`, and `{limit}` counted from the filter's beginning.
    pub time_out_until: &'static str,
    /// `{priority}`.
    pub priority: &'static str,
    /// Before a target's condition.
    pub condition: &'static str,
    /// `{attribute}`.
    pub known_by_id: &'static str,
    /// `{attribute}`.
    pub known_by_name: &'static str,
    /// Whom nothing names.
    pub known_nobody: &'static str,
    /// `{orders}`.
    pub asked_first: &'static str,
    /// `{attribute}`.
    pub highest: &'static str,
    /// `{attribute}`.
    pub lowest: &'static str,
    /// Nobody of the crew fits.
    pub nobody: &'static str,
    /// The crew has no such queue.
    pub not_in_crew: &'static str,
    /// Workers that are left out: `{count}`.
    pub more: &'static str,
    /// The step ends: `{limit}`.
    pub after: &'static str,
    /// The step is skipped.
    pub at_once: &'static str,
    /// The step is skipped or ends: `{limit}`.
    pub at_once_or_after: &'static str,
    /// The step is skipped if something holds: `{condition}`.
    pub at_once_if: &'static str,
    /// The step is skipped if something holds, or ends: `{condition}`, `{limit}`.
    pub at_once_if_or_after: &'static str,
    /// What follows is never tried.
    pub never: &'static str,
    /// The end of a filter: `{how}`.
    pub then_later: &'static str,
    /// The end of a filter by a skip: `{how}`.
    pub then_as_if: &'static str,
    /// The end of the last filter: by a skip, `{how}`, and by time, `{limit}`.
    pub then_either: &'static str,
    /// The end of everything: `{how}`.
    pub then_canceled: &'static str,
    /// The last step has no end.
    pub waits: &'static str,
    /// No filter was for it, and there is no default filter.
    pub no_default: &'static str,
    /// In the box where tasks end in vain.
    pub canceled: &'static str,
    /// Beside a filter that is not for the task.
    pub not_for_it: &'static str,
    /// Beside a filter that the task has been through.
    pub behind: &'static str,
    /// Beside the target in which the task is.
    pub here: &'static str,
    /// Problems that are left out: `{count}`.
    pub more_problems: &'static str,
}

impl Words {
    /// The words in a language.
    pub fn of(language: Language) -> &'static Words {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }
}

const ENGLISH: Words = Words {
    title: "Who gets the call: {name}",
    counted: "{filters}, {targets}.",
    filters: ["1 filter", "{count} filters"],
    targets: ["1 target", "{count} targets"],
    reading: "Read from the top: the first filter that fits takes the task.",
    unusable: "This is no plan, so that nobody gets a call by it.",
    filter: "Filter {number}",
    when: "when",
    every_task: "for every task",
    default_filter: "Default filter",
    otherwise: "when no filter was for the task",
    no_queue: "no queue",
    time_out: "{length}",
    time_out_until: "{length}, until {limit}",
    priority: "priority {priority}",
    condition: "for",
    known_by_id: "Only for the worker whose id is in task.{attribute}",
    known_by_name: "Only for the worker whose name is in task.{attribute}",
    known_nobody: "Only for one worker, whom nothing names",
    asked_first: "Asked first: {orders}",
    highest: "highest {attribute}",
    lowest: "lowest {attribute}",
    nobody: "nobody in the crew",
    not_in_crew: "the crew has no such queue",
    more: "+{count}",
    after: "not taken after {limit}",
    at_once: "at once when nobody is free",
    at_once_or_after: "at once when nobody is free, else after {limit}",
    at_once_if: "at once when nobody is free and {condition}",
    at_once_if_or_after: "after {limit}, or at once when nobody is free and {condition}",
    never: "never: tasks do not leave the target above",
    then_later: "{how}: a later filter, else canceled",
    then_as_if: "{how}: as if this filter did not fit",
    then_either: "{how}: as if this filter did not fit; canceled after {limit}",
    then_canceled: "{how}",
    waits: "waits here until somebody takes it or its time to live ends",
    no_default: "no filter was for the task",
    canceled: "canceled",
    not_for_it: "not for this task",
    behind: "behind it",
    here: "the task is here",
    more_problems: "+{count} more",
};

const SPANISH: Words = Words {
    title: "Quién recibe la llamada: {name}",
    counted: "{filters}, {targets}.",
    filters: ["1 filtro", "{count} filtros"],
    targets: ["1 destino", "{count} destinos"],
    reading: "Se lee desde arriba: el primer filtro que encaja acepta la tarea.",
    unusable: "Esto no es un plan, así que con él nadie recibe una llamada.",
    filter: "Filtro {number}",
    when: "si",
    every_task: "para todas las tareas",
    default_filter: "Filtro por defecto",
    otherwise: "si ningún filtro era para la tarea",
    no_queue: "sin cola",
    time_out: "{length}",
    time_out_until: "{length}, hasta {limit}",
    priority: "prioridad {priority}",
    condition: "para",
    known_by_id: "Solo para la persona cuyo id está en task.{attribute}",
    known_by_name: "Solo para la persona cuyo nombre está en task.{attribute}",
    known_nobody: "Solo para una persona, a la que nada nombra",
    asked_first: "Primero: {orders}",
    highest: "{attribute} más alto",
    lowest: "{attribute} más bajo",
    nobody: "nadie del equipo",
    not_in_crew: "el equipo no tiene esa cola",
    more: "+{count}",
    after: "sin aceptar a los {limit}",
    at_once: "enseguida si nadie está libre",
    at_once_or_after: "enseguida si nadie está libre; si no, a los {limit}",
    at_once_if: "enseguida si nadie está libre y {condition}",
    at_once_if_or_after: "a los {limit}, o enseguida si nadie está libre y {condition}",
    never: "nunca: las tareas no salen del destino de arriba",
    then_later: "{how}: un filtro posterior o se cancela",
    then_as_if: "{how}: como si este filtro no encajara",
    then_either: "{how}: como si este filtro no encajara; a los {limit} se cancela",
    then_canceled: "{how}",
    waits: "espera aquí hasta que alguien la acepte o acabe su vida",
    no_default: "ningún filtro era para la tarea",
    canceled: "cancelada",
    not_for_it: "no es para esta tarea",
    behind: "ya quedó atrás",
    here: "la tarea está aquí",
    more_problems: "+{count} más",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_fill_in_the_same_things() {
        let places = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split('}').next().map(str::to_owned))
                .collect();
            names.sort();
            names
        };
        // Debug lists the fields in order, so that the texts of both tables pair up.
        let (en, es) = (format!("{ENGLISH:#?}"), format!("{SPANISH:#?}"));
        assert_eq!(en.lines().count(), es.lines().count());
        for (en, es) in en.lines().zip(es.lines()).filter(|(en, _)| en.contains('"')) {
            assert_eq!(places(en), places(es), "{en}");
        }
    }
}
