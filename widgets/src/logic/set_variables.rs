//! Set variables: give values to `flow.variables`, for every later widget to read.
//!
//! A value is rendered to text, trimmed and cast: a number becomes a number, everything else stays
//! text. Only what reads back the same is a number: `007`, `+15550100` and digits too many for a
//! number stay text, so that codes and telephone numbers keep what they begin with.
//!
//! Deliberately not here: lists and maps by casting. They come from JSON, which an item asks for.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Pair, Reporter, Setting};
use centralita_engine::exec::{Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::{Map, Text, Value};

/// Give values to flow variables, for every later widget to read.
///
/// A number becomes a number, and everything else stays text; an item marked as JSON becomes a value
/// with members, such as `{{flow.variables.order.id}}`. All items are worked out first and set
/// together at the end, so one item does not see what another sets.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "set-variables",
    label = "Set variables",
    group = Logic,
    icon = "variable",
    alias("SetVariables")
)]
pub struct SetVariables {
    /// The variables by name, each with its value.
    #[field(required)]
    pub variables: Vec<Pair>,
}

/// The way out of setting variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The variables are set.
    #[exit(label = "Variables set")]
    Next,
}

/// What setting variables stores: each value under its own name.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Set {
    /// The value that was set, under the variable's name.
    #[output(wire = "*", sample = "1")]
    pub each: Option<Value>,
}

/// The value that a rendered text stands for.
fn cast(text: Text) -> Value {
    let trimmed = text.trim();
    if trimmed == "null" {
        return Value::text("");
    }
    match number(trimmed) {
        Some(number) => number,
        // Most texts have nothing to trim, and are then shared instead of copied.
        None if trimmed.len() == text.len() => Value::Text(text),
        None => Value::text(trimmed),
    }
}

/// A number as JSON writes it, without exponent.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) || !only_digits(whole) {
        return None;
    }
    if !digits.contains('.') {
        return text.parse().ok().map(Value::Int);
    }
    // More digits than a double holds would come back changed.
    if !only_digits(fraction) || whole.len() + fraction.len() > 15 {
        return None;
    }
    text.parse().ok().map(Value::number)
}

impl Behaviour for SetVariables {
    type Exit = Exit;
    type Outputs = Set;

    const EXAMPLE: &'static str = r#"{
  "name": "count",
  "type": "set-variables",
  "transitions": [ { "event": "next", "next": "main_menu" } ],
  "properties": {
    "variables": [
      { "key": "tries", "type": "string", "value": "{{flow.variables.tries | plus: 1}}" },
      { "key": "order", "type": "json_object", "value": "{{widgets.get_order.body}}" }
    ],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let mut values = Map::with_capacity(self.variables.len());
        for Pair { key, value, json } in &self.variables {
            let text = turn.render(value)?;
            let value = if *json {
                Value::from_json(text.trim()).unwrap_or_else(|error| {
                    turn.warn(format!(
                        "The value of \"{key}\" is not JSON ({error}); it stays text. Mend the JSON, or do not ask for it."
                    ));
                    Value::text(text.trim())
                })
            } else {
                cast(text)
            };
            values.insert(key.clone(), value);
        }
        for (key, value) in values.iter() {
            turn.set_variable(key.clone(), value.clone());
        }
        turn.store_map(values);
        Ok(Next::Exit(Exit::Next))
    }

    fn sets(&self) -> Vec<Setting> {
        let setting = |pair: &Pair| Setting {
            variable: pair.key.clone(),
            value: (!pair.json).then(|| pair.value.clone()),
        };
        self.variables.iter().map(setting).collect()
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = &report.widget.name;
        if self.variables.is_empty() && report.widget.property("variables").is_some() {
            let message = sentence!(
                "{name} sets no variable. Add one, or remove the widget from the way.",
                "{name} no asigna ninguna variable. Añada una o quite el widget del camino."
            );
            report.warning(Code("bad_property"), "variables", message);
        }
        if self.variables.iter().any(|pair| pair.key.trim().is_empty()) {
            let message = sentence!(
                "{name} sets a variable without a name, which nothing can read. Name it, or remove the row.",
                "{name} asigna una variable sin nombre, que nada puede leer. Dele un nombre o quite la fila."
            );
            report.warning(Code("bad_property"), "variables", message);
        }
        let mut keys: Vec<&Text> = self.variables.iter().map(|pair| &pair.key).collect();
        keys.sort();
        for pair in keys.windows(2).filter(|pair| pair[0] == pair[1] && !pair[0].is_empty()) {
            let message = sentence!(
                "{name} sets \"{}\" twice; only the last value stays. Remove the other row.",
                "{name} asigna \"{}\" dos veces; solo queda el último valor. Quite la otra fila.",
                pair[0]
            );
            report.warning(Code("bad_property"), "variables", message);
        }
        for Pair { key, value, json } in &self.variables {
            if *json
                && let Some(literal) = value.as_literal()
                && let Err(error) = Value::from_json(literal.trim())
            {
                let message = sentence!(
                    "{name} sets \"{key}\" from JSON that cannot be read ({error}); it would stay text. Mend the JSON, or do not ask for it.",
                    "{name} asigna \"{key}\" desde un JSON que no se puede leer ({error}); quedaría como texto. Corrija el JSON o no lo pida."
                );
                report.warning(Code("bad_property"), "variables", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::{SetVariables, cast};

    fn check(variables: &str, expected: Expect) {
        let told = Stage::call()
            .with_variable("n", 4i64)
            .with_variable("name", "Ana")
            .play::<SetVariables>(&format!(r#"{{"variables":{variables}}}"#), &[]);
        expected.assert_eq(&told);
    }

    #[test]
    fn values_are_set_cast_and_stored_under_the_widget_too() {
        check(
            r#"[{"key":"tries","type":"string","value":"{% if flow.variables.n %}\n  {{flow.variables.n | plus: 1}}\n{% else %}\n  1\n{% endif %}"},
                {"key":"who","value":" {{flow.variables.name}} "},
                {"key":"missing","value":"{{flow.variables.nobody}}"},
                {"key":"nothing","value":null}]"#,
            expect![[r#"
                visits under_test
                  leaves by next
                asks #1 hang-up
                stores {"tries":5,"who":"Ana","missing":"","nothing":""}
                sets {"tries":5,"who":"Ana","missing":"","nothing":""}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_item_does_not_see_what_an_earlier_one_sets() {
        check(
            r#"[{"key":"n","value":"9","index":"0"},{"key":"copy","value":"{{flow.variables.n}}","index":"1"}]"#,
            expect![[r#"
                visits under_test
                  leaves by next
                asks #1 hang-up
                stores {"n":9,"copy":4}
                sets {"n":9,"copy":4}
                ends completed
            "#]],
        );
    }

    #[test]
    fn json_becomes_a_value_with_members_and_broken_json_stays_text() {
        check(
            r#"[{"key":"order","type":"json_object","value":"{\"items\":[{\"id\":{{flow.variables.n}}}]}"},
                {"key":"old","parse_as_json":true,"value":"[1]"},
                {"key":"broken","type":"json_object","value":"{oops"}]"#,
            expect![[r#"
                visits under_test
                  notes: The value of "broken" is not JSON (key must be a string at line 1 column 2); it stays text. Mend the JSON, or do not ask for it.
                  leaves by next
                asks #1 hang-up
                stores {"order":{"items":[{"id":4}]},"old":[1],"broken":"{oops"}
                sets {"order":{"items":[{"id":4}]},"old":[1],"broken":"{oops"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn only_what_reads_back_the_same_is_a_number() {
        for number in ["0", "1", "-5", "12.5", "0.25", "9223372036854775807"] {
            assert_eq!(cast(number.into()).to_json(), number);
        }
        assert_eq!(cast("1.50".into()).to_json(), "1.5");
        for text in [
            "007",
            "+15550100",
            "1e5",
            "1.",
            ".5",
            "-",
            "",
            "9223372036854775808",
            "0.12345678901234567",
            "\"5\"",
            "1,5",
            "NaN",
            "infinity",
            "true",
        ] {
            assert_eq!(cast(text.into()).as_text(), Some(text));
        }
        assert_eq!(cast(" \n null ".into()).as_text(), Some(""));
    }

    #[test]
    fn the_check_finds_rows_that_do_nothing() {
        let told = Stage::call().problems::<SetVariables>(
            r#"{"variables":[{"key":"a","value":"1"},{"key":"a","value":"2"},{"key":"","value":"x"},{"key":"j","type":"json_object","value":"{oops"}]}"#,
        );
        expect![[r#"
            Warning bad_property at variables: under_test sets a variable without a name, which nothing can read. Name it, or remove the row.
            Warning bad_property at variables: under_test sets "a" twice; only the last value stays. Remove the other row.
            Warning bad_property at variables: under_test sets "j" from JSON that cannot be read (key must be a string at line 1 column 2); it would stay text. Mend the JSON, or do not ask for it.
        "#]].assert_eq(&told);
        assert!(
            Stage::call()
                .problems::<SetVariables>(r#"{"variables":[]}"#)
                .contains("sets no variable")
        );
    }
}
