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

use std::collections::BTreeMap;

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
/// How often the rows are put in order, down and up.
const ORDERINGS: usize = 12;
/// How often the rows are placed, down and up.
const PLACINGS: usize = 10;

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

/// Some widgets of a flow, in rows. Inside it a widget is its place in `widgets`.
struct Layout<'a> {
    widgets: &'a [usize],
    sizes: Vec<Size>,
    /// Who is above and below, by wires that close no circle.
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    rows: Vec<Vec<usize>>,
    row_of: Vec<usize>,
    /// The place in its row.
    column: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn of(
        graph: &FlowGraph,
        widgets: &'a [usize],
        sizes: &[Size],
        first: impl IntoIterator<Item = usize>,
    ) -> Layout<'a> {
        let local: BTreeMap<usize, usize> =
            widgets.iter().enumerate().map(|(place, &widget)| (widget, place)).collect();
        let next: Vec<Vec<usize>> = widgets
            .iter()
            .map(|&widget| {
                let mut next = Vec::new();
                for wire in graph.leaving(widget) {
                    if let Some(&to) = local.get(&wire.to)
                        && !next.contains(&to)
                    {
                        next.push(to);
                    }
                }
                next
            })
            .collect();
        let mut led_to = vec![false; widgets.len()];
        next.iter().flatten().for_each(|&to| led_to[to] = true);
        let roots: Vec<usize> = first
            .into_iter()
            .filter_map(|widget| local.get(&widget).copied())
            .chain((0..widgets.len()).filter(|&widget| !led_to[widget]))
            .chain(0..widgets.len())
            .collect();
        let (below, preorder) = without_circles(&next, &roots);
        let mut above = vec![Vec::new(); widgets.len()];
        for (from, tos) in below.iter().enumerate() {
            tos.iter().for_each(|&to| above[to].push(from));
        }
        let row_of = ranks(&above, &below);
        let count = row_of.iter().copied().max().map_or(0, |last| last + 1);
        let mut rows = vec![Vec::new(); count];
        for &widget in &preorder {
            rows[row_of[widget]].push(widget);
        }
        let mut layout = Layout {
            widgets,
            sizes: widgets.iter().map(|&widget| sizes[widget]).collect(),
            above,
            below,
            rows,
            row_of,
            column: vec![0; widgets.len()],
        };
        layout.number();
        layout.order();
        layout
    }

    fn number(&mut self) {
        for row in &self.rows {
            row.iter().enumerate().for_each(|(column, &widget)| self.column[widget] = column);
        }
    }

    /// Puts each row in the order of the middles of its neighbours, and keeps the order with the
    /// fewest crossings.
    fn order(&mut self) {
        let mut best = self.rows.clone();
        let mut fewest = self.crossings();
        for turn in 0..ORDERINGS {
            if fewest == 0 {
                break;
            }
            let down = turn % 2 == 0;
            let count = self.rows.len();
            for step in 0..count {
                let row = if down { step } else { count - 1 - step };
                let mut keyed: Vec<(f64, usize)> = self.rows[row]
                    .iter()
                    .map(|&widget| (self.middle_column(widget, down), widget))
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                for (column, (_, widget)) in keyed.into_iter().enumerate() {
                    self.rows[row][column] = widget;
                    self.column[widget] = column;
                }
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.rows);
            }
        }
        self.rows = best;
        self.number();
    }

    /// The middle of the neighbours above or below, in parts of their rows; its own when it has none.
    fn middle_column(&self, widget: usize, from_above: bool) -> f64 {
        let part = |widget: usize| {
            let row = &self.rows[self.row_of[widget]];
            (self.column[widget] as f64 + 0.5) / row.len().max(1) as f64
        };
        let neighbours = if from_above { &self.above[widget] } else { &self.below[widget] };
        if neighbours.is_empty() {
            return part(widget);
        }
        let sum: f64 = neighbours
            .iter()
            .map(|&other| match from_above {
                // The exits of one box stand side by side, in their order.
                true => part(other) + self.exit_shift(other, widget),
                false => part(other),
            })
            .sum();
        sum / neighbours.len() as f64
    }

    /// A nudge by which the exits of a box keep their order without leaving the box's share of a row.
    fn exit_shift(&self, from: usize, to: usize) -> f64 {
        let exits = &self.below[from];
        let place = exits.iter().position(|&exit| exit == to).unwrap_or(0);
        let share = 1.0 / self.rows[self.row_of[from]].len().max(1) as f64;
        ((place as f64 + 0.5) / exits.len().max(1) as f64 - 0.5) * share
    }

    /// How many pairs of wires between neighbouring rows cross.
    fn crossings(&self) -> u64 {
        let mut crossings = 0;
        let mut seen: Vec<u32> = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let Some(under) = self.rows.get(index + 1) else { break };
            seen.clear();
            seen.resize(under.len() + 1, 0);
            let mut total = 0_u64;
            for &widget in row {
                let mut columns: Vec<usize> = self.below[widget]
                    .iter()
                    .filter(|&&to| self.row_of[to] == index + 1)
                    .map(|&to| self.column[to])
                    .collect();
                columns.sort_unstable();
                for &column in &columns {
                    crossings += total - sum_to(&seen, column + 1);
                }
                for &column in &columns {
                    add_at(&mut seen, column + 1);
                    total += 1;
                }
            }
        }
        crossings
    }

    /// Writes the places of these widgets; the top row is at 0.
    fn place(&self, places: &mut [Position]) {
        let mut left: Vec<f64> = vec![0.0; self.widgets.len()];
        for row in &self.rows {
            let mut x = 0.0;
            for &widget in row {
                left[widget] = x;
                x += self.step(widget);
            }
        }
        let middle = |left: &[f64], widget: usize| left[widget] + self.sizes[widget].width / 2.0;
        for turn in 0..PLACINGS {
            let down = turn % 2 == 0;
            // The last turns look both ways, so that a box stands between those above and below.
            let both = turn + 3 >= PLACINGS;
            let count = self.rows.len();
            for step in 0..count {
                let row = &self.rows[if down { step } else { count - 1 - step }];
                let wished: Vec<(f64, f64)> = row
                    .iter()
                    .map(|&widget| {
                        let (mut sum, mut weight) = (0.0, 0.0);
                        if down || both {
                            for &other in &self.above[widget] {
                                // The nearer in rows, the stronger the pull.
                                let pull = self.pull(other, widget);
                                sum += middle(&left, other) * pull;
                                weight += pull;
                            }
                        }
                        if !down || both {
                            for &other in &self.below[widget] {
                                let pull = self.pull(widget, other);
                                sum += middle(&left, other) * pull;
                                weight += pull;
                            }
                        }
                        let half = self.sizes[widget].width / 2.0;
                        match weight > 0.0 {
                            true => (sum / weight - half, weight),
                            false => (left[widget], 0.01),
                        }
                    })
                    .collect();
                let steps: Vec<f64> = row.iter().map(|&widget| self.step(widget)).collect();
                for (&widget, x) in row.iter().zip(spread(&wished, &steps)) {
                    left[widget] = x;
                }
            }
        }
        let mut y = 0.0;
        for row in &self.rows {
            let mut height = 0.0_f64;
            let mut edge = f64::MIN;
            for &widget in row {
                // Rounding keeps the order, and the steps are multiples of the grid.
                let x = ((left[widget] / GRID).round() * GRID).max(edge);
                places[self.widgets[widget]] = Position::new(x, y);
                edge = x + self.step(widget);
                height = height.max(self.sizes[widget].height);
            }
            y += up_to_grid((height + GAP_DOWN).max(ROW));
        }
    }

    /// From the left edge of a box to the left edge of the next, at least.
    fn step(&self, widget: usize) -> f64 {
        up_to_grid((self.sizes[widget].width + GAP_ACROSS).max(COLUMN))
    }

    fn pull(&self, upper: usize, lower: usize) -> f64 {
        1.0 / (self.row_of[lower] - self.row_of[upper]).max(1) as f64
    }
}

/// The wires without those that close a circle, and the widgets in the order of a walk by exits.
fn without_circles(next: &[Vec<usize>], roots: &[usize]) -> (Vec<Vec<usize>>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        OnTheWay,
        Done,
    }
    let mut seen = vec![Seen::Never; next.len()];
    let mut below = vec![Vec::new(); next.len()];
    let mut preorder = Vec::with_capacity(next.len());
    let mut way: Vec<(usize, usize)> = Vec::new();
    for &root in roots {
        if seen[root] != Seen::Never {
            continue;
        }
        seen[root] = Seen::OnTheWay;
        preorder.push(root);
        way.push((root, 0));
        while let Some((widget, exit)) = way.last_mut() {
            let Some(&to) = next[*widget].get(*exit) else {
                seen[*widget] = Seen::Done;
                way.pop();
                continue;
            };
            *exit += 1;
            if seen[to] == Seen::OnTheWay {
                continue;
            }
            below[*widget].push(to);
            if seen[to] == Seen::Never {
                seen[to] = Seen::OnTheWay;
                preorder.push(to);
                way.push((to, 0));
            }
        }
    }
    (below, preorder)
}

/// The row of each widget: below all that lead to it, and no higher above the next than it must be.
fn ranks(above: &[Vec<usize>], below: &[Vec<usize>]) -> Vec<usize> {
    let mut row = vec![0_usize; above.len()];
    let mut missing: Vec<usize> = above.iter().map(Vec::len).collect();
    let mut sorted: Vec<usize> = (0..above.len()).filter(|&widget| missing[widget] == 0).collect();
    let mut at = 0;
    while let Some(&widget) = sorted.get(at) {
        at += 1;
        for &to in &below[widget] {
            row[to] = row[to].max(row[widget] + 1);
            missing[to] -= 1;
            if missing[to] == 0 {
                sorted.push(to);
            }
        }
    }
    // A widget that nothing leads to, beside others that the walk began with, moves down to its next.
    for &widget in sorted.iter().rev() {
        if above[widget].is_empty()
            && let Some(next) = below[widget].iter().map(|&to| row[to]).min()
        {
            row[widget] = next.saturating_sub(1);
        }
    }
    row
}

/// Left edges as near to the wished ones as the steps between neighbours allow (least squares).
fn spread(wished: &[(f64, f64)], steps: &[f64]) -> Vec<f64> {
    // Without the steps the edges must only never fall: neighbours that would are pooled.
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut pools: Vec<Pool> = Vec::with_capacity(wished.len());
    let mut offsets = Vec::with_capacity(wished.len());
    let mut offset = 0.0;
    for (&(wish, weight), step) in wished.iter().zip(steps) {
        offsets.push(offset);
        let mut pool = Pool { sum: (wish - offset) * weight, weight, count: 1 };
        while let Some(last) = pools.pop_if(|last| last.sum / last.weight >= pool.sum / pool.weight)
        {
            pool.sum += last.sum;
            pool.weight += last.weight;
            pool.count += last.count;
        }
        pools.push(pool);
        offset += step;
    }
    let levels =
        pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    levels.zip(offsets).map(|(level, offset)| level + offset).collect()
}

/// The sum of the first `count` entries of a Fenwick tree.
fn sum_to(tree: &[u32], count: usize) -> u64 {
    let mut at = count;
    let mut sum = 0;
    while at > 0 {
        sum += u64::from(tree[at]);
        at &= at - 1;
    }
    sum
}

/// Adds one to the entry `at`, counted from 1, of a Fenwick tree.
fn add_at(tree: &mut [u32], at: usize) {
    let mut at = at;
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
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
