//! What was said, as a chat with times, and the strip of turns below it.

use centralita_engine::Text;
use egui::{Align, Color32, Key, Label, Layout, RichText, Sense, Ui, pos2, vec2};

use super::Parts;
use crate::command::Command;
use crate::simulator::rows::{Row, Side, rows};
use crate::ui;

/// Shows the conversation; gives where to jump when a line was pressed.
pub fn transcript_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    pointed: &mut Option<(Text, u32)>,
) -> Option<Command> {
    let mut done = None;
    let mut at = None;
    egui::ScrollArea::vertical()
        .id_salt("transcript")
        .auto_shrink(false)
        .stick_to_bottom(true)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 5.0;
            ui.spacing_mut().interact_size.y = 16.0;
            for row in rows(parts.session, parts.texts) {
                let (is_pressed, is_pointed) = row_ui(ui, parts, &row);
                if is_pointed {
                    at = row.widget.clone().map(|widget| (widget, row.depth));
                }
                if is_pressed && let Some(widget) = &row.widget {
                    done = Some(Command::ShowVisit { widget: widget.clone(), depth: row.depth });
                }
            }
            ui.add_space(4.0);
        });
    if *pointed != at {
        *pointed = at;
        ui.ctx().request_repaint();
    }
    done
}

/// A line; gives whether it was pressed, and whether one points at it or has the keys on it.
fn row_ui(ui: &mut Ui, parts: &Parts<'_>, row: &Row) -> (bool, bool) {
    let tokens = parts.tokens;
    let time = RichText::new(row.time()).size(11.0).color(tokens.weak_text);
    let (mut is_pressed, mut is_pointed) = (false, false);
    let mut bubble = |ui: &mut Ui, fill: Color32| {
        let width = (ui.available_width() - 44.0).max(80.0);
        let inner = egui::Frame::new()
            .fill(fill)
            .corner_radius(8)
            .inner_margin(vec2(10.0, 6.0))
            .show(ui, |ui| {
                ui.set_max_width(width - 20.0);
                let text = RichText::new(&row.text).size(13.0).color(tokens.text);
                ui.add(Label::new(text).wrap().sense(Sense::click()))
            })
            .inner;
        is_pointed = inner.hovered() || inner.has_focus();
        is_pressed = inner.on_hover_cursor(egui::CursorIcon::PointingHand).clicked();
    };
    match row.side {
        Side::Theirs => {
            let room = vec2(ui.available_width(), 0.0);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Max), |ui| {
                bubble(ui, tokens.hover);
                ui.label(time);
            });
        }
        Side::Own => {
            let room = vec2(ui.available_width(), 0.0);
            ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Max), |ui| {
                bubble(ui, tokens.tint);
                ui.label(time);
            });
        }
        Side::Visit | Side::Aside => {
            ui.horizontal(|ui| {
                ui.add_space(4.0 + 12.0 * row.depth as f32);
                let text = match row.side {
                    Side::Visit => format!("→ {}", row.text),
                    _ => row.text.clone(),
                };
                let text = RichText::new(text).size(11.5).color(tokens.weak_text);
                let label = Label::new(text).sense(Sense::click());
                let label = if row.side == Side::Visit { label.truncate() } else { label.wrap() };
                let label = ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand);
                (is_pressed, is_pointed) = (label.clicked(), label.hovered() || label.has_focus());
            });
        }
        Side::End => {
            ui.horizontal(|ui| {
                let text = ui::strong(&row.text).size(12.5).color(tokens.accent);
                let label = ui.add(Label::new(text).wrap().sense(Sense::click()));
                (is_pressed, is_pointed) = (label.clicked(), label.hovered() || label.has_focus());
                ui.label(time);
            });
        }
    }
    (is_pressed, is_pointed)
}

/// The turns as a strip: pressing or dragging goes to one.
pub fn strip_ui(ui: &mut Ui, parts: &Parts<'_>) -> Option<Command> {
    let (session, texts, tokens) = (parts.session, parts.texts, parts.tokens);
    let (count, at) = session.turns();
    let mut done = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if ui::icon_button(
            ui,
            tokens,
            crate::theme::Icon::SkipBack,
            texts.say("command-turn-back"),
            at > 0,
        )
        .clicked()
        {
            done = Some(Command::StepTurnBack);
        }
        let width = (ui.available_width() - 32.0).max(40.0);
        let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click_and_drag());
        let said =
            texts.fill("simulator-turn", &[("turn", (at + 1).into()), ("count", count.into())]);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, &said));
        let each = rect.width() / count as f32;
        let gap = if each > 6.0 { 2.0 } else { 0.0 };
        for turn in 0..count {
            let left = rect.min.x + each * turn as f32;
            let piece = egui::Rect::from_min_max(
                pos2(left, rect.min.y + 6.0),
                pos2(left + each - gap, rect.max.y - 6.0),
            );
            let colour = match turn.cmp(&at) {
                std::cmp::Ordering::Less => tokens.visited,
                std::cmp::Ordering::Equal => tokens.accent,
                std::cmp::Ordering::Greater => tokens.divider,
            };
            let piece = if turn == at { piece.expand2(vec2(0.0, 3.0)) } else { piece };
            ui.painter().rect_filled(piece, 3, colour);
        }
        if response.has_focus() {
            let stroke = egui::Stroke::new(1.5, tokens.accent);
            ui.painter().rect_stroke(rect, 4, stroke, egui::StrokeKind::Outside);
            let (back, on) = ui.input(|input| {
                (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight))
            });
            if back {
                done = Some(Command::StepTurnBack);
            } else if on {
                done = Some(Command::StepTurnForward);
            }
        }
        let under = response.hover_pos().or(response.interact_pointer_pos());
        let turn =
            under.map(|place| (((place.x - rect.min.x) / each).max(0.0) as usize).min(count - 1));
        if let Some(turn) = turn {
            if (response.clicked() || response.dragged()) && turn != at {
                done = Some(Command::LookAtTurn(turn));
            }
            let what = match session.act(turn) {
                Some(act) => hint(parts, act),
                None => texts.say("simulator-turn-first").to_owned(),
            };
            response.on_hover_text(format!("{}. {what}", turn + 1));
        }
        if ui::icon_button(
            ui,
            tokens,
            crate::theme::Icon::SkipForward,
            texts.say("command-turn-forward"),
            at + 1 < count,
        )
        .clicked()
        {
            done = Some(Command::StepTurnForward);
        }
    });
    if at + 1 < count {
        let text =
            texts.fill("simulator-past", &[("turn", (at + 1).into()), ("count", count.into())]);
        ui.add(Label::new(RichText::new(text).small().color(tokens.accent)).wrap());
    }
    done
}

/// What was done in a turn, in a few words.
fn hint(parts: &Parts<'_>, act: &crate::simulator::Act) -> String {
    use centralita_engine::scenario::TaskAct;

    use crate::simulator::Act;
    let texts = parts.texts;
    let one = |name: &str, what: &str| texts.fill(name, &[("what", what.into())]);
    match act {
        Act::Press(keys) => one("simulator-did-presses", keys),
        Act::Say(text) => one("simulator-did-says", text),
        Act::Write(text) => one("simulator-did-writes", text),
        Act::BeSilent => texts.say("simulator-did-silent").to_owned(),
        Act::Record(0) => texts.say("simulator-did-records-nothing").to_owned(),
        Act::Record(seconds) | Act::RecordUntilKey(seconds) => {
            one("simulator-did-records", &format!("{seconds} s"))
        }
        Act::HangUp => texts.say("simulator-did-hangs-up").to_owned(),
        Act::Wait(seconds) => one("simulator-did-waits", &format!("{seconds} s")),
        Act::SkipAhead => texts.say("simulator-skip").to_owned(),
        Act::Person { does, who } => {
            let name = match does {
                TaskAct::Accept => "simulator-person-accepted",
                TaskAct::Refuse => "simulator-person-refused",
                _ => "simulator-person-did",
            };
            texts.fill(name, &[("who", who.as_str().into())])
        }
        Act::NobodyAccepts(seconds) => {
            texts.fill("simulator-nobody-accepted", &[("seconds", (*seconds as usize).into())])
        }
        Act::Staff(_) => texts.say("simulator-people").to_owned(),
        Act::Task(_) => texts.say("simulator-did-task").to_owned(),
        Act::Answer { .. } => texts.say("simulator-did-answer").to_owned(),
        Act::Deliver(status) => one("simulator-did-delivery", status),
        Act::ComeBack(name) => one("simulator-did-returns", name),
        Act::MessagesFail(_) | Act::TasksFail(_) => texts.say("simulator-world").to_owned(),
        Act::Change { path, .. } => one("simulator-did-changes", path),
        Act::GoOn => texts.say("command-go-on").to_owned(),
        Act::Step => texts.say("simulator-step").to_owned(),
    }
}
