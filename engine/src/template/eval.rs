//! Rendering a tree.

use super::compare::{compare, compare_words, equal, is_empty, is_true};
use super::lookup::{name_of, shallow_size};
use super::loops::Turn;
use super::print::{print, print_int};
use super::tree::{Arm, Block, Branch, Comparison, Condition, Expr, Join, Node, Pipeline, Test};
use super::{Dialect, Fault, Scope, too_long};
use crate::{Span, Text, Value};

/// More warnings than this of one rendering are not worth keeping.
const MOST_WARNINGS: usize = 20;

/// Renders `block` at the end of `out`.
pub(super) fn render(
    block: &Block,
    source: &str,
    dialect: Dialect,
    scope: &Scope<'_>,
    out: &mut String,
    warnings: &mut Vec<Fault>,
) -> Result<(), Fault> {
    let most = out.len().saturating_add(scope.limits.output_bytes);
    let mut machine = Machine::new(source, dialect, scope, most, warnings);
    machine.block(block, out).map(|_| ())
}

/// The value of `pipeline`.
pub(super) fn value(
    pipeline: &Pipeline,
    source: &str,
    dialect: Dialect,
    scope: &Scope<'_>,
    warnings: &mut Vec<Fault>,
) -> Result<Value, Fault> {
    Machine::new(source, dialect, scope, 0, warnings).pipeline(pipeline)
}

/// How a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

/// The state of one rendering. None of its lists allocates before it is used.
pub(super) struct Machine<'r> {
    pub source: &'r str,
    pub dialect: Dialect,
    pub scope: &'r Scope<'r>,
    warnings: &'r mut Vec<Fault>,
    /// Length that the text being written must not pass.
    most: usize,
    pub assigned: Vec<(Text, Value)>,
    pub counters: Vec<(Text, Value)>,
    pub loop_variables: Vec<(Text, Value)>,
    pub turns: Vec<Turn>,
    /// Where each loop stopped, by its variable and items, for `offset: continue`.
    pub stopped: Vec<(Text, usize)>,
    cycles: Vec<(Text, usize)>,
    changed: Option<String>,
    pub iterations: u64,
    pub work: u64,
}

impl<'r> Machine<'r> {
    fn new(
        source: &'r str,
        dialect: Dialect,
        scope: &'r Scope<'r>,
        most: usize,
        warnings: &'r mut Vec<Fault>,
    ) -> Machine<'r> {
        Machine {
            source,
            dialect,
            scope,
            warnings,
            most,
            assigned: Vec::new(),
            counters: Vec::new(),
            loop_variables: Vec::new(),
            turns: Vec::new(),
            stopped: Vec::new(),
            cycles: Vec::new(),
            changed: None,
            iterations: 0,
            work: 0,
        }
    }

    /// Leaves a warning, once for each place.
    pub(super) fn warn(&mut self, span: Span, message: String) {
        let said = self.warnings.iter().any(|warning| warning.span == span);
        if !said && self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(Fault { span, message });
        }
    }

    fn studio(&self) -> bool {
        self.dialect == Dialect::Studio
    }

    /// A fault when `out` has grown too long.
    pub(super) fn check_output(&self, out: &str, span: Span) -> Result<(), Fault> {
        if out.len() <= self.most {
            return Ok(());
        }
        Err(too_long(span, self.scope.limits.output_bytes))
    }

    /// Renders the nodes of a block, which is at most as deep as the parser allows.
    pub(super) fn block(&mut self, block: &Block, out: &mut String) -> Result<Flow, Fault> {
        for node in &block.nodes {
            let flow = self.node(node, out)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Result<Flow, Fault> {
        match node {
            Node::Text(span) => {
                out.push_str(span.of(self.source));
                self.check_output(out, *span)?;
            }
            Node::Output(pipeline) => self.output(pipeline, out)?,
            Node::Assign { name, value } => {
                let value = self.pipeline(value)?;
                self.assign(name, value);
            }
            Node::Capture { name, body, span } => {
                let (flow, captured) = self.captured(body, *span)?;
                self.assign(name, Value::Text(captured.into()));
                return Ok(flow);
            }
            Node::If { branches } => return self.branches(branches, out),
            Node::Case { subject, arms } => return self.case(subject, arms, out),
            Node::Loop(each) => return self.each(each, out),
            Node::Cycle { group, written, items } => {
                self.cycle(group.as_ref(), *written, items, out)?;
            }
            Node::Count { name, by } => self.count(name, *by, out),
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            Node::IfChanged { body, span } => {
                let (flow, captured) = self.captured(body, *span)?;
                if self.changed.as_ref() != Some(&captured) {
                    out.push_str(&captured);
                    self.changed = Some(captured);
                    self.check_output(out, *span)?;
                }
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn output(&mut self, pipeline: &Pipeline, out: &mut String) -> Result<(), Fault> {
        match &pipeline.head {
            // A range that nobody loops over or filters prints as it is written.
            Expr::Range(ends, _) if pipeline.filters.is_empty() => {
                let from = self.expr(&ends.0)?;
                let to = self.expr(&ends.1)?;
                print(&from, out);
                out.push_str("..");
                print(&to, out);
            }
            _ => {
                let value = self.pipeline(pipeline)?;
                match &value {
                    Value::List(_) | Value::Map(_) => {
                        let size = value.size();
                        self.spend(size as u64, pipeline.span)?;
                        print(&value, out);
                    }
                    value => print(value, out),
                }
            }
        }
        self.check_output(out, pipeline.span)
    }

    fn captured(&mut self, body: &Block, span: Span) -> Result<(Flow, String), Fault> {
        let most = std::mem::replace(&mut self.most, self.scope.limits.value_bytes);
        let mut captured = String::new();
        let flow = self.block(body, &mut captured);
        self.most = most;
        self.spend(captured.len() as u64, span)?;
        Ok((flow?, captured))
    }

    pub(super) fn assign(&mut self, name: &Text, value: Value) {
        match self.assigned.iter_mut().find(|(key, _)| key == name) {
            Some((_, held)) => *held = value,
            None => self.assigned.push((name.clone(), value)),
        }
    }

    fn count(&mut self, name: &Text, by: i64, out: &mut String) {
        let held = self.counters.iter().position(|(key, _)| key == name);
        let at = held.unwrap_or_else(|| {
            self.counters.push((name.clone(), Value::Int(0)));
            self.counters.len() - 1
        });
        let Some((_, Value::Int(count))) = self.counters.get_mut(at) else { return };
        let before = *count;
        *count = count.saturating_add(by);
        print_int(if by < 0 { *count } else { before }, out);
    }

    fn cycle(
        &mut self,
        group: Option<&Expr>,
        written: Span,
        items: &[Expr],
        out: &mut String,
    ) -> Result<(), Fault> {
        // A group cannot have the name of an unnamed cycle, which begins with a sign of its own.
        let key = match group {
            Some(group) => name_of(&self.expr(group)?),
            None => Text::from(format!("\u{0}{}", written.of(self.source))),
        };
        let at = self.cycles.iter().position(|(name, _)| *name == key).unwrap_or_else(|| {
            self.cycles.push((key, 0));
            self.cycles.len() - 1
        });
        let turn = self.cycles[at].1;
        self.cycles[at].1 = if turn + 1 < items.len() { turn + 1 } else { 0 };
        if let Some(item) = items.get(turn) {
            let value = self.expr(item)?;
            print(&value, out);
        }
        self.check_output(out, written)
    }

    fn branches(&mut self, branches: &[Branch], out: &mut String) -> Result<Flow, Fault> {
        for branch in branches {
            let taken = match &branch.test {
                None => true,
                Some(test) => self.condition(test)? != branch.negated,
            };
            if taken {
                return self.block(&branch.body, out);
            }
        }
        Ok(Flow::Next)
    }

    fn case(&mut self, subject: &Expr, arms: &[Arm], out: &mut String) -> Result<Flow, Fault> {
        let value = self.expr(subject)?;
        let mut found = false;
        for arm in arms {
            let Some(values) = &arm.values else {
                if !found {
                    let flow = self.block(&arm.body, out)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
                continue;
            };
            // Every value that matches renders its arm, once more for each: so the reference does.
            for expr in values {
                let (left, studio) = (Expr::Literal(value.clone()), self.studio());
                let matches = match expr {
                    Expr::Blank => super::compare::is_blank(&value),
                    Expr::Empty => is_empty(&value, studio),
                    _ => {
                        let right = self.expr(expr)?;
                        self.spend(shallow_size(&right) as u64, written_at(&left))?;
                        equal(&value, &right)
                    }
                };
                if matches {
                    found = true;
                    let flow = self.block(&arm.body, out)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
            }
        }
        Ok(Flow::Next)
    }

    /// Whether a condition holds. `and` and `or` bind from the right: `a and b or c` is
    /// `a and (b or c)`.
    pub(super) fn condition(&mut self, condition: &Condition) -> Result<bool, Fault> {
        for (test, join) in &condition.tests {
            let holds = self.test(test)?;
            match join {
                Join::And if !holds => return Ok(false),
                Join::Or if holds => return Ok(true),
                Join::End => return Ok(holds),
                _ => {}
            }
        }
        Ok(false)
    }

    fn test(&mut self, test: &Test) -> Result<bool, Fault> {
        let Some((comparison, right)) = &test.compared else {
            return Ok(match &test.left {
                Expr::Blank | Expr::Empty => true,
                left => is_true(&self.expr(left)?),
            });
        };
        let studio = self.studio();
        if matches!(test.left, Expr::Blank | Expr::Empty)
            || matches!(right, Expr::Blank | Expr::Empty)
        {
            let other =
                if matches!(test.left, Expr::Blank | Expr::Empty) { right } else { &test.left };
            let value = self.expr(other)?;
            let holds = compare_words(*comparison, &test.left, right, studio, |_| value);
            return Ok(holds.unwrap_or(false));
        }
        let left = self.expr(&test.left)?;
        let right = self.expr(right)?;
        if matches!(comparison, Comparison::Contains)
            || matches!(left, Value::List(_) | Value::Map(_))
        {
            let size =
                if matches!(right, Value::List(_) | Value::Map(_)) { right.size() } else { 8 };
            self.spend((shallow_size(&left) + size) as u64, test.span)?;
        }
        match compare(*comparison, &left, &right, studio) {
            Ok(holds) => Ok(holds),
            Err(unordered) if studio => {
                self.warn(test.span, unordered.0);
                Ok(false)
            }
            Err(unordered) => Err(Fault::new(test.span, unordered.0)),
        }
    }
}

/// A literal is written nowhere.
fn written_at(_: &Expr) -> Span {
    Span::default()
}
