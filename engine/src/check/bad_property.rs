//! A setting has a value that its widget does not know what to do with.
//!
//! A number that is no number or out of bounds, a choice that does not exist, a text where a list
//! belongs: the widget then goes on with its usual value, which is hardly what was meant. Studio is
//! stricter still and refuses a number written as text; reading here accepts it.
//!
//! **Mend it** by choosing a value that the setting takes. A setting under another name than today's
//! is read, and the fix writes today's name.
//!
//! ```json
//! { "timeout": "five", "method": "FETCH", "num_digits": 1 }
//! ```

use super::subject::{Examined, Subject};
use super::words::{nearest, or_list, or_list_es};
use super::{Code, Place, Report, Sentence, mend};
use crate::declare::{Field, FieldKind, JsonAs, Spec};
use crate::flow::{JsonKind, Node};
use crate::sentence;
use crate::value::Value;

pub(super) const CODE: Code = Code("bad_property");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some(spec) = one.spec() else { continue };
        for (key, node) in one.widget.properties().members() {
            match spec.field(&key.text) {
                Some(field) if field.json == JsonAs::Transitions => {}
                Some(field) => {
                    if field.name != *key.text && !subject.flow.shape().legacy {
                        other_spelling(subject, one, field, &key.text, report);
                    }
                    value(subject, one, field, &key.text, node, report);
                }
                None => unknown(subject, one, spec, &key.text, report),
            }
        }
    }
}

/// A property under a name that today's files do not use.
fn other_spelling(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    field: &Field,
    key: &str,
    report: &mut Report,
) {
    let name = &one.widget.name;
    let place = Place::field(subject.flow, one.widget, key);
    if one.widget.property(&field.name).is_some_and(|node| !node.is_null()) {
        let message = sentence!(
            "{name} has \"{key}\" beside \"{}\", which means the same; only the latter counts. Remove one.",
            "{name} tiene \"{key}\" junto a \"{}\", que significa lo mismo; solo cuenta este último. Quite uno.",
            field.name
        );
        report.warning(CODE, place, message, None);
        return;
    }
    let message = sentence!(
        "{name} calls a setting \"{key}\" which is called \"{}\" in Studio. It is read here, but not there; rename it.",
        "{name} llama \"{key}\" a un ajuste que en Studio se llama \"{}\". Aquí se lee, pero allí no; cámbiele el nombre.",
        field.name
    );
    report.warning(CODE, place, message, mend::rename_property(one.widget, key, &field.name));
}

/// A property that the type does not have, when it is nearly one that it has.
fn unknown(subject: &Subject<'_>, one: &Examined<'_>, spec: &Spec, key: &str, report: &mut Report) {
    let names = spec.fields.iter().map(|field| field.name.as_str());
    let Some(meant) = nearest(key, names).filter(|meant| one.widget.property(meant).is_none())
    else {
        return;
    };
    let message = sentence!(
        "{} has a setting \"{key}\", which no widget of its type has ({}). Did you mean \"{meant}\"?",
        "{} tiene un ajuste \"{key}\", que ningún widget de su tipo tiene ({}). ¿Quiso decir \"{meant}\"?",
        one.widget.name,
        spec.label
    );
    let fix = mend::rename_property(one.widget, key, meant);
    report.warning(CODE, Place::field(subject.flow, one.widget, key), message, fix);
}

fn value(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    field: &Field,
    key: &str,
    node: Node<'_>,
    report: &mut Report,
) {
    let name = &one.widget.name;
    let place = || Place::field(subject.flow, one.widget, key);
    let text = node.text_of();
    let text = text.as_deref().map(str::trim);
    if node.is_null() || text == Some("") {
        return;
    }
    if text.is_some_and(|text| field.templated && holds_markup(text)) {
        return;
    }
    // Studio's older exports write a list of nothing as a text, and lists as maps.
    let scalar = !matches!(node.kind(), JsonKind::List | JsonKind::Map);
    let number = number_field(field);
    let wants_scalar = matches!(field.json, JsonAs::Text | JsonAs::Number | JsonAs::Bool)
        && field.kind != FieldKind::Json;
    if wants_scalar && !scalar {
        let [kind, kind_es] = [node.kind().word(), node.kind().word_es()];
        let [wanted, wanted_es] = wanted_words(field, number);
        let message = Sentence::new(
            format!("{name} has {kind} as \"{key}\", which is {wanted}. Write it so."),
            format!("{name} tiene {kind_es} en \"{key}\", que es {wanted_es}. Escríbalo así."),
        );
        report.error(CODE, place(), message, None);
        return;
    }
    if matches!(field.json, JsonAs::List | JsonAs::Map)
        && scalar
        && matches!(field.kind, FieldKind::KeyValues | FieldKind::Hours)
    {
        let wanted = if field.json == JsonAs::List { JsonKind::List } else { JsonKind::Map };
        let [kind, kind_es, wanted, wanted_es] =
            [node.kind().word(), node.kind().word_es(), wanted.word(), wanted.word_es()];
        let message = Sentence::new(
            format!(
                "{name} has {kind} as \"{key}\", where {wanted} belongs, so it is not read. Write it so."
            ),
            format!(
                "{name} tiene {kind_es} en \"{key}\", donde va {wanted_es}, así que no se lee. Escríbalo así."
            ),
        );
        report.error(CODE, place(), message, None);
        return;
    }
    if number {
        check_number(subject, one, field, key, node, report);
    } else if field.kind == FieldKind::Toggle && node.bool_of().is_none() {
        let message = sentence!(
            "{name} has \"{}\" as \"{key}\", which is true or false. Choose one.",
            "{name} tiene \"{}\" en \"{key}\", que es true o false. Elija uno.",
            text.unwrap_or_default()
        );
        report.warning(CODE, place(), message, None);
    } else if let (FieldKind::Choice(choices), Some(text)) = (&field.kind, text)
        && !choices.is_empty()
        && !choices.iter().any(|choice| is_choice(&choice.value, text))
    {
        let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        let meant = nearest(text, values.iter().copied());
        let message = match meant {
            Some(meant) => {
                sentence!(
                    "{name} has \"{text}\" as \"{key}\". Did you mean \"{meant}\"?",
                    "{name} tiene \"{text}\" en \"{key}\". ¿Quiso decir \"{meant}\"?"
                )
            }
            None => Sentence::new(
                format!(
                    "{name} has \"{text}\" as \"{key}\", which takes {}. Choose one of them.",
                    or_list(&values)
                ),
                format!(
                    "{name} tiene \"{text}\" en \"{key}\", que admite {}. Elija uno de ellos.",
                    or_list_es(&values)
                ),
            ),
        };
        let fix = meant.map(|meant| {
            mend::set(
                one.widget,
                key,
                Value::text(meant),
                sentence!("Set it to {meant}", "Poner {meant}"),
            )
        });
        report.error(CODE, place(), message, fix);
    }
}

/// Whether a text is this value of a choice; a media type may come without its character set.
fn is_choice(value: &str, text: &str) -> bool {
    let media_type = |text: &str| {
        text.contains('/')
            .then(|| text.split(';').next().map(str::trim).map(str::to_owned))
            .flatten()
    };
    value == text || (media_type(text).is_some() && media_type(value) == media_type(text))
}

/// Whether the field holds a whole number; Studio writes some of these as texts.
fn number_field(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Number | FieldKind::Seconds)
}

fn check_number(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    field: &Field,
    key: &str,
    node: Node<'_>,
    report: &mut Report,
) {
    let name = &one.widget.name;
    let place = Place::field(subject.flow, one.widget, key);
    let written = node.text_of().unwrap_or_default();
    let usual = match &field.default {
        Value::Int(number) => sentence!("so it counts as {number}", "así que cuenta como {number}"),
        Value::Text(text) if !text.is_empty() => {
            sentence!("so it counts as {text}", "así que cuenta como {text}")
        }
        _ => Sentence::new("so it is not used", "así que no se usa"),
    };
    let Some(number) = node.number_of() else {
        let message = Sentence::new(
            format!(
                "{name} has \"{written}\" as \"{key}\", which is a number, {usual}. Write a whole number."
            ),
            format!(
                "{name} tiene \"{written}\" en \"{key}\", que es un número, {}. Escriba un número entero.",
                usual.es()
            ),
        );
        report.warning(CODE, place, message, None);
        return;
    };
    if let Some((least, most)) = field.range
        && !(least as f64..=most as f64).contains(&number)
    {
        let message = sentence!(
            "{name} has {written} as \"{key}\", which goes from {least} to {most}. Choose a number in between.",
            "{name} tiene {written} en \"{key}\", que va de {least} a {most}. Elija un número entre ambos."
        );
        let nearest = if number < least as f64 { least } else { most };
        let value = match field.json {
            JsonAs::Text => Value::text(nearest.to_string()),
            _ => Value::Int(nearest),
        };
        let fix =
            mend::set(one.widget, key, value, sentence!("Set it to {nearest}", "Poner {nearest}"));
        report.warning(CODE, place, message, Some(fix));
        return;
    }
    // A setting under another name than today's is told of already.
    let is_todays = field.name == key;
    if is_todays
        && field.json == JsonAs::Number
        && node.kind() == JsonKind::Text
        && number.fract() == 0.0
    {
        let message = sentence!(
            "{name} has the number {written} as a text in \"{key}\". It is read here, but Studio refuses it; take the quotes away.",
            "{name} tiene el número {written} como texto en \"{key}\". Aquí se lee, pero Studio lo rechaza; quite las comillas."
        );
        let fix = mend::set(
            one.widget,
            key,
            Value::Int(number as i64),
            Sentence::new("Take the quotes away", "Quitar las comillas"),
        );
        report.warning(CODE, place, message, Some(fix));
    }
}

fn wanted_words(field: &Field, number: bool) -> [&'static str; 2] {
    match (number, &field.kind) {
        (true, _) => ["a number", "un número"],
        (_, FieldKind::Toggle) => ["true or false", "true o false"],
        _ => ["a text", "un texto"],
    }
}

/// Whether a text is, or has in it, something that stands for another: a template's markup, or the
/// placeholders with which people keep one flow for several accounts.
fn holds_markup(text: &str) -> bool {
    ["{{", "{%", "${", "<%"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended};

    const ASK: &str = r#""type":"ask","transitions":[{"event":"keypress"}],"properties":"#;

    #[test]
    fn numbers_and_choices_are_held_against_the_declaration() {
        let ask = |properties: &str| {
            in_call(&[&format!(r#"{{"name":"menu",{ASK}{{"say":"Hi",{properties}}}}}"#)])
        };
        expect![[r#"
            warning bad_property menu number_of_digits: menu has "many" as "number_of_digits", which is a number, so it is not used. Write a whole number.
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&ask(r#""number_of_digits":"many""#));
        expect![[r#"
            warning bad_property menu number_of_digits: menu has 99 as "number_of_digits", which goes from 0 to 30. Choose a number in between.
                fix: Set it to 30
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&ask(r#""number_of_digits":99"#));
        expect![[r#"
            warning bad_property menu number_of_digits: menu has the number 2 as a text in "number_of_digits". It is read here, but Studio refuses it; take the quotes away.
                fix: Take the quotes away
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&ask(r#""number_of_digits":"2""#));
        expect![[r#"
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&ask(r#""number_of_digits":"{{contact.digits}}""#));
        expect![[r#"
            error bad_property menu number_of_digits: menu has a map as "number_of_digits", which is a number. Write it so.
            warning bad_property menu stop_gather: menu has "maybe" as "stop_gather", which is true or false. Choose one.
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&ask(r#""number_of_digits":{"a":1},"stop_gather":"maybe""#));
        expect![[r#"
            error bad_property get method: get has "get" as "method". Did you mean "GET"?
                fix: Set it to GET
            error bad_property get parameters: get has a text as "parameters", where a list belongs, so it is not read. Write it so.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"get","type":"http","transitions":[{"event":"success"}],"properties":{"url":"https://example.com","method":"get","parameters":"a=1"}}"#,
        ]));
    }

    #[test]
    fn another_spelling_and_a_slip_are_renamed() {
        let flow = call_flow(&[&format!(
            r#"{{"name":"menu",{ASK}{{"say":"Hi","num_digits":1,"stopgather":true,"anything":1}}}}"#
        )]);
        expect![[r#"
            warning bad_property menu num_digits: menu calls a setting "num_digits" which is called "number_of_digits" in Studio. It is read here, but not there; rename it.
                fix: Call it number_of_digits
            warning bad_property menu stopgather: menu has a setting "stopgather", which no widget of its type has (ask). Did you mean "stop_gather"?
                fix: Call it stop_gather
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&crate::check::testing::problems(&flow));
        expect![[r#"
            warning bad_property menu stopgather: menu has a setting "stopgather", which no widget of its type has (ask). Did you mean "stop_gather"?
                fix: Call it stop_gather
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&mended(&flow));
    }
}
