//! Tidy: a clean place on the canvas for every box, as a pure function of the flow and the sizes.
//!
//! The layout is layered. Wires that close a circle are set aside by a walk from the start; what
//! remains ranks the widgets, each below all that lead to it; within a rank the order follows the
//! exits, then the middle of the neighbours; at last each row is placed so that boxes stand as near
//! to the middle of their neighbours as their order and sizes allow. Widgets that nothing leads to
//! stand apart, right of the others.
//!
//! Deliberately not here: routes of wires (the canvas bends them), groups and notes, and keeping
//! anything of the old places. No rank gets invisible boxes for long wires: that would cost a flow
//! of thousands of widgets dearly and move its boxes apart for wires that are drawn as curves.

mod layout;

use layout::Layout;

use super::{Flow, FlowGraph, Position, Widget, WidgetName};

/// The size of a box on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
}

/// All places are multiples of this.
pub const GRID: f64 = 10.0;
/// From the left edge of a box to the left edge of its neighbour, at least.
pub const COLUMN: f64 = 300.0;
/// From the top of a row to the top of the next, at least.
pub const ROW: f64 = 230.0;
/// Between two boxes in a row, at least.
const GAP_ACROSS: f64 = 20.0;
/// Between a box and the row below, at least: room for labels and bends.
const GAP_DOWN: f64 = 80.0;
/// Between the flow and what stands apart from it.
const GAP_APART: f64 = 300.0;

/// A clean place for every widget, in the order of the file; the start stands at the origin.
///
/// The same flow and sizes always give the same places, whatever the places were before.
pub fn tidy(flow: &Flow, size: impl Fn(&Widget) -> Size) -> Vec<(WidgetName, Position)> {
    let widgets = flow.widgets();
    let graph = FlowGraph::drawn(flow);
    let sizes: Vec<Size> = widgets.iter().map(|widget| sane(size(widget))).collect();
    let mut places = vec![Position::default(); widgets.len()];
    let reached = graph.reachable();

    let main: Vec<usize> = (0..widgets.len()).filter(|&widget| reached[widget]).collect();
    let mut edge = 0.0_f64;
    if let Some(start) = graph.start() {
        let layout = Layout::of(&graph, &main, &sizes, [start]);
        layout.place(&mut places);
        let origin = places[start];
        for &widget in &main {
            places[widget].x -= origin.x;
            places[widget].y -= origin.y;
            edge = edge.max(places[widget].x + sizes[widget].width);
        }
        edge += GAP_APART;
    }

    // Each island of unreached widgets is laid out alone; the islands stand side by side in lines.
    let mut lines = Lines { left: up_to_grid(edge), x: 0.0, y: 0.0, height: 0.0, breadth: 0.0 };
    let islands = graph.islands(|widget| !reached[widget]);
    let area: f64 = islands.iter().map(|island| island.len() as f64).sum::<f64>().sqrt();
    lines.breadth = (area.ceil() * COLUMN).max(4.0 * COLUMN);
    for island in islands {
        let layout = Layout::of(&graph, &island, &sizes, []);
        layout.place(&mut places);
        let (left, right) = island.iter().fold((f64::MAX, f64::MIN), |(left, right), &widget| {
            (left.min(places[widget].x), right.max(places[widget].x + sizes[widget].width))
        });
        let height = island
            .iter()
            .map(|&widget| places[widget].y + sizes[widget].height)
            .fold(0.0_f64, f64::max);
        let corner = lines.next(right - left, height);
        for &widget in &island {
            places[widget].x += corner.x - left;
            places[widget].y += corner.y;
        }
    }
    widgets.iter().zip(places).map(|(widget, place)| (widget.name.clone(), place)).collect()
}

/// Islands one after the other, in lines.
struct Lines {
    left: f64,
    x: f64,
    y: f64,
    height: f64,
    breadth: f64,
}

impl Lines {
    fn next(&mut self, width: f64, height: f64) -> Position {
        if self.x > 0.0 && self.x + width > self.breadth {
            self.y += up_to_grid(self.height + GAP_DOWN);
            self.x = 0.0;
            self.height = 0.0;
        }
        let corner = Position::new(self.left + self.x, self.y);
        self.x += up_to_grid((width + GAP_ACROSS).max(COLUMN));
        self.height = self.height.max(height);
        corner
    }
}

/// A size that can be calculated with, whatever the caller says.
fn sane(size: Size) -> Size {
    let side = |side: f64| if side.is_finite() { side.clamp(10.0, 10_000.0) } else { 280.0 };
    Size { width: side(size.width), height: side(size.height) }
}

fn up_to_grid(length: f64) -> f64 {
    (length / GRID).ceil() * GRID
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn flow(wires: &[(usize, Vec<usize>)]) -> Flow {
        let states: Vec<String> = wires
            .iter()
            .map(|(name, nexts)| {
                let transitions: Vec<String> = nexts
                    .iter()
                    .map(|next| format!(r#"{{"event":"next","next":"w{next}"}}"#))
                    .collect();
                format!(
                    r#"{{"name":"w{name}","type":"x","transitions":[{}]}}"#,
                    transitions.join(",")
                )
            })
            .collect();
        Flow::read(&format!(r#"{{"initial_state":"w0","states":[{}]}}"#, states.join(",")))
    }

    fn box_of(widget: &Widget) -> Size {
        Size { width: 280.0, height: 100.0 + 30.0 * widget.transitions.len() as f64 }
    }

    fn check(wires: &[(usize, Vec<usize>)], expected: Expect) {
        let mut told = String::new();
        for (name, place) in tidy(&flow(wires), box_of) {
            told.push_str(&format!("{name} {} {}\n", place.x, place.y));
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn a_chain_goes_straight_down() {
        check(
            &[(0, vec![1]), (1, vec![2]), (2, vec![])],
            expect![[r#"
                w0 0 0
                w1 0 230
                w2 0 460
            "#]],
        );
    }

    #[test]
    fn a_menu_spreads_its_exits_in_their_order() {
        check(
            &[
                (0, vec![1]),
                (1, vec![2, 3, 4]),
                (2, vec![5]),
                (3, vec![5]),
                (4, vec![1]),
                (5, vec![]),
            ],
            expect![[r#"
                w0 0 0
                w1 0 230
                w2 -300 500
                w3 0 500
                w4 300 500
                w5 -150 730
            "#]],
        );
    }

    #[test]
    fn what_nothing_leads_to_stands_apart() {
        check(
            &[(0, vec![1]), (1, vec![]), (2, vec![3]), (3, vec![]), (4, vec![])],
            expect![[r#"
                w0 0 0
                w1 0 230
                w2 580 0
                w3 580 230
                w4 880 0
            "#]],
        );
    }

    fn overlap(flow: &Flow) -> Option<(String, String)> {
        let places = tidy(flow, box_of);
        for (one, (name, place)) in places.iter().enumerate() {
            let size = box_of(&flow.widgets()[one]);
            for (other, (other_name, other_place)) in places.iter().enumerate().skip(one + 1) {
                let other_size = box_of(&flow.widgets()[other]);
                let beside = place.x + size.width <= other_place.x
                    || other_place.x + other_size.width <= place.x;
                let above = place.y + size.height <= other_place.y
                    || other_place.y + other_size.height <= place.y;
                if !beside && !above {
                    return Some((name.to_string(), other_name.to_string()));
                }
            }
        }
        None
    }

    proptest! {
        #[test]
        fn no_two_boxes_overlap_and_all_stand_on_the_grid(
            nexts in proptest::collection::vec(proptest::collection::vec(0_usize..40, 0..5), 1..40)
        ) {
            let wires: Vec<(usize, Vec<usize>)> = nexts.into_iter().enumerate().collect();
            let flow = flow(&wires);
            prop_assert_eq!(overlap(&flow), None);
            let places = tidy(&flow, box_of);
            prop_assert_eq!(places[0].1, Position::new(0.0, 0.0));
            for (_, place) in &places {
                prop_assert_eq!(place.x % GRID, 0.0);
                prop_assert_eq!(place.y % GRID, 0.0);
            }
            prop_assert_eq!(places, tidy(&flow, box_of));
        }
    }
}
