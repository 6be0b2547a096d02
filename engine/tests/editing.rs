//! Each kind of edit on a small flow, as the text it leaves.

use centralita_engine::Value;
use centralita_engine::flow::edit::clipboard_text;
use centralita_engine::flow::{
    Edit, Flow, Label, NewCondition, NewTransition, NewWidget, Position, Refused, Spellings,
};
use expect_test::{Expect, expect};

const MENU: &str = r#"{
  "description": "Menu",
  "states": [
    {
      "name": "Trigger",
      "type": "trigger",
      "transitions": [
        { "event": "incomingMessage" },
        { "event": "incomingCall", "next": "menu" }
      ],
      "properties": { "offset": { "x": 0, "y": 0.0 } }
    },
    {
      "name": "menu",
      "type": "gather-input-on-call",
      "transitions": [
        { "event": "keypress", "next": "route" },
        { "event": "timeout", "next": "menu" }
      ],
      "properties": {
        "say": "Press 1 \u00e9",
        "timeout": "5",
        "offset": { "x": 10, "y": 220 }
      }
    },
    {
      "name": "route",
      "type": "split-based-on",
      "transitions": [
        { "event": "noMatch" },
        { "event": "match", "next": "menu", "conditions": [
          { "friendly_name": "menu is 1", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1" }
        ] }
      ],
      "properties": { "input": "{{ widgets.menu.Digits }} of the menu" }
    }
  ],
  "initial_state": "Trigger",
  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
}
"#;

/// The lines that the edit changes: `-` those of before, `+` those of after.
fn check(edit: Edit, expected: Expect) {
    let flow = Flow::read(MENU);
    let after = match edit.apply(&flow) {
        Ok(after) => after,
        Err(refused) => return expected.assert_eq(&refused.to_string()),
    };
    assert_eq!(after.faults(), &[]);
    let (old, new): (Vec<&str>, Vec<&str>) =
        (flow.text().lines().collect(), after.text().lines().collect());
    // How many lines two tails have in common, for every two tails.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (one, line) in old.iter().enumerate().rev() {
        for (other, candidate) in new.iter().enumerate().rev() {
            common[one][other] = match line == candidate {
                true => common[one + 1][other + 1] + 1,
                false => common[one + 1][other].max(common[one][other + 1]),
            };
        }
    }
    let mut shown = format!("{}\n", edit.label());
    let (mut one, mut other) = (0, 0);
    while one < old.len() || other < new.len() {
        if one < old.len() && other < new.len() && old[one] == new[other] {
            (one, other) = (one + 1, other + 1);
        } else if one < old.len()
            && (other == new.len() || common[one + 1][other] >= common[one][other + 1])
        {
            shown.push_str(&format!("-{}\n", old[one]));
            one += 1;
        } else {
            shown.push_str(&format!("+{}\n", new[other]));
            other += 1;
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_widget_is_added_in_the_manner_of_the_file() {
    check(
        Edit::AddWidget(NewWidget {
            name: "hello".into(),
            kind: "say-play".into(),
            transitions: vec![NewTransition {
                event: "audioComplete".into(),
                next: Some("menu".into()),
                conditions: vec![],
            }],
            properties: Value::map([("say".into(), Value::from("Hi \"you\""))]),
            position: Some(Position::new(-30.0, 12.5)),
        }),
        expect![[r#"
            Add hello
            +    },
            +    {
            +      "name": "hello",
            +      "type": "say-play",
            +      "transitions": [
            +        { "event": "audioComplete", "next": "menu" }
            +      ],
            +      "properties": { "say": "Hi \"you\"", "offset": { "x": -30, "y": 12.5 } }
        "#]],
    );
    check(
        Edit::AddWidget(NewWidget { name: "menu".into(), ..NewWidget::default() }),
        expect!["Another widget is called menu. Choose another name."],
    );
    check(
        Edit::AddWidget(NewWidget { name: "a b".into(), ..NewWidget::default() }),
        expect![[r#"A name has letters, digits, _ and - only; take out " "."#]],
    );
}

#[test]
fn a_widget_goes_with_the_wires_to_it_and_what_is_said_of_it() {
    check(
        Edit::RemoveWidgets(vec!["menu".into()]),
        expect![[r#"
            Remove menu
            -        { "event": "incomingCall", "next": "menu" }
            +        { "event": "incomingCall" }
            -      "name": "menu",
            -      "type": "gather-input-on-call",
            -      "transitions": [
            -        { "event": "keypress", "next": "route" },
            -        { "event": "timeout", "next": "menu" }
            -      ],
            -      "properties": {
            -        "say": "Press 1 \u00e9",
            -        "timeout": "5",
            -        "offset": { "x": 10, "y": 220 }
            -      }
            -    },
            -    {
            -        { "event": "match", "next": "menu", "conditions": [
            +        { "event": "match", "conditions": [
            -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
            +  "centralita": { "version": 1, "labels": {}, "groups": [ { "title": "G", "widgets": ["route"] } ] }
        "#]],
    );
    check(
        Edit::RemoveWidgets(vec!["Trigger".into()]),
        expect![
            "Trigger is where the flow begins and cannot be removed. Choose another start first."
        ],
    );
    check(
        Edit::RemoveWidgets(vec!["nobody".into()]),
        expect!["There is no widget called nobody in this flow."],
    );
}

#[test]
fn a_name_changes_everywhere_it_is_mentioned_and_not_in_words() {
    check(
        Edit::RenameWidget { from: "menu".into(), to: "start".into() },
        expect![[r#"
            Rename menu to start
            -        { "event": "incomingCall", "next": "menu" }
            +        { "event": "incomingCall", "next": "start" }
            -      "name": "menu",
            +      "name": "start",
            -        { "event": "timeout", "next": "menu" }
            +        { "event": "timeout", "next": "start" }
            -        { "event": "match", "next": "menu", "conditions": [
            -          { "friendly_name": "menu is 1", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1" }
            +        { "event": "match", "next": "start", "conditions": [
            +          { "friendly_name": "menu is 1", "arguments": ["{{widgets.start.Digits}}"], "type": "equal_to", "value": "1" }
            -      "properties": { "input": "{{ widgets.menu.Digits }} of the menu" }
            +      "properties": { "input": "{{ widgets.start.Digits }} of the menu" }
            -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
            +  "centralita": { "version": 1, "labels": { "start": "Choice" }, "groups": [ { "title": "G", "widgets": ["start", "route"] } ] }
        "#]],
    );
    check(
        Edit::RenameWidget { from: "menu".into(), to: "route".into() },
        expect!["Another widget is called route. Choose another name."],
    );
}

#[test]
fn properties_are_set_made_and_cleared() {
    let property = |path: Vec<centralita_engine::flow::PathStep>, value: Value| Edit::SetProperty {
        widget: "menu".into(),
        path,
        value,
    };
    check(
        property(vec!["timeout".into()], Value::Int(7)),
        expect![[r#"
        Change timeout of menu
        -        "timeout": "5",
        +        "timeout": 7,
    "#]],
    );
    check(
        property(vec!["timeout".into()], Value::from("5")),
        expect![[r#"
        Change timeout of menu
    "#]],
    );
    check(
        property(vec!["voice".into()], Value::from("alice")),
        expect![[r#"
        Change voice of menu
        -        "offset": { "x": 10, "y": 220 }
        +        "offset": { "x": 10, "y": 220 },
        +        "voice": "alice"
    "#]],
    );
    check(
        property(vec!["list".into(), 0.into(), "key".into()], Value::from("k")),
        expect![[r#"
        Change list of menu
        -        "offset": { "x": 10, "y": 220 }
        +        "offset": { "x": 10, "y": 220 },
        +        "list": [
        +          {
        +            "key": "k"
        +          }
        +        ]
    "#]],
    );
    check(
        property(vec!["say".into(), "deep".into()], Value::Null),
        expect![[
            r#"say.deep cannot be set: "deep" on the way there is something else than a list or map that has it."#
        ]],
    );
    check(
        Edit::ClearProperty { widget: "menu".into(), path: vec!["say".into()] },
        expect![[r#"
        Clear say of menu
        -        "say": "Press 1 \u00e9",
    "#]],
    );
    check(
        Edit::ClearProperty { widget: "menu".into(), path: vec!["offset".into(), "x".into()] },
        expect![[r#"
            Clear offset of menu
            -        "offset": { "x": 10, "y": 220 }
            +        "offset": { "y": 220 }
        "#]],
    );
}

#[test]
fn wires_are_led_elsewhere_added_moved_and_removed() {
    check(
        Edit::Connect { widget: "Trigger".into(), transition: 0, to: "route".into() },
        expect![[r#"
            Connect Trigger to route
            -        { "event": "incomingMessage" },
            +        { "event": "incomingMessage", "next": "route" },
        "#]],
    );
    check(
        Edit::Connect { widget: "menu".into(), transition: 1, to: "route".into() },
        expect![[r#"
        Connect menu to route
        -        { "event": "timeout", "next": "menu" }
        +        { "event": "timeout", "next": "route" }
    "#]],
    );
    check(
        Edit::Connect { widget: "menu".into(), transition: 2, to: "route".into() },
        expect!["menu has 2 ways out, and this change is about number 3."],
    );
    check(
        Edit::Disconnect { widget: "menu".into(), transition: 0 },
        expect![[r#"
        Disconnect a way out of menu
        -        { "event": "keypress", "next": "route" },
        +        { "event": "keypress" },
    "#]],
    );
    let condition = NewCondition {
        friendly_name: "If".into(),
        arguments: vec!["{{x}}".into()],
        operator: "contains".into(),
        value: "2".into(),
    };
    let transition =
        NewTransition { event: "match".into(), next: None, conditions: vec![condition.clone()] };
    check(
        Edit::AddTransition { widget: "route".into(), at: 1, transition },
        expect![[r#"
        Add way out match to route
        +        { "event": "match", "conditions": [{ "friendly_name": "If", "arguments": ["{{x}}"], "type": "contains", "value": "2" }] },
    "#]],
    );
    check(
        Edit::MoveTransition { widget: "menu".into(), from: 0, to: 9 },
        expect![[r#"
        Reorder the ways out of menu
        -        { "event": "keypress", "next": "route" },
        -        { "event": "timeout", "next": "menu" }
        +        { "event": "timeout", "next": "menu" },
        +        { "event": "keypress", "next": "route" }
    "#]],
    );
    check(
        Edit::RemoveTransition { widget: "menu".into(), transition: 0 },
        expect![[r#"
        Remove a way out of menu
        -        { "event": "keypress", "next": "route" },
    "#]],
    );
    check(
        Edit::SetConditions { widget: "route".into(), transition: 1, conditions: vec![condition] },
        expect![[r#"
            Change a condition of route
            -          { "friendly_name": "menu is 1", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1" }
            +          { "friendly_name": "If", "arguments": ["{{x}}"], "type": "contains", "value": "2" }
        "#]],
    );
}

#[test]
fn boxes_move_and_only_their_numbers_change() {
    let moves = vec![
        ("Trigger".into(), Position::new(5.0, 0.0)),
        ("route".into(), Position::new(1.0, 2.0)),
    ];
    check(
        Edit::MoveWidgets(moves),
        expect![[r#"
            Move 2 widgets
            -      "properties": { "offset": { "x": 0, "y": 0.0 } }
            +      "properties": { "offset": { "x": 5, "y": 0.0 } }
            -      "properties": { "input": "{{ widgets.menu.Digits }} of the menu" }
            +      "properties": { "input": "{{ widgets.menu.Digits }} of the menu", "offset": { "x": 1, "y": 2 } }
        "#]],
    );
}

#[test]
fn the_flow_itself_is_described_started_and_switched() {
    check(
        Edit::SetDescription("Other".into()),
        expect![[r#"
        Change the description
        -  "description": "Menu",
        +  "description": "Other",
    "#]],
    );
    check(
        Edit::SetInitial("menu".into()),
        expect![[r#"
        Start at menu
        -  "initial_state": "Trigger",
        +  "initial_state": "menu",
    "#]],
    );
    check(
        Edit::SetConcurrentCalls(true),
        expect![[r#"
        Allow several calls of one caller
        -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
        +  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] },
        +  "flags": {
        +    "allow_concurrent_calls": true
        +  }
    "#]],
    );
    check(
        Edit::SetOwn { path: vec!["time_zone".into()], value: Some(Value::from("Europe/Madrid")) },
        expect![[r#"
            Change time_zone of the flow
            -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
            +  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ], "time_zone": "Europe/Madrid" }
        "#]],
    );
    check(
        Edit::SetOwn { path: vec!["labels".into()], value: None },
        expect![[r#"
        Change labels of the flow
        -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
        +  "centralita": { "version": 1, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
    "#]],
    );
    check(
        Edit::SetOwn { path: vec![], value: None },
        expect![[r#"
            Change settings of the flow
            -  "initial_state": "Trigger",
            -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
            +  "initial_state": "Trigger"
        "#]],
    );
    check(
        Edit::ChangeKind { widget: "menu".into(), kind: "say-play".into() },
        expect![[r#"
        Make menu a say-play
        -      "type": "gather-input-on-call",
        +      "type": "say-play",
    "#]],
    );
}

#[test]
fn copies_lead_to_copies_and_read_from_them() {
    check(
        Edit::Duplicate {
            widgets: vec!["menu".into(), "route".into(), "Trigger".into()],
            by: Position::new(20.0, 20.0),
        },
        expect![[r#"
            Duplicate 3 widgets
            +    },
            +    {
            +      "name": "Copy_of_menu",
            +      "type": "gather-input-on-call",
            +      "transitions": [
            +        { "event": "keypress", "next": "Copy_of_route" },
            +        { "event": "timeout", "next": "Copy_of_menu" }
            +      ],
            +      "properties": { "say": "Press 1 \u00e9", "timeout": "5", "offset": { "x": 30, "y": 240 } }
            +    },
            +    {
            +      "name": "Copy_of_route",
            +      "type": "split-based-on",
            +      "transitions": [
            +        { "event": "noMatch" },
            +        {
            +          "event": "match",
            +          "next": "Copy_of_menu",
            +          "conditions": [
            +            { "friendly_name": "menu is 1", "arguments": ["{{widgets.Copy_of_menu.Digits}}"], "type": "equal_to", "value": "1" }
            +          ]
            +        }
            +      ],
            +      "properties": { "input": "{{ widgets.Copy_of_menu.Digits }} of the menu" }
        "#]],
    );
    let flow = Flow::read(MENU);
    let copied = clipboard_text(&flow, &["menu".into(), "Trigger".into()]);
    check(
        Edit::Paste { text: copied.into(), at: Some(Position::new(0.0, 1.0)) },
        expect![[r#"
        Paste
        +    },
        +    {
        +      "name": "Copy_of_menu",
        +      "type": "gather-input-on-call",
        +      "transitions": [
        +        { "event": "keypress", "next": "route" },
        +        { "event": "timeout", "next": "Copy_of_menu" }
        +      ],
        +      "properties": { "say": "Press 1 \u00e9", "timeout": "5", "offset": { "x": 0, "y": 1 } }
    "#]],
    );
    check(
        Edit::Paste { text: "hello".into(), at: None },
        expect!["There is no widget in what was copied. Copy widgets, or the JSON of a flow."],
    );
}

#[test]
fn several_edits_are_one_or_none() {
    let label = Label::Named("Start over".into());
    let good = Edit::SetDescription("x".into());
    let bad = Edit::SetInitial("nobody".into());
    check(
        Edit::All(vec![good.clone(), bad], label.clone()),
        expect!["There is no widget called nobody in this flow."],
    );
    check(
        Edit::All(vec![good, Edit::SetConcurrentCalls(true)], label),
        expect![[r#"
            Start over
            -  "description": "Menu",
            +  "description": "x",
            -  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] }
            +  "centralita": { "version": 1, "labels": { "menu": "Choice" }, "groups": [ { "title": "G", "widgets": ["menu", "route"] } ] },
            +  "flags": {
            +    "allow_concurrent_calls": true
            +  }
        "#]],
    );
}

#[test]
fn an_old_export_becomes_a_new_one_by_its_own_edit() {
    let old = r#"{"description":"x","states":[
  {"sid":"FF1","name":"Trigger","type":"InitialState","transitions":[{"event":"incomingCall","conditions":[],"next":"FF2","uuid":"a"},{"event":"incomingMessage","conditions":[],"next":null,"uuid":"b"}],"properties":{"flow_url":null,"offset":{"x":1,"y":2}}},
  {"sid":"FF2","name":"ask","type":"MessagePrompt","transitions":[],"properties":{"timeout":3600,"save_response_as":null,"body":"Hi"}}]}"#;
    let flow = Flow::read(old);
    assert_eq!(Edit::SetConcurrentCalls(true).apply(&flow), Err(Refused::OldFormat));
    let connected = Edit::Connect { widget: "Trigger".into(), transition: 1, to: "ask".into() }
        .apply(&flow)
        .unwrap();
    assert!(connected.text().contains(r#""event":"incomingMessage","conditions":[],"next":"FF2""#));
    let mut spellings = Spellings::default();
    spellings.kinds.insert("InitialState".into(), "trigger".into());
    spellings.kinds.insert("MessagePrompt".into(), "send-and-wait-for-reply".into());
    spellings.texts.insert("send-and-wait-for-reply".into(), vec!["timeout".into()]);
    let spelling = [("body".into(), "text".into())].into_iter().collect();
    spellings.properties.insert("send-and-wait-for-reply".into(), spelling);
    let modern = Edit::Modernize(spellings.clone()).apply(&flow).unwrap();
    expect![[r#"
        {"description":"x","states":[
          {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"},{"event":"incomingMessage"}],"properties":{"offset":{"x":1,"y":2}}},
          {"name":"ask","type":"send-and-wait-for-reply","transitions":[],"properties":{"timeout":"3600","text":"Hi"}}],"initial_state":"Trigger"}"#]].assert_eq(modern.text());
    assert!(!modern.shape().legacy && modern.faults().is_empty());
    assert_eq!(Edit::Modernize(spellings).apply(&modern).unwrap(), modern);
}

#[test]
fn widgets_that_share_a_name_can_be_told_apart_again() {
    let flow = Flow::read(
        r#"{"states":[{"name":"T","type":"trigger"},{"name":"a","type":"x"},{"name":"a","type":"y"},{"type":"z"}],"initial_state":"T"}"#,
    );
    let edits = vec![
        Edit::NameWidget { index: 2, name: "b".into() },
        Edit::NameWidget { index: 3, name: "c".into() },
    ];
    let after = Edit::All(edits, Label::Named("Tell apart".into())).apply(&flow).unwrap();
    assert_eq!(after.faults(), &[]);
    assert_eq!(
        after.text(),
        r#"{"states":[{"name":"T","type":"trigger"},{"name":"a","type":"x"},{"name":"b","type":"y"},{"name":"c","type":"z"}],"initial_state":"T"}"#
    );
}

#[test]
fn other_spellings_are_written_as_today_s() {
    let flow = Flow::read(
        r#"{"states":[{"name":"T","type":"trigger"},{"name":"a","type":"gather","transitions":[{"event":"match","conditions":[{"variable":"{{x}}","type":"equal_to","value":"1"}]}],
"properties":{"num_digits":"4","number_of_digits":null,"input":"dtmf","variables":[{"key":"k","value":"{}","parse_as_json":true},{"parse_as_json":false}]}}],"initial_state":"T"}"#,
    );
    let names = [("num_digits", "number_of_digits"), ("input", "")];
    let names = names.map(|(old, new)| (old.into(), new.into())).into_iter().collect();
    let mut spellings = Spellings::default();
    spellings.kinds.insert("gather".into(), "gather-input-on-call".into());
    spellings.properties.insert("gather-input-on-call".into(), names);
    let modern = Edit::Modernize(spellings.clone()).apply(&flow).unwrap();
    expect![[r#"
        {"states":[{"name":"T","type":"trigger"},{"name":"a","type":"gather-input-on-call","transitions":[{"event":"match","conditions":[{"arguments":["{{x}}"],"type":"equal_to","value":"1"}]}],
        "properties":{"number_of_digits":"4","variables":[{"key":"k","value":"{}","type":"json_object"},{}]}}],"initial_state":"T"}"#]].assert_eq(modern.text());
    assert_eq!(Edit::Modernize(spellings).apply(&modern).unwrap(), modern);
}
