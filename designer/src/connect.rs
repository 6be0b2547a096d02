//! The list from which an exit is connected by keys: first which exit, then to which widget.

use centralita_engine::WidgetName;
use egui::{Key, Ui};

use crate::command::Command;
use crate::matching;
use crate::model::Model;
use crate::theme::{Icon, icon_of};
use crate::ui;

/// An exit that is about to be connected.
#[derive(Clone, Debug, PartialEq)]
pub struct Connecting {
    widget: WidgetName,
    chip: Option<usize>,
    typed: String,
    chosen: usize,
}

impl Connecting {
    /// From a widget; from one of its exits when that is known already.
    pub fn new(widget: WidgetName, chip: Option<usize>) -> Connecting {
        Connecting { widget, chip, typed: String::new(), chosen: 0 }
    }
}

/// So many lines are shown.
const MOST_LINES: usize = 10;

#[derive(Clone)]
enum Choice {
    Exit(usize),
    Do(Command),
}

struct Line {
    icon: Icon,
    detail: String,
    choice: Choice,
}

/// Shows it; gives what was chosen.
pub fn connect_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let mut connecting = model.connecting.clone()?;
    let lines = matching::best(&connecting.typed, lines(model, &connecting), MOST_LINES);
    connecting.chosen = connecting.chosen.min(lines.len().saturating_sub(1));
    let mut chosen = None;
    let mut is_open = true;
    let texts = &model.texts;
    let widget = connecting.widget.as_str();
    let (title, hint) = match exit_label(model, &connecting) {
        Some(exit) => (
            texts.fill("connect-from", &[("exit", (&exit).into()), ("name", widget.into())]),
            texts.say("connect-to-hint"),
        ),
        None => (
            texts.fill("connect-which", &[("name", widget.into())]),
            texts.say("connect-exit-hint"),
        ),
    };
    ui::window(root, "connect", &title, 460.0, &mut is_open, |ui| {
        ui.label(egui::RichText::new(&title).small().color(model.tokens.weak_text));
        let edit = egui::TextEdit::singleline(&mut connecting.typed)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response.request_focus();
        if response.changed() {
            connecting.chosen = 0;
        }
        let (up, down, enter) = ui.input_mut(|input| {
            (
                input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
                input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
                input.key_pressed(Key::Enter),
            )
        });
        if down {
            connecting.chosen = (connecting.chosen + 1).min(lines.len().saturating_sub(1));
        }
        if up {
            connecting.chosen = connecting.chosen.saturating_sub(1);
        }
        ui.add_space(4.0);
        for (place, (name, line)) in lines.iter().enumerate() {
            let is_chosen = place == connecting.chosen;
            let row = ui::list_row(ui, &model.tokens, line.icon, name, &line.detail, is_chosen);
            if row.clicked() || (enter && is_chosen) {
                chosen = Some(line.choice.clone());
            }
        }
        if lines.is_empty() {
            ui.label(texts.fill("finder-nothing", &[("typed", (&connecting.typed).into())]));
        }
    });
    let mut done = None;
    model.connecting = match chosen {
        Some(Choice::Exit(chip)) => Some(Connecting::new(connecting.widget, Some(chip))),
        Some(Choice::Do(command)) => {
            done = Some(command);
            None
        }
        None => is_open.then_some(connecting),
    };
    done
}

fn exit_label(model: &Model, connecting: &Connecting) -> Option<String> {
    let editor = model.editor.as_ref()?;
    let number = editor.flow().index_of(connecting.widget.as_str())?;
    let chip = editor.scene().boxes[number].chips.get(connecting.chip?)?;
    Some(chip.label.to_string())
}

fn lines(model: &Model, connecting: &Connecting) -> Vec<(String, Line)> {
    let texts = &model.texts;
    let mut lines = Vec::new();
    let Some(editor) = &model.editor else { return lines };
    let Some(number) = editor.flow().index_of(connecting.widget.as_str()) else { return lines };
    let shape = &editor.scene().boxes[number];
    let Some(chip) = connecting.chip else {
        for (place, chip) in shape.chips.iter().enumerate() {
            let icon = if chip.is_connected { Icon::CircleDot } else { Icon::Circle };
            let detail = if chip.is_connected { &*chip.leads_to } else { texts.say("exits-none") }
                .to_owned();
            lines
                .push((chip.label.to_string(), Line { icon, detail, choice: Choice::Exit(place) }));
        }
        return lines;
    };
    let own = &connecting.widget;
    for (other, widget) in editor.flow().widgets().iter().enumerate() {
        if !editor.scene().boxes[other].has_entry {
            continue;
        }
        let spec = model.catalogue.spec(widget.kind.as_str());
        let to = widget.name.clone();
        lines.push((
            widget.name.to_string(),
            Line {
                icon: icon_of(spec.map_or("", |spec| spec.icon.as_str())),
                detail: editor.scene().boxes[other].kind.to_string(),
                choice: Choice::Do(Command::ConnectTo { widget: own.clone(), chip, to }),
            },
        ));
    }
    let from = Some((own.clone(), chip));
    lines.push((
        texts.say("exits-new").to_owned(),
        Line {
            icon: Icon::Plus,
            detail: String::new(),
            choice: Choice::Do(Command::QuickAdd { at: None, from }),
        },
    ));
    if shape.chips.get(chip).is_some_and(|chip| chip.is_connected) {
        lines.push((
            texts.say("command-disconnect").to_owned(),
            Line {
                icon: Icon::Unplug,
                detail: String::new(),
                choice: Choice::Do(Command::Disconnect),
            },
        ));
    }
    lines
}
