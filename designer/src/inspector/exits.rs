//! The ways out of a widget, and where each leads.

use centralita_engine::declare::Spec;
use centralita_engine::flow::{Edit, Widget};
use egui::{Align, Layout, RichText, Ui};

use crate::command::Command;
use crate::model::{Model, Selection};
use crate::theme::Icon;
use crate::{scene, ui, update};

/// Shows them; gives what was chosen.
pub fn exits_ui(ui: &mut Ui, model: &Model, widget: &Widget, spec: &Spec) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let from = editor.flow().index_of(widget.name.as_str())?;
    let mut done = None;
    for (chip, exit) in scene::exits(widget, Some(spec)).into_iter().enumerate() {
        let next = exit.transition.and_then(|place| widget.transitions[place].next.clone());
        ui.horizontal(|ui| {
            let (icon, colour) = match next {
                Some(_) => (Icon::CircleDot, tokens.wire),
                None => (Icon::Circle, tokens.border),
            };
            ui.label(ui::icon(icon, 12.0).color(colour));
            let label = egui::Label::new(RichText::new(&*exit.label).size(13.0)).truncate();
            ui.add_sized([116.0, 22.0], label);
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
                let shown = match &next {
                    Some(next) => RichText::new(next.as_str()),
                    None => RichText::new(texts.say("exits-none")).color(tokens.weak_text),
                };
                let width = ui.available_width();
                egui::ComboBox::from_id_salt(("exit", chip))
                    .width(width)
                    .truncate()
                    .selected_text(shown.size(13.0))
                    .show_ui(ui, |ui| {
                        let is_none = next.is_none();
                        if ui.selectable_label(is_none, texts.say("exits-none")).clicked()
                            && let Some(transition) = exit.transition.filter(|_| !is_none)
                        {
                            let widget = widget.name.clone();
                            done = Some(Command::Change(Edit::Disconnect { widget, transition }));
                        }
                        if ui.selectable_label(false, texts.say("exits-new")).clicked() {
                            done = Some(Command::QuickAdd {
                                at: None,
                                from: Some((widget.name.clone(), chip)),
                            });
                        }
                        ui.separator();
                        for other in editor.flow().widgets() {
                            let starts = model
                                .catalogue
                                .spec(other.kind.as_str())
                                .is_some_and(|spec| spec.starts);
                            if starts {
                                continue;
                            }
                            let is_it = next.as_ref() == Some(&other.name);
                            if ui.selectable_label(is_it, other.name.as_str()).clicked()
                                && let Some(edit) = update::connected(
                                    editor,
                                    &model.catalogue,
                                    from,
                                    chip,
                                    &other.name,
                                )
                            {
                                done = Some(Command::Change(edit));
                            }
                        }
                    });
            });
        });
    }
    done
}
