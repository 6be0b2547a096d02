//! What the open flow is compared with, and the differences in sentences.

use centralita_engine::flow::Change;
use egui::{Label, RichText, Sense, Ui};

use crate::command::Command;
use crate::compare::{Act, Against, Comparison, sign_of, take_back};
use crate::model::{Editor, Model};
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::{moments, ui};

/// Shows it; gives what was chosen.
pub fn compare_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    match &editor.comparison {
        Some(comparison) => differences_ui(ui, model, editor, comparison),
        None => choose_ui(ui, model, editor),
    }
}

/// With what the flow can be compared.
fn choose_ui(ui: &mut Ui, model: &Model, editor: &Editor) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    if editor.path.is_some() && editor.revisions.list.is_none() {
        done = Some(crate::revisions::Act::Look.into());
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(ui::strong(texts.say("compare-with")));
        let text = RichText::new(texts.say("compare-lead")).size(12.5).color(tokens.weak_text);
        ui.label(text);
    });
    egui::ScrollArea::vertical().id_salt("compare with").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut row = |ui: &mut Ui, icon: Icon, name: &str, detail: &str, against: Against| {
            if ui::list_row(ui, tokens, icon, name, detail, false).clicked() {
                done = Some(Act::With(against).into());
            }
        };
        if editor.path.is_some() {
            let state = if editor.is_changed() { "" } else { texts.say("compare-file-same") };
            row(ui, Icon::Save, texts.say("compare-file"), state, Against::File);
        }
        let here = model.tab_at_hand();
        for (place, other) in model.tabs().enumerate().filter(|(place, _)| here != Some(*place)) {
            let name = texts.fill("compare-tab", &[("name", (&other.name).into())]);
            row(ui, Icon::PanelsTopLeft, &name, "", Against::Tab(place));
        }
        for revision in editor.revisions.list.iter().flatten() {
            let ago = moments::ago(texts, model.now.0, revision.at_millis);
            let name = revision_name(texts, revision);
            let icon = if revision.is_published { Icon::CircleCheck } else { Icon::History };
            row(ui, icon, &name, &ago, Against::Revision(revision.key.clone()));
        }
        row(ui, Icon::FolderOpen, texts.say("compare-another"), "", Against::AnotherFile);
    });
    done
}

/// What a revision is called in a list.
pub(super) fn revision_name(texts: &Texts, revision: &crate::revisions::Revision) -> String {
    match (revision.name.is_empty(), revision.is_published) {
        (false, _) => revision.name.clone(),
        (true, true) => texts.say("history-published").to_owned(),
        (true, false) => texts.say("history-saved").to_owned(),
    }
}

fn differences_ui(
    ui: &mut Ui,
    model: &Model,
    editor: &Editor,
    comparison: &Comparison,
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let shown: Vec<(usize, &Change)> = comparison.shown().collect();
    ui.horizontal_wrapped(|ui| {
        let things = [("name", (&comparison.name).into()), ("count", shown.len().into())];
        ui.label(ui::strong(texts.fill("compare-count", &things)));
        let mut press = |ui: &mut Ui, icon: Icon, name: &str, act: Act, is_enabled: bool| {
            if ui::icon_button(ui, tokens, icon, texts.say(name), is_enabled).clicked()
                && is_enabled
            {
                done = Some(act.into());
            }
        };
        let has = !shown.is_empty();
        press(ui, Icon::ChevronUp, "command-previous-difference", Act::Previous, has);
        press(ui, Icon::ChevronDown, "command-next-difference", Act::Next, has);
        let moves = comparison.moves();
        if moves > 0 {
            let mut shows = comparison.shows_moves;
            let text = texts.fill("compare-moves", &[("count", moves.into())]);
            if ui.checkbox(&mut shows, text).changed() {
                done = Some(Act::Moves(shows).into());
            }
        }
        let mut is_beside = comparison.is_beside;
        if ui.checkbox(&mut is_beside, texts.say("compare-beside")).changed() {
            done = Some(Act::Beside(is_beside).into());
        }
        if ui.button(texts.say("compare-end")).clicked() {
            done = Some(Act::End.into());
        }
    });
    if shown.is_empty() {
        ui.horizontal(|ui| {
            ui.label(ui::icon(Icon::CircleCheck, 16.0).color(tokens.good));
            ui.label(texts.fill("compare-none", &[("name", (&comparison.name).into())]));
        });
        return done;
    }
    egui::ScrollArea::vertical().id_salt("differences").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for (place, change) in shown {
            let is_at_hand = comparison.at == Some(place);
            let can = take_back(comparison, editor.flow(), place, texts).is_some();
            done =
                difference_row(ui, texts, tokens, change, place, is_at_hand, can).or(done.take());
        }
    });
    done
}

/// A difference: its sign, its sentence, and the button that takes it back.
pub fn difference_row(
    ui: &mut Ui,
    texts: &Texts,
    tokens: &Tokens,
    change: &Change,
    place: usize,
    is_at_hand: bool,
    can_be_taken_back: bool,
) -> Option<Command> {
    let mut done = None;
    let sign = sign_of(change);
    let row = ui.horizontal_top(|ui| {
        ui.allocate_ui(egui::vec2(18.0, 20.0), |ui| {
            ui.label(ui::strong(sign.letter()).size(16.0).color(sign.colour(tokens)));
        });
        let sentence = texts.told(&change.sentence);
        let text = RichText::new(sentence);
        let text = if is_at_hand { text.underline() } else { text };
        let room = if can_be_taken_back { 110.0 } else { 0.0 };
        ui.vertical(|ui| {
            ui.set_width((ui.available_width() - room - 12.0).max(140.0));
            let label = Label::new(text).wrap().sense(Sense::click());
            let label = ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand);
            label.widget_info(|| {
                let said = format!("{} {sentence}", sign.letter());
                egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_at_hand, said)
            });
            if is_at_hand && !ui.is_rect_visible(label.rect) {
                label.scroll_to_me(None);
            }
            if label.clicked() {
                done = Some(Act::Show(place).into());
            }
        });
        if can_be_taken_back {
            let button = egui::Button::new(texts.say("compare-take-back")).small();
            let response = ui.add(button);
            response.widget_info(|| {
                let said = texts.fill("compare-take-back-spoken", &[("what", sentence.into())]);
                egui::WidgetInfo::labeled(egui::Role::Button, true, said)
            });
            if response.clicked() {
                done = Some(Act::TakeBack(place).into());
            }
        }
    });
    if is_at_hand {
        let bar = row.response.rect;
        let line = egui::Rect::from_min_max(bar.min - egui::vec2(6.0, 0.0), bar.left_bottom());
        ui.painter().rect_filled(line.with_max_x(bar.min.x - 3.0), 1, tokens.accent);
    }
    done
}
