//! Faults: what went wrong, in the shape that client libraries know.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::driver::DriverError;
use crate::flows::{FlowsError, NotMade};
use crate::forgetting::ForgetError;
use crate::http::HttpError;
use crate::past::PastError;
use crate::settings::SettingsError;
use crate::store::StoreError;

/// Why a request was not done: a status, the vendor's number for it, and a sentence.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    code: u32,
    message: String,
    details: Option<Value>,
    /// In how many seconds it is worth trying again.
    again: Option<u32>,
}

impl Fault {
    fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Fault {
        Fault { status, code, message: message.into(), details: None, again: None }
    }

    /// There is no such resource.
    pub fn not_found(path: &str) -> Fault {
        let message = format!("The requested resource {path} was not found");
        Fault::new(StatusCode::NOT_FOUND, 20404, message)
    }

    /// The resource cannot do this.
    pub fn method(path: &str) -> Fault {
        let message = format!("The requested resource {path} does not do this");
        Fault::new(StatusCode::METHOD_NOT_ALLOWED, 20004, message)
    }

    /// A parameter is missing or makes no sense.
    pub fn parameter(message: impl Into<String>) -> Fault {
        Fault::new(StatusCode::BAD_REQUEST, 20001, message)
    }

    /// The request is larger than anything it could mean.
    pub fn too_large() -> Fault {
        Fault::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, "The request is too large")
    }

    /// Nobody is known by these credentials.
    pub fn nobody() -> Fault {
        Fault::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
    }

    /// Too much of something, for `seconds` from now on.
    pub fn too_many(seconds: u32) -> Fault {
        let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests");
        Fault { again: Some(seconds), ..fault }
    }

    /// A revision is named that no revision can be called.
    pub fn revision(named: &str) -> Fault {
        let message = format!(
            "Revision {named} is invalid: it must be an integer, LatestPublished or LatestRevision"
        );
        Fault::new(StatusCode::BAD_REQUEST, 81021, message)
    }

    /// A definition would not work.
    pub fn definition(errors: &[Value]) -> Fault {
        let fault = Fault::new(StatusCode::BAD_REQUEST, 81022, "Flow definition failed validation");
        Fault { details: Some(json!({ "errors": errors })), ..fault }
    }

    /// The contact has an execution already.
    pub fn active(execution: &str) -> Fault {
        let message = format!(
            "Execution {execution} is already active for this contact. End the active Execution \
             before creating a new one"
        );
        let details = json!({ "conflicting_execution_sid": execution });
        Fault { details: Some(details), ..Fault::new(StatusCode::CONFLICT, 20409, message) }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        if let Some(details) = self.details {
            body["details"] = details;
        }
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            let asks = HeaderValue::from_static("Basic realm=\"Centralita\"");
            headers.insert(header::WWW_AUTHENTICATE, asks);
        }
        if let Some(again) = self.again {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(again));
        }
        response
    }
}

impl From<HttpError> for Fault {
    fn from(error: HttpError) -> Fault {
        let message = error.to_string();
        match error {
            HttpError::NotFound(_) => Fault::new(StatusCode::NOT_FOUND, 20404, message),
            HttpError::Forbidden(_) => Fault::new(StatusCode::FORBIDDEN, 20403, message),
            HttpError::Bad(_) => Fault::parameter(message),
            HttpError::Conflict(_) => Fault::new(StatusCode::CONFLICT, 20409, message),
            HttpError::TooLarge(_) => Fault::too_large(),
            HttpError::TooMuch => {
                let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, 20429, message);
                Fault { again: Some(60), ..fault }
            }
            HttpError::Unavailable => {
                let fault = Fault::new(StatusCode::SERVICE_UNAVAILABLE, 20503, message);
                Fault { again: Some(1), ..fault }
            }
            HttpError::Broken => Fault::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, message),
        }
    }
}

/// What goes wrong inside is judged once, for all faces of the server.
macro_rules! as_everywhere {
    ($($error:ty),*) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Fault {
                HttpError::from(error).into()
            }
        })*
    };
}

as_everywhere!(DriverError, FlowsError, ForgetError, NotMade, PastError, SettingsError, StoreError);
