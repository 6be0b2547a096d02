//! The fast form: literal texts and plain variables such as `{{ contact.channel.address }}`.
//!
//! Most templates of real flows are like this. They are rendered without the machinery of the tree,
//! into a buffer on the stack, with one allocation for the finished text.

use super::print::{digits_of, print};
use super::tree::{Block, Expr, Head, Node, Step};
use super::{Fault, Scope, Writing, too_long};
use crate::value::Guess;
use crate::{Map, Span, Text, Value};

/// A piece of a plain template.
#[derive(Debug)]
pub(super) enum Part {
    Text(Span),
    Variable(PlainPath, Span),
}

/// A path of names and places, without anything to compute.
#[derive(Debug)]
pub(super) struct PlainPath {
    head: (Text, Guess),
    rest: Box<[PlainStep]>,
}

#[derive(Debug)]
enum PlainStep {
    Name(Text, Guess),
    Index(i64),
}

/// Names that mean something on lists and texts, or on values that are not there.
fn is_special(name: &str) -> bool {
    matches!(name, "size" | "first" | "last")
}

/// The parts of a template that is plain.
pub(super) fn parts(block: &Block) -> Option<Box<[Part]>> {
    block.nodes.iter().map(part).collect()
}

fn part(node: &Node) -> Option<Part> {
    let pipeline = match node {
        Node::Text(span) => return Some(Part::Text(*span)),
        Node::Output(pipeline) if pipeline.filters.is_empty() => pipeline,
        _ => return None,
    };
    let Expr::Path(path) = &pipeline.head else { return None };
    let Head::Name(head) = &path.head else { return None };
    let rest = path.rest.iter().map(|step| match step {
        Step::Name(name) if !is_special(name) => {
            Some(PlainStep::Name(name.clone(), Guess::default()))
        }
        Step::Key(name) => Some(PlainStep::Name(name.clone(), Guess::default())),
        Step::Index(index) => Some(PlainStep::Index(*index)),
        _ => None,
    });
    let rest = rest.collect::<Option<Box<[PlainStep]>>>()?;
    Some(Part::Variable(PlainPath { head: (head.clone(), Guess::default()), rest }, pipeline.span))
}

/// The variable of a template that is one output and white space around it.
pub(super) fn sole<'p>(parts: &'p [Part], source: &str) -> Option<&'p PlainPath> {
    let mut found = None;
    for part in parts {
        match part {
            Part::Text(span) if span.of(source).trim().is_empty() => {}
            Part::Variable(path, _) if found.is_none() => found = Some(path),
            _ => return None,
        }
    }
    found
}

impl PlainPath {
    /// The value, when there is one.
    #[inline]
    pub fn find<'c>(&self, context: &'c Map) -> Option<&'c Value> {
        let (head, guess) = &self.head;
        let mut value = context.get_at(head, guess)?;
        for step in &self.rest {
            value = match step {
                PlainStep::Name(name, guess) => value.as_map()?.get_at(name, guess)?,
                PlainStep::Index(index) => item(value, *index)?,
            };
        }
        Some(value)
    }
}

/// The item at `index`, counted from the end when negative.
pub(super) fn item(value: &Value, index: i64) -> Option<&Value> {
    let items = value.as_list()?;
    let index = if index < 0 { index.checked_add(items.len() as i64)? } else { index };
    items.get(usize::try_from(index).ok()?)
}

/// Renders a plain template.
pub(super) fn render(parts: &[Part], source: &str, scope: &Scope<'_>) -> Result<Text, Fault> {
    let mut page = Page::new();
    for part in parts {
        match part {
            Part::Text(span) => page.push(span.of(source)),
            Part::Variable(path, _) => match path.find(scope.context) {
                None | Some(Value::Null) => {}
                Some(Value::Text(text)) => page.push(text),
                Some(Value::Int(int)) => page.push(digits_of(*int, &mut [0; 20])),
                Some(other) => print(other, page.spilled()),
            },
        }
    }
    if page.len() > scope.limits.output_bytes {
        return Err(overflow(parts, source, scope));
    }
    Ok(page.into_text())
}

/// Renders a plain template at the end of `out`.
pub(super) fn render_into(
    parts: &[Part],
    source: &str,
    scope: &Scope<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let most = out.len().saturating_add(scope.limits.output_bytes);
    for part in parts {
        let span = match part {
            Part::Text(span) => {
                out.push_str(span.of(source));
                span
            }
            Part::Variable(path, span) => {
                if let Some(value) = path.find(scope.context) {
                    print(value, out);
                }
                span
            }
        };
        if out.len() > most {
            return Err(too_long(*span, scope.limits.output_bytes));
        }
    }
    Ok(())
}

/// Renders a plain template to a text of its own, in which `writing` puts what the variables hold.
pub(super) fn render_with(
    parts: &[Part],
    source: &str,
    scope: &Scope<'_>,
    writing: &mut Writing<'_>,
) -> Result<String, Fault> {
    let mut out = String::new();
    let mut printed = String::new();
    for part in parts {
        let span = match part {
            Part::Text(span) => {
                out.push_str(span.of(source));
                span
            }
            Part::Variable(path, span) => {
                printed.clear();
                if let Some(value) = path.find(scope.context) {
                    print(value, &mut printed);
                }
                writing(&mut out, &printed);
                span
            }
        };
        if out.len() > scope.limits.output_bytes {
            return Err(too_long(*span, scope.limits.output_bytes));
        }
    }
    Ok(out)
}

/// Renders once more, to find the place where the text grew too long.
#[cold]
fn overflow(parts: &[Part], source: &str, scope: &Scope<'_>) -> Fault {
    match render_into(parts, source, scope, &mut String::new()) {
        Err(fault) => fault,
        Ok(()) => too_long(Span::new(0, source.len()), scope.limits.output_bytes),
    }
}

/// Bytes on the stack before a text moves to the heap.
const ON_STACK: usize = 240;

/// A text being written: on the stack while it is short.
struct Page {
    short: [u8; ON_STACK],
    length: usize,
    long: Option<String>,
}

impl Page {
    #[inline]
    fn new() -> Page {
        Page { short: [0; ON_STACK], length: 0, long: None }
    }

    #[inline]
    fn push(&mut self, text: &str) {
        if self.long.is_none()
            && let Some(room) = self.short.get_mut(self.length..self.length + text.len())
        {
            room.copy_from_slice(text.as_bytes());
            self.length += text.len();
        } else {
            self.spilled().push_str(text);
        }
    }

    /// The text on the heap, moved there if it was not.
    fn spilled(&mut self) -> &mut String {
        self.long.get_or_insert_with(|| {
            let mut long = String::with_capacity(self.length * 2 + 64);
            long.push_str(str_of(&self.short[..self.length]));
            long
        })
    }

    fn len(&self) -> usize {
        self.long.as_ref().map_or(self.length, String::len)
    }

    #[inline]
    fn into_text(self) -> Text {
        match self.long {
            Some(long) => long.into(),
            None => Text::new(str_of(&self.short[..self.length])),
        }
    }
}

/// The text in a buffer that only whole texts were copied to.
#[inline]
fn str_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use crate::template::filters::testing::rendered;
    use crate::template::{Dialect, Template};

    #[test]
    fn plain_templates_print_every_kind_of_value() {
        let data = r#"{"t":"x","n":-4,"f":1.5,"b":false,"l":[1,"a",[2]],"m":{"k":"v"},"z":null}"#;
        let source =
            "{{t}},{{ n }},{{f}},{{b}},{{l}},{{m}},{{z}},{{m.k}},{{l[1]}},{{l[-1]}},{{m['k'].x}}";
        assert_eq!(
            rendered(source, data, Dialect::Standard),
            r#"x,-4,1.5,false,1a2,{"k":"v"},,v,a,2,"#
        );
    }

    #[test]
    fn a_long_text_leaves_the_stack() {
        let data = format!(r#"{{"t":"{}"}}"#, "é".repeat(200));
        let expected = format!("{0}-{0}{0}", "é".repeat(200));
        assert_eq!(rendered("{{t}}-{{t}}{{ t }}", &data, Dialect::Studio), expected);
        assert_eq!(
            rendered(&"{{t}}".repeat(60), &data, Dialect::Studio),
            "! The text grows beyond 16 KiB here. Shorten it, or print less."
        );
    }

    #[test]
    fn a_template_of_plain_variables_needs_no_tree() {
        let shape = |source: &str| {
            let template = Template::parse(source, Dialect::Studio);
            matches!(template.0.shape, crate::template::Shape::Plain(_))
        };
        assert!(shape("Hello {{ contact.channel.address }}{% comment %}!{% endcomment %}"));
        assert!(!shape("Hello {{ contact | upcase }}"));
        assert!(!shape("{{ items.size }}"));
        assert!(!shape("{{ items[i] }}"));
    }
}
