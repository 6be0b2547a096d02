//! The mark of a database that has a part in a move: no server begins on it.

use centralita_engine::Time;

/// The part that a database has in a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Part {
    /// Everything in it stands in the other place since.
    Away,
    /// It is being filled from the other place.
    Coming,
}

impl Part {
    pub fn word(self) -> &'static str {
        match self {
            Part::Away => "away",
            Part::Coming => "coming",
        }
    }

    /// The part of this name. A word that a later release may have is as good as a database that is not
    /// whole: nobody begins on it.
    pub fn from_word(word: &str) -> Part {
        match word {
            "away" => Part::Away,
            _ => Part::Coming,
        }
    }
}

/// What a database says of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Mark {
    /// Which move: both ends say the same.
    pub id: String,
    pub part: Part,
    /// The other end, without any password.
    pub other: String,
    pub at: Time,
}

/// Why no server begins on a database: it has a part in a move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Moved {
    /// Everything in it stands elsewhere since.
    #[error(
        "everything in it was moved to {other}. Start the server with that database. Only when no \
         server ever answers there: `centralita move --reopen` lets servers begin here again"
    )]
    Away {
        /// Where.
        other: String,
    },
    /// It was being filled, and that did not come to its end.
    #[error(
        "it was being filled from {other}, and that did not come to its end. Do the same move again, \
         or go on there and throw this one away by `centralita move --reopen`"
    )]
    Unfinished {
        /// From where.
        other: String,
    },
}

impl From<Mark> for Moved {
    fn from(mark: Mark) -> Moved {
        match mark.part {
            Part::Away => Moved::Away { other: mark.other },
            Part::Coming => Moved::Unfinished { other: mark.other },
        }
    }
}
