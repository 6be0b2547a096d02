//! Reading the tags that hold no branches: comments and `raw`, which leave no node behind, and those
//! that give a variable a value.

use super::Fault;
use super::chunk::{Chunk, Feed, Tag};
use super::lexer::{Token, Tokens};
use super::parse::{Opened, Parser};
use super::tree::Node;
use crate::{Span, Text};

impl Parser<'_> {
    pub(super) fn inline_comment(&mut self, tag: Tag) -> Result<(), Fault> {
        let text = tag.markup.of(self.source);
        let loose = text.split('\n').skip(1).map(str::trim_start);
        if loose.clone().all(|line| line.is_empty() || line.starts_with('#')) {
            return Ok(());
        }
        Err(Fault::new(tag.whole, "Every line of this comment must begin with `#`."))
    }

    pub(super) fn comment(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<(), Fault> {
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

    pub(super) fn doc(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<(), Fault> {
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

    pub(super) fn raw(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Option<Span>, Fault> {
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

    pub(super) fn assign(&mut self, tag: Tag) -> Result<Node, Fault> {
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

    pub(super) fn capture(&mut self, tag: Tag, feed: &mut Feed<'_>) -> Result<Node, Fault> {
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

    pub(super) fn count(&mut self, tag: Tag) -> Result<Node, Fault> {
        let mut tokens = self.tokens(tag.markup);
        let name =
            self.target(&mut tokens, "Write {% increment name %} or {% decrement name %}.")?;
        self.nothing_more(&tokens)?;
        self.reads.assign(&name);
        let up = tag.name.of(self.source) == "increment";
        Ok(Node::Count { name, by: if up { 1 } else { -1 } })
    }

    /// The name of a variable that gets a value.
    fn target(&mut self, tokens: &mut Tokens<'_>, usage: &str) -> Result<Text, Fault> {
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
