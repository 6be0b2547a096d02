//! The signatures under webhooks: HMAC-SHA1 over the address and the sorted parameters, and the
//! Ed25519 of one relative.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha1::{Digest, Sha1};

use crate::form::Form;

/// What is signed: the address without its fragment, then each name and value, sorted by name; the
/// values of one name once each, sorted.
pub fn signed_text(url: &str, form: &Form) -> String {
    let mut sorted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in &form.pairs {
        sorted.entry(name).or_default().push(value);
    }
    let mut text = url.split('#').next().unwrap_or_default().to_owned();
    for (name, values) in &mut sorted {
        values.sort_unstable();
        values.dedup();
        for value in values {
            text.push_str(name);
            text.push_str(value);
        }
    }
    text
}

/// The signature of a request with this address and these parameters, in base 64. A `GET` is signed
/// with an empty form, since its parameters stand in the address.
pub fn signature(token: &str, url: &str, form: &Form) -> String {
    // A key of any length is taken, so there is nothing to refuse.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return String::new() };
    mac.update(signed_text(url, form).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The key pair that stands for a token, for the relative that signs with Ed25519.
fn key_pair(token: &str) -> Option<Ed25519KeyPair> {
    let mut seed = [0_u8; 32];
    for (byte, made) in seed.iter_mut().zip(Sha1::digest(token.as_bytes())) {
        *byte = made;
    }
    // Any 32 bytes are a key, so that there is always one.
    Ed25519KeyPair::from_seed_unchecked(&seed).ok()
}

/// The signature of `time|body` in base 64, with the key that stands for this token; the time is in
/// seconds since 1970.
pub fn ed25519(token: &str, seconds: i64, body: &str) -> String {
    let text = format!("{seconds}|{body}");
    key_pair(token).map(|pair| STANDARD.encode(pair.sign(text.as_bytes()))).unwrap_or_default()
}

/// The public key that checks [`ed25519`], in base 64.
pub fn ed25519_public_key(token: &str) -> String {
    key_pair(token).map(|pair| STANDARD.encode(pair.public_key())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn call() -> Form {
        Form::new()
            .with("CallSid", "CA1234567890ABCDE")
            .with("Caller", "+14158675309")
            .with("Digits", "1234")
            .with("From", "+14158675309")
            .with("To", "+18005551212")
    }

    #[test]
    fn the_published_vectors_come_out() {
        let special = Form::new()
            .with("Message", "Hello & goodbye! @#$%^*()")
            .with("From", "+1 (415) 867-5309")
            .with("Special", "unicode: ñáéíóú");
        let empty = Form::new()
            .with("CallSid", "CA1234567890ABCDE")
            .with("Digits", "")
            .with("EmptyParam", "");
        let repeated =
            Form::new().with("MediaUrl", "b").with("MediaUrl", "a").with("MediaUrl", "a");
        let cases = [
            (ADDRESS, call(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (ADDRESS, Form::new(), "zYQTYrRWXE7LtzbG4PfP7/bkkGo="),
            ("https://mycompany.com/myapp.php", call(), "1xaxFBvyzXYvWplzNOSs28HWO94="),
            (
                "https://mycompany.com:443/myapp.php?foo=1&bar=2",
                call(),
                "kvajT1Ptam85bY51eRf/AJRuM3w=",
            ),
            (ADDRESS, special, "dCPiR4WtQ6QFN6pJh81CtlCcWLQ="),
            (ADDRESS, empty, "9HHp/OqQMEwdrVebHDdA/+tqjX8="),
            (ADDRESS, repeated, "TQyznOS6Od0cpzxzGU0qRoz1ErM="),
        ];
        for (url, form, expected) in cases {
            assert_eq!(signature("12345", url, &form), expected, "{url} {form}");
        }
    }

    #[test]
    fn the_fragment_is_not_signed() {
        let with = signature("12345", &format!("{ADDRESS}#rc=2&rp=all"), &call());
        assert_eq!(with, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn an_ed25519_signature_is_checked_by_the_public_key() {
        use ring::signature::{ED25519, UnparsedPublicKey};
        let decode = |text: String| STANDARD.decode(text).expect("it is base 64");
        let key = UnparsedPublicKey::new(&ED25519, decode(ed25519_public_key("12345")));
        let signature = decode(ed25519("12345", 1_700_000_000, "a=1"));
        assert!(key.verify(b"1700000000|a=1", &signature).is_ok());
        assert!(key.verify(b"1700000001|a=1", &signature).is_err());
    }
}
