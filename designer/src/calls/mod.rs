//! Calls that a flow of the server answered: those that go on, those that are over, and how many took each way.
//!
//! | module | holds |
//! |---|---|
//! | `act` | what the commands about them do, and when the server is asked again |
//!
//! Deliberately not here: what calls said. The server masks what is sensitive, and shows the rest to who may see it.

mod act;

use std::collections::BTreeMap;

use centralita_api::{Counts, ExecutionSummary, ExecutionWhole};
use centralita_engine::{Flow, Text, Time, Widget};

pub use act::{Act, act, tick};
pub(crate) use act::{counted, listed, opened};

/// What is known of the calls of an open flow.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// Whether they are looked at: only then the server is asked.
    pub is_open: bool,
    /// Whether how many took each way is not drawn.
    pub hides: bool,
    /// The revision whose calls are counted; none for all.
    pub revision: Option<u32>,
    /// The revision beside which they are seen.
    pub against: Option<u32>,
    /// Of which time they are counted.
    pub period: Period,
    /// How many took each way.
    pub counts: Option<Counts>,
    /// How many did on the other revision.
    pub others: Option<Counts>,
    /// Whether the server counts.
    pub is_counting: bool,
    /// The latest calls, those that go on among them.
    pub list: Option<Vec<ExecutionSummary>>,
    /// One that is looked at.
    pub opened: Option<Box<ExecutionWhole>>,
    /// When the server is asked again which there are.
    pub next: Time,
}

/// Of which time calls are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// Of the last 24 hours.
    Day,
    /// Of the last 7 days.
    #[default]
    Week,
    /// Of the last 30 days.
    Month,
    /// Of all that is kept.
    All,
}

impl Period {
    /// All of them, the shortest first.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::All];

    /// By which name its words are found.
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "calls-day",
            Period::Week => "calls-week",
            Period::Month => "calls-month",
            Period::All => "calls-all",
        }
    }

    /// When it began; none when it has no beginning.
    pub fn from_millis(self, now: Time) -> Option<i64> {
        let days = match self {
            Period::Day => 1,
            Period::Week => 7,
            Period::Month => 30,
            Period::All => return None,
        };
        Some(now.0 - days * 24 * 3_600_000)
    }
}

/// How many took the way out of a widget, by its name and the place of the way among its transitions.
pub type Ways = BTreeMap<(Text, usize), u64>;

impl Calls {
    /// How many calls are in which widget now.
    pub fn here(&self) -> BTreeMap<Text, u32> {
        let mut here = BTreeMap::new();
        let live = self.list.iter().flatten().filter(|call| call.ended_millis.is_none());
        for widget in live.filter_map(|call| call.at.first()) {
            *here.entry(Text::from(widget.as_str())).or_default() += 1;
        }
        here
    }

    /// The boxes through which the call went that is looked at, each with when it was there first.
    pub fn visited(&self) -> BTreeMap<Text, u32> {
        let mut visited = BTreeMap::new();
        let visits = self.opened.iter().flat_map(|whole| &whole.visits);
        for (place, visit) in visits.filter(|visit| visit.parent.is_none()).enumerate() {
            let order = u32::try_from(place + 1).unwrap_or(u32::MAX);
            visited.entry(Text::from(visit.widget.as_str())).or_insert(order);
        }
        visited
    }

    /// The ways that it took.
    pub fn taken(&self, flow: &Flow) -> Vec<(Text, usize)> {
        let visits = self.opened.iter().flat_map(|whole| &whole.visits);
        let outer = visits.filter(|visit| visit.parent.is_none());
        outer
            .filter_map(|visit| {
                let widget = flow.widget(&visit.widget)?;
                let way = way(widget, visit.event.as_deref()?, visit.transition)?;
                Some((Text::from(visit.widget.as_str()), way))
            })
            .collect()
    }
}

/// Counts as they stand on the wires of a flow as it is drawn now, which may be of another revision.
pub fn on_wires(flow: &Flow, counts: &Counts) -> Ways {
    let mut ways = Ways::new();
    for counted in &counts.ways {
        let Some(widget) = flow.widget(&counted.widget) else { continue };
        let Some(way) = way(widget, &counted.event, counted.transition) else { continue };
        *ways.entry((Text::from(counted.widget.as_str()), way)).or_default() += counted.times;
    }
    ways
}

/// The way out of a widget that an event took: by its name, and of several of one name by its place.
fn way(widget: &Widget, event: &str, place: Option<u32>) -> Option<usize> {
    let named = |way: &usize| widget.transitions[*way].event.as_str() == event;
    let mut fitting = (0..widget.transitions.len()).filter(named);
    let first = fitting.next()?;
    if fitting.next().is_none() {
        return Some(first);
    }
    let place = usize::try_from(place?).ok()?;
    (place < widget.transitions.len() && named(&place)).then_some(place)
}

#[cfg(test)]
mod tests {
    use centralita_api::WayCount;

    use super::*;

    fn counts(ways: &[(&str, Option<u32>, &str, u64)]) -> Counts {
        let way = |(widget, transition, event, times): &(&str, Option<u32>, &str, u64)| WayCount {
            widget: (*widget).into(),
            transition: *transition,
            event: (*event).into(),
            times: *times,
        };
        let ways = ways.iter().map(way).collect();
        Counts { flow: "FW1".into(), revision: None, executions: 9, is_partial: false, ways }
    }

    #[test]
    fn counts_of_another_revision_find_their_wires_by_what_they_are_called() {
        let flow = Flow::read(
            r#"{ "states": [{ "name": "menu", "type": "split-based-on", "transitions": [
                { "event": "noMatch" }, { "event": "match" }, { "event": "match" } ] }] }"#,
        );
        let counted = counts(&[
            ("menu", Some(0), "noMatch", 1),
            ("menu", Some(2), "noMatch", 2),
            ("menu", Some(2), "match", 4),
            ("menu", Some(0), "match", 8),
            ("menu", None, "", 16),
            ("gone", Some(0), "match", 32),
        ]);
        let ways = on_wires(&flow, &counted);
        let ways: Vec<_> = ways.iter().map(|((_, way), count)| (*way, *count)).collect();
        assert_eq!(ways, [(0, 3), (2, 4)]);
    }
}
