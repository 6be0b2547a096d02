//! Widgets lead back to each other, and none of them waits for anybody.
//!
//! An execution that gets into such a circle runs round until a limit stops it: the same widget ten
//! times in a row, or a thousand steps in all. The caller hears nothing meanwhile and is then cut off.
//!
//! A circle that counts is fine: a widget in it changes a variable, and another one in it decides on
//! that variable whether to leave. So is one with a widget that waits, such as a question.
//!
//! **Mend it** by putting something into the circle that waits, or by counting the rounds and leaving
//! after some.
//!
//! ```text
//! route (noMatch) → prepare → route
//! ```

use std::collections::BTreeSet;

use super::subject::Subject;
use super::values::{Variable, sets};
use super::words::{and_list, and_list_es};
use super::{Code, Place, Report, Sentence};

pub(super) const CODE: Code = Code("endless_loop");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let runs_through = |index: usize| {
        subject.reachable[index]
            && subject.widgets[index].spec().is_some_and(|spec| !spec.waits && !spec.starts)
    };
    for circle in subject.graph.circles(runs_through) {
        let members: BTreeSet<usize> = circle.iter().copied().collect();
        if circle.iter().any(|&index| decides_on_the_circle(subject, index, &members)) {
            continue;
        }
        let leaves = circle.iter().any(|&index| leaves(subject, index, &members));
        let names: Vec<&str> = circle.iter().take(4).map(|&index| subject.name(index)).collect();
        let who = match circle.as_slice() {
            [one] => format!("{} leads back to itself", subject.name(*one)),
            _ => {
                let more = circle.len() - names.len();
                let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
                format!("{}{more} lead back to each other", and_list(&names))
            }
        };
        let spanish_who = match circle.as_slice() {
            [one] => format!("{} vuelve a sí mismo", subject.name(*one)),
            _ => {
                let more = circle.len() - names.len();
                let more = if more > 0 { format!(" (y {more} más)") } else { String::new() };
                format!("{}{more} se llevan unos a otros en círculo", and_list_es(&names))
            }
        };
        let place = Place::widget(subject.widgets[circle[0]].widget);
        if leaves {
            let message = format!(
                "{who} without waiting for anybody, and nothing in the circle changes what decides whether it is left. Wait in it, or count the rounds."
            );
            let spanish = format!(
                "{spanish_who} sin esperar a nadie, y nada en el círculo cambia lo que decide si se sale de él. Espere en él o cuente las vueltas."
            );
            report.warning(CODE, place, Sentence::new(message, spanish), None);
        } else {
            let message = format!(
                "{who} without waiting for anybody and without a way out, so a limit stops every execution that gets there. Wait in it, or lead it out."
            );
            let spanish = format!(
                "{spanish_who} sin esperar a nadie y sin salida, así que un límite detiene toda ejecución que llega ahí. Espere en él o déle una salida."
            );
            report.error(CODE, place, Sentence::new(message, spanish), None);
        }
    }
}

/// Whether a widget has a way out of the circle, be it into nothing.
fn leaves(subject: &Subject<'_>, index: usize, members: &BTreeSet<usize>) -> bool {
    let one = &subject.widgets[index];
    let Some(known) = &one.known else { return true };
    known.exits.iter().any(|exit| {
        let next = exit
            .transition
            .and_then(|place| one.widget.transitions.get(place))
            .and_then(|transition| transition.next.as_deref())
            .and_then(|next| subject.flow.index_of(next));
        next.is_none_or(|next| !members.contains(&next))
    })
}

/// Whether a widget can leave the circle by something that the circle changes: a variable that
/// another one in it sets, or what it counts itself.
fn decides_on_the_circle(subject: &Subject<'_>, index: usize, members: &BTreeSet<usize>) -> bool {
    if !leaves(subject, index, members) {
        return false;
    }
    let one = &subject.widgets[index];
    let counts_itself = one.known.as_ref().is_some_and(|known| {
        known.exits.len() > 1 && known.spec.outputs.iter().any(|output| output.path != "*")
    });
    counts_itself
        || !one.scripts.is_empty()
        || one.reads().any(|read| match Variable::of(subject, &read) {
            Some(Variable::Flow(name)) => {
                members.iter().any(|&member| sets(&subject.widgets[member], &name))
            }
            Some(Variable::Output(setter, _)) => members.contains(&setter),
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    fn set(value: &str) -> String {
        format!(
            r#"{{"name":"count","type":"set","transitions":[{{"event":"next","next":"again"}}],"properties":{{"variables":[{{"key":"n","value":"{value}"}}]}}}}"#
        )
    }

    #[test]
    fn a_circle_without_a_way_out_is_an_error() {
        expect![[r#"
            error endless_loop count: count and again lead back to each other without waiting for anybody and without a way out, so a limit stops every execution that gets there. Wait in it, or lead it out.
        "#]].assert_eq(&in_call(&[
            &set("1"),
            r#"{"name":"again","type":"set","transitions":[{"event":"next","next":"count"}]}"#,
        ]));
    }

    #[test]
    fn a_circle_that_counts_is_fine_and_one_that_does_not_is_told() {
        let split = |input: &str| {
            format!(
                r#"{{"name":"again","type":"split","transitions":[{{"event":"noMatch"}},{{"event":"match","next":"count","conditions":[{{"type":"less_than","value":"3","arguments":["{input}"]}}]}}],"properties":{{"input":"{input}"}}}}"#
            )
        };
        let count = set("{{flow.variables.n | plus: 1}}");
        expect![[""]].assert_eq(&in_call(&[&count, &split("{{flow.variables.n}}")]));
        expect![[r#"
            warning endless_loop count: count and again lead back to each other without waiting for anybody, and nothing in the circle changes what decides whether it is left. Wait in it, or count the rounds.
        "#]].assert_eq(&in_call(&[&count, &split("{{contact.tier}}")]));
    }

    #[test]
    fn a_circle_that_waits_is_fine() {
        expect![[""]].assert_eq(&in_call(&[
            r#"{"name":"menu","type":"ask","transitions":[{"event":"keypress","next":"menu"},{"event":"speech","next":"menu"},{"event":"timeout","next":"menu"}],"properties":{"say":"Hi"}}"#,
        ]));
    }
}
