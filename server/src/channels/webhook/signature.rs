//! The signature of a webhook: HMAC-SHA256 over the moment and the body, both ways.
//!
//! `X-Signature: t=1700000000,v1=HEX`, where `HEX` is the HMAC of `t`, a point, and the body as it is.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write as _;

/// The header.
pub const SIGNATURE: &str = "x-signature";

/// How far the moment of a signature may be from now, in seconds, so that nobody sends an old request
/// again.
pub const TOLERANCE_SECONDS: i64 = 300;

/// The longest header that is read, in bytes.
const LONGEST: usize = 1024;

/// The most signatures in one header: one for each key that stands while they are rotated.
const MOST: usize = 4;

/// The header for a body that leaves now.
pub fn sign(key: &str, seconds: i64, body: &[u8]) -> String {
    let mut header = format!("t={seconds},v1=");
    for byte in mac(key, seconds, body).map(Mac::finalize).iter().flat_map(|mac| mac.as_bytes()) {
        // Writing into a text cannot fail.
        let _ = write!(header, "{byte:02x}");
    }
    header
}

/// Whether somebody who knows one of these keys has signed this body within the last minutes.
///
/// # Errors
/// Why not, for the log.
pub fn verify(keys: &[String], header: Option<&str>, body: &[u8], now: i64) -> Result<(), String> {
    let header = header.ok_or_else(|| format!("the header {SIGNATURE} is missing"))?;
    if header.len() > LONGEST {
        return Err("the signature is too long".into());
    }
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let moment = parts().find(|(name, _)| *name == "t").map(|(_, value)| value);
    // The very text is signed, so that no other spelling of the same number passes.
    let seconds: i64 = moment
        .and_then(|text| text.parse().ok().filter(|seconds: &i64| seconds.to_string() == text))
        .ok_or("the signature says no moment t=")?;
    let signatures = parts().filter(|(name, _)| *name == "v1").take(MOST);
    let signatures: Vec<Vec<u8>> = signatures.filter_map(|(_, hex)| bytes(hex)).collect();
    let is_theirs = |key: &String| {
        !key.is_empty()
            && signatures.iter().any(|signature| {
                mac(key, seconds, body).is_some_and(|mac| mac.verify_slice(signature).is_ok())
            })
    };
    if !keys.iter().any(is_theirs) {
        return Err("no key of this connection makes this signature".into());
    }
    match now.abs_diff(seconds) {
        away if away > TOLERANCE_SECONDS.unsigned_abs() => {
            Err(format!("it was signed {away} seconds away from now"))
        }
        _ => Ok(()),
    }
}

fn mac(key: &str, seconds: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    // A key of any length is taken.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let is_hex = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = is_hex.then(|| hex.as_bytes().chunks_exact(2))?;
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_700_000_000;
    const BODY: &[u8] = br#"{"call_sid":"c1","call_status":"in-progress"}"#;

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        let known = "852688f26dd0477385e2c47d8fe2d961c0b719049ccb7195e16297109057ba4d";
        assert_eq!(sign("whsec_test", NOW, BODY), format!("t={NOW},v1={known}"));
        assert!(
            verify(&keys(&["whsec_test"]), Some(&sign("whsec_test", NOW, BODY)), BODY, NOW).is_ok()
        );
    }

    #[test]
    fn while_keys_are_rotated_both_are_believed_and_an_empty_one_never_is() {
        let both = keys(&["new", "old"]);
        for key in ["new", "old"] {
            assert!(verify(&both, Some(&sign(key, NOW, BODY)), BODY, NOW).is_ok());
        }
        let two = format!(
            "{},{}",
            sign("other", NOW, BODY),
            sign("old", NOW, BODY).split_once(',').unwrap().1
        );
        assert!(verify(&both, Some(&two), BODY, NOW).is_ok(), "a sender may rotate as well");
        assert!(verify(&keys(&["newer"]), Some(&sign("old", NOW, BODY)), BODY, NOW).is_err());
        assert!(verify(&keys(&[""]), Some(&sign("", NOW, BODY)), BODY, NOW).is_err());
        assert!(verify(&[], Some(&sign("", NOW, BODY)), BODY, NOW).is_err());
    }

    #[test]
    fn an_old_signature_is_not_believed_nor_is_one_from_the_future() {
        let key = keys(&["key"]);
        let signed = sign("key", NOW, BODY);
        for (now, is_believed) in
            [(NOW + 300, true), (NOW + 301, false), (NOW - 300, true), (NOW - 301, false)]
        {
            assert_eq!(verify(&key, Some(&signed), BODY, now).is_ok(), is_believed, "{now}");
        }
    }

    #[test]
    fn odd_headers_are_refused() {
        let key = keys(&["key"]);
        let good = sign("key", NOW, BODY);
        let hex = good.split_once("v1=").unwrap().1;
        let odd = [
            String::new(),
            "t=,v1=".into(),
            format!("v1={hex}"),
            format!("t={NOW}"),
            format!("t=+{NOW},v1={hex}"),
            format!("t=0{NOW},v1={hex}"),
            format!("t={},v1={hex}", i64::MIN),
            format!("t={NOW},v1={}", &hex[..62]),
            format!("t={NOW},v1=é{}", &hex[2..]),
            format!("{good}{}", ",x=1".repeat(400)),
        ];
        for header in odd {
            assert!(verify(&key, Some(&header), BODY, NOW).is_err(), "{header}");
        }
        assert!(verify(&key, None, BODY, NOW).is_err());
    }

    proptest! {
        #[test]
        fn nothing_but_what_was_signed_is_believed(body: Vec<u8>, other: Vec<u8>, header in ".{0,100}") {
            let key = keys(&["key"]);
            let signed = sign("key", NOW, &body);
            prop_assert!(verify(&key, Some(&signed), &body, NOW).is_ok());
            prop_assert_eq!(verify(&key, Some(&signed), &other, NOW).is_ok(), body == other);
            prop_assert!(verify(&key, Some(&header), &body, NOW).is_err());
        }
    }
}
