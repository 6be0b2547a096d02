//! Laws of comparing and merging, tried on random flows and random edits.

mod support;

use centralita_engine::flow::{ChangeKind, Concern, Edit, Flow, Position, diff, merge};
use proptest::collection::vec;
use proptest::prelude::*;
use support::{corpus, edits, flows};

/// The flow after those of the edits that fit it.
fn edited(flow: &Flow, dice: &[edits::Dice]) -> Flow {
    let mut flow = flow.clone();
    for dice in dice {
        let (edit, _) = edits::edit(&flow, *dice);
        if let Ok(after) = edit.apply(&flow) {
            flow = after;
        }
    }
    flow
}

/// The names that wires lead to and nobody has.
fn loose_ends(flow: &Flow) -> usize {
    let wires = flow.widgets().iter().flat_map(|widget| &widget.transitions);
    let ends = wires.filter_map(|wire| wire.next.as_ref());
    ends.filter(|next| flow.widget(next).is_none()).count()
}

/// What must hold of every merge.
fn merged(base: &Flow, ours: &Flow, theirs: &Flow) -> Flow {
    let merged = merge(base, ours, theirs);
    let faults = |flow: &Flow| flow.faults().iter().filter(|fault| !fault.kind.is_note()).count();
    let most = faults(base).max(faults(ours)).max(faults(theirs));
    assert!(
        faults(&merged.flow) <= most,
        "{:?}\n-- base\n{}\n-- ours\n{}\n-- theirs\n{}\n-- merged\n{}",
        merged.flow.faults(),
        base.text(),
        ours.text(),
        theirs.text(),
        merged.flow.text()
    );
    let loose = loose_ends(base).max(loose_ends(ours)).max(loose_ends(theirs));
    assert!(
        loose_ends(&merged.flow) <= loose,
        "-- base\n{}\n-- ours\n{}\n-- theirs\n{}\n-- merged\n{}",
        base.text(),
        ours.text(),
        theirs.text(),
        merged.flow.text()
    );
    assert!(merged.flow.initial().is_some() || ours.initial().is_none());
    merged.flow
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_of_two_random_edits_opens(
        text in flows::text(1..6),
        ours in vec(edits::dice(), 0..6),
        theirs in vec(edits::dice(), 0..6),
    ) {
        let base = Flow::read(&text);
        merged(&base, &edited(&base, &ours), &edited(&base, &theirs));
    }

    #[test]
    fn what_only_one_changed_is_what_comes_out(text in flows::text(1..6), dice in vec(edits::dice(), 0..6)) {
        let base = Flow::read(&text);
        let changed = edited(&base, &dice);
        // Another layout of the same flow, so that nothing is settled by comparing texts.
        let ours = base.formatted();
        let merge = merge(&base, &ours, &changed);
        prop_assert_eq!(&merge.conflicts, &[]);
        prop_assert_eq!(diff(&changed, &merge.flow), &[], "\n-- ours\n{}\n-- theirs\n{}\n-- merged\n{}", ours.text(), changed.text(), merge.flow.text());
        if changed == base {
            return Ok(());
        }
        let merge = centralita_engine::flow::merge(&base, &changed, &ours);
        prop_assert_eq!(&merge.conflicts, &[]);
        prop_assert_eq!(&merge.flow, &changed);
    }

    #[test]
    fn the_same_change_by_both_is_one_change(text in flows::text(1..6), dice in vec(edits::dice(), 0..6)) {
        let base = Flow::read(&text);
        let changed = edited(&base, &dice);
        if changed == base {
            return Ok(());
        }
        let merge = merge(&base, &changed, &changed.formatted());
        prop_assert_eq!(&merge.conflicts, &[]);
        prop_assert_eq!(&merge.flow, &changed);
    }

    #[test]
    fn white_space_and_order_are_no_change(definition in flows::definition(1..6), layout: u8, other: u8) {
        let one = Flow::read(&flows::laid_out(&definition, layout));
        let mut turned = definition.clone();
        turned["states"].as_array_mut().unwrap().reverse();
        let two = Flow::read(&flows::laid_out(&turned, other));
        // The hand-written layout leaves the settings of the flow out.
        let changes = diff(&one, &two);
        let real = changes.iter().filter(|change| change.kind != ChangeKind::Setting);
        prop_assert_eq!(real.count(), 0, "{:?}", changes);
    }

    #[test]
    fn moving_boxes_is_never_a_change_of_behaviour(text in flows::text(1..6), x in -500..500_i32) {
        let flow = Flow::read(&text);
        let moves = flow.widgets().iter().map(|widget| (widget.name.clone(), Position::new(f64::from(x), 0.0)));
        let moved = Edit::MoveWidgets(moves.collect()).apply(&flow).unwrap();
        prop_assert!(diff(&flow, &moved).iter().all(|change| change.concern == Concern::Layout));
    }

    #[test]
    fn a_rename_is_one_change(text in flows::text(1..6), which in any::<prop::sample::Index>()) {
        let flow = Flow::read(&text);
        let from = flow.widgets()[which.index(flow.widgets().len())].name.clone();
        let renamed = Edit::RenameWidget { from, to: "quite_another".into() }.apply(&flow).unwrap();
        let kinds: Vec<ChangeKind> = diff(&flow, &renamed).iter().map(|change| change.kind).collect();
        let start = kinds.iter().filter(|kind| **kind != ChangeKind::Start).count();
        prop_assert!(start == 1 && kinds.contains(&ChangeKind::Renamed), "{:?}", kinds);
    }

    #[test]
    fn no_change_is_overlooked(text in flows::text(1..6), dice in edits::dice()) {
        let flow = Flow::read(&text);
        let after = edited(&flow, &[dice]);
        let equal = flow.definition().to_value() == after.definition().to_value();
        if diff(&flow, &after).is_empty() {
            // Nothing but `null` beside nothing, `5` beside `"5"`, or the version of our own data.
            let bare = |flow: &Flow| flow.definition().to_value().to_json().replace(['"'], "");
            prop_assert!(equal || bare(&flow).len().abs_diff(bare(&after).len()) < 60, "{}\n{}", flow.text(), after.text());
        } else {
            prop_assert!(!equal);
        }
    }
}

#[test]
fn real_flows_merge_with_their_own_edits() {
    use proptest::strategy::ValueTree;
    for (name, text) in corpus::flows("studio") {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut dice = || vec(edits::dice(), 1..8).new_tree(&mut runner).unwrap().current();
        let base = Flow::read(&text);
        for _ in 0..4 {
            let (ours, theirs) = (edited(&base, &dice()), edited(&base, &dice()));
            let merged = merged(&base, &ours, &theirs);
            assert!(merged.widgets().len() > 1, "{name}");
        }
    }
}
