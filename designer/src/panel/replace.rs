//! Finding and replacing: what is looked for, and the places, each as it is and as it would be.

use egui::text::LayoutJob;
use egui::{Key, Label, RichText, Sense, TextFormat, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::replace::{Act, Place, Search, Sought, Wish};
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// How high a row is.
const ROW: f32 = 24.0;

/// Shows it; gives what was chosen.
pub fn replace_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let has_file = model.editor.as_ref().is_some_and(|editor| editor.path.is_some());
    let search = model.search.get_or_insert_default();
    let mut wish = search.wish.clone();
    let mut done = None;
    let wants_keys = std::mem::take(&mut search.wants_keys);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let field = |ui: &mut Ui, text: &mut String, name: &str| {
            let edit = egui::TextEdit::singleline(text).hint_text(texts.say(name));
            ui.add(edit.desired_width(170.0)).accessible_name(texts.say(name))
        };
        let wanted = field(ui, &mut wish.wanted, "replace-find");
        if wants_keys {
            wanted.request_focus();
        }
        if wanted.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            done = Some(Act::Next.into());
            wanted.request_focus();
        }
        field(ui, &mut wish.with, "replace-with");
        let count = search.ticked().count();
        let can = count > 0 && wish.wanted != wish.with;
        ui.add_enabled_ui(can, |ui| {
            let text = texts.fill("replace-do", &[("count", count.into())]);
            if ui::main_button(ui, tokens, &text).clicked() {
                done = Some(Act::Replace.into());
            }
        });
        sought_ui(ui, texts, &mut wish);
        let small = |name: &str| RichText::new(texts.say(name)).size(12.5);
        ui.checkbox(&mut wish.is_case, small("replace-case"));
        ui.checkbox(&mut wish.is_word, small("replace-word"));
        ui.checkbox(&mut wish.in_variables, small("replace-variables"));
        ui.add_enabled_ui(has_file, |ui| {
            ui.checkbox(&mut wish.in_folder, small("replace-folder"))
                .on_disabled_hover_text(texts.say("history-save-first"));
        });
    });
    ui.add_space(2.0);
    found_ui(ui, texts, tokens, search, &mut done);
    if wish != search.wish { Some(Act::Wish(wish).into()) } else { done }
}

fn sought_ui(ui: &mut Ui, texts: &Texts, wish: &mut Wish) {
    let combo = egui::ComboBox::from_id_salt("sought")
        .selected_text(texts.of("replace", wish.sought.name()))
        .show_ui(ui, |ui| {
            for sought in Sought::ALL {
                ui.selectable_value(&mut wish.sought, sought, texts.of("replace", sought.name()));
            }
        });
    combo.response.widget_info(|| {
        let chosen = texts.of("replace", wish.sought.name());
        let said = format!("{}: {chosen}", texts.say("replace-sought"));
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, said)
    });
}

fn found_ui(
    ui: &mut Ui,
    texts: &Texts,
    tokens: &Tokens,
    search: &Search,
    done: &mut Option<Command>,
) {
    let weak = |text: String| Label::new(RichText::new(text).color(tokens.weak_text)).wrap();
    if search.wish.wanted.is_empty() {
        ui.add(weak(texts.say("replace-lead").to_owned()));
        return;
    }
    let count = search.places.len();
    ui.horizontal(|ui| {
        let text = texts.fill("replace-count", &[("count", count.into())]);
        ui.label(ui::strong(text).size(12.5));
        for (icon, name, act) in [
            (Icon::ChevronUp, "command-previous-found", Act::Previous),
            (Icon::ChevronDown, "command-next-found", Act::Next),
        ] {
            if ui::icon_button(ui, tokens, icon, texts.say(name), count > 0).clicked() && count > 0
            {
                *done = Some(act.into());
            }
        }
    });
    let rows = egui::ScrollArea::vertical().id_salt("found").auto_shrink(false);
    ui.spacing_mut().item_spacing.y = 0.0;
    rows.show_rows(ui, ROW, count, |ui, range| {
        for number in range {
            let Some(place) = search.places.get(number) else { continue };
            ui.push_id(number, |ui| place_ui(ui, texts, tokens, search, number, place, done));
        }
    });
}

fn place_ui(
    ui: &mut Ui,
    texts: &Texts,
    tokens: &Tokens,
    search: &Search,
    number: usize,
    place: &Place,
    done: &mut Option<Command>,
) {
    let is_at_hand = search.at == Some(number);
    let (head, found, tail) = place.excerpt();
    let whose = whose(texts, search, place);
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        let mut is_ticked = !search.spared.contains(&place.key());
        let tick = ui.checkbox(&mut is_ticked, "");
        tick.widget_info(|| {
            let said = format!("{whose}: {head}{found}{tail}");
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_ticked, said)
        });
        if tick.changed() {
            *done = Some(Act::Spare { place: number, is_spared: !is_ticked }.into());
        }
        let mut job = LayoutJob::default();
        let font = egui::FontId::proportional(12.5);
        let plain = |colour| TextFormat::simple(font.clone(), colour);
        job.append(&format!("{whose}  "), 0.0, plain(tokens.weak_text));
        job.append(&head, 0.0, plain(tokens.text));
        let mut old = plain(if is_ticked { tokens.error } else { tokens.accent });
        if is_ticked && !search.wish.with.is_empty() {
            old.strikethrough = egui::Stroke::new(1.0, tokens.error);
        } else {
            old.color = tokens.accent;
            old.underline = egui::Stroke::new(1.0, tokens.accent);
        }
        job.append(found, 0.0, old);
        if is_ticked && !search.wish.with.is_empty() {
            job.append("→", 0.0, plain(tokens.weak_text));
            job.append(&search.wish.with, 0.0, plain(tokens.good));
        }
        job.append(&tail, 0.0, plain(tokens.text));
        let label = ui.add(Label::new(job).truncate().sense(Sense::click()));
        label.widget_info(|| {
            let said = format!("{whose}: {head}{found}{tail}");
            egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_at_hand, said)
        });
        if is_at_hand {
            let line = label.rect.with_max_x(label.rect.min.x - 2.0);
            let line = line.with_min_x(label.rect.min.x - 4.0);
            ui.painter().rect_filled(line, 1, tokens.accent);
        }
        if label.clicked() {
            *done = Some(Act::Show(number).into());
        }
    });
}

/// Whose text it is: the flow where that is not plain, the widget, the field.
fn whose(texts: &Texts, search: &Search, place: &Place) -> String {
    let widget = place.spot.widget().map(|name| name.to_string());
    let what = match (&widget, place.label.is_empty()) {
        (Some(widget), false) => format!("{widget} · {}", place.label),
        (Some(widget), true) => widget.clone(),
        (None, _) => texts.say("replace-of-flow").to_owned(),
    };
    if search.wish.in_folder { format!("{} · {what}", place.name) } else { what }
}
