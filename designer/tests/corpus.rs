//! Real flows in the editor: drawn as they were, apart from one another, tidied, and saved unchanged.
//! They stand outside the tree, in the folder that `CENTRALITA_CORPUS` names; the flows of the house are
//! always among them.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

use centralita_designer::canvas::Scene;
use centralita_designer::command::Command;
use centralita_designer::model::{Model, Prefs};
use centralita_designer::request::Request;
use centralita_designer::update::update;
use egui::Rect;

fn flows_in(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            flows_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
}

fn flows() -> Vec<PathBuf> {
    let mut found = Vec::new();
    flows_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows"), &mut found);
    let own = found.len();
    if let Some(corpus) = std::env::var_os("CENTRALITA_CORPUS") {
        flows_in(&PathBuf::from(corpus).join("studio"), &mut found);
    }
    println!("{own} flows of the house, {} of the corpus", found.len() - own);
    found
}

/// The pairs of boxes that lie over each other, unless their places are nearer than so much.
fn overlaps(scene: &Scene, apart: f32) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (place, one) in scene.boxes.iter().enumerate() {
        for other in &scene.boxes[place + 1..] {
            let by = (one.rect.min - other.rect.min).abs();
            let inner = |rect: Rect| rect.shrink(0.5);
            if by.x.max(by.y) >= apart && inner(one.rect).intersects(inner(other.rect)) {
                found.push((one.name.to_string(), other.name.to_string()));
            }
        }
    }
    found
}

#[test]
fn real_flows_are_drawn_as_they_were_tidied_and_saved_unchanged() {
    let mut opened = 0;
    for path in flows() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut model = Model::new(Prefs::default());
        let mut requests = Vec::new();
        let mut does = |model: &mut Model, command| update(model, command, &mut requests);
        let (name, file) = ("flow".to_owned(), Some(PathBuf::from("/flows/flow.json")));
        does(&mut model, Command::TakeIn { name, path: file, text: text.clone(), edit: None });
        // A file that is no flow is refused in words.
        let Some(editor) = &model.editor else {
            assert!(model.told.is_some_and(|told| told.is_refusal), "{}", path.display());
            continue;
        };
        opened += 1;
        for (widget, shape) in editor.flow().widgets().iter().zip(&editor.scene().boxes) {
            if let Some(place) = widget.position {
                let at = (f64::from(shape.rect.min.x), f64::from(shape.rect.min.y));
                let is_there = (at.0 - place.x).abs() < 0.01 && (at.1 - place.y).abs() < 0.01;
                assert!(is_there, "{}: {} stands at {at:?}", path.display(), widget.name);
            }
        }
        assert_eq!(overlaps(editor.scene(), 260.0), [], "{}", path.display());
        does(&mut model, Command::Tidy);
        let editor = model.editor.as_ref().unwrap();
        assert_eq!(overlaps(editor.scene(), 0.0), [], "{}, tidied", path.display());
        while !model.editor.as_ref().unwrap().history.done().is_empty() {
            does(&mut model, Command::Undo);
        }
        does(&mut model, Command::Save);
        let written = requests.iter().find_map(|request| match request {
            Request::Write { text, .. } => Some(text),
            _ => None,
        });
        assert_eq!(written, Some(&text), "{} is saved as it was read", path.display());
    }
    assert!(opened >= 12, "{opened} flows");
}
