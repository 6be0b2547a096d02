//! Which variables a template reads, where, and whether an absent one does harm there.

use super::tree::{Comparison, Condition, Expr, Head, Join, Path, Step, Test};
use crate::{Span, Text, Value};

/// One step of the path to a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A name: `.name` or `["name"]`.
    Key(Text),
    /// A place in a list: `[0]`; a negative one counts from the end.
    Index(i64),
    /// Known only when the template runs: `[name]`.
    Computed,
}

/// One place where a template reads a variable of the context.
///
/// Variables that the template makes itself, by `assign`, `capture`, `for` or `increment`, are not
/// mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The way to the variable, its first name included.
    pub path: Vec<Segment>,
    /// Where it is written.
    pub span: Span,
    /// Whether nothing goes wrong here when the variable is absent: it is only tested, or goes
    /// through `default`, or stands in a branch that is taken only when it is there.
    pub guarded: bool,
}

/// A [`Mention`], and what a rename needs to know of it.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub mention: Mention,
    /// Where the second step is written.
    pub second: Option<Written>,
}

/// Where a step of a path is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// `.name` or `["name"]`.
    pub whole: Span,
    /// The name alone.
    pub name: Span,
}

/// What the parser knows about variables at the place it has reached.
#[derive(Default)]
pub(super) struct Reads {
    pub list: Vec<Read>,
    /// Names that the template has given a value so far.
    pub assigned: Vec<Text>,
    /// Variables of the loops around this place.
    pub looping: Vec<Text>,
    /// Paths that are known to have a value here.
    pub present: Vec<Vec<Segment>>,
    /// Whether this is inside a test.
    pub testing: bool,
}

impl Reads {
    /// Notes that `path` is read at `span`; returns the place in the list unless it is a local.
    pub fn note(&mut self, path: &Path, span: Span, second: Option<Written>) -> Option<usize> {
        if let Head::Name(name) = &path.head {
            let loop_name = matches!(name.as_str(), "forloop" | "tablerowloop");
            if self.assigned.contains(name)
                || self.looping.contains(name)
                || (loop_name && !self.looping.is_empty())
            {
                return None;
            }
        }
        let path = segments_of(path);
        let guarded = self.testing || self.present.iter().any(|known| leads_along(known, &path));
        self.list.push(Read { mention: Mention { path, span, guarded }, second });
        Some(self.list.len() - 1)
    }

    /// Notes that the template gives `name` a value.
    pub fn assign(&mut self, name: &Text) {
        if !self.assigned.contains(name) {
            self.assigned.push(name.clone());
        }
    }
}

/// Whether one path is the beginning of the other.
fn leads_along(one: &[Segment], other: &[Segment]) -> bool {
    one.iter().zip(other).all(|(a, b)| a == b && *a != Segment::Computed)
}

/// The steps of a path, its head first.
pub(super) fn segments_of(path: &Path) -> Vec<Segment> {
    let head = match &path.head {
        Head::Name(name) => Segment::Key(name.clone()),
        Head::Computed(inside) => computed(inside),
    };
    let rest = path.rest.iter().map(|step| match step {
        Step::Name(name) | Step::Key(name) => Segment::Key(name.clone()),
        Step::Index(index) => Segment::Index(*index),
        Step::Computed(inside) => computed(inside),
    });
    std::iter::once(head).chain(rest).collect()
}

fn computed(inside: &Expr) -> Segment {
    match inside {
        Expr::Literal(Value::Text(name)) => Segment::Key(name.clone()),
        Expr::Literal(Value::Int(index)) => Segment::Index(*index),
        _ => Segment::Computed,
    }
}

/// The paths that must have a value when `condition` holds, or, with `holds` false, when it does not.
pub(super) fn present_when(condition: &Condition, holds: bool, studio: bool) -> Vec<Vec<Segment>> {
    let mut known: Vec<Vec<Segment>> = Vec::new();
    for (test, join) in condition.tests.iter().rev() {
        let here = present_in(test, holds, studio);
        let both = match join {
            Join::End => {
                known = here.into_iter().collect();
                continue;
            }
            Join::And => holds,
            Join::Or => !holds,
        };
        if both {
            known.extend(here);
        } else {
            known.retain(|path| here.as_ref() == Some(path));
        }
    }
    known
}

fn present_in(test: &Test, holds: bool, studio: bool) -> Option<Vec<Segment>> {
    let Expr::Path(path) = &test.left else { return None };
    let present = match &test.compared {
        None => holds,
        Some((Comparison::Equal, right)) if stands_for_nothing(right, studio) => !holds,
        Some((Comparison::NotEqual, right)) if stands_for_nothing(right, studio) => holds,
        Some((Comparison::NotEqual, Expr::Literal(_))) => !holds,
        Some((Comparison::NotEqual, _)) => false,
        Some((Comparison::Equal, Expr::Literal(_))) => holds,
        Some((Comparison::Equal, _)) => false,
        Some(_) => holds,
    };
    present.then(|| segments_of(path))
}

/// Whether comparing with this asks if a variable is there at all.
fn stands_for_nothing(expr: &Expr, studio: bool) -> bool {
    match expr {
        Expr::Blank => true,
        Expr::Empty => studio,
        Expr::Literal(Value::Null) => true,
        Expr::Literal(Value::Text(text)) => text.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Dialect, Template};

    /// The mentions of a template, one to a line; `?` marks those where an absent value does no harm.
    fn mentions(source: &str) -> String {
        let template = Template::parse(source, Dialect::Studio);
        assert_eq!(template.faults(), []);
        let shown = template.mentions().iter().map(|mention| {
            let steps = mention.path.iter().map(|segment| match segment {
                Segment::Key(key) => key.to_string(),
                Segment::Index(index) => format!("[{index}]"),
                Segment::Computed => "[…]".to_owned(),
            });
            let steps: Vec<String> = steps.collect();
            let guarded = if mention.guarded { "?" } else { "" };
            assert!(!mention.span.of(source).is_empty());
            format!("{}{guarded}", steps.join("."))
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_variable_of_the_context_is_mentioned() {
        assert_eq!(mentions("{{ a.b[0]['c d'] }}{{ x | append: y.z }}"), "a.b.[0].c d, x, y.z");
        assert_eq!(
            mentions("{{ a[b.c].d }}{{ [e] }}{{ ['f g'].h }}"),
            "a.[…].d, b.c, […], e, f g.h"
        );
        assert_eq!(
            mentions("{% for i in (1..n) limit: m %}{% cycle g: h %}{% endfor %}"),
            "n, m, g, h"
        );
        assert_eq!(
            mentions("{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}'{{ 'c' }}'"),
            ""
        );
    }

    #[test]
    fn what_the_template_makes_itself_is_not_mentioned() {
        assert_eq!(
            mentions("{% assign a = b %}{{ a.c }}{% capture d %}{% endcapture %}{{ d }}"),
            "b"
        );
        assert_eq!(
            mentions(
                "{% for i in l %}{{ i.x }}{{ forloop.index }}{% endfor %}{{ i }}{{ forloop }}"
            ),
            "l, i, forloop"
        );
        assert_eq!(mentions("{{ n }}{% increment n %}{{ n }}"), "n");
    }

    #[test]
    fn a_test_and_a_default_guard() {
        assert_eq!(
            mentions("{% if a %}{% elsif b == c %}{% endif %}{% unless d %}{% endunless %}"),
            "a?, b?, c?, d?"
        );
        assert_eq!(
            mentions("{% case a %}{% when b %}{{ a }}{% else %}{{ a }}{% endcase %}"),
            "a?, b?, a?, a"
        );
        assert_eq!(mentions("{{ a | upcase | default: b }}"), "a?, b");
        assert_eq!(
            mentions("{% for i in a %}{% else %}{% endfor %}{% for i in b %}{% endfor %}"),
            "a?, b"
        );
    }

    #[test]
    fn a_branch_that_is_taken_only_with_a_value_guards_it() {
        assert_eq!(
            mentions("{% if a.b %}{{ a.b }}{{ a.b.c }}{{ a.x }}{% else %}{{ a.b }}{% endif %}"),
            "a.b?, a.b?, a.b.c?, a.x, a.b"
        );
        assert_eq!(
            mentions(
                "{% if a != blank %}{{ a }}{% endif %}{% if b == nil %}{{ b }}{% else %}{{ b }}{% endif %}"
            ),
            "a?, a?, b?, b, b?"
        );
        assert_eq!(mentions("{% unless a %}{{ a }}{% else %}{{ a }}{% endunless %}"), "a?, a, a?");
        assert_eq!(mentions("{% if a and b %}{{ a }}{{ b }}{% endif %}"), "a?, b?, a?, b?");
        assert_eq!(mentions("{% if a or b %}{{ a }}{% else %}{{ a }}{% endif %}"), "a?, b?, a, a");
        assert_eq!(
            mentions("{% if a == 'x' %}{{ a }}{% elsif a %}{{ a }}{% endif %}{{ a }}"),
            "a?, a?, a?, a?, a"
        );
        assert_eq!(
            mentions("{% if a == nil or a == '' %}{% else %}{{ a }}{% endif %}"),
            "a?, a?, a?"
        );
    }
}
