//! Which keys mean which command, when a person has changed the table's.

use std::collections::BTreeMap;

use egui::{Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Deserializer};

use super::{Entry, TABLE, entry, shown};

/// The keys that a person has given to commands; all others have those of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keymap {
    changed: BTreeMap<&'static str, Vec<KeyboardShortcut>>,
}

/// These keys come from the system as what they mean, and cannot mean anything else.
const FIXED: [&str; 3] = ["copy", "cut", "paste"];

impl Keymap {
    /// The keys of a command, the first being the one that is shown.
    pub fn of<'a>(&'a self, entry: &'a Entry) -> &'a [KeyboardShortcut] {
        self.changed.get(entry.name).map_or(entry.keys, Vec::as_slice)
    }

    /// The first key of a command, as people of this system write it; empty when it has none.
    pub fn shown(&self, name: &str) -> String {
        let key = entry(name).and_then(|entry| self.of(entry).first().copied());
        key.map(|key| shown(&key, cfg!(target_os = "macos"))).unwrap_or_default()
    }

    /// Whether a person may give a command other keys.
    pub fn may_change(name: &str) -> bool {
        !FIXED.contains(&name)
    }

    /// Whether a key can be given to a command at all: the window itself needs some, and plain
    /// Backspace never deletes.
    pub fn can_be_given(key: &KeyboardShortcut) -> bool {
        let is_plain = key.modifiers.is_none() || key.modifiers == Modifiers::SHIFT;
        let is_needed = matches!(key.logical_key, Key::Escape | Key::Tab);
        let is_plain_erasure = is_plain && key.logical_key == Key::Backspace;
        let fixed = FIXED.iter().filter_map(|name| entry(name));
        let is_fixed = fixed.flat_map(|entry| entry.keys).any(|one| one == key);
        !is_needed && !is_plain_erasure && !is_fixed
    }

    /// The command that has a key.
    pub fn holder(&self, key: &KeyboardShortcut) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| self.of(entry).contains(key))
    }

    /// Gives a key to a command, in place of those it has; whoever has the key loses it.
    pub fn give(&mut self, name: &str, key: KeyboardShortcut) {
        let Some(to) = entry(name) else { return };
        if let Some(from) = self.holder(&key).filter(|from| from.name != to.name) {
            let left = self.of(from).iter().filter(|one| **one != key).copied().collect();
            self.set(from, left);
        }
        self.set(to, vec![key]);
    }

    /// Takes every key from a command.
    pub fn take(&mut self, name: &str) {
        if let Some(entry) = entry(name) {
            self.set(entry, Vec::new());
        }
    }

    fn set(&mut self, entry: &'static Entry, keys: Vec<KeyboardShortcut>) {
        if keys == entry.keys {
            self.changed.remove(entry.name);
        } else {
            self.changed.insert(entry.name, keys);
        }
    }

    /// Whether a person has changed the keys of a command.
    pub fn is_changed(&self, name: &str) -> bool {
        self.changed.contains_key(name)
    }

    /// Whether a person has changed any.
    pub fn is_as_usual(&self) -> bool {
        self.changed.is_empty()
    }

    /// Gives a command the keys of the table again; whoever has one of them now loses it.
    pub fn reset(&mut self, name: &str) {
        let Some(own) = entry(name) else { return };
        for key in own.keys {
            if let Some(from) = self.holder(key).filter(|from| from.name != own.name) {
                let left = self.of(from).iter().filter(|one| *one != key).copied().collect();
                self.set(from, left);
            }
        }
        self.changed.remove(own.name);
    }

    /// Gives every command the keys of the table again.
    pub fn reset_all(&mut self) {
        self.changed.clear();
    }

    /// The changes as lines of TOML.
    pub fn text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let line = |(name, keys): (&&str, &Vec<KeyboardShortcut>)| {
            let keys: Vec<String> = keys.iter().map(|key| quoted(&written(key))).collect();
            format!("{} = [{}]\n", quoted(name), keys.join(", "))
        };
        self.changed.iter().map(line).collect()
    }
}

/// What nobody knows any more, a command or a key, is as the table has it.
impl<'de> Deserialize<'de> for Keymap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keymap, D::Error> {
        let told = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
        let mut keymap = Keymap::default();
        for (name, keys) in told {
            let read: Option<Vec<_>> = keys.iter().map(|key| read(key)).collect();
            if let (Some(entry), Some(keys)) = (entry(&name), read)
                && Keymap::may_change(&name)
            {
                keymap.set(entry, keys);
            }
        }
        Ok(keymap)
    }
}

/// What was pressed, as a key that can be given: without what only the keyboard's layout wants.
pub fn pressed(key: Key, modifiers: Modifiers) -> KeyboardShortcut {
    let name = key.name();
    let is_letter = name.chars().count() == 1 && name.chars().all(char::is_alphanumeric);
    let is_named = name.chars().count() > 1 && !is_sign(key);
    let mut held = Modifiers::NONE;
    if modifiers.command {
        held = held.plus(Modifiers::COMMAND);
    }
    if modifiers.alt {
        held = held.plus(Modifiers::ALT);
    }
    if modifiers.shift && (is_letter || is_named) {
        held = held.plus(Modifiers::SHIFT);
    }
    KeyboardShortcut::new(held, key)
}

/// Whether a key is a sign that some keyboards have above another one.
fn is_sign(key: Key) -> bool {
    key.symbol_or_name().chars().count() == 1
        && !matches!(key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight)
        && !key.symbol_or_name().chars().all(char::is_alphanumeric)
}

/// A key as preferences spell it.
fn written(key: &KeyboardShortcut) -> String {
    let mut parts = Vec::new();
    let held = key.modifiers;
    for (is_held, name) in [(held.command, "Ctrl"), (held.alt, "Alt"), (held.shift, "Shift")] {
        if is_held {
            parts.push(name);
        }
    }
    parts.push(key.logical_key.name());
    parts.join("+")
}

fn read(text: &str) -> Option<KeyboardShortcut> {
    let mut held = Modifiers::NONE;
    let mut rest = text;
    // A key that is a plus stands alone at the end.
    while let Some((name, after)) = rest.split_once('+').filter(|(name, _)| !name.is_empty()) {
        held = held.plus(match name {
            "Ctrl" => Modifiers::COMMAND,
            "Alt" => Modifiers::ALT,
            "Shift" => Modifiers::SHIFT,
            _ => return None,
        });
        rest = after;
    }
    Some(KeyboardShortcut::new(held, Key::from_name(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> KeyboardShortcut {
        read(text).unwrap()
    }

    #[test]
    fn every_key_of_the_table_is_written_and_read_back() {
        for entry in TABLE {
            for key in entry.keys {
                assert_eq!(read(&written(key)).as_ref(), Some(key), "{}", written(key));
            }
        }
        assert_eq!(read("Ctrl+Nonsense"), None);
        assert_eq!(read("Hyper+A"), None);
    }

    #[test]
    fn a_key_that_is_given_is_taken_from_whoever_had_it() {
        let mut keymap = Keymap::default();
        assert_eq!(keymap.holder(&key("T")).map(|entry| entry.name), Some("tidy"));
        keymap.give("note", key("T"));
        assert_eq!(keymap.holder(&key("T")).map(|entry| entry.name), Some("note"));
        assert!(keymap.of(entry("tidy").unwrap()).is_empty());
        assert!(keymap.holder(&key("N")).is_none());
        keymap.reset("tidy");
        assert_eq!(keymap.holder(&key("T")).map(|entry| entry.name), Some("tidy"));
        assert!(keymap.of(entry("note").unwrap()).is_empty());
        keymap.reset_all();
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn no_key_ever_means_two_commands() {
        let mut keymap = Keymap::default();
        for (place, to) in TABLE.iter().enumerate() {
            let from = &TABLE[(place * 7 + 3) % TABLE.len()];
            if let Some(key) = keymap.of(from).first().copied() {
                keymap.give(to.name, key);
            }
            if place % 5 == 0 {
                keymap.reset(from.name);
            }
            for one in TABLE {
                for key in keymap.of(one) {
                    assert_eq!(keymap.holder(key).map(|entry| entry.name), Some(one.name));
                }
            }
        }
    }

    #[test]
    fn what_the_window_needs_is_not_given_away() {
        for refused in ["Escape", "Tab", "Backspace", "Shift+Backspace", "Ctrl+C", "Ctrl+V"] {
            assert!(!Keymap::can_be_given(&key(refused)), "{refused}");
        }
        for given in ["Ctrl+Backspace", "F7", "Ctrl+Alt+Q", "W"] {
            assert!(Keymap::can_be_given(&key(given)), "{given}");
        }
    }

    #[test]
    fn a_sign_is_the_same_wherever_the_keyboard_has_it() {
        assert_eq!(pressed(Key::Questionmark, Modifiers::SHIFT), key("?"));
        assert_eq!(pressed(Key::G, Modifiers::SHIFT), key("Shift+G"));
        assert_eq!(pressed(Key::F8, Modifiers::SHIFT), key("Shift+F8"));
        assert_eq!(pressed(Key::ArrowUp, Modifiers::SHIFT), key("Shift+Up"));
    }
}
