//! What a program asks of workers, so that it is asked again only when that has changed.

use super::operators::Compared;
use super::program::{Program, Source, Test, number_of};
use super::tree::{Constant, Operator, Path};
use crate::attributes::Attributes;
use crate::ids::Text;

/// An attribute of workers that a program asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// Which.
    pub path: Path,
    /// The text that it has to be, or to have among its items, for the comparison to hold; none when
    /// the comparison is of another sort.
    pub text: Option<Text>,
}

impl Program {
    /// What the program asks of workers' attributes, once for each comparison and text.
    pub(crate) fn readings(&self) -> Vec<Reading> {
        let mut readings = Vec::new();
        self.root().for_each_comparison(&mut |left, operator, right| {
            let texts = wanted(left, operator, right);
            for path in [left, right].into_iter().filter_map(Source::worker_path) {
                match &texts {
                    Some(texts) => readings.extend(texts.iter().map(|text| {
                        let (path, text) = (path.clone(), Some((*text).clone()));
                        Reading { path, text }
                    })),
                    None => readings.push(Reading { path: path.clone(), text: None }),
                }
            }
        });
        readings
    }

    /// The program in two: what changes only with workers' names and attributes, and what changes with
    /// what they are doing. The program holds when both do.
    pub(crate) fn parted(&self) -> (Program, Program) {
        let parts = match self.root() {
            Test::All(parts) => parts.clone(),
            one => vec![one.clone()],
        };
        let (momentary, lasting) = parts.into_iter().partition(Test::asks_what_is_done);
        (Program::all(lasting), Program::all(momentary))
    }
}

impl Program {
    /// Gives attributes of the task their places in a list that several programs share.
    pub(crate) fn number_task_paths(&mut self, paths: &mut Vec<Path>) {
        self.root_mut().for_each_source(&mut |source| {
            if let Source::Task(path, number) = source {
                *number = number_of(path, paths);
            }
        });
    }

    /// Gives attributes of workers the numbers under which they are known.
    pub(crate) fn number_worker_paths(&mut self, number_of: &mut dyn FnMut(&Path) -> u32) {
        self.root_mut().for_each_source(&mut |source| {
            if let Source::Worker(path, number) = source {
                *number = number_of(path);
            }
        });
    }
}

/// The texts of which one has to be there for a comparison with an attribute of workers to hold.
fn wanted<'a>(left: &'a Source, operator: Operator, right: &'a Source) -> Option<Vec<&'a Text>> {
    match (left, operator, right) {
        (Source::Worker(..), Operator::Equal | Operator::Has, Source::Constant(one))
        | (Source::Constant(one), Operator::Equal | Operator::In, Source::Worker(..)) => {
            Some(vec![text(one)?])
        }
        (Source::Worker(..), Operator::In, Source::List(items))
        | (Source::List(items), Operator::Has, Source::Worker(..)) => {
            items.iter().map(text).collect()
        }
        _ => None,
    }
}

fn text(constant: &Constant) -> Option<&Text> {
    match constant {
        Constant::Text(text) => Some(text),
        _ => None,
    }
}

impl Path {
    /// The texts at this place in some attributes: the one that is there, or those in a list.
    pub(crate) fn texts<'a>(&self, attributes: &'a Attributes) -> Vec<&'a str> {
        let text = |compared: Compared<'a>| match compared {
            Compared::Text(text) => Some(text),
            _ => None,
        };
        match self.find(attributes).map(Compared::from) {
            Some(Compared::List(items)) => {
                items.iter().filter_map(|item| text(item.into())).collect()
            }
            Some(one) => text(one).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

impl Source {
    fn worker_path(&self) -> Option<&Path> {
        match self {
            Source::Worker(path, _) | Source::Channel { otherwise: path, .. } => Some(path),
            _ => None,
        }
    }

    fn asks_what_is_done(&self) -> bool {
        matches!(self, Source::ActivityId | Source::ActivityName | Source::Channel { .. })
    }
}

impl Test {
    fn asks_what_is_done(&self) -> bool {
        let mut asks = false;
        self.for_each_comparison(&mut |left, _, right| {
            asks |= left.asks_what_is_done() || right.asks_what_is_done();
        });
        asks
    }

    fn for_each_comparison<'a>(&'a self, each: &mut dyn FnMut(&'a Source, Operator, &'a Source)) {
        match self {
            Test::Never | Test::Always => {}
            Test::Any(parts) | Test::All(parts) => {
                parts.iter().for_each(|part| part.for_each_comparison(each));
            }
            Test::Not(part) => part.for_each_comparison(each),
            Test::Compare { left, operator, right } => each(left, *operator, right),
        }
    }

    fn for_each_source(&mut self, each: &mut dyn FnMut(&mut Source)) {
        match self {
            Test::Never | Test::Always => {}
            Test::Any(parts) | Test::All(parts) => {
                parts.iter_mut().for_each(|part| part.for_each_source(each));
            }
            Test::Not(part) => part.for_each_source(each),
            Test::Compare { left, right, .. } => {
                each(left);
                each(right);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expression::{Expression, Place, Subject};
    use crate::{Attributes, expression::Path};

    #[test]
    fn what_is_asked_of_workers_is_known_by_attribute_and_text() {
        let expression = Expression::read(
            "skills HAS 'a' AND ('b' IN skills OR team IN ['x', 'y']) AND level > 3 AND name != 'z'",
        );
        let told: Vec<String> = expression
            .compile(Place::Queue)
            .readings()
            .iter()
            .map(|one| format!("{} {}", one.path, one.text.as_deref().unwrap_or("-")))
            .collect();
        assert_eq!(told, ["skills a", "skills b", "team x", "team y", "level -", "name -"]);
    }

    #[test]
    fn a_condition_is_parted_into_what_lasts_and_what_is_done() {
        let text = "worker.a == 1 AND worker.activity_name == 'b' AND worker.channel.c.assigned_tasks == 0";
        let (lasting, momentary) = Expression::read(text).compile(Place::Target).parted();
        assert_eq!((lasting.readings().len(), momentary.readings().len()), (1, 1));
        let ann = Attributes::read(r#"{"a": 1}"#).unwrap();
        assert!(lasting.holds(&Subject::of_worker(&ann)));
        assert!(!momentary.holds(&Subject::of_worker(&ann)));
        let (lasting, momentary) = Expression::read("1==1").compile(Place::Target).parted();
        assert!(lasting.is_always() && momentary.is_always());
        let (lasting, momentary) = Expression::read("1==0").compile(Place::Target).parted();
        assert!(!lasting.holds(&Subject::default()) && momentary.is_always());
    }

    #[test]
    fn texts_are_found_alone_and_in_lists() {
        let ann = Attributes::read(r#"{"a": "x", "b": ["y", 1, "z"], "c": 5}"#).unwrap();
        let texts = |name: &str| {
            let path = Path(vec![crate::expression::Segment::Name(name.into())]);
            path.texts(&ann).join(" ")
        };
        assert_eq!(["a", "b", "c", "d"].map(texts), ["x", "y z", "", ""]);
    }
}
