//! Settings: rendered properties on their way to a service, which the engine only passes on.

use centralita_engine::exec::{Failure, Turning};
use centralita_engine::template::Template;
use centralita_engine::value::Value;
use centralita_engine::{Map, Text};

/// Rendered properties, under the names a service knows them by; what is empty is left out.
#[derive(Default)]
pub(super) struct Settings(Map);

impl Settings {
    /// Renders a property and adds it.
    pub fn render(
        &mut self,
        turn: &mut Turning<'_>,
        name: &str,
        template: &Option<Template>,
    ) -> Result<(), Failure> {
        let text = turn.render_or_empty(template)?;
        self.add(name, text);
        Ok(())
    }

    /// Adds a value.
    pub fn add(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.0.insert(Text::from(name), value);
        }
    }

    /// All of them.
    pub fn into_map(self) -> Map {
        self.0
    }
}
