//! Reading an expression. It never fails: what cannot be read is kept, and told.

use std::sync::Arc;

use super::lexer::{Token, Word, tokens};
use super::tree::{Broken, Comparison, Constant, Node, Operand, OperandKind, Operator};
use crate::problem::Problem;
use crate::sentence::sentence;
use crate::span::Span;

/// Parentheses and NOTs deeper than this are not read.
const DEEPEST: usize = 64;

/// More problems of one expression than these are not told.
pub(super) const MOST_PROBLEMS: usize = 50;

/// Longer expressions are not read.
const LONGEST: usize = 64 * 1024;

/// Reads a text to a tree, and what is wrong with it.
pub(super) fn parse(text: &str) -> (Node, Vec<Problem>) {
    let all = Span::new(0, text.len());
    let broken = || Node::Error(Broken { text: Arc::from(text), span: all });
    if text.len() > LONGEST {
        let message = sentence!(
            "This expression has {} bytes; more than {} are not read. Make it shorter: IN with a list often does.",
            "Esta expresión tiene {} bytes; no se leen más de {}. Acórtela: IN con una lista suele bastar.";
            text.len(),
            LONGEST
        );
        return (broken(), vec![Problem::error("syntax", all, message)]);
    }
    let mut parser = Parser { text, tokens: tokens(text), at: 0, problems: Vec::new(), depth: 0 };
    if parser.tokens.is_empty() {
        return (Node::Empty, Vec::new());
    }
    let node = parser.any_of();
    if let Some(token) = parser.tokens.get(parser.at) {
        let message = match &token.word {
            Word::Close => sentence!(
                "This ) closes nothing. Remove it, or add the ( it belongs to.",
                "Este ) no cierra nada. Quítelo o añada el ( que le corresponde.",
            ),
            Word::Nothing(message) => message.clone(),
            _ => sentence!(
                "Something is missing before this. Connect it by AND or OR.",
                "Falta algo antes de esto. Únalo con AND u OR.",
            ),
        };
        let span = token.span;
        parser.problems.push(Problem::error("syntax", span, message));
        return (broken(), parser.problems);
    }
    (node, parser.problems)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    problems: Vec<Problem>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Word> {
        self.tokens.get(self.at).map(|token| &token.word)
    }

    /// Where the next word stands, or the end of the text.
    fn here(&self) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        self.tokens.get(self.at).map_or(end, |token| token.span)
    }

    fn any_of(&mut self) -> Node {
        let mut parts = Vec::new();
        loop {
            match self.all_of() {
                Node::Or(inner) => parts.extend(inner),
                part => parts.push(part),
            }
            if self.peek() != Some(&Word::Or) {
                break;
            }
            self.at += 1;
        }
        one_or(parts, Node::Or)
    }

    fn all_of(&mut self) -> Node {
        let mut parts = Vec::new();
        loop {
            match self.primary() {
                Node::And(inner) => parts.extend(inner),
                part => parts.push(part),
            }
            if self.peek() != Some(&Word::And) {
                break;
            }
            self.at += 1;
        }
        one_or(parts, Node::And)
    }

    fn primary(&mut self) -> Node {
        let start = self.at;
        let read = match self.peek() {
            Some(Word::Open) => self.deeper(Parser::parenthesis),
            Some(Word::Not) => self.deeper(Parser::negation),
            _ => self.comparison(),
        };
        read.unwrap_or_else(|problem| {
            if self.problems.len() < MOST_PROBLEMS {
                self.problems.push(problem);
            }
            self.give_up(start)
        })
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Node, Problem>) -> Result<Node, Problem> {
        if self.depth >= DEEPEST {
            let message = sentence!(
                "More than {} parentheses stand inside each other here. Remove those that change nothing.",
                "Aquí hay más de {} paréntesis unos dentro de otros. Quite los que no cambian nada.";
                DEEPEST
            );
            return Err(Problem::error("syntax", self.here(), message));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn parenthesis(&mut self) -> Result<Node, Problem> {
        let open = self.here();
        self.at += 1;
        let inner = self.any_of();
        if self.peek() != Some(&Word::Close) {
            let message = sentence!(
                "This ( is never closed. Add the ) where it ends.",
                "Este ( no se cierra nunca. Añada el ) donde acaba.",
            );
            return Err(Problem::error("syntax", open, message));
        }
        self.at += 1;
        Ok(inner)
    }

    fn negation(&mut self) -> Result<Node, Problem> {
        self.at += 1;
        if self.peek() != Some(&Word::Open) {
            let message = sentence!(
                "NOT wants a condition in parentheses, as in NOT (language == 'en').",
                "NOT necesita una condición entre paréntesis, como en NOT (language == 'en').",
            );
            return Err(Problem::error("syntax", self.here(), message));
        }
        Ok(Node::Not(Box::new(self.parenthesis()?)))
    }

    fn comparison(&mut self) -> Result<Node, Problem> {
        let left = self.operand()?;
        let operator_span = self.here();
        let operator = match self.peek() {
            Some(Word::Operator(operator)) => {
                let operator = *operator;
                self.at += 1;
                operator
            }
            Some(Word::Not) => {
                self.at += 1;
                if self.peek() != Some(&Word::Operator(Operator::In)) {
                    let message = sentence!(
                        "After NOT only IN can follow here, as in name NOT IN ['Ana'].",
                        "Después de NOT aquí solo puede venir IN, como en name NOT IN ['Ana'].",
                    );
                    return Err(Problem::error("syntax", self.here(), message));
                }
                self.at += 1;
                Operator::NotIn
            }
            Some(Word::Nothing(message)) => {
                return Err(Problem::error("syntax", operator_span, message.clone()));
            }
            _ => return Err(self.no_comparison(&left)),
        };
        let right = self.operand()?;
        if let Some(Word::Operator(_)) = self.peek() {
            let message = sentence!(
                "Comparisons do not chain. Write two, connected by AND.",
                "Las comparaciones no se encadenan. Escriba dos, unidas con AND.",
            );
            return Err(Problem::error("syntax", self.here(), message));
        }
        Ok(Node::Compare(Comparison { left, operator, right, operator_span }))
    }

    fn no_comparison(&self, left: &Operand) -> Problem {
        let written = left.span.of(self.text);
        let message = match &left.kind {
            OperandKind::Key(path) if path.first() == "workers" && path.0.len() == 2 => sentence!(
                "{0} is a number: it counts workers, and alone is no condition. Compare it: {0} == 0.",
                "{0} es un número: cuenta personas, y sin más no es una condición. Compárelo: {0} == 0.";
                written
            ),
            OperandKind::Key(_) => sentence!(
                "{0} alone is no condition. Compare it: {0} == true.",
                "{0} sin más no es una condición. Compárelo: {0} == true.";
                written
            ),
            _ => sentence!(
                "{} alone is no condition. Compare it with something.",
                "{} sin más no es una condición. Compárelo con algo.";
                written
            ),
        };
        Problem::error("syntax", left.span, message)
    }

    fn operand(&mut self) -> Result<Operand, Problem> {
        let span = self.here();
        let kind = match self.peek() {
            Some(Word::Constant(constant)) => OperandKind::Constant(constant.clone()),
            Some(Word::Key(path)) => OperandKind::Key(path.clone()),
            Some(Word::OpenList) => return self.list(),
            Some(Word::Nothing(message)) => {
                return Err(Problem::error("syntax", span, message.clone()));
            }
            None => {
                let message = sentence!(
                    "The expression ends where something to compare is wanted. Add it.",
                    "La expresión acaba donde hace falta algo que comparar. Añádalo.",
                );
                return Err(Problem::error("syntax", span, message));
            }
            Some(_) => {
                let message = sentence!(
                    "\"{}\" stands where something to compare is wanted: a name, a text in quotes, a number or a list.",
                    "\"{}\" está donde hace falta algo que comparar: un nombre, un texto entre comillas, un número o una lista.";
                    span.of(self.text)
                );
                return Err(Problem::error("syntax", span, message));
            }
        };
        self.at += 1;
        Ok(Operand { kind, span })
    }

    fn list(&mut self) -> Result<Operand, Problem> {
        let start = self.here();
        let mut items: Vec<Constant> = Vec::new();
        self.at += 1;
        loop {
            let span = self.here();
            match self.peek() {
                Some(Word::CloseList) => {
                    self.at += 1;
                    return Ok(Operand { kind: OperandKind::List(items), span: start.to(span) });
                }
                Some(Word::Constant(constant)) => items.push(constant.clone()),
                Some(Word::Nothing(message)) => {
                    return Err(Problem::error("syntax", span, message.clone()));
                }
                None => {
                    let message = sentence!(
                        "This list is never closed. Add ] at its end.",
                        "Esta lista no se cierra nunca. Añada ] al final.",
                    );
                    return Err(Problem::error("syntax", start, message));
                }
                Some(_) => {
                    let message = sentence!(
                        "A list holds texts in quotes, numbers, true, false and null; \"{}\" is none of these.",
                        "Una lista contiene textos entre comillas, números, true, false y null; \"{}\" no es nada de eso.";
                        span.of(self.text)
                    );
                    return Err(Problem::error("syntax", span, message));
                }
            }
            self.at += 1;
            match self.peek() {
                Some(Word::Comma) => self.at += 1,
                Some(Word::CloseList) => {}
                _ => {
                    let message = sentence!(
                        "In a list a comma or ] is wanted here.",
                        "En la lista, aquí hace falta una coma o un ].",
                    );
                    return Err(Problem::error("syntax", self.here(), message));
                }
            }
        }
    }

    /// Steps over what cannot be read, to the next AND, OR or ) of the same depth.
    fn give_up(&mut self, start: usize) -> Node {
        let mut depth = 0_usize;
        // What was read inside parentheses may lie before the place where reading stopped.
        self.at = start;
        while let Some(word) = self.peek() {
            match word {
                Word::Open => depth += 1,
                Word::Close if depth == 0 => break,
                Word::Close => depth -= 1,
                Word::And | Word::Or if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        let from = self.tokens.get(start).map_or(self.text.len(), |t| t.span.start as usize);
        let to = match self.at {
            0 => from,
            at if at > start => self.tokens[at - 1].span.end as usize,
            _ => from,
        };
        let span = Span::new(from, to);
        Node::Error(Broken { text: Arc::from(span.of(self.text)), span })
    }
}

fn one_or(mut parts: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}
