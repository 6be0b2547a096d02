//! The words of a report for people.

/// The words of a report, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Above the table of callers.
    pub callers: &'static str,
    /// All kinds of callers together.
    pub all: &'static str,
    /// Above the table of queues.
    pub queues: &'static str,
    /// Above the table of workers.
    pub workers: &'static str,
    /// Who came.
    pub offered: &'static str,
    /// Who was answered.
    pub answered: &'static str,
    /// Who gave up.
    pub abandoned: &'static str,
    /// Who gave up having hardly waited.
    pub short_abandoned: &'static str,
    /// Whom the plan gave up.
    pub turned_away: &'static str,
    /// Who found no queue open.
    pub found_closed: &'static str,
    /// Who went on to another queue.
    pub moved_on: &'static str,
    /// Who still waited at the end.
    pub still_waiting: &'static str,
    /// The mean wait.
    pub wait_mean: &'static str,
    /// The wait that half of them did not exceed.
    pub wait_median: &'static str,
    /// The wait that nine in ten did not exceed.
    pub wait_ninetieth: &'static str,
    /// The longest wait.
    pub wait_longest: &'static str,
    /// Answered within so many seconds, which stand after it.
    pub in_time: &'static str,
    /// The most that waited at once.
    pub longest_queue: &'static str,
    /// The share of time with something in hand.
    pub occupancy: &'static str,
    /// Offers that stayed unanswered.
    pub missed: &'static str,
    /// Hours at work.
    pub hours_at_work: &'static str,
    /// What stands where there is no figure.
    pub none: &'static str,
    /// Between whole numbers and decimals.
    pub decimal: &'static str,
}

/// English.
pub const ENGLISH: Words = Words {
    callers: "callers",
    all: "all",
    queues: "queues",
    workers: "workers",
    offered: "offered",
    answered: "answered",
    abandoned: "gave up",
    short_abandoned: "at once",
    turned_away: "turned away",
    found_closed: "found closed",
    moved_on: "moved on",
    still_waiting: "waiting",
    wait_mean: "mean wait",
    wait_median: "half within",
    wait_ninetieth: "90 % within",
    wait_longest: "longest wait",
    in_time: "in",
    longest_queue: "longest queue",
    occupancy: "busy",
    missed: "missed",
    hours_at_work: "hours",
    none: "-",
    decimal: ".",
};

/// Spanish.
pub const SPANISH: Words = Words {
    callers: "llamadas",
    all: "todas",
    queues: "colas",
    workers: "personas",
    offered: "entran",
    answered: "atendidas",
    abandoned: "abandonan",
    short_abandoned: "enseguida",
    turned_away: "rechazadas",
    found_closed: "en cerrado",
    moved_on: "pasan a otra",
    still_waiting: "esperando",
    wait_mean: "espera media",
    wait_median: "la mitad en",
    wait_ninetieth: "90 % en",
    wait_longest: "espera máx.",
    in_time: "en",
    longest_queue: "cola máx.",
    occupancy: "ocupación",
    missed: "perdidas",
    hours_at_work: "horas",
    none: "-",
    decimal: ",",
};
