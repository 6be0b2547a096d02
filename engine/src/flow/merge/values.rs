//! Three-way merging of JSON values into cuts of our text.

use crate::check::Sentence;
use std::collections::BTreeSet;

use super::super::diff::{difference, quoted_from};
use super::super::json::{Json, JsonKind, Node, Patch};
use super::super::names::WidgetName;
use super::super::pair::{by_key, same};
use super::Conflict;
use crate::Value;

/// A place in our text.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    /// A member, there or not.
    Member {
        /// Whose member.
        map: Node<'a>,
        /// Its key.
        key: &'a str,
    },
    /// An item of a list, which is there.
    Item(Node<'a>),
}

/// How a place is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Lists of different lengths are one value; conflicts are told.
    Plain,
    /// As in our own data: lists are sets.
    Sets,
    /// As for what only concerns looks: lists are sets, and conflicts are settled without a word.
    Silent,
}

impl Manner {
    fn inside(self, field: &str) -> Manner {
        match field {
            "properties.offset" | "centralita.groups" | "centralita.notes" => Manner::Silent,
            _ => self,
        }
    }
}

/// Merges values and keeps account of conflicts.
pub(super) struct Values<'a, 'json> {
    pub(super) patch: &'a mut Patch<'json>,
    pub(super) conflicts: &'a mut Vec<Conflict>,
    /// The widget whose values are being merged.
    pub(super) widget: Option<WidgetName>,
}

impl Values<'_, '_> {
    /// Brings `theirs` to the place `at`, where `ours` stands, so far as ours is what `base` was.
    ///
    /// Recursion is bounded: the reader nests values at most `MAX_DEPTH` deep.
    pub(super) fn merge(
        &mut self,
        at: At<'_>,
        field: &str,
        manner: Manner,
        base: Option<Node<'_>>,
        ours: Option<Node<'_>>,
        theirs: Option<Node<'_>>,
    ) {
        if equal(theirs, base) || equal(theirs, ours) {
            return;
        }
        if equal(ours, base) && !both(JsonKind::Map, ours, theirs) {
            return self.take(at, ours, theirs);
        }
        if let (Some(our), Some(their), true) = (ours, theirs, both(JsonKind::Map, ours, theirs)) {
            let base = base.filter(|base| base.kind() == JsonKind::Map);
            let in_base = base.map(by_key).unwrap_or_default();
            let (in_ours, in_theirs) = (by_key(our), by_key(their));
            for key in keys(&[base, Some(our), Some(their)]) {
                let at = At::Member { map: our, key: &key };
                let field = format!("{field}.{key}");
                let base = in_base.get(key.as_str()).copied();
                let ours = in_ours.get(key.as_str()).copied();
                let theirs = in_theirs.get(key.as_str()).copied();
                self.merge(at, &field, manner.inside(&field), base, ours, theirs);
            }
            return;
        }
        if let (Some(our), Some(their), true) = (ours, theirs, both(JsonKind::List, ours, theirs)) {
            let base_list = base.filter(|base| base.kind() == JsonKind::List);
            if let Some(base) =
                base_list.filter(|base| base.len() == our.len() && our.len() == their.len())
            {
                for (place, ((base, our), their)) in
                    base.items().zip(our.items()).zip(their.items()).enumerate()
                {
                    let field = format!("{field}[{place}]");
                    self.merge(At::Item(our), &field, manner, Some(base), Some(our), Some(their));
                }
                return;
            }
            if manner != Manner::Plain {
                return self.merge_sets(our, base_list, their);
            }
        }
        if manner != Manner::Silent {
            self.conflict(field, base, ours, theirs);
        }
    }

    /// Adds to our list what they added and takes out what they took out.
    fn merge_sets(&mut self, ours: Node<'_>, base: Option<Node<'_>>, theirs: Node<'_>) {
        let has = |list: Node<'_>, item: Node<'_>| list.items().any(|other| same(other, item));
        let in_base = |item: Node<'_>| base.is_some_and(|base| has(base, item));
        for item in ours.items().filter(|item| in_base(*item) && !has(theirs, *item)) {
            self.patch.remove(item);
        }
        for item in theirs.items().filter(|item| !in_base(*item) && !has(ours, *item)) {
            self.patch.insert_item(ours, ours.len(), copied(item));
        }
    }

    fn take(&mut self, at: At<'_>, ours: Option<Node<'_>>, theirs: Option<Node<'_>>) {
        match (at, ours, theirs) {
            (_, Some(our), Some(their)) => self.patch.set(our, copied(their)),
            (At::Member { map, key }, None, Some(their)) => {
                self.patch.insert_member(map, map.len(), key, copied(their));
            }
            (At::Member { map, key }, Some(_), None) => {
                let same = map.members().filter(|(other, _)| other.text == key);
                same.for_each(|(_, member)| self.patch.remove(member));
            }
            (At::Item(item), _, None) => self.patch.remove(item),
            (_, None, _) => {}
        }
    }

    /// Tells of a conflict.
    pub(super) fn conflict(
        &mut self,
        field: &str,
        base: Option<Node<'_>>,
        ours: Option<Node<'_>>,
        theirs: Option<Node<'_>>,
    ) {
        let from = difference([base, ours, theirs].into_iter().flatten());
        let [base_value, our_value, their_value] = [base, ours, theirs].map(|node| match node {
            Some(node) => {
                let quoted = crate::Text::from(quoted_from(node, from));
                Sentence::new(quoted.clone(), quoted)
            }
            None => Sentence::new("not set", "no estaba puesto"),
        });
        let (whose, whose_es) = match &self.widget {
            Some(name) => (name.as_str(), name.as_str()),
            None => ("The flow", "El flujo"),
        };
        let field_name = in_words(field);
        let sentence = Sentence::new(
            format!(
                "{whose}: {field_name} was {base_value}; it is {our_value} here and {their_value} there. Ours is kept."
            ),
            format!(
                "{whose_es}: {field_name} era {}; es {} aquí y {} allí. Queda lo nuestro.",
                base_value.es(),
                our_value.es(),
                their_value.es()
            ),
        );
        self.tell(field, base, ours, theirs, sentence);
    }

    /// Tells of a conflict in other words.
    pub(super) fn tell(
        &mut self,
        place: &str,
        base: Option<Node<'_>>,
        ours: Option<Node<'_>>,
        theirs: Option<Node<'_>>,
        sentence: Sentence,
    ) {
        let value = |node: Option<Node<'_>>| -> Option<Value> { node.map(Node::to_value) };
        self.conflicts.push(Conflict {
            widget: self.widget.clone(),
            field: in_words(place).into(),
            base: value(base),
            ours: value(ours),
            theirs: value(theirs),
            sentence,
        });
    }
}

/// A place in a widget without the word that every property has before it.
fn in_words(place: &str) -> &str {
    place.strip_prefix("properties.").unwrap_or(place)
}

/// Their value for our text; without what is no JSON in it.
pub(super) fn copied(node: Node<'_>) -> Json {
    let copy = Json::from(node);
    if copy.faults().is_empty() { copy } else { Json::from_value(&node.to_value()) }
}

/// The keys of several maps, each once, in the order of the text.
pub(super) fn keys(maps: &[Option<Node<'_>>]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let members = maps.iter().flatten().flat_map(|map| map.members());
    members.map(|(key, _)| key.text.into_owned()).filter(|key| seen.insert(key.clone())).collect()
}

fn equal(one: Option<Node<'_>>, other: Option<Node<'_>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn both(kind: JsonKind, one: Option<Node<'_>>, other: Option<Node<'_>>) -> bool {
    [one, other].iter().all(|node| node.is_some_and(|node| node.kind() == kind))
}
