//! Hints: three things that are told once in a life, each when it is first of use.

use egui::{Frame, Margin, Ui};

use crate::App;
use crate::command::{Command, Hint, Preference};
use crate::model::{Bottom, Model};
use crate::theme::Icon;
use crate::ui;

/// The hint that is of use now.
pub fn due(model: &Model) -> Option<Hint> {
    let editor = model.editor.as_ref()?;
    let left = |hint: Hint| model.prefs.hints.contains(&hint);
    let is_of_use = |hint: &Hint| match hint {
        // Somebody looks at a widget whose exits lead nowhere yet.
        Hint::Wire => editor.selection.only().is_some_and(|name| {
            let number = editor.flow().index_of(name.as_str());
            let shape = number.and_then(|number| editor.scene().boxes.get(number));
            shape.is_some_and(|shape| shape.chips.iter().any(|chip| !chip.is_connected))
        }),
        // Something was changed that can be heard.
        Hint::Simulate => editor.session.is_none() && !editor.history.done().is_empty(),
        Hint::Problems => !editor.problems.is_empty() && model.bottom != Some(Bottom::Problems),
    };
    Hint::ALL.into_iter().filter(|hint| left(*hint)).find(|hint| is_of_use(hint))
}

/// Whoever does what a hint is about needs it no more.
pub fn learned(model: &mut Model, command: &Command) {
    let known = match command {
        Command::Simulate => Hint::Simulate,
        Command::QuickAdd { from: Some(_), .. } => Hint::Wire,
        Command::Toggle(Bottom::Problems) | Command::NextProblem => Hint::Problems,
        _ => return,
    };
    model.prefs.hints.retain(|hint| *hint != known);
}

impl App {
    /// Shows the hint that is of use, in a corner where it covers nothing that is being worked on.
    pub(crate) fn hints_ui(&mut self, ui: &Ui) -> Option<Command> {
        if self.has_window() || self.model.told.is_some() {
            return None;
        }
        let hint = due(&self.model)?;
        let canvas = self.model.editor.as_ref()?.canvas.screen?;
        let (texts, tokens) = (&self.model.texts, &self.model.tokens);
        let width = (canvas.width() - 48.0).clamp(180.0, 300.0);
        let mut done = None;
        egui::Area::new(egui::Id::unique("hint"))
            .order(egui::Order::Middle)
            .pivot(egui::Align2::LEFT_BOTTOM)
            .fixed_pos(canvas.left_bottom() + egui::vec2(16.0, -16.0))
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style()).inner_margin(Margin::same(12)).show(ui, |ui| {
                    ui.set_width(width);
                    ui.horizontal_top(|ui| {
                        ui.label(ui::icon(Icon::Lightbulb, 16.0).color(tokens.accent));
                        ui.vertical(|ui| {
                            let key = self.model.prefs.keys.shown("simulate");
                            let name = format!("hint-{}", hint.name());
                            let text = texts.fill(&name, &[("key", (&key).into())]);
                            let label = ui.label(text);
                            ui.ctx().accesskit_node_builder(label.id, |node| {
                                node.set_live(egui::accesskit::Live::Polite);
                            });
                            ui.add_space(4.0);
                            ui.horizontal_wrapped(|ui| {
                                if ui.button(texts.say("hint-read")).clicked() {
                                    done = Some(Command::Prefer(Preference::HintRead(hint)));
                                }
                                if ui.button(texts.say("hint-none")).clicked() {
                                    done = Some(Command::Prefer(Preference::NoHints));
                                }
                            });
                        });
                    });
                });
            });
        done
    }
}
