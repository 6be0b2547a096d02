//! What a person can prefer, as commands.

use egui::KeyboardShortcut;
use serde::{Deserialize, Serialize};

/// A preference that is to change, or its window.
#[derive(Clone, Debug, PartialEq)]
pub enum Preference {
    /// Opens or closes the window of settings.
    Settings,
    /// Lines and text that stand out more.
    Contrast(AsSystem),
    /// Nothing that moves by itself.
    Stillness(AsSystem),
    /// How large everything is, in hundredths of its own size.
    Scale(u16),
    /// A step larger or smaller.
    ScaleBy { is_larger: bool },
    /// Whether the wheel zooms rather than scrolls.
    WheelZooms(bool),
    /// Waits for the key that a command shall have.
    AskKey(&'static str),
    /// Waits no longer.
    KeepKey,
    /// Gives a key to a command.
    GiveKey { name: &'static str, key: KeyboardShortcut },
    /// Takes every key from a command.
    TakeKeys(&'static str),
    /// Gives a command its usual keys again.
    ResetKeys(&'static str),
    /// Gives every command its usual keys again.
    ResetAllKeys,
    /// A hint has been read.
    HintRead(Hint),
    /// Shows no hints any more.
    NoHints,
    /// Shows all hints once more.
    HintsAgain,
}

/// As the system has it, or as a person wants it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsSystem {
    /// As the system has it, where that can be known.
    #[default]
    System,
    /// Wanted.
    On,
    /// Not wanted.
    Off,
}

impl AsSystem {
    /// Whether it is wanted, when the system says `system`.
    pub fn is_on(self, system: bool) -> bool {
        match self {
            AsSystem::System => system,
            AsSystem::On => true,
            AsSystem::Off => false,
        }
    }
}

/// Something that is told once in a life, when it is first of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    /// A wire may be dropped on nothing.
    Wire,
    /// A flow can be heard.
    Simulate,
    /// What is wrong stands in a list.
    Problems,
}

impl Hint {
    /// All hints, in the order in which they are told when several are of use.
    pub const ALL: [Hint; 3] = [Hint::Wire, Hint::Simulate, Hint::Problems];

    /// Its name among the texts, without `hint-`.
    pub fn name(self) -> &'static str {
        match self {
            Hint::Wire => "wire",
            Hint::Simulate => "simulate",
            Hint::Problems => "problems",
        }
    }
}

/// The smallest, usual and largest size of everything, in hundredths.
pub const SCALES: [u16; 3] = [80, 100, 200];
/// A step of it.
const SCALE_STEP: u16 = 10;

/// A scale one step larger or smaller.
pub fn scale_by(scale: u16, is_larger: bool) -> u16 {
    let next = if is_larger { scale + SCALE_STEP } else { scale.saturating_sub(SCALE_STEP) };
    next.clamp(SCALES[0], SCALES[2])
}
