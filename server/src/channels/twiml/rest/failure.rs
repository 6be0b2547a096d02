//! What went wrong with a request to a provider.

use centralita_engine::{Map, Text};
use thiserror::Error;

/// A request that was not done, or of which nobody knows whether it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// The status of the answer; 0 when there was none.
    pub status: u16,
    /// The provider's code for it, e.g. `21610`.
    pub code: Text,
    /// What the provider says about it, or the reason why nobody could be asked.
    pub message: Text,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// The contact wants no more messages.
    OptedOut,
    /// Too many requests; this one was not done.
    TooMany {
        /// How long to wait, when the provider says.
        after_secs: Option<u32>,
    },
    /// There is no such thing, or no more.
    NotFound,
    /// The account's secret is wrong, or may not do this.
    Unauthorized,
    /// The provider does not do this as it was asked.
    Refused,
    /// The provider is broken at the moment.
    Down,
    /// What was asked for is at another address.
    Elsewhere,
    /// Nobody answered at the address.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// More was answered than anybody wants to hold.
    TooLarge,
    /// The answer is not what was asked for.
    Unreadable,
}

impl Failure {
    /// A failure without an answer.
    pub fn without_answer(kind: FailureKind, message: impl Into<Text>) -> Failure {
        Failure { kind, status: 0, code: Text::default(), message: message.into() }
    }

    /// Whether the same request may go well later.
    pub fn is_worth_repeating(&self) -> bool {
        use FailureKind::{Down, TimedOut, TooMany, Unreachable};
        matches!(self.kind, TooMany { .. } | Down | Unreachable | TimedOut)
    }

    /// Whether the provider may have done it all the same, so that repeating it does it twice.
    pub fn may_have_been_done(&self) -> bool {
        use FailureKind::{Down, TimedOut, TooLarge, Unreadable};
        matches!(self.kind, Down | TimedOut | TooLarge | Unreadable)
    }

    /// The failure as an execution gets it.
    pub fn params(&self) -> Map {
        let mut params = Map::new();
        let code =
            if self.code.is_empty() { self.status.to_string().into() } else { self.code.clone() };
        params.insert("ErrorCode", code);
        params.insert("ErrorMessage", Text::from(self.sentence()));
        params
    }

    fn sentence(&self) -> String {
        let what = match self.kind {
            FailureKind::OptedOut => "The contact wants no more messages.",
            FailureKind::TooMany { .. } => "The provider takes no more requests at the moment.",
            FailureKind::NotFound => "The provider does not know it, or no more.",
            FailureKind::Unauthorized => {
                "The provider does not accept this account's secret. Check the account's settings."
            }
            FailureKind::Refused => "The provider does not do this.",
            FailureKind::Down => "The provider could not do this.",
            FailureKind::Elsewhere => "It is at another address, which is not followed.",
            FailureKind::Unreachable => "The provider could not be reached.",
            FailureKind::TimedOut => "The provider did not answer in time.",
            FailureKind::TooLarge => "The answer is larger than allowed.",
            FailureKind::Unreadable => "The provider's answer could not be read.",
        };
        match (self.message.is_empty(), self.code.is_empty()) {
            (true, true) if self.status == 0 => what.to_owned(),
            (true, true) => format!("{what} Its status: {}", self.status),
            (true, false) => format!("{what} It says: {}", self.code),
            (false, true) => format!("{what} It says: \"{}\"", self.message),
            (false, false) => format!("{what} It says: {} \"{}\"", self.code, self.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_the_provider_says() {
        let failure = Failure {
            kind: FailureKind::Refused,
            status: 400,
            code: "21211".into(),
            message: "Invalid 'To' Phone Number".into(),
        };
        assert_eq!(
            failure.to_string(),
            "The provider does not do this. It says: 21211 \"Invalid 'To' Phone Number\""
        );
        assert_eq!(failure.params().get("ErrorCode").and_then(|it| it.as_text()), Some("21211"));
        let silent = Failure::without_answer(FailureKind::TimedOut, "");
        assert_eq!(silent.to_string(), "The provider did not answer in time.");
        assert!(silent.may_have_been_done() && silent.is_worth_repeating());
    }
}
