//! A day at the phones, in a moment: callers come, wait, give up or are answered, as a file says.
//!
//! The simulation runs a real [`crate::Workspace`] with a real crew and real plans; only the callers and the
//! behaviour of the workers are drawn by chance, from a seed. The same crew, plans, day and seed give
//! the same report, byte for byte. Each kind of caller draws from a source of its own, and draws when
//! it comes: two plans tried with one seed meet the very same callers.
//!
//! ```
//! use centralita_routing::crew::Crew;
//! use centralita_routing::simulate::{Day, simulate};
//! use centralita_routing::workspace::NewPlan;
//!
//! let crew = Crew::read(r#"
//!     activity = [{ name = "Available", available = true }]
//!     channel = [{ name = "voice" }]
//!     queue = [{ name = "Everyone" }]
//!     worker = [{ name = "Ana", activity = "Available" }]
//! "#).unwrap();
//! let plan = NewPlan {
//!     id: "".into(),
//!     name: "Everyone".into(),
//!     configuration: r#"{"task_routing": {"default_filter": {"queue": "Everyone"}}}"#.into(),
//!     reservation_seconds: None,
//! };
//! let day = Day::read(r#"
//!     starts = "08:00"
//!     hours = 10
//!
//!     [[caller]]
//!     name = "Calls"
//!     channel = "voice"
//!     per_hour = { "08:00" = 10, "11:00" = 14 }
//!     patience_seconds = { exponential = 120 }
//!     handling_seconds = { lognormal = { mean = 180, deviation = 90 } }
//!     after_work_seconds = { fixed = 20 }
//! "#).unwrap();
//! let report = simulate(&crew, &[plan], &day, 1).unwrap();
//! assert!(report.total.offered > 80);
//! println!("{report}");
//! ```
//!
//! What is deliberately not here: transfers between workers, callers who call again, and forecasts of
//! how many will come; those are for whoever writes the day.

mod chance;
mod clock;
mod day;
mod duty;
mod kinds;
mod report;
mod run;
mod shapes;
mod table;
mod tally;
mod window;
mod words;
mod wrong;

#[cfg(test)]
mod tests;

pub use clock::{Clock, Stretch};
pub use day::{
    Activities, Answering, Caller, Choice, Choices, Day, Length, MOST_CALLERS, Patience, PerHour,
    Shift,
};
pub use report::{Figures, KindReport, QueueReport, Report, WorkerReport};
pub use words::{ENGLISH, SPANISH, Words};
pub use wrong::{NoDay, NoRun};

use crate::crew::Crew;
use crate::time::Time;
use crate::workspace::NewPlan;

/// A caller whose waiting is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which kind of caller, counted from 0 as the day lists them.
    pub kind: usize,
    /// In which queue the waiting ended, counted from 0 as the crew lists them; none when in none.
    pub queue: Option<usize>,
    /// When the caller came, in milliseconds since the midnight before the run.
    pub came: Time,
    /// How long the caller waited, until the conversation began or in vain.
    pub waited_millis: i64,
    /// How the waiting ended.
    pub how: End,
}

/// How the waiting of a caller ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A worker answered.
    Answered,
    /// The caller gave up.
    Abandoned,
    /// No queue that could take the caller was open.
    FoundClosed,
    /// The plan gave the caller up: no step was for the task, or the last one was over.
    TurnedAway,
}

/// Simulates a day.
///
/// # Errors
/// When crew, plans and day do not fit together.
pub fn simulate(crew: &Crew, plans: &[NewPlan], day: &Day, seed: u64) -> Result<Report, NoRun> {
    simulate_each(crew, plans, day, seed, |_| ())
}

/// Simulates a day and tells of each caller when the waiting is over, the warm-up included.
///
/// # Errors
/// When crew, plans and day do not fit together.
pub fn simulate_each(
    crew: &Crew,
    plans: &[NewPlan],
    day: &Day,
    seed: u64,
    each: impl FnMut(&Ended),
) -> Result<Report, NoRun> {
    day.check()?;
    let mut run = run::Run::new(crew, plans, day, seed, each)?;
    run.run()?;
    Ok(run.report())
}
