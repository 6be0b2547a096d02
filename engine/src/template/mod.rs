//! Templates: texts with `{{ outputs }}` and `{% tags %}` in the language Liquid.
//!
//! A [`Template`] is read once, into a tree with places, and rendered often. Reading never fails:
//! what cannot be understood is a [`Fault`], and only rendering such a template fails. Rendering
//! borrows the variables, never reads a clock, and is bounded by [`TemplateLimits`] that count and do
//! not time, so it ends, and ends the same way, everywhere.
//!
//! | file | holds |
//! |---|---|
//! | `chunk`, `lexer` | cutting the source into pieces, and markup into words |
//! | `parse`, `parse_simple`, `parse_block`, `parse_expression`, `tree` | from pieces to the syntax tree |
//! | `reads`, `rename` | which variables are read where; giving a widget another name |
//! | `plain` | the fast form of templates that hold plain variables only |
//! | `eval`, `lookup`, `loops`, `compare`, `print`, `decimal` | rendering |
//! | `filters`, `date`, `strftime` | the filters |
//!
//! Deliberately not here: `include` and `render` (a flow has no other templates to bring in), regular
//! expressions, randomness, and any way to change a variable of the context.
//!
//! ```
//! use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
//! use centralita_engine::{Map, Time};
//! let context: Map = [("name", "Ana")].into_iter().collect();
//! let zone = jiff::tz::TimeZone::UTC;
//! let limits = TemplateLimits::default();
//! let scope = Scope { context: &context, now: Time(0), zone: &zone, limits: &limits };
//! let greeting = Template::parse("Hello {{ name | default: 'you' }}!", Dialect::Standard);
//! assert_eq!(greeting.render(&scope, &mut Vec::new()).unwrap(), "Hello Ana!");
//! ```

mod chunk;
mod compare;
mod date;
mod decimal;
mod eval;
mod filters;
mod lexer;
mod lookup;
mod loops;
mod parse;
mod parse_block;
mod parse_expression;
mod parse_simple;
mod plain;
mod print;
mod reads;
mod rename;
mod scope;
pub(crate) mod spanish;
mod strftime;
mod tree;

use std::fmt;
use std::sync::Arc;

use crate::{Span, Text, Value};
use plain::Part;
use reads::Written;
pub use reads::{Mention, Segment};
pub use scope::{Scope, TemplateLimits};
use tree::{Block, Node};

/// Whose habits a template follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Liquid as its reference implementation has it: mistakes stop the rendering.
    #[default]
    Standard,
    /// Liquid as Twilio Studio has it: `x == empty` holds for nothing, a loop stops after 15 turns,
    /// an unknown filter lets its value through, and a filter's mistake is printed.
    Studio,
}

/// Something wrong in a template: where, and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place in the template's source.
    pub span: Span,
    /// What is wrong and what to do, for the author of the template.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Fault {
        Fault { span, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// Whoever puts a printed value (second) at the end of the text rendered so far (first).
pub type Writing<'w> = dyn FnMut(&mut String, &str) + 'w;

/// A template, read once. A clone costs a reference count.
#[derive(Clone)]
pub struct Template(Arc<Inner>);

struct Inner {
    source: Text,
    dialect: Dialect,
    shape: Shape,
    faults: Vec<Fault>,
    doubts: Vec<Fault>,
    mentions: Vec<Mention>,
    /// For each mention, where the second step of its path is written.
    seconds: Vec<Option<Written>>,
}

/// How a template is rendered, from the fastest to the slowest way.
enum Shape {
    /// No tag and no output: the source itself.
    Literal,
    /// Literal texts and plain variables only.
    Plain(Box<[Part]>),
    /// Everything else.
    Tree(Block),
}

/// A template that is one output and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoleOutput<'t> {
    /// The variable of the context that the output begins with, unless it is a literal or a range.
    pub mention: Option<&'t Mention>,
    /// How many filters follow.
    pub filters: usize,
}

impl Template {
    /// Reads a template. What is wrong with it is told by [`Template::faults`].
    pub fn parse(source: impl Into<Text>, dialect: Dialect) -> Template {
        Template::parse_within(source, dialect, &TemplateLimits::DEFAULT)
    }

    /// Reads a template within other limits of size and depth than the usual ones.
    pub fn parse_within(
        source: impl Into<Text>,
        dialect: Dialect,
        limits: &TemplateLimits,
    ) -> Template {
        let source = source.into();
        if chunk::next_opening(&source).is_none() {
            return Template::unread(source, dialect, Vec::new());
        }
        if source.len() > limits.source_bytes {
            let message = format!(
                "This template has {} bytes; at most {} can be read. Split it over several widgets.",
                source.len(),
                scope::bytes_in_words(limits.source_bytes)
            );
            let fault = Fault { span: Span::new(0, source.len()), message };
            return Template::unread(source, dialect, vec![fault]);
        }
        let parsed = parse::parse(&source, dialect, limits);
        let reads = parsed.reads.list.into_iter();
        let (mentions, seconds) = reads.map(|read| (read.mention, read.second)).unzip();
        let shape = match plain::parts(&parsed.block) {
            Some(parts) if parsed.faults.is_empty() => Shape::Plain(parts),
            _ => Shape::Tree(parsed.block),
        };
        let (faults, doubts) = (parsed.faults, parsed.doubts);
        Template(Arc::new(Inner { source, dialect, shape, faults, doubts, mentions, seconds }))
    }

    fn unread(source: Text, dialect: Dialect, faults: Vec<Fault>) -> Template {
        Template(Arc::new(Inner {
            source,
            dialect,
            shape: Shape::Literal,
            faults,
            doubts: Vec::new(),
            mentions: Vec::new(),
            seconds: Vec::new(),
        }))
    }

    /// A template that prints `text` as it is. Text that holds `{{` or `{%` is protected by `raw`.
    pub fn literal(text: impl Into<Text>) -> Template {
        let text = text.into();
        if chunk::next_opening(&text).is_none() {
            return Template::unread(text, Dialect::Standard, Vec::new());
        }
        let quoted = if text.contains("endraw") {
            // Each brace on its own, since `raw` would end too early.
            text.replace('{', "{{'{'}}")
        } else {
            format!("{{% raw %}}{text}{{% endraw %}}")
        };
        let limits = TemplateLimits { source_bytes: usize::MAX, ..TemplateLimits::DEFAULT };
        Template::parse_within(quoted, Dialect::Standard, &limits)
    }

    /// The text it was read from.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The dialect it was read in.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// The whole text, when there is no output and no tag in it at all.
    pub fn as_literal(&self) -> Option<&str> {
        self.fixed().map(Text::as_str)
    }

    /// As [`Template::as_literal`], to be shared instead of copied.
    #[inline]
    pub(crate) fn fixed(&self) -> Option<&Text> {
        let fixed = matches!(self.0.shape, Shape::Literal) && self.0.faults.is_empty();
        fixed.then_some(&self.0.source)
    }

    /// What is wrong with the template, in the order of the text. With a fault it does not render.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// What works, but hardly as its author thinks: in Studio's dialect, an unknown filter.
    pub fn doubts(&self) -> &[Fault] {
        &self.0.doubts
    }

    /// Every place that reads a variable of the context, in the order of the text.
    pub fn mentions(&self) -> &[Mention] {
        &self.0.mentions
    }

    /// What the output consists of, when the template is one output and nothing but white space
    /// around it.
    pub fn sole_output(&self) -> Option<SoleOutput<'_>> {
        match &self.0.shape {
            Shape::Plain(parts) => {
                plain::sole(parts, &self.0.source)?;
                Some(SoleOutput { mention: self.0.mentions.first(), filters: 0 })
            }
            Shape::Tree(block) => {
                let pipeline = self.sole_pipeline(block)?;
                let starts = |mention: &&Mention| mention.span.start == pipeline.span.start;
                let mention = match pipeline.head {
                    tree::Expr::Path(_) => self.0.mentions.iter().find(starts),
                    _ => None,
                };
                Some(SoleOutput { mention, filters: pipeline.filters.len() })
            }
            Shape::Literal => None,
        }
    }

    fn sole_pipeline<'t>(&self, block: &'t Block) -> Option<&'t tree::Pipeline> {
        let source = self.source();
        let mut nodes = block
            .nodes
            .iter()
            .filter(|node| !matches!(node, Node::Text(span) if span.of(source).trim().is_empty()));
        match (nodes.next(), nodes.next()) {
            (Some(Node::Output(pipeline)), None) => Some(pipeline),
            _ => None,
        }
    }

    /// Renders the template to text.
    ///
    /// # Errors
    /// The first syntax fault, a limit that was reached, or (in the standard dialect) a filter or
    /// comparison that cannot work with its values.
    #[inline]
    pub fn render(&self, scope: &Scope<'_>, warnings: &mut Vec<Fault>) -> Result<Text, Fault> {
        match &self.0.shape {
            Shape::Literal if self.0.faults.is_empty() => {
                self.check_length(scope, self.0.source.len())?;
                Ok(self.0.source.clone())
            }
            Shape::Plain(parts) => plain::render(parts, &self.0.source, scope),
            _ => {
                let mut out = String::with_capacity(self.0.source.len());
                self.render_into(scope, &mut out, warnings)?;
                Ok(out.into())
            }
        }
    }

    /// Renders the template and appends the text to `out`. After an error `out` holds what was
    /// printed until then.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn render_into(
        &self,
        scope: &Scope<'_>,
        out: &mut String,
        warnings: &mut Vec<Fault>,
    ) -> Result<(), Fault> {
        if let Some(fault) = self.0.faults.first() {
            return Err(fault.clone());
        }
        match &self.0.shape {
            Shape::Literal => {
                self.check_length(scope, self.0.source.len())?;
                out.push_str(&self.0.source);
                Ok(())
            }
            Shape::Plain(parts) => plain::render_into(parts, &self.0.source, scope, out),
            Shape::Tree(block) => {
                eval::render(block, &self.0.source, self.0.dialect, scope, out, warnings)
            }
        }
    }

    /// Renders the template and lets `writing` put each printed value into the text, so that a text
    /// with rules of its own, such as JSON, can be kept whole whatever a value holds. What a tag
    /// captures is written when it is printed, not before.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn render_with(
        &self,
        scope: &Scope<'_>,
        warnings: &mut Vec<Fault>,
        writing: &mut Writing<'_>,
    ) -> Result<String, Fault> {
        if let Some(fault) = self.0.faults.first() {
            return Err(fault.clone());
        }
        match &self.0.shape {
            Shape::Literal => {
                self.check_length(scope, self.0.source.len())?;
                Ok(self.0.source.to_string())
            }
            Shape::Plain(parts) => plain::render_with(parts, &self.0.source, scope, writing),
            Shape::Tree(block) => {
                eval::render_with(block, &self.0.source, self.0.dialect, scope, warnings, writing)
            }
        }
    }

    /// The value of the output, when the template is one output and white space around it, else the
    /// rendered text. So `{{ widgets.http.parsed.items }}` stays a list.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn value(&self, scope: &Scope<'_>, warnings: &mut Vec<Fault>) -> Result<Value, Fault> {
        if self.0.faults.is_empty() {
            match &self.0.shape {
                Shape::Plain(parts) => {
                    if let Some(path) = plain::sole(parts, &self.0.source) {
                        return Ok(path.find(scope.context).cloned().unwrap_or_default());
                    }
                }
                Shape::Tree(block) => {
                    if let Some(pipeline) = self.sole_pipeline(block) {
                        let (source, dialect) = (&self.0.source, self.0.dialect);
                        return eval::value(pipeline, source, dialect, scope, warnings);
                    }
                }
                Shape::Literal => {}
            }
        }
        self.render(scope, warnings).map(Value::Text)
    }

    /// The source with every mention of the widget `from` turned into one of `to`; None when nothing
    /// changes. Literal text, quoted texts and comments stay as they are.
    pub fn with_widget_renamed(&self, from: &str, to: &str) -> Option<String> {
        rename::renamed(self.source(), &self.0.mentions, &self.0.seconds, from, to)
    }

    #[inline]
    fn check_length(&self, scope: &Scope<'_>, length: usize) -> Result<(), Fault> {
        if length <= scope.limits.output_bytes {
            return Ok(());
        }
        Err(too_long(Span::new(0, length), scope.limits.output_bytes))
    }
}

#[cold]
fn too_long(span: Span, most: usize) -> Fault {
    let most = scope::bytes_in_words(most);
    Fault::new(span, format!("The text grows beyond {most} here. Shorten it, or print less."))
}

impl PartialEq for Template {
    fn eq(&self, other: &Template) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.dialect == other.0.dialect && self.0.source == other.0.source)
    }
}

impl Eq for Template {}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({:?}, {:?})", self.0.dialect, self.0.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Time;

    fn with_scope<T>(run: impl FnOnce(&Scope<'_>) -> T) -> T {
        let json = r#"{"list":[1,2],"text":"a","map":{"k":[3]}}"#;
        let context = Value::from_json(json).unwrap().as_map().cloned().unwrap_or_default();
        let (zone, limits) = (jiff::tz::TimeZone::UTC, TemplateLimits::default());
        run(&Scope { context: &context, now: Time(0), zone: &zone, limits: &limits })
    }

    fn value(source: &str) -> String {
        let template = Template::parse(source, Dialect::Studio);
        with_scope(|scope| template.value(scope, &mut Vec::new())).unwrap().to_json()
    }

    #[test]
    fn a_sole_output_keeps_its_kind() {
        assert_eq!(value(" {{ list }} "), "[1,2]");
        assert_eq!(value("{{ map.k | first }}"), "3");
        assert_eq!(value("{{ nobody }}"), "null");
        assert_eq!(value("{{ list }}!"), "\"12!\"");
        assert_eq!(value("plain"), "\"plain\"");
    }

    #[test]
    fn a_sole_output_tells_what_it_begins_with() {
        let sole = |source: &str| {
            let template = Template::parse(source, Dialect::Studio);
            let sole = template.sole_output()?;
            Some((sole.mention.map(|mention| mention.path.len()), sole.filters))
        };
        assert_eq!(sole(" {{ widgets.a.b }}"), Some((Some(3), 0)));
        assert_eq!(sole("{{ a[b] | upcase | default: c }}"), Some((Some(2), 2)));
        assert_eq!(sole("{{ 'a' | append: b }}"), Some((None, 1)));
        assert_eq!(sole("{{ a }}{{ b }}"), None);
        assert_eq!(sole("{% if a %}{{ a }}{% endif %}"), None);
        assert_eq!(sole("a"), None);
    }

    #[test]
    fn a_literal_is_its_text() {
        let template = Template::parse("Hello {world}", Dialect::Studio);
        assert_eq!(template.as_literal(), Some("Hello {world}"));
        assert_eq!(Template::parse("{{ a }}", Dialect::Studio).as_literal(), None);
        let template = Template::literal("{{ a }}");
        assert_eq!(with_scope(|scope| template.render(scope, &mut Vec::new())).unwrap(), "{{ a }}");
    }

    #[test]
    fn a_literal_too_long_is_stopped_too() {
        let template = Template::literal("a".repeat(20_000));
        let fault = with_scope(|scope| template.render(scope, &mut Vec::new())).unwrap_err();
        assert_eq!(fault.message, "The text grows beyond 16 KiB here. Shorten it, or print less.");
    }

    #[test]
    fn a_template_with_a_fault_is_read_but_not_rendered() {
        let template = Template::parse("{{ a }}{{ b", Dialect::Studio);
        assert_eq!(template.mentions().len(), 1);
        let fault = with_scope(|scope| template.render(scope, &mut Vec::new())).unwrap_err();
        assert_eq!(&fault, &template.faults()[0]);
        assert_eq!(template.as_literal(), None);
    }

    #[test]
    fn templates_are_equal_by_source_and_dialect() {
        let parse = |dialect| Template::parse("{{ a }}", dialect);
        assert_eq!(parse(Dialect::Studio), parse(Dialect::Studio));
        assert_ne!(parse(Dialect::Studio), parse(Dialect::Standard));
    }

    #[test]
    fn what_studio_forgives_is_a_doubt() {
        let template = Template::parse("{{ a | shout }}", Dialect::Studio);
        assert!(template.faults().is_empty());
        assert_eq!(template.doubts()[0].message, "There is no filter `shout`.");
    }
}
