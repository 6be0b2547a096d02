//! Both routers side by side, and the shortest story of a difference.

use std::fmt::Write;

use centralita_routing::{Event, Fact, Input, Refused, Time, Workspace};

use super::Slow;
use super::world::World;

/// When, what was said, and what the first router answered.
type Told = (Time, Input, Result<Vec<Fact>, Refused>);

/// What was asked for, in the order in which it happened, and how often each kind of thing came.
#[derive(Default)]
pub struct Heard {
    pub events: usize,
    pub facts: usize,
    pub refusals: usize,
    pub kinds: std::collections::BTreeMap<String, usize>,
}

/// Runs one story through both; the difference with the story before it, if there is one.
pub fn differ(world: &World, moves: &[u64], heard: &mut Heard) -> Result<(), String> {
    let mut fast = Workspace::new();
    let mut slow = Slow::default();
    let mut story = Vec::new();
    let mut now = Time(1_000_000);
    for input in &world.setup {
        ask(&mut fast, &mut slow, input.clone(), now, &mut story, heard)?;
    }
    for seed in moves {
        now = now.after_millis(world.wait(*seed, &slow));
        if slow.next_deadline().is_some_and(|due| due <= now) {
            ask(&mut fast, &mut slow, Input::Tick, now, &mut story, heard)?;
        }
        let input = world.next_move(*seed, &slow);
        ask(&mut fast, &mut slow, input, now, &mut story, heard)?;
    }
    Ok(())
}

fn ask(
    fast: &mut Workspace,
    slow: &mut Slow,
    input: Input,
    now: Time,
    story: &mut Vec<Told>,
    heard: &mut Heard,
) -> Result<(), String> {
    let first = fast.handle(input.clone(), now);
    let second = slow.handle(input.clone(), now);
    heard.events += 1;
    story.push((now, input, first.clone()));
    let mut differences = String::new();
    match (&first, &second) {
        (Ok(first), Ok(second)) => {
            heard.facts += first.len();
            for fact in first {
                *heard.kinds.entry(name(&fact.event)).or_default() += 1;
            }
            if first != second {
                let _ = writeln!(differences, "The facts differ. The second says:");
                for fact in second {
                    let _ = writeln!(differences, "      {}", told(fact));
                }
            }
        }
        (Err(first), Err(second)) => {
            heard.refusals += 1;
            if std::mem::discriminant(first) != std::mem::discriminant(second) {
                let _ = writeln!(differences, "The second refuses otherwise: {second}");
            }
        }
        (Ok(_), Err(second)) => {
            let _ = writeln!(differences, "The second refuses: {second}");
        }
        (Err(_), Ok(second)) => {
            let _ = writeln!(differences, "The second does not refuse but says:");
            for fact in second {
                let _ = writeln!(differences, "      {}", told(fact));
            }
        }
    }
    if fast.next_deadline() != slow.next_deadline() {
        let (first, second) = (fast.next_deadline(), slow.next_deadline());
        let _ = writeln!(differences, "Next deadline: {first:?} and {second:?}");
    }
    compare("task", fast.tasks(), slow.task_views(), &mut differences);
    compare("reservation", fast.reservations(), slow.reservation_views(), &mut differences);
    let queues = fast.queues();
    let queues = queues.map(|one| (one.id, one.is_open, one.tasks as usize, one.asleep as usize));
    compare("queue", queues, slow.queue_views(), &mut differences);
    compare("worker", fast.workers(), slow.worker_views(), &mut differences);
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!("{}{differences}", tell(story)))
}

fn compare<V: PartialEq + std::fmt::Debug>(
    what: &str,
    first: impl Iterator<Item = V>,
    second: Vec<V>,
    differences: &mut String,
) {
    let first: Vec<V> = first.collect();
    if first.len() != second.len() {
        let _ = writeln!(differences, "{} and {} {what}s", first.len(), second.len());
    }
    for (first, second) in first.iter().zip(&second).filter(|(first, second)| first != second) {
        let (first, second) = (format!("{first:#?}"), format!("{second:#?}"));
        let _ = writeln!(differences, "A {what} differs:");
        for (first, second) in first.lines().zip(second.lines()).filter(|(a, b)| a != b) {
            let _ = writeln!(differences, "      {} | {}", first.trim(), second.trim());
        }
    }
}

fn name(event: &Event) -> String {
    match serde_json::to_value(event) {
        Ok(value) => value.get("type").and_then(|name| name.as_str()).unwrap_or("?").to_string(),
        Err(error) => error.to_string(),
    }
}

fn told(fact: &Fact) -> String {
    serde_json::to_string(fact).unwrap_or_else(|error| error.to_string())
}

fn tell(story: &[Told]) -> String {
    let mut text = String::new();
    for (now, input, answer) in story {
        let input = serde_json::to_string(input).unwrap_or_else(|error| error.to_string());
        let _ = writeln!(text, "{:>9} ms  {input}", now.0 - 1_000_000);
        match answer {
            Ok(facts) => facts.iter().for_each(|fact| {
                let _ = writeln!(text, "      {}", told(fact));
            }),
            Err(refused) => {
                let _ = writeln!(text, "      refused: {refused}");
            }
        }
    }
    text
}

/// Leaves out of a story what is not needed for its difference, and tells the rest.
pub fn shortest(world: &World, moves: &[u64]) -> String {
    let fails = |world: &World, moves: &[u64]| differ(world, moves, &mut Heard::default()).err();
    let mut world = world.clone();
    let mut moves = moves.to_vec();
    let mut told = fails(&world, &moves).unwrap_or_default();
    let mut piece = moves.len().max(1).next_power_of_two();
    let mut last_round = 4;
    while piece > 0 {
        let mut at = 0;
        while at < moves.len() {
            let mut fewer = moves.clone();
            fewer.drain(at..(at + piece).min(moves.len()));
            match fails(&world, &fewer) {
                Some(story) => (moves, told) = (fewer, story),
                None => at += piece,
            }
        }
        piece /= 2;
        if piece == 0 && last_round > 0 {
            (piece, last_round) = (4, last_round - 1);
        }
    }
    let mut at = 0;
    while at < world.setup.len() {
        let mut fewer = world.clone();
        fewer.setup.remove(at);
        match fails(&fewer, &moves) {
            Some(story) => (world, told) = (fewer, story),
            None => at += 1,
        }
    }
    told
}

/// Judges stories one after the other until that many events were asked for.
///
/// # Errors
/// With the shortest story, when the two routers differ.
pub fn judge(
    worlds: impl Fn(u64) -> World,
    from: u64,
    moves: usize,
    events: usize,
) -> Result<Heard, String> {
    let mut heard = Heard::default();
    let mut seed = from;
    while heard.events < events {
        let world = worlds(seed);
        let mut chance = super::chance::Chance(seed ^ 0x5eed);
        let stream: Vec<u64> = (0..moves).map(|_| chance.next()).collect();
        if differ(&world, &stream, &mut heard).is_err() {
            return Err(format!("seed {seed}\n{}", shortest(&world, &stream)));
        }
        seed += 1;
    }
    Ok(heard)
}
