//! Conditions, read and asked the short way: a parser over characters and a walk over its tree.

use serde_json::Value;

/// A condition.
#[derive(Clone, Debug)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Operator, Operand),
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    Constant(Value),
    Name(Vec<Step>),
}

/// A step of a name: a key, or a place in a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Key(String),
    Index(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Equal,
    Unequal,
    More,
    MoreOrEqual,
    Less,
    LessOrEqual,
    Contains,
    Has,
    In,
    NotIn,
}

/// What is left to read.
struct Reader {
    rest: Vec<char>,
    at: usize,
}

/// Reads a condition; none when it is not one.
pub fn read(text: &str) -> Option<Condition> {
    let mut reader = Reader { rest: text.chars().collect(), at: 0 };
    let condition = reader.any()?;
    reader.blanks();
    (reader.at == reader.rest.len()).then_some(condition)
}

/// Reads a name such as `routing.levels[2]` and nothing else.
pub fn read_name(text: &str) -> Option<Vec<Step>> {
    let mut reader = Reader { rest: text.trim().chars().collect(), at: 0 };
    match reader.operand()? {
        Operand::Name(steps) if reader.at == reader.rest.len() => Some(steps),
        _ => None,
    }
}

impl Reader {
    fn blanks(&mut self) {
        while self.rest.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.blanks();
        let signs: Vec<char> = sign.chars().collect();
        let is_here = self.rest[self.at..].starts_with(&signs);
        if is_here {
            self.at += signs.len();
        }
        is_here
    }

    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let here: String = self.rest[self.at..].iter().take_while(|c| in_name(**c)).collect();
        let is_here = here.eq_ignore_ascii_case(word);
        if is_here {
            self.at += here.len();
        }
        is_here
    }

    fn any(&mut self) -> Option<Condition> {
        let mut parts = vec![self.all()?];
        while self.word("OR") {
            parts.push(self.all()?);
        }
        Some(Condition::Any(parts))
    }

    fn all(&mut self) -> Option<Condition> {
        let mut parts = vec![self.primary()?];
        while self.word("AND") {
            parts.push(self.primary()?);
        }
        Some(Condition::All(parts))
    }

    fn primary(&mut self) -> Option<Condition> {
        if self.sign("(") {
            let inner = self.any()?;
            return self.sign(")").then_some(inner);
        }
        let before = self.at;
        if self.word("NOT") && self.sign("(") {
            let inner = self.any()?;
            return self.sign(")").then(|| Condition::Not(Box::new(inner)));
        }
        self.at = before;
        let left = self.operand()?;
        let operator = self.operator()?;
        Some(Condition::Compare(left, operator, self.operand()?))
    }

    fn operator(&mut self) -> Option<Operator> {
        self.blanks();
        // `>-5` is larger than a negative number, `>- x` is HAS.
        if self.rest.get(self.at + 2).is_some_and(char::is_ascii_digit) {
            let sign: String = self.rest[self.at..self.at + 2].iter().collect();
            let operator = match sign.as_str() {
                ">-" => Some(Operator::More),
                "<-" => Some(Operator::Less),
                _ => None,
            };
            if operator.is_some() {
                self.at += 1;
                return operator;
            }
        }
        for (sign, operator) in [
            (">-", Operator::Has),
            ("<-", Operator::In),
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            (">=", Operator::MoreOrEqual),
            ("<=", Operator::LessOrEqual),
            ("=", Operator::Equal),
            (">", Operator::More),
            ("<", Operator::Less),
        ] {
            if self.sign(sign) {
                return Some(operator);
            }
        }
        if self.word("NOT") {
            return self.word("IN").then_some(Operator::NotIn);
        }
        let words =
            [("HAS", Operator::Has), ("IN", Operator::In), ("CONTAINS", Operator::Contains)];
        words.into_iter().find(|(word, _)| self.word(word)).map(|(_, operator)| operator)
    }

    fn operand(&mut self) -> Option<Operand> {
        self.blanks();
        let first = *self.rest.get(self.at)?;
        if first == '\'' || first == '"' {
            return self.text(first).map(|text| Operand::Constant(Value::from(text)));
        }
        if first == '[' {
            self.at += 1;
            let mut items = Vec::new();
            while !self.sign("]") {
                if !items.is_empty() && !self.sign(",") {
                    return None;
                }
                // A comma may stand at the end.
                if !items.is_empty() && self.sign("]") {
                    break;
                }
                match self.operand()? {
                    Operand::Constant(item) if !item.is_array() => items.push(item),
                    _ => return None,
                }
            }
            return Some(Operand::Constant(Value::from(items)));
        }
        if first == '-' || first.is_ascii_digit() {
            let from = self.at;
            self.at += 1;
            while self.rest.get(self.at).is_some_and(|c| in_name(*c) || *c == '.') {
                self.at += 1;
            }
            let text: String = self.rest[from..self.at].iter().collect();
            let are_digits =
                |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
            let digits = text.strip_prefix('-').unwrap_or(&text);
            if !digits.split('.').all(are_digits) || digits.split('.').count() > 2 {
                return None;
            }
            return text.parse::<f64>().ok().map(|number| Operand::Constant(Value::from(number)));
        }
        for (word, value) in
            [("true", Value::from(true)), ("false", Value::from(false)), ("null", Value::Null)]
        {
            let before = self.at;
            if self.word(word) && self.rest.get(self.at) != Some(&'.') {
                return Some(Operand::Constant(value));
            }
            self.at = before;
        }
        self.name()
    }

    fn text(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            self.at += 1;
            match *self.rest.get(self.at)? {
                '\\' => {
                    self.at += 1;
                    text.push(*self.rest.get(self.at)?);
                }
                c if c == quote => {
                    self.at += 1;
                    return Some(text);
                }
                c => text.push(c),
            }
        }
    }

    fn name(&mut self) -> Option<Operand> {
        let mut steps = Vec::new();
        loop {
            let key: String = self.rest[self.at..].iter().take_while(|c| in_name(**c)).collect();
            self.at += key.chars().count();
            let words = ["AND", "OR", "NOT", "IN", "HAS", "CONTAINS"];
            let is_word = words.iter().any(|word| word.eq_ignore_ascii_case(&key));
            let stands_alone = steps.is_empty() && self.rest.get(self.at) != Some(&'.');
            if key.is_empty() || (is_word && stands_alone) {
                return None;
            }
            steps.push(Step::Key(key));
            while self.rest.get(self.at) == Some(&'[') {
                let digits: String =
                    self.rest[self.at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
                self.at += digits.len() + 2;
                if self.rest.get(self.at - 1) != Some(&']') {
                    return None;
                }
                steps.push(Step::Index(digits.parse().ok()?));
            }
            if self.rest.get(self.at) != Some(&'.') {
                return Some(Operand::Name(steps));
            }
            self.at += 1;
        }
    }
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// What stands under a name in a JSON value; null when nothing does.
pub fn find(value: &Value, steps: &[Step]) -> Value {
    let found = steps.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
    });
    found.cloned().unwrap_or(Value::Null)
}

impl Condition {
    /// Whether it holds, where names mean what `meaning` says.
    pub fn holds(&self, meaning: &dyn Fn(&[Step]) -> Value) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|part| part.holds(meaning)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(meaning)),
            Condition::Not(inner) => !inner.holds(meaning),
            Condition::Compare(left, operator, right) => {
                let value = |operand: &Operand| match operand {
                    Operand::Constant(value) => value.clone(),
                    Operand::Name(steps) => meaning(steps),
                };
                compare(&value(left), *operator, &value(right))
            }
        }
    }
}

fn compare(left: &Value, operator: Operator, right: &Value) -> bool {
    let is_list = |value: &Value| value.is_array() || value.is_object();
    match operator {
        Operator::Contains => match (left, right) {
            (Value::String(left), Value::String(right)) => left.contains(right.as_str()),
            _ => false,
        },
        Operator::Has => holds(left, right),
        Operator::In => holds(right, left),
        Operator::NotIn => {
            right.is_null() && !is_list(left)
                || right.is_array() && !is_list(left) && !holds(right, left)
        }
        Operator::Unequal if right.is_null() => !left.is_null(),
        Operator::Unequal if left.is_null() => !right.is_null(),
        _ if is_list(left) || is_list(right) => false,
        Operator::Equal => same(left, right),
        Operator::Unequal => !same(left, right),
        Operator::More => order(left, right).is_some_and(|order| order.is_gt()),
        Operator::MoreOrEqual => order(left, right).is_some_and(|order| order.is_ge()),
        Operator::Less => order(left, right).is_some_and(|order| order.is_lt()),
        Operator::LessOrEqual => order(left, right).is_some_and(|order| order.is_le()),
    }
}

fn same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn holds(list: &Value, item: &Value) -> bool {
    let is_scalar = !item.is_array() && !item.is_object();
    list.as_array().is_some_and(|items| is_scalar && items.iter().any(|one| same(one, item)))
}
