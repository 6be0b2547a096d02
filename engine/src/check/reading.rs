//! The file is not quite a flow, and was read as well as it could be.
//!
//! Every file opens, even one with comments in its JSON or a list where a map belongs. What had to be
//! repaired or left out on the way is told here, each with a code of its own: `not_json`,
//! `not_a_widget`, `no_kind`, `no_start` and others. Studio refuses such files.
//!
//! **Mend it** as the message says; it names the line and the column.
//!
//! ```text
//! { "states": [ { "name": "hello" }, ] }
//! ```

use super::subject::Subject;
use super::{Code, Place, Report, Severity};
use crate::flow::ReadFaultKind;

pub(super) const CODE: Code = Code("reading");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for fault in subject.flow.faults() {
        // The check `duplicate_name` tells of these, with a fix; notes are no problems.
        if fault.kind.is_note() || fault.kind == ReadFaultKind::DuplicateName {
            continue;
        }
        let place = Place { widget: fault.widget.clone(), span: fault.span, ..Place::default() };
        let code = Code(fault.kind.code());
        let message = match fault.span {
            Some(_) => fault.with_place(subject.flow.document().text()),
            None => fault.message.clone(),
        };
        match severity(fault.kind) {
            Severity::Error => report.error(code, place, message, None),
            Severity::Warning => report.warning(code, place, message, None),
        }
    }
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
    fn what_was_repaired_is_told_with_its_place() {
        expect![[r#"
            error not_a_flow: line 1, column 2: No flow was found: this is a number, and a flow is a map with "states" in it. Paste the text of Studio's "Show Flow JSON".
        "#]].assert_eq(&problems("[1]"));
        expect![[r#"
            error not_json: line 2, column 31: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.
            error not_json: line 3, column 1: There is a comma before this bracket, which JSON does not allow. Remove the comma.
            error not_a_widget: line 2, column 28: Entry 3 of "states" is a number and no widget; it is kept and not shown. Remove it.
            warning no_start: line 1, column 1: The file does not say where the flow begins. Choose the widget in which it starts.
        "#]].assert_eq(&problems(
            "{\"states\":[{\"name\":\"T\",\"type\":\"start\",\"transitions\":[{\"event\":\"incomingCall\",\"next\":\"a\"}]},\n{\"name\":\"a\",\"type\":\"say\"}, 7, // end\n]}",
        ));
    }
}
