//! What a person prefers, kept from one start to the next.

use serde::{Deserialize, Serialize};

use crate::layout::Sizes;
use crate::text::Language;
use crate::theme::Theme;

/// What a person prefers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// The language of the interface.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the wheel zooms rather than scrolls.
    pub wheel_zooms: bool,
    /// Whether somebody has said what the wheel shall do.
    pub knows_wheel: bool,
    /// Whether single letters are keys of the canvas.
    pub has_letter_keys: bool,
    /// How large the parts of the window are.
    pub sizes: Sizes,
    /// Files that were open, the latest first.
    pub recent: Vec<String>,
}

impl Default for Prefs {
    fn default() -> Prefs {
        Prefs {
            language: Language::En,
            theme: Theme::System,
            wheel_zooms: false,
            knows_wheel: false,
            has_letter_keys: true,
            sizes: Sizes::default(),
            recent: Vec::new(),
        }
    }
}

/// So many files are remembered.
const MOST_RECENT: usize = 12;

impl Prefs {
    /// Remembers that a file was open.
    pub fn remember(&mut self, path: &str) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MOST_RECENT);
    }

    /// The preferences of a text in TOML; what cannot be read is as it is for everybody.
    pub fn read(text: &str) -> Prefs {
        toml::from_str(text).unwrap_or_default()
    }

    /// The preferences as a text in TOML.
    pub fn text(&self) -> String {
        // A text of JSON is one of TOML too.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let name = |value: serde_json::Result<String>| value.unwrap_or_default();
        let recent: Vec<String> = self.recent.iter().map(|path| quoted(path)).collect();
        format!(
            "language = {}\ntheme = {}\nwheel_zooms = {}\nknows_wheel = {}\nhas_letter_keys = {}\nrecent = [{}]\n\n\
             [sizes]\nleft = {:?}\nright = {:?}\nbottom = {:?}\nscript = {:?}\n",
            name(serde_json::to_string(&self.language)),
            name(serde_json::to_string(&self.theme)),
            self.wheel_zooms,
            self.knows_wheel,
            self.has_letter_keys,
            recent.join(", "),
            self.sizes.left,
            self.sizes.right,
            self.sizes.bottom,
            self.sizes.script,
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
        prefs.remember("/home/ana/mi \"flujo\"\\ñ.json");
        assert_eq!(Prefs::read(&prefs.text()), prefs);
        assert_eq!(Prefs::read("language = 7"), Prefs::default());
    }
}
