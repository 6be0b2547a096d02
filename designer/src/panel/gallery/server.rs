//! The flows of the server in the gallery, or the way in.

use centralita_api::FlowSummary;
use egui::{Label, RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::moments::ago;
use crate::server::{Act, Link, place_of};
use crate::theme::Icon;
use crate::ui;

/// Shows them, when there is a server; gives what was chosen.
pub(super) fn server_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    match model.server.link {
        Link::Files => return None,
        Link::Stranger => {
            ui.add_space(20.0);
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(texts.say("gallery-stranger")).wrap());
                if ui.button(texts.say("command-log-in")).clicked() {
                    done = Some(Act::LogIn.into());
                }
            });
            return done;
        }
        Link::There => {}
    }
    ui.add_space(24.0);
    ui.label(ui::strong(texts.say("gallery-server")).heading());
    if let Some(who) = &model.server.who {
        let who = texts.fill("gallery-who", &[("name", (&who.name).into())]);
        ui.label(RichText::new(who).small().color(tokens.weak_text));
    }
    ui.add_space(4.0);
    let flows = model.server.flows.as_deref();
    if flows.is_some_and(<[FlowSummary]>::is_empty) {
        let none = RichText::new(texts.say("gallery-server-none")).color(tokens.weak_text);
        ui.add(Label::new(none).wrap());
    }
    for flow in flows.unwrap_or_default() {
        let (state, icon, colour) = match (flow.published, flow.has_draft()) {
            (None, _) => ("flow-draft", Icon::PencilLine, tokens.weak_text),
            (Some(_), true) => ("flow-newer-draft", Icon::CircleCheck, tokens.good),
            (Some(_), false) => ("flow-published", Icon::CircleCheck, tokens.good),
        };
        let state = texts.say(state);
        let when = ago(texts, model.now.0, flow.updated_millis);
        let mut detail = format!("{state}  ·  {when}");
        if !flow.author.is_empty() {
            detail = format!("{detail}  ·  {}", flow.author);
        }
        let row = ui.push_id(&flow.id, |ui| {
            ui::coloured_row(ui, tokens, icon, colour, &flow.name, &detail, false)
        });
        let said = format!("{}, {detail}", flow.name);
        row.inner.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
        if row.inner.clicked() {
            done = Some(Command::OpenPath(place_of(flow).path()));
        }
    }
    done
}
