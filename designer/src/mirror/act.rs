//! What somebody does to an element of the page, as the toolkit is told.

use egui::Event;
use egui::accesskit::{
    Action, ActionData, ActionRequest, NodeId, Role, TextPosition, TextSelection, TreeId,
};

use super::Mirror;

/// What somebody does to an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Presses it.
    Press,
    /// Sends the keys to it.
    Focus,
    /// Writes a text in the place of what stands in it.
    Write(String),
    /// Sets its number.
    Set(f64),
}

/// The events that carry an act out.
pub fn events(mirror: &Mirror, id: NodeId, act: Act) -> Vec<Event> {
    let request = |action, data| {
        Event::AccessKitActionRequest(ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: id,
            data,
        })
    };
    match act {
        Act::Press => vec![request(Action::Click, None)],
        Act::Focus => vec![request(Action::Focus, None)],
        Act::Set(value) => vec![request(Action::SetValue, Some(ActionData::NumericValue(value)))],
        Act::Write(text) => {
            // The toolkit has no way to set a text at once: all of it is selected, and replaced.
            let mut events = vec![request(Action::Focus, None)];
            if let Some(selection) = everything(mirror, id) {
                let data = ActionData::SetTextSelection(selection);
                events.push(request(Action::SetTextSelection, Some(data)));
            }
            let data = ActionData::Value(text.into());
            events.push(request(Action::ReplaceSelectedText, Some(data)));
            events
        }
    }
}

/// All of the text in a field.
fn everything(mirror: &Mirror, id: NodeId) -> Option<TextSelection> {
    let runs = || {
        let children = mirror.node(id)?.children().iter();
        Some(children.filter_map(|child| Some((*child, mirror.node(*child)?))))
    };
    let mut runs = runs()?.filter(|(_, node)| node.role() == Role::TextRun);
    let first = runs.next()?;
    let last = runs.next_back().unwrap_or(first);
    Some(TextSelection {
        anchor: TextPosition { node: first.0, character_index: 0 },
        focus: TextPosition { node: last.0, character_index: last.1.character_lengths().len() },
    })
}
