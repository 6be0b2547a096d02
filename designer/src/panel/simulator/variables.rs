//! The variables of the conversation: what changed, what one keeps in sight, and trying another value.

use egui::{Align, Key, Label, Layout, RichText, Sense, TextEdit, Ui};

use super::{Parts, hand};
use crate::command::Command;
use crate::simulator::Act;
use crate::simulator::Hands;
use crate::simulator::opening::value_of;
use crate::simulator::variables::{Variable, tree};
use crate::theme::Icon;
use crate::ui;

/// Shows them; gives what was chosen.
pub fn variables_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands) -> Option<Command> {
    let (session, texts, tokens) = (parts.session, parts.texts, parts.tokens);
    let mut done = None;
    let hint = texts.say("simulator-filter");
    let search = ui
        .add(TextEdit::singleline(&mut hands.filter).hint_text(hint).desired_width(f32::INFINITY));
    search.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, hint));
    let before = session.turn_before().map(|turn| turn.world.execution.context());
    let context = session.world().execution.context();
    let shown = tree(context, before, &hands.filter);
    egui::ScrollArea::vertical().id_salt("variables").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        if !hands.pinned.is_empty() {
            ui.label(RichText::new(texts.say("simulator-pinned")).small().color(tokens.weak_text));
            let all = tree(context, before, "");
            for path in hands.pinned.clone() {
                let found = all.iter().find(|one| one.path == path);
                let nothing = Variable {
                    name: path.clone(),
                    path: path.clone(),
                    depth: 0,
                    value: texts.say("simulator-not-set").to_owned(),
                    is_group: false,
                    is_changed: false,
                    can_change: false,
                };
                let mut pinned = found.cloned().unwrap_or(nothing);
                pinned.depth = 0;
                pinned.name = path;
                done = row_ui(ui, parts, hands, &pinned, "pinned").or(done.take());
            }
            ui.separator();
        }
        for variable in &shown {
            done = row_ui(ui, parts, hands, variable, "tree").or(done.take());
        }
        if shown.is_empty() {
            ui.label(RichText::new(texts.say("simulator-no-variables")).color(tokens.weak_text));
        }
    });
    done
}

fn row_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    hands: &mut Hands,
    variable: &Variable,
    salt: &str,
) -> Option<Command> {
    let (texts, tokens) = (parts.texts, parts.tokens);
    let mut done = None;
    ui.horizontal(|ui| {
        ui.add_space(14.0 * variable.depth as f32);
        // A dot, so that the change is not told by colour alone.
        if variable.is_changed {
            ui.label(RichText::new("●").size(8.0).color(tokens.accent))
                .on_hover_text(texts.say("simulator-changed"));
        }
        let name = if variable.is_group || variable.is_changed {
            ui::strong(&variable.name).size(12.5)
        } else {
            RichText::new(&variable.name).size(12.5)
        };
        ui.add(Label::new(name.color(tokens.text)).truncate());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if !variable.is_group {
                let is_pinned = hands.pinned.contains(&variable.path);
                let (icon, said) = if is_pinned {
                    (Icon::PinOff, "simulator-unpin")
                } else {
                    (Icon::Pin, "simulator-pin")
                };
                let said = texts.fill(said, &[("name", (&variable.path).into())]);
                if ui::icon_button(ui, tokens, icon, &said, true).clicked() {
                    if is_pinned {
                        hands.pinned.remove(&variable.path);
                    } else {
                        hands.pinned.insert(variable.path.clone());
                    }
                }
            }
            let is_changing = salt == "tree"
                && hands.changing.as_ref().is_some_and(|(path, _)| *path == variable.path);
            if is_changing {
                done = change_ui(ui, hands);
            } else if !variable.is_group {
                let colour = if variable.is_changed { tokens.accent } else { tokens.weak_text };
                let shown = if variable.value.is_empty() { "\"\"" } else { &variable.value };
                let value = RichText::new(shown).size(12.0).monospace().color(colour);
                let label = Label::new(value).truncate().sense(Sense::click());
                let value = ui.add(label);
                if variable.can_change && salt == "tree" {
                    let hint = texts.say("simulator-change");
                    if value.on_hover_text(format!("{}\n{hint}", variable.value)).clicked() {
                        hands.changing = Some((variable.path.clone(), variable.value.clone()));
                    }
                } else {
                    value.on_hover_text(&variable.value);
                }
            }
        });
    });
    done
}

/// The field in which a value is changed; Enter goes on with it, Escape leaves it.
fn change_ui(ui: &mut Ui, hands: &mut Hands) -> Option<Command> {
    let (path, mut value) = hands.changing.clone()?;
    let edit = TextEdit::singleline(&mut value)
        .id(egui::Id::unique("simulator-change"))
        .desired_width(ui.available_width());
    let response = ui.add(edit);
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    if !response.lost_focus() {
        hands.changing = Some((path, value));
        return None;
    }
    hands.changing = None;
    if ui.input(|input| input.key_pressed(Key::Enter)) {
        hand::act(Act::Change { path, value: value_of(&value) })
    } else {
        None
    }
}
