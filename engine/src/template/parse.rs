//! Reading a template into its tree: pieces, tags, and what is wrong with them.
//!
//! Reading never fails: what cannot be understood becomes a [`Fault`] and is left out of the tree.

use super::chunk::{Chunk, Feed, Lines, Pieces, Tag};
use super::lexer::Tokens;
use super::reads::Reads;
use super::tree::{Block, Node};
use super::{Dialect, Fault, TemplateLimits};
use crate::Span;

/// More faults than this are not worth reading.
const MOST_FAULTS: usize = 20;

/// What reading a template yields.
pub(super) struct Parsed {
    pub block: Block,
    pub faults: Vec<Fault>,
    pub doubts: Vec<Fault>,
    pub reads: Reads,
}

/// Reads `source` into a tree.
pub(super) fn parse(source: &str, dialect: Dialect, limits: &TemplateLimits) -> Parsed {
    let mut parser = Parser {
        source,
        dialect,
        most_depth: limits.depth,
        depth: 0,
        gave_up: false,
        open: Vec::new(),
        pending: None,
        faults: Vec::new(),
        doubts: Vec::new(),
        reads: Reads::default(),
    };
    let (block, _) = parser.block(&mut Feed::Template(Pieces::new(source)), None);
    let Parser { mut faults, mut doubts, mut reads, .. } = parser;
    faults.sort_by_key(|fault| fault.span);
    doubts.sort_by_key(|doubt| doubt.span);
    reads.list.sort_by_key(|read| read.mention.span);
    Parsed { block, faults, doubts, reads }
}

/// The state of reading.
pub(super) struct Parser<'s> {
    pub(super) source: &'s str,
    dialect: Dialect,
    most_depth: usize,
    pub(super) depth: usize,
    /// Set when the template is nested too deeply: nothing more is read.
    gave_up: bool,
    /// The names of the tags that are open here.
    open: Vec<&'s str>,
    /// A tag that an inner block met and an outer one waits for.
    pending: Option<Tag>,
    faults: Vec<Fault>,
    doubts: Vec<Fault>,
    pub(super) reads: Reads,
}

impl<'s> Parser<'s> {
    pub(super) fn studio(&self) -> bool {
        self.dialect == Dialect::Studio
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    /// Something that is a fault in the standard dialect, and only a warning in Studio's.
    pub(super) fn doubt(&mut self, span: Span, message: String) {
        if self.studio() {
            self.warn(span, message);
        } else {
            self.fault(Fault { span, message });
        }
    }

    /// Something that works, but hardly as its author thinks.
    pub(super) fn warn(&mut self, span: Span, message: String) {
        if self.doubts.len() < MOST_FAULTS {
            self.doubts.push(Fault { span, message });
        }
    }

    pub(super) fn tokens(&self, span: Span) -> Tokens<'s> {
        Tokens::new(self.source, span)
    }

    /// Goes one level down; the caller comes up again by itself.
    pub(super) fn deeper(&mut self, span: Span) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth <= self.most_depth {
            return Ok(());
        }
        self.gave_up = true;
        Err(Fault::new(
            span,
            format!(
                "This template is nested more than {} levels deep. Split it over several widgets.",
                self.most_depth
            ),
        ))
    }

    /// The nodes up to the first tag whose name is in `until` (and that tag), or to the end.
    pub(super) fn block(
        &mut self,
        feed: &mut Feed<'_>,
        until: Option<&Opened<'_>>,
    ) -> (Block, Option<Tag>) {
        let mut nodes = Vec::new();
        let mut end = None;
        while !self.gave_up {
            match self.pending.take().map(Chunk::Tag).or_else(|| feed.next()) {
                None => break,
                Some(Chunk::Text(span)) => nodes.push(Node::Text(span)),
                Some(Chunk::Output { markup, whole }) => {
                    let output = self.output(markup);
                    nodes.extend(self.kept(output, whole).flatten());
                }
                Some(Chunk::Open { whole, output }) => {
                    let (open, close) = if output { ("{{", "}}") } else { ("{%", "%}") };
                    let span = Span { start: whole.start, end: whole.start + 2 };
                    let message = format!("This `{open}` is never closed. Add `{close}`.");
                    self.fault(Fault { span, message });
                }
                Some(Chunk::Tag(tag)) => {
                    let name = tag.name.of(self.source);
                    if until.is_some_and(|opened| opened.ends_at(name)) {
                        end = Some(tag);
                        break;
                    }
                    if let Some(closed) = name.strip_prefix("end")
                        && self.open.contains(&closed)
                    {
                        // An inner tag was left open; the outer one can still be read.
                        self.pending = Some(tag);
                        break;
                    }
                    let depth = self.depth;
                    let done = self.tag(tag, feed, &mut nodes, until);
                    self.kept(done, tag.whole);
                    self.depth = depth;
                }
            }
        }
        (Block::new(nodes, self.source), end)
    }

    /// Keeps what worked; a fault with an empty place gets `whole` for its place.
    fn kept<T>(&mut self, result: Result<T, Fault>, whole: Span) -> Option<T> {
        self.reads.testing = false;
        match result {
            Ok(done) => Some(done),
            Err(mut fault) => {
                if fault.span.start == fault.span.end {
                    fault.span = whole;
                }
                self.fault(fault);
                None
            }
        }
    }

    fn output(&mut self, markup: Span) -> Result<Option<Node>, Fault> {
        if markup.start >= markup.end {
            return Ok(None);
        }
        let depth = self.depth;
        let pipeline = self.pipeline(&mut self.tokens(markup));
        self.depth = depth;
        Ok(Some(Node::Output(pipeline?)))
    }

    fn tag(
        &mut self,
        tag: Tag,
        feed: &mut Feed<'_>,
        nodes: &mut Vec<Node>,
        until: Option<&Opened<'_>>,
    ) -> Result<(), Fault> {
        let name = tag.name.of(self.source);
        match name {
            "#" => self.inline_comment(tag)?,
            "comment" => self.comment(tag, feed)?,
            "doc" => self.doc(tag, feed)?,
            "raw" => nodes.extend(self.raw(tag, feed)?.map(Node::Text)),
            "liquid" => {
                self.deeper(tag.whole)?;
                let mut lines = Feed::Lines(Lines::new(self.source, tag.markup));
                // What is open outside of a `liquid` tag cannot be closed inside.
                let open = std::mem::take(&mut self.open);
                let (block, _) = self.block(&mut lines, None);
                self.open = open;
                nodes.extend(block.nodes);
            }
            "echo" => nodes.extend(self.output(tag.markup)?),
            "assign" => nodes.push(self.assign(tag)?),
            "capture" => nodes.push(self.capture(tag, feed)?),
            "if" | "unless" => nodes.push(self.if_tag(tag, feed)?),
            "case" => nodes.push(self.case(tag, feed)?),
            "for" | "tablerow" => nodes.push(self.loop_tag(tag, feed)?),
            "cycle" => nodes.push(self.cycle(tag)?),
            "increment" | "decrement" => nodes.push(self.count(tag)?),
            "break" => nodes.push(Node::Break),
            "continue" => nodes.push(Node::Continue),
            "ifchanged" => {
                self.deeper(tag.whole)?;
                let (body, _) = self.body(tag, feed, &Opened::new("ifchanged", &[]));
                nodes.push(Node::IfChanged { body, span: tag.whole });
            }
            _ => return Err(self.stray(tag, name, until)),
        }
        Ok(())
    }

    /// The body of a block tag; a fault when its end never comes.
    pub(super) fn body(
        &mut self,
        tag: Tag,
        feed: &mut Feed<'_>,
        opened: &Opened<'_>,
    ) -> (Block, Option<Tag>) {
        self.open.push(tag.name.of(self.source));
        let (block, end) = self.block(feed, Some(opened));
        self.open.pop();
        if end.is_none() && !self.gave_up {
            self.never_closed(tag);
        }
        (block, end)
    }

    pub(super) fn never_closed(&mut self, tag: Tag) {
        let name = tag.name.of(self.source);
        self.fault(Fault {
            span: tag.whole,
            message: format!(
                "The tag `{name}` that begins here is never closed. Add {{% end{name} %}}."
            ),
        });
    }

    /// What to say about a tag that cannot stand here.
    fn stray(&self, tag: Tag, name: &str, until: Option<&Opened<'_>>) -> Fault {
        let message = match name {
            "include" | "render" | "section" | "layout" => format!(
                "The tag `{name}` is not available: a template cannot bring in another one. \
                 Write the text here, or put it into a variable."
            ),
            "else" | "elsif" | "when" => {
                format!("`{name}` stands outside the tag it belongs to. Remove it.")
            }
            _ if name.starts_with("end") => match until {
                Some(opened) => format!(
                    "`{name}` closes nothing here: the open tag is `{0}`. Add {{% end{0} %}} before it.",
                    opened.name
                ),
                None => format!("`{name}` closes nothing: no such tag is open. Remove it."),
            },
            "" => "A tag's name is missing here. Write {% if … %}, {% assign … %} or another tag."
                .to_owned(),
            _ => format!(
                "There is no tag `{name}`. The tags are if, unless, case, for, assign, capture, \
                 comment, raw, cycle, increment, decrement, tablerow, echo and liquid."
            ),
        };
        Fault { span: tag.whole, message }
    }
}

/// A block tag whose end is being looked for.
pub(super) struct Opened<'n> {
    name: &'n str,
    between: &'n [&'n str],
}

impl<'n> Opened<'n> {
    /// The tag `name`, which `end…` closes and the tags in `between` divide.
    pub fn new(name: &'n str, between: &'n [&'n str]) -> Opened<'n> {
        Opened { name, between }
    }

    fn ends_at(&self, tag: &str) -> bool {
        tag.strip_prefix("end") == Some(self.name) || self.between.contains(&tag)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::template::{Dialect, Template};

    fn check(source: &str, expected: Expect) {
        let template = Template::parse(source, Dialect::Standard);
        let faults = template
            .faults()
            .iter()
            .map(|fault| format!("`{}` {}\n", fault.span.of(source), fault.message));
        expected.assert_eq(&faults.collect::<String>());
    }

    #[test]
    fn what_is_open_must_be_closed() {
        check(
            "a {{ b",
            expect![[r#"
            `{{` This `{{` is never closed. Add `}}`.
        "#]],
        );
        check(
            "{% if a %}b",
            expect![[r#"
            `{% if a %}` The tag `if` that begins here is never closed. Add {% endif %}.
        "#]],
        );
        check(
            "{% for a in b %}{% if c %}{% endcase %}{% endif %}{% endfor %}",
            expect![[r#"
            `{% endcase %}` `endcase` closes nothing here: the open tag is `if`. Add {% endif %} before it.
        "#]],
        );
        check(
            "{% endif %}{% else %}",
            expect![[r#"
            `{% endif %}` `endif` closes nothing: no such tag is open. Remove it.
            `{% else %}` `else` stands outside the tag it belongs to. Remove it.
        "#]],
        );
        check(
            "{{ 'a }}{{ a[1 }}{{ (1..2 }}",
            expect![[r#"
            `'a` This quotation mark is never closed. Add the same one after the text.
            `[` This bracket is never closed. Add `]`.
            `(1..2` This range is never closed. Add `)`.
        "#]],
        );
        check(
            "{% comment %}{% raw %}",
            expect![[r#"
            `{% comment %}` The tag `comment` that begins here is never closed. Add {% endcomment %}.
        "#]],
        );
    }

    #[test]
    fn a_mistake_is_told_where_it_stands() {
        check(
            "{{ a b }}",
            expect![[r#"
            `b` `b` does not belong here. Remove it, or join it with a filter (`|`) or a comma.
        "#]],
        );
        check(
            "{{ a | }}{{ | upcase }}{{ a | upcase: }}",
            expect![[r#"
            `{{ a | }}` A filter's name must follow `|`.
            `|` `|` is not a value. Write a variable, a number or a quoted text.
            `{{ a | upcase: }}` A value is missing here. Write a variable, a number or a quoted text.
        "#]],
        );
        check(
            "{{ a.0 }}{{ a..b }}{{ a.['b'] }}{{ -a }}",
            expect![[r#"
            `0` A place in a list is written in brackets: `[0]`.
            `..` `..` does not belong here. Remove it, or join it with a filter (`|`) or a comma.
            `[` A name must follow the point. Write `.name` or `["name"]`.
            `-` `-` is not a value. Write a variable, a number or a quoted text.
        "#]],
        );
        check(
            "{% if %}{% endif %}{% if a = 1 %}{% endif %}{% if a | size > 1 %}{% endif %}",
            expect![[r#"
                `{% if %}` A test is missing here. Write what must hold, such as `x == "yes"`.
                `=` Two values are compared with `==`, not `=`.
                `|` A test cannot have filters. Put the filtered value into a variable with {% assign %} first, and test that.
            "#]],
        );
        check(
            "{% assign a %}{% assign = 1 %}{% assign a? = 1 %}",
            expect![[r#"
            `{% assign a %}` `=` must follow the name. Write {% assign name = value %}.
            `=` A variable's name is missing here. Write {% assign name = value %}.
            `a?` `a?` cannot be given a value. Use letters, digits, `_` and `-` only.
        "#]],
        );
        check(
            "{% for a %}{% endfor %}{% for a in %}{% endfor %}{% for a in b lmit: 1 %}{% endfor %}",
            expect![[r#"
                `{% for a %}` `in` must follow `a`. Write {% for a in list %}.
                `{% for a in %}` A value is missing here. Write a variable, a number or a quoted text.
                `lmit` A loop has no option `lmit`. It has limit, offset and reversed.
            "#]],
        );
        check(
            "{% nosuchtag %}{% %}{% include 'a' %}{% case a %}{% when %}{% endcase %}",
            expect![[r#"
                `{% nosuchtag %}` There is no tag `nosuchtag`. The tags are if, unless, case, for, assign, capture, comment, raw, cycle, increment, decrement, tablerow, echo and liquid.
                `{% %}` A tag's name is missing here. Write {% if … %}, {% assign … %} or another tag.
                `{% include 'a' %}` The tag `include` is not available: a template cannot bring in another one. Write the text here, or put it into a variable.
                `{% when %}` A value is missing here. Write a variable, a number or a quoted text.
            "#]],
        );
        check(
            "{{ a | upcse }}{{ a | append }}{{ a | append: b: 1 }}",
            expect![[r#"
            `upcse` There is no filter `upcse`. Did you mean `upcase`?
            `append` `append` takes one argument, and here it has 0.
            `append` `append` takes one argument, and here it has 0.
        "#]],
        );
    }

    #[test]
    fn an_inner_tag_left_open_does_not_spoil_the_outer_one() {
        check(
            "{% for a in b %}{% if c %}{% endfor %}{{ d e }}",
            expect![[r#"
            `{% if c %}` The tag `if` that begins here is never closed. Add {% endif %}.
            `e` `e` does not belong here. Remove it, or join it with a filter (`|`) or a comma.
        "#]],
        );
        check(
            "{% if a %}{% liquid endif %}",
            expect![[r#"
            `{% if a %}` The tag `if` that begins here is never closed. Add {% endif %}.
            `endif` `endif` closes nothing: no such tag is open. Remove it.
        "#]],
        );
    }

    #[test]
    fn a_template_too_long_or_nested_too_deeply_is_given_up() {
        check(
            &"{% if a %}".repeat(1000),
            expect![[r#"
            `{% if a %}` This template is nested more than 50 levels deep. Split it over several widgets.
        "#]],
        );
        check(
            &format!("{{{{ a{} }}}}", "[a".repeat(5000)),
            expect![[r#"
            `[` This template is nested more than 50 levels deep. Split it over several widgets.
        "#]],
        );
        check(
            &format!("{{{{ {} }}}}", "(".repeat(5000)),
            expect![[r#"
            `(` This template is nested more than 50 levels deep. Split it over several widgets.
        "#]],
        );
        let liquid = format!("{{% liquid {} %}}", "liquid ".repeat(2000));
        assert!(
            Template::parse(liquid, Dialect::Standard).faults()[0].message.contains("50 levels")
        );
        let long = Template::parse("{% if a %}".repeat(5000), Dialect::Standard);
        assert_eq!(
            long.faults()[0].message,
            "This template has 50000 bytes; at most 16 KiB can be read. Split it over several widgets."
        );
    }
}
