//! Which widget is which in three flows, and what each is called in the end.

use crate::sentence;
use std::collections::BTreeSet;

use super::super::Flow;
use super::super::names::WidgetName;
use super::super::pair::{Pairs, same};
use super::super::widget::Widget;
use super::Conflict;
use crate::{Text, Value};

/// The widgets of three flows, told which is which, and the new names to give in each flow so that
/// one widget has one name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What is renamed in the base.
    pub(super) base: Vec<(WidgetName, WidgetName)>,
    /// What is renamed in ours.
    pub(super) ours: Vec<(WidgetName, WidgetName)>,
    /// What is renamed in theirs.
    pub(super) theirs: Vec<(WidgetName, WidgetName)>,
    /// For each widget of the base its place in ours and in theirs.
    pub(super) known: Vec<(Option<usize>, Option<usize>)>,
    /// The places in theirs of their new widgets that we have not.
    pub(super) added: Vec<usize>,
    /// For each place in theirs the place in ours.
    pub(super) ours_of_theirs: Vec<Option<usize>>,
}

impl Names {
    /// Finds out; tells of names on which both disagree.
    pub(super) fn settle(
        base: &Flow,
        ours: &Flow,
        theirs: &Flow,
        conflicts: &mut Vec<Conflict>,
    ) -> Names {
        let (to_ours, to_theirs) = (Pairs::of(base, ours), Pairs::of(base, theirs));
        let mut names = Names {
            known: vec![(None, None); base.widgets().len()],
            ours_of_theirs: vec![None; theirs.widgets().len()],
            ..Names::default()
        };
        to_ours.same.iter().for_each(|&(known, place)| names.known[known].0 = Some(place));
        to_theirs.same.iter().for_each(|&(known, place)| names.known[known].1 = Some(place));
        let mut taken: BTreeSet<&str> =
            ours.widgets().iter().map(|widget| widget.name.as_str()).collect();
        let rename = |list: &mut Vec<(WidgetName, WidgetName)>, from: &WidgetName, to: &str| {
            if *from != *to {
                list.push((from.clone(), to.into()));
            }
        };
        for (known, &(our_place, their_place)) in names.known.iter().enumerate() {
            let old = &base.widgets()[known].name;
            let our = our_place.map(|place| &ours.widgets()[place].name);
            let their = their_place.map(|place| &theirs.widgets()[place].name);
            if let (Some(our), Some(their)) = (our_place, their_place) {
                names.ours_of_theirs[their] = Some(our);
            }
            let settled = match (our, their) {
                (None, None) => continue,
                (Some(our), None) => our,
                (None, Some(their)) if taken.contains(their.as_str()) => old,
                (None, Some(their)) => their,
                (Some(our), Some(their)) if our == their || their == old => our,
                (Some(our), Some(their)) if our == old && !taken.contains(their.as_str()) => their,
                (Some(our), Some(their)) => {
                    conflicts.push(two_names(old, our, their));
                    our
                }
            };
            taken.insert(settled);
            rename(&mut names.base, old, settled);
            our.iter().for_each(|name| rename(&mut names.ours, name, settled));
            their.iter().for_each(|name| rename(&mut names.theirs, name, settled));
        }
        for &place in &to_theirs.added {
            let widget = &theirs.widgets()[place];
            let twin = to_ours.added.iter().find(|&&other| {
                let other = &ours.widgets()[other];
                other.name == widget.name && same_but_place(other, widget)
            });
            if let Some(&twin) = twin {
                names.ours_of_theirs[place] = Some(twin);
                continue;
            }
            names.added.push(place);
            if taken.contains(widget.name.as_str()) {
                let fresh = fresh_name(&widget.name, |name| {
                    taken.contains(name) || theirs.widget(name).is_some()
                });
                conflicts.push(one_name(widget, ours.widget(&widget.name), &fresh));
                names.theirs.push((widget.name.clone(), fresh));
            }
        }
        names
    }
}

fn fresh_name(name: &WidgetName, is_taken: impl Fn(&str) -> bool) -> WidgetName {
    let mut number = 2_usize;
    loop {
        let candidate = format!("{name}_{number}");
        if !is_taken(&candidate) {
            return candidate.into();
        }
        number += 1;
    }
}

fn same_but_place(one: &Widget, other: &Widget) -> bool {
    let settings = |widget: &Widget| {
        let members = widget.properties().members();
        let kept = members.filter(|(key, _)| key.text != "offset");
        kept.map(|(key, value)| (key.text.into_owned(), value.to_value())).collect::<Vec<_>>()
    };
    let wires = [one, other].map(|widget| widget.node().get("transitions"));
    one.kind == other.kind
        && settings(one) == settings(other)
        && match wires {
            [Some(one), Some(other)] => same(one, other),
            [one, other] => one.is_none() && other.is_none(),
        }
}

fn two_names(old: &WidgetName, our: &WidgetName, their: &WidgetName) -> Conflict {
    let value = |name: &WidgetName| Some(Value::Text(name.text().clone()));
    Conflict {
        widget: Some(our.clone()),
        field: Text::new_static("name"),
        base: value(old),
        ours: value(our),
        theirs: value(their),
        sentence: sentence!(
            "{old} is called {our} here and {their} there. It is called {our} now.",
            "{old} se llama {our} aquí y {their} allí. Ahora se llama {our}."
        ),
    }
}

fn one_name(theirs: &Widget, ours: Option<&Widget>, fresh: &WidgetName) -> Conflict {
    let name = &theirs.name;
    Conflict {
        widget: Some(fresh.clone()),
        field: Text::new_static("name"),
        base: None,
        ours: ours.map(|widget| widget.node().to_value()),
        theirs: Some(theirs.node().to_value()),
        sentence: sentence!(
            "Both flows have a new widget called {name}. Theirs is called {fresh} now.",
            "Ambos flujos tienen un widget nuevo llamado {name}. El suyo ahora se llama {fresh}."
        ),
    }
}
