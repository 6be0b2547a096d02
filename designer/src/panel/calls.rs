//! The calls of a flow of the server: the latest of them, the way of one, and how many took each way.

use centralita_api::{ExecutionSummary, ExecutionWhole};
use egui::{ComboBox, Label, Response, RichText, Role, Ui, WidgetInfo};

use crate::calls::{Act, Calls, Period};
use crate::command::Command;
use crate::model::{Editor, Model, Selection};
use crate::theme::Icon;
use crate::{moments, ui};

/// Shows them; gives what was chosen.
pub fn calls_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let weak = |text: &str| Label::new(RichText::new(text).color(tokens.weak_text)).wrap();
    if editor.server.is_none() {
        ui.add(weak(texts.say("calls-no-server")));
        return None;
    }
    let mut done = counted_ui(ui, model, editor);
    ui.add_space(4.0);
    let calls = &editor.calls;
    let Some(list) = &calls.list else {
        ui.add(weak(texts.say("calls-looking")));
        return done;
    };
    if list.is_empty() {
        ui.add(weak(texts.say("calls-none")));
        return done;
    }
    let both = |ui: &mut Ui, done: &mut Option<Command>| match &calls.opened {
        Some(whole) if ui.available_width() > 560.0 => ui.columns(2, |columns| {
            *done = list_ui(&mut columns[0], model, calls, list).or(done.take());
            *done = way_ui(&mut columns[1], model, whole).or(done.take());
        }),
        // Where there is no room for both, one is behind the other.
        Some(whole) => *done = way_ui(ui, model, whole).or(done.take()),
        None => *done = list_ui(ui, model, calls, list).or(done.take()),
    };
    both(ui, &mut done);
    done
}

/// Of what is counted, and how many there were.
fn counted_ui(ui: &mut Ui, model: &Model, editor: &Editor) -> Option<Command> {
    let (texts, tokens, calls) = (&model.texts, &model.tokens, &editor.calls);
    let mut done = None;
    let revision = |number: u32| {
        let is_live = editor.server.as_ref().is_some_and(|on| on.published == Some(number));
        let name = if is_live { "calls-revision-live" } else { "revision-number" };
        texts.fill(name, &[("number", (&number.to_string()).into())])
    };
    let numbers: Vec<u32> =
        editor.revisions.list.iter().flatten().filter_map(|one| one.key.parse().ok()).collect();
    ui.horizontal_wrapped(|ui| {
        let now = calls.revision.map_or_else(|| texts.say("calls-every-revision").into(), revision);
        ComboBox::from_id_salt("calls-revision").selected_text(now).show_ui(ui, |ui| {
            let all = texts.say("calls-every-revision");
            if ui.selectable_label(calls.revision.is_none(), all).clicked() {
                done = Some(Act::Of(None).into());
            }
            for number in &numbers {
                let is_chosen = calls.revision == Some(*number);
                if ui.selectable_label(is_chosen, revision(*number)).clicked() {
                    done = Some(Act::Of(Some(*number)).into());
                }
            }
        });
        let beside =
            |number: u32| texts.fill("calls-beside", &[("what", (&revision(number)).into())]);
        let now = calls.against.map_or_else(|| texts.say("calls-beside-none").into(), beside);
        ComboBox::from_id_salt("calls-against").selected_text(now).show_ui(ui, |ui| {
            let none = texts.say("calls-beside-none");
            if ui.selectable_label(calls.against.is_none(), none).clicked() {
                done = Some(Act::Against(None).into());
            }
            for number in numbers.iter().filter(|number| calls.revision != Some(**number)) {
                let is_chosen = calls.against == Some(*number);
                if ui.selectable_label(is_chosen, beside(*number)).clicked() {
                    done = Some(Act::Against(Some(*number)).into());
                }
            }
        });
        let now = texts.say(calls.period.name());
        ComboBox::from_id_salt("calls-period").selected_text(now).show_ui(ui, |ui| {
            for period in Period::ALL {
                let is_chosen = calls.period == period;
                if ui.selectable_label(is_chosen, texts.say(period.name())).clicked() {
                    done = Some(Act::Within(period).into());
                }
            }
        });
        let again = texts.say("calls-count-again");
        if ui.add_enabled(!calls.is_counting, egui::Button::new(again)).clicked() {
            done = Some(Act::Count.into());
        }
        let mut shows = !calls.hides;
        if ui.checkbox(&mut shows, texts.say("simulator-crowd-shows")).changed() {
            done = Some(Act::Show(shows).into());
        }
        let Some(counts) = &calls.counts else {
            let name = if calls.is_counting { "calls-counting" } else { "calls-not-counted" };
            ui.label(RichText::new(texts.say(name)).color(tokens.weak_text));
            return;
        };
        let name = if counts.is_partial { "calls-counted-partly" } else { "calls-counted" };
        let mut said =
            texts.fill(name, &[("count", usize::try_from(counts.executions).unwrap_or(0).into())]);
        if let Some(others) = &calls.others {
            let count = usize::try_from(others.executions).unwrap_or(0);
            said = format!(
                "{said} · {}",
                texts.fill("calls-counted-beside", &[("count", count.into())])
            );
        }
        ui.label(said);
    });
    done
}

/// The latest calls; pressing one shows its way.
fn list_ui(
    ui: &mut Ui,
    model: &Model,
    calls: &Calls,
    list: &[ExecutionSummary],
) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    egui::ScrollArea::vertical().id_salt("calls").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        // Those that go on come first.
        let (live, over): (Vec<_>, Vec<_>) =
            list.iter().partition(|one| one.ended_millis.is_none());
        for call in live.into_iter().chain(over) {
            let is_live = call.ended_millis.is_none();
            let (icon, colour) = match (is_live, call.channel.as_str()) {
                (true, "message" | "conversation") => (Icon::MessageCircle, tokens.good),
                (true, _) => (Icon::PhoneCall, tokens.good),
                (false, "message" | "conversation") => (Icon::MessageCircle, tokens.weak_text),
                (false, _) => (Icon::Phone, tokens.weak_text),
            };
            let ago = moments::ago(texts, model.now.0, call.started_millis);
            let number =
                texts.fill("revision-number", &[("number", (&call.revision.to_string()).into())]);
            let mut detail = format!("{ago} · {number}");
            let at = call.at.first().map_or("", String::as_str);
            match (&call.ending, is_live) {
                (_, true) => {
                    let here = texts.fill("calls-at", &[("widget", at.into())]);
                    detail = format!("{here} · {detail}");
                }
                (Some(how), false) => {
                    let known = texts.of("calls-ended", how);
                    let how = if known.is_empty() { how } else { known };
                    detail = format!("{how} · {detail}");
                }
                (None, false) => {}
            }
            let who =
                if call.contact.is_empty() { texts.say("calls-nobody") } else { &call.contact };
            let opened = calls.opened.as_ref().map(|whole| whole.execution.id.as_str());
            let is_shown = opened == Some(call.id.as_str());
            let row = ui.push_id(&call.id, |ui| {
                ui::coloured_row(ui, tokens, icon, colour, who, &detail, is_shown)
            });
            speak(&row.inner, is_shown, format!("{who}, {detail}"));
            if row.inner.clicked() {
                done = Some(match is_shown {
                    true => Act::Close.into(),
                    false => Act::Open(call.id.clone()).into(),
                });
            }
        }
    });
    done
}

/// The way of a call through the flow; pressing a step selects its widget.
fn way_ui(ui: &mut Ui, model: &Model, whole: &ExecutionWhole) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(ui::strong(
            texts.fill("calls-way", &[("who", (&whole.execution.contact).into())]),
        ));
        if ui.small_button(texts.say("calls-close")).clicked() {
            done = Some(Act::Close.into());
        }
    });
    let begun = whole.execution.started_millis;
    egui::ScrollArea::vertical().id_salt("call-way").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, visit) in whole.visits.iter().enumerate() {
            let seconds = (visit.entered_millis - begun).max(0) / 1_000;
            let after = format!("+{}:{:02}", seconds / 60, seconds % 60);
            let left = match (&visit.event, &visit.next) {
                (Some(event), Some(next)) => format!("{event} → {next}"),
                (Some(event), None) => event.clone(),
                (None, _) => texts.say("calls-waits").to_owned(),
            };
            let icon = if visit.parent.is_some() { Icon::Workflow } else { Icon::CircleDot };
            let detail = format!("{left} · {after}");
            let row = ui
                .push_id(place, |ui| ui::list_row(ui, tokens, icon, &visit.widget, &detail, false));
            speak(&row.inner, false, format!("{}, {detail}", visit.widget));
            if row.inner.clicked()
                && visit.parent.is_none()
                && let Some(editor) = &model.editor
                && let Some(widget) = editor.flow().widget(&visit.widget)
            {
                done = Some(Command::Select(Selection::of(widget.name.clone())));
            }
        }
    });
    done
}

/// What a screen reader says of a row.
fn speak(row: &Response, is_shown: bool, said: String) {
    row.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_shown, &said));
}
