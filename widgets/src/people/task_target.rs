//! Where a task goes and how long it lives: what the widgets that name a queue or a plan have in common.

use centralita_engine::Secs;
use centralita_engine::check::Code;
use centralita_engine::declare::{Reporter, Whole};
use centralita_engine::exec::{Failure, TaskTarget, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;

/// The queue that a widget names, else its routing plan.
///
/// # Errors
/// When it names neither.
pub(super) fn target(
    queue: &Option<Template>,
    plan: &Option<Template>,
    turn: &mut Turning<'_>,
) -> Result<TaskTarget, Failure> {
    let queue = turn.render_or_empty(queue)?;
    if !queue.is_empty() {
        return Ok(TaskTarget::Queue(turn.names().queue(&queue).clone()));
    }
    let plan = turn.render_or_empty(plan)?;
    if !plan.is_empty() {
        return Ok(TaskTarget::Plan(turn.names().plan(&plan).clone()));
    }
    Err(Failure::new(format!(
        "{} names no queue. Choose a queue, or a routing plan.",
        turn.widget()
    )))
}

/// How long a task lives; 0 and nothing mean without end.
pub(super) fn lifetime(
    timeout: &Option<Whole>,
    turn: &mut Turning<'_>,
) -> Result<Option<Secs>, Failure> {
    Ok(match timeout {
        Some(timeout) => Some(turn.count(timeout)?).filter(|secs| *secs > 0).map(Secs),
        None => None,
    })
}

/// Reports a widget that names neither a queue nor a plan, or both; each with the name of its field.
pub(super) fn check(
    (queue_field, queue): (&str, &Option<Template>),
    (plan_field, plan): (&str, &Option<Template>),
    report: &mut Reporter<'_>,
) {
    let name = report.widget.name.clone();
    match (queue, plan) {
        (None, None) => {
            let message = sentence!(
                "{name} names no queue. Choose a queue, or a routing plan.",
                "{name} no indica ninguna cola. Elija una cola o un plan de enrutamiento."
            );
            report.error(Code("missing_property"), queue_field, message);
        }
        (Some(_), Some(_)) => {
            let message = sentence!(
                "{name} names a queue and a routing plan; only the queue is used. Remove one of them.",
                "{name} indica una cola y un plan de enrutamiento; solo se usa la cola. Quite uno de los dos."
            );
            report.warning(Code("bad_property"), plan_field, message);
        }
        _ => {}
    }
}
