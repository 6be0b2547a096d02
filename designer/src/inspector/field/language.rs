//! A language, by its tag.

use egui::Ui;

use crate::inspector::control::Control;
use crate::inspector::offered::offered_ui;
use crate::theme::Icon;

/// Languages that are often wanted, as their speakers call them.
const LANGUAGES: [(&str, &str); 24] = [
    ("en-US", "English (US)"),
    ("en-GB", "English (UK)"),
    ("en-AU", "English (Australia)"),
    ("es-ES", "Español (España)"),
    ("es-MX", "Español (México)"),
    ("es-US", "Español (EE. UU.)"),
    ("ca-ES", "Català"),
    ("eu-ES", "Euskara"),
    ("gl-ES", "Galego"),
    ("pt-PT", "Português (Portugal)"),
    ("pt-BR", "Português (Brasil)"),
    ("fr-FR", "Français (France)"),
    ("fr-CA", "Français (Canada)"),
    ("de-DE", "Deutsch"),
    ("it-IT", "Italiano"),
    ("nl-NL", "Nederlands"),
    ("da-DK", "Dansk"),
    ("sv-SE", "Svenska"),
    ("nb-NO", "Norsk"),
    ("fi-FI", "Suomi"),
    ("pl-PL", "Polski"),
    ("ro-RO", "Română"),
    ("tr-TR", "Türkçe"),
    ("cy-GB", "Cymraeg"),
];

/// Shows it.
pub fn language_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let own = control.model.editor.iter().flat_map(|editor| &editor.flow().own().languages);
    let own = own.map(|tag| (tag.to_string(), String::new()));
    let known = LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()));
    let mut offered: Vec<(String, String)> = own.collect();
    for (tag, name) in known {
        match offered.iter_mut().find(|(known, _)| *known == tag) {
            Some(one) => one.1 = name,
            None => offered.push((tag, name)),
        }
    }
    offered_ui(ui, control, Icon::Languages, &offered);
}
