//! The bounds of an execution that a project may set.

use centralita_engine::Secs;
use centralita_engine::exec::Limits;

/// What a project may ask for: enough for any flow that people draw, and little enough that a file
/// from elsewhere cannot make a program run for ever or take the whole memory.
pub const LARGEST: [(&str, i64); 9] = [
    ("steps", 100_000),
    ("steps_per_turn", 10_000),
    ("visits_in_a_row", 1_000),
    ("nesting", 32),
    ("context_bytes", 64 * 1024 * 1024),
    ("http_timeout_secs", 120),
    ("http_bytes", 16 * 1024 * 1024),
    ("task_attributes_bytes", 1024 * 1024),
    ("pattern_steps_per_turn", 100_000_000),
];

/// Sets one limit; the value is known to be in its range.
pub(crate) fn set(limits: &mut Limits, name: &str, value: u32) {
    match name {
        "steps" => limits.steps = value,
        "steps_per_turn" => limits.steps_per_turn = value,
        "visits_in_a_row" => limits.visits_in_a_row = value,
        "nesting" => limits.nesting = value,
        "context_bytes" => limits.context_bytes = value as usize,
        "http_timeout_secs" => limits.http_timeout = Secs(value),
        "http_bytes" => limits.http_bytes = value,
        "task_attributes_bytes" => limits.task_attributes_bytes = value as usize,
        "pattern_steps_per_turn" => limits.pattern_steps_per_turn = value,
        _ => unreachable!("every name in LARGEST stands above"),
    }
}
