//! Limits: what keeps one execution from taking more than its share.
//!
//! Every limit is a setting with the default that Studio has, or a larger one where Studio's is a
//! known nuisance. What exceeds a limit ends, with a sentence; nothing is cut in silence.

use crate::template::TemplateLimits;
use crate::time::Secs;

/// Bounds of one execution.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Steps in one execution, sub-flows included.
    pub steps: u32,
    /// Steps in one turn: between one event and the next wait.
    pub steps_per_turn: u32,
    /// Steps that the patterns (regular expressions) of one turn may take together, each counted as
    /// the widget that compares says. Each pattern has a bound of its own; this one is for the turn
    /// that compares a long text with hundreds of them.
    pub pattern_steps_per_turn: u32,
    /// Runs of a widget whose own transition leads back to it.
    pub visits_in_a_row: u32,
    /// Flows inside flows; 1 is a flow that runs a sub-flow.
    pub nesting: u32,
    /// Bytes of all variables together, as JSON.
    pub context_bytes: usize,
    /// How long an HTTP request or a function may take.
    pub http_timeout: Secs,
    /// Largest body of an HTTP answer, in bytes.
    pub http_bytes: u32,
    /// Largest attributes of a task, in bytes of JSON.
    pub task_attributes_bytes: usize,
    /// How old an execution may grow.
    pub age: Secs,
    /// Widget names kept in the path that a hand-over shows.
    pub path: usize,
    /// Bounds of one template.
    pub template: TemplateLimits,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            steps: 1000,
            steps_per_turn: 250,
            pattern_steps_per_turn: 2_000_000,
            visits_in_a_row: 10,
            nesting: 8,
            context_bytes: 1024 * 1024,
            http_timeout: Secs(10),
            http_bytes: 64 * 1024,
            task_attributes_bytes: 64 * 1024,
            age: Secs(30 * 24 * 3600),
            path: 100,
            template: TemplateLimits::default(),
        }
    }
}
