//! The filters, by name.
//!
//! A filter is a function from a value and its arguments to a value. It may refuse, with a sentence
//! that says why. The table below is the whole list; nothing registers itself.

mod encode;
mod list;
mod math;
mod select;
mod text;

use super::Scope;
use super::date;
use crate::{Text, Value};

/// One filter.
#[derive(Debug)]
pub(super) struct Filter {
    pub name: &'static str,
    /// The fewest and the most arguments it takes.
    pub arguments: (usize, usize),
    /// Whether it may read a value in all its depth; others look at its surface only.
    pub deep: bool,
    run: fn(Value, &Arguments, &Scope<'_>) -> Result<Value, Refusal>,
}

/// What stands behind the colon of a filter.
#[derive(Default)]
pub(super) struct Arguments {
    pub count: usize,
    pub first: Value,
    pub second: Value,
    /// Only `default` has an argument with a name.
    pub allow_false: bool,
}

/// Why a filter gives no value.
pub(super) enum Refusal {
    /// It cannot work with these values. Studio prints the sentence instead of the value.
    Wrong(String),
    /// It would divide by zero, for which Studio has words of its own.
    Zero,
    /// The value would be bigger than a value may be. Ends the rendering in every dialect.
    Limit(String),
}

impl Refusal {
    /// What Studio prints instead of the value; None when even Studio does not go on.
    pub fn printed(&self) -> Option<String> {
        match self {
            Refusal::Wrong(message) => Some(format!("Liquid error: {message}")),
            Refusal::Zero => Some("Liquid error: divided by 0".to_owned()),
            Refusal::Limit(_) => None,
        }
    }

    /// The sentence for the author of the template.
    pub fn message(self) -> String {
        match self {
            Refusal::Wrong(message) | Refusal::Limit(message) => message,
            Refusal::Zero => {
                "This divides by 0. Test the number first, such as with {% if n != 0 %}.".to_owned()
            }
        }
    }

    fn wrong<T>(message: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal::Wrong(message.into()))
    }
}

impl Filter {
    /// Runs the filter.
    pub fn run(
        &self,
        value: Value,
        arguments: &Arguments,
        scope: &Scope<'_>,
    ) -> Result<Value, Refusal> {
        (self.run)(value, arguments, scope)
    }

    /// What to say when the filter gets `count` arguments.
    pub fn usage(&self, count: usize) -> String {
        let (fewest, most) = self.arguments;
        let takes = match (fewest, most) {
            (0, 0) => "takes no argument".to_owned(),
            (1, 1) => "takes one argument".to_owned(),
            (fewest, most) if fewest == most => format!("takes {fewest} arguments"),
            (fewest, most) => format!("takes {fewest} to {most} arguments"),
        };
        format!("`{}` {takes}, and here it has {count}.", self.name)
    }
}

const fn filter(
    name: &'static str,
    fewest: usize,
    most: usize,
    run: fn(Value, &Arguments, &Scope<'_>) -> Result<Value, Refusal>,
) -> Filter {
    Filter { name, arguments: (fewest, most), deep: true, run }
}

/// A filter that looks at the surface of its values only.
const fn shallow(
    name: &'static str,
    fewest: usize,
    most: usize,
    run: fn(Value, &Arguments, &Scope<'_>) -> Result<Value, Refusal>,
) -> Filter {
    Filter { name, arguments: (fewest, most), deep: false, run }
}

/// Every filter, in the order of the alphabet.
static FILTERS: &[Filter] = &[
    shallow("abs", 0, 0, math::abs),
    filter("append", 1, 1, text::append),
    shallow("at_least", 1, 1, math::at_least),
    shallow("at_most", 1, 1, math::at_most),
    filter("base64_decode", 0, 0, encode::base64_decode),
    filter("base64_encode", 0, 0, encode::base64_encode),
    filter("base64_url_safe_decode", 0, 0, encode::base64_url_safe_decode),
    filter("base64_url_safe_encode", 0, 0, encode::base64_url_safe_encode),
    filter("capitalize", 0, 0, text::capitalize),
    shallow("ceil", 0, 0, math::ceil),
    filter("compact", 0, 1, list::compact),
    shallow("concat", 1, 1, list::concat),
    filter("date", 1, 2, date::date),
    shallow("default", 0, 1, list::default),
    shallow("divided_by", 1, 1, math::divided_by),
    filter("downcase", 0, 0, text::downcase),
    filter("escape", 0, 0, encode::escape),
    filter("escape_once", 0, 0, encode::escape_once),
    filter("find", 1, 2, select::find),
    filter("find_index", 1, 2, select::find_index),
    shallow("first", 0, 0, list::first),
    shallow("floor", 0, 0, math::floor),
    filter("has", 1, 2, select::has),
    filter("join", 0, 1, list::join),
    shallow("last", 0, 0, list::last),
    filter("lstrip", 0, 0, text::lstrip),
    shallow("map", 1, 1, select::map),
    shallow("minus", 1, 1, math::minus),
    shallow("modulo", 1, 1, math::modulo),
    filter("newline_to_br", 0, 0, text::newline_to_br),
    shallow("plus", 1, 1, math::plus),
    filter("prepend", 1, 1, text::prepend),
    filter("reject", 1, 2, select::reject),
    filter("remove", 1, 1, text::remove),
    filter("remove_first", 1, 1, text::remove_first),
    filter("remove_last", 1, 1, text::remove_last),
    filter("replace", 1, 2, text::replace),
    filter("replace_first", 1, 2, text::replace_first),
    filter("replace_last", 2, 2, text::replace_last),
    shallow("reverse", 0, 0, list::reverse),
    shallow("round", 0, 1, math::round),
    filter("rstrip", 0, 0, text::rstrip),
    shallow("size", 0, 0, list::size),
    filter("slice", 1, 2, text::slice),
    filter("sort", 0, 1, list::sort),
    filter("sort_natural", 0, 1, list::sort_natural),
    filter("split", 1, 1, text::split),
    filter("strip", 0, 0, text::strip),
    filter("strip_html", 0, 0, encode::strip_html),
    filter("strip_newlines", 0, 0, text::strip_newlines),
    shallow("sum", 0, 1, select::sum),
    shallow("times", 1, 1, math::times),
    filter("to_json", 0, 0, encode::to_json),
    filter("truncate", 0, 2, text::truncate),
    filter("truncatewords", 0, 2, text::truncatewords),
    filter("uniq", 0, 1, list::uniq),
    filter("upcase", 0, 0, text::upcase),
    filter("url_decode", 0, 0, encode::url_decode),
    filter("url_encode", 0, 0, encode::url_encode),
    filter("where", 1, 2, select::where_filter),
];

/// The filter called `name`.
pub(super) fn find(name: &str) -> Option<&'static Filter> {
    let at = FILTERS.binary_search_by(|filter| filter.name.cmp(name)).ok()?;
    FILTERS.get(at)
}

/// The filter whose name is most like `name`, when one is like it at all.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    if name.len() > 40 {
        return None;
    }
    let known = match name {
        "json" | "jsonify" | "to_string" => Some("to_json"),
        "lowercase" | "lower" | "to_lower" => Some("downcase"),
        "uppercase" | "upper" | "to_upper" => Some("upcase"),
        "length" | "count" => Some("size"),
        "trim" => Some("strip"),
        "add" => Some("plus"),
        "subtract" | "sub" => Some("minus"),
        "multiply" | "multiplied_by" => Some("times"),
        "divide" => Some("divided_by"),
        "mod" => Some("modulo"),
        "substring" | "substr" => Some("slice"),
        _ => None,
    };
    known.or_else(|| {
        let near = FILTERS.iter().map(|filter| (distance(name, filter.name), filter.name));
        let (distance, near) = near.min()?;
        (distance * 3 <= name.len()).then_some(near)
    })
}

/// How many letters must be changed, added or taken away to make `a` of `b`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.bytes().enumerate() {
            let changed = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// A value as a text; whatever it is.
fn text_of(value: &Value) -> Text {
    super::print::text_of(value)
}

/// A fault-to-be when a value would become too big.
fn check_size(bytes: usize, scope: &Scope<'_>) -> Result<(), Refusal> {
    if bytes <= scope.limits.value_bytes {
        return Ok(());
    }
    let most = super::scope::bytes_in_words(scope.limits.value_bytes);
    Err(Refusal::Limit(format!("This value grows beyond {most}. Make it smaller.")))
}

/// The items that a filter for lists works on: a list flattened, nothing as no items, and anything
/// else as one item.
fn items_of(value: Value, scope: &Scope<'_>) -> Result<Vec<Value>, Refusal> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::List(items) => {
            if !items.iter().any(|item| matches!(item, Value::List(_))) {
                return Ok(std::sync::Arc::unwrap_or_clone(items));
            }
            let mut flat = Vec::with_capacity(items.len());
            flatten(&items, &mut flat, scope, 0)?;
            Ok(flat)
        }
        other => Ok(vec![other]),
    }
}

/// Lists deeper than this stay lists: no JSON that is read can be nested so deeply.
const DEEPEST_LIST: usize = 128;

fn flatten(
    items: &[Value],
    flat: &mut Vec<Value>,
    scope: &Scope<'_>,
    depth: usize,
) -> Result<(), Refusal> {
    for item in items {
        match item {
            Value::List(inner) if depth < DEEPEST_LIST => flatten(inner, flat, scope, depth + 1)?,
            other => flat.push(other.clone()),
        }
        check_size(flat.len() * 8, scope)?;
    }
    Ok(())
}

/// An argument that must be a whole number.
fn whole_number(value: &Value, filter: &str) -> Result<i64, Refusal> {
    match super::print::Number::of(value) {
        Some(super::print::Number::Int(int)) => Ok(int),
        _ => Refusal::wrong(format!("`{filter}` needs a whole number, not a {}.", value.kind())),
    }
}

#[cfg(test)]
pub(super) mod testing {
    use crate::template::{Dialect, Scope, Template, TemplateLimits};
    use crate::{Time, Value};

    /// What a template prints with these variables (as JSON), or the sentence of its fault.
    pub(in crate::template) fn rendered(source: &str, variables: &str, dialect: Dialect) -> String {
        let context = Value::from_json(variables).unwrap();
        let zone = jiff::tz::TimeZone::get("America/Los_Angeles").unwrap();
        let limits = TemplateLimits::default();
        let now = Time::parse("2026-11-22T18:30:05Z").unwrap();
        let scope = Scope { context: context.as_map().unwrap(), now, zone: &zone, limits: &limits };
        match Template::parse(source, dialect).render(&scope, &mut Vec::new()) {
            Ok(text) => text.to_string(),
            Err(fault) => format!("! {}", fault.message),
        }
    }

    /// The warnings that a template leaves in Studio's dialect.
    pub(in crate::template) fn warned(source: &str) -> Vec<String> {
        let context = crate::Map::new();
        let (zone, limits) = (jiff::tz::TimeZone::UTC, TemplateLimits::default());
        let scope = Scope { context: &context, now: Time(0), zone: &zone, limits: &limits };
        let mut warnings = Vec::new();
        Template::parse(source, Dialect::Studio).render(&scope, &mut warnings).unwrap();
        warnings.into_iter().map(|warning| warning.message).collect()
    }

    /// What a standard template prints without variables.
    pub(in crate::template) fn shows(source: &str) -> String {
        rendered(source, "{}", Dialect::Standard)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{rendered, shows};
    use super::*;
    use crate::template::Dialect;

    #[test]
    fn the_table_is_sorted() {
        assert!(FILTERS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn a_misspelt_filter_gets_a_suggestion() {
        assert_eq!(nearest("upcse"), Some("upcase"));
        assert_eq!(nearest("length"), Some("size"));
        assert_eq!(nearest("frobnicate"), None);
    }

    #[test]
    fn a_wrong_number_of_arguments_is_told() {
        assert_eq!(
            shows("{{ 'a' | append }}"),
            "! `append` takes one argument, and here it has 0."
        );
        assert_eq!(
            rendered("{{ 'a' | append }}", "{}", Dialect::Studio),
            "Liquid error: `append` takes one argument, and here it has 0."
        );
    }

    #[test]
    fn an_unknown_filter_lets_the_value_through_in_studio_only() {
        assert_eq!(rendered("{{ 'a' | shout }}", "{}", Dialect::Studio), "a");
        assert_eq!(shows("{{ 'a' | shout }}"), "! There is no filter `shout`.");
    }
}
