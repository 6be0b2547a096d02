//! Pictures, by what is in them.

use proptest::prelude::*;

use super::*;
use crate::attributes::Attributes;
use crate::ids::TaskId;
use crate::time::{Secs, Time};
use crate::workspace::{Input, NewPlan, NewTask, Workspace};

const CREW: &str = r#"
    settings = { reservation_seconds = 20, missed_offer = "leave-available" }
    activity = [{ name = "Available", available = true }, { name = "Lunch", available = false }]
    channel = [{ name = "voice" }]
    queue = [{ id = "WQ1", name = "Support" }, { name = "Leads", workers = "level > 8" }]
    [[worker]]
    name = "Ana"
    activity = "Available"
    attributes = { skills = ["billing"], level = 2 }
    [[worker]]
    name = "Ben"
    activity = "Lunch"
    attributes = { skills = ["billing"], level = 1 }
    [[worker]]
    name = "Cai"
    activity = "Available"
    attributes = { skills = ["network"], level = 3 }
"#;

const PLAN: &str = r#"{"task_routing": {"filters": [
    {"filter_friendly_name": "Sales", "expression": "topic == 'sales'", "targets": [{"queue": "Leads"}]},
    {"filter_friendly_name": "Support", "expression": "topic == 'billing'", "targets": [
        {"queue": "WQ1", "priority": 5, "expression": "worker.skills HAS task.topic", "timeout": 30},
        {"queue": "WQ1", "expression": "worker.level >= 2", "order_by": "worker.level DESC", "timeout": 60}]}
    ]}}"#;

fn drawn(plan: &str, crew: Option<&str>, why: Option<&Why>, language: Language) -> String {
    let plan = Plan::read(plan);
    let crew = crew.map(|crew| Crew::read(crew).unwrap());
    Picture { plan: &plan, name: "desk", crew: crew.as_ref(), why, language }.svg()
}

/// Where a task about billing is after some seconds in which nobody answers.
fn why(after: i64) -> Why {
    let mut workspace = Workspace::new();
    for input in Crew::read(CREW).unwrap().inputs() {
        workspace.handle(input, Time(0)).unwrap();
    }
    let plan = NewPlan {
        id: "desk".into(),
        name: "desk".into(),
        configuration: PLAN.into(),
        reservation_seconds: None,
    };
    workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, Time(0)).unwrap();
    let task = NewTask {
        plan: Some("desk".into()),
        attributes: Attributes::read(r#"{"topic": "billing"}"#).unwrap(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(3600),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    };
    workspace.handle(Input::CreateTask(task), Time(0)).unwrap();
    while let Some(due) = workspace.next_deadline().filter(|due| due.0 <= after * 1000) {
        workspace.handle(Input::Tick, due).unwrap();
    }
    workspace.why(TaskId(1)).unwrap()
}

/// The texts that are seen, without those that are shown to who points at one.
fn seen(svg: &str) -> Vec<String> {
    let texts = svg.split("<text ").skip(1).filter_map(|rest| rest.split("</text>").next());
    texts
        .map(|text| {
            let shown = text.split_once("</title>").map_or_else(
                || text.split_once('>').map_or("", |(_, shown)| shown),
                |(_, shown)| shown,
            );
            shown.replace("&#39;", "'").replace("&quot;", "\"").replace("&gt;", ">")
        })
        .collect()
}

/// Whether every element is closed, in order, and there is none of another kind than a picture has.
fn is_sound(svg: &str) -> bool {
    const KNOWN: [&str; 9] =
        ["svg", "title", "desc", "style", "rect", "circle", "path", "text", "tspan"];
    let mut open: Vec<&str> = Vec::new();
    for part in svg.split('<').skip(1) {
        let Some((inside, _)) = part.split_once('>') else { return false };
        let name = inside.trim_matches('/').split([' ', '\n']).next().unwrap_or("");
        if !KNOWN.contains(&name) {
            return false;
        }
        if inside.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !inside.ends_with('/') {
            open.push(name);
        }
    }
    open.is_empty()
}

#[test]
fn a_plan_is_read_from_the_top_with_who_fits_and_where_tasks_go() {
    let svg = drawn(PLAN, Some(CREW), None, Language::English);
    assert!(is_sound(&svg));
    expect_test::expect![[r#"
        Who gets the call: desk
        2 filters, 3 targets. Read from the top: the first filter that fits takes the task.
        1
        Sales
        when
        topic == 'sales'
        Leads
        nobody in the crew
        waits here until somebody takes it or its time to live ends
        2
        Support
        when
        topic == 'billing'
        priority 5
        30 s
        Support
        for
        worker.skills HAS task.topic
        Ana
        Ben
        Cai
        not taken after 30 s
        1 min, until 1 min 30 s
        Support
        for
        worker.level >= 2
        Asked first: highest level
        Ana
        Cai
        !
        When the last target of filter "Support" times out there is nothing left, and the task is
        canceled, even with the caller on the line. Remove its time-out, or add a filter for what is
        left.
        not taken after 1 min 30 s
        canceled
        canceled
        no filter was for the task"#]]
    .assert_eq(&seen(&svg).join("\n"));
    expect_test::expect![[r#"
        Quién recibe la llamada: desk
        2 filtros, 3 destinos. Se lee desde arriba: el primer filtro que encaja acepta la tarea.
        1
        Sales
        si
        topic == 'sales'
        Leads
        espera aquí hasta que alguien la acepte o acabe su vida
        2
        Support
        si
        topic == 'billing'
        prioridad 5
        30 s
        WQ1
        para
        worker.skills HAS task.topic
        sin aceptar a los 30 s
        1 min, hasta 1 min 30 s
        WQ1
        para
        worker.level >= 2
        Primero: level más alto
        !
        Cuando acaba el tiempo del último destino del filtro "Support" no queda nada y la tarea se
        cancela, aunque quien llama siga en la línea. Quite su límite de tiempo o añada un filtro
        para lo que quede.
        sin aceptar a los 1 min 30 s
        cancelada
        cancelada
        ningún filtro era para la tarea"#]]
    .assert_eq(&seen(&drawn(PLAN, None, None, Language::Spanish)).join("\n"));
}

#[test]
fn the_way_of_a_task_is_shown_with_who_was_asked_and_what_comes_next() {
    let why = why(45);
    let svg = drawn(PLAN, Some(CREW), Some(&why), Language::English);
    assert!(is_sound(&svg));
    assert_eq!(svg.matches("class=\"card-here\"").count(), 1);
    assert_eq!(svg.matches("class=\"badge-here\"").count(), 1);
    assert_eq!(svg.matches("class=\"badge-way\"").count(), 1);
    let seen = seen(&svg);
    for text in [
        "Task 1 is reserved.",
        "not for this task",
        "the task is here",
        "Ben does not meet the target's condition",
        "In 20 s the offer ends unanswered.",
    ] {
        assert!(seen.iter().any(|one| one == text), "{text}: {seen:#?}");
    }
    assert!(seen.iter().any(|one| one.ends_with("is being asked")), "{seen:#?}");
    let spanish = drawn(PLAN, Some(CREW), Some(&why), Language::Spanish);
    assert!(spanish.contains("la tarea está aquí") && spanish.contains("Dentro de 20 s"));
}

#[test]
fn a_task_that_is_over_stands_nowhere_and_says_so() {
    let why = why(200);
    let svg = drawn(PLAN, Some(CREW), Some(&why), Language::English);
    assert!(seen(&svg)[2].starts_with("Task 1 is canceled"), "{:?}", seen(&svg));
    assert!(!svg.contains("class=\"card-here\""));
}

#[test]
fn nothing_that_somebody_wrote_breaks_out_of_the_picture() {
    let attack = r#"</text></svg><script>alert(1)</script><!--]]>&\" onload=\"x"#;
    let plan = format!(
        r#"{{"task_routing": {{"filters": [{{"filter_friendly_name": "{attack}", "expression": "{attack}",
            "targets": [{{"queue": "{attack}", "expression": "{attack}", "order_by": "{attack}",
            "skip_if": "{attack}", "known_worker_sid": "{attack}", "{attack}": 1}}]}}]}}}}"#
    );
    let crew = CREW.replace("Ana", "</text><script>'&").replace("Support", "</style><script>");
    let svg = drawn(&plan, Some(&crew), Some(&why(5)), Language::English);
    assert!(is_sound(&svg), "{svg}");
    assert!(!svg.contains("<script") && !svg.contains("<!--") && !svg.contains("]]>"));
    assert!(svg.contains("&lt;/text&gt;&lt;/svg&gt;&lt;script&gt;"), "it is there as a text");
    let named = Plan::read(PLAN);
    let svg = Picture::of(&named, "</title><script>\u{0}").svg();
    assert!(is_sound(&svg) && !svg.contains('\u{0}'));
}

#[test]
fn what_was_cut_is_whole_for_who_points_at_it() {
    let long = format!("topic == '{}'", "a long word ".repeat(60));
    let plan = PLAN.replace("topic == 'sales'", &long);
    let svg = drawn(&plan, None, None, Language::English);
    assert!(svg.contains(&format!("<title>{}</title>", long.replace('\'', "&#39;"))));
    assert!(seen(&svg).iter().any(|text| text.ends_with('…')));
}

#[test]
fn problems_stand_on_the_card_they_are_about() {
    let plan = PLAN.replace("worker.level >= 2", "level >= 2").replace("\"Leads\"", "\"Lead\"");
    let seen = seen(&drawn(&plan, Some(CREW), None, Language::English));
    let at = |text: &str| {
        let found = seen.iter().position(|one| one.contains(text));
        found.unwrap_or_else(|| panic!("{text}: {seen:#?}"))
    };
    assert!(
        at("Sales") < at("There is no queue Lead")
            && at("There is no queue Lead") < at("topic == 'billing'")
    );
    assert!(at("1 min, until 1 min 30 s") < at("level has neither"));
    let end = seen.iter().position(|one| one == "canceled").unwrap();
    assert!(at("level has neither") < end);
}

#[test]
fn the_end_of_a_plan_in_vain_is_told() {
    let seen = seen(&drawn(PLAN, None, None, Language::English));
    assert_eq!(seen.iter().filter(|text| *text == "canceled").count(), 2, "{seen:#?}");
    let svg = drawn("[1", None, None, Language::English);
    assert!(is_sound(&svg) && svg.contains("This is no plan"));
}

#[test]
fn whoever_skips_out_of_the_last_filter_comes_to_the_default_one() {
    let plan = r#"{"task_routing": {"filters": [{"targets": [
        {"queue": "WQ1", "timeout": 30, "skip_if": "1==1"}]}], "default_filter": {"queue": "WQ1"}}}"#;
    let said = seen(&drawn(plan, None, None, Language::English)).join("\n");
    let wanted = "at once when nobody is free: as if this filter did not fit; canceled after 30 s";
    assert!(said.contains(wanted), "{said}");
    let said = seen(&drawn(&plan.replace(r#""timeout": 30, "#, ""), None, None, Language::English));
    assert!(!said.contains(&"canceled".to_owned()), "{said:?}");
}

#[test]
fn a_picture_is_told_to_those_who_do_not_see_it() {
    let svg = drawn(PLAN, Some(CREW), None, Language::English);
    assert!(
        svg.contains("role=\"img\"")
            && svg.contains("aria-labelledby=\"plan-title plan-description\"")
    );
    let told = svg.split("<desc id=\"plan-description\">").nth(1).unwrap();
    let told = told.split("</desc>").next().unwrap();
    expect_test::expect!["Filter 1 &quot;Sales&quot;, when topic == &#39;sales&#39;. &quot;Leads&quot;; waits here until somebody takes it or its time to live ends. Filter 2 &quot;Support&quot;, when topic == &#39;billing&#39;. &quot;WQ1&quot; for worker.skills HAS task.topic; not taken after 30 s. &quot;WQ1&quot; for worker.level &gt;= 2; not taken after 1 min 30 s."].assert_eq(told);
}

#[test]
fn many_workers_are_counted() {
    let more: String = (0..40)
        .map(|n| format!("[[worker]]\nname = \"Somebody {n}\"\nactivity = \"Available\"\n"))
        .collect();
    let crew = format!("{CREW}\n{more}");
    let seen = seen(&drawn(PLAN, Some(&crew), None, Language::English));
    assert!(seen.iter().any(|text| text.starts_with('+')), "{seen:#?}");
    assert!(seen.iter().filter(|text| text.starts_with("Somebody")).count() < 20);
}

proptest! {
    #[test]
    fn whatever_a_plan_says_the_picture_is_sound(
        name in "\\PC{0,40}", text in "\\PC{0,120}", queue in "[\\PC\\x00-\\x1f]{0,80}", timeout in any::<u32>(),
    ) {
        let target = serde_json::json!({"queue": queue, "expression": text, "timeout": timeout});
        let plan = serde_json::json!({"task_routing": {"filters": [
            {"filter_friendly_name": name, "expression": text, "targets": [target, {}]}]}});
        for language in [Language::English, Language::Spanish] {
            prop_assert!(is_sound(&drawn(&plan.to_string(), Some(CREW), None, language)));
            prop_assert!(is_sound(&drawn(&text, None, None, language)));
        }
    }
}
