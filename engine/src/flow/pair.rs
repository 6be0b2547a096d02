//! Which widget and which wire of one flow is which of another: what comparing and merging rest on.

use std::collections::BTreeMap;

use super::Flow;
use super::json::{JsonKind, Node};
use super::names::WidgetName;
use super::widget::{Condition, Transition, Widget};

/// Above this many pairs of candidates, only widgets that are otherwise equal count as renamed.
const MAX_CANDIDATES: usize = 40_000;

/// How much of two widgets must be equal, in hundredths, for one to be the other under a new name.
const RENAMED_FROM: u32 = 60;

/// The widgets of two flows, by their places.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Places before and after of one widget each.
    pub(super) same: Vec<(usize, usize)>,
    /// Places before of the widgets that are gone.
    pub(super) removed: Vec<usize>,
    /// Places after of the widgets that are new.
    pub(super) added: Vec<usize>,
}

impl Pairs {
    /// Pairs the widgets of two flows: by name, then those that only got another name.
    pub(super) fn of(before: &Flow, after: &Flow) -> Pairs {
        let mut pairs = Pairs::default();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, widget) in after.widgets().iter().enumerate().rev() {
            by_name.entry(&widget.name).or_default().push(place);
        }
        for (place, widget) in before.widgets().iter().enumerate() {
            // Of several with one name, the first is the first.
            match by_name.get_mut(&*widget.name).and_then(Vec::pop) {
                Some(other) => pairs.same.push((place, other)),
                None => pairs.removed.push(place),
            }
        }
        pairs.added = by_name.into_values().flatten().collect();
        pairs.added.sort_unstable();
        pairs.find_renamed(before, after);
        pairs
    }

    fn find_renamed(&mut self, before: &Flow, after: &Flow) {
        if self.removed.is_empty() || self.added.is_empty() {
            return;
        }
        let many = self.removed.len() * self.added.len() > MAX_CANDIDATES;
        let mut candidates = Vec::new();
        for &old in &self.removed {
            for &new in &self.added {
                let (one, other) = (&before.widgets()[old], &after.widgets()[new]);
                if one.kind != other.kind || (many && !same_properties(one, other)) {
                    continue;
                }
                let likeness = likeness(before, one, after, other);
                if likeness >= RENAMED_FROM {
                    candidates.push((u32::MAX - likeness, old, new));
                }
            }
        }
        candidates.sort_unstable();
        for (_, old, new) in candidates {
            if self.removed.contains(&old) && self.added.contains(&new) {
                self.removed.retain(|&place| place != old);
                self.added.retain(|&place| place != new);
                self.same.push((old, new));
            }
        }
        self.same.sort_unstable();
    }

    /// The names that changed, old and new.
    pub(super) fn renamed<'a>(
        &'a self,
        before: &'a Flow,
        after: &'a Flow,
    ) -> impl Iterator<Item = (&'a WidgetName, &'a WidgetName)> {
        let names = |(old, new): &(usize, usize)| {
            (&before.widgets()[*old].name, &after.widgets()[*new].name)
        };
        self.same.iter().map(names).filter(|(old, new)| old != new)
    }
}

fn same_properties(one: &Widget, other: &Widget) -> bool {
    let settings = |widget: &Widget| widget.properties().members().count();
    settings(one) == settings(other) && shared_properties(one, other).0 == settings(one)
}

/// How many properties beside the place are equal, and how many there are in all.
fn shared_properties(one: &Widget, other: &Widget) -> (usize, usize) {
    let mut equal = 0;
    let mut all = 0;
    let in_one: BTreeMap<_, _> =
        one.properties().members().map(|(key, value)| (key.text, value)).collect();
    let in_other: BTreeMap<_, _> =
        other.properties().members().map(|(key, value)| (key.text, value)).collect();
    for (key, value) in one.properties().members() {
        all += 1;
        let is_place = key.text == "offset";
        if is_place || in_other.get(&key.text).is_some_and(|other| same(value, *other)) {
            equal += 1;
        }
    }
    let only_other = other.properties().members();
    all += only_other.filter(|(key, _)| !in_one.contains_key(&key.text)).count();
    (equal, all)
}

/// How much of two widgets of one kind is equal, in hundredths.
fn likeness(before: &Flow, one: &Widget, after: &Flow, other: &Widget) -> u32 {
    let (mut equal, mut all) = shared_properties(one, other);
    let is_self = |wire: &Transition, widget: &Widget| wire.next.as_ref() == Some(&widget.name);
    for (wire, twin) in one.transitions.iter().zip(&other.transitions) {
        all += 2;
        equal += usize::from(wire.event == twin.event);
        let both_to_self = is_self(wire, one) && is_self(twin, other);
        equal += usize::from(wire.next == twin.next || both_to_self);
    }
    all += one.transitions.len().abs_diff(other.transitions.len());
    // Who leads here says most: a copy elsewhere has none of the old wires.
    let led_here = incoming(before, one);
    let led_there = incoming(after, other);
    all += 2 * led_here.len().max(led_there.len());
    equal += 2 * led_here.iter().filter(|from| led_there.contains(from)).count();
    (equal * 100).checked_div(all).unwrap_or(100) as u32
}

/// The names and exits of the widgets that lead to `widget`.
fn incoming<'a>(flow: &'a Flow, widget: &Widget) -> Vec<(&'a str, &'a str)> {
    let mut from = Vec::new();
    for other in flow.widgets().iter().filter(|other| other.name != widget.name) {
        for wire in &other.transitions {
            if wire.next.as_ref() == Some(&widget.name) {
                from.push((other.name.as_str(), wire.event.as_str()));
            }
        }
    }
    from
}

/// Pairs the wires of a widget: places before and after; one of them missing means gone or new.
///
/// Wires of one event are paired by their conditions first, so that a new branch between others is
/// new and the others are themselves.
pub(super) fn pair_wires(
    before: &[Transition],
    after: &[Transition],
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut free: Vec<bool> = vec![true; after.len()];
    let mut partners: Vec<Option<usize>> = vec![None; before.len()];
    let ordinals = |wires: &[Transition]| -> Vec<usize> {
        let earlier =
            |place: usize| wires[..place].iter().filter(move |one| one.event == wires[place].event);
        (0..wires.len()).map(|place| earlier(place).count()).collect()
    };
    let (old_ordinals, new_ordinals) = (ordinals(before), ordinals(after));
    // The surest first: the same test in the same place, the same test to the same end, the same
    // test, and at last whatever is left of the event.
    let alike: [fn(&Transition, &Transition, bool) -> bool; 4] = [
        |one, other, in_place| in_place && same_conditions(one, other),
        |one, other, _| same_conditions(one, other) && one.next == other.next,
        |one, other, _| same_conditions(one, other),
        |_, _, _| true,
    ];
    for is_alike in alike {
        for (place, wire) in before.iter().enumerate() {
            if partners[place].is_some() {
                continue;
            }
            let found = after.iter().enumerate().position(|(other, candidate)| {
                let in_place = old_ordinals[place] == new_ordinals[other];
                free[other] && wire.event == candidate.event && is_alike(wire, candidate, in_place)
            });
            if let Some(other) = found {
                free[other] = false;
                partners[place] = Some(other);
            }
        }
    }
    let kept = partners.into_iter().enumerate().map(|(place, other)| (Some(place), other));
    let new =
        free.iter().enumerate().filter(|(_, free)| **free).map(|(place, _)| (None, Some(place)));
    kept.chain(new).collect()
}

/// Whether two of the wires have one event and test the same.
pub(super) fn has_twins(wires: &[Transition]) -> bool {
    let twin_of = |wire: &Transition, other: &Transition| {
        wire.event == other.event && same_conditions(wire, other)
    };
    (1..wires.len()).any(|place| wires[..place].iter().any(|one| twin_of(one, &wires[place])))
}

fn same_conditions(one: &Transition, other: &Transition) -> bool {
    let (one, other) = (&one.conditions, &other.conditions);
    let what = |condition: &Condition| {
        (condition.operator.clone(), condition.value.clone(), condition.arguments.clone())
    };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| what(one) == what(other))
}

/// Whether two values are equal, whatever the order of keys and the way they are written.
pub(super) fn same(one: Node<'_>, other: Node<'_>) -> bool {
    if one.raw() == other.raw() {
        return true;
    }
    if one.kind() != other.kind() {
        return false;
    }
    // Recursion is bounded: the reader nests values at most `MAX_DEPTH` deep.
    match one.kind() {
        JsonKind::Null => true,
        JsonKind::Bool => one.as_bool() == other.as_bool(),
        JsonKind::Number => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => one == other,
            _ => one.as_f64() == other.as_f64(),
        },
        JsonKind::Text => one.as_str() == other.as_str(),
        JsonKind::List => {
            one.len() == other.len()
                && one.items().zip(other.items()).all(|(one, other)| same(one, other))
        }
        JsonKind::Map => {
            let (one, other) = (by_key(one), by_key(other));
            one.len() == other.len()
                && one.iter().zip(&other).all(|((key, value), (other_key, other_value))| {
                    key == other_key && same(*value, *other_value)
                })
        }
    }
}

/// The members of a map by their keys, of repeated ones the last.
pub(super) fn by_key<'a>(map: Node<'a>) -> BTreeMap<std::borrow::Cow<'a, str>, Node<'a>> {
    map.members().map(|(key, value)| (key.text, value)).collect()
}
