//! A flow of the gallery: a picture of itself, its name, and what it is for.

use std::sync::Arc;

use egui::{Rect, Sense, Stroke, StrokeKind, Ui, vec2};

use super::play::{MOVING, Play, STEP_SECONDS};
use super::{CARD, Sample};
use crate::canvas::{picture, picture_view};
use crate::model::Model;
use crate::theme::STRONG;

/// How high the picture in a card is.
const PICTURE: f32 = 162.0;

/// Shows a card; tells whether it was pressed.
pub(super) fn card_ui(ui: &mut Ui, model: &Model, sample: &Sample) -> bool {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let name = sample.name.replace('_', "-");
    let title = texts.of("sample", &name).to_owned();
    let about = texts.of("sample", &format!("{name}-about")).to_owned();
    let size = vec2(CARD.x.min(ui.available_width()), CARD.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(about.as_str()));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let has_focus = response.has_focus();
    let is_lit = response.hovered() || has_focus;
    let line = match (has_focus, is_lit) {
        (true, _) => Stroke::new(2.5, tokens.accent),
        (_, true) => Stroke::new(1.5, tokens.accent),
        _ => Stroke::new(1.0, tokens.divider),
    };
    let painter = ui.painter_at(rect.expand(2.0));
    painter.rect(rect, 8, tokens.panel, line, StrokeKind::Inside);
    let room = Rect::from_min_size(rect.min, vec2(rect.width(), PICTURE)).shrink(1.5);
    let rounded = egui::CornerRadius { nw: 7, ne: 7, sw: 0, se: 0 };
    painter.rect_filled(room, rounded, tokens.canvas);
    let id = response.id.with(("play", model.texts.language().tag()));
    let play = ui.data_mut(|data| {
        data.get_temp_mut_or_insert_with(id, || Arc::new(Play::of(model, sample))).clone()
    });
    let passed = steps_passed(ui, &response.id, is_lit && !model.is_still());
    let step = passed.map(|passed| play.moment(model, sample, passed.floor() as usize));
    let around = passed.map_or(play.start(), |passed| play.around(model, sample, passed));
    if let Some(passed) = passed {
        let is_moving = passed.fract() < MOVING;
        let rest = if is_moving { 0.0 } else { (1.0 - passed.fract()) * STEP_SECONDS };
        ui.ctx().request_repaint_after_secs(rest);
    }
    let view = picture_view(room, &play.scene, around);
    let mark = |number: usize| step.as_ref().map(|at| at.mark(number)).unwrap_or_default();
    let is_taken = |wire: usize| step.as_ref().is_some_and(|at| at.wires.contains(&wire));
    picture(&painter, room, view, &play.scene, tokens, &mark, &is_taken);
    let text = |text: &str, family: egui::FontFamily, size: f32, colour, rows: usize| {
        let font = egui::FontId::new(size, family);
        let room = rect.width() - 28.0;
        let mut job = egui::text::LayoutJob::simple(text.to_owned(), font, colour, room);
        job.wrap.max_rows = rows;
        painter.layout_job(job)
    };
    let at = rect.min + vec2(14.0, PICTURE + 10.0);
    let strong = egui::FontFamily::Name(STRONG.into());
    painter.galley(at, text(&title, strong, 14.0, tokens.text, 1), tokens.text);
    let about = text(&about, egui::FontFamily::Proportional, 12.0, tokens.weak_text, 2);
    painter.galley(at + vec2(0.0, 20.0), about, tokens.weak_text);
    response.clicked()
}

/// How many steps have passed since somebody began to look.
fn steps_passed(ui: &Ui, card: &egui::Id, is_looked_at: bool) -> Option<f32> {
    let id = card.with("since");
    if !is_looked_at {
        ui.data_mut(|data| data.remove::<f64>(id));
        return None;
    }
    let now = ui.input(|input| input.time);
    let since = ui.data_mut(|data| *data.get_temp_mut_or_insert_with(id, || now));
    Some(((now - since) as f32 / STEP_SECONDS).max(0.0))
}
