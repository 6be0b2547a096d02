//! `<Gather>`: a question, keys and speech.

use super::Exchange;
use super::activity::{Sounds, speech_millis};
use super::call::{CallId, Doing, Target};
use super::run::{Flow, post_or};
use super::web::Owner;
use crate::form::Form;
use crate::transcript::{Entry, Purpose};
use crate::twiml::Element;

/// The pause after which speech is over where the recogniser decides.
const AUTO_PAUSE_MILLIS: u64 = 1_000;

/// A question that is being asked.
#[derive(Debug)]
pub(crate) struct Gathering {
    pub sounds: Sounds,
    action: Target,
    phase: Phase,
    digits: String,
    words: String,
    confidence: Option<String>,
    takes_keys: bool,
    takes_speech: bool,
    barge_in: bool,
    most_digits: Option<usize>,
    finish_keys: String,
    timeout_millis: u64,
    speech_pause_millis: u64,
    asks_when_empty: bool,
    partial: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Prompt,
    Listening,
    Speaking,
}

impl Gathering {
    /// Whether the prompt is over and an answer is awaited.
    pub(crate) fn listens(&self) -> bool {
        self.phase != Phase::Prompt
    }
}

impl Exchange {
    pub(crate) fn begin_gather(&mut self, id: CallId, verb: &Element) -> Flow {
        let mut action = self.action_of(id, verb);
        if action.url.is_empty() {
            action = Target { url: self.own_address(id).url, ..action };
        }
        let input = verb.attribute("input").unwrap_or("dtmf");
        let timeout_millis = verb.number("timeout", 5).saturating_mul(1000);
        let speech_pause_millis = match verb.attribute("speechTimeout") {
            Some("auto") => AUTO_PAUSE_MILLIS,
            _ => verb.number("speechTimeout", timeout_millis / 1000).saturating_mul(1000),
        };
        let partial = match verb.filled("partialResultCallback") {
            Some(url) => Target {
                url: self.resolve(id, url).unwrap_or_default(),
                method: post_or(verb.filled("partialResultCallbackMethod").unwrap_or("POST")),
            },
            None => Target::default(),
        };
        let mut sounds = Sounds::default();
        for prompt in &verb.children {
            sounds.add(prompt, &self.settings);
        }
        let gathering = Gathering {
            sounds,
            action,
            phase: Phase::Prompt,
            digits: String::new(),
            words: String::new(),
            confidence: None,
            takes_keys: input.split_whitespace().any(|one| one == "dtmf"),
            takes_speech: input.split_whitespace().any(|one| one == "speech"),
            barge_in: verb.says("bargeIn", true),
            most_digits: verb.attribute("numDigits").and_then(|n| n.parse().ok()),
            // Absent and empty are two things: absent is the hash key, empty is none.
            finish_keys: verb.attribute("finishOnKey").unwrap_or("#").to_owned(),
            timeout_millis,
            speech_pause_millis,
            asks_when_empty: verb.says("actionOnEmptyResult", false),
            partial,
        };
        self.do_now(id, Doing::Gathering(gathering));
        if !self.next_sound(id) {
            self.listen(id);
        }
        Flow::Stop
    }

    /// The activity of a question comes to its next point: the next prompt, or a silence is over.
    pub(crate) fn gather_goes_on(&mut self, id: CallId) {
        let Some(phase) = self.gathering(id).map(|gathering| gathering.phase) else { return };
        match phase {
            Phase::Prompt => {
                if !self.next_sound(id) {
                    self.listen(id);
                }
            }
            Phase::Listening | Phase::Speaking => self.finish_gather(id, ""),
        }
    }

    fn gathering(&mut self, id: CallId) -> Option<&mut Gathering> {
        match &mut self.calls[id].doing {
            Doing::Gathering(gathering) => Some(gathering),
            _ => None,
        }
    }

    /// The prompt is over: an answer may come.
    fn listen(&mut self, id: CallId) {
        let Some(gathering) = self.gathering(id) else { return };
        gathering.phase = Phase::Listening;
        let millis = gathering.timeout_millis;
        self.activity_in(id, millis);
        self.window_opens(id);
    }

    fn cut_prompt(&mut self, id: CallId) {
        self.write(Owner::Call(id), Entry::Cut);
        // The window has opened, though nobody waits for another answer than the one being given.
        self.calls[id].window += 1;
    }

    pub(crate) fn gather_key(&mut self, id: CallId, key: char) {
        let Some(gathering) = self.gathering(id) else { return };
        if !gathering.takes_keys {
            let note = Entry::Note(format!("the question takes no keys: {key}"));
            self.write(Owner::Call(id), note);
            return;
        }
        let was_prompt = gathering.phase == Phase::Prompt;
        // Keys win over speech.
        gathering.phase = Phase::Listening;
        gathering.words.clear();
        let finishes = gathering.finish_keys.contains(key);
        if !finishes {
            gathering.digits.push(key);
        }
        let is_full = gathering.most_digits.is_some_and(|most| gathering.digits.len() >= most);
        let millis = gathering.timeout_millis;
        if was_prompt {
            self.cut_prompt(id);
        }
        match (finishes, is_full) {
            (true, _) => self.finish_gather(id, &key.to_string()),
            (false, true) => self.finish_gather(id, ""),
            (false, false) => self.activity_in(id, millis),
        }
    }

    pub(crate) fn gather_words(&mut self, id: CallId, words: &str, confidence: Option<&str>) {
        let Some(gathering) = self.gathering(id) else { return };
        let in_prompt = gathering.phase == Phase::Prompt;
        let is_deaf = !gathering.takes_speech || (in_prompt && !gathering.barge_in);
        if is_deaf || !gathering.digits.is_empty() || words.trim().is_empty() {
            return;
        }
        gathering.phase = Phase::Speaking;
        if !gathering.words.is_empty() {
            gathering.words.push(' ');
        }
        gathering.words.push_str(words);
        gathering.confidence = confidence.map(str::to_owned);
        let millis = speech_millis(words).saturating_add(gathering.speech_pause_millis);
        let (partial, so_far) = (gathering.partial.clone(), gathering.words.clone());
        if in_prompt {
            self.cut_prompt(id);
        }
        self.activity_in(id, millis);
        if !partial.url.is_empty() {
            self.tell_partial(id, &partial, &so_far);
        }
    }

    fn tell_partial(&mut self, id: CallId, target: &Target, words: &str) {
        let half = words.split(' ').count().div_ceil(2);
        let first: Vec<&str> = words.split(' ').take(half).collect();
        let call = &mut self.calls[id];
        let sequence = call.partials;
        call.partials += 1;
        let form = self
            .call_form(id)
            .with("UnstableSpeechResult", first.join(" "))
            .with("Stability", "0.8")
            .with("SequenceNumber", sequence.to_string());
        self.send(Owner::Call(id), Purpose::PartialSpeech, target, form, 0);
    }

    /// The question is over: what was answered goes to the action, nothing goes on.
    fn finish_gather(&mut self, id: CallId, finished_on: &str) {
        let Some(gathering) = self.gathering(id) else { return };
        let mut extra = Form::new();
        if !gathering.digits.is_empty() {
            extra.add("Digits", &gathering.digits);
            extra.add("FinishedOnKey", finished_on);
        } else if !gathering.words.is_empty() {
            extra.add("SpeechResult", &gathering.words);
            if let Some(confidence) = &gathering.confidence {
                extra.add("Confidence", confidence);
            }
        } else if gathering.asks_when_empty {
            let name = if gathering.takes_keys { "Digits" } else { "SpeechResult" };
            extra.add(name, "");
        }
        let action = gathering.action.clone();
        match extra.is_empty() {
            true => self.run(id),
            false => self.fetch_absolute(id, &action, &extra),
        }
    }

    /// Asks an action that was resolved before; one that could not be is a failure.
    pub(crate) fn fetch_absolute(&mut self, id: CallId, action: &Target, extra: &Form) {
        match action.url.is_empty() {
            true => {
                self.instructions_failed(id, 11100, "a document without an address asks itself")
            }
            false => self.fetch(id, action, extra),
        }
    }
}
