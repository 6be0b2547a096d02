//! The screens of the editor, each light and dark, beside the pictures of them that were judged.
//!
//! Pictures are for looks alone; what things do is tested elsewhere, by what a screen reader hears.
//! After a change of looks, `cargo xtask pictures` takes new ones; look at each before it is kept.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "every_kind.rs"]
mod every_kind;
#[path = "flows.rs"]
mod flows;
mod linked;
#[path = "taken.rs"]
mod taken;

use centralita_designer::model::{Model, Prefs};
use centralita_designer::theme::Theme;
use centralita_engine::declare::FieldKind;
use egui_kittest::{SnapshotOptions, try_image_snapshot_options};
use libtest_mimic::{Arguments, Failed, Trial};
use taken::{SCREENS, Screen};

fn main() {
    let mut arguments = Arguments::from_args();
    // Each picture has a renderer of its own; more than two at once only wait for each other.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let looks = [(Theme::Light, "light"), (Theme::Dark, "dark")];
    let trials = SCREENS.iter().flat_map(|screen| {
        looks.map(|(look, suffix)| {
            let name = format!("{}.{suffix}", screen.name);
            Trial::test(name.clone(), move || compare(screen, look, &name))
        })
    });
    let shown = Trial::test("fields_of_every_kind_are_shown", every_kind_is_shown);
    libtest_mimic::run(&arguments, trials.chain([shown]).collect()).exit();
}

fn every_kind_is_shown() -> Result<(), Failed> {
    let model = Model::new(Prefs::default());
    let shown: Vec<&str> = every_kind::kinds().iter().map(FieldKind::name).collect();
    let fields = model.catalogue.specs().flat_map(|spec| &spec.fields);
    match fields.map(|field| field.kind.name()).find(|name| !shown.contains(name)) {
        Some(name) => Err(format!("no picture shows a field of the kind {name}").into()),
        None => Ok(()),
    }
}

fn compare(screen: &Screen, look: Theme, name: &str) -> Result<(), Failed> {
    let mut window = (screen.take)(look);
    let picture = window.picture().map_err(|error| error.to_string())?;
    // The kept files have few colours, and renderers of other versions put some edges elsewhere by a
    // shade; what moved, appeared or is gone is more than that.
    let options = SnapshotOptions::new()
        .threshold(60.0)
        .max_failed_pixels(600_usize)
        .output_path(concat!(env!("CARGO_MANIFEST_DIR"), "/pictures"));
    try_image_snapshot_options(&picture, name, &options)
        .map_err(|error| Failed::from(format!("{error}\nSee {}: {}", name, screen.shows)))
}
