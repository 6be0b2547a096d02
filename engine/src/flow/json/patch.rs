//! Changing a [`Json`] text by cutting new text into the old.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::node::unescape;
use super::style::{
    Habits, Place, blank_prefix, element_start, line_indent, opening_gap, push_escaped,
    push_quoted, text_between, write,
};
use super::{Json, JsonKind, Node, Style};

/// One cut: the bytes of `range` give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// A set of changes to one JSON text, made together.
///
/// Values that are not named in a change keep their exact text, and what is new is laid out as the
/// file is. Where one change is inside another (a value set in a map that is removed) the outer one
/// counts. Names of nodes are those of the text before the changes.
///
/// ```
/// use centralita_engine::Value;
/// use centralita_engine::flow::json::{Json, Patch};
/// let json = Json::parse("{\n    \"say\": \"Hi\",\n    \"loop\": 1.0\n}");
/// let mut patch = Patch::new(&json);
/// patch.put(json.root(), "say", Value::from("Hello"));
/// patch.put(json.root(), "voice", Value::from("alice"));
/// assert_eq!(patch.apply(), "{\n    \"say\": \"Hello\",\n    \"loop\": 1.0,\n    \"voice\": \"alice\"\n}");
/// ```
pub struct Patch<'a> {
    json: &'a Json,
    set: BTreeMap<u32, Json>,
    keys: BTreeMap<u32, String>,
    removed: BTreeSet<u32>,
    inserted: BTreeMap<u32, Vec<Insertion>>,
    orders: BTreeMap<u32, Vec<usize>>,
}

/// A new member or item, before the element that stood at `at`.
struct Insertion {
    at: usize,
    key: Option<String>,
    value: Json,
}

impl<'a> Patch<'a> {
    /// No change to `json`, so far.
    pub fn new(json: &'a Json) -> Patch<'a> {
        Patch {
            json,
            set: BTreeMap::new(),
            keys: BTreeMap::new(),
            removed: BTreeSet::new(),
            inserted: BTreeMap::new(),
            orders: BTreeMap::new(),
        }
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
            && self.keys.is_empty()
            && self.removed.is_empty()
            && self.inserted.is_empty()
            && self.orders.is_empty()
    }

    /// Puts `value` in the place of the value `node`.
    pub fn set(&mut self, node: Node<'_>, value: impl Into<Json>) {
        self.set.insert(node.index(), value.into());
    }

    /// Gives the member `node` of a map another key.
    pub fn set_key(&mut self, node: Node<'_>, key: &str) {
        self.keys.insert(node.index(), key.to_owned());
    }

    /// Makes `value` the member `key` of `map`: in place if it is there, else at the end.
    pub fn put(&mut self, map: Node<'_>, key: &str, value: impl Into<Json>) {
        let value = value.into();
        if let Some(member) = map.get(key).filter(|member| !self.removed.contains(&member.index()))
        {
            return self.set(member, value);
        }
        let inserted = self.inserted.entry(map.index()).or_default();
        match inserted.iter_mut().find(|one| one.key.as_deref() == Some(key)) {
            Some(pending) => pending.value = value,
            None => {
                inserted.push(Insertion { at: map.len(), key: Some(key.to_owned()), value });
            }
        }
    }

    /// Adds a member to `map` before the one that stands at `at`, or at the end.
    pub fn insert_member(&mut self, map: Node<'_>, at: usize, key: &str, value: impl Into<Json>) {
        let insertion = Insertion { at, key: Some(key.to_owned()), value: value.into() };
        self.inserted.entry(map.index()).or_default().push(insertion);
    }

    /// Adds an item to `list` before the one that stands at `at`, or at the end.
    pub fn insert_item(&mut self, list: Node<'_>, at: usize, value: impl Into<Json>) {
        let insertion = Insertion { at, key: None, value: value.into() };
        self.inserted.entry(list.index()).or_default().push(insertion);
    }

    /// Takes the member or item `node` out of its container; the root becomes null.
    pub fn remove(&mut self, node: Node<'_>) {
        self.removed.insert(node.index());
    }

    /// Gives the elements of `container` another order: `order[place]` is the old place.
    ///
    /// Nothing else may be added to or taken from the same container in the same patch.
    pub fn reorder(&mut self, container: Node<'_>, order: &[usize]) {
        self.orders.insert(container.index(), order.to_vec());
    }

    /// The changes as cuts, in the order of the text and not overlapping.
    pub fn splices(&self) -> Vec<Splice> {
        if self.is_empty() {
            return Vec::new();
        }
        let writer =
            Writer { json: self.json, style: Style::of(self.json), habits: Habits::of(self.json) };
        let mut splices = Vec::new();
        for (&index, value) in &self.set {
            let node = self.json.node(index);
            splices
                .push(Splice { range: node.span().range(), text: writer.replacement(node, value) });
        }
        for (&index, key) in &self.keys {
            if let Some(old) = self.json.node(index).key() {
                let mut text = String::new();
                push_quoted(&mut text, key);
                splices.push(Splice { range: old.span.range(), text });
            }
        }
        let mut touched: BTreeSet<u32> = self.inserted.keys().copied().collect();
        for &index in &self.removed {
            match self.json.node(index).parent() {
                Some(parent) => {
                    touched.insert(parent.index());
                }
                None => splices.push(Splice {
                    range: self.json.root().span().range(),
                    text: "null".to_owned(),
                }),
            }
        }
        for &container in &touched {
            self.change_elements(self.json.node(container), &writer, &mut splices);
        }
        for (&container, order) in &self.orders {
            reorder(self.json.node(container), order, &mut splices);
        }
        splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let mut end = 0;
        splices.retain(|splice| {
            let outside = splice.range.start >= end;
            if outside {
                end = splice.range.end;
            }
            outside
        });
        splices
    }

    /// The whole text with the changes made.
    pub fn apply(&self) -> String {
        splice_text(self.json.text(), &self.splices())
    }

    /// Cuts for what is added to and taken from one container.
    fn change_elements(&self, container: Node<'_>, writer: &Writer<'_>, splices: &mut Vec<Splice>) {
        let elements: Vec<Node<'_>> = container.children().collect();
        let stays = |node: &Node<'_>| !self.removed.contains(&node.index());
        let mut insertions: Vec<&Insertion> =
            self.inserted.get(&container.index()).into_iter().flatten().collect();
        insertions.sort_by_key(|insertion| insertion.at.min(elements.len()));
        if !matches!(container.kind(), JsonKind::List | JsonKind::Map) {
            return;
        }
        if !elements.iter().any(stays) {
            let range = container.span().start as usize + 1..container.inner_end() as usize;
            splices.push(Splice { range, text: writer.interior(container, &insertions) });
            return;
        }
        let layout = Layout::of(container, writer);
        // New elements follow the last one that stays before them; the first ones precede all.
        let mut last: Option<Node<'_>> = None;
        let mut pending = insertions.into_iter().peekable();
        let mut before_first = String::new();
        for (place, element) in elements.iter().enumerate() {
            while let Some(insertion) = pending.next_if(|insertion| insertion.at <= place) {
                let text = writer.element(container, insertion, &layout);
                match last {
                    Some(last) => push_after(splices, last, &layout, &text),
                    None => {
                        before_first.push_str(&text);
                        before_first.push_str(&layout.separator);
                    }
                }
            }
            if stays(element) {
                if last.is_none() && !before_first.is_empty() {
                    let at = element_start(*element) as usize;
                    let text = std::mem::take(&mut before_first);
                    splices.push(Splice { range: at..at, text });
                }
                last = Some(*element);
            }
        }
        for insertion in pending {
            let text = writer.element(container, insertion, &layout);
            if let Some(last) = last {
                push_after(splices, last, &layout, &text);
            }
        }
        remove_runs(&elements, stays, splices);
    }
}

/// Cuts out runs of elements together with the comma before or after them.
fn remove_runs(
    elements: &[Node<'_>],
    stays: impl Fn(&Node<'_>) -> bool,
    splices: &mut Vec<Splice>,
) {
    let mut place = 0;
    while place < elements.len() {
        if stays(&elements[place]) {
            place += 1;
            continue;
        }
        let first = place;
        while place < elements.len() && !stays(&elements[place]) {
            place += 1;
        }
        let range = match first.checked_sub(1).map(|before| elements[before]) {
            Some(before) => before.span().end as usize..elements[place - 1].span().end as usize,
            None => {
                let end = elements.get(place).map_or(0, |next| element_start(*next) as usize);
                element_start(elements[first]) as usize..end
            }
        };
        splices.push(Splice { range, text: String::new() });
    }
}

fn push_after(splices: &mut Vec<Splice>, last: Node<'_>, layout: &Layout, text: &str) {
    let at = last.span().end as usize;
    match splices.last_mut().filter(|splice| splice.range == (at..at)) {
        Some(splice) => splice.text.push_str(&layout.separator),
        None => splices.push(Splice { range: at..at, text: layout.separator.clone() }),
    }
    if let Some(splice) = splices.last_mut() {
        splice.text.push_str(text);
    }
}

fn reorder(container: Node<'_>, order: &[usize], splices: &mut Vec<Splice>) {
    let elements: Vec<Node<'_>> = container.children().collect();
    for (place, &from) in order.iter().enumerate() {
        let (Some(slot), Some(source)) = (elements.get(place), elements.get(from)) else {
            continue;
        };
        if place != from {
            let text = text_between(slot.json(), element_start(*source), source.span().end);
            splices.push(Splice {
                range: element_start(*slot) as usize..slot.span().end as usize,
                text: text.to_owned(),
            });
        }
    }
}

/// How the elements of one container stand beside each other.
struct Layout {
    /// What stands between two of them, comma included.
    separator: String,
    /// The white space that the line of an element begins with.
    indent: String,
    /// Whether all of them are on one line.
    inline: bool,
}

impl Layout {
    fn of(container: Node<'_>, writer: &Writer<'_>) -> Layout {
        let style = &writer.style;
        let mut elements = container.children();
        let (first, second) = (elements.next(), elements.next());
        let gap = match (first, second) {
            (Some(first), Some(second)) => {
                text_between(writer.json, first.span().end, element_start(second))
            }
            (Some(first), None) => opening_gap(container, first),
            (None, _) => {
                let inline = writer.is_inline_when_empty(container);
                let outer = writer.line_indent(container);
                return Layout::new(style, inline, format!("{outer}{}", style.indent));
            }
        };
        match gap.rsplit_once('\n') {
            Some((_, line)) => Layout::new(style, false, blank_prefix(line).to_owned()),
            None => Layout::new(style, true, writer.line_indent(container).to_owned()),
        }
    }

    fn new(style: &Style, inline: bool, indent: String) -> Layout {
        let separator =
            if inline { style.comma.to_owned() } else { format!(",{}{indent}", style.newline) };
        Layout { separator, indent, inline }
    }
}

/// Writes new values the way the file would.
struct Writer<'a> {
    json: &'a Json,
    style: Style,
    habits: Habits<'a>,
}

impl Writer<'_> {
    /// The text of `value` where `node` stood.
    fn replacement(&self, node: Node<'_>, value: &Json) -> String {
        let is_item = node.raw_key().is_none();
        let key = node.raw_key().or(node.parent().and_then(Node::raw_key)).unwrap_or("");
        let kind = value.root().kind();
        let inline = if kind == node.kind() && !node.is_empty() {
            !node.raw().contains('\n')
        } else {
            self.parent_is_inline(node)
                || self.habits.is_inline(key, is_item, value.root()).unwrap_or(!self.style.spread)
        };
        self.value(value, key, inline, self.line_indent(node))
    }

    /// A new element without its separator.
    fn element(&self, container: Node<'_>, insertion: &Insertion, layout: &Layout) -> String {
        let mut text = String::new();
        let kind = insertion.value.root().kind();
        let habit = match &insertion.key {
            Some(key) => {
                push_quoted(&mut text, key);
                text.push_str(&self.style.colon);
                self.habits.is_inline(key, false, insertion.value.root())
            }
            None => {
                let siblings =
                    container.children().find(|one| one.kind() == kind && !one.is_empty());
                match siblings {
                    Some(sibling) => Some(!sibling.raw().contains('\n')),
                    None => self.habits.is_inline(
                        container.raw_key().unwrap_or(""),
                        true,
                        insertion.value.root(),
                    ),
                }
            }
        };
        let inline = layout.inline || habit.unwrap_or(false);
        let key = insertion.key.as_deref().or(container.raw_key()).unwrap_or("");
        text.push_str(&self.value(&insertion.value, key, inline, &layout.indent));
        text
    }

    /// What stands between the brackets of a container that has only new elements.
    fn interior(&self, container: Node<'_>, insertions: &[&Insertion]) -> String {
        if insertions.is_empty() {
            return String::new();
        }
        let layout = Layout::of(container, self);
        let elements: Vec<String> = insertions
            .iter()
            .map(|insertion| self.element(container, insertion, &layout))
            .collect();
        let elements = elements.join(&layout.separator);
        if layout.inline {
            let is_map = container.kind() == JsonKind::Map;
            let padding = if is_map { self.style.map_padding } else { self.style.list_padding };
            return format!("{padding}{elements}{padding}");
        }
        let newline = self.style.newline;
        format!("{newline}{}{elements}{newline}{}", layout.indent, self.line_indent(container))
    }

    fn value(&self, value: &Json, key: &str, inline: bool, indent: &str) -> String {
        let mut text = String::new();
        let place =
            Place { style: &self.style, habits: &self.habits, indent, inline, list_key: key };
        write(&mut text, value.root(), &place);
        text
    }

    fn line_indent(&self, node: Node<'_>) -> &str {
        if self.style.spread { line_indent(self.json, node.span().start) } else { "" }
    }

    fn parent_is_inline(&self, node: Node<'_>) -> bool {
        node.parent().is_some_and(|parent| {
            parent.children().next().is_some_and(|first| !opening_gap(parent, first).contains('\n'))
        })
    }

    fn is_inline_when_empty(&self, container: Node<'_>) -> bool {
        let habit = match container.raw_key() {
            Some(key) => self.habits.is_inline(key, false, container),
            None => None,
        };
        self.parent_is_inline(container) || habit.unwrap_or(!self.style.spread)
    }
}

/// `text` with the cuts made. Cuts that overlap an earlier one or lie outside are left out.
pub fn splice_text(text: &str, splices: &[Splice]) -> String {
    let mut out = String::with_capacity(
        text.len() + splices.iter().map(|splice| splice.text.len()).sum::<usize>(),
    );
    let mut at = 0;
    for splice in splices {
        let Some(kept) = text.get(at..splice.range.start) else { continue };
        if text.get(splice.range.clone()).is_none() {
            continue;
        }
        out.push_str(kept);
        out.push_str(&splice.text);
        at = splice.range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Cuts in the meaning of the text value `node`, as cuts in the text it is written in.
///
/// This is how a document that stands as text inside another is changed without touching how the
/// rest of it was escaped.
pub(in crate::flow) fn splices_inside(node: Node<'_>, splices: &[Splice]) -> Vec<Splice> {
    let raw_start = node.span().start as usize;
    // Runs of equal bytes: place in the meaning, place in the raw text.
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    let mut meant = 0;
    unescape(node.raw(), |raw, decoded| {
        runs.push((meant, raw));
        meant += decoded.len();
    });
    let raw_place = |place: usize| -> usize {
        let found = runs.partition_point(|(start, _)| *start <= place);
        match found.checked_sub(1).map(|found| &runs[found]) {
            Some((start, raw)) => raw_start + (raw.start + (place - start)).min(raw.end),
            None => raw_start + usize::from(node.raw().len() > 1),
        }
    };
    splices
        .iter()
        .map(|splice| {
            let mut text = String::new();
            push_escaped(&mut text, &splice.text);
            let (start, end) = (raw_place(splice.range.start), raw_place(splice.range.end));
            Splice { range: start..end.max(start), text }
        })
        .collect()
}
