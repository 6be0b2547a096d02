//! Reasons: why nobody took an exit.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::check::always_empty;
use crate::declare::{Catalogue, Part, Reading, Spec};
use crate::exercise::hints::paths;
use crate::exercise::{Exercised, ExitReport};
use crate::flow::{Flow, Widget, WidgetName};
use crate::scenario::ExitSeen;
use crate::template::{Dialect, Mention, Segment, Template};
use crate::value::Text;

/// Why nobody took an exit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// It depends on what other systems say, in a way the flow does not show.
    OutsideData {
        /// What it depends on.
        on: Text,
    },
    /// It depends on the date or the time of day.
    Clock,
    /// It depends on what a contact says or writes, beyond what the flow shows.
    FreeText {
        /// What it depends on.
        on: Text,
    },
    /// It cannot happen.
    Unsatisfiable {
        /// Why not.
        because: Text,
    },
    /// The widget is only reached by exits that nobody took.
    Behind {
        /// One of these exits: widget and event.
        exit: Text,
    },
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::OutsideData { on } => write!(f, "outside data: it depends on {on}"),
            Reason::Clock => f.write_str("clock: it depends on the date or the time of day"),
            Reason::FreeText { on } => write!(f, "free text beyond hints: it depends on {on}"),
            Reason::Unsatisfiable { because } => write!(f, "unsatisfiable: {because}"),
            Reason::Behind { exit } => write!(f, "behind {exit}, which nobody took"),
        }
    }
}

/// The report of every drawn exit, with reasons for those nobody took.
pub fn explain(
    flow: &Flow,
    catalogue: &Catalogue,
    seen: &[ExitSeen],
    done: &Exercised,
) -> Vec<ExitReport> {
    let counts: BTreeMap<(&WidgetName, usize), u64> = seen
        .iter()
        .filter_map(|exit| exit.transition.map(|place| ((&exit.widget, place), exit.count)))
        .collect();
    let visited: BTreeSet<&WidgetName> = seen
        .iter()
        .filter(|exit| exit.count > 0)
        .map(|exit| &exit.widget)
        .chain(done.gave_up.keys())
        .collect();
    let mut led_to: BTreeMap<&WidgetName, Vec<(&Widget, usize)>> = BTreeMap::new();
    for widget in flow.widgets() {
        for (place, transition) in widget.transitions.iter().enumerate() {
            if let Some(next) = &transition.next {
                led_to.entry(next).or_default().push((widget, place));
            }
        }
    }
    let empty = always_empty(flow, catalogue);
    let mut reports = Vec::new();
    for widget in flow.widgets() {
        for (place, transition) in widget.transitions.iter().enumerate() {
            let count = counts.get(&(&widget.name, place)).copied().unwrap_or(0);
            let reason = if count > 0 {
                None
            } else if !counts.contains_key(&(&widget.name, place)) {
                Some(not_of_the_type(flow, widget, place, catalogue))
            } else {
                why(flow, widget, place, catalogue, &visited, &led_to, done, &empty, &|place| {
                    counts.get(&(&widget.name, place)).is_some_and(|count| *count > 0)
                })
            };
            reports.push(ExitReport {
                widget: widget.name.clone(),
                event: transition.event.clone(),
                transition: place,
                count,
                reason,
            });
        }
    }
    reports
}

fn not_of_the_type(flow: &Flow, widget: &Widget, place: usize, catalogue: &Catalogue) -> Reason {
    let event = &widget.transitions[place].event;
    let because = if catalogue.get(widget.kind.as_str()).is_none() {
        format!("the widget type \"{}\" is not known here", widget.kind)
    } else if flow
        .index_of(widget.name.as_str())
        .is_some_and(|index| flow.widgets()[index] != *widget)
    {
        format!("another widget is called {} too, and that one runs", widget.name)
    } else if widget.transitions[..place].iter().any(|earlier| earlier.event == *event) {
        format!("an earlier transition of {} takes \"{event}\"", widget.name)
    } else {
        format!("the widget type \"{}\" has no exit \"{event}\"", widget.kind)
    };
    Reason::Unsatisfiable { because: because.into() }
}

#[expect(clippy::too_many_arguments, reason = "each is one thing the reason depends on")]
fn why(
    flow: &Flow,
    widget: &Widget,
    place: usize,
    catalogue: &Catalogue,
    visited: &BTreeSet<&WidgetName>,
    led_to: &BTreeMap<&WidgetName, Vec<(&Widget, usize)>>,
    done: &Exercised,
    empty: &Empty,
    reached: &dyn Fn(usize) -> bool,
) -> Option<Reason> {
    if flow.index_of(widget.name.as_str()).is_some_and(|index| flow.widgets()[index] != *widget) {
        let because = format!("another widget is called {} too, and that one runs", widget.name);
        return Some(Reason::Unsatisfiable { because: because.into() });
    }
    let start = flow.initial().map(|index| &flow.widgets()[index].name);
    if !visited.contains(&widget.name) && start != Some(&widget.name) {
        return Some(match led_to.get(&widget.name).and_then(|ways| ways.first()) {
            None => Reason::Unsatisfiable {
                because: format!("no exit leads to {}", widget.name).into(),
            },
            Some((from, at)) => {
                if only_from_itself(&widget.name, led_to, start) {
                    Reason::Unsatisfiable {
                        because: format!("no way from the start leads to {}", widget.name).into(),
                    }
                } else {
                    Reason::Behind {
                        exit: format!("{} on \"{}\"", from.name, from.transitions[*at].event)
                            .into(),
                    }
                }
            }
        });
    }
    let transition = &widget.transitions[place];
    let spec = catalogue.spec(widget.kind.as_str())?;
    if spec.starts && transition.event.as_str() == "incomingParent" {
        return Some(Reason::OutsideData { on: "another flow that runs this one".into() });
    }
    let has_conditions =
        widget.transitions.iter().any(|transition| !transition.conditions.is_empty());
    if has_conditions
        || spec.exit(transition.event.as_str()).is_some_and(|exit| exit.each.is_some())
    {
        return Some(why_not_matched(widget, place, empty));
    }
    let declared = spec.exit(transition.event.as_str())?;
    if let Some(channels) = done.channels.get(&widget.name)
        && !declared.channels.is_empty()
        && !declared.channels.iter().any(|channel| channels.contains(channel))
    {
        let because = format!(
            "only a {} can take it, and none gets to {}",
            declared.channels[0].name(),
            widget.name
        );
        return Some(Reason::Unsatisfiable { because: because.into() });
    }
    // A widget that cannot do its work at all never leaves by the exits for work that was done.
    if !declared.failure
        && let Some(troubles) = done.troubles.get(&widget.name)
        && let Some(trouble) = troubles.first().filter(|_| troubles.len() == 1)
        && counts_nothing_but_failures(widget, spec, reached)
    {
        return Some(Reason::Unsatisfiable { because: trouble.clone() });
    }
    if spec.exit(transition.event.as_str()).is_some_and(|exit| exit.old) {
        return Some(Reason::Unsatisfiable { because: "only old accounts ever took it".into() });
    }
    if spec.opens_flow.is_some() && declared.failure {
        return Some(Reason::OutsideData { on: "the flow that it runs".into() });
    }
    // A widget that decides at once decides by what its settings read.
    if spec.waits { None } else { read_by(flow, widget, catalogue, empty) }
}

/// Whether the widget was left by nothing but its failure exit, or by nothing at all.
fn counts_nothing_but_failures(
    widget: &Widget,
    spec: &Spec,
    reached: &dyn Fn(usize) -> bool,
) -> bool {
    spec.exits_of(widget).iter().all(|exit| {
        let is_failure = spec.exit(exit.event.as_str()).is_some_and(|declared| declared.failure);
        is_failure || !exit.transition.is_some_and(reached)
    })
}

/// What the settings of the widget read first.
fn read_by(flow: &Flow, widget: &Widget, catalogue: &Catalogue, empty: &Empty) -> Option<Reason> {
    let found = catalogue.get(widget.kind.as_str())?;
    let spec = found.spec();
    let compiled = found.compile(&Reading { flow, widget, spec, dialect: Dialect::Studio });
    let mut read = Vec::new();
    compiled.visit(&mut |_: &Text, part: Part<'_>| {
        if let Part::Template(template) = part {
            let known = template.mentions().iter().map(|mention| is_empty(widget, mention, empty));
            read.extend(paths(template).into_iter().zip(known));
        }
    });
    match read.iter().find(|(_, is_empty)| !is_empty) {
        Some((on, _)) => Some(Reason::OutsideData { on: on.clone() }),
        None => read.first().map(|(path, _)| never_set(path)),
    }
}

/// What each widget reads that is empty whoever calls.
type Empty = BTreeSet<(WidgetName, Vec<Text>)>;

fn is_empty(widget: &Widget, mention: &Mention, empty: &Empty) -> bool {
    let keys = mention.path.iter().map_while(|segment| match segment {
        Segment::Key(key) => Some(key.clone()),
        _ => None,
    });
    empty.contains(&(widget.name.clone(), keys.collect()))
}

fn never_set(path: &str) -> Reason {
    Reason::Unsatisfiable {
        because: format!("{path} is always empty, since nothing in this flow sets it").into(),
    }
}

/// Whether every way to the widget comes from widgets that the start does not lead to.
fn only_from_itself(
    name: &WidgetName,
    led_to: &BTreeMap<&WidgetName, Vec<(&Widget, usize)>>,
    start: Option<&WidgetName>,
) -> bool {
    let mut open = vec![name];
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        if Some(at) == start {
            return false;
        }
        if !seen.insert(at) {
            continue;
        }
        for (from, _) in led_to.get(at).into_iter().flatten() {
            open.push(&from.name);
        }
    }
    true
}

/// Why no contact came through a condition.
fn why_not_matched(widget: &Widget, place: usize, empty: &Empty) -> Reason {
    let transition = &widget.transitions[place];
    let input = widget
        .property("input")
        .and_then(|node| node.text_of())
        .map(Text::from)
        .unwrap_or_default();
    for earlier in &widget.transitions[..place] {
        let same = |a: &crate::flow::Condition, b: &crate::flow::Condition| {
            a.operator == b.operator
                && a.value.trim().to_lowercase() == b.value.trim().to_lowercase()
        };
        if let ([one], [other]) = (earlier.conditions.as_slice(), transition.conditions.as_slice())
            && same(one, other)
        {
            let because = format!("an earlier branch of {} has the same condition", widget.name);
            return Reason::Unsatisfiable { because: because.into() };
        }
    }
    let argument = transition.conditions.first().and_then(|condition| condition.arguments.first());
    let source =
        if input.trim().is_empty() { argument.cloned().unwrap_or_default() } else { input };
    let template = Template::parse(source.as_str(), Dialect::Studio);
    let lower = source.to_lowercase();
    if lower.contains("'now'") || lower.contains("\"now\"") || lower.contains("today") {
        return Reason::Clock;
    }
    let paths: Vec<String> = template
        .mentions()
        .iter()
        .map(|mention| {
            let parts: Vec<&str> = mention
                .path
                .iter()
                .map(|segment| match segment {
                    Segment::Key(key) => key.as_str(),
                    _ => "…",
                })
                .collect();
            parts.join(".")
        })
        .collect();
    let Some(first) = paths.first() else {
        let because = format!("{} tests a text that never changes: {source}", widget.name);
        return Reason::Unsatisfiable { because: because.into() };
    };
    let spoken = paths.iter().find(|path| {
        ["Digits", "SpeechResult", "Body", "inbound"]
            .iter()
            .any(|part| path.split('.').any(|word| word == *part))
    });
    if let (true, Some(path)) =
        (template.mentions().iter().all(|mention| is_empty(widget, mention, empty)), paths.first())
    {
        return never_set(path);
    }
    match spoken {
        Some(path) => Reason::FreeText { on: path.as_str().into() },
        None => {
            let mentions = template.mentions().iter();
            let mut known = paths.iter().zip(mentions.map(|one| is_empty(widget, one, empty)));
            let open = known.find(|(_, is_empty)| !is_empty).map_or(first, |(path, _)| path);
            Reason::OutsideData { on: open.as_str().into() }
        }
    }
}
