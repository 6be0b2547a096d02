//! Handing a task from one worker to another.

use super::*;
use crate::crew::Queue;

const PLAN: &str = r#""filters": [{"expression": "kind == 'expert'", "targets": [{"queue": "Experts", "timeout": 20}]}],
    "default_filter": {"queue": "All"}"#;

fn desk() -> Desk {
    let crew = queue("All", "workers = \"expert != true\"")
        + &queue("Experts", "workers = \"expert == true\"")
        + &worker("Ana", "capacity = { voice = 2 }")
        + &worker("Ben", "attributes = { expert = true }")
        + &worker("Cai", "attributes = { expert = true }");
    let mut desk = Desk::new(&crew, PLAN);
    desk.task("");
    desk.accept(1);
    desk
}

fn transfer(to: RoutingTarget) -> Input {
    Input::Transfer {
        reservation: ReservationId(1),
        to,
        mode: TransferMode::Warm,
        attributes: None,
        priority: None,
    }
}

#[test]
fn a_worker_takes_over_and_the_first_goes_to_wrapping() {
    let mut desk = desk();
    let mut facts = desk.say(transfer(RoutingTarget::Worker("Ben".into())));
    facts += &desk.accept(2);
    facts += &desk.complete(1);
    facts += &desk.complete(2);
    expect_test::expect![[r#"
        0 task.transfer-initiated mode=warm reservation=1 task=1 to={worker:Ben}
        0 reservation.created queue=null reservation=2 task=1 until=120000 worker=Ben
        0 reservation.accepted reservation=2 task=1 worker=Ben
        0 reservation.wrapup reservation=1 task=1 worker=Ana
        0 task.transfer-completed reservation=2 task=1
        0 reservation.completed reservation=1 task=1 worker=Ana
        0 reservation.completed reservation=2 task=1 worker=Ben
        0 task.completed reason=Reservations ended task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn who_cannot_take_over_now_makes_the_transfer_fail_at_once() {
    let mut desk = desk();
    desk.goes("Ben", "Offline");
    let facts = desk.say(transfer(RoutingTarget::Worker("Ben".into())));
    assert!(facts.ends_with("task.transfer-failed task=1\n"), "{facts}");
    let facts = desk.say(transfer(RoutingTarget::Worker("Ana".into())));
    assert!(facts.ends_with("task.transfer-failed task=1\n"), "{facts}");
    assert_eq!(desk.status(1), TaskStatus::Assigned);
}

#[test]
fn a_named_worker_who_refuses_ends_the_transfer() {
    let mut desk = desk();
    desk.say(transfer(RoutingTarget::Worker("Ben".into())));
    assert!(matches!(
        desk.try_say(transfer(RoutingTarget::Worker("Cai".into()))),
        Err(Refused::TransferUnderWay(_))
    ));
    let facts = desk.reject(2);
    expect_test::expect![[r#"
        0 reservation.rejected reservation=2 task=1 worker=Ben
        0 task.transfer-attempt-failed reservation=2 task=1
        0 task.transfer-failed task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn who_refused_a_task_is_asked_last_when_it_is_handed_on() {
    let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "") + &worker("Cai", "");
    let mut desk = Desk::new(&crew, PLAN);
    desk.task("");
    desk.reject(1);
    desk.accept(2);
    desk.say(Input::Transfer {
        reservation: ReservationId(2),
        to: RoutingTarget::Queue("All".into()),
        mode: TransferMode::Warm,
        attributes: None,
        priority: None,
    });
    assert_eq!(desk.asked(1), ["Cai"]);
}

#[test]
fn a_transfer_tells_the_id_of_a_queue_that_was_called_by_its_name() {
    let mut desk = desk();
    desk.say(Input::DefineQueue(Queue {
        id: "WQ1".into(),
        name: "Second line".into(),
        workers: "1==0".into(),
        order: Default::default(),
        max_reserved_workers: 1,
        calendar: None,
        at_closing: Default::default(),
    }));
    let facts = desk.say(transfer(RoutingTarget::Queue("second line".into())));
    assert!(facts.contains("to={queue:WQ1}"), "{facts}");
}

#[test]
fn a_transfer_that_changes_the_task_says_so() {
    let mut desk = desk();
    let facts = desk.say(Input::Transfer {
        reservation: ReservationId(1),
        to: RoutingTarget::Worker("Ben".into()),
        mode: TransferMode::Cold,
        attributes: Some(Attributes::read(r#"{"topic": "refund"}"#).unwrap()),
        priority: None,
    });
    assert!(facts.starts_with("0 task.updated task=1\n"), "{facts}");
}

#[test]
fn a_queue_is_asked_until_somebody_takes_over() {
    let mut desk = desk();
    desk.say(transfer(RoutingTarget::Queue("Experts".into())));
    assert_eq!(desk.asked(1), ["Ben"]);
    desk.reject(2);
    assert_eq!(desk.asked(1), ["Cai"]);
    desk.accept(3);
    assert_eq!(desk.status(1), TaskStatus::Assigned);
    // Ana, who has the task, is nobody to transfer it to.
    let back = Input::Transfer {
        reservation: ReservationId(3),
        to: RoutingTarget::Queue("All".into()),
        mode: TransferMode::Cold,
        attributes: None,
        priority: None,
    };
    desk.say(back);
    assert!(desk.asked(1).is_empty());
    desk.complete(1);
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn a_plan_without_a_worker_ends_the_transfer_and_not_the_task() {
    let mut desk = desk();
    desk.goes("Ben", "Offline");
    desk.goes("Cai", "Offline");
    desk.say(Input::Transfer {
        reservation: ReservationId(1),
        to: RoutingTarget::Plan("Plan".into()),
        mode: TransferMode::Cold,
        attributes: Some(Attributes::read("{\"kind\": \"expert\"}").unwrap()),
        priority: Some(5),
    });
    let facts = desk.at(20);
    expect_test::expect![[r#"
        20 task-queue.timeout queue=Experts task=1
        20 workflow.timeout plan=Plan task=1
        20 task.transfer-failed task=1
    "#]]
    .assert_eq(&facts);
    assert_eq!(desk.status(1), TaskStatus::Assigned);
}

#[test]
fn a_task_that_everybody_has_left_ends_with_its_transfer() {
    let mut desk = desk();
    desk.goes("Ben", "Offline");
    desk.goes("Cai", "Offline");
    desk.say(transfer(RoutingTarget::Queue("Experts".into())));
    desk.complete(1);
    assert_eq!(desk.status(1), TaskStatus::Assigned, "somebody is looked for");
    let facts = desk.say(Input::CancelTransfer { task: TaskId(1) });
    expect_test::expect![[r#"
        0 task.transfer-canceled task=1
        0 task.completed reason=Transfer failed task=1
    "#]]
    .assert_eq(&facts);
    assert!(matches!(
        desk.try_say(Input::CancelTransfer { task: TaskId(1) }),
        Err(Refused::NoTransfer(_))
    ));
}

#[test]
fn a_task_that_is_done_needs_nobody_else() {
    let mut desk = desk();
    desk.say(transfer(RoutingTarget::Worker("Ben".into())));
    let facts = desk.say(Input::CompleteTask { task: TaskId(1), reason: "done".into() });
    expect_test::expect![[r#"
        0 reservation.canceled reservation=2 task=1 worker=Ben
        0 task.transfer-canceled task=1
        0 reservation.completed reservation=1 task=1 worker=Ana
        0 task.completed reason=done task=1
    "#]]
    .assert_eq(&facts);
    assert!(desk.worker("Ben").open.is_empty());
}
