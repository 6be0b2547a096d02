//! What is asked: a request as it leaves, and what becomes of it when an answer leads on.

use base64::Engine as _;
use bytes::Bytes;
use centralita_engine::exec::{HttpFailure, HttpRequest};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};

use super::rules::EgressRules;
use super::secrets::{Revealed, Spelling};
use super::site::Site;
use super::target::Target;
use super::{headers, refused};

/// The methods that flows may use.
const METHODS: [Method; 7] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::HEAD,
    Method::OPTIONS,
];

/// A request that may leave.
pub(super) struct Asking {
    pub method: Method,
    pub target: Target,
    pub headers: HeaderMap,
    pub body: Bytes,
    is_body_secret: bool,
}

impl Asking {
    /// The request of a flow, judged and with its secrets.
    ///
    /// # Errors
    /// Why it does not leave.
    pub(super) fn of(
        request: &HttpRequest,
        rules: &EgressRules,
        revealed: &mut Revealed<'_>,
    ) -> Result<Asking, HttpFailure> {
        let method = METHODS.into_iter().find(|method| method.as_str() == request.method);
        let method = method.ok_or_else(|| {
            let method = request.method.escape_debug();
            refused(format!("\"{method}\" is none of the methods that may be used."))
        })?;
        let target = Target::of_flow(&revealed.address(&request.url)?, rules);
        let target = target.map_err(refused)?;
        let mut headers = headers::of_request(&request.headers, &request.content_type, revealed)?;
        if request.account_credentials {
            let may_go = |site: &Site| site.has_name(target.host());
            if target.url.scheme() != "https" || !rules.account_hosts.iter().any(may_go) {
                let host = target.host();
                return Err(refused(format!(
                    "the provider's credentials go to the provider's own services only, and {host} is none of them."
                )));
            }
            let (user, password) = revealed.account().ok_or_else(|| {
                refused("there is no provider account whose credentials could go with it.".into())
            })?;
            headers.insert(AUTHORIZATION, basic(&user, &password, revealed));
        } else if let Some((user, password)) = &target.user_info
            && !headers.contains_key(AUTHORIZATION)
        {
            headers.insert(AUTHORIZATION, basic(user, password, revealed));
        }
        let body = revealed.text(&request.body, body_spelling(&request.content_type))?;
        let is_body_secret = revealed.is_in(&body);
        Ok(Asking { method, target, headers, body: Bytes::from(body), is_body_secret })
    }

    /// The request that follows when an answer leads on.
    ///
    /// # Errors
    /// When what it carries is not for whom it would go to.
    pub(super) fn led_to(
        mut self,
        next: Target,
        status: StatusCode,
    ) -> Result<Asking, HttpFailure> {
        let keeps_method = matches!(status.as_u16(), 307 | 308)
            || self.method == Method::GET
            || self.method == Method::HEAD
            || (status != StatusCode::SEE_OTHER && self.method != Method::POST);
        if !keeps_method {
            self.method = Method::GET;
            self.body = Bytes::new();
            self.is_body_secret = false;
            self.headers.remove(CONTENT_TYPE);
        }
        if !self.target.trusts(&next) {
            headers::for_another_host(&mut self.headers);
            if self.is_body_secret {
                return Err(refused(format!(
                    "{} leads on to {}, and what is sent holds a secret that is not for others.",
                    self.target.host(),
                    next.host()
                )));
            }
        }
        self.target = next;
        Ok(self)
    }
}

/// How secrets stand in a body of this media type.
fn body_spelling(content_type: &str) -> Spelling {
    let essence = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Spelling::Form,
        json if json.ends_with("/json") || json.ends_with("+json") => Spelling::Json,
        _ => Spelling::Plain,
    }
}

/// Basic authentication; whoever sees it knows the password.
fn basic(user: &str, password: &str, revealed: &mut Revealed<'_>) -> HeaderValue {
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    if !password.is_empty() {
        revealed.keep(password.to_owned());
    }
    revealed.keep(pair.clone());
    // Letters, digits and three signs.
    let mut value = HeaderValue::from_str(&format!("Basic {pair}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}
