//! What trying a flow leaves on the canvas: where the call is and was, how many took each wire, what
//! no scenario takes.

use std::collections::{BTreeMap, BTreeSet};

use centralita_engine::Text;
use egui::Rect;

use crate::calls;
use crate::canvas::{Mark, Scene};
use crate::model::Editor;
use crate::simulator::Breakpoints;

/// What is known of the boxes and wires of a flow.
#[derive(Default)]
pub struct Marks {
    active: Option<Text>,
    visited: BTreeMap<Text, u32>,
    taken: BTreeSet<(Text, u32)>,
    is_simulated: bool,
    breakpoints: Breakpoints,
    /// The widget of the line at which one points in the transcript.
    pointed: Option<Text>,
    counts: Option<BTreeMap<(Text, usize), u64>>,
    most: u64,
    gave_up: BTreeMap<Text, u32>,
    untaken: Option<BTreeSet<(Text, usize)>>,
    /// How many took each wire on another revision.
    others: Option<BTreeMap<(Text, usize), u64>>,
    /// How many calls are in which widget now.
    here: BTreeMap<Text, u32>,
}

impl Marks {
    /// The marks of the flow at a depth around the call.
    pub fn of(editor: &Editor, depth: usize) -> Marks {
        let mut marks = Marks::default();
        if let Some(session) = &editor.session {
            marks.is_simulated = true;
            marks.active = session.active(depth);
            marks.visited = session.visited(depth);
            marks.taken = session.taken(depth);
            let pointed = session.hands.pointed.as_ref();
            let pointed = pointed.filter(|(_, deep)| *deep as usize == depth);
            marks.pointed = pointed.map(|(widget, _)| widget.clone());
        }
        if depth > 0 {
            return marks;
        }
        marks.breakpoints = editor.trials.breakpoints.clone();
        if editor.session.is_none() && editor.calls.is_open {
            marks.add_calls(editor);
        }
        if let Some(crowd) = editor.trials.crowd.as_ref().filter(|crowd| crowd.is_shown) {
            let mut counts = BTreeMap::new();
            for exit in &crowd.exits {
                *counts.entry((exit.widget.text().clone(), exit.transition)).or_default() +=
                    exit.count;
            }
            marks.most = counts.values().copied().max().unwrap_or(0);
            marks.counts = Some(counts);
            let gave_up = crowd.gave_up.iter();
            marks.gave_up = gave_up.map(|(name, count)| (name.text().clone(), *count)).collect();
        }
        if let Some(checks) = editor.trials.checks.as_ref().filter(|checks| checks.shows_coverage) {
            let untaken = checks.exits.iter().filter(|exit| exit.count == 0);
            let untaken =
                untaken.filter_map(|exit| Some((exit.widget.text().clone(), exit.transition?)));
            marks.untaken = Some(untaken.collect());
        }
        marks
    }

    /// What the server knows of calls: the way of one, else how many took each.
    fn add_calls(&mut self, editor: &Editor) {
        let (calls, flow) = (&editor.calls, editor.flow());
        self.here = calls.here();
        if calls.opened.is_some() {
            self.is_simulated = true;
            self.visited = calls.visited();
            let taken = calls.taken(flow).into_iter();
            self.taken = taken
                .filter_map(|(widget, way)| Some((widget, u32::try_from(way).ok()?)))
                .collect();
        } else if let Some(counts) = calls.counts.as_ref().filter(|_| !calls.hides) {
            let ways = calls::on_wires(flow, counts);
            self.most = ways.values().copied().max().unwrap_or(0);
            self.counts = Some(ways);
            self.others = calls.others.as_ref().map(|others| calls::on_wires(flow, others));
        }
    }

    /// Whether what the call did not touch is drawn faintly.
    pub fn dims(&self) -> bool {
        self.is_simulated && self.counts.is_none() && self.untaken.is_none()
    }

    /// What is known of a box.
    pub fn of_box(&self, scene: &Scene, number: usize) -> Mark {
        let shape = &scene.boxes[number];
        let name = &*shape.name;
        let visited = self.visited.get(name).copied();
        let is_active = self.active.as_deref() == Some(name);
        let mut untaken = 0;
        if let Some(exits) = &self.untaken {
            for (place, chip) in shape.chips.iter().enumerate().take(64) {
                let transition = chip.number.filter(|_| chip.is_connected);
                if transition.is_some_and(|one| exits.contains(&(name.into(), one))) {
                    untaken |= 1 << place;
                }
            }
        }
        let mut stops = 0;
        for (_, place) in self.breakpoints.exits.iter().filter(|(one, _)| one.as_str() == name) {
            let chip = shape.chips.iter().take(64).position(|chip| chip.number == Some(*place));
            stops |= chip.map_or(0, |chip| 1 << chip);
        }
        Mark {
            is_active,
            visited: visited.filter(|_| self.counts.is_none()),
            is_breakpoint: self.breakpoints.widgets.iter().any(|one| one.as_str() == name),
            stops,
            is_pointed: self.pointed.as_deref() == Some(name),
            is_dim: self.dims() && visited.is_none() && !is_active,
            here: self.here.get(name).copied().unwrap_or(0),
            gave_up: self.gave_up.get(name).copied().unwrap_or(0),
            untaken,
            ..Mark::default()
        }
    }

    /// Whether the call took a wire.
    pub fn is_taken(&self, scene: &Scene, number: usize) -> bool {
        exit_of(scene, number)
            .and_then(|(name, place)| Some((name, u32::try_from(place).ok()?)))
            .is_some_and(|exit| self.taken.contains(&exit))
    }

    /// How many virtual callers took a wire, and how many took the busiest one.
    pub fn counted(&self, scene: &Scene, number: usize) -> Option<(u64, u64)> {
        let counts = self.counts.as_ref()?;
        let count = counts.get(&exit_of(scene, number)?).copied().unwrap_or(0);
        Some((count, self.most))
    }

    /// What stands on a wire: how many took it, and how many did on the other revision.
    pub fn count_on(&self, scene: &Scene, number: usize) -> Option<String> {
        let (count, _) = self.counted(scene, number)?;
        let Some(others) = &self.others else { return Some(count.to_string()) };
        let other = others.get(&exit_of(scene, number)?).copied().unwrap_or(0);
        Some(format!("{count} | {other}"))
    }

    /// Where the box is in which the call is.
    pub fn to_be_seen(&self, scene: &Scene) -> Option<Rect> {
        let number = scene.find(self.active.as_deref()?)?;
        Some(scene.boxes[number].rect)
    }
}

fn exit_of(scene: &Scene, number: usize) -> Option<(Text, usize)> {
    let wire = scene.wires.get(number)?;
    let from = scene.boxes.get(wire.from)?;
    Some((Text::from(&*from.name), from.chips.get(wire.chip)?.number?))
}

/// Brings the box in which the call is into sight, once each time it is another.
pub fn bring_into_sight(editor: &mut Editor) {
    let Some(session) = &editor.session else { return };
    let Some(active) = session.active(0) else { return };
    let seen = Some((0, active.clone()));
    if session.hands.revealed == seen {
        return;
    }
    let scene = editor.scene();
    let rect = scene.find(&active).map(|number| scene.boxes[number].rect);
    if rect.is_some() {
        editor.canvas.wants_reveal = rect.map(|rect| rect.expand(24.0));
    }
    if let Some(session) = &mut editor.session {
        session.hands.revealed = seen;
    }
}
