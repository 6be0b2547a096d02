//! Which widgets mention this one: by a wire, or by reading what it stores.

use centralita_engine::WidgetName;
use centralita_engine::flow::Widget;
use egui::Ui;

use super::known;
use crate::command::Command;
use crate::model::{Model, Selection};
use crate::theme::icon_of;
use crate::{scene, ui};

/// Shows them; gives what was chosen.
pub fn used_by_ui(ui: &mut Ui, model: &Model, widget: &Widget) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let known = known::known(ui.ctx(), model, editor, &widget.name);
    let texts = &model.texts;
    let mut users: Vec<(&WidgetName, Vec<String>)> = Vec::new();
    let mut add = |name, how: String| match users.iter_mut().find(|(user, _)| *user == name) {
        Some((_, known)) => {
            if !known.contains(&how) {
                known.push(how);
            }
        }
        None => users.push((name, vec![how])),
    };
    for other in editor.flow().widgets() {
        if !other.transitions.iter().any(|one| one.next.as_ref() == Some(&widget.name)) {
            continue;
        }
        let spec = model.catalogue.spec(other.kind.as_str());
        for exit in scene::exits(other, spec) {
            let transition = exit.transition.and_then(|place| other.transitions.get(place));
            if transition.is_some_and(|one| one.next.as_ref() == Some(&widget.name)) {
                let things = [("exit", (&*exit.label).into())];
                add(&other.name, texts.fill("inspector-used-wire", &things));
            }
        }
    }
    for reader in known.all.readers_of(&widget.name) {
        let spec = editor.flow().widget(&reader.widget);
        let spec = spec.and_then(|widget| model.catalogue.spec(widget.kind.as_str()));
        let field = spec.and_then(|spec| spec.field(&reader.field));
        let label = field.map_or(reader.field.as_str(), |field| field.label.as_str());
        add(&reader.widget, texts.fill("inspector-used-field", &[("field", label.into())]));
    }
    ui.add_space(12.0);
    ui.label(ui::strong(texts.say("inspector-used-by")).size(13.0));
    ui.separator();
    if users.is_empty() {
        let colour = model.tokens.weak_text;
        ui.label(egui::RichText::new(texts.say("inspector-unused")).size(12.5).color(colour));
    }
    let mut done = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, how) in users {
            let kind = editor.flow().widget(name).map(|widget| widget.kind.as_str());
            let spec = kind.and_then(|kind| model.catalogue.spec(kind));
            let icon = icon_of(spec.map_or("", |spec| spec.icon.as_str()));
            if ui::list_row(ui, &model.tokens, icon, name, &how.join(", "), false).clicked() {
                done = Some(Command::Select(Selection::of(name.clone())));
            }
        }
    });
    done
}
