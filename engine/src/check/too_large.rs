//! The flow is larger than what can be published.
//!
//! Studio takes 2,000 widgets and about a megabyte, 150 widgets that run another flow, and 50 different
//! flows among them. The limits are settings here, with these values unless somebody chose others.
//!
//! **Mend it** by moving a part of the flow into a flow of its own, and running that.

use std::collections::BTreeSet;

use super::subject::Subject;
use super::{Code, Place, Report, Sentence};

pub(super) const CODE: Code = Code("too_large");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let settings = subject.settings;
    let mut tell = |what: [&str; 2], count: usize, most: usize, advice: [&str; 2]| {
        let ([what, what_es], [advice, advice_es]) = (what, advice);
        if count > most {
            let message = format!(
                "This flow has {count} {what}, and at most {most} can be published. {advice}"
            );
            let spanish = format!(
                "Este flujo tiene {count} {what_es}, y se pueden publicar {most} como mucho. {advice_es}"
            );
            let message = Sentence::new(message, spanish);
            report.error(CODE, Place::flow(), message, None);
        }
    };
    let apart = ["Move a part of it into a flow of its own.", "Lleve una parte a un flujo propio."];
    tell(["widgets", "widgets"], subject.widgets.len(), settings.widgets, apart);
    tell(["bytes", "bytes"], subject.flow.text().len(), settings.bytes, apart);
    let mut runs = 0;
    let mut different: BTreeSet<String> = BTreeSet::new();
    for one in &subject.widgets {
        if let Some(field) = one.spec().and_then(|spec| spec.opens_flow.as_ref()) {
            runs += 1;
            different.extend(
                one.widget.property(field).and_then(|node| node.text_of()).map(|flow| flow.into()),
            );
        }
    }
    let less = [
        "Run fewer of them, or from a flow of its own.",
        "Ejecute menos, o hágalo desde un flujo propio.",
    ];
    tell(
        ["widgets that run another flow", "widgets que ejecutan otro flujo"],
        runs,
        settings.sub_flows,
        less,
    );
    tell(
        ["different flows that it runs", "flujos distintos que ejecuta"],
        different.len(),
        settings.different_sub_flows,
        less,
    );
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::CheckSettings;
    use crate::check::testing::{call_flow, problems_with};

    #[test]
    fn limits_are_settings() {
        let flow = call_flow(&[r#"{"name":"a","type":"set","transitions":[{"event":"next"}]}"#]);
        let settings = CheckSettings { widgets: 1, bytes: 10, ..CheckSettings::default() };
        expect![[r#"
            error too_large: This flow has 2 widgets, and at most 1 can be published. Move a part of it into a flow of its own.
            error too_large: This flow has 183 bytes, and at most 10 can be published. Move a part of it into a flow of its own.
            warning dead_end a #0: The call ends at a without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&problems_with(&flow, &settings));
    }
}
