//! Sentences about tasks and the people who take them, held against the world.

use crate::exec::{CreateTask, Library, TaskTarget};
use crate::scenario::routed::NO_PLAN;
use crate::scenario::router::{Router, TaskAct, TaskStanding};
use crate::scenario::run::Held;
use crate::scenario::sentence::{Sentence, TaskIs};
use crate::scenario::transcript::Said;
use crate::scenario::world::World;
use crate::value::{Text, Value};

/// Does what a sentence says of people; none when it says nothing of them, or no router is there to
/// do it otherwise than usual.
pub(super) fn act(world: &mut World, library: &Library, sentence: &Sentence) -> Option<Held> {
    let is_routed = world.router().is_some();
    let (act, who) = match sentence {
        Sentence::AcceptedBy(who) => (TaskAct::Accept, Some(who)),
        Sentence::RefusedBy(who) => (TaskAct::Refuse, Some(who)),
        Sentence::CompletedBy(who) => (TaskAct::Complete, Some(who)),
        Sentence::TaskAccepted if is_routed => (TaskAct::Accept, None),
        Sentence::TaskCompleted if is_routed => (TaskAct::Complete, None),
        Sentence::TaskCancelled if is_routed => (TaskAct::Cancel, None),
        Sentence::NobodyAccepts(_) => return Some(nobody_has_it(world)),
        _ => return None,
    };
    Some(world.act_on_task(library, act, who.map(|who| who.as_str())))
}

fn router(world: &World) -> Result<&dyn Router, Text> {
    world.router().ok_or_else(|| NO_PLAN.into())
}

fn stands(world: &World) -> Result<TaskStanding, Text> {
    router(world)?;
    world.standing().ok_or_else(|| "No task was created.".into())
}

/// `nobody accepts for 20s` needs a task that somebody could accept.
fn nobody_has_it(world: &World) -> Held {
    let stands = stands(world)?;
    if stands.is_over || !stands.has.is_empty() {
        return Err(where_it_is(&stands));
    }
    Ok(())
}

/// Where the task is, in a sentence.
fn where_it_is(stands: &TaskStanding) -> Text {
    let all = |names: &[Text]| names.join(" and ");
    if !stands.has.is_empty() {
        return format!("The task is with {}.", all(&stands.has)).into();
    }
    if !stands.asked.is_empty() {
        return format!("The task is reserved for {}.", all(&stands.asked)).into();
    }
    match &stands.queue {
        Some(queue) if !stands.is_over => {
            format!("The task is reserved for nobody; it waits in queue {queue}.").into()
        }
        _ => format!("The task is {}.", stands.status).into(),
    }
}

/// `task reserved for Ana and Luis`.
pub(super) fn reserved_for(world: &World, people: &[Text]) -> Held {
    let router = router(world)?;
    let wanted: Result<Vec<Text>, Text> = people.iter().map(|name| router.person(name)).collect();
    let mut wanted = wanted?;
    let stands = stands(world)?;
    let mut asked = stands.asked.clone();
    wanted.sort();
    asked.sort();
    if wanted == asked { Ok(()) } else { Err(where_it_is(&stands)) }
}

/// `the task has the answer "Account number" "12345"`.
pub(super) fn task_answer(world: &World, label: &Text, value: &Text) -> Held {
    let collected = &last_task(world)?.hand_over.collected;
    let mut named = collected
        .iter()
        .filter(|answer| answer.label == *label || answer.step.as_str() == label.as_str());
    let Some(answer) = named.next_back() else {
        let labels: Vec<&str> = collected.iter().map(|answer| answer.label.as_str()).collect();
        return Err(if labels.is_empty() {
            "The task has no answers.".into()
        } else {
            format!("The task has no answer \"{label}\". It has: {}.", labels.join(", ")).into()
        });
    };
    let found = match &answer.value {
        Value::Text(text) => text.clone(),
        other => other.to_json().into(),
    };
    if found == *value {
        Ok(())
    } else {
        Err(format!("The task's answer \"{label}\" is \"{found}\".").into())
    }
}

fn last_task(world: &World) -> Result<&CreateTask, Text> {
    let mut entries = world.transcript.entries.iter().rev();
    let task = entries.find_map(|entry| match &entry.said {
        Said::Tasked(task) => Some(&**task),
        _ => None,
    });
    task.ok_or_else(|| "No task was created.".into())
}

/// `task in queue support with priority 5`: of the routed task where there is a router.
pub(super) fn task_is(world: &World, library: &Library, wanted: &TaskIs) -> Held {
    let task = last_task(world)?;
    let stands = world.standing();
    let names = &library.settings().names;
    let target = match &task.to {
        TaskTarget::Queue(name) => names.queue(name),
        TaskTarget::Plan(name) => names.plan(name),
    };
    let queue = stands.as_ref().and_then(|stands| stands.queue.as_ref());
    match queue.filter(|_| !wanted.is_plan) {
        // The router calls things alike whether they are written large or small.
        Some(queue) if queue.to_lowercase() == wanted.target.to_lowercase() => {}
        Some(queue) => return Err(format!("The task is in \"{queue}\".").into()),
        None if *target != wanted.target => {
            return Err(format!("The task is in \"{target}\".").into());
        }
        None => {}
    }
    let has = stands.map_or(task.priority, |stands| stands.priority);
    if let Some(priority) = wanted.priority
        && priority != has
    {
        return Err(format!("The task's priority is {has}.").into());
    }
    let attributes = &task.hand_over.attributes;
    if let Some(skills) = &wanted.skills {
        let held: Vec<Text> = match attributes.get("skills").or_else(|| attributes.get("skill")) {
            Some(Value::List(items)) => {
                items.iter().filter_map(|item| item.as_text().map(Text::from)).collect()
            }
            Some(Value::Text(text)) => {
                text.split(',').map(|skill| Text::from(skill.trim())).collect()
            }
            _ => Vec::new(),
        };
        if held != *skills {
            return Err(format!("The task's skills are [{}].", held.join(", ")).into());
        }
    }
    for (path, value) in &wanted.attributes {
        let found = crate::exec::variable(attributes, path).cloned().unwrap_or_default();
        if found != *value {
            return Err(format!("The task's {path} is {}.", found.to_json()).into());
        }
    }
    Ok(())
}
