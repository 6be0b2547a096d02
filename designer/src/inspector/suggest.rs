//! The list of variables that opens while one writes `{{`, or by Ctrl+Space.

use centralita_engine::check::{Origin, Variable};
use egui::{Align2, Context, FontId, Id, Key, Modifiers, Rect, Sense, Ui, vec2};

use super::control::shown;
use super::known::Known;
use crate::matching;
use crate::model::Model;
use crate::theme::{HIT, size};

/// So many variables are shown.
const MOST_LINES: usize = 8;

/// A list that is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct List {
    /// The field for which it is.
    field: Id,
    chosen: usize,
    is_picked: bool,
    /// Whether it was asked for rather than opened by what was typed.
    is_wanted: bool,
    /// What it was closed for: until another variable is begun there.
    closed_at: Option<usize>,
}

impl List {
    /// Whether it is shown, and not put away by Escape.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// Where a list opens.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The field.
    pub id: Id,
    /// Where it is on the screen.
    pub rect: Rect,
    /// Before which letter the cursor stands.
    pub cursor: Option<usize>,
}

fn place() -> Id {
    Id::unique("suggestions")
}

/// Whether a list of variables is open, so that Escape closes that and nothing else.
pub fn is_open(context: &Context) -> bool {
    let list: Option<List> = context.data(|data| data.get_temp(place()));
    list.is_some_and(|list| list.is_open() && context.memory(|memory| memory.has_focus(list.field)))
}

/// Takes the keys that are for the list of a field, before the field itself sees them.
pub fn before(ui: &Ui, field: Id, has_focus: bool) -> Option<List> {
    let list: Option<List> = ui.data(|data| data.get_temp(place()));
    let mut list = list.filter(|list| list.field == field);
    if !has_focus {
        return list;
    }
    let is_wanted = ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::Space));
    if is_wanted {
        list = Some(List { field, chosen: 0, is_picked: false, is_wanted, closed_at: None });
    }
    let list = list.as_mut()?;
    if !list.is_open() {
        return Some(*list);
    }
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            list.chosen += 1;
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            list.chosen = list.chosen.saturating_sub(1);
        }
        let is_enter = input.consume_key(Modifiers::NONE, Key::Enter);
        list.is_picked = is_enter || input.consume_key(Modifiers::NONE, Key::Tab);
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            list.is_wanted = false;
            list.closed_at = Some(usize::MAX);
        }
    });
    Some(*list)
}

/// Closes the list of a field.
pub fn close(context: &Context, field: Id) {
    context.data_mut(|data| {
        if data.get_temp::<List>(place()).is_some_and(|list| list.field == field) {
            data.remove::<List>(place());
        }
    });
}

/// Shows the list when one is open. Gives the text with the chosen variable put in, and the letter
/// before which the cursor goes.
pub fn list_ui(
    ui: &Ui,
    model: &Model,
    known: &Known,
    at: Place,
    list: &mut Option<List>,
    text: &str,
) -> Option<(String, usize)> {
    let cursor = at.cursor.or_else(|| {
        let state = egui::TextEdit::load_state(ui.ctx(), at.id)?;
        state.cursor.char_range().map(|range| range.primary.index.0)
    })?;
    let byte = text.char_indices().nth(cursor).map_or(text.len(), |(at, _)| at);
    let begun = begun(text.get(..byte)?);
    let was_open = list.is_some_and(|list| list.is_open());
    let is_wanted = list.is_some_and(|list| list.is_wanted);
    let has_focus = ui.memory(|memory| memory.has_focus(at.id));
    if !was_open && !has_focus {
        return None;
    }
    let (start, typed) = match begun {
        Some(begun) => begun,
        None if is_wanted => (byte, ""),
        None => {
            close(ui.ctx(), at.id);
            return None;
        }
    };
    let empty = List { field: at.id, chosen: 0, is_picked: false, is_wanted, closed_at: None };
    let mut now = list.unwrap_or(empty);
    if let Some(closed) = &mut now.closed_at {
        // It stays closed for this variable, and opens for the next.
        let is_same = *closed == usize::MAX || *closed == start;
        *closed = start;
        ui.data_mut(|data| data.insert_temp(place(), now));
        if is_same {
            return None;
        }
        now = empty;
    }
    let things = known.here.iter().map(|one| (one.path.to_string(), one)).collect();
    let lines = matching::best(typed, things, MOST_LINES);
    if lines.is_empty() || lines.iter().any(|(path, one)| path == typed && !one.goes_on) {
        close(ui.ctx(), at.id);
        return None;
    }
    now.chosen = now.chosen.min(lines.len() - 1);
    let clicked = rows_ui(ui, model, at, &lines, now.chosen);
    let picked = clicked.or(now.is_picked.then_some(now.chosen));
    now.is_picked = false;
    *list = Some(now);
    if has_focus {
        ui.data_mut(|data| data.insert_temp(place(), now));
    }
    let (path, variable) = lines.get(picked?)?;
    close(ui.ctx(), at.id);
    *list = None;
    let mut put = text.get(..start)?.to_owned();
    put.push_str("{{");
    put.push_str(path);
    if variable.goes_on {
        put.push('.');
    }
    let inside = put.chars().count();
    let rest = text.get(byte..)?;
    put.push_str("}}");
    let after = put.chars().count();
    put.push_str(rest.strip_prefix("}}").unwrap_or(rest));
    Some((put, if variable.goes_on { inside } else { after }))
}

/// The variable that is being written at the end of `before`: where its braces begin, and its name
/// so far.
fn begun(before: &str) -> Option<(usize, &str)> {
    let start = before.rfind("{{")?;
    let inside = before.get(start + 2..)?;
    let is_name = |letter: char| letter.is_alphanumeric() || "._- ".contains(letter);
    inside.trim().chars().all(is_name).then(|| (start, inside.trim()))
}

fn rows_ui(
    ui: &Ui,
    model: &Model,
    at: Place,
    lines: &[(String, &Variable)],
    chosen: usize,
) -> Option<usize> {
    let tokens = &model.tokens;
    let mut clicked = None;
    egui::Area::new(at.id.with("suggestions"))
        .order(egui::Order::Foreground)
        .fixed_pos(at.rect.left_bottom() + vec2(0.0, 4.0))
        .constrain(true)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(4).show(ui, |ui| {
                ui.set_width(at.rect.width().max(300.0));
                ui.spacing_mut().item_spacing.y = 0.0;
                for (place, (path, variable)) in lines.iter().enumerate() {
                    let (name, from) = told(model, path, variable);
                    let size = vec2(ui.available_width(), HIT + 16.0);
                    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                    response.widget_info(|| {
                        let role = egui::Role::ListBoxOption;
                        egui::WidgetInfo::selected(role, true, place == chosen, path)
                    });
                    if place == chosen {
                        ui.painter().rect_filled(rect, 4, tokens.tint);
                    } else if response.hovered() {
                        ui.painter().rect_filled(rect, 4, tokens.hover);
                    }
                    let painter = ui.painter().with_clip_rect(rect);
                    let left = rect.min.x + 8.0;
                    let first = egui::pos2(left, rect.min.y + 12.0);
                    let second = egui::pos2(left, rect.max.y - 12.0);
                    let plain = |size| FontId::proportional(size);
                    let middle = Align2::LEFT_CENTER;
                    let drawn =
                        painter.text(first, middle, &name, plain(size::SMALL + 0.5), tokens.text);
                    painter.text(second, middle, &from, plain(size::CAPTION), tokens.weak_text);
                    let sample = shown(&variable.sample);
                    if !sample.is_empty() {
                        let room = rect.max.x - drawn.max.x - 24.0;
                        let mut job = egui::text::LayoutJob::simple_singleline(
                            sample,
                            plain(size::CAPTION + 0.5),
                            tokens.weak_text,
                        );
                        job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(20.0));
                        let galley = painter.layout_job(job);
                        let at = egui::pos2(
                            rect.max.x - 8.0 - galley.size().x,
                            first.y - galley.size().y / 2.0,
                        );
                        painter.galley(at, galley, tokens.weak_text);
                    }
                    let help = model.texts.told(&variable.help);
                    let is_picked = response.clicked();
                    if !help.is_empty() {
                        response.on_hover_text(help);
                    }
                    if is_picked {
                        clicked = Some(place);
                    }
                }
            });
        });
    clicked
}

/// What the list calls a variable, and where it says that it comes from.
fn told(model: &Model, path: &str, variable: &Variable) -> (String, String) {
    let texts = &model.texts;
    let beginnings = ["flow.variables.", "trigger.", "contact.", "flow."];
    match &variable.origin {
        Origin::Widget(widget) => {
            let own = format!("widgets.{widget}.");
            let name = path.strip_prefix(&own).or_else(|| path.strip_prefix(beginnings[0]));
            let name = name.unwrap_or(path);
            let name = if variable.goes_on { format!("{name}…") } else { name.to_owned() };
            (name, texts.fill("inspector-variable-from", &[("name", widget.as_str().into())]))
        }
        Origin::Start => {
            let name = beginnings.iter().find_map(|first| path.strip_prefix(first));
            let help = texts.told(&variable.help);
            (name.unwrap_or(path).to_owned(), help.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_begun_by_two_braces_and_ended_by_what_no_name_has() {
        assert_eq!(begun("Hi {{"), Some((3, "")));
        assert_eq!(begun("Hi {{ widgets.me"), Some((3, "widgets.me")));
        assert_eq!(begun("Hi {{a}} b"), None);
        assert_eq!(begun("Hi {{a | plus: 1"), None);
        assert_eq!(begun("Hi"), None);
    }
}
