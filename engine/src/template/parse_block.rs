//! Reading the tags that hold others: conditions and loops, and `cycle` with them.

use super::Fault;
use super::chunk::{Feed, Tag};
use super::lexer::{Token, Tokens};
use super::parse::{Opened, Parser};
use super::reads::{present_when, segments_of};
use super::tree::{Arm, Branch, Columns, Condition, Expr, Loop, Node, Offset};
use crate::{Span, Text};

impl Parser<'_> {
    /// `if` and `unless`, with all their branches.
    pub(super) fn if_tag(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Node, Fault> {
        self.deeper(tag.whole)?;
        let name = tag.name.of(self.source);
        let opened = Opened::new(name, &["elsif", "else"]);
        let (studio, known) = (self.studio(), self.reads.present.len());
        let mut branches = Vec::new();
        let (mut head, mut negated) = (Some(tag), name == "unless");
        let mut first_fault = None;
        while let Some(at) = head {
            let is_else = at.name.of(self.source) == "else";
            let test = if is_else {
                None
            } else {
                match self.whole_condition(at) {
                    Ok(test) => Some(test),
                    Err(fault) => {
                        first_fault.get_or_insert(fault);
                        None
                    }
                }
            };
            let before = self.reads.present.len();
            if let Some(test) = &test {
                self.reads.present.extend(present_when(test, !negated, studio));
            }
            let (body, end) = self.body(tag, feed, &opened);
            self.reads.present.truncate(before);
            if let Some(test) = &test {
                self.reads.present.extend(present_when(test, negated, studio));
            }
            branches.push(Branch { test, negated, body });
            negated = false;
            head = end.filter(|end| !end.name.of(self.source).starts_with("end"));
        }
        self.reads.present.truncate(known);
        if let Some(fault) = first_fault {
            return Err(fault);
        }
        if branches.iter().all(|branch| branch.body.blank) {
            branches.iter_mut().for_each(|branch| branch.body.drop_texts());
        }
        Ok(Node::If { branches })
    }

    fn whole_condition(&mut self, tag: Tag) -> Result<Condition, Fault> {
        let mut tokens = self.tokens(tag.markup);
        if tokens.token == Token::End {
            return Err(Fault::new(
                tag.whole,
                "A test is missing here. Write what must hold, such as `x == \"yes\"`.",
            ));
        }
        self.condition(&mut tokens).map_err(|fault| placed(fault, tag))
    }

    /// `case` with its `when` and `else` arms.
    pub(super) fn case(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Node, Fault> {
        self.deeper(tag.whole)?;
        let opened = Opened::new("case", &["when", "else"]);
        let mut tokens = self.tokens(tag.markup);
        self.reads.testing = true;
        let subject = self.expression(&mut tokens).and_then(|subject| {
            self.nothing_more(&tokens)?;
            Ok(subject)
        });
        self.reads.testing = false;
        let known = self.reads.present.len();
        let subject_path = match &subject {
            Ok(Expr::Path(path)) => Some(segments_of(path)),
            _ => None,
        };
        let mut arms = Vec::new();
        let mut first_fault = None;
        // What stands between `case` and the first `when` is never rendered.
        let (_, mut head) = self.body(tag, feed, &opened);
        while let Some(at) = head.filter(|at| !at.name.of(self.source).starts_with("end")) {
            let values = if at.name.of(self.source) == "when" {
                self.reads.present.extend(subject_path.clone());
                let values = self.when_values(at).map_err(|fault| placed(fault, at));
                Some(values.unwrap_or_else(|fault| {
                    first_fault.get_or_insert(fault);
                    Vec::new()
                }))
            } else {
                None
            };
            self.reads.testing = false;
            let (body, end) = self.body(tag, feed, &opened);
            self.reads.present.truncate(known);
            arms.push(Arm { values, body });
            head = end;
        }
        if let Some(fault) = first_fault {
            return Err(fault);
        }
        if arms.iter().all(|arm| arm.body.blank) {
            arms.iter_mut().for_each(|arm| arm.body.drop_texts());
        }
        Ok(Node::Case { subject: subject?, arms, span: tag.whole })
    }

    fn when_values(&mut self, tag: Tag) -> Result<Vec<Expr>, Fault> {
        let mut tokens = self.tokens(tag.markup);
        let mut values = Vec::new();
        self.reads.testing = true;
        loop {
            values.push(self.expression(&mut tokens)?);
            if tokens.is_word("or") {
                tokens.advance();
            } else if !tokens.take(Token::Comma) {
                break;
            }
        }
        if tokens.is_word("and") {
            let span = Span { start: tokens.span.start, end: tag.markup.end };
            let message = "`when` knows `or` and commas only; what follows `and` has no effect.";
            self.warn(span, message.to_owned());
            return Ok(values);
        }
        self.nothing_more(&tokens)?;
        Ok(values)
    }

    /// `for` and `tablerow`.
    pub(super) fn loop_tag(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Node, Fault> {
        self.deeper(tag.whole)?;
        let name = tag.name.of(self.source);
        let first_read = self.reads.list.len();
        let head = self.loop_head(tag);
        let reads = first_read..self.reads.list.len();
        if let Ok(head) = &head {
            self.reads.looping.push(head.variable.clone());
        }
        let (body, mut end) = self.body(tag, feed, &Opened::new(name, &["else"]));
        if head.is_ok() {
            self.reads.looping.pop();
        }
        let mut otherwise = None;
        while let Some(at) = end.filter(|at| at.name.of(self.source) == "else") {
            let (block, next) = self.body(tag, feed, &Opened::new(name, &["else"]));
            if otherwise.is_none() {
                otherwise = Some(block);
            } else {
                self.warn(
                    at.whole,
                    format!("A `{name}` has one `else` only; this one has no effect."),
                );
            }
            end = next;
        }
        if otherwise.is_some() {
            // A loop that says what to do without items expects that there may be none.
            self.reads.list[reads].iter_mut().for_each(|read| read.mention.guarded = true);
        }
        let mut each = head?;
        each.body = body;
        each.otherwise = otherwise.unwrap_or_default();
        if each.table.is_none() && each.body.blank && each.otherwise.blank {
            each.body.drop_texts();
            each.otherwise.drop_texts();
        }
        Ok(Node::Loop(Box::new(each)))
    }

    fn loop_head(&mut self, tag: Tag) -> Result<Loop, Fault> {
        let name = tag.name.of(self.source);
        let mut tokens = self.tokens(tag.markup);
        if tokens.token != Token::Word {
            let message =
                format!("A variable's name is missing here. Write {{% {name} item in list %}}.");
            return Err(placed(Fault { span: tokens.span, message }, tag));
        }
        let variable = Text::from(tokens.text());
        tokens.advance();
        if !tokens.is_word("in") {
            let message =
                format!("`in` must follow `{variable}`. Write {{% {name} {variable} in list %}}.");
            return Err(placed(Fault { span: tokens.span, message }, tag));
        }
        tokens.advance();
        let start = tokens.start();
        let items = self.expression(&mut tokens).map_err(|fault| placed(fault, tag))?;
        let mut each = Loop {
            variable,
            items,
            written: Span::new(start, tokens.before as usize),
            reversed: false,
            limit: None,
            offset: Offset::Start,
            table: (name == "tablerow").then_some(Columns::All),
            body: Default::default(),
            otherwise: Default::default(),
            span: tag.whole,
        };
        self.loop_options(&mut tokens, &mut each).map_err(|fault| placed(fault, tag))?;
        Ok(each)
    }

    fn loop_options(&mut self, tokens: &mut Tokens<'_>, each: &mut Loop) -> Result<(), Fault> {
        loop {
            while tokens.take(Token::Comma) {}
            if tokens.is_word("reversed") {
                tokens.advance();
                each.reversed = true;
                continue;
            }
            if tokens.token != Token::Word || tokens.following() != Token::Colon {
                return self.nothing_more(tokens);
            }
            let (option, span) = (tokens.text(), tokens.span);
            tokens.advance();
            tokens.advance();
            match option {
                "limit" => each.limit = Some(self.expression(tokens)?),
                "offset" if tokens.is_word("continue") => {
                    tokens.advance();
                    each.offset = Offset::Continue;
                }
                "offset" => each.offset = Offset::At(self.expression(tokens)?),
                "cols" if each.table.is_some() => {
                    each.table = Some(Columns::Of(self.expression(tokens)?));
                }
                _ => {
                    return Err(Fault::new(
                        span,
                        format!(
                            "A loop has no option `{option}`. It has limit, offset and reversed."
                        ),
                    ));
                }
            }
        }
    }

    /// `{% cycle "a", "b" %}`, with a group before a colon or without.
    pub(super) fn cycle(&mut self, tag: Tag) -> Result<Node, Fault> {
        let mut tokens = self.tokens(tag.markup);
        let mut written = tag.markup;
        let mut group = None;
        let mut items = vec![self.expression(&mut tokens).map_err(|fault| placed(fault, tag))?];
        if tokens.take(Token::Colon) {
            group = items.pop();
            written = Span { start: tokens.start() as u32, end: tag.markup.end };
            items.push(self.expression(&mut tokens).map_err(|fault| placed(fault, tag))?);
        }
        while tokens.take(Token::Comma) {
            items.push(self.expression(&mut tokens)?);
        }
        self.nothing_more(&tokens)?;
        Ok(Node::Cycle { group, written, items })
    }
}

/// The fault, placed on the whole tag when it has no place of its own.
fn placed(mut fault: Fault, tag: Tag) -> Fault {
    if fault.span.start == fault.span.end {
        fault.span = tag.whole;
    }
    fault
}
