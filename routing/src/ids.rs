//! Ids: what tells one thing of a workspace from another.
//!
//! Things that people set up carry an id somebody else chose, the vendor's (`WQ…`) or a plain name;
//! it is opaque here. Tasks and reservations are counted by the workspace itself, upwards from 1, so
//! that the same inputs give the same ids.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A text that is shared rather than copied.
pub type Text = Arc<str>;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Text);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $name {
            fn default() -> $name {
                $name(Text::from(""))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(Text::from(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// Which activity: what a worker is doing, such as available or at lunch (`WA…` at the vendor).
    ActivityId
}
text_id! {
    /// Which channel: a kind of work, such as voice or chat (`TC…` at the vendor).
    ChannelId
}
text_id! {
    /// Which queue (`WQ…` at the vendor).
    QueueId
}
text_id! {
    /// Which calendar of opening hours.
    CalendarId
}
text_id! {
    /// Which plan: a set of routing rules (`WW…` at the vendor, who says workflow).
    PlanId
}
text_id! {
    /// Which worker (`WK…` at the vendor).
    WorkerId
}

macro_rules! counted_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

counted_id! {
    /// Which task: counted upwards from 1 as tasks are created.
    TaskId
}
counted_id! {
    /// Which reservation: counted upwards from 1 as reservations are created.
    ReservationId
}
