//! End: the execution is over here, and a live call is hung up.
//!
//! A branch that leads nowhere ends just as well; this widget says so on the canvas and gives the
//! reason. Hand-written flows know it by several names.

use centralita_engine::declare::{Behaviour, Declared, Exits};
use centralita_engine::exec::{EndingKind, Next, Outcome, Turning};
use centralita_engine::template::Template;

/// End here: a live call is hung up, and the log shows the reason.
///
/// It ends the whole execution, also from inside a flow that another one runs.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "centralita-end",
    label = "End",
    group = Logic,
    icon = "stop",
    alias("hangup", "hang-up", "stop-call", "endCall")
)]
pub struct End {
    /// Why it ends here, for the log.
    pub reason: Option<Template>,
}

/// There is no way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {}

impl Behaviour for End {
    type Exit = Exit;
    type Outputs = ();

    const EXAMPLE: &'static str = r#"{
  "name": "goodbye",
  "type": "centralita-end",
  "transitions": [],
  "properties": { "reason": "The caller chose to leave.", "offset": { "x": 0, "y": 0 } }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let reason = turn.render_or_empty(&self.reason)?;
        Ok(Next::End(EndingKind::Completed, reason))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::Stage;

    use super::End;

    #[test]
    fn a_call_is_hung_up_with_the_reason() {
        let told = Stage::call()
            .with_variable("why", "no answer")
            .play::<End>(r#"{"reason":"Gave up: {{flow.variables.why}}."}"#, &[]);
        expect![[r#"
            visits under_test
            asks #1 hang-up {"reason":"Gave up: no answer."}
            ends completed: Gave up: no answer.
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn a_message_flow_just_ends() {
        let told = Stage::message().play::<End>("{}", &[]);
        expect![[r#"
            visits under_test
            ends completed
        "#]]
        .assert_eq(&told);
    }
}
