//! Sentences for the ears: what a screen reader says of boxes and exits.

use crate::canvas::{BoxShape, Scene, Sign};
use crate::text::Texts;

/// What is said of a box of a scene, or of one of its exits.
pub fn of(texts: &Texts, scene: &Scene, number: usize, exit: Option<usize>) -> String {
    match (scene.boxes.get(number), exit) {
        (Some(shape), Some(exit)) => of_exit(texts, shape, exit),
        (Some(shape), None) => of_box(texts, shape),
        (None, _) => String::new(),
    }
}

/// What is said of a box: its name, what it is, its exits, which of them lead nowhere, its problems.
pub fn of_box(texts: &Texts, shape: &BoxShape) -> String {
    let mut parts = vec![shape.name.to_string(), shape.kind.to_lowercase()];
    let count = shape.chips.len();
    if count > 0 {
        parts.push(texts.fill("spoken-exits", &[("count", count.into())]));
    }
    let loose: Vec<&str> =
        shape.chips.iter().filter(|chip| !chip.is_connected).map(|chip| &*chip.label).collect();
    match loose.as_slice() {
        [] => {}
        loose if loose.len() == count => parts.push(texts.say("spoken-none-connected").to_owned()),
        loose => {
            let names = loose.join(", ");
            parts.push(texts.fill("spoken-not-connected", &[("names", (&names).into())]));
        }
    }
    let wrong = (shape.errors + shape.warnings) as usize;
    if wrong > 0 {
        parts.push(texts.fill("spoken-problems", &[("count", wrong.into())]));
    }
    parts.join(", ")
}

/// What is said of an exit: its name, its box, and where it leads.
pub fn of_exit(texts: &Texts, shape: &BoxShape, chip: usize) -> String {
    let Some(chip) = shape.chips.get(chip) else { return shape.name.to_string() };
    let things = [
        ("exit", (&*chip.label).into()),
        ("name", (&*shape.name).into()),
        ("to", (&*chip.leads_to).into()),
    ];
    let text = if chip.is_connected { "spoken-exit" } else { "spoken-loose-exit" };
    texts.fill(text, &things)
}

/// The same with what a comparison says of it.
pub fn signed(texts: &Texts, sign: Option<Sign>, said: String) -> String {
    let name = match sign {
        None => return said,
        Some(Sign::Added) => "spoken-added",
        Some(Sign::Removed) => "spoken-removed",
        Some(Sign::Changed) => "spoken-changed",
    };
    texts.fill(name, &[("said", (&said).into())])
}
