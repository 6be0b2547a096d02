//! A second router, slow and simple, makes the same decisions as the first.
//!
//! Streams of inputs made up by chance go through both. After every input the facts, the next
//! deadline and everything that can be seen of tasks, reservations and workers have to be equal.
//! A difference is told as the shortest story that shows it.
//!
//! `CENTRALITA_ROUTING_EVENTS` says how many inputs are judged, for longer runs, and
//! `CENTRALITA_ROUTING_SEED` where to begin. Real configurations are run when `CENTRALITA_CORPUS`
//! names their folder.

mod naive;

use std::path::PathBuf;

use centralita_routing::expression::{Expression, Place, Subject};
use naive::chance::Chance;
use naive::expression::{self, Step, find};
use naive::judge::{Heard, judge};
use naive::world::World;
use serde_json::Value;

/// How many moves a made-up world lives.
const MOVES: usize = 150;

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How many inputs are judged: what was asked for, else what a test run bears.
fn events(usual: usize) -> usize {
    number("CENTRALITA_ROUTING_EVENTS").unwrap_or(usual)
}

fn first_seed() -> u64 {
    number("CENTRALITA_ROUTING_SEED").map_or(0, |seed| seed as u64)
}

fn report(what: &str, heard: Result<Heard, String>) -> Heard {
    let heard = heard.unwrap_or_else(|story| panic!("{what}\n{story}"));
    println!(
        "{what}: {} inputs judged, {} refused; {} facts of {} kinds, {} offers",
        heard.events,
        heard.refusals,
        heard.facts,
        heard.kinds.len(),
        heard.kinds.get("reservation.created").copied().unwrap_or_default(),
    );
    heard
}

#[test]
fn a_second_router_makes_the_same_decisions() {
    let heard = judge(World::made_up, first_seed(), MOVES, events(30_000));
    let heard = report("made-up worlds", heard);
    for (kind, times) in &heard.kinds {
        println!("{times:>9} {kind}");
    }
    assert!(heard.kinds.len() > 40, "hardly anything happened: {:?}", heard.kinds);
}

#[test]
fn a_second_router_makes_the_same_decisions_among_hundreds_of_workers() {
    let heard = judge(World::large, first_seed(), 500, events(30_000) / 50);
    report("large worlds", heard);
}

#[test]
fn a_second_reader_understands_conditions_alike() {
    let mut chance = Chance(u64::MAX - first_seed());
    let world = World::made_up(1);
    let (mut read, mut met) = (0, 0);
    let count = events(30_000);
    for _ in 0..count {
        let depth = chance.below(4);
        let mut text = world.condition(&mut chance, &["", "worker."], depth);
        if chance.once_in(3) {
            text = chance.spoilt(&text);
        }
        let attributes = world.known_of_worker(&mut chance);
        let value = Value::Object(attributes.map().clone());
        let first = Expression::read(&text);
        let second = expression::read(&text);
        assert_eq!(
            first.problems().is_empty(),
            second.is_some(),
            "{text}: {:?} but {second:?}",
            first.problems()
        );
        let Some(second) = second else { continue };
        let first = first.compile(Place::Queue).holds(&Subject::of_worker(&attributes));
        let second = second.holds(&|steps| match steps {
            [Step::Key(key), rest @ ..] if key == "worker" => find(&value, rest),
            _ => find(&value, steps),
        });
        assert_eq!(first, second, "{text}\n{attributes}");
        read += 1;
        met += usize::from(first);
    }
    println!("{count} conditions: {read} can be read, {met} hold");
}

#[test]
fn a_second_router_makes_the_same_decisions_by_real_plans() {
    let Some(corpus) = std::env::var_os("CENTRALITA_CORPUS") else {
        println!("CENTRALITA_CORPUS is not set: the real configurations were not run");
        return;
    };
    let folder = PathBuf::from(corpus).join("taskrouter");
    let files = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    assert!(files.len() > 20, "{} holds hardly anything", folder.display());
    let share = events(20_000) / files.len();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let world =
            |seed| World::of_plan(&text, seed).unwrap_or_else(|| panic!("{name} is no plan"));
        report(&name, judge(world, first_seed(), MOVES, share));
    }
}
