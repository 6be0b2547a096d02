//! A template reads a variable that cannot exist.
//!
//! It names a widget that is not in the flow, a flow variable that nothing sets, a misspelt output,
//! or a first name that no execution has. Such a variable is simply empty, so nothing fails: the
//! caller hears a gap, or a split goes the wrong way, and nobody knows why.
//!
//! What is only tested (`{% if flow.variables.vip %}`) or has a `default` is left alone.
//!
//! **Mend it** by correcting the name, or by setting the variable before it is read.
//!
//! ```text
//! You chose {{widgets.main_menu.digits}}
//! ```

use std::collections::BTreeSet;

use super::subject::{Examined, Subject, VariableRead};
use super::words::{nearest, or_list, or_list_es};
use super::{Code, Report, Sentence, mend};
use crate::flow::WidgetName;
use crate::value::Text;

pub(super) const CODE: Code = Code("unknown_variable");

/// The first names that an execution has.
const FIRST_NAMES: [&str; 5] = ["trigger", "contact", "flow", "widgets", "secrets"];
/// What can stand below `trigger`.
const TRIGGERS: [&str; 5] = ["call", "message", "conversation", "request", "parent"];
/// What can stand below `flow`.
const FLOW_NAMES: [&str; 5] = ["variables", "data", "channel", "flow_sid", "sid"];

/// What widgets read that is empty whoever calls, each with the names of its path, also where an
/// empty variable does no harm.
pub(super) fn always_empty(subject: &Subject<'_>) -> BTreeSet<(WidgetName, Vec<Text>)> {
    let set = variables_set(subject);
    let mut empty = BTreeSet::new();
    for one in &subject.widgets {
        for mut read in one.reads() {
            read.guarded = false;
            if fault(subject, one, &read, &set).is_some() {
                empty.insert((one.widget.name.clone(), read.keys().into_iter().cloned().collect()));
            }
        }
    }
    empty
}

fn variables_set<'s>(subject: &'s Subject<'_>) -> BTreeSet<&'s str> {
    let settings = subject.widgets.iter().flat_map(|one| &one.sets);
    settings.map(|setting| setting.variable.as_str()).collect()
}

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let set = variables_set(subject);
    for one in &subject.widgets {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for read in one.reads() {
            let Some(found) = fault(subject, one, &read, &set) else { continue };
            if told.insert(found.variable.clone()) {
                let fix = found.meant.and_then(|meant| {
                    let whole = read.span.of(read.source);
                    let new = whole.replacen(found.wrong.as_str(), &meant, 1);
                    let label =
                        Sentence::new(format!("Write {meant}"), format!("Escribir {meant}"));
                    (new != whole)
                        .then(|| {
                            mend::rewrite(
                                one.widget,
                                read.field,
                                read.source,
                                read.span,
                                &new,
                                label,
                            )
                        })
                        .flatten()
                });
                report.warning(CODE, read.place(subject.flow, one.widget), found.message, fix);
            }
        }
    }
}

struct Found {
    /// The variable, to tell of it once.
    variable: String,
    /// The part of it that is wrong, and what was likely meant.
    wrong: Text,
    meant: Option<String>,
    message: Sentence,
}

fn fault(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    read: &VariableRead<'_>,
    set: &BTreeSet<&str>,
) -> Option<Found> {
    let keys = read.keys();
    let name = &one.widget.name;
    let found = |depth: usize, what: [&str; 2], meant: Option<&str>, advice: [String; 2]| {
        let variable: Vec<&str> = keys.iter().take(depth + 1).map(|key| key.as_str()).collect();
        let variable = variable.join(".");
        let [advice, advice_es] = match meant {
            None => advice,
            Some(meant) => [format!("Did you mean {meant}?"), format!("¿Quiso decir {meant}?")],
        };
        let [what, what_es] = what;
        Some(Found {
            message: Sentence::new(
                format!("{name} reads {variable}, {what}, so it is always empty. {advice}"),
                format!(
                    "{name} lee {variable}, {what_es}, así que siempre está vacía. {advice_es}"
                ),
            ),
            variable,
            wrong: keys[depth].clone(),
            meant: meant.map(Into::into),
        })
    };
    let first = keys.first()?;
    if !FIRST_NAMES.contains(&first.as_str()) {
        if read.guarded || is_given_by_the_widget(one, first) {
            return None;
        }
        let meant = nearest(first, FIRST_NAMES.into_iter());
        let advice = [
            format!("Variables begin with {}.", or_list(&FIRST_NAMES)),
            format!("Las variables empiezan por {}.", or_list_es(&FIRST_NAMES)),
        ];
        return found(0, ["which is no variable", "que no es ninguna variable"], meant, advice);
    }
    let second = keys.get(1)?;
    match first.as_str() {
        "trigger" if !TRIGGERS.contains(&second.as_str()) && !read.guarded => {
            let meant = nearest(second, TRIGGERS.into_iter());
            let advice = [
                format!("A trigger has {}.", or_list(&TRIGGERS)),
                format!("Un disparador tiene {}.", or_list_es(&TRIGGERS)),
            ];
            let what = ["which no trigger has", "que ningún disparador tiene"];
            found(1, what, meant, advice)
        }
        "flow" if second.as_str() == "variables" => {
            let variable = keys.get(2)?;
            if set.contains(variable.as_str()) || read.guarded {
                return None;
            }
            let meant = nearest(variable, set.iter().copied());
            let what = ["which nothing in this flow sets", "que nada en este flujo asigna"];
            let advice = ["Set it before it is read.", "Asígnela antes de leerla."];
            found(2, what, meant, advice.map(Into::into))
        }
        "flow" if !FLOW_NAMES.contains(&second.as_str()) && !read.guarded => {
            let meant = nearest(second, FLOW_NAMES.into_iter());
            let advice = [
                format!("A flow has {}.", or_list(&FLOW_NAMES)),
                format!("Un flujo tiene {}.", or_list_es(&FLOW_NAMES)),
            ];
            found(1, ["which no flow has", "que ningún flujo tiene"], meant, advice)
        }
        "widgets" => {
            let Some(index) = subject.flow.index_of(second) else {
                let names = subject.flow.widgets().iter().map(|widget| widget.name.as_str());
                let meant = nearest(second, names);
                let what = ["and there is no such widget", "y no hay tal widget"];
                let advice = [
                    "Name a widget that is there, or take the variable out.",
                    "Nombre un widget que exista, o quite la variable.",
                ];
                return found(1, what, meant, advice.map(Into::into));
            };
            let spec = subject.widgets[index].spec()?;
            let output = keys.get(2)?;
            let firsts = || spec.outputs.iter().filter_map(|output| output.path.split('.').next());
            if read.guarded || firsts().any(|first| first == output.as_str() || first == "*") {
                return None;
            }
            // A widget may store what a request or a caller's network brings, so only what is nearly
            // an output is surely wrong.
            let meant = nearest(output, firsts())?;
            let what = ["which the widget does not store", "que el widget no guarda"];
            found(2, what, Some(meant), Default::default())
        }
        _ => None,
    }
}

/// Whether the widget itself gives templates a variable of this name; the help of one of its fields
/// says so, as in "`{{value}}` stands for it".
fn is_given_by_the_widget(one: &Examined<'_>, name: &str) -> bool {
    let written = format!("{{{{{name}}}}}");
    one.spec().is_some_and(|spec| spec.fields.iter().any(|field| field.help.contains(&written)))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::check::testing::{call_flow, in_call, mended};

    fn check(say: &str, expected: Expect) {
        expected.assert_eq(&in_call(&[
            r#"{"name":"menu","type":"ask","transitions":[{"event":"keypress","next":"told"},{"event":"speech","next":"menu"},{"event":"timeout","next":"menu"}],"properties":{"say":"Hi"}}"#,
            &format!(r#"{{"name":"told","type":"say","transitions":[],"properties":{{"say":"{say}"}}}}"#),
        ]));
    }

    #[test]
    fn names_that_cannot_exist_are_told() {
        check(
            "{{widgets.menue.Digits}}",
            expect![[r#"
            warning unknown_variable told say `widgets.menue.Digits`: told reads widgets.menue, and there is no such widget, so it is always empty. Did you mean menu?
                fix: Write menu
        "#]],
        );
        check(
            "{{widgets.menu.digits}} {{widgets.menu.From}}",
            expect![[r#"
            warning unknown_variable told say `widgets.menu.digits`: told reads widgets.menu.digits, which the widget does not store, so it is always empty. Did you mean Digits?
                fix: Write Digits
        "#]],
        );
        check(
            "{{flow.variables.total}}",
            expect![[r#"
            warning unknown_variable told say `flow.variables.total`: told reads flow.variables.total, which nothing in this flow sets, so it is always empty. Set it before it is read.
        "#]],
        );
        check(
            "{{trigger.calls.From}} {{caller}} {{flow.name}}",
            expect![[r#"
            warning unknown_variable told say `trigger.calls.From`: told reads trigger.calls, which no trigger has, so it is always empty. Did you mean call?
                fix: Write call
            warning unknown_variable told say `caller`: told reads caller, which is no variable, so it is always empty. Variables begin with trigger, contact, flow, widgets or secrets.
            warning unknown_variable told say `flow.name`: told reads flow.name, which no flow has, so it is always empty. A flow has variables, data, channel, flow_sid or sid.
        "#]],
        );
    }

    #[test]
    fn what_is_tested_or_has_a_default_is_left_alone() {
        check(
            "{% if flow.variables.vip %}Gold{% endif %} {{flow.variables.name | default: 'you'}}",
            expect![[""]],
        );
    }

    #[test]
    fn a_slip_is_corrected_in_its_template() {
        let flow = call_flow(&[
            r#"{"name":"told","type":"say","transitions":[],"properties":{"say":"Hi {{contcat.name}}!"}}"#,
        ]);
        expect![[""]].assert_eq(&mended(&flow));
    }
}
