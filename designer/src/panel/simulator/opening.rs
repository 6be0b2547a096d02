//! The form before it rings: who calls or writes, whom, when, and in which language.

use egui::{RichText, TextEdit, Ui};

use super::Parts;
use crate::command::Command;
use crate::simulator::{Opening, Way};
use crate::ui;

/// Shows the form; gives the command when it shall ring.
pub fn opening_ui(ui: &mut Ui, parts: &Parts<'_>, opening: &mut Opening) -> Option<Command> {
    let (session, texts, tokens) = (parts.session, parts.texts, parts.tokens);
    let mut done = None;
    let flow = session.program().map(|program| program.flow.clone());
    let ways = flow.as_ref().map(Way::of).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        for way in Way::ALL {
            if !ways.contains(&way) && opening.way != way {
                continue;
            }
            let text = texts.of("simulator-way", way.name());
            if ui.selectable_label(opening.way == way, text).clicked() {
                opening.way = way;
            }
        }
    });
    let (from, to) = match opening.way {
        Way::Call => ("simulator-caller", "simulator-called"),
        Way::Message | Way::Chat => ("simulator-writer", "simulator-written-to"),
        Way::Request => ("simulator-contact", "simulator-our-number"),
    };
    line(ui, texts.say(from), &mut opening.from, "");
    line(ui, texts.say(to), &mut opening.to, "");
    match opening.way {
        Way::Message | Way::Chat => {
            line(ui, texts.say("simulator-first-message"), &mut opening.message, "");
        }
        Way::Request => {
            let label = ui.label(RichText::new(texts.say("simulator-parameters")).small());
            ui.add(
                TextEdit::multiline(&mut opening.parameters)
                    .code_editor()
                    .desired_rows(3)
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(label.id);
        }
        Way::Call => {}
    }
    line(ui, texts.say("simulator-time-of-day"), &mut opening.at, texts.say("simulator-time-hint"));
    let languages = flow.map(|flow| flow.own().languages.clone()).unwrap_or_default();
    if !languages.is_empty() {
        ui.label(RichText::new(texts.say("simulator-language")).small());
        ui.horizontal_wrapped(|ui| {
            let any = texts.say("simulator-language-open");
            if ui.selectable_label(opening.language.is_empty(), any).clicked() {
                opening.language.clear();
            }
            for language in &languages {
                let is_chosen = opening.language == language.as_str();
                if ui.selectable_label(is_chosen, language.as_str()).clicked() {
                    opening.language = language.to_string();
                }
            }
        });
    }
    known_ui(ui, parts.texts, opening);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let ring = match opening.way {
            Way::Call => "simulator-ring",
            Way::Message | Way::Chat => "simulator-send",
            Way::Request => "simulator-begin",
        };
        if ui::main_button(ui, tokens, texts.say(ring)).clicked() {
            done = Some(Command::Begin(Box::new(opening.clone())));
        }
    });
    done
}

/// Variables that are known from the start.
pub(super) fn known_ui(ui: &mut Ui, texts: &crate::text::Texts, opening: &mut Opening) {
    ui.label(RichText::new(texts.say("simulator-known")).small());
    let mut gone = None;
    for (place, (path, value)) in opening.known.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let room = (ui.available_width() - 44.0).max(120.0);
            ui.add(
                TextEdit::singleline(path)
                    .hint_text("flow.variables.name")
                    .desired_width(room * 0.55),
            );
            ui.add(
                TextEdit::singleline(value)
                    .hint_text(texts.say("simulator-value"))
                    .desired_width(room * 0.35),
            );
            if ui.small_button("×").on_hover_text(texts.say("simulator-known-less")).clicked() {
                gone = Some(place);
            }
        });
    }
    if let Some(place) = gone {
        opening.known.remove(place);
    }
    if ui.small_button(texts.say("simulator-known-more")).clicked() {
        opening.known.push(("flow.variables.".into(), String::new()));
    }
}

fn line(ui: &mut Ui, label: &str, value: &mut String, hint: &str) {
    let label = ui.label(RichText::new(label).small());
    ui.add(TextEdit::singleline(value).hint_text(hint).desired_width(f32::INFINITY))
        .labelled_by(label.id);
}
