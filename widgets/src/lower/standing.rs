//! Standing: which contacts come by a widget, callers or people who write.
//!
//! Studio has a widget for either, where ours looks at the moment how the contact can be reached. It
//! is worked out along the wires from what begins the flow; a call that the flow places makes a
//! caller of the contact.

use std::collections::BTreeMap;

use centralita_engine::flow::{Flow, Transition, Widget, WidgetName};

/// Who may come by a widget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// People on a call.
    pub callers: bool,
    /// People who write, and executions that a program began.
    pub writers: bool,
    /// People whose call may be over.
    pub gone: bool,
}

impl Standing {
    fn with(self, other: Standing) -> Standing {
        Standing {
            callers: self.callers || other.callers,
            writers: self.writers || other.writers,
            gone: self.gone || other.gone,
        }
    }
}

/// Who may come by each widget of a flow.
pub(super) struct Standings(BTreeMap<WidgetName, Standing>);

const CALLERS: Standing = Standing { callers: true, writers: false, gone: false };
const WRITERS: Standing = Standing { callers: false, writers: true, gone: false };

impl Standings {
    pub fn of(flow: &Flow) -> Standings {
        let mut all = Standings(BTreeMap::new());
        let mut open = Vec::new();
        let start = flow.initial_name().and_then(|name| flow.widget(name));
        for wire in start.into_iter().flat_map(|start| &start.transitions) {
            let standing = match wire.event.as_str() {
                "incomingCall" => CALLERS,
                "incomingParent" => CALLERS.with(WRITERS),
                _ => WRITERS,
            };
            open.extend(wire.next.clone().map(|next| (next, standing)));
        }
        // Each widget is entered at most once for every bit that it gains.
        while let Some((name, standing)) = open.pop() {
            let known = all.at(&name);
            let both = known.with(standing);
            if both == known {
                continue;
            }
            all.0.insert(name.clone(), both);
            let Some(widget) = flow.widget(&name) else { continue };
            for wire in &widget.transitions {
                open.extend(wire.next.clone().map(|next| (next, after(widget, wire, both))));
            }
        }
        all
    }

    /// Who may come by the widget called `name`; nobody when no wire leads there.
    pub fn at(&self, name: &WidgetName) -> Standing {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// Who takes this way out of a widget.
fn after(widget: &Widget, wire: &Transition, standing: Standing) -> Standing {
    let kind = widget.kind.as_str();
    match wire.event.as_str() {
        "answered" if kind.starts_with("make-outgoing-call") => CALLERS,
        "hangup" => Standing { gone: standing.callers, ..standing },
        "callComplete" => Standing { gone: standing.gone || standing.callers, ..standing },
        _ => standing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placed_call_makes_a_caller_of_somebody_who_wrote() {
        let flow = Flow::read(
            r#"{"initial_state":"T","states":[
            {"name":"T","type":"trigger","transitions":[{"event":"incomingRequest","next":"dial"},{"event":"incomingCall","next":"menu"}]},
            {"name":"dial","type":"make-outgoing-call-v2","transitions":[{"event":"answered","next":"said"},{"event":"busy","next":"text"}]},
            {"name":"said","type":"say-play","transitions":[{"event":"audioComplete","next":"queue"}]},
            {"name":"queue","type":"enqueue-call","transitions":[{"event":"callComplete","next":"after"},{"event":"failedToEnqueue","next":"both"}]},
            {"name":"after","type":"say-play","transitions":[]},
            {"name":"menu","type":"say-play","transitions":[{"event":"audioComplete","next":"menu"}]},
            {"name":"text","type":"send-message","transitions":[{"event":"sent","next":"both"}]},
            {"name":"both","type":"say-play","transitions":[]},
            {"name":"alone","type":"say-play","transitions":[]}]}"#,
        );
        let standings = Standings::of(&flow);
        let at = |name: &str| standings.at(&name.into());
        assert_eq!((at("dial"), at("text")), (WRITERS, WRITERS));
        assert_eq!((at("said"), at("menu"), at("queue")), (CALLERS, CALLERS, CALLERS));
        assert_eq!(at("after"), Standing { gone: true, ..CALLERS });
        assert_eq!(at("both"), CALLERS.with(WRITERS));
        assert_eq!(at("alone"), Standing::default());
    }
}
