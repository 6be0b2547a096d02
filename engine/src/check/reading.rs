//! The file is not quite a flow, and was read as well as it could be.
//!
//! Every file opens, even one with comments in its JSON or a list where a map belongs. What had to be
//! repaired or left out on the way is told here, each with a code of its own: `not_json`,
//! `not_a_widget`, `no_kind`, `no_start` and others. Studio refuses such files.
//!
//! **Mend it** as the message says; the place is told with it.
//!
//! ```text
//! { "states": [ { "name": "hello" }, ] }
//! ```

use super::subject::Subject;
use super::{Code, Place, Report, Severity};
use crate::Lines;
use crate::flow::{ReadFault, ReadFaultKind};

pub(super) const CODE: Code = Code("reading");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    // The check `duplicate_name` tells of these, with a fix; notes are no problems.
    let faults = subject.flow.faults().iter().filter(|fault| {
        !fault.kind.is_note()
            && fault.kind != ReadFaultKind::DuplicateName
            && !is_judged_by_its_type(subject, fault)
    });
    let lines = Lines::of(subject.flow.document().text());
    for fault in ReadFault::told_once(faults, &lines) {
        let place = Place { widget: fault.widget, span: fault.span, ..Place::default() };
        let code = Code(fault.kind.code());
        match severity(fault.kind) {
            Severity::Error => report.error(code, place, fault.message, None),
            Severity::Warning => report.warning(code, place, fault.message, None),
        }
    }
}

/// Whether the fault is a condition of a widget whose type has conditions, and tells what is wrong
/// with each.
fn is_judged_by_its_type(subject: &Subject<'_>, fault: &ReadFault) -> bool {
    let Some(index) = fault.widget.as_ref().and_then(|name| subject.flow.index_of(name)) else {
        return false;
    };
    let one = &subject.widgets[index];
    let has_conditions =
        one.spec().is_some_and(|spec| spec.exits.iter().any(|exit| exit.each.is_some()));
    let mut conditions = one.widget.transitions.iter().flat_map(|wire| &wire.conditions);
    has_conditions && conditions.any(|condition| Some(condition.span) == fault.span)
}

/// Whether something is lost, or was only written oddly.
fn severity(kind: ReadFaultKind) -> Severity {
    match kind {
        ReadFaultKind::WrongKind | ReadFaultKind::NoEvent | ReadFaultKind::NoInitial => {
            Severity::Warning
        }
        _ => Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::problems;

    #[test]
    fn what_was_repaired_is_told() {
        expect![[r#"
            error not_a_flow: No flow was found: this is a number, and a flow is a map with "states" in it. Paste the text of Studio's "Show Flow JSON".
        "#]].assert_eq(&problems("[1]"));
        expect![[r#"
            error not_json: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.
            error not_json: There is a comma before this bracket, which JSON does not allow. Remove the comma.
            error not_a_widget: Entry 3 of "states" is a number and no widget; it is kept and not shown. Remove it.
            warning no_start: The file does not say where the flow begins. Choose the widget in which it starts.
        "#]].assert_eq(&problems(
            "{\"states\":[{\"name\":\"T\",\"type\":\"start\",\"transitions\":[{\"event\":\"incomingCall\",\"next\":\"a\"}]},\n{\"name\":\"a\",\"type\":\"say\"}, 7, // end\n]}",
        ));
    }

    #[test]
    fn the_same_fault_in_many_places_is_told_once() {
        expect![[r#"
            error not_json: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed. The same on lines 2 and 3.
        "#]].assert_eq(&problems(
            "{\"initial_state\":\"T\", // one\n // two\n // three\n \"states\":[{\"name\":\"T\",\"type\":\"start\",\"transitions\":[{\"event\":\"incomingCall\",\"next\":\"a\"}]},\n{\"name\":\"a\",\"type\":\"say\"}]}",
        ));
    }
}
