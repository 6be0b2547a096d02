//! A script, with its faults where they are.

use centralita_engine::Value;
use centralita_engine::check::Problem;
use egui::Ui;

use super::text;
use crate::inspector::control::{Change, Control, Note};
use crate::inspector::highlight::Look;
use crate::inspector::typed::{Height, Writing, typed_ui};

/// Shows it.
pub fn script_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let (now, hint) = (text::now(control), control.hint());
    let rows = now.lines().count().clamp(6, 24);
    let writing =
        Writing { look: Look::Script, height: Height::Lines(rows), ..Writing::line(&now, &hint) };
    typed_ui(ui, control, writing, &|_, typed| {
        Ok(Change::whole(if typed.is_empty() { Value::Null } else { Value::text(typed) }))
    });
    let lines: Vec<usize> = faults(control)
        .filter_map(|problem| {
            let inside = problem.place.inside.as_ref()?;
            let before = inside.source.get(..inside.span.start as usize)?;
            Some(before.matches('\n').count() + 1)
        })
        .collect();
    for line in lines {
        let line = line.to_string();
        let told = control.model.texts.fill("inspector-script-line", &[("line", (&line).into())]);
        control.notes.push(Note::Wrong(told));
    }
}

fn faults<'c>(control: &'c Control<'_>) -> impl Iterator<Item = &'c Problem> {
    let problems = control.model.editor.iter().flat_map(|editor| &editor.problems);
    problems
        .filter(|problem| problem.place.widget.as_ref() == Some(&control.widget.name))
        .filter(|problem| problem.place.field.as_ref() == Some(&control.field.name))
}
