//! Every way out of a split, and what its check finds.

use expect_test::{Expect, expect};

use crate::testing::Stage;

use super::SplitBasedOn;

/// One branch for each `operator value`, or `operator value && operator value`.
fn branches(conditions: &[&str]) -> String {
    let condition = |text: &str| {
        let (operator, value) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        format!(
            r#"{{"friendly_name":"x","arguments":["{{{{flow.variables.x}}}}"],"type":"{operator}","value":"{value}"}}"#
        )
    };
    let branch = |text: &&str| {
        let conditions: Vec<_> = text.split("&&").map(condition).collect();
        format!(r#",{{"event":"match","conditions":[{}]}}"#, conditions.join(","))
    };
    let branches: String = conditions.iter().map(branch).collect();
    format!(r#"[{{"event":"noMatch"}}{branches}]"#)
}

fn stage(x: &str, conditions: &[&str]) -> Stage {
    Stage::call().with_variable("x", x).with_transitions(&branches(conditions))
}

fn check(x: &str, conditions: &[&str], expected: Expect) {
    let told =
        stage(x, conditions).play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    expected.assert_eq(&told);
}

#[test]
fn the_first_branch_that_holds_is_taken_without_a_note() {
    check(
        " 2 ",
        &["equal_to 1", "matches_any_of 2, two", "equal_to 2"],
        expect![[r#"
        visits under_test
          leaves by match (transition 2)
        asks #1 hang-up
        ends completed
    "#]],
    );
}

#[test]
fn nothing_that_holds_leaves_by_no_match_and_says_what_was_compared() {
    check(
        "7",
        &["equal_to 1", "equal_to 2"],
        expect![[r#"
        visits under_test
          notes: compared "7" with 2 branches: none holds
          leaves by noMatch
        asks #1 hang-up
        ends completed
    "#]],
    );
    check(
        "3",
        &["less_than 3"],
        expect![[r#"
        visits under_test
          notes: compared "3" less_than "3": false
          leaves by noMatch
        asks #1 hang-up
        ends completed
    "#]],
    );
}

#[test]
fn a_comparison_that_the_wire_does_not_tell_is_noted() {
    check(
        "2",
        &["less_than {{flow.variables.y}}3"],
        expect![[r#"
        visits under_test
          notes: compared "2" less_than "3": true
          leaves by match (transition 1)
        asks #1 hang-up
        ends completed
    "#]],
    );
}

#[test]
fn several_conditions_of_a_branch_have_to_hold_together() {
    let both = &["greater_than 3 && less_than 6"];
    check(
        "5",
        both,
        expect![[r#"
        visits under_test
          notes: compared "5" greater_than "3": true
          leaves by match (transition 1)
        asks #1 hang-up
        ends completed
    "#]],
    );
    check(
        "8",
        both,
        expect![[r#"
            visits under_test
              notes: compared "8" with 1 branch: it does not hold
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]],
    );
}

#[test]
fn without_an_input_the_conditions_own_argument_is_compared() {
    let told = stage("1", &["equal_to 1"]).play::<SplitBasedOn>("{}", &[]);
    expect![[r#"
        visits under_test
          leaves by match (transition 1)
        asks #1 hang-up
        ends completed
    "#]]
    .assert_eq(&told);
    let told = Stage::call()
        .with_variable("x", "no")
        .with_transitions(
            r#"[{"event":"noMatch"},{"event":"match","conditions":[{"variable":"{{flow.variables.x}}","type":"equal_to","value":"yes"}]}]"#,
        )
        .play::<SplitBasedOn>(r#"{"input":" "}"#, &[]);
    expect![[r#"
        visits under_test
          notes: compared "no" equal_to "yes": false
          leaves by noMatch
        asks #1 hang-up
        ends completed
    "#]]
    .assert_eq(&told);
}

#[test]
fn the_input_counts_and_not_a_stale_argument() {
    let told = Stage::call()
        .with_variable("x", "1")
        .with_transitions(
            r#"[{"event":"noMatch"},{"event":"match","conditions":[{"arguments":["{{flow.variables.old}}"],"type":"equal_to","value":"1"}]}]"#,
        )
        .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    assert!(told.contains("leaves by match (transition 1)"), "{told}");
}

#[test]
fn what_cannot_be_compared_does_not_hold_and_warns() {
    check(
        "a",
        &["regex [1-", "equals a"],
        expect![[r#"
        visits under_test
          notes: "[1-" is no regular expression, so it never matches: Parsing error at position 3: Invalid character class
          notes: There is no comparison "equals", so it never holds. Choose one from the list.
          notes: compared "a" with 2 branches: none holds
          leaves by noMatch
        asks #1 hang-up
        ends completed
    "#]],
    );
}

#[test]
fn the_same_warning_is_given_once_a_visit() {
    check(
        "a",
        &["equals a", "equals b"],
        expect![[r#"
        visits under_test
          notes: There is no comparison "equals", so it never holds. Choose one from the list.
          notes: compared "a" with 2 branches: none holds
          leaves by noMatch
        asks #1 hang-up
        ends completed
    "#]],
    );
}

#[test]
fn a_branch_without_conditions_is_never_taken() {
    let told = Stage::call()
        .with_transitions(r#"[{"event":"match"},{"event":"noMatch"}]"#)
        .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    assert!(told.contains("leaves by noMatch"), "{told}");
}

#[test]
fn a_text_from_a_sensitive_widget_is_not_shown() {
    let told = Stage::call()
        .with_own(r#"{"sensitive":{"pin":true}}"#)
        .with_transitions(&branches(&["equal_to 1"]))
        .play::<SplitBasedOn>(r#"{"input":"{{widgets.pin.Digits}}4711"}"#, &[]);
    assert!(told.contains("compared … equal_to") && !told.contains("4711"), "{told}");
    let told = Stage::call()
        .with_own(r#"{"sensitive":["pin"]}"#)
        .with_variable("x", "0815")
        .with_transitions(&branches(&["equal_to {{widgets.pin.Digits}}4711"]))
        .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    assert!(told.contains("compared … equal_to …") && !told.contains("4711"), "{told}");
}

#[test]
fn the_check_finds_what_cannot_hold() {
    let conditions = [
        "equals 1",
        "regex (",
        "less_than two",
        "is_after_time 9:00",
        "matches_any_of ,",
        "equal_to 1",
    ];
    let told =
        stage("", &conditions).problems::<SplitBasedOn>(r#"{"input":"{{widgets.menu.Digits}}"}"#);
    expect![[r#"
        Error bad_condition at : A condition of under_test compares by "equals", which does not exist, so it never holds. Choose one of equal_to, not_equal_to, matches_any_of, does_not_match_any_of, is_blank, is_not_blank, regex, contains, does_not_contain, starts_with, does_not_start_with, less_than, greater_than, is_before_time, is_after_time, is_before_date, is_after_date.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        Error bad_condition at : A condition of under_test has a regular expression that cannot be read, so it never matches: Parsing error at position 1: Opening parenthesis without closing parenthesis. Mend it: "(".
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        Warning never_matches at : A condition of under_test asks for less_than with "two", which is not a number such as 3 or 2.5, so it never holds. Write the value in that form.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        Warning never_matches at : A condition of under_test asks for is_after_time with "9:00", which is not a time such as 09:30, so it never holds. Write the value in that form.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        Warning never_matches at : A condition of under_test asks for one of a list, and the list is empty, so it never holds. Write the words, with commas between them.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
    "#]].assert_eq(&told);
    let told = stage("", &["equal_to 1"]).problems::<SplitBasedOn>(r#"{"input":"fixed"}"#);
    expect![[r#"
        Warning constant_input at input: under_test compares the fixed text "fixed", so it always goes the same way. Put a variable in its place, such as {{flow.variables.choice}}.
        Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "fixed". The split's own text counts; bring the condition in line with it.
    "#]].assert_eq(&told);
    let told = stage("", &["equal_to 1", "less_than 3", "regex [0-9]+", "is_blank Is Blank"])
        .problems::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#);
    assert_eq!(told, "");
}

#[test]
fn hundreds_of_endless_patterns_end_the_turn_instead_of_holding_it_up() {
    let nasty = r"regex (?:a(?=a|$)|a(?!b))*b";
    let told = stage(&"a".repeat(2000), &vec![nasty; 500])
        .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    assert!(
        told.contains("The patterns before under_test need more than 2000000 steps together"),
        "{told}"
    );
    assert!(told.contains("ends failed"), "{told}");
    // Patterns that people write are far from the bound, however many there are.
    let many = vec![r"regex ^(?=.*blocked)(?=.*policy [0-9]+).*$"; 500];
    check(
        &"blocked by this and that ".repeat(100),
        &many,
        expect![[r#"
            visits under_test
              notes: compared "blocked by this and that blocked by this and that blocked by…" with 500 branches: none holds
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]],
    );
}

#[test]
fn values_from_variables_are_no_way_around_the_bound_of_patterns() {
    let own = r"regex (\\w{30}){30}{{flow.variables.x}}";
    let told = stage("a", &vec![own; 500])
        .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
    assert!(told.contains("need more than 2000000 steps together"), "{told}");
}
