//! The places in which two JSON values differ in meaning.

use std::collections::BTreeSet;

use super::super::OWN_KEY;
use super::super::json::{JsonKind, Node};
use super::super::pair::{by_key, same};
use crate::Text;

/// The way to a place where two values differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    /// The whole way, as in `parameters[0].value`.
    pub(super) path: Text,
    /// Its first key.
    pub(super) root: Text,
    /// Its second key.
    pub(super) second: Option<Text>,
}

/// Finds where two maps differ.
pub(super) struct Fields<'a> {
    found: Vec<(Field, Option<Node<'a>>, Option<Node<'a>>)>,
}

impl<'a> Fields<'a> {
    /// Each place where `before` and `after` differ, with what is there.
    pub(super) fn of(
        before: Option<Node<'a>>,
        after: Option<Node<'a>>,
    ) -> impl Iterator<Item = (Field, Option<Node<'a>>, Option<Node<'a>>)> {
        let mut fields = Fields { found: Vec::new() };
        fields.compare(Field::default(), before, after);
        fields.found.into_iter()
    }

    /// Recursion is bounded: the reader nests values at most `MAX_DEPTH` deep.
    fn compare(&mut self, field: Field, before: Option<Node<'a>>, after: Option<Node<'a>>) {
        let before = before.filter(|node| !node.is_null());
        let after = after.filter(|node| !node.is_null());
        match (before, after) {
            (None, None) => return,
            (Some(one), Some(other)) if alike(one, other) => return,
            _ => {}
        }
        let is = |kind, node: Option<Node<'a>>| node.is_none_or(|node| node.kind() == kind);
        // Our own data is compared setting by setting even when one of the flows has none.
        let root = field.path.is_empty() || field.path == OWN_KEY;
        if is(JsonKind::Map, before)
            && is(JsonKind::Map, after)
            && (root || before.is_some() && after.is_some())
        {
            return self.compare_maps(&field, before, after);
        }
        if let (Some(one), Some(other)) = (before, after) {
            let lists = one.kind() == JsonKind::List && other.kind() == JsonKind::List;
            if lists && one.len() == other.len() {
                for (place, (one, other)) in one.items().zip(other.items()).enumerate() {
                    let path = Text::from(format!("{}[{place}]", field.path));
                    self.compare(Field { path, ..field.clone() }, Some(one), Some(other));
                }
                return;
            }
        }
        self.found.push((field, before, after));
    }

    fn compare_maps(&mut self, field: &Field, before: Option<Node<'a>>, after: Option<Node<'a>>) {
        let (one, other) =
            (before.map(by_key).unwrap_or_default(), after.map(by_key).unwrap_or_default());
        let keys: BTreeSet<_> = one.keys().chain(other.keys()).cloned().collect();
        for key in keys {
            let mut inner = field.clone();
            if field.path.is_empty() {
                inner.path = key.as_ref().into();
                inner.root = inner.path.clone();
            } else {
                inner.path = format!("{}.{key}", field.path).into();
                inner.second = inner.second.or_else(|| Some(key.as_ref().into()));
            }
            self.compare(inner, one.get(&key).copied(), other.get(&key).copied());
        }
    }
}

/// Whether two values mean the same: `5` and `"5"` do, since every reader takes both.
fn alike(one: Node<'_>, other: Node<'_>) -> bool {
    let scalars = |node: Node<'_>| !matches!(node.kind(), JsonKind::List | JsonKind::Map);
    same(one, other)
        || (scalars(one)
            && scalars(other)
            && one.text_of() == other.text_of()
            && one.text_of().is_some())
}
