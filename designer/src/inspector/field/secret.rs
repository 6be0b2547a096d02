//! A reference to a secret. What stands in the file is never shown when it is anything else.

use centralita_engine::Value;
use egui::{RichText, Ui};

use crate::inspector::control::{Change, Control};
use crate::inspector::typed::{Writing, typed_ui};
use crate::theme::Icon;

/// Shows it.
pub fn secret_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let stored = if control.is_mixed { String::new() } else { control.text() };
    let name = name_of(&stored);
    let texts = &control.model.texts;
    let hint = match (control.is_mixed, name, stored.is_empty()) {
        (true, ..) => texts.say("inspector-mixed"),
        (false, None, false) => texts.say("inspector-secret-hidden"),
        _ => texts.say("inspector-secret-name"),
    };
    let writing =
        Writing { icon: Some(Icon::Lock), ..Writing::line(name.unwrap_or_default(), hint) };
    typed_ui(ui, control, writing, &|control, typed| {
        let typed = typed.trim();
        let name = name_of(typed).unwrap_or(typed);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.is_empty() {
            Ok(Change::whole(Value::Null))
        } else if name.chars().all(is_name) {
            Ok(Change::whole(Value::text(format!("{{{{secrets.{name}}}}}"))))
        } else {
            Err(control.model.texts.say("inspector-secret-bad").to_owned())
        }
    });
    let told =
        match (name, stored.is_empty()) {
            (None, false) => RichText::new(texts.say("inspector-secret-plain"))
                .color(control.model.tokens.warning),
            _ => RichText::new(texts.say("inspector-secret-about"))
                .color(control.model.tokens.weak_text),
        };
    ui.add(egui::Label::new(told.size(12.0)).wrap());
}

/// The name of the secret to which a text refers, when it is nothing else.
fn name_of(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let name = inside.trim().strip_prefix("secrets.")?;
    (!name.is_empty() && !name.contains(['{', '}', '|', ' '])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reference_is_ever_shown() {
        assert_eq!(name_of("{{secrets.KEY}}"), Some("KEY"));
        assert_eq!(name_of("{{ secrets.KEY }}"), Some("KEY"));
        assert_eq!(name_of("hunter2"), None);
        assert_eq!(name_of("hunter2 {{secrets.KEY}}"), None);
        assert_eq!(name_of("{{secrets.A}}{{secrets.B}}"), None);
    }
}
