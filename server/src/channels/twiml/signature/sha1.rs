//! HMAC over the address and the form: Twilio, SignalWire, Somleng.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::{Body, Signed, Unbelieved, url};
use crate::channels::twiml::request::Form;

/// The signature of a request: base64 of the HMAC-SHA1 of the address and of each name and value of
/// the form, by name, values of one name by themselves, none twice.
pub fn sign(token: &str, url: &str, form: &Form) -> String {
    STANDARD.encode(mac::<Hmac<Sha1>>(token, &text(url::without_fragment(url), form)))
}

/// The address and the signature of a request whose body is no form: the address says what the body
/// is, and is all that is signed.
pub fn sign_body(token: &str, url: &str, body: &[u8]) -> (String, String) {
    let url = url::without_fragment(url);
    let sign_between = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{sign_between}bodySHA256={}", digest(body));
    let signature = STANDARD.encode(mac::<Hmac<Sha1>>(token, &url));
    (url, signature)
}

pub(super) fn verify(
    header: &'static str,
    tokens: &[&str],
    signed: &Signed<'_>,
) -> Result<(), Unbelieved> {
    let signature = signed.signature.map(str::trim).filter(|signature| !signature.is_empty());
    let signature = signature.ok_or(Unbelieved::NoSignature(header))?;
    let nothing = Form::default();
    let form = match signed.body {
        Body::Form { form, .. } => form,
        Body::Other(body) if !body.is_empty() => {
            if !is_body_of(signed.url, body) {
                return Err(Unbelieved::BodyUnsigned);
            }
            &nothing
        }
        Body::Nothing | Body::Other(_) => &nothing,
    };
    let by_sha256 = signed.settings.is_some_and(names_sha256);
    let mut equal = Choice::from(0);
    for url in url::writings(signed.url) {
        let text = text(&url, form);
        for token in tokens {
            let expected = if by_sha256 {
                STANDARD.encode(mac::<Hmac<Sha256>>(token, &text))
            } else {
                STANDARD.encode(mac::<Hmac<Sha1>>(token, &text))
            };
            equal |= expected.as_bytes().ct_eq(signature.as_bytes());
        }
    }
    if bool::from(equal) { Ok(()) } else { Err(Unbelieved::Different(signed.url.to_owned())) }
}

/// The address and then the sorted form, with nothing between.
fn text(url: &str, form: &Form) -> String {
    let sorted: BTreeSet<(&str, &str)> = form.pairs().collect();
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    text
}

fn mac<M: Mac + KeyInit>(key: &str, text: &str) -> Vec<u8> {
    // An HMAC takes keys of any length; the one error there is cannot be.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key.as_bytes()) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether the address says of the body what it is.
fn is_body_of(url: &str, body: &[u8]) -> bool {
    let query = url::without_fragment(url).split_once('?').map_or("", |(_, query)| query);
    let said = query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256="));
    said.is_some_and(|said| {
        bool::from(said.to_ascii_lowercase().as_bytes().ct_eq(digest(body).as_bytes()))
    })
}

/// The SHA-256 of a body, in hexadecimal digits.
fn digest(body: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(body) {
        // Writing into a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Whether the header with settings names HMAC-SHA256, with which shared keys are used.
fn names_sha256(settings: &str) -> bool {
    settings.split(',').filter_map(|part| part.split_once('=')).any(|(name, value)| {
        name.trim() == "algorithm" && value.trim().eq_ignore_ascii_case("HMAC_SHA256")
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, verify};
    use super::*;

    const TOKEN: &str = "12345";
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const CALL: &[(&str, &str)] = &[
        ("To", "+18005551212"),
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
    ];
    const SCHEME: Scheme = Scheme::Sha1 { header: "X-Twilio-Signature" };

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::of(pairs.iter().copied())
    }

    fn is_believed(tokens: &[&str], url: &str, body: Body<'_>, signature: &str) -> bool {
        let signature = Some(signature);
        let signed = Signed { url, body, signature, timestamp: None, settings: None };
        verify(SCHEME, tokens, &signed, 0).is_ok()
    }

    /// Signs and verifies, and refuses every small change.
    fn check(url: &str, pairs: &[(&str, &str)], signature: &str) {
        let form = form(pairs);
        assert_eq!(sign(TOKEN, url, &form), signature);
        let body = Body::Form { form: &form, bytes: b"" };
        assert!(is_believed(&[TOKEN], url, body, signature));
        assert!(is_believed(&["other", TOKEN], url, body, signature), "a second token");
        assert!(!is_believed(&["other"], url, body, signature));
        assert!(!is_believed(&[TOKEN], &format!("{url}x"), body, signature));
        assert!(!is_believed(&[TOKEN], url, body, &signature.to_lowercase()));
        assert!(!is_believed(&[TOKEN], url, body, ""));
    }

    #[test]
    fn a_form_is_signed_with_its_names_in_order() {
        check(URL, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn without_parameters_only_the_address_is_signed() {
        check(URL, &[], "zYQTYrRWXE7LtzbG4PfP7/bkkGo=");
        assert!(is_believed(&[TOKEN], URL, Body::Nothing, "zYQTYrRWXE7LtzbG4PfP7/bkkGo="));
    }

    #[test]
    fn an_address_may_have_no_query() {
        check("https://mycompany.com/myapp.php", CALL, "1xaxFBvyzXYvWplzNOSs28HWO94=");
    }

    #[test]
    fn a_port_that_is_written_is_signed() {
        let with_port = "https://mycompany.com:443/myapp.php?foo=1&bar=2";
        check(with_port, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w=");
    }

    #[test]
    fn the_usual_port_may_be_written_by_one_side_only() {
        let form = form(CALL);
        let body = Body::Form { form: &form, bytes: b"" };
        let with_port = "https://mycompany.com:443/myapp.php?foo=1&bar=2";
        assert!(is_believed(&[TOKEN], URL, body, "kvajT1Ptam85bY51eRf/AJRuM3w="));
        assert!(is_believed(&[TOKEN], with_port, body, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        let other_port = "https://mycompany.com:80/myapp.php?foo=1&bar=2";
        assert!(!is_believed(&[TOKEN], other_port, body, "kvajT1Ptam85bY51eRf/AJRuM3w="));
    }

    #[test]
    fn special_characters_are_signed_as_they_are() {
        let odd = [
            ("Message", "Hello & goodbye! @#$%^*()"),
            ("From", "+1 (415) 867-5309"),
            ("Special", "unicode: ñáéíóú"),
        ];
        check(URL, &odd, "dCPiR4WtQ6QFN6pJh81CtlCcWLQ=");
    }

    #[test]
    fn empty_parameters_are_signed_too() {
        let empty = [("CallSid", "CA1234567890ABCDE"), ("Digits", ""), ("EmptyParam", "")];
        check(URL, &empty, "9HHp/OqQMEwdrVebHDdA/+tqjX8=");
    }

    #[test]
    fn a_repeated_name_is_signed_with_each_value_once() {
        let repeated = [("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a")];
        check(URL, &repeated, "TQyznOS6Od0cpzxzGU0qRoz1ErM=");
    }

    #[test]
    fn a_body_that_is_no_form_is_signed_by_its_digest_in_the_address() {
        let body = br#"{"property": "value", "boolean": true}"#;
        let (url, signature) = sign_body(TOKEN, URL, body);
        assert_eq!(
            url,
            format!(
                "{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
            )
        );
        assert_eq!(signature, "a9nBmqA0ju/hNViExpshrM61xv4=");
        assert!(is_believed(&[TOKEN], &url, Body::Other(body), &signature));
        assert!(!is_believed(&[TOKEN], &url, Body::Other(b"{}"), &signature));
        // The address alone is signed rightly, and says nothing of the body.
        let plain = sign(TOKEN, URL, &Form::default());
        assert!(is_believed(&[TOKEN], URL, Body::Other(b""), &plain));
        assert!(!is_believed(&[TOKEN], URL, Body::Other(body), &plain));
    }

    #[test]
    fn trap_6_a_framework_that_drops_empty_parameters_breaks_the_signature() {
        let whole = form(&[("CallSid", "CA1234567890ABCDE"), ("Digits", ""), ("EmptyParam", "")]);
        let dropped = form(&[("CallSid", "CA1234567890ABCDE")]);
        assert_ne!(sign(TOKEN, URL, &whole), sign(TOKEN, URL, &dropped));
        let read = Form::read(b"CallSid=CA1234567890ABCDE&Digits=&EmptyParam").unwrap();
        assert_eq!(sign(TOKEN, URL, &read), "9HHp/OqQMEwdrVebHDdA/+tqjX8=");
    }

    #[test]
    fn trap_6_scheme_and_trailing_slash_and_query_are_those_the_provider_used() {
        let body = Body::Nothing;
        let signature = sign(TOKEN, "https://host.example/in?a=%2B1", &Form::default());
        assert!(is_believed(&[TOKEN], "https://host.example/in?a=%2B1", body, &signature));
        for other in [
            "http://host.example/in?a=%2B1",
            "https://host.example/in/?a=%2B1",
            "https://host.example/in?a=%2b1",
        ] {
            assert!(!is_believed(&[TOKEN], other, body, &signature), "{other}");
        }
    }

    #[test]
    fn a_fragment_is_not_signed() {
        let form = form(CALL);
        assert_eq!(sign(TOKEN, &format!("{URL}#ct=2000&rc=2"), &form), sign(TOKEN, URL, &form));
    }

    #[test]
    fn a_shared_key_signs_by_the_algorithm_that_the_settings_name() {
        let settings = Some("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256");
        let signature = STANDARD.encode(mac::<Hmac<Sha256>>(TOKEN, URL));
        let signed = |settings| Signed {
            url: URL,
            body: Body::Nothing,
            signature: Some(&signature),
            timestamp: None,
            settings,
        };
        assert_eq!(verify(SCHEME, &[TOKEN], &signed(settings), 0), Ok(()));
        assert!(verify(SCHEME, &[TOKEN], &signed(None), 0).is_err());
    }

    #[test]
    fn without_a_key_nobody_is_believed() {
        let signature = sign("", URL, &Form::default());
        let signed = Signed {
            url: URL,
            body: Body::Nothing,
            signature: Some(&signature),
            timestamp: None,
            settings: None,
        };
        assert_eq!(verify(SCHEME, &[""], &signed, 0), Err(Unbelieved::NoKey));
        assert_eq!(verify(SCHEME, &[], &signed, 0), Err(Unbelieved::NoKey));
    }
}
