//! JSON with variables in its text, kept whole whatever the variables hold.
//!
//! Authors write `{"said": "{{widgets.ask.SpeechResult}}", "n": {{flow.variables.n}}}`. What a caller
//! said may hold quotation marks and line breaks; put into the text as it is, it would break the
//! JSON or add keys to it. [`JsonText`] puts it in so that it stays one value.

use crate::value::Value;

/// Deepest nesting of a value that is put in as JSON; a deeper one is put in as text, so that a
/// caller cannot make the whole too deep to be read.
const DEEPEST: usize = 64;

/// Writes printed values into JSON text.
///
/// Inside a JSON string a value is escaped. Outside of one it has to be one complete JSON value;
/// whatever is not becomes a JSON string. Values with nothing but white space between them count as
/// one there, since authors write `{{menu.Digits}}{{menu.SpeechResult}}` for "whichever is there".
#[derive(Debug, Default)]
pub(crate) struct JsonText {
    place: Place,
    /// How much of the text has been looked at.
    seen: usize,
    /// Where the values begin that stand side by side outside a string, and what they printed.
    side_by_side: Option<(usize, String)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    Inside,
    /// Inside a string, just behind a backslash.
    Escaping,
}

impl JsonText {
    /// Puts `printed` at the end of `out`, which grows by this and by the author's own text only.
    pub(crate) fn write(&mut self, out: &mut String, printed: &str) {
        self.look(out);
        match self.place {
            Place::Outside => self.write_value(out, printed),
            Place::Inside => write_inside(out, printed),
            Place::Escaping => {
                // The author's backslash stands for itself, or it would take the first letter.
                out.push('\\');
                self.place = Place::Inside;
                write_inside(out, printed);
            }
        }
        self.seen = out.len();
    }

    /// Looks at what the author's text added.
    fn look(&mut self, out: &str) {
        let added = out.get(self.seen..).unwrap_or("");
        if !added.trim().is_empty() {
            self.side_by_side = None;
        }
        for byte in added.bytes() {
            self.place = match (self.place, byte) {
                (Place::Outside, b'"') => Place::Inside,
                (Place::Outside, _) => Place::Outside,
                (Place::Inside, b'"') => Place::Outside,
                (Place::Inside, b'\\') => Place::Escaping,
                (Place::Inside | Place::Escaping, _) => Place::Inside,
            };
        }
    }

    fn write_value(&mut self, out: &mut String, printed: &str) {
        let (start, together) = match self.side_by_side.take() {
            Some((start, mut together)) => {
                together.push_str(out.get(self.seen..).unwrap_or(""));
                out.truncate(start);
                together.push_str(printed);
                (start, together)
            }
            None => (out.len(), printed.to_owned()),
        };
        if together.trim().is_empty() {
            // Nothing can stand where the author wrote no place for a value.
            let wanted = out.trim_end().ends_with([':', ',', '[']) || out.trim().is_empty();
            out.push_str(if wanted { "\"\"" } else { "" });
        } else if is_whole_value(&together) {
            out.push_str(together.trim());
        } else {
            Value::from(together.as_str()).write_json(out);
        }
        self.side_by_side = Some((start, together));
    }
}

/// Appends `printed` as it stands inside a JSON string.
fn write_inside(out: &mut String, printed: &str) {
    let quoted = Value::from(printed).to_json();
    out.push_str(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or(""));
}

/// Whether a text is one JSON value that is not too deep.
fn is_whole_value(text: &str) -> bool {
    nesting(text) <= DEEPEST && Value::from_json(text).is_ok()
}

/// How deep brackets are nested in a text that may be JSON.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut place) = (0_usize, 0, Place::Outside);
    for byte in text.bytes() {
        place = match (place, byte) {
            (Place::Outside, b'"') => Place::Inside,
            (Place::Outside, b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
                place
            }
            (Place::Outside, b']' | b'}') => {
                depth = depth.saturating_sub(1);
                place
            }
            (Place::Inside, b'"') => Place::Outside,
            (Place::Inside, b'\\') => Place::Escaping,
            (Place::Escaping, _) => Place::Inside,
            _ => place,
        };
    }
    deepest
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use crate::template::{Dialect, Scope, Template, TemplateLimits};
    use crate::value::{Map, Value};
    use crate::{Text, Time};

    use super::JsonText;

    fn render(template: &str, x: &str, y: &str) -> String {
        let mut context = Map::new();
        context.insert("x", x);
        context.insert("y", y);
        let limits = TemplateLimits { output_bytes: 1 << 20, ..TemplateLimits::DEFAULT };
        let scope =
            Scope { context: &context, now: Time(0), zone: &TimeZone::UTC, limits: &limits };
        let mut json = JsonText::default();
        let template = Template::parse(template, Dialect::Studio);
        assert!(template.faults().is_empty(), "{:?}", template.faults());
        template
            .render_with(&scope, &mut Vec::new(), &mut |out, printed| json.write(out, printed))
            .unwrap()
    }

    const HOSTILE: &str = r#"","roles":["admin"#;

    #[test]
    fn hostile_words_stay_one_text_inside_and_outside_of_strings() {
        assert_eq!(
            render(r#"{"said": "{{x}}"}"#, HOSTILE, ""),
            r#"{"said": "\",\"roles\":[\"admin"}"#
        );
        assert_eq!(
            render(r#"{"said": {{x}}}"#, HOSTILE, ""),
            r#"{"said": "\",\"roles\":[\"admin"}"#
        );
        assert_eq!(
            render(r#"{"said": {{x}}}"#, "1, \"roles\": 2", ""),
            r#"{"said": "1, \"roles\": 2"}"#
        );
        assert_eq!(
            render("{\"said\": {{x}}, \"y\": \"{{y}}\"}", "two\nlines", "🙂\n\"\\"),
            r#"{"said": "two\nlines", "y": "🙂\n\"\\"}"#
        );
    }

    #[test]
    fn numbers_lists_and_maps_keep_their_kind_outside_of_strings() {
        assert_eq!(render(r#"{"n": {{x}}}"#, "12", ""), r#"{"n": 12}"#);
        assert_eq!(render(r#"{"n": {{x}}}"#, "007", ""), r#"{"n": "007"}"#);
        assert_eq!(render(r#"{"n": {{x}}}"#, "[1,{}]", ""), r#"{"n": [1,{}]}"#);
        assert_eq!(render(r#"{"n": {{x | to_json}}}"#, "a\"b", ""), r#"{"n": "a\"b"}"#);
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(render(r#"{"n": {{x}}}"#, &deep, ""), format!(r#"{{"n": "{deep}"}}"#));
    }

    #[test]
    fn values_side_by_side_count_as_one() {
        assert_eq!(render(r#"{"n": {{x}}{{y}}}"#, "1", ""), r#"{"n": 1}"#);
        assert_eq!(render(r#"{"n": {{x}}{{y}}}"#, "", "sales"), r#"{"n": "sales"}"#);
        assert_eq!(render(r#"{"n": {{x}} {{y}}}"#, "Ann", "Lee"), r#"{"n": "Ann Lee"}"#);
        assert_eq!(render(r#"{"n": {{x}}{{y}}}"#, "\"a", "b\""), r#"{"n": "ab"}"#);
    }

    #[test]
    fn nothing_is_an_empty_text_only_where_a_value_has_to_stand() {
        assert_eq!(render(r#"{"n": {{x}}}"#, "", ""), r#"{"n": ""}"#);
        assert_eq!(render(r#"{"n": 1 {{x}} }"#, "", ""), r#"{"n": 1  }"#);
    }

    #[test]
    fn tags_captures_and_backslashes_do_not_open_a_way_in() {
        let template = r#"{ {% if y == "" %}"a": "{{x}}"{% else %}"b": {{y}}{% endif %} }"#;
        assert_eq!(render(template, HOSTILE, ""), r#"{ "a": "\",\"roles\":[\"admin" }"#);
        assert_eq!(render(template, "", HOSTILE), r#"{ "b": "\",\"roles\":[\"admin" }"#);
        let captured = r#"{% capture c %}"{{x}}"{% endcapture %}{"a": {{c}}}"#;
        assert_eq!(render(captured, "fine", ""), r#"{"a": "fine"}"#);
        assert_eq!(render(captured, "\"", ""), r#"{"a": "\"\"\""}"#);
        let changed = r#"{"a": "{% ifchanged %}{{x}}{% endifchanged %}{% cycle x, y %}"}"#;
        assert_eq!(render(changed, "\"", ""), r#"{"a": "\"\""}"#);
        assert_eq!(render(r#"{"a": "\{{x}}"}"#, "\"", ""), r#"{"a": "\\\""}"#);
    }

    proptest! {
        #[test]
        fn no_value_changes_the_keys(x in ".{0,40}", y in "[\\[\\]{}\",:a1\\\\\n ]{0,20}") {
            let template = r#"{"a": "{{x}}", "b": [{{y}}], {% if x != "" %}"c": "\{{y}}"{% else %}"c": {{x}}{% endif %}}"#;
            let rendered = render(template, &x, &y);
            let value = Value::from_json(&rendered)
                .map_err(|error| TestCaseError::fail(format!("{error}: {rendered}")))?;
            let keys: Vec<Text> = value.as_map().map(|map| map.keys().cloned().collect()).unwrap_or_default();
            prop_assert_eq!(keys, ["a", "b", "c"]);
            prop_assert_eq!(value.get("a").and_then(Value::as_text), Some(x.as_str()));
            prop_assert_eq!(value.get("b").and_then(Value::as_list).map(<[Value]>::len), Some(1));
        }
    }
}
