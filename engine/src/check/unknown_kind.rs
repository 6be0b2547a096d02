//! A widget is of a type that is not known here.
//!
//! The file keeps the widget as it is, but nobody knows what it does: a caller who gets there is cut
//! off, with the reason in the log.
//!
//! **Mend it** by adding the widget type (a scripted widget belongs into the project's scripts
//! folder), or by replacing the widget with one of a known type. Some files have a widget for hanging
//! up; here a branch simply ends where nothing is connected.
//!
//! ```json
//! { "name": "goodbye", "type": "hangup" }
//! ```

use super::subject::Subject;
use super::words::nearest;
use super::{Code, Fix, Place, Report, Sentence};
use crate::flow::Edit;

pub(super) const CODE: Code = Code("unknown_kind");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let kinds: Vec<&str> = subject.catalogue.specs().map(|spec| spec.kind.as_str()).collect();
    for one in subject.widgets.iter().filter(|one| one.known.is_none()) {
        let (widget, kind) = (one.widget, one.widget.kind.as_str());
        if kind.is_empty() {
            continue;
        }
        let meant = nearest(kind, kinds.iter().copied());
        let advice = match meant {
            Some(meant) => format!("Did you mean {meant}?"),
            None => "Add the widget type, or replace the widget.".into(),
        };
        let message = format!(
            "{} is a widget of the type \"{kind}\", which is not known here, so a caller who gets there is cut off. {advice}",
            widget.name
        );
        let advice = match meant {
            Some(meant) => format!("¿Quiso decir {meant}?"),
            None => "Añada el tipo de widget o sustituya el widget.".into(),
        };
        let spanish = format!(
            "{} es un widget del tipo \"{kind}\", que aquí no se conoce, así que a quien llegue ahí se le corta la llamada. {advice}",
            widget.name
        );
        let message = Sentence::new(message, spanish);
        let fix = meant.map(|meant| Fix {
            label: Sentence::new(format!("Make it {meant}"), format!("Convertirlo en {meant}")),
            edit: Edit::ChangeKind { widget: widget.name.clone(), kind: meant.into() },
            takes_away: false,
        });
        report.error(CODE, Place::widget(widget), message, fix);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    #[test]
    fn an_unknown_type_is_an_error_and_a_slip_has_a_fix() {
        expect![[r#"
            error unknown_kind bye: bye is a widget of the type "hangup", which is not known here, so a caller who gets there is cut off. Add the widget type, or replace the widget.
            error unknown_kind other: other is a widget of the type "reply_", which is not known here, so a caller who gets there is cut off. Did you mean reply?
                fix: Make it reply
        "#]].assert_eq(&in_call(&[
            r#"{"name":"bye","type":"hangup","transitions":[{"event":"any","next":"other"}]}"#,
            r#"{"name":"other","type":"reply_","transitions":[]}"#,
        ]));
    }
}
