//! The font of icons holds those that the editor shows, and no two thousand others.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
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
            // A cursor is an icon of another library.
            let text = text.replace("CursorIcon::", "");
            let is_part = |letter: char| letter.is_ascii_alphanumeric();
            let all = text
                .split("Icon::")
                .skip(1)
                .map(|rest| rest.chars().take_while(|letter| is_part(*letter)).collect::<String>());
            // What begins with a small letter is a function.
            names.extend(all.filter(|name| name.starts_with(|it: char| it.is_ascii_uppercase())));
        }
    }
}

/// The icon of a name in the sources. Many have two names, of which `Debug` tells one, so the name
/// is looked up as the library spells it in text: `Grid3x3` is `grid-3x3`.
fn icon_called(name: &str) -> Option<Icon> {
    let letters: Vec<char> = name.chars().collect();
    let mut spelled = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = |by: usize| place.checked_sub(by).map(|at| letters[at]);
        let is_digit = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        let is_number = letter.is_ascii_digit() && !is_digit(before(1)) && !is_digit(before(2));
        if place > 0 && (letter.is_ascii_uppercase() || is_number) {
            spelled.push('-');
        }
        spelled.push(letter.to_ascii_lowercase());
    }
    Icon::try_from(spelled.as_str()).ok()
}

#[test]
fn every_icon_that_is_shown_is_in_the_font() {
    let mut names = BTreeSet::new();
    named(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut names);
    let unknown: Vec<&String> = names.iter().filter(|name| icon_called(name).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?} are no icons by `icon_called`");
    let mut shown: BTreeSet<char> =
        names.iter().filter_map(|name| icon_called(name)).map(char::from).collect();
    shown.extend(TABLE.iter().filter_map(|entry| entry.icon).map(char::from));
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
