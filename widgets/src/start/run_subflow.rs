//! Run subflow: run another flow, then go on here.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Pair, Reporter};
use centralita_engine::exec::{Failure, FlowWanted, Next, Outcome, SubFlow, Turning};
use centralita_engine::sentence;
use centralita_engine::{Map, Text, Value};

/// Run another flow, then go on here.
///
/// The other flow begins at its trigger's "Subflow" exit, finds the parameters under
/// `trigger.parent.parameters` and has variables of its own. When one of its branches ends, every
/// variable it set can be read here.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "run-subflow",
    label = "Run subflow",
    group = Start,
    icon = "subflow",
    opens_flow = "flow_sid"
)]
pub struct RunSubflow {
    /// The flow to run: its id, its name, or another id that the project or the server maps to one.
    #[field(label = "Flow", control = Flow, required)]
    pub flow_sid: Text,
    /// Which revision: `LatestPublished`, `LatestDraft` or a number. A draft is heard only by who tries a draft
    /// of this flow; everybody else hears what is published.
    #[field(label = "Revision", default = "LatestPublished", required)]
    pub flow_revision: Text,
    /// What the other flow gets to know.
    #[field(label = "Parameters")]
    pub parameters: Vec<Pair>,
}

/// Ways out of another flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// A branch of the other flow came to its end.
    #[exit(label = "Subflow ended")]
    Completed,
    /// There is no such flow, or it could not go on.
    #[exit(label = "Subflow failed", failure)]
    Failed,
}

/// What another flow leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Returned {
    /// Every variable that the other flow set, by its name.
    #[output(wire = "*")]
    pub variables: Value,
}

impl RunSubflow {
    fn wanted(&self) -> FlowWanted {
        FlowWanted { flow: self.flow_sid.clone(), revision: self.flow_revision.clone() }
    }
}

impl Behaviour for RunSubflow {
    type Exit = Exit;
    type Outputs = Returned;

    const EXAMPLE: &'static str = r#"{
  "name": "check_hours",
  "type": "run-subflow",
  "transitions": [
    { "event": "completed", "next": "split_open" },
    { "event": "failed", "next": "say_sorry" }
  ],
  "properties": {
    "flow_sid": "FW0123456789abcdef0123456789abcdef",
    "flow_revision": "LatestPublished",
    "parameters": [{ "key": "name", "value": "{{widgets.ask_name.SpeechResult}}", "type": "string" }],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let parameters = turn.pairs(&self.parameters)?;
        Ok(Next::SubFlow(SubFlow { wanted: self.wanted(), parameters }))
    }

    fn returned(&self, variables: Result<&Map, &Text>, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match variables {
            Ok(variables) => {
                turn.store_params(variables);
                Ok(Next::Exit(Exit::Completed))
            }
            Err(reason) => {
                turn.store(());
                Err(Failure::new(reason.clone()))
            }
        }
    }

    fn runs(&self) -> Option<FlowWanted> {
        Some(self.wanted())
    }

    fn check(&self, report: &mut Reporter<'_>) {
        for (field, value) in [("flow_sid", &self.flow_sid), ("flow_revision", &self.flow_revision)]
        {
            if value.contains("{{") || value.contains("{%") {
                let message = sentence!(
                    "{} names its flow by a variable, and flows are looked up by their names alone. Choose the flow here.",
                    "{} nombra su flujo con una variable, y los flujos solo se buscan por su nombre. Elija aquí el flujo.",
                    report.widget.name
                );
                report.error(Code("bad_property"), field, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::declare::{Behaviour, Declared, Exits};
    use centralita_engine::exec::{
        Action, Event, Failure, FlowRef, Library, Outcome, Seed, Settings, Trigger, Turning,
    };
    use centralita_engine::{Flow, Map, Time, Value};
    use expect_test::expect;

    use crate::testing::Stage;

    use super::RunSubflow;

    const OUTER: &str = r#"{ "states": [
        { "name": "Trigger", "type": "trigger", "transitions": [{ "event": "incomingCall", "next": "ask" }] },
        { "name": "ask", "type": "run-subflow",
          "transitions": [{ "event": "completed", "next": "done" }, { "event": "failed", "next": "lost" }],
          "properties": { "flow_sid": "FW1", "flow_revision": "LatestPublished", "parameters": [
              { "key": "word", "value": "{{contact.channel.address}}", "type": "string" },
              { "key": "order", "value": "{\"said\": \"{{trigger.call.Said}}\"}", "type": "json_object" }
          ] } },
        { "name": "done", "type": "gather-input-on-call",
          "properties": { "say": "{{widgets.ask.heard}} {{flow.variables.heard}}" } },
        { "name": "lost", "type": "gather-input-on-call", "properties": { "say": "lost" } }
    ], "initial_state": "Trigger" }"#;

    /// Stores something and then cannot go on.
    #[derive(Clone, Debug, PartialEq, Declared)]
    #[widget(kind = "test-breaks", label = "Breaks", group = Logic)]
    struct Breaks {}

    /// There is no way out.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
    enum NoWay {}

    impl Behaviour for Breaks {
        type Exit = NoWay;
        type Outputs = ();

        const EXAMPLE: &'static str = "{}";

        fn enter(&self, turn: &mut Turning<'_>) -> Outcome<NoWay> {
            turn.store_value("card", "4111");
            Err(Failure::new("It broke."))
        }
    }

    /// Runs a flow that runs another, which sets `heard` or meets a widget nobody knows.
    fn play(inner_widget: &str) -> (Library, centralita_engine::Turn) {
        let inner = format!(
            r#"{{ "states": [
                {{ "name": "Trigger", "type": "trigger", "transitions": [{{ "event": "incomingParent", "next": "inside" }}] }},
                {inner_widget}
            ], "initial_state": "Trigger" }}"#
        );
        let mut settings = Settings::default();
        settings.names.flows.insert("FW1".into(), "inner".into());
        let mut library = Library::new(settings);
        let catalogue = crate::builtin().with::<crate::testing::Prepared>().with::<Breaks>();
        for (name, text) in [("outer", OUTER), ("inner", &inner)] {
            library.add(&Flow::read(text), FlowRef::new(name, 1), &catalogue).unwrap();
        }
        let params = [("Said", r#"","roles":["admin"#)].into_iter().collect();
        let begun_by = Box::new(Trigger::Call { from: "+1".into(), to: "+2".into(), params });
        let given = r#"{ "flow": { "variables": { "language": "es", "verified": "true" } } }"#;
        let given = Value::from_json(given).unwrap().as_map().cloned().unwrap();
        let trigger = Trigger::Knowing { given, begun_by };
        let turn = library.start(&FlowRef::new("outer", 1), trigger, Seed(1), Time(0)).unwrap();
        (library, turn)
    }

    fn text<'a>(variables: &'a Map, path: &[&str]) -> Option<&'a Value> {
        let mut value = variables.get(path[0])?;
        for part in &path[1..] {
            value = value.get(part)?;
        }
        Some(value)
    }

    #[test]
    fn what_the_other_flow_set_can_be_read_here() {
        let (_, turn) = play(
            r#"{ "name": "inside", "type": "centralita-test-prepare", "transitions": [],
                 "properties": { "variables": { "heard": "yes" } } }"#,
        );
        let context = turn.execution.context();
        assert_eq!(text(context, &["widgets", "ask", "heard"]), Some(&"yes".into()));
        assert_eq!(text(context, &["flow", "variables", "heard"]), None);
        let steps: Vec<_> = turn.steps.iter().map(|step| step.widget.as_str()).collect();
        assert_eq!(steps, ["Trigger", "ask", "Trigger", "inside", "ask", "done"]);
    }

    #[test]
    fn the_other_flow_finds_its_parameters_whatever_a_caller_said() {
        let (library, turn) = play(
            r#"{ "name": "inside", "type": "gather-input-on-call", "transitions": [], "properties": { "say": "Hello" } }"#,
        );
        let parameters = turn.execution.variable("trigger.parent.parameters").unwrap();
        expect![[r#"{"word":"+1","order":{"said":"\",\"roles\":[\"admin"}}"#]]
            .assert_eq(&parameters.to_json());
        let answers = turn.execution.pending().next().unwrap().effect;
        let silence = Event::Silence { answers, params: Map::new() };
        let turn = library.advance(&turn.execution, silence, Time(1)).unwrap();
        assert_eq!(turn.execution.widget().unwrap().as_str(), "done");
    }

    #[test]
    fn a_flow_that_breaks_inside_leaves_by_failed() {
        let (_, turn) = play(r#"{ "name": "inside", "type": "no-such-thing", "transitions": [] }"#);
        assert_eq!(turn.execution.widget().unwrap().as_str(), "lost");
        assert_eq!(text(turn.execution.context(), &["widgets", "ask"]), Some(&Map::new().into()));
    }

    #[test]
    fn a_person_learns_from_the_other_flow_what_this_one_found_out() {
        let (_, turn) = play(
            r#"{ "name": "inside", "type": "send-to-flex", "transitions": [],
                 "properties": { "workflow": "everybody", "channel": "voice" } }"#,
        );
        let Action::CreateTask(task) = &turn.effects[0].action else { panic!("{turn:?}") };
        let customer = &task.hand_over.customer;
        assert_eq!((customer.language.as_deref(), customer.verified), (Some("es"), true));
    }

    #[test]
    fn what_a_broken_widget_inside_stored_does_not_come_out() {
        let (_, turn) = play(r#"{ "name": "inside", "type": "test-breaks", "transitions": [] }"#);
        assert_eq!(turn.execution.widget().unwrap().as_str(), "lost");
        assert_eq!(text(turn.execution.context(), &["widgets", "ask"]), Some(&Map::new().into()));
    }

    #[test]
    fn a_flow_that_is_not_there_leaves_by_failed() {
        let told = Stage::call().play::<RunSubflow>(r#"{ "flow_sid": "FW404" }"#, &[]);
        expect![[r#"
            visits under_test
              notes: There is no flow "FW404" (LatestPublished) here. Name one that is in the project, or map the id to it.
              leaves by failed
            asks #1 hang-up
            ends completed
        "#]].assert_eq(&told);
    }
}
