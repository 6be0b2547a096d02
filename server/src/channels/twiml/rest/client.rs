//! Requests, made.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use centralita_engine::Text;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Response, redirect};

use super::{
    Account, Answer, Authorization, Content, Failure, FailureKind, Method, RestRequest, read_answer,
};
use crate::channels::twiml::Profile;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWERING: Duration = Duration::from_secs(15);
/// How long a recording may take.
const FETCHING: Duration = Duration::from_secs(60);
/// Most bytes of an answer.
const MOST_BYTES: usize = 1024 * 1024;

/// Makes requests to providers. Cheap to clone; the clones share their connections.
///
/// It follows no redirects, since what a provider asks for goes with a secret; it asks no proxy that the
/// environment names; it trusts the roots that browsers trust.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
}

/// A file that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Its media type, as the header says it.
    pub content_type: Text,
    /// The file.
    pub bytes: Bytes,
}

impl Client {
    /// A client with connections of its own.
    ///
    /// # Errors
    /// When TLS cannot be set up, which no machine that runs us should say.
    pub fn new() -> Result<Client, Failure> {
        let broken = |error: &dyn std::fmt::Display| {
            Failure::without_answer(FailureKind::Unreachable, error.to_string())
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| broken(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECTING)
            .timeout(ANSWERING)
            .user_agent(concat!("centralita/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| broken(&error))?;
        Ok(Client { http })
    }

    /// Makes a request.
    ///
    /// # Errors
    /// When it was not done, or when nobody knows; the failure says which.
    pub async fn perform(
        &self,
        profile: &Profile,
        request: &RestRequest,
    ) -> Result<Answer, Failure> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut asked = self.http.request(method, &request.url).header(ACCEPT, "application/json");
        if let Some(header) = header(&request.authorization) {
            asked = asked.header(AUTHORIZATION, header);
        }
        asked = match &request.content {
            Content::Nothing => asked,
            Content::Form(form) => asked
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_encoded()),
            Content::Json(json) => {
                asked.header(CONTENT_TYPE, "application/json").body(json.to_string())
            }
        };
        let response = asked.send().await.map_err(|error| failure_of(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = read(response, MOST_BYTES).await?;
        read_answer(profile, status, retry_after.as_deref(), &body)
    }

    /// Fetches a recording or a file that came with a message, at most so many bytes of it. The
    /// account's secret goes with the request only when the file is where the account is.
    ///
    /// # Errors
    /// When it is not there, or larger.
    pub async fn media(
        &self,
        account: &Account,
        url: &str,
        most_bytes: usize,
    ) -> Result<Media, Failure> {
        let mut asked = self.http.get(url).timeout(FETCHING);
        let is_ours = !account.base.is_empty()
            && url.strip_prefix(&account.base).is_some_and(|path| path.starts_with('/'));
        if is_ours && let Some(header) = header(&account.authorization()) {
            asked = asked.header(AUTHORIZATION, header);
        }
        let response = asked.send().await.map_err(|error| failure_of(&error))?;
        let status = response.status().as_u16();
        if !response.status().is_success() {
            let body = read(response, MOST_BYTES).await?;
            return match read_answer(account.profile, status, None, &body) {
                Err(failure) => Err(failure),
                Ok(_) => Err(Failure::without_answer(FailureKind::Unreadable, "")),
            };
        }
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let content_type = Text::from(content_type);
        let bytes = read(response, most_bytes).await?;
        Ok(Media { content_type, bytes })
    }
}

/// The header by which a right is shown; never written to a log.
fn header(authorization: &Authorization) -> Option<HeaderValue> {
    let text = match authorization {
        Authorization::Basic { name, secret } => {
            format!("Basic {}", STANDARD.encode(format!("{name}:{}", secret.reveal())))
        }
        Authorization::Bearer(secret) => format!("Bearer {}", secret.reveal()),
        Authorization::Nobody => return None,
    };
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The body, as long as it is not larger than anybody wants to hold.
async fn read(mut response: Response, most_bytes: usize) -> Result<Bytes, Failure> {
    let too_large = || Failure::without_answer(FailureKind::TooLarge, "");
    let most = u64::try_from(most_bytes).unwrap_or(u64::MAX);
    if response.content_length().is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure_of(&error))? {
        if body.len() + chunk.len() > most_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// What went wrong, without the address: it may hold what is nobody's business.
fn failure_of(error: &reqwest::Error) -> Failure {
    let kind = if error.is_connect() || error.is_builder() {
        FailureKind::Unreachable
    } else if error.is_timeout() {
        FailureKind::TimedOut
    } else {
        // The connection broke after the request was sent, or while it was.
        FailureKind::Down
    };
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let message = if std::ptr::addr_eq(reason, error) { String::new() } else { reason.to_string() };
    Failure::without_answer(kind, message)
}
