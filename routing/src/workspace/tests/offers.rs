//! Offers: answered, missed, taken back.

use super::*;

const ONE_QUEUE: &str = r#""filters": [{"targets": [{"queue": "All"}]}]"#;

#[test]
fn everything_goes_its_usual_way() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE);
    let mut facts = desk.task("");
    facts += &desk.accept(1);
    facts += &desk.say(Input::WrapUpTask { task: TaskId(1), reason: "said goodbye".into() });
    facts += &desk.say(Input::CompleteTask { task: TaskId(1), reason: "solved".into() });
    facts += &desk.at(300);
    expect_test::expect![[r#"
        0 task.created task=1
        0 workflow.entered plan=Plan task=1
        0 workflow.target-matched filter=0 plan=Plan queue=All target=0 task=1
        0 task-queue.entered queue=All task=1
        0 reservation.created queue=All reservation=1 task=1 until=120000 worker=Ana
        0 reservation.accepted reservation=1 task=1 worker=Ana
        0 reservation.wrapup reservation=1 task=1 worker=Ana
        0 task.wrapup reason=said goodbye task=1
        0 reservation.completed reservation=1 task=1 worker=Ana
        0 task.completed reason=solved task=1
        300 task.system-deleted task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn of_many_who_are_asked_the_first_to_accept_wins() {
    let crew = queue("All", "max_reserved_workers = 2")
        + &worker("Ana", "")
        + &worker("Ben", "")
        + &worker("Cai", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    assert_eq!(desk.asked(1), ["Ana", "Ben"]);
    let facts = desk.accept(2);
    expect_test::expect![[r#"
        0 reservation.accepted reservation=2 task=1 worker=Ben
        0 reservation.rescinded reservation=1 task=1 worker=Ana
    "#]]
    .assert_eq(&facts);
    let refused = desk.try_say(Input::Accept { reservation: ReservationId(1) }).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Reservation 1 is rescinded; only one that is pending can be accepted."
    );
}

#[test]
fn a_round_is_over_when_all_have_refused() {
    let crew = queue("All", "max_reserved_workers = 2")
        + &worker("Ana", "")
        + &worker("Ben", "")
        + &worker("Cai", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    desk.reject(1);
    assert_eq!((desk.asked(1), desk.status(1)), (vec!["Ben".to_owned()], TaskStatus::Reserved));
    desk.reject(2);
    assert_eq!(desk.asked(1), ["Cai", "Ana"], "who has not refused comes first");
}

#[test]
fn a_refused_task_comes_straight_back_to_the_only_one_there_is() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE);
    desk.task("");
    desk.reject(1);
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn everybody_is_asked_once_before_anybody_is_asked_twice() {
    let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "") + &worker("Cai", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    let mut asked = desk.asked(1);
    for reservation in 1..=5 {
        desk.reject(reservation);
        asked.extend(desk.asked(1));
    }
    assert_eq!(asked, ["Ana", "Ben", "Cai", "Ana", "Ben", "Cai"]);
}

fn with_missed_offer(settings: &str) -> Desk {
    let crew = format!("[settings]\nreservation_seconds = 10\n{settings}\n");
    Desk::new(&(crew + &queue("All", "") + &worker("Ana", "") + &worker("Ben", "")), ONE_QUEUE)
}

#[test]
fn who_misses_an_offer_is_moved_aside() {
    let mut desk = with_missed_offer("");
    desk.task("");
    let facts = desk.at(10);
    expect_test::expect![[r#"
        10 reservation.timeout reservation=1 task=1 worker=Ana
        10 worker.activity.update activity=Missed previous=Available previous_millis=10000 worker=Ana
        10 reservation.created queue=All reservation=2 task=1 until=20000 worker=Ben
    "#]].assert_eq(&facts);
}

#[test]
fn missed_offers_need_not_empty_a_queue() {
    let mut desk = with_missed_offer("missed_offer = \"leave-available\"");
    desk.task("");
    desk.at(100);
    assert!(desk.worker("Ana").is_available && desk.worker("Ben").is_available);
    let mut desk =
        with_missed_offer("missed_offer = { move = { activity = \"Offline\", after = 2 } }");
    desk.task("");
    desk.at(20);
    assert!(desk.worker("Ana").is_available);
    desk.at(30);
    assert_eq!(desk.worker("Ana").activity.as_str(), "Offline");
}

#[test]
fn an_offer_is_answered_in_time_or_not_at_all() {
    let mut desk = with_missed_offer("");
    desk.task("");
    desk.now = 10;
    let refused = desk.try_say(Input::Accept { reservation: ReservationId(1) }).unwrap_err();
    assert!(matches!(refused, Refused::TimeFirst { due: Time(10_000) }), "{refused}");
    desk.at(10);
    assert!(desk.try_say(Input::Accept { reservation: ReservationId(1) }).is_err());
}

#[test]
fn who_leaves_may_refuse_what_is_offered_and_keeps_what_is_in_hand() {
    let crew = queue("All", "") + &worker("Ana", "capacity = { voice = 3 }");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    desk.accept(1);
    desk.task("");
    let leaves = |activity: &str| Input::SetWorkerActivity {
        worker: "Ana".into(),
        activity: activity.into(),
        reject_pending: true,
    };
    assert!(matches!(desk.try_say(leaves("Reserve")), Err(Refused::StaysAvailable(_))));
    let facts = desk.say(leaves("Offline"));
    expect_test::expect![[r#"
        0 worker.activity.update activity=Offline previous=Available previous_millis=0 worker=Ana
        0 reservation.rejected reservation=2 task=2 worker=Ana
    "#]]
    .assert_eq(&facts);
    assert_eq!(desk.status(1), TaskStatus::Assigned);
    desk.task("");
    assert!(desk.asked(3).is_empty());
}

#[test]
fn going_from_one_available_activity_to_another_leaves_offers() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE);
    desk.task("");
    desk.goes("Ana", "Reserve");
    assert_eq!(desk.asked(1), ["Ana"]);
    desk.goes("Ana", "Offline");
    assert_eq!(desk.asked(1), ["Ana"], "until answered or missed");
}

#[test]
fn an_offer_that_cannot_be_made_goes_to_somebody_else() {
    let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    desk.say(Input::CancelReservation { reservation: ReservationId(1) });
    assert_eq!(desk.asked(1), ["Ben"]);
}

#[test]
fn a_task_offered_in_vain_too_often_is_canceled() {
    let crew = "[settings]\nmost_rounds = 3\n".to_owned() + &queue("All", "") + &worker("Ana", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    desk.reject(1);
    desk.reject(2);
    assert!(desk.reject(3).contains("task.canceled reason=Offered in vain too often"));
}

#[test]
fn capacity_counts_pending_accepted_and_wrapping() {
    let crew = queue("All", "") + &worker("Ana", "capacity = { chat = 3 }");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    for _ in 0..4 {
        desk.say(Input::CreateTask(NewTask { channel: "chat".into(), ..task("") }));
    }
    assert!(desk.asked(4).is_empty());
    desk.accept(1);
    desk.accept(2);
    desk.say(Input::WrapUpReservation { reservation: ReservationId(2) });
    desk.say(Input::DeleteTask { task: TaskId(4) });
    desk.say(Input::CancelTask { task: TaskId(3), reason: "left".into() });
    let chat = desk.worker("Ana").channels[1].facets;
    assert_eq!((chat.configured, chat.assigned, chat.open), (3, 1, 2));
    assert_eq!(chat.available_percentage(), 33);
}

#[test]
fn less_capacity_stops_offers_and_more_begins_them() {
    let mut desk =
        Desk::new(&(queue("All", "") + &worker("Ana", "capacity = { voice = 0 }")), ONE_QUEUE);
    desk.task("");
    desk.task("");
    let set = |capacity, available| Input::SetCapacity {
        worker: "Ana".into(),
        channel: "voice".into(),
        capacity,
        available,
    };
    assert!(desk.asked(1).is_empty());
    desk.say(set(Some(2), Some(false)));
    assert!(desk.asked(1).is_empty());
    desk.say(set(None, Some(true)));
    assert_eq!((desk.asked(1), desk.asked(2)), (vec!["Ana".to_owned()], vec!["Ana".to_owned()]));
    assert!(matches!(desk.try_say(set(Some(51), None)), Err(Refused::OutOfRange { .. })));
}

#[test]
fn where_one_task_at_a_time_is_the_rule_any_channel_takes_the_whole_worker() {
    let crew = "[settings]\nmulti_task = false\n".to_owned()
        + &queue("All", "")
        + &worker("Ana", "capacity = { voice = 5 }");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.task("");
    desk.say(Input::CreateTask(NewTask { channel: "chat".into(), ..task("") }));
    desk.accept(1);
    assert!(desk.asked(2).is_empty());
    desk.complete(1);
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn after_work_ends_by_itself_where_the_channel_says_so() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE);
    desk.say(Input::CreateTask(NewTask { channel: "chat".into(), ..task("") }));
    desk.accept(1);
    desk.say(Input::WrapUpReservation { reservation: ReservationId(1) });
    assert!(desk.at(29).is_empty());
    let facts = desk.at(30);
    expect_test::expect![[r#"
        30 reservation.completed reservation=1 task=1 worker=Ana
        30 task.completed reason=Reservations ended task=1
    "#]]
    .assert_eq(&facts);
}

#[test]
fn a_wrapping_task_shows_why_its_conversation_is_over() {
    let mut desk = Desk::new(&(queue("All", "") + &worker("Ana", "")), ONE_QUEUE);
    desk.task("");
    desk.accept(1);
    desk.say(Input::WrapUpTask { task: TaskId(1), reason: "caller hung up".into() });
    assert_eq!(desk.workspace.task(TaskId(1)).unwrap().reason.as_ref(), "caller hung up");
}

#[test]
fn a_task_that_moves_on_leaves_the_worker_to_who_waits_behind_it() {
    let plan = r#""filters": [{"targets": [{"queue": "Q1", "timeout": 10}, {"queue": "Q2"}]}]"#;
    let crew = queue("Q1", "") + &queue("Q2", "workers = \"1==0\"") + &worker("Ana", "");
    let mut desk = Desk::new(&crew, plan);
    desk.task("");
    desk.at(5);
    desk.task("");
    desk.at(12);
    desk.reject(1);
    assert_eq!(desk.queue(1), "Q2");
    assert_eq!(desk.asked(2), ["Ana"]);
}
