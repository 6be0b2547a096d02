//! The opening hours of a week, and the days that differ.

use centralita_engine::flow::{JsonKind, Node, PathStep};
use centralita_engine::{Text, Value};
use egui::{Align, Layout, RichText, Ui};

use crate::inspector::control::{Change, Control};
use crate::inspector::rows;
use crate::inspector::typed::{Writing, notes_ui, typed_ui};
use crate::theme::Icon;
use crate::ui;

/// The names of the days in the file, and among the texts.
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Shows it.
pub fn hours_ui(ui: &mut Ui, control: &mut Control<'_>) {
    for day in DAYS {
        let path: Vec<PathStep> = vec!["week".into(), day.into()];
        let name = control.model.texts.of("inspector-day", day).to_owned();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let size = [86.0, 28.0];
            ui.allocate_ui_with_layout(size.into(), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(size[0]);
                ui.label(RichText::new(&name).size(13.0));
            });
            let node =
                control.node.and_then(|node| node.get("week")).and_then(|week| week.get(day));
            ui.vertical(|ui| spans_ui(ui, control, &name, node, &path));
        });
        notes_ui(ui, control);
    }
    ui.add_space(6.0);
    let title = control.model.texts.say("inspector-holidays");
    ui.label(ui::strong(title).size(12.5));
    let holidays = control.node.and_then(|node| node.get("holidays"));
    let count = holidays.map_or(0, |node| node.items().count());
    for place in 0..count {
        if let Some(holiday) = holidays.and_then(|node| node.at(place)) {
            holiday_ui(ui, control, holiday, (place, count));
        }
    }
    let button = ui.button(control.model.texts.say("inspector-holiday-add"));
    if button.clicked() {
        let new = Value::map([
            ("name".into(), Value::text(title_of(control, count))),
            ("date".into(), Value::text("01-01")),
        ]);
        control.done = Some(match (holidays, control.node) {
            (Some(_), _) => Change::Set(vec!["holidays".into(), count.into()], new),
            (None, Some(node)) if !node.is_null() => {
                Change::Set(vec!["holidays".into()], Value::list([new]))
            }
            _ => Change::Set(Vec::new(), Value::map([("holidays".into(), Value::list([new]))])),
        });
    }
}

fn title_of(control: &Control<'_>, count: usize) -> String {
    let number = (count + 1).to_string();
    control.model.texts.fill("inspector-holiday", &[("number", (&number).into())])
}

/// The spans of a day, or that it is closed, and the button for another.
fn spans_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    day: &str,
    node: Option<Node<'_>>,
    path: &[PathStep],
) {
    let count = node.map_or(0, |node| node.items().count());
    let texts = &control.model.texts;
    for place in 0..count {
        let span = node.and_then(|node| node.at(place));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (end, word) in [("from", "inspector-from"), ("to", "inspector-to")] {
                let now = span.and_then(|span| span.get(end)).and_then(|node| node.text_of());
                let now = now.map(|text| text.into_owned()).unwrap_or_default();
                let part = format!("{day} {} {}", texts.say(word), place + 1);
                let mut way = path.to_vec();
                way.extend([place.into(), end.into()]);
                let writing = Writing {
                    part: Some((&part, place)),
                    width: Some(62.0),
                    ..Writing::line(&now, "00:00")
                };
                typed_ui(ui, control, writing, &move |control, typed| match time(typed) {
                    Some(time) => Ok(Change::Set(way.clone(), Value::text(time))),
                    None => Err(control.model.texts.say("inspector-no-time").to_owned()),
                });
                if end == "from" {
                    ui.label("–");
                }
            }
            let name = format!("{}: {day} {}", texts.say("inspector-row-remove"), place + 1);
            if ui::icon_button(ui, &control.model.tokens, Icon::X, &name, true).clicked() {
                let mut way = path.to_vec();
                // The last span takes its day with it: what is not there is closed.
                if count > 1 {
                    way.push(place.into());
                }
                control.done = Some(Change::Clear(way));
            }
            if place + 1 == count {
                add_span_ui(ui, control, day, span, path, count);
            }
        });
    }
    if count == 0 {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let closed = RichText::new(texts.say("inspector-closed")).size(13.0);
            ui.label(closed.color(control.model.tokens.weak_text));
            add_span_ui(ui, control, day, None, path, count);
        });
    }
}

fn add_span_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    day: &str,
    last: Option<Node<'_>>,
    path: &[PathStep],
    count: usize,
) {
    let name = format!("{}: {day}", control.model.texts.say("inspector-hours-add"));
    if !ui::icon_button(ui, &control.model.tokens, Icon::Plus, &name, true).clicked() {
        return;
    }
    let (from, to) = match last {
        Some(_) => ("16:00", "20:00"),
        None => ("09:00", "17:00"),
    };
    let span = Value::map([("from".into(), Value::text(from)), ("to".into(), Value::text(to))]);
    control.done = Some(if count > 0 {
        let mut way = path.to_vec();
        way.push(count.into());
        Change::Set(way, span)
    } else {
        Change::Set(path.to_vec(), Value::list([span]))
    });
}

/// A holiday: its name, its day or days, and the hours it has all the same.
fn holiday_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    node: Node<'_>,
    (place, count): (usize, usize),
) {
    let texts = &control.model.texts;
    let path: Vec<PathStep> = vec!["holidays".into(), place.into()];
    let text =
        |name: &str| node.get(name).and_then(|node| node.text_of()).map(|text| text.into_owned());
    let name = text("name").unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let room = ui.available_width() - 36.0;
        let part = format!("{} {}", texts.say("inspector-holiday-name"), place + 1);
        let writing = Writing {
            part: Some((&part, place)),
            width: Some(room * 0.5),
            ..Writing::line(&name, texts.say("inspector-holiday-name"))
        };
        let way = [path.as_slice(), &["name".into()]].concat();
        typed_ui(ui, control, writing, &move |_, typed| {
            Ok(Change::Set(way.clone(), Value::text(typed)))
        });
        let dates = match (text("date"), text("from"), text("to")) {
            (Some(date), ..) => date,
            (None, Some(from), Some(to)) => format!("{from} – {to}"),
            (None, from, to) => from.or(to).unwrap_or_default(),
        };
        let part = format!("{} {}", texts.say("inspector-holiday-date"), place + 1);
        let writing = Writing {
            part: Some((&part, place)),
            width: Some(room * 0.5),
            ..Writing::line(&dates, "12-25")
        };
        let (way, whole) = (path.clone(), node.to_value());
        typed_ui(ui, control, writing, &move |control, typed| match days(&whole, typed) {
            Some(holiday) => Ok(Change::Set(way.clone(), holiday)),
            None => Err(control.model.texts.say("inspector-no-date").to_owned()),
        });
        rows::menu_ui(ui, control, Some(&["holidays".into()]), &path, (place, count));
    });
    notes_ui(ui, control);
    ui.horizontal(|ui| {
        ui.add_space(12.0);
        let way = [path.as_slice(), &["open".into()]].concat();
        let spoken = if name.is_empty() { title_of(control, place) } else { name };
        ui.vertical(|ui| spans_ui(ui, control, &spoken, node.get("open"), &way));
    });
    notes_ui(ui, control);
}

/// The holiday on other days: a date, or two with a dash or a word between.
fn days(holiday: &Value, typed: &str) -> Option<Value> {
    let ends: Vec<&str> =
        typed.split(['–', '—']).flat_map(|part| part.split(" - ")).map(str::trim).collect();
    if !ends.iter().all(|end| is_date(end)) {
        return None;
    }
    let new: Vec<(Text, Value)> = match ends.as_slice() {
        [date] => vec![("date".into(), Value::text(*date))],
        [from, to] => {
            vec![("from".into(), Value::text(*from)), ("to".into(), Value::text(*to))]
        }
        _ => return None,
    };
    let old = holiday.as_map().map(|map| map.iter().collect::<Vec<_>>()).unwrap_or_default();
    let is_day = |key: &str| matches!(key, "date" | "from" | "to");
    let old = old.into_iter().filter(|(key, _)| !is_day(key));
    let (mut entries, rest): (Vec<_>, Vec<_>) =
        old.map(|(key, value)| (key.clone(), value.clone())).partition(|(key, _)| key == "name");
    entries.extend(new);
    entries.extend(rest);
    Some(Value::map(entries))
}

/// Whether a text is a date, with or without its year.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| -> Option<u32> {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let (year, month, day) = match parts.as_slice() {
        [month, day] => (Some(4), number(month, 2), number(day, 2)),
        [year, month, day] => (number(year, 4), number(month, 2), number(day, 2)),
        _ => return false,
    };
    let most = |month: u32| match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    year.is_some()
        && month.is_some_and(|month| (1..=12).contains(&month))
        && day.zip(month).is_some_and(|(day, month)| (1..=most(month)).contains(&day))
}

/// A time of day as the file writes it: `9` and `9:30` are meant as `09:00` and `09:30`.
fn time(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (hours, minutes) = typed.split_once([':', '.']).unwrap_or((typed, "0"));
    let is_short = |part: &str| (1..=2).contains(&part.len());
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_short(hours) || !is_short(minutes) || !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let is_time = (hours < 24 && minutes < 60) || (hours == 24 && minutes == 0);
    is_time.then(|| format!("{hours:02}:{minutes:02}"))
}

/// Whether hours are of another shape than is shown here.
pub fn is_odd(node: Node<'_>) -> bool {
    let spans_are_odd = |node: Node<'_>| {
        node.kind() != JsonKind::List
            || node.items().any(|span| {
                let reads = |end: &str| span.get(end).is_none_or(|end| end.text_of().is_some());
                span.kind() != JsonKind::Map || !reads("from") || !reads("to")
            })
    };
    let week_is_odd = |week: Node<'_>| {
        week.kind() != JsonKind::Map
            || week
                .members()
                .any(|(day, spans)| !DAYS.contains(&&*day.text) || spans_are_odd(spans))
    };
    let holidays_are_odd = |list: Node<'_>| {
        list.kind() != JsonKind::List
            || list.items().any(|one| {
                let reads = |name: &str| one.get(name).is_none_or(|one| one.text_of().is_some());
                one.kind() != JsonKind::Map
                    || !["name", "date", "from", "to"].into_iter().all(reads)
                    || one.get("open").is_some_and(spans_are_odd)
            })
    };
    node.kind() != JsonKind::Map
        || node.get("week").is_some_and(week_is_odd)
        || node.get("holidays").is_some_and(holidays_are_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(time("9").as_deref(), Some("09:00"));
        assert_eq!(time("9:30").as_deref(), Some("09:30"));
        assert_eq!(time("24:00").as_deref(), Some("24:00"));
        assert_eq!(time("25:00"), None);
        assert_eq!(time("nine"), None);
    }

    #[test]
    fn a_holiday_keeps_what_is_not_a_date() {
        let holiday =
            Value::from_json(r#"{"name":"Summer","date":"08-03","open":[],"note":1}"#).unwrap();
        let json = |typed: &str| days(&holiday, typed).map(|value| value.to_json());
        assert_eq!(
            json("2026-08-03 – 2026-08-16").as_deref(),
            Some(r#"{"name":"Summer","from":"2026-08-03","to":"2026-08-16","open":[],"note":1}"#)
        );
        assert_eq!(json("13-01"), None);
        assert_eq!(json("02-30"), None);
        assert_eq!(json(""), None);
    }
}
