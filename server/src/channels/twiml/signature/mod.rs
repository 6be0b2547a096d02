//! Signatures: whether a request comes from the provider it says it comes from.
//!
//! Three of the four providers sign the address and the form with a secret that both sides know; one
//! signs the moment and the body with a key of its own. Whoever verifies gives the address **as the
//! provider used it**: the configured public base and the raw path and query of the request, never
//! the header `Host`, which strangers choose, and never a query that was read and written again.

mod ed25519;
mod sha1;
mod url;

use thiserror::Error;

pub use ed25519::TOLERANCE_SECONDS;
pub use sha1::{sign, sign_body};

use crate::channels::twiml::request::Form;

/// How a provider signs its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HMAC-SHA1 over the address and the sorted form, base64; the key is the account's token.
    Sha1 {
        /// The header it comes in.
        header: &'static str,
    },
    /// Ed25519 over the moment, a bar and the body; the key is the provider's public one.
    ///
    /// The address is not part of it, so that nothing in it may be trusted further than its path.
    Ed25519,
}

/// The header with Telnyx's signature.
pub const TELNYX_SIGNATURE: &str = "telnyx-signature-ed25519";
/// The header with the moment of Telnyx's signature, in seconds since 1970.
pub const TELNYX_TIMESTAMP: &str = "telnyx-timestamp";
/// The header by which Twilio names another algorithm than the usual one.
pub const TWILIO_SETTINGS: &str = "X-Twilio-Webhooks-Signature-Settings";

impl Scheme {
    /// The header that carries the signature.
    pub fn header(self) -> &'static str {
        match self {
            Scheme::Sha1 { header } => header,
            Scheme::Ed25519 => TELNYX_SIGNATURE,
        }
    }
}

/// What was signed: a request as it came.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'r> {
    /// The whole address as the provider used it: the public base, the raw path, the raw query.
    pub url: &'r str,
    /// What came in the body.
    pub body: Body<'r>,
    /// The header of [`Scheme::header`].
    pub signature: Option<&'r str>,
    /// The header [`TELNYX_TIMESTAMP`].
    pub timestamp: Option<&'r str>,
    /// The header [`TWILIO_SETTINGS`].
    pub settings: Option<&'r str>,
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub enum Body<'r> {
    /// None, as with `GET`.
    Nothing,
    /// A form: what it says, and its bytes.
    Form {
        /// What it says.
        form: &'r Form,
        /// Its bytes.
        bytes: &'r [u8],
    },
    /// Anything else, such as JSON.
    Other(&'r [u8]),
}

impl<'r> Body<'r> {
    /// The bytes as they came.
    pub fn bytes(self) -> &'r [u8] {
        match self {
            Body::Nothing => &[],
            Body::Form { bytes, .. } | Body::Other(bytes) => bytes,
        }
    }
}

/// Why a request is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unbelieved {
    /// Nothing to compare with.
    #[error(
        "No key is set for this connection, so that nobody's requests can be believed. Set the provider's token or public key."
    )]
    NoKey,
    /// A key that is none.
    #[error(
        "The public key of this connection is not the base64 of 32 bytes. Copy it again from the provider's page."
    )]
    BadKey,
    /// No signature.
    #[error(
        "The request has no header {0}. It does not come from the provider, or a proxy removes the header."
    )]
    NoSignature(&'static str),
    /// Another signature.
    #[error(
        "The signature is not that of this address and body. Check the token, and that the public base is the address the provider uses: \"{0}\""
    )]
    Different(String),
    /// A body that nobody signed.
    #[error(
        "The body is no form, and the address has no bodySHA256 that is the body's. The body may be anybody's."
    )]
    BodyUnsigned,
    /// Too old, or from the future.
    #[error(
        "The signature was made {0} seconds away from now, and {TOLERANCE_SECONDS} are allowed. Check this machine's clock."
    )]
    OutOfTime(u64),
}

/// Whether the provider made this request; any of the keys will do, so that keys can be changed without
/// losing a call. `now_seconds` are seconds since 1970.
///
/// # Errors
/// Why it is not believed, for the log; to whoever asked it should only be said that it is not.
pub fn verify(
    scheme: Scheme,
    keys: &[&str],
    signed: &Signed<'_>,
    now_seconds: u64,
) -> Result<(), Unbelieved> {
    // An empty key would make everybody the provider.
    let keys: Vec<&str> = keys.iter().copied().filter(|key| !key.is_empty()).collect();
    if keys.is_empty() {
        return Err(Unbelieved::NoKey);
    }
    match scheme {
        Scheme::Sha1 { header } => sha1::verify(header, &keys, signed),
        Scheme::Ed25519 => ed25519::verify(&keys, signed, now_seconds),
    }
}
