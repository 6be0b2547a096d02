//! The simulator at the right: one hears the flow, presses keys, and sees what happened.

mod cards;
mod hand;
mod keys;
mod opening;
mod people;
mod start_here;
mod transcript;
mod variables;

pub use keys::keys;
pub use start_here::start_here_ui;

use egui::{Align, Frame, Layout, Panel, RichText, Ui};

use crate::aloud::due_in_millis;
use crate::command::Command;
use crate::model::Model;
use crate::simulator::Hands;
use crate::simulator::opening::clock;
use crate::simulator::rows::{since, told};
use crate::simulator::{Opening, Page, Session, Way};
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// What every part of the simulator is shown with.
pub(super) struct Parts<'a> {
    pub session: &'a Session,
    pub texts: &'a Texts,
    pub tokens: &'a Tokens,
}

/// Shows it; gives what was chosen.
pub fn simulator_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let session = editor.session.as_mut()?;
    let due = due_in_millis(session, model.now);
    let mut hands = std::mem::take(&mut session.hands);
    let rect = ui.max_rect();
    ui.input(|input| {
        if input.pointer.any_pressed()
            && let Some(at) = input.pointer.interact_pos()
        {
            hands.has_focus = rect.contains(at);
        }
    });
    let parts = Parts { session, texts, tokens };
    let mut done = header_ui(ui, &parts, &mut hands, due);
    done = notices_ui(ui, &parts).or(done);
    match hands.page {
        Page::Talk => {
            let below = Panel::bottom("simulator-hand").resizable(false).show_separator_line(true);
            let chosen = below
                .frame(Frame::new().inner_margin(egui::Margin { top: 8, ..egui::Margin::ZERO }))
                .show(ui, |ui| {
                    let strip = transcript::strip_ui(ui, &parts);
                    hand::hand_ui(ui, &parts, &mut hands).or(strip)
                })
                .inner;
            done = chosen.or(done);
            if let Some(opening) = &mut hands.form {
                let chosen = egui::ScrollArea::vertical()
                    .id_salt("opening")
                    .auto_shrink(false)
                    .show(ui, |ui| opening::opening_ui(ui, &parts, opening))
                    .inner;
                if chosen.is_some() {
                    done = chosen;
                }
            } else {
                done = transcript::transcript_ui(ui, &parts, &mut hands.pointed).or(done);
            }
        }
        Page::Variables => done = variables::variables_ui(ui, &parts, &mut hands).or(done),
        Page::Settings => {}
    }
    if let Some(session) = &mut editor.session {
        session.hands = hands;
    }
    done
}

fn header_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    hands: &mut Hands,
    due: Option<i64>,
) -> Option<Command> {
    let Parts { session, texts, tokens } = parts;
    let mut done = None;
    ui.horizontal(|ui| {
        for (page, name) in [
            (Page::Talk, "simulator"),
            (Page::Variables, "simulator-variables"),
            (Page::Settings, "simulator-settings"),
        ] {
            let is_chosen = hands.page == page;
            let text = texts.say(name);
            let text = if is_chosen { ui::strong(text) } else { RichText::new(text) };
            if ui.selectable_label(is_chosen, text.size(13.0)).clicked() {
                hands.page = page;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let mut press = |ui: &mut Ui, icon, name: &str, command: Command| {
                if ui::icon_button(ui, tokens, icon, texts.say(name), true).clicked() {
                    done = Some(command);
                }
            };
            press(ui, Icon::X, "command-end-simulation", Command::EndSimulation);
            press(ui, Icon::RotateCcw, "simulator-restart", Command::Simulate);
        });
    });
    if hands.page == Page::Settings {
        return done;
    }
    ui.horizontal(|ui| {
        let world = session.world();
        let time = clock(session.program(), world.now, "%Y-%m-%d %H:%M:%S");
        let passed = since(world.now.millis_since(session.began()));
        ui.label(ui::icon(Icon::Clock, 13.0).color(tokens.weak_text));
        let about = texts.say("simulator-clock");
        ui.label(RichText::new(passed).small().color(tokens.weak_text))
            .on_hover_text(format!("{time}. {about}"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let press = |ui: &mut Ui, icon, name: &str| {
                ui::icon_button(ui, tokens, icon, texts.say(name), true).clicked()
            };
            if switch(
                ui,
                tokens,
                Icon::Volume2,
                texts.say("command-speak-prompts"),
                hands.spoken.is_some(),
            ) {
                done = Some(Command::SpeakPrompts);
            }
            if switch(
                ui,
                tokens,
                Icon::Timer,
                texts.say("command-real-time"),
                hands.plays_since.is_some(),
            ) {
                done = Some(Command::PlayInRealTime);
            }
            if press(ui, Icon::Copy, "command-copy-transcript") {
                done = Some(Command::CopyTranscript);
            }
            if press(ui, Icon::BookmarkPlus, "command-keep-scenario") {
                done = Some(Command::KeepScenario);
            }
            if press(ui, Icon::PhoneIncoming, "simulator-opening") {
                let is_open = hands.form.is_some();
                hands.form = if is_open { None } else { Some(session.opening().clone()) };
                hands.page = Page::Talk;
            }
        });
    });
    if let Some(due) = due {
        let seconds = usize::try_from(due.div_euclid(1000) + 1).unwrap_or(0);
        let text = texts.fill("simulator-due", &[("seconds", seconds.into())]);
        ui.label(RichText::new(text).small().color(tokens.accent));
    }
    let ways = session.program().map(|program| Way::of(&program.flow)).unwrap_or_default();
    if ways.len() > 1 && hands.form.is_none() {
        ui.horizontal_wrapped(|ui| {
            for way in ways {
                let text = RichText::new(texts.of("simulator-way", way.name())).small();
                let is_chosen = session.opening().way == way;
                if ui.selectable_label(is_chosen, text).clicked() && !is_chosen {
                    let opening = Opening { way, ..session.opening().clone() };
                    done = Some(Command::Begin(Box::new(opening)));
                }
            }
        });
    }
    let (count, shown) = session.branches();
    if count > 1 {
        ui.horizontal_wrapped(|ui| {
            for branch in 0..count {
                let name = texts.fill("simulator-branch", &[("number", (branch + 1).into())]);
                if ui.selectable_label(branch == shown, RichText::new(name).small()).clicked() {
                    done = Some(Command::ShowBranch(branch));
                }
            }
        });
    }
    done
}

/// A button that is on or off; on is told by a ground behind it and to screen readers.
fn switch(ui: &mut Ui, tokens: &Tokens, icon: Icon, name: &str, is_on: bool) -> bool {
    let ground = ui.painter().add(egui::Shape::Noop);
    let response = ui::icon_button(ui, tokens, icon, name, true);
    if is_on {
        let fill = egui::Shape::rect_filled(response.rect, 4, tokens.tint);
        ui.painter().set(ground, fill);
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, name));
    response.clicked()
}

/// What one should know: what comes out otherwise now, flows that are missing, where it stopped.
fn notices_ui(ui: &mut Ui, parts: &Parts<'_>) -> Option<Command> {
    let Parts { session, texts, tokens } = parts;
    let mut done = None;
    let mut notice = |ui: &mut Ui, text: &str, colour, buttons: &[(&str, Command)]| {
        Frame::new().fill(tokens.hover).corner_radius(6).inner_margin(8.0).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(egui::Label::new(RichText::new(text).size(12.5).color(colour)).wrap());
            ui.horizontal_wrapped(|ui| {
                for (name, command) in buttons {
                    if ui.small_button(*name).clicked() {
                        done = Some(command.clone());
                    }
                }
            });
        });
    };
    if let Some(differs) = &session.branch().differs {
        let line = |said: &Option<centralita_engine::scenario::Said>| {
            let said = said.as_ref().and_then(|said| told(said, texts));
            said.map_or_else(|| texts.say("simulator-differs-nothing").to_owned(), |(_, text)| text)
        };
        let text = match &differs.refused {
            Some(why) => texts.fill(
                "simulator-differs-refused",
                &[("turn", (differs.turn + 1).into()), ("why", why.into())],
            ),
            None => texts.fill(
                "simulator-differs",
                &[
                    ("turn", (differs.turn + 1).into()),
                    ("then", (&line(&differs.then)).into()),
                    ("now", (&line(&differs.now)).into()),
                ],
            ),
        };
        let go = (texts.say("simulator-differs-go"), Command::LookAtTurn(differs.turn));
        let accept = (texts.say("simulator-differs-accept"), Command::AcceptDifference);
        notice(ui, &text, tokens.warning, &[go, accept]);
    }
    if !session.missing.is_empty() {
        let names = session.missing.join(", ");
        let text = texts.fill("simulator-missing-flows", &[("names", (&names).into())]);
        notice(ui, &text, tokens.warning, &[]);
    }
    if let Some(widget) = &session.turn().stopped {
        let text = texts.fill("simulator-stopped", &[("name", widget.as_str().into())]);
        let go_on = (texts.say("command-go-on"), Command::GoOn);
        let step =
            (texts.say("simulator-step"), Command::Act(Box::new(crate::simulator::Act::Step)));
        notice(ui, &text, tokens.accent, &[go_on, step]);
    }
    if let Some(refused) = &session.refused {
        notice(ui, refused, tokens.error, &[]);
    }
    done
}
