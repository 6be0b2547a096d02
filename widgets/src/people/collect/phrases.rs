//! What we say to a contact when the author wrote nothing else, in English and Spanish.

use centralita_engine::Text;

use super::answer::{Asked, Rules};
use super::spoken::Language;

/// When nothing was given in time.
pub fn silent(language: Language) -> Text {
    match language {
        Language::English => "Sorry, I did not get an answer.",
        Language::Spanish => "Disculpe, no he recibido respuesta.",
    }
    .into()
}

/// When what was given is not what was asked for: how it should be given.
pub fn invalid(rules: &Rules<'_>, on_call: bool) -> Text {
    let (sorry, how) = match rules.language {
        Language::English => ("Sorry, that does not work.", how_in_english(rules, on_call)),
        Language::Spanish => ("Disculpe, eso no es válido.", how_in_spanish(rules, on_call)),
    };
    if how.is_empty() { sorry.into() } else { format!("{sorry} {how}").into() }
}

fn how_in_english(rules: &Rules<'_>, on_call: bool) -> String {
    match (rules.asked, on_call) {
        (Asked::Digits, _) => match rules.lengths {
            (Some(least), Some(most)) if least == most => format!("Please enter {least} digits."),
            (Some(least), Some(most)) => format!("Please enter {least} to {most} digits."),
            (Some(least), None) => format!("Please enter at least {least} digits."),
            (None, Some(most)) => format!("Please enter at most {most} digits."),
            (None, None) => "Please enter digits only.".into(),
        },
        (Asked::Date, true) if rules.dates.month_first => {
            "Please enter two digits for the month, two for the day and four for the year.".into()
        }
        (Asked::Date, true) => {
            "Please enter two digits for the day, two for the month and four for the year.".into()
        }
        (Asked::Date, false) => "Please write a date such as 2026-12-24.".into(),
        (Asked::Amount, true) => {
            "Please enter an amount, with the star key as decimal point.".into()
        }
        (Asked::Amount, false) => "Please write an amount such as 12.50.".into(),
        (Asked::YesNo, true) => "Please press 1 for yes, or 2 for no.".into(),
        (Asked::YesNo, false) => "Please answer yes or no.".into(),
        (Asked::Phone, _) => "Please enter the whole phone number.".into(),
        (Asked::Choice, _) => "Please choose one of the options.".into(),
        (Asked::Text, _) => String::new(),
    }
}

fn how_in_spanish(rules: &Rules<'_>, on_call: bool) -> String {
    match (rules.asked, on_call) {
        (Asked::Digits, _) => match rules.lengths {
            (Some(least), Some(most)) if least == most => format!("Indique {least} cifras."),
            (Some(least), Some(most)) => format!("Indique de {least} a {most} cifras."),
            (Some(least), None) => format!("Indique al menos {least} cifras."),
            (None, Some(most)) => format!("Indique como máximo {most} cifras."),
            (None, None) => "Indique solo cifras.".into(),
        },
        (Asked::Date, true) if rules.dates.month_first => {
            "Marque dos cifras para el mes, dos para el día y cuatro para el año.".into()
        }
        (Asked::Date, true) => {
            "Marque dos cifras para el día, dos para el mes y cuatro para el año.".into()
        }
        (Asked::Date, false) => "Escriba una fecha como 24/12/2026.".into(),
        (Asked::Amount, true) => {
            "Marque un importe, con la tecla asterisco como coma decimal.".into()
        }
        (Asked::Amount, false) => "Escriba un importe como 12,50.".into(),
        (Asked::YesNo, true) => "Pulse 1 para sí o 2 para no.".into(),
        (Asked::YesNo, false) => "Responda sí o no.".into(),
        (Asked::Phone, _) => "Indique el número de teléfono completo.".into(),
        (Asked::Choice, _) => "Elija una de las opciones.".into(),
        (Asked::Text, _) => String::new(),
    }
}

/// The question whether we understood `value` rightly.
pub fn confirm(value: &str, language: Language, on_call: bool) -> Text {
    match (language, on_call) {
        (Language::English, true) => {
            format!("You entered {value}. Press 1 if that is right, or 2 to try again.")
        }
        (Language::English, false) => {
            format!("I understood {value}. Reply yes if that is right, or no to try again.")
        }
        (Language::Spanish, true) => {
            format!("Ha indicado {value}. Pulse 1 si es correcto, o 2 para repetir.")
        }
        (Language::Spanish, false) => {
            format!("He entendido {value}. Responda sí si es correcto, o no para repetir.")
        }
    }
    .into()
}

/// When the answer to [`confirm`] was neither yes nor no.
pub fn unclear(language: Language, on_call: bool) -> Text {
    match (language, on_call) {
        (Language::English, true) => "Please press 1 for yes, or 2 for no.",
        (Language::English, false) => "Please answer yes or no.",
        (Language::Spanish, true) => "Pulse 1 para sí o 2 para no.",
        (Language::Spanish, false) => "Responda sí o no.",
    }
    .into()
}

/// Yes or no in words.
pub fn yes_no(yes: bool, language: Language) -> Text {
    match (yes, language) {
        (true, Language::English) => "yes",
        (true, Language::Spanish) => "sí",
        (false, _) => "no",
    }
    .into()
}
