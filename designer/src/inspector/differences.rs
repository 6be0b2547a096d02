//! What a comparison says of the selected widget: each value as it was and as it is.

use centralita_engine::Value;
use centralita_engine::flow::{Change, ChangeKind};
use egui::{Label, Ui};

use crate::command::Command;
use crate::compare::{Act, Comparison, sign_of, take_back};
use crate::model::{Editor, Model};
use crate::ui;

/// Shows it above the form; gives what was chosen.
pub fn differences_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let comparison = editor.compared()?;
    let mut done = None;
    let places: Vec<(usize, &Change)> = match (editor.selection.only(), comparison.gone()) {
        (Some(name), _) => comparison.of_widget(name).collect(),
        (None, Some(_)) => comparison.at.zip(comparison.at_hand()).into_iter().collect(),
        _ => return None,
    };
    if places.is_empty() {
        return None;
    }
    egui::Frame::new()
        .fill(model.tokens.field)
        .inner_margin(egui::Margin::same(8))
        .corner_radius(8)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let name =
                model.texts.fill("compare-beside-name", &[("name", (&comparison.name).into())]);
            ui.add(Label::new(ui::strong(name)).wrap());
            // However much it is, the form below stays in reach.
            let high = (ui.ctx().content_rect().height() * 0.35).max(120.0);
            egui::ScrollArea::vertical().id_salt("compared").max_height(high).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                for (place, change) in places {
                    ui.push_id(place, |ui| {
                        let chosen = change_ui(ui, model, editor, comparison, place, change);
                        done = chosen.or(done.take());
                    });
                }
            });
        });
    ui.add_space(8.0);
    done
}

fn change_ui(
    ui: &mut Ui,
    model: &Model,
    editor: &Editor,
    comparison: &Comparison,
    place: usize,
    change: &Change,
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    ui.add_space(6.0);
    let sign = sign_of(change);
    let is_whole = matches!(change.kind, ChangeKind::Added | ChangeKind::Removed);
    ui.horizontal_wrapped(|ui| {
        ui.label(ui::strong(sign.letter()).color(sign.colour(tokens)));
        if is_whole || change.field.is_none() {
            ui.add(Label::new(texts.told(&change.sentence)).wrap());
        } else {
            ui.add(Label::new(ui::strong(label(model, change)).size(12.5)).wrap());
        }
    });
    if !is_whole && change.field.is_some() {
        let none = texts.say("compare-nothing");
        for (name, value) in [("compare-was", &change.before), ("compare-is", &change.after)] {
            let value = value.as_ref().map_or_else(|| none.to_owned(), plain);
            let mut text = egui::text::LayoutJob::default();
            let font = egui::FontId::proportional(12.5);
            let weak = egui::TextFormat::simple(font.clone(), tokens.weak_text);
            text.append(&format!("{}: ", texts.say(name)), 0.0, weak);
            text.append(&value, 0.0, egui::TextFormat::simple(font, tokens.text));
            ui.add(Label::new(text).wrap());
        }
    }
    let is_asked_for = editor.preview.is_none();
    let can = is_asked_for && take_back(comparison, editor.flow(), place, texts).is_some();
    (can && ui.small_button(texts.say("compare-take-back")).clicked())
        .then(|| Act::TakeBack(place).into())
}

/// What the form calls the setting; the exit or the place in the file where it has no field.
fn label(model: &Model, change: &Change) -> String {
    let field = change.field.as_deref().unwrap_or_default();
    if !matches!(change.kind, ChangeKind::Property) {
        return field.to_owned();
    }
    let root = field.split(['.', '[']).next().unwrap_or(field);
    let editor = model.editor.as_ref();
    let widget = change.widget.as_ref();
    let widget = editor.zip(widget).and_then(|(one, name)| one.flow().widget(name.as_str()));
    let spec = widget.and_then(|widget| model.catalogue.spec(widget.kind.as_str()));
    let declared = spec.and_then(|spec| spec.field(root));
    match declared {
        Some(declared) if root == field => declared.label.to_string(),
        Some(declared) => format!("{} · {}", declared.label, &field[root.len()..]),
        None => field.to_owned(),
    }
}

/// A value as people read it: a text without quotes, anything else as it stands in the file.
fn plain(value: &Value) -> String {
    value.as_text().map_or_else(|| value.to_json(), str::to_owned)
}
