//! Decisions a second at the sizes the router is meant for, and what one event costs as a centre grows.
//!
//! A decision is a task offered to a worker. What it is charged with is everything a task brings with
//! it: it is created, goes through the filters, waits, is moved on when the time of a step is over,
//! is offered, accepted and completed, and is taken away in the end. Run it with
//! `cargo bench -p centralita-routing --bench decisions`; `-- 10000 100000 50` runs one case alone,
//! with so many workers, waiting tasks and batches, for a profiler.
#![allow(clippy::unwrap_used, missing_docs)]

mod centre;

use centre::{Centre, Kind, Plans, Shape};

/// Every caller waits, all workers are busy: who becomes free gets the next task.
fn busy(name: &str, shape: Shape, batches: usize, goal_micros: f64) {
    let before = resident_bytes();
    let mut centre = Centre::new(shape);
    centre.staff_all();
    let empty = resident_bytes();
    centre.queue_up(shape.waiting);
    let waiting = resident_bytes();
    centre.day(1, false);
    centre.best_day(batches, false);
    let micros = centre.micros_per_decision();
    println!(
        "{name:<58} {:>8.0} decisions a second, {micros:>6.2} us each (goal: {goal_micros} us)",
        1e6 / micros
    );
    centre.told();
    centre.best_day(batches, true);
    let micros = centre.micros_per_decision();
    println!(
        "{:<58} {:>8.0} decisions a second, {micros:>6.2} us each",
        "  with breaks and changed attributes",
        1e6 / micros
    );
    centre.told();
    println!(
        "{:<58} {:>8} bytes a worker, {} bytes a waiting task; {} wait",
        "",
        (empty - before) / shape.workers as usize,
        (waiting - empty) / shape.waiting.max(1) as usize,
        centre.workspace.tasks().filter(|task| task.is_waiting).count(),
    );
}

/// Half of the workers are free and nobody waits: a new task is offered at once.
fn quiet(name: &str, shape: Shape, batches: usize, goal_micros: f64) {
    let mut centre = Centre::new(shape);
    centre.staff_half();
    centre.day(40, false);
    centre.best_day(batches, false);
    let micros = centre.micros_per_decision();
    println!(
        "{name:<58} {:>8.0} decisions a second, {micros:>6.2} us each (goal: {goal_micros} us)",
        1e6 / micros
    );
    centre.told();
}

/// How long a candidate takes when all have to be asked or compared.
fn candidates() {
    for (name, plans) in [
        ("ordered by two attributes", Plans::Ordered),
        ("condition over what workers have in hand", Plans::Volatile),
        ("condition that is new with every task", Plans::Unique),
    ] {
        let shape = Shape { workers: 10_000, queues: 1, skills: 1, waiting: 0, plans };
        let mut centre = Centre::new(shape);
        centre.staff_half();
        centre.clear();
        centre.create(200);
        let created = centre.took(Kind::Created) * 1e3;
        // Free workers are compared or asked what they have in hand; all of the queue are asked the rest.
        let asked = if plans == Plans::Unique { 10_000.0 } else { 5_000.0 };
        println!(
            "{name:<58} {:>8.1} ns a candidate, {asked} candidates (goal: 200 ns)",
            created / asked
        );
    }
}

/// The same touched set in centres of growing size: queues of a hundred, twenty tasks waiting in each.
fn curve() {
    let sizes = [100, 1_000, 10_000, 100_000];
    let mut rows: Vec<(Kind, Vec<f64>)> =
        Kind::ALL.iter().map(|kind| (*kind, Vec::new())).collect();
    for workers in sizes {
        let queues = workers / 20;
        let shape = Shape { workers, queues, skills: 5, waiting: workers, plans: Plans::Languages };
        let mut centre = Centre::new(shape);
        centre.staff_all();
        centre.queue_up(shape.waiting);
        centre.day(1, true);
        centre.best_day((10_000 / (workers as usize / 10)).clamp(10, 1_000), true);
        for (kind, row) in &mut rows {
            row.push(centre.took(*kind));
        }
    }
    println!(
        "{:<58} {}",
        "us an event, by workers and waiting tasks:",
        sizes.map(|n| format!("{n:>8}")).concat()
    );
    for (kind, row) in rows {
        let cells: String = row.iter().map(|micros| format!("{micros:>8.2}")).collect();
        println!("  {:<56} {cells}", kind.name());
    }
}

/// What this process keeps in memory; 0 where the system does not say.
fn resident_bytes() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = text.split_whitespace().nth(1).and_then(|one| one.parse().ok()).unwrap_or(0);
    pages * 4096
}

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let large =
        Shape { workers: 10_000, queues: 500, skills: 5, waiting: 100_000, plans: Plans::Ladder };
    if let [workers, rest @ ..] = asked.as_slice() {
        let waiting = rest.first().copied().unwrap_or(100_000);
        let batches = rest.get(1).map_or(10, |batches| *batches as usize);
        busy("busy", Shape { workers: *workers, waiting, ..large }, batches, 20.0);
        return;
    }
    // The largest first: what it takes in memory is told by what the process has grown by.
    let largest = Shape { workers: 15_000, waiting: 500_000, ..large };
    busy("15,000 workers, 500 queues, 500,000 tasks wait", largest, 10, 20.0);
    busy("10,000 workers, 500 queues, 100,000 tasks wait", large, 10, 20.0);
    quiet("10,000 workers, 500 queues, half of them free", large, 10, 20.0);
    candidates();
    curve();
}
