//! What is said of the differences between two flows, and what a merge makes of them.

mod support;

use centralita_engine::Value;
use centralita_engine::flow::{Edit, Flow, Spellings, diff, merge};
use expect_test::{Expect, expect};

const MENU: &str = r#"{
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "menu"}], "properties": {"offset": {"x": 0, "y": 0}}},
    {"name": "menu", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "route"}, {"event": "timeout", "next": "menu"}], "properties": {"say": "Press 1", "timeout": 5, "offset": {"x": 0, "y": 200}}},
    {"name": "route", "type": "split-based-on", "transitions": [{"event": "noMatch", "next": "menu"}, {"event": "match", "next": "sales", "conditions": [{"friendly_name": "one", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1"}]}], "properties": {"input": "{{widgets.menu.Digits}}"}},
    {"name": "sales", "type": "connect-call-to", "transitions": [{"event": "callCompleted"}], "properties": {"to": "+15550100"}}
  ],
  "initial_state": "Trigger"
}"#;

/// The flow with pieces of its text exchanged.
fn with(changes: &[(&str, &str)]) -> Flow {
    let mut text = MENU.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old} is in the flow");
        text = text.replacen(old, new, 1);
    }
    Flow::read(&text)
}

fn check_diff(after: &Flow, expected: Expect) {
    let mut shown = String::new();
    for change in diff(&Flow::read(MENU), after) {
        assert!(change.sentence.has_es(), "there is no Spanish for: {}", change.sentence);
        shown.push_str(&format!("{:?}: {}\n", change.concern, change.sentence));
    }
    expected.assert_eq(&shown);
}

#[test]
fn differences_are_told_in_sentences_and_sorted_by_what_they_concern() {
    check_diff(
        &with(&[
            ("\"y\": 200", "\"y\": 210"),
            ("Press 1", "Press 1 now"),
            ("\"timeout\": 5", "\"timeout\": \"7\", \"voice\": \"alice\""),
            (r#""value": "1""#, r#""value": "2""#),
            (r#""friendly_name": "one""#, r#""friendly_name": "two""#),
            (
                r#"{"event": "timeout", "next": "menu"}"#,
                r#"{"event": "timeout"}, {"event": "speech", "next": "route"}"#,
            ),
        ]),
        expect![[r#"
            Layout: menu stands elsewhere on the canvas.
            Wording: menu: say is "Press 1 now", it was "Press 1".
            Behaviour: menu: timeout is "7", it was 5.
            Behaviour: menu: voice is "alice", it was not set.
            Behaviour: menu goes nowhere on timeout, it went to menu.
            Behaviour: menu has a new way out on speech, to route.
            Wording: route, way out on match to sales: friendly_name is "two", it was "one".
            Behaviour: route, way out on match to sales: value is "2", it was "1".
        "#]],
    );
}

#[test]
fn the_same_written_otherwise_is_no_difference() {
    check_diff(&with(&[("\"timeout\": 5", "\"voice\": null, \"timeout\" : \"5\"")]), expect![""]);
    check_diff(
        &with(&[(r#"{"event": "callCompleted"}"#, r#"{"next": "", "event": "callCompleted"}"#)]),
        expect![""],
    );
    check_diff(&Flow::read(MENU).formatted(), expect![""]);
}

#[test]
fn a_new_name_is_a_new_name_and_nothing_else() {
    let flow = Flow::read(MENU);
    let renamed =
        Edit::RenameWidget { from: "menu".into(), to: "start".into() }.apply(&flow).unwrap();
    check_diff(
        &renamed,
        expect![[r#"
        Wording: menu is called start now.
    "#]],
    );
    let edit = Edit::SetProperty {
        widget: "start".into(),
        path: vec!["say".into()],
        value: Value::from("Hi"),
    };
    check_diff(
        &edit.apply(&renamed).unwrap(),
        expect![[r#"
        Wording: menu is called start now.
        Wording: start: say is "Hi", it was "Press 1".
    "#]],
    );
}

#[test]
fn of_long_texts_the_part_that_differs_is_told() {
    let say = |end: &str| {
        format!(
            r#"{{"initial_state":"a","states":[{{"name":"a","type":"say-play","transitions":[],"properties":{{"say":"For sales, press 1. For support, press 2. For our opening hours and address, press 3. {end} Or just tell me what you need, and somebody will help you."}}}}]}}"#
        )
    };
    let sentences = |before: &str, after: &str| -> String {
        let changes = diff(&Flow::read(&say(before)), &Flow::read(&say(after)));
        changes.iter().map(|change| format!("{}\n", change.sentence)).collect()
    };
    expect![[r#"
        a: say is "…ess, press 3. Press 8 to hear it again. Or just tell me what…", it was "…ess, press 3. Press 9 to hear it again. Or just tell me what…".
    "#]].assert_eq(&sentences("Press 9 to hear it again.", "Press 8 to hear it again."));
    expect![[r#"
        a: say is "…d address, press 3. Goodbye. Or just tell me what you need, …", it was "…d address, press 3.  Or just tell me what you need, and some…".
    "#]].assert_eq(&sentences("", "Goodbye."));
}

#[test]
fn widgets_and_settings_that_come_and_go_are_told() {
    let flow = Flow::read(MENU);
    let without = Edit::RemoveWidgets(vec!["sales".into()]).apply(&flow).unwrap();
    let zone =
        Edit::SetOwn { path: vec!["time_zone".into()], value: Some(Value::from("Europe/Madrid")) };
    let after = zone.apply(&Edit::SetInitial("menu".into()).apply(&without).unwrap()).unwrap();
    check_diff(
        &after,
        expect![[r#"
        Behaviour: route goes nowhere on match, it went to sales.
        Behaviour: sales is gone (connect-call-to).
        Behaviour: The flow begins at menu, it began at Trigger.
        Behaviour: The flow: centralita.time_zone is "Europe/Madrid", it was not set.
    "#]],
    );
}

#[test]
fn an_old_export_and_its_conversion_mean_the_same() {
    for (name, text) in support::corpus::flows("studio") {
        let flow = Flow::read(&text);
        if flow.shape().legacy {
            let modern = Edit::Modernize(Spellings::default()).apply(&flow).unwrap();
            assert_eq!(diff(&flow, &modern), [], "{name}");
        }
    }
}

/// Merges two variants of the flow: the lines that differ from ours, and the conflicts.
fn check_merge(ours: &Flow, theirs: &Flow, expected: Expect) {
    let merged = merge(&Flow::read(MENU), ours, theirs);
    assert_eq!(merged.flow.faults(), &[]);
    let mut shown = String::new();
    for change in diff(ours, &merged.flow) {
        shown.push_str(&format!("taken: {}\n", change.sentence));
    }
    for conflict in &merged.conflicts {
        assert!(conflict.sentence.has_es(), "there is no Spanish for: {}", conflict.sentence);
        shown.push_str(&format!("conflict: {}\n", conflict.sentence));
    }
    expected.assert_eq(&shown);
}

#[test]
fn changes_in_different_places_come_together() {
    let ours = with(&[("Press 1", "Press 1 now"), (r#""value": "1""#, r#""value": "2""#)]);
    let theirs = with(&[
        ("\"timeout\": 5", "\"timeout\": 7"),
        ("\"friendly_name\": \"one\"", "\"friendly_name\": \"two\""),
    ]);
    check_merge(
        &ours,
        &theirs,
        expect![[r#"
            taken: menu: timeout is 7, it was 5.
            taken: route, way out on match to sales: friendly_name is "two", it was "one".
        "#]],
    );
}

#[test]
fn where_both_changed_the_same_ours_stays_and_it_is_said() {
    let ours = with(&[
        ("Press 1", "Press 1 now"),
        ("\"y\": 200", "\"y\": 1"),
        ("\"next\": \"sales\"", "\"next\": \"menu\""),
    ]);
    let theirs =
        with(&[("Press 1", "Dial 1"), ("\"y\": 200", "\"y\": 2"), ("\"next\": \"sales\", ", "")]);
    check_merge(
        &ours,
        &theirs,
        expect![[r#"
            conflict: menu: say was "Press 1"; it is "Press 1 now" here and "Dial 1" there. Ours is kept.
            conflict: route: transitions[1].next was "sales"; it is "menu" here and not set there. Ours is kept.
        "#]],
    );
}

#[test]
fn a_rename_there_and_an_edit_here_come_together() {
    let flow = Flow::read(MENU);
    let theirs =
        Edit::RenameWidget { from: "menu".into(), to: "start".into() }.apply(&flow).unwrap();
    let ours = with(&[
        ("\"timeout\": 5", "\"timeout\": 7"),
        (r#""+15550100""#, r#""{{widgets.menu.Digits}}""#),
    ]);
    let merged = merge(&flow, &ours, &theirs);
    assert_eq!(merged.conflicts, []);
    let expected =
        Edit::RenameWidget { from: "menu".into(), to: "start".into() }.apply(&ours).unwrap();
    assert_eq!(merged.flow, expected);
}

#[test]
fn what_one_removes_and_the_other_needs_stays() {
    let flow = Flow::read(MENU);
    let without = Edit::RemoveWidgets(vec!["sales".into()]).apply(&flow).unwrap();
    let needs = Edit::Connect { widget: "menu".into(), transition: 1, to: "sales".into() }
        .apply(&flow)
        .unwrap();
    check_merge(
        &needs,
        &without,
        expect![[r#"
        taken: route goes nowhere on match, it went to sales.
        conflict: sales is gone there and led to from here. It is kept.
    "#]],
    );
    check_merge(
        &without,
        &needs,
        expect![[r#"
        taken: menu goes nowhere on timeout, it went to menu.
        conflict: menu goes to sales on timeout there, which is gone here. It goes nowhere now.
    "#]],
    );
    check_merge(
        &with(&[("+15550100", "+15550199")]),
        &without,
        expect![[r#"
        taken: route goes nowhere on match, it went to sales.
        conflict: sales is gone there and changed here. It is kept.
    "#]],
    );
    check_merge(
        &without,
        &with(&[("+15550100", "+15550199")]),
        expect![[r#"
        conflict: sales is gone here and changed there. It stays gone.
    "#]],
    );
}

#[test]
fn two_new_widgets_of_one_name_are_told_apart() {
    let new = |say: &str| {
        let state = format!(
            r#"{{"name": "bye", "type": "say-play", "properties": {{"say": "{say}"}}}}, {{"name": "Trigger""#
        );
        with(&[(r#"{"name": "Trigger""#, &state)])
    };
    check_merge(
        &new("Bye"),
        &new("Goodbye"),
        expect![[r#"
        taken: bye_2 is new (say-play).
        conflict: Both flows have a new widget called bye. Theirs is called bye_2 now.
    "#]],
    );
    check_merge(&new("Bye"), &new("Bye"), expect![""]);
}

#[test]
fn what_is_no_flow_does_not_spoil_the_merge() {
    let flow = Flow::read(MENU);
    for broken in ["", "[1]", "no json"] {
        let merged = merge(&flow, &flow.formatted(), &Flow::read(broken));
        assert_eq!((merged.flow, merged.conflicts.len()), (flow.formatted(), 1));
        let merged = merge(&flow, &Flow::read(broken), &flow.formatted());
        assert_eq!((merged.flow, merged.conflicts.len()), (flow.formatted(), 1));
    }
}

#[test]
fn a_merge_has_a_start_though_theirs_is_gone_here_and_ours_there() {
    let flow = |start: &str, names: &[&str]| {
        let states: Vec<String> = names
            .iter()
            .map(|name| format!(r#"{{"name":"{name}","type":"say-play","transitions":[]}}"#))
            .collect();
        Flow::read(&format!(r#"{{"initial_state":"{start}","states":[{}]}}"#, states.join(",")))
    };
    let merged =
        merge(&flow("a", &["a", "b", "c"]), &flow("a", &["a", "c"]), &flow("b", &["b", "c"]));
    assert_eq!(merged.flow.initial_name().map(|name| name.as_str()), Some("a"));
    assert!(merged.flow.initial().is_some(), "{}", merged.flow.text());
    let told: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.sentence.en()).collect();
    assert!(told.iter().any(|told| told.contains("begins at b there")), "{told:?}");
}
