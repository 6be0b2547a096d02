//! Days at a small desk.

use expect_test::expect;

use super::{Day, NoRun, Report, simulate};
use crate::crew::Crew;
use crate::workspace::NewPlan;

const CREW: &str = r#"
    settings = { reservation_seconds = 15 }
    activity = [
        { name = "Available", available = true },
        { name = "Offline", available = false },
        { name = "Break", available = false },
        { name = "Missed", available = false },
    ]
    channel = [{ name = "voice" }, { name = "chat" }]
    [[queue]]
    name = "Spanish"
    workers = "languages HAS 'es'"
    [[queue]]
    name = "Everyone"
    [[worker]]
    name = "Ana"
    activity = "Offline"
    attributes = { languages = ["en", "es"] }
    [[worker]]
    name = "Bo"
    activity = "Offline"
    attributes = { languages = ["en"] }
    [[worker]]
    name = "Cleo"
    activity = "Offline"
    attributes = { languages = ["en"] }
"#;

const PLAN: &str = r#"{"task_routing": {
    "filters": [
        {"expression": "language == 'es'",
         "targets": [{"queue": "Spanish", "timeout": 60}, {"queue": "Everyone", "timeout": 240}]}
    ],
    "default_filter": {"queue": "Everyone"}
}}"#;

const DAY: &str = r#"
    starts = "08:00"
    hours = 10
    warm_up_minutes = 30

    [activities]
    on_break = "Break"

    [answering]
    after_seconds = { lognormal = { mean = 4, deviation = 2 } }
    missed_share = 0.03
    back_after_seconds = { fixed = 120 }

    [[shift]]
    workers = ["Ana", "Bo"]
    from = "08:00"
    to = "16:00"
    breaks = ["12:00-12:30"]

    [[shift]]
    workers = ["Cleo"]
    from = "10:00"
    to = "18:00"

    [[caller]]
    name = "Calls"
    channel = "voice"
    per_hour = { "08:00" = 20, "10:00" = 34, "16:00" = 12 }
    patience_seconds = { exponential = 180 }
    handling_seconds = { lognormal = { mean = 200, deviation = 100 } }
    after_work_seconds = { exponential = 30 }
    one_of.language = { en = 3, es = 1 }

    [[caller]]
    name = "Chats"
    channel = "chat"
    per_hour = 6
    handling_seconds = { exponential = 400 }
"#;

fn plan(name: &str, configuration: &str) -> NewPlan {
    NewPlan {
        id: Default::default(),
        name: name.into(),
        configuration: configuration.into(),
        reservation_seconds: None,
    }
}

fn run(crew: &str, day: &str, seed: u64) -> Result<Report, NoRun> {
    simulate(&Crew::read(crew).unwrap(), &[plan("Plan", PLAN)], &Day::read(day).unwrap(), seed)
}

#[test]
fn a_day_is_told_in_tables() {
    let report = run(CREW, DAY, 1).unwrap();
    expect![[r#"
        callers  offered  answered  gave up  at once  turned away  waiting  mean wait  half within  90 % within  longest wait  in 20 s
        Calls        271       220       50        6            0        1     35.3 s        5.4 s         1:57          7:28   58.3 %
        Chats         48        48        0        0            0        0     24.2 s        3.8 s        7.7 s         16:00   97.9 %
        all          319       268       50        6            0        1     33.3 s        4.9 s         1:37         16:00   64.7 %

        queues    offered  answered  gave up  at once  turned away  moved on  waiting  mean wait  half within  90 % within  longest wait  in 20 s  longest queue    busy
        Spanish        56        23        5        1            0        28        0     19.7 s        5.6 s       53.8 s          1:02   60.9 %              2  72.6 %
        Everyone      291       245       45        5            0         0        1     29.7 s        4.4 s         1:31         16:00   69.6 %              4  70.6 %

        workers  answered  missed  hours    busy
        Ana            87       1    7.1  72.6 %
        Bo             85       0    7.1  67.5 %
        Cleo           96       2    7.9  71.7 %
    "#]].assert_eq(&report.to_string());
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_does_not() {
    let bytes = |seed| serde_json::to_string(&run(CREW, DAY, seed).unwrap()).unwrap();
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
    let report = run(CREW, DAY, 7).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&bytes(7)).unwrap(), report);
}

#[test]
fn every_caller_ends_in_one_way() {
    for seed in 0..20 {
        let report = run(CREW, DAY, seed).unwrap();
        let queues = report.queues.iter().map(|queue| &queue.figures);
        for figures in queues.chain([&report.total]) {
            let ends = figures.answered + figures.abandoned + figures.turned_away;
            assert_eq!(ends + figures.moved_on + figures.still_waiting, figures.offered);
        }
        let by_kind: u64 = report.kinds.iter().map(|kind| kind.figures.offered).sum();
        assert_eq!(by_kind, report.total.offered);
        for worker in &report.workers {
            assert!(worker.busy_millis <= worker.at_work_millis, "{worker:?}");
        }
        let moved: u64 = report.queues.iter().map(|queue| queue.figures.moved_on).sum();
        let entered: u64 = report.queues.iter().map(|queue| queue.figures.offered).sum();
        assert_eq!(entered, report.total.offered + moved);
    }
}

#[test]
fn another_plan_meets_the_same_callers() {
    let (crew, day) = (Crew::read(CREW).unwrap(), Day::read(DAY).unwrap());
    let other = r#"{"task_routing": {"default_filter": {"queue": "Spanish"}}}"#;
    let one = simulate(&crew, &[plan("Plan", PLAN)], &day, 3).unwrap();
    let other = simulate(&crew, &[plan("Plan", other)], &day, 3).unwrap();
    let offered = |report: &Report| -> Vec<u64> {
        report.kinds.iter().map(|kind| kind.figures.offered).collect()
    };
    assert_eq!(offered(&one), offered(&other));
    assert_ne!(one.total, other.total);
}

#[test]
fn who_has_a_break_is_away_and_who_ends_late_is_at_work_until_then() {
    let day = "starts = \"08:00\"\nhours = 4\n[[shift]]\nfrom = \"08:00\"\nto = \"11:00\"\nbreaks = [\"09:00-09:30\"]\n";
    let report = run(CREW, day, 1).unwrap();
    assert!(report.workers.iter().all(|worker| worker.at_work_millis == 9_000_000));
    // One call of an hour, again and again: whatever is begun before eleven is ended.
    let calls = "[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nper_hour = 60\nhandling_seconds = { fixed = 3600 }\n";
    let report = run(CREW, &format!("{day}{calls}"), 1).unwrap();
    assert!(report.workers.iter().all(|worker| worker.at_work_millis > 10_000_000));
}

#[test]
fn missed_offers_are_counted_and_the_worker_comes_back() {
    let day = "hours = 10\nanswering = { missed_share = 1, back_after_seconds = { fixed = 30 } }\n[[shift]]\nfrom = \"00:00\"\nto = \"24:00\"\n[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nper_hour = 20\nhandling_seconds = { fixed = 60 }\npatience_seconds = { fixed = 90 }\n";
    let report = run(CREW, day, 1).unwrap();
    assert_eq!(report.total.answered, 0);
    assert!(report.workers.iter().all(|worker| worker.missed > 100), "{report}");
    assert_eq!(report.total.abandoned + report.total.still_waiting, report.total.offered);
}

#[test]
fn whom_the_plan_gives_up_is_turned_away() {
    let day = "hours = 1\n[[caller]]\nname = \"Calls\"\nchannel = \"voice\"\nper_hour = 50\nhandling_seconds = { fixed = 60 }\nattributes = { language = \"es\" }\n";
    let report = run(CREW, day, 1).unwrap();
    let [spanish, everyone] = &report.queues[..] else { panic!("there are two queues") };
    assert!(report.total.turned_away > 30);
    assert_eq!(spanish.figures.moved_on + spanish.figures.still_waiting, report.total.offered);
    assert_eq!(everyone.figures.turned_away, report.total.turned_away);
    assert_eq!(report.total.service_level, Some(0.0));
}

#[test]
fn what_does_not_fit_together_is_told() {
    let told = |crew: &str, day: &str| run(crew, day, 1).unwrap_err().to_string();
    let caller = "[[caller]]\nname = \"Calls\"\nper_hour = 60\nhandling_seconds = { fixed = 1 }\n";
    let text = told(CREW, &format!("{caller}channel = \"voice\"\nplan = \"Other\""));
    assert_eq!(text, "Calls is routed by Other, but there is no such plan.");
    let text = told(CREW, &format!("{caller}channel = \"fax\""));
    assert!(text.contains("fax"), "{text}");
    let day = Day::read(&format!("{caller}channel = \"voice\"")).unwrap();
    let text = simulate(&Crew::read(CREW).unwrap(), &[], &day, 1).unwrap_err().to_string();
    assert!(text.starts_with("Calls says by no plan, and there are 0 plans."), "{text}");
}

#[test]
fn who_comes_outside_the_hours_finds_it_closed() {
    let crew = Crew::read(
        r#"
        activity = [{ name = "Available", available = true }]
        channel = [{ name = "voice" }]
        calendar = [{ name = "Office", time_zone = "Europe/Madrid", week = { monday = "09:00-18:00" } }]
        queue = [{ name = "Everyone", calendar = "Office" }]
        worker = [{ name = "Ana", activity = "Available", capacity = { voice = 50 } }]
        "#,
    )
    .unwrap();
    let plan = NewPlan {
        id: "".into(),
        name: "Everyone".into(),
        configuration: r#"{"task_routing": {"default_filter": {"queue": "Everyone"}}}"#.into(),
        reservation_seconds: None,
    };
    let day = |date: &str| {
        Day::read(&format!(
            r#"
            {date}
            starts = "08:00"
            hours = 12
            [[caller]]
            name = "Calls"
            channel = "voice"
            per_hour = {{ "08:00" = 100, "09:00" = 0, "12:00" = 100, "13:00" = 0, "18:00" = 100, "19:00" = 0 }}
            handling_seconds = {{ fixed = 10 }}
            "#
        ))
        .unwrap()
    };
    let monday =
        simulate(&crew, std::slice::from_ref(&plan), &day("date = \"2026-11-23\""), 1).unwrap();
    let (offered, closed) = (monday.total.offered, monday.total.found_closed);
    assert!(closed > 150 && closed < 250 && monday.total.answered == offered - closed, "{monday}");
    assert!(monday.to_string().contains("found closed"), "{monday}");
    let tuesday =
        simulate(&crew, std::slice::from_ref(&plan), &day("date = \"2026-11-24\""), 1).unwrap();
    assert_eq!(tuesday.total.found_closed, tuesday.total.offered);
    let nowhen = simulate(&crew, std::slice::from_ref(&plan), &day(""), 1).unwrap_err();
    assert!(nowhen.to_string().contains("date = \"2026-11-23\""), "{nowhen}");
    let wrong = day("date = \"2026-23-11\"\ntime_zone = \"Europe/Madrid\"");
    let wrong = simulate(&crew, &[plan], &wrong, 1).unwrap_err();
    assert!(wrong.to_string().contains("2026-23-11 in Europe/Madrid"), "{wrong}");
}
