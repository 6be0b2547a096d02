//! Which flows and queues there are around a flow: what checks ask, and what fields offer.

use std::collections::BTreeSet;

use centralita_engine::Text;
use centralita_engine::check::CheckSettings;

use crate::Project;

/// What the checks of a flow cannot know from the flow alone, given the names of the flows beside it.
/// Where there is no project, nobody knows which flows and queues there are.
pub fn check_settings(project: &Project, beside: impl IntoIterator<Item = Text>) -> CheckSettings {
    CheckSettings {
        flows: project.root.as_ref().map(|_| flows(project, beside)),
        queues: project.office.as_ref().map(|_| queues(project)),
        ..CheckSettings::default()
    }
}

/// The flows that one can run, by every name under which they can be found.
fn flows(project: &Project, beside: impl IntoIterator<Item = Text>) -> BTreeSet<Text> {
    let stems: BTreeSet<Text> = beside.into_iter().collect();
    let names = &project.settings.names.flows;
    let ids = names.iter().filter(|(_, name)| stems.contains(*name)).map(|(id, _)| id.clone());
    stems.iter().cloned().chain(ids).collect()
}

/// The queues and plans that tasks can go to, by the names that people gave them.
pub fn targets(project: &Project) -> BTreeSet<Text> {
    let Some(office) = &project.office else { return BTreeSet::new() };
    let queues = office.crew.queues.iter().map(|queue| match &*queue.name {
        "" => Text::from(queue.id.as_str()),
        name => Text::from(name),
    });
    let plans = office.plans.iter().map(|plan| Text::from(&*plan.name));
    queues.chain(plans).filter(|name| !name.is_empty()).collect()
}

/// The queues and plans that tasks can go to, with the ids that mean one of them.
fn queues(project: &Project) -> BTreeSet<Text> {
    let Some(office) = &project.office else { return BTreeSet::new() };
    let queues = office.crew.queues.iter();
    let queues = queues.flat_map(|queue| [Text::from(queue.id.as_str()), Text::from(&*queue.name)]);
    let plans = office.plans.iter().map(|plan| Text::from(&*plan.name));
    let mut known: BTreeSet<Text> = queues.chain(plans).filter(|name| !name.is_empty()).collect();
    let names = &project.settings.names;
    let meant = names.queues.iter().chain(&names.plans);
    let ids: Vec<Text> = meant
        .filter(|(_, name)| known.iter().any(|known| known.to_lowercase() == name.to_lowercase()))
        .map(|(id, _)| id.clone())
        .collect();
    known.extend(ids);
    known
}
