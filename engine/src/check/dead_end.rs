//! A caller can take an exit to which nothing is connected, and is cut off in the middle.
//!
//! A branch that ends is the usual way to end a call, and most open exits are meant to be open. Told
//! are those that hardly anybody leaves open knowingly:
//!
//! - the trigger, when nothing at all is connected to it;
//! - silence, speech or keys after a question, when another answer goes on: a caller who hesitates, or
//!   talks to somebody in the room, loses the call. Studio always listens to keys *and* to speech;
//! - "no match" after a menu with several answers: whoever mistypes gets no answer;
//! - the failure of a request, when what follows a success is something the caller would notice;
//! - the failure to hand over to a person: nobody takes the call, and nobody says so;
//! - on a call, the way on from a widget that only prepares something: what it prepares is for nobody.
//!
//! **Mend it** by connecting the exit: ask again, say sorry, take a message, or try another way. If the
//! end is wanted, set the warning aside, and give a reason.
//!
//! ```json
//! { "event": "timeout" }
//! ```

use super::subject::{Examined, Known, Subject};
use super::values::Variable;
use super::words::{and_list, and_list_es, or_list, or_list_es};
use super::{Code, Place, Report, Sentence};
use crate::declare::{Channel, ExitOf, FieldKind, Group};
use crate::flow::{Condition, WidgetName};

pub(super) const CODE: Code = Code("dead_end");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in subject.reached() {
        let Some(known) = &one.known else { continue };
        if known.spec.starts {
            trigger(subject, one, known, report);
        } else if known.spec.fields.iter().any(|field| field.kind == FieldKind::Conditions) {
            no_match(subject, one, known, report);
        } else if known.spec.exits.len() == 1 {
            prepares_for_nobody(subject, one, known, report);
        } else if known.spec.exits.len() > 1 {
            if one.asks() && known.spec.speaks && known.spec.failure_exit().is_none() {
                unanswered(subject, one, known, report);
            }
            failure(subject, one, known, report);
        }
    }
}

fn trigger(subject: &Subject<'_>, one: &Examined<'_>, known: &Known<'_>, report: &mut Report) {
    let connected = known.exits.iter().any(|exit| one.is_connected(subject.flow, exit.transition));
    // A wire to nobody is told of elsewhere.
    let dangles = one.widget.transitions.iter().any(|transition| transition.next.is_some());
    if connected || dangles || subject.flow.initial() != Some(one.index) {
        return;
    }
    let message = format!(
        "Nothing is connected to {}, so every execution ends at once. Connect the exit for the way by which people reach this flow.",
        one.widget.name
    );
    let spanish = format!(
        "No hay nada conectado a {}, así que toda ejecución termina enseguida. Conecte la salida por la que se llega a este flujo.",
        one.widget.name
    );
    report.warning(CODE, Place::widget(one.widget), Sentence::new(message, spanish), None);
}

/// A question on a call of which some answers end the call.
fn unanswered(subject: &Subject<'_>, one: &Examined<'_>, known: &Known<'_>, report: &mut Report) {
    let is_there = |exit: &&ExitOf| exit.event != "hangup" && !is_old(known, exit);
    let open: Vec<&ExitOf> = known
        .exits
        .iter()
        .filter(is_there)
        .filter(|exit| !one.is_connected(subject.flow, exit.transition))
        .collect();
    let goes_on =
        known.exits.iter().filter(is_there).any(|exit| {
            next(subject, one, exit).is_some_and(|next| subject.leads_to_something[next])
        });
    let Some(first) = open.first() else { return };
    let answers = known.exits.iter().filter(is_there).count();
    // With one way to go on it is no question, and may well be the end.
    let none_connected = answers > 1 && open.len() == answers;
    if !goes_on && !none_connected {
        return;
    }
    let place = match first.transition {
        Some(place) => Place::transition(one.widget, place),
        None => Place::widget(one.widget),
    };
    let name = &one.widget.name;
    if none_connected {
        let message = format!(
            "{name} waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here."
        );
        let spanish = format!(
            "{name} espera una respuesta y la llamada termina sea cual sea: no hay nada conectado. Conecte las respuestas, o diga aquí solo algo."
        );
        report.warning(CODE, place, Sentence::new(message, spanish), None);
        return;
    }
    let whens_es = open.iter().map(|exit| when_es(known, exit)).enumerate();
    let whens_es: Vec<String> = whens_es
        .map(|(place, when)| match when.strip_prefix("quien llama ") {
            Some(does) if place > 0 => does.to_owned(),
            _ => when,
        })
        .collect();
    let whens: Vec<String> = open.iter().map(|exit| when(known, exit)).collect();
    let whens: Vec<String> = whens
        .into_iter()
        .enumerate()
        // The caller is named once: `the caller says something or gives no input`.
        .map(|(place, when)| match when.strip_prefix("the caller ") {
            Some(does) if place > 0 => does.to_owned(),
            _ => when,
        })
        .collect();
    let events: Vec<String> = open.iter().map(|exit| format!("\"{}\"", exit.event)).collect();
    let it = if open.len() == 1 { "it" } else { "them" };
    let message = format!(
        "{name} ends the call when {}: nothing is connected to {}. Connect {it}, for example to ask again or to say goodbye.",
        or_list(&whens),
        and_list(&events)
    );
    let it = if open.len() == 1 { "Conéctela" } else { "Conéctelas" };
    let spanish = format!(
        "{name} termina la llamada cuando {}: no hay nada conectado a {}. {it}, por ejemplo para volver a preguntar o despedirse.",
        or_list_es(&whens_es),
        and_list_es(&events)
    );
    report.warning(CODE, place, Sentence::new(message, spanish), None);
}

/// When an exit is taken, in Spanish.
fn when_es(known: &Known<'_>, exit: &ExitOf) -> String {
    match when(known, exit).as_str() {
        "the caller gives no input" => "quien llama no responde nada".into(),
        "the caller says something" => "quien llama dice algo".into(),
        "the caller presses keys" => "quien llama pulsa teclas".into(),
        _ => format!("se sale por \"{}\"", exit.event),
    }
}

/// When an exit is taken: by its event where everybody knows what that means, else by its label, which
/// the author knows from the box and may read in another language.
fn when(known: &Known<'_>, exit: &ExitOf) -> String {
    match exit.event.as_str() {
        "timeout" => "the caller gives no input".into(),
        "speech" => "the caller says something".into(),
        "keypress" => "the caller presses keys".into(),
        event => {
            let label = known.spec.exit(event).map_or("", |spec| spec.label.as_str());
            format!("it leaves by \"{label}\"")
        }
    }
}

/// A menu whose wrong answers end the call or get no reply.
fn no_match(subject: &Subject<'_>, one: &Examined<'_>, known: &Known<'_>, report: &mut Report) {
    let rest = known.exits.iter().find(|exit| {
        known.spec.exit(&exit.event).is_some_and(|spec| spec.each.is_none())
            && !one.is_connected(subject.flow, exit.transition)
    });
    let Some(rest) = rest else { return };
    let branches = one
        .widget
        .transitions
        .iter()
        .enumerate()
        .filter(|(place, transition)| {
            !transition.conditions.is_empty() && one.is_connected(subject.flow, Some(*place))
        })
        .count();
    // One branch is a question of yes or no, and "no" may well be the end.
    if branches < 2 {
        return;
    }
    let conditions: Vec<&Condition> =
        one.widget.transitions.iter().flat_map(|transition| &transition.conditions).collect();
    if leave_nothing(&conditions) {
        return;
    }
    let Some(asked) = asked(subject, one) else { return };
    let on_call = subject.channels[one.index].has(Channel::Call);
    let (who, what) = match on_call {
        true => ("A caller", "the call ends without a word"),
        false => ("Somebody", "there is no answer"),
    };
    let name = &one.widget.name;
    let message = format!(
        "{who} who answers {asked} with something else than the branches of {name} expect gets no further: {what}. Connect \"{}\", for example to ask again.",
        rest.event
    );
    let what = match on_call {
        true => "la llamada termina sin una palabra",
        false => "no recibe respuesta",
    };
    let spanish = format!(
        "Quien responde a {asked} algo distinto de lo que esperan las ramas de {name} no llega más lejos: {what}. Conecte \"{}\", por ejemplo para volver a preguntar.",
        rest.event
    );
    let message = Sentence::new(message, spanish);
    let place = match rest.transition {
        Some(place) => Place::transition(one.widget, place),
        None => Place::widget(one.widget),
    };
    report.warning(CODE, place, message, None);
}

/// The widget whose question is answered by what this split compares.
fn asked(subject: &Subject<'_>, one: &Examined<'_>) -> Option<WidgetName> {
    one.reads().find_map(|read| {
        let Some(Variable::Output(index, Some(_))) = Variable::of(subject, &read) else {
            return None;
        };
        let asker = &subject.widgets[index];
        // Only what somebody said, and not how a call or message went, has answers that nobody foresaw.
        let free = asker.asks() && asker.spec()?.failure_exit().is_none_or(|_| is_reply(&read));
        (free && subject.graph.leading_to([one.index])[index]).then(|| asker.widget.name.clone())
    })
}

fn is_reply(read: &super::subject::VariableRead<'_>) -> bool {
    read.of_widget().is_some_and(|(_, rest)| {
        rest.first().is_some_and(|first| *first == "inbound")
            && rest.last().is_some_and(|last| *last == "Body")
    })
}

/// Whether two conditions are each other's opposite, so that one of them always holds.
fn leave_nothing(conditions: &[&Condition]) -> bool {
    let opposites = [
        ("equal_to", "not_equal_to"),
        ("is_blank", "is_not_blank"),
        ("matches_any_of", "does_not_match_any_of"),
        ("contains", "does_not_contain"),
        ("starts_with", "does_not_start_with"),
    ];
    let has = |operator: &str, value: &str| {
        conditions.iter().any(|condition| {
            condition.operator == operator
                && (operator.ends_with("_blank")
                    || condition.value.trim().eq_ignore_ascii_case(value.trim()))
        })
    };
    conditions.iter().any(|condition| {
        opposites
            .iter()
            .any(|(one, other)| condition.operator == *one && has(other, &condition.value))
    })
}

/// A widget that only prepares what comes after it, and nothing does. A flow that runs inside another,
/// or that a program asked for, may well end so: somebody reads what it prepared.
fn prepares_for_nobody(
    subject: &Subject<'_>,
    one: &Examined<'_>,
    known: &Known<'_>,
    report: &mut Report,
) {
    let [exit] = &known.exits[..] else { return };
    let channels = subject.channels[one.index];
    let is_call = channels.has(Channel::Call) && !channels.has(Channel::Request);
    let only_prepares = known.spec.group == Group::Logic && !known.spec.waits;
    // A wire to nobody is told of elsewhere.
    let is_open = one.widget.transitions.iter().all(|transition| transition.next.is_none());
    if !is_call || !only_prepares || one.is_noticed() || !is_open {
        return;
    }
    let (name, event) = (&one.widget.name, &exit.event);
    let message = format!(
        "The call ends at {name} without a word, and what it prepares is for nobody: nothing is connected to \"{event}\". Connect it, or take the widget away."
    );
    let spanish = format!(
        "La llamada termina en {name} sin una palabra, y lo que prepara no le sirve a nadie: no hay nada conectado a \"{event}\". Conéctela o quite el widget."
    );
    let place = match exit.transition {
        Some(place) => Place::transition(one.widget, place),
        None => Place::widget(one.widget),
    };
    report.warning(CODE, place, Sentence::new(message, spanish), None);
}

/// The exit for the failure of whatever stands behind the widget.
fn failure(subject: &Subject<'_>, one: &Examined<'_>, known: &Known<'_>, report: &mut Report) {
    let Some(failing) = known.spec.exits.iter().find(|exit| exit.failure) else { return };
    let Some(exit) = known.exits.iter().find(|exit| exit.event == failing.event) else { return };
    if failing.old || one.is_connected(subject.flow, exit.transition) {
        return;
    }
    let (name, label) = (&one.widget.name, &known.spec.label);
    let place = match exit.transition {
        Some(place) => Place::transition(one.widget, place),
        None => Place::widget(one.widget),
    };
    let on_call = subject.channels[one.index].has(Channel::Call);
    let nobody_told = match on_call {
        true => "the caller is cut off without a word",
        false => "the contact is left without an answer",
    };
    let nobody_told_es = match on_call {
        true => "a quien llama se le corta sin una palabra",
        false => "el contacto se queda sin respuesta",
    };
    let event = &exit.event;
    if known.spec.discontinued {
        let message = format!(
            "{name} ({label}) is a service that is no longer offered, so everybody leaves it by \"{event}\", to which nothing is connected: {nobody_told}. Connect it, or replace the widget."
        );
        let spanish = format!(
            "{name} ({label}) es un servicio que ya no se ofrece, así que siempre se sale por \"{event}\", donde no hay nada conectado: {nobody_told_es}. Conéctela o sustituya el widget."
        );
        report.warning(CODE, place, Sentence::new(message, spanish), None);
        return;
    }
    let goes_on = known.exits.iter().filter(|other| other.event != failing.event).any(|other| {
        next(subject, one, other).is_some_and(|next| subject.leads_to_something[next])
    });
    let told = match known.spec.group {
        // Nobody is reached through the very channel that failed, unless there is a call beside it.
        Group::Message => goes_on && subject.channels[one.index] == call_only(),
        Group::People => true,
        // Who does not answer an outgoing call is not there to notice.
        Group::Voice => goes_on && known.spec.needs_call(),
        _ => goes_on,
    };
    if !told {
        return;
    }
    let message = format!(
        "When {name} ({label}) fails, {nobody_told}: nothing is connected to \"{event}\". Connect it, for example to say sorry or to try another way."
    );
    let spanish = format!(
        "Cuando {name} ({label}) falla, {nobody_told_es}: no hay nada conectado a \"{event}\". Conéctela, por ejemplo para disculparse o probar otro camino."
    );
    report.warning(CODE, place, Sentence::new(message, spanish), None);
}

fn call_only() -> super::subject::Channels {
    super::subject::Channels::of(&[Channel::Call])
}

fn is_old(known: &Known<'_>, exit: &ExitOf) -> bool {
    known.spec.exit(&exit.event).is_some_and(|spec| spec.old)
}

fn next(subject: &Subject<'_>, one: &Examined<'_>, exit: &ExitOf) -> Option<usize> {
    let next = one.widget.transitions.get(exit.transition?)?.next.as_deref()?;
    subject.flow.index_of(next)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{arriving, in_call, problems};

    const BYE: &str = r#"{"name":"bye","type":"say","transitions":[{"event":"audioComplete"}],"properties":{"say":"Bye"}}"#;

    #[test]
    fn answers_that_end_the_call_are_told_in_one_sentence() {
        expect![[r#"
            warning dead_end menu #1: menu ends the call when the caller says something or gives no input: nothing is connected to "speech" and "timeout". Connect them, for example to ask again or to say goodbye.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"menu","type":"ask","transitions":[{"event":"keypress","next":"bye"},{"event":"speech"},{"event":"timeout"}],"properties":{"say":"Press 1"}}"#,
            BYE,
        ]));
        expect![[r#"
            warning dead_end menu #0: menu waits for an answer, and the call ends whatever it is: nothing is connected to it. Connect the answers, or only say something here.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"menu","type":"ask","transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}],"properties":{"say":"Press 1"}}"#,
        ]));
    }

    #[test]
    fn a_menu_needs_a_way_for_wrong_answers_and_a_question_of_yes_or_no_does_not() {
        let menu = r#"{"name":"menu","type":"reply","transitions":[{"event":"incomingMessage","next":"route"},{"event":"timeout"},{"event":"deliveryFailure"}],"properties":{"body":"1 or 2?"}}"#;
        let bye = r#"{"name":"bye","type":"send","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"body":"Bye"}}"#;
        let branch = |operator: &str, value: &str| {
            format!(
                r#"{{"event":"match","next":"bye","conditions":[{{"type":"{operator}","value":"{value}","arguments":["{{{{widgets.menu.inbound.Body}}}}"]}}]}}"#
            )
        };
        let route = |branches: &[String]| {
            format!(
                r#"{{"name":"route","type":"split","transitions":[{{"event":"noMatch"}},{}],"properties":{{"input":"{{{{widgets.menu.inbound.Body}}}}"}}}}"#,
                branches.join(",")
            )
        };
        let told = |branches: &[String]| {
            problems(&arriving("incomingMessage", &[menu, &route(branches), bye]))
        };
        expect![[r#"
            warning dead_end route #0: Somebody who answers menu with something else than the branches of route expect gets no further: there is no answer. Connect "noMatch", for example to ask again.
        "#]].assert_eq(&told(&[branch("equal_to", "1"), branch("equal_to", "2")]));
        expect![[""]].assert_eq(&told(&[branch("equal_to", "yes")]));
        expect![[""]].assert_eq(&told(&[branch("equal_to", "1"), branch("not_equal_to", "1")]));
    }

    #[test]
    fn a_failure_is_told_when_the_caller_would_have_heard_more() {
        expect![[r#"
            warning dead_end lookup #1: When lookup (http) fails, the caller is cut off without a word: nothing is connected to "failed". Connect it, for example to say sorry or to try another way.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"lookup","type":"http","transitions":[{"event":"success","next":"bye"},{"event":"failed"}],"properties":{"url":"https://example.com"}}"#,
            BYE,
        ]));
        expect![[""]].assert_eq(&in_call(&[
            r#"{"name":"log","type":"http","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"url":"https://example.com"}}"#,
        ]));
    }

    #[test]
    fn nobody_may_be_lost_on_the_way_to_a_person() {
        expect![[r#"
            warning dead_end sales #1: When sales (queue) fails, the caller is cut off without a word: nothing is connected to "failedToEnqueue". Connect it, for example to say sorry or to try another way.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"sales","type":"queue","transitions":[{"event":"callComplete"},{"event":"failedToEnqueue"}]}"#,
        ]));
    }

    #[test]
    fn a_call_that_ends_while_something_is_prepared_is_told() {
        let set = r#"{"name":"choose_support","type":"set","transitions":[{"event":"next"}]}"#;
        expect![[r#"
            warning dead_end choose_support #0: The call ends at choose_support without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&in_call(&[set]));
        expect![[""]].assert_eq(&problems(&arriving("incomingRequest", &[set])));
        expect![[""]].assert_eq(&problems(&arriving("incomingParent", &[set])));
        let connected =
            r#"{"name":"set","type":"set","transitions":[{"event":"next","next":"bye"}]}"#;
        expect![[""]].assert_eq(&in_call(&[connected, BYE]));
    }

    #[test]
    fn a_trigger_without_a_wire_is_told() {
        expect![[r#"
            warning dead_end Trigger: Nothing is connected to Trigger, so every execution ends at once. Connect the exit for the way by which people reach this flow.
        "#]].assert_eq(&problems(
            r#"{"initial_state":"Trigger","states":[{"name":"Trigger","type":"start","transitions":[{"event":"incomingCall"}]}]}"#,
        ));
    }
}
