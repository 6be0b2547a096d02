//! Getting about by keys: along directions, along exits, from problem to problem.

use centralita_engine::WidgetName;
use centralita_engine::check::{Problem, Severity};
use centralita_engine::declare::Catalogue;

use crate::command::Direction;
use crate::model::{Editor, Selection};

/// The box nearest to another in a direction.
fn nearest(editor: &Editor, from: usize, direction: Direction) -> Option<usize> {
    let boxes = &editor.scene().boxes;
    let middle = boxes.get(from)?.rect.center();
    let near = boxes.iter().enumerate().filter(|(other, _)| *other != from).filter_map(
        |(other, shape)| {
            let way = shape.rect.center() - middle;
            let (along, aside) = match direction {
                Direction::Up => (-way.y, way.x),
                Direction::Down => (way.y, way.x),
                Direction::Left => (-way.x, way.y),
                Direction::Right => (way.x, way.y),
            };
            (along > 8.0).then_some((other, along + 2.0 * aside.abs()))
        },
    );
    near.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(other, _)| other)
}

/// Selects the nearest box in a direction; the start, when nothing is selected.
pub fn go(editor: &mut Editor, direction: Direction) {
    let Some(from) = editor.selected().boxes.last().copied() else {
        let start = editor.flow().initial_name().cloned();
        editor.selection = start.map(Selection::of).unwrap_or_default();
        reveal_selection(editor);
        return;
    };
    if let Some(other) = nearest(editor, from, direction) {
        let name = editor.flow().widgets()[other].name.clone();
        editor.selection = Selection::of(name);
        reveal_selection(editor);
    }
}

/// Selects the nearest box in a direction too: from the one that lies farthest that way.
pub fn extend(editor: &mut Editor, direction: Direction) {
    let boxes = &editor.scene().boxes;
    let selected = editor.selected().boxes;
    let far = |one: &usize| {
        let middle = boxes[*one].rect.center();
        match direction {
            Direction::Up => -middle.y,
            Direction::Down => middle.y,
            Direction::Left => -middle.x,
            Direction::Right => middle.x,
        }
    };
    let from = selected.iter().copied().max_by(|one, other| far(one).total_cmp(&far(other)));
    let Some(other) = from.and_then(|from| nearest(editor, from, direction)) else { return };
    let name = editor.flow().widgets()[other].name.clone();
    editor.canvas.wants_reveal = Some(editor.scene().boxes[other].rect);
    editor.selection.widgets.insert(name);
}

/// Brings what is selected into sight.
pub fn reveal_selection(editor: &mut Editor) {
    let boxes = editor.selected().boxes;
    let rects = boxes.into_iter().map(|one| editor.scene().boxes[one].rect);
    editor.canvas.wants_reveal = rects.reduce(egui::Rect::union);
}

/// Selects everything that leads to what is selected, or everything to which it leads.
pub fn along(editor: &mut Editor, is_down: bool) {
    let graph = centralita_engine::flow::FlowGraph::drawn(editor.flow());
    let from: Vec<usize> = editor.selected().boxes.into_iter().collect();
    let found = if is_down { graph.reachable_from(from) } else { graph.leading_to(from) };
    let widgets = editor.flow().widgets().iter().zip(found);
    let names: Vec<WidgetName> =
        widgets.filter(|(_, found)| *found).map(|(widget, _)| widget.name.clone()).collect();
    editor.selection = Selection::of_all(names);
}

/// Takes the next or the previous exit of the selected widget at hand.
pub fn step_exit(editor: &mut Editor, is_next: bool) {
    let Some(name) = editor.selection.only().cloned() else { return };
    let Some(number) = editor.flow().index_of(name.as_str()) else { return };
    let count = editor.scene().boxes[number].chips.len();
    if count == 0 {
        return;
    }
    let chip = match (editor.exit_at_hand(), is_next) {
        (Some((_, chip)), true) => (chip + 1) % count,
        (Some((_, chip)), false) => (chip + count - 1) % count,
        (None, true) => 0,
        (None, false) => count - 1,
    };
    editor.exit = Some((name, chip));
    reveal_selection(editor);
}

/// Goes where the exit at hand leads, or the first exit that leads anywhere. Gives whether there is
/// such a place.
pub fn follow_exit(editor: &mut Editor) -> bool {
    let Some(name) = editor.selection.only().cloned() else { return false };
    let Some(number) = editor.flow().index_of(name.as_str()) else { return false };
    let chips = &editor.scene().boxes[number].chips;
    let next = match editor.exit_at_hand() {
        Some((_, chip)) => chips.get(chip).filter(|chip| chip.is_connected),
        None => chips.iter().find(|chip| chip.is_connected),
    };
    let Some(next) = next.map(|chip| WidgetName::new(&*chip.leads_to)) else { return false };
    editor.trail.push(name);
    editor.exit = None;
    editor.selection = Selection::of(next);
    reveal_selection(editor);
    true
}

/// Goes back along the exit that was followed last, else to the first widget that leads here.
pub fn follow_back(editor: &mut Editor) -> bool {
    let Some(name) = editor.selection.only().cloned() else { return false };
    let walked = editor.trail.pop();
    let leads_here = |from: &WidgetName| {
        editor.flow().widget(from.as_str()).is_some_and(|widget| {
            widget.transitions.iter().any(|transition| transition.next.as_ref() == Some(&name))
        })
    };
    let back = walked.filter(leads_here).or_else(|| {
        let names = editor.flow().widgets().iter().map(|widget| &widget.name);
        names.filter(|other| **other != name).find(|other| leads_here(other)).cloned()
    });
    let Some(back) = back else { return false };
    let number = editor.flow().index_of(back.as_str());
    let chips = number.map(|number| &editor.scene().boxes[number].chips);
    let chip =
        chips.and_then(|chips| chips.iter().position(|chip| *chip.leads_to == *name.as_str()));
    editor.exit = chip.map(|chip| (back.clone(), chip));
    editor.selection = Selection::of(back);
    reveal_selection(editor);
    true
}

/// The first exit of the selected widget that leads nowhere; the exit at hand before all.
pub fn next_loose_exit(editor: &Editor, catalogue: &Catalogue) -> Option<(WidgetName, usize)> {
    let name = editor.selection.only()?;
    if let Some((_, chip)) = editor.exit_at_hand() {
        return Some((name.clone(), chip));
    }
    let widget = editor.flow().widget(name.as_str())?;
    let exits = crate::scene::exits(widget, catalogue.spec(widget.kind.as_str()));
    let loose = |exit: &crate::scene::Exit| {
        exit.transition.and_then(|place| widget.transitions[place].next.as_ref()).is_none()
    };
    Some((name.clone(), exits.iter().position(loose)?))
}

/// Shows a problem where it is.
pub fn show_problem(editor: &mut Editor, problem: &Problem) {
    let Some(widget) = &problem.place.widget else {
        editor.selection = Selection::default();
        return;
    };
    editor.selection = Selection::of(widget.clone());
    editor.wants_field = problem.place.field.as_ref().map(|field| field.to_string());
    if let Some(transition) = problem.place.transition
        && let Some(number) = editor.flow().index_of(widget.as_str())
    {
        let chips = &editor.scene().boxes[number].chips;
        let chip = chips.iter().position(|chip| chip.number == Some(transition));
        editor.exit = chip.map(|chip| (widget.clone(), chip));
    }
    reveal_selection(editor);
}

/// Goes to the next or the previous problem; gives it.
pub fn step_problem(editor: &mut Editor, is_next: bool) -> Option<Problem> {
    let own = editor.selection.only();
    let is_here = |problem: &Problem| problem.place.widget.as_ref() == own && own.is_some();
    let count = editor.problems.len();
    let at = editor.problems.iter().position(is_here);
    let last = editor.problems.iter().rposition(is_here);
    let next = match (at, last, is_next) {
        _ if count == 0 => return None,
        (_, Some(last), true) => (last + 1) % count,
        (Some(first), _, false) => (first + count - 1) % count,
        (_, _, true) => 0,
        (_, _, false) => count - 1,
    };
    let problem = editor.problems[next].clone();
    show_problem(editor, &problem);
    // The keys stay on the canvas, where the next key can take its fix, or go to the field.
    let field = editor.wants_field.take();
    editor.field_at_hand = problem.place.widget.clone().zip(field);
    Some(problem)
}

/// The first problem of what is selected that can be mended by itself: errors first, the exit at hand
/// before all.
pub fn problem_with_fix(editor: &Editor) -> Option<&Problem> {
    let own = editor.selection.only();
    let exit = editor
        .exit_at_hand()
        .and_then(|(number, chip)| editor.scene().boxes.get(number)?.chips.get(chip)?.number);
    let here = editor.problems.iter().filter(|problem| problem.fix.is_some());
    let here = here.filter(|problem| problem.place.widget.as_ref() == own);
    here.min_by_key(|problem| {
        let is_at_hand = exit.is_some() && problem.place.transition == exit;
        (!is_at_hand, problem.severity != Severity::Error)
    })
}
