//! Three-way merging of widgets and their wires.

use crate::sentence;
use std::collections::BTreeSet;

use super::super::Flow;
use super::super::edit::add_state_after;
use super::super::json::{JsonKind, Node, Patch};
use super::super::names::WidgetName;
use super::super::pair::{has_twins, pair_wires, same};
use super::super::widget::{Transition, Widget};
use super::Conflict;
use super::names::Names;
use super::values::{At, Manner, Values, copied, keys};
use crate::{Text, Value};

/// Brings their widgets into ours, except that those in `keep` are not removed.
pub(super) fn merge_widgets(
    names: &Names,
    base: &Flow,
    ours: &Flow,
    theirs: &Flow,
    keep: &BTreeSet<WidgetName>,
    values: &mut Values<'_, '_>,
) {
    for (known, &(our, their)) in names.known.iter().enumerate() {
        let old = &base.widgets()[known];
        let our = our.and_then(|place| ours.widgets().get(place));
        let their = their.and_then(|place| theirs.widgets().get(place));
        values.widget = Some(our.or(their).unwrap_or(old).name.clone());
        match (our, their) {
            (Some(our), Some(their)) => merge_widget(old, our, their, values),
            (Some(our), None) if keep.contains(&our.name) => {
                let sentence = sentence!(
                    "{} is gone there and led to from here. It is kept.",
                    "{} ya no está allí y aquí se llega a él. Se conserva.",
                    our.name
                );
                values.tell("", Some(old.node()), Some(our.node()), None, sentence);
            }
            (Some(our), None) if same_but_place(old, our) => values.patch.remove(our.node()),
            (Some(our), None) => {
                let sentence = sentence!(
                    "{} is gone there and changed here. It is kept.",
                    "{} ya no está allí y aquí ha cambiado. Se conserva.",
                    our.name
                );
                values.tell("", Some(old.node()), Some(our.node()), None, sentence);
            }
            (None, Some(their)) if !same_but_place(old, their) => {
                let sentence = sentence!(
                    "{} is gone here and changed there. It stays gone.",
                    "{} ya no está aquí y allí ha cambiado. Sigue sin estar.",
                    their.name
                );
                values.tell("", Some(old.node()), None, Some(their.node()), sentence);
            }
            (None, _) => {}
        }
    }
    values.widget = None;
    for &place in &names.added {
        let widget = &theirs.widgets()[place];
        let before = (0..place).rev().find_map(|earlier| names.ours_of_theirs[earlier]);
        let after = before.and_then(|place| ours.widgets().get(place));
        add_state_after(ours, values.patch, after, &widget.name, copied(widget.node()));
    }
}

fn merge_widget(base: &Widget, ours: &Widget, theirs: &Widget, values: &mut Values<'_, '_>) {
    let (old, our, their) = (base.node(), ours.node(), theirs.node());
    if same(old, their) || same(our, their) {
        return;
    }
    for key in keys(&[Some(old), Some(our), Some(their)]) {
        let found = [old.get(&key), our.get(&key), their.get(&key)];
        let lists = found.iter().all(|list| list.is_some_and(|list| list.kind() == JsonKind::List));
        match (key.as_str(), found) {
            // Names are settled before; a widget with an odd one keeps ours.
            ("name", _) => {}
            ("transitions", [_, Some(list), _]) if lists => {
                merge_wires(base, ours, theirs, list, values);
            }
            (_, [old, mine, other]) => {
                values.merge(
                    At::Member { map: our, key: &key },
                    &key,
                    Manner::Plain,
                    old,
                    mine,
                    other,
                );
            }
        }
    }
}

fn merge_wires(
    base: &Widget,
    ours: &Widget,
    theirs: &Widget,
    list: Node<'_>,
    values: &mut Values<'_, '_>,
) {
    if let Some(their_list) = theirs.node().get("transitions") {
        if same(list, their_list) {
            return;
        }
        if taken_whole(base, ours, theirs) {
            return values.patch.set(list, copied(their_list));
        }
    }
    let to_ours = pair_wires(&base.transitions, &ours.transitions);
    let to_theirs = pair_wires(&base.transitions, &theirs.transitions);
    let partner = |pairs: &[(Option<usize>, Option<usize>)], known: usize| {
        pairs.iter().find(|(old, _)| *old == Some(known)).and_then(|(_, new)| *new)
    };
    let mut ours_of_theirs: Vec<Option<usize>> = vec![None; theirs.transitions.len()];
    for (known, old) in base.transitions.iter().enumerate() {
        let (our, their) = (partner(&to_ours, known), partner(&to_theirs, known));
        let old = base.document.node(old.node);
        let mine = our.map(|place| ours.document.node(ours.transitions[place].node));
        let other = their.map(|place| theirs.document.node(theirs.transitions[place].node));
        let field = format!("transitions[{known}]");
        match (mine, other) {
            (Some(mine), Some(_)) => {
                values.merge(At::Item(mine), &field, Manner::Plain, Some(old), Some(mine), other);
            }
            (Some(mine), None) if same(old, mine) => values.patch.remove(mine),
            (None, Some(other)) if same(old, other) => {}
            (None, None) => {}
            _ => values.conflict(&field, Some(old), mine, other),
        }
        if let (Some(our), Some(their)) = (our, their) {
            ours_of_theirs[their] = Some(our);
        }
    }
    let new = |pairs: &[(Option<usize>, Option<usize>)]| -> Vec<usize> {
        pairs.iter().filter(|(old, _)| old.is_none()).filter_map(|(_, new)| *new).collect()
    };
    let our_new = new(&to_ours);
    for place in new(&to_theirs) {
        let wire = &theirs.transitions[place];
        let node = theirs.document.node(wire.node);
        let twin = our_new.iter().map(|&place| &ours.transitions[place]).find(|twin| {
            twin.event == wire.event && (twin.conditions.is_empty() || wire.conditions.is_empty())
                || same(ours.document.node(twin.node), node)
        });
        if let Some(twin) = twin {
            let twin = ours.document.node(twin.node);
            if !same(twin, node) {
                values.conflict(&wire.event, None, Some(twin), Some(node));
            }
            continue;
        }
        let before = (0..place).rev().find_map(|earlier| ours_of_theirs[earlier]);
        let at = match before.map(|place| ours.transitions[place].node) {
            Some(before) => {
                list.items().position(|item| item.index() == before).map_or(list.len(), |at| at + 1)
            }
            None => 0,
        };
        values.patch.insert_item(list, at, copied(node));
    }
}

/// Whether their list of wires is taken as it is: we did not touch ours, and some wires test the
/// same, so that there is no saying which is which.
fn taken_whole(base: &Widget, ours: &Widget, theirs: &Widget) -> bool {
    let ambiguous = [base, theirs].iter().any(|widget| has_twins(&widget.transitions));
    let lists = [base, ours].map(|widget| widget.node().get("transitions"));
    ambiguous && matches!(lists, [Some(old), Some(our)] if same(old, our))
}

/// Ours with the wires in their order where they changed it and we did not.
pub(super) fn with_their_order(
    names: &Names,
    base: &Flow,
    ours: &Flow,
    theirs: &Flow,
    conflicts: &mut Vec<Conflict>,
) -> Flow {
    let mut patch = Patch::new(ours.document());
    for (known, &(our, their)) in names.known.iter().enumerate() {
        let (Some(our), Some(their)) = (our, their) else { continue };
        let (old, our, their) =
            (&base.widgets()[known], &ours.widgets()[our], &theirs.widgets()[their]);
        let settled = same(old.node(), their.node()) || same(our.node(), their.node());
        if settled || taken_whole(old, our, their) {
            continue;
        }
        let order = |widget: &Widget| -> Vec<Option<usize>> {
            let mut places = vec![None; old.transitions.len()];
            for (known, place) in pair_wires(&old.transitions, &widget.transitions) {
                if let Some(known) = known {
                    places[known] = place;
                }
            }
            places
        };
        let (our_places, their_places) = (order(our), order(their));
        // The wires that all three have, by their place in the base.
        let common: Vec<usize> = (0..old.transitions.len())
            .filter(|&known| our_places[known].is_some() && their_places[known].is_some())
            .collect();
        let sorted = |places: &[Option<usize>]| {
            let mut sorted = common.clone();
            sorted.sort_by_key(|&known| places[known]);
            sorted
        };
        let (our_order, their_order) = (sorted(&our_places), sorted(&their_places));
        if their_order == common || their_order == our_order {
            continue;
        }
        if our_order != common {
            conflicts.push(two_orders(our, their));
            continue;
        }
        let Some(list) = our.node().get("transitions") else { continue };
        let place_in_list = |known: usize| {
            let wire: Option<&Transition> = our_places[known].map(|place| &our.transitions[place]);
            list.items().position(|item| wire.is_some_and(|wire| wire.node == item.index()))
        };
        let mut places: Vec<usize> = (0..list.len()).collect();
        for (slot, wire) in our_order.iter().zip(&their_order) {
            if let (Some(slot), Some(wire)) = (place_in_list(*slot), place_in_list(*wire)) {
                places[slot] = wire;
            }
        }
        patch.reorder(list, &places);
    }
    ours.patched(&patch)
}

fn two_orders(ours: &Widget, theirs: &Widget) -> Conflict {
    let wires = |widget: &Widget| widget.node().get("transitions").map(Node::to_value);
    Conflict {
        widget: Some(ours.name.clone()),
        field: Text::new_static("transitions"),
        base: None,
        ours: wires(ours),
        theirs: wires(theirs),
        sentence: sentence!(
            "{}: the ways out have one order here and another there. Ours is kept.",
            "{}: las salidas tienen un orden aquí y otro allí. Queda el nuestro.",
            ours.name
        ),
    }
}

/// The widgets of ours that are gone from `merged` though something there still leads to them, and
/// all that they lead to.
pub(super) fn still_needed(
    merged: &Flow,
    ours: &Flow,
    keep: &BTreeSet<WidgetName>,
) -> BTreeSet<WidgetName> {
    let gone = |name: &str| merged.widget(name).is_none() && ours.widget(name).is_some();
    let wires = merged.widgets().iter().flat_map(|widget| &widget.transitions);
    let mut open: Vec<WidgetName> = wires
        .filter_map(|wire| called(ours, wire.next.as_ref()?))
        .filter(|widget| gone(&widget.name))
        .map(|widget| widget.name.clone())
        .collect();
    let start = ours.initial().and_then(|place| ours.widgets().get(place));
    let written = written_start(merged);
    // Where they begin at a widget that is gone here, the flow begins at ours, which has to stay then.
    let leads_nowhere =
        |written: Node<'_>| written.as_str().is_some_and(|name| merged.widget(&name).is_none());
    let begins = |start: &&Widget| {
        written.is_none_or(|written| written.is_text(&start.name) || leads_nowhere(written))
    };
    if let Some(start) = start.filter(|start| gone(&start.name)).filter(begins) {
        open.push(start.name.clone());
    }
    let mut needed = BTreeSet::new();
    while let Some(name) = open.pop() {
        if keep.contains(&name) || !needed.insert(name.clone()) {
            continue;
        }
        let wires = ours.widget(&name).into_iter().flat_map(|widget| &widget.transitions);
        open.extend(wires.filter_map(|wire| wire.next.clone()).filter(|next| gone(next)));
    }
    needed
}

/// The widget of that name, or with that id in the old format: there a wire to a widget that is
/// gone shows the id.
fn called<'a>(flow: &'a Flow, name: &str) -> Option<&'a Widget> {
    let by_sid = |widget: &&Widget| widget.sid.as_deref() == Some(name);
    flow.widget(name).or_else(|| flow.widgets().iter().find(by_sid))
}

/// Where the file says that executions begin.
fn written_start(flow: &Flow) -> Option<Node<'_>> {
    flow.definition().get_any(&["initial_state", "initialState"])
}

/// `merged` without wires of theirs to widgets that ours has removed.
pub(super) fn without_loose_ends(
    merged: Flow,
    ours: &Flow,
    theirs: &Flow,
    conflicts: &mut Vec<Conflict>,
) -> Flow {
    let mut patch = Patch::new(merged.document());
    let start = written_start(&merged).and_then(|start| Some((start, start.as_str()?)));
    if let Some((node, name)) = start.filter(|(_, name)| merged.widget(name).is_none()) {
        let ours = ours.initial_name().filter(|ours| merged.widget(ours).is_some());
        if let (Some(ours), Some(_)) = (ours, theirs.widget(&name)) {
            patch.set(node, Value::Text(ours.text().clone()));
            conflicts.push(Conflict {
                widget: None,
                field: Text::new_static("initial_state"),
                base: None,
                ours: Some(Value::Text(ours.text().clone())),
                theirs: Some(Value::from(&*name)),
                sentence: sentence!(
                    "The flow begins at {name} there, which is gone here. It begins at {ours}.",
                    "El flujo empieza allí en {name}, que aquí ya no está. Empieza en {ours}."
                ),
            });
        }
    }
    for widget in merged.widgets() {
        for wire in &widget.transitions {
            let Some(next) = wire.next.as_ref().filter(|next| merged.widget(next).is_none()) else {
                continue;
            };
            let was_loose = ours.widget(&widget.name).is_some_and(|widget| {
                widget.transitions.iter().any(|wire| wire.next.as_ref() == Some(next))
            });
            let Some(target) = called(theirs, next).filter(|_| !was_loose) else {
                continue;
            };
            let node = merged.document().node(wire.node);
            let ends = node.members().filter(|(key, _)| key.text == "next");
            for (_, end) in ends {
                match merged.shape().legacy {
                    true => patch.set(end, Value::Null),
                    false => patch.remove(end),
                }
            }
            conflicts.push(Conflict {
                widget: Some(widget.name.clone()),
                field: wire.event.text().clone(),
                base: None,
                ours: None,
                theirs: Some(Value::Text(target.name.text().clone())),
                sentence: sentence!(
                    "{} goes to {} on {} there, which is gone here. It goes nowhere now.",
                    "{} va allí a {} por {}, que aquí ya no está. Ahora no va a ninguna parte.",
                    widget.name,
                    target.name,
                    wire.event
                ),
            });
        }
    }
    merged.patched(&patch)
}

fn same_but_place(one: &Widget, other: &Widget) -> bool {
    let members = |widget: &Widget| -> Vec<(String, Value)> {
        let mut members: Vec<(String, Value)> = widget
            .node()
            .members()
            .filter(|(key, _)| key.text != "properties" && key.text != "name")
            .chain(widget.properties().members().filter(|(key, _)| key.text != "offset"))
            .map(|(key, value)| (key.text.into_owned(), value.to_value()))
            .collect();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        members
    };
    members(one) == members(other)
}
