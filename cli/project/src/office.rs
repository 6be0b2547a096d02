//! The office: the router of a project, as scenarios and conversations meet it.
//!
//! The engine knows no router and the router no flow; this is the join between them.

use std::sync::Arc;

use centralita_engine::exec::{CreateTask, TaskTarget};
use centralita_engine::scenario::{
    Office, Router, StaffIs, TaskAct, TaskBecame, TaskNews, TaskStanding,
};
use centralita_engine::{Text, Time, Value};
use centralita_routing::crew::Crew;
use centralita_routing::desk::{Became, Desk, DeskTarget, DeskTask};
use centralita_routing::workspace::NewPlan;
use centralita_routing::{Attributes, Language, Refused, Secs, TaskId};

/// The people and plans of a project.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// Who works, at what, and where tasks wait.
    pub crew: Arc<Crew>,
    /// The plans, under the names by which flows know them.
    pub plans: Vec<NewPlan>,
    /// The language in which reasons are told.
    language: Language,
}

impl Staffed {
    /// The office of a crew and plans.
    ///
    /// # Errors
    /// When they do not hold together.
    pub fn new(crew: Crew, plans: Vec<NewPlan>, language: Language) -> Result<Staffed, Refused> {
        // Tried once, so that every later opening goes well.
        Desk::open(&crew, plans.clone(), centralita_routing::Time(0))?;
        Ok(Staffed { crew: Arc::new(crew), plans, language })
    }

    /// The same office, which tells its reasons in another language.
    #[must_use]
    pub fn speaking(self, language: Language) -> Staffed {
        Staffed { language, ..self }
    }
}

impl Office for Staffed {
    fn open(&self, now: Time) -> Box<dyn Router> {
        match Desk::open(&self.crew, self.plans.clone(), moment(now)) {
            Ok(desk) => Box::new(AtDesk { desk, language: self.language }),
            Err(refused) => unreachable!("it was opened before: {refused}"),
        }
    }
}

/// A desk as the engine's scenarios meet it.
#[derive(Clone, Debug)]
struct AtDesk {
    desk: Desk,
    language: Language,
}

impl Router for AtDesk {
    fn create(&mut self, task: &CreateTask, now: Time) -> Result<u64, Text> {
        let attributes = Value::from(task.hand_over.routed_attributes()).to_json();
        let task = DeskTask {
            target: match &task.to {
                TaskTarget::Queue(name) => DeskTarget::Queue(name.as_str().into()),
                TaskTarget::Plan(name) => DeskTarget::Plan(name.as_str().into()),
            },
            channel: task.channel.as_str().into(),
            attributes: Attributes::read(&attributes).map_err(|error| told(&error))?,
            priority: task.priority,
            timeout: task.timeout.map(|secs| Secs(secs.0)),
        };
        self.desk.create(task, moment(now)).map(|id| id.0).map_err(|error| told(&error))
    }

    fn act(&mut self, task: u64, act: TaskAct, who: Option<&str>, now: Time) -> Result<(), Text> {
        let (task, now) = (TaskId(task), moment(now));
        match act {
            TaskAct::Accept => self.desk.accept(task, who, now),
            TaskAct::Refuse => self.desk.refuse(task, who, now),
            TaskAct::Complete => self.desk.complete(task, who, now),
            TaskAct::EndTalk => self.desk.talk_over(task, now),
            TaskAct::Cancel => self.desk.cancel(task, "It was taken back", now),
        }
        .map_err(|error| told(&error))
    }

    fn staff(&mut self, staff: &StaffIs, now: Time) -> Result<(), Text> {
        let now = moment(now);
        match staff {
            StaffIs::NobodyWorks => self.desk.send_all_away(now),
            StaffIs::On(who, what) => self.desk.set_activity(who, what, now),
            StaffIs::Busy(who) => self.desk.occupy(who, now),
            StaffIs::Free(who) => self.desk.relieve(who, now),
            StaffIs::QueueClosed { queue, for_everybody } => {
                self.desk.close_queue(queue, *for_everybody, now)
            }
            StaffIs::QueueOpen(queue) => self.desk.open_queue(queue, now),
        }
        .map_err(|error| told(&error))
    }

    fn person(&self, name: &str) -> Result<Text, Text> {
        self.desk.person(name).map(|name| Text::from(&*name)).map_err(|error| told(&error))
    }

    fn people(&self) -> Vec<Text> {
        self.desk.workspace().workers().map(|worker| Text::from(&*worker.name)).collect()
    }

    fn pass(&mut self, now: Time) {
        self.desk.pass(moment(now));
    }

    fn next_deadline(&self) -> Option<Time> {
        self.desk.next_deadline().map(|due| Time(due.0))
    }

    fn news(&mut self) -> Vec<TaskNews> {
        let text = |text: centralita_routing::Text| Text::from(&*text);
        let news = self.desk.take_news().into_iter().filter_map(|news| {
            let what = match news.what {
                Became::InQueue { queue } => TaskBecame::InQueue(text(queue)),
                Became::Reserved { worker, until } => {
                    TaskBecame::Reserved { who: text(worker), until: Time(until.0) }
                }
                Became::Refused { worker } => TaskBecame::Refused(text(worker)),
                Became::Missed { worker } => TaskBecame::Missed(text(worker)),
                Became::TakenBack { worker } => TaskBecame::TakenBack(text(worker)),
                Became::Accepted { worker } => TaskBecame::Accepted(text(worker)),
                Became::TalkOver => TaskBecame::TalkOver,
                Became::Completed => TaskBecame::Completed,
                Became::Canceled { reason } => TaskBecame::Cancelled(text(reason)),
                _ => return None,
            };
            Some(TaskNews { at: Time(news.at.0), task: news.task.0, what })
        });
        news.collect()
    }

    fn standing(&self, task: u64) -> Option<TaskStanding> {
        let stands = self.desk.standing(TaskId(task))?;
        let text = |text: &centralita_routing::Text| Text::from(&**text);
        Some(TaskStanding {
            queue: stands.queue.as_ref().map(text),
            plan: stands.plan.as_ref().map(text),
            priority: i64::from(stands.priority),
            asked: stands.asked.iter().map(text).collect(),
            has: stands.has.iter().map(text).collect(),
            is_over: stands.status.is_over(),
            status: stands.status.word().into(),
        })
    }

    fn why(&self, task: u64) -> Option<Text> {
        self.desk.why(TaskId(task)).map(|why| why.told(self.language).into())
    }

    fn again(&self) -> Box<dyn Router> {
        Box::new(self.clone())
    }
}

/// The moment by the router's clock, which counts as the engine's does.
fn moment(time: Time) -> centralita_routing::Time {
    centralita_routing::Time(time.0)
}

fn told(error: &dyn std::fmt::Display) -> Text {
    error.to_string().into()
}
