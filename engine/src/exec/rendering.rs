//! Rendering: how a widget gets the values of its properties during a turn.

use std::borrow::Cow;

use crate::declare::{Flag, JsonTemplate, JsonTree, Pair, Whole};
use crate::exec::json_text::JsonText;
use crate::exec::{Failure, Note, NoteKind, Turning};
use crate::template::{Fault, Segment, Template};
use crate::value::{Map, Text, Value};

impl Turning<'_> {
    /// Renders a template over the variables.
    ///
    /// # Errors
    /// When the template has a fault, or a limit is reached.
    pub fn render(&mut self, template: &Template) -> Result<Text, Failure> {
        if let Some(text) = template.fixed() {
            return Ok(text.clone());
        }
        let scope = self.program.scope(self.execution.context(), self.now);
        let rendered = template.render(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    fn after_render<T>(
        &mut self,
        template: &Template,
        rendered: Result<T, Fault>,
    ) -> Result<T, Failure> {
        for warning in self.visit.warnings.drain(..) {
            self.visit.notes.push(Note {
                kind: NoteKind::Warning,
                message: warning.message.into(),
                span: Some(warning.span),
            });
        }
        rendered.map_err(|fault| Failure {
            message: format!("{} Template: {}", fault.message, excerpt(template.source())).into(),
            span: Some(fault.span),
        })
    }

    /// Renders a template that may be absent; absent renders to the empty text.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn render_or_empty(&mut self, template: &Option<Template>) -> Result<Text, Failure> {
        template.as_ref().map_or(Ok(Text::default()), |template| self.render(template))
    }

    /// Renders a template; one that is exactly one output keeps the value's type.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn value(&mut self, template: &Template) -> Result<Value, Failure> {
        let scope = self.program.scope(self.execution.context(), self.now);
        let rendered = template.value(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    /// Renders a template that sees one more value, under `name`, beside the variables.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn render_with(
        &mut self,
        template: &Template,
        name: &str,
        value: impl Into<Value>,
    ) -> Result<Text, Failure> {
        if let Some(text) = template.fixed() {
            return Ok(text.clone());
        }
        let mut context = self.execution.context().clone();
        context.insert(name, value);
        let scope = self.program.scope(&context, self.now);
        let rendered = template.render(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    /// Renders a template in which `{{secrets.NAME}}` may stand. The reference is carried on as it
    /// is written; whoever performs the effect puts the secret in.
    ///
    /// # Errors
    /// As for [`Turning::render`], and when a value brings a reference of its own: a caller may not
    /// name our secrets.
    pub fn render_with_secrets(&mut self, template: &Template) -> Result<Text, Failure> {
        let secrets = secrets_in(template);
        let without = self.render(template)?;
        refuse_foreign_secrets(&without)?;
        if secrets.is_empty() {
            return Ok(without);
        }
        let mut context = self.execution.context().clone();
        context.insert("secrets", secrets);
        let scope = self.program.scope(&context, self.now);
        let rendered = template.render(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    /// The number a property holds.
    ///
    /// # Errors
    /// As for [`Turning::render`]. Text that is no number gives the default and a warning.
    pub fn whole(&mut self, whole: &Whole) -> Result<i64, Failure> {
        match whole {
            Whole::Fixed(number) => Ok(*number),
            Whole::Rendered(template, default) => {
                let text = self.render(template)?;
                match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(number as i64),
                    _ => {
                        self.warn(format!("\"{text}\" is no number; {default} is used instead."));
                        Ok(*default)
                    }
                }
            }
        }
    }

    /// The number of seconds or such that a property holds; negative counts as 0.
    ///
    /// # Errors
    /// As for [`Turning::whole`].
    pub fn count(&mut self, whole: &Whole) -> Result<u32, Failure> {
        Ok(u32::try_from(self.whole(whole)?.max(0)).unwrap_or(u32::MAX))
    }

    /// Whether a property says yes.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn flag(&mut self, flag: &Flag) -> Result<bool, Failure> {
        match flag {
            Flag::Fixed(value) => Ok(*value),
            Flag::Rendered(template) => Ok(Flag::means_yes(&self.render(template)?)),
        }
    }

    /// Rows of names and values, rendered. Rows marked as JSON become values; text that is no JSON
    /// stays text, with a warning.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn pairs(&mut self, pairs: &[Pair]) -> Result<Map, Failure> {
        self.rows(pairs, Secrets::Unknown)
    }

    /// As [`Turning::pairs`], where `{{secrets.NAME}}` may stand in the values.
    ///
    /// # Errors
    /// As for [`Turning::render_with_secrets`].
    pub fn pairs_with_secrets(&mut self, pairs: &[Pair]) -> Result<Map, Failure> {
        self.rows(pairs, Secrets::Carried)
    }

    /// As [`Turning::pairs_with_secrets`], with every row although several have one name: a web
    /// address or a form may name a value as often as it likes.
    ///
    /// # Errors
    /// As for [`Turning::render_with_secrets`].
    pub fn rows_with_secrets(&mut self, pairs: &[Pair]) -> Result<Vec<(Text, Value)>, Failure> {
        pairs.iter().map(|pair| self.row(pair, Secrets::Carried)).collect()
    }

    fn rows(&mut self, pairs: &[Pair], secrets: Secrets) -> Result<Map, Failure> {
        pairs.iter().map(|pair| self.row(pair, secrets)).collect()
    }

    fn row(&mut self, pair: &Pair, secrets: Secrets) -> Result<(Text, Value), Failure> {
        let text = if pair.json && pair.value.sole_output().is_none() {
            self.json_text(&pair.value, secrets)?
        } else {
            self.text(&pair.value, secrets)?
        };
        let value = if pair.json {
            match Value::from_json(&text) {
                Ok(value) => value,
                Err(error) => {
                    self.warn(format!(
                        "The value of \"{}\" is not JSON ({error}); it stays text.",
                        pair.key
                    ));
                    Value::Text(self.text(&pair.value, secrets)?)
                }
            }
        } else {
            Value::Text(text)
        };
        Ok((pair.key.clone(), value))
    }

    /// JSON with variables inside, rendered. Whatever the variables hold, they can neither break the
    /// JSON nor add keys to it.
    ///
    /// # Errors
    /// As for [`Turning::render`], and when text that becomes JSON only by rendering does not.
    pub fn json(&mut self, json: &JsonTemplate) -> Result<Value, Failure> {
        self.json_value(json, Secrets::Unknown)
    }

    /// As [`Turning::json`], where `{{secrets.NAME}}` may stand in the texts.
    ///
    /// # Errors
    /// As for [`Turning::json`] and [`Turning::render_with_secrets`].
    pub fn json_with_secrets(&mut self, json: &JsonTemplate) -> Result<Value, Failure> {
        self.json_value(json, Secrets::Carried)
    }

    fn json_value(&mut self, json: &JsonTemplate, secrets: Secrets) -> Result<Value, Failure> {
        match json {
            JsonTemplate::Absent => Ok(Value::Null),
            JsonTemplate::Parsed(tree) => self.tree(tree, secrets),
            JsonTemplate::Raw(template) => {
                let text = self.json_text(template, secrets)?;
                Value::from_json(&text).map_err(|error| {
                    Failure::new(format!(
                        "The text is not JSON once its variables are filled in ({error}): {}",
                        excerpt(&text)
                    ))
                })
            }
        }
    }

    /// Renders JSON text so that what the variables hold stays inside its place.
    fn json_text(&mut self, template: &Template, secrets: Secrets) -> Result<Text, Failure> {
        let mut json = JsonText::default();
        let mut writing = |out: &mut String, printed: &str| json.write(out, printed);
        let known = match secrets {
            Secrets::Unknown => Map::new(),
            Secrets::Carried => {
                refuse_foreign_secrets(&self.render(template)?)?;
                secrets_in(template)
            }
        };
        let rendered = if known.is_empty() {
            let scope = self.program.scope(self.execution.context(), self.now);
            template.render_with(&scope, &mut self.visit.warnings, &mut writing)
        } else {
            let mut context = self.execution.context().clone();
            context.insert("secrets", known);
            let scope = self.program.scope(&context, self.now);
            template.render_with(&scope, &mut self.visit.warnings, &mut writing)
        };
        self.after_render(template, rendered).map(Text::from)
    }

    fn text(&mut self, template: &Template, secrets: Secrets) -> Result<Text, Failure> {
        match secrets {
            Secrets::Unknown => self.render(template),
            Secrets::Carried => self.render_with_secrets(template),
        }
    }

    fn tree(&mut self, tree: &JsonTree, secrets: Secrets) -> Result<Value, Failure> {
        Ok(match tree {
            JsonTree::Fixed(value) => value.clone(),
            JsonTree::Text(template) => Value::Text(self.text(template, secrets)?),
            JsonTree::List(items) => Value::list(
                items.iter().map(|item| self.tree(item, secrets)).collect::<Result<Vec<_>, _>>()?,
            ),
            JsonTree::Map(items) => {
                let mut map = Map::with_capacity(items.len());
                for (key, item) in items {
                    map.insert(key.clone(), self.tree(item, secrets)?);
                }
                Value::from(map)
            }
        })
    }
}

/// What `{{secrets.NAME}}` means in a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrets {
    /// A variable that is not there.
    Unknown,
    /// A reference that is carried on.
    Carried,
}

/// The secrets that a template names, each standing for its own reference.
fn secrets_in(template: &Template) -> Map {
    template
        .mentions()
        .iter()
        .filter_map(|mention| match mention.path.as_slice() {
            [Segment::Key(root), Segment::Key(name)] if root == "secrets" => Some(name),
            _ => None,
        })
        .map(|name| (name.clone(), Value::from(format!("{{{{secrets.{name}}}}}"))))
        .collect()
}

fn refuse_foreign_secrets(text: &str) -> Result<(), Failure> {
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        rest = &rest[start + 2..];
        // Whoever resolves references may be generous with blanks of every script, so this is too.
        let blank = |letter: char| {
            matches!(letter, '{' | '-') || letter.is_whitespace() || letter.is_control()
        };
        if rest.trim_start_matches(blank).starts_with("secrets") {
            return Err(Failure::new(
                "A value that was filled in holds a reference to a secret. Only the flow itself may name secrets, so nothing was sent.",
            ));
        }
    }
    Ok(())
}

/// The first 80 characters of a text, on one line.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    let short = match text.char_indices().nth(80) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    };
    if short.contains('\n') { Cow::Owned(short.replace('\n', " ")) } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_cannot_name_our_secrets() {
        assert!(refuse_foreign_secrets("hello").is_ok());
        assert!(refuse_foreign_secrets("{{secrets.KEY}}").is_err());
        assert!(refuse_foreign_secrets("{ {{{-  secrets.KEY}}").is_err());
        assert!(refuse_foreign_secrets("{{x}} and the secrets of {{y}}").is_ok());
    }

    #[test]
    fn a_caller_cannot_name_our_secrets_behind_an_unusual_blank() {
        for blank in ["\u{a0}", "\u{3000}", "\u{2028}", "\u{b}", "\u{c}", "\0"] {
            let said = format!("{{{{{blank}secrets.KEY}}}}");
            assert!(refuse_foreign_secrets(&said).is_err(), "{said:?}");
        }
    }
}
