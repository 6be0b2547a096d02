//! Listening for keys and speech.

use centralita_engine::exec::{Gather, Prompt, SpeechInput};

use super::xml::Attributes;
use super::{Lacking, Page};
use crate::line::document::Link;

impl Page<'_> {
    pub(super) fn gather(&mut self, gather: &Gather, next: &Link) {
        let limits = &self.profile.limits;
        let (shortest, longest) = (*limits.gather_seconds.start(), *limits.gather_seconds.end());
        let asks_when_empty = self.profile.attribute("Gather", "actionOnEmptyResult").is_some();
        let speech = gather.speech.as_ref().filter(|_| self.profile.speech);
        if gather.speech.is_some() && speech.is_none() {
            self.lacks(Lacking::Speech);
        }
        let mut attributes = Attributes::default()
            .with("input", if speech.is_some() { "dtmf speech" } else { "dtmf" })
            .with("timeout", gather.timeout.0.clamp(shortest, longest))
            // Absent is `#`; empty is no key at all.
            .with("finishOnKey", &gather.finish_on_key);
        if let Some(digits) = gather.digits.filter(|digits| *digits > 0) {
            attributes = attributes.with("numDigits", digits);
        }
        if let Some(speech) = speech {
            attributes = self.speech(attributes, speech);
        }
        attributes = attributes.with("action", self.asked(next, &[])).with("method", "POST");
        if asks_when_empty {
            attributes = attributes.with("actionOnEmptyResult", true);
        }
        self.xml.open("Gather", attributes);
        match &gather.prompt {
            Some(Prompt::Say(say)) => self.say(say),
            Some(Prompt::Play(play)) => self.play(play),
            None => {}
        }
        self.xml.close("Gather");
        if !asks_when_empty {
            // Without input the provider goes on here, and would hang up if nothing stood here.
            self.redirect(&self.asked(next, &[("empty", "1")]));
        }
    }

    fn speech(&self, attributes: Attributes, speech: &SpeechInput) -> Attributes {
        let timeout = speech.timeout.trim();
        // Anything but `auto` and whole seconds would make the provider refuse the document.
        let is_known = timeout == "auto" || timeout.parse::<u32>().is_ok_and(|seconds| seconds > 0);
        attributes
            .with_some("speechTimeout", if is_known { timeout } else { "" })
            .with_some("language", &speech.language)
            .with_some("hints", &self.hints(&speech.hints))
            .with("profanityFilter", speech.profanity_filter)
            .with_some("speechModel", &speech.model)
    }

    /// As many of the phrases as the provider takes; one that is too long helps nobody when it is cut.
    fn hints(&self, hints: &str) -> String {
        let (most, longest) = self.profile.limits.hints;
        let phrases = hints.split(',').map(str::trim);
        let phrases = phrases.filter(|hint| !hint.is_empty() && hint.chars().count() <= longest);
        phrases.take(most).collect::<Vec<_>>().join(", ")
    }
}
