//! Faults: why something was refused.

use serde::{Deserialize, Serialize};

use crate::{Problem, RevisionWhole, ScenarioResult};

/// Why a request was refused, in words and by a name that programs know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// Its name.
    pub code: Code,
    /// What is wrong and what to do, for people.
    pub message: String,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong with the flow, for [`Code::Problems`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The scenarios that do not come out as they say, for [`Code::Scenarios`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioResult>,
    /// The newest revision, which somebody else has made, for [`Code::Newer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Box<RevisionWhole>>,
}

/// The names of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The request makes no sense (400).
    BadRequest,
    /// Nobody knows who asks: log in (401).
    NotLoggedIn,
    /// The name or the password is wrong, or the link was used already (401).
    WrongCredentials,
    /// Who asks may not do this (403).
    Forbidden,
    /// There is no such thing (404).
    NotFound,
    /// The resource knows no such method (405).
    MethodNotAllowed,
    /// Somebody else has changed it meanwhile (409).
    Conflict,
    /// Somebody else has saved a newer revision, which is told in `theirs`: 409, or 412 when the header
    /// `If-Match` asked.
    Newer,
    /// What is sent is too large (413).
    TooLarge,
    /// The flow cannot be published; `problems` says why (422).
    Problems,
    /// A scenario of the flow does not come out as it says; `scenarios` tells which. Published all the same it is
    /// with `despite_scenarios` (422).
    Scenarios,
    /// It was not said over which revision this is saved (428).
    NoBase,
    /// There were too many wrong guesses; `Retry-After` says how many seconds to wait (429).
    TooMany,
    /// Something is broken there (500).
    Broken,
    /// Somebody else's server, which had to be asked, refused or did not answer (502).
    Elsewhere,
    /// The server cannot do it now; the same request may work in a moment (503).
    Unavailable,
    /// A name that a later release of the server has.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_a_later_release_is_read() {
        let text = r#"{"code":"out-of-office","message":"Nobody is here.","status":451,"more":1}"#;
        let fault: Fault = serde_json::from_str(text).unwrap();
        assert_eq!((fault.code, fault.status), (Code::Other, 451));
    }
}
