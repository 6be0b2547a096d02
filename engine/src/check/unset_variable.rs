//! A variable is read on a way on which nothing has set it.
//!
//! The variable exists, but not for every caller: somebody who comes by another way hears a gap in a
//! sentence, or the flow calls nobody, or plays nothing. The message names a way on which it happens.
//!
//! Studio's flows read empty variables on purpose in many places, and those are left alone: what a
//! split compares (nothing matches an empty text, so "no match" takes care of it), what is sent to
//! other systems, alternatives such as `{{a}}{{b}}` of which one is set, counters that read themselves,
//! what is only tested or has a `default`. Where *no* way sets the variable before, it is told wherever
//! it is read.
//!
//! **Mend it** by setting the variable on that way too, by a `default` in the template, or by a text of
//! its own for that way.
//!
//! ```text
//! You chose {{widgets.menu.Digits}}.        (the caller spoke instead of pressing a key)
//! ```

use std::collections::BTreeSet;

use super::subject::{Channels, Examined, Subject, VariableRead, arrivals};
use super::values::{Unset, Variable, sets};
use super::{Code, Report, Sentence};
use crate::declare::{Channel, FieldKind, Group};
use crate::flow::Wire;

pub(super) const CODE: Code = Code("unset_variable");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let mut variables = BTreeSet::new();
    for one in subject.reached() {
        let reads = one.reads().filter(|read| !read.guarded);
        variables.extend(reads.filter_map(|read| Variable::of(subject, &read)));
    }
    let unset = Unset::follow(subject, variables);
    for one in subject.reached() {
        let mut told = BTreeSet::new();
        for read in one.reads() {
            if read.guarded || is_default(one, &read) {
                continue;
            }
            let Some(variable) = Variable::of(subject, &read) else {
                if is_needed(one, &read) && !is_alternative(&read) {
                    other_channel(subject, one, &read, report);
                }
                continue;
            };
            if !unset.may_be(&variable, one.index) || told.contains(&variable) {
                continue;
            }
            if let Variable::Flow(name) = &variable
                && sets(one, name)
            {
                continue;
            }
            // A widget may read what it stored on its visit before.
            if matches!(variable, Variable::Output(index, _) if index == one.index) {
                continue;
            }
            if let Some(message) = message(subject, &unset, one, &read, &variable) {
                told.insert(variable);
                report.warning(CODE, read.place(subject.flow, one.widget), message, None);
            }
        }
    }
}

fn message(
    subject: &Subject<'_>,
    unset: &Unset,
    one: &Examined<'_>,
    read: &VariableRead<'_>,
    variable: &Variable,
) -> Option<Sentence> {
    let setters: Vec<usize> = setters(subject, variable);
    if setters.is_empty() {
        // Nothing sets it at all: the check `unknown_variable` tells of that.
        return None;
    }
    let (name, path) = (&one.widget.name, path_in_words(read));
    if !unset.may_be_set(variable, one.index) {
        let before = subject.graph.leading_to([one.index]);
        let setter = setters.iter().map(|&setter| subject.name(setter)).next().unwrap_or_default();
        let (what, what_es) = match variable {
            Variable::Output(..) if before[setters[0]] && subject.reachable[setters[0]] => (
                format!("but no way from {setter} to {name} leaves it set"),
                format!("pero ningún camino de {setter} a {name} la deja asignada"),
            ),
            _ if setters.iter().all(|&setter| !subject.reachable[setter]) => (
                format!("which {setter} sets, but nobody gets to {setter}"),
                format!("que asigna {setter}, pero nadie llega a {setter}"),
            ),
            _ => (
                format!("which {setter} sets, but no way leads from {setter} to {name}"),
                format!("que asigna {setter}, pero ningún camino lleva de {setter} a {name}"),
            ),
        };
        return Some(Sentence::new(
            format!(
                "{name} reads {path}, {what}, so it is always empty here. Set it before, or read another variable."
            ),
            format!(
                "{name} lee {path}, {what_es}, así que aquí siempre está vacía. Asígnela antes o lea otra variable."
            ),
        ));
    }
    if !is_needed(one, read) || is_alternative(read) {
        return None;
    }
    let mut may_set = vec![false; subject.widgets.len()];
    setters.iter().for_each(|&setter| may_set[setter] = true);
    let takes = |wire: Wire| !may_set[wire.from] || !variable.is_set_by(subject, wire);
    let way = subject.graph.way_to(one.index, takes)?;
    let way = subject.way_in_words(&way, one.index);
    Some(Sentence::new(
        format!(
            "{name} reads {path}, which is not set when the flow comes by {way}. Set it on that way, or give it a default."
        ),
        format!(
            "{name} lee {path}, que no está asignada cuando el flujo viene por {way}. Asígnela en ese camino o déle un valor por defecto."
        ),
    ))
}

fn setters(subject: &Subject<'_>, variable: &Variable) -> Vec<usize> {
    match variable {
        Variable::Output(index, _) => vec![*index],
        Variable::Flow(name) => {
            let setting = subject.widgets.iter().filter(|one| sets(one, name));
            setting.map(|one| one.index).collect()
        }
    }
}

/// A variable of the trigger that no execution has which comes here.
fn other_channel(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    read: &VariableRead<'_>,
    report: &mut Report,
) {
    let keys = read.keys();
    let needed = match keys.as_slice() {
        [first, second, _, ..] if *first == "trigger" => match second.as_str() {
            "call" => Channels::of(&[Channel::Call]),
            "message" => Channels::of(&[Channel::Message]),
            "conversation" => Channels::of(&[Channel::Conversation]),
            "request" => Channels::of(&[Channel::Request]),
            _ => return,
        },
        [first, second, _, ..] if *first == "flow" && *second == "data" => {
            Channels::of(&[Channel::Request])
        }
        _ => return,
    };
    let mut arrived = Channels::default();
    let Some(start) = subject.graph.start() else { return };
    let before = subject.graph.leading_to([one.index]);
    for &wire in subject.graph.leaving(start) {
        if before[wire.to] {
            arrived = arrived.or(arrivals(subject.event(wire)));
        }
    }
    if arrived.is_empty() || !arrived.and(needed).is_empty() {
        return;
    }
    let message = format!(
        "{} reads {}, which only an execution that began with {} has, and here it began with {}. Read the variable of that trigger.",
        one.widget.name,
        path_in_words(read),
        needed.words(),
        arrived.words()
    );
    let spanish = format!(
        "{} lee {}, que solo tiene una ejecución que empezó con {}, y aquí empezó con {}. Lea la variable de ese disparador.",
        one.widget.name,
        path_in_words(read),
        needed.words_es(),
        arrived.words_es()
    );
    let message = Sentence::new(message, spanish);
    report.warning(CODE, read.place(subject.flow, one.widget), message, None);
}

fn path_in_words(read: &VariableRead<'_>) -> String {
    let keys: Vec<&str> = read.keys().into_iter().map(|key| key.as_str()).collect();
    keys.join(".")
}

/// Whether the template is the one that the field has by default; nobody wrote it.
fn is_default(one: &Examined<'_>, read: &VariableRead<'_>) -> bool {
    one.spec()
        .and_then(|spec| spec.field(read.field))
        .is_some_and(|field| field.default.as_text() == Some(read.source.trim()))
}

/// Whether an empty text there is heard, or makes the widget fail.
fn is_needed(one: &Examined<'_>, read: &VariableRead<'_>) -> bool {
    let Some(spec) = one.spec() else { return false };
    let Some(field) = spec.field(read.field) else { return false };
    match field.kind {
        FieldKind::Speech => true,
        FieldKind::Template => spec.group == Group::Message,
        FieldKind::Url | FieldKind::Audio | FieldKind::Phone | FieldKind::Address => {
            field.required || spec.speaks
        }
        _ => false,
    }
}

/// Whether the output stands directly beside another, as alternatives do: `{{a}}{{b}}`.
fn is_alternative(read: &VariableRead<'_>) -> bool {
    let (Some(before), Some(after)) =
        (read.source.get(..read.span.start as usize), read.source.get(read.span.end as usize..))
    else {
        return false;
    };
    let opens_beside =
        before.rfind("{{").is_some_and(|opening| before[..opening].trim_end().ends_with("}}"));
    let closes_beside =
        after.find("}}").is_some_and(|closing| after[closing + 2..].trim_start().starts_with("{{"));
    opens_beside || closes_beside
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::check::testing::{arriving, in_call, problems};

    const MENU: &str = r#"{"name":"menu","type":"ask","transitions":[{"event":"keypress","next":"told"},{"event":"speech","next":"told"},{"event":"timeout","next":"sorry"}],"properties":{"say":"Press or say it"}}"#;

    fn check(say: &str, sorry: &str, expected: Expect) {
        let state = |name: &str, say: &str, next: &str| {
            format!(
                r#"{{"name":"{name}","type":"say","transitions":[{{"event":"audioComplete"{next}}}],"properties":{{"say":"{say}"}}}}"#
            )
        };
        expected.assert_eq(&in_call(&[
            MENU,
            &state("told", say, ""),
            &state("sorry", sorry, r#","next":"told""#),
        ]));
    }

    #[test]
    fn what_a_caller_hears_must_be_set_on_every_way() {
        check(
            "You chose {{widgets.menu.Digits}}",
            "Sorry",
            expect![[r#"
            warning unset_variable told say `widgets.menu.Digits`: told reads widgets.menu.Digits, which is not set when the flow comes by Trigger → menu (speech) → told. Set it on that way, or give it a default.
        "#]],
        );
    }

    #[test]
    fn alternatives_and_what_has_a_default_are_left_alone() {
        check(
            "You chose {{widgets.menu.Digits}}{{widgets.menu.SpeechResult}}",
            "Sorry",
            expect![[""]],
        );
        check("You chose {{widgets.menu.Digits | default: 'nothing'}}", "Sorry", expect![[""]]);
    }

    #[test]
    fn what_no_way_sets_is_always_told() {
        check(
            "Bye",
            "Not {{widgets.menu.Digits}}",
            expect![[r#"
            warning unset_variable sorry say `widgets.menu.Digits`: sorry reads widgets.menu.Digits, but no way from menu to sorry leaves it set, so it is always empty here. Set it before, or read another variable.
        "#]],
        );
        expect![[r#"
            warning unset_variable route input `flow.variables.tier`: route reads flow.variables.tier, which late sets, but no way leads from late to route, so it is always empty here. Set it before, or read another variable.
            warning dead_end late #0: The call ends at late without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"route","type":"split","transitions":[{"event":"noMatch","next":"late"}],"properties":{"input":"{{flow.variables.tier}}"}}"#,
            r#"{"name":"late","type":"set","transitions":[{"event":"next"}],"properties":{"variables":[{"key":"tier","value":"{{contact.tier}}"},{"key":"n","value":"{{flow.variables.n | plus: 1}}"}]}}"#,
        ]));
    }

    #[test]
    fn the_trigger_of_another_channel_is_empty() {
        let flow = arriving(
            "incomingRequest",
            &[
                r#"{"name":"hello","type":"send","transitions":[{"event":"sent"}],"properties":{"body":"You wrote {{trigger.message.Body}}"}}"#,
            ],
        );
        expect![[r#"
            warning unset_variable hello body `trigger.message.Body`: hello reads trigger.message.Body, which only an execution that began with a message has, and here it began with a request through the API. Read the variable of that trigger.
        "#]].assert_eq(&problems(&flow));
    }
}
