//! What one sees first: flows to begin with, each as a small picture of itself, and files.

use centralita_engine::Flow;
use centralita_engine::declare::Group;
use egui::{Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, vec2};

use crate::canvas::{Index, Scene, route_all};
use crate::command::Command;
use crate::model::Model;
use crate::scene;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// A flow to begin with.
struct Sample {
    name: &'static str,
    text: &'static str,
}

macro_rules! samples {
    ($($name:literal),*) => {
        &[$(Sample { name: $name, text: include_str!(concat!("../../../flows/", $name, ".json")) }),*]
    };
}

const SAMPLES: &[Sample] = samples!(
    "welcome_menu",
    "business_hours",
    "voicemail",
    "support_queue",
    "callback",
    "appointment_reminder",
    "chat_triage",
    "recepcion_bilingue"
);

/// A card of the gallery.
const CARD: Vec2 = vec2(232.0, 214.0);

/// Shows it; gives what was chosen.
pub fn gallery_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = ui.available_width();
        let columns = (((width - 64.0) / (CARD.x + 16.0)) as usize).clamp(1, 4);
        let inner = columns as f32 * (CARD.x + 16.0) - 16.0;
        let side = ((width - inner) / 2.0).max(16.0);
        ui.horizontal_top(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(inner);
                ui.add_space(40.0);
                ui.label(ui::strong(texts.say("gallery-title")).size(26.0));
                ui.label(egui::RichText::new(texts.say("gallery-lead")).color(tokens.weak_text));
                ui.add_space(20.0);
                ui.horizontal(|ui| {
                    if ui::main_button(ui, tokens, texts.say("gallery-empty")).clicked() {
                        done = Some(Command::New);
                    }
                    if ui.button(texts.say("command-open")).clicked() {
                        done = Some(Command::Open);
                    }
                    ui.label(
                        egui::RichText::new(texts.say("gallery-drop"))
                            .small()
                            .color(tokens.weak_text),
                    );
                });
                ui.add_space(24.0);
                ui.label(ui::strong(texts.say("gallery-samples")).heading());
                ui.add_space(8.0);
                for row in SAMPLES.chunks(columns) {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 16.0;
                        for sample in row {
                            if card_ui(ui, model, sample) {
                                done = Some(Command::Opened {
                                    name: sample.name.to_owned(),
                                    path: None,
                                    text: sample.text.to_owned(),
                                });
                            }
                        }
                    });
                    ui.add_space(8.0);
                }
                if !model.copies.is_empty() {
                    ui.add_space(16.0);
                    ui.label(ui::strong(texts.say("gallery-kept")).heading());
                    for copy in &model.copies {
                        let ago = crate::moments::ago(texts, model.now.0, copy.at_millis);
                        let row = ui::list_row(ui, tokens, Icon::FileJson, &copy.name, &ago, false);
                        if row.clicked() {
                            done = Some(Command::Restore(copy.key.clone()));
                        }
                    }
                }
                if !model.prefs.recent.is_empty() {
                    ui.add_space(16.0);
                    ui.label(ui::strong(texts.say("gallery-recent")).heading());
                    for path in &model.prefs.recent {
                        if ui::list_row(ui, tokens, Icon::FileJson, path, "", false).clicked() {
                            done = Some(Command::OpenPath(path.into()));
                        }
                    }
                }
                ui.add_space(40.0);
            });
        });
    });
    done
}

fn card_ui(ui: &mut Ui, model: &Model, sample: &Sample) -> bool {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let title = texts.of("sample", &sample.name.replace('_', "-")).to_owned();
    let about = texts.of("sample", &format!("{}-about", sample.name.replace('_', "-"))).to_owned();
    let (rect, response) = ui.allocate_exact_size(CARD, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &title));
    let is_lit = response.hovered() || response.has_focus();
    let line =
        if is_lit { Stroke::new(1.5, tokens.accent) } else { Stroke::new(1.0, tokens.divider) };
    let painter = ui.painter_at(rect.expand(2.0));
    painter.rect(rect, 8, tokens.panel, line, StrokeKind::Inside);
    let picture = Rect::from_min_size(rect.min, vec2(rect.width(), 124.0)).shrink(1.0);
    painter.rect_filled(picture, egui::CornerRadius { nw: 7, ne: 7, sw: 0, se: 0 }, tokens.canvas);
    let id = response.id.with("scene");
    let scene = ui.data_mut(|data| {
        data.get_temp_mut_or_insert_with(id, || std::sync::Arc::new(thumbnail(model, sample.text)))
            .clone()
    });
    thumbnail_ui(&painter, picture, &scene, tokens);
    let at = rect.min + vec2(14.0, 134.0);
    let text = |text: &str, family: &str, size: f32, colour, rows: usize| {
        let family = match family {
            "" => egui::FontFamily::Proportional,
            name => egui::FontFamily::Name(name.into()),
        };
        let font = egui::FontId::new(size, family);
        let mut job = egui::text::LayoutJob::simple(text.to_owned(), font, colour, CARD.x - 28.0);
        job.wrap.max_rows = rows;
        painter.layout_job(job)
    };
    painter.galley(at, text(&title, crate::theme::STRONG, 14.0, tokens.text, 1), tokens.text);
    let about = text(&about, "", 12.0, tokens.weak_text, 3);
    painter.galley(at + vec2(0.0, 20.0), about, tokens.weak_text);
    response.clicked()
}

fn thumbnail(model: &Model, text: &str) -> Scene {
    let mut scene = scene::of(&Flow::read(text), &model.catalogue, &[]);
    let index = Index::of_boxes(&scene);
    route_all(&mut scene, &index);
    scene
}

/// A flow as small rectangles and lines.
fn thumbnail_ui(painter: &egui::Painter, picture: Rect, scene: &Scene, tokens: &Tokens) {
    let Some(all) = scene.bounds() else { return };
    let inner = picture.shrink(12.0);
    let scale = (inner.width() / all.width()).min(inner.height() / all.height()).min(0.16);
    let small = |place: Pos2| inner.center() + (place - all.center()) * scale;
    let painter = painter.with_clip_rect(picture);
    for wire in &scene.wires {
        let (from, to) = (scene.boxes[wire.from].exit(wire.chip), scene.boxes[wire.to].entry());
        painter.line_segment(
            [small(from), small(to)],
            Stroke::new(1.0, tokens.wire.gamma_multiply(0.6)),
        );
    }
    for shape in &scene.boxes {
        let rect = Rect::from_min_max(small(shape.rect.min), small(shape.rect.max));
        painter.rect(rect, 2, tokens.box_fill, Stroke::new(0.8, tokens.border), StrokeKind::Inside);
        let stripe = Rect::from_min_size(rect.min, vec2(2.5, rect.height()));
        painter.rect_filled(stripe, 1, tokens.group(Group::ALL[usize::from(shape.group).min(6)]));
    }
}
