//! The flow as a graph: widgets are its nodes, connected exits its edges.
//!
//! Checks, tidy, exploring and comparing all ask the same graph. A node's index is the widget's
//! place in [`Flow::widgets`]; wires leave a widget in the order of its transitions. Wires that lead
//! to a widget nobody has are not in it (the check `dangling_transition` tells of them).
//!
//! Deliberately not here: anything that only drawing needs, and any walk that recurses: flows come
//! from strangers and may be a chain of ten thousand widgets.

use std::collections::VecDeque;

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Flow;
use crate::declare::Catalogue;

/// One connected exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The place of the widget it leaves.
    pub from: usize,
    /// Its place in that widget's transitions.
    pub transition: usize,
    /// The place of the widget it leads to.
    pub to: usize,
}

/// A flow's widgets and wires, ready to be walked.
#[derive(Clone, Debug)]
pub struct FlowGraph {
    graph: DiGraph<(), Wire, u32>,
    /// The wires that leave each widget, in the order of its transitions.
    leaving: Vec<Vec<Wire>>,
    start: Option<usize>,
}

impl FlowGraph {
    /// All wires, as they are drawn.
    pub fn drawn(flow: &Flow) -> FlowGraph {
        FlowGraph::with(flow, |_, _| true)
    }

    /// The wires that an execution can take: those of exits that the widget's type has.
    ///
    /// Of several wires of one exit only the first is taken, unless the exit has one for each row. A
    /// widget whose type nobody knows is taken to use all its wires.
    pub fn new(flow: &Flow, catalogue: &Catalogue) -> FlowGraph {
        let taken: Vec<Option<Vec<bool>>> = flow
            .widgets()
            .iter()
            .map(|widget| {
                let spec = catalogue.spec(widget.kind.as_str())?;
                let mut taken = vec![false; widget.transitions.len()];
                for exit in spec.exits_of(widget) {
                    if let Some(place) = exit.transition {
                        taken[place] = true;
                    }
                }
                Some(taken)
            })
            .collect();
        FlowGraph::with(flow, |widget, transition| {
            taken[widget].as_ref().is_none_or(|taken| taken[transition])
        })
    }

    fn with(flow: &Flow, keeps: impl Fn(usize, usize) -> bool) -> FlowGraph {
        let widgets = flow.widgets();
        let mut graph = DiGraph::with_capacity(widgets.len(), widgets.len() * 2);
        for _ in widgets {
            graph.add_node(());
        }
        let mut leaving = Vec::with_capacity(widgets.len());
        for (from, widget) in widgets.iter().enumerate() {
            let mut wires = Vec::new();
            for (transition, wire) in widget.transitions.iter().enumerate() {
                let Some(to) = wire.next.as_deref().and_then(|next| flow.index_of(next)) else {
                    continue;
                };
                if keeps(from, transition) {
                    let wire = Wire { from, transition, to };
                    graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), wire);
                    wires.push(wire);
                }
            }
            leaving.push(wires);
        }
        FlowGraph { graph, leaving, start: flow.initial() }
    }

    /// How many widgets there are.
    pub fn len(&self) -> usize {
        self.leaving.len()
    }

    /// Whether there is no widget.
    pub fn is_empty(&self) -> bool {
        self.leaving.is_empty()
    }

    /// The place of the widget in which executions begin.
    pub fn start(&self) -> Option<usize> {
        self.start
    }

    /// The graph itself, for other algorithms; its node indices are places of widgets.
    pub fn petgraph(&self) -> &DiGraph<(), Wire, u32> {
        &self.graph
    }

    /// The wires that leave the widget at `from`, in the order of its transitions.
    pub fn leaving(&self, from: usize) -> &[Wire] {
        self.leaving.get(from).map_or(&[], Vec::as_slice)
    }

    /// The wires that arrive at the widget at `to`, in no order that means anything.
    pub fn arriving(&self, to: usize) -> impl Iterator<Item = Wire> {
        let edges = (to < self.len())
            .then(|| self.graph.edges_directed(NodeIndex::new(to), Direction::Incoming));
        edges.into_iter().flatten().map(|edge| *edge.weight())
    }

    /// Which widgets an execution can reach, the start included.
    pub fn reachable(&self) -> Vec<bool> {
        self.reachable_from(self.start)
    }

    /// Which widgets can be reached from `sources`, the sources included.
    pub fn reachable_from(&self, sources: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut open: Vec<usize> = Vec::new();
        for source in sources {
            if source < seen.len() && !std::mem::replace(&mut seen[source], true) {
                open.push(source);
            }
        }
        while let Some(widget) = open.pop() {
            for wire in &self.leaving[widget] {
                if !std::mem::replace(&mut seen[wire.to], true) {
                    open.push(wire.to);
                }
            }
        }
        seen
    }

    /// From which widgets one of `targets` can be reached, the targets included.
    pub fn leading_to(&self, targets: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut open: Vec<usize> = Vec::new();
        for target in targets {
            if target < seen.len() && !std::mem::replace(&mut seen[target], true) {
                open.push(target);
            }
        }
        while let Some(widget) = open.pop() {
            for wire in self.arriving(widget) {
                if !std::mem::replace(&mut seen[wire.from], true) {
                    open.push(wire.from);
                }
            }
        }
        seen
    }

    /// The shortest way from the start to the widget at `to` over wires that `takes` allows.
    ///
    /// Empty when `to` is the start; none when there is no such way.
    pub fn way_to(&self, to: usize, takes: impl Fn(Wire) -> bool) -> Option<Vec<Wire>> {
        let start = self.start?;
        let mut came_by: Vec<Option<Wire>> = vec![None; self.len()];
        let mut open = VecDeque::from([start]);
        let mut found = start == to;
        while let (false, Some(widget)) = (found, open.pop_front()) {
            for &wire in &self.leaving[widget] {
                if wire.to == start || came_by[wire.to].is_some() || !takes(wire) {
                    continue;
                }
                came_by[wire.to] = Some(wire);
                if wire.to == to {
                    found = true;
                    break;
                }
                open.push_back(wire.to);
            }
        }
        if !found {
            return None;
        }
        let mut way = Vec::new();
        let mut at = to;
        while let Some(wire) = came_by[at] {
            way.push(wire);
            at = wire.from;
        }
        way.reverse();
        Some(way)
    }

    /// The widgets that lie on circles, one list for each knot of circles, in the order of the file.
    ///
    /// Only circles that lead through widgets for which `counts` holds are found.
    pub fn circles(&self, counts: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let part = self.graph.filter_map(
            |node, ()| counts(node.index()).then_some(node.index()),
            |_, wire| Some(*wire),
        );
        let mut circles: Vec<Vec<usize>> = kosaraju_scc(&part)
            .into_iter()
            .filter(|knot| {
                knot.len() > 1 || knot.first().is_some_and(|&one| part.contains_edge(one, one))
            })
            .map(|knot| {
                let mut places: Vec<usize> = knot.into_iter().map(|node| part[node]).collect();
                places.sort_unstable();
                places
            })
            .collect();
        circles.sort_unstable();
        circles
    }

    /// The widgets in groups that wires join in whatever direction, of those for which `counts` holds.
    pub fn islands(&self, counts: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.len()];
        let mut islands = Vec::new();
        for first in 0..self.len() {
            if seen[first] || !counts(first) {
                continue;
            }
            seen[first] = true;
            let mut island = vec![first];
            let mut next = 0;
            while let Some(&widget) = island.get(next) {
                next += 1;
                let leaving = self.leaving[widget].iter().map(|wire| wire.to);
                for other in leaving.chain(self.arriving(widget).map(|wire| wire.from)) {
                    if counts(other) && !std::mem::replace(&mut seen[other], true) {
                        island.push(other);
                    }
                }
            }
            island.sort_unstable();
            islands.push(island);
        }
        islands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(wires: &[(&str, &[&str])]) -> Flow {
        let states: Vec<String> = wires
            .iter()
            .map(|(name, nexts)| {
                let transitions: Vec<String> = nexts
                    .iter()
                    .map(|next| format!(r#"{{"event":"next","next":"{next}"}}"#))
                    .collect();
                format!(
                    r#"{{"name":"{name}","type":"x","transitions":[{}]}}"#,
                    transitions.join(",")
                )
            })
            .collect();
        Flow::read(&format!(
            r#"{{"initial_state":"{}","states":[{}]}}"#,
            wires[0].0,
            states.join(",")
        ))
    }

    #[test]
    fn what_the_start_leads_to_can_be_reached() {
        let graph = FlowGraph::drawn(&flow(&[
            ("a", &["b"]),
            ("b", &["a", "missing"]),
            ("c", &["d"]),
            ("d", &[]),
        ]));
        assert_eq!(graph.reachable(), [true, true, false, false]);
        assert_eq!(graph.leading_to([3]), [false, false, true, true]);
        assert_eq!(graph.islands(|widget| widget > 1), [vec![2, 3]]);
    }

    #[test]
    fn circles_are_knots_and_widgets_that_lead_to_themselves() {
        let graph = FlowGraph::drawn(&flow(&[
            ("a", &["b", "d"]),
            ("b", &["c"]),
            ("c", &["b"]),
            ("d", &["d"]),
        ]));
        assert_eq!(graph.circles(|_| true), [vec![1, 2], vec![3]]);
        assert_eq!(graph.circles(|widget| widget != 2), [vec![3]]);
    }

    #[test]
    fn the_way_is_the_shortest_that_is_allowed() {
        let graph = FlowGraph::drawn(&flow(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &["a"])]));
        let places = |way: Option<Vec<Wire>>| way.map(|way| way.iter().map(|w| w.to).collect());
        assert_eq!(places(graph.way_to(2, |_| true)), Some(vec![2]));
        assert_eq!(places(graph.way_to(2, |wire| wire.transition == 0)), Some(vec![1, 2]));
        assert_eq!(places(graph.way_to(0, |_| false)), Some(vec![]));
        assert_eq!(places(graph.way_to(2, |_| false)), None::<Vec<usize>>);
    }

    #[test]
    fn a_chain_of_many_widgets_needs_no_stack() {
        let names: Vec<String> = (0..20_000).map(|n| format!("w{n}")).collect();
        let nexts: Vec<[&str; 1]> =
            (0..names.len()).map(|n| [names[(n + 1) % names.len()].as_str()]).collect();
        let wires: Vec<(&str, &[&str])> =
            names.iter().zip(&nexts).map(|(name, next)| (name.as_str(), next.as_slice())).collect();
        let graph = FlowGraph::drawn(&flow(&wires));
        assert_eq!(graph.circles(|_| true).len(), 1);
        assert_eq!(graph.way_to(19_999, |_| true).unwrap().len(), 19_999);
    }
}
