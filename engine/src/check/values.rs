//! What is known of variables while a flow runs: where they are set, and what they can be.
//!
//! Both questions are asked of all ways through the flow at once, as compilers do. Whether a way
//! can be gone by any caller (because a split never lets it) is not asked.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::{Examined, Subject, VariableRead};
use crate::flow::Wire;
use crate::value::Text;

/// A variable that widgets set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    /// An output of a widget: its place, and the path below its name as the type declares it; none
    /// for what the type does not declare, which every visit may have stored.
    Output(usize, Option<Text>),
    /// A flow variable.
    Flow(Text),
}

impl Variable {
    /// The variable that a place reads, when it is one that widgets set.
    pub fn of(subject: &Subject<'_>, read: &VariableRead<'_>) -> Option<Variable> {
        if let Some(name) = read.flow_variable() {
            return Some(Variable::Flow(name.clone()));
        }
        let (name, rest) = read.of_widget()?;
        let index = subject.flow.index_of(name)?;
        let spec = subject.widgets[index].spec()?;
        let path: Vec<&str> = rest.iter().map(|key| key.as_str()).collect();
        let path = path.join(".");
        let declared = spec.outputs.iter().find(|output| {
            let known = output.path.trim_end_matches('*').trim_end_matches('.');
            !known.is_empty()
                && (path == known
                    || path.strip_prefix(known).is_some_and(|rest| rest.starts_with('.')))
        });
        Some(Variable::Output(index, declared.map(|output| output.path.clone())))
    }

    /// Whether the variable is set once the wire has been taken, because of the widget it leaves.
    pub fn is_set_by(&self, subject: &Subject<'_>, wire: Wire) -> bool {
        let one = &subject.widgets[wire.from];
        match self {
            Variable::Flow(name) => sets(one, name),
            Variable::Output(index, _) if *index != wire.from => false,
            Variable::Output(_, None) => true,
            Variable::Output(_, Some(path)) => {
                one.known.as_ref().is_none_or(|known| known.kind.stores(subject.event(wire), path))
            }
        }
    }
}

/// Whether the widget sets this flow variable.
pub(super) fn sets(one: &Examined<'_>, name: &str) -> bool {
    one.sets.iter().any(|setting| setting.variable == name)
}

/// Which variables may be unset, and which may be set, when an execution arrives at a widget.
pub(super) struct Unset {
    variables: BTreeMap<Variable, usize>,
    /// For each widget a bit for each variable: whether a way leads there on which nothing sets it.
    unset: Vec<Vec<u64>>,
    /// The same: whether a way leads there on which something sets it.
    set: Vec<Vec<u64>>,
}

impl Unset {
    /// Follows `variables` through the flow.
    pub fn follow(subject: &Subject<'_>, variables: BTreeSet<Variable>) -> Unset {
        let words = variables.len().div_ceil(64);
        let variables: BTreeMap<Variable, usize> =
            variables.into_iter().enumerate().map(|(bit, variable)| (variable, bit)).collect();
        let count = subject.widgets.len();
        let mut unset = vec![vec![0_u64; words]; count];
        let mut set = vec![vec![0_u64; words]; count];
        let Some(start) = subject.graph.start().filter(|_| words > 0) else {
            return Unset { variables, unset, set };
        };
        let setters = setters(subject, &variables);

        unset[start].fill(u64::MAX);
        let mut open = vec![start];
        let mut waiting = vec![false; count];
        let (mut may, mut does) = (vec![0_u64; words], vec![0_u64; words]);
        while let Some(at) = open.pop() {
            waiting[at] = false;
            for &wire in subject.graph.leaving(at) {
                may.copy_from_slice(&unset[at]);
                does.copy_from_slice(&set[at]);
                for (variable, bit) in &setters[at] {
                    if variable.is_set_by(subject, wire) {
                        may[bit / 64] &= !(1 << (bit % 64));
                        does[bit / 64] |= 1 << (bit % 64);
                    }
                }
                let grew = join(&mut unset[wire.to], &may) | join(&mut set[wire.to], &does);
                if grew && !std::mem::replace(&mut waiting[wire.to], true) {
                    open.push(wire.to);
                }
            }
        }
        Unset { variables, unset, set }
    }

    /// Whether there is a way to the widget at `index` on which nothing sets the variable.
    pub fn may_be(&self, variable: &Variable, index: usize) -> bool {
        self.has(&self.unset, variable, index)
    }

    /// Whether there is a way to the widget at `index` on which something sets the variable.
    pub fn may_be_set(&self, variable: &Variable, index: usize) -> bool {
        self.has(&self.set, variable, index)
    }

    fn has(&self, bits: &[Vec<u64>], variable: &Variable, index: usize) -> bool {
        self.variables
            .get(variable)
            .is_some_and(|bit| bits[index][bit / 64] & (1 << (bit % 64)) != 0)
    }
}

/// Which of the variables each widget may set, with their bits.
fn setters<'v>(
    subject: &Subject<'_>,
    variables: &'v BTreeMap<Variable, usize>,
) -> Vec<Vec<(&'v Variable, usize)>> {
    let mut setters: Vec<Vec<(&Variable, usize)>> = vec![Vec::new(); subject.widgets.len()];
    let mut by_flow_variable: BTreeMap<&str, (&Variable, usize)> = BTreeMap::new();
    for (variable, &bit) in variables {
        match variable {
            Variable::Output(index, _) => setters[*index].push((variable, bit)),
            Variable::Flow(name) => {
                by_flow_variable.insert(name, (variable, bit));
            }
        }
    }
    for one in &subject.widgets {
        for setting in &one.sets {
            if let Some(&set) = by_flow_variable.get(setting.variable.as_str()) {
                setters[one.index].push(set);
            }
        }
    }
    setters
}

/// Adds the bits of `more` to `have`; whether any was new.
fn join(have: &mut [u64], more: &[u64]) -> bool {
    let mut grew = false;
    for (have, more) in have.iter_mut().zip(more) {
        grew |= *more & !*have != 0;
        *have |= more;
    }
    grew
}

/// What a flow variable can be when an execution arrives at the widget at `at`, when that is known.
pub(super) struct Possible {
    /// The texts, each with a widget that sets it.
    pub texts: Vec<(Text, usize)>,
    /// Whether there is a way on which nothing sets it.
    pub unset: bool,
}

/// What the flow variable `name` can be at the widget at `at`; none when it is not known.
pub(super) fn possible(subject: &Subject<'_>, name: &str, at: usize) -> Option<Possible> {
    let mut possible = Possible { texts: Vec::new(), unset: false };
    let mut seen = vec![false; subject.widgets.len()];
    let mut open = vec![at];
    seen[at] = true;
    if subject.graph.start() == Some(at) {
        possible.unset = true;
    }
    while let Some(to) = open.pop() {
        for wire in subject.graph.arriving(to) {
            let from = wire.from;
            if !subject.reachable[from] || std::mem::replace(&mut seen[from], true) {
                // The widget itself may set the variable, and be reached again on a circle.
                if from != at || !sets(&subject.widgets[at], name) {
                    continue;
                }
            }
            let settings: Vec<_> = subject.widgets[from]
                .sets
                .iter()
                .filter(|setting| setting.variable == name)
                .collect();
            let Some(last) = settings.last() else {
                if subject.graph.start() == Some(from) {
                    possible.unset = true;
                }
                open.push(from);
                continue;
            };
            let text: Text = last.value.as_ref()?.as_literal()?.trim().into();
            if !possible.texts.iter().any(|(known, _)| *known == text) {
                possible.texts.push((text, from));
            }
        }
    }
    possible.texts.sort_by_key(|(_, setter)| *setter);
    Some(possible)
}
