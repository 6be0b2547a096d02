//! A script for Studio: one that only sets variables becomes templates; of any other it is told what a
//! function in its place would get, return and decide.
//!
//! Taken are `set("name", value)`, one after another, and a last `exit("name")`. A value is made of
//! numbers, texts, variables, `+`, `-` and `*`, which templates work out alike.

use centralita_engine::check::Sentence;
use centralita_engine::sentence;
use std::collections::BTreeSet;

use centralita_engine::flow::{Flow, Node, Widget};
use centralita_engine::{Map, Value};

use super::Outcome;
use super::making::{change_kind, clear, next, set, wire, wires};
use crate::script::CompiledScript;

/// Brackets inside brackets that are followed; nobody writes more by hand.
const DEEPEST: usize = 16;

pub(super) fn lower(_: &Flow, widget: &Widget) -> Outcome {
    let source = widget.property("script").and_then(Node::text_of).unwrap_or_default();
    let Some(read) = read(&source) else { return Err(as_a_function(&source)) };
    let rows = read.sets.into_iter().map(|(name, value)| {
        let row: Map = [("key", name), ("type", "string".into()), ("value", value)]
            .into_iter()
            .map(|(key, value)| (key, Value::text(value)))
            .collect();
        Value::from(row)
    });
    let rows = Value::list(rows);
    let mut edits = vec![change_kind(widget, "set-variables"), set(widget, "variables", rows)];
    let gone = ["script", "exits"].into_iter();
    edits.extend(
        gone.filter(|name| widget.property(name).is_some()).map(|name| clear(widget, name)),
    );
    edits.extend(wires(widget, vec![wire("next", next(widget, &read.exit))]));
    let what = Sentence::new(
        "variables set by templates; where the script would stop since a value is missing or no number, Studio takes 0 and goes on",
        "variables asignadas con plantillas; donde el script se detendría porque falta un valor o no es un número, Studio toma 0 y sigue",
    );
    Ok((edits, what))
}

/// What to build instead of a script with these sources.
fn as_a_function(source: &str) -> Sentence {
    let script = CompiledScript::compile("script", source);
    let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
    let gets = list(script.paths.iter().map(|path| path.join(".")).collect());
    let sets = list(script.scan.sets.iter().map(|(name, _)| name.to_string()).collect());
    let exits = list(script.exits().iter().map(|(name, _)| name.to_string()).collect());
    let mut told = Sentence::new(
        "Studio runs no scripts. Write a function",
        "Studio no ejecuta scripts. Escriba una función",
    );
    if !gets.is_empty() {
        told = told.then(&sentence!(" that gets {gets}", " que reciba {gets}"));
    }
    told = told.then(&Sentence::new(", and run it here", " y ejecútela aquí"));
    if !sets.is_empty() {
        told = told.then(&sentence!(
            "; set {sets} from what it returns",
            "; asigne {sets} con lo que devuelva"
        ));
    }
    if !exits.is_empty() {
        told = told.then(&sentence!(
            "; have it return one of {exits} too, and split on that",
            "; haga que devuelva también uno de {exits} y ponga un split sobre eso"
        ));
    }
    told.then(&Sentence::new(".", "."))
}

/// What to build instead of a widget that is a script.
pub(super) fn as_a_widget(widget: &Widget) -> Sentence {
    let exits: Vec<String> = widget.transitions.iter().map(|wire| wire.event.to_string()).collect();
    let named: Vec<String> = widget
        .properties()
        .node()
        .map(|properties| {
            let names = properties.members().map(|(name, _)| name.text.into_owned());
            names.filter(|name| name != "offset").collect()
        })
        .unwrap_or_default();
    let (gets, gets_es) = match named.is_empty() {
        true => Default::default(),
        false => {
            let named = named.join(", ");
            (format!(" that gets {named}"), format!(" que reciba {named}"))
        }
    };
    let (split, split_es) = match exits.is_empty() {
        true => Default::default(),
        false => {
            let exits = exits.join(", ");
            (
                format!(", and split on what it returns: {exits}"),
                format!(", y ponga un split sobre lo que devuelva: {exits}"),
            )
        }
    };
    Sentence::new(
        format!("Studio runs no scripts. Write a function{gets}, run it here{split}."),
        format!(
            "Studio no ejecuta scripts. Escriba una función{gets_es}, ejecútela aquí{split_es}."
        ),
    )
}

/// A script that only sets variables.
struct Read {
    /// The variables, each with the template of its value.
    sets: Vec<(String, String)>,
    /// The exit.
    exit: String,
}

/// What a part of a script is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Number,
    /// A text; whether letters stand in it, which no cast can take for a number.
    Text {
        lettered: bool,
    },
    /// A flow variable, which is a number whenever it looks like one.
    Variable,
    /// Another variable.
    Other,
}

/// A part of a script as a template: what goes before it, and the expression itself.
#[derive(Clone)]
struct Part {
    before: String,
    expression: String,
    is_atom: bool,
    sort: Sort,
}

/// Reads a whole script; none when it does more.
fn read(source: &str) -> Option<Read> {
    let mut reader =
        Reader { tokens: tokens(source)?, at: 0, parts: 0, depth: 0, set: BTreeSet::new() };
    let mut sets: Vec<(String, String)> = Vec::new();
    let mut exit = "next".to_owned();
    while reader.at < reader.tokens.len() {
        let returns = reader.eat(&Token::Name("return".into()));
        match reader.take()? {
            Token::Name(name) if name == "set" && !returns => {
                reader.expect("(")?;
                let Token::Text(key) = reader.take()? else { return None };
                reader.expect(",")?;
                let value = reader.sum()?;
                reader.expect(")")?;
                let is_fit = match value.sort {
                    Sort::Text { lettered } => lettered,
                    Sort::Number | Sort::Variable => true,
                    Sort::Other => false,
                };
                // Studio drops the spaces around a value.
                let ends = (value.expression.starts_with("' "), value.expression.ends_with(" '"));
                let is_fit = is_fit && ends == (false, false);
                let is_new = reader.set.insert(format!("flow.variables.{key}"));
                if !is_fit || !is_new || key.trim().is_empty() {
                    return None;
                }
                sets.push((key, format!("{}{{{{ {} }}}}", value.before, value.expression)));
            }
            Token::Name(name) if name == "exit" => {
                reader.expect("(")?;
                let Token::Text(named) = reader.take()? else { return None };
                reader.expect(")")?;
                exit = named;
                reader.eat(&Token::Sign(';'));
                let is_last = reader.at == reader.tokens.len();
                return (is_last && !sets.is_empty()).then_some(Read { sets, exit });
            }
            _ => return None,
        }
        if reader.at < reader.tokens.len() && !reader.eat(&Token::Sign(';')) {
            return None;
        }
    }
    (!sets.is_empty()).then_some(Read { sets, exit })
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Number(String),
    Text(String),
    Sign(char),
}

/// The words of a script; none when there is something that templates have no likeness for.
fn tokens(source: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = source.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = length(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            tokens.push(Token::Name(rest[..end].to_owned()));
            end
        } else if first.is_ascii_digit() {
            let end = length(|c| c.is_ascii_digit() || c == '.');
            tokens.push(Token::Number(rest[..end].to_owned()));
            end
        } else if first == '"' {
            let end = rest[1..].find('"')? + 2;
            let text = &rest[1..end - 1];
            // Escapes, and what a template would take for its own.
            if text.contains(['\\', '{', '}', '%', '\n', '\'']) {
                return None;
            }
            tokens.push(Token::Text(text.to_owned()));
            end
        } else if "+-*(),;".contains(first) {
            tokens.push(Token::Sign(first));
            1
        } else {
            return None;
        };
        rest = rest[taken..].trim_start();
    }
    Some(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    /// How many parts have got a name.
    parts: usize,
    depth: usize,
    /// The variables that are set by now; set together at the end, they cannot be read before.
    set: BTreeSet<String>,
}

impl Reader {
    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        Some(token)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let is_next = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &str) -> Option<()> {
        let sign = sign.chars().next()?;
        self.eat(&Token::Sign(sign)).then_some(())
    }

    fn sum(&mut self) -> Option<Part> {
        let mut left = self.product()?;
        loop {
            if self.eat(&Token::Sign('+')) {
                let right = self.product()?;
                left = self.added(left, right)?;
            } else if self.eat(&Token::Sign('-')) {
                let right = self.product()?;
                left = self.counted(left, "minus", right)?;
            } else {
                return Some(left);
            }
        }
    }

    fn product(&mut self) -> Option<Part> {
        let mut left = self.atom()?;
        while self.eat(&Token::Sign('*')) {
            let right = self.atom()?;
            left = self.counted(left, "times", right)?;
        }
        Some(left)
    }

    fn atom(&mut self) -> Option<Part> {
        let part = |expression: String, sort| {
            Some(Part { before: String::new(), expression, is_atom: true, sort })
        };
        match self.take()? {
            Token::Number(number) => {
                number.parse::<f64>().ok().filter(|_| !number.ends_with('.'))?;
                part(number, Sort::Number)
            }
            Token::Text(text) => {
                let lettered = text.chars().any(char::is_alphabetic) && text != "null";
                part(format!("'{text}'"), Sort::Text { lettered })
            }
            Token::Name(path) => {
                let known = ["flow.", "widgets.", "trigger.", "contact."];
                let is_path = known.iter().any(|root| path.starts_with(root))
                    && path.matches('.').count() >= 2
                    && !path.ends_with('.');
                if !is_path || self.set.contains(&path) {
                    return None;
                }
                let is_variable =
                    path.starts_with("flow.variables.") && path.matches('.').count() == 2;
                part(path, if is_variable { Sort::Variable } else { Sort::Other })
            }
            Token::Sign('(') => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return None;
                }
                let inner = self.sum()?;
                self.depth -= 1;
                self.expect(")")?;
                Some(inner)
            }
            _ => None,
        }
    }

    /// `left` and `right` by a filter for numbers.
    fn counted(&mut self, left: Part, filter: &str, right: Part) -> Option<Part> {
        let is_text = |part: &Part| matches!(part.sort, Sort::Text { .. });
        if is_text(&left) || is_text(&right) {
            return None;
        }
        Some(self.filtered(left, filter, right, Sort::Number))
    }

    fn added(&mut self, left: Part, right: Part) -> Option<Part> {
        let counts = |sort| matches!(sort, Sort::Number | Sort::Variable);
        match (left.sort, right.sort) {
            (Sort::Text { lettered }, other) | (other, Sort::Text { lettered }) => {
                let also = matches!(other, Sort::Text { lettered: true });
                let sort = Sort::Text { lettered: lettered || also };
                Some(self.filtered(left, "append", right, sort))
            }
            // Two variables may be two texts, which a script joins and a template counts together.
            (Sort::Variable, Sort::Variable) => None,
            (one, other) if counts(one) && counts(other) => {
                Some(self.filtered(left, "plus", right, Sort::Number))
            }
            _ => None,
        }
    }

    fn filtered(&mut self, left: Part, filter: &str, right: Part, sort: Sort) -> Part {
        let mut before = format!("{}{}", left.before, right.before);
        let right = if right.is_atom {
            right.expression
        } else {
            self.parts += 1;
            let name = format!("part{}", self.parts);
            before.push_str(&format!("{{% assign {name} = {} %}}", right.expression));
            name
        };
        Part {
            before,
            expression: format!("{} | {filter}: {right}", left.expression),
            is_atom: false,
            sort,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> String {
        match read(source) {
            Some(read) => {
                let sets = read.sets.iter().map(|(name, value)| format!("{name} = {value}\n"));
                format!("{}by {}", sets.collect::<String>(), read.exit)
            }
            None => as_a_function(source).to_string(),
        }
    }

    #[test]
    fn numbers_and_texts_become_templates() {
        assert_eq!(
            told("set(\"priority\", flow.variables.digit * 10 + 7)"),
            "priority = {{ flow.variables.digit | times: 10 | plus: 7 }}\nby next"
        );
        assert_eq!(
            told(
                "// both\nset(\"a\", 2 * (flow.variables.n - 1) + 3 * widgets.m.n);\nset(\"b\", \"Dear \" + contact.channel.name + \"!\");\nreturn exit(\"done\");"
            ),
            "a = {% assign part1 = flow.variables.n | minus: 1 %}{% assign part2 = 3 | times: widgets.m.n %}{{ 2 | times: part1 | plus: part2 }}\nb = {{ 'Dear ' | append: contact.channel.name | append: '!' }}\nby done"
        );
    }

    #[test]
    fn what_templates_would_do_otherwise_is_left() {
        for source in [
            "",
            "set(\"a\", \"007\")",
            "set(\"a\", widgets.menu.Digits)",
            "set(\"a\", widgets.menu.Digits + 1)",
            "set(\"a\", flow.variables.a + flow.variables.b)",
            "set(\"a\", 1); set(\"b\", flow.variables.a * 2)",
            "set(\"a\", 10 / 3)",
            "set(\"a\", true)",
            "set(\"a\", \"Dear \")",
            "set(\"a\", \"{{x}}y\")",
            "if flow.variables.a > 1 { set(\"a\", 1) }",
            "exit(\"next\")",
            "set(\"a\", 1); exit(\"b\"); set(\"c\", 1)",
            "set(\"a\", 1",
        ] {
            assert!(read(source).is_none(), "{source}");
        }
        assert_eq!(
            read(&format!("set(\"a\", {}1)", "(".repeat(5_000))).map(|read| read.exit),
            None
        );
    }

    #[test]
    fn of_another_script_it_is_told_what_a_function_must_do() {
        assert_eq!(
            told(
                "let digit = int(widgets.menu.Digits) ?? 0;\nset(\"priority\", digit * 10 + 7);\nif digit == 9 { return exit(\"urgent\"); }"
            ),
            "Studio runs no scripts. Write a function that gets widgets.menu.Digits, and run it here; set priority from what it returns; have it return one of urgent too, and split on that."
        );
    }
}
