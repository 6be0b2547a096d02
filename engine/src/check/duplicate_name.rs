//! Two widgets have the same name.
//!
//! Wires and templates find a widget by its name. When two share one, every wire and every
//! `{{widgets.NAME…}}` means the first, and callers can never reach the second. Studio refuses to
//! publish such a flow.
//!
//! **Mend it** by giving the second widget another name. Wires that were meant for it must then be
//! led to it.
//!
//! ```json
//! { "name": "menu", "type": "say-play" },
//! { "name": "menu", "type": "gather-input-on-call" }
//! ```

use std::collections::BTreeMap;

use super::subject::Subject;
use super::{Code, Fix, Place, Report, Sentence};
use crate::flow::Edit;

pub(super) const CODE: Code = Code("duplicate_name");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &subject.widgets {
        let name = one.widget.name.as_str();
        if name.is_empty() {
            continue;
        }
        let Some(&other) = first.get(name) else {
            first.insert(name, one.index);
            continue;
        };
        let free = free_name(subject, name);
        let message = format!(
            "Two widgets are called {name} ({} and {}); every wire and template means the first. Give the second another name, such as {free}.",
            subject.flow.widgets()[other].kind,
            one.widget.kind
        );
        let spanish = format!(
            "Dos widgets se llaman {name} ({} y {}); todas las conexiones y plantillas se refieren al primero. Dé otro nombre al segundo, por ejemplo {free}.",
            subject.flow.widgets()[other].kind,
            one.widget.kind
        );
        let message = Sentence::new(message, spanish);
        let edit = Edit::NameWidget { index: one.index, name: free.as_str().into() };
        let fix = Fix {
            label: Sentence::new(
                format!("Call the second {free}"),
                format!("Llamar {free} al segundo"),
            ),
            edit,
            takes_away: false,
        };
        report.error(CODE, Place::widget(one.widget), message, Some(fix));
    }
}

/// The name with the first number behind it that nobody has.
fn free_name(subject: &Subject<'_>, name: &str) -> String {
    let mut number = 2_usize;
    loop {
        let free = format!("{name}_{number}");
        if subject.flow.index_of(&free).is_none() {
            return free;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{in_call, mended};

    #[test]
    fn the_second_of_two_is_told_and_can_be_renamed() {
        let states = [
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete"}]}"#,
            r#"{"name":"hello","type":"set","transitions":[{"event":"next"}]}"#,
        ];
        expect![[r#"
            error duplicate_name hello: Two widgets are called hello (say and set); every wire and template means the first. Give the second another name, such as hello_2.
                fix: Call the second hello_2
        "#]].assert_eq(&in_call(&states));
        let flow = crate::check::testing::call_flow(&states);
        expect![[r#"
            warning unreachable_widget hello_2: Nothing leads to hello_2. Lead an exit to it, or remove it.
                fix: Remove hello_2
        "#]].assert_eq(&mended(&flow));
    }
}
