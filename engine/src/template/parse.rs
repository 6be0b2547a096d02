//! Reading a template into its tree. Tags that only the parser cares about (comments, `raw`,
//! `liquid`) leave no node behind.
//!
//! Reading never fails: what cannot be understood becomes a [`Fault`] and is left out of the tree.

use super::chunk::{Chunk, Feed, Lines, Pieces, Tag};
use super::lexer::{Token, Tokens};
use super::reads::Reads;
use super::tree::{Block, Node};
use super::{Dialect, Fault, TemplateLimits};
use crate::{Span, Text};

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
            match feed.next() {
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
                let (block, _) = self.block(&mut lines, None);
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
        let (block, end) = self.block(feed, Some(opened));
        if end.is_none() && !self.gave_up {
            self.never_closed(tag);
        }
        (block, end)
    }

    fn never_closed(&mut self, tag: Tag) {
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

    fn inline_comment(&mut self, tag: Tag) -> Result<(), Fault> {
        let text = tag.markup.of(self.source);
        let loose = text.split('\n').skip(1).map(str::trim_start);
        if loose.clone().all(|line| line.is_empty() || line.starts_with('#')) {
            return Ok(());
        }
        Err(Fault::new(tag.whole, "Every line of this comment must begin with `#`."))
    }

    fn comment(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<(), Fault> {
        let mut open = 1;
        while let Some(chunk) = feed.next() {
            let Chunk::Tag(inner) = chunk else { continue };
            match inner.name.of(self.source) {
                "comment" => open += 1,
                "raw" => {
                    feed.skip_to("endraw");
                }
                "endcomment" => {
                    open -= 1;
                    if open == 0 {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        self.never_closed(tag);
        Ok(())
    }

    fn doc(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<(), Fault> {
        if feed.skip_to("enddoc").is_none() {
            self.never_closed(tag);
        }
        if tag.markup.start < tag.markup.end {
            return Err(Fault::new(
                tag.markup,
                "`doc` takes nothing behind its name. Remove this.",
            ));
        }
        Ok(())
    }

    fn raw(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Option<Span>, Fault> {
        let Feed::Template(pieces) = feed else {
            return Err(Fault::new(
                tag.whole,
                "`raw` cannot stand inside `liquid`. Use {% raw %} outside of it.",
            ));
        };
        let trim = pieces.take_trim();
        let Some(mut span) = pieces.skip_to("endraw") else {
            self.never_closed(tag);
            return Ok(None);
        };
        if trim {
            let text = span.of(self.source);
            span.start += (text.len() - text.trim_start().len()) as u32;
        }
        Ok((span.start < span.end).then_some(span))
    }

    fn assign(&mut self, tag: Tag) -> Result<Node, Fault> {
        let usage = "Write {% assign name = value %}.";
        let mut tokens = self.tokens(tag.markup);
        let name = self.target(&mut tokens, usage)?;
        if !tokens.take(Token::Assign) {
            return Err(Fault::new(tokens.span, format!("`=` must follow the name. {usage}")));
        }
        let value = self.pipeline(&mut tokens)?;
        self.reads.assign(&name);
        Ok(Node::Assign { name, value })
    }

    fn capture(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Node, Fault> {
        let mut tokens = self.tokens(tag.markup);
        let name = if tokens.token == Token::Quoted {
            let name = Text::from(tokens.text());
            tokens.advance();
            Ok(name)
        } else {
            self.target(&mut tokens, "Write {% capture name %}.")
        };
        self.deeper(tag.whole)?;
        let (body, _) = self.body(tag, feed, &Opened::new("capture", &[]));
        let name = name?;
        self.nothing_more(&tokens)?;
        self.reads.assign(&name);
        Ok(Node::Capture { name, body, span: tag.whole })
    }

    fn count(&mut self, tag: Tag) -> Result<Node, Fault> {
        let mut tokens = self.tokens(tag.markup);
        let name =
            self.target(&mut tokens, "Write {% increment name %} or {% decrement name %}.")?;
        self.nothing_more(&tokens)?;
        self.reads.assign(&name);
        let up = tag.name.of(self.source) == "increment";
        Ok(Node::Count { name, by: if up { 1 } else { -1 } })
    }

    /// The name of a variable that gets a value.
    pub(super) fn target(&mut self, tokens: &mut Tokens<'_>, usage: &str) -> Result<Text, Fault> {
        if !matches!(tokens.token, Token::Word | Token::Int) {
            return Err(Fault::new(
                tokens.span,
                format!("A variable's name is missing here. {usage}"),
            ));
        }
        let name = Text::from(tokens.text());
        if name.ends_with('?') || name.starts_with('-') {
            return Err(Fault::new(
                tokens.span,
                format!("`{name}` cannot be given a value. Use letters, digits, `_` and `-` only."),
            ));
        }
        tokens.advance();
        Ok(name)
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
