//! All calls of a run, by the ids that are given out here.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use super::call::{Call, CallId, CallStatus, Callbacks, Direction, Doing, Link, Target};
use super::caller::Person;
use crate::script::Script;
use crate::sid::CallSid;
use crate::transcript::Transcript;

/// All calls of a run. Ids are given out here and no call is ever taken away, so that looking one up
/// by its id cannot miss.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    list: Vec<Call>,
    by_sid: BTreeMap<String, CallId>,
}

/// How a call begins.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub sid: CallSid,
    pub ordinal: u64,
    pub direction: Direction,
    pub from: String,
    pub to: String,
    pub script: Script,
    pub now_millis: u64,
}

impl Calls {
    pub(crate) fn begin(&mut self, beginning: Beginning) -> CallId {
        let id = CallId(self.list.len());
        let Beginning { sid, ordinal, direction, from, to, script, now_millis } = beginning;
        self.by_sid.insert(sid.0.clone(), id);
        self.list.push(Call {
            transcript: Transcript {
                sid: sid.0.clone(),
                from: from.clone(),
                to: to.clone(),
                lines: Vec::new(),
            },
            sid,
            ordinal,
            parent: None,
            direction,
            from,
            to,
            status: CallStatus::Queued,
            begun_millis: now_millis,
            answered_millis: None,
            ended_millis: None,
            answered_by: None,
            callbacks: Callbacks::default(),
            fallback: Target::default(),
            first: Target::default(),
            first_document: None,
            whisper: Target::default(),
            wait: Target::default(),
            machine_detection: false,
            detection_callback: Target::default(),
            frames: Vec::new(),
            doing: Doing::Nothing,
            link: Link::Nothing,
            turn: 0,
            link_turn: 0,
            person: Person::new(script.steps),
            window: 0,
            webhooks: 0,
            documents: 0,
            sequence: 0,
            partials: 0,
            hops: 0,
            asked: (String::new(), false),
            cookies: BTreeMap::new(),
            running_recordings: Vec::new(),
        });
        id
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.list.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn find(&self, sid: &str) -> Option<CallId> {
        self.by_sid.get(sid).copied()
    }
}

impl Index<CallId> for Calls {
    type Output = Call;

    fn index(&self, id: CallId) -> &Call {
        &self.list[id.0]
    }
}

impl IndexMut<CallId> for Calls {
    fn index_mut(&mut self, id: CallId) -> &mut Call {
        &mut self.list[id.0]
    }
}
