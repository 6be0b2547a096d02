//! The voice of a speech synthesiser: those that speak the widget's language first.

use centralita_engine::declare::FieldKind;
use egui::Ui;

use crate::inspector::control::{Control, shown};
use crate::inspector::offered::offered_ui;
use crate::theme::Icon;

/// Voices that are often used, by the language they speak.
const VOICES: [(&str, &str); 36] = [
    ("alice", ""),
    ("man", ""),
    ("woman", ""),
    ("Polly.Joanna", "en-US"),
    ("Polly.Joanna-Neural", "en-US"),
    ("Polly.Matthew", "en-US"),
    ("Polly.Matthew-Neural", "en-US"),
    ("Polly.Amy", "en-GB"),
    ("Polly.Brian", "en-GB"),
    ("Polly.Olivia-Neural", "en-AU"),
    ("Polly.Conchita", "es-ES"),
    ("Polly.Enrique", "es-ES"),
    ("Polly.Lucia", "es-ES"),
    ("Polly.Lucia-Neural", "es-ES"),
    ("Polly.Sergio-Neural", "es-ES"),
    ("Polly.Mia", "es-MX"),
    ("Polly.Mia-Neural", "es-MX"),
    ("Polly.Lupe", "es-US"),
    ("Polly.Lupe-Neural", "es-US"),
    ("Polly.Arlet-Neural", "ca-ES"),
    ("Polly.Ines", "pt-PT"),
    ("Polly.Camila", "pt-BR"),
    ("Polly.Celine", "fr-FR"),
    ("Polly.Lea", "fr-FR"),
    ("Polly.Chantal", "fr-CA"),
    ("Polly.Marlene", "de-DE"),
    ("Polly.Vicki", "de-DE"),
    ("Polly.Bianca", "it-IT"),
    ("Polly.Carla", "it-IT"),
    ("Polly.Lotte", "nl-NL"),
    ("Polly.Naja", "da-DK"),
    ("Polly.Astrid", "sv-SE"),
    ("Polly.Liv", "nb-NO"),
    ("Polly.Maja", "pl-PL"),
    ("Polly.Carmen", "ro-RO"),
    ("Polly.Filiz", "tr-TR"),
];

/// Shows it.
pub fn voice_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let language = control.spec.fields.iter().find(|field| field.kind == FieldKind::Language);
    let language = language.map(|field| {
        let stored = control.widget.property(&field.name).and_then(|node| node.text_of());
        stored.map_or_else(|| shown(&field.default), |stored| stored.into_owned())
    });
    let language = language.unwrap_or_default();
    let beginning = language.split('-').next().unwrap_or_default();
    let rank = |spoken: &str| match spoken {
        spoken if !language.is_empty() && spoken == language => 0,
        spoken if !beginning.is_empty() && spoken.starts_with(beginning) => 1,
        "" => 2,
        _ => 3,
    };
    let mut voices = VOICES;
    voices.sort_by_key(|(_, spoken)| rank(spoken));
    let offered: Vec<(String, String)> =
        voices.iter().map(|(name, spoken)| ((*name).to_owned(), (*spoken).to_owned())).collect();
    offered_ui(ui, control, Icon::AudioLines, &offered);
}
