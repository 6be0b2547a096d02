//! The part below the canvas in which a scripted widget is written and tried.

mod bench;

use egui::{Align, Id, Label, Layout, RichText, Ui, vec2};

use crate::code;
use crate::command::{Command, ScriptOf};
use crate::inspector::highlight::Wrong;
use crate::model::Model;
use crate::scripts::Desk;
use crate::theme::Icon;
use crate::ui;

/// Below so many points beside each other, what is tried stands in a narrower column.
const BENCH: std::ops::RangeInclusive<f32> = 210.0..=380.0;

/// By what the toolkit knows the field in which a script is written.
pub fn field_id() -> Id {
    Id::unique("the script that is written")
}

/// Shows it; gives what was chosen.
pub fn script_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let Some(desk) = &model.scripts.desk else { return nothing_ui(ui, model) };
    let mut done = head_ui(ui, model, desk);
    ui.add_space(4.0);
    done = theirs_ui(ui, model, desk).or(done);
    let all = ui.available_rect_before_wrap();
    let bench = (all.width() * 0.36).clamp(*BENCH.start(), *BENCH.end());
    let mut left = all;
    left.max.x -= bench + 12.0;
    let mut right = all;
    right.min.x = left.max.x + 12.0;
    let found = ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| write_ui(ui, model));
    done = found.inner.or(done);
    let found =
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| bench::bench_ui(ui, model));
    done = found.inner.or(done);
    ui.painter().vline(
        left.max.x + 6.0,
        all.y_range(),
        egui::Stroke::new(1.0, model.tokens.divider),
    );
    let focused = ui.memory(|memory| memory.focused());
    let rect = ui.max_rect();
    let is_here = focused.and_then(|id| ui.ctx().read_response(id));
    model.scripts.has_keys = is_here.is_some_and(|one| rect.contains(one.rect.left_top()))
        || focused == Some(field_id());
    done
}

fn nothing_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let texts = &model.texts;
    ui.label(RichText::new(texts.say("script-none")).color(model.tokens.weak_text));
    let mut done = None;
    ui.horizontal(|ui| {
        if ui::main_button(ui, &model.tokens, texts.say("command-new-script")).clicked() {
            done = Some(Command::NewScript);
        }
        if ui.button(texts.say("script-close")).clicked() {
            done = Some(Command::CloseScript);
        }
    });
    done
}

fn head_ui(ui: &mut Ui, model: &Model, desk: &Desk) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.horizontal(|ui| {
        ui.label(ui::icon(Icon::Braces, 15.0).color(tokens.weak_text));
        ui.label(ui::strong(&desk.file));
        let state = match (&desk.path, desk.is_changed()) {
            (None, _) => "script-of-the-house",
            (_, true) => "script-unsaved",
            (_, false) => "script-is-saved",
        };
        ui.label(RichText::new(texts.say(state)).small().color(tokens.weak_text));
        for other in &model.scripts.aside {
            let name = format!("{} ●", other.file);
            if ui.small_button(name).clicked()
                && let Some(path) = &other.path
            {
                done = Some(Command::OpenScript(ScriptOf::File(path.clone())));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = texts.say("script-close");
            if ui::icon_button(ui, tokens, Icon::X, close, true).clicked() {
                done = Some(Command::CloseScript);
            }
            let is_own = desk.path.is_some();
            if is_own {
                let save = egui::Button::new(texts.say("script-save"));
                if ui.add_enabled(desk.is_changed(), save).clicked() {
                    done = Some(Command::SaveScript);
                }
            } else if ui.button(texts.say("script-copy")).clicked() {
                done = Some(Command::CopyScript);
            }
            if ui.button(texts.say("script-tests")).clicked() {
                done = Some(Command::TestScript);
            }
            if ui::main_button(ui, tokens, texts.say("script-try")).clicked() {
                done = Some(Command::TryScript);
            }
        });
    });
    done
}

/// The file was changed by somebody else while it was written here.
fn theirs_ui(ui: &mut Ui, model: &Model, desk: &Desk) -> Option<Command> {
    desk.theirs.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    egui::Frame::new().fill(tokens.tint).corner_radius(4).inner_margin(vec2(8.0, 4.0)).show(
        ui,
        |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.label(ui::icon(Icon::TriangleAlert, 14.0).color(tokens.warning));
                ui.label(texts.fill("script-theirs", &[("name", (&desk.file).into())]));
                if ui.button(texts.say("conflict-mine")).clicked() {
                    done = Some(Command::KeepMyScript);
                }
                if ui.button(texts.say("conflict-theirs")).clicked() {
                    done = Some(Command::TakeTheirScript);
                }
            });
        },
    );
    ui.add_space(4.0);
    done
}

/// The field, and below it what is wrong.
fn write_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let desk = model.scripts.desk.as_mut()?;
    let wrong: Vec<Wrong> = desk
        .faults()
        .iter()
        .map(|fault| Wrong { place: shown_place(fault.span.range()), is_error: true })
        .collect();
    let is_own = desk.path.is_some();
    let below = match desk.faults().len() {
        0 => 0.0,
        count => 8.0 + 22.0 * count.min(3) as f32,
    };
    let high = (ui.available_height() - below).max(60.0);
    let name = texts.fill("script-field", &[("name", (&desk.file).into())]);
    let id = field_id();
    egui::ScrollArea::vertical().id_salt("script").max_height(high).auto_shrink(false).show(
        ui,
        |ui| {
            let rows = (high / 17.0) as usize;
            let output = code::code_ui(ui, tokens, id, &mut desk.text, &wrong, (is_own, rows));
            if let Some(place) = desk.wants_place.take() {
                code::select(ui, &output, &desk.text, place);
            }
            let response = output.response.response.accessible_name(&name);
            if std::mem::take(&mut desk.wants_keys) {
                response.request_focus();
            }
        },
    );
    desk.check();
    faults_ui(ui, model)
}

/// A fault at a point is shown at the letter there, or before the end.
fn shown_place(place: std::ops::Range<usize>) -> std::ops::Range<usize> {
    if place.is_empty() { place.start.saturating_sub(1)..place.end + 1 } else { place }
}

fn faults_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let desk = model.scripts.desk.as_ref()?;
    let mut done = None;
    if desk.faults().is_empty() {
        return None;
    }
    ui.add_space(4.0);
    egui::ScrollArea::vertical().id_salt("faults").auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        for (number, fault) in desk.faults().iter().enumerate() {
            let told = fault.told();
            let line = fault.line.to_string();
            let why = texts.told(&told);
            let text = texts.fill("script-fault", &[("line", (&line).into()), ("why", why.into())]);
            ui.horizontal_top(|ui| {
                ui.label(ui::icon(Icon::OctagonAlert, 13.0).color(tokens.error));
                let text = RichText::new(text).size(12.5).color(tokens.error);
                let label = Label::new(text).wrap().sense(egui::Sense::click());
                if ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                    done = Some(Command::ShowFault(number));
                }
            });
        }
    });
    done
}

/// The window in which a new scripted widget is given its name.
pub fn name_script_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut name = model.scripts.naming.clone()?;
    let mut done = None;
    let mut is_open = true;
    let folder = model.scripts.folders.first().map(|folder| folder.display().to_string());
    ui::window(root, "new-script", texts.say("command-new-script"), 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(texts.say("command-new-script")).heading());
        let label = ui.label(texts.say("script-name"));
        let edit = egui::TextEdit::singleline(&mut name)
            .hint_text(texts.say("script-name-hint"))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).labelled_by(label.id);
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        let is_good = centralita_widgets::script::can_be_named(name.trim());
        let (text, colour) = match (is_good || name.is_empty(), &folder) {
            (false, _) => (texts.say("script-bad-name").to_owned(), tokens.error),
            (true, Some(folder)) => {
                (texts.fill("script-folder", &[("folder", folder.into())]), tokens.weak_text)
            }
            (true, None) => (texts.say("script-no-folder").to_owned(), tokens.warning),
        };
        ui.add(Label::new(RichText::new(text).small().color(colour)).wrap());
        ui.add_space(6.0);
        let is_entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        ui.add_enabled_ui(is_good && folder.is_some(), |ui| {
            if ui::main_button(ui, tokens, texts.say("script-make")).clicked()
                || is_entered && is_good
            {
                done = Some(Command::MakeScript(name.clone()));
            }
        });
    });
    model.scripts.naming = is_open.then_some(name);
    done
}
