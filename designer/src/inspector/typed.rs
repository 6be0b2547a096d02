//! A text while it is being written: kept until it can be used, checked once one has left it, and
//! given to the document as one change.

use centralita_engine::check::Severity;
use egui::text::{CCursor, CCursorRange};
use egui::{EventFilter, FontId, Id, Key, KeyboardShortcut, Modifiers, Response, RichText, Ui};

use super::control::{Change, Control, Note, is_open};
use super::highlight::{Look, Wrong, laid_out};
use super::known;
use super::suggest;
use crate::code;
use crate::theme::{CODE, Icon, size};
use crate::ui;

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'t> {
    /// What is there.
    pub now: &'t str,
    /// What stands in the field while it is empty.
    pub hint: &'t str,
    /// How high it is.
    pub height: Height,
    /// How its text is looked at.
    pub look: Look,
    /// Whether variables can be put in.
    pub variables: bool,
    /// The icon at its beginning.
    pub icon: Option<Icon>,
    /// What part of the control it is, when it is not all of it.
    pub part: Option<(&'t str, usize)>,
    /// How wide it is; all there is, when none is said.
    pub width: Option<f32>,
}

/// How high a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Height {
    /// One line; Enter ends it.
    Line,
    /// As many lines as the text needs; Enter ends it, Shift+Enter begins a line.
    Growing,
    /// So many lines at least; Enter begins a line.
    Lines(usize),
}

impl<'t> Writing<'t> {
    /// One line of words.
    pub fn line(now: &'t str, hint: &'t str) -> Writing<'t> {
        Writing {
            now,
            hint,
            height: Height::Line,
            look: Look::Words,
            variables: false,
            icon: None,
            part: None,
            width: None,
        }
    }
}

/// A text that the document does not have yet.
#[derive(Clone)]
struct Draft {
    text: String,
    /// What the document had when it was begun.
    base: String,
    /// Whether one has left the field, so that it is told what is wrong.
    was_left: bool,
}

/// Shows the field. `read` makes a change of what was typed, or says why that cannot be.
pub fn typed_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    writing: Writing<'_>,
    read: &dyn Fn(&Control<'_>, &str) -> Result<Change, String>,
) -> Response {
    let id = id_of(control, writing.part);
    let context = ui.ctx().clone();
    let had_focus = context.memory(|memory| memory.has_focus(id));
    let mut draft = context
        .data(|data| data.get_temp::<Draft>(id))
        .filter(|draft| draft.base == writing.now)
        .unwrap_or_else(|| Draft {
            text: writing.now.to_owned(),
            base: writing.now.to_owned(),
            was_left: false,
        });
    let known = (writing.variables && (had_focus || is_open(&draft.text)))
        .then_some(control.model.editor.as_ref())
        .flatten()
        .map(|editor| known::known(&context, control.model, editor, &control.widget.name));
    let mut list = writing.variables.then(|| suggest::before(ui, id, had_focus)).flatten();
    let wants_out = writing.height == Height::Growing && had_focus && enter(ui);
    let wrong = wrong(control, &draft.text);
    let output = edit(
        ui,
        control,
        &writing,
        id,
        &mut draft.text,
        &wrong,
        list.is_some_and(|list| list.is_open()),
    );
    let response = control.named(output.response.response, writing.part.map(|part| part.0));
    if wants_out {
        response.surrender_focus();
    }
    if response.changed() && !response.has_focus() {
        // A screen reader sets the text without going there.
        leave(control, &context, id, draft, read);
        return response;
    }
    if let (Some(known), true) = (&known, writing.variables) {
        let cursor = output.cursor_range.map(|range| range.primary.index.0);
        let at = suggest::Place { id, rect: response.rect, cursor };
        let picked = suggest::list_ui(ui, control.model, known, at, &mut list, &draft.text);
        if let Some((text, cursor)) = picked {
            draft.text = text;
            let mut state = output.state.clone();
            state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(cursor))));
            state.store(&context, id);
            response.request_focus();
            context.request_repaint();
        }
    }
    if response.has_focus() {
        if draft.text != draft.base {
            match read(control, &draft.text) {
                Ok(change) => control.draft = Some(change),
                Err(why) if draft.was_left => control.notes.push(Note::Wrong(why)),
                Err(_) => {}
            }
        }
        context.data_mut(|data| data.insert_temp(id, draft.clone()));
    } else if response.lost_focus() {
        suggest::close(&context, id);
        leave(control, &context, id, draft.clone(), read);
    } else if draft.text != draft.base
        && let Err(why) = read(control, &draft.text)
    {
        control.notes.push(Note::Wrong(why));
    }
    if let Some(known) = known.filter(|_| !control.is_mixed) {
        let preview = known::preview(control.model, &known, &draft.text);
        control
            .notes
            .extend(preview.map(|(text, is_simulated)| Note::Preview { text, is_simulated }));
    }
    response
}

/// The number of a field, or of a part of one.
pub fn id_of(control: &Control<'_>, part: Option<(&str, usize)>) -> Id {
    match part {
        None => control.id.with("edit"),
        Some(part) => control.id.with(part),
    }
}

/// Forgets what was being written in a field.
pub fn forget(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<Draft>(id));
}

fn enter(ui: &Ui) -> bool {
    ui.input_mut(|input| !input.modifiers.shift && input.consume_key(Modifiers::NONE, Key::Enter))
}

fn leave(
    control: &mut Control<'_>,
    context: &egui::Context,
    id: Id,
    draft: Draft,
    read: &dyn Fn(&Control<'_>, &str) -> Result<Change, String>,
) {
    let change = (draft.text != draft.base).then(|| read(control, &draft.text));
    match change {
        Some(Err(_)) => {
            context.data_mut(|data| data.insert_temp(id, Draft { was_left: true, ..draft }));
        }
        Some(Ok(change)) => {
            control.done = Some(change);
            context.data_mut(|data| data.remove::<Draft>(id));
        }
        None => context.data_mut(|data| data.remove::<Draft>(id)),
    }
}

fn edit(
    ui: &mut Ui,
    control: &Control<'_>,
    writing: &Writing<'_>,
    id: Id,
    text: &mut String,
    wrong: &[Wrong],
    lists: bool,
) -> egui::text_edit::TextEditOutput {
    let tokens = &control.model.tokens;
    let is_line = writing.height == Height::Line;
    let lines = text.lines().count();
    let font = match writing.look {
        Look::Words => FontId::proportional(size::BODY),
        Look::Json | Look::Script => FontId::new(size::CODE, CODE),
    };
    let look = (writing.look, &font);
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, wrap: f32| {
        let wrap = if is_line { f32::INFINITY } else { wrap };
        laid_out(ui, buffer.as_str(), look, wrap, tokens, wrong)
    };
    let mut edit = match writing.height {
        Height::Line => egui::TextEdit::singleline(text),
        Height::Growing => egui::TextEdit::multiline(text)
            .desired_rows(1)
            .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter)),
        Height::Lines(rows) => egui::TextEdit::multiline(text).desired_rows(rows),
    };
    if let Some(icon) = writing.icon {
        edit = edit.prefix(ui::icon(icon, 14.0).color(tokens.weak_text));
    }
    let width = writing.width.unwrap_or(f32::INFINITY);
    let is_code = writing.look == Look::Script;
    if is_code {
        edit = edit.margin(code::margin(lines));
    }
    let output = edit
        .id(id)
        .desired_width(width)
        .hint_text(RichText::new(writing.hint))
        .event_filter(EventFilter {
            tab: lists,
            escape: lists,
            horizontal_arrows: true,
            vertical_arrows: true,
        })
        .layouter(&mut layouter)
        .show(ui);
    if is_code {
        code::gutter(ui, &output, tokens, &code::lines_of(wrong, output.galley.text()));
    }
    output
}

/// The parts of the text that the checks find wrong.
fn wrong(control: &Control<'_>, text: &str) -> Vec<Wrong> {
    if control.is_mixed {
        return Vec::new();
    }
    let problems = control.model.editor.iter().flat_map(|editor| &editor.problems);
    problems
        .filter(|problem| problem.place.widget.as_ref() == Some(&control.widget.name))
        .filter(|problem| problem.place.field.as_ref() == Some(&control.field.name))
        .filter_map(|problem| {
            let inside = problem.place.inside.as_ref().filter(|inside| inside.source == text)?;
            let mut place = inside.span.start as usize..inside.span.end as usize;
            if place.is_empty() {
                // A fault at a point is shown at the letter there, or before the end.
                place = place.start.saturating_sub(1)..place.end + 1;
            }
            Some(Wrong { place, is_error: problem.severity == Severity::Error })
        })
        .collect()
}

/// Shows what there is to say of the fields that were shown just now.
pub fn notes_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let (texts, tokens) = (&control.model.texts, &control.model.tokens);
    for note in control.notes.drain(..) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            match note {
                Note::Wrong(why) => {
                    ui.label(ui::icon(Icon::OctagonAlert, 13.0).color(tokens.error));
                    let text = RichText::new(why).size(12.0).color(tokens.error);
                    ui.add(egui::Label::new(text).wrap());
                }
                Note::Preview { text, is_simulated } => {
                    let source = match is_simulated {
                        true => "inspector-preview-call",
                        false => "inspector-preview-samples",
                    };
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let line = match words.is_empty() {
                        true => texts.say("inspector-preview-empty").to_owned(),
                        false => words.join(" "),
                    };
                    ui.label(ui::icon(Icon::CornerDownRight, 12.0).color(tokens.weak_text));
                    let mut job = egui::text::LayoutJob::default();
                    let font = FontId::proportional(12.0);
                    let format = |color| egui::TextFormat::simple(font.clone(), color);
                    job.append(&line, 0.0, format(tokens.text));
                    job.append(texts.say(source), 8.0, format(tokens.weak_text));
                    ui.add(egui::Label::new(job).wrap());
                }
            }
        });
    }
}
