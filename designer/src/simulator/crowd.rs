//! Many virtual callers at once: how many take which wire, where they give up, and what nobody reaches.
//!
//! They come in rounds, one round a frame, so that the window stays awake.

use std::collections::BTreeMap;
use std::rc::Rc;

use centralita_engine::declare::Catalogue;
use centralita_engine::exercise::{Effort, Exercised, Reason, exercise_with};
use centralita_engine::scenario::Office;
use centralita_engine::{Flow, FlowRef, Library, WidgetName};
use centralita_project::Project;

/// So many come in all.
pub const CALLERS: u32 = 1000;
/// So many come in a round.
const ROUND: u32 = 50;

/// Virtual callers, and what became of them.
pub struct Crowd {
    library: Library,
    at: FlowRef,
    flow: Flow,
    project: Rc<Project>,
    /// How many came so far.
    pub callers: u32,
    /// Every exit that is drawn.
    pub exits: Vec<Taken>,
    /// In which widgets callers hung up or were cut off.
    pub gave_up: BTreeMap<WidgetName, u32>,
    /// How many conversations ended in which way.
    pub endings: BTreeMap<&'static str, u32>,
    /// Why conversations failed, and how many.
    pub failures: BTreeMap<String, u32>,
    /// Whether counts are drawn on the canvas.
    pub is_shown: bool,
}

/// An exit, and how many took it.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The widget.
    pub widget: WidgetName,
    /// The event's name.
    pub event: String,
    /// Its place in the widget's transitions.
    pub transition: usize,
    /// How often it was taken.
    pub count: u64,
    /// Why nobody took it, when nobody did and a reason is known.
    pub reason: Option<Reason>,
}

impl Crowd {
    /// A crowd before the doors; none when the flow has no widget to begin with.
    pub fn before(
        name: &str,
        flow: &Flow,
        beside: &BTreeMap<String, Flow>,
        catalogue: &Catalogue,
        project: &Rc<Project>,
    ) -> Option<Crowd> {
        let beside = beside.iter().map(|(name, flow)| (name.clone(), flow.clone()));
        let (library, at) = project.library(name, flow, catalogue, beside).ok()?;
        Some(Crowd {
            project: project.clone(),
            library,
            at,
            flow: flow.clone(),
            callers: 0,
            exits: Vec::new(),
            gave_up: BTreeMap::new(),
            endings: BTreeMap::new(),
            failures: BTreeMap::new(),
            is_shown: true,
        })
    }

    /// Whether all have come.
    pub fn is_done(&self) -> bool {
        self.callers >= CALLERS
    }

    /// Lets the next round in.
    pub fn step(&mut self, catalogue: &Catalogue) {
        if self.is_done() {
            return;
        }
        let seed = u64::from(self.callers / ROUND) + 1;
        // In the last round the callers try on purpose what nobody reached.
        let is_last = self.callers + ROUND >= CALLERS;
        let most_callers = if is_last { ROUND * 4 } else { ROUND };
        let effort = Effort { callers: ROUND, most_callers, seed };
        let office = self.project.office.as_ref().map(|office| office as &dyn Office);
        let done = exercise_with(&self.library, &self.at, &self.flow, catalogue, &effort, office);
        self.join(done);
    }

    fn join(&mut self, done: Exercised) {
        self.callers += done.callers;
        if self.exits.is_empty() {
            self.exits = done
                .exits
                .into_iter()
                .map(|exit| Taken {
                    widget: exit.widget,
                    event: exit.event.to_string(),
                    transition: exit.transition,
                    count: exit.count,
                    reason: exit.reason,
                })
                .collect();
        } else {
            // Every round sees the same flow, so its exits stand in the same order.
            for (taken, exit) in self.exits.iter_mut().zip(done.exits) {
                taken.count += exit.count;
                taken.reason = if taken.count > 0 { None } else { exit.reason };
            }
        }
        for (widget, count) in done.gave_up {
            *self.gave_up.entry(widget).or_default() += count;
        }
        for (how, count) in done.endings {
            *self.endings.entry(how).or_default() += count;
        }
        for (why, count) in done.failures {
            *self.failures.entry(why.to_string()).or_default() += count;
        }
    }

    /// How many took the wire of an exit.
    pub fn count(&self, widget: &str, transition: usize) -> u64 {
        let exits = self.exits.iter();
        exits
            .filter(|exit| exit.widget.as_str() == widget && exit.transition == transition)
            .map(|exit| exit.count)
            .sum()
    }

    /// The exits that nobody took.
    pub fn unreached(&self) -> impl Iterator<Item = &Taken> {
        self.exits.iter().filter(|exit| exit.count == 0)
    }
}
