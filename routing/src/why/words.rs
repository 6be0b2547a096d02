//! The words in which reasons are told, one table for each language. All of them stand here.
//!
//! What stands in braces is filled in by name, and every language fills in the same things; which
//! things those are stands with each sentence. Names come in quotation marks already, those of people
//! without. A sentence of which there are two, [`Number`], is for one or for more; one of another
//! length is another sentence. A new sentence is a field of [`Words`] and a line in each table, and is
//! used in `tell.rs`.

use crate::language::Language;

/// A sentence about one thing and the same about several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// About one.
    pub one: &'static str,
    /// About more.
    pub many: &'static str,
}

/// The sentences, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// `{task}`, `{status}`.
    pub task_is: &'static str,
    /// `{task}`, `{status}`, `{reason}`.
    pub task_is_because: &'static str,
    /// The statuses of a task, from pending to canceled.
    pub statuses: [&'static str; 6],
    /// Who has it: `{names}`.
    pub holders: &'static str,
    /// It is taken, and yet somebody is looked for.
    pub another_looked_for: &'static str,

    /// By which rules: `{queue}`.
    pub goes_to_queue: &'static str,
    /// `{worker}`.
    pub goes_to_worker: &'static str,
    /// Filters that are not for it: `{names}`, `{plan}`.
    pub filters_not_for_it: Number,
    /// Filters that are for it and lie before the one it is in: `{names}`.
    pub filters_behind: Number,
    /// `{filter}`, `{target}`, `{targets}`, `{plan}`, `{queue}`.
    pub in_target: &'static str,
    /// `{plan}`, `{queue}`.
    pub in_default_filter: &'static str,
    /// `{condition}`.
    pub condition: &'static str,
    /// The target is for one worker: `{worker}`.
    pub known_worker: &'static str,
    /// The target is for one worker whom nothing names: `{attribute}`.
    pub known_nobody: &'static str,
    /// The first of those who wait.
    pub first_in_line: &'static str,
    /// `{position}`.
    pub place_in_line: &'static str,
    /// How often it was offered: once, twice, and `{count}` times.
    pub offered: [&'static str; 3],

    /// A moment was promised for it, and has not come.
    pub promised: &'static str,
    /// It found no queue open.
    pub none_open: &'static str,
    /// A queue is outside its hours: `{queue}`.
    pub closed_hours: &'static str,
    /// `{queue}`, `{holiday}`.
    pub closed_holiday: &'static str,
    /// `{queue}`.
    pub closed_by_hand: &'static str,
    /// `{day}`, `{date}`, `{clock}`.
    pub opens_at: &'static str,
    /// `{length}`.
    pub opens_in: &'static str,
    /// Nothing but a hand opens it.
    pub opens_by_hand: &'static str,
    /// Its calendar never opens it.
    pub opens_never: &'static str,
    /// The days of the week, from Monday.
    pub days: [&'static str; 7],
    /// It sleeps in a closed queue.
    pub asleep: &'static str,
    /// It waits awake in a closed queue.
    pub still_served: &'static str,

    /// Nobody serves the queue.
    pub nobody_serves: &'static str,
    /// What stands for the names that are left out: `{count}`.
    pub more_names: &'static str,
    /// What keeps workers from it: `{names}`.
    pub asked: Number,
    /// `{names}`.
    pub not_the_known_one: Number,
    /// `{names}`.
    pub condition_fails: Number,
    /// `{names}`, `{activity}`.
    pub away: Number,
    /// `{names}`.
    pub channel_off: Number,
    /// `{names}`.
    pub no_capacity: Number,
    /// `{names}`, `{capacity}`.
    pub full: Number,
    /// `{names}`.
    pub busy: Number,
    /// `{names}`.
    pub has_it: Number,
    /// `{names}`.
    pub spared: Number,
    /// `{names}`.
    pub later: Number,
    /// Comes after what keeps them from it, when they refused or missed it before.
    pub refused_before: Number,

    /// Something happens by itself: `{length}`, `{what}`.
    pub happens_in: &'static str,
    /// Something happens by itself right now: `{what}`.
    pub happens_now: &'static str,
    /// What happens by itself.
    pub offer_ends: &'static str,
    /// After-work is over.
    pub wrap_up_ends: &'static str,
    /// Its time to live is over.
    pub task_dies: &'static str,
    /// The queue in which it sleeps opens.
    pub queue_opens: &'static str,
    /// The moment promised for it comes.
    pub promise_comes: &'static str,
    /// The step is over.
    pub next_target: &'static str,
    /// The last step of a filter is over.
    pub filter_ends: &'static str,
    /// The workspace forgets it.
    pub removal: &'static str,
    /// How long an ended task is still known: `{length}`.
    pub record_kept: &'static str,
}

impl Words {
    /// The sentences in a language.
    pub fn of(language: Language) -> &'static Words {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }
}

/// English.
const ENGLISH: Words = Words {
    task_is: "Task {task} is {status}.",
    task_is_because: "Task {task} is {status}: {reason}.",
    statuses: ["pending", "reserved", "assigned", "wrapping", "completed", "canceled"],
    holders: "It is with {names}.",
    another_looked_for: "Another worker is looked for.",

    goes_to_queue: "It goes to queue {queue}, without conditions.",
    goes_to_worker: "It is for {worker} and for nobody else.",
    filters_not_for_it: Number {
        one: "Filter {names} of plan {plan} is not for it.",
        many: "Filters {names} of plan {plan} are not for it.",
    },
    filters_behind: Number {
        one: "Filter {names} is for it and lies behind it.",
        many: "Filters {names} are for it and lie behind it.",
    },
    in_target: "It is in filter {filter} of plan {plan}, target {target} of {targets}: queue {queue}.",
    in_default_filter: "It is in the default filter of plan {plan}: queue {queue}.",
    condition: "The target is for those who meet: {condition}",
    known_worker: "The target is for {worker} alone.",
    known_nobody: "The target is for the worker whom task.{attribute} names, and it names nobody; the task waits the target out.",
    first_in_line: "It is first in line there.",
    place_in_line: "It is number {position} in line there.",
    offered: [
        "It has been offered once.",
        "It has been offered twice.",
        "It has been offered {count} times.",
    ],

    promised: "It is not routed before the moment promised for it.",
    none_open: "No queue that could take it was open.",
    closed_hours: "Queue {queue} is closed: it is outside its hours.",
    closed_holiday: "Queue {queue} is closed: today is a holiday, {holiday}.",
    closed_by_hand: "Queue {queue} was closed by hand.",
    opens_at: "It opens on {day} {date} at {clock}.",
    opens_in: "It opens in {length}.",
    opens_by_hand: "It stays closed until somebody opens it.",
    opens_never: "It never opens by its calendar.",
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    asleep: "The task sleeps until the queue opens.",
    still_served: "Who waits there already is still served; nobody new comes in.",

    nobody_serves: "Nobody serves that queue.",
    more_names: "{count} more",
    asked: Number { one: "{names} is being asked", many: "{names} are being asked" },
    not_the_known_one: Number {
        one: "{names} is not the one it is for",
        many: "{names} are not the ones it is for",
    },
    condition_fails: Number {
        one: "{names} does not meet the target's condition",
        many: "{names} do not meet the target's condition",
    },
    away: Number {
        one: "{names} is in {activity}, which is not available",
        many: "{names} are in {activity}, which is not available",
    },
    channel_off: Number {
        one: "{names} takes no tasks of this channel",
        many: "{names} take no tasks of this channel",
    },
    no_capacity: Number {
        one: "{names} has no capacity for this channel",
        many: "{names} have no capacity for this channel",
    },
    full: Number {
        one: "{names} is busy, with a capacity of {capacity} for this channel",
        many: "{names} are busy, each with a capacity of {capacity} for this channel",
    },
    busy: Number {
        one: "{names} is busy, and one task at a time is the rule",
        many: "{names} are busy, and one task at a time is the rule",
    },
    has_it: Number { one: "{names} has this task already", many: "{names} have this task already" },
    spared: Number {
        one: "{names} could take it, and others were asked first",
        many: "{names} could take it, and others were asked first",
    },
    later: Number {
        one: "{names} can be asked once the queue opens",
        many: "{names} can be asked once the queue opens",
    },
    refused_before: Number {
        one: " (refused or missed it before)",
        many: " (refused or missed it before)",
    },

    happens_in: "In {length} {what}.",
    happens_now: "Right now {what}.",
    offer_ends: "the offer ends unanswered",
    wrap_up_ends: "after-work ends by itself",
    task_dies: "the task is canceled, if nobody has taken it",
    queue_opens: "the queue opens and the task waits there awake",
    promise_comes: "the promised moment comes and the task is routed",
    next_target: "it goes on to the next target",
    filter_ends: "the last target ends: a later filter is tried, or the task is canceled",
    removal: "the task is taken away",
    record_kept: "Its record is kept for {length} more.",
};

/// Spanish.
const SPANISH: Words = Words {
    task_is: "La tarea {task} está {status}.",
    task_is_because: "La tarea {task} está {status}: {reason}.",
    statuses: [
        "pendiente",
        "ofrecida",
        "asignada",
        "en trabajo posterior",
        "completada",
        "cancelada",
    ],
    holders: "La tiene {names}.",
    another_looked_for: "Se busca a otra persona.",

    goes_to_queue: "Va a la cola {queue}, sin condiciones.",
    goes_to_worker: "Es para {worker} y para nadie más.",
    filters_not_for_it: Number {
        one: "El filtro {names} del plan {plan} no es para ella.",
        many: "Los filtros {names} del plan {plan} no son para ella.",
    },
    filters_behind: Number {
        one: "El filtro {names} es para ella y ya quedó atrás.",
        many: "Los filtros {names} son para ella y ya quedaron atrás.",
    },
    in_target: "Está en el filtro {filter} del plan {plan}, destino {target} de {targets}: cola {queue}.",
    in_default_filter: "Está en el filtro por defecto del plan {plan}: cola {queue}.",
    condition: "El destino es para quienes cumplen: {condition}",
    known_worker: "El destino es solo para {worker}.",
    known_nobody: "El destino es para la persona que nombra task.{attribute}, y no nombra a nadie; la tarea espera a que el destino acabe.",
    first_in_line: "Es la primera de las que esperan ahí.",
    place_in_line: "Es la número {position} de las que esperan ahí.",
    offered: [
        "Se ha ofrecido una vez.",
        "Se ha ofrecido dos veces.",
        "Se ha ofrecido {count} veces.",
    ],

    promised: "No se encamina antes del momento prometido.",
    none_open: "No había abierta ninguna cola que pudiera recibirla.",
    closed_hours: "La cola {queue} está cerrada: está fuera de su horario.",
    closed_holiday: "La cola {queue} está cerrada: hoy es festivo, {holiday}.",
    closed_by_hand: "La cola {queue} se cerró a mano.",
    opens_at: "Abre el {day} {date} a las {clock}.",
    opens_in: "Abre dentro de {length}.",
    opens_by_hand: "Sigue cerrada hasta que alguien la abra.",
    opens_never: "Según su calendario no abre nunca.",
    days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    asleep: "La tarea duerme hasta que la cola abra.",
    still_served: "A quienes ya esperan ahí se les atiende todavía; no entra nadie más.",

    nobody_serves: "Nadie atiende esa cola.",
    more_names: "{count} más",
    asked: Number { one: "{names} tiene la oferta", many: "{names} tienen la oferta" },
    not_the_known_one: Number {
        one: "{names} no es la persona a la que va dirigida",
        many: "{names} no son las personas a las que va dirigida",
    },
    condition_fails: Number {
        one: "{names} no cumple la condición del destino",
        many: "{names} no cumplen la condición del destino",
    },
    away: Number {
        one: "{names} está en {activity}, que no es una actividad disponible",
        many: "{names} están en {activity}, que no es una actividad disponible",
    },
    channel_off: Number {
        one: "{names} no recibe tareas de este canal",
        many: "{names} no reciben tareas de este canal",
    },
    no_capacity: Number {
        one: "{names} no tiene capacidad para este canal",
        many: "{names} no tienen capacidad para este canal",
    },
    full: Number {
        one: "{names} no puede con más, con una capacidad de {capacity} para este canal",
        many: "{names} no pueden con más, con una capacidad de {capacity} cada cual para este canal",
    },
    busy: Number {
        one: "{names} ya tiene una tarea, y la regla es una a la vez",
        many: "{names} ya tienen una tarea, y la regla es una a la vez",
    },
    has_it: Number { one: "{names} ya tiene esta tarea", many: "{names} ya tienen esta tarea" },
    spared: Number {
        one: "{names} podría aceptarla, y antes se ofreció a otras personas",
        many: "{names} podrían aceptarla, y antes se ofreció a otras personas",
    },
    later: Number {
        one: "{names} puede recibirla cuando abra la cola",
        many: "{names} pueden recibirla cuando abra la cola",
    },
    refused_before: Number {
        one: " (antes la rechazó o la dejó pasar)",
        many: " (antes la rechazaron o la dejaron pasar)",
    },

    happens_in: "Dentro de {length} {what}.",
    happens_now: "Ahora mismo {what}.",
    offer_ends: "la oferta acaba sin respuesta",
    wrap_up_ends: "el trabajo posterior acaba por sí solo",
    task_dies: "la tarea se cancela, si nadie la ha aceptado",
    queue_opens: "la cola abre y la tarea espera despierta",
    promise_comes: "llega el momento prometido y la tarea se encamina",
    next_target: "pasa al destino siguiente",
    filter_ends: "acaba el último destino: se prueba un filtro posterior o se cancela la tarea",
    removal: "la tarea se retira",
    record_kept: "Su registro se guarda {length} más.",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What a sentence fills in, each thing once.
    fn places(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_fill_in_the_same_things() {
        // Debug lists the fields in order, so that the texts of both tables pair up.
        let (en, es) = (format!("{ENGLISH:#?}"), format!("{SPANISH:#?}"));
        assert_eq!(en.lines().count(), es.lines().count());
        for (en, es) in en.lines().zip(es.lines()).filter(|(en, _)| en.contains('"')) {
            assert_eq!(places(en), places(es), "{en}");
        }
    }
}
