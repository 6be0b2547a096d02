//! What can be undone takes little memory: bytes are counted, not guessed.
//!
//! Each change takes as much as the one before, so a part of a full history is made here and counted;
//! `CENTRALITA_CHANGES=500` makes a whole one.
#![allow(clippy::unwrap_used, missing_docs)]

mod large;

use centralita_designer::command::{Command, Direction};
use centralita_designer::model::{Model, Prefs, Selection};
use centralita_designer::update::update;
use centralita_engine::WidgetName;
use large::flow;

/// A change of a flow of a thousand widgets may take so much: five hundred of them fit into 50 MB.
const MOST_BYTES_EACH: i64 = 50_000_000 / 500;

/// Makes changes; gives how many bytes more are held then, for each.
fn held_by(what: &str, change: impl Fn(&mut Model, usize)) -> i64 {
    let asked = std::env::var("CENTRALITA_CHANGES").ok().and_then(|text| text.parse().ok());
    let count = asked.unwrap_or(20);
    let mut model = Model::new(Prefs::default());
    let opened = Command::Opened { name: "flow".into(), path: None, text: flow(1_000) };
    update(&mut model, opened, &mut Vec::new());
    let counted = allocation_counter::measure(|| {
        for number in 0..count {
            change(&mut model, number);
        }
    });
    let kept = model.editor.as_ref().unwrap().history.done().len();
    println!("{what}: {} KB held by {kept} changes", counted.bytes_current / 1024);
    assert_eq!(kept, count, "{what}");
    counted.bytes_current / i64::try_from(count).unwrap()
}

fn nudge(model: &mut Model, number: usize) {
    let direction = [Direction::Left, Direction::Right, Direction::Down][number % 3];
    update(model, Command::Nudge { direction, by: 10.0 }, &mut Vec::new());
}

#[test]
fn a_full_history_of_a_thousand_widgets_fits_into_fifty_megabytes() {
    let one = held_by("a box is moved", |model, number| {
        let name = WidgetName::new(format!("w{}", number + 1));
        update(model, Command::Select(Selection::of(name)), &mut Vec::new());
        nudge(model, number);
    });
    let typed = held_by("a widget is renamed", |model, number| {
        let widget = WidgetName::new(format!("w{}", number + 1));
        let name = format!("renamed_{number}");
        update(model, Command::RenameTo { widget, name }, &mut Vec::new());
    });
    let all = held_by("all boxes are moved", |model, number| {
        if number == 0 {
            update(model, Command::SelectAll, &mut Vec::new());
        }
        nudge(model, number);
    });
    let most = one.max(typed).max(all);
    assert!(most < MOST_BYTES_EACH, "{one} {typed} {all}");
}
