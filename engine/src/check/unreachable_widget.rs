//! Nothing leads to a widget.
//!
//! No caller ever gets there: it may be left over from an older form of the flow, or a wire was
//! forgotten. Widgets that hang together are told of once, at the first of them.
//!
//! **Mend it** by leading an exit to it, or by removing it together with what only it leads to.
//!
//! ```json
//! { "name": "old_menu", "type": "gather-input-on-call" }
//! ```

use super::subject::Subject;
use super::words::{and_list, and_list_es};
use super::{Code, Place, Report, Sentence, mend};

pub(super) const CODE: Code = Code("unreachable_widget");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let Some(start) = subject.graph.start() else { return };
    // From a trigger without a wire nothing can be reached: that is told as one problem.
    if subject.graph.leaving(start).is_empty() {
        return;
    }
    for island in subject.graph.islands(|index| !subject.reachable[index]) {
        // The second of two with the same name is told of by `duplicate_name`.
        let island: Vec<usize> = island
            .into_iter()
            .filter(|&index| subject.flow.index_of(subject.name(index)) == Some(index))
            .collect();
        let led_to = |index: usize| subject.graph.arriving(index).any(|wire| wire.from != index);
        let Some(first) =
            island.iter().copied().find(|&index| !led_to(index)).or(island.first().copied())
        else {
            continue;
        };
        let name = subject.name(first);
        let others: Vec<&str> = island
            .iter()
            .filter(|&&index| index != first)
            .map(|&index| subject.name(index))
            .collect();
        let with = match others.as_slice() {
            [] => String::new(),
            few if few.len() <= 3 => format!(", and so to {}", and_list(few)),
            many => format!(", and so to {} more widgets", many.len()),
        };
        let message = format!("Nothing leads to {name}{with}. Lead an exit to it, or remove it.");
        let with = match others.as_slice() {
            [] => String::new(),
            few if few.len() <= 3 => format!(", ni por tanto a {}", and_list_es(few)),
            many => format!(", ni por tanto a otros {} widgets", many.len()),
        };
        let spanish = format!("Nada lleva a {name}{with}. Lleve una salida hasta ahí o quítelo.");
        let message = Sentence::new(message, spanish);
        let names = island.iter().map(|&index| subject.flow.widgets()[index].name.clone());
        let fix = mend::remove_widgets(names.collect());
        report.warning(CODE, Place::widget(subject.widgets[first].widget), message, Some(fix));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended};

    #[test]
    fn widgets_that_hang_together_are_told_once_and_removed_together() {
        let states = [
            r#"{"name":"hello","type":"set","transitions":[{"event":"next"}]}"#,
            r#"{"name":"after","type":"set","transitions":[{"event":"next","next":"hello"}]}"#,
            r#"{"name":"before","type":"set","transitions":[{"event":"next","next":"after"}]}"#,
            r#"{"name":"alone","type":"set","transitions":[{"event":"next"}]}"#,
        ];
        expect![[r#"
            warning dead_end hello #0: The call ends at hello without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
            warning unreachable_widget before: Nothing leads to before, and so to after. Lead an exit to it, or remove it.
                fix: Remove 2 widgets
            warning unreachable_widget alone: Nothing leads to alone. Lead an exit to it, or remove it.
                fix: Remove alone
        "#]].assert_eq(&in_call(&states));
        expect![[r#"
            warning dead_end hello #0: The call ends at hello without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
            warning unreachable_widget alone: Nothing leads to alone. Lead an exit to it, or remove it.
                fix: Remove alone
        "#]].assert_eq(&mended(&call_flow(&states)));
    }
}
