//! Refusals: why an input was not obeyed. Nothing has changed then, and no time has passed.

use std::fmt;

use crate::ids::{ActivityId, CalendarId, PlanId, ReservationId, TaskId, Text};
use crate::sentence::{Sentence, sentence};
use crate::time::Time;
use crate::workspace::{ReservationStatus, TaskStatus};

/// Why an input was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Something is due before or at the moment of this input.
    TimeFirst {
        /// Since when.
        due: Time,
    },
    /// The moment lies before the last one that was handed in.
    TimeGoesBack {
        /// The moment of this input.
        now: Time,
        /// The last moment.
        last: Time,
    },
    /// There is no such thing.
    Unknown {
        /// What kind of thing.
        kind: Kind,
        /// Its id.
        id: Text,
    },
    /// There is a thing of that id or name already.
    NameTaken {
        /// What kind of thing.
        kind: Kind,
        /// The name.
        name: Text,
    },
    /// A thing has neither id nor name.
    NoName {
        /// What kind of thing.
        kind: Kind,
    },
    /// The thing is needed.
    InUse {
        /// What kind of thing.
        kind: Kind,
        /// Its id.
        id: Text,
        /// What uses it.
        by: Sentence,
    },
    /// Whether an activity is available is decided for ever.
    AvailabilityIsFixed(ActivityId),
    /// Pending offers can be refused only on going away.
    StaysAvailable(ActivityId),
    /// A number is out of its range.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The least it can be.
        least: i64,
        /// The most it can be.
        most: i64,
        /// What it is.
        value: i64,
    },
    /// Attributes are too long.
    AttributesTooLong,
    /// A reason is missing.
    NoReason(TaskId),
    /// An expression does not parse.
    Expression {
        /// Whose expression.
        of: Text,
        /// What is wrong, with its place.
        fault: Sentence,
    },
    /// A calendar cannot be understood.
    Calendar {
        /// Which calendar.
        calendar: CalendarId,
        /// What is wrong.
        fault: Sentence,
    },
    /// The configuration of a plan is not one.
    Plan {
        /// Which plan.
        plan: PlanId,
        /// What is wrong, with its place.
        fault: Sentence,
    },
    /// A task has no way to a worker.
    NoPlan,
    /// The task is not in a status in which this can happen.
    TaskIs {
        /// Which task.
        task: TaskId,
        /// Its status.
        status: TaskStatus,
        /// The statuses in which it could happen.
        wanted: &'static str,
        /// What was asked for.
        what: &'static str,
    },
    /// The reservation is not in a status in which this can happen. At the vendor: HTTP 410 when it
    /// was rescinded.
    ReservationIs {
        /// Which reservation.
        reservation: ReservationId,
        /// Its status.
        status: ReservationStatus,
        /// The statuses in which it could happen.
        wanted: &'static str,
        /// What was asked for.
        what: &'static str,
    },
    /// Another worker is looked for already.
    TransferUnderWay(TaskId),
    /// No other worker is looked for.
    NoTransfer(TaskId),
}

impl Refused {
    /// Why, and what to do, in a sentence.
    pub fn sentence(&self) -> Sentence {
        match self {
            Refused::TimeFirst { due } => sentence!(
                "Something is due since {} ms. Let time pass first, by a tick, and hand the input in again.",
                "Algo está pendiente desde {} ms. Deje pasar antes el tiempo y repita la entrada.";
                due.0
            ),
            Refused::TimeGoesBack { now, last } => sentence!(
                "The time of this input, {} ms, lies before the last one, {} ms. Time only goes forward here; hand in the later of the two.",
                "El momento de esta entrada, {} ms, es anterior al último, {} ms. Aquí el tiempo solo avanza; dé el posterior de los dos.";
                now.0,
                last.0
            ),
            Refused::Unknown { kind, id } => sentence!(
                "There is no {} {} here. Define it first, or correct the id.",
                "Aquí no existe {} {}. Haga antes la definición o corrija el nombre.";
                kind.the(),
                id
            ),
            Refused::NameTaken { kind, name } => sentence!(
                "There is a {} {} already. Choose another name; upper and lower case are the same.",
                "Ya existe {} {}. Elija otro nombre; mayúsculas y minúsculas son lo mismo.";
                kind.the(),
                name
            ),
            Refused::NoName { kind } => sentence!(
                "A {} has to have a name. Give it one.",
                "Falta un nombre ({}). Dé uno.";
                kind.the()
            ),
            Refused::InUse { kind, id, by } => sentence!(
                "{} {} is still in use: {}. End that first.",
                "Aún se usa {} {}: {}. Acabe antes con eso.";
                kind.the(),
                id,
                by
            ),
            Refused::AvailabilityIsFixed(activity) => sentence!(
                "Whether {} is available cannot be changed. Make another activity.",
                "No se puede cambiar si {} es una actividad disponible. Cree otra actividad.";
                activity
            ),
            Refused::StaysAvailable(activity) => sentence!(
                "Offers are refused only on going to an activity that is not available, which {} is. Leave them, or choose another activity.",
                "Las ofertas solo se rechazan al pasar a una actividad no disponible, y {} lo es. Déjelas o elija otra actividad.";
                activity
            ),
            Refused::OutOfRange { what, least, most, value } => sentence!(
                "{} has to be from {} to {}; it is {}.",
                "{} tiene que ser de {} a {}, y es {}.";
                term(what),
                least,
                most,
                value
            ),
            Refused::AttributesTooLong => sentence!(
                "The attributes are longer than 65536 bytes. Leave out what nobody asks for.",
                "Los atributos tienen más de 65536 bytes. Deje fuera lo que nadie pregunta.",
            ),
            Refused::NoReason(task) => sentence!(
                "Task {} can end so only with a reason. Say why.",
                "La tarea {} solo puede acabar así con un motivo. Diga por qué.";
                task
            ),
            Refused::Expression { of, fault } => sentence!(
                "The expression of {} cannot be read: {}",
                "No se puede leer la expresión de {}: {}";
                of,
                fault
            ),
            Refused::Plan { plan, fault } => sentence!(
                "The configuration of {} cannot be read: {}",
                "No se puede leer la configuración de {}: {}";
                plan,
                fault
            ),
            Refused::Calendar { calendar, fault } => sentence!(
                "Calendar {} cannot be used: {}.",
                "No se puede usar el calendario {}: {}.";
                calendar.0,
                fault
            ),
            Refused::NoPlan => sentence!(
                "A task needs a plan or a routing target. Name one.",
                "Una tarea necesita un plan o un destino. Nombre uno.",
            ),
            Refused::TaskIs { task, status, wanted, what } => sentence!(
                "Task {} is {}; only a task that is {} can be {}.",
                "La tarea {} está {}; solo una tarea {} puede ser {}.";
                task,
                term(status.word()),
                term(wanted),
                term(what)
            ),
            Refused::ReservationIs { reservation, status, wanted, what } => sentence!(
                "Reservation {} is {}; only one that is {} can be {}.",
                "La oferta {} está {}; solo una {} puede ser {}.";
                reservation,
                term(status.word()),
                term(wanted),
                term(what)
            ),
            Refused::TransferUnderWay(task) => sentence!(
                "Another worker is looked for already for task {}. Cancel that transfer first.",
                "Para la tarea {} ya se busca a otra persona. Cancele antes esa transferencia.";
                task
            ),
            Refused::NoTransfer(task) => sentence!(
                "No other worker is looked for for task {}; there is no transfer to cancel.",
                "Para la tarea {} no se busca a nadie más; no hay transferencia que cancelar.";
                task
            ),
        }
    }
}

/// What a refusal calls a status, a deed or a number, with its Spanish.
const TERMS: &[(&str, &str)] = &[
    ("pending", "pendiente"),
    ("reserved", "ofrecida"),
    ("assigned", "asignada"),
    ("wrapping", "en trabajo posterior"),
    ("completed", "completada"),
    ("canceled", "cancelada"),
    ("accepted", "aceptada"),
    ("rejected", "rechazada"),
    ("timeout", "sin respuesta"),
    ("rescinded", "retirada"),
    ("pending or reserved", "pendiente u ofrecida"),
    ("assigned or wrapping", "asignada o en trabajo posterior"),
    ("accepted or wrapping", "aceptada o en trabajo posterior"),
    ("not over", "que no ha acabado"),
    ("known", "conocida"),
    ("changed", "cambiada"),
    ("wrapped up", "pasada a trabajo posterior"),
    ("deleted", "borrada"),
    ("transferred", "transferida"),
    ("left by a transfer", "dejada por una transferencia"),
    ("max_reserved_workers", "max_reserved_workers"),
    ("The number of missed offers", "El número de ofertas sin respuesta"),
    ("The number of rounds", "El número de vueltas"),
    ("The time-out of a reservation", "El tiempo de una oferta"),
    ("The time-out of a task", "El tiempo de vida de una tarea"),
    ("The virtual start of a task", "El comienzo virtual de una tarea"),
    ("The priority of a task", "La prioridad de una tarea"),
    ("The end of a closing", "El fin de un cierre"),
    ("The moment promised for a task", "El momento prometido para una tarea"),
    ("The capacity of a worker", "La capacidad de una persona"),
];

fn term(english: &str) -> Sentence {
    let found = TERMS.iter().find(|(en, _)| *en == english);
    Sentence::new(english, found.map_or(english, |(_, es)| es))
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for Refused {}

impl Kind {
    /// The kind as a sentence names it; in Spanish with its article.
    fn the(self) -> Sentence {
        match self {
            Kind::Activity => sentence!("activity", "la actividad"),
            Kind::Channel => sentence!("channel", "el canal"),
            Kind::Calendar => sentence!("calendar", "el calendario"),
            Kind::Queue => sentence!("queue", "la cola"),
            Kind::Plan => sentence!("plan", "el plan"),
            Kind::Worker => sentence!("worker", "la persona"),
            Kind::Task => sentence!("task", "la tarea"),
            Kind::Reservation => sentence!("reservation", "la oferta"),
        }
    }
}

/// A kind of thing in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An activity.
    Activity,
    /// A channel.
    Channel,
    /// A calendar.
    Calendar,
    /// A queue.
    Queue,
    /// A plan.
    Plan,
    /// A worker.
    Worker,
    /// A task.
    Task,
    /// A reservation.
    Reservation,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.the())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in quotation marks after each of these in the sources of the workspace.
    #[test]
    fn every_term_of_a_refusal_is_there_in_spanish() {
        let sources = concat!(
            include_str!("define.rs"),
            include_str!("staff.rs"),
            include_str!("tasks.rs"),
            include_str!("reservations.rs"),
            include_str!("hours.rs"),
            include_str!("callback.rs")
        );
        let mut found = 0;
        for marker in ["in_range(", "need_task(", "need_offer(", "let (wanted, what) = ("] {
            for (at, _) in sources.match_indices(marker) {
                let call = &sources[at..at + sources[at..].find(';').unwrap_or(0)];
                let call = call.split('|').next().unwrap_or(call);
                for text in call.split('"').skip(1).step_by(2) {
                    assert!(TERMS.iter().any(|(en, _)| *en == text), "{text}");
                    found += 1;
                }
            }
        }
        assert!(found > 15, "{found}");
    }
}
