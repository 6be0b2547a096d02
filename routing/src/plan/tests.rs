//! Plans, by examples and laws.

use proptest::prelude::*;

use super::*;
use crate::attributes::Attributes;
use crate::expression::Vocabulary;

fn told(text: &str) -> String {
    let tasks = Vocabulary::of([&Attributes::read(r#"{"topic":"x","language":"en"}"#).unwrap()]);
    let workers = Vocabulary::of([&Attributes::read(r#"{"level":1,"languages":["en"]}"#).unwrap()]);
    let surroundings = Surroundings {
        queues: &["Sales", "Support"],
        tasks: Some(&tasks),
        workers: Some(&workers),
        activities: &["Break"],
        several_at_a_time: &[],
    };
    let problems = Plan::read(text).check(&surroundings);
    problems.iter().map(|problem| format!("{} {}\n", problem.code, problem.told(text))).collect()
}

#[test]
fn every_spelling_that_was_ever_used_is_read() {
    let plan = Plan::read(
        r#"{"task_routing": {"filters": [
            {"friendly_name": "one", "queue": "Sales"},
            {"filterFriendlyName": "two", "expression": "a=1",
             "targets": [{"queue": {"friendlyName": "Sales"}, "priority": "7", "timeout": "30"}, {}]},
            {"friendlyName": "three", "targets": [{"queue": {"sid": "WQ1"}, "extra": [1]}]}
        ]}}"#,
    );
    assert!(plan.is_usable());
    let names: Vec<_> = plan.filters().iter().map(|filter| filter.name.as_deref()).collect();
    assert_eq!(names, [Some("one"), Some("two"), Some("three")]);
    assert_eq!(plan.filters()[0].targets[0].queue.as_deref(), Some("Sales"));
    let two = &plan.filters()[1].targets;
    assert_eq!((two[0].priority, two[0].timeout), (Some(7), Some(Secs(30))));
    assert_eq!(two[1].queue.as_deref(), Some("Sales"));
    assert_eq!(plan.filters()[2].targets[0].queue.as_deref(), Some("WQ1"));
    assert!(plan.default_target().is_none());
    for text in [
        r#"{"task_routing":{}}"#,
        r#"{"task_routing":{"filters":[],"default_filter":{"queue":"Sales"}}}"#,
    ] {
        let plan = Plan::read(text);
        assert!(plan.is_usable() && plan.problems().is_empty());
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    expect_test::expect![[r#"
        unread_key line 3, column 23: Expression is kept and not read. Did you mean expression?
        unknown_queue line 4, column 17: There is no queue Salse; targets without a queue are passed over. Did you mean Sales?
        syntax line 4, column 64: worker.agent-level has a hyphen, and names with hyphens cannot be asked for. Call the attribute worker.agent_level, there and here. It counts as holding for nobody.
        known_nobody line 5, column 11: When task.agent_id names nobody, tasks wait this target out, and nobody is asked. Add skip_if "1==1", or ask for agent_id != null in the filter.
        known_worker line 5, column 63: A target names its worker by known_worker_sid or by known_worker_friendly_name, not by both; the first is taken. Remove one.
        order_by line 6, column 20: Workers are ordered by their own numbers, as in worker.level DESC; "task.level" is left out.
        missing_prefix line 6, column 68: topic has neither task. nor worker. before it, so it is never there. Write task.topic or worker.topic.
        busy_is_available line 7, column 20: workers.available counts who is in an available activity, busy or not: this is not met when everybody is busy. To go on when nobody is free, write 1==1.
        unreachable_filter line 9, column 9: Filter "after" is never reached: filter "all" before it takes every task and keeps it. Move it up, or narrow the other.
        last_timeout line 10, column 64: When the last target of filter "after" times out there is nothing left, and the task is canceled, even with the caller on the line. Remove its time-out, or add a filter for what is left.
        default_filter line 11, column 46: The default filter is the end of the plan, and a time-out in it is not obeyed: tasks wait there until their time to live ends. Remove it, or make a filter of it.
    "#]]
    .assert_eq(&told(
        r#"{"task_routing": {"filters": [
        {"filter_friendly_name": "one", "expression": "topic == 'x'",
         "targets": [{"Expression": "x",
       "queue": "Salse", "timeout": 5, "expression": "\"a\" == worker.agent-level" },
          {"timeout": 5, "known_worker_sid": "task.agent_id", "known_worker_friendly_name": "task.agent"},
      {"order_by": "task.level, worker.level DESC", "expression": "topic == 'x'", "timeout": 5},
      {"skip_if": "workers.available == 0"}]},
        {"friendly_name": "all", "targets": [{"queue": "Sales"}]},
        {"friendly_name": "after",
        "expression": "1==1", "friendlyName": "x", "targets": [{"queue": "Support", "timeout": 5}]}],
        "default_filter": {"queue": "Sales", "timeout": 5}}}"#,
    ));
}

#[test]
fn what_is_no_plan_says_so() {
    expect_test::expect![[r#"
        syntax line 1, column 1: The text ends where a value is wanted. Add it.
        no_task_routing line 1, column 1: A plan is an object with "task_routing" in it, which holds filters. Put the filters there.
        syntax line 1, column 9: A comma or } is wanted here.
        wrong_type line 1, column 28: filters is a number, and has to be a list of filters.
        wrong_type line 1, column 29: A filter is an object; this is a number.
        no_queue line 1, column 29: This filter has no targets, so its tasks are passed over. Add a target with a queue.
    "#]]
    .assert_eq(
        &["", "[1]", r#"{"a": 1 "b"}"#, r#"{"task_routing":{"filters":5}}"#,
          r#"{"task_routing":{"filters":[5]}}"#, r#"{"task_routing":{"filters":[{}]}}"#]
            .map(told)
            .concat(),
    );
}

#[test]
fn a_plan_is_written_as_it_was_read() {
    let text = "{ \"task_routing\" :{\"filters\":[ ]  ,\"own\": 1.50}}\n\n";
    assert_eq!(Plan::read(text).text(), text);
}

proptest! {
    #[test]
    fn any_text_is_a_plan_with_problems_or_without(text in "\\PC{0,120}") {
        let plan = Plan::read(&text);
        prop_assert_eq!(plan.text(), &text);
        let _ = plan.check(&Surroundings::default());
    }

    #[test]
    fn broken_plans_are_read_to_something(cut in 0_usize..400, put in "[\\[\\]{}\",:0-9a-z\\\\]{0,4}") {
        let whole = r#"{"task_routing": {"filters": [{"expression": "a == \"é\" AND b-c == 1",
            "targets": [{"queue": "Sales", "timeout": 5, "skip_if": "1==1", "order_by": "worker.a DESC"},
            {"known_worker_sid": "task.a", "expression": "worker.a HAS 1"}]}],
            "default_filter": {"queue": "Sales"}}}"#;
        let at = (0..=cut.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        let text = format!("{}{put}{}", &whole[..at], &whole[at..]);
        let plan = Plan::read(&text);
        for problem in plan.check(&Surroundings::default()) {
            prop_assert!(!problem.told(&text).is_empty());
        }
        if let Ok(laid_out) = fmt(&text) {
            let before: serde_json::Value = serde_json::from_str(&text).unwrap();
            let after: serde_json::Value = serde_json::from_str(&laid_out).unwrap();
            prop_assert_eq!(before, after);
            prop_assert_eq!(fmt(&laid_out).unwrap(), laid_out);
        }
    }
}

#[test]
fn attacks_end_in_a_problem() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(50_000), "\"\\u".repeat(10_000)] {
        let plan = Plan::read(&text);
        assert!(!plan.is_usable());
        assert_eq!(plan.problems().len(), 1);
    }
}

#[test]
fn a_text_without_its_quotes_is_told_as_one() {
    let of = |filter: &str, target: &str| {
        told(&format!(
            r#"{{"task_routing": {{"filters": [{{"expression": "{filter}",
                "targets": [{{"queue": "Sales", "expression": "{target}"}}]}}]}}}}"#
        ))
    };
    let said = of("topic = outage", "1==1");
    assert!(said.contains("Nobody has outage. Did you mean 'outage' in quotes?"), "{said}");
    let said = of("topic == languag", "worker.languages HAS en");
    assert!(said.contains("Did you mean language, or 'languag' in quotes?"), "{said}");
    assert!(said.contains("Or did you mean 'en' in quotes?"), "{said}");
    let said = of("topic == language", "worker.level == two");
    assert!(!said.contains("in quotes"), "a number is no text: {said}");
}

#[test]
fn a_forgotten_quotation_mark_and_one_comma_too_many_are_told_as_what_they_are() {
    use crate::language::Language;
    let told = |text: &str| {
        let plan = Plan::read(text);
        let problem = &plan.problems()[0];
        let at = &text[problem.span.start as usize..problem.span.end as usize];
        format!("{at:?} {}\n{}\n", problem.message, problem.message.of(Language::Spanish))
    };
    let texts = [
        "{\"task_routing\": {\"default_filter\": {\"queue\": \"Support\n}}}",
        "{\"task_routing\": {\"filters\": [], }}",
        "{\"task_routing\": {\"filters\": [1, 2, ]}}",
        "{\"task_routing\": {\"filters\": \"a\tb\"}}",
    ];
    expect_test::expect![[r#"
        "\"Support" This text does not end on its line. Most likely its closing quotation mark is missing; if it is to have a line break, write \n.
        Este texto no acaba en su línea. Lo más probable es que falten las comillas de cierre; si ha de tener un salto de línea, escriba \n.
        "," This comma is one too many: nothing comes after it. Remove it.
        Esta coma sobra: detrás no viene nada. Quítela.
        "," This comma is one too many: nothing comes after it. Remove it.
        Esta coma sobra: detrás no viene nada. Quítela.
        "\t" A tab or another control character stands in this text as it is. Write \t for a tab.
        En este texto hay un tabulador u otro carácter de control tal cual. Escriba \t para un tabulador.
    "#]].assert_eq(&texts.map(told).concat());
}
