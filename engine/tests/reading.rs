//! Every form in which a flow may come is read, and what had to be repaired is said.

mod support;

use centralita_engine::Lines;
use centralita_engine::flow::{Flow, ReadFaultKind, StatesShape, Wrapper};
use expect_test::{Expect, expect};

/// What was read, in a few lines, and the faults with their places.
fn check(text: &str, expected: Expect) {
    let flow = Flow::read(text);
    assert_eq!(flow.text(), text);
    let mut shown = String::new();
    for widget in flow.widgets() {
        let wires: Vec<String> = widget
            .transitions
            .iter()
            .map(|wire| format!("{}->{}", wire.event, wire.next.as_deref().unwrap_or("-")))
            .collect();
        shown.push_str(&format!("{} ({}) {}\n", widget.name, widget.kind, wires.join(" ")));
    }
    shown.push_str(&format!("starts at {:?}\n", flow.initial_name()));
    for fault in flow.faults() {
        let message = fault.with_place(&Lines::of(flow.document().text()));
        shown.push_str(&format!("{}: {message}\n", fault.kind.code()));
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_plain_export() {
    check(
        r#"{"states":[{"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"a"},{"event":"incomingMessage","next":null},{"event":"incomingRequest","next":""}],"properties":{"offset":{"x":0,"y":-10}}},{"name":"a","type":"say-play"}],"initial_state":"Trigger","flags":{"allow_concurrent_calls":"true"}}"#,
        expect![[r#"
            Trigger (trigger) incomingCall->a incomingMessage->- incomingRequest->-
            a (say-play) 
            starts at Some("Trigger")
        "#]],
    );
}

#[test]
fn a_resource_of_the_rest_api_with_the_definition_as_map_or_text() {
    let definition = r#"{"states":[{"name":"T","type":"trigger"}],"initial_state":"T"}"#;
    let text =
        format!(r#"{{"sid":"FW1","friendly_name":"IVR","revision":3,"definition":{definition}}}"#);
    let flow = Flow::read(&text);
    let Wrapper::Resource(resource) = &flow.shape().wrapper else { panic!("there is a wrapper") };
    assert_eq!((resource.sid.as_deref(), resource.revision), (Some("FW1"), Some(3)));
    assert_eq!(flow.widgets().len(), 1);
    assert!(flow.faults().is_empty() && !flow.shape().definition_is_text);

    let inner = serde_json::to_string(definition).unwrap();
    let flow = Flow::read(&format!(r#"[{{"friendlyName":"IVR","definition":{inner}}}]"#));
    assert!(flow.shape().definition_is_text);
    assert_eq!(flow.document().text(), definition);
    assert_eq!(
        flow.widgets()[0].span.of(flow.document().text()),
        r#"{"name":"T","type":"trigger"}"#
    );
    assert!(flow.faults().is_empty());
}

#[test]
fn the_old_export_format_is_read_by_its_ids() {
    check(
        r#"{"description":"x","states":[
            {"sid":"FF1","name":"Trigger","type":"InitialState","properties":{"offset":{"x":1,"y":2},"flow_url":null},
             "transitions":[{"event":"incomingCall","conditions":[],"next":"FF2","uuid":"u"},{"event":"incomingMessage","conditions":[],"next":null,"uuid":"v"}]},
            {"sid":"FF2","name":"menu","type":"Gather","properties":{"save_response_as":null},"transitions":[{"event":"timeout","conditions":[],"next":"FF9","uuid":"w"}]}]}"#,
        expect![[r#"
            Trigger (InitialState) incomingCall->menu incomingMessage->-
            menu (Gather) timeout->FF9
            starts at Some("Trigger")
            old_format: This is the old format of Studio's exports. It is read and kept as it is; migrate it to write today's names.
        "#]],
    );
}

#[test]
fn what_is_missing_or_of_the_wrong_kind_is_said() {
    check(
        r#"{"states":[
  {"name":"a","type":"trigger","transitions":{"event":"x"},"properties":[]},
  {"name":"a","transitions":[5,{"next":"a"},{"event":"match","conditions":["x == 1"]}]},
  {"type":7,"transitions":null,"properties":null},
  "b", null]}"#,
        expect![[r#"
            a (trigger) 
            a () ->a match->-
            unnamed_3 (7) 
            starts at Some("a")
            wrong_json_kind: line 2, column 46: The transitions of a are a map and should be a list; they are kept and not read.
            wrong_json_kind: line 2, column 73: The properties of a are a list and should be a map; they are kept and not read.
            no_kind: line 3, column 3: a has no type. Choose one.
            wrong_json_kind: line 3, column 30: One of the transitions of a is a number and should be a map; it is kept and not read.
            no_event: line 3, column 32: One of the transitions of a has no event and is never taken. Remove it, or name its event.
            wrong_json_kind: line 3, column 76: A condition of a is a text and should be a map with "arguments", "type" and "value". Build it anew.
            no_name: line 4, column 3: Entry 3 of "states" has no name; it is shown as unnamed_3. Give it a name.
            not_a_widget: line 5, column 3: Entry 4 of "states" is a text and no widget; it is kept and not shown. Remove it.
            not_a_widget: line 5, column 8: Entry 5 of "states" is nothing and no widget; it is kept and not shown. Remove it.
            duplicate_name: line 3, column 3: Two widgets are called a. Wires lead to the first; give the other another name.
            no_start: line 1, column 1: The file does not say where the flow begins; a is taken, its only trigger.
        "#]],
    );
}

#[test]
fn widgets_in_a_map_get_their_names_from_it() {
    let flow = Flow::read(
        r#"{"states":{"T":{"type":"trigger"},"a":{"type":"say-play"}},"initial_state":"T"}"#,
    );
    assert_eq!(flow.shape().states, StatesShape::Map);
    assert_eq!(flow.index_of("a"), Some(1));
    assert_eq!(flow.initial(), Some(0));
}

#[test]
fn what_is_no_flow_is_said_to_be_none() {
    check(
        "",
        expect![[r#"
        starts at None
        not_json: line 1, column 1: The file is empty.
        not_a_flow: line 1, column 1: No flow was found: this is nothing, and a flow is a map with "states" in it. Paste the text of Studio's "Show Flow JSON".
    "#]],
    );
    check(
        "[1,2]",
        expect![[r#"
        starts at None
        not_a_flow: line 1, column 1: No flow was found: this is a list, and a flow is a map with "states" in it. Paste the text of Studio's "Show Flow JSON".
    "#]],
    );
    check(
        r#"{"a":1}"#,
        expect![[r#"
        starts at None
        no_widgets: line 1, column 1: This flow has no widgets: "states" is missing. Add a widget, or check that this is the right file.
    "#]],
    );
    check(
        r#"{"states":"x","initial_state":"gone"}"#,
        expect![[r#"
        starts at Some("gone")
        no_widgets: line 1, column 11: "states" is a text and should be a list of widgets; no widget is read.
    "#]],
    );
}

#[test]
fn a_start_that_does_not_exist_is_replaced_by_the_only_trigger() {
    check(
        r#"{"states":[{"name":"T","type":"trigger"}],"initial_state":"gone"}"#,
        expect![[r#"
        T (trigger) 
        starts at Some("T")
        no_start: line 1, column 59: The flow is said to begin at gone, which does not exist; T is taken, its only trigger.
    "#]],
    );
    check(
        r#"{"states":[{"name":"a","type":"say-play"}]}"#,
        expect![[r#"
        a (say-play) 
        starts at None
        no_start: line 1, column 1: The file does not say where the flow begins. Choose the widget in which it starts.
    "#]],
    );
}

#[test]
fn bytes_that_are_not_text_are_said() {
    let flow = Flow::read_bytes(b"{\"states\":[],\"x\":\"\xff\"}");
    assert_eq!(flow.faults()[0].kind, ReadFaultKind::NotUtf8);
}

#[test]
fn our_own_data_is_read_and_unknown_members_of_it_stay() {
    let flow = Flow::read(
        r#"{"states":[],"centralita":{"version":1,"time_zone":"Europe/Madrid","languages":["es-ES","en-US"],
        "groups":[{"title":"Opening","widgets":["a","b"]}],"notes":[{"text":"why","offset":{"x":1,"y":2},"widget":"a"}],
        "set_aside":{"a":[{"code":"dead_end","reason":"wanted"},"endless_loop"]},"labels":{"a":"Reason"},
        "sensitive":{"card":true,"name":false},"later":[1]}}"#,
    );
    let own = flow.own();
    assert_eq!((own.version, own.time_zone.as_deref()), (Some(1), Some("Europe/Madrid")));
    assert_eq!(own.languages, ["es-ES", "en-US"]);
    assert_eq!(own.groups[0].widgets, ["a", "b"]);
    assert_eq!(own.notes[0].position.map(|at| at.y), Some(2.0));
    assert!(own.is_set_aside("a", "dead_end") && own.is_set_aside("a", "endless_loop"));
    assert_eq!(own.labels.get("a").map(|label| label.as_str()), Some("Reason"));
    assert!(own.sensitive.contains("card") && !own.sensitive.contains("name"));
    assert_eq!(own.node().unwrap().get("later").unwrap().raw(), "[1]");
}

#[test]
fn real_flows_read_without_faults() {
    for (name, text) in support::corpus::flows("studio") {
        let flow = Flow::read(&text);
        let faults: Vec<String> = flow
            .faults()
            .iter()
            .filter(|fault| !fault.kind.is_note())
            .map(|fault| fault.with_place(&Lines::of(flow.document().text())))
            .collect();
        assert_eq!(faults, Vec::<String>::new(), "{name}");
        assert_eq!(flow.text(), text, "{name}");
        assert!(flow.initial().is_some() && flow.widgets().len() > 1, "{name}");
        for wire in flow.widgets().iter().flat_map(|widget| &widget.transitions) {
            if let Some(next) = &wire.next {
                assert!(flow.index_of(next).is_some(), "{name}: {next} is not there");
            }
        }
    }
}

#[test]
fn malformed_files_of_the_corpus_open_all_the_same() {
    for (name, text) in support::corpus::flows("studio/malformed") {
        let flow = Flow::read(&text);
        assert!(flow.initial().is_some() && flow.widgets().len() > 2, "{name}");
        assert_eq!(flow.text(), text, "{name}");
    }
}
