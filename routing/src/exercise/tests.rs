use std::fmt::Write;

use super::*;

fn told(plan: &str) -> String {
    let done = exercise(&Plan::read(plan), &Around::default(), 7);
    let mut out = format!("{} of {} targets\n", done.reached, done.targets);
    for one in done.unreached {
        let _ = writeln!(out, "{} {}: {}", one.filter, one.target, one.reason);
    }
    for fault in done.faults {
        let _ = writeln!(out, "fault: {fault}");
    }
    out
}

fn plan(filters: &str) -> String {
    format!(
        r#"{{"task_routing": {{"filters": [{filters}], "default_filter": {{"queue": "rest"}}}}}}"#
    )
}

#[test]
fn every_step_of_a_ladder_is_reached() {
    let ladder = r#"{"filter_friendly_name": "Support", "expression": "type == 'support' AND level IN [1, 2]",
        "targets": [
            {"queue": "s", "expression": "worker.skills HAS task.product", "timeout": 20, "skip_if": "workers.available == 0"},
            {"expression": "worker.roles HAS 'agent'", "skip_if": "1==1", "priority": "5"},
            {"known_worker_sid": "task.agent", "timeout": 10},
            {}
        ]}"#;
    assert_eq!(told(&plan(ladder)), "5 of 5 targets\n");
}

#[test]
fn what_no_task_comes_to_is_told_with_its_reason() {
    let filters = r#"
        {"filter_friendly_name": "never", "expression": "1 == 2", "targets": [{"queue": "a"}]},
        {"filter_friendly_name": "contradicts", "expression": "a == 1 AND a == 2", "targets": [{"queue": "a"}]},
        {"filter_friendly_name": "stays", "expression": "a == 1", "targets": [{"queue": "a"}, {"queue": "b"}]},
        {"filter_friendly_name": "again", "expression": "a == 1", "targets": [{"queue": "a"}]},
        {"filter_friendly_name": "all", "expression": "1 == 1", "targets": [{"queue": "a"}]},
        {"filter_friendly_name": "behind", "expression": "a == 2", "targets": [{"queue": "a"}]}"#;
    expect_test::expect![[r#"
        2 of 8 targets
        never 1: no task can be what the filter's expression asks for
        contradicts 1: no task can be what the filter's expression asks for
        stays 2: tasks stay in target 1, which has neither time-out nor skip_if
        again 1: every task that it is for is for an earlier filter too
        behind 1: filter "all" takes every task
        default filter 1: filter "all" takes every task
    "#]]
    .assert_eq(&told(&plan(filters)));
}

#[test]
fn every_target_is_reached_though_queues_are_closed_at_any_hour_that_counts() {
    let crew = Crew::read(
        r#"
        calendar = [{ name = "Never", time_zone = "UTC" }, { name = "Nights", time_zone = "Europe/Madrid", week = { monday = "22:00-23:00" } }]
        queue = [{ name = "a", calendar = "Never" }, { name = "b", calendar = "Nights", at_closing = "move-on" }]
        "#,
    )
    .unwrap();
    let text = plan(
        r#"{"expression": "x == 1", "targets": [{"queue": "a", "timeout": 5}, {"queue": "b", "timeout": 5}]}"#,
    );
    let done = exercise(&Plan::read(&text), &Around { crew }, 1);
    assert_eq!((done.reached, done.unreached.len()), (done.targets, 0));
    assert_eq!(done.faults, []);
}

#[test]
fn the_same_seed_comes_to_the_same() {
    let text = plan(
        r#"{"expression": "a == 1", "targets": [{"queue": "q", "timeout": 5}, {"timeout": 5}]}"#,
    );
    let plan = Plan::read(&text);
    let once = exercise(&plan, &Around::default(), 3);
    assert_eq!(once, exercise(&plan, &Around::default(), 3));
    assert!(once.tasks > 10 && once.inputs > once.tasks);
}

#[test]
fn what_is_no_plan_is_exercised_in_no_time() {
    let done = exercise(&Plan::read("[]"), &Around::default(), 1);
    assert_eq!((done.targets, done.tasks), (0, 0));
}

#[test]
fn a_crew_that_moves_whoever_misses_an_offer_aside_is_no_fault() {
    let crew = r#"
        activity = [{ name = "Available", available = true }, { name = "Missed", available = false }]
        channel = [{ name = "voice" }]
        queue = [{ name = "q" }]
        worker = [{ name = "Ana", activity = "Available" }]
    "#;
    let plan = plan(r#"{"expression": "a == 1", "targets": [{"queue": "q", "timeout": 5}, {}]}"#);
    let around = Around { crew: Crew::read(crew).unwrap() };
    assert_eq!(exercise(&Plan::read(&plan), &around, 1).faults, []);
}
