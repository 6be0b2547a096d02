//! The provider's own web service, as a function: a request and the exchange in, an answer out.
//!
//! What it does to calls takes effect at once. The shapes are the vendor's; a test holds them against
//! the vendor's own description where that is at hand.

mod conferences;
mod resources;
mod shapes;
mod sound;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::exchange::{Exchange, Refused};
use crate::form::Form;

/// A request to the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestRequest {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The path, without query.
    pub path: String,
    /// What stands in the query and in a form-encoded body.
    pub form: Form,
    /// The header of that name; empty where there is none.
    pub authorization: String,
}

/// An answer of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestAnswer {
    /// Its status.
    pub status: u16,
    /// What its body is.
    pub content_type: &'static str,
    /// Its body.
    pub body: Vec<u8>,
}

impl RestAnswer {
    fn json(status: u16, value: &Value) -> RestAnswer {
        RestAnswer {
            status,
            content_type: "application/json",
            body: value.to_string().into_bytes(),
        }
    }

    fn nothing() -> RestAnswer {
        RestAnswer { status: 204, content_type: "application/json", body: Vec::new() }
    }
}

/// Answers one request.
pub fn respond(exchange: &mut Exchange, request: &RestRequest) -> RestAnswer {
    match route(exchange, request) {
        Ok(answer) => answer,
        Err(Refused { status, code, message }) => RestAnswer::json(
            status,
            &json!({
                "code": code,
                "message": message,
                "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
                "status": status,
            }),
        ),
    }
}

fn route(exchange: &mut Exchange, request: &RestRequest) -> Result<RestAnswer, Refused> {
    if exchange.throttled > 0 {
        exchange.throttled -= 1;
        return Err(Refused::new(429, 20429, "Too Many Requests"));
    }
    let path: Vec<&str> = request.path.trim_matches('/').split('/').collect();
    // One relative has a prefix of its own.
    let path = path.strip_prefix(&["api", "laml"]).unwrap_or(&path);
    let ["2010-04-01", "Accounts", account, rest @ ..] = path else {
        return Err(Refused::not_found(&request.path));
    };
    // Recordings may be fetched by whoever knows their address, as the vendor's default is.
    let is_sound =
        request.method == "GET" && matches!(rest, ["Recordings", file] if !file.ends_with(".json"));
    if !is_sound {
        authorize(exchange, request, account)?;
    }
    let (method, form) = (request.method.as_str(), &request.form);
    match rest {
        ["Calls.json"] => resources::calls(exchange, method, form),
        ["Calls", file] => resources::call(exchange, method, named(file)?, form),
        ["Calls", call, "Recordings.json"] => {
            resources::call_recordings(exchange, method, call, form)
        }
        ["Calls", call, "Recordings", file] => {
            resources::call_recording(exchange, method, call, named(file)?, form)
        }
        ["Messages.json"] => resources::messages(exchange, method, form),
        ["Messages", file] => resources::message(exchange, method, named(file)?),
        ["Recordings.json"] => resources::recordings(exchange, method),
        ["Recordings", file] if is_sound => resources::sound(exchange, file),
        ["Recordings", file] => resources::recording(exchange, method, named(file)?),
        ["Conferences.json"] => conferences::list(exchange, method, form),
        ["Conferences", file] => conferences::one(exchange, method, named(file)?, form),
        ["Conferences", room, "Participants.json"] => {
            conferences::participants(exchange, method, room, form)
        }
        ["Conferences", room, "Participants", file] => {
            conferences::participant(exchange, method, room, named(file)?, form)
        }
        _ => Err(Refused::not_found(&request.path)),
    }
}

/// The name of a resource in the last part of a path.
fn named(file: &str) -> Result<&str, Refused> {
    file.strip_suffix(".json").ok_or_else(|| Refused::not_found(file))
}

fn authorize(exchange: &Exchange, request: &RestRequest, account: &str) -> Result<(), Refused> {
    let settings = &exchange.settings;
    let secret = request.authorization.strip_prefix("Basic ").unwrap_or_default();
    let decoded = STANDARD.decode(secret).unwrap_or_default();
    let expected = format!("{}:{}", settings.account, settings.token);
    if decoded != expected.as_bytes() || account != settings.account.as_str() {
        return Err(Refused::new(401, 20003, "Authenticate"));
    }
    Ok(())
}

fn wrong_method(method: &str) -> Refused {
    Refused::new(405, 20004, format!("Method {method} not allowed"))
}
