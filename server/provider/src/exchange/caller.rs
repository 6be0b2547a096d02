//! The person on the line: takes one step of the script after the other, when its moment comes.

use std::collections::VecDeque;

use super::Exchange;
use super::call::{CallId, CallStatus, Doing, Link};
use super::timer::Timer;
use super::web::Owner;
use crate::script::{Reply, Step};
use crate::transcript::{Entry, contains_words};

/// How long a person thinks before answering a question, in milliseconds.
const THINKS_MILLIS: u64 = 400;
/// The time between two keys.
const KEY_MILLIS: u64 = 200;
/// How much of what was heard is kept for a step that waits for words, in bytes.
const REMEMBERS_BYTES: usize = 16_384;

/// Somebody with a script, and how far it is.
#[derive(Debug)]
pub(crate) struct Person {
    steps: VecDeque<Step>,
    heard: String,
    used_window: u64,
    is_busy: bool,
    turn: u64,
}

impl Person {
    pub(crate) fn new(steps: Vec<Step>) -> Person {
        let steps = steps.into();
        Person { steps, heard: String::new(), used_window: 0, is_busy: false, turn: 0 }
    }

    pub(crate) fn hears(&mut self, words: &str) {
        if self.heard.len() < REMEMBERS_BYTES {
            self.heard.push_str(words);
            self.heard.push('\n');
        }
    }

    /// The steps that never came.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter()
    }
}

impl Exchange {
    /// Something listens now: a step may answer.
    pub(crate) fn window_opens(&mut self, id: CallId) {
        self.calls[id].window += 1;
        self.person_goes_on(id);
    }

    pub(crate) fn person_wakes(&mut self, id: CallId, turn: u64) {
        if self.calls[id].person.turn == turn {
            self.calls[id].person.is_busy = false;
            self.person_goes_on(id);
        }
    }

    fn is_listened_to(&self, id: CallId) -> bool {
        match &self.calls[id].doing {
            Doing::Gathering(gathering) => gathering.listens(),
            Doing::Recording(recording) => recording.has_begun,
            Doing::Session(session) => session.listens(),
            _ => false,
        }
    }

    fn is_joined(&self, id: CallId) -> bool {
        match &self.calls[id].link {
            Link::Bridged(_) => true,
            Link::InRoom(inside) => self.room_has_begun(&inside.name),
            _ => false,
        }
    }

    /// Takes the steps whose moment has come.
    pub(crate) fn person_goes_on(&mut self, id: CallId) {
        loop {
            let listened = self.is_listened_to(id);
            let joined = self.is_joined(id);
            let call = &mut self.calls[id];
            if call.has_ended() || call.person.is_busy {
                return;
            }
            let window = call.window;
            let person = &mut call.person;
            let may_answer = listened && person.used_window < window;
            let comes = match person.steps.front() {
                None => false,
                Some(Step::Hear(words)) => contains_words(&person.heard, words),
                Some(Step::Answer(_) | Step::Silence) => may_answer,
                Some(Step::Joined) => joined,
                Some(Step::Wait(_) | Step::Now(_) | Step::HangUp) => true,
            };
            if !comes {
                return;
            }
            match person.steps.pop_front() {
                None | Some(Step::Joined) => {}
                Some(Step::Hear(words)) => {
                    // What was heard up to these words is used up.
                    let lower = person.heard.to_lowercase();
                    let end = lower.find(&words.to_lowercase()).map(|at| at + words.len());
                    person.heard = lower.get(end.unwrap_or(0)..).unwrap_or_default().to_owned();
                }
                Some(Step::Silence) => person.used_window = window,
                Some(Step::Answer(reply)) => {
                    person.used_window = window;
                    person.steps.push_front(Step::Now(reply));
                    self.person_is_busy(id, THINKS_MILLIS);
                }
                Some(Step::Wait(millis)) => self.person_is_busy(id, millis),
                Some(Step::Now(reply)) => self.reply(id, &reply),
                Some(Step::HangUp) => self.hang_up(id),
            }
        }
    }

    fn person_is_busy(&mut self, id: CallId, millis: u64) {
        let person = &mut self.calls[id].person;
        person.is_busy = true;
        person.turn += 1;
        let turn = person.turn;
        self.set_timer(millis, Timer::Person(id, turn));
    }

    fn reply(&mut self, id: CallId, reply: &Reply) {
        match reply {
            Reply::Press(keys) => {
                self.write(Owner::Call(id), Entry::Pressed(keys.clone()));
                let mut after_millis = 0;
                for key in keys.chars() {
                    match key {
                        'w' => after_millis += 500,
                        key => {
                            self.set_timer(after_millis, Timer::Key(id, key));
                            after_millis += KEY_MILLIS;
                        }
                    }
                }
                self.person_is_busy(id, after_millis);
            }
            Reply::Speak { words, confidence } => {
                self.write(Owner::Call(id), Entry::Spoke(words.clone()));
                self.person_is_busy(id, super::activity::speech_millis(words));
                self.words_are_spoken(id, words, confidence.as_deref());
            }
        }
    }

    pub(crate) fn key_is_pressed(&mut self, id: CallId, key: char) {
        match &self.calls[id].doing {
            Doing::Gathering(_) => self.gather_key(id, key),
            Doing::Recording(_) => self.record_key(id, key),
            Doing::Session(_) => self.session_key(id, key),
            _ if key == '*' && self.star_hangs_up(id) => self.part(id, "the star key"),
            _ => self.write(Owner::Call(id), Entry::Note(format!("nobody hears the key {key}"))),
        }
    }

    fn words_are_spoken(&mut self, id: CallId, words: &str, confidence: Option<&str>) {
        match &self.calls[id].doing {
            Doing::Gathering(_) => self.gather_words(id, words, confidence),
            Doing::Recording(_) => self.record_words(id, words),
            _ => {}
        }
    }

    /// The person on the line hangs up.
    pub(crate) fn hang_up(&mut self, id: CallId) {
        let call = &self.calls[id];
        if call.has_ended() {
            return;
        }
        let status = match call.answered_millis {
            Some(_) => CallStatus::Completed,
            None => CallStatus::NoAnswer,
        };
        self.end_call(id, status, "caller");
    }
}
