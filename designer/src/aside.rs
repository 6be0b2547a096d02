//! Warnings that somebody looked at and set aside, each with a reason that stands in the file.

use centralita_engine::check::Problem;
use centralita_engine::flow::{Edit, Label, PathStep};
use centralita_engine::{Value, WidgetName};

use crate::model::Model;
use crate::update::make;

/// A warning that is about to be set aside, while the reason is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The widget it is about.
    pub widget: WidgetName,
    /// Its code.
    pub code: String,
    /// What it says, in both languages.
    pub message: centralita_engine::check::Sentence,
    /// The reason so far.
    pub reason: String,
}

/// Asks for the reason to set a warning aside.
pub fn ask(model: &mut Model, problem: &Problem) {
    if let Some(widget) = &problem.place.widget {
        model.setting_aside = Some(Asking {
            widget: widget.clone(),
            code: problem.code.0.to_owned(),
            message: problem.message.clone(),
            reason: String::new(),
        });
    }
}

/// Sets a warning about a widget aside.
pub fn set_aside(model: &mut Model, widget: &WidgetName, code: &str, reason: &str) {
    model.setting_aside = None;
    let mut items = held(model, widget, code);
    items.push(Value::map([
        ("code".into(), Value::text(code)),
        ("reason".into(), Value::text(reason.trim())),
    ]));
    write(model, widget, items, "change-set-aside");
}

/// Lets a warning count again.
pub fn bring_back(model: &mut Model, widget: &WidgetName, code: &str) {
    let items = held(model, widget, code);
    write(model, widget, items, "change-bring-back");
}

/// What is set aside for a widget, apart from one code.
fn held(model: &Model, widget: &WidgetName, code: &str) -> Vec<Value> {
    let own = model.editor.iter().flat_map(|editor| editor.flow().own().set_aside.get(widget));
    let items = own.flatten().filter(|one| one.code != code).map(|one| {
        let mut item = vec![("code".into(), Value::Text(one.code.clone()))];
        item.extend(one.reason.clone().map(|reason| ("reason".into(), Value::Text(reason))));
        Value::map(item)
    });
    items.collect()
}

fn write(model: &mut Model, widget: &WidgetName, items: Vec<Value>, label: &str) {
    let path = vec![PathStep::from("set_aside"), PathStep::Key(widget.text().clone())];
    let value = (!items.is_empty()).then(|| Value::list(items));
    let label = Label::Named(model.texts.say(label).into());
    make(model, &Edit::All(vec![Edit::SetOwn { path, value }], label));
}
