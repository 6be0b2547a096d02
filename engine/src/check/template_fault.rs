//! A template cannot be read.
//!
//! A missing `}}`, an `{% if %}` without its `{% endif %}`, a comparison that is none: the widget
//! cannot show its text. A caller who gets there takes the failure exit, or is cut off. A filter that
//! does not exist is less: its value passes through unchanged, and the problem is a warning.
//!
//! **Mend it** at the place that is marked.
//!
//! ```text
//! Hello {{ trigger.call.From !
//! ```

use super::subject::Subject;
use super::{Code, Place, Report, Sentence};
use crate::sentence;
use crate::template::spanish::SENTENCES;

pub(super) const CODE: Code = Code("template_fault");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        for (field, template) in &one.templates {
            let place = |span| {
                Place::field(subject.flow, one.widget, field).inside(template.source(), span)
            };
            let name = &one.widget.name;
            let told = |message: &str| {
                let where_it_is = sentence!(
                    "The template \"{field}\" of {name}: ",
                    "La plantilla \"{field}\" de {name}: "
                );
                where_it_is.then(&Sentence::told(message, SENTENCES))
            };
            for fault in template.faults() {
                report.error(CODE, place(fault.span), told(&fault.message), None);
            }
            for doubt in template.doubts() {
                report.warning(CODE, place(doubt.span), told(&doubt.message), None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    #[test]
    fn a_fault_is_an_error_and_an_unknown_filter_a_warning() {
        expect![[r#"
            error template_fault hello say `{{`: The template "say" of hello: This `{{` is never closed. Add `}}`.
            warning template_fault bye say `shout`: The template "say" of bye: There is no filter `shout`.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete","next":"bye"}],"properties":{"say":"Hello {{ contact.name"}}"#,
            r#"{"name":"bye","type":"say","transitions":[],"properties":{"say":"Bye {{ contact.name | shout }}"}}"#,
        ]));
    }
}
