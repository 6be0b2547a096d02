//! Behaviour: what authors of widget types write, and what the engine holds of it.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::check::{Code, Place, Problem, Sentence, Severity};
use crate::declare::{ExitSpec, Field, Output, Reading, Spec};
use crate::exec::{Event, FlowWanted, Next, Outcome, Turning};
use crate::flow::{Flow, Widget};
use crate::span::Span;
use crate::template::Template;
use crate::value::{Map, Text, Value};

/// A struct that holds a widget's properties. Derived.
pub trait Declared: Sized {
    /// The declaration, without exits and outputs.
    fn declaration() -> Spec;

    /// Reads the properties of one widget.
    fn read(reading: &Reading<'_>) -> Self;

    /// Shows every template and script inside to `visitor`.
    fn visit(&self, spec: &Spec, visitor: &mut dyn Visitor);
}

/// A struct of properties that several widget types have; a widget holds it in a field marked
/// `#[field(all)]`. Derived.
pub trait Properties: Sized {
    /// How many there are.
    const COUNT: usize;

    /// Their declarations.
    fn fields() -> Vec<Field>;

    /// Reads them; `from` is the place of the first among the widget's own.
    fn read(reading: &Reading<'_>, from: usize) -> Self;

    /// Shows every template and script inside to `visitor`; `fields` begins with the first of them.
    fn visit(&self, fields: &[Field], visitor: &mut dyn Visitor);
}

/// An enum of a widget's ways out. Derived.
pub trait Exits: Copy {
    /// What the type declares.
    fn specs() -> Vec<ExitSpec>;

    /// The number of this way out, as in [`Spec::exits_of`].
    fn id(self) -> u16;
}

/// A struct of the variables a widget stores. Derived.
pub trait Outputs {
    /// What the type declares.
    fn specs() -> Vec<Output>;

    /// Puts what is there into the widget's variables.
    fn store(self, into: &mut Map);
}

/// A widget that stores nothing.
impl Outputs for () {
    fn specs() -> Vec<Output> {
        Vec::new()
    }

    fn store(self, _: &mut Map) {}
}

/// A Rust type that can be the value of an output.
pub trait Stored {
    /// Puts the value under `path`; a path with points makes maps inside maps, and nothing is not stored.
    fn store(self, path: &str, into: &mut Map);
}

impl<T: Into<Value>> Stored for T {
    fn store(self, path: &str, into: &mut Map) {
        let value = self.into();
        if value.is_null() {
            return;
        }
        match path.rsplit_once('.') {
            Some((parents, last)) => {
                let mut map = into;
                for parent in parents.split('.') {
                    map = map.map_mut(parent);
                }
                map.insert(last, value);
            }
            None => {
                into.insert(path, value);
            }
        }
    }
}

/// What a widget type does.
///
/// A behaviour asks and decides; it never performs. It sees the world only through events and
/// speaks to it only through [`Turning::ask`].
pub trait Behaviour: Declared + Send + Sync + 'static {
    /// Its ways out.
    type Exit: Exits;
    /// The variables it stores.
    type Outputs: Outputs;

    /// A complete state in JSON, for the docs and the tests.
    const EXAMPLE: &'static str;

    /// The flow arrives here.
    ///
    /// # Errors
    /// A failure that takes the widget's failure exit, or ends the execution when it has none.
    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Self::Exit>;

    /// An event arrives that answers one of the effects asked for on this visit.
    ///
    /// # Errors
    /// As for [`Behaviour::enter`].
    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Self::Exit> {
        let _ = (event, turn);
        Ok(Next::Wait)
    }

    /// The caller hung up while this widget waits. The execution ends unless the type says otherwise.
    ///
    /// # Errors
    /// As for [`Behaviour::enter`].
    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Self::Exit> {
        let _ = (event, turn);
        Ok(Next::Left)
    }

    /// A sub-flow that this widget ran has ended, with the variables it set.
    ///
    /// # Errors
    /// As for [`Behaviour::enter`].
    fn returned(
        &self,
        variables: Result<&Map, &Text>,
        turn: &mut Turning<'_>,
    ) -> Outcome<Self::Exit> {
        let _ = (variables, turn);
        Ok(Next::Wait)
    }

    /// Says what is wrong with this widget beyond what its declaration tells.
    fn check(&self, report: &mut Reporter<'_>) {
        let _ = report;
    }

    /// The flow variables it sets, for the checks that follow variables through the flow.
    fn sets(&self) -> Vec<Setting> {
        Vec::new()
    }

    /// The flow that it runs inside this one, when it runs one: whoever loads this flow loads that one too.
    fn runs(&self) -> Option<FlowWanted> {
        None
    }

    /// Whether a visit that ends by the exit called `exit` can have stored the output called `output`.
    ///
    /// `false` only where it certainly has not, as the keys pressed when nothing was pressed.
    fn stores(exit: &str, output: &str) -> bool {
        let _ = (exit, output);
        true
    }
}

/// A flow variable that a widget sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name below `flow.variables`.
    pub variable: Text,
    /// What it is set to, when a template says.
    pub value: Option<Template>,
}

/// A widget type, as a catalogue holds it.
pub trait WidgetType: Send + Sync {
    /// What the type says about itself.
    fn spec(&self) -> &Spec;

    /// Reads one widget of a flow, once.
    fn compile(&self, reading: &Reading<'_>) -> Box<dyn Compiled>;

    /// See [`Behaviour::stores`].
    fn stores(&self, exit: &str, output: &str) -> bool {
        let _ = (exit, output);
        true
    }

    /// The declaration in the words in which the type was written, whatever language
    /// [`WidgetType::spec`] speaks.
    fn written(&self) -> &Spec {
        self.spec()
    }

    /// The declaration in another language, such as `es`, when the type itself brings its words.
    fn spec_in(&self, language: &str) -> Option<&Spec> {
        let _ = language;
        None
    }
}

/// One widget of a flow, read and ready to run; its exits are numbers as in [`Spec::exits_of`].
pub trait Compiled: Send + Sync {
    /// See [`Behaviour::enter`].
    ///
    /// # Errors
    /// See [`Behaviour::enter`].
    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<u16>;

    /// See [`Behaviour::resume`].
    ///
    /// # Errors
    /// See [`Behaviour::enter`].
    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        let _ = (event, turn);
        Ok(Next::Wait)
    }

    /// See [`Behaviour::left`].
    ///
    /// # Errors
    /// See [`Behaviour::enter`].
    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        let _ = (event, turn);
        Ok(Next::Left)
    }

    /// See [`Behaviour::returned`].
    ///
    /// # Errors
    /// See [`Behaviour::enter`].
    fn returned(&self, variables: Result<&Map, &Text>, turn: &mut Turning<'_>) -> Outcome<u16> {
        let _ = (variables, turn);
        Ok(Next::Wait)
    }

    /// See [`Behaviour::check`].
    fn check(&self, report: &mut Reporter<'_>) {
        let _ = report;
    }

    /// Shows every template and script inside to `visitor`.
    fn visit(&self, visitor: &mut dyn Visitor) {
        let _ = visitor;
    }

    /// See [`Behaviour::sets`].
    fn sets(&self) -> Vec<Setting> {
        Vec::new()
    }

    /// See [`Behaviour::runs`].
    fn runs(&self) -> Option<FlowWanted> {
        None
    }
}

/// Something inside a property that has a syntax of its own.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Part<'a> {
    /// A template.
    Template(&'a Template),
    /// A script.
    Script(&'a dyn Script),
}

/// A script, as the checks see it. The engine itself knows no script language.
pub trait Script {
    /// The source.
    fn source(&self) -> &str;

    /// What is wrong with it, each with its place in the source.
    fn faults(&self) -> Vec<(Span, Sentence)>;

    /// The variables it reads, as paths such as `widgets.menu.Digits`, each with its place.
    fn mentions(&self) -> Vec<(Text, Span)>;

    /// The flow variables it sets.
    fn sets(&self) -> Vec<Text> {
        Vec::new()
    }
}

/// Whoever wants to see the templates and scripts of a widget.
pub trait Visitor {
    /// `part` stands in the property called `field`.
    fn part(&mut self, field: &Text, part: Part<'_>);
}

impl<F: FnMut(&Text, Part<'_>)> Visitor for F {
    fn part(&mut self, field: &Text, part: Part<'_>) {
        self(field, part);
    }
}

/// Where a widget's own check writes what it finds.
pub struct Reporter<'a> {
    /// The flow around the widget.
    pub flow: &'a Flow,
    /// The widget being checked.
    pub widget: &'a Widget,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Reporter<'a> {
    /// A reporter that adds to `problems`.
    pub fn new(flow: &'a Flow, widget: &'a Widget, problems: &'a mut Vec<Problem>) -> Reporter<'a> {
        Reporter { flow, widget, problems }
    }

    /// Reports an error in the property called `field`; the widget cannot work until it is mended.
    pub fn error(&mut self, code: Code, field: &str, message: Sentence) {
        self.report(Severity::Error, code, field, message);
    }

    /// Reports a warning about the property called `field`.
    pub fn warning(&mut self, code: Code, field: &str, message: Sentence) {
        self.report(Severity::Warning, code, field, message);
    }

    /// Reports a problem whose place is no property, such as a transition.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn report(&mut self, severity: Severity, code: Code, field: &str, message: Sentence) {
        let place = Place::field(self.flow, self.widget, field);
        self.problems.push(Problem { code, severity, place, message, fix: None });
    }
}

/// A Rust widget type in a catalogue.
pub struct Typed<B> {
    spec: Arc<Spec>,
    behaviour: PhantomData<fn() -> B>,
}

impl<B: Behaviour> Typed<B> {
    /// The type with its whole declaration: properties, exits, outputs and example.
    pub fn new() -> Typed<B> {
        let mut spec = B::declaration();
        spec.exits = B::Exit::specs();
        spec.outputs = B::Outputs::specs();
        spec.example = B::EXAMPLE.into();
        Typed { spec: Arc::new(spec), behaviour: PhantomData }
    }
}

impl<B: Behaviour> Default for Typed<B> {
    fn default() -> Typed<B> {
        Typed::new()
    }
}

impl<B: Behaviour> WidgetType for Typed<B> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn compile(&self, reading: &Reading<'_>) -> Box<dyn Compiled> {
        Box::new(Erased { behaviour: B::read(reading), spec: self.spec.clone() })
    }

    fn stores(&self, exit: &str, output: &str) -> bool {
        B::stores(exit, output)
    }
}

struct Erased<B> {
    behaviour: B,
    spec: Arc<Spec>,
}

impl<B: Behaviour> Compiled for Erased<B> {
    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<u16> {
        self.behaviour.enter(turn).map(number)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        self.behaviour.resume(event, turn).map(number)
    }

    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<u16> {
        self.behaviour.left(event, turn).map(number)
    }

    fn returned(&self, variables: Result<&Map, &Text>, turn: &mut Turning<'_>) -> Outcome<u16> {
        self.behaviour.returned(variables, turn).map(number)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        self.behaviour.check(report);
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.behaviour.visit(&self.spec, visitor);
    }

    fn sets(&self) -> Vec<Setting> {
        self.behaviour.sets()
    }

    fn runs(&self) -> Option<FlowWanted> {
        self.behaviour.runs()
    }
}

#[inline]
fn number<E: Exits>(next: Next<E>) -> Next<u16> {
    next.map(E::id)
}
