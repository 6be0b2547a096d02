//! The window in which a file is asked for by its path.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Key, Label, Modifiers, RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::paths::typed::halves;
use crate::paths::{Act, Asking, Entry, Line, name_of};
use crate::request::Request;
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// So many things of a folder are listed.
const MOST_LINES: usize = 200;

/// Shows it; gives what was chosen.
pub fn path_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let mut asking = model.asking_path.clone()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (mut done, mut is_open) = (None, true);
    let title = texts.say(match asking.purpose {
        Request::AskForFile => "path-open-title",
        Request::AskForFileToCompare => "path-compare-title",
        Request::AskWhereToWrite { .. } => "path-save-title",
        _ => "path-copy-title",
    });
    // Escape has stepped back by one already, perhaps out of the question alone.
    let is_escape = root.input(|input| input.key_pressed(Key::Escape));
    ui::window(root, "path", title, 560.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        ui.add_space(2.0);
        let typed = field_ui(ui, texts, &mut asking);
        ui.add_space(6.0);
        let taken = list_ui(ui, texts, tokens, &mut asking);
        ui.add_space(6.0);
        let answered = match asking.replaces.as_deref().map(name_of) {
            Some(name) => replace_ui(ui, texts, tokens, &name),
            None => buttons_ui(ui, texts, tokens, &asking),
        };
        done = typed.or(taken).or(answered);
    });
    if !is_open && !is_escape && done.is_none() {
        done = Some(Act::Cancel);
    }
    model.asking_path = Some(asking);
    done.map(Command::from)
}

fn field_ui(ui: &mut Ui, texts: &Texts, asking: &mut Asking) -> Option<Act> {
    let mut typed = asking.typed.clone();
    let id = egui::Id::unique("the path that is asked for");
    let name = if asking.saves() { "path-where" } else { "path-which" };
    let label = ui.label(RichText::new(texts.say(name)).small());
    if asking.selects_name {
        let (folder, name) = halves(&typed);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let start = folder.chars().count();
        let range =
            CCursorRange::two(CCursor::new(start), CCursor::new(start + stem.chars().count()));
        let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(range));
        state.store(ui.ctx(), id);
    }
    let (up, down, enter) = ui.input_mut(|input| {
        let has_keys = asking.replaces.is_none();
        (
            has_keys && input.consume_key(Modifiers::NONE, Key::ArrowUp),
            has_keys && input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.key_pressed(Key::Enter),
        )
    });
    let edit = egui::TextEdit::singleline(&mut typed).id(id).desired_width(f32::INFINITY);
    let response = ui.add(edit).labelled_by(label.id);
    let is_entered = response.lost_focus() && enter;
    let asks_nothing = asking.looking.is_none() && asking.replaces.is_none();
    // A window that is shown for the first time cannot take the keys yet.
    if asking.selects_name {
        asking.selects_name = !response.has_focus();
        response.request_focus();
    } else if !is_entered && asks_nothing && crate::focus::is_free(ui.ctx()) {
        response.request_focus();
    }
    let count = asking.lines(MOST_LINES).len();
    if down && count > 0 {
        asking.chosen = Some(asking.chosen.map_or(0, |place| (place + 1).min(count - 1)));
    }
    if up {
        asking.chosen = asking.chosen.and_then(|place| place.checked_sub(1));
    }
    if let Some(wrong) = &asking.wrong {
        let colour = ui.visuals().error_fg_color;
        let said = ui.add(Label::new(RichText::new(wrong).color(colour)).wrap());
        ui.ctx().accesskit_node_builder(said.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
    }
    if response.changed() {
        return Some(Act::Type(typed));
    }
    is_entered.then(|| {
        let lines = asking.lines(MOST_LINES);
        let chosen = asking.chosen.and_then(|place| lines.get(place).cloned());
        chosen.map_or(Act::Enter, Act::Take)
    })
}

/// What is in the folder; gives the line that was taken.
fn list_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, asking: &mut Asking) -> Option<Act> {
    let weak = |text: &str| RichText::new(text).color(tokens.weak_text);
    let folder = asking.folder.display().to_string();
    let heading = texts.fill("path-folder", &[("folder", (&folder).into())]);
    ui.add(Label::new(weak(&heading).small()).truncate());
    let lines = asking.lines(MOST_LINES);
    let mut done = None;
    let high = (ui.ctx().content_rect().height() * 0.4).clamp(96.0, 300.0);
    ScrollArea::vertical().id_salt("path list").max_height(high).show(ui, |ui| {
        ui.set_width(ui.available_width());
        // The buttons below stay where they are, whatever is in a folder.
        ui.set_min_height(high);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, line) in lines.iter().enumerate() {
            let is_chosen = asking.chosen == Some(place);
            let (icon, name) = match line {
                Line::Above => {
                    let above = name_of(&asking.path_of(line));
                    let name = texts.fill("path-above", &[("folder", (&above).into())]);
                    (Icon::CornerLeftUp, name)
                }
                Line::Entry(Entry { is_file: false, name }) => {
                    (Icon::Folder, texts.fill("path-subfolder", &[("name", name.into())]))
                }
                Line::Entry(Entry { name, .. }) => (Icon::FileJson, name.clone()),
            };
            let row = ui::list_row(ui, tokens, icon, &name, "", is_chosen);
            if is_chosen {
                row.scroll_to_me(None);
            }
            if row.clicked() {
                done = Some(Act::Take(line.clone()));
            }
        }
        let said = match &asking.entries {
            Some(Err(why)) => why.clone(),
            Some(Ok(entries)) if entries.is_empty() => texts.say("path-nothing-here").to_owned(),
            Some(Ok(_)) if lines.iter().all(|line| *line == Line::Above) => {
                let (_, name) = halves(&asking.typed);
                texts.fill("path-nothing-fits", &[("name", name.into())])
            }
            _ => return,
        };
        let beside = egui::Margin { left: 8, top: 6, ..egui::Margin::ZERO };
        egui::Frame::new().inner_margin(beside).show(ui, |ui| {
            ui.add(Label::new(weak(&said)).wrap());
        });
    });
    done
}

fn buttons_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, asking: &Asking) -> Option<Act> {
    let mut done = None;
    ui.horizontal_wrapped(|ui| {
        let name = if asking.saves() { "command-save" } else { "path-open" };
        if ui::main_button(ui, tokens, texts.say(name)).clicked() {
            done = Some(Act::Enter);
        }
        if ui.button(texts.say("path-cancel")).clicked() {
            done = Some(Act::Cancel);
        }
    });
    done
}

/// Asks whether the file that is there may go.
fn replace_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, name: &str) -> Option<Act> {
    let mut done = None;
    let question = texts.fill("path-replace", &[("name", name.into())]);
    ui.horizontal_top(|ui| {
        ui.label(ui::icon(Icon::TriangleAlert, 15.0).color(tokens.warning));
        let said = ui.add(Label::new(ui::strong(question)).wrap());
        ui.ctx().accesskit_node_builder(said.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
    });
    ui.horizontal_wrapped(|ui| {
        if ui::main_button(ui, tokens, texts.say("path-replace-do")).clicked() {
            done = Some(Act::Replace);
        }
        // Whoever presses Enter twice has lost nothing.
        let other = ui.button(texts.say("path-other-name"));
        if ui.memory(|memory| memory.focused().is_none()) {
            other.request_focus();
        }
        if other.clicked() {
            done = Some(Act::OtherName);
        }
    });
    done
}
