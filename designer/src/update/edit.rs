//! What changes the open flow, and the one door through which it does.

use centralita_engine::WidgetName;
use centralita_engine::flow::{Edit, Position};
use egui::Pos2;

use super::clipboard::{copy, paste};
use super::widgets::{add, add_onto, make_and_select, moved, remove, remove_and_join, tidied};
use crate::canvas::View;
use crate::command::{Command, Direction};
use crate::model::{Model, Selection};
use crate::quick_add::QuickAdd;
use crate::reach::reach;
use crate::request::Request;
use crate::trying::renew;
use crate::{aside, walk, words};

/// Commands that need an open flow.
pub(super) fn edit(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    match command {
        Command::Undo => {
            if let Some(label) = editor.undo(&model.catalogue) {
                renew(model);
                let label = words::label(&model.texts, &label);
                model.tell(model.texts.fill("told-undone", &[("what", (&label).into())]));
            }
        }
        Command::Redo => {
            if let Some(label) = editor.redo(&model.catalogue) {
                renew(model);
                let label = words::label(&model.texts, &label);
                model.tell(model.texts.fill("told-redone", &[("what", (&label).into())]));
            }
        }
        Command::Change(change) => {
            make(model, &change);
        }
        Command::Copy => copy(model, requests),
        Command::Cut => {
            copy(model, requests);
            remove(model);
        }
        Command::Paste { text, at } => paste(model, &text, at),
        Command::Duplicate => {
            let widgets: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
            make_and_select(model, &Edit::Duplicate { widgets, by: Position::new(40.0, 40.0) });
        }
        Command::Delete => remove(model),
        Command::DeleteAndJoin => remove_and_join(model),
        Command::SelectAll => {
            editor.selection =
                Selection::of_all(editor.flow().widgets().iter().map(|one| one.name.clone()));
        }
        Command::StepBack => step_back(model),
        Command::Select(selection) => editor.selection = selection,
        Command::SelectUpstream => walk::along(editor, false),
        Command::SelectDownstream => walk::along(editor, true),
        Command::Go(direction) => walk::go(editor, direction),
        Command::Extend(direction) => walk::extend(editor, direction),
        Command::Nudge { direction, by } => {
            let (x, y) = match direction {
                Direction::Up => (0.0, -by),
                Direction::Down => (0.0, by),
                Direction::Left => (-by, 0.0),
                Direction::Right => (by, 0.0),
            };
            let boxes: Vec<usize> = editor.selected().boxes.into_iter().collect();
            let edit = moved(editor, &boxes, x, y);
            make(model, &edit);
        }
        Command::Rename => {
            let only = editor.selection.only().cloned();
            editor.renaming = only.map(|name| (name.clone(), name.to_string()));
        }
        Command::RenameTo { widget, name } => {
            let name = name.trim().to_owned();
            if name.is_empty() || name == widget.as_str() {
                editor.renaming = None;
                return;
            }
            let edit = Edit::RenameWidget { from: widget, to: WidgetName::new(name) };
            if make(model, &edit)
                && let Some(editor) = &mut model.editor
            {
                editor.renaming = None;
            }
        }
        Command::QuickAdd { at, from } => {
            let at = at.or_else(|| {
                let screen = editor.canvas.screen?;
                Some(editor.canvas.view.canvas_from_screen(screen, screen.center()))
            });
            let at = at.unwrap_or(Pos2::ZERO);
            let from = from.or_else(|| walk::next_loose_exit(editor, &model.catalogue));
            model.quick_add = Some(QuickAdd::new(at, from));
        }
        Command::Add { kind, at, from } => add(model, kind.as_str(), at, from),
        Command::AddOnto { kind, at, from, chip } => add_onto(model, kind.as_str(), at, from, chip),
        Command::AskSetAside(problem) => aside::ask(model, &problem),
        Command::SetAside { widget, code, reason } => {
            aside::set_aside(model, &widget, &code, &reason);
        }
        Command::BringBack { widget, code } => aside::bring_back(model, &widget, &code),
        Command::Tidy => tidied(model),
        Command::Fit => editor.canvas.wants_fit = true,
        Command::FitSelection => {
            let boxes =
                editor.selected().boxes.into_iter().map(|one| editor.scene().boxes[one].rect);
            if let (Some(rect), Some(screen)) =
                (boxes.reduce(egui::Rect::union), editor.canvas.screen)
            {
                editor.canvas.view = View::of(screen, rect);
            }
        }
        Command::ZoomIn => editor.canvas.view.zoom_step(true),
        Command::ZoomOut => editor.canvas.view.zoom_step(false),
        Command::ZoomActual => editor.canvas.view.zoom = 1.0,
        Command::ShowProblem(problem) => walk::show_problem(editor, &problem),
        Command::NextProblem | Command::PreviousProblem => {
            if let Some(problem) = walk::step_problem(editor, command == Command::NextProblem) {
                model.heard = model.texts.told(&problem.message).to_owned();
            }
        }
        Command::TakeFix => {
            if let Some(fix) = walk::problem_with_fix(editor).and_then(|one| one.fix.clone())
                && make(model, &fix.edit)
            {
                let label = model.texts.told(&fix.label).to_owned();
                model.tell(label);
            }
        }
        other => reach(model, other, requests),
    }
}

/// Changes the flow; says so when it cannot be. Gives whether it was.
pub(crate) fn make(model: &mut Model, edit: &Edit) -> bool {
    let Some(editor) = &mut model.editor else { return false };
    match editor.make(edit, &model.catalogue) {
        Ok(()) => {
            renew(model);
            let label = words::label(&model.texts, &edit.label());
            model.heard = model.texts.fill("heard-done", &[("what", (&label).into())]);
            true
        }
        Err(refused) => {
            let told = refused.told();
            model.refuse(model.texts.told(&told).to_owned());
            false
        }
    }
}

fn step_back(model: &mut Model) {
    if model.finder.take().is_some()
        || model.quick_add.take().is_some()
        || model.connecting.take().is_some()
        || model.menu.take().is_some()
    {
        return;
    }
    if model.scripts.naming.take().is_some()
        || model.setting_aside.take().is_some()
        || model.rekeying.take().is_some()
        || std::mem::take(&mut model.shows_settings)
    {
        return;
    }
    if std::mem::take(&mut model.shows_keys) {
        return;
    }
    let Some(editor) = &mut model.editor else { return };
    if editor.revisions.naming.take().is_some() || editor.revisions.publishing.take().is_some() {
        return;
    }
    if editor.renaming.take().is_some() || editor.writing.take().is_some() {
        return;
    }
    if model.drawer.take().is_some() {
        return;
    }
    // First the exit, then the widget.
    if editor.exit_at_hand().is_none() {
        editor.selection = Selection::default();
    }
    editor.exit = None;
}
