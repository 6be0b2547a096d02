//! The font of icons holds those that the editor shows, and no two thousand others.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use centralita_designer::App;
use centralita_designer::command::TABLE;
use centralita_designer::theme::{ICONS, Icon};
use egui::{Context, FontFamily, FontId, RawInput};

/// What the sources below a folder call `Icon::Something`.
fn named(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            named(&path, names);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let is_part = |letter: char| letter.is_ascii_alphanumeric();
            names.extend(text.split("Icon::").skip(1).map(|rest| {
                rest.chars().take_while(|letter| is_part(*letter)).collect::<String>()
            }));
        }
    }
}

#[test]
fn every_icon_that_is_shown_is_in_the_font() {
    let all = ('\u{e000}'..='\u{f8ff}').filter_map(|letter| Icon::try_from(letter).ok());
    let all: BTreeMap<String, char> =
        all.map(|icon| (format!("{icon:?}"), char::from(icon))).collect();
    let mut names = BTreeSet::new();
    named(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut names);
    names.extend(TABLE.iter().filter_map(|entry| entry.icon).map(|icon| format!("{icon:?}")));
    let shown: Vec<char> = names.iter().filter_map(|name| all.get(name)).copied().collect();
    assert!(shown.len() > 100, "{names:?}");
    let context = Context::default();
    App::prepare(&context);
    let mut missing = Vec::new();
    let mut output = context.run_ui(RawInput::default(), |ui| {
        let font = FontId::new(16.0, FontFamily::Name(ICONS.into()));
        missing = ui.fonts_mut(|fonts| {
            shown.iter().filter(|letter| !fonts.has_glyph(&font, **letter)).collect::<Vec<_>>()
        });
    });
    output.textures_delta.clear();
    let points: Vec<String> = shown.iter().map(|letter| format!("{:x}", *letter as u32)).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} are not in assets/fonts/Lucide.ttf. With fonttools, and lucide.ttf of the package \
         lucide-icons: pyftsubset lucide.ttf --no-hinting --layout-features= --name-IDs=0,1,2,13,14 \
         --output-file=designer/assets/fonts/Lucide.ttf --unicodes={}",
        points.join(",")
    );
}
