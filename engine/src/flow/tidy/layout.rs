//! One connected part of a flow, in rows: ranks, the order within a row, and places.

use std::collections::BTreeMap;

use super::super::{FlowGraph, Position};
use super::{COLUMN, GAP_ACROSS, GAP_DOWN, GRID, ROW, Size, up_to_grid};

/// How often the rows are put in order, down and up.
const ORDERINGS: usize = 12;
/// How often the rows are placed, down and up.
const PLACINGS: usize = 10;

/// Some widgets of a flow, in rows. Inside it a widget is its place in `widgets`.
pub(super) struct Layout<'a> {
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
    pub fn of(
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
    pub fn place(&self, places: &mut [Position]) {
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
