//! The words of a provider, each an enum that keeps what it does not know.

use centralita_engine::Text;

/// An enum of a provider's words; a word that nobody knows is kept as it came.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$each])* $variant,)*
            /// Another word, as it came; empty when there was none.
            Other(Text),
        }

        impl $name {
            /// What the word means.
            pub fn from_word(word: &str) -> $name {
                match word {
                    $($word => $name::$variant,)*
                    other => $name::Other(other.into()),
                }
            }

            /// The word as providers spell it.
            pub fn word(&self) -> &str {
                match self {
                    $($name::$variant => $word,)*
                    $name::Other(word) => word,
                }
            }
        }
    };
}

words! {
    /// How a call is.
    CallStatus {
        /// It waits to be placed.
        Queued = "queued",
        /// It was placed, and nobody knows more yet.
        Initiated = "initiated",
        /// It rings.
        Ringing = "ringing",
        /// It is live.
        InProgress = "in-progress",
        /// It was live, and is over.
        Completed = "completed",
        /// The line was busy.
        Busy = "busy",
        /// It could not be placed, or broke.
        Failed = "failed",
        /// Nobody answered.
        NoAnswer = "no-answer",
        /// It was taken back before anybody answered.
        Canceled = "canceled",
    }
}

impl CallStatus {
    /// Whether nothing comes after it.
    pub fn is_last(&self) -> bool {
        use CallStatus::{Busy, Canceled, Completed, Failed, NoAnswer};
        matches!(self, Completed | Busy | Failed | NoAnswer | Canceled)
    }
}

words! {
    /// Which way a call went.
    Direction {
        /// Somebody called us.
        Inbound = "inbound",
        /// We placed it by REST.
        OutboundApi = "outbound-api",
        /// We placed it while another call was live.
        OutboundDial = "outbound-dial",
    }
}

words! {
    /// How a message is.
    MessageStatus {
        /// The provider took it and chooses a number.
        Accepted = "accepted",
        /// It will be sent later.
        Scheduled = "scheduled",
        /// It waits to be sent.
        Queued = "queued",
        /// It is on its way out.
        Sending = "sending",
        /// The network took it.
        Sent = "sent",
        /// It came in.
        Received = "received",
        /// The contact has it.
        Delivered = "delivered",
        /// The network could not bring it.
        Undelivered = "undelivered",
        /// It was not sent.
        Failed = "failed",
        /// It was taken back.
        Canceled = "canceled",
        /// The contact has seen it.
        Read = "read",
    }
}

impl MessageStatus {
    /// Whether the contact does not get it.
    pub fn is_failure(&self) -> bool {
        matches!(self, MessageStatus::Undelivered | MessageStatus::Failed)
    }
}

words! {
    /// How a recording is.
    RecordingStatus {
        /// It is being made.
        InProgress = "in-progress",
        /// It is paused.
        Paused = "paused",
        /// It can be fetched.
        Completed = "completed",
        /// Nothing could be heard, so there is none.
        Absent = "absent",
        /// It is lost.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_nobody_knows_is_kept() {
        assert_eq!(CallStatus::from_word("in-progress"), CallStatus::InProgress);
        let odd = CallStatus::from_word("on-the-moon");
        assert_eq!((odd.word(), odd.is_last()), ("on-the-moon", false));
        assert_eq!(MessageStatus::from_word("undelivered").word(), "undelivered");
        assert!(MessageStatus::from_word("undelivered").is_failure());
        assert_eq!(Direction::from_word(""), Direction::Other("".into()));
    }
}
