//! Split: compare a text with the condition of each branch, and go where the first one holds.
//!
//! The text is the property `input`; where that is missing, each condition tests its own first
//! argument. In a step stands what was compared, unless a plain operator (equal, one of a list,
//! blank) matched: then the wire that was taken says it all, and a busy menu costs no note. A text
//! that comes from a widget marked as sensitive is never shown.

use centralita_engine::check::{Code, Place, Problem, Severity};
use centralita_engine::declare::{
    Behaviour, Declared, Exits, Field, FieldKind, FieldType, JsonAs, Part, Reading, Reporter,
    Visitor,
};
use centralita_engine::exec::{Failure, Next, Outcome, Turning};
use centralita_engine::flow::Transition;
use centralita_engine::template::{Segment, Template};
use centralita_engine::{Text, flow};

use super::condition::{Comparison, Operator};

/// Compare a text with the condition of each branch, and go where the first one holds.
///
/// Both sides are trimmed, and case does not count. Branches are tried from the first to the last;
/// a branch with several conditions needs all of them. When none holds, the way out is "No match".
#[derive(Clone, Debug, Declared)]
#[widget(kind = "split-based-on", label = "Split", group = Logic, icon = "split", alias("Branch"))]
pub struct SplitBasedOn {
    /// The text to compare, usually a variable such as `{{widgets.main_menu.Digits}}`.
    #[field(label = "Text to compare", required)]
    pub input: Option<Template>,
    /// The branches, each with its condition.
    #[field(label = "Branches")]
    pub conditions: Conditions,
}

/// Ways out of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// No condition holds.
    #[exit(label = "No match")]
    NoMatch,
    /// The condition of this branch holds, and that of none before it.
    #[exit(each = "conditions", wire = "match", label = "Condition matches")]
    Match(u16),
}

/// The conditions of a split's wires, compiled once.
#[derive(Clone, Debug, Default)]
pub struct Conditions(Vec<Vec<Condition>>);

#[derive(Clone, Debug)]
struct Condition {
    test: Test,
    /// The text to compare; none when the split's own input is.
    argument: Option<Template>,
}

#[derive(Clone, Debug)]
enum Test {
    /// The value is known.
    Fixed(Comparison),
    /// The value comes from variables.
    Rendered(Operator, Template),
    /// There is no such operator.
    Unknown(Text),
}

impl FieldType for Conditions {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Conditions, JsonAs::Transitions)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Conditions {
        let has_input = reading
            .widget
            .property("input")
            .and_then(|input| input.text_of())
            .is_some_and(|input| !input.trim().is_empty());
        let condition = |written: &flow::Condition| {
            let test = match Operator::parse(&written.operator) {
                None => Test::Unknown(written.operator.clone()),
                Some(operator) => {
                    let value = reading.template(field, written.value.clone());
                    match value.as_literal() {
                        Some(literal) => Test::Fixed(Comparison::new(operator, literal)),
                        // What the editor writes beside these two is a label.
                        None if matches!(operator, Operator::IsBlank | Operator::IsNotBlank) => {
                            Test::Fixed(Comparison::new(operator, ""))
                        }
                        None => Test::Rendered(operator, value),
                    }
                }
            };
            let argument = (!has_input)
                .then(|| written.arguments.first().cloned().unwrap_or_default())
                .map(|argument| reading.template(field, argument));
            Condition { test, argument }
        };
        let branches = reading
            .widget
            .transitions
            .iter()
            .filter(|transition| transition.event.as_str() == "match");
        Conditions(
            branches.map(|branch| branch.conditions.iter().map(condition).collect()).collect(),
        )
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        for condition in self.0.iter().flatten() {
            if let Some(argument) = &condition.argument {
                visitor.part(field, Part::Template(argument));
            }
            if let Test::Rendered(_, value) = &condition.test {
                visitor.part(field, Part::Template(value));
            }
        }
    }
}

impl Condition {
    fn holds(&self, input: Option<&Text>, turn: &mut Turning<'_>) -> Result<bool, Failure> {
        let own;
        let subject = match (input, &self.argument) {
            (Some(input), _) => input.trim(),
            (None, Some(argument)) => {
                own = turn.render(argument)?;
                own.trim()
            }
            (None, None) => "",
        };
        let verdict = match &self.test {
            Test::Fixed(comparison) => comparison.holds(subject),
            Test::Rendered(operator, value) => {
                Comparison::new(*operator, &turn.render(value)?).holds(subject)
            }
            Test::Unknown(operator) => Err(format!(
                "There is no comparison \"{operator}\", so it never holds. Choose one from the list."
            )
            .into()),
        };
        Ok(verdict.unwrap_or_else(|sentence| {
            turn.warn(sentence);
            false
        }))
    }

    /// Whether the wire that is taken tells all that was compared.
    fn is_plain(&self) -> bool {
        matches!(
            &self.test,
            Test::Fixed(comparison) if matches!(
                comparison.operator(),
                Operator::EqualTo | Operator::MatchesAnyOf | Operator::IsBlank | Operator::IsNotBlank
            )
        )
    }
}

impl SplitBasedOn {
    /// What was compared, for the step.
    fn account(
        &self,
        input: Option<&Text>,
        taken: Option<&Condition>,
        turn: &mut Turning<'_>,
    ) -> Result<Text, Failure> {
        let only = match self.conditions.0.as_slice() {
            [branch] => match branch.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            _ => None,
        };
        let subject = match (input, taken.or(only).and_then(|one| one.argument.as_ref())) {
            (Some(input), _) => quoted(input),
            (None, Some(argument)) => quoted(&turn.render(argument)?),
            (None, None) => "the arguments".into(),
        };
        let hidden = self.reads_what_is_sensitive(turn);
        let subject = if hidden { "…".into() } else { subject };
        let Some(shown) = taken.or(only) else {
            return Ok(match self.conditions.0.len() {
                0 => format!("compared {subject} with nothing: there is no branch"),
                1 => format!("compared {subject} with 1 branch: it does not hold"),
                branches => format!("compared {subject} with {branches} branches: none holds"),
            }
            .into());
        };
        let (operator, value) = match &shown.test {
            Test::Fixed(comparison) => (comparison.operator().name(), quoted(comparison.value())),
            Test::Rendered(operator, _) if hidden => (operator.name(), "…".into()),
            Test::Rendered(operator, value) => (operator.name(), quoted(&turn.render(value)?)),
            Test::Unknown(operator) => (operator.as_str(), String::new()),
        };
        Ok(format!("compared {subject} {operator} {value}: {}", taken.is_some()).into())
    }

    fn reads_what_is_sensitive(&self, turn: &Turning<'_>) -> bool {
        let own = turn.flow().own();
        if own.sensitive.is_empty() {
            return false;
        }
        let templates = self.conditions.0.iter().flatten().flat_map(|one| {
            let value = match &one.test {
                Test::Rendered(_, value) => Some(value),
                Test::Fixed(_) | Test::Unknown(_) => None,
            };
            one.argument.iter().chain(value)
        });
        self.input.iter().chain(templates).flat_map(Template::mentions).any(|mention| {
            matches!(
                mention.path.as_slice(),
                [Segment::Key(root), Segment::Key(widget), ..]
                    if root == "widgets" && own.is_sensitive(widget)
            )
        })
    }
}

impl Behaviour for SplitBasedOn {
    type Exit = Exit;
    type Outputs = ();

    const EXAMPLE: &'static str = r#"{
  "name": "split_menu",
  "type": "split-based-on",
  "transitions": [
    { "event": "noMatch", "next": "main_menu" },
    {
      "event": "match",
      "next": "sales_queue",
      "conditions": [
        {
          "friendly_name": "If value equal_to 1",
          "arguments": ["{{widgets.main_menu.Digits}}"],
          "type": "equal_to",
          "value": "1"
        }
      ]
    }
  ],
  "properties": { "input": "{{widgets.main_menu.Digits}}", "offset": { "x": 0, "y": 0 } }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let input = match &self.input {
            Some(input) => Some(turn.render(input)?),
            None => None,
        };
        for (row, branch) in (0u16..).zip(&self.conditions.0) {
            let mut holds = !branch.is_empty();
            for condition in branch {
                holds = condition.holds(input.as_ref(), turn)?;
                if !holds {
                    break;
                }
            }
            if holds {
                if let Some(telling) = branch.iter().find(|condition| !condition.is_plain()) {
                    let account = self.account(input.as_ref(), Some(telling), turn)?;
                    turn.note(account);
                }
                return Ok(Next::Exit(Exit::Match(row)));
            }
        }
        let account = self.account(input.as_ref(), None, turn)?;
        turn.note(account);
        Ok(Next::Exit(Exit::NoMatch))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let (widget, name) = (report.widget, &report.widget.name);
        if let Some(input) = self.input.as_ref().and_then(Template::as_literal) {
            let message = format!(
                "{name} compares the fixed text \"{}\", so it always goes the same way. Put a variable in its place, such as {{{{flow.variables.choice}}}}.",
                input.trim()
            );
            report.warning(Code("constant_input"), "input", message);
        }
        let branches = widget
            .transitions
            .iter()
            .enumerate()
            .filter(|(_, transition)| transition.event.as_str() == "match");
        for ((place, branch), compiled) in branches.zip(&self.conditions.0) {
            let mut tell = |severity, code, message: String| {
                let place = Place::transition(widget, place);
                report.problem(Problem {
                    code,
                    severity,
                    place,
                    message: message.into(),
                    fix: None,
                });
            };
            if branch.conditions.is_empty() {
                tell(
                    Severity::Warning,
                    Code("never_matches"),
                    format!(
                        "A branch of {name}{} has no condition, so it is never taken. Give it one, or remove it.",
                        towards(branch)
                    ),
                );
            }
            for (condition, compiled) in branch.conditions.iter().zip(compiled) {
                self.check_condition(branch, condition, compiled, name.as_str(), &mut tell);
            }
        }
    }
}

impl SplitBasedOn {
    fn check_condition(
        &self,
        branch: &Transition,
        written: &flow::Condition,
        compiled: &Condition,
        name: &str,
        tell: &mut dyn FnMut(Severity, Code, String),
    ) {
        let towards = towards(branch);
        match &compiled.test {
            Test::Unknown(operator) if operator.is_empty() => tell(
                Severity::Error,
                Code("bad_condition"),
                format!(
                    "A condition of {name}{towards} does not say how to compare, so it never holds. Choose a comparison."
                ),
            ),
            Test::Unknown(operator) => tell(
                Severity::Error,
                Code("bad_condition"),
                format!(
                    "A condition of {name}{towards} compares by \"{operator}\", which does not exist, so it never holds. Choose one of {}.",
                    operators()
                ),
            ),
            Test::Fixed(comparison) => {
                let operator = comparison.operator();
                if let Some(fault) = comparison.fault() {
                    tell(
                        Severity::Error,
                        Code("bad_condition"),
                        format!(
                            "A condition of {name}{towards} has a regular expression that cannot be read, so it never matches: {fault}. Mend it: \"{}\".",
                            comparison.value()
                        ),
                    );
                }
                if let Some(wanted) = operator.wants()
                    && !wanted.accepts(comparison.value())
                {
                    tell(
                        Severity::Warning,
                        Code("never_matches"),
                        format!(
                            "A condition of {name}{towards} asks for {} with \"{}\", which is not {}, so it never holds. Write the value in that form.",
                            operator.name(),
                            comparison.value(),
                            wanted.words()
                        ),
                    );
                }
                if operator == Operator::MatchesAnyOf
                    && comparison.value().trim_matches([',', ' ']).is_empty()
                {
                    tell(
                        Severity::Warning,
                        Code("never_matches"),
                        format!(
                            "A condition of {name}{towards} asks for one of a list, and the list is empty, so it never holds. Write the words, with commas between them."
                        ),
                    );
                }
            }
            Test::Rendered(..) => {}
        }
        if let (Some(input), Some(argument)) = (&self.input, written.arguments.first())
            && !argument.trim().is_empty()
            && !argument
                .split_whitespace()
                .flat_map(str::chars)
                .eq(input.source().split_whitespace().flat_map(str::chars))
        {
            tell(
                Severity::Warning,
                Code("stale_argument"),
                format!(
                    "A condition of {name}{towards} holds \"{argument}\" while the split compares \"{}\". The split's own text counts; bring the condition in line with it.",
                    input.source()
                ),
            );
        }
    }
}

/// Which branch is meant, by where it leads.
fn towards(branch: &Transition) -> String {
    branch.next.as_ref().map_or_else(String::new, |next| format!(" (to {next})"))
}

fn operators() -> String {
    Operator::ALL.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// A text in quotation marks, at most 60 letters of it.
fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::SplitBasedOn;

    /// One branch for each `operator value`, or `operator value && operator value`.
    fn branches(conditions: &[&str]) -> String {
        let condition = |text: &str| {
            let (operator, value) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
            format!(
                r#"{{"friendly_name":"x","arguments":["{{{{flow.variables.x}}}}"],"type":"{operator}","value":"{value}"}}"#
            )
        };
        let branch = |text: &&str| {
            let conditions: Vec<_> = text.split("&&").map(condition).collect();
            format!(r#",{{"event":"match","conditions":[{}]}}"#, conditions.join(","))
        };
        let branches: String = conditions.iter().map(branch).collect();
        format!(r#"[{{"event":"noMatch"}}{branches}]"#)
    }

    fn stage(x: &str, conditions: &[&str]) -> Stage {
        Stage::call().with_variable("x", x).with_transitions(&branches(conditions))
    }

    fn check(x: &str, conditions: &[&str], expected: Expect) {
        let told =
            stage(x, conditions).play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
        expected.assert_eq(&told);
    }

    #[test]
    fn the_first_branch_that_holds_is_taken_without_a_note() {
        check(
            " 2 ",
            &["equal_to 1", "matches_any_of 2, two", "equal_to 2"],
            expect![[r#"
            visits under_test
              leaves by match (transition 2)
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn nothing_that_holds_leaves_by_no_match_and_says_what_was_compared() {
        check(
            "7",
            &["equal_to 1", "equal_to 2"],
            expect![[r#"
            visits under_test
              notes: compared "7" with 2 branches: none holds
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]],
        );
        check(
            "3",
            &["less_than 3"],
            expect![[r#"
            visits under_test
              notes: compared "3" less_than "3": false
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_comparison_that_the_wire_does_not_tell_is_noted() {
        check(
            "2",
            &["less_than {{flow.variables.y}}3"],
            expect![[r#"
            visits under_test
              notes: compared "2" less_than "3": true
              leaves by match (transition 1)
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn several_conditions_of_a_branch_have_to_hold_together() {
        let both = &["greater_than 3 && less_than 6"];
        check(
            "5",
            both,
            expect![[r#"
            visits under_test
              notes: compared "5" greater_than "3": true
              leaves by match (transition 1)
            asks #1 hang-up
            ends completed
        "#]],
        );
        check(
            "8",
            both,
            expect![[r#"
                visits under_test
                  notes: compared "8" with 1 branch: it does not hold
                  leaves by noMatch
                asks #1 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn without_an_input_the_conditions_own_argument_is_compared() {
        let told = stage("1", &["equal_to 1"]).play::<SplitBasedOn>("{}", &[]);
        expect![[r#"
            visits under_test
              leaves by match (transition 1)
            asks #1 hang-up
            ends completed
        "#]]
        .assert_eq(&told);
        let told = Stage::call()
            .with_variable("x", "no")
            .with_transitions(
                r#"[{"event":"noMatch"},{"event":"match","conditions":[{"variable":"{{flow.variables.x}}","type":"equal_to","value":"yes"}]}]"#,
            )
            .play::<SplitBasedOn>(r#"{"input":" "}"#, &[]);
        expect![[r#"
            visits under_test
              notes: compared "no" equal_to "yes": false
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn the_input_counts_and_not_a_stale_argument() {
        let told = Stage::call()
            .with_variable("x", "1")
            .with_transitions(
                r#"[{"event":"noMatch"},{"event":"match","conditions":[{"arguments":["{{flow.variables.old}}"],"type":"equal_to","value":"1"}]}]"#,
            )
            .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
        assert!(told.contains("leaves by match (transition 1)"), "{told}");
    }

    #[test]
    fn what_cannot_be_compared_does_not_hold_and_warns() {
        check(
            "a",
            &["regex [1-", "equals a"],
            expect![[r#"
            visits under_test
              notes: "[1-" is no regular expression, so it never matches: Parsing error at position 3: Invalid character class
              notes: There is no comparison "equals", so it never holds. Choose one from the list.
              notes: compared "a" with 2 branches: none holds
              leaves by noMatch
            asks #1 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_branch_without_conditions_is_never_taken() {
        let told = Stage::call()
            .with_transitions(r#"[{"event":"match"},{"event":"noMatch"}]"#)
            .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
        assert!(told.contains("leaves by noMatch"), "{told}");
    }

    #[test]
    fn a_text_from_a_sensitive_widget_is_not_shown() {
        let told = Stage::call()
            .with_own(r#"{"sensitive":{"pin":true}}"#)
            .with_transitions(&branches(&["equal_to 1"]))
            .play::<SplitBasedOn>(r#"{"input":"{{widgets.pin.Digits}}4711"}"#, &[]);
        assert!(told.contains("compared … equal_to") && !told.contains("4711"), "{told}");
        let told = Stage::call()
            .with_own(r#"{"sensitive":["pin"]}"#)
            .with_variable("x", "0815")
            .with_transitions(&branches(&["equal_to {{widgets.pin.Digits}}4711"]))
            .play::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#, &[]);
        assert!(told.contains("compared … equal_to …") && !told.contains("4711"), "{told}");
    }

    #[test]
    fn the_check_finds_what_cannot_hold() {
        let conditions = [
            "equals 1",
            "regex (",
            "less_than two",
            "is_after_time 9:00",
            "matches_any_of ,",
            "equal_to 1",
        ];
        let told = stage("", &conditions)
            .problems::<SplitBasedOn>(r#"{"input":"{{widgets.menu.Digits}}"}"#);
        expect![[r#"
            Error bad_condition at : A condition of under_test compares by "equals", which does not exist, so it never holds. Choose one of equal_to, not_equal_to, matches_any_of, does_not_match_any_of, is_blank, is_not_blank, regex, contains, does_not_contain, starts_with, does_not_start_with, less_than, greater_than, is_before_time, is_after_time, is_before_date, is_after_date.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
            Error bad_condition at : A condition of under_test has a regular expression that cannot be read, so it never matches: Parsing error at position 1: Opening parenthesis without closing parenthesis. Mend it: "(".
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
            Warning never_matches at : A condition of under_test asks for less_than with "two", which is not a number such as 3 or 2.5, so it never holds. Write the value in that form.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
            Warning never_matches at : A condition of under_test asks for is_after_time with "9:00", which is not a time such as 09:30, so it never holds. Write the value in that form.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
            Warning never_matches at : A condition of under_test asks for one of a list, and the list is empty, so it never holds. Write the words, with commas between them.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "{{widgets.menu.Digits}}". The split's own text counts; bring the condition in line with it.
        "#]].assert_eq(&told);
        let told = stage("", &["equal_to 1"]).problems::<SplitBasedOn>(r#"{"input":"fixed"}"#);
        expect![[r#"
            Warning constant_input at input: under_test compares the fixed text "fixed", so it always goes the same way. Put a variable in its place, such as {{flow.variables.choice}}.
            Warning stale_argument at : A condition of under_test holds "{{flow.variables.x}}" while the split compares "fixed". The split's own text counts; bring the condition in line with it.
        "#]].assert_eq(&told);
        let told = stage("", &["equal_to 1", "less_than 3", "regex [0-9]+", "is_blank Is Blank"])
            .problems::<SplitBasedOn>(r#"{"input":"{{flow.variables.x}}"}"#);
        assert_eq!(told, "");
    }
}
