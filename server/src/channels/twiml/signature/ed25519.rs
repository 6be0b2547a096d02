//! Ed25519 over the moment and the body: Telnyx.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};

use super::{Signed, TELNYX_SIGNATURE, TELNYX_TIMESTAMP, Unbelieved};

/// How far the moment of a signature may be from now, so that nobody sends an old request again.
pub const TOLERANCE_SECONDS: u64 = 300;

pub(super) fn verify(
    keys: &[&str],
    signed: &Signed<'_>,
    now_seconds: u64,
) -> Result<(), Unbelieved> {
    let given = |value: Option<&'_ str>| value.map(str::trim).map(str::to_owned);
    let signature = given(signed.signature).ok_or(Unbelieved::NoSignature(TELNYX_SIGNATURE))?;
    let timestamp = given(signed.timestamp).ok_or(Unbelieved::NoSignature(TELNYX_TIMESTAMP))?;
    let different = || Unbelieved::Different(signed.url.to_owned());
    let signature = STANDARD.decode(signature).ok();
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let signature = signature.ok_or_else(different)?;
    let made_seconds: u64 = timestamp.parse().map_err(|_| different())?;
    let away_seconds = now_seconds.abs_diff(made_seconds);
    if away_seconds > TOLERANCE_SECONDS {
        return Err(Unbelieved::OutOfTime(away_seconds));
    }
    let mut text = timestamp.into_bytes();
    text.push(b'|');
    text.extend_from_slice(signed.body.bytes());
    let keys: Vec<VerifyingKey> = keys.iter().filter_map(|key| read_key(key)).collect();
    if keys.is_empty() {
        return Err(Unbelieved::BadKey);
    }
    let is_theirs = keys.iter().any(|key| key.verify_strict(&text, &signature).is_ok());
    if is_theirs { Ok(()) } else { Err(different()) }
}

fn read_key(key: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = STANDARD.decode(key.trim()).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::super::{Body, Scheme, verify};
    use super::*;
    use crate::channels::twiml::request::Form;

    const NOW: u64 = 1_700_000_000;
    const BYTES: &[u8] = b"CallSid=v3%3Aabc&From=%2B15550100";

    struct Telnyx {
        key: SigningKey,
    }

    impl Telnyx {
        fn new(seed: u8) -> Telnyx {
            Telnyx { key: SigningKey::from_bytes(&[seed; 32]) }
        }

        fn public(&self) -> String {
            STANDARD.encode(self.key.verifying_key().as_bytes())
        }

        fn sign(&self, timestamp: &str, body: &[u8]) -> String {
            let text = [timestamp.as_bytes(), b"|", body].concat();
            STANDARD.encode(self.key.sign(&text).to_bytes())
        }
    }

    fn check(
        keys: &[&str],
        signature: &str,
        timestamp: &str,
        body: &[u8],
    ) -> Result<(), Unbelieved> {
        let form = Form::read(body).unwrap();
        let signed = Signed {
            url: "https://host.example/in",
            body: Body::Form { form: &form, bytes: body },
            signature: Some(signature),
            timestamp: Some(timestamp),
            settings: None,
        };
        verify(Scheme::Ed25519, keys, &signed, NOW)
    }

    #[test]
    fn a_request_of_the_provider_is_believed_and_a_changed_one_is_not() {
        let telnyx = Telnyx::new(7);
        let key = telnyx.public();
        let moment = NOW.to_string();
        let signature = telnyx.sign(&moment, BYTES);
        assert_eq!(check(&[&key], &signature, &moment, BYTES), Ok(()));
        assert!(check(&[&key], &signature, &moment, b"CallSid=v3%3Aabc&From=%2B15550101").is_err());
        assert!(check(&[&key], &signature, &(NOW + 1).to_string(), BYTES).is_err());
        assert!(check(&[&key], "", &moment, BYTES).is_err());
        assert!(check(&[&key], "c2hvcnQ=", &moment, BYTES).is_err());
        assert!(check(&[&Telnyx::new(8).public()], &signature, &moment, BYTES).is_err());
    }

    #[test]
    fn while_keys_are_changed_both_are_believed() {
        let (old, new) = (Telnyx::new(1), Telnyx::new(2));
        let (old_key, new_key) = (old.public(), new.public());
        let moment = NOW.to_string();
        for telnyx in [&old, &new] {
            let signature = telnyx.sign(&moment, BYTES);
            assert_eq!(check(&[&old_key, &new_key], &signature, &moment, BYTES), Ok(()));
        }
    }

    #[test]
    fn a_request_from_five_minutes_away_is_not_believed() {
        let telnyx = Telnyx::new(7);
        let key = telnyx.public();
        for (made, expected) in [
            (NOW - 300, Ok(())),
            (NOW + 300, Ok(())),
            (NOW - 301, Err(Unbelieved::OutOfTime(301))),
            (NOW + 301, Err(Unbelieved::OutOfTime(301))),
            (0, Err(Unbelieved::OutOfTime(NOW))),
        ] {
            let signature = telnyx.sign(&made.to_string(), BYTES);
            assert_eq!(check(&[&key], &signature, &made.to_string(), BYTES), expected);
        }
    }

    #[test]
    fn a_key_that_is_none_is_told() {
        let telnyx = Telnyx::new(7);
        let moment = NOW.to_string();
        let signature = telnyx.sign(&moment, BYTES);
        assert_eq!(check(&["not a key"], &signature, &moment, BYTES), Err(Unbelieved::BadKey));
        let both = ["not a key", &telnyx.public()];
        assert_eq!(check(&both, &signature, &moment, BYTES), Ok(()));
    }
}
