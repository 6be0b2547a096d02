//! A simulation of many callers: the real engine, driver and line, a store that loses commits, a
//! provider that repeats, delays and loses requests, a service that is slow, a clock that is set on and
//! back, revisions that are published while people call, callers who hang up at any moment or vanish
//! without a word, all by one seed.
//!
//! `CENTRALITA_WORLDS` says how many worlds there are one after another, `CENTRALITA_CALLERS` how many callers
//! each has, `CENTRALITA_SEED` which the first one is. A failure prints the seed.

#![allow(clippy::unwrap_used)]

mod chance;
mod faulty;
mod world;

use world::World;

/// A million callers allocate as much as a server does, which has this allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn simulate(seed: u64, callers: u64) -> world::Seen {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let mut world = World::new(seed, 2_000).await;
        for caller in 0..callers {
            world.arrives(caller, i64::try_from(caller).unwrap() * 7);
        }
        world.turns(i64::try_from(callers).unwrap() * 7);
        world.runs().await;
        world.judges().await
    })
}

#[test]
fn nothing_is_lost_and_nothing_happens_twice_whatever_goes_wrong() {
    let (first, worlds) = (number("CENTRALITA_SEED", 1), number("CENTRALITA_WORLDS", 1));
    let callers = number("CENTRALITA_CALLERS", 3_000);
    for seed in first..first + worlds {
        println!("seed {seed}, {callers} callers");
        let seen = simulate(seed, callers);
        println!("{seen:?}");
        // The faults that are to be survived were there to be survived.
        assert!(seen.lost_commits > 0 && seen.repeated > 0 && seen.hung_up > 0 && seen.redone > 0);
        assert!(seen.vanished > 0 && seen.revisions > 1);
        assert_eq!(seen.ended, callers);
    }
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let first = simulate(7, 300);
    assert_eq!(first, simulate(7, 300));
    assert_ne!(first.digest, simulate(8, 300).digest);
}
