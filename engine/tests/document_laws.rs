//! Laws of the flow document, tried on random flows, random edits and random bytes.

mod support;

use std::collections::BTreeMap;

use centralita_engine::flow::json::{Json, JsonKind, Node, Patch, canonical};
use centralita_engine::flow::{Flow, ReadFaultKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use support::{corpus, edits, flows};

/// How many faults of each kind a flow has; notes left out.
fn fault_counts(flow: &Flow) -> BTreeMap<ReadFaultKind, usize> {
    let mut counts = BTreeMap::new();
    for fault in flow.faults().iter().filter(|fault| !fault.kind.is_note()) {
        *counts.entry(fault.kind).or_default() += 1;
    }
    counts
}

/// Whether `after` has no fault that `before` has not.
fn no_new_faults(before: &Flow, after: &Flow) -> bool {
    let old = fault_counts(before);
    fault_counts(after).iter().all(|(kind, count)| old.get(kind).is_some_and(|old| count <= old))
}

/// Makes an edit and checks all that must hold of it; the flow afterwards.
fn edited(flow: &Flow, dice: edits::Dice) -> Flow {
    let (edit, touched) = edits::edit(flow, dice);
    let Ok(after) = edit.apply(flow) else { return flow.clone() };
    assert!(
        no_new_faults(flow, &after),
        "{edit:?} left {:?} in\n{}\nmade of\n{}",
        after.faults(),
        after.text(),
        flow.text()
    );
    if let Some(touched) = touched {
        for widget in flow.widgets().iter().filter(|widget| !touched.contains(&widget.name)) {
            let same = after.widget(&widget.name).map(|widget| widget.node().raw());
            assert_eq!(same, Some(widget.node().raw()), "{edit:?}");
        }
    }
    after
}

/// JSON as text pieces: what a patch must turn one tree into.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree(node: Node<'_>) -> Tree {
    match node.kind() {
        JsonKind::List => Tree::List(node.items().map(tree).collect()),
        JsonKind::Map => Tree::Map(
            node.members().map(|(key, value)| (key.text.into_owned(), tree(value))).collect(),
        ),
        _ => Tree::Leaf(node.raw().to_owned()),
    }
}

/// What a random patch does at one node.
#[derive(Clone, Copy, Debug)]
enum Change {
    Keep,
    Set,
    Remove,
    InsertFirst,
    InsertLast,
}

/// The tree of `node` with `changes` made, one for each node in order.
fn changed(node: Node<'_>, changes: &[Change]) -> Tree {
    let own = changes[node.index() as usize];
    let new = || Tree::Leaf("7".to_owned());
    if let Change::Set = own {
        return new();
    }
    let stays = |child: &Node<'_>| !matches!(changes[child.index() as usize], Change::Remove);
    match node.kind() {
        JsonKind::List => {
            let mut items: Vec<Tree> =
                node.items().filter(stays).map(|item| changed(item, changes)).collect();
            match own {
                Change::InsertFirst => items.insert(0, new()),
                Change::InsertLast => items.push(new()),
                _ => {}
            }
            Tree::List(items)
        }
        JsonKind::Map => {
            let mut members: Vec<(String, Tree)> = node
                .members()
                .filter(|(_, value)| stays(value))
                .map(|(key, value)| (key.text.into_owned(), changed(value, changes)))
                .collect();
            match own {
                Change::InsertFirst => members.insert(0, ("new \"key\"".to_owned(), new())),
                Change::InsertLast => members.push(("new \"key\"".to_owned(), new())),
                _ => {}
            }
            Tree::Map(members)
        }
        _ => tree(node),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_open_as_a_flow(bytes in vec(any::<u8>(), 0..400)) {
        let flow = Flow::read_bytes(&bytes);
        let _ = (flow.initial(), flow.own(), canonical(flow.file()));
    }

    #[test]
    fn any_json_like_text_opens_and_is_kept(text in "[\\[\\]{},:\"'/\\\\*# a0.eE+-]{0,60}") {
        let flow = Flow::read(&text);
        prop_assert_eq!(flow.text(), text.as_str());
        let written = canonical(flow.file());
        prop_assert_eq!(canonical(&Json::parse(written.as_str())), written);
    }

    #[test]
    fn damaged_flows_open_and_can_be_edited(text in flows::damaged_text(), dice in vec(edits::dice(), 1..4)) {
        let mut flow = Flow::read(&text);
        prop_assert_eq!(flow.text(), text.as_str());
        for dice in dice {
            let (edit, _) = edits::edit(&flow, dice);
            if let Ok(after) = edit.apply(&flow) {
                flow = after;
            }
        }
        let written = canonical(flow.file());
        prop_assert_eq!(canonical(&Json::parse(written.as_str())), written);
    }

    #[test]
    fn a_random_flow_reads_without_faults_and_as_serde_reads_it(definition in flows::definition(0..12), layout: u8) {
        let text = flows::laid_out(&definition, layout);
        let flow = Flow::read(&text);
        prop_assert_eq!(flow.text(), text.as_str());
        prop_assert_eq!(flow.faults(), &[]);
        let value: serde_json::Value = serde_json::from_str(&flow.definition().to_value().to_json()).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(value, expected);
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else(text in flows::text(0..3), choices in vec(0..24_u8, 400)) {
        let json = Json::parse(text.as_str());
        let changes: Vec<Change> = (0..json.len())
            .map(|index| match choices[index % choices.len()] {
                _ if index == 0 => Change::Keep,
                0 => Change::Set,
                1 => Change::Remove,
                2 => Change::InsertFirst,
                3 => Change::InsertLast,
                _ => Change::Keep,
            })
            .collect();
        let mut patch = Patch::new(&json);
        for (index, change) in changes.iter().enumerate() {
            let node = json.node(index as u32);
            let (is_map, is_list) = (node.kind() == JsonKind::Map, node.kind() == JsonKind::List);
            let seven = || Json::parse("7");
            match change {
                Change::Set => patch.set(node, seven()),
                Change::Remove => patch.remove(node),
                Change::InsertFirst if is_map => patch.insert_member(node, 0, "new \"key\"", seven()),
                Change::InsertLast if is_map => patch.insert_member(node, node.len(), "new \"key\"", seven()),
                Change::InsertFirst if is_list => patch.insert_item(node, 0, seven()),
                Change::InsertLast if is_list => patch.insert_item(node, node.len(), seven()),
                _ => {}
            }
        }
        let after = Json::parse(patch.apply());
        prop_assert_eq!(after.faults(), &[], "{}", after.text());
        prop_assert_eq!(tree(after.root()), changed(json.root(), &changes), "{}", after.text());
    }

    #[test]
    fn edits_leave_other_widgets_as_they_are_and_the_file_whole(
        text in flows::text(1..8),
        dice in vec(edits::dice(), 1..12),
    ) {
        let mut flow = Flow::read(&text);
        for dice in dice {
            flow = edited(&flow, dice);
        }
        // What was read at once is what is read from the text.
        let again = Flow::read(flow.text());
        prop_assert_eq!(again.widgets().len(), flow.widgets().len());
    }

    #[test]
    fn a_definition_kept_as_text_is_edited_like_any_other(definition in flows::definition(1..5), layout: u8, dice in vec(edits::dice(), 1..6)) {
        let inner = flows::laid_out(&definition, layout);
        let quoted = serde_json::to_string(&inner).unwrap();
        let mut plain = Flow::read(&inner);
        let mut nested = Flow::read(&format!("{{\"sid\": \"FW1\", \"definition\": {quoted}, \"url\": \"x\"}}"));
        for dice in dice {
            let (edit, _) = edits::edit(&plain, dice);
            if let (Ok(one), Ok(other)) = (edit.apply(&plain), edit.apply(&nested)) {
                (plain, nested) = (one, other);
            }
        }
        prop_assert_eq!(nested.document().text(), plain.text());
        prop_assert_eq!(nested.file().root().get("url").map(Node::raw), Some("\"x\""));
    }

    #[test]
    fn canonical_white_space_changes_no_value_and_is_stable(text in flows::text(0..6)) {
        let json = Json::parse(text.as_str());
        let written = canonical(&json);
        let again = Json::parse(written.as_str());
        prop_assert_eq!(tree(again.root()), tree(json.root()));
        prop_assert_eq!(canonical(&again), written);
    }
}

#[test]
fn edits_on_real_flows_leave_everything_else_as_it_is() {
    for (name, text) in corpus::flows("studio").into_iter().chain(corpus::flows("studio/malformed"))
    {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut flow = Flow::read(&text);
        for _ in 0..60 {
            let dice = edits::dice().new_tree(&mut runner).unwrap().current();
            flow = edited(&flow, dice);
        }
        assert!(!flow.widgets().is_empty(), "{name}");
    }
}
