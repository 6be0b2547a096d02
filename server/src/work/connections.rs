//! What is asked of connections: messages, calls, and what is done to calls.

use centralita_engine::exec::{EffectId, Event as Said, param};
use centralita_engine::{Map, Secs, Text, Time};

use super::Shop;
use super::outlet::{Asked, Failed, NoOutlet, Outlet, RingWorker};
use super::perform::{Came, execution_of, failed};
use crate::driver::DriverError;
use crate::line::call::status_link;
use crate::line::document::Link;
use crate::line::work::Work;
use crate::router::{answer, office, rings};
use crate::settings::SettingsError;
use crate::store::Claimed;

/// How often a message is tried, over about a minute.
const MOST_SENDINGS: u32 = 8;

/// The longest that a provider is believed when it says how long to wait with something that a caller may
/// be waiting for.
const LONGEST_WAIT: Secs = Secs(60);

/// How often a call is tried that somebody waits for.
const MOST_CALLS: u32 = 3;

/// How often it is tried to end a call, which costs money as long as it lives, or to call it back to
/// its flow.
const MOST_ENDINGS: u32 = 10;

/// After how long a silent call is taken to be over that nobody can be asked about.
const GONE_MILLIS: i64 = 4 * 3_600_000;

impl Shop {
    /// Does what is done through a connection.
    pub(super) async fn ask_outlet(&self, job: &Claimed, work: Work) -> Result<Came, DriverError> {
        // A call is placed, or recorded, only as long as its flow waits for it. A message that a flow
        // asked for is sent even when the flow has ended since, and calls are always ended.
        if let Work::Place { effect, .. } | Work::RecordCall { effect, .. } = &work
            && !self.is_waited_for(job, *effect).await?
        {
            return Ok(Came::Done);
        }
        let Some(connection) = connection_of(&work) else { return Ok(Came::Done) };
        let found = self.hands.outlets.of(&self.driver, job.tenant, connection).await;
        let (connection, outlet) = match found {
            Ok(found) => found,
            Err(NoOutlet::Failed(why)) => return Ok(self.came_of_failure(job, &work, &why)),
            Err(NoOutlet::Settings(SettingsError::Store(error))) => return Err(error.into()),
            Err(NoOutlet::Settings(error)) => {
                let why = Failed::finally(error.to_string());
                return Ok(self.came_of_failure(job, &work, &why));
            }
        };
        let asked = Asked {
            tenant: job.tenant,
            connection: &connection,
            idempotency_key: &job.id,
            execution: execution_of(job),
            status: status_of(job, &work),
        };
        Ok(match ask(&*outlet, &asked, &work).await {
            Ok(params) => self.came_of_success(job, &work, params),
            Err(why) => self.came_of_failure(job, &work, &why),
        })
    }

    /// Asks whether a call of which nothing was heard is still there.
    pub(super) async fn ask_after(
        &self,
        job: &Claimed,
        connection: &Text,
        call: &Text,
        heard: Time,
    ) -> Result<Came, DriverError> {
        let found = self.hands.outlets.of(&self.driver, job.tenant, connection).await;
        let said = match found {
            Ok((connection, outlet)) => {
                let asked = Asked {
                    tenant: job.tenant,
                    connection: &connection,
                    idempotency_key: &job.id,
                    execution: execution_of(job),
                    status: None,
                };
                match outlet.ask_after(&asked, call).await {
                    Ok(said) => said,
                    Err(why) => {
                        tracing::warn!(job = %job.id, %why, "a silent call could not be asked after");
                        // It is asked again in a while, and until then taken to be there.
                        if why.is_temporary {
                            return Ok(Came::Done);
                        }
                        None
                    }
                }
            }
            Err(NoOutlet::Failed(_)) => None,
            Err(NoOutlet::Settings(SettingsError::Store(error))) => return Err(error.into()),
            Err(NoOutlet::Settings(error)) => return Ok(Came::GivenUp(error.to_string())),
        };
        let silent_for = self.driver.clock.now().millis_since(heard);
        Ok(match said {
            Some(params) => Came::Status(params),
            // Nobody can say, and whoever is there would have asked for something by now.
            None if silent_for >= GONE_MILLIS => {
                Came::Status(Map::from_iter([("CallStatus", "completed")]))
            }
            None => Came::Done,
        })
    }

    fn came_of_success(&self, job: &Claimed, work: &Work, params: Map) -> Came {
        let call = || param(&params, "CallSid").or_else(|| param(&params, "Sid")).map(Text::from);
        match work {
            Work::Send { effect, .. } => {
                Came::Event(Said::Sent { answers: *effect, accepted: true, params })
            }
            // How it went is told by the provider, later.
            Work::Place { .. } => call().map_or(Came::Done, Came::Calling),
            Work::RecordCall { effect, .. } => {
                Came::Event(Said::Served { answers: *effect, outcome: "success".into(), params })
            }
            Work::Ring { reservation, .. } => call().map_or(Came::Done, |call| {
                let now = self.driver.clock.now();
                Came::Jobs(vec![rings(job.tenant, *reservation, call, now)])
            }),
            _ => Came::Done,
        }
    }

    fn came_of_failure(&self, job: &Claimed, work: &Work, why: &Failed) -> Came {
        let most = match work {
            Work::Send { .. } => MOST_SENDINGS,
            Work::HangUp { .. } | Work::Fetch { .. } => MOST_ENDINGS,
            _ => MOST_CALLS,
        };
        if why.is_temporary && job.attempts + 1 < most {
            let after = match work {
                // A channel that is too busy for messages may stay so for minutes.
                Work::Send { .. } => why.after,
                _ => why.after.map(|after| after.min(LONGEST_WAIT)),
            };
            return Came::Again { after, why: why.why.clone() };
        }
        let mut came = failed(work, &why.why);
        if let Came::Event(
            Said::Sent { params, .. }
            | Said::CallPlaced { params, .. }
            | Said::Served { params, .. },
        ) = &mut came
        {
            for (name, value) in why.params.iter() {
                params.insert(name.clone(), value.clone());
            }
        }
        if let Work::Ring { reservation, .. } = work {
            let unreachable = office::Answer::Unreachable;
            let now = self.driver.clock.now();
            came = Came::Jobs(vec![answer(job.tenant, *reservation, unreachable, now)]);
        }
        came
    }
}

async fn ask(outlet: &dyn Outlet, asked: &Asked<'_>, work: &Work) -> Result<Map, Failed> {
    match work {
        Work::Send { message, .. } => outlet.send(asked, message).await,
        Work::Place { call, .. } => outlet.place(asked, call).await,
        Work::RecordCall { call, record, .. } => outlet.record_call(asked, call, record).await,
        Work::HangUp { call, .. } => outlet.hang_up(asked, call).await.map(|()| Map::new()),
        Work::Fetch { call, path, .. } => {
            outlet.fetch(asked, call, &Link(path.to_string())).await.map(|()| Map::new())
        }
        Work::Ring { to, from, briefing, timeout, answers, .. } => {
            let worker = RingWorker {
                to: to.clone(),
                from: from.clone(),
                briefing: briefing.clone(),
                timeout: *timeout,
                answers: Link(answers.to_string()),
            };
            outlet.ring(asked, &worker).await
        }
        _ => Err(Failed::finally("This is nothing that a connection does.")),
    }
}

fn connection_of(work: &Work) -> Option<&Text> {
    match work {
        Work::Send { connection, .. }
        | Work::Place { connection, .. }
        | Work::RecordCall { connection, .. }
        | Work::HangUp { connection, .. }
        | Work::Fetch { connection, .. }
        | Work::Ring { connection, .. } => Some(connection),
        _ => None,
    }
}

/// Where the provider tells how it goes on.
fn status_of(job: &Claimed, work: &Work) -> Option<Link> {
    let key = execution_of(job)?;
    match work {
        Work::Send { effect, .. } => Some(message_status_link(key, *effect)),
        Work::Place { .. } => Some(status_link(key)),
        Work::Ring { status, .. } => Some(Link(status.to_string())),
        _ => None,
    }
}

/// Where a provider tells what became of a message: below the public base.
fn message_status_link(key: crate::ids::ExecutionKey, effect: EffectId) -> Link {
    Link(format!("/message/{key}/{effect}/status"))
}
