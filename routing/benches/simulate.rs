//! Simulated callers a second: one queue, 50 workers, 95 % busy, through the whole router.
//!
//! Beside it stands a loop that only draws what callers need and keeps the moments in a heap: what
//! any simulation of so many callers has to pay. Run it with
//! `cargo bench -p centralita-routing --bench simulate`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt::Write;
use std::hint::black_box;

use centralita_routing::crew::Crew;
use centralita_routing::simulate::{Day, simulate};
use centralita_routing::workspace::NewPlan;

/// The best time of several runs, in seconds of CPU time.
fn seconds(times: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..times {
        let start = cpu_time::ProcessTime::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn centre(workers: u32, target: &str) -> (Crew, NewPlan) {
    let mut crew = String::from(
        "activity = [{ name = \"Available\", available = true }]\nchannel = [{ name = \"voice\" }]\nqueue = [{ name = \"Everyone\" }]\n",
    );
    for number in 1..=workers {
        let _ = write!(
            crew,
            "[[worker]]\nname = \"Worker {number}\"\nactivity = \"Available\"\nattributes = {{ languages = [\"en\", \"es\"], level = {} }}\n",
            number % 5
        );
    }
    let configuration = format!(
        r#"{{"task_routing": {{"filters": [{{"expression": "type == 'support'", "targets": [{target}]}}], "default_filter": {{"queue": "Everyone"}}}}}}"#
    );
    let plan = NewPlan {
        id: "".into(),
        name: "Everyone".into(),
        configuration: configuration.as_str().into(),
        reservation_seconds: None,
    };
    (Crew::read(&crew).unwrap(), plan)
}

fn day(workers: u32, hours: f64, more: &str) -> Day {
    // Handling and after-work are 180 seconds.
    let rate = f64::from(workers) * 0.95 * 20.0;
    let text = format!(
        "hours = {hours:?}\n{more}\n[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nper_hour = {rate:?}\nhandling_seconds = {{ exponential = 150 }}\nafter_work_seconds = {{ fixed = 30 }}\npatience_seconds = {{ exponential = 300 }}\nattributes = {{ type = \"support\" }}\none_of.language = {{ en = 3, es = 1 }}\n"
    );
    Day::read(&text).unwrap()
}

/// Draws three numbers for each caller, and keeps five moments of each in a heap.
fn floor(callers: u64) -> f64 {
    let mut state = 1_u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((state >> 11) + 1) as f64 / (1_u64 << 53) as f64
    };
    let mut heap = BinaryHeap::new();
    let mut sum = 0.0;
    for number in 0..callers {
        for moment in 0..5_u64 {
            heap.push(Reverse((number * 5 + moment * 1000, number, moment)));
            if heap.len() > 200 {
                heap.pop();
            }
        }
        sum -= share().ln() + share().ln() + share().ln();
    }
    sum + heap.len() as f64
}

fn main() {
    // `-- once` runs the first case alone, for a profiler.
    let is_once = std::env::args().any(|argument| argument == "once");
    let times = if is_once { 1 } else { 7 };
    let plain = r#"{"queue": "Everyone"}"#;
    let skilled = r#"{"queue": "Everyone", "expression": "task.language IN worker.languages", "order_by": "worker.level DESC", "timeout": 120}, {"queue": "Everyone"}"#;
    let ringing = "answering = { after_seconds = { fixed = 3 }, missed_share = 0.02 }";
    let cases = [
        ("50 workers, one queue", 50, plain, ""),
        ("50 workers, condition and order, offers ring", 50, skilled, ringing),
        ("500 workers, one queue", 500, plain, ""),
    ];
    let shown = if is_once { &cases[..1] } else { &cases[..] };
    for (name, workers, target, more) in shown {
        let (crew, plan) = centre(*workers, target);
        let day = day(*workers, 100_000.0 / (f64::from(*workers) * 19.0), more);
        let mut callers = 0;
        let took = seconds(times, || {
            callers = black_box(simulate(&crew, std::slice::from_ref(&plan), &day, 1).unwrap())
                .total
                .offered;
        });
        let rate = callers as f64 / took;
        let least = seconds(times, || {
            black_box(floor(black_box(callers)));
        });
        println!(
            "{name:<46} {rate:>9.0} callers a second (goal: 100000)   {:>6.2} us each   {:.1} x drawing and a heap",
            1e6 / rate,
            took / least
        );
    }
}
