//! What is seen of the server: who we are to it, the name of a flow there, what was published, and what is
//! wrong with it.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::server::{Act, Wrong};
use crate::theme::Icon;
use crate::ui;

/// The window that asks who we are.
pub fn login_ui(root: &mut Ui, model: &Model) -> Option<Command> {
    if !model.server.asks_login {
        return None;
    }
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (mut done, mut is_open) = (None, true);
    let title = texts.say("login-title");
    ui::window(root, "login", title, 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        ui.add(Label::new(texts.say("login-text")).wrap());
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let enter = ui::main_button(ui, tokens, texts.say("command-log-in"));
            if crate::focus::is_free(ui.ctx()) {
                enter.request_focus();
            }
            if enter.clicked() {
                done = Some(Act::LogIn.into());
            }
            if ui.button(texts.say("login-without")).clicked() {
                done = Some(Act::StayOut.into());
            }
        });
    });
    done.or_else(|| (!is_open).then(|| Act::StayOut.into()))
}

/// The window that asks under which name the flow shall stand on the server.
pub fn name_on_server_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let naming = model.server.naming.as_mut()?;
    let is_there = model.editor.as_ref().is_some_and(|editor| editor.server.is_some());
    let (mut done, mut is_open) = (None, true);
    let title = texts.say(if is_there { "server-name-other" } else { "server-name-title" });
    ui::window(root, "name-on-server", title, 480.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        let lead = RichText::new(texts.say("server-name-lead")).color(tokens.weak_text);
        ui.add(Label::new(lead).wrap());
        ui.add_space(4.0);
        let label = ui.label(RichText::new(texts.say("history-name")).small());
        let field = ui
            .add(egui::TextEdit::singleline(&mut naming.name).desired_width(f32::INFINITY))
            .labelled_by(label.id);
        let is_entered =
            field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if crate::focus::is_free(ui.ctx()) {
            field.request_focus();
        }
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let can = !naming.name.trim().is_empty() && !naming.is_sent;
            ui.add_enabled_ui(can, |ui| {
                let save = ui::main_button(ui, tokens, texts.say("server-name-do"));
                if (save.clicked() || is_entered) && can {
                    done = Some(Act::Make(naming.name.clone()).into());
                }
            });
            if ui.button(texts.say("server-name-file")).clicked() {
                done = Some(Act::Download.into());
            }
            if ui.button(texts.say("unsaved-keep")).clicked() {
                done = Some(Act::DoNotMake.into());
            }
        });
    });
    done.or_else(|| (!is_open).then(|| Act::DoNotMake.into()))
}

/// The window that tells what has been published, and how one hears it.
pub fn published_ui(root: &mut Ui, model: &Model) -> Option<Command> {
    let published = model.server.published.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (mut done, mut is_open) = (None, true);
    let number = published.number.to_string();
    let title = texts.fill("told-published-as", &[("number", (&number).into())]);
    ui::window(root, "published", &title, 460.0, &mut is_open, |ui| {
        ui.horizontal(|ui| {
            ui.label(ui::icon(Icon::CircleCheck, 20.0).color(tokens.good));
            ui.label(ui::strong(&title).heading());
        });
        let about = texts.fill("published-text", &[("name", (&published.name).into())]);
        ui.add(Label::new(about).wrap());
        let numbers = model.server.numbers_of(&published.flow).join(", ");
        let reached = match numbers.is_empty() {
            true => texts.say("published-no-number").to_owned(),
            false => texts.fill("published-numbers", &[("numbers", (&numbers).into())]),
        };
        ui.add(Label::new(RichText::new(reached).color(tokens.weak_text)).wrap());
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let call = ui::main_button(ui, tokens, texts.say("command-call-it"));
            if crate::focus::is_free(ui.ctx()) {
                call.request_focus();
            }
            if call.clicked() {
                done = Some(Act::Call.into());
            }
            if ui.button(texts.say("published-done")).clicked() {
                done = Some(Act::Heard.into());
            }
        });
    });
    done.or_else(|| (!is_open).then(|| Act::Heard.into()))
}

/// The window that asks whether an older revision shall answer calls again.
pub fn publish_again_ui(root: &mut Ui, model: &Model) -> Option<Command> {
    let key = model.server.publishing_again.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (mut done, mut is_open) = (None, true);
    let title = texts.fill("publish-again-title", &[("number", key.into())]);
    ui::window(root, "publish-again", &title, 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(&title).heading());
        ui.add(Label::new(texts.say("publish-again-text")).wrap());
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let again = ui::main_button(ui, tokens, texts.say("history-publish-again"));
            if crate::focus::is_free(ui.ctx()) {
                again.request_focus();
            }
            if again.clicked() {
                done = Some(Act::PublishAgain(key.clone()).into());
            }
            if ui.button(texts.say("unsaved-keep")).clicked() {
                done = Some(Act::DoNotPublishAgain.into());
            }
        });
    });
    done.or_else(|| (!is_open).then(|| Act::DoNotPublishAgain.into()))
}

/// The strip that says what is wrong with the server.
pub fn banner_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let trouble = model.server.trouble?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (icon, text) = match trouble.why {
        Wrong::Away => (Icon::CloudOff, "banner-away"),
        Wrong::Lapsed => (Icon::LogIn, "banner-lapsed"),
    };
    let mut done = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.button(texts.say("banner-try")).clicked() {
            done = Some(Act::TryNow.into());
        }
        if trouble.why == Wrong::Lapsed && ui.button(texts.say("banner-log-in")).clicked() {
            done = Some(Act::LogIn.into());
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.label(ui::icon(icon, 16.0).color(tokens.warning));
            let label = ui.add(Label::new(texts.say(text)).truncate());
            ui.ctx().accesskit_node_builder(label.id, |node| {
                node.set_live(egui::accesskit::Live::Polite);
            });
        });
    });
    done
}
