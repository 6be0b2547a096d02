//! How a file is laid out, and writing new JSON in that manner.

use std::collections::BTreeMap;

use super::{Json, JsonKind, Key, Node};

/// The manner in which a file is written: indentation, line ends, blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// One step of indentation.
    pub indent: String,
    /// What ends a line.
    pub newline: &'static str,
    /// Whether the file has more than one line, so that new lists and maps may have too.
    pub spread: bool,
    /// What stands between a key and its value.
    pub colon: String,
    /// What stands between two values on one line.
    pub comma: &'static str,
    /// What stands inside the brackets of a map on one line.
    pub map_padding: &'static str,
    /// What stands inside the brackets of a list on one line.
    pub list_padding: &'static str,
}

impl Style {
    /// The style of the console's "Show Flow JSON": two blanks a step, everything on its own line.
    pub fn canonical() -> Style {
        Style {
            indent: "  ".to_owned(),
            newline: "\n",
            spread: true,
            colon: ": ".to_owned(),
            comma: ", ",
            map_padding: "",
            list_padding: "",
        }
    }

    /// The style that most of `json` is written in, judged by the first places that show it.
    pub fn of(json: &Json) -> Style {
        let mut style = Style::canonical();
        let (mut indent, mut colon, mut comma) = (None, None, None);
        let (mut map_padding, mut list_padding) = (None, None);
        for index in 0..json.len() as u32 {
            let node = json.node(index);
            if let (None, Some(key)) = (&colon, node.key()) {
                let gap = text_between(json, key.span.end, node.span().start);
                if gap.trim() == ":" && !gap.contains('\n') {
                    colon = Some(gap.to_owned());
                }
            }
            let Some(first) = node.children().next() else { continue };
            let gap = opening_gap(node, first);
            if let Some((before, own)) = gap.rsplit_once('\n') {
                if indent.is_none() {
                    let inner = blank_prefix(own);
                    let outer = line_indent(json, node.span().start);
                    if let Some(step) = inner.strip_prefix(outer).filter(|step| !step.is_empty()) {
                        indent = Some(step.to_owned());
                        style.newline = if before.ends_with('\r') { "\r\n" } else { "\n" };
                    }
                }
            } else {
                let padding = if gap.starts_with(' ') { " " } else { "" };
                match node.kind() {
                    JsonKind::Map => map_padding.get_or_insert(padding),
                    _ => list_padding.get_or_insert(padding),
                };
                if let (None, Some(second)) = (comma, node.children().nth(1)) {
                    let gap = text_between(json, first.span().end, element_start(second));
                    comma = Some(if gap.ends_with(' ') { ", " } else { "," });
                }
            }
            if indent.is_some()
                && comma.is_some()
                && map_padding.is_some()
                && list_padding.is_some()
            {
                break;
            }
        }
        let tight = colon.as_deref() == Some(":");
        style.spread = indent.is_some() || json.root().is_empty();
        style.indent = indent.unwrap_or(style.indent);
        style.colon = colon.unwrap_or(style.colon);
        style.comma = comma.unwrap_or(if tight { "," } else { ", " });
        style.map_padding = map_padding.unwrap_or("");
        style.list_padding = list_padding.unwrap_or("");
        style
    }
}

/// Which lists and maps a file has on one line, by the key they stand under.
///
/// A file that writes `"offset": { "x": 0, "y": 0 }` on one line gets the next offset on one line
/// too, while its states stay spread out.
pub(super) struct Habits<'a> {
    /// How many more are on one line than are spread out.
    inline: BTreeMap<(&'a str, bool, JsonKind), i32>,
}

/// A new list or map longer than this is spread out even where the file has its like on one line.
const MAX_INLINE_BYTES: usize = 140;

impl<'a> Habits<'a> {
    pub(super) fn of(json: &'a Json) -> Habits<'a> {
        let mut inline = BTreeMap::new();
        for index in 1..json.len() as u32 {
            let node = json.node(index);
            if !node.is_empty() {
                let (label, is_item) = label(node);
                let count = inline.entry((label, is_item, node.kind())).or_insert(0);
                *count += if node.raw().contains('\n') { -1 } else { 1 };
            }
        }
        Habits { inline }
    }

    /// Whether a list or map under `key`, or one that is an item of the list there, goes on one line.
    pub(super) fn is_inline(&self, key: &str, is_item: bool, value: Node<'_>) -> Option<bool> {
        let short = value.raw().len() <= MAX_INLINE_BYTES;
        self.inline.get(&(key, is_item, value.kind())).map(|count| *count > 0 && short)
    }
}

/// Under which key a value stands: its own, or that of the list whose item it is.
fn label(node: Node<'_>) -> (&str, bool) {
    match (node.raw_key(), node.parent()) {
        (Some(key), _) => (key, false),
        (None, Some(list)) => (list.raw_key().unwrap_or(""), true),
        (None, None) => ("", true),
    }
}

/// Where new text goes and how it is laid out there.
pub(super) struct Place<'a> {
    pub(super) style: &'a Style,
    pub(super) habits: &'a Habits<'a>,
    /// The white space that the line begins with.
    pub(super) indent: &'a str,
    /// Whether everything goes on one line.
    pub(super) inline: bool,
    /// The key of the list that the value becomes an item of, if it does.
    pub(super) list_key: &'a str,
}

/// Appends `value` to `out`, laid out for its place; every scalar keeps its exact text.
pub(super) fn write(out: &mut String, value: Node<'_>, place: &Place<'_>) {
    let style = place.style;
    // Containers being written, with whether each goes on one line; a loop, so depth costs no stack.
    let mut open: Vec<(Node<'_>, bool)> = Vec::new();
    let mut index = value.index();
    loop {
        while let Some(&(container, inline)) = open.last() {
            if container.next_index() > index {
                break;
            }
            open.pop();
            let is_map = container.kind() == JsonKind::Map;
            if inline {
                out.push_str(if is_map { style.map_padding } else { style.list_padding });
            } else {
                break_line(out, place, open.len());
            }
            out.push(if is_map { '}' } else { ']' });
        }
        if index >= value.next_index() {
            return;
        }
        let node = value.json().node(index);
        if let Some(&(container, inline)) = open.last() {
            let first = index == container.index() + 1;
            match (inline, first) {
                (true, true) if container.kind() == JsonKind::Map => {
                    out.push_str(style.map_padding)
                }
                (true, true) => out.push_str(style.list_padding),
                (true, false) => out.push_str(style.comma),
                (false, _) => {
                    if !first {
                        out.push(',');
                    }
                    break_line(out, place, open.len());
                }
            }
            if let Some(key) = node.key() {
                write_key(out, node, &key);
                out.push_str(&style.colon);
            }
        }
        match node.kind() {
            JsonKind::List | JsonKind::Map if !node.is_empty() => {
                let inline = match open.last() {
                    Some(&(_, true)) => true,
                    Some(_) => {
                        let (label, is_item) = match (label(node), open.len()) {
                            ((_, true), 1)
                                if value.raw_key().is_none()
                                    && open[0].0.kind() == JsonKind::List =>
                            {
                                (place.list_key, true)
                            }
                            (found, _) => found,
                        };
                        place.habits.is_inline(label, is_item, node).unwrap_or(false)
                    }
                    None => place.inline,
                };
                out.push(if node.kind() == JsonKind::Map { '{' } else { '[' });
                open.push((node, inline));
                index += 1;
            }
            JsonKind::List => {
                out.push_str("[]");
                index = node.next_index();
            }
            JsonKind::Map => {
                out.push_str("{}");
                index = node.next_index();
            }
            _ => {
                out.push_str(node.raw());
                index = node.next_index();
            }
        }
    }
}

/// Appends a key as it was written, or in double quotes if it was not written so.
fn write_key(out: &mut String, member: Node<'_>, key: &Key<'_>) {
    let raw = key.span.of(member.json().text());
    if raw.len() > 1 && raw.starts_with('"') {
        out.push_str(raw)
    } else {
        push_quoted(out, &key.text)
    }
}

/// Appends `text` as a JSON text, with its quotes.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// Appends `text` as it stands between the quotes of a JSON text.
pub fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            control if control < ' ' => {
                out.push_str("\\u00");
                out.push(char::from_digit(control as u32 >> 4, 16).unwrap_or('0'));
                out.push(char::from_digit(control as u32 & 15, 16).unwrap_or('0'));
            }
            other => out.push(other),
        }
    }
}

fn break_line(out: &mut String, place: &Place<'_>, depth: usize) {
    out.push_str(place.style.newline);
    out.push_str(place.indent);
    for _ in 0..depth {
        out.push_str(&place.style.indent);
    }
}

/// Where a member's key or an item begins.
pub(super) fn element_start(node: Node<'_>) -> u32 {
    node.key().map_or(node.span().start, |key| key.span.start)
}

/// What stands between the opening bracket of `container` and its first element.
pub(super) fn opening_gap<'a>(container: Node<'a>, first: Node<'a>) -> &'a str {
    text_between(container.json(), container.span().start + 1, element_start(first))
}

/// The text from `start` up to `end`.
pub(super) fn text_between(json: &Json, start: u32, end: u32) -> &str {
    json.text().get(start as usize..end as usize).unwrap_or("")
}

/// The white space at the beginning of the line in which `at` stands.
pub(super) fn line_indent(json: &Json, at: u32) -> &str {
    let before = json.text().get(..at as usize).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    blank_prefix(&before[start..])
}

/// The blanks and tabs that `line` begins with.
pub(super) fn blank_prefix(line: &str) -> &str {
    let end = line.find(|character| character != ' ' && character != '\t').unwrap_or(line.len());
    &line[..end]
}
