//! Reasons, as a supervisor reads them.

use super::Language;
use crate::attributes::Attributes;
use crate::crew::Crew;
use crate::ids::{ReservationId, TaskId};
use crate::time::{Secs, Time};
use crate::workspace::{Input, NewPlan, NewTask, Workspace};

const CREW: &str = r#"
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Lunch"
    available = false
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Support"
    workers = "skills HAS 'support'"
    [[worker]]
    name = "Ana"
    activity = "Available"
    attributes = { skills = ["support"], languages = ["en"] }
    [[worker]]
    name = "Ben"
    activity = "Lunch"
    attributes = { skills = ["support"], languages = ["es"] }
    [[worker]]
    name = "Cai"
    activity = "Available"
    capacity = { voice = 1 }
    attributes = { skills = ["support"], languages = ["es"] }
    [[worker]]
    name = "Dan"
    activity = "Available"
    attributes = { skills = ["sales"] }
"#;

const PLAN: &str = r#"{"task_routing": {"filters": [
    {"filter_friendly_name": "Sales", "expression": "topic == 'sales'", "targets": [{"queue": "Sales"}]},
    {"filter_friendly_name": "Support", "expression": "topic == 'support'", "targets": [
        {"queue": "Support", "expression": "task.language IN worker.languages", "timeout": 30},
        {"queue": "Support"}]}]}}"#;

fn workspace() -> Workspace {
    let mut workspace = Workspace::new();
    for input in Crew::read(CREW).unwrap().inputs() {
        workspace.handle(input, Time(0)).unwrap();
    }
    let plan = NewPlan {
        id: Default::default(),
        name: "Calls".into(),
        configuration: PLAN.into(),
        reservation_seconds: Some(Secs(20)),
    };
    workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, Time(0)).unwrap();
    workspace
}

fn call(workspace: &mut Workspace, at: Time) {
    let task = NewTask {
        plan: Some("Calls".into()),
        attributes: Attributes::read(r#"{"topic": "support", "language": "es"}"#).unwrap(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(3600),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
    };
    workspace.handle(Input::CreateTask(task), at).unwrap();
}

#[test]
fn a_waiting_task_says_who_could_take_it_and_what_happens_next() {
    let mut workspace = workspace();
    call(&mut workspace, Time(0));
    call(&mut workspace, Time(5_000));
    let why = workspace.why(TaskId(2)).unwrap();
    expect_test::expect![[r#"
        Task 2 is pending.
        Plan Calls has no use for it in "Sales".
        It is in filter "Support", target 1 of 2 of plan Calls: queue Support.
        The target is for workers with task.language IN worker.languages
        It is number 1 of those who wait there.
        Ana: does not meet the target's condition.
        Ben: Lunch, which is not available.
        Cai: busy with all that fit, which is 1.
        In 30 s it goes on to the next target.
        In 3600 s the task is canceled, if nobody has taken it.
    "#]]
    .assert_eq(&why.told(Language::English));
    let why = workspace.why(TaskId(1)).unwrap();
    expect_test::expect![[r#"
        Task 1 is reserved.
        Plan Calls has no use for it in "Sales".
        It is in filter "Support", target 1 of 2 of plan Calls: queue Support.
        The target is for workers with task.language IN worker.languages
        It has been offered once.
        Ana: does not meet the target's condition.
        Ben: Lunch, which is not available.
        Cai: asked.
        In 15 s the offer ends unanswered.
        In 3595 s the task is canceled, if nobody has taken it.
    "#]]
    .assert_eq(&why.told(Language::English));
}

#[test]
fn a_task_that_is_taken_or_over_says_so() {
    let mut workspace = workspace();
    call(&mut workspace, Time(0));
    workspace.handle(Input::Accept { reservation: ReservationId(1) }, Time(3_000)).unwrap();
    let told = workspace.why(TaskId(1)).unwrap().told(Language::English);
    expect_test::expect![[r#"
        Task 1 is assigned.
        It is with Cai.
        In 86400 s the task is taken away.
    "#]]
    .assert_eq(&told);
    let done = Input::CompleteTask { task: TaskId(1), reason: "solved".into() };
    workspace.handle(done, Time(4_000)).unwrap();
    let told = workspace.why(TaskId(1)).unwrap().told(Language::English);
    expect_test::expect![[r#"
        Task 1 is completed (solved).
        In 300 s the task is taken away.
    "#]]
    .assert_eq(&told);
    assert!(workspace.why(TaskId(7)).is_none());
}
