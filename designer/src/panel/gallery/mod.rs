//! What one sees first: flows to begin with, each as a small picture of itself that plays, and files.

mod card;
mod files;
mod play;
mod server;

use egui::{Ui, Vec2, vec2};

use crate::command::Command;
use crate::model::Model;
use crate::ui;

/// A flow to begin with, and conversations with it.
struct Sample {
    name: &'static str,
    text: &'static str,
    scenarios: &'static str,
}

macro_rules! samples {
    ($($name:literal),*) => {
        &[$(Sample {
            name: $name,
            text: include_str!(concat!("../../../../flows/", $name, ".json")),
            scenarios: include_str!(concat!("../../../../flows/", $name, ".scenarios.md")),
        }),*]
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
const CARD: Vec2 = vec2(232.0, 240.0);
/// Between cards.
const GAP: f32 = 16.0;

/// Shows it; gives what was chosen.
pub fn gallery_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = ui.available_width();
        let columns = (((width - 64.0) / (CARD.x + GAP)) as usize).clamp(1, 4);
        let inner = (columns as f32 * (CARD.x + GAP) - GAP).min(width - 24.0);
        let side = ((width - inner) / 2.0).max(12.0);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.set_width(inner);
                ui.add_space(40.0);
                ui.label(ui::strong(texts.say("gallery-title")).size(26.0));
                ui.label(egui::RichText::new(texts.say("gallery-lead")).color(tokens.weak_text));
                ui.add_space(20.0);
                ui.horizontal_wrapped(|ui| {
                    if ui::main_button(ui, tokens, texts.say("gallery-empty")).clicked() {
                        done = Some(Command::New);
                    }
                    if ui.button(texts.say("command-open")).clicked() {
                        done = Some(Command::Open);
                    }
                    let drop = egui::RichText::new(texts.say("gallery-drop")).small();
                    ui.label(drop.color(tokens.weak_text));
                });
                done = done.take().or(files::copies_ui(ui, model));
                done = done.take().or(server::server_ui(ui, model));
                ui.add_space(24.0);
                ui.label(ui::strong(texts.say("gallery-samples")).heading());
                if !model.is_still() {
                    let play = egui::RichText::new(texts.say("gallery-play")).small();
                    ui.label(play.color(tokens.weak_text));
                }
                ui.add_space(8.0);
                for row in SAMPLES.chunks(columns) {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = GAP;
                        for sample in row {
                            if card::card_ui(ui, model, sample) {
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
                done = done.take().or(files::recent_ui(ui, model));
                ui.add_space(40.0);
            });
        });
    });
    done
}
