//! Refusals: faults on their way out.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use centralita_api::{Code, Fault, Problem, RevisionWhole, ScenarioResult};

use crate::contacts::ContactError;
use crate::driver::DriverError;
use crate::flows::FlowsError;
use crate::forgetting::ForgetError;
use crate::http::HttpError;
use crate::past::PastError;
use crate::people::PeopleError;
use crate::settings::{NoChance, SettingsError};
use crate::store::StoreError;

/// A fault, and when to ask again. Kept small, since every answer could be one.
#[derive(Debug)]
pub(in crate::http) struct Refusal(Box<(Fault, Option<u32>)>);

impl Refusal {
    pub fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Refusal {
        let (message, status) = (message.into(), status.as_u16());
        let fault = Fault {
            code,
            message,
            status,
            problems: Vec::new(),
            scenarios: Vec::new(),
            theirs: None,
        };
        Refusal(Box::new((fault, None)))
    }

    pub fn bad(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, Code::BadRequest, message)
    }

    pub fn not_found(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, message)
    }

    pub fn method() -> Refusal {
        let message = "This resource knows no such method.";
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, message)
    }

    pub fn not_logged_in() -> Refusal {
        let message = "Log in first, or send a key: Authorization: Bearer …";
        Refusal::new(StatusCode::UNAUTHORIZED, Code::NotLoggedIn, message)
    }

    pub fn wrong_credentials(message: &str) -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, Code::WrongCredentials, message)
    }

    pub fn forbidden(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::FORBIDDEN, Code::Forbidden, message)
    }

    pub fn conflict(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::CONFLICT, Code::Conflict, message)
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.0.status).unwrap_or(StatusCode::BAD_REQUEST)
    }

    /// What is wrong, for people.
    pub fn message(&self) -> &str {
        &self.0.0.message
    }

    /// There were too many wrong guesses.
    pub fn too_many(seconds: u32) -> Refusal {
        let message = format!("There were too many wrong guesses. Try again in {seconds} seconds.");
        let mut refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, Code::TooMany, message);
        refusal.0.1 = Some(seconds);
        refusal
    }

    /// The flow cannot be published.
    pub fn problems(problems: Vec<Problem>) -> Refusal {
        let message = "The flow cannot be published: something in it cannot work.";
        let mut refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, Code::Problems, message);
        refusal.0.0.problems = problems;
        refusal
    }

    /// The flow does not do what its scenarios say.
    pub fn scenarios(failed: Vec<ScenarioResult>) -> Refusal {
        let message = "The flow does not do what its scenarios say. Look at them, or publish it despite them.";
        let mut refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, Code::Scenarios, message);
        refusal.0.0.scenarios = failed;
        refusal
    }

    /// Somebody else has saved a newer revision.
    pub fn newer(status: StatusCode, theirs: RevisionWhole) -> Refusal {
        let revision = &theirs.revision;
        let by = match revision.author.as_str() {
            "" => String::new(),
            author => format!(" by {author}"),
        };
        let number = revision.number;
        let message =
            format!("Revision {number} was saved meanwhile{by}. Compare, then save over it.");
        let mut refusal = Refusal::new(status, Code::Newer, message);
        refusal.0.0.theirs = Some(Box::new(theirs));
        refusal
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let (fault, again) = *self.0;
        let mut response = (status, Json(fault)).into_response();
        let again = again.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(1));
        if let Some(again) = again {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(again));
        }
        response
    }
}

impl From<HttpError> for Refusal {
    fn from(error: HttpError) -> Refusal {
        let (status, code) = match &error {
            HttpError::NotFound(_) => (StatusCode::NOT_FOUND, Code::NotFound),
            HttpError::Forbidden(_) => (StatusCode::FORBIDDEN, Code::Forbidden),
            HttpError::Bad(_) => (StatusCode::BAD_REQUEST, Code::BadRequest),
            HttpError::Conflict(_) => (StatusCode::CONFLICT, Code::Conflict),
            HttpError::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, Code::Broken),
        };
        Refusal::new(status, code, error.to_string())
    }
}

macro_rules! as_elsewhere {
    ($($error:ty),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Refusal {
                HttpError::from(error).into()
            }
        }
    )*};
}

as_elsewhere!(
    ContactError,
    ForgetError,
    StoreError,
    SettingsError,
    FlowsError,
    DriverError,
    PastError
);

impl From<NoChance> for Refusal {
    fn from(error: NoChance) -> Refusal {
        tracing::error!(%error, "no secret could be made");
        HttpError::Unavailable.into()
    }
}

impl From<PeopleError> for Refusal {
    fn from(error: PeopleError) -> Refusal {
        match error {
            PeopleError::Settings(error) => error.into(),
            PeopleError::NoChance(error) => error.into(),
            PeopleError::Hash(_) => {
                tracing::error!(%error, "a password could not be hashed");
                HttpError::Broken.into()
            }
            PeopleError::Length | PeopleError::Name(_) => Refusal::bad(error.to_string()),
            PeopleError::LastAdmin => Refusal::conflict(error.to_string()),
        }
    }
}
