//! What people prefer.

use crate::command::{Hint, Keymap, Preference, SCALES, scale_by};
use crate::model::{Model, Rekeying};

/// Does what a command about preferences says.
pub(super) fn prefer(model: &mut Model, preference: Preference) {
    let prefs = &mut model.prefs;
    match preference {
        Preference::Settings => model.shows_settings = !model.shows_settings,
        Preference::Contrast(contrast) => {
            prefs.contrast = contrast;
            model.dress();
        }
        Preference::Stillness(stillness) => prefs.stillness = stillness,
        Preference::Scale(scale) => prefs.scale = scale.clamp(SCALES[0], SCALES[2]),
        Preference::ScaleBy { is_larger } => {
            prefs.scale = scale_by(prefs.scale, is_larger);
            let percent = prefs.scale.to_string();
            model.tell(model.texts.fill("told-scale", &[("percent", (&percent).into())]));
        }
        Preference::WheelZooms(zooms) => {
            (prefs.wheel_zooms, prefs.knows_wheel) = (zooms, true);
            model.asks_wheel = false;
        }
        Preference::AskKey(name) => {
            if Keymap::may_change(name) {
                model.rekeying = Some(Rekeying { name, wanted: None });
                model.shows_keys = true;
            }
        }
        Preference::KeepKey => model.rekeying = None,
        Preference::GiveKey { name, key } => {
            if Keymap::can_be_given(&key) {
                prefs.keys.give(name, key);
                model.rekeying = None;
            } else {
                model.rekeying = Some(Rekeying { name, wanted: Some(key) });
            }
        }
        Preference::TakeKeys(name) => {
            prefs.keys.take(name);
            model.rekeying = None;
        }
        Preference::ResetKeys(name) => {
            prefs.keys.reset(name);
            model.rekeying = None;
        }
        Preference::ResetAllKeys => {
            prefs.keys.reset_all();
            model.rekeying = None;
        }
        Preference::HintRead(hint) => prefs.hints.retain(|left| *left != hint),
        Preference::NoHints => prefs.hints.clear(),
        Preference::HintsAgain => prefs.hints = Hint::ALL.to_vec(),
    }
}

impl Model {
    /// Whether lines and texts stand out more.
    pub fn has_contrast(&self) -> bool {
        self.prefs.contrast.is_on(self.system.wants_contrast)
    }

    /// Whether nothing moves by itself.
    pub fn is_still(&self) -> bool {
        self.prefs.stillness.is_on(self.system.wants_stillness)
    }

    /// Learns what the system likes; the shell tells, where it can know.
    pub fn learn(&mut self, system: crate::model::System) {
        self.system = system;
        self.dress();
    }
}
