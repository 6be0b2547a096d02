//! Answers: read as far as they may be, and why there is none.

use std::error::Error as _;

use centralita_engine::exec::{HttpFailure, HttpReply};
use reqwest::Response;
use reqwest::header::LOCATION;

use super::resolver::Nowhere;
use super::secrets::Revealed;
use super::{NoAnswer, headers, refused};

/// Where an answer leads, when it is a redirect.
pub(super) fn location(response: &Response) -> Option<String> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

/// Reads an answer to its end.
///
/// # Errors
/// When it is larger than `most` bytes, or breaks off.
pub(super) async fn received(
    mut response: Response,
    most: usize,
    revealed: &Revealed<'_>,
) -> Result<HttpReply, NoAnswer> {
    // Of a packed answer nothing is known before it is unpacked.
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(HttpFailure::TooLarge.into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&error))? {
        if bytes.len() + chunk.len() > most {
            return Err(HttpFailure::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    let (content_type, headers) = headers::of_answer(response.headers(), revealed);
    let body = revealed.masked_answer(&String::from_utf8_lossy(&bytes)).into();
    Ok(HttpReply { status: response.status().as_u16(), content_type, body, headers })
}

fn broken_off(error: &reqwest::Error) -> NoAnswer {
    let why = match error.is_timeout() {
        true => return HttpFailure::TimedOut.into(),
        false => format!("its answer broke off or cannot be read ({}).", innermost(error)),
    };
    HttpFailure::Unreachable(why.into()).into()
}

/// Why there is no answer at all.
pub(super) fn none(error: &reqwest::Error) -> NoAnswer {
    let mut source = error.source();
    while let Some(inner) = source {
        match inner.downcast_ref::<Nowhere>() {
            Some(Nowhere::Closed(why)) => return refused(why.clone()).into(),
            Some(unknown @ Nowhere::Unknown(_)) => {
                return HttpFailure::Unreachable(unknown.to_string().into()).into();
            }
            None => source = inner.source(),
        }
    }
    if error.is_timeout() {
        return HttpFailure::TimedOut.into();
    }
    let why = innermost(error);
    if error.is_connect() {
        let failure = HttpFailure::Unreachable(format!("no connection ({why}).").into());
        return NoAnswer { failure, was_unheard: true };
    }
    HttpFailure::Unreachable(format!("it did not answer as a web service does ({why}).").into())
        .into()
}

/// The cause of an error, which names no address.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    // Without a cause it would be the error itself, which may show the address with all its secrets.
    if error.source().is_none() { "no reason is given".into() } else { cause.to_string() }
}
