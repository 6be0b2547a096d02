//! The list from which a widget is added, at the place where it will stand.

use centralita_engine::WidgetName;
use centralita_engine::declare::Spec;
use egui::{Key, Pos2, Ui};

use crate::command::Command;
use crate::matching;
use crate::model::Model;
use crate::theme::icon_of;
use crate::ui;

/// A widget that is about to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickAdd {
    at: Pos2,
    from: Option<(WidgetName, usize)>,
    typed: String,
    chosen: usize,
}

impl QuickAdd {
    /// At a place of the canvas; led to from an exit, when one is named.
    pub fn new(at: Pos2, from: Option<(WidgetName, usize)>) -> QuickAdd {
        QuickAdd { at, from, typed: String::new(), chosen: 0 }
    }
}

/// So many lines are shown.
const MOST_LINES: usize = 9;

/// The widget types of a sort: what each is called, how it was written, and what it says of itself.
pub fn kinds(
    model: &Model,
    is_wanted: impl Fn(&Spec) -> bool,
) -> Vec<(String, Option<String>, Spec)> {
    let kinds = model.catalogue.iter().filter(|kind| is_wanted(kind.spec()));
    kinds
        .map(|kind| {
            let (said, written) = (&kind.spec().label, &kind.written().label);
            let other = (said != written).then(|| written.to_string());
            (said.to_string(), other, kind.spec().clone())
        })
        .collect()
}

/// Shows it; gives what was chosen.
pub fn quick_add_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let mut adding = model.quick_add.clone()?;
    let mut kinds = kinds(model, |spec| !spec.discontinued && !spec.starts);
    kinds.sort_by_key(|(.., spec)| !spec.starter);
    let lines = matching::best_by_names(&adding.typed, kinds, MOST_LINES);
    adding.chosen = adding.chosen.min(lines.len().saturating_sub(1));
    let mut done = None;
    let mut is_open = true;
    let texts = &model.texts;
    let title = match &adding.from {
        Some((name, _)) => texts.fill("quick-add-after", &[("name", name.as_str().into())]),
        None => texts.say("quick-add").to_owned(),
    };
    ui::window(root, "quick-add", &title, 420.0, &mut is_open, |ui| {
        ui.label(egui::RichText::new(&title).small().color(model.tokens.weak_text));
        let edit = egui::TextEdit::singleline(&mut adding.typed)
            .hint_text(texts.say("quick-add-hint"))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response.request_focus();
        if response.changed() {
            adding.chosen = 0;
        }
        let (up, down, enter) = ui.input_mut(|input| {
            (
                input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
                input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
                input.key_pressed(Key::Enter),
            )
        });
        if down {
            adding.chosen = (adding.chosen + 1).min(lines.len().saturating_sub(1));
        }
        if up {
            adding.chosen = adding.chosen.saturating_sub(1);
        }
        ui.add_space(4.0);
        for (place, (name, spec)) in lines.iter().enumerate() {
            let is_chosen = place == adding.chosen;
            let icon = icon_of(&spec.icon);
            let group = texts.of("group", spec.group.name()).to_owned();
            if ui::list_row(ui, &model.tokens, icon, name, &group, is_chosen)
                .on_hover_text(spec.summary())
                .clicked()
                || (enter && is_chosen)
            {
                done = Some(Command::Add {
                    kind: spec.kind.clone(),
                    at: adding.at,
                    from: adding.from.clone(),
                });
            }
        }
        if lines.is_empty() {
            ui.label(texts.fill("finder-nothing", &[("typed", (&adding.typed).into())]));
        }
    });
    if done.is_some() || !is_open {
        model.quick_add = None;
    } else {
        model.quick_add = Some(adding);
    }
    done
}
