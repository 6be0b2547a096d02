//! Virtual callers: how many came, how it ended for them, where they gave up, and what nobody reached.

use centralita_engine::exercise::Reason;
use egui::{Label, ProgressBar, RichText, Sense, Ui};

use crate::command::Command;
use crate::model::{Model, Selection};
use crate::simulator::crowd::CALLERS;
use crate::text::Texts;
use crate::ui;

/// Shows them; gives what was chosen.
pub fn callers_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let crowd = editor.trials.crowd.as_ref();
    ui.horizontal_wrapped(|ui| {
        if ui::main_button(ui, tokens, texts.say("command-callers")).clicked() {
            done = Some(Command::LetCallersIn);
        }
        let Some(crowd) = crowd else { return };
        if !crowd.is_done() {
            let share = crowd.callers as f32 / CALLERS as f32;
            ui.add(ProgressBar::new(share).desired_width(160.0).show_percentage());
        }
        let reached = crowd.exits.iter().filter(|exit| exit.count > 0).count();
        ui.label(texts.fill(
            "simulator-crowd",
            &[
                ("callers", (crowd.callers as usize).into()),
                ("reached", reached.into()),
                ("count", crowd.exits.len().into()),
            ],
        ));
        let mut shows = crowd.is_shown;
        if ui.checkbox(&mut shows, texts.say("simulator-crowd-shows")).changed() {
            done = Some(Command::ShowCallers(shows));
        }
    });
    let Some(crowd) = crowd else {
        ui.label(RichText::new(texts.say("simulator-crowd-none")).color(tokens.weak_text));
        return done;
    };
    let heading = |ui: &mut Ui, name: &str| {
        ui.add_space(4.0);
        ui.label(ui::strong(texts.say(name)));
    };
    let mut line = |ui: &mut Ui, text: String, widget: Option<&centralita_engine::WidgetName>| {
        let label = Label::new(RichText::new(text).size(13.0)).wrap().sense(Sense::click());
        if ui.add(label).clicked()
            && let Some(widget) = widget
        {
            done = Some(Command::Select(Selection::of(widget.clone())));
        }
    };
    egui::ScrollArea::vertical().id_salt("callers").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.columns(2, |columns| {
            columns[0].vertical(|ui| {
                heading(ui, "simulator-crowd-unreached");
                if crowd.unreached().next().is_none() {
                    line(ui, texts.say("simulator-crowd-all").to_owned(), None);
                }
                for exit in crowd.unreached() {
                    let why = reason(texts, exit.reason.as_ref());
                    line(
                        ui,
                        format!("{} · {}: {why}", exit.widget, exit.event),
                        Some(&exit.widget),
                    );
                }
            });
            columns[1].vertical(|ui| {
                heading(ui, "simulator-crowd-endings");
                for (how, count) in &crowd.endings {
                    let known = texts.of("simulator-ends", how);
                    let how = if known.is_empty() { how } else { known };
                    line(ui, format!("{count} × {how}"), None);
                }
                if !crowd.gave_up.is_empty() {
                    heading(ui, "simulator-crowd-gave-up");
                }
                let mut gave_up: Vec<_> = crowd.gave_up.iter().collect();
                gave_up.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
                for (widget, count) in gave_up {
                    line(ui, format!("{count} × {widget}"), Some(widget));
                }
                if !crowd.failures.is_empty() {
                    heading(ui, "simulator-crowd-failures");
                }
                for (why, count) in &crowd.failures {
                    line(ui, format!("{count} × {why}"), None);
                }
            });
        });
    });
    done
}

/// Why nobody took an exit, in the language of the interface.
fn reason(texts: &Texts, reason: Option<&Reason>) -> String {
    let one = |name: &str, what: &str| texts.fill(name, &[("what", what.into())]);
    match reason {
        Some(Reason::OutsideData { on }) => one("simulator-reason-outside", on),
        Some(Reason::Clock) => texts.say("simulator-reason-clock").to_owned(),
        Some(Reason::FreeText { on }) => one("simulator-reason-text", on),
        Some(Reason::Unsatisfiable { because }) => one("simulator-reason-never", because),
        Some(Reason::Behind { exit }) => one("simulator-reason-behind", exit),
        None => texts.say("simulator-reason-none").to_owned(),
    }
}
