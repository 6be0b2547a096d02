//! The keys of the keyboard that mean the keys of the telephone.

use egui::{Context, Event, Key, Modifiers};

use super::hand;
use crate::command::Command;
use crate::model::Model;
use crate::simulator::Page;

/// Takes digits, `*` and `#` for the telephone while the simulator has the focus and nothing is being
/// written; gives what they bring about. While nobody listens they bring about nothing.
pub fn keys(context: &Context, model: &mut Model) -> Option<Command> {
    let session = model.editor.as_mut()?.session.as_mut()?;
    if !session.hands.has_focus
        || session.hands.page != Page::Talk
        || session.hands.form.is_some()
        || session.world().execution.has_ended()
        || context.egui_wants_keyboard_input()
    {
        return None;
    }
    let mut pressed = Vec::new();
    let mut sends = false;
    context.input_mut(|input| {
        let is_key = |text: &str| matches!(text.as_bytes(), [b'0'..=b'9' | b'*' | b'#']);
        for event in &input.events {
            if let Event::Text(text) = event
                && is_key(text)
            {
                pressed.extend(text.chars());
            }
        }
        // Where a keyboard tells only keys and no text, the keys count.
        let tells_text = !pressed.is_empty();
        for (place, key) in DIGITS.iter().enumerate() {
            if input.consume_key(Modifiers::NONE, *key) && !tells_text {
                pressed.extend(char::from_digit(place as u32, 10));
            }
        }
        if tells_text {
            // The keys of these signs mean nothing else then.
            input.events.retain(|event| {
                !matches!(event, Event::Text(text) if is_key(text))
                    && !matches!(event, Event::Key { key, pressed: true, modifiers, .. }
                        if modifiers.shift_only() && (DIGITS.contains(key) || *key == Key::Plus))
            });
        }
        if !session.hands.keys.is_empty() {
            if input.consume_key(Modifiers::NONE, Key::Backspace) {
                session.hands.keys.pop();
            }
            sends = input.consume_key(Modifiers::NONE, Key::Enter);
        }
    });
    let mut hands = std::mem::take(&mut session.hands);
    let mut done = None;
    for key in pressed {
        done = hand::key(session, &mut hands, key);
        if done.is_some() {
            break;
        }
    }
    if sends && done.is_none() {
        done = hand::send_keys(&mut hands);
    }
    session.hands = hands;
    done
}

const DIGITS: [Key; 10] = [
    Key::Num0,
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];
