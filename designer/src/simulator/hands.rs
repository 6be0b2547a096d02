//! What the hands hold while one simulates: what stands in fields, and which part shows.

use std::collections::BTreeSet;

use centralita_engine::{Text, Time};

use super::opening::Opening;

/// What stands in the fields of the simulator.
#[derive(Clone, Debug)]
pub struct Hands {
    /// What is about to be said or written.
    pub typed: String,
    /// The keys that were pressed and not sent yet.
    pub keys: String,
    /// The body of an answer.
    pub body: String,
    /// The status of an answer.
    pub status: String,
    /// Whether the answer shall count from now on.
    pub remembers: bool,
    /// Whether keys mean the telephone.
    pub has_focus: bool,
    /// Which part of the simulator shows.
    pub page: Page,
    /// The opening that is being written, while its form is open.
    pub form: Option<Opening>,
    /// What variables are looked for.
    pub filter: String,
    /// Variables that stay in sight.
    pub pinned: BTreeSet<String>,
    /// The variable that is being changed, and its value so far.
    pub changing: Option<(String, String)>,
    /// The title under which the conversation is about to be kept.
    pub keeping: Option<String>,
    /// The widget that was brought into sight last.
    pub revealed: Option<(usize, Text)>,
    /// The widget and the depth of the line at which one points in the transcript.
    pub pointed: Option<(Text, u32)>,
    /// While it is played at its true pace: since when, by the clock.
    pub plays_since: Option<Time>,
    /// Up to which line of the transcript prompts were spoken aloud; none while they are not.
    pub spoken: Option<usize>,
    /// How many flows deep the canvas shows; none means where the call is.
    pub depth: Option<usize>,
}

impl Default for Hands {
    fn default() -> Hands {
        Hands {
            typed: String::new(),
            keys: String::new(),
            body: "{}".into(),
            status: "200".into(),
            remembers: false,
            has_focus: true,
            page: Page::Talk,
            form: None,
            filter: String::new(),
            pinned: BTreeSet::new(),
            changing: None,
            keeping: None,
            revealed: None,
            pointed: None,
            plays_since: None,
            spoken: None,
            depth: None,
        }
    }
}

/// A part of the simulator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// What was said, and what can be done.
    #[default]
    Talk,
    /// What the variables hold.
    Variables,
    /// The settings of the selected widget, to be changed while the conversation goes on.
    Settings,
}
