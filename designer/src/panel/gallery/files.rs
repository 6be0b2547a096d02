//! The files of the gallery: copies that nobody saved, and what was open lately.

use std::path::Path;

use egui::{Align, Layout, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::moments::ago;
use crate::theme::Icon;
use crate::ui;

/// Shows the copies that nobody saved, if there are any; gives what was chosen.
pub(super) fn copies_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    if model.copies.is_empty() {
        return None;
    }
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.add_space(20.0);
    let frame = egui::Frame::new()
        .fill(tokens.tint)
        .stroke(egui::Stroke::new(1.0, tokens.divider))
        .corner_radius(8)
        .inner_margin(14);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(ui::strong(texts.say("gallery-kept")).heading());
        let about = egui::RichText::new(texts.say("gallery-kept-about")).small();
        ui.label(about.color(tokens.text));
        ui.add_space(4.0);
        let mut copies: Vec<_> = model.copies.iter().collect();
        copies.sort_by_key(|copy| std::cmp::Reverse(copy.at_millis));
        for copy in copies {
            ui.horizontal(|ui| {
                ui.label(ui::icon(Icon::FileClock, 15.0).color(tokens.text));
                let things = [("name", (&copy.name).into())];
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let drop = ui.button(texts.say("gallery-drop-copy"));
                    let spoken = texts.fill("gallery-drop-copy-of", &things);
                    drop.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken)
                    });
                    if drop.clicked() {
                        done = Some(Command::AskDropCopy(copy.key.clone()));
                    }
                    let open = ui.button(texts.say("gallery-restore"));
                    let spoken = texts.fill("gallery-restore-of", &things);
                    open.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken)
                    });
                    if open.clicked() {
                        done = Some(Command::Restore(copy.key.clone()));
                    }
                    let when = egui::RichText::new(ago(texts, model.now.0, copy.at_millis)).small();
                    ui.label(when.color(tokens.text));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = ui.add(egui::Label::new(ui::strong(&copy.name)).truncate());
                        if let Some(path) = &copy.path {
                            name.on_hover_text(path.display().to_string());
                        }
                    });
                });
            });
        }
    });
    done
}

/// Shows what was open lately; gives what was chosen.
pub(super) fn recent_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    if model.prefs.recent.is_empty() {
        return None;
    }
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.add_space(16.0);
    ui.label(ui::strong(texts.say("gallery-recent")).heading());
    ui.add_space(4.0);
    for recent in &model.prefs.recent {
        let path = Path::new(&recent.path);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(path).display().to_string();
        let detail = match recent.at_millis {
            0 => folder,
            at => format!("{folder}  ·  {}", ago(texts, model.now.0, at)),
        };
        let detail = fitting(&detail);
        let row = ui::list_row(ui, tokens, Icon::FileJson, &name, &detail, false);
        if row.on_hover_text(&recent.path).clicked() {
            done = Some(Command::OpenPath(path.to_owned()));
        }
    }
    done
}

/// The end of what is too long for a line.
fn fitting(detail: &str) -> String {
    const MOST: usize = 72;
    let letters = detail.chars().count();
    if letters <= MOST {
        return detail.to_owned();
    }
    let end: String = detail.chars().skip(letters - MOST).collect();
    format!("…{end}")
}
