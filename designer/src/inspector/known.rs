//! The variables of the open flow, found once for each state of it, and an example of them all.

use std::sync::Arc;

use centralita_engine::check::{Variable, Variables};
use centralita_engine::exec::Settings;
use centralita_engine::template::{Dialect, Scope, Template};
use centralita_engine::{Map, Value};
use egui::{Context, Id};

use crate::model::{Editor, Model};
use crate::text::Language;

/// The variables that a widget can read.
#[derive(Clone, Default)]
pub struct Known {
    text: Option<Arc<str>>,
    /// Of which widget types it was found.
    serial: u64,
    language: Language,
    /// All of the flow's.
    pub all: Arc<Variables>,
    widget: String,
    /// What the widget can read, nearest first.
    pub here: Arc<Vec<Variable>>,
    samples: Arc<Map>,
}

/// The variables that a widget of the open flow can read.
pub fn known(context: &Context, model: &Model, editor: &Editor, widget: &str) -> Known {
    let place = Id::unique("variables");
    let mut known: Known = context.data(|data| data.get_temp::<Known>(place)).unwrap_or_default();
    let text = editor.flow().document().shared_text();
    let language = model.texts.language();
    let is_fresh = known.serial == model.scripts.serial
        && known.language == language
        && known.text.as_ref().is_some_and(|old| Arc::ptr_eq(old, &text));
    if is_fresh && known.widget == widget {
        return known;
    }
    if !is_fresh {
        known.all = Arc::new(Variables::of(editor.flow(), &model.catalogue));
        known.text = Some(text);
        known.serial = model.scripts.serial;
        known.language = language;
    }
    let index = editor.flow().index_of(widget).unwrap_or(usize::MAX);
    let here = known.all.at(index);
    let mut samples = Map::new();
    for variable in here.iter().rev().filter(|variable| !variable.sample.is_null()) {
        put(&mut samples, variable.path.as_str(), &variable.sample);
    }
    widget.clone_into(&mut known.widget);
    known.here = Arc::new(here);
    known.samples = Arc::new(samples);
    context.data_mut(|data| data.insert_temp(place, known.clone()));
    known
}

fn put(map: &mut Map, path: &str, value: &Value) {
    let mut inner = map;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        if steps.peek().is_none() {
            inner.insert(step, value.clone());
            return;
        }
        inner = inner.map_mut(step);
    }
}

/// What a text with variables will be, and whether a simulated call says so (else examples do).
pub fn preview(model: &Model, known: &Known, text: &str) -> Option<(String, bool)> {
    let editor = model.editor.as_ref()?;
    let template = Template::parse(text, Dialect::Studio);
    if template.mentions().is_empty() {
        return None;
    }
    let settings = Settings::default();
    let world = editor.session.as_ref().map(|session| session.world());
    let context = world.map_or(&*known.samples, |world| world.execution.context());
    let now = world.map_or(model.now, |world| world.now);
    let limits = &settings.limits.template;
    let scope = Scope { context, now, zone: &settings.time_zone, limits };
    let rendered = template.render(&scope, &mut Vec::new()).ok()?;
    Some((rendered.to_string(), world.is_some()))
}
