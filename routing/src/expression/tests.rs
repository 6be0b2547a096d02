//! The language, by examples and laws.

use proptest::prelude::*;

use super::*;
use crate::attributes::Attributes;

fn ann() -> Attributes {
    Attributes::read(
        r#"{"skills":["support","sales"],"languages":["en"],"level":5,"name":"Ann","vip":true,
            "object":{"list":[1,2,3]},"none":null}"#,
    )
    .unwrap()
}

fn holds(text: &str) -> bool {
    let expression = Expression::read(text);
    assert!(expression.problems().is_empty(), "{text}: {:?}", expression.problems());
    expression.compile(Place::Queue).holds(&Subject::of_worker(&ann()))
}

#[test]
fn the_vectors_of_the_specification_hold() {
    for (text, expected) in [
        ("1==1", true),
        ("1 == 0", false),
        ("skills has \"sales\" and level >= 5.0", true),
        ("level == '5'", false),
        ("missing == null", true),
        ("missing != null", false),
        ("missing != 'x'", true),
        ("name CONTAINS 'nn'", true),
        ("name HAS 'Ann'", false),
        ("skills == 'support'", false),
        ("'en' IN languages", true),
        ("name IN ['Bob', 'Ann']", true),
        ("name NOT IN ['Bob']", true),
        ("level > missing", false),
        ("vip == true", true),
        ("vip == 'true'", false),
        ("1==1 OR level==4 AND name=='x'", true),
        ("(1==1 OR level==4) AND name=='x'", false),
        ("skills[1] = 'sales'", true),
    ] {
        assert_eq!(holds(text), expected, "{text}");
    }
}

#[test]
fn what_the_specification_leaves_open_is_decided() {
    for (text, expected) in [
        ("skills != 'support'", false),
        ("skills != null", true),
        ("skills == null", false),
        ("none == null", true),
        ("level != '5'", true),
        ("name NOT IN missing", true),
        ("name NOT IN name", false),
        ("missing NOT IN ['Bob']", true),
        ("missing IN ['Bob']", false),
        ("skills>-'sales'", true),
        ("'sales'<-skills", true),
        ("level>-5", true),
        ("level <-5", false),
        ("object.list[2] == 3", true),
        ("object.list HAS 3.0", true),
        ("object == null", false),
        ("skills.deeper == null", true),
        ("NOT (level == 5)", false),
        ("name > 'Am' AND name < 'B'", true),
        ("vip > false", false),
        ("name == 'A\\nn'", true),
        ("worker.level == 5", true),
        ("", false),
    ] {
        assert_eq!(holds(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_holds_for_nobody() {
    for (text, column, sentence) in [
        ("vip", 1, "vip alone is no condition. Compare it: vip == true."),
        ("a == 1 AND agent-level == 2", 12, "agent-level has a hyphen"),
        ("a == 'x", 6, "This text is never closed"),
        ("a == ", 6, "The expression ends where something"),
        ("(a == 1", 1, "This ( is never closed"),
        ("a == 1)", 7, "This ) closes nothing"),
        ("a == 1 b == 2", 8, "Something is missing before this"),
        ("a == b == c", 8, "Comparisons do not chain"),
        ("a ! b", 3, "\"!\" alone means nothing"),
        ("a IN [b]", 7, "A list holds texts in quotes"),
        ("NOT vip", 5, "NOT wants a condition in parentheses"),
        ("a == 5x", 6, "5x is neither a number nor a name"),
    ] {
        let expression = Expression::read(text);
        let problem = expression.problems().first().unwrap_or_else(|| panic!("{text} is read"));
        assert_eq!(problem.span.line_and_column(text).1, column, "{text}: {}", problem.message);
        assert!(problem.message.starts_with(sentence), "{text}: {}", problem.message);
        assert!(!expression.is_whole());
        assert_eq!(expression.canonical(), text);
        assert!(!expression.compile(Place::Queue).holds(&Subject::of_worker(&ann())));
    }
}

#[test]
fn one_broken_part_does_not_hide_the_others() {
    let expression = Expression::read("a == 1 OR vip OR (b == 2 AND 'x') OR c-d == 3");
    assert_eq!(expression.problems().len(), 3, "{:?}", expression.problems());
    let mut comparisons = 0;
    expression.tree().for_each_comparison(&mut |_| comparisons += 1);
    assert_eq!(comparisons, 2);
}

#[test]
fn the_canonical_spelling_has_no_parenthesis_too_many() {
    for (text, expected) in [
        ("((a='x'))and((b=1 or(c!=null)))", "a == 'x' AND (b == 1 OR c != null)"),
        ("a == 1 AND (b == 2 AND c == 3)", "a == 1 AND b == 2 AND c == 3"),
        ("not(a in['x',\"it's\"])", "NOT (a IN ['x', 'it\\'s'])"),
        ("a Not In b AND c >- 1", "a NOT IN b AND c HAS 1"),
    ] {
        assert_eq!(Expression::read(text).canonical(), expected);
    }
}

fn lints(text: &str, place: Place) -> Vec<String> {
    let workers = Vocabulary::of([&ann()]);
    let tasks = Vocabulary::of([&Attributes::read(r#"{"language":"en","callers":3}"#).unwrap()]);
    let expression = Expression::read(text);
    lint(&expression, place, &tasks, &workers)
        .into_iter()
        .map(|one| one.message.to_string())
        .collect()
}

#[test]
fn what_can_hardly_be_meant_is_told() {
    expect_test::expect![[r#"
        name HAS 'Ann' | HAS asks whether a list holds something, and there is no list on its left: this never holds. Write name == 'Ann', CONTAINS for a part of it, or make the attribute a list.
        "language" == "spanish" | This is never true: both sides are constants. Did you mean language == 'spanish', without quotes on the left?
        'x' == 'x' | This is always true: both sides are constants. Did you mean x == 'x', without quotes on the left?
        level == '5' | This never holds: level is a number. Write 5 without quotes.
        vip == 'true' | This never holds: vip is true or false. Write true without quotes.
        name != 5 | This always holds: name is a text. Write '5' with quotes.
        skills == 'sales' | This never holds: skills is a list. Write skills HAS 'sales'.
        skills CONTAINS 'sales' | skills is a list, and CONTAINS looks into texts: this never holds. Write HAS.
        skils HAS 'sales' | Nobody has skils. Did you mean skills?
        Level > 3 | Nobody has Level. Did you mean level?
        'en' IN name | IN asks whether a list holds something, and there is no list on its right: this never holds. Write 'en' == name, or make the attribute a list.
    "#]]
    .assert_eq(
        &[
            "1==1",
            "1 == 0",
            "name HAS 'Ann'",
            "\"language\" == \"spanish\"",
            "'x' == 'x'",
            "level == '5'",
            "vip == 'true'",
            "name != 5",
            "skills == 'sales'",
            "skills CONTAINS 'sales'",
            "skils HAS 'sales'",
            "Level > 3",
            "'en' IN name",
            "skills HAS 'sales' AND level > 3",
        ]
        .into_iter()
        .flat_map(|text| {
            lints(text, Place::Queue).into_iter().map(move |said| format!("{text} | {said}\n"))
        })
        .collect::<String>(),
    );
}

#[test]
fn names_are_judged_by_where_they_stand() {
    assert!(lints("task.language IN worker.languages", Place::Target).is_empty());
    assert!(lints("worker.sid NOT IN task.others", Place::Target).is_empty());
    assert!(lints("worker.channel.voice.assigned_tasks == 0", Place::Target).is_empty());
    let said = lints("language == 'en'", Place::Target);
    assert!(said[0].contains("Write task.language or worker.language"), "{said:?}");
    let said = lints("available == 0", Place::Skip);
    assert!(said[0].contains("workers.available"), "{said:?}");
    assert!(lints("workers.available == 0", Place::Skip).is_empty());
    assert!(lints("task.language == 'en'", Place::Filter).is_empty());
}

fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("a".to_owned()),
        Just("task.b".to_owned()),
        Just("worker.c[2].d".to_owned()),
        Just("'x'".to_owned()),
        Just("\"it's\"".to_owned()),
        Just("5".to_owned()),
        Just("-2.5".to_owned()),
        Just("null".to_owned()),
        Just("TRUE".to_owned()),
        Just("['a', 1, null]".to_owned()),
        Just("[".to_owned()),
        "[()=!<>\\-,.'\"\\\\ a-z0-9é]{0,3}",
    ];
    let operator = prop::sample::select(vec![
        "==", "=", "!=", ">", ">=", "<", "<=", "CONTAINS", "has", ">-", "in", "<-", "not in",
        "Not In",
    ]);
    let comparison = (part.clone(), operator, part)
        .prop_map(|(left, operator, right)| format!("{left} {operator} {right}"));
    comparison.prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} AND {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} or {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(text in texts()) {
        let expression = Expression::read(&text);
        prop_assert_eq!(expression.is_whole(), expression.problems().is_empty());
        if expression.is_whole() {
            let printed = expression.canonical();
            let again = Expression::read(&printed);
            prop_assert_eq!(expression.tree(), again.tree());
            prop_assert_eq!(again.canonical(), printed);
        }
    }

    #[test]
    fn any_text_is_read_to_something(text in "\\PC{0,80}") {
        let expression = Expression::read(&text);
        for place in [Place::Queue, Place::Filter, Place::Target, Place::Skip] {
            let _ = expression.compile(place).holds(&Subject::of_worker(&ann()));
        }
        let _ = lint(&expression, Place::Target, &Vocabulary::default(), &Vocabulary::of([&ann()]));
    }

    #[test]
    fn any_bytes_are_read_to_something(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Expression::read(&text).canonical();
    }
}

#[test]
fn attacks_end_in_a_problem() {
    for text in [
        "(".repeat(200_000),
        "NOT (".repeat(10_000),
        "(".repeat(60_000),
        "a.".repeat(30_000),
        "a == 1 OR ".repeat(6_000),
        "[".repeat(60_000),
        "vip AND ".repeat(8_000),
        "\\".repeat(60_000),
        format!("a IN [{}", "1,".repeat(30_000)),
        format!("{}a == 1{}", "(".repeat(64), ")".repeat(64)),
    ] {
        let _ = Expression::read(&text).canonical();
    }
}

#[test]
fn a_count_alone_is_answered_by_a_number_to_compare_it_with() {
    let told = |text: &str| Expression::read(text).problems()[0].message.to_string();
    assert!(told("workers.available").ends_with("Compare it: workers.available == 0."));
    assert!(told("vip").ends_with("Compare it: vip == true."));
}
