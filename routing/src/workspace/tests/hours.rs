//! Queues that open and close, and the tasks that come too late or wait for the morning.

use super::*;
use crate::workspace::reasons;

/// Monday 2026-11-23 00:00 in Madrid, in seconds.
const MONDAY: i64 = 1_795_388_400;
const HOUR: i64 = 3600;

const OFFICE: &str = r#"
    [[calendar]]
    name = "Office"
    time_zone = "Europe/Madrid"
    holidays = [{ name = "Bridge", date = "2026-11-24" }]
    [calendar.week]
    monday = "09:00-18:00"
    tuesday = "09:00-18:00"
    wednesday = "09:00-18:00"
    [[channel]]
    name = "mail"
    waits_for_opening = true
"#;

const ONE_STEP: &str = r#""filters": [{"targets": [{"queue": "Support"}]}]"#;

fn office(queues: &str, plan: &str) -> Desk {
    let mut desk = Desk { workspace: Workspace::new(), now: MONDAY + 10 * HOUR };
    let crew =
        format!("{OFFICE}{queues}{BASE}{}", worker("Ana", "capacity = { voice = 1, mail = 1 }"));
    for input in Crew::read(&crew).unwrap().inputs() {
        desk.say(input);
    }
    desk.plan(plan, false);
    desk
}

fn support(rest: &str) -> String {
    queue("Support", &format!("calendar = \"Office\"\n{rest}"))
}

fn mail() -> NewTask {
    NewTask { channel: "mail".into(), ..task("") }
}

fn of_day(hour: i64, minute: i64) -> i64 {
    MONDAY + hour * HOUR + minute * 60
}

impl Desk {
    fn reason(&self, task: u64) -> String {
        self.workspace.task(TaskId(task)).unwrap().reason.to_string()
    }

    fn is_asleep(&self, task: u64) -> bool {
        self.workspace.task(TaskId(task)).unwrap().is_asleep
    }

    fn close(&mut self, queue: &str, waiting: Waiting, until: Option<i64>) -> String {
        let until = until.map(|second| Time(second * 1000));
        self.say(Input::CloseQueue { queue: queue.into(), waiting, until })
    }

    fn open(&mut self, queue: &str) -> String {
        self.say(Input::OpenQueue { queue: queue.into() })
    }

    fn is_open(&self, queue: &str) -> bool {
        self.workspace.queue(&queue.into()).unwrap().is_open
    }
}

/// Facts without the moments, which are large numbers here.
fn short(facts: &str) -> String {
    facts
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(_, rest)| format!("{rest}\n"))
        .collect()
}

#[test]
fn who_comes_a_minute_after_closing_reaches_voicemail_at_once() {
    let mut desk = office(&support(""), ONE_STEP);
    assert_eq!(desk.workspace.next_deadline(), Some(Time(of_day(18, 0) * 1000)));
    desk.at(of_day(17, 59));
    desk.task("");
    assert_eq!(desk.asked(1), ["Ana"]);
    let closed = desk.at(of_day(18, 0));
    assert_eq!(short(&closed).lines().next(), Some("task-queue.closed cause=hours queue=Support"));
    desk.accept(1);
    desk.now = of_day(18, 1);
    expect_test::expect![[r#"
        task.created task=2
        workflow.entered plan=Plan task=2
        workflow.skipped plan=Plan task=2
        task.canceled reason=queue.closed task=2
    "#]]
    .assert_eq(&short(&desk.task("")));
    let to_queue = RoutingTarget::Queue("Support".into());
    let direct = NewTask { plan: None, routing_target: Some(to_queue), ..task("") };
    expect_test::expect![[r#"
        task.created task=3
        task.canceled reason=queue.closed task=3
    "#]]
    .assert_eq(&short(&desk.say(Input::CreateTask(direct))));
}

#[test]
fn at_six_sharp_it_is_closed_and_at_nine_sharp_it_is_open() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.workspace.handle(Input::Tick, Time(of_day(18, 0) * 1000 - 1)).unwrap();
    assert!(desk.is_open("Support"));
    desk.at(of_day(18, 0));
    assert!(!desk.is_open("Support"));
    // Tuesday is a holiday.
    assert_eq!(desk.workspace.next_deadline(), Some(Time(of_day(48 + 9, 0) * 1000)));
    desk.at(of_day(24 + 10, 0));
    assert!(!desk.is_open("Support"));
    let view = desk.workspace.queue(&"Support".into()).unwrap();
    assert_eq!(view.holiday.as_deref(), Some("Bridge"));
    assert_eq!(view.changes, Some(Time(of_day(48 + 9, 0) * 1000)));
    assert_eq!(short(&desk.at(of_day(48 + 9, 0))), "task-queue.opened cause=hours queue=Support\n");
}

#[test]
fn who_waits_at_closing_is_still_served() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.goes("Ana", "Offline");
    desk.at(of_day(17, 55));
    desk.task("");
    desk.at(of_day(18, 5));
    assert_eq!(desk.status(1), TaskStatus::Pending);
    desk.goes("Ana", "Available");
    assert_eq!(desk.asked(1), ["Ana"]);
    // Refused, it waits on where it was.
    desk.goes("Ana", "Offline");
    desk.reject(1);
    assert_eq!((desk.status(1), desk.queue(1).as_str()), (TaskStatus::Pending, "Support"));
}

#[test]
fn who_waits_goes_on_to_the_next_step_in_the_same_queue() {
    let plan = r#""filters": [{"targets": [{"queue": "Support", "timeout": 900}, {}]}]"#;
    let mut desk = office(&support(""), plan);
    desk.goes("Ana", "Offline");
    desk.at(of_day(17, 55));
    desk.task("");
    desk.at(of_day(18, 30));
    let place = desk.workspace.task(TaskId(1)).unwrap().place.unwrap();
    assert_eq!(place.target, 1);
}

#[test]
fn a_queue_that_moves_on_at_closing_has_nobody_left_but_who_is_being_offered() {
    let plan = r#""filters": [{"targets": [{"queue": "Support"}, {"queue": "Night"}]}]"#;
    let queues = support("at_closing = \"move-on\"") + &queue("Night", "workers = \"1==0\"");
    let mut desk = office(&queues, plan);
    desk.at(of_day(17, 59) + 30);
    desk.task("");
    desk.task("");
    assert_eq!(desk.asked(1), ["Ana"]);
    expect_test::expect![[r#"
        task-queue.closed cause=hours queue=Support
        workflow.target-matched filter=0 plan=Plan queue=Night target=1 task=2
        task-queue.moved from=Support task=2 to=Night
        task-queue.entered queue=Night task=2
    "#]]
    .assert_eq(&short(&desk.at(of_day(18, 0))));
    assert_eq!(desk.asked(1), ["Ana"]);
    // Refused, the offered one goes the same way.
    desk.reject(1);
    assert_eq!(desk.queue(1), "Night");
}

#[test]
fn who_waits_in_the_default_filter_of_a_queue_that_moves_on_is_told_that_it_is_closed() {
    let plan = r#""default_filter": {"queue": "Support"}"#;
    let mut desk = office(&support("at_closing = \"move-on\""), plan);
    desk.goes("Ana", "Offline");
    desk.task("");
    desk.at(of_day(18, 0));
    assert_eq!(desk.reason(1), reasons::QUEUE_CLOSED);
}

#[test]
fn a_closed_step_counts_in_the_limits_of_those_after_it() {
    let plan = r#""filters": [{"targets": [{"queue": "Support", "timeout": 60}, {"queue": "Night", "timeout": 30}]}]"#;
    let mut desk = office(&(support("") + &queue("Night", "workers = \"1==0\"")), plan);
    desk.at(of_day(19, 0));
    desk.task("");
    desk.at(of_day(19, 0) + 89);
    assert_eq!(desk.queue(1), "Night");
    desk.at(of_day(19, 0) + 90);
    assert_eq!(desk.reason(1), reasons::PLAN_TIMEOUT);
}

#[test]
fn mail_sleeps_through_the_night_and_keeps_its_order() {
    let plan =
        r#""filters": [{"targets": [{"queue": "Support", "timeout": 600}, {"queue": "Night"}]}]"#;
    let mut desk = office(&(support("") + &queue("Night", "workers = \"1==0\"")), plan);
    desk.goes("Ana", "Offline");
    desk.at(of_day(17, 58));
    desk.say(Input::CreateTask(mail()));
    desk.at(of_day(22, 0));
    desk.say(Input::CreateTask(NewTask { timeout_seconds: Secs(172_800), ..mail() }));
    desk.goes("Ana", "Available");
    assert!(desk.is_asleep(1) && desk.is_asleep(2));
    assert_eq!(desk.workspace.position(TaskId(2)), None);
    assert_eq!(desk.workspace.queue(&"Support".into()).unwrap().asleep, 2);
    // The first one's life of a day ends meanwhile, the second is offered on Wednesday.
    desk.at(of_day(24 + 17, 58));
    assert_eq!(desk.reason(1), reasons::TIME_TO_LIVE);
    desk.at(of_day(48 + 9, 0) - 1);
    assert!(desk.asked(2).is_empty());
    desk.goes("Ana", "Offline");
    desk.at(of_day(48 + 9, 0));
    // Its limit stood still while it slept.
    desk.at(of_day(48 + 9, 10) - 1);
    assert_eq!(desk.queue(2), "Support");
    desk.at(of_day(48 + 9, 10));
    assert_eq!(desk.queue(2), "Night");
}

#[test]
fn a_limit_goes_on_in_the_morning_from_where_it_stood_at_closing() {
    let plan =
        r#""filters": [{"targets": [{"queue": "Support", "timeout": 600}, {"queue": "Night"}]}]"#;
    let mut desk = office(&(support("") + &queue("Night", "workers = \"1==0\"")), plan);
    desk.goes("Ana", "Offline");
    desk.at(of_day(17, 54));
    desk.say(Input::CreateTask(NewTask { timeout_seconds: Secs(200_000), ..mail() }));
    desk.at(of_day(48 + 9, 4) - 1);
    assert_eq!(desk.queue(1), "Support");
    desk.at(of_day(48 + 9, 4));
    assert_eq!(desk.queue(1), "Night");
}

#[test]
fn in_the_morning_who_came_first_is_served_first() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.at(of_day(48 + 1, 0));
    for _ in 0..3 {
        desk.say(Input::CreateTask(mail()));
    }
    let earlier = NewTask { virtual_start: Some(Time(MONDAY * 1000)), ..mail() };
    desk.say(Input::CreateTask(earlier));
    desk.at(of_day(48 + 9, 0));
    assert_eq!(desk.asked(4), ["Ana"]);
    desk.accept(1);
    desk.complete(1);
    assert_eq!(desk.asked(1), ["Ana"]);
}

#[test]
fn closed_now_and_open_again() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.goes("Ana", "Offline");
    desk.task("");
    desk.task("");
    let closed = desk.close("Support", Waiting::MoveOn, Some(of_day(12, 0)));
    assert!(short(&closed).starts_with("task-queue.closed cause=hand queue=Support\n"), "{closed}");
    assert_eq!(
        (desk.reason(1).as_str(), desk.reason(2).as_str()),
        ("queue.closed", "queue.closed")
    );
    desk.task("");
    assert_eq!(desk.reason(3), "queue.closed");
    assert_eq!(short(&desk.open("Support")), "task-queue.opened cause=hours queue=Support\n");
    desk.goes("Ana", "Available");
    desk.task("");
    assert_eq!(desk.asked(4), ["Ana"]);
    assert!(!desk.at(of_day(12, 0)).contains("task-queue."), "the end of the closing went with it");
}

#[test]
fn a_closing_by_hand_ends_at_its_moment_and_wins_over_the_calendar_until_then() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.close("Support", Waiting::Stay, Some(of_day(48 + 10, 0)));
    assert_eq!(desk.at(of_day(48 + 9, 30)), "");
    assert!(!desk.is_open("Support"));
    let view = desk.workspace.queue(&"Support".into()).unwrap();
    assert_eq!(view.changes, Some(Time(of_day(48 + 10, 0) * 1000)));
    assert_eq!(
        short(&desk.at(of_day(48 + 10, 0))),
        "task-queue.opened cause=hours queue=Support\n"
    );
    // Without an end it lasts until somebody opens it.
    desk.close("Support", Waiting::Stay, None);
    desk.at(of_day(7 * 24 + 12, 0));
    assert!(!desk.is_open("Support"));
    let past = Input::CloseQueue {
        queue: "Support".into(),
        waiting: Waiting::Stay,
        until: Some(Time(desk.now * 1000)),
    };
    assert!(matches!(desk.try_say(past), Err(Refused::OutOfRange { .. })));
}

#[test]
fn opened_by_hand_at_night_it_stays_open_until_its_hours_begin() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.at(of_day(48 + 7, 0));
    assert_eq!(short(&desk.open("Support")), "task-queue.opened cause=hand queue=Support\n");
    assert_eq!(short(&desk.at(of_day(48 + 9, 0))), "task-queue.opened cause=hours queue=Support\n");
    desk.at(of_day(48 + 18, 0));
    assert!(!desk.is_open("Support"));
    desk.open("Support");
    let back = desk.say(Input::FollowHours { queue: "Support".into() });
    assert_eq!(short(&back), "task-queue.closed cause=hours queue=Support\n");
}

#[test]
fn a_queue_without_a_calendar_is_always_open_and_sets_no_deadline() {
    let mut desk = office(&queue("Support", ""), ONE_STEP);
    // The calendar that no queue goes by keeps time all the same.
    desk.say(Input::RemoveCalendar("Office".into()));
    assert_eq!(desk.workspace.next_deadline(), None);
    desk.close("Support", Waiting::Stay, None);
    assert_eq!(short(&desk.open("Support")), "task-queue.opened cause=hours queue=Support\n");
}

#[test]
fn a_calendar_that_queues_go_by_is_not_taken_away_and_a_new_one_counts_at_once() {
    let mut desk = office(&support(""), ONE_STEP);
    let remove = Input::RemoveCalendar("office".into());
    let refused = desk.try_say(remove).unwrap_err().to_string();
    assert_eq!(
        refused,
        "calendar office is still in use: queue Support goes by it. End that first."
    );
    let crew = "[[calendar]]\nname = \"Office\"\ntime_zone = \"Europe/Madrid\"\nweek = { monday = \"11:00-12:00\" }";
    let calendar = Crew::read(crew).unwrap().calendars.remove(0);
    expect_test::expect![[r#"
        calendar.updated calendar=Office
        task-queue.closed cause=hours queue=Support
    "#]]
    .assert_eq(&short(&desk.say(Input::DefineCalendar(calendar.clone()))));
    assert_eq!(desk.workspace.next_deadline(), Some(Time(of_day(11, 0) * 1000)));
    let wrong = crate::crew::Calendar { time_zone: "Mars/Base".into(), ..calendar };
    let refused = desk.try_say(Input::DefineCalendar(wrong)).unwrap_err().to_string();
    assert!(refused.contains("no time zone \"Mars/Base\""), "{refused}");
}

#[test]
fn a_transfer_to_a_closed_queue_fails_at_once() {
    let mut desk = office(&(support("") + &queue("Day", "")), ONE_STEP);
    desk.say(Input::CreateTask(mail()));
    desk.accept(1);
    desk.at(of_day(18, 0));
    let transfer = Input::Transfer {
        reservation: ReservationId(1),
        to: RoutingTarget::Queue("Support".into()),
        mode: TransferMode::Warm,
        attributes: None,
        priority: None,
    };
    expect_test::expect![[r#"
        task.transfer-initiated mode=warm reservation=1 task=1 to={queue:Support}
        task.transfer-failed task=1
    "#]]
    .assert_eq(&short(&desk.say(transfer)));
    assert_eq!(desk.status(1), TaskStatus::Assigned);
}

#[test]
fn what_a_plan_says_of_a_known_worker_holds_in_open_queues_only() {
    let plan = r#""filters": [{"targets": [{"queue": "Support", "known_worker_sid": "task.agent"}, {"queue": "Night"}]}]"#;
    let mut desk = office(&(support("") + &queue("Night", "workers = \"1==0\"")), plan);
    desk.task(r#"{"agent": "Ana"}"#);
    assert_eq!(desk.asked(1), ["Ana"]);
    desk.at(of_day(20, 0));
    desk.task(r#"{"agent": "Ana"}"#);
    assert_eq!(desk.queue(2), "Night");
}

#[test]
fn a_callback_promised_for_ten_is_offered_at_ten_and_before_younger_calls() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.at(of_day(17, 0));
    desk.goes("Ana", "Offline");
    desk.task("");
    let call_back = CallBack {
        task: TaskId(1),
        channel: "mail".into(),
        attributes: Some(Attributes::read(r#"{"number": "+34600"}"#).unwrap()),
        not_before: Some(Time(of_day(48 + 10, 0) * 1000)),
        timeout_seconds: Secs(200_000),
    };
    expect_test::expect![[r#"
        task.called-back callback=2 task=1
        task.canceled reason=Called back task=1
        task.created task=2
    "#]]
    .assert_eq(&short(&desk.say(Input::CallBack(call_back.clone()))));
    let again = desk.try_say(Input::CallBack(call_back.clone()));
    assert!(matches!(again, Err(Refused::TaskIs { .. })));
    let view = desk.workspace.task(TaskId(2)).unwrap();
    assert_eq!((view.not_before, view.start), (call_back.not_before, Time(of_day(17, 0) * 1000)));
    // At half past nine there are younger ones, whom nobody can take yet.
    desk.at(of_day(48 + 9, 30));
    desk.say(Input::CreateTask(mail()));
    desk.at(of_day(48 + 9, 59));
    desk.say(Input::SetCapacity {
        worker: "Ana".into(),
        channel: "mail".into(),
        capacity: Some(0),
        available: None,
    });
    desk.goes("Ana", "Available");
    assert!(desk.asked(2).is_empty());
    desk.at(of_day(48 + 10, 0));
    desk.say(Input::SetCapacity {
        worker: "Ana".into(),
        channel: "mail".into(),
        capacity: Some(1),
        available: None,
    });
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn a_promise_is_kept_to_the_second_and_lies_within_the_life_of_its_task() {
    let mut desk = office(&support(""), ONE_STEP);
    let at = |second: i64| Some(Time(second * 1000));
    let promised = NewTask { not_before: at(of_day(11, 0)), ..task("") };
    desk.say(Input::CreateTask(promised.clone()));
    desk.at(of_day(11, 0) - 1);
    assert!(desk.asked(1).is_empty());
    assert_eq!(desk.workspace.task(TaskId(1)).unwrap().queue, None);
    desk.at(of_day(11, 0));
    assert_eq!(desk.asked(1), ["Ana"]);
    // A moment that has come already promises nothing.
    desk.say(Input::CreateTask(NewTask { not_before: at(of_day(10, 0)), ..task("") }));
    assert_eq!(desk.queue(2), "Support");
    let late = NewTask { not_before: at(of_day(24 + 11, 0)), ..task("") };
    assert!(matches!(desk.try_say(Input::CreateTask(late)), Err(Refused::OutOfRange { .. })));
    // Canceled before, nothing comes of it.
    desk.say(Input::CreateTask(NewTask { not_before: at(of_day(12, 0)), ..task("") }));
    desk.say(Input::CancelTask { task: TaskId(3), reason: "x".into() });
    assert!(!desk.at(of_day(12, 0)).contains("task=3 plan"));
}

#[test]
fn a_callback_promised_for_after_closing_sleeps_until_the_queue_opens_whatever_its_channel() {
    let mut desk = office(&support(""), ONE_STEP);
    let night = Some(Time(of_day(20, 0) * 1000));
    let day_and_more = Secs(3 * 24 * 3600);
    let promised = NewTask { not_before: night, timeout_seconds: day_and_more, ..task("") };
    assert_eq!(&*promised.channel.0, "voice");
    desk.say(Input::CreateTask(promised));
    desk.at(of_day(20, 0));
    assert!(desk.is_asleep(1), "nobody is on the line who would have to be told");
    // Tuesday is a holiday.
    desk.at(of_day(57, 0));
    assert_eq!(desk.asked(1), ["Ana"]);
    // Whoever calls at night is still told at once.
    desk.reject(1);
    desk.at(of_day(70, 0));
    desk.say(Input::CreateTask(task("")));
    assert_eq!(desk.reason(2), reasons::QUEUE_CLOSED);
}

#[test]
fn a_worker_or_queue_that_a_promise_needs_stays() {
    let mut desk = office(&(support("") + &queue("Other", "")), ONE_STEP);
    let not_before = Some(Time(of_day(11, 0) * 1000));
    for to in [RoutingTarget::Worker("Ana".into()), RoutingTarget::Queue("Other".into())] {
        let routing_target = Some(to);
        desk.say(Input::CreateTask(NewTask { routing_target, plan: None, not_before, ..task("") }));
    }
    assert!(matches!(desk.try_say(Input::RemoveWorker("Ana".into())), Err(Refused::InUse { .. })));
    assert!(matches!(desk.try_say(Input::RemoveQueue("Other".into())), Err(Refused::InUse { .. })));
}

#[test]
fn a_channel_whose_tasks_no_longer_sleep_has_none_that_do() {
    let mut desk = office(&support(""), ONE_STEP);
    desk.at(of_day(20, 0));
    desk.say(Input::CreateTask(mail()));
    assert!(desk.is_asleep(1));
    desk.say(Input::DefineChannel(crate::crew::Channel {
        id: "mail".into(),
        name: "mail".into(),
        optimized_routing: false,
        wrap_up_seconds: None,
        waits_for_opening: false,
    }));
    assert_eq!(desk.reason(1), reasons::QUEUE_CLOSED);
}
