//! A script cannot be read.
//!
//! The widget cannot run it: a caller who gets there takes the failure exit, or is cut off.
//!
//! **Mend it** at the place that is marked; the message says what the script language expected there.
//!
//! ```text
//! let total = price *;
//! ```

use super::subject::Subject;
use super::{Code, Place, Report};
use crate::sentence;

pub(super) const CODE: Code = Code("script_fault");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        for script in &one.scripts {
            for (span, fault) in &script.faults {
                let place = Place::field(subject.flow, one.widget, &script.field)
                    .inside(script.source.clone(), *span);
                let name = &one.widget.name;
                let message =
                    sentence!("The script of {name}: ", "El script de {name}: ").then(fault);
                report.error(CODE, place, message, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    #[test]
    fn a_fault_in_a_script_is_told_with_its_place() {
        expect![[r#"
            error script_fault count script `one`: The script of count: "oops" is no word here. Write read or set.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"count","type":"script","transitions":[{"event":"next"}],"properties":{"script":"read contact.name\noops one\n"}}"#,
        ]));
    }
}
