//! Secrets on the wire: read and written as texts, never printed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A password, a token, the secret half of a key. Printing it for a log prints nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_on_the_wire_and_in_no_log() {
        let secret = Secret("open sesame".into());
        assert!(!format!("{secret:?}").contains("sesame"));
        let written = serde_json::to_string(&secret).unwrap();
        assert_eq!(serde_json::from_str::<Secret>(&written).unwrap(), secret);
    }
}
