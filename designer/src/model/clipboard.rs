//! What was copied last, and which wires led to it.

use centralita_engine::flow::{Edit, Label};
use centralita_engine::{Flow, WidgetName};

/// What was copied last. The text itself is on the system's clipboard too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clipboard {
    text: String,
    names: Vec<WidgetName>,
    /// Widget and exit from which a wire came, and the copied widget to which it led.
    incoming: Vec<(WidgetName, String, WidgetName)>,
    /// Whether the next thing that is pasted keeps these wires.
    pub keeps_wires: bool,
}

impl Clipboard {
    /// Remembers what is copied.
    pub fn of(flow: &Flow, names: &[WidgetName], text: String) -> Clipboard {
        let copied: Vec<WidgetName> =
            Flow::read(&text).widgets().iter().map(|widget| widget.name.clone()).collect();
        let mut incoming = Vec::new();
        for widget in flow.widgets().iter().filter(|widget| !names.contains(&widget.name)) {
            for transition in &widget.transitions {
                if let Some(next) = transition.next.as_ref().filter(|next| copied.contains(next)) {
                    let event = transition.event.to_string();
                    incoming.push((widget.name.clone(), event, next.clone()));
                }
            }
        }
        Clipboard { text, names: copied, incoming, keeps_wires: false }
    }

    /// Pasting made to keep the wires that led to what was copied, from exits that lead nowhere now.
    /// Other texts are pasted as they are.
    pub fn with_wires(&self, flow: &Flow, paste: Edit) -> Edit {
        let Edit::Paste { text, .. } = &paste else { return paste };
        if text.as_str() != self.text {
            return paste;
        }
        let Ok(after) = paste.apply(flow) else { return paste };
        let added =
            after.widgets().iter().filter(|widget| flow.widget(widget.name.as_str()).is_none());
        let pairs: Vec<(&WidgetName, &WidgetName)> =
            self.names.iter().zip(added.map(|widget| &widget.name)).collect();
        let mut edits = vec![paste.clone()];
        for (from, event, to) in &self.incoming {
            let Some((_, new)) = pairs.iter().find(|(old, _)| *old == to) else { continue };
            let Some(widget) = flow.widget(from.as_str()) else { continue };
            let loose = widget.transitions.iter().position(|transition| {
                transition.next.is_none() && transition.event.as_str() == event
            });
            if let Some(transition) = loose {
                let (widget, to) = (from.clone(), (*new).clone());
                edits.push(Edit::Connect { widget, transition, to });
            }
        }
        Edit::All(edits, Label::Paste)
    }
}
