//! Figures of a short day.

use super::{Durations, Record, Scope, Split};
use crate::crew::Crew;
use crate::ids::{ReservationId, TaskId};
use crate::time::{Secs, Time};
use crate::workspace::{Input, NewPlan, NewTask, TaskStatus, Workspace};

const CREW: &str = r#"
    [settings]
    reservation_seconds = 30
    [[activity]]
    name = "Available"
    available = true
    [[activity]]
    name = "Missed"
    available = false
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Line"
    [[queue]]
    name = "Later"
    [[worker]]
    name = "Ana"
    activity = "Available"
"#;

struct Day {
    workspace: Workspace,
    record: Record,
}

impl Day {
    fn new() -> Day {
        let mut day = Day { workspace: Workspace::new(), record: Record::new() };
        for input in Crew::read(CREW).unwrap().inputs() {
            day.say(0, input);
        }
        let configuration = r#"{"task_routing": {"filters": [{"targets": [
            {"queue": "Line", "timeout": 60}, {"queue": "Later", "timeout": 60}]}]}}"#;
        let plan = NewPlan {
            id: Default::default(),
            name: "Plan".into(),
            configuration: configuration.into(),
            reservation_seconds: None,
        };
        day.say(0, Input::DefinePlan { plan, re_evaluate: false });
        day
    }

    fn say(&mut self, second: i64, input: Input) {
        for input in [Input::Tick, input] {
            let facts = self.workspace.handle(input, Time(second * 1000)).unwrap();
            self.record.take(&facts, &self.workspace);
        }
    }

    fn call(&mut self, second: i64) {
        let task = NewTask {
            plan: Some("Plan".into()),
            attributes: Default::default(),
            channel: "voice".into(),
            priority: 0,
            timeout_seconds: Secs(3600),
            virtual_start: None,
            routing_target: None,
            ignore_capacity: None,
            not_before: None,
        };
        self.say(second, Input::CreateTask(task));
    }
}

#[test]
fn a_short_day_is_summed_up() {
    let mut day = Day::new();
    day.call(0);
    day.call(5);
    day.call(6);
    day.say(10, Input::Accept { reservation: ReservationId(1) });
    day.say(12, Input::CancelTask { task: TaskId(3), reason: "hung up".into() });
    let now = day.workspace.figures(&Scope { queue: Some("Line".into()), ..Scope::default() });
    assert_eq!(now.total_tasks, 1);
    assert_eq!(now.longest_waiting, Some((TaskId(2), 7_000)));
    assert_eq!((now.total_workers, now.available_workers), (1, 1));
    let all = day.workspace.figures(&Scope::everything());
    assert_eq!(all.tasks_by_status[&TaskStatus::Assigned], 1);
    assert_eq!(all.tasks_by_status[&TaskStatus::Canceled], 1);

    day.say(20, Input::CompleteTask { task: TaskId(1), reason: "done".into() });
    day.say(200, Input::Tick);
    let sums = day.record.sum(&Scope::everything(), Time(0), Time(900_000), &[Secs(5), Secs(20)]);
    assert_eq!((sums.tasks_created, sums.tasks_canceled, sums.tasks_completed), (3, 2, 1));
    assert_eq!((sums.tasks_moved, sums.tasks_timed_out_in_plan), (1, 1));
    assert_eq!((sums.reservations_created, sums.reservations_accepted), (2, 1));
    assert_eq!(sums.reservations_timed_out, 1);
    let ten =
        Durations { count: 1, total_millis: 10_000, least_millis: 10_000, most_millis: 10_000 };
    assert_eq!((sums.acceptance, sums.wait_until_accepted), (ten, ten));
    assert_eq!(sums.wait_in_queue_until_accepted, ten);
    assert_eq!(sums.activity_durations[&"Available".into()].total_millis, 50_000);
    assert_eq!(
        sums.split_by_wait[1],
        Split {
            threshold: Secs(20),
            accepted_within: 1,
            accepted_later: 0,
            canceled_within: 1,
            canceled_later: 1
        }
    );
    assert_eq!(sums.service_level(Secs(20)), Some(0.5));
    assert_eq!(sums.service_level(Secs(5)), Some(0.0));
    assert_eq!(sums.service_level(Secs(6)), None);
}

#[test]
fn a_stretch_and_a_scope_narrow_what_is_counted() {
    let mut day = Day::new();
    day.call(0);
    day.say(10, Input::Accept { reservation: ReservationId(1) });
    day.call(20);
    let count = |scope: Scope, from: i64, to: i64| {
        day.record.sum(&scope, Time(from * 1000), Time(to * 1000), &[])
    };
    assert_eq!(count(Scope::everything(), 1, 20).tasks_created, 0);
    assert_eq!(count(Scope::everything(), 0, 21).tasks_created, 2);
    assert_eq!(
        count(Scope { queue: Some("Later".into()), ..Scope::default() }, 0, 99).tasks_entered,
        0
    );
    assert_eq!(
        count(Scope { queue: Some("Line".into()), ..Scope::default() }, 0, 99).tasks_entered,
        2
    );
    assert_eq!(
        count(Scope { plan: Some("Plan".into()), ..Scope::default() }, 0, 99).tasks_entered,
        2
    );
    assert_eq!(
        count(Scope { worker: Some("Ana".into()), ..Scope::default() }, 0, 99)
            .reservations_accepted,
        1
    );
    assert_eq!(
        count(Scope { channel: Some("chat".into()), ..Scope::default() }, 0, 99).tasks_created,
        0
    );
}

#[test]
fn a_wait_is_expected_to_be_like_the_last_ones() {
    let mut day = Day::new();
    for second in [0, 100] {
        day.call(second);
        let id = ReservationId(day.workspace.reservations().last().unwrap().id.0);
        day.say(second + 1, Input::Accept { reservation: id });
        day.say(second + 2, Input::CompleteReservation { reservation: id });
    }
    let wait =
        |queue: &str| day.record.expected_wait_millis(&queue.into(), 3, Time(0), Time(200_000));
    assert_eq!(wait("Line"), Some(300_000));
    assert_eq!(wait("Later"), None);
}

#[test]
fn what_is_too_old_is_forgotten() {
    let mut day = Day::new();
    day.record = Record::keeping(Secs(60));
    day.call(0);
    day.say(10, Input::CancelTask { task: TaskId(1), reason: "x".into() });
    day.call(120);
    let sums = day.record.sum(&Scope::everything(), Time(0), Time(900_000), &[]);
    assert_eq!((sums.tasks_created, sums.tasks_canceled), (1, 0));
}
