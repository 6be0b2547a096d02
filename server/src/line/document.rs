//! Documents: what a provider that holds a call is told to do next.
//!
//! A document is plain data; what it looks like on the wire is the business of a channel
//! ([`crate::channels`]). It says no address: [`Link`]s are paths below the public base, which whoever
//! renders it knows.

use centralita_engine::Text;
use centralita_engine::exec::{Dial, Gather, Play, Record, Say, Service, Stream};

/// What a provider does, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The verbs. None at all ends the call.
    pub verbs: Vec<Verb>,
}

/// A path below the public base, e.g. `/call/FN…/3/input`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(pub String);

/// One thing that a provider does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verb {
    /// Speaks.
    Say(Say),
    /// Plays audio or tones.
    Play(Play),
    /// Is silent for whole seconds.
    Pause(u32),
    /// Plays the house's music for about so many seconds, for a caller who waits.
    Hold(u32),
    /// Listens, and asks `next` with what came, or with nothing when nothing came.
    Gather {
        /// How.
        gather: Gather,
        /// Who is asked then.
        next: Link,
    },
    /// Records the caller, and asks `next` with the recording.
    Record {
        /// How.
        record: Record,
        /// Who is asked then.
        next: Link,
        /// Who is told when the recording is ready.
        status: Link,
    },
    /// Calls somebody and connects the two, and asks `next` when they have parted.
    Dial {
        /// Whom, and how.
        dial: Dial,
        /// Who is asked then.
        next: Link,
    },
    /// Puts the caller into a conference, and asks `next` when it is left.
    Conference {
        /// Its name, the same for all who shall meet in it.
        name: Text,
        /// Whether it begins when this one enters.
        starts: bool,
        /// Whether it ends when this one leaves.
        ends: bool,
        /// Who is asked then; none hangs up.
        next: Option<Link>,
        /// Who is told who comes and goes.
        status: Option<Link>,
    },
    /// Asks `to` what to do next.
    Redirect(Link),
    /// Lets another program take the call.
    RedirectAway {
        /// Its address.
        url: Text,
        /// `GET` or `POST`.
        method: Text,
    },
    /// Starts or stops a copy of the audio, and goes on at once.
    Stream(Stream),
    /// Takes a payment, and asks `next` with how it went.
    Pay {
        /// The settings.
        service: Service,
        /// Who is asked then.
        next: Link,
    },
    /// Connects the caller with a virtual agent, and asks `next` when that is over.
    VirtualAgent {
        /// The settings.
        service: Service,
        /// Who is asked then.
        next: Link,
    },
    /// Connects the caller with a conversation relay, and asks `next` when that is over.
    Relay {
        /// The settings.
        service: Service,
        /// Who is asked then.
        next: Link,
    },
    /// Ends the call.
    HangUp,
    /// Refuses a call that was not answered yet.
    Reject,
}

impl Document {
    /// The document with these verbs.
    pub fn of(verbs: impl IntoIterator<Item = Verb>) -> Document {
        Document { verbs: verbs.into_iter().collect() }
    }

    /// Whether it only has a caller wait.
    pub fn is_hold(&self) -> bool {
        self.verbs.iter().any(|verb| matches!(verb, Verb::Hold(_)))
    }
}
