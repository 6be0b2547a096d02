//! A desk, as whoever embeds it meets it.

use super::{Became, Desk, DeskTarget, DeskTask, NotPossible};
use crate::attributes::Attributes;
use crate::crew::Crew;
use crate::ids::{PlanId, TaskId};
use crate::time::{Secs, Time};
use crate::workspace::{Entry, Input, NewPlan, NewTask, RoutingTarget, TaskStatus, Workspace};

const CREW: &str = r#"
    [settings]
    reservation_seconds = 20
    missed_offer = "leave-available"
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Break"
    available = false
    [[channel]]
    name = "voice"
    wrap_up_seconds = 30
    [[channel]]
    name = "chat"
    [[queue]]
    id = "WQ1"
    name = "Support"
    [[worker]]
    id = "ana"
    name = "Ana"
    activity = "Available"
    attributes = { level = 2 }
    [[worker]]
    id = "luis"
    name = "Luis"
    activity = "Available"
    attributes = { level = 1 }
"#;

const PLAN: &str = r#"{"task_routing": {"filters": [{"expression": "topic == 'bill'", "targets": [
    {"queue": "Support", "order_by": "worker.level DESC", "priority": 7, "timeout": 60}]}]}}"#;

fn desk() -> Desk {
    let plan = NewPlan {
        id: PlanId::from("WW1"),
        name: "Calls".into(),
        configuration: PLAN.into(),
        reservation_seconds: None,
    };
    Desk::open(&Crew::read(CREW).unwrap(), [plan], Time(0)).unwrap()
}

fn task(target: DeskTarget, channel: &str) -> DeskTask {
    DeskTask {
        target,
        channel: channel.into(),
        attributes: Attributes::read(r#"{"topic": "bill"}"#).unwrap(),
        priority: 0,
        timeout: Some(Secs(300)),
    }
}

fn call(desk: &mut Desk) -> TaskId {
    desk.create(task(DeskTarget::Plan("calls".into()), "voice"), Time(1_000)).unwrap()
}

fn told(desk: &mut Desk) -> String {
    let news = desk.take_news();
    news.iter().map(|news| format!("{} {:?}\n", news.at.0, news.what)).collect()
}

#[test]
fn what_becomes_of_a_task_is_told_by_names() {
    let mut desk = desk();
    let call = call(&mut desk);
    let stands = desk.standing(call).unwrap();
    assert_eq!((stands.queue.as_deref(), stands.plan.as_deref()), (Some("Support"), Some("Calls")));
    assert_eq!((stands.priority, stands.status), (7, TaskStatus::Reserved));
    desk.refuse(call, Some("ana"), Time(4_000)).unwrap();
    desk.pass(Time(24_000));
    desk.accept(call, None, Time(25_000)).unwrap();
    assert_eq!(*desk.standing(call).unwrap().has, ["Ana".into()]);
    desk.talk_over(call, Time(60_000)).unwrap();
    desk.pass(Time(90_000));
    expect_test::expect![[r#"
        1000 InQueue { queue: "Support" }
        1000 Reserved { worker: "Ana", until: Time(21000) }
        4000 Refused { worker: "Ana" }
        4000 Reserved { worker: "Luis", until: Time(24000) }
        24000 Missed { worker: "Luis" }
        24000 Reserved { worker: "Ana", until: Time(44000) }
        25000 Accepted { worker: "Ana" }
        60000 TalkOver
        90000 Completed
    "#]]
    .assert_eq(&told(&mut desk));
}

#[test]
fn a_task_that_nobody_takes_is_canceled_with_its_reason() {
    let mut desk = desk();
    desk.send_all_away(Time(0)).unwrap();
    let call = call(&mut desk);
    desk.pass(Time(61_000));
    assert!(told(&mut desk).ends_with("61000 Canceled { reason: \"Workflow timeout\" }\n"));
    assert_eq!(desk.standing(call).unwrap().status, TaskStatus::Canceled);
    assert_eq!(
        desk.accept(call, None, Time(61_000)).unwrap_err().to_string(),
        "The task is offered to nobody now; it is canceled."
    );
}

#[test]
fn who_is_busy_elsewhere_is_not_asked_and_that_is_no_news() {
    let mut desk = desk();
    desk.occupy("Ana", Time(0)).unwrap();
    assert_eq!(desk.take_news(), []);
    let call = call(&mut desk);
    assert_eq!(*desk.standing(call).unwrap().asked, ["Luis".into()]);
    desk.refuse(call, None, Time(2_000)).unwrap();
    desk.set_activity("Luis", "break", Time(2_000)).unwrap();
    desk.relieve("Ana", Time(3_000)).unwrap();
    assert_eq!(*desk.standing(call).unwrap().asked, ["Ana".into()]);
    let whats: Vec<Became> = desk.take_news().into_iter().map(|news| news.what).collect();
    assert!(!whats.contains(&Became::Completed), "{whats:?}");
}

#[test]
fn names_that_nobody_has_are_refused_with_what_was_meant() {
    let mut desk = desk();
    let call = call(&mut desk);
    let told = |refused: NotPossible| refused.to_string();
    assert_eq!(
        told(desk.accept(call, Some("Lusi"), Time(1_000)).unwrap_err()),
        "There is no worker Lusi here. Did you mean Luis?"
    );
    assert_eq!(
        told(desk.accept(call, Some("Luis"), Time(1_000)).unwrap_err()),
        "The task is not offered to Luis, but to Ana."
    );
    assert_eq!(
        told(desk.complete(call, None, Time(1_000)).unwrap_err()),
        "Nobody has the task; it is reserved."
    );
    let unknown = task(DeskTarget::Queue("Suport".into()), "voice");
    assert_eq!(
        told(desk.create(unknown, Time(1_000)).unwrap_err()),
        "There is no queue Suport here. Did you mean Support?"
    );
    let unknown = task(DeskTarget::Plan("Mail".into()), "voice");
    assert_eq!(
        told(desk.create(unknown, Time(1_000)).unwrap_err()),
        "There is no plan Mail here. There are: Calls."
    );
}

#[test]
fn channels_of_hand_overs_are_found_by_kind_and_else_refused() {
    let mut desk = desk();
    let queue = || DeskTarget::Queue("WQ1".into());
    for (channel, is_there) in
        [("Voice", true), ("message", true), ("conversation", true), ("callback", false)]
    {
        let made = desk.create(task(queue(), channel), Time(1_000));
        assert_eq!(made.is_ok(), is_there, "{channel}");
        if let Err(refused) = made {
            assert_eq!(
                refused.to_string(),
                "There is no channel callback here. There are: voice, chat."
            );
        }
    }
}

#[test]
fn a_queue_that_is_closed_by_hand_takes_no_calls_until_it_is_opened() {
    let mut desk = desk();
    desk.send_all_away(Time(0)).unwrap();
    let waiting = call(&mut desk);
    desk.close_queue("support", false, Time(2_000)).unwrap();
    let late = call_at(&mut desk, 3_000);
    assert_eq!(desk.standing(waiting).unwrap().status, TaskStatus::Pending, "who came is served");
    assert_eq!(desk.standing(late).unwrap().status, TaskStatus::Canceled);
    assert!(told(&mut desk).ends_with("3000 Canceled { reason: \"queue.closed\" }\n"));
    desk.close_queue("Support", true, Time(4_000)).unwrap();
    assert_eq!(desk.standing(waiting).unwrap().status, TaskStatus::Canceled, "for everybody");
    desk.open_queue("WQ1", Time(5_000)).unwrap();
    let call = call_at(&mut desk, 6_000);
    assert_eq!(desk.standing(call).unwrap().status, TaskStatus::Pending);
    assert_eq!(
        desk.close_queue("Suport", false, Time(7_000)).unwrap_err().to_string(),
        "There is no queue Suport here. Did you mean Support?"
    );
}

fn call_at(desk: &mut Desk, millis: i64) -> TaskId {
    desk.create(task(DeskTarget::Plan("calls".into()), "voice"), Time(millis)).unwrap()
}

#[test]
fn a_task_of_which_no_life_is_said_ends_after_a_day() {
    let mut desk = desk();
    desk.send_all_away(Time(0)).unwrap();
    let new = DeskTask { timeout: None, ..task(DeskTarget::Queue("Support".into()), "voice") };
    let id = desk.create(new, Time(0)).unwrap();
    desk.pass(Time(86_399_000));
    assert_eq!(desk.standing(id).unwrap().status, TaskStatus::Pending);
    desk.pass(Time(86_400_000));
    assert_eq!(desk.standing(id).map(|one| one.status), Some(TaskStatus::Canceled));
}

#[test]
fn a_desk_around_a_replayed_workspace_goes_on_where_the_first_one_was() {
    let plan = NewPlan {
        id: PlanId::from("WW1"),
        name: "Calls".into(),
        configuration: PLAN.into(),
        reservation_seconds: None,
    };
    let call = NewTask {
        plan: Some("WW1".into()),
        attributes: Attributes::read(r#"{"topic": "bill"}"#).unwrap(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(300),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    };
    let crew = Crew::read(CREW).unwrap();
    let mut inputs: Vec<Input> = crew.inputs().collect();
    inputs.push(Input::DefinePlan { plan, re_evaluate: false });
    inputs.push(Input::CreateTask(call.clone()));
    let mut first = Desk::around(Workspace::new());
    let journal: Vec<Entry> = inputs
        .into_iter()
        .map(|input| {
            let facts = first.handle(input.clone(), Time(5)).unwrap();
            Entry::new(Time(5), input, &facts)
        })
        .collect();
    let asks = |desk: &mut Desk| {
        let news = desk.take_news().into_iter().map(|news| news.what);
        news.filter(|what| matches!(what, Became::Reserved { .. })).count()
    };
    assert_eq!(asks(&mut first), 1);

    let mut second = Desk::around(Workspace::replay(&journal).unwrap());
    let task = TaskId(1);
    assert_eq!(second.standing(task), first.standing(task));
    assert_eq!(second.standing(task).unwrap().asked, ["Ana".into()]);
    assert_eq!(second.standing(task).unwrap().plan, Some("Calls".into()));
    assert!(second.take_news().is_empty(), "news are of what comes");
    second.accept(task, Some("Ana"), Time(6)).unwrap();
    assert_eq!(second.standing(task).unwrap().has, ["Ana".into()]);

    // A queue that comes later is known by its name, and what is refused leaves nothing.
    let queue = crate::crew::Queue { name: "Late".into(), ..crew.queues[0].clone() };
    let queue = crate::crew::Queue { id: "WQ2".into(), ..queue };
    second.handle(Input::DefineQueue(queue), Time(7)).unwrap();
    let routing_target = Some(RoutingTarget::Queue("Late".into()));
    second
        .handle(Input::CreateTask(NewTask { plan: None, routing_target, ..call.clone() }), Time(7))
        .unwrap();
    assert_eq!(second.standing(TaskId(2)).unwrap().queue, Some("Late".into()));
    let nowhere = NewTask { channel: "fax".into(), ..call };
    let before = second.workspace().clone();
    assert!(second.handle(Input::CreateTask(nowhere), Time(8)).is_err());
    assert_eq!(second.workspace(), &before);
}
