//! `<Enqueue>`: callers who wait in a queue of the provider's, and how they leave it.

use std::collections::VecDeque;

use super::Exchange;
use super::bridge::Role;
use super::call::{CallId, Doing, Frame, Link, Target};
use super::run::{Flow, post_or};
use super::timer::Timer;
use super::web::Owner;
use crate::fault::Fault;
use crate::form::Form;
use crate::sid::QueueSid;
use crate::transcript::Entry;
use crate::twiml::{Element, Place};

/// How many may wait in a queue that says nothing else.
const USUAL_SIZE: u64 = 1_000;
/// The shortest time between two visits of a document for waiting callers.
const SHORTEST_WAIT_MILLIS: u64 = 1_000;

/// A queue by name.
#[derive(Debug)]
pub(crate) struct Queue {
    sid: QueueSid,
    most: u64,
    waiting: VecDeque<CallId>,
    /// Calls whose `<Dial>` wants somebody out of it.
    wanting: VecDeque<CallId>,
    left: u64,
    waited_seconds: u64,
}

/// A call that waits.
#[derive(Clone, Debug)]
pub(crate) struct Queued {
    pub name: String,
    pub sid: QueueSid,
    pub since_millis: u64,
    pub action: Target,
}

/// A call that was chosen and hears something before it is joined.
#[derive(Debug)]
pub(crate) struct Joining {
    pub queued: Queued,
    pub dialer: CallId,
}

impl Exchange {
    pub(crate) fn begin_enqueue(&mut self, id: CallId, verb: &Element) -> Flow {
        let action = self.action_of(id, verb);
        let workflow = verb.filled("workflowSid");
        let name = workflow.map_or_else(|| verb.text.clone(), str::to_owned);
        let most = verb.number("maxQueueSize", USUAL_SIZE);
        let is_full = {
            let queue = self.queue(&name);
            queue.most = most;
            queue.waiting.len() as u64 >= most
        };
        let queued = Queued {
            sid: self.queue(&name).sid.clone(),
            name: name.clone(),
            since_millis: self.now_millis,
            action,
        };
        if is_full {
            let form = self.left_form(&queued, "queue-full");
            if queued.action.url.is_empty() {
                return Flow::Next;
            }
            self.fetch(id, &queued.action.clone(), &form);
            return Flow::Stop;
        }
        let wait = match verb.filled("waitUrl") {
            Some(url) => Target {
                url: self.resolve(id, url).unwrap_or_default(),
                method: post_or(verb.filled("waitUrlMethod").unwrap_or("POST")),
            },
            None => Target::default(),
        };
        self.queue(&name).waiting.push_back(id);
        self.do_now(id, Doing::Nothing);
        let call = &mut self.calls[id];
        call.link_turn += 1;
        call.link = Link::Queued(queued);
        call.wait = wait.clone();
        call.frames.push(Frame::empty(Place::QueueWait, wait.clone()));
        let turn = call.link_turn;
        self.write(Owner::Call(id), Entry::Note(format!("waits in the queue {name}")));
        if let (Some(_), Some(millis)) = (workflow, self.settings.outcomes.workflow_millis) {
            self.set_timer(millis, Timer::Workflow(id, turn));
        }
        let wanting = self.queue(&name).wanting.pop_front();
        if let Some(dialer) = wanting {
            self.take_from_queue(dialer, &name);
        }
        if matches!(self.calls[id].link, Link::Queued(_)) && !wait.url.is_empty() {
            self.fetch(id, &wait, &Form::new());
        }
        Flow::Stop
    }

    fn queue(&mut self, name: &str) -> &mut Queue {
        let ordinal = self.queues.len() as u64;
        let seed = self.settings.seed;
        self.queues.entry(name.to_owned()).or_insert_with(|| Queue {
            sid: QueueSid::numbered(seed, ordinal),
            most: USUAL_SIZE,
            waiting: VecDeque::new(),
            wanting: VecDeque::new(),
            left: 0,
            waited_seconds: 0,
        })
    }

    /// What a request says about the queue its call waits in.
    pub(crate) fn queue_form(&self, id: CallId) -> Form {
        let Link::Queued(queued) = &self.calls[id].link else { return Form::new() };
        let Some(queue) = self.queues.get(&queued.name) else { return Form::new() };
        let position = queue.waiting.iter().position(|other| *other == id).map_or(0, |at| at + 1);
        let average = queue.waited_seconds.checked_div(queue.left).unwrap_or(0);
        Form::new()
            .with("QueuePosition", position.to_string())
            .with("QueueSid", queued.sid.as_str())
            .with("QueueTime", self.queue_seconds(queued).to_string())
            .with("AvgQueueTime", average.to_string())
            .with("CurrentQueueSize", queue.waiting.len().to_string())
            .with("MaxQueueSize", queue.most.to_string())
    }

    fn queue_seconds(&self, queued: &Queued) -> u64 {
        self.now_millis.saturating_sub(queued.since_millis) / 1000
    }

    /// What the action of an `<Enqueue>` is told.
    pub(crate) fn left_form(&self, queued: &Queued, result: &str) -> Form {
        Form::new()
            .with("QueueResult", result)
            .with("QueueSid", queued.sid.as_str())
            .with("QueueTime", self.queue_seconds(queued).to_string())
    }

    pub(crate) fn forget_queued(&mut self, id: CallId, queued: &Queued) {
        let waited_seconds = self.queue_seconds(queued);
        let Some(queue) = self.queues.get_mut(&queued.name) else { return };
        queue.waiting.retain(|other| *other != id);
        queue.left += 1;
        queue.waited_seconds += waited_seconds;
    }

    /// A caller leaves the queue and goes on with the action of its `<Enqueue>`.
    pub(crate) fn leave_queue(&mut self, id: CallId, result: &str) {
        let Link::Queued(queued) = &self.calls[id].link else {
            self.fault(id, Fault::wrong("<Leave> outside a queue"));
            self.run(id);
            return;
        };
        let queued = queued.clone();
        let form = self.left_form(&queued, result);
        self.forget_queued(id, &queued);
        self.resume(id, &queued.action, &form);
    }

    /// A `<Dial><Queue>` wants the first caller of a queue; without one it waits.
    pub(crate) fn take_from_queue(&mut self, dialer: CallId, name: &str) {
        let wants =
            matches!(&self.calls[dialer].link, Link::Dialing(dialing) if dialing.queue.is_some());
        if !wants {
            return;
        }
        let Some(id) = self.queue(name).waiting.front().copied() else {
            self.queue(name).wanting.push_back(dialer);
            return;
        };
        let link = std::mem::replace(&mut self.calls[id].link, Link::Nothing);
        let Link::Queued(queued) = link else { return };
        self.forget_queued(id, &queued);
        let whisper = match &mut self.calls[dialer].link {
            Link::Dialing(dialing) => dialing.queue.take().map(|(_, whisper)| whisper),
            _ => None,
        };
        let whisper = whisper.unwrap_or_default();
        // The dialler no longer waits for an empty queue.
        self.calls[dialer].link_turn += 1;
        let seconds = self.queue_seconds(&queued);
        let sid = queued.sid.clone();
        self.do_now(id, Doing::Nothing);
        let dialer_sid = self.calls[dialer].sid.clone();
        let call = &mut self.calls[id];
        call.link_turn += 1;
        call.frames.retain(|frame| frame.place == Place::Call);
        call.link = Link::Joining(Joining { queued, dialer });
        if whisper.url.is_empty() {
            self.join_from_queue(id);
            return;
        }
        call.frames.push(Frame::empty(Place::Whisper, whisper.clone()));
        let form = Form::new()
            .with("QueueSid", sid.as_str())
            .with("QueueTime", seconds.to_string())
            .with("DequeingCallSid", dialer_sid.as_str());
        self.fetch(id, &whisper, &form);
    }

    pub(crate) fn join_from_queue(&mut self, id: CallId) {
        let link = std::mem::replace(&mut self.calls[id].link, Link::Nothing);
        let Link::Joining(joining) = link else {
            self.calls[id].link = link;
            return;
        };
        if !matches!(self.calls[joining.dialer].link, Link::Dialing(_)) {
            let form = self.left_form(&joining.queued, "error");
            self.resume(id, &joining.queued.action, &form);
            return;
        }
        self.bridge(joining.dialer, id, Role::Queued(joining.queued));
    }

    /// The document for waiting callers is over: it comes again, for ever.
    pub(crate) fn wait_again(&mut self, id: CallId) {
        let begun = self.calls[id].frames.last().map_or(0, |frame| frame.begun_millis);
        let passed = self.now_millis.saturating_sub(begun);
        self.do_now(id, Doing::WaitingAgain);
        self.activity_in(id, SHORTEST_WAIT_MILLIS.saturating_sub(passed));
    }

    pub(crate) fn fetch_wait(&mut self, id: CallId) {
        let wait = self.calls[id].wait.clone();
        match wait.url.is_empty() {
            true => self.do_now(id, Doing::Nothing),
            false => self.fetch(id, &wait, &Form::new()),
        }
    }
}
