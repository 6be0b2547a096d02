//! A plan as a picture: filters from the top, their targets as cards, and where tasks go from each.
//!
//! The picture is an SVG text that stands alone: it follows the day and night of whoever looks at it,
//! says in words what it shows to those who do not see it, and has every text that was cut in full
//! for whoever points at it. With a crew it shows who fits; with a [`Why`] it shows the way of a task,
//! where it is, who was asked and what happens next.
//!
//! ```
//! use centralita_routing::picture::Picture;
//! use centralita_routing::plan::Plan;
//!
//! let plan = Plan::read(r#"{"task_routing": {"default_filter": {"queue": "Everyone"}}}"#);
//! let svg = Picture::of(&plan, "Calls").svg();
//! assert!(svg.starts_with("<svg") && svg.contains("Everyone"));
//! ```
//!
//! Deliberately not here: pixels, and fonts. Widths are reckoned so that wide letters fit too.

mod canvas;
mod card;
mod ladder;
mod measure;
mod style;
mod told;
mod words;

#[cfg(test)]
mod tests;

use crate::crew::Crew;
use crate::language::Language;
use crate::plan::Plan;
use crate::why::Why;

/// What a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What people call it.
    pub name: &'a str,
    /// Who works, when it is known.
    pub crew: Option<&'a Crew>,
    /// Where a task is in this plan, and why.
    pub why: Option<&'a Why>,
    /// In which language its words are.
    pub language: Language,
}

impl<'a> Picture<'a> {
    /// A plan alone, in English.
    pub fn of(plan: &'a Plan, name: &'a str) -> Picture<'a> {
        Picture { plan, name, crew: None, why: None, language: Language::English }
    }

    /// The picture as an SVG document. The same plan, crew and reasons give the same text.
    pub fn svg(&self) -> String {
        ladder::svg(self)
    }
}
