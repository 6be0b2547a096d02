//! A conversation that runs through the picture of a flow: one of those that its scenarios tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use centralita_engine::exec::Settings;
use centralita_engine::scenario::{read_scenarios, run_scenario};
use centralita_engine::{Flow, FlowRef, Library};
use egui::Pos2;

use super::Sample;
use crate::canvas::{BoxIndex, Index, Mark, Scene, route_all};
use crate::model::Model;
use crate::scene;

/// How long the call stays in a box.
pub(super) const STEP_SECONDS: f32 = 0.6;
/// In this share of a step the picture moves along with the call.
pub(super) const MOVING: f32 = 0.5;
/// For so many steps the whole way stands before it begins anew.
const REST: usize = 4;

/// A flow's picture, and the way of a call through it.
pub(super) struct Play {
    /// The picture.
    pub scene: Scene,
    /// The visits in their order, worked out when somebody looks first.
    visits: OnceLock<Vec<Visit>>,
}

/// A box that the call visits, and the wire by which it leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Visit {
    shape: BoxIndex,
    wire: Option<usize>,
}

/// A moment of the call.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Moment {
    active: Option<BoxIndex>,
    visited: BTreeMap<BoxIndex, u32>,
    /// The wires that were taken so far.
    pub wires: BTreeSet<usize>,
}

impl Moment {
    /// What is known of a box at this moment.
    pub fn mark(&self, shape: BoxIndex) -> Mark {
        Mark {
            is_active: self.active == Some(shape),
            visited: self.visited.get(&shape).copied(),
            ..Mark::default()
        }
    }
}

impl Play {
    /// The picture of a sample.
    pub fn of(model: &Model, sample: &Sample) -> Play {
        let mut scene = scene::of(&Flow::read(sample.text), &model.catalogue, &[]);
        let index = Index::of_boxes(&scene);
        route_all(&mut scene, &index);
        Play { scene, visits: OnceLock::new() }
    }

    /// Where one looks before anything happens: where the call begins.
    pub fn start(&self) -> Pos2 {
        let start = self.scene.boxes.iter().find(|shape| !shape.has_entry);
        start.map_or(Pos2::ZERO, |shape| shape.rect.center())
    }

    /// Where one looks when so many steps have passed: on the way from one box to the next.
    pub fn around(&self, model: &Model, sample: &Sample, passed: f32) -> Pos2 {
        let visits = self.visits.get_or_init(|| visits(model, sample, &self.scene));
        let step = passed.floor() as usize % (visits.len() + REST);
        let place = |step: usize| {
            let visit = visits.get(step.min(visits.len().saturating_sub(1)));
            visit.map_or(self.start(), |visit| self.scene.boxes[visit.shape].rect.center())
        };
        let before = if step == 0 { self.start() } else { place(step - 1) };
        let share = (passed.fract() / MOVING).min(1.0);
        // Slower towards the end.
        let share = 1.0 - (1.0 - share).powi(3);
        before.lerp(place(step), share)
    }

    /// The moment of a step; after the last one the whole way stands for a while, and it begins anew.
    pub fn moment(&self, model: &Model, sample: &Sample, step: usize) -> Moment {
        let visits = self.visits.get_or_init(|| visits(model, sample, &self.scene));
        let step = step % (visits.len() + REST);
        let mut moment = Moment::default();
        for visit in visits.iter().take(step + 1) {
            let order = moment.visited.len() as u32 + 1;
            moment.visited.entry(visit.shape).or_insert(order);
            moment.wires.extend(visit.wire);
        }
        if let Some(visit) = visits.get(step) {
            moment.active = Some(visit.shape);
            if let Some(wire) = visit.wire {
                moment.wires.remove(&wire);
            }
        }
        moment
    }
}

/// The visits of the longest conversation that the sample's scenarios tell.
fn visits(model: &Model, sample: &Sample, scene: &Scene) -> Vec<Visit> {
    let flow = Flow::read(sample.text);
    let mut library = Library::new(Settings::default());
    let at = FlowRef::new(sample.name, 1);
    if library.add(&flow, at.clone(), &model.catalogue).is_err() {
        return Vec::new();
    }
    let file = read_scenarios(sample.scenarios);
    let longest = file.scenarios.iter().max_by_key(|scenario| scenario.lines.len());
    let world = longest.and_then(|scenario| run_scenario(&library, &at, scenario).world);
    let steps = world.map(|world| world.steps).unwrap_or_default();
    let mut visits: Vec<Visit> = steps
        .iter()
        .filter(|step| step.depth == 0)
        .filter_map(|step| {
            let shape = scene.find(step.widget.as_str())?;
            let place = step.exit.as_ref().and_then(|exit| exit.transition);
            let place = place.and_then(|place| usize::try_from(place).ok());
            let wire = scene.wires.iter().position(|wire| {
                wire.from == shape
                    && place.is_some()
                    && scene.boxes[shape].chips.get(wire.chip).and_then(|chip| chip.number) == place
            });
            Some(Visit { shape, wire })
        })
        .collect();
    // Whoever waits is visited again when the wait is over; that is one visit to the eye.
    visits.dedup_by(|later, earlier| {
        let is_same = later.shape == earlier.shape && earlier.wire.is_none();
        if is_same {
            earlier.wire = later.wire;
        }
        is_same
    });
    visits
}

#[cfg(test)]
mod tests {
    use super::super::SAMPLES;
    use super::*;
    use crate::model::Prefs;

    #[test]
    fn a_call_runs_through_every_sample_from_its_start_to_an_end() {
        let model = Model::new(Prefs::default());
        for sample in SAMPLES {
            let play = Play::of(&model, sample);
            let visits = visits(&model, sample, &play.scene);
            assert!(visits.len() >= 3, "{}: {visits:?}", sample.name);
            assert!(!play.scene.boxes[visits[0].shape].has_entry, "{}", sample.name);
            let led = visits.windows(2).filter(|pair| {
                pair[0].wire.is_some_and(|wire| play.scene.wires[wire].to == pair[1].shape)
            });
            assert!(led.count() + 2 >= visits.len(), "{}: {visits:?}", sample.name);
        }
    }

    #[test]
    fn the_call_is_in_one_box_at_a_time_and_begins_anew() {
        let model = Model::new(Prefs::default());
        let play = Play::of(&model, &SAMPLES[0]);
        let first = play.moment(&model, &SAMPLES[0], 0);
        assert_eq!((first.visited.len(), first.wires.len()), (1, 0));
        let count = play.visits.get().map_or(0, Vec::len);
        let last = play.moment(&model, &SAMPLES[0], count);
        assert_eq!(last.active, None);
        assert!(last.wires.len() >= 2);
        assert_eq!(play.moment(&model, &SAMPLES[0], count + REST), first);
    }
}
