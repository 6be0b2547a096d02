//! Errors: what went wrong, as a status and a sentence. What only the operator should know is logged.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::channels::chat::log::NotKept;
use crate::chats::ChatError;
use crate::contacts::ContactError;
use crate::driver::DriverError;
use crate::flows::{FlowsError, NotMade};
use crate::forgetting::ForgetError;
use crate::past::PastError;
use crate::recordings::RecordingError;
use crate::settings::SettingsError;
use crate::store::StoreError;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// Who asks may not.
    #[error("{0}")]
    Forbidden(String),
    /// The request makes no sense.
    #[error("{0}")]
    Bad(String),
    /// Somebody else was faster.
    #[error("{0}")]
    Conflict(String),
    /// What was sent is larger than so many bytes.
    #[error("This is larger than {0} bytes, which is the most that is taken. Send less.")]
    TooLarge(usize),
    /// Too much was asked at once.
    #[error("This is too much at once. Wait a minute, then try again.")]
    TooMuch,
    /// The server cannot do it now.
    #[error("The server cannot do this now. Try again in a moment.")]
    Unavailable,
    /// Something here is broken.
    #[error("Something is broken here; the operator can see what in the log.")]
    Broken,
}

impl HttpError {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            HttpError::NotFound(_) => (StatusCode::NOT_FOUND, "not-found"),
            HttpError::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            HttpError::Bad(_) => (StatusCode::BAD_REQUEST, "bad-request"),
            HttpError::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            HttpError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            HttpError::TooMuch => (StatusCode::TOO_MANY_REQUESTS, "too-much"),
            HttpError::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            HttpError::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let body = json!({ "code": code, "message": self.to_string(), "status": status.as_u16() });
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(axum::http::header::RETRY_AFTER, axum::http::HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> HttpError {
        tracing::error!(%error, "the store could not");
        match error {
            StoreError::Damaged(_) | StoreError::Other(_) => HttpError::Broken,
            _ => HttpError::Unavailable,
        }
    }
}

impl From<FlowsError> for HttpError {
    fn from(error: FlowsError) -> HttpError {
        match error {
            FlowsError::NotThere(_) => HttpError::NotFound(error.to_string()),
            FlowsError::NoStart { .. } => HttpError::Bad(error.to_string()),
            FlowsError::Store(error) => error.into(),
            FlowsError::Settings(error) => error.into(),
            FlowsError::RevisionGone(_) => {
                tracing::error!(%error, "a revision is gone");
                HttpError::Broken
            }
        }
    }
}

impl From<PastError> for HttpError {
    fn from(error: PastError) -> HttpError {
        match error {
            PastError::Store(error) => error.into(),
            PastError::Flows(error) => error.into(),
            PastError::Unreadable { .. } | PastError::Diverged(_) => {
                tracing::error!(%error, "the past of an execution cannot be told");
                HttpError::Broken
            }
        }
    }
}

impl From<SettingsError> for HttpError {
    fn from(error: SettingsError) -> HttpError {
        match error {
            SettingsError::Store(error) => error.into(),
            SettingsError::Changed { .. } | SettingsError::Taken { .. } => {
                HttpError::Conflict(error.to_string())
            }
            SettingsError::Unreadable { .. } => {
                tracing::error!(%error, "a setting cannot be read");
                HttpError::Broken
            }
        }
    }
}

impl From<NotMade> for HttpError {
    fn from(error: NotMade) -> HttpError {
        match error {
            NotMade::Problems(_) => HttpError::Bad(error.to_string()),
            NotMade::Newer(_) => HttpError::Conflict(error.to_string()),
            NotMade::Settings(error) => error.into(),
            NotMade::Flows(error) => error.into(),
        }
    }
}

impl From<DriverError> for HttpError {
    fn from(error: DriverError) -> HttpError {
        match error {
            DriverError::Store(error) => error.into(),
            DriverError::Flows(error) => error.into(),
            DriverError::Contended(_) => HttpError::Unavailable,
            error => {
                tracing::error!(%error, "an event could not be taken");
                HttpError::Broken
            }
        }
    }
}

impl From<ChatError> for HttpError {
    fn from(error: ChatError) -> HttpError {
        match error {
            ChatError::Store(error) | ChatError::NotKept(NotKept::Store(error)) => error.into(),
            ChatError::Settings(error) => error.into(),
            ChatError::Driver(error) => error.into(),
            ChatError::NotKept(NotKept::Contended(_)) => HttpError::Unavailable,
            ChatError::NotKept(NotKept::Full(_)) => HttpError::Conflict(error.to_string()),
            ChatError::NoChance(_) => {
                tracing::error!(%error, "no token could be made");
                HttpError::Broken
            }
        }
    }
}

impl From<ForgetError> for HttpError {
    fn from(error: ForgetError) -> HttpError {
        match error {
            ForgetError::Store(error) => error.into(),
            ForgetError::Recording(error) => error.into(),
        }
    }
}

impl From<ContactError> for HttpError {
    fn from(error: ContactError) -> HttpError {
        match error {
            ContactError::Store(error) => error.into(),
            ContactError::Settings(error) => error.into(),
            ContactError::Forget(error) => error.into(),
        }
    }
}

impl From<RecordingError> for HttpError {
    fn from(error: RecordingError) -> HttpError {
        tracing::error!(%error, "a recording could not be kept or read");
        HttpError::Unavailable
    }
}
