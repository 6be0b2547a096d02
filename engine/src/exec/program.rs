//! Programs: flows compiled once, to run many times.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::check::{Code, Place, Problem, Severity};
use crate::declare::{Catalogue, Compiled, Reading, Spec};
use crate::exec::{Failure, FlowRef, FlowWanted, Limits, Outcome, Turning};
use crate::flow::{ExitName, Flow, KindName, Widget, WidgetName};
use crate::template::{Dialect, Scope, TemplateLimits};
use crate::time::Time;
use crate::value::Map;

/// A flow compiled: widgets read, templates and scripts parsed, wires resolved to places.
pub struct Program {
    /// Which flow and revision this is.
    pub at: FlowRef,
    /// The document it was compiled from.
    pub flow: Flow,
    /// The zone in which templates and calendars read the clock.
    pub zone: TimeZone,
    pub(crate) nodes: Vec<Node>,
    pub(crate) start: usize,
    runs: Vec<FlowWanted>,
    template_limits: TemplateLimits,
}

/// One widget of a program.
pub(crate) struct Node {
    pub name: WidgetName,
    pub compiled: Box<dyn Compiled>,
    /// The ways out by number; see [`Spec::exits_of`].
    pub ways: Vec<Way>,
    pub failure: Option<u16>,
    pub needs_call: bool,
    pub speaks: bool,
    /// Whether the path of a hand-over shows it.
    pub shown: bool,
}

/// One way out of a widget of a program.
pub(crate) struct Way {
    pub event: ExitName,
    pub transition: Option<u32>,
    pub next: Target,
}

/// Where a way out leads.
pub(crate) enum Target {
    /// To the widget at this place.
    Widget(usize),
    /// Nowhere: the branch ends.
    End,
    /// To a widget that is not there.
    Missing(WidgetName),
}

impl Program {
    /// Compiles a flow.
    ///
    /// # Errors
    /// Only when the flow has no widget to begin with. Whatever else is wrong ends an execution
    /// where it is met.
    pub fn compile(
        flow: &Flow,
        at: FlowRef,
        catalogue: &Catalogue,
        zone: &TimeZone,
        limits: &Limits,
    ) -> Result<Program, Vec<Problem>> {
        let Some(start) = flow.initial() else {
            return Err(vec![Problem {
                code: Code("no_start"),
                severity: Severity::Error,
                place: Place::flow(),
                message: "The flow has no widget to begin with. Add a trigger and name it as the flow's start.".into(),
                fix: None,
            }]);
        };
        let zone = flow
            .own()
            .time_zone
            .as_deref()
            .and_then(|name| TimeZone::get(name).ok())
            .unwrap_or_else(|| zone.clone());
        let mut template_limits = limits.template.clone();
        let marked_as_studios =
            flow.own().node().and_then(|own| own.get("studio")).and_then(|node| node.bool_of());
        if marked_as_studios != Some(true) {
            template_limits.studio_iterations = template_limits.iterations;
        }
        let nodes =
            flow.widgets().iter().map(|widget| node(flow, widget, catalogue)).collect::<Vec<_>>();
        let runs = nodes.iter().filter_map(|node| node.compiled.runs()).collect();
        Ok(Program { at, flow: flow.clone(), zone, nodes, start, runs, template_limits })
    }

    /// The place of the widget called `name`; of several the first.
    pub(crate) fn index_of(&self, name: &WidgetName) -> Option<usize> {
        // The nodes stand in the order of the flow's widgets.
        self.flow.index_of(name.as_str())
    }

    /// The flows that it runs inside, each as often as a widget names it.
    pub fn runs(&self) -> impl Iterator<Item = &FlowWanted> {
        self.runs.iter()
    }

    /// What a template of this flow sees.
    pub(crate) fn scope<'a>(&'a self, context: &'a Map, now: Time) -> Scope<'a> {
        Scope { context, now, zone: &self.zone, limits: &self.template_limits }
    }
}

fn node(flow: &Flow, widget: &Widget, catalogue: &Catalogue) -> Node {
    let Some(found) = catalogue.get(widget.kind.as_str()) else {
        return Node {
            name: widget.name.clone(),
            compiled: Box::new(Unknown { kind: widget.kind.clone(), name: widget.name.clone() }),
            ways: widget
                .transitions
                .iter()
                .enumerate()
                .map(|(place, _)| way(flow, widget, Some(place), None))
                .collect(),
            failure: None,
            needs_call: false,
            speaks: false,
            shown: true,
        };
    };
    let spec: &Spec = found.spec();
    let reading = Reading { flow, widget, spec, dialect: Dialect::Studio };
    Node {
        name: widget.name.clone(),
        compiled: found.compile(&reading),
        ways: spec
            .exits_of(widget)
            .into_iter()
            .map(|exit| way(flow, widget, exit.transition, Some(exit.event)))
            .collect(),
        failure: spec.failure_exit(),
        needs_call: spec.needs_call(),
        speaks: spec.speaks,
        shown: !spec.starts,
    }
}

fn way(flow: &Flow, widget: &Widget, place: Option<usize>, event: Option<ExitName>) -> Way {
    let transition = place.and_then(|place| widget.transitions.get(place));
    let next = match transition.and_then(|transition| transition.next.as_ref()) {
        None => Target::End,
        Some(name) => match flow.index_of(name.as_str()) {
            Some(index) => Target::Widget(index),
            None => Target::Missing(name.clone()),
        },
    };
    Way {
        event: event
            .or_else(|| transition.map(|transition| transition.event.clone()))
            .unwrap_or_else(|| ExitName::new("")),
        transition: place.and_then(|place| u32::try_from(place).ok()),
        next,
    }
}

/// A widget of a type that the catalogue does not have.
struct Unknown {
    kind: KindName,
    name: WidgetName,
}

impl Compiled for Unknown {
    fn enter(&self, _: &mut Turning<'_>) -> Outcome<u16> {
        Err(Failure::new(format!(
            "{} is a widget of the type \"{}\", which is not known here. Add the widget type, or replace the widget.",
            self.name, self.kind
        )))
    }
}

/// A program that many executions share.
pub(crate) type Shared = Arc<Program>;
