//! Values as people say them.

use centralita_engine::declare::{Field, FieldKind};
use centralita_engine::flow::{JsonKind, Node};

use crate::text::Texts;

/// JSON longer than this is cut: who wants all of it looks at the flow.
const LONGEST_JSON: usize = 400;
/// The days of a week, as the file names them.
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A text with its variables said by name: `{{widgets.menu.Digits}}` as `‹Digits of menu›`.
pub fn words(text: &str, texts: &Texts) -> String {
    let mut said = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, after)) = after.split_once("}}") else { break };
        said.push_str(before);
        said.push('‹');
        said.push_str(&variable(inside, texts));
        said.push('›');
        rest = after;
    }
    said.push_str(rest);
    said
}

/// A variable by the names that people know; what filters do to it is left to the flow.
fn variable(inside: &str, texts: &Texts) -> String {
    let path = inside.split('|').next().unwrap_or_default().trim();
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["widgets", widget, rest @ ..] if !rest.is_empty() => {
            let name = rest.join(".");
            let things = [("name", (&name).into()), ("widget", (*widget).into())];
            texts.fill("describe-variable", &things)
        }
        ["flow", "variables", rest @ ..] if !rest.is_empty() => rest.join("."),
        ["contact", "channel", "address"] => texts.say("describe-contact-address").to_owned(),
        ["flow", "channel", "address"] => texts.say("describe-own-address").to_owned(),
        _ => path.to_owned(),
    }
}

/// What a field holds, as people say it; none when it says nothing but the usual.
pub fn value(field: &Field, node: Node<'_>, texts: &Texts) -> Option<String> {
    let plain = || node.text_of().map(|text| text.trim().to_owned()).filter(|it| !it.is_empty());
    let usual = |text: &str| match field.default.as_text() {
        Some(usual) => usual == text,
        None => field.default.to_json() == text,
    };
    match &field.kind {
        FieldKind::Secret => Some("••••".to_owned()),
        FieldKind::Toggle => {
            let text = plain()?;
            let name = match text.as_str() {
                "true" => "describe-yes",
                "false" => "describe-no",
                _ => return Some(words(&text, texts)),
            };
            (!usual(&text)).then(|| texts.say(name).to_owned())
        }
        FieldKind::Choice(choices) => {
            let text = plain().filter(|text| !usual(text))?;
            let choice = choices.iter().find(|choice| choice.value == text);
            Some(choice.map_or_else(|| words(&text, texts), |choice| choice.label.to_string()))
        }
        FieldKind::Seconds => {
            let text = plain().filter(|text| !usual(text))?;
            Some(match text.parse::<usize>() {
                Ok(count) => texts.fill("describe-seconds", &[("count", count.into())]),
                Err(_) => words(&text, texts),
            })
        }
        FieldKind::KeyValues => pairs(node, texts),
        FieldKind::List => {
            let items: Vec<String> =
                node.items().filter_map(|item| Some(words(&item.text_of()?, texts))).collect();
            (!items.is_empty()).then(|| items.join(", "))
        }
        FieldKind::Hours => hours(node, texts),
        FieldKind::Json => {
            let text = plain().unwrap_or_else(|| node.raw().to_owned());
            json(&text, texts)
        }
        FieldKind::Script => {
            let text = plain()?;
            Some(texts.fill("describe-script", &[("count", text.lines().count().into())]))
        }
        FieldKind::Conditions => None,
        _ => plain().filter(|text| !usual(text)).map(|text| words(&text, texts)),
    }
}

/// Rows of name and value: `priority = 50, reason = support`.
fn pairs(node: Node<'_>, texts: &Texts) -> Option<String> {
    let row = |key: &str, value: Option<Node<'_>>| {
        let value = value.and_then(|value| value.text_of()).unwrap_or_default();
        format!("{key} = {}", words(&value, texts))
    };
    let rows: Vec<String> = match node.kind() {
        JsonKind::Map => node.members().map(|(key, value)| row(&key.text, Some(value))).collect(),
        _ => node
            .items()
            .filter_map(|item| {
                let key = item.get("key")?.text_of()?;
                Some(row(&key, item.get("value")))
            })
            .collect(),
    };
    (!rows.is_empty()).then(|| rows.join("; "))
}

/// JSON by its members, when it is an object: what is handed over, name by name.
fn json(text: &str, texts: &Texts) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text == "{}" {
        return None;
    }
    let read = centralita_engine::flow::Json::parse(text);
    let is_plain = read.faults().is_empty() && read.root().kind() == JsonKind::Map;
    let said = if is_plain {
        let rows = read.root().members().map(|(key, value)| {
            let value =
                value.text_of().map_or_else(|| value.raw().to_owned(), |it| it.into_owned());
            format!("{} = {}", key.text, words(&value, texts))
        });
        rows.collect::<Vec<_>>().join("; ")
    } else {
        words(text, texts)
    };
    Some(match said.char_indices().nth(LONGEST_JSON) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said,
    })
}

/// Opening hours: days that have the same stand together.
fn hours(node: Node<'_>, texts: &Texts) -> Option<String> {
    let spans = |node: Option<Node<'_>>| {
        let spans: Vec<String> = node
            .map(|node| {
                let end = |span: Node<'_>, name: &str| {
                    span.get(name).and_then(|end| end.text_of()).unwrap_or_default().into_owned()
                };
                node.items().map(|it| format!("{}–{}", end(it, "from"), end(it, "to"))).collect()
            })
            .unwrap_or_default();
        if spans.is_empty() { texts.say("inspector-closed").to_owned() } else { spans.join(", ") }
    };
    let week = node.get("week");
    let days: Vec<(&str, String)> = DAYS
        .iter()
        .map(|day| (texts.of("inspector-day", day), spans(week.and_then(|week| week.get(day)))))
        .collect();
    let mut lines = Vec::new();
    let mut from = 0;
    for place in 1..=days.len() {
        if place < days.len() && days[place].1 == days[from].1 {
            continue;
        }
        let (first, last) = (days[from].0, days[place - 1].0);
        let name = if place - from == 1 {
            first.to_owned()
        } else {
            format!("{first}–{}", last.to_lowercase())
        };
        lines.push(format!("{name} {}", days[from].1));
        from = place;
    }
    let holidays = node.get("holidays").map(|list| list.items().collect::<Vec<_>>());
    for holiday in holidays.unwrap_or_default() {
        let text =
            |name: &str| holiday.get(name).and_then(|it| it.text_of()).map(|it| it.into_owned());
        let date = match (text("date"), text("from"), text("to")) {
            (Some(date), ..) => date,
            (None, Some(from), Some(to)) => format!("{from}–{to}"),
            (None, from, to) => from.or(to).unwrap_or_default(),
        };
        let name = text("name").unwrap_or_default();
        lines.push(format!("{name} ({date}) {}", spans(holiday.get("open"))));
    }
    Some(lines.join("; "))
}
