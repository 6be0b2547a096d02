//! A task sent through a plan: where it is then, and why.

use std::path::{Path, PathBuf};

use centralita_routing::crew::Crew;
use centralita_routing::hours::Hours;
use centralita_routing::plan::Plan;
use centralita_routing::workspace::{NewPlan, NewTask, USUAL_LIFE};
use centralita_routing::{
    Attributes, ChannelId, Event, Fact, Input, PlanId, Refused, Secs, TaskId, Text, Time, Why,
    Workspace,
};

use crate::clock;
use crate::files;
use crate::plans::name_of;
use crate::shell::Shell;
use crate::trouble::Trouble;
use crate::words::Routing;

/// The year 9000, in milliseconds since 1970: calendars end with the year 9999.
const LATEST: i64 = 221_845_392_000_000;

/// A task to be sent through a plan.
pub struct Sent<'a> {
    /// The plan's file.
    pub path: &'a Path,
    /// The plan's text.
    pub text: &'a str,
    /// Who works.
    pub crew: &'a Crew,
    /// What is known of the task: a JSON object, or a file with one.
    pub task: &'a str,
    /// What kind of work it is; otherwise the crew's first.
    pub channel: Option<&'a str>,
    /// When it comes, as the clocks of the crew's calendars show it; otherwise now.
    pub at: Option<&'a str>,
    /// How many seconds pass in which nobody answers.
    pub after: u32,
}

impl Sent<'_> {
    /// Where the task is when that time has passed, and why.
    ///
    /// # Errors
    /// When the task, the plan or the crew is not what it has to be.
    pub fn why(&self, shell: &Shell) -> Result<Option<Why>, Trouble> {
        let language = shell.language;
        let task = match self.task.trim_start().starts_with('{') {
            true => self.task.to_owned(),
            false => self.task_file(shell)?,
        };
        let attributes = Attributes::read(&task)
            .map_err(|error| Trouble::Misuse(language.routed(&error.sentence()).to_owned()))?;
        let plan = Plan::read(self.text);
        if let Some(problem) = plan.problems().iter().find(|_| !plan.is_usable()) {
            let told = problem.told(self.text);
            let told = language.routed(&told);
            let said =
                [("path", &self.path.display() as &dyn std::fmt::Display), ("problem", &told)];
            return Err(Trouble::Misuse(language.fill(Routing::NotJson, &said)));
        }
        let channel = match (self.channel, self.crew.channels.first()) {
            (Some(name), _) => ChannelId::from(name),
            (None, Some(first)) => ChannelId::from(&*first.name),
            (None, None) => ChannelId::from("default"),
        };
        let refused =
            |error: Refused| Trouble::Misuse(language.routed(&error.sentence()).to_owned());
        let mut now = self.comes(shell)?;
        let until = now.after(Secs(self.after));
        let mut workspace = Workspace::new();
        for input in self.crew.inputs() {
            workspace.handle(input, now).map_err(refused)?;
        }
        let id = PlanId::from(name_of(self.path).as_str());
        let name = id.0.clone();
        let plan = NewPlan {
            id: id.clone(),
            name,
            configuration: self.text.into(),
            reservation_seconds: None,
        };
        workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, now).map_err(refused)?;
        let task = NewTask {
            plan: Some(id),
            attributes,
            channel,
            priority: 0,
            timeout_seconds: USUAL_LIFE,
            virtual_start: None,
            routing_target: None,
            ignore_capacity: None,
            not_before: None,
        };
        let facts = workspace.handle(Input::CreateTask(task), now).map_err(refused)?;
        let task = created(&facts);
        while let Some(due) = workspace.next_deadline().filter(|due| *due <= until) {
            now = due;
            workspace.handle(Input::Tick, now).map_err(refused)?;
        }
        if until > now {
            workspace.handle(Input::Tick, until).map_err(refused)?;
        }
        Ok(task.and_then(|task| workspace.why(task)))
    }

    /// The moment of the answer in a sentence, where it matters: for a crew whose queues have hours.
    ///
    /// # Errors
    /// When the moment that was asked for is none.
    pub fn when(&self, shell: &Shell) -> Result<Option<String>, Trouble> {
        let until = self.comes(shell)?.after(Secs(self.after));
        Ok(self.clocks().map(|(clocks, zone)| {
            let (_, shown) = clocks.shown(until);
            let (date, clock) = shown.split_once(' ').unwrap_or((&shown, ""));
            let said: [(&str, &dyn std::fmt::Display); 3] =
                [("date", &date), ("clock", &clock), ("zone", &zone)];
            shell.language.fill(Routing::ItIs, &said)
        }))
    }

    /// The text of the file that was named for the task.
    fn task_file(&self, shell: &Shell) -> Result<String, Trouble> {
        let path = PathBuf::from(self.task);
        if path.exists() {
            return files::read_text(&path);
        }
        let example = r#"{"topic": "orders"}"#;
        let said: [(&str, &dyn std::fmt::Display); 2] =
            [("task", &self.task), ("example", &example)];
        Err(Trouble::Misuse(shell.language.fill(Routing::NoTask, &said)))
    }

    /// When the task comes.
    fn comes(&self, shell: &Shell) -> Result<Time, Trouble> {
        let clocks = self.clocks();
        let Some(at) = self.at else {
            // Only for queues with hours does it matter when a task comes.
            return Ok(clocks.map_or(Time(0), |_| Time(clock::now().0)));
        };
        let moment = match clocks {
            Some((clocks, _)) => clocks.moment(at),
            None => Hours::clocks("UTC").and_then(|clocks| clocks.moment(at)),
        };
        let refused = |phrase| Trouble::Misuse(shell.language.fill(phrase, &[("moment", &at)]));
        let moment = moment.ok_or_else(|| refused(Routing::NoMoment))?;
        match (0..LATEST).contains(&moment.0) {
            true => Ok(moment),
            false => Err(refused(Routing::TooFar)),
        }
    }

    /// The clock by which the crew's queues go, when one of them goes by one.
    fn clocks(&self) -> Option<(Hours, Text)> {
        self.crew.queues.iter().find(|queue| queue.calendar.is_some())?;
        let zone = self.crew.calendars.first()?.time_zone.clone();
        Some((Hours::clocks(&zone)?, zone))
    }
}

fn created(facts: &[Fact]) -> Option<TaskId> {
    facts.iter().find_map(|fact| match fact.event {
        Event::TaskCreated { task } => Some(task),
        _ => None,
    })
}
