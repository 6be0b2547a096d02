//! Checks: what is wrong with a flow, as data.
//!
//! [`check`] looks at a flow with the eyes of a catalogue and lists [`Problem`]s: true ones only,
//! since a list that cries wolf is not read. Each check is one file, named for its code; the text at
//! the head of the file is the check's page in the docs. What a widget type itself finds wrong with
//! a widget ([`Behaviour::check`](crate::declare::Behaviour::check)) comes too.
//!
//! Deliberately not here: how a problem looks on a terminal or a screen, and whether a flow may be
//! published (whoever publishes refuses flows with an [`Severity::Error`]).

mod mend;
mod problem;
mod spanish;
mod subject;
mod values;
mod variables;
mod words;

mod bad_name;
mod bad_property;
mod dangling_transition;
mod dead_end;
mod duplicate_name;
mod endless_loop;
mod missing_property;
mod never_matches;
mod own_data;
mod plain_secret;
mod reading;
mod script_fault;
mod stale_argument;
mod template_fault;
mod too_large;
mod unknown_exit;
mod unknown_flow;
mod unknown_kind;
mod unknown_queue;
mod unknown_variable;
mod unreachable_widget;
mod unset_variable;
mod wrong_channel;

#[cfg(test)]
mod testing;

use std::collections::BTreeSet;

pub use problem::{Code, Fix, Inside, Place, Problem, Sentence, Severity};
use subject::Subject;
pub use variables::{Origin, Reader, Variable, Variables};

use crate::declare::Catalogue;
use crate::flow::{Flow, WidgetName};
use crate::value::Text;

/// What the checks cannot know from a flow alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckSettings {
    /// The flows that others may run, by every name under which they can be found. None means that
    /// nobody knows, and no such problem is reported.
    pub flows: Option<BTreeSet<Text>>,
    /// Those of them that nobody has published yet.
    pub drafts: BTreeSet<Text>,
    /// The queues and routing plans that tasks can go to, by every name under which they can be
    /// found. None means that nobody knows, and no such problem is reported.
    pub queues: Option<BTreeSet<Text>>,
    /// The most widgets a flow may have.
    pub widgets: usize,
    /// The most bytes a flow's file may have.
    pub bytes: usize,
    /// The most widgets in a flow that run another flow.
    pub sub_flows: usize,
    /// The most different flows that one flow may run.
    pub different_sub_flows: usize,
}

impl Default for CheckSettings {
    fn default() -> CheckSettings {
        CheckSettings {
            flows: None,
            drafts: BTreeSet::new(),
            queues: None,
            widgets: 2_000,
            bytes: 1_000_000,
            sub_flows: 150,
            different_sub_flows: 50,
        }
    }
}

/// One check: its code, and what it does.
struct Check {
    code: Code,
    run: fn(&Subject<'_>, &mut Report),
}

/// All checks, in the order in which problems of one widget are listed.
const CHECKS: [Check; 23] = [
    Check { code: reading::CODE, run: reading::check },
    Check { code: duplicate_name::CODE, run: duplicate_name::check },
    Check { code: bad_name::CODE, run: bad_name::check },
    Check { code: unknown_kind::CODE, run: unknown_kind::check },
    Check { code: dangling_transition::CODE, run: dangling_transition::check },
    Check { code: missing_property::CODE, run: missing_property::check },
    Check { code: bad_property::CODE, run: bad_property::check },
    Check { code: unknown_exit::CODE, run: unknown_exit::check },
    Check { code: template_fault::CODE, run: template_fault::check },
    Check { code: script_fault::CODE, run: script_fault::check },
    Check { code: unknown_variable::CODE, run: unknown_variable::check },
    Check { code: unset_variable::CODE, run: unset_variable::check },
    Check { code: stale_argument::CODE, run: stale_argument::check },
    Check { code: never_matches::CODE, run: never_matches::check },
    Check { code: wrong_channel::CODE, run: wrong_channel::check },
    Check { code: dead_end::CODE, run: dead_end::check },
    Check { code: endless_loop::CODE, run: endless_loop::check },
    Check { code: unreachable_widget::CODE, run: unreachable_widget::check },
    Check { code: unknown_flow::CODE, run: unknown_flow::check },
    Check { code: unknown_queue::CODE, run: unknown_queue::check },
    Check { code: plain_secret::CODE, run: plain_secret::check },
    Check { code: own_data::CODE, run: own_data::check },
    Check { code: too_large::CODE, run: too_large::check },
];

/// The codes of all checks, in the order in which they run.
///
/// Faults of reading and the widget types' own checks have further codes.
pub fn codes() -> impl ExactSizeIterator<Item = Code> {
    CHECKS.iter().map(|check| check.code)
}

/// Everything that is wrong with a flow.
///
/// Problems of the flow as a whole come first, then those of each widget in the order of the file.
/// Warnings that the flow's author set aside are not there.
pub fn check(flow: &Flow, catalogue: &Catalogue, settings: &CheckSettings) -> Vec<Problem> {
    let subject = Subject::new(flow, catalogue, settings);
    let mut report = Report { problems: Vec::new() };
    for check in &CHECKS {
        (check.run)(&subject, &mut report);
    }
    report.add_unless_told(subject.widgets.iter().flat_map(|one| one.own_problems(flow)));
    let mut problems = report.problems;
    problems.retain(|problem| {
        let aside = problem
            .place
            .widget
            .as_ref()
            .is_some_and(|widget| flow.own().is_set_aside(widget, problem.code.0));
        problem.severity == Severity::Error || !aside
    });
    let index = |problem: &Problem| match &problem.place.widget {
        None => 0,
        Some(name) => flow.index_of(name).map_or(usize::MAX, |index| index + 1),
    };
    problems.sort_by_cached_key(index);
    problems
}

/// What each widget reads that is empty whoever calls, as the names of its path.
pub(crate) fn always_empty(
    flow: &Flow,
    catalogue: &Catalogue,
) -> BTreeSet<(WidgetName, Vec<Text>)> {
    let settings = CheckSettings::default();
    unknown_variable::always_empty(&Subject::new(flow, catalogue, &settings))
}

/// Where the checks write what they find.
struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Something cannot work.
    fn error(&mut self, code: Code, place: Place, message: Sentence, fix: Option<Fix>) {
        self.problems.push(Problem { code, severity: Severity::Error, place, message, fix });
    }

    /// Something a caller could run into.
    fn warning(&mut self, code: Code, place: Place, message: Sentence, fix: Option<Fix>) {
        self.problems.push(Problem { code, severity: Severity::Warning, place, message, fix });
    }

    /// Adds what widget types found, but for what a check or another finding has told of the same
    /// place.
    fn add_unless_told(&mut self, found: impl Iterator<Item = Problem>) {
        let place = |problem: &Problem| {
            let Place { widget, transition, field, .. } = &problem.place;
            (problem.code, widget.clone(), *transition, field.clone())
        };
        let mut told: BTreeSet<_> = self.problems.iter().map(place).collect();
        self.problems.extend(found.filter(|problem| told.insert(place(problem))));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::testing::problems;
    use super::*;

    #[test]
    fn every_check_has_a_code_of_its_own() {
        let codes: BTreeSet<Code> = codes().collect();
        assert_eq!(codes.len(), CHECKS.len());
    }

    #[test]
    fn sentences_and_fixes_are_told_in_spanish_too() {
        let flow = r#"{"initial_state":"Trigger","states":[
            {"name":"Trigger","type":"start","transitions":[{"event":"incomingCall","next":"menu"}]},
            {"name":"menu","type":"ask","transitions":[{"event":"keypress","next":"bye"},{"event":"speech"},{"event":"timeout"}],"properties":{"say":"Press 1 {{flow.variables.nam}}"}},
            {"name":"bye","type":"say","transitions":[{"event":"audioComplete","next":"gone"}],"properties":{}}
        ]}"#;
        let found = check(&Flow::read(flow), &testing::catalogue(), &CheckSettings::default());
        let told = found.into_iter().map(|problem| {
            let fix = problem.fix.map(|fix| format!(" [{}]", fix.label.es()));
            format!("{}{}\n", problem.message.es(), fix.unwrap_or_default())
        });
        expect![[r#"
            menu lee flow.variables.nam, que nada en este flujo asigna, así que siempre está vacía. Asígnela antes de leerla.
            menu termina la llamada cuando quien llama dice algo o no responde nada: no hay nada conectado a "speech" y "timeout". Conéctelas, por ejemplo para volver a preguntar o despedirse.
            bye lleva por "audioComplete" a gone, que no está en este flujo. Llévela a otro widget, o desconéctela para terminar ahí la llamada. [Terminar ahí la llamada]
        "#]].assert_eq(&told.collect::<String>());
    }

    #[test]
    fn a_flow_in_order_has_no_problem() {
        let flow = r#"{"initial_state":"Trigger","states":[
            {"name":"Trigger","type":"start","transitions":[{"event":"incomingCall","next":"hello"}]},
            {"name":"hello","type":"say","transitions":[{"event":"audioComplete"}],"properties":{"say":"Hello"}}
        ]}"#;
        expect![[""]].assert_eq(&problems(flow));
    }

    #[test]
    fn warnings_that_were_set_aside_are_not_told_again() {
        let flow = |own: &str| {
            format!(
                r#"{{"initial_state":"Trigger","states":[
            {{"name":"Trigger","type":"start","transitions":[{{"event":"incomingCall","next":"menu"}}]}},
            {{"name":"menu","type":"ask","transitions":[{{"event":"keypress","next":"bye"}},{{"event":"speech","next":"bye"}},{{"event":"timeout"}}],"properties":{{"say":"Press 1"}}}},
            {{"name":"bye","type":"say","transitions":[{{"event":"audioComplete"}}],"properties":{{"say":"Bye"}}}}
        ]{own}}}"#
            )
        };
        expect![[r#"
            warning dead_end menu #2: menu ends the call when the caller gives no input: nothing is connected to "timeout". Connect it, for example to ask again or to say goodbye.
        "#]]
        .assert_eq(&problems(&flow("")));
        let own = r#","centralita":{"version":1,"set_aside":{"menu":[{"code":"dead_end","reason":"wanted"}]}}"#;
        expect![[""]].assert_eq(&problems(&flow(own)));
    }
}
