//! The window in which anything is found or done: commands, widgets, and what flows say.

use egui::{Key, Ui};

use crate::command::{Command, ScriptOf, TABLE};
use crate::matching;
use crate::model::{Model, Selection};
use crate::theme::Icon;
use crate::ui;

/// What has been typed, and which line is chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finder {
    typed: String,
    chosen: usize,
}

/// So many lines are shown.
const MOST_LINES: usize = 10;

struct Line {
    icon: Icon,
    detail: String,
    command: Command,
}

/// Shows it; gives what was chosen.
pub fn finder_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let mut finder = model.finder.clone()?;
    let lines = matching::best(&finder.typed, lines(model), MOST_LINES);
    finder.chosen = finder.chosen.min(lines.len().saturating_sub(1));
    let mut done = None;
    let mut is_open = true;
    let texts = &model.texts;
    ui::window(root, "finder", texts.say("finder"), 560.0, &mut is_open, |ui| {
        let hint = texts.say("finder-hint");
        let edit = egui::TextEdit::singleline(&mut finder.typed)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response.request_focus();
        if response.changed() {
            finder.chosen = 0;
        }
        let (up, down, enter) = ui.input_mut(|input| {
            (
                input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
                input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
                input.key_pressed(Key::Enter),
            )
        });
        if down {
            finder.chosen = (finder.chosen + 1).min(lines.len().saturating_sub(1));
        }
        if up {
            finder.chosen = finder.chosen.saturating_sub(1);
        }
        ui.add_space(4.0);
        for (place, (name, line)) in lines.iter().enumerate() {
            let is_chosen = place == finder.chosen;
            if ui::list_row(ui, &model.tokens, line.icon, name, &line.detail, is_chosen).clicked()
                || (enter && is_chosen)
            {
                done = Some(line.command.clone());
            }
        }
        if lines.is_empty() {
            ui.label(texts.fill("finder-nothing", &[("typed", (&finder.typed).into())]));
        }
    });
    if done.is_some() || !is_open {
        model.finder = None;
    } else {
        model.finder = Some(finder);
    }
    done
}

fn lines(model: &Model) -> Vec<(String, Line)> {
    let texts = &model.texts;
    let mut lines = Vec::new();
    for entry in TABLE.iter().filter(|entry| (entry.when)(model) && entry.name != "find") {
        lines.push((
            texts.of("command", entry.name).to_owned(),
            Line {
                icon: entry.icon.unwrap_or(Icon::ChevronRight),
                detail: model.prefs.keys.shown(entry.name),
                command: (entry.make)(),
            },
        ));
    }
    for (path, _) in model.scripts.files() {
        let name = crate::scripts::name_of(path);
        lines.push((
            texts.fill("finder-script", &[("name", (&name).into())]),
            Line {
                icon: Icon::Braces,
                detail: String::new(),
                command: Command::OpenScript(ScriptOf::File(path.to_owned())),
            },
        ));
    }
    if let Some(editor) = &model.editor {
        for widget in editor.flow().widgets() {
            let spec = model.catalogue.spec(widget.kind.as_str());
            let summary = spec.map(|spec| crate::scene::summary(widget, spec)).unwrap_or_default();
            let icon = crate::theme::icon_of(spec.map_or("", |spec| spec.icon.as_str()));
            lines.push((
                format!("{}  {summary}", widget.name),
                Line {
                    icon,
                    detail: String::new(),
                    command: Command::Select(Selection::of(widget.name.clone())),
                },
            ));
        }
    }
    lines
}
