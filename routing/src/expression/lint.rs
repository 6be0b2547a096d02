//! What reads well and still cannot be meant.

use super::lexer::is_name;
use super::parse::MOST_PROBLEMS;
use super::tree::{Comparison, Constant, OperandKind, Operator, Path};
use super::{Expression, Place, Shapes, Vocabulary};
use crate::problem::Problem;
use crate::sentence::{Sentence, sentence};

/// What of an expression can hardly be meant, given where it stands and which attributes exist.
///
/// An empty vocabulary means that nothing is known of them, and nothing is said about names then.
pub fn lint(
    expression: &Expression,
    place: Place,
    tasks: &Vocabulary,
    workers: &Vocabulary,
) -> Vec<Problem> {
    let mut linter = Linter { expression, place, tasks, workers, found: Vec::new() };
    expression.tree().for_each_comparison(&mut |comparison| {
        if linter.found.len() < MOST_PROBLEMS {
            linter.comparison(comparison);
        }
    });
    linter.found
}

fn equal_instead(left: &str, right: &str) -> Sentence {
    sentence!(
        "Write {} == {}, or make the attribute a list.",
        "Escriba {} == {}, o haga del atributo una lista.";
        left,
        right
    )
}

fn quotes_instead(value: &str) -> Sentence {
    sentence!(
        "is a text. Write '{}' with quotes.",
        "es un texto. Escriba '{}' con comillas.";
        value
    )
}

struct Linter<'a> {
    expression: &'a Expression,
    place: Place,
    tasks: &'a Vocabulary,
    workers: &'a Vocabulary,
    found: Vec<Problem>,
}

impl Linter<'_> {
    fn comparison(&mut self, comparison: &Comparison) {
        let Comparison { left, operator, right, .. } = comparison;
        let span = left.span.to(right.span);
        let (left, right) = (&left.kind, &right.kind);
        if !self.constants(comparison) {
            let list = match operator {
                Operator::Has => Some((left, sentence!("left", "izquierda"))),
                Operator::In | Operator::NotIn => Some((right, sentence!("right", "derecha"))),
                _ => None,
            };
            match list {
                Some((operand, side)) => self.list_wanted(operand, *operator, side, comparison),
                None => self.types(comparison),
            }
            if *operator == Operator::Contains && self.is_only(left, Shapes::LIST) {
                let written = comparison.left.span.of(self.expression.text());
                let message = sentence!(
                    "{} is a list, and CONTAINS looks into texts: this never holds. Write HAS.",
                    "{} es una lista, y CONTAINS mira dentro de textos: esto no se cumple nunca. Escriba HAS.";
                    written
                );
                self.found.push(Problem::warning("never_matches", span, message));
            }
        }
        let may_be_text = self.may_be_text(comparison);
        for (operand, may_be_text) in [(&comparison.left, false), (&comparison.right, may_be_text)]
        {
            if let OperandKind::Key(path) = &operand.kind {
                self.name(path, operand.span, may_be_text);
            }
        }
    }

    /// Whether the name on the right could be a text whose quotes were forgotten.
    fn may_be_text(&self, comparison: &Comparison) -> bool {
        let OperandKind::Key(right) = &comparison.right.kind else { return false };
        let left = &comparison.left.kind;
        let takes_text = match self.shapes(left) {
            Some(shapes) => shapes.text || shapes.list || shapes == Shapes::default(),
            None => matches!(left, OperandKind::Key(_)),
        };
        let asks_for_text = matches!(
            comparison.operator,
            Operator::Equal | Operator::Unequal | Operator::Contains | Operator::Has
        );
        takes_text && asks_for_text && right.0.len() == 1
    }

    /// Two constants compared: the same whoever is asked. True when it was such a comparison.
    fn constants(&mut self, comparison: &Comparison) -> bool {
        let (left, right) = (&comparison.left.kind, &comparison.right.kind);
        let is_key = |operand: &OperandKind| matches!(operand, OperandKind::Key(_));
        if is_key(left) || is_key(right) {
            return false;
        }
        // Numbers compared are the usual way to write "always" and "never".
        if let (OperandKind::Constant(Constant::Text(text)), _) = (left, right) {
            let operator = comparison.operator;
            let node = super::tree::Node::Compare(comparison.clone());
            let always = super::Program::new(&node, self.place).is_always();
            let message = match always {
                true => sentence!(
                    "This is always true: both sides are constants.",
                    "Esto se cumple siempre: los dos lados son constantes.",
                ),
                false => sentence!(
                    "This is never true: both sides are constants.",
                    "Esto no se cumple nunca: los dos lados son constantes.",
                ),
            };
            let parts: Vec<&str> = text.split('.').collect();
            let instead = if parts.iter().all(|part| is_name(part)) {
                sentence!(
                    "Did you mean {} {} {}, without quotes on the left?",
                    "¿Quería decir {} {} {}, sin comillas a la izquierda?";
                    text,
                    operator.word(),
                    comparison.right
                )
            } else {
                sentence!("Compare an attribute with something.", "Compare un atributo con algo.")
            };
            let message = message.then(&instead);
            let span = comparison.left.span.to(comparison.right.span);
            self.found.push(Problem::warning("constant_condition", span, message));
        }
        true
    }

    fn list_wanted(
        &mut self,
        operand: &OperandKind,
        operator: Operator,
        side: Sentence,
        comparison: &Comparison,
    ) {
        let is_scalar = match operand {
            OperandKind::Constant(_) => true,
            OperandKind::List(_) => false,
            OperandKind::Key(_) => {
                self.shapes(operand).is_some_and(|s| !s.list && s != Shapes::default())
            }
        };
        if !is_scalar {
            return;
        }
        let span = comparison.left.span.to(comparison.right.span);
        let text = self.expression.text();
        let (left, right) = (comparison.left.span.of(text), comparison.right.span.of(text));
        let instead = match operator {
            Operator::Has if self.is_only(operand, Shapes::TEXT) => sentence!(
                "Write {} == {}, CONTAINS for a part of it, or make the attribute a list.",
                "Escriba {} == {}, CONTAINS para una parte, o haga del atributo una lista.";
                left,
                right
            ),
            Operator::Has => equal_instead(left, right),
            _ if matches!(operand, OperandKind::Key(_)) => equal_instead(left, right),
            _ => sentence!(
                "Write a list on the right, as in {} {} [{}].",
                "Escriba una lista a la derecha, como en {} {} [{}].";
                left,
                operator.word(),
                right
            ),
        };
        let message = sentence!(
            "{} asks whether a list holds something, and there is no list on its {}: this never holds. {}",
            "{} pregunta si una lista contiene algo, y a su {} no hay ninguna lista: esto no se cumple nunca. {}";
            operator.word(),
            side,
            instead
        );
        self.found.push(Problem::warning("never_matches", span, message));
    }

    /// Numbers, texts and flags that are compared with each other.
    fn types(&mut self, comparison: &Comparison) {
        let span = comparison.left.span.to(comparison.right.span);
        let sides = [(&comparison.left, &comparison.right), (&comparison.right, &comparison.left)];
        for (key, constant) in sides {
            let OperandKind::Constant(value) = &constant.kind else { continue };
            let Some(shapes) = self.shapes(&key.kind) else { continue };
            let written = key.span.of(self.expression.text());
            let instead = match value {
                Constant::Text(text) if shapes.only(Shapes::NUMBER) => match text.parse::<f64>() {
                    Ok(_) => sentence!(
                        "is a number. Write {} without quotes.",
                        "es un número. Escriba {} sin comillas.";
                        text
                    ),
                    Err(_) => sentence!(
                        "is a number. Compare it with one.",
                        "es un número. Compárelo con uno.",
                    ),
                },
                Constant::Text(text) if shapes.only(Shapes::FLAG) => match text.as_ref() {
                    "true" | "false" => sentence!(
                        "is true or false. Write {} without quotes.",
                        "es true o false. Escriba {} sin comillas.";
                        text
                    ),
                    _ => sentence!(
                        "is true or false. Compare it with that.",
                        "es true o false. Compárelo con eso.",
                    ),
                },
                Constant::Number(number) if shapes.only(Shapes::TEXT) => {
                    quotes_instead(&number.to_string())
                }
                Constant::Flag(flag) if shapes.only(Shapes::TEXT) => {
                    quotes_instead(&flag.to_string())
                }
                Constant::Text(text)
                    if shapes.only(Shapes::LIST) && comparison.operator == Operator::Equal =>
                {
                    sentence!(
                        "is a list. Write {} HAS '{}'.",
                        "es una lista. Escriba {} HAS '{}'.";
                        written,
                        text
                    )
                }
                _ => continue,
            };
            let outcome = match comparison.operator {
                Operator::Unequal => sentence!("This always holds", "Esto se cumple siempre"),
                _ => sentence!("This never holds", "Esto no se cumple nunca"),
            };
            let message = sentence!("{}: {} {}", "{}: {} {}"; outcome, written, instead);
            self.found.push(Problem::warning("type_mismatch", span, message));
        }
    }

    fn name(&mut self, path: &Path, span: crate::span::Span, may_be_text: bool) {
        let has_more = path.0.len() > 1;
        match (self.place, path.first()) {
            (Place::Target, "task" | "worker") if has_more => {}
            (Place::Target, _) => {
                let message = sentence!(
                    "{0} has neither task. nor worker. before it, so it is never there. Write task.{0} or worker.{0}.",
                    "{0} no lleva delante ni task. ni worker., así que nunca está. Escriba task.{0} o worker.{0}.";
                    path
                );
                let in_quotes = sentence!(
                    "Or did you mean '{}' in quotes?",
                    "¿O quería decir '{}', entre comillas?";
                    path
                );
                let message = if may_be_text { message.then(&in_quotes) } else { message };
                self.found.push(Problem::error("missing_prefix", span, message));
                return;
            }
            (Place::Skip, "workers") if has_more => return,
            (Place::Skip, _) => {
                let message = sentence!(
                    "Only workers.available, workers.unavailable and workers.<activity> can be asked for here, not {}.",
                    "Aquí solo se puede preguntar por workers.available, workers.unavailable y workers.<actividad>, no por {}.";
                    path
                );
                self.found.push(Problem::error("missing_prefix", span, message));
                return;
            }
            _ => {}
        }
        let Some((vocabulary, name, prefix)) = self.meaning(path) else { return };
        if vocabulary.is_empty() || vocabulary.shapes(&name).is_some() {
            return;
        }
        let message = match (vocabulary.meant(&name), may_be_text) {
            (Some(meant), false) => sentence!(
                "Nobody has {0}{1}. Did you mean {0}{2}?",
                "Nadie tiene {0}{1}. ¿Quería decir {0}{2}?";
                prefix,
                name,
                meant
            ),
            (Some(meant), true) => sentence!(
                "Nobody has {0}. Did you mean {1}, or '{0}' in quotes?",
                "Nadie tiene {0}. ¿Quería decir {1}, o '{0}' entre comillas?";
                name,
                meant
            ),
            (None, true) => sentence!(
                "Nobody has {0}. Did you mean '{0}' in quotes?",
                "Nadie tiene {0}. ¿Quería decir '{0}', entre comillas?";
                name
            ),
            (None, false) => return,
        };
        self.found.push(Problem::warning("unknown_attribute", span, message));
    }

    /// Which vocabulary a name belongs to, its name there without places in lists, and its prefix.
    fn meaning(&self, path: &Path) -> Option<(&Vocabulary, String, &'static str)> {
        let has_more = path.0.len() > 1;
        let (vocabulary, path, prefix) = match (self.place, path.first()) {
            (Place::Queue, "worker") if has_more => (self.workers, path.rest(), "worker."),
            (Place::Queue, _) => (self.workers, path.clone(), ""),
            (Place::Filter, "task") if has_more => (self.tasks, path.rest(), "task."),
            (Place::Filter, _) => (self.tasks, path.clone(), ""),
            (Place::Target, "task") if has_more => (self.tasks, path.rest(), "task."),
            (Place::Target, "worker") if has_more => (self.workers, path.rest(), "worker."),
            _ => return None,
        };
        let is_facet = prefix == "worker."
            && matches!(
                path.first(),
                "sid" | "friendly_name" | "activity_sid" | "activity_name" | "channel"
            );
        let has_place = path.0.iter().any(|s| matches!(s, super::tree::Segment::Index(_)));
        (!is_facet && !has_place).then(|| (vocabulary, path.to_string(), prefix))
    }

    fn shapes(&self, operand: &OperandKind) -> Option<Shapes> {
        let OperandKind::Key(path) = operand else { return None };
        let (vocabulary, name, _) = self.meaning(path)?;
        vocabulary.shapes(&name)
    }

    fn is_only(&self, operand: &OperandKind, shape: Shapes) -> bool {
        self.shapes(operand).is_some_and(|shapes| shapes.only(shape))
    }
}
