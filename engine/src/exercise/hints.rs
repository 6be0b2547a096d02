//! Hints: what a flow listens for, and so what a virtual caller had better say.

use std::collections::{BTreeMap, BTreeSet};

use crate::declare::{Catalogue, FieldKind, Part, Reading};
use crate::flow::{Flow, JsonKind};
use crate::template::{Dialect, Segment, Template};
use crate::value::{Map, Text, Value};

/// For each variable that the flow reads, the values that make a difference.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Values by dotted path.
    values: BTreeMap<Text, BTreeSet<Text>>,
    /// Every path that is read.
    read: BTreeSet<Text>,
    /// Names of the exits of the trigger that are drawn.
    pub triggers: BTreeSet<Text>,
}

/// How far values are carried back from a variable to what it was made of.
const ROUNDS: usize = 8;

impl Hints {
    /// The hints that the flow's own conditions and templates give.
    pub fn of(flow: &Flow, catalogue: &Catalogue) -> Hints {
        let mut hints = Hints::default();
        // From a variable to the variables that its value is made of.
        let mut made_of: BTreeMap<Text, BTreeSet<Text>> = BTreeMap::new();
        for (place, widget) in flow.widgets().iter().enumerate() {
            if flow.initial() == Some(place) {
                hints.triggers = widget
                    .transitions
                    .iter()
                    .map(|transition| transition.event.text().clone())
                    .collect();
            }
            let Some(found) = catalogue.get(widget.kind.as_str()) else { continue };
            let spec = found.spec();
            let compiled = found.compile(&Reading { flow, widget, spec, dialect: Dialect::Studio });
            compiled.visit(&mut |_: &Text, part: Part<'_>| {
                if let Part::Template(template) = part {
                    let paths = paths(template);
                    for literal in literals(template.source()) {
                        for path in &paths {
                            hints.add(path, &literal);
                        }
                    }
                    hints.read.extend(paths);
                }
                if let Part::Script(script) = part {
                    for (path, _) in script.mentions() {
                        for literal in literals(&format!("{{{{{}}}}}", script.source())) {
                            hints.add(&path, &literal);
                        }
                        hints.read.insert(path);
                    }
                }
            });
            let input = widget.property("input").and_then(|node| node.text_of());
            for transition in &widget.transitions {
                for condition in &transition.conditions {
                    let tested = input.clone().filter(|input| !input.trim().is_empty());
                    let tested = tested
                        .or_else(|| condition.arguments.first().map(|text| text.as_str().into()));
                    let Some(tested) = tested else { continue };
                    let paths = paths(&Template::parse(tested.as_ref(), Dialect::Studio));
                    for path in &paths {
                        for value in values_for(&condition.operator, &condition.value) {
                            hints.add(path, &value);
                        }
                    }
                    hints.read.extend(paths);
                }
            }
            for field in spec.fields.iter().filter(|field| field.kind == FieldKind::KeyValues) {
                let Some(list) =
                    widget.property(&field.name).filter(|node| node.kind() == JsonKind::List)
                else {
                    continue;
                };
                for item in list.items() {
                    let key = item.get("key").and_then(|key| key.text_of());
                    let value = item.get("value").and_then(|value| value.text_of());
                    let (Some(key), Some(value)) = (key, value) else { continue };
                    let sources = paths(&Template::parse(value.as_ref(), Dialect::Studio));
                    for target in
                        [format!("flow.variables.{key}"), format!("widgets.{}.{key}", widget.name)]
                    {
                        made_of.entry(target.into()).or_default().extend(sources.iter().cloned());
                    }
                }
            }
        }
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (target, sources) in &made_of {
                let Some(values) = hints.values.get(target).cloned() else { continue };
                for source in sources {
                    for value in &values {
                        changed |= hints.add(source, value);
                    }
                }
            }
            if !changed {
                break;
            }
        }
        hints
    }

    fn add(&mut self, path: &Text, value: &Text) -> bool {
        self.values.entry(path.clone()).or_default().insert(value.clone())
    }

    /// The values that make a difference at `path`.
    pub fn values(&self, path: &str) -> Vec<&Text> {
        self.values.get(path).into_iter().flatten().collect()
    }

    /// The paths below `prefix` that are read, without the prefix.
    pub fn read_below(&self, prefix: &str) -> Vec<Text> {
        let dotted = format!("{prefix}.");
        self.read
            .iter()
            .filter_map(|path| path.strip_prefix(dotted.as_str()))
            .map(Text::from)
            .collect()
    }
}

/// The dotted paths that a template reads; what is only known at run time ends a path.
pub fn paths(template: &Template) -> Vec<Text> {
    template
        .mentions()
        .iter()
        .map(|mention| {
            let mut path = String::new();
            for segment in &mention.path {
                let part = match segment {
                    Segment::Key(key) => key.to_string(),
                    Segment::Index(index) => index.to_string(),
                    Segment::Computed => "0".to_owned(),
                };
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&part);
            }
            path.into()
        })
        .collect()
}

/// Text in quotation marks inside the tags of a template, and whole numbers that are compared with.
fn literals(source: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(open) = rest.find("{%").into_iter().chain(rest.find("{{")).min() {
        let inside = &rest[open + 2..];
        let close =
            inside.find("%}").into_iter().chain(inside.find("}}")).min().unwrap_or(inside.len());
        let tag = &inside[..close];
        let mut quotes = tag;
        while let Some(start) = quotes.find(['"', '\'']) {
            let mark = &quotes[start..=start];
            let after = &quotes[start + 1..];
            let Some(end) = after.find(mark) else { break };
            if end <= 64 {
                found.push(Text::from(&after[..end]));
            }
            quotes = &after[end + 1..];
        }
        if tag.contains(['<', '>', '=']) {
            for word in tag.split_whitespace() {
                if let Ok(number) = word.parse::<i64>() {
                    for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                        found.push(near.to_string().into());
                    }
                }
            }
        }
        rest = &inside[close..];
        if found.len() > 200 {
            break;
        }
    }
    found
}

/// Values that make a condition hold.
fn values_for(operator: &str, value: &str) -> Vec<Text> {
    let value = value.trim();
    match operator {
        "matches_any_of" | "does_not_match_any_of" => {
            value.split(',').map(|item| item.trim().into()).collect()
        }
        "is_blank" | "is_not_blank" => vec![Text::default()],
        "less_than" | "greater_than" => match value.parse::<f64>() {
            Ok(number) => [number - 1.0, number, number + 1.0]
                .iter()
                .map(|near| near.to_string().into())
                .collect(),
            Err(_) => Vec::new(),
        },
        "is_before_time" | "is_after_time" => vec!["00:00".into(), value.into(), "23:59".into()],
        "is_before_date" | "is_after_date" => {
            vec!["1970-01-01".into(), value.into(), "2999-12-31".into()]
        }
        "regex" => regex_samples(value),
        _ => vec![value.into()],
    }
}

/// A few texts that a pattern might match: its branches with the signs of the language taken away.
fn regex_samples(pattern: &str) -> Vec<Text> {
    let mut samples: Vec<Text> =
        pattern.split('|').map(|branch| without_signs(branch).into()).collect();
    samples.push(without_signs(pattern).into());
    samples.push("1".into());
    samples.push("12345".into());
    samples.push("1234567890".into());
    samples.retain(|sample: &Text| sample.len() <= 200);
    samples
}

fn without_signs(pattern: &str) -> String {
    let mut out = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('d') => out.push('1'),
                Some('w') => out.push('a'),
                Some('s') => out.push(' '),
                Some('b') | None => {}
                Some(other) => out.push(other),
            },
            '[' => {
                let class: String = letters.by_ref().take_while(|inside| *inside != ']').collect();
                out.extend(class.trim_start_matches('^').chars().next());
            }
            '{' => {
                let count: String = letters.by_ref().take_while(|inside| *inside != '}').collect();
                let wanted = count
                    .split(',')
                    .next()
                    .and_then(|number| number.parse::<usize>().ok())
                    .unwrap_or(1);
                if let Some(last) = out.chars().last() {
                    for _ in 1..wanted.min(32) {
                        out.push(last);
                    }
                }
            }
            '(' if letters.peek() == Some(&'?') => {
                letters.next();
                while let Some(mark) =
                    letters.next_if(|next| matches!(next, ':' | '=' | '!' | '<' | 'i'))
                {
                    if mark == ':' || mark == '=' {
                        break;
                    }
                }
            }
            '^' | '$' | '(' | ')' | '*' | '+' | '?' | '.' => {}
            other => out.push(other),
        }
    }
    out
}

/// What a parent hands to this flow, as rows of names and values.
pub fn parent_parameters(flow: &Flow, catalogue: &Catalogue) -> String {
    let hints = Hints::of(flow, catalogue);
    let rows = hints.read_below("trigger.parent.parameters").into_iter().map(|name| {
        let first = name.split('.').next().unwrap_or("").to_owned();
        let value = hints
            .values(&format!("trigger.parent.parameters.{name}"))
            .first()
            .map_or("sample", |value| value.as_str())
            .to_owned();
        let mut row = Map::new();
        row.insert("key", first);
        row.insert("value", value);
        row.insert("type", "string");
        Value::from(row)
    });
    Value::list(rows).to_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_give_texts_that_they_match() {
        assert_eq!(without_signs("^[0-9]{5}$"), "00000");
        assert_eq!(without_signs(".*support.*"), "support");
        assert_eq!(without_signs(r"^(?:\d)$"), "1");
    }

    #[test]
    fn texts_and_numbers_in_tags_are_found() {
        let found = literals("{% if x == 'yes' and n > 3 %}no{% endif %}");
        assert_eq!(found, ["yes", "2", "3", "4"]);
    }
}
