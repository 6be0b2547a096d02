//! How a task goes through a plan.

use super::*;

#[test]
fn limits_add_up_and_the_last_one_cancels() {
    let crew = queue("Q1", "") + &queue("Q2", "") + &queue("Q3", "");
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "timeout": 10},
        {"queue": "Q2", "timeout": 10}, {"queue": "Q3", "timeout": 10}]}]"#;
    let mut desk = Desk::new(&crew, plan);
    let mut facts = desk.task("");
    facts += &desk.at(40);
    expect_test::expect![[r#"
        0 task.created task=1
        0 workflow.entered plan=Plan task=1
        0 workflow.target-matched filter=0 plan=Plan queue=Q1 target=0 task=1
        0 task-queue.entered queue=Q1 task=1
        10 task-queue.timeout queue=Q1 task=1
        10 workflow.target-matched filter=0 plan=Plan queue=Q2 target=1 task=1
        10 task-queue.moved from=Q1 task=1 to=Q2
        10 task-queue.entered queue=Q2 task=1
        20 task-queue.timeout queue=Q2 task=1
        20 workflow.target-matched filter=0 plan=Plan queue=Q3 target=2 task=1
        20 task-queue.moved from=Q2 task=1 to=Q3
        20 task-queue.entered queue=Q3 task=1
        30 task-queue.timeout queue=Q3 task=1
        30 workflow.timeout plan=Plan task=1
        30 task.canceled reason=Workflow timeout task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn the_skip_ladder_reaches_the_supervisor_at_once() {
    let plan = r#""filters": [{"targets": [
        {"queue": "All", "expression": "worker.roles HAS 'agent'", "skip_if": "1==1"}, {}]}]"#;
    let crew = queue("All", "") + &worker("Sue", "attributes = { roles = [\"supervisor\"] }");
    let mut desk = Desk::new(&crew, plan);
    let facts = desk.task("");
    expect_test::expect![[r#"
        0 task.created task=1
        0 workflow.entered plan=Plan task=1
        0 workflow.target-matched filter=0 plan=Plan queue=All target=0 task=1
        0 task-queue.entered queue=All task=1
        0 workflow.target-matched filter=0 plan=Plan queue=All target=1 task=1
        0 reservation.created queue=All reservation=1 task=1 until=120000 worker=Sue
    "#]]
    .assert_eq(&facts);
}

#[test]
fn the_default_filter_takes_what_no_filter_is_for_and_what_was_skipped() {
    let plan = r#""filters": [
        {"expression": "a == 1", "targets": [{"queue": "Q1", "skip_if": "1==1"}]},
        {"expression": "a == 2", "targets": [{"queue": "Q1", "timeout": 5}]}],
        "default_filter": {"queue": "Q2", "priority": 7, "timeout": 3}"#;
    let mut desk = Desk::new(&(queue("Q1", "") + &queue("Q2", "")), plan);
    desk.task("");
    desk.task("{\"a\": 1}");
    desk.task("{\"a\": 2}");
    assert_eq!(
        (desk.queue(1), desk.queue(2), desk.queue(3)),
        ("Q2".into(), "Q2".into(), "Q1".into())
    );
    assert_eq!(desk.workspace.task(TaskId(1)).unwrap().priority, 7);
    let facts = desk.at(100);
    assert!(facts.contains("task.canceled reason=Workflow timeout task=3"), "{facts}");
    assert_eq!(desk.status(1), TaskStatus::Pending, "a time-out there is not obeyed");
}

#[test]
fn a_later_filter_takes_what_timed_out_of_an_earlier_one() {
    let plan = r#""filters": [
        {"expression": "a == 1", "targets": [{"queue": "Q1", "timeout": 5}]},
        {"expression": "b == 1", "targets": [{"queue": "Q3"}]},
        {"expression": "a > 0", "targets": [{"queue": "Q2", "timeout": 5, "skip_if": "1==1"}]}],
        "default_filter": {"queue": "Q3"}"#;
    let crew = queue("Q1", "") + &queue("Q2", "") + &queue("Q3", "");
    let mut desk = Desk::new(&crew, plan);
    desk.task("{\"a\": 1}");
    let facts = desk.at(5);
    expect_test::expect![[r#"
        5 task-queue.timeout queue=Q1 task=1
        5 workflow.target-matched filter=2 plan=Plan queue=Q2 target=0 task=1
        5 task-queue.moved from=Q1 task=1 to=Q2
        5 task-queue.entered queue=Q2 task=1
        5 workflow.timeout plan=Plan task=1
        5 task.canceled reason=Workflow timeout task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_plan_for_nobody_says_so() {
    let mut desk = Desk::new(
        &queue("Q1", ""),
        r#""filters": [{"expression": "a == 1", "targets": [{"queue": "Q1"}]}]"#,
    );
    let facts = desk.task("");
    expect_test::expect![[r#"
        0 task.created task=1
        0 workflow.entered plan=Plan task=1
        0 workflow.skipped plan=Plan task=1
        0 task.canceled reason=Workflow skipped task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_filter_that_cannot_be_read_is_for_nobody_and_a_missing_queue_is_passed_over() {
    let plan = r#""filters": [
        {"expression": "agent-level == 1", "targets": [{"queue": "Q1"}]},
        {"targets": [{"queue": "Gone", "timeout": 5}, {"queue": "Q2", "timeout": 5}]}]"#;
    let mut desk = Desk::new(&(queue("Q1", "") + &queue("Q2", "")), plan);
    desk.task("");
    assert_eq!(desk.queue(1), "Q2");
    // The passed over target's limit counts.
    assert!(desk.at(9).is_empty());
    assert!(desk.at(10).contains("task.canceled"));
}

#[test]
fn an_offer_under_way_at_the_limit_is_waited_for() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "timeout": 10}, {"queue": "Q2"}]}]"#;
    let crew = queue("Q1", "") + &queue("Q2", "workers = \"1==0\"") + &worker("Ana", "");
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    assert!(desk.at(50).is_empty());
    let facts = desk.reject(1);
    expect_test::expect![[r#"
        50 reservation.rejected reservation=1 task=1 worker=Ana
        50 task-queue.timeout queue=Q1 task=1
        50 workflow.target-matched filter=0 plan=Plan queue=Q2 target=1 task=1
        50 task-queue.moved from=Q1 task=1 to=Q2
        50 task-queue.entered queue=Q2 task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_worker_who_becomes_free_at_the_very_end_of_a_step_still_gets_its_task() {
    let settings = "[settings]\nreservation_seconds = 30\nmissed_offer = \"leave-available\"\n";
    let crew = settings.to_string() + &queue("All", "") + &worker("Ana", "");
    let plan = r#""filters": [{"targets": [{"queue": "All", "timeout": 30}]}]"#;
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    desk.say(Input::CreateTask(NewTask { priority: 5, ..task("") }));
    desk.at(30);
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn a_task_whose_last_step_names_no_queue_still_comes_to_the_default_filter() {
    let crew = queue("Empty", "workers = \"\"") + &queue("All", "") + &worker("Ana", "");
    let plan = r#""filters": [{"targets": [{"queue": "Empty", "timeout": 10}, {"queue": "Gone"}]}],
        "default_filter": {"queue": "All"}"#;
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    desk.at(10);
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn inside_the_limit_a_refused_task_stays_in_its_step() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "timeout": 10, "skip_if": "1==1"}, {"queue": "Q2"}]}]"#;
    let crew = queue("Q1", "") + &queue("Q2", "") + &worker("Ana", "") + &worker("Ben", "");
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    desk.goes("Ben", "Offline");
    desk.at(9);
    desk.say(Input::Reject { reservation: ReservationId(1), activity: Some("Offline".into()) });
    assert_eq!((desk.queue(1), desk.status(1)), ("Q1".into(), TaskStatus::Pending));
}

#[test]
fn a_step_whose_limit_is_past_is_tried_once() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "timeout": 10}, {"queue": "Q2", "timeout": 10}, {"queue": "Q3", "timeout": 10}]}]"#;
    let crew = queue("Q1", "workers = \"a == 1\"")
        + &queue("Q2", "workers = \"1==0\"")
        + &queue("Q3", "")
        + &worker("Ana", "attributes = { a = 1 }");
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    desk.at(60);
    let facts = desk.reject(1);
    expect_test::expect![[r#"
        60 reservation.rejected reservation=1 task=1 worker=Ana
        60 task-queue.timeout queue=Q1 task=1
        60 workflow.target-matched filter=0 plan=Plan queue=Q2 target=1 task=1
        60 task-queue.moved from=Q1 task=1 to=Q2
        60 task-queue.entered queue=Q2 task=1
        60 task-queue.timeout queue=Q2 task=1
        60 workflow.target-matched filter=0 plan=Plan queue=Q3 target=2 task=1
        60 task-queue.moved from=Q2 task=1 to=Q3
        60 task-queue.entered queue=Q3 task=1
        60 reservation.created queue=Q3 reservation=2 task=1 until=180000 worker=Ana
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_callback_is_held_back_before_it_is_routed() {
    let plan =
        r#""filters": [{"targets": [{"queue": "Q1", "expression": "1==0", "timeout": 600}, {}]}]"#;
    let mut desk = Desk::new(&(queue("Q1", "") + &worker("Ana", "")), plan);
    desk.task("");
    assert!(desk.asked(1).is_empty());
    desk.at(599);
    assert!(desk.asked(1).is_empty());
    desk.at(600);
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn available_workers_may_be_busy_and_then_nothing_is_skipped() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "skip_if": "workers.available == 0"}, {"queue": "Q2"}]}]"#;
    let mut desk = Desk::new(&(queue("Q1", "") + &queue("Q2", "") + &worker("Ana", "")), plan);
    desk.task("");
    desk.accept(1);
    desk.task("");
    assert_eq!(desk.queue(2), "Q1", "Ana is available, though busy");
    desk.goes("Ana", "Offline");
    desk.task("");
    assert_eq!(desk.queue(3), "Q2");
}

#[test]
fn skips_may_count_an_activity_by_id_or_name() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "skip_if": "workers.Offline >= 1 AND workers.unavailable == 1"}, {"queue": "Q2"}]}]"#;
    let mut desk = Desk::new(
        &(queue("Q1", "") + &queue("Q2", "workers = \"1==0\"") + &worker("Ana", "")),
        plan,
    );
    desk.goes("Ana", "Offline");
    desk.task("");
    assert_eq!(desk.queue(1), "Q2");
}

const KNOWN: &str = r#""filters": [{"targets": [{"queue": "All", "known_worker_sid": "task.agent", "timeout": 30}, {"queue": "All"}]}]"#;

#[test]
fn a_known_worker_is_waited_for_and_nobody_else() {
    let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "");
    let mut desk = Desk::new(&crew, KNOWN);
    desk.task("{\"agent\": \"Ben\"}");
    assert_eq!(desk.asked(1), ["Ben"]);
    desk.task("{\"agent\": \"Ben\"}");
    assert!(desk.asked(2).is_empty(), "Ben is asked already");
    desk.at(30);
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn who_is_known_is_told_with_the_target() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ben", "")), KNOWN);
    assert!(desk.task("{\"agent\": \"Ben\"}").contains("known_worker_sid=Ben"));
    assert!(!desk.task("{\"agent\": \"Zoe\"}").contains("known_worker_sid"));
}

#[test]
fn a_task_that_knows_nobody_waits_the_whole_step() {
    let crew = queue("All", "") + &worker("Ana", "");
    for attributes in ["", "{\"agent\": null}", "{\"agent\": \"Zoe\"}", "{\"agent\": 5}"] {
        let mut desk = Desk::new(&crew, KNOWN);
        desk.task(attributes);
        desk.at(29);
        assert!(desk.asked(1).is_empty(), "{attributes}");
        desk.at(30);
        assert_eq!(desk.asked(1), ["Ana"]);
    }
}

#[test]
fn a_known_worker_who_comes_later_is_found_by_id_or_name() {
    for (key, id) in [("known_worker_sid", "WK1"), ("known_worker_friendly_name", "zoe")] {
        let plan =
            format!(r#""filters": [{{"targets": [{{"queue": "All", "{key}": "task.agent"}}]}}]"#);
        let mut desk = Desk::new(&queue("All", ""), &plan);
        desk.task(&format!("{{\"agent\": \"{id}\"}}"));
        let zoe = crate::crew::Worker {
            id: "WK1".into(),
            name: "Zoe".into(),
            activity: "Available".into(),
            capacity: Default::default(),
            attributes: Default::default(),
        };
        desk.say(Input::AddWorker(zoe));
        assert_eq!(desk.asked(1), ["WK1"]);
    }
}

#[test]
fn a_changed_plan_leaves_waiting_tasks_alone_unless_told_otherwise() {
    let crew = queue("Q1", "") + &queue("Q2", "");
    let mut desk = Desk::new(&crew, r#""default_filter": {"queue": "Q1"}"#);
    desk.task("");
    desk.plan(r#""default_filter": {"queue": "Q2"}"#, false);
    assert_eq!(desk.queue(1), "Q1");
    let facts = desk.plan(r#""default_filter": {"queue": "Q2"}"#, true);
    expect_test::expect![[r#"
        0 workflow.updated plan=Plan
        0 workflow.entered plan=Plan task=1
        0 workflow.target-matched filter=null plan=Plan queue=Q2 target=0 task=1
        0 task-queue.moved from=Q1 task=1 to=Q2
        0 task-queue.entered queue=Q2 task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_condition_may_ask_for_spare_capacity() {
    let plan = r#""filters": [{"targets": [{"queue": "All", "expression": "worker.channel.voice.available_capacity_percentage == 100"}]}]"#;
    let mut desk =
        Desk::new(&(queue("All", "") + &worker("Ana", "capacity = { voice = 3 }")), plan);
    desk.task("");
    desk.accept(1);
    desk.task("");
    assert!(desk.asked(2).is_empty(), "Ana would be rung a second time");
    desk.complete(1);
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn a_condition_may_hold_because_of_what_a_worker_already_does() {
    let plan = r#""filters": [{"expression": "kind == 'more'", "targets": [{"queue": "All", "expression": "worker.channel.voice.assigned_tasks >= 1 AND worker.activity_name == 'Available'"}]}],
        "default_filter": {"queue": "All"}"#;
    let mut desk =
        Desk::new(&(queue("All", "") + &worker("Ana", "capacity = { voice = 3 }")), plan);
    desk.task("{\"kind\": \"more\"}");
    assert!(desk.asked(1).is_empty());
    desk.task("");
    let facts = desk.accept(1);
    assert!(facts.contains("reservation.created queue=All reservation=2 task=1"), "{facts}");
}

#[test]
fn changed_attributes_count_at_once() {
    let plan = r#""filters": [{"targets": [{"queue": "All", "expression": "task.language IN worker.languages"}]}]"#;
    let crew = queue("All", "workers = \"team == 'a'\"")
        + &worker("Ana", "attributes = { languages = [\"en\"] }");
    let mut desk = Desk::new(&crew, plan);
    desk.task("{\"language\": \"es\"}");
    let ana = |text: &str| Input::SetWorkerAttributes {
        worker: "Ana".into(),
        attributes: Attributes::read(text).unwrap(),
    };
    desk.say(ana(r#"{"team": "a", "languages": ["en"]}"#));
    assert!(desk.asked(1).is_empty());
    desk.say(Input::UpdateTask {
        task: TaskId(1),
        attributes: Some(Attributes::read("{\"language\": \"en\"}").unwrap()),
        priority: None,
        virtual_start: None,
    });
    assert_eq!(desk.asked(1), ["Ana"]);
}
