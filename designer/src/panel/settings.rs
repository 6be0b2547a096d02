//! The window of settings: how everything looks, moves and is worked, in one place.

use egui::Ui;

use crate::command::{AsSystem, Command, Preference, SCALES};
use crate::model::Model;
use crate::text::Language;
use crate::theme::{Icon, Theme};
use crate::ui;

/// A row's values: what each is called, whether it is the one, and what chooses it.
type Choices<'a> = Vec<(&'a str, bool, Command)>;

/// Shows it while it is open; gives what was chosen.
pub fn settings_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    if !model.shows_settings {
        return None;
    }
    let mut is_open = true;
    let mut done = None;
    let (texts, tokens, prefs) = (&model.texts, &model.tokens, &model.prefs);
    ui::window(root, "settings", texts.say("command-settings"), 560.0, &mut is_open, |ui| {
        ui.label(ui::strong(texts.say("command-settings")).heading());
        let high = (ui.ctx().content_rect().height() * 0.88 - 110.0).max(120.0);
        egui::ScrollArea::vertical()
            .min_scrolled_height(high)
            .max_height(high)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                part_ui(ui, texts.say("settings-looks"));
                let languages = Language::ALL.map(|language| {
                    (language.own_name(), language == prefs.language, Command::Language(language))
                });
                choose_ui(ui, texts.say("menu-language"), "", languages.to_vec(), &mut done);
                let themes = [
                    (Theme::System, "menu-system"),
                    (Theme::Light, "menu-light"),
                    (Theme::Dark, "menu-dark"),
                ];
                let themes = themes.map(|(theme, name)| {
                    (texts.say(name), theme == prefs.theme, Command::Theme(theme))
                });
                choose_ui(ui, texts.say("menu-theme"), "", themes.to_vec(), &mut done);
                let as_system =
                    |now: AsSystem, make: fn(AsSystem) -> Preference, names: [&str; 2]| {
                        [
                            (AsSystem::System, "menu-system"),
                            (AsSystem::On, names[0]),
                            (AsSystem::Off, names[1]),
                        ]
                        .map(|(wanted, name)| {
                            // The names are of texts that live as long as the model.
                            (name.to_owned(), wanted == now, Command::Prefer(make(wanted)))
                        })
                    };
                let contrast = as_system(
                    prefs.contrast,
                    Preference::Contrast,
                    ["settings-contrast-on", "settings-usual"],
                );
                let contrast: Choices<'_> = contrast
                    .iter()
                    .map(|(name, is_it, command)| (texts.say(name), *is_it, command.clone()))
                    .collect();
                choose_ui(ui, texts.say("settings-contrast"), "", contrast, &mut done);
                scale_ui(ui, model, &mut done);
                part_ui(ui, texts.say("settings-works"));
                let stillness = as_system(
                    prefs.stillness,
                    Preference::Stillness,
                    ["settings-still", "settings-usual"],
                );
                let stillness: Choices<'_> = stillness
                    .iter()
                    .map(|(name, is_it, command)| (texts.say(name), *is_it, command.clone()))
                    .collect();
                let about = texts.say("settings-motion-about");
                choose_ui(ui, texts.say("settings-motion"), about, stillness, &mut done);
                let wheel = [(false, "settings-wheel-scrolls"), (true, "settings-wheel-zooms")]
                    .map(|(zooms, name)| {
                        let command = Command::Prefer(Preference::WheelZooms(zooms));
                        (texts.say(name), zooms == prefs.wheel_zooms, command)
                    });
                let about = texts.say("settings-wheel-about");
                choose_ui(ui, texts.say("settings-wheel"), about, wheel.to_vec(), &mut done);
                let letters =
                    [(true, "settings-yes"), (false, "settings-no")].map(|(has, name)| {
                        (texts.say(name), has == prefs.has_letter_keys, Command::LetterKeys(has))
                    });
                let about = texts.say("settings-letters-about");
                choose_ui(ui, texts.say("settings-letters"), about, letters.to_vec(), &mut done);
                ui.add_space(8.0);
                ui.horizontal_wrapped(|ui| {
                    if ui.button(texts.say("settings-keys")).clicked() {
                        done = Some(Command::Keys);
                    }
                    let hints = egui::Button::new(texts.say("command-hints-again"));
                    if ui
                        .add_enabled(prefs.hints.len() < crate::command::Hint::ALL.len(), hints)
                        .clicked()
                    {
                        done = Some(Command::Prefer(Preference::HintsAgain));
                    }
                });
                ui.add_space(4.0);
                let kept = egui::RichText::new(texts.say("settings-kept")).small();
                ui.label(kept.color(tokens.weak_text));
            });
    });
    model.shows_settings = is_open && done != Some(Command::Keys);
    done
}

fn part_ui(ui: &mut Ui, title: &str) {
    ui.add_space(10.0);
    ui.label(ui::strong(title).size(13.0));
}

/// The name of a row, so wide in every row.
fn title_ui(ui: &mut Ui, title: &str) -> egui::Response {
    let size = egui::vec2((ui.available_width() * 0.38).min(220.0), 28.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        ui.add(egui::Label::new(title).wrap())
    })
    .inner
}

/// A row of values of which one is chosen; its name and what is said of it stand before.
fn choose_ui(
    ui: &mut Ui,
    title: &str,
    about: &str,
    choices: Choices<'_>,
    done: &mut Option<Command>,
) {
    ui.horizontal_wrapped(|ui| {
        let label = title_ui(ui, title);
        if !about.is_empty() {
            label.on_hover_text(about);
        }
        for (name, is_chosen, command) in choices {
            let response = ui.selectable_label(is_chosen, name);
            response.widget_info(|| {
                let spoken = format!("{title}: {name}");
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, spoken)
            });
            if response.clicked() {
                *done = Some(command);
            }
        }
    });
}

fn scale_ui(ui: &mut Ui, model: &Model, done: &mut Option<Command>) {
    let (texts, tokens, scale) = (&model.texts, &model.tokens, model.prefs.scale);
    ui.horizontal_wrapped(|ui| {
        title_ui(ui, texts.say("settings-scale"));
        let mut step = |ui: &mut Ui, name: &str, icon: Icon, is_larger: bool, may: bool| {
            if ui::icon_button(ui, tokens, icon, texts.of("command", name), may).clicked() && may {
                *done = Some(Command::Prefer(Preference::ScaleBy { is_larger }));
            }
        };
        step(ui, "scale-smaller", Icon::Minus, false, scale > SCALES[0]);
        ui.add_sized([56.0, 28.0], egui::Label::new(format!("{scale} %")));
        step(ui, "scale-larger", Icon::Plus, true, scale < SCALES[2]);
        let usual = egui::Button::new(format!("{} %", SCALES[1]));
        if ui.add_enabled(scale != SCALES[1], usual).clicked() {
            *done = Some(Command::Prefer(Preference::Scale(SCALES[1])));
        }
    });
}
