//! Rendering a tree.

use super::compare::{Word, compare, equal, is_true};
use super::loops::Turn;
use super::print::{print, print_int, text_of};
use super::tree::{Arm, Block, Branch, Comparison, Condition, Expr, Join, Node, Pipeline, Test};
use super::{Dialect, Fault, Scope, Writing, too_long};
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
    let new = scope.limits.output_bytes;
    let most = (out.len().saturating_add(new), new);
    let mut machine = Machine::new(source, dialect, scope, most, warnings);
    machine.block(block, out).map(|_| ())
}

/// Renders `block` to a text of its own, in which `writing` puts whatever an output prints.
pub(super) fn render_with(
    block: &Block,
    source: &str,
    dialect: Dialect,
    scope: &Scope<'_>,
    warnings: &mut Vec<Fault>,
    writing: &mut Writing<'_>,
) -> Result<String, Fault> {
    let mut out = String::new();
    let mut machine = Machine::new(
        source,
        dialect,
        scope,
        (scope.limits.output_bytes, scope.limits.output_bytes),
        warnings,
    );
    machine.writing = Some(writing);
    machine.block(block, &mut out)?;
    Ok(out)
}

/// The value of `pipeline`.
pub(super) fn value(
    pipeline: &Pipeline,
    source: &str,
    dialect: Dialect,
    scope: &Scope<'_>,
    warnings: &mut Vec<Fault>,
) -> Result<Value, Fault> {
    Machine::new(source, dialect, scope, (0, 0), warnings).pipeline(pipeline)
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
    /// Length that the text being written must not pass, and how many bytes of it are new.
    most: (usize, usize),
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
    /// Who puts printed values into the text; nobody while a text is captured.
    writing: Option<&'r mut Writing<'r>>,
}

impl<'r> Machine<'r> {
    fn new(
        source: &'r str,
        dialect: Dialect,
        scope: &'r Scope<'r>,
        most: (usize, usize),
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
            writing: None,
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
        if out.len() <= self.most.0 {
            return Ok(());
        }
        Err(too_long(span, self.most.1))
    }

    /// Renders the nodes of a block, which is at most as deep as the parser allows.
    pub(super) fn block(&mut self, block: &Block, out: &mut String) -> Result<Flow, Fault> {
        self.work += 8 * block.nodes.len() as u64;
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
            Node::Case { subject, arms, span } => return self.case(subject, arms, *span, out),
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
                    let start = out.len();
                    out.push_str(&captured);
                    self.hand_over(out, start);
                    self.changed = Some(captured);
                    self.check_output(out, *span)?;
                }
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// Gives what was printed from `start` on to whoever asked to write it.
    fn hand_over(&mut self, out: &mut String, start: usize) {
        if let Some(writing) = &mut self.writing {
            let printed = out.split_off(start);
            writing(out, &printed);
        }
    }

    fn output(&mut self, pipeline: &Pipeline, out: &mut String) -> Result<(), Fault> {
        let start = out.len();
        match &pipeline.head {
            // A range that nobody loops over or filters prints as it is written.
            Expr::Range(ends, _) if pipeline.filters.is_empty() => {
                let (from, to) = self.ends(&ends.0, &ends.1)?;
                print_int(from, out);
                out.push_str("..");
                print_int(to, out);
            }
            _ => {
                let value = self.pipeline(pipeline)?;
                return self.print(&value, pipeline.span, out);
            }
        }
        self.hand_over(out, start);
        self.check_output(out, pipeline.span)
    }

    /// Prints a value, unless it is too big for that.
    fn print(&mut self, value: &Value, span: Span, out: &mut String) -> Result<(), Fault> {
        if matches!(value, Value::List(_) | Value::Map(_)) {
            self.read_whole(value, span)?;
        }
        let start = out.len();
        print(value, out);
        self.hand_over(out, start);
        self.check_output(out, span)
    }

    fn captured(&mut self, body: &Block, span: Span) -> Result<(Flow, String), Fault> {
        let bytes = self.scope.limits.value_bytes;
        let most = std::mem::replace(&mut self.most, (bytes, bytes));
        let writing = self.writing.take();
        let mut captured = String::new();
        let flow = self.block(body, &mut captured);
        self.most = most;
        self.writing = writing;
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
            Some(group) => {
                let group = self.expr(group)?;
                self.read_whole(&group, written)?;
                text_of(&group)
            }
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
            self.print(&value, written, out)?;
        }
        Ok(())
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

    fn case(
        &mut self,
        subject: &Expr,
        arms: &[Arm],
        span: Span,
        out: &mut String,
    ) -> Result<Flow, Fault> {
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
                let matches = match Word::of(expr) {
                    Some(word) => word.fits(&value, self.studio()),
                    None => {
                        let candidate = self.expr(expr)?;
                        self.spend_on(&value, &candidate, span)?;
                        equal(&value, &candidate)
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

    /// Counts the work of comparing two values.
    fn spend_on(&mut self, left: &Value, right: &Value, span: Span) -> Result<(), Fault> {
        for value in [left, right] {
            match value {
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => self.work += 8,
                _ => self.read_whole(value, span)?,
            }
        }
        Ok(())
    }

    fn test(&mut self, test: &Test) -> Result<bool, Fault> {
        let Some((comparison, right)) = &test.compared else {
            return Ok(match &test.left {
                Expr::Blank | Expr::Empty => true,
                left => is_true(&self.expr(left)?),
            });
        };
        let studio = self.studio();
        if let Some(word) = Word::of(&test.left).or_else(|| Word::of(right)) {
            let other = if Word::of(&test.left).is_some() { right } else { &test.left };
            let same = match Word::of(other) {
                Some(other) => word == other,
                None => word.fits(&self.expr(other)?, studio),
            };
            return Ok(match comparison {
                Comparison::Equal => same,
                Comparison::NotEqual => !same,
                _ => false,
            });
        }
        let left = self.expr(&test.left)?;
        let right = self.expr(right)?;
        self.spend_on(&left, &right, test.span)?;
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

#[cfg(test)]
mod tests {
    use crate::template::Dialect::{Standard, Studio};
    use crate::template::filters::testing::{rendered, shows, warned};

    const DATA: &str = r#"{"n":3,"t":"x","empty_text":"","list":[],"yes":true,"no":false,
        "order":{"items":[{"id":7},{"id":8}],"size":"big"},"key":"items"}"#;

    fn with_data(source: &str) -> String {
        rendered(source, DATA, Standard)
    }

    #[test]
    fn values_print_and_absent_ones_print_nothing() {
        assert_eq!(
            with_data("[{{ n }}{{ t }}{{ yes }}{{ nobody.knows[3].this }}{{ nil }}]"),
            "[3xtrue]"
        );
        assert_eq!(with_data("{{ order.items }}"), r#"{"id":7}{"id":8}"#);
        assert_eq!(
            with_data("{{ order[key][1].id }}{{ order['items'].first.id }}{{ [key] }}"),
            "87"
        );
        assert_eq!(with_data("{{ order.items.size }}{{ order.size }}{{ t.size }}"), "2big1");
        assert_eq!(with_data("{{ order.items[-1].id }}{{ order.items[9].id }}"), "8");
        assert_eq!(with_data("{{ (1..n) }} {{ 1.50 }} {{ -2 }}"), "1..3 1.5 -2");
    }

    #[test]
    fn if_takes_the_first_branch_that_holds() {
        assert_eq!(with_data("{% if n == 4 %}a{% elsif n > 2 %}b{% else %}c{% endif %}"), "b");
        assert_eq!(with_data("{% unless n == 3 %}a{% else %}b{% endunless %}"), "b");
        assert_eq!(
            with_data("{% if empty_text %}only nothing and false are false{% endif %}"),
            "only nothing and false are false"
        );
        assert_eq!(with_data("{% if no or nobody %}a{% else %}b{% endif %}"), "b");
        assert_eq!(
            with_data("{% if t contains 'x' and order contains 'items' %}a{% endif %}"),
            "a"
        );
        assert_eq!(
            with_data("{% if true and false and false or true %}a{% else %}b{% endif %}"),
            "b"
        );
    }

    #[test]
    fn a_branch_of_white_space_prints_nothing_but_still_works() {
        assert_eq!(with_data("[{% if yes %} {% assign a = 1 %} {% endif %}{{ a }}]"), "[1]");
        assert_eq!(with_data("[{% if yes %} {{ nobody }} {% endif %}]"), "[  ]");
    }

    #[test]
    fn case_compares_one_value_with_many() {
        let source =
            "{% case n %}{% when 1, 2 %}few{% when 3 or 4 %}some{% else %}many{% endcase %}";
        assert_eq!(with_data(source), "some");
        assert_eq!(rendered(source, r#"{"n":9}"#, Standard), "many");
        assert_eq!(with_data("{% case list %}{% when empty %}none{% endcase %}"), "none");
    }

    #[test]
    fn variables_live_as_long_as_the_template() {
        assert_eq!(with_data("{% assign n = n | plus: 1 %}{{ n }}"), "4");
        assert_eq!(with_data("{% capture c %}<{{ n }}>{% endcapture %}{{ c }}{{ c }}"), "<3><3>");
        assert_eq!(
            with_data("{% increment n %}{% increment n %}{{ n }} {% decrement d %}"),
            "012 -1"
        );
    }

    #[test]
    fn cycle_and_ifchanged_remember() {
        assert_eq!(
            shows("{% for i in (1..3) %}{% cycle 'a', 'b' %}{% cycle 'g': 1, 2 %}{% endfor %}"),
            "a1b2a1"
        );
        let source = "{% assign l = '1,1,2' | split: ',' %}{% for i in l %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}";
        assert_eq!(shows(source), "12");
    }

    #[test]
    fn comments_and_raw_are_left_alone() {
        assert_eq!(
            shows("a{% comment %}{% if %}{% endcomment %}b{% # note %}c{% doc %}x{% enddoc %}"),
            "abc"
        );
        assert_eq!(shows("{% raw %}{{ a }}{% if %}{% endraw %}"), "{{ a }}{% if %}");
        assert_eq!(shows("{% liquid\n assign a = 5\n if a > 4\n echo a\n endif %}"), "5");
    }

    #[test]
    fn nothing_is_empty_in_studio_only() {
        let source =
            "{% if nobody == empty %}a{% else %}b{% endif %}{% if list == empty %}c{% endif %}";
        assert_eq!(rendered(source, DATA, Studio), "ac");
        assert_eq!(rendered(source, DATA, Standard), "bc");
        let source = "{% if nobody != empty %}a{% else %}b{% endif %}";
        assert_eq!(rendered(source, DATA, Studio), "b");
        let source = "{% if empty_text == blank and nobody == blank %}a{% endif %}";
        assert_eq!(rendered(source, DATA, Standard), "a");
    }

    #[test]
    fn a_text_and_a_number_have_an_order_in_studio_only() {
        let source = "{% if digits > 2 %}a{% else %}b{% endif %}";
        assert_eq!(rendered(source, r#"{"digits":"3"}"#, Studio), "a");
        assert_eq!(rendered(source, r#"{"digits":"three"}"#, Studio), "b");
        assert!(
            rendered(source, r#"{"digits":"3"}"#, Standard).starts_with("! A text and a number")
        );
    }

    #[test]
    fn what_studio_forgives_leaves_a_warning() {
        assert_eq!(
            warned("{{ 1 | divided_by: 0 }}"),
            ["This divides by 0. Test the number first, such as with {% if n != 0 %}."]
        );
        assert_eq!(
            warned("{{ 'a' | shout }}{% if 'x' > 1 %}{% endif %}"),
            [
                "There is no filter `shout`; the value stays as it is.",
                "A text and a number have no order. Compare numbers with numbers: add `| plus: 0` to \
                 a text that holds a number."
            ]
        );
    }

    #[test]
    fn a_text_that_grows_too_long_is_stopped() {
        let source = "{% for i in (1..9000) %}0123456789{% endfor %}";
        assert_eq!(
            shows(source),
            "! The text grows beyond 16 KiB here. Shorten it, or print less."
        );
    }
}
