//! Names of changes in the language of the interface, and names for new widgets.

use centralita_engine::declare::Spec;
use centralita_engine::flow::Label;

use crate::text::{Language, Texts};

/// What a change is called.
pub fn label(texts: &Texts, label: &Label) -> String {
    if texts.language() == Language::En {
        return label.to_string();
    }
    let one = |name: &str, things: &[(&str, &str)]| {
        let things: Vec<(&str, crate::text::Thing<'_>)> =
            things.iter().map(|(key, value)| (*key, (*value).into())).collect();
        texts.fill(name, &things)
    };
    let several = |names: &[centralita_engine::WidgetName]| match names {
        [name] => name.to_string(),
        names => texts.fill("status-widgets", &[("count", names.len().into())]),
    };
    match label {
        Label::Add(name) => one("change-add", &[("name", name.as_str())]),
        Label::Remove(names) => one("change-remove", &[("name", &several(names))]),
        Label::Rename(from, to) => {
            one("change-rename", &[("from", from.as_str()), ("to", to.as_str())])
        }
        Label::ChangeKind(name, kind) => {
            one("change-kind", &[("name", name.as_str()), ("kind", kind)])
        }
        Label::Change(name, field) => {
            one("change-field", &[("name", name.as_str()), ("field", field)])
        }
        Label::Clear(name, field) => {
            one("change-clear", &[("name", name.as_str()), ("field", field)])
        }
        Label::Connect(from, to) => {
            one("change-connect", &[("from", from.as_str()), ("to", to.as_str())])
        }
        Label::Disconnect(name) => one("change-disconnect", &[("name", name.as_str())]),
        Label::AddExit(name, _)
        | Label::RemoveExit(name)
        | Label::OrderExits(name)
        | Label::ChangeConditions(name) => one("change-exits", &[("name", name.as_str())]),
        Label::Move(names) => one("change-move", &[("name", &several(names))]),
        Label::Describe => texts.say("change-describe").to_owned(),
        Label::ChangeStart(name) => one("change-start", &[("name", name.as_str())]),
        Label::Duplicate(names) => one("change-duplicate", &[("name", &several(names))]),
        Label::Paste => texts.say("change-paste").to_owned(),
        other => other.to_string(),
    }
}

/// What a new widget of a type is called, before a number: its label in small letters without accents.
pub fn base_name(spec: &Spec) -> String {
    let mut name = String::new();
    for letter in spec.label.chars().map(plain) {
        if letter.is_ascii_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    if name.is_empty() { "widget".to_owned() } else { name }
}

/// A letter of our languages without its accent.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'Á' => 'a',
        'é' | 'É' => 'e',
        'í' | 'Í' => 'i',
        'ó' | 'Ó' => 'o',
        'ú' | 'ü' | 'Ú' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_widget_gets_a_name_that_every_template_can_hold() {
        let named = |label: &str| {
            let mut spec = Spec::new("x");
            spec.label = label.into();
            base_name(&spec)
        };
        assert_eq!(named("Menú de idiomas"), "menu_de_idiomas");
        assert_eq!(named("Iniciar una conversación"), "iniciar_una_conversacion");
        assert_eq!(named("Señal"), "senal");
        assert_eq!(named("你好"), "widget");
    }
}
