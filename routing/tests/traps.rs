//! The traps that people report of the vendor's router, and what an import must tell: each is told
//! here before it costs a call.
//!
//! Traps of which nothing can be told beforehand are kept from happening, and have their tests where
//! they would happen:
//!
//! | trap | test |
//! |---|---|
//! | one missed offer after the other empties a queue | `missed_offers_need_not_empty_a_queue` |
//! | a known worker who is nobody is waited for the whole step | `a_task_that_knows_nobody_waits_the_whole_step` |
//! | whether an activity is available is changed, and nothing happens | `whether_an_activity_is_available_stays_for_ever` |
//! | who refuses without leaving is asked at once again | `everybody_is_asked_once_before_anybody_is_asked_twice` |
//! | names of workers differ by case alone | `no_two_workers_have_one_name` |
//! | after-work that ends in a browser ends with the browser | `after_work_ends_by_itself_where_the_channel_says_so` |
//! | attributes written by two at once | inputs come one after the other; who embeds the router answers for theirs |

#![allow(clippy::unwrap_used)]

use centralita_routing::crew::Crew;
use centralita_routing::plan::{Plan, Surroundings};

const CREW: &str = r#"
    [settings]
    missed_offer = "leave-available"
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Missed"
    available = false
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Support"
    workers = "skills HAS 'support'"
    [[worker]]
    name = "Ana"
    activity = "Available"
    attributes = { skills = ["support"], team = "blue", level = 2 }
"#;

/// The codes of what is wrong with a plan of these filters, beside a crew.
fn codes_beside(crew: &str, filters: &str, rest: &str) -> Vec<String> {
    let crew = Crew::read(crew).unwrap();
    let queues: Vec<&str> = crew.queues.iter().map(|queue| &*queue.name).collect();
    let workers = crew.vocabulary();
    let around = Surroundings {
        queues: &queues,
        tasks: None,
        workers: Some(&workers),
        activities: &crew.activities.iter().map(|one| &*one.name).collect::<Vec<_>>(),
        several_at_a_time: &crew.several_at_a_time(),
    };
    let text = format!(r#"{{"task_routing": {{"filters": [{filters}]{rest}}}}}"#);
    let plan = Plan::read(&text);
    assert!(plan.is_usable());
    let found = plan.check(&around);
    found.iter().map(|problem| problem.code.to_string()).collect()
}

fn codes(filters: &str) -> Vec<String> {
    codes_beside(CREW, filters, "")
}

/// The codes of what is wrong with a plan of one filter for everybody with this target in it.
fn of_target(target: &str) -> Vec<String> {
    codes(&format!(r#"{{"targets": [{{"queue": "Support", {target}}}, {{"queue": "Support"}}]}}"#))
}

fn crew_codes(crew: &str) -> Vec<String> {
    Crew::read(crew).unwrap().check().iter().map(|one| one.code.to_string()).collect()
}

#[test]
fn a_plan_and_a_crew_in_order_have_no_problem() {
    assert!(of_target(r#""expression": "worker.skills HAS task.topic", "timeout": 5"#).is_empty());
    assert!(crew_codes(CREW).is_empty());
}

#[test]
fn a_hyphen_in_an_attributes_name_never_matches() {
    assert_eq!(of_target(r#""expression": "worker.agent-level > 3", "timeout": 5"#), ["syntax"]);
}

#[test]
fn has_on_a_text_never_matches() {
    assert_eq!(
        of_target(r#""expression": "worker.team HAS 'blue'", "timeout": 5"#),
        ["never_matches"]
    );
    assert_eq!(
        of_target(r#""expression": "'blue' IN worker.team", "timeout": 5"#),
        ["never_matches"]
    );
    assert_eq!(
        crew_codes(&CREW.replace("skills HAS 'support'", "team HAS 'blue' OR level > 1")),
        ["never_matches"]
    );
}

#[test]
fn a_queue_for_nobody_lets_its_tasks_wait_unseen() {
    assert_eq!(crew_codes(&CREW.replace("skills HAS 'support'", "level > 5")), ["nobody_serves"]);
    assert!(crew_codes(&CREW.replace("skills HAS 'support'", "1 == 0")).is_empty(), "parking");
}

#[test]
fn one_missed_offer_after_the_other_empties_a_queue() {
    let setting = |missed: &str| crew_codes(&CREW.replace("\"leave-available\"", missed));
    assert_eq!(setting("{ move = { activity = \"missed\" } }"), ["missed_cascade"]);
    assert!(setting("{ move = { activity = \"Missed\", after = 2 } }").is_empty());
    let vendors = CREW.replace("missed_offer = \"leave-available\"", "");
    assert_eq!(crew_codes(&vendors), ["missed_cascade"], "as it is when nothing is said");
    assert!(crew_codes(&vendors.replace("\"Missed\"", "\"Break\"")).is_empty(), "nowhere to go");
}

#[test]
fn a_last_target_with_a_time_out_cancels_with_the_caller_on_the_line() {
    let first = r#"{"expression": "a == 1", "targets": [{"queue": "Support", "timeout": 5}]}"#;
    assert_eq!(codes(first), ["last_timeout"]);
    assert!(codes(&format!(r#"{first}, {{"targets": [{{"queue": "Support"}}]}}"#)).is_empty());
}

#[test]
fn a_filter_whose_time_runs_out_wants_a_later_one_that_is_surely_for_its_tasks() {
    let then = |later: &str| {
        codes(&format!(
            r#"{{"expression": "agent != null AND a == 1", "targets": [{{"queue": "Support", "timeout": 45}}]}},
               {{"expression": "{later}", "targets": [{{"queue": "Support"}}]}}"#
        ))
    };
    assert_eq!(then("topic IN ['billing', 'orders']"), ["last_timeout"]);
    assert!(then("a IN [1, 2]").is_empty());
    assert!(then("1 == 1").is_empty());
}

#[test]
fn workers_available_counts_the_busy_too() {
    for skip in [
        "workers.available == 0",
        "workers.available<1",
        "workers.available <= 0",
        "0 = workers.available",
        "1 > workers.available",
    ] {
        let said = of_target(&format!(r#""skip_if": "{skip}", "timeout": 5"#));
        assert_eq!(said, ["busy_is_available"], "{skip}");
    }
    assert!(of_target(r#""skip_if": "workers.available < 3""#).is_empty());
}

#[test]
fn a_misspelt_count_in_skip_if_is_told() {
    for skip in ["workers.availible == 2", "workers.WAxyz == 0", "workers.Misssed > 1"] {
        let said = of_target(&format!(r#""skip_if": "{skip}", "timeout": 5"#));
        assert_eq!(said, ["unknown_activity"], "{skip}");
    }
    for skip in ["workers.unavailable > 2", "workers.Missed == 0", "workers.missed == 0"] {
        assert!(of_target(&format!(r#""skip_if": "{skip}", "timeout": 5"#)).is_empty(), "{skip}");
    }
}

#[test]
fn a_known_worker_whom_nothing_names_is_waited_for() {
    let known = |filter: &str, target: &str| {
        codes(&format!(
            r#"{{"expression": "{filter}", "targets": [{{"queue": "Support", "known_worker_sid": "task.agent", {target}}}, {{}}]}}"#
        ))
    };
    assert_eq!(known("a == 1", r#""timeout": 30"#), ["known_nobody"]);
    assert!(known("agent != null", r#""timeout": 30"#).is_empty());
    assert!(known("a == 1 AND task.agent != ''", r#""timeout": 30"#).is_empty());
    assert!(known("a == 1", r#""skip_if": "1==1""#).is_empty());
    assert_eq!(
        known("agent != null", r#""priority": 1"#),
        ["known_worker_forever", "unreachable_target"]
    );
}

#[test]
fn a_known_worker_with_room_for_two_calls_is_rung_during_one() {
    let crew = CREW.replace("name = \"Ana\"", "name = \"Ana\"\ncapacity = { voice = 2 }");
    let known = |expression: &str| {
        let target = format!(
            r#"{{"expression": "agent != null", "targets": [{{"queue": "Support", "timeout": 9, "known_worker_sid": "task.agent"{expression}}}, {{}}]}}"#
        );
        codes_beside(&crew, &target, "")
    };
    assert_eq!(known(""), ["rings_during_a_call"]);
    let guard = r#", "expression": "worker.channel.voice.available_capacity_percentage == 100""#;
    assert!(known(guard).is_empty());
    assert!(crew_codes(&crew).is_empty());
}

#[test]
fn names_of_workers_that_differ_by_case_alone_collide() {
    let two = format!("{CREW}\n[[worker]]\nname = \"ANA\"\nactivity = \"Available\"\n");
    assert_eq!(crew_codes(&two), ["same_name"]);
}

#[test]
fn what_an_import_cannot_obey_is_told() {
    assert_eq!(of_target(r#""expression": "worker.level >", "timeout": 5"#), ["syntax"]);
    assert_eq!(of_target(r#""expression": "level > 3", "timeout": 5"#), ["missing_prefix"]);
    assert_eq!(of_target(r#""order_by": "task.level DESC", "timeout": 5"#), ["order_by"]);
    assert_eq!(of_target(r#""order_by": "worker.level DOWN", "timeout": 5"#), ["order_by"]);
    let both = r#""known_worker_sid": "task.a", "known_worker_friendly_name": "task.b", "skip_if": "1==1""#;
    assert_eq!(of_target(both), ["known_worker"]);
    assert_eq!(codes(r#"{"targets": [{"queue": "Suport"}]}"#), ["unknown_queue"]);
    let always = r#"{"expression": "1 == 1", "targets": [{"queue": "Support"}]}"#;
    assert_eq!(codes(&format!("{always}, {always}")), ["unreachable_filter"]);
    let default = r#", "default_filter": {"queue": "Support", "timeout": 5}"#;
    assert_eq!(codes_beside(CREW, "", default), ["default_filter"]);
}

#[test]
fn what_an_import_spells_its_own_way_is_read() {
    for filter in [
        r#"{"filter_friendly_name": "x", "targets": [{"queue": "Support", "priority": "7", "timeout": "30"}, {}]}"#,
        r#"{"friendly_name": "x", "queue": "Support"}"#,
        r#"{"filterFriendlyName": "x", "targets": [{"queue": {"friendlyName": "Support"}}]}"#,
        r#"{"friendlyName": "x", "targets": [{"queue": {"sid": "Support"}}]}"#,
        r#"{"expression": "type=='sales'and vip=true OR topic In ['a']", "targets": [{"queue": "Support"}]}"#,
    ] {
        assert!(codes(filter).is_empty(), "{filter}");
    }
    let text = r#"{"task_routing": {}}"#;
    assert!(Plan::read(text).is_usable() && Plan::read(text).problems().is_empty());
    let own = codes(r#"{"targets": [{"queue": "Support", "own": [1.50]}]}"#);
    assert_eq!(own, ["unread_key"]);
}
