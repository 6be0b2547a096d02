//! What a person prefers, kept from one start to the next.

use serde::Deserialize;

use crate::command::{AsSystem, Hint, Keymap, SCALES};
use crate::layout::Sizes;
use crate::text::Language;
use crate::theme::Theme;

/// What a person prefers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// The language of the interface.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Whether lines and text stand out more.
    pub contrast: AsSystem,
    /// Whether nothing moves by itself.
    pub stillness: AsSystem,
    /// How large everything is, in hundredths of its own size.
    pub scale: u16,
    /// Whether the wheel zooms rather than scrolls.
    pub wheel_zooms: bool,
    /// Whether somebody has said what the wheel shall do.
    pub knows_wheel: bool,
    /// Whether single letters are keys of the canvas.
    pub has_letter_keys: bool,
    /// How large the parts of the window are.
    pub sizes: Sizes,
    /// Files that were open, the latest first.
    pub recent: Vec<Recent>,
    /// Files that are open now; they are opened again at the next start.
    pub open: Vec<String>,
    /// The hints that were not read yet.
    pub hints: Vec<Hint>,
    /// Keys that are not the table's.
    pub keys: Keymap,
}

/// A file that was open.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Told")]
pub struct Recent {
    /// Its path.
    pub path: String,
    /// When it was opened last, in milliseconds since 1970; 0 when nobody knows.
    pub at_millis: i64,
}

/// A file as preferences tell of it: its path alone, or with the time.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Path(String),
    Whole { path: String, at_millis: i64 },
}

impl From<Told> for Recent {
    fn from(told: Told) -> Recent {
        match told {
            Told::Path(path) => Recent { path, at_millis: 0 },
            Told::Whole { path, at_millis } => Recent { path, at_millis },
        }
    }
}

impl Default for Prefs {
    fn default() -> Prefs {
        Prefs {
            language: Language::En,
            theme: Theme::System,
            contrast: AsSystem::System,
            stillness: AsSystem::System,
            scale: SCALES[1],
            wheel_zooms: false,
            knows_wheel: false,
            has_letter_keys: true,
            sizes: Sizes::default(),
            recent: Vec::new(),
            open: Vec::new(),
            hints: Vec::new(),
            keys: Keymap::default(),
        }
    }
}

/// So many files are remembered.
const MOST_RECENT: usize = 12;

impl Prefs {
    /// What somebody prefers who starts for the first time: to be told a few things.
    pub fn first() -> Prefs {
        Prefs { hints: Hint::ALL.to_vec(), ..Prefs::default() }
    }

    /// Remembers that a file was opened.
    pub fn remember(&mut self, path: &str, at_millis: i64) {
        self.recent.retain(|known| known.path != path);
        self.recent.insert(0, Recent { path: path.to_owned(), at_millis });
        self.recent.truncate(MOST_RECENT);
    }

    /// The preferences of a text in TOML; what cannot be read is as it is for everybody.
    pub fn read(text: &str) -> Prefs {
        let mut prefs: Prefs = toml::from_str(text).unwrap_or_default();
        prefs.scale = prefs.scale.clamp(SCALES[0], SCALES[2]);
        prefs
    }

    /// The preferences as a text in TOML.
    pub fn text(&self) -> String {
        // A text of JSON is one of TOML too.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let name = |value: serde_json::Result<String>| value.unwrap_or_default();
        let recent: Vec<String> = self
            .recent
            .iter()
            .map(|one| format!("{{ path = {}, at_millis = {} }}", quoted(&one.path), one.at_millis))
            .collect();
        let hints: Vec<String> =
            self.hints.iter().map(|hint| name(serde_json::to_string(hint))).collect();
        let open: Vec<String> = self.open.iter().map(|path| quoted(path)).collect();
        format!(
            "language = {}\ntheme = {}\ncontrast = {}\nstillness = {}\nscale = {}\n\
             wheel_zooms = {}\nknows_wheel = {}\nhas_letter_keys = {}\nrecent = [{}]\n\
             open = [{}]\nhints = [{}]\n\n\
             [sizes]\nleft = {:?}\nright = {:?}\nbottom = {:?}\nscript = {:?}\n\n[keys]\n{}",
            name(serde_json::to_string(&self.language)),
            name(serde_json::to_string(&self.theme)),
            name(serde_json::to_string(&self.contrast)),
            name(serde_json::to_string(&self.stillness)),
            self.scale,
            self.wheel_zooms,
            self.knows_wheel,
            self.has_letter_keys,
            recent.join(", "),
            open.join(", "),
            hints.join(", "),
            self.sizes.left,
            self.sizes.right,
            self.sizes.bottom,
            self.sizes.script,
            self.keys.text(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_come_back_as_they_were() {
        let mut prefs = Prefs { language: Language::Es, theme: Theme::Dark, ..Prefs::default() };
        prefs.sizes.left = 312.5;
        prefs.remember("/home/ana/mi \"flujo\"\\ñ.json", 1_795_000_000_000);
        prefs.open = vec!["C:\\flujos\\menú.json".into(), "otro.json".into()];
        prefs.contrast = AsSystem::On;
        prefs.stillness = AsSystem::Off;
        prefs.scale = 150;
        prefs.hints = vec![Hint::Simulate];
        prefs.keys.give("tidy", crate::command::pressed(egui::Key::F7, egui::Modifiers::ALT));
        prefs.keys.take("minimap");
        assert_eq!(Prefs::read(&prefs.text()), prefs);
        assert_eq!(Prefs::read(&Prefs::default().text()), Prefs::default());
        assert_eq!(Prefs::read("language = 7"), Prefs::default());
    }

    #[test]
    fn preferences_of_an_earlier_start_are_still_read() {
        let prefs = Prefs::read("recent = [\"/a.json\"]\nscale = 900\n[keys]\nnope = [\"X\"]\n");
        assert_eq!(prefs.recent, [Recent { path: "/a.json".into(), at_millis: 0 }]);
        assert_eq!((prefs.scale, prefs.keys.is_as_usual()), (200, true));
    }
}
