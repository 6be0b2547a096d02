//! A flow that is being written for Studio's import.

use centralita_engine::check::Sentence;
use centralita_engine::declare::Catalogue;
use centralita_engine::flow::Refused;
use centralita_engine::{Flow, WidgetName};
use centralita_widgets::lower::for_studio;

/// A flow as Studio will read it, and what becomes of what is ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The file's text.
    pub text: String,
    /// What our widgets became.
    pub done: Vec<(WidgetName, Sentence)>,
    /// The widgets that Studio will not know or will run otherwise, and why.
    pub left: Vec<(WidgetName, Sentence)>,
    /// Which of our own data stays behind: the names of texts.
    pub own: Vec<&'static str>,
}

impl Outgoing {
    /// What Studio gets of a flow.
    ///
    /// # Errors
    /// When the file holds no flow.
    pub fn of(flow: &Flow, catalogue: &Catalogue) -> Result<Outgoing, Refused> {
        let lowered = for_studio(flow, catalogue)?;
        let own = flow.own();
        let has = |name: &str| own.node().is_some_and(|node| node.get(name).is_some());
        let own = [
            ("groups", "export-own-groups"),
            ("notes", "export-own-notes"),
            ("labels", "export-own-labels"),
            ("set_aside", "export-own-set-aside"),
            ("sensitive", "export-own-sensitive"),
            ("time_zone", "export-own-zone"),
            ("languages", "export-own-languages"),
        ];
        let own = own.into_iter().filter(|(key, _)| has(key)).map(|(_, name)| name).collect();
        let text = lowered.flow.text().to_owned();
        Ok(Outgoing { text, done: lowered.done, left: lowered.left, own })
    }

    /// Whether Studio knows everything in the flow.
    pub fn is_all_known(&self) -> bool {
        self.done.is_empty() && self.left.is_empty() && self.own.is_empty()
    }
}
