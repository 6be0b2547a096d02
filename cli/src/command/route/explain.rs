//! `centralita route explain`: who gets a task, and why.

use std::path::PathBuf;

use centralita_routing::plan::Plan;
use centralita_routing::workspace::{NewPlan, NewTask};
use centralita_routing::{
    Attributes, ChannelId, Event, Fact, Input, PlanId, Refused, Secs, TaskId, Time, Workspace,
};

use super::crew_of;
use crate::files;
use crate::plans::{name_of, read_crew};
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;
use crate::words::Routing;

/// Tell who gets a task, and why.
///
/// The task goes through the plan with the crew as its file says. Told are the filter and the target
/// it is in, every worker of the queue with what keeps him or her from it, and what happens next.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The plan.
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// The people and their queues; otherwise crew.toml beside the plan.
    #[arg(long, value_name = "FILE")]
    crew: Option<PathBuf>,
    /// What is known of the task: a JSON object, or a file with one.
    #[arg(long, value_name = "JSON")]
    task: String,
    /// What kind of work it is; otherwise the first channel of the crew.
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// Nobody answers an offer: how many seconds pass before the answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    after: u32,
}

impl Explain {
    /// Explains.
    ///
    /// # Errors
    /// When a file cannot be read, or is not what it has to be.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let crew = read_crew(&crew_of(self.crew.as_ref(), &self.plan, shell)?, shell.language)?;
        let text = files::read_text(&self.plan)?;
        let task = match self.task.trim_start().starts_with('{') {
            true => self.task.clone(),
            false => files::read_text(&PathBuf::from(&self.task))?,
        };
        let attributes = Attributes::read(&task).map_err(|error| {
            Trouble::Misuse(shell.language.routed(&error.sentence()).to_owned())
        })?;
        let plan = Plan::read(&text);
        if let Some(problem) = plan.problems().iter().find(|_| !plan.is_usable()) {
            let told = problem.told(&text);
            let told = shell.language.routed(&told);
            let said =
                [("path", &self.plan.display() as &dyn std::fmt::Display), ("problem", &told)];
            return Err(Trouble::Misuse(shell.language.fill(Routing::NotJson, &said)));
        }
        let channel = match (&self.channel, crew.channels.first()) {
            (Some(name), _) => ChannelId::from(name.as_str()),
            (None, Some(first)) => ChannelId::from(&*first.name),
            (None, None) => ChannelId::from("default"),
        };
        let language = shell.language;
        let refused =
            |error: Refused| Trouble::Misuse(language.routed(&error.sentence()).to_owned());
        let mut now = Time(0);
        let mut workspace = Workspace::new();
        for input in crew.inputs() {
            workspace.handle(input, now).map_err(refused)?;
        }
        let id = PlanId::from(name_of(&self.plan).as_str());
        let name = id.0.clone();
        let plan = NewPlan {
            id: id.clone(),
            name,
            configuration: text.as_str().into(),
            reservation_seconds: None,
        };
        workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, now).map_err(refused)?;
        let task = NewTask {
            plan: Some(id),
            attributes,
            channel,
            priority: 0,
            timeout_seconds: Secs(86_400),
            virtual_start: None,
            routing_target: None,
            ignore_capacity: None,
        };
        let facts = workspace.handle(Input::CreateTask(task), now).map_err(refused)?;
        let task = created(&facts);
        let until = Time(i64::from(self.after) * 1000);
        while let Some(due) = workspace.next_deadline().filter(|due| *due <= until) {
            now = due;
            workspace.handle(Input::Tick, now).map_err(refused)?;
        }
        if until > now {
            workspace.handle(Input::Tick, until).map_err(refused)?;
        }
        if let Some(why) = task.and_then(|task| workspace.why(task)) {
            shell.text(why.told(shell.language.for_routes()))?;
        }
        Ok(Verdict::Well)
    }
}

fn created(facts: &[Fact]) -> Option<TaskId> {
    facts.iter().find_map(|fact| match fact.event {
        Event::TaskCreated { task } => Some(task),
        _ => None,
    })
}
