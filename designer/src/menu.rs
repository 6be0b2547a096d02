//! What can be done with what is here: the commands of the table, with their keys.

use egui::{Key, Order, Pos2, Ui};

use crate::canvas::Hit;
use crate::command::{Command, Own, entry};
use crate::model::Model;

/// A menu that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// What it is about.
    pub about: Hit,
    /// The place on the canvas to which it was called.
    pub at: Pos2,
    /// Whether it was shown already, so that its first line has the keys.
    pub is_shown: bool,
}

/// The commands for a box; a line between their groups.
const FOR_BOX: &[&str] = &[
    "edit-fields",
    "rename",
    "open-script",
    "connect",
    "quick-add",
    "-",
    "cut",
    "copy",
    "duplicate",
    "delete",
    "delete-and-join",
    "-",
    "group",
    "ungroup",
    "note",
    "tidy",
    "-",
    "select-upstream",
    "select-downstream",
    "fit-selection",
    "simulate",
];
const FOR_EXIT: &[&str] = &["connect", "quick-add", "follow-exit", "disconnect"];
const FOR_WIRE: &[&str] = &["delete"];
const FOR_FRAME: &[&str] = &["ungroup", "tidy", "fit-selection"];
const FOR_NOTHING: &[&str] = &[
    "quick-add",
    "paste",
    "paste-with-wires",
    "note",
    "-",
    "select-all",
    "tidy",
    "fit",
    "minimap",
    "-",
    "undo",
    "redo",
    "simulate",
];

/// Shows it; gives what was chosen.
pub fn menu_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let menu = model.menu.clone()?;
    let editor = model.editor.as_ref()?;
    let screen = editor.canvas.screen?;
    let at = editor.canvas.view.screen_from_canvas(screen, menu.at);
    let names = match menu.about {
        Hit::Box(_) => FOR_BOX,
        Hit::Chip(..) => FOR_EXIT,
        Hit::Wire(..) => FOR_WIRE,
        Hit::Frame(_) => FOR_FRAME,
        Hit::Empty => FOR_NOTHING,
        Hit::Note(_) => &[],
    };
    let texts = &model.texts;
    let mut done = None;
    let area = egui::Area::new(egui::Id::unique("menu of the canvas"))
        .order(Order::Foreground)
        .fixed_pos(at)
        .constrain_to(ui.ctx().content_rect().shrink(8.0))
        .show(ui.ctx(), |ui| {
            egui::Frame::menu(ui.style()).show(ui, |ui| {
                ui.set_min_width(220.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), |ui| {
                    let mut is_first = !menu.is_shown;
                    let mut line = |ui: &mut Ui, text: &str, key: String| {
                        let button =
                            egui::Button::new(text).shortcut_text(key).frame_when_inactive(false);
                        let response = ui.add(button);
                        if std::mem::take(&mut is_first) {
                            response.request_focus();
                        }
                        response.clicked()
                    };
                    for name in names {
                        let Some(entry) = entry(name) else {
                            ui.separator();
                            continue;
                        };
                        if !(entry.when)(model) {
                            continue;
                        }
                        let key = model.prefs.keys.shown(name);
                        if line(ui, texts.of("command", name), key) {
                            done = Some(placed((entry.make)(), &menu));
                        }
                    }
                    match menu.about {
                        Hit::Frame(frame) if line(ui, texts.say("menu-title"), String::new()) => {
                            done = Some(Command::Write(Own::Frame(frame)));
                        }
                        Hit::Note(note) => {
                            if line(ui, texts.say("menu-write"), String::new()) {
                                done = Some(Command::Write(Own::Note(note)));
                            }
                            if line(ui, texts.say("command-delete"), String::new()) {
                                let (what, text) = (Own::Note(note), String::new());
                                done = Some(Command::Written { what, text });
                            }
                        }
                        _ => {}
                    }
                });
            });
        });
    let response = area.response;
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Menu, true, texts.say("menu-here")));
    let is_left = menu.is_shown && response.clicked_elsewhere();
    let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
    if done.is_some() || is_left || is_given_up {
        model.menu = None;
    } else if let Some(menu) = &mut model.menu {
        menu.is_shown = true;
    }
    done
}

/// A command at the place of the menu, when it has one.
fn placed(command: Command, menu: &Menu) -> Command {
    match (command, menu.about) {
        (Command::QuickAdd { from, .. }, Hit::Empty) => {
            Command::QuickAdd { at: Some(menu.at), from }
        }
        (command, _) => command,
    }
}
