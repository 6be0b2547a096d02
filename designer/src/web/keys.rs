//! Keys that the browser would take for itself.

use centralita_designer::command::TABLE;
use egui::{Event, Key, Modifiers};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::KeyboardEvent;

/// Keeps the browser from doing what it does by itself at our keys: printing, saving the page, going
/// back. Keys without Ctrl or Alt are left alone, or nobody could write; so are those of the clipboard,
/// since the browser tells of the clipboard only if it does what they mean.
pub fn stop_those_of_the_browser() {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| {
        if event.is_composing() || super::page::is_written_in(&event) {
            return;
        }
        if let Some((key, modifiers)) = pressed(&event)
            && !is_clipboard(key, modifiers)
            && is_ours(key, modifiers)
        {
            event.prevent_default();
        }
    });
    // On the way down, before anything in the page can stop it.
    let _ = window.add_event_listener_with_callback_and_bool(
        "keydown",
        listener.as_ref().unchecked_ref(),
        true,
    );
    listener.forget();
}

/// The key of an event as the toolkit calls it.
pub fn pressed(event: &KeyboardEvent) -> Option<(Key, Modifiers)> {
    let key = Key::from_name(&event.key()).or_else(|| Key::from_name(&event.code()))?;
    let modifiers = Modifiers {
        alt: event.alt_key(),
        ctrl: event.ctrl_key(),
        shift: event.shift_key(),
        mac_cmd: event.meta_key(),
        command: event.ctrl_key() || event.meta_key(),
    };
    Some((key, modifiers))
}

/// Whether the table of commands has a key that is no plain letter.
fn is_ours(key: Key, modifiers: Modifiers) -> bool {
    let is_held = modifiers.command || modifiers.alt;
    let is_function = key.name().len() > 1 && key.name().starts_with('F');
    (is_held || is_function)
        && TABLE.iter().flat_map(|entry| entry.keys).any(|ours| {
            ours.logical_key == key
                && ours.modifiers.command == modifiers.command
                && ours.modifiers.alt == modifiers.alt
                && ours.modifiers.shift == modifiers.shift
        })
}

fn is_clipboard(key: Key, modifiers: Modifiers) -> bool {
    modifiers.command && matches!(key, Key::C | Key::X | Key::V)
}

/// The browser tells of copying and cutting by events of their own: the keys are not told twice.
pub fn leave_clipboard_to_browser(events: &mut Vec<Event>) {
    events.retain(|event| match event {
        Event::Key { key, modifiers, .. } => {
            !(modifiers.command && !modifiers.shift && matches!(key, Key::C | Key::X))
        }
        _ => true,
    });
}

/// Whether the key was pressed at which the browser tells what is on the clipboard.
pub fn has_paste_key(events: &[Event]) -> bool {
    events.iter().any(|event| {
        matches!(event, Event::Key { key: Key::V, pressed: true, modifiers, .. } if modifiers.command)
    })
}
