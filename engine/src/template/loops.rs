//! `for` and `tablerow`.

use std::fmt::Write;
use std::sync::Arc;

use super::eval::{Flow, Machine};
use super::lookup::pair;
use super::print::Number;
use super::tree::{Columns, Expr, Loop, Offset, Step};
use super::{Dialect, Fault};
use crate::{Map, Span, Text, Value};

/// What `forloop` or `tablerowloop` tells about the loop it stands in.
pub(super) struct Turn {
    /// The loop's variable and items, as written.
    name: Text,
    index: usize,
    length: usize,
    /// How many columns a table has; 0 in a `for`.
    columns: usize,
}

/// What a loop goes over.
enum Items {
    List(Arc<Vec<Value>>),
    Range { first: i64, count: usize },
}

impl Items {
    fn len(&self) -> usize {
        match self {
            Items::List(items) => items.len(),
            Items::Range { count, .. } => *count,
        }
    }

    fn at(&self, index: usize) -> Value {
        match self {
            Items::List(items) => items.get(index).cloned().unwrap_or_default(),
            Items::Range { first, .. } => Value::Int(first.saturating_add(index as i64)),
        }
    }
}

/// Which items a loop takes, and in how many columns.
struct Course {
    items: Items,
    from: usize,
    length: usize,
    columns: usize,
}

impl Course {
    fn item(&self, index: usize, reversed: bool) -> Value {
        let index = if reversed { self.length - 1 - index } else { index };
        self.items.at(self.from + index)
    }
}

impl Machine<'_> {
    /// Renders a loop.
    pub(super) fn each(&mut self, each: &Loop, out: &mut String) -> Result<Flow, Fault> {
        let items = self.items(each)?;
        let name = Text::from(format!("{}-{}", each.variable, each.written.of(self.source)));
        let from = match &each.offset {
            Offset::Start => 0,
            Offset::Continue => {
                self.stopped.iter().find(|(key, _)| *key == name).map_or(0, |(_, at)| *at)
            }
            Offset::At(expr) => self.count_of(expr, "offset", each.span)?.unwrap_or(0),
        };
        let from = from.min(items.len());
        let mut length = items.len() - from;
        if let Some(limit) = &each.limit
            && let Some(limit) = self.count_of(limit, "limit", each.span)?
        {
            length = length.min(limit);
        }
        match self.stopped.iter_mut().find(|(key, _)| *key == name) {
            Some((_, at)) => *at = from + length,
            None => self.stopped.push((name.clone(), from + length)),
        }
        if length == 0 && each.table.is_none() {
            return self.block(&each.otherwise, out);
        }
        let columns = match &each.table {
            None => 0,
            Some(Columns::All) => length.max(1),
            Some(Columns::Of(expr)) => self
                .count_of(expr, "cols", each.span)?
                .filter(|&count| count > 0)
                .unwrap_or(length.max(1)),
        };
        self.turns.push(Turn { name, index: 0, length, columns });
        self.loop_variables.push((each.variable.clone(), Value::Null));
        let place = self.loop_variables.len() - 1;
        let result = self.turns_of(each, &Course { items, from, length, columns }, out);
        self.loop_variables.truncate(place);
        self.turns.pop();
        result.map(|()| Flow::Next)
    }

    fn turns_of(&mut self, each: &Loop, course: &Course, out: &mut String) -> Result<(), Fault> {
        let columns = course.columns;
        if columns > 0 {
            out.push_str("<tr class=\"row1\">\n");
        }
        for index in 0..course.length {
            if !self.may_turn(each, index)? {
                break;
            }
            if let Some((_, variable)) = self.loop_variables.last_mut() {
                *variable = course.item(index, each.reversed);
            }
            if let Some(turn) = self.turns.last_mut() {
                turn.index = index;
            }
            if columns > 0 {
                let _ = write!(out, "<td class=\"col{}\">", index % columns + 1);
            }
            let flow = self.block(&each.body, out)?;
            if columns > 0 {
                out.push_str("</td>");
            }
            if flow == Flow::Break {
                break;
            }
            if columns > 0 && (index + 1) % columns == 0 && index + 1 < course.length {
                let _ = write!(out, "</tr>\n<tr class=\"row{}\">", index / columns + 2);
            }
            self.check_output(out, each.span)?;
            self.spend(8, each.span)?;
        }
        if columns > 0 {
            out.push_str("</tr>\n");
        }
        self.check_output(out, each.span)
    }

    /// Whether a loop may take its next turn; a fault when all loops together took too many.
    fn may_turn(&mut self, each: &Loop, index: usize) -> Result<bool, Fault> {
        let limits = self.scope.limits;
        if self.dialect == Dialect::Studio && index as u64 >= limits.studio_iterations {
            let most = limits.studio_iterations;
            let message = format!("This loop stops after {most} turns, as Studio's loops do.");
            self.warn(each.span, message);
            return Ok(false);
        }
        self.iterations += 1;
        if self.iterations <= limits.iterations {
            return Ok(true);
        }
        Err(Fault::new(
            each.span,
            format!(
                "The loops of this template take more than {} turns. Use `limit`, or a shorter list.",
                limits.iterations
            ),
        ))
    }

    fn items(&mut self, each: &Loop) -> Result<Items, Fault> {
        if let Expr::Range(ends, _) = &each.items {
            let (first, count) = self.range(&ends.0, &ends.1)?;
            return Ok(Items::Range { first, count: usize::try_from(count).unwrap_or(usize::MAX) });
        }
        Ok(match self.expr(&each.items)? {
            Value::List(items) => Items::List(items),
            Value::Map(map) => {
                self.spend(map.len() as u64 * 32, each.span)?;
                Items::List(Arc::new(map.iter().map(pair).collect()))
            }
            Value::Text(text) if !text.is_empty() => Items::List(Arc::new(vec![Value::Text(text)])),
            _ => Items::List(Arc::new(Vec::new())),
        })
    }

    /// A number that an option of a loop gives; None when it is nothing.
    fn count_of(&mut self, expr: &Expr, option: &str, span: Span) -> Result<Option<usize>, Fault> {
        let value = self.expr(expr)?;
        if value.is_null() {
            return Ok(None);
        }
        let Some(number) = Number::of(&value) else {
            return Err(Fault::new(
                span,
                format!("`{option}` of this loop is a {}. Give it a number.", value.kind()),
            ));
        };
        let number = match number {
            Number::Int(int) => int,
            Number::Float(float) => float as i64,
        };
        Ok(Some(usize::try_from(number).unwrap_or(0)))
    }

    /// The loop that `forloop` or `tablerowloop` means here.
    pub(super) fn loop_called(&self, name: &str) -> Option<usize> {
        match name {
            "forloop" => self.turns.iter().rposition(|turn| turn.columns == 0),
            "tablerowloop" => self.turns.iter().rposition(|turn| turn.columns > 0),
            _ => None,
        }
    }

    /// What `forloop` and the steps behind it mean, for the loop at `at`.
    pub(super) fn loop_value(&self, mut at: usize, mut steps: &[Step]) -> Value {
        while let Some((Step::Name(name) | Step::Key(name), rest)) = steps.split_first() {
            let turn = &self.turns[at];
            if name != "parentloop" {
                return if rest.is_empty() { turn.get(name) } else { Value::Null };
            }
            match self.turns[..at].iter().rposition(|turn| turn.columns == 0) {
                Some(outer) => (at, steps) = (outer, rest),
                None => return Value::Null,
            }
        }
        if steps.is_empty() { self.turns[at].to_value() } else { Value::Null }
    }
}

impl Turn {
    fn get(&self, name: &str) -> Value {
        let whole = |number: usize| Value::Int(number as i64);
        let (index, length) = (self.index, self.length);
        match name {
            "index" => whole(index + 1),
            "index0" => whole(index),
            "rindex" => whole(length - index),
            "rindex0" => whole(length - index - 1),
            "length" => whole(length),
            "first" => Value::Bool(index == 0),
            "last" => Value::Bool(index + 1 == length),
            "name" if self.columns == 0 => Value::Text(self.name.clone()),
            "col" if self.columns > 0 => whole(index % self.columns + 1),
            "col0" if self.columns > 0 => whole(index % self.columns),
            "row" if self.columns > 0 => whole(index / self.columns + 1),
            "col_first" if self.columns > 0 => Value::Bool(index % self.columns == 0),
            "col_last" if self.columns > 0 => Value::Bool((index + 1) % self.columns == 0),
            _ => Value::Null,
        }
    }

    fn to_value(&self) -> Value {
        let names = ["name", "length", "index", "index0", "rindex", "rindex0", "first", "last"];
        let map: Map = names.into_iter().map(|name| (name, self.get(name))).collect();
        Value::from(map)
    }
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect::{Standard, Studio};
    use crate::template::filters::testing::{rendered, shows, warned};

    #[test]
    fn a_loop_goes_over_lists_ranges_maps_and_texts() {
        let data = r#"{"l":["a","b"],"m":{"k":1,"j":2},"n":3}"#;
        let shows = |source| rendered(source, data, Standard);
        assert_eq!(shows("{% for i in l %}{{ i }},{% endfor %}"), "a,b,");
        assert_eq!(shows("{% for i in (1..n) reversed %}{{ i }}{% endfor %}"), "321");
        assert_eq!(shows("{% for i in m %}{{ i[0] }}={{ i[1] }} {% endfor %}"), "k=1 j=2 ");
        assert_eq!(shows("{% for i in 'abc' %}{{ i }}.{% endfor %}"), "abc.");
        assert_eq!(shows("{% for i in nobody %}x{% else %}none{% endfor %}"), "none");
    }

    #[test]
    fn a_loop_can_begin_later_and_end_earlier() {
        assert_eq!(shows("{% for i in (1..9) limit: 2 offset: 3 %}{{ i }}{% endfor %}"), "45");
        assert_eq!(
            shows(
                "{% for i in (1..5) limit: 2 %}{{ i }}{% endfor %}-{% for i in (1..5) offset: continue %}{{ i }}{% endfor %}"
            ),
            "12-345"
        );
        assert_eq!(
            shows(
                "{% for i in (1..9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}"
            ),
            "13"
        );
        assert_eq!(
            shows("{% for i in (1..3) limit: 'two' %}{% endfor %}"),
            "! `limit` of this loop is a text. Give it a number."
        );
    }

    #[test]
    fn forloop_tells_where_the_loop_is() {
        assert_eq!(
            shows(
                "{% for i in (5..6) %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.first }}{{ forloop.last }}{{ forloop.length }} {% endfor %}"
            ),
            "1021truefalse2 2110falsetrue2 "
        );
        assert_eq!(
            shows(
                "{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{% endfor %}"
            ),
            "11 12 21 22 "
        );
        assert_eq!(
            shows(
                "{% assign l = 'a,b' | split: ',' %}{% for i in l %}{{ l[forloop.index0] }}{% endfor %}"
            ),
            "ab"
        );
    }

    #[test]
    fn a_table_has_rows_and_columns() {
        assert_eq!(
            shows("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}"),
            "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n\
             <tr class=\"row2\"><td class=\"col1\">3</td></tr>\n"
        );
    }

    #[test]
    fn a_studio_loop_stops_after_fifteen_turns_and_warns_once() {
        let source =
            "{% for i in (1..20) %}{{ i }} {% endfor %}{% for i in (1..15) %}.{% endfor %}";
        let text = rendered(source, "{}", Studio);
        assert_eq!(text, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ...............");
        assert_eq!(warned(source), ["This loop stops after 15 turns, as Studio's loops do."]);
        assert!(
            rendered(source, "{}", Standard).starts_with("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")
        );
    }

    #[test]
    fn all_loops_together_take_so_many_turns() {
        let sentence = "! The loops of this template take more than 10000 turns. Use `limit`, or a shorter list.";
        assert_eq!(shows("{% for i in (1..10000000) %}{% endfor %}"), sentence);
        let nested = "{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}";
        assert_eq!(shows(nested), sentence);
        let deep = "{% for a in (1..15) %}".repeat(8) + &"{% endfor %}".repeat(8);
        assert_eq!(rendered(&deep, "{}", Studio), sentence);
    }
}
