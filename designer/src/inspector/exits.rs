//! The ways out of a widget, and where each leads.

use centralita_engine::WidgetName;
use centralita_engine::declare::Spec;
use centralita_engine::flow::{Edit, Widget};
use egui::{Align, Layout, RichText, Ui};

use super::field::tells_exits;
use crate::command::Command;
use crate::model::{Model, Selection};
use crate::theme::{Icon, Tokens};
use crate::{scene, ui, update};

/// Shows those that no other part of the form shows; gives what was chosen.
pub fn exits_ui(ui: &mut Ui, model: &Model, widget: &Widget, spec: &Spec) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let from = editor.flow().index_of(widget.name.as_str())?;
    let mut done = None;
    let exits = scene::exits(widget, Some(spec)).into_iter().enumerate();
    let exits: Vec<_> = exits
        .filter(|(_, exit)| !tells_exits(spec) || spec.exit(exit.event.as_str()).is_none())
        .collect();
    if exits.is_empty() {
        return None;
    }
    ui.add_space(12.0);
    ui.label(ui::strong(texts.say("inspector-exits")).size(13.0));
    ui.separator();
    for (chip, exit) in exits {
        let next = exit.transition.and_then(|place| widget.transitions[place].next.clone());
        ui.horizontal(|ui| {
            ui.label(dot(tokens, next.is_some()));
            let label = egui::Label::new(RichText::new(&*exit.label).size(13.0)).truncate();
            let left = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(egui::vec2(116.0, 28.0), left, |ui| {
                ui.set_min_width(116.0);
                ui.add(label);
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(next) = &next
                    && ui::icon_button(
                        ui,
                        tokens,
                        Icon::ArrowRight,
                        &texts.fill("exits-go", &[("name", next.as_str().into())]),
                        true,
                    )
                    .clicked()
                {
                    done = Some(Command::Select(Selection::of(next.clone())));
                }
                let salt = ("exit", widget.name.as_str(), chip);
                match target_ui(ui, model, salt, &exit.label, next.as_ref()) {
                    Some(Target::New) => {
                        let from = Some((widget.name.clone(), chip));
                        done = Some(Command::QuickAdd { at: None, from });
                    }
                    Some(Target::Nowhere) => {
                        done = exit.transition.map(|transition| {
                            let widget = widget.name.clone();
                            Command::Change(Edit::Disconnect { widget, transition })
                        });
                    }
                    Some(Target::Widget(to)) => {
                        let edit = update::connected(editor, &model.catalogue, from, chip, &to);
                        done = edit.map(Command::Change);
                    }
                    None => {}
                }
            });
        });
    }
    done
}

/// Where a way out shall lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a widget that is there.
    Widget(WidgetName),
    /// To one that is still to be chosen.
    New,
    /// To nothing.
    Nowhere,
}

/// A box from which one chooses where a way out leads; gives what was chosen.
pub fn target_ui(
    ui: &mut Ui,
    model: &Model,
    salt: impl egui::AsIdSalt,
    spoken: &str,
    next: Option<&WidgetName>,
) -> Option<Target> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let shown = match next {
        Some(next) => RichText::new(next.as_str()),
        None => RichText::new(texts.say("exits-none")).color(tokens.weak_text),
    };
    let mut chosen = None;
    let response = egui::ComboBox::from_id_salt(salt)
        .height(420.0)
        .width(ui.available_width())
        .truncate()
        .selected_text(shown.size(13.0))
        .show_ui(ui, |ui| {
            let is_none = next.is_none();
            if ui.selectable_label(is_none, texts.say("exits-none")).clicked() && !is_none {
                chosen = Some(Target::Nowhere);
            }
            if ui.selectable_label(false, texts.say("exits-new")).clicked() {
                chosen = Some(Target::New);
            }
            ui.separator();
            let widgets = model.editor.iter().flat_map(|editor| editor.flow().widgets());
            for other in widgets {
                let spec = model.catalogue.spec(other.kind.as_str());
                if spec.is_some_and(|spec| spec.starts) {
                    continue;
                }
                let is_it = next == Some(&other.name);
                if ui.selectable_label(is_it, other.name.as_str()).clicked() && !is_it {
                    chosen = Some(Target::Widget(other.name.clone()));
                }
            }
        })
        .response;
    response.accessible_name(spoken);
    chosen
}

/// The dot before a way out: filled when it leads somewhere.
pub fn dot(tokens: &Tokens, is_connected: bool) -> RichText {
    let (icon, colour) = match is_connected {
        true => (Icon::CircleDot, tokens.wire),
        false => (Icon::Circle, tokens.border),
    };
    ui::icon(icon, 12.0).color(colour)
}
