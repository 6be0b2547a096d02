//! A second router, slow and simple, makes the same decisions as the first.
//!
//! Streams of inputs made up by chance go through both. After every input the facts, the next
//! deadline and everything that can be seen of tasks, reservations and workers have to be equal.
//! A difference is told as the shortest story that shows it.

mod naive;

use naive::judge::{Heard, judge};
use naive::world::World;

/// How many events are judged: what `CENTRALITA_ROUTING_EVENTS` says, else what a test run bears.
fn events(usual: usize) -> usize {
    let asked = std::env::var("CENTRALITA_ROUTING_EVENTS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(usual)
}

fn report(heard: Result<Heard, String>) -> Heard {
    heard.unwrap_or_else(|story| panic!("{story}"))
}

#[test]
fn a_second_router_makes_the_same_decisions() {
    let from = std::env::var("FROM").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let heard = report(judge(World::made_up, from, 150, events(100_000)));
    println!(
        "{} inputs judged: {} facts, {} refusals, {} kinds of fact",
        heard.events,
        heard.facts,
        heard.refusals,
        heard.kinds.len()
    );
    for (kind, times) in &heard.kinds {
        println!("{times:>9} {kind}");
    }
}
