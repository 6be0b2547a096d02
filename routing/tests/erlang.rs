//! The simulation agrees with the two formulas that contact centres are planned by.
//!
//! Each case runs a real workspace with one queue and compares what its callers met with the formula,
//! within sampling error: the run is repeated with independent seeds, whose means tell how far the
//! mean of all may be off. Batches of one long run would not do: where the load is high, the line of
//! one batch is still that of the one before. Before anything is counted, a run lasts for several
//! relaxation times of its queue, so that how it began is forgotten. Seeds are fixed, so a case that
//! holds once holds always.
//!
//! `CENTRALITA_CALLERS_TIMES=40 cargo test --release -p centralita-routing --test erlang -- --nocapture`
//! runs forty times as many callers and shows the comparison. `CENTRALITA_SEEDS_FROM=1000` draws
//! other callers.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write;

use centralita_routing::crew::Crew;
use centralita_routing::simulate::{Day, End, Ended, simulate_each};
use centralita_routing::workspace::NewPlan;

/// The mean handling time in seconds.
const HANDLING: f64 = 180.0;
/// The threshold of the service level in seconds.
const IN_TIME: f64 = 20.0;
/// Independent runs of a case.
const RUNS: u64 = 16;
/// For how many relaxation times a run lasts before anything is counted.
const RELAXATIONS: f64 = 5.0;
/// A mean that is farther off, in standard errors, is wrong. With so few runs the standard error is
/// itself uncertain (Student's t with 15 degrees of freedom): chance alone comes so far once in 2,000
/// figures, and there are 80.
const FARTHEST: f64 = 4.4;

/// What a formula says, and what callers meet.
#[derive(Clone, Copy, Debug)]
struct Quality {
    /// The share of callers who are not answered at once.
    waiting: f64,
    /// The mean time in the queue of all callers, in seconds.
    mean_wait: f64,
    /// The share of callers who are answered in time.
    in_time: f64,
    /// The share of callers who give up.
    abandoned: f64,
}

impl Quality {
    fn figures(self) -> [f64; 4] {
        [self.waiting, self.mean_wait, self.in_time, self.abandoned]
    }
}

/// The Erlang C formula: A. K. Erlang, "Solution of some problems in the theory of probabilities of
/// significance in automatic telephone exchanges", 1917. Callers come independently of each other,
/// handling times are exponential, and everybody waits for as long as it takes.
fn erlang_c(workers: u32, load: f64) -> Quality {
    let servers = f64::from(workers);
    // The share of callers lost if nobody could wait, worker by worker; from it the share who wait.
    let mut blocked = 1.0;
    for one in 1..=workers {
        blocked = load * blocked / (f64::from(one) + load * blocked);
    }
    let waiting = blocked / (1.0 - load / servers * (1.0 - blocked));
    let spare = (servers - load) / HANDLING;
    Quality {
        waiting,
        mean_wait: waiting / spare,
        in_time: 1.0 - waiting * (-spare * IN_TIME).exp(),
        abandoned: 0.0,
    }
}

/// The Erlang A formula: C. Palm, "Research on telephone traffic carried by full availability groups",
/// 1957; in the form of O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient
/// customers", 2002. As Erlang C, but each caller gives up at a constant rate while waiting.
fn erlang_a(workers: u32, load: f64, patience: f64) -> Quality {
    let servers = f64::from(workers);
    let (come, serve, leave) = (load / HANDLING, 1.0 / HANDLING, 1.0 / patience);
    // Weights of "so many callers are here", relative to "everybody is busy and nobody waits".
    let mut weight = 1.0;
    let mut fewer = 0.0;
    for here in (1..=workers).rev() {
        weight *= f64::from(here) / load;
        fewer += weight;
    }
    let (mut weight, mut busy, mut queue) = (1.0, 1.0, 0.0);
    for waiting in 1..100_000_u32 {
        let waiting = f64::from(waiting);
        weight *= come / (servers * serve + waiting * leave);
        busy += weight;
        queue += waiting * weight;
        if weight < 1e-18 {
            break;
        }
    }
    let all = fewer + busy;
    let mean_wait = queue / all / come;
    // Answered after t with k ahead: the k + 1 departures before take t, and the caller lasts so
    // long. Summed over k this is the weight of "nobody waits" times the following, integrated over t
    // by Simpson's rule.
    let rate = servers * serve;
    let density = |t: f64| {
        let left = 1.0 - (-leave * t).exp();
        rate * (-(rate + leave) * t + come / leave * left).exp()
    };
    let parts = 2000;
    let width = IN_TIME / f64::from(parts);
    let sum: f64 = (0..=parts)
        .map(|part| {
            let factor = match part {
                0 => 1.0,
                _ if part == parts => 1.0,
                _ if part % 2 == 1 => 4.0,
                _ => 2.0,
            };
            factor * density(f64::from(part) * width)
        })
        .sum();
    Quality {
        waiting: busy / all,
        mean_wait,
        in_time: fewer / all + sum * width / 3.0 / all,
        abandoned: mean_wait * leave,
    }
}

/// A case: so many workers, loaded so much each; the mean patience in seconds, if callers have one.
struct Case {
    workers: u32,
    occupancy: f64,
    patience: Option<f64>,
    callers: u32,
}

impl Case {
    /// After how many seconds a queue has forgotten about two thirds of how it began: where callers wait
    /// for ever, the inverse of the spectral gap, as bounded by J. F. C. Kingman, "The first Erlang
    /// century", 2009; where they give up, the slower of giving up and handling.
    fn relaxation(&self) -> f64 {
        let servers = f64::from(self.workers);
        match self.patience {
            Some(patience) => patience.max(HANDLING),
            None => {
                let gap = servers.sqrt() - (servers * self.occupancy).sqrt();
                (HANDLING / (gap * gap)).max(HANDLING)
            }
        }
    }
}

const fn without_end(workers: u32, occupancy: f64, callers: u32) -> Case {
    Case { workers, occupancy, patience: None, callers }
}

const fn impatient(workers: u32, occupancy: f64, patience: f64, callers: u32) -> Case {
    Case { workers, occupancy, patience: Some(patience), callers }
}

/// What the callers of a case meet: the mean over independent runs, and its standard error.
fn simulated(case: &Case, first_seed: u64) -> ([f64; 4], [f64; 4]) {
    let mut crew = String::from(
        "activity = [{ name = \"Available\", available = true }]\nchannel = [{ name = \"voice\" }]\nqueue = [{ name = \"Everyone\" }]\n",
    );
    for number in 1..=case.workers {
        let _ = write!(crew, "[[worker]]\nname = \"Worker {number}\"\nactivity = \"Available\"\n");
    }
    let crew = Crew::read(&crew).unwrap();
    let plan = NewPlan {
        id: "".into(),
        name: "Everyone".into(),
        configuration: r#"{"task_routing": {"default_filter": {"queue": "Everyone"}}}"#.into(),
        reservation_seconds: None,
    };
    let rate = f64::from(case.workers) * case.occupancy * 3600.0 / HANDLING;
    let warm_up = RELAXATIONS * case.relaxation() / 3600.0;
    let hours = warm_up + f64::from(case.callers) / RUNS as f64 / rate;
    let patience = match case.patience {
        Some(mean) => format!("{{ exponential = {mean:?} }}"),
        None => "\"never\"".to_owned(),
    };
    let day = format!(
        "hours = {hours:?}\nwarm_up_minutes = {:?}\n[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nper_hour = {rate:?}\nhandling_seconds = {{ exponential = {HANDLING:?} }}\npatience_seconds = {patience}\n",
        warm_up * 60.0
    );
    let day = Day::read(&day).unwrap();
    let from = (warm_up * 3.6e6) as i64;
    // Callers of all runs count alike, so a run weighs as much as callers came in it.
    let runs: Vec<(f64, [f64; 4])> = (first_seed..first_seed + RUNS)
        .map(|seed| {
            let mut met: Vec<Ended> = Vec::new();
            simulate_each(&crew, std::slice::from_ref(&plan), &day, seed, |ended| {
                if ended.came.0 >= from {
                    met.push(*ended);
                }
            })
            .unwrap();
            (met.len() as f64, mean_of(&met))
        })
        .collect();
    let count = runs.len() as f64;
    let usual = runs.iter().map(|(callers, _)| callers).sum::<f64>() / count;
    let mut mean = [0.0; 4];
    let mut error = [0.0; 4];
    for figure in 0..4 {
        let of = |(callers, figures): &(f64, [f64; 4])| callers / usual * figures[figure];
        mean[figure] = runs.iter().map(of).sum::<f64>() / count;
        let off = |run: &(f64, [f64; 4])| of(run) - run.0 / usual * mean[figure];
        let squares: f64 = runs.iter().map(|run| off(run).powi(2)).sum();
        error[figure] = (squares / (count - 1.0) / count).sqrt();
    }
    (mean, error)
}

fn mean_of(batch: &[Ended]) -> [f64; 4] {
    let share = |is_it: &dyn Fn(&&Ended) -> bool| {
        batch.iter().filter(is_it).count() as f64 / batch.len() as f64
    };
    let waits: i64 = batch.iter().map(|one| one.waited_millis).sum();
    [
        share(&|one| one.waited_millis > 0),
        waits as f64 / 1000.0 / batch.len() as f64,
        share(&|one| one.how == End::Answered && one.waited_millis as f64 <= IN_TIME * 1000.0),
        share(&|one| one.how == End::Abandoned),
    ]
}

fn set(name: &str) -> Option<u32> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn times() -> u32 {
    set("CENTRALITA_CALLERS_TIMES").unwrap_or(1)
}

/// Runs cases; says for each what the formula and the simulation say.
fn compare(cases: &[Case]) {
    let scale = times();
    let seeds = u64::from(set("CENTRALITA_SEEDS_FROM").unwrap_or(1));
    let mut told = String::from(
        "workers  load/worker  patience |  waiting          mean wait s       answered in 20 s  gave up          off by, in standard errors\n",
    );
    let mut wrong = String::new();
    for (place, case) in cases.iter().enumerate() {
        let case = &Case { callers: case.callers.saturating_mul(scale), ..*case };
        let load = f64::from(case.workers) * case.occupancy;
        let formula = match case.patience {
            None => erlang_c(case.workers, load),
            Some(patience) => erlang_a(case.workers, load, patience),
        };
        let (mean, error) = simulated(case, seeds + place as u64 * RUNS);
        let patience = case.patience.map_or("-".to_owned(), |patience| patience.to_string());
        let _ = write!(told, "{:>7}  {:>11}  {patience:>8} |", case.workers, case.occupancy);
        let names = ["waiting", "mean wait", "answered in time", "gave up"];
        // A millisecond is the router's smallest moment, and a run or two may lack rare events.
        let slack = [0.001, 0.02, 0.001, 0.001];
        let mut farthest = 0.0_f64;
        for (figure, wanted) in formula.figures().into_iter().enumerate() {
            let (mean, error) = (mean[figure], error[figure]);
            let _ = write!(told, "  {wanted:.4} {mean:.4}");
            if error > 0.0 {
                farthest = farthest.max((mean - wanted).abs() / error);
            }
            if (mean - wanted).abs() > FARTHEST * error + slack[figure] {
                let (workers, occupancy) = (case.workers, case.occupancy);
                let _ = writeln!(
                    wrong,
                    "{workers} workers at {occupancy}: {} is {mean} and should be {wanted} (standard error {error})",
                    names[figure]
                );
            }
        }
        let _ = writeln!(told, "  {farthest:.1}");
    }
    println!("{told}");
    assert!(wrong.is_empty(), "{told}{wrong}");
}

#[test]
fn callers_who_wait_for_ever_meet_what_erlang_c_says() {
    let mut cases = vec![
        without_end(1, 0.3, 10_000),
        without_end(1, 0.8, 20_000),
        without_end(2, 0.5, 10_000),
        without_end(5, 0.7, 10_000),
        without_end(5, 0.9, 20_000),
        without_end(10, 0.8, 10_000),
        without_end(20, 0.9, 15_000),
        without_end(50, 0.8, 20_000),
        without_end(50, 0.95, 60_000),
    ];
    if times() > 1 {
        // Ten hours until this queue forgets how it began: for the long run.
        cases.push(without_end(50, 0.98, 80_000));
    }
    compare(&cases);
}

#[test]
fn callers_who_lose_patience_meet_what_erlang_a_says() {
    compare(&[
        impatient(1, 0.5, 60.0, 10_000),
        impatient(1, 1.2, 180.0, 10_000),
        impatient(3, 0.9, 30.0, 10_000),
        impatient(5, 0.8, 180.0, 10_000),
        impatient(10, 1.0, 120.0, 10_000),
        impatient(10, 1.5, 90.0, 10_000),
        impatient(20, 0.9, 600.0, 10_000),
        impatient(50, 0.95, 120.0, 10_000),
        impatient(50, 1.1, 300.0, 15_000),
        impatient(50, 2.0, 60.0, 10_000),
    ]);
}

#[test]
fn the_formulas_give_the_textbook_figures() {
    // 10 workers at a load of 8: 40.9 % wait. With hardly any impatience Erlang A is Erlang C.
    let c = erlang_c(10, 8.0);
    assert!((c.waiting - 0.4092).abs() < 1e-4, "{c:?}");
    assert!((c.mean_wait - 0.4092 * 90.0).abs() < 0.01, "{c:?}");
    let a = erlang_a(10, 8.0, 1e7);
    for (one, other) in a.figures().into_iter().zip(c.figures()) {
        assert!((one - other).abs() < 0.01, "{a:?} {c:?}");
    }
    // One worker, load 1, patience as long as handling: the number of callers is Poisson of mean 1.
    let a = erlang_a(1, 1.0, HANDLING);
    assert!((a.waiting - (1.0 - (-1.0_f64).exp())).abs() < 1e-9, "{a:?}");
    assert!((a.abandoned - (-1.0_f64).exp()).abs() < 1e-9, "{a:?}");
}
