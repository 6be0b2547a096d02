//! From keys to commands, by the one table.

use egui::{Key, KeyboardShortcut, Ui};

use crate::App;
use crate::command::{Command, Entry, Scope, TABLE};
use crate::focus::{Holder, Wanted, holder};
use crate::layout::Part;
use crate::model::Editor;
use crate::{inspector, panel};

/// Whether a key of the table acts while something holds the keys.
fn acts(entry: &Entry, key: &KeyboardShortcut, holder: Holder, has_letters: bool) -> bool {
    let modifiers = key.modifiers;
    let is_held = modifiers.command || modifiers.alt;
    let is_arrow =
        matches!(key.logical_key, Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight);
    let is_letter = !is_held && key.logical_key.name().chars().count() == 1;
    if is_letter && !has_letters && entry.scope == Scope::Canvas {
        return false;
    }
    match (entry.scope, holder) {
        (Scope::Everywhere, _) | (Scope::Canvas, Holder::Canvas) => true,
        (Scope::Canvas, Holder::Text) => false,
        // A row walks by arrows itself; all else is said of the widget it stands for.
        (Scope::Canvas, Holder::Row) => is_held || !is_arrow,
        (Scope::Canvas, Holder::Control) => {
            is_held || key.logical_key.name().starts_with('F') && key.logical_key != Key::F
        }
    }
}

impl App {
    /// Takes the keys that mean commands.
    pub(crate) fn keys(&mut self, ui: &Ui) {
        let context = ui.ctx();
        let model = &self.model;
        let is_kept = |editor: &Editor| {
            editor.revisions.naming.is_some() || editor.revisions.publishing.is_some()
        };
        let is_asked = model.asked.is_some()
            || model.menu.is_some()
            || model.shows_keys
            || model.exchange.is_shown()
            || model.asking_path.is_some()
            || model.server.has_window()
            || model.scripts.naming.is_some()
            || model.setting_aside.is_some()
            || model.shows_settings
            || model.editor.as_ref().is_some_and(is_kept);
        let is_picking =
            model.finder.is_some() || model.quick_add.is_some() || model.connecting.is_some();
        // A list that is open has the keys to itself.
        if egui::Popup::is_any_open(context) || inspector::lists_variables(context) {
            return;
        }
        // The page of keys waits for one.
        if model.rekeying.is_some() {
            return;
        }
        let holder = holder(context);
        if context.input(|input| input.key_pressed(Key::Escape)) {
            self.escape(is_asked || is_picking);
            return;
        }
        if is_asked || is_picking {
            return;
        }
        if let Some(command) = panel::telephone_keys(context, &mut self.model) {
            self.do_it(command);
            return;
        }
        // Longer keys first: the toolkit takes Ctrl+Shift+S for Ctrl+S too.
        let keymap = &self.model.prefs.keys;
        let mut keys: Vec<_> = TABLE
            .iter()
            .flat_map(|entry| keymap.of(entry).iter().map(move |key| (key, entry)))
            .collect();
        keys.sort_by_key(|(key, _)| {
            let held = [key.modifiers.shift, key.modifiers.command, key.modifiers.alt];
            std::cmp::Reverse(held.into_iter().filter(|held| *held).count())
        });
        let has_letters = self.model.prefs.has_letter_keys;
        let pressed = context.input_mut(|input| {
            keys.iter()
                .find(|(key, entry)| {
                    acts(entry, key, holder, has_letters)
                        && (entry.when)(&self.model)
                        && input.consume_shortcut(key)
                })
                .map(|(_, entry)| (entry.make)())
        });
        if let Some(command) = pressed {
            self.do_it(command);
        }
        if matches!(holder, Holder::Text) {
            return;
        }
        let events = context.input(|input| input.events.clone());
        for event in events {
            match event {
                egui::Event::Copy => self.do_it(Command::Copy),
                egui::Event::Cut => self.do_it(Command::Cut),
                egui::Event::Paste(text) => self.do_it(Command::Paste { text, at: None }),
                _ => {}
            }
        }
    }

    /// The Escape key: closes what is open, gives up what the hands do, gives the keys back to the
    /// canvas, and selects nothing, one at a time.
    fn escape(&mut self, is_open: bool) {
        let had_keys = self.held_before;
        let Some(editor) = &self.model.editor else {
            self.do_it(Command::StepBack);
            return;
        };
        let is_writing = editor.renaming.is_some() || editor.writing.is_some();
        if !editor.canvas.gesture.is_idle() {
            return;
        }
        if !is_open
            && !is_writing
            && matches!(had_keys, Holder::Control | Holder::Text | Holder::Row)
        {
            self.model.wants_keys = Some(Wanted::Part(Part::Canvas));
            return;
        }
        self.do_it(Command::StepBack);
        if is_open || is_writing {
            self.model.wants_keys = Some(Wanted::Part(Part::Canvas));
        }
    }
}
