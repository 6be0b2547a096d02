//! Flows as large as one likes, for counting and timing frames.

use std::fmt::Write;

/// A flow of so many widgets: menus in rows of ten, each of which leads on, over and back.
pub fn flow(count: usize) -> String {
    let mut text = String::from(
        r#"{"description": "", "states": [{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "w1"}], "properties": {"offset": {"x": 0, "y": 0}}}"#,
    );
    for number in 1..count {
        let (row, column) = (number / 10, number % 10);
        let to = |by: usize| (number + by).min(count - 1).max(1);
        let _ = write!(
            text,
            r#", {{"name": "w{number}", "type": "gather-input-on-call", "transitions": [{{"event": "keypress", "next": "w{}"}}, {{"event": "speech", "next": "w{}"}}, {{"event": "timeout"}}], "properties": {{"offset": {{"x": {}, "y": {}}}, "say": "Welcome to number {number}. Press 1 for sales.", "timeout": 5, "loop": 1}}}}"#,
            to(10),
            if number % 7 == 0 { number.saturating_sub(10).max(1) } else { to(11) },
            column * 320,
            row * 230 + 200,
        );
    }
    text.push_str(r#"], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#);
    text
}
