//! Why an edit is refused, in English and Spanish.

use super::Refused;
use crate::check::Sentence;

impl Refused {
    /// The reason in both languages.
    pub fn told(&self) -> Sentence {
        Sentence::told(&self.to_string(), SENTENCES)
    }
}

/// The reasons, with `$0` to `$9` for what differs.
const SENTENCES: &[(&str, &str)] = &[
    (
        "This file holds no flow to edit. Start a new one, or open another file.",
        "Este archivo no tiene ningún flujo que cambiar. Empiece uno nuevo o abra otro archivo.",
    ),
    (
        "There is no widget called $0 in this flow.",
        "En este flujo no hay ningún widget llamado $0.",
    ),
    (
        "Another widget is called $0. Choose another name.",
        "Otro widget se llama $0. Elija otro nombre.",
    ),
    (
        "$0 has $1 ways out, and this change is about number $2.",
        "$0 tiene $1 salidas y este cambio trata de la número $2.",
    ),
    (
        "$0 cannot be set: \"$1\" on the way there is something else than a list or map that has it.",
        "No se puede asignar $0: \"$1\", en el camino, no es una lista ni un mapa que lo tenga.",
    ),
    (
        "$0 is where the flow begins and cannot be removed. Choose another start first.",
        "El flujo empieza en $0 y no se puede quitar. Elija antes otro inicio.",
    ),
    (
        "There is no widget in what was copied. Copy widgets, or the JSON of a flow.",
        "En lo copiado no hay ningún widget. Copie widgets o el JSON de un flujo.",
    ),
    (
        "This file has the old export format, in which this change cannot be written. Convert it first.",
        "Este archivo tiene el formato antiguo de exportación, en el que este cambio no se puede escribir. Conviértalo antes.",
    ),
    (
        "A widget needs a name. Type one that starts with a letter.",
        "Un widget necesita un nombre. Escriba uno que empiece por una letra.",
    ),
    (
        "A name starts with a letter; this one starts with \"$0\".",
        "Un nombre empieza por una letra; este empieza por \"$0\".",
    ),
    (
        "A name has letters, digits, _ and - only; take out \"$0\".",
        "Un nombre solo tiene letras, cifras, _ y -; quite \"$0\".",
    ),
    (
        "A name has at most $0 characters; this one has $1.",
        "Un nombre tiene como mucho $0 caracteres; este tiene $1.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::BadName;

    #[test]
    fn every_refusal_is_told_in_spanish() {
        let name = || "menu".into();
        let all = [
            Refused::NotAFlow,
            Refused::NoSuchWidget(name()),
            Refused::NameTaken(name()),
            BadName::Empty.into(),
            BadName::StartsWith('1').into(),
            BadName::Holds('!').into(),
            BadName::TooLong(99).into(),
            Refused::IsStart(name()),
            Refused::NothingToPaste,
        ];
        for refused in all {
            assert!(refused.told().has_es(), "{refused}");
        }
    }
}
