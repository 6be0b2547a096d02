//! Conferences: rooms that calls share, when they begin and end, and who is told.

use super::Exchange;
use super::call::{CallId, Doing, Frame, Link, Target};
use super::recorded::RecordingCallbacks;
use super::run::{Flow, post_or};
use super::web::Owner;
use crate::form::Form;
use crate::sid::ConferenceSid;
use crate::transcript::Entry;
use crate::twiml::{Element, Place};

/// A conference, from its first participant to its last.
#[derive(Debug)]
pub struct Room {
    /// Its id.
    pub sid: ConferenceSid,
    /// The name that documents give it.
    pub name: String,
    /// Who is in it, in the order of coming.
    pub participants: Vec<CallId>,
    /// Whether its participants hear each other.
    pub has_begun: bool,
    /// Whether it is over.
    pub has_ended: bool,
    /// Why it is over, in the vendor's words, and whose going ended it.
    pub ended: Option<(&'static str, CallId)>,
    /// When its first participant came, in milliseconds of the run.
    pub created_millis: u64,
    pub(crate) callback: Target,
    pub(crate) events: Vec<String>,
    pub(crate) sequence: u32,
    recording: Option<usize>,
    record: Option<RecordingCallbacks>,
}

/// How a call takes part in a conference.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the protocol's own")]
pub struct InRoom {
    /// The conference, by name.
    pub name: String,
    /// Not heard by the others.
    pub muted: bool,
    /// Set aside, with music.
    pub hold: bool,
    /// The call whose participant alone hears it; empty for none.
    pub coach: String,
    /// What its maker calls it; empty for nothing.
    pub label: String,
    /// Whether its coming begins the conference.
    pub starts: bool,
    /// Whether its going ends the conference.
    pub ends: bool,
    pub(crate) action: Target,
    pub(crate) since_millis: u64,
    sid: ConferenceSid,
}

impl Exchange {
    pub(crate) fn enter_room(&mut self, id: CallId, noun: &Element, action: Target) -> Flow {
        let name = noun.text.clone();
        let at = self.open_room(id, noun);
        let Some(room) = self.rooms.get_mut(at) else { return Flow::Next };
        let sid = room.sid.clone();
        if room.participants.len() as u64 >= noun.number("maxParticipants", 250) {
            let form = Form::new().with("DialCallStatus", "failed").with("DialBridged", "false");
            self.resume(id, &action, &form);
            return Flow::Stop;
        }
        room.participants.push(id);
        let inside = InRoom {
            name,
            muted: noun.says("muted", false),
            hold: false,
            coach: noun.attribute("coach").unwrap_or_default().to_owned(),
            label: noun.attribute("participantLabel").unwrap_or_default().to_owned(),
            starts: noun.says("startConferenceOnEnter", true),
            ends: noun.says("endConferenceOnExit", false),
            action,
            since_millis: self.now_millis,
            sid: sid.clone(),
        };
        let method = post_or(noun.filled("waitMethod").unwrap_or("POST"));
        let url = noun.filled("waitUrl").and_then(|url| self.resolve(id, url)).unwrap_or_default();
        let wait = Target { url, method };
        self.do_now(id, Doing::Nothing);
        let call = &mut self.calls[id];
        call.link_turn += 1;
        call.link = Link::InRoom(inside);
        call.wait = wait.clone();
        self.write(Owner::Call(id), Entry::Joined(sid.0));
        self.tell_room(at, Some(id), "join");
        let waits = !self.begin_room(at);
        if waits && !wait.url.is_empty() {
            self.calls[id].frames.push(Frame::empty(Place::RoomWait, wait.clone()));
            self.fetch(id, &wait, &Form::new());
        }
        self.person_goes_on(id);
        Flow::Stop
    }

    /// The place of the room of this name that is not over; a new one where there is none.
    fn open_room(&mut self, id: CallId, noun: &Element) -> usize {
        let open = self.rooms.iter().position(|room| room.name == noun.text && !room.has_ended);
        if let Some(at) = open {
            return at;
        }
        let url = noun.filled("statusCallback").and_then(|url| self.resolve(id, url));
        let method = post_or(noun.filled("statusCallbackMethod").unwrap_or("POST"));
        let record = match noun.attribute("record") {
            None | Some("do-not-record" | "false") => None,
            Some(_) => Some(self.recording_callbacks(id, noun)),
        };
        let at = self.rooms.len();
        // Rooms of runs that hold each call apart do not meet.
        let ordinal = (self.calls[id].ordinal << 16) + at as u64;
        self.rooms.push(Room {
            sid: ConferenceSid::numbered(self.settings.seed, ordinal),
            name: noun.text.clone(),
            participants: Vec::new(),
            has_begun: false,
            has_ended: false,
            ended: None,
            created_millis: self.now_millis,
            callback: Target { url: url.unwrap_or_default(), method },
            events: split_words(noun.attribute("statusCallbackEvent").unwrap_or_default()),
            sequence: 0,
            recording: None,
            record,
        });
        at
    }

    /// Whether the participants of the room of this name hear each other.
    pub(crate) fn room_has_begun(&self, name: &str) -> bool {
        self.rooms.iter().any(|room| room.name == name && room.has_begun && !room.has_ended)
    }

    /// Begins a conference when two are there, one of whom may begin it; gives whether it has begun.
    fn begin_room(&mut self, at: usize) -> bool {
        let Some(room) = self.rooms.get(at) else { return false };
        if room.has_begun {
            return true;
        }
        let participants = room.participants.clone();
        let may_begin = participants
            .iter()
            .any(|id| self.calls[*id].in_room().is_some_and(|inside| inside.starts));
        if participants.len() < 2 || !may_begin {
            return false;
        }
        let first = participants.first().copied();
        if let Some(room) = self.rooms.get_mut(at) {
            room.has_begun = true;
        }
        self.tell_room(at, first, "start");
        let record = self.rooms.get(at).and_then(|room| room.record.clone());
        if let (Some(record), Some(first)) = (record, first) {
            let index = self.begin_recording(first, "Conference", 1, record);
            if let Some(room) = self.rooms.get_mut(at) {
                room.recording = Some(index);
            }
        }
        for id in participants {
            // The music for those who waited stops.
            self.calls[id].frames.retain(|frame| frame.place == Place::Call);
            self.do_now(id, Doing::Nothing);
            self.person_goes_on(id);
        }
        true
    }

    /// A participant goes; the conference may end with it.
    pub(crate) fn leave_room(&mut self, id: CallId, inside: &InRoom) {
        let Some(at) = self.rooms.iter().position(|room| room.sid == inside.sid) else { return };
        let Some(room) = self.rooms.get_mut(at) else { return };
        if room.has_ended || !room.participants.contains(&id) {
            return;
        }
        room.participants.retain(|other| *other != id);
        let sid = room.sid.to_string();
        let is_empty = room.participants.is_empty();
        self.write(Owner::Call(id), Entry::Parted(sid));
        self.tell_room_about(at, id, inside, "leave");
        if inside.ends {
            self.end_room(at, id, "participant-with-end-conference-on-exit-left");
        } else if is_empty {
            self.end_room(at, id, "last-participant-left");
        }
    }

    /// Ends a conference: everybody in it goes on with the action of the `<Dial>`.
    pub(crate) fn end_room(&mut self, at: usize, last: CallId, why: &'static str) {
        let now_millis = self.now_millis;
        let Some(room) = self.rooms.get_mut(at) else { return };
        if room.has_ended {
            return;
        }
        room.has_ended = true;
        room.ended = Some((why, last));
        let others = std::mem::take(&mut room.participants);
        let sid = room.sid.to_string();
        let recording = room.recording.take();
        let created_millis = room.created_millis;
        for other in &others {
            self.write(Owner::Call(*other), Entry::Parted(sid.clone()));
            self.tell_room(at, Some(*other), "leave");
        }
        self.tell_room(at, Some(last), "end");
        if let Some(index) = recording {
            let seconds = now_millis.saturating_sub(created_millis).div_ceil(1000);
            self.end_recording(last, index, seconds, false);
        }
        for other in others {
            self.leave_room_alive(other);
        }
    }

    /// A participant leaves a conference and goes on with the action of its `<Dial>`.
    pub(crate) fn leave_room_alive(&mut self, id: CallId) {
        let link = std::mem::replace(&mut self.calls[id].link, Link::Nothing);
        let Link::InRoom(inside) = link else {
            self.calls[id].link = link;
            return;
        };
        self.leave_room(id, &inside);
        let form = self.room_form(&inside);
        self.resume(id, &inside.action, &form);
    }

    /// What the action of a `<Dial><Conference>` is told.
    pub(crate) fn room_form(&self, inside: &InRoom) -> Form {
        let seconds = self.now_millis.saturating_sub(inside.since_millis).div_ceil(1000);
        Form::new()
            .with("DialCallStatus", "answered")
            .with("DialCallDuration", seconds.to_string())
            .with("DialBridged", "true")
    }

    /// The place of the conference with this id or name, if it is not over.
    pub(crate) fn find_room(&self, sid_or_name: &str) -> Option<usize> {
        self.rooms.iter().position(|room| {
            room.sid.as_str() == sid_or_name || (room.name == sid_or_name && !room.has_ended)
        })
    }

    /// Changes how a call takes part, and tells it.
    pub(crate) fn change_participant(
        &mut self,
        at: usize,
        id: CallId,
        event: &str,
        change: impl FnOnce(&mut InRoom),
    ) {
        let Link::InRoom(inside) = &mut self.calls[id].link else { return };
        change(inside);
        let inside = inside.clone();
        self.tell_room_about(at, id, &inside, event);
    }
}

fn split_words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
