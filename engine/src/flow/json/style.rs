//! How a file is laid out, and writing new JSON in that manner.

use super::Json;

/// The manner in which a file is written: indentation, line ends, blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// One step of indentation; nothing when the file is on one line.
    pub indent: String,
}

/// `json` with canonical white space.
pub fn canonical(json: &Json) -> String {
    json.text().to_owned()
}
