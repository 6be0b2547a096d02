//! What takes time: prompts, and the points at which an activity goes on.

use std::collections::VecDeque;

use super::Exchange;
use super::call::{CallId, Doing};
use super::run::Flow;
use super::timer::Timer;
use super::web::Owner;
use crate::settings::Settings;
use crate::transcript::Entry;
use crate::twiml::Element;

/// How long a text takes to be spoken, in milliseconds.
pub fn speech_millis(text: &str) -> u64 {
    300 + 60 * text.chars().count() as u64
}

/// How long a file plays whose length nobody set.
const USUAL_SOUND_MILLIS: u64 = 3_000;

/// Prompts that are played one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sounds {
    queue: VecDeque<Sound>,
}

#[derive(Clone, Debug)]
struct Sound {
    entry: Option<Entry>,
    millis: u64,
    /// How often it is still played; `None` is for ever.
    times: Option<u64>,
}

impl Sounds {
    /// Adds what a `Say`, `Play` or `Pause` sounds like.
    pub(crate) fn add(&mut self, verb: &Element, settings: &Settings) {
        let times = match verb.number("loop", 1) {
            0 => None,
            times => Some(times),
        };
        let (entry, millis, times) = match verb.name.as_str() {
            "Say" if verb.text.is_empty() => return,
            "Say" => (Some(Entry::Heard(verb.text.clone())), speech_millis(&verb.text), times),
            "Play" if verb.filled("digits").is_some() => {
                let digits = verb.attribute("digits").unwrap_or_default();
                let pauses = digits.chars().filter(|key| *key == 'w').count() as u64;
                let keys = digits.chars().count() as u64 - pauses;
                let words = format!("tones {digits}");
                (Some(Entry::Heard(words)), 500 * pauses + 200 * keys, times)
            }
            "Play" => {
                let known = settings.sound_millis.get(&verb.text).copied();
                let entry = Some(Entry::Heard(verb.text.clone()));
                (entry, known.unwrap_or(USUAL_SOUND_MILLIS), times)
            }
            "Pause" => (None, verb.number("length", 1).saturating_mul(1000), Some(1)),
            _ => return,
        };
        self.queue.push_back(Sound { entry, millis, times });
    }

    fn take(&mut self) -> Option<Sound> {
        let first = self.queue.front_mut()?;
        match &mut first.times {
            None => Some(first.clone()),
            Some(0 | 1) => self.queue.pop_front(),
            Some(times) => {
                *times -= 1;
                Some(first.clone())
            }
        }
    }
}

impl Exchange {
    /// Sets what a call does now; timers of what it did before no longer count.
    pub(crate) fn do_now(&mut self, id: CallId, doing: Doing) {
        let call = &mut self.calls[id];
        call.turn += 1;
        call.doing = doing;
    }

    /// Lets the activity of a call come to its next point after so long.
    pub(crate) fn activity_in(&mut self, id: CallId, millis: u64) {
        self.calls[id].turn += 1;
        let turn = self.calls[id].turn;
        self.set_timer(millis, Timer::Activity(id, turn));
    }

    pub(crate) fn begin_sounds(&mut self, id: CallId, sounds: Sounds) -> Flow {
        self.do_now(id, Doing::Sounding(sounds));
        if self.next_sound(id) { Flow::Stop } else { Flow::Next }
    }

    /// Begins the next prompt of what a call does; false when there is none.
    pub(crate) fn next_sound(&mut self, id: CallId) -> bool {
        let sounds = match &mut self.calls[id].doing {
            Doing::Sounding(sounds) => sounds,
            Doing::Gathering(gathering) => &mut gathering.sounds,
            _ => return false,
        };
        let Some(sound) = sounds.take() else { return false };
        // A prompt of no length that is played for ever would stop the time.
        self.activity_in(id, sound.millis.max(1));
        if let Some(entry) = sound.entry {
            if let Entry::Heard(words) = &entry {
                let words = words.clone();
                self.calls[id].person.hears(&words);
            }
            self.write(Owner::Call(id), entry);
            self.person_goes_on(id);
        }
        true
    }

    pub(crate) fn activity_is_due(&mut self, id: CallId) {
        match &self.calls[id].doing {
            Doing::Sounding(_) => {
                if !self.next_sound(id) {
                    self.run(id);
                }
            }
            Doing::Gathering(_) => self.gather_goes_on(id),
            Doing::Recording(_) => self.record_goes_on(id),
            Doing::Session(_) => self.session_is_over(id),
            Doing::WaitingAgain => self.fetch_wait(id),
            Doing::Nothing | Doing::Fetching(_) => {}
        }
    }
}
