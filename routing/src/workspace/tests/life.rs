//! How tasks and workspaces live: limits, refusals, setting up.

use super::*;
use crate::crew::{Activity, Queue, Worker};

const ONE_QUEUE: &str = r#""filters": [{"targets": [{"queue": "All"}]}]"#;

fn desk() -> Desk {
    Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE)
}

#[test]
fn a_task_dies_when_its_time_is_over_even_while_it_is_offered() {
    let mut desk = desk();
    desk.say(Input::CreateTask(NewTask { timeout_seconds: Secs(60), ..task("") }));
    let facts = desk.at(60);
    expect_test::expect![[r#"
        60 reservation.canceled reservation=1 task=1 worker=Ana
        60 task.canceled reason=Task TTL Exceeded task=1
    "#]]
    .assert_eq(&facts);
    assert!(desk.worker("Ana").open.is_empty());
}

#[test]
fn an_assigned_task_does_not_die_but_is_taken_away_after_a_day() {
    let mut desk = desk();
    desk.say(Input::CreateTask(NewTask { timeout_seconds: Secs(60), ..task("") }));
    desk.accept(1);
    assert!(desk.at(86_399).is_empty());
    let facts = desk.at(86_400);
    assert_eq!(facts.lines().count(), 2, "{facts}");
    assert!(facts.contains("task.system-deleted task=1"));
    assert!(desk.workspace.task(TaskId(1)).is_none());
}

#[test]
fn a_task_ends_only_in_the_ways_there_are() {
    let mut desk = desk();
    desk.task("");
    let (id, reason) = (TaskId(1), crate::ids::Text::from("x"));
    let complete = Input::CompleteTask { task: id, reason: reason.clone() };
    let cancel = Input::CancelTask { task: id, reason };
    let wrap_up = Input::WrapUpTask { task: id, reason: "".into() };
    let refused = desk.try_say(complete.clone()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Task 1 is reserved; only a task that is assigned or wrapping can be completed."
    );
    assert!(desk.try_say(wrap_up.clone()).is_err());
    assert!(matches!(
        desk.try_say(Input::CancelTask { task: id, reason: " ".into() }),
        Err(Refused::NoReason(_))
    ));
    desk.accept(1);
    assert!(desk.try_say(cancel.clone()).is_err());
    desk.say(wrap_up);
    assert!(desk.try_say(cancel.clone()).is_err());
    desk.say(complete.clone());
    for input in [complete, cancel] {
        assert!(matches!(desk.try_say(input), Err(Refused::TaskIs { .. })));
    }
}

#[test]
fn a_named_worker_is_asked_even_when_busy_or_away() {
    let mut desk = desk();
    let to_ana = |ignore_capacity| {
        let routing_target = Some(RoutingTarget::Worker("Ana".into()));
        Input::CreateTask(NewTask { plan: None, routing_target, ignore_capacity, ..task("") })
    };
    desk.goes("Ana", "Offline");
    desk.say(to_ana(None));
    desk.say(to_ana(None));
    desk.say(to_ana(Some(false)));
    assert_eq!((desk.asked(1).len(), desk.asked(2).len(), desk.asked(3).len()), (1, 1, 0));
    assert!(matches!(desk.try_say(Input::RemoveWorker("Ana".into())), Err(Refused::InUse { .. })));
    desk.accept(1);
    desk.complete(1);
    desk.accept(2);
    desk.complete(2);
    desk.goes("Ana", "Available");
    assert_eq!(desk.asked(3), ["Ana"]);
}

#[test]
fn a_routing_target_bypasses_the_filters() {
    let crew = queue("Q1", "") + &queue("Q2", "");
    let mut desk = Desk::new(&crew, r#""default_filter": {"queue": "Q1"}"#);
    let routing_target = Some(RoutingTarget::Queue("Q2".into()));
    let facts = desk.say(Input::CreateTask(NewTask { routing_target, ..task("") }));
    expect_test::expect![[r#"
        0 task.created task=1
        0 task-queue.entered queue=Q2 task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn what_is_out_of_range_is_refused() {
    let mut desk = desk();
    desk.at(100);
    for wrong in [
        NewTask { timeout_seconds: Secs(0), ..task("") },
        NewTask { timeout_seconds: Secs(1_209_601), ..task("") },
        NewTask { priority: 2_147_483_648, ..task("") },
        NewTask { virtual_start: Some(Time(100_001)), ..task("") },
        NewTask { virtual_start: Some(Time(-2_208_988_800_001)), ..task("") },
    ] {
        assert!(matches!(desk.try_say(Input::CreateTask(wrong)), Err(Refused::OutOfRange { .. })));
    }
    let nowhere = NewTask { plan: None, ..task("") };
    assert_eq!(desk.try_say(Input::CreateTask(nowhere)), Err(Refused::NoPlan));
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(70_000));
    assert_eq!(desk.try_say(Input::CreateTask(task(&long))), Err(Refused::AttributesTooLong));
    assert!(matches!(
        desk.try_say(Input::CreateTask(NewTask { channel: "fax".into(), ..task("") })),
        Err(Refused::Unknown { kind: Kind::Channel, .. })
    ));
}

#[test]
fn whether_an_activity_is_available_stays_for_ever() {
    let mut desk = desk();
    let offline = |name: &str, available| {
        Input::DefineActivity(Activity { id: "Offline".into(), name: name.into(), available })
    };
    let refused = desk.try_say(offline("Offline", true)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Whether Offline is available cannot be changed. Make another activity."
    );
    desk.say(offline("Away", false));
    desk.goes("Ana", "away");
    assert_eq!(desk.worker("Ana").activity.as_str(), "Offline");
    assert!(matches!(
        desk.try_say(Input::RemoveActivity("Away".into())),
        Err(Refused::InUse { .. })
    ));
}

#[test]
fn no_two_workers_have_one_name() {
    let mut desk = desk();
    let named = |id: &str, name: &str| {
        Input::AddWorker(Worker {
            id: id.into(),
            name: name.into(),
            activity: "Available".into(),
            capacity: Default::default(),
            attributes: Default::default(),
        })
    };
    assert!(matches!(desk.try_say(named("WK1", "ANA")), Err(Refused::NameTaken { .. })));
    assert!(matches!(desk.try_say(named("Ana", "Bea")), Err(Refused::NameTaken { .. })));
    desk.say(named("WK1", "Bea"));
    let rename = |name: &str| Input::RenameWorker { worker: "WK1".into(), name: name.into() };
    assert!(desk.try_say(rename("ana")).is_err());
    desk.say(rename("bea"));
    desk.say(Input::RemoveWorker("WK1".into()));
    desk.say(named("WK1", "Bea"));
}

#[test]
fn a_queue_for_nobody_is_taken_and_its_tasks_wait() {
    let mut desk = desk();
    let nobody = |workers: &str, order| {
        Input::DefineQueue(Queue {
            id: "All".into(),
            name: "All".into(),
            workers: workers.into(),
            order,
            max_reserved_workers: 1,
            calendar: None,
            at_closing: Default::default(),
        })
    };
    desk.say(nobody("", Default::default()));
    desk.task("");
    desk.at(3600);
    assert_eq!(desk.status(1), TaskStatus::Pending);
    let refused = desk.try_say(nobody("skills HAS", Default::default())).unwrap_err();
    assert!(refused.to_string().contains("line 1, column 11"), "{refused}");
    assert!(matches!(desk.try_say(Input::RemoveQueue("All".into())), Err(Refused::InUse { .. })));
    assert!(matches!(desk.try_say(Input::RemovePlan("Plan".into())), Err(Refused::InUse { .. })));
    let facts = desk.say(nobody("1==1", crate::crew::QueueOrder::Lifo));
    assert!(facts.contains("task-queue.expression.updated queue=All"), "{facts}");
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn a_plan_that_is_none_is_refused_with_its_place() {
    let mut desk = desk();
    let plan = |text: &str| Input::DefinePlan {
        plan: NewPlan {
            id: "Plan".into(),
            name: "Plan".into(),
            configuration: text.into(),
            reservation_seconds: None,
        },
        re_evaluate: false,
    };
    let refused = desk.try_say(plan("{\n \"task_routing\": }")).unwrap_err();
    assert!(refused.to_string().contains("line 2, column 18"), "{refused}");
    assert!(desk.try_say(plan("{}")).is_err());
}

#[test]
fn time_only_goes_forward() {
    let mut desk = desk();
    desk.at(10);
    desk.now = 9;
    assert!(matches!(desk.try_say(Input::Tick), Err(Refused::TimeGoesBack { .. })));
}
