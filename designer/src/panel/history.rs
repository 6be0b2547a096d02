//! What was done to the flow in this session, and what was kept of it beside its file.

use egui::{Label, RichText, Ui};

use super::compare::revision_name;
use crate::command::Command;
use crate::compare::Against;
use crate::model::{Editor, Model};
use crate::revisions::{Act, Previewed, Revision};
use crate::theme::Icon;
use crate::{compare, moments, server, ui, words};

/// Shows both; gives what was chosen.
pub fn history_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let mut pointed = None;
    let mut done = None;
    let mut both = |ui: &mut Ui, done: &mut Option<Command>| {
        let (left, right) = (session_ui, kept_ui);
        if ui.available_width() > 520.0 {
            ui.columns(2, |columns| {
                *done = left(&mut columns[0], model, editor, &mut pointed).or(done.take());
                *done = right(&mut columns[1], model, editor, &mut pointed).or(done.take());
            });
        } else {
            egui::ScrollArea::vertical().id_salt("history").auto_shrink(false).show(ui, |ui| {
                *done = left(ui, model, editor, &mut pointed).or(done.take());
                ui.add_space(8.0);
                *done = right(ui, model, editor, &mut pointed).or(done.take());
            });
        }
    };
    both(ui, &mut done);
    let shown = editor.preview.as_ref().map(|(what, _)| what);
    done.or_else(|| (shown != pointed.as_ref()).then(|| Act::Preview(pointed).into()))
}

/// The changes of this session: pointing at one shows the state after it, pressing goes there.
fn session_ui(
    ui: &mut Ui,
    model: &Model,
    editor: &Editor,
    pointed: &mut Option<Previewed>,
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.label(ui::strong(texts.say("history-session")));
    let history = &editor.history;
    let now = history.done().len();
    if history.all().next().is_none() {
        ui.add(Label::new(RichText::new(texts.say("history-none")).color(tokens.weak_text)).wrap());
        return None;
    }
    let labels = history.all().map(|entry| words::label(texts, &entry.label));
    let rows: Vec<String> =
        std::iter::once(texts.say("history-opened").to_owned()).chain(labels).collect();
    egui::ScrollArea::vertical().id_salt("session").auto_shrink(false).stick_to_bottom(true).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (count, name) in rows.iter().enumerate() {
                let (icon, detail) = match count.cmp(&now) {
                    std::cmp::Ordering::Less => (Icon::Check, ""),
                    std::cmp::Ordering::Equal => (Icon::CircleDot, texts.say("history-now")),
                    std::cmp::Ordering::Greater => (Icon::Undo2, texts.say("history-undone")),
                };
                let response = ui
                    .push_id(count, |ui| ui::list_row(ui, tokens, icon, name, detail, count == now))
                    .inner;
                if (response.hovered() || response.has_focus()) && count != now {
                    *pointed = Some(Previewed::State(count));
                }
                if response.clicked() && count != now {
                    done = Some(Act::GoTo(count).into());
                }
            }
        },
    );
    done
}

/// The revisions that were kept: pointing at one shows it, and it can be compared and brought back.
fn kept_ui(
    ui: &mut Ui,
    model: &Model,
    editor: &Editor,
    pointed: &mut Option<Previewed>,
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let weak = |text: &str| Label::new(RichText::new(text).color(tokens.weak_text)).wrap();
    ui.horizontal_wrapped(|ui| {
        ui.label(ui::strong(texts.say("history-kept")));
        ui.add_enabled_ui(editor.path.is_some(), |ui| {
            if ui.small_button(texts.say("history-name-this")).clicked() {
                done = Some(Act::AskName.into());
            }
        });
    });
    if editor.path.is_none() {
        ui.add(weak(texts.say("history-save-first")));
        return done;
    }
    let Some(list) = &editor.revisions.list else {
        return done.or(Some(Act::Look.into()));
    };
    if list.is_empty() {
        ui.add(weak(texts.say("history-no-revisions")));
        return done;
    }
    egui::ScrollArea::vertical().id_salt("kept").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for revision in list {
            ui.push_id(&revision.key, |ui| {
                done = revision_ui(ui, model, revision, pointed).or(done.take());
            });
        }
    });
    done
}

fn revision_ui(
    ui: &mut Ui,
    model: &Model,
    revision: &Revision,
    pointed: &mut Option<Previewed>,
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let name = revision_name(texts, revision);
    let mut detail = moments::ago(texts, model.now.0, revision.at_millis);
    if revision.is_published && is_on_server(model) {
        let is_live = published_as(model) == Some(revision.key.as_str());
        let state = if is_live { "history-live" } else { "history-published" };
        detail = format!("{} · {detail}", texts.say(state));
    }
    if !revision.person.is_empty() {
        detail = format!("{} · {detail}", revision.person);
    }
    let (icon, colour) = if revision.is_published {
        (Icon::CircleCheck, tokens.good)
    } else if revision.name.is_empty() || is_on_server(model) {
        (Icon::History, tokens.weak_text)
    } else {
        (Icon::Bookmark, tokens.accent)
    };
    let is_shown = pointed_at(model, &revision.key);
    let response = ui::coloured_row(ui, tokens, icon, colour, &name, &detail, is_shown);
    let said = texts.fill(
        "history-revision-spoken",
        &[
            ("name", (&name).into()),
            ("when", (&moments::said(texts, revision.at_millis)).into()),
            ("note", (&revision.note).into()),
        ],
    );
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_shown, &said)
    });
    if response.hovered() || response.has_focus() {
        *pointed = Some(Previewed::Revision(revision.key.clone()));
    }
    let response = response.on_hover_text(moments::said(texts, revision.at_millis));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(30.0);
        let mut press = |ui: &mut Ui, text: &str, command: Command| {
            let button = ui.small_button(texts.say(text));
            button.widget_info(|| {
                let said = format!("{}: {name}", texts.say(text));
                egui::WidgetInfo::labeled(egui::Role::Button, true, said)
            });
            if button.has_focus() {
                *pointed = Some(Previewed::Revision(revision.key.clone()));
            }
            if button.clicked() {
                done = Some(command);
            }
        };
        press(ui, "history-bring-back", Act::BringBack(revision.key.clone()).into());
        let against = Against::Revision(revision.key.clone());
        press(ui, "history-compare", compare::Act::With(against).into());
        let is_live = published_as(model) == Some(revision.key.as_str());
        if revision.is_published && is_on_server(model) && !is_live {
            press(
                ui,
                "history-publish-again",
                server::Act::AskPublishAgain(revision.key.clone()).into(),
            );
        }
        if !revision.note.is_empty() {
            let note = RichText::new(&revision.note).size(12.0).color(tokens.weak_text);
            ui.add(Label::new(note).wrap());
        }
    });
    if response.clicked() {
        done = Some(compare::Act::With(Against::Revision(revision.key.clone())).into());
    }
    done
}

fn is_on_server(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.server.is_some())
}

/// The key of the revision that answers calls.
fn published_as(model: &Model) -> Option<&str> {
    let editor = model.editor.as_ref()?;
    editor.revisions.published().map(|revision| revision.key.as_str())
}

fn pointed_at(model: &Model, key: &str) -> bool {
    let preview = model.editor.as_ref().and_then(|editor| editor.preview.as_ref());
    preview.is_some_and(|(what, _)| *what == Previewed::Revision(key.to_owned()))
}

/// The window in which a revision gets a name and a note.
pub fn naming_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let (mut name, mut note) = editor.revisions.naming.clone()?;
    let (mut done, mut is_open) = (None, true);
    let title = texts.say("history-keep-title");
    ui::window(root, "keep-revision", title, 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        ui.add(
            Label::new(RichText::new(texts.say("history-keep-lead")).color(tokens.weak_text))
                .wrap(),
        );
        ui.add_space(4.0);
        let label = ui.label(RichText::new(texts.say("history-name")).small());
        let field = ui
            .add(egui::TextEdit::singleline(&mut name).desired_width(f32::INFINITY))
            .labelled_by(label.id);
        let is_entered =
            field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if crate::focus::is_free(ui.ctx()) {
            field.request_focus();
        }
        let label = ui.label(RichText::new(texts.say("history-note")).small());
        ui.add(egui::TextEdit::multiline(&mut note).desired_rows(3).desired_width(f32::INFINITY))
            .labelled_by(label.id);
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let can = !name.trim().is_empty();
            ui.add_enabled_ui(can, |ui| {
                let is_pressed = ui::main_button(ui, tokens, texts.say("simulator-keep")).clicked();
                if (is_pressed || is_entered) && can {
                    done = Some(Act::Keep { name: name.clone(), note: note.clone() }.into());
                }
            });
            if ui.button(texts.say("unsaved-keep")).clicked() {
                done = Some(Act::DoNotKeep.into());
            }
        });
    });
    editor.revisions.naming = is_open.then_some((name, note));
    done
}
