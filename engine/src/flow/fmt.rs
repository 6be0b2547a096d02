//! A flow with canonical white space, as the console's "Show Flow JSON" has it.

use super::Flow;
use super::json::canonical;

impl Flow {
    /// The flow with two blanks a step, each value on its own line and one line end; nothing else
    /// changes, not even how a number or a text is written.
    ///
    /// A definition that stands as text inside another file stays as it is: its white space is part
    /// of a text there.
    ///
    /// ```
    /// use centralita_engine::flow::Flow;
    /// let flow = Flow::read(r#"{"states":[],"x":1.0}"#);
    /// assert_eq!(flow.formatted().text(), "{\n  \"states\": [],\n  \"x\": 1.0\n}\n");
    /// ```
    pub fn formatted(&self) -> Flow {
        let text = canonical(self.file());
        if text == self.text() { self.clone() } else { Flow::read(&text) }
    }
}
