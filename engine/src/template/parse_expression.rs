//! Reading values, paths, filters and conditions.

use super::Fault;
use super::filters;
use super::lexer::{Token, Tokens};
use super::parse::Parser;
use super::reads::Written;
use super::tree::{Call, Condition, Expr, Head, Join, Path, Pipeline, Step, Test};
use crate::{Span, Text, Value};

impl Parser<'_> {
    /// `value | filter: argument, … | …`, up to the end of the markup.
    pub(super) fn pipeline(&mut self, tokens: &mut Tokens<'_>) -> Result<Pipeline, Fault> {
        let start = tokens.start();
        let head_read = self.reads.list.len();
        let head = self.expression(tokens)?;
        let head_reads = head_read..self.reads.list.len();
        let mut filters = Vec::new();
        while tokens.take(Token::Pipe) {
            let call = self.filter(tokens)?;
            if call.filter.is_some_and(|filter| filter.name == "default") {
                for read in &mut self.reads.list[head_reads.clone()] {
                    read.mention.guarded = true;
                }
            }
            filters.push(call);
        }
        let span = Span::new(start, tokens.before as usize);
        self.nothing_more(tokens)?;
        Ok(Pipeline { head, filters, span })
    }

    /// A fault unless the markup ends here.
    pub(super) fn nothing_more(&self, tokens: &Tokens<'_>) -> Result<(), Fault> {
        match tokens.token {
            Token::End => Ok(()),
            Token::OpenQuote => Err(open_quote(tokens)),
            _ => Err(Fault::new(
                tokens.span,
                format!(
                    "`{}` does not belong here. Remove it, or join it with a filter (`|`) or a comma.",
                    shown(tokens)
                ),
            )),
        }
    }

    fn filter(&mut self, tokens: &mut Tokens<'_>) -> Result<Call, Fault> {
        if tokens.token != Token::Word {
            return Err(Fault::new(tokens.span, "A filter's name must follow `|`."));
        }
        let (name, name_text) = (tokens.span, tokens.text());
        tokens.advance();
        let (mut positional, mut allow_false, mut misfit) = (Vec::new(), None, None);
        if tokens.take(Token::Colon) {
            loop {
                if tokens.token == Token::Word && tokens.following() == Token::Colon {
                    let key = tokens.text();
                    tokens.advance();
                    tokens.advance();
                    let value = self.expression(tokens)?;
                    if name_text == "default" && key == "allow_false" {
                        allow_false = Some(value);
                    } else {
                        misfit = Some(format!("`{name_text}` has no argument called `{key}`."));
                    }
                } else {
                    positional.push(self.expression(tokens)?);
                }
                if !tokens.take(Token::Comma) {
                    break;
                }
            }
        }
        let filter = filters::find(name_text);
        match filter {
            None => self.unknown_filter(name, name_text),
            Some(filter) => {
                let count = positional.len();
                if count < filter.arguments.0 || count > filter.arguments.1 {
                    misfit = Some(filter.usage(count));
                }
                if let Some(message) = &misfit {
                    self.doubt(name, message.clone());
                }
            }
        }
        let misfit = misfit.map(String::into_boxed_str);
        Ok(Call { name, filter, positional, allow_false, misfit })
    }

    fn unknown_filter(&mut self, span: Span, name: &str) {
        let advice = match filters::nearest(name) {
            Some(near) => format!("There is no filter `{name}`. Did you mean `{near}`?"),
            None => format!("There is no filter `{name}`."),
        };
        self.doubt(span, advice);
    }

    /// A single value.
    pub(super) fn expression(&mut self, tokens: &mut Tokens<'_>) -> Result<Expr, Fault> {
        let text = tokens.text();
        let literal = match tokens.token {
            Token::Quoted => Value::from(text),
            Token::Int => match text.parse::<i64>() {
                Ok(int) => Value::Int(int),
                Err(_) => Value::number(text.parse().unwrap_or(f64::NAN)),
            },
            Token::Float => Value::number(text.parse().unwrap_or(f64::NAN)),
            Token::Word => match text {
                "nil" | "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "blank" | "empty" => {
                    let expr = if text == "blank" { Expr::Blank } else { Expr::Empty };
                    tokens.advance();
                    return Ok(expr);
                }
                _ => return self.path(tokens),
            },
            Token::OpenBracket => return self.path(tokens),
            Token::OpenParen => return self.range(tokens),
            Token::OpenQuote => return Err(open_quote(tokens)),
            Token::End => {
                return Err(Fault::new(
                    tokens.span,
                    "A value is missing here. Write a variable, a number or a quoted text.",
                ));
            }
            _ => {
                return Err(Fault::new(
                    tokens.span,
                    format!(
                        "`{}` is not a value. Write a variable, a number or a quoted text.",
                        shown(tokens)
                    ),
                ));
            }
        };
        tokens.advance();
        Ok(Expr::Literal(literal))
    }

    fn range(&mut self, tokens: &mut Tokens<'_>) -> Result<Expr, Fault> {
        let start = tokens.start();
        self.deeper(tokens.span)?;
        tokens.advance();
        let from = self.expression(tokens)?;
        if !tokens.take(Token::DotDot) {
            return Err(Fault::new(
                tokens.span,
                "Round brackets hold a range only, such as `(1..5)`. Write two points between its ends.",
            ));
        }
        let to = self.expression(tokens)?;
        if !tokens.take(Token::CloseParen) {
            return Err(Fault::new(
                Span::new(start, tokens.before as usize),
                "This range is never closed. Add `)`.",
            ));
        }
        self.depth -= 1;
        Ok(Expr::Range(Box::new((from, to)), Span::new(start, tokens.before as usize)))
    }

    fn path(&mut self, tokens: &mut Tokens<'_>) -> Result<Expr, Fault> {
        let start = tokens.start();
        let head = if tokens.token == Token::Word {
            let name = Text::from(tokens.text());
            tokens.advance();
            Head::Name(name)
        } else {
            Head::Computed(Box::new(self.bracket(tokens)?.0))
        };
        let (mut rest, mut second) = (Vec::new(), None);
        loop {
            let step_start = tokens.start();
            let step = match tokens.token {
                Token::Dot => {
                    tokens.advance();
                    let name = tokens.span;
                    let step = match tokens.token {
                        Token::Word => Step::Name(tokens.text().into()),
                        // A condition's word is a name like any other behind a point.
                        Token::Comparison(_) if tokens.text() == "contains" => {
                            Step::Name(tokens.text().into())
                        }
                        Token::Int if self.studio() => {
                            Step::Index(tokens.text().parse().unwrap_or(i64::MAX))
                        }
                        Token::Int => {
                            let index = tokens.text();
                            return Err(Fault::new(
                                tokens.span,
                                format!("A place in a list is written in brackets: `[{index}]`."),
                            ));
                        }
                        _ => {
                            return Err(Fault::new(
                                tokens.span,
                                "A name must follow the point. Write `.name` or `[\"name\"]`.",
                            ));
                        }
                    };
                    tokens.advance();
                    let whole = Span { start: step_start as u32, end: name.end };
                    second.get_or_insert(Written { whole, name });
                    step
                }
                Token::OpenBracket => {
                    let (inside, name) = self.bracket(tokens)?;
                    let whole = Span::new(step_start, tokens.before as usize);
                    second.get_or_insert(Written { whole, name });
                    match inside {
                        Expr::Literal(Value::Text(key)) => Step::Key(key),
                        Expr::Literal(Value::Int(index)) => Step::Index(index),
                        other => Step::Computed(Box::new(other)),
                    }
                }
                _ => break,
            };
            rest.push(step);
        }
        let span = Span::new(start, tokens.before as usize);
        let path = Path::new(head, rest);
        self.reads.note(&path, span, second);
        Ok(Expr::Path(path))
    }

    /// `[expression]`, and where the expression is written.
    fn bracket(&mut self, tokens: &mut Tokens<'_>) -> Result<(Expr, Span), Fault> {
        let opening = tokens.span;
        self.deeper(opening)?;
        tokens.advance();
        let start = tokens.span;
        let inside = self.expression(tokens)?;
        let span = match inside {
            Expr::Literal(_) => start,
            _ => Span { start: start.start, end: tokens.before },
        };
        if !tokens.take(Token::CloseBracket) {
            return Err(Fault::new(opening, "This bracket is never closed. Add `]`."));
        }
        self.depth -= 1;
        Ok((inside, span))
    }

    /// `a == b and c or d`, up to the end of the markup.
    pub(super) fn condition(&mut self, tokens: &mut Tokens<'_>) -> Result<Condition, Fault> {
        self.reads.testing = true;
        let condition = self.tests(tokens);
        self.reads.testing = false;
        condition
    }

    fn tests(&mut self, tokens: &mut Tokens<'_>) -> Result<Condition, Fault> {
        let mut tests = Vec::new();
        loop {
            let start = tokens.start();
            let left = self.expression(tokens)?;
            let compared = if let Token::Comparison(comparison) = tokens.token {
                tokens.advance();
                Some((comparison, self.expression(tokens)?))
            } else {
                None
            };
            let span = Span::new(start, tokens.before as usize);
            let join = if tokens.is_word("and") {
                Join::And
            } else if tokens.is_word("or") {
                Join::Or
            } else {
                tests.push((Test { left, compared, span }, Join::End));
                break;
            };
            tokens.advance();
            tests.push((Test { left, compared, span }, join));
        }
        match tokens.token {
            Token::Pipe => Err(Fault::new(
                tokens.span,
                "A test cannot have filters. Put the filtered value into a variable with \
                 {% assign %} first, and test that.",
            )),
            Token::Assign => {
                Err(Fault::new(tokens.span, "Two values are compared with `==`, not `=`."))
            }
            _ => self.nothing_more(tokens).map(|()| Condition { tests }),
        }
    }
}

fn open_quote(tokens: &Tokens<'_>) -> Fault {
    let span = Span { start: tokens.start() as u32, end: tokens.span.end };
    Fault::new(span, "This quotation mark is never closed. Add the same one after the text.")
}

/// The token at hand as an author wrote it, not too long.
fn shown(tokens: &Tokens<'_>) -> String {
    let text = tokens.text();
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
