//! Documents as the text that a provider runs.
//!
//! Whatever a document says, there is a text, and it parses: what the provider has another word for is
//! worded so, what it lacks is replaced where the caller notices little, and where no honest replacement
//! is the flow is sent on by the way that a failure takes. Each of these is told in
//! [`Rendered::lacking`]; [`lacks`](super::lacks()) says the same of a whole flow before anybody calls.
//!
//! The one place where markup of a document comes from outside is SSML in words to be spoken, since
//! authors write it there. Known elements with known attributes pass, everything else is text; see
//! `ssml.rs`.

mod dial;
mod gather;
mod service;
mod silence;
mod speech;
mod ssml;
mod stream;
mod xml;

pub use silence::{SILENCE_SECONDS, silence};
pub use ssml::plain;

use centralita_engine::exec::Record;

use crate::channels::twiml::Profile;
use crate::line::document::{Document, Link, Verb};
use xml::{Attributes, Xml};

/// Where our addresses are, and what can be heard there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The public base, e.g. `https://host.example` or `https://host.example/phone`, without a slash at
    /// its end.
    pub base: String,
    /// What stands behind `#` in our addresses for a provider that reads it, e.g. `ct=2000&rc=2`; empty
    /// for nothing.
    pub fragment: String,
    /// Where [`silence()`] is served, below the public base; for providers without a pause.
    pub silence: Link,
    /// The music for those who wait.
    pub music: Option<Music>,
}

/// Music for those who wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Music {
    /// Where it is: below the public base, or a whole address.
    pub url: String,
    /// How long it is, in seconds. A visit of the waiting loop lasts at least this long, so keep it
    /// under 20.
    pub seconds: u32,
}

impl Site {
    /// The site at a public base, with silence at `/audio/silence.wav` and without music.
    pub fn at(base: &str) -> Site {
        Site {
            base: base.trim_end_matches('/').to_owned(),
            fragment: String::new(),
            silence: Link("/audio/silence.wav".into()),
            music: None,
        }
    }

    /// The whole address of a link.
    pub fn url(&self, link: &Link) -> String {
        format!("{}{}", self.base, link.0)
    }
}

/// The text that a provider runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What the document says and the provider lacks, each once.
    pub lacking: Vec<Lacking>,
}

/// Something that a document says and the provider lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lacking {
    /// No pause: silence is played.
    Pause,
    /// No speech: only keys are understood.
    Speech,
    /// No tones: nothing sounds.
    Tones,
    /// No SSML: the words are spoken without it.
    Markup,
    /// No client can be called: the flow goes on as if the call had failed.
    Client,
    /// No SIM card can be called: the flow goes on as if the call had failed.
    Sim,
    /// No conference: the flow goes on as if the call had failed.
    Conference,
    /// No user name and password for SIP: the call goes without.
    SipCredentials,
    /// A talk cannot be recorded: it is not.
    DialRecording,
    /// A talk cannot be limited: it is not.
    DialLimit,
    /// What is recorded cannot be written down: it is not.
    Transcription,
    /// Silence is not cut off.
    Trim,
    /// The audio cannot be copied: it is not.
    Stream,
    /// The audio cannot be copied by SIPREC: it is not.
    Siprec,
    /// No payments: the flow leaves by the provider's failure.
    Pay,
    /// No virtual agents: the flow leaves by failure.
    VirtualAgent,
    /// No conversation relay: the flow leaves by failure.
    Relay,
    /// The document is longer than the provider reads.
    TooLong,
}

/// Whether words to be spoken hold SSML that would pass.
pub fn has_markup(words: &str) -> bool {
    ssml::read(words).iter().any(|piece| !matches!(piece, ssml::Piece::Text(_)))
}

/// The document as the provider runs it.
pub fn render(document: &Document, profile: &Profile, site: &Site) -> Rendered {
    let mut page = Page { xml: Xml::new(profile), profile, site, lacking: Vec::new() };
    page.xml.open("Response", Attributes::default());
    for verb in &document.verbs {
        page.verb(verb);
    }
    page.xml.close("Response");
    let Page { xml, mut lacking, .. } = page;
    let text = xml.into_text();
    if text.len() > profile.limits.document_bytes {
        lacking.push(Lacking::TooLong);
    }
    lacking.sort_unstable();
    lacking.dedup();
    Rendered { text, lacking }
}

/// A document that is being written.
struct Page<'p> {
    xml: Xml<'p>,
    profile: &'p Profile,
    site: &'p Site,
    lacking: Vec<Lacking>,
}

impl Page<'_> {
    fn verb(&mut self, verb: &Verb) {
        match verb {
            Verb::Say(say) => self.say(say),
            Verb::Play(play) => self.play(play),
            Verb::Pause(seconds) => self.pause(*seconds),
            Verb::Hold(seconds) => self.hold(*seconds),
            Verb::Gather { gather, next } => self.gather(gather, next),
            Verb::Record { record, next, status } => self.record(record, next, status),
            Verb::Dial { dial, next } => self.dial(dial, next),
            Verb::Conference { name, starts, ends, next, status } => {
                self.conference(name, *starts, *ends, next.as_ref(), status.as_ref());
            }
            Verb::Redirect(to) => self.redirect(&self.asked(to, &[])),
            Verb::RedirectAway { url, method } => {
                let method = if method.eq_ignore_ascii_case("GET") { "GET" } else { "POST" };
                self.xml.leaf("Redirect", Attributes::default().with("method", method), url);
            }
            Verb::Stream(stream) => self.stream(stream),
            Verb::Pay { service, next } => self.pay(service, next),
            Verb::VirtualAgent { service, next } => self.virtual_agent(service, next),
            Verb::Relay { service, next } => self.relay(service, next),
            Verb::HangUp => self.xml.empty("Hangup", Attributes::default()),
            Verb::Reject => self.xml.empty("Reject", Attributes::default()),
        }
    }

    /// The whole address of a link of ours with `query` added, as the provider shall ask it.
    fn asked(&self, link: &Link, query: &[(&str, &str)]) -> String {
        let mut url = self.site.url(link);
        if !query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            let pairs =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            url.push_str(&pairs);
        }
        if self.profile.fragments && !self.site.fragment.is_empty() {
            url.push('#');
            url.push_str(&self.site.fragment);
        }
        url
    }

    /// `action` and `method`: who is asked when the verb is over. Always by `POST`, whose answers no
    /// provider keeps for the next time.
    fn asking(&self, next: &Link) -> Attributes {
        Attributes::default().with("action", self.asked(next, &[])).with("method", "POST")
    }

    fn redirect(&mut self, url: &str) {
        self.xml.leaf("Redirect", Attributes::default().with("method", "POST"), url);
    }

    /// Instead of a verb that the provider lacks: the flow is sent on with the words of a failure.
    fn instead(&mut self, lacking: Lacking, next: &Link, said: &[(&str, &str)]) {
        self.lacking.push(lacking);
        self.redirect(&self.asked(next, said));
    }

    fn lacks(&mut self, lacking: Lacking) {
        self.lacking.push(lacking);
    }

    fn record(&mut self, record: &Record, next: &Link, status: &Link) {
        let has = |name: &str| self.profile.attribute("Record", name).is_some();
        let (transcribes, trims) = (has("transcribe"), has("trim"));
        // Silence that lasts as long as the recording may ends nothing; whether 0 does is not told.
        let timeout = if record.timeout.0 == 0 { record.max_length.0 } else { record.timeout.0 };
        let mut attributes = self
            .asking(next)
            .with("timeout", timeout.max(1))
            .with("finishOnKey", &record.finish_on_key)
            .with("maxLength", record.max_length.0.max(1))
            .with("playBeep", record.beep)
            .with("trim", if record.trim { "trim-silence" } else { "do-not-trim" })
            .with("recordingStatusCallback", self.asked(status, &[]))
            .with("recordingStatusCallbackMethod", "POST");
        if record.transcribe {
            attributes = attributes
                .with("transcribe", true)
                .with_some("transcribeCallback", &record.transcription_url);
            if !transcribes {
                self.lacks(Lacking::Transcription);
            }
        }
        if record.trim && !trims {
            self.lacks(Lacking::Trim);
        }
        self.xml.empty("Record", attributes);
        // Older documents of the provider go on here when nothing was said.
        self.redirect(&self.asked(next, &[("empty", "1")]));
    }
}

#[cfg(test)]
mod tests;
