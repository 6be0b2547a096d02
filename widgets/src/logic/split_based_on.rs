//! Split: compare a text with the condition of each branch, and go where the first one holds.
//!
//! The text is the property `input`; where that is missing, each condition tests its own first
//! argument. In a step stands what was compared, unless a plain operator (equal, one of a list,
//! blank) matched: then the wire that was taken says it all, and a busy menu costs no note. A text
//! that comes from a widget marked as sensitive is never shown.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use centralita_engine::check::{Code, Place, Problem, Sentence, Severity};
use centralita_engine::declare::{
    Behaviour, Declared, Exits, Field, FieldKind, FieldType, JsonAs, Part, Reading, Reporter,
    Visitor,
};
use centralita_engine::exec::{Failure, Next, Outcome, Turning};
use centralita_engine::flow::Transition;
use centralita_engine::sentence;
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
            Test::Fixed(comparison) => {
                let (verdict, steps) = comparison.weighed(subject);
                turn.spend_on_patterns(steps)?;
                verdict
            }
            Test::Rendered(operator, value) => {
                let comparison = Comparison::new(*operator, &turn.render(value)?);
                turn.spend_on_patterns(comparison.building_steps())?;
                let (verdict, steps) = comparison.weighed(subject);
                turn.spend_on_patterns(steps)?;
                verdict
            }
            Test::Unknown(operator) if operator.is_empty() => Err(
                "A condition does not say how to compare, so it never holds. Choose a comparison."
                    .into(),
            ),
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
        let hidden = self.reads_what_is_sensitive(turn);
        let mut told = String::with_capacity(64);
        told.push_str("compared ");
        match (input, taken.or(only).and_then(|one| one.argument.as_ref())) {
            _ if hidden => told.push('…'),
            (Some(input), _) => quote(input, &mut told),
            (None, Some(argument)) => quote(&turn.render(argument)?, &mut told),
            (None, None) => told.push_str("the arguments"),
        }
        let Some(shown) = taken.or(only) else {
            match self.conditions.0.len() {
                0 => told.push_str(" with nothing: there is no branch"),
                1 => told.push_str(" with 1 branch: it does not hold"),
                branches => {
                    let _ = write!(told, " with {branches} branches: none holds");
                }
            }
            return Ok(told.into());
        };
        told.push(' ');
        match &shown.test {
            Test::Fixed(comparison) => {
                told.push_str(comparison.operator().name());
                told.push(' ');
                quote(comparison.value(), &mut told);
            }
            Test::Rendered(operator, value) => {
                told.push_str(operator.name());
                told.push(' ');
                if hidden {
                    told.push('…');
                } else {
                    quote(&turn.render(value)?, &mut told);
                }
            }
            Test::Unknown(operator) => {
                told.push_str(operator);
                told.push(' ');
            }
        }
        told.push_str(if taken.is_some() { ": true" } else { ": false" });
        Ok(told.into())
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
            let message = sentence!(
                "{name} compares the fixed text \"{}\", so it always goes the same way. Put a variable in its place, such as {{{{flow.variables.choice}}}}.",
                "{name} compara el texto fijo \"{}\", así que siempre va por el mismo camino. Ponga en su lugar una variable, como {{{{flow.variables.choice}}}}.",
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
            let mut tell = |severity, code, message: Sentence| {
                let place = Place::transition(widget, place);
                report.problem(Problem { code, severity, place, message, fix: None });
            };
            if branch.conditions.is_empty() {
                tell(
                    Severity::Warning,
                    Code("never_matches"),
                    Sentence::new(
                        format!(
                            "A branch of {name}{} has no condition, so it is never taken. Give it one, or remove it.",
                            towards(branch)
                        ),
                        format!(
                            "Una rama de {name}{} no tiene condición, así que no se toma nunca. Dele una o quítela.",
                            towards_es(branch)
                        ),
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
        tell: &mut dyn FnMut(Severity, Code, Sentence),
    ) {
        let (towards, towards_es) = (towards(branch), towards_es(branch));
        match &compiled.test {
            Test::Unknown(operator) if operator.is_empty() => tell(
                Severity::Error,
                Code("bad_condition"),
                Sentence::new(
                    format!(
                        "A condition of {name}{towards} does not say how to compare, so it never holds. Choose a comparison. In the file, a condition is a map with \"arguments\", \"type\" and \"value\"."
                    ),
                    format!(
                        "Una condición de {name}{towards_es} no dice cómo comparar, así que no se cumple nunca. Elija una comparación. En el archivo, una condición es un mapa con \"arguments\", \"type\" y \"value\"."
                    ),
                ),
            ),
            Test::Unknown(operator) => tell(
                Severity::Error,
                Code("bad_condition"),
                Sentence::new(
                    format!(
                        "A condition of {name}{towards} compares by \"{operator}\", which does not exist, so it never holds. Choose one of {}.",
                        operators()
                    ),
                    format!(
                        "Una condición de {name}{towards_es} compara con \"{operator}\", que no existe, así que no se cumple nunca. Elija uno de {}.",
                        operators()
                    ),
                ),
            ),
            Test::Fixed(comparison) => {
                let operator = comparison.operator();
                if let Some(fault) = comparison.fault() {
                    tell(
                        Severity::Error,
                        Code("bad_condition"),
                        Sentence::new(
                            format!(
                                "A condition of {name}{towards} has a regular expression that cannot be read, so it never matches: {fault}. Mend it: \"{}\".",
                                comparison.value()
                            ),
                            format!(
                                "Una condición de {name}{towards_es} tiene una expresión regular que no se puede leer, así que no coincide nunca: {fault}. Corríjala: \"{}\".",
                                comparison.value()
                            ),
                        ),
                    );
                }
                if let Some(wanted) = operator.wants()
                    && !wanted.accepts(comparison.value())
                {
                    tell(
                        Severity::Warning,
                        Code("never_matches"),
                        Sentence::new(
                            format!(
                                "A condition of {name}{towards} asks for {} with \"{}\", which is not {}, so it never holds. Write the value in that form.",
                                operator.name(),
                                comparison.value(),
                                wanted.words()
                            ),
                            format!(
                                "Una condición de {name}{towards_es} pide {} con \"{}\", que no es {}, así que no se cumple nunca. Escriba el valor de esa forma.",
                                operator.name(),
                                comparison.value(),
                                wanted.words_es()
                            ),
                        ),
                    );
                }
                if operator == Operator::MatchesAnyOf
                    && comparison.value().trim_matches([',', ' ']).is_empty()
                {
                    tell(
                        Severity::Warning,
                        Code("never_matches"),
                        Sentence::new(
                            format!(
                                "A condition of {name}{towards} asks for one of a list, and the list is empty, so it never holds. Write the words, with commas between them."
                            ),
                            format!(
                                "Una condición de {name}{towards_es} pide uno de una lista y la lista está vacía, así que no se cumple nunca. Escriba las palabras, con comas entre ellas."
                            ),
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
                Sentence::new(
                    format!(
                        "A condition of {name}{towards} holds \"{argument}\" while the split compares \"{}\". The split's own text counts; bring the condition in line with it.",
                        input.source()
                    ),
                    format!(
                        "Una condición de {name}{towards_es} tiene \"{argument}\" mientras el split compara \"{}\". Cuenta el texto del propio split; ponga la condición de acuerdo con él.",
                        input.source()
                    ),
                ),
            );
        }
    }
}

/// Which branch is meant, by where it leads.
fn towards(branch: &Transition) -> String {
    branch.next.as_ref().map_or_else(String::new, |next| format!(" (to {next})"))
}

/// The same in Spanish.
fn towards_es(branch: &Transition) -> String {
    branch.next.as_ref().map_or_else(String::new, |next| format!(" (hacia {next})"))
}

fn operators() -> String {
    Operator::ALL.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// Puts a text in quotation marks, at most 60 letters of it.
fn quote(text: &str, out: &mut String) {
    let text = text.trim();
    out.push('"');
    let end = if text.len() > 60 { text.char_indices().nth(60) } else { None };
    match end {
        Some((end, _)) => {
            out.push_str(&text[..end]);
            out.push('…');
        }
        None => out.push_str(text),
    }
    out.push('"');
}
