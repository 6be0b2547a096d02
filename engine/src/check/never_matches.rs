//! A branch of a split can never be taken.
//!
//! What the split compares can only be certain things on the ways that lead here, and none of them
//! meets the condition; or an earlier branch takes everything that this one waits for; or keys, which
//! are digits, are compared with letters. Callers go by "no match" instead, and the widgets behind the
//! branch are never seen.
//!
//! Only what is certain is told: when one of the ways sets the variable to something that is not known
//! before a call, every branch counts as possible.
//!
//! **Mend it** by correcting the value, or by removing the branch.
//!
//! ```text
//! set tier to "silver" → split {{flow.variables.tier}}: equal_to "gold"
//! ```

use std::collections::BTreeMap;

use super::stale_argument::tested;
use super::subject::{Examined, Subject};
use super::values::{Possible, possible};
use super::words::{or_list, or_list_es};
use super::{Code, Place, Report, Sentence, mend};
use crate::flow::{Condition, Transition};
use crate::template::{Segment, Template};
use crate::value::{Text, Value};

pub(super) const CODE: Code = Code("never_matches");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in subject.reached() {
        let Some((_, field)) = tested(one) else { continue };
        let input = one.templates.iter().find(|(name, _)| *name == field);
        let Some((_, input)) = input else { continue };
        let branches = || {
            one.widget.transitions.iter().enumerate().filter_map(|(place, transition)| {
                match transition.conditions.as_slice() {
                    [only] if !only.value.contains("{{") && !only.value.contains("{%") => {
                        Some((place, transition, only))
                    }
                    _ => None,
                }
            })
        };
        let mut told = vec![false; one.widget.transitions.len()];
        let mut tell = |place: usize, message: Sentence| {
            if !std::mem::replace(&mut told[place], true) {
                let fix = mend::remove_wire(one.widget, place);
                report.warning(CODE, Place::transition(one.widget, place), message, Some(fix));
            }
        };

        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for (place, transition, condition) in branches() {
            let Some(items) = items(condition) else { continue };
            let earlier: Option<Vec<usize>> =
                items.iter().map(|item| taken.get(item).copied()).collect();
            if let Some(&[first, ..]) = earlier.as_deref() {
                let [branch, branch_es] = branch(one, transition);
                let [towards, towards_es] = towards(&one.widget.transitions[first]);
                let value = condition.value.trim();
                let message = Sentence::new(
                    format!(
                        "{branch} is never taken: an earlier branch{towards} takes \"{value}\" already. Remove one of the two."
                    ),
                    format!(
                        "{branch_es} no se toma nunca: otra rama anterior{towards_es} ya toma \"{value}\". Quite una de las dos."
                    ),
                );
                tell(place, message);
                continue;
            }
            for item in items {
                taken.entry(item).or_insert(place);
            }
        }

        if let Some((name, possible)) = known_values(subject, one, input) {
            for (place, transition, condition) in branches() {
                let mut texts = possible.texts.iter().map(|(text, _)| text.as_str());
                let holds = texts.any(|text| may_hold(&condition.operator, text, &condition.value))
                    || (possible.unset && may_hold(&condition.operator, "", &condition.value));
                if holds {
                    continue;
                }
                let [branch, branch_es] = branch(one, transition);
                let [values, values_es] = values_in_words(subject, &possible);
                let (operator, value) = (&condition.operator, condition.value.trim());
                let message = Sentence::new(
                    format!(
                        "{branch} is never taken: it asks for {operator} \"{value}\", and flow.variables.{name} can only be {values} here. Correct the value, or remove the branch."
                    ),
                    format!(
                        "{branch_es} no se toma nunca: pide {operator} \"{value}\", y aquí flow.variables.{name} solo puede ser {values_es}. Corrija el valor o quite la rama."
                    ),
                );
                tell(place, message);
            }
        }

        if let Some(path) = keys_only(subject, input) {
            for (place, transition, condition) in branches() {
                let Some(items) = items(condition) else { continue };
                if !items.iter().all(|item| item.chars().any(char::is_alphabetic)) {
                    continue;
                }
                let [branch, branch_es] = branch(one, transition);
                let value = condition.value.trim();
                let message = Sentence::new(
                    format!(
                        "{branch} is never taken: {path} holds keys that were pressed, and never \"{value}\". Compare with digits, or compare what was said too."
                    ),
                    format!(
                        "{branch_es} no se toma nunca: {path} contiene las teclas pulsadas, y nunca \"{value}\". Compare con cifras, o compare también lo que se dijo."
                    ),
                );
                tell(place, message);
            }
        }
    }
}

/// A branch by where it leads.
fn branch(one: &Examined<'_>, transition: &Transition) -> [String; 2] {
    let name = &one.widget.name;
    let [towards, towards_es] = towards(transition);
    [format!("A branch of {name}{towards}"), format!("Una rama de {name}{towards_es}")]
}

fn towards(transition: &Transition) -> [String; 2] {
    match transition.next.as_deref() {
        Some(next) => [format!(" to {next}"), format!(" hacia {next}")],
        None => Default::default(),
    }
}

/// The texts of which one must be there for the condition to hold; none for other operators.
fn items(condition: &Condition) -> Option<Vec<String>> {
    let items: Vec<String> = match condition.operator.as_str() {
        "equal_to" => vec![folded(&condition.value)],
        "matches_any_of" => {
            condition.value.split(',').map(folded).filter(|item| !item.is_empty()).collect()
        }
        _ => return None,
    };
    (!items.is_empty()).then_some(items)
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What the split compares, when it is a flow variable and all its values are known.
fn known_values(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    input: &Template,
) -> Option<(Text, Possible)> {
    let sole = input.sole_output().filter(|sole| sole.filters == 0)?;
    let [Segment::Key(first), Segment::Key(second), Segment::Key(name)] =
        sole.mention?.path.as_slice()
    else {
        return None;
    };
    if first != "flow" || second != "variables" {
        return None;
    }
    let possible = possible(subject, name, one.index)?;
    // A variable that nothing sets is told of elsewhere.
    (!possible.texts.is_empty()).then(|| (name.clone(), possible))
}

fn values_in_words(subject: &Subject<'_>, possible: &Possible) -> [String; 2] {
    let in_words = |set_by: &str, another: &str, nothing: &str| {
        let shown = possible.texts.iter().take(5);
        let mut words: Vec<String> = shown
            .map(|(text, setter)| format!("\"{text}\" ({set_by} {})", subject.name(*setter)))
            .collect();
        if possible.texts.len() > words.len() {
            words.push(another.into());
        }
        if possible.unset {
            words.push(nothing.into());
        }
        words
    };
    [
        or_list(&in_words("set by", "another fixed text", "nothing")),
        or_list_es(&in_words("lo asigna", "otro texto fijo", "nada")),
    ]
}

/// The path of the output that the split compares, when it holds nothing but keys pressed on a
/// telephone.
///
/// That is the call's own parameter `Digits`, where the type's example has nothing but digits in it;
/// other outputs may look like digits in an example and hold words at times.
fn keys_only(subject: &Subject<'_>, input: &Template) -> Option<String> {
    let sole = input.sole_output().filter(|sole| sole.filters == 0)?;
    let [Segment::Key(first), Segment::Key(name), Segment::Key(output)] =
        sole.mention?.path.as_slice()
    else {
        return None;
    };
    if first != "widgets" || output != "Digits" {
        return None;
    }
    let index = subject.flow.index_of(name)?;
    let spec = subject.widgets[index].spec().filter(|spec| spec.speaks && spec.waits)?;
    let declared = spec.outputs.iter().find(|declared| declared.path == *output)?;
    let digits = match &declared.sample {
        Value::Text(sample) => {
            !sample.is_empty() && sample.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    };
    digits.then(|| format!("widgets.{name}.{output}"))
}

/// Whether a condition can hold for a text; operators that are not followed here always can.
fn may_hold(operator: &str, text: &str, value: &str) -> bool {
    let (text, value) = (folded(text), folded(value));
    let numbers = || Some((text.parse::<f64>().ok()?, value.parse::<f64>().ok()?));
    // A number may be printed in another way than it was written.
    let same = |one: &str, other: &str| {
        one == other
            || matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
    };
    match operator {
        "equal_to" => same(&text, &value),
        "not_equal_to" => text != value,
        "matches_any_of" => value.split(',').any(|item| same(&text, item.trim())),
        "is_blank" => text.is_empty() || text == "null",
        "is_not_blank" => !text.is_empty(),
        "contains" => text.contains(&value) || numbers().is_some(),
        "starts_with" => text.starts_with(&value) || numbers().is_some(),
        "less_than" => numbers().is_some_and(|(text, value)| text < value),
        "greater_than" => numbers().is_some_and(|(text, value)| text > value),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    fn split(input: &str, branches: &[(&str, &str)]) -> String {
        let branches: Vec<String> = branches
            .iter()
            .map(|(operator, value)| {
                format!(
                    r#"{{"event":"match","next":"end","conditions":[{{"type":"{operator}","value":"{value}","arguments":["{input}"]}}]}}"#
                )
            })
            .collect();
        format!(
            r#"{{"name":"route","type":"split","transitions":[{{"event":"noMatch","next":"end"}},{}],"properties":{{"input":"{input}"}}}},{{"name":"end","type":"say","transitions":[]}}"#,
            branches.join(",")
        )
    }

    fn set(name: &str, value: &str, next: &str) -> String {
        format!(
            r#"{{"name":"{name}","type":"set","transitions":[{{"event":"next","next":"{next}"}}],"properties":{{"variables":[{{"key":"tier","value":"{value}"}}]}}}}"#
        )
    }

    #[test]
    fn values_that_are_known_are_held_against_each_branch() {
        let route = split(
            "{{flow.variables.tier}}",
            &[("equal_to", "Silver"), ("equal_to", "gold"), ("less_than", "3"), ("regex", "g.*")],
        );
        expect![[r#"
            warning never_matches route #2: A branch of route to end is never taken: it asks for equal_to "gold", and flow.variables.tier can only be "silver" (set by fix) here. Correct the value, or remove the branch.
                fix: Remove this exit
            warning never_matches route #3: A branch of route to end is never taken: it asks for less_than "3", and flow.variables.tier can only be "silver" (set by fix) here. Correct the value, or remove the branch.
                fix: Remove this exit
        "#]].assert_eq(&in_call(&[&set("fix", "silver", "route"), &route]));
    }

    #[test]
    fn a_value_that_is_not_known_makes_every_branch_possible() {
        let route = split("{{flow.variables.tier}}", &[("equal_to", "gold")]);
        expect![[""]].assert_eq(&in_call(&[&set("fix", "{{contact.tier}}", "route"), &route]));
        expect![[""]].assert_eq(&in_call(&[
            r#"{"name":"ask","type":"ask","transitions":[{"event":"keypress","next":"one"},{"event":"speech","next":"two"},{"event":"timeout","next":"two"}],"properties":{"say":"Hi"}}"#,
            &set("one", "silver", "route"),
            &set("two", "{{contact.tier}}", "route"),
            &route,
        ]));
    }

    #[test]
    fn what_an_earlier_branch_takes_is_not_left_for_a_later_one() {
        let route = split(
            "{{contact.tier}}",
            &[
                ("matches_any_of", "1, one"),
                ("equal_to", "ONE"),
                ("equal_to", "2"),
                ("contains", "one"),
            ],
        );
        expect![[r#"
            warning never_matches route #2: A branch of route to end is never taken: an earlier branch to end takes "ONE" already. Remove one of the two.
                fix: Remove this exit
        "#]].assert_eq(&in_call(&[&route]));
    }

    #[test]
    fn keys_are_never_words() {
        let ask = r#"{"name":"ask","type":"ask","transitions":[{"event":"keypress","next":"route"},{"event":"speech","next":"route"},{"event":"timeout","next":"route"}],"properties":{"say":"Hi"}}"#;
        let route =
            split("{{widgets.ask.Digits}}", &[("equal_to", "yes"), ("matches_any_of", "1, one")]);
        expect![[r#"
            warning never_matches route #1: A branch of route to end is never taken: widgets.ask.Digits holds keys that were pressed, and never "yes". Compare with digits, or compare what was said too.
                fix: Remove this exit
        "#]].assert_eq(&in_call(&[ask, &route]));
        let route =
            split("{{widgets.ask.Digits}}{{widgets.ask.SpeechResult}}", &[("equal_to", "yes")]);
        expect![[""]].assert_eq(&in_call(&[ask, &route]));
    }
}
