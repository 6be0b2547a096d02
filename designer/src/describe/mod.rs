//! A flow in plain sentences, in the order of a call: something that is printed and read.
//!
//! | module | holds |
//! |---|---|
//! | [`step`] | one widget: what it does, with which settings, and where each exit leads |
//! | [`said`] | values as people say them |
//! | `lists` | what stands at the end: numbers, queues, hours, what is asked, what is remembered |
//! | [`page`] | all of it as a page that stands alone |
//! | [`letter`] | all of it as Markdown |
//!
//! Made from the widgets' declarations alone, in the language of the interface.

pub mod letter;
mod lists;
pub mod page;
pub mod said;
pub mod step;

use centralita_engine::declare::Catalogue;
use centralita_engine::flow::FlowGraph;
use centralita_engine::{Flow, Text};

pub use lists::{List, Row};
pub use step::{Go, Step, Way};

use crate::canvas::Scene;
use crate::text::Texts;

/// A flow in sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// What the flow is called.
    pub title: String,
    /// What it is for, as its author says.
    pub about: Option<Text>,
    /// How large it is, and what comes in.
    pub opening: String,
    /// The widgets in the order of a call, the first being number 1.
    pub steps: Vec<Step>,
    /// What stands at the end.
    pub lists: Vec<List>,
}

/// With what a description is made.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// Its boxes and their exits.
    pub scene: &'a Scene,
    /// What the types of widget say of themselves.
    pub catalogue: &'a Catalogue,
    /// The words.
    pub texts: &'a Texts,
}

impl Description {
    /// A flow in sentences.
    pub fn of(title: &str, telling: &Telling<'_>) -> Description {
        let (order, reached) = order(telling.flow, telling.scene);
        let mut numbers = vec![0; order.len()];
        for (place, widget) in order.iter().enumerate() {
            numbers[*widget] = place + 1;
        }
        let graph = FlowGraph::drawn(telling.flow);
        let steps: Vec<Step> = order
            .iter()
            .enumerate()
            .map(|(place, widget)| {
                let mut step = Step::of(telling, *widget, &numbers, &graph);
                step.is_reached = place < reached;
                step
            })
            .collect();
        let lists = lists::all(telling, &order, &numbers);
        let about = telling.flow.description().map(Text::from);
        let about = about.filter(|about| !about.trim().is_empty());
        let texts = telling.texts;
        let opening = texts.fill("describe-opening", &[("count", steps.len().into())]);
        Description { title: title.to_owned(), about, opening, steps, lists }
    }

    /// The title of a step: its number and its name.
    pub fn heading(step: &Step) -> String {
        format!("{}. {}", step.number, step.name)
    }
}

/// The widgets in the order of a call, and how many of them a call can reach. What leads nowhere from
/// the start comes last.
fn order(flow: &Flow, scene: &Scene) -> (Vec<usize>, usize) {
    let count = flow.widgets().len();
    let mut is_told = vec![false; count];
    let mut order = Vec::with_capacity(count);
    // A stack rather than recursion: flows come from anywhere.
    let mut stack: Vec<usize> = flow.initial().into_iter().collect();
    let mut reached = None;
    let mut rest = 0..count;
    loop {
        while let Some(widget) = stack.pop() {
            if std::mem::replace(&mut is_told[widget], true) {
                continue;
            }
            order.push(widget);
            let chips = scene.boxes.get(widget).map(|shape| shape.chips.as_slice());
            for chip in chips.unwrap_or_default().iter().rev() {
                stack.extend(flow.index_of(&chip.leads_to).filter(|_| chip.is_connected));
            }
        }
        reached = reached.or(Some(order.len()));
        match rest.next() {
            Some(next) => stack.push(next),
            None => return (order, reached.unwrap_or(count)),
        }
    }
}
