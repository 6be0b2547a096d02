//! What a person prefers, kept from one start to the next.

use serde::{Deserialize, Serialize};

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
    /// Files that were open, the latest first.
    pub recent: Vec<String>,
}

impl Default for Prefs {
    fn default() -> Prefs {
        Prefs {
            language: Language::En,
            theme: Theme::System,
            wheel_zooms: false,
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
}
