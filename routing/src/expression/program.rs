//! Expressions made ready: names resolved once, asked many times.

use serde_json::Value;

use super::Place;
use super::operators::Compared;
use super::tree::{Constant, Node, Operand, OperandKind, Operator, Path, Segment};
use crate::attributes::Attributes;
use crate::ids::Text;

/// An expression made ready for the place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    root: Test,
    task_paths: Vec<Path>,
    reads_activity: bool,
    reads_channels: bool,
}

/// What an expression is asked about.
#[derive(Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The task.
    pub task: Option<&'a Attributes>,
    /// The worker's attributes.
    pub worker: Option<&'a Attributes>,
    /// What else is known of the worker.
    pub facets: Option<&'a dyn WorkerFacets>,
    /// How many workers of the queue do what.
    pub counters: Option<&'a dyn Counters>,
    /// What is known of the task, by the numbers that a program has given its attributes.
    pub(crate) task_values: &'a [Compared<'a>],
    /// What is known of the worker, by the numbers that a program was given for his attributes.
    pub(crate) worker_values: &'a [Value],
}

/// What can be asked about a worker apart from attributes, in targets only.
pub trait WorkerFacets {
    /// `worker.sid`.
    fn id(&self) -> &str;
    /// `worker.friendly_name`.
    fn name(&self) -> &str;
    /// `worker.activity_sid`.
    fn activity_id(&self) -> &str;
    /// `worker.activity_name`.
    fn activity_name(&self) -> &str;
    /// `worker.channel.<name>`; none when there is no such channel.
    fn channel(&self, name: &str) -> Option<ChannelFacets>;
}

/// What can be asked about a worker's share in a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelFacets {
    /// `configured_capacity`.
    pub configured: u32,
    /// `assigned_tasks`: accepted reservations.
    pub assigned: u32,
    /// Pending, accepted and wrapping reservations.
    pub open: u32,
}

impl ChannelFacets {
    /// `available_capacity_percentage`: what is left, rounded down.
    pub fn available_percentage(self) -> u32 {
        if self.configured == 0 {
            return 0;
        }
        self.configured.saturating_sub(self.open) * 100 / self.configured
    }
}

/// What a skip can ask: how many of a queue's workers do what.
pub trait Counters {
    /// Workers in an activity that is available.
    fn available(&self) -> u32;
    /// Workers in an activity that is not.
    fn unavailable(&self) -> u32;
    /// Workers in this activity, by its id or name; none when there is no such activity.
    fn in_activity(&self, activity: &str) -> Option<u32>;
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Never,
    Always,
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Compare { left: Source, operator: Operator, right: Source },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    Constant(Constant),
    List(Vec<Constant>),
    /// An attribute of the task, and its number.
    Task(Path, u32),
    /// An attribute of the worker, and its number.
    Worker(Path, u32),
    WorkerId,
    WorkerName,
    ActivityId,
    ActivityName,
    Channel {
        name: Text,
        figure: Figure,
        otherwise: Path,
    },
    Available,
    Unavailable,
    InActivity(Text),
    /// A name that means nothing in this place.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    Configured,
    Assigned,
    Percentage,
}

impl<'a> Subject<'a> {
    /// A task alone.
    pub fn of_task(task: &'a Attributes) -> Subject<'a> {
        Subject { task: Some(task), ..Subject::default() }
    }

    /// A worker's attributes alone.
    pub fn of_worker(worker: &'a Attributes) -> Subject<'a> {
        Subject { worker: Some(worker), ..Subject::default() }
    }
}

impl Program {
    /// What holds for everybody: where no expression is written.
    pub fn always() -> Program {
        Program {
            root: Test::Always,
            task_paths: Vec::new(),
            reads_activity: false,
            reads_channels: false,
        }
    }

    pub(super) fn new(tree: &Node, place: Place) -> Program {
        let mut program = Program::always();
        program.root = if tree.is_whole() { program.test(tree, place) } else { Test::Never };
        program
    }

    /// What holds when all of these do.
    pub(super) fn all(mut parts: Vec<Test>) -> Program {
        let root = match parts.len() {
            0 => Test::Always,
            1 => parts.remove(0),
            _ => Test::All(parts),
        };
        Program { root, ..Program::always() }
    }

    pub(super) fn root(&self) -> &Test {
        &self.root
    }

    pub(super) fn root_mut(&mut self) -> &mut Test {
        &mut self.root
    }

    /// Whether it holds.
    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        self.root.holds(subject)
    }

    /// Whether it holds for everything, without looking.
    pub fn is_always(&self) -> bool {
        self.root == Test::Always
    }

    /// The attributes of the task that it asks for, each once. Two tasks that agree in these are the
    /// same to it.
    pub fn task_paths(&self) -> &[Path] {
        &self.task_paths
    }

    /// Whether its answer can change with what a worker is doing.
    pub fn reads_activity(&self) -> bool {
        self.reads_activity
    }

    /// Whether its answer can change with how many tasks a worker has.
    pub fn reads_channels(&self) -> bool {
        self.reads_channels
    }

    fn test(&mut self, node: &Node, place: Place) -> Test {
        match node {
            Node::Or(parts) => {
                let parts: Vec<Test> = parts.iter().map(|part| self.test(part, place)).collect();
                if parts.contains(&Test::Always) { Test::Always } else { Test::Any(parts) }
            }
            Node::And(parts) => {
                let mut parts: Vec<Test> =
                    parts.iter().map(|part| self.test(part, place)).collect();
                parts.retain(|part| *part != Test::Always);
                if parts.is_empty() { Test::Always } else { Test::All(parts) }
            }
            Node::Not(part) => Test::Not(Box::new(self.test(part, place))),
            Node::Compare(comparison) => {
                let left = self.source(&comparison.left, place);
                let right = self.source(&comparison.right, place);
                let test = Test::Compare { left, operator: comparison.operator, right };
                match &test {
                    Test::Compare { left, right, .. } if left.is_fixed() && right.is_fixed() => {
                        if test.holds(&Subject::default()) {
                            Test::Always
                        } else {
                            Test::Never
                        }
                    }
                    _ => test,
                }
            }
            Node::Empty | Node::Error(_) => Test::Never,
        }
    }

    fn source(&mut self, operand: &Operand, place: Place) -> Source {
        match &operand.kind {
            OperandKind::Constant(constant) => Source::Constant(constant.clone()),
            OperandKind::List(items) => Source::List(items.clone()),
            OperandKind::Key(path) => self.key(path, place),
        }
    }

    fn key(&mut self, path: &Path, place: Place) -> Source {
        let has_more = path.0.len() > 1;
        match (place, path.first()) {
            (Place::Queue, "worker") if has_more => Source::of_worker(path.rest()),
            (Place::Queue, _) => Source::of_worker(path.clone()),
            (Place::Filter, "task") if has_more => self.task(path.rest()),
            (Place::Filter, _) => self.task(path.clone()),
            (Place::Target, "task") if has_more => self.task(path.rest()),
            (Place::Target, "worker") if has_more => self.worker(path.rest()),
            (Place::Target, _) => Source::Nothing,
            (Place::Skip, "workers") => counter(path),
            (Place::Skip, _) => Source::Nothing,
        }
    }

    fn task(&mut self, path: Path) -> Source {
        let number = number_of(&path, &mut self.task_paths);
        Source::Task(path, number)
    }

    fn worker(&mut self, path: Path) -> Source {
        let names: Option<Vec<&Text>> = path
            .0
            .iter()
            .map(|segment| match segment {
                Segment::Name(name) => Some(name),
                Segment::Index(_) => None,
            })
            .collect();
        let names = names.unwrap_or_default();
        let source = match names.as_slice() {
            [one] => match one.as_ref() {
                "sid" => Source::WorkerId,
                "friendly_name" => Source::WorkerName,
                "activity_sid" => Source::ActivityId,
                "activity_name" => Source::ActivityName,
                _ => return Source::of_worker(path),
            },
            [channel, name, figure] if channel.as_ref() == "channel" => {
                let figure = match figure.as_ref() {
                    "configured_capacity" => Figure::Configured,
                    "assigned_tasks" => Figure::Assigned,
                    "available_capacity_percentage" => Figure::Percentage,
                    _ => return Source::of_worker(path),
                };
                let name = (*name).clone();
                self.reads_channels = true;
                return Source::Channel { name, figure, otherwise: path };
            }
            _ => return Source::of_worker(path),
        };
        if matches!(source, Source::ActivityId | Source::ActivityName) {
            self.reads_activity = true;
        }
        source
    }
}

fn counter(path: &Path) -> Source {
    match path.0.as_slice() {
        [_, Segment::Name(name)] => match name.as_ref() {
            "available" => Source::Available,
            "unavailable" => Source::Unavailable,
            _ => Source::InActivity(name.clone()),
        },
        _ => Source::Nothing,
    }
}

impl Test {
    fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Test::Never => false,
            Test::Always => true,
            Test::Any(parts) => parts.iter().any(|part| part.holds(subject)),
            Test::All(parts) => parts.iter().all(|part| part.holds(subject)),
            Test::Not(part) => !part.holds(subject),
            Test::Compare { left, operator, right } => {
                operator.holds(left.value(subject), right.value(subject))
            }
        }
    }
}

impl Source {
    /// An attribute of workers that is looked for where it stands.
    fn of_worker(path: Path) -> Source {
        Source::Worker(path, u32::MAX)
    }

    fn is_fixed(&self) -> bool {
        matches!(self, Source::Constant(_) | Source::List(_) | Source::Nothing)
    }

    fn value<'a>(&'a self, subject: &Subject<'a>) -> Compared<'a> {
        let number = |count: Option<u32>| {
            count.map_or(Compared::Null, |count| Compared::Number(f64::from(count)))
        };
        let text = |text: Option<&'a str>| text.map_or(Compared::Null, Compared::Text);
        match self {
            Source::Constant(constant) => constant.into(),
            Source::List(items) => Compared::Constants(items),
            Source::Task(path, number) => match subject.task_values.get(*number as usize) {
                Some(value) => *value,
                None => attribute(subject.task, path),
            },
            Source::Worker(path, number) => match subject.worker_values.get(*number as usize) {
                Some(value) => value.into(),
                None => attribute(subject.worker, path),
            },
            Source::WorkerId => text(subject.facets.map(WorkerFacets::id)),
            Source::WorkerName => text(subject.facets.map(WorkerFacets::name)),
            Source::ActivityId => text(subject.facets.map(WorkerFacets::activity_id)),
            Source::ActivityName => text(subject.facets.map(WorkerFacets::activity_name)),
            Source::Channel { name, figure, otherwise } => {
                match subject.facets.and_then(|facets| facets.channel(name)) {
                    Some(channel) => number(Some(match figure {
                        Figure::Configured => channel.configured,
                        Figure::Assigned => channel.assigned,
                        Figure::Percentage => channel.available_percentage(),
                    })),
                    None => attribute(subject.worker, otherwise),
                }
            }
            Source::Available => number(subject.counters.map(Counters::available)),
            Source::Unavailable => number(subject.counters.map(Counters::unavailable)),
            Source::InActivity(activity) => {
                number(subject.counters.and_then(|counters| counters.in_activity(activity)))
            }
            Source::Nothing => Compared::Null,
        }
    }
}

/// The number of a path in a list, in which it is from now on.
pub(super) fn number_of(path: &Path, paths: &mut Vec<Path>) -> u32 {
    let known = paths.iter().position(|one| one == path);
    let number = known.unwrap_or_else(|| {
        paths.push(path.clone());
        paths.len() - 1
    });
    // Names in a text of a few megabytes.
    number as u32
}

fn attribute<'a>(attributes: Option<&'a Attributes>, path: &Path) -> Compared<'a> {
    attributes.and_then(|attributes| path.find(attributes)).into()
}

impl Path {
    /// The value it names in some attributes.
    pub fn find<'a>(&self, attributes: &'a Attributes) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        let Segment::Name(first) = first else { return None };
        rest.iter().try_fold(attributes.get(first)?, |value, segment| match segment {
            Segment::Name(name) => value.as_object()?.get(name.as_ref()),
            Segment::Index(index) => value.as_array()?.get(*index as usize),
        })
    }
}
