//! Finding variables and stepping into values.

use super::eval::Machine;
use super::filters::{Arguments, Refusal};
use super::plain::item;
use super::print::Number;
use super::tree::{Expr, Head, Path, Pipeline, Step};
use super::{Dialect, Fault};
use crate::{Span, Text, Value};

impl Machine<'_> {
    /// The value of `expr`; nothing when a variable is absent.
    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Value, Fault> {
        Ok(match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Blank | Expr::Empty => Value::Text(Text::new_static("")),
            Expr::Path(path) => self.path(path)?,
            Expr::Range(ends, span) => {
                let (first, count) = self.range(&ends.0, &ends.1)?;
                let bytes = count.saturating_mul(8);
                self.check_value(usize::try_from(bytes).unwrap_or(usize::MAX), *span)?;
                self.spend(bytes, *span)?;
                Value::list((0..count).map(|step| Value::Int(first + step as i64)))
            }
        })
    }

    /// The first number of a range, and how many numbers it has.
    pub(super) fn range(&mut self, from: &Expr, to: &Expr) -> Result<(i64, u64), Fault> {
        let (from, to) = self.ends(from, to)?;
        let count = if to < from { 0 } else { to.abs_diff(from).saturating_add(1) };
        Ok((from, count))
    }

    /// The first and the last number of a range.
    pub(super) fn ends(&mut self, from: &Expr, to: &Expr) -> Result<(i64, i64), Fault> {
        Ok((whole(&self.expr(from)?), whole(&self.expr(to)?)))
    }

    /// The value of a whole pipeline.
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline) -> Result<Value, Fault> {
        let mut value = self.expr(&pipeline.head)?;
        for call in &pipeline.filters {
            let Some(filter) = call.filter else {
                let name = call.name.of(self.source);
                self.warn(
                    call.name,
                    format!("There is no filter `{name}`; the value stays as it is."),
                );
                continue;
            };
            let mut arguments = Arguments::default();
            for (place, expr) in call.positional.iter().enumerate() {
                let argument = self.expr(expr)?;
                arguments.count += 1;
                match place {
                    0 => arguments.first = argument,
                    1 => arguments.second = argument,
                    _ => {}
                }
            }
            if let Some(expr) = &call.allow_false {
                arguments.allow_false = super::compare::is_true(&self.expr(expr)?);
            }
            if filter.deep {
                self.read_whole(&value, call.name)?;
                self.read_whole(&arguments.first, call.name)?;
                self.read_whole(&arguments.second, call.name)?;
            } else {
                let size = shallow_size(&value) + shallow_size(&arguments.first);
                self.spend(size as u64, call.name)?;
            }
            let result = match &call.misfit {
                Some(misfit) => Err(Refusal::Wrong(misfit.to_string())),
                None => filter.run(value, &arguments, self.scope),
            };
            value = match result {
                Ok(value) => value,
                Err(refusal) => match refusal.printed() {
                    Some(printed) if self.dialect == Dialect::Studio => {
                        self.warn(call.name, refusal.message());
                        Value::from(printed)
                    }
                    _ => return Err(Fault::new(call.name, refusal.message())),
                },
            };
            let size = shallow_size(&value);
            self.check_value(size, call.name)?;
            self.spend(size as u64, call.name)?;
        }
        Ok(value)
    }

    /// The value at the end of a path.
    pub(super) fn path(&mut self, path: &Path) -> Result<Value, Fault> {
        let (Head::Name(name), true) = (&path.head, path.fixed) else {
            return self.computed_path(path);
        };
        if let Some(at) = self.loop_called(name) {
            return Ok(self.loop_value(at, &path.rest));
        }
        let Some(mut value) = self.variable(name) else { return Ok(Value::Null) };
        for (place, step) in path.rest.iter().enumerate() {
            let next = match step {
                Step::Name(name) => value.get(name),
                Step::Key(name) => value.get(name),
                Step::Index(index) => item(value, *index),
                Step::Computed(_) => None,
            };
            match next {
                Some(next) => value = next,
                // Only a last look at size, first or last can make a new value, so it is looked at
                // apart from the borrowed walk.
                None => {
                    let Step::Name(name) = step else { return Ok(Value::Null) };
                    let mut made = special(value, name);
                    for step in &path.rest[place + 1..] {
                        made = stepped(&made, step);
                    }
                    return Ok(made);
                }
            }
        }
        Ok(value.clone())
    }

    /// A path with parts that are known only now.
    fn computed_path(&mut self, path: &Path) -> Result<Value, Fault> {
        let name = match &path.head {
            Head::Name(name) => name.clone(),
            Head::Computed(inside) => match self.expr(inside)? {
                Value::Text(name) => name,
                _ => return Ok(Value::Null),
            },
        };
        let mut rest = &path.rest[..];
        let mut value = if let Some(at) = self.loop_called(&name) {
            let fixed = rest.iter().take_while(|step| !matches!(step, Step::Computed(_))).count();
            let value = self.loop_value(at, &rest[..fixed]);
            rest = &rest[fixed..];
            value
        } else {
            self.variable(&name).cloned().unwrap_or_default()
        };
        for step in rest {
            value = match step {
                Step::Computed(inside) => match self.expr(inside)? {
                    Value::Text(key) => value.get(&key).cloned().unwrap_or_default(),
                    Value::Int(index) => item(&value, index).cloned().unwrap_or_default(),
                    Value::Float(float) => item(&value, float as i64).cloned().unwrap_or_default(),
                    _ => Value::Null,
                },
                step => stepped(&value, step),
            };
        }
        Ok(value)
    }

    /// A variable by its name: of a loop, assigned, counted, or of the context.
    pub(super) fn variable(&self, name: &str) -> Option<&Value> {
        let named = |(key, _): &&(Text, Value)| key.as_str() == name;
        let local = self
            .loop_variables
            .iter()
            .rev()
            .find(named)
            .or_else(|| self.assigned.iter().find(named))
            .or_else(|| self.counters.iter().find(named));
        match local {
            Some((_, value)) => Some(value),
            None => self.scope.context.get(name),
        }
    }

    /// Counts work; a fault when it was too much.
    pub(super) fn spend(&mut self, bytes: u64, span: Span) -> Result<(), Fault> {
        self.work = self.work.saturating_add(bytes);
        if self.work <= self.scope.limits.work_bytes {
            return Ok(());
        }
        Err(Fault::new(
            span,
            "This template does too much work. Use fewer filters inside loops, or smaller values.",
        ))
    }

    /// Counts the work of reading a value in all its depth; a fault when it is too big for that.
    pub(super) fn read_whole(&mut self, value: &Value, span: Span) -> Result<(), Fault> {
        let size = measure(value, self.scope.limits.value_bytes);
        self.check_value(size, span)?;
        self.spend(size as u64, span)
    }

    /// A fault when a value has become too big.
    pub(super) fn check_value(&self, bytes: usize, span: Span) -> Result<(), Fault> {
        if bytes <= self.scope.limits.value_bytes {
            return Ok(());
        }
        let most = super::scope::bytes_in_words(self.scope.limits.value_bytes);
        Err(Fault::new(span, format!("This value grows beyond {most}. Make it smaller.")))
    }
}

/// One step into a value that nobody borrows.
fn stepped(value: &Value, step: &Step) -> Value {
    let next = match step {
        Step::Name(name) => {
            return value.get(name).cloned().unwrap_or_else(|| special(value, name));
        }
        Step::Key(name) => value.get(name),
        Step::Index(index) => item(value, *index),
        Step::Computed(_) => None,
    };
    next.cloned().unwrap_or_default()
}

/// `.size`, `.first` and `.last` of lists, maps and texts.
fn special(value: &Value, name: &str) -> Value {
    match (name, value) {
        ("size", Value::Text(text)) => Value::Int(text.chars().count() as i64),
        ("size", Value::List(items)) => Value::Int(items.len() as i64),
        ("size", Value::Map(map)) => Value::Int(map.len() as i64),
        ("first", Value::List(items)) => items.first().cloned().unwrap_or_default(),
        ("last", Value::List(items)) => items.last().cloned().unwrap_or_default(),
        ("first", Value::Map(map)) => map.iter().next().map(pair).unwrap_or_default(),
        ("first", Value::Text(text)) => text.chars().next().map(character).unwrap_or_default(),
        ("last", Value::Text(text)) => text.chars().next_back().map(character).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// One entry of a map as a list of two, which is what loops and `first` see.
pub(super) fn pair((key, value): (&Text, &Value)) -> Value {
    Value::list([Value::Text(key.clone()), value.clone()])
}

/// A text of one character.
pub(super) fn character(character: char) -> Value {
    Value::from(&*character.encode_utf8(&mut [0; 4]))
}

/// A value as a whole number, for the ends of a range.
fn whole(value: &Value) -> i64 {
    match Number::of(value) {
        Some(Number::Int(int)) => int,
        Some(Number::Float(float)) => float as i64,
        None => 0,
    }
}

/// How many bytes (or items) a value holds at its surface.
pub(super) fn shallow_size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.len() * 8,
        Value::Map(map) => map.len() * 8,
        _ => 8,
    }
}

/// How many bytes a value holds in all its depth, counted no further than `most`: a list may hold
/// the same large value a thousand times.
pub(super) fn measure(value: &Value, most: usize) -> usize {
    match value {
        Value::List(items) => {
            let mut bytes = 8;
            for item in items.iter() {
                if bytes > most {
                    break;
                }
                bytes += 2 + measure(item, most - bytes);
            }
            bytes
        }
        Value::Map(map) => {
            let mut bytes = 8;
            for (key, item) in map.iter() {
                if bytes > most {
                    break;
                }
                bytes += 4 + key.len();
                bytes += measure(item, most.saturating_sub(bytes));
            }
            bytes
        }
        other => shallow_size(other),
    }
}
