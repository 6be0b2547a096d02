//! Calls, messages and recordings.

use super::shapes::{self, page};
use super::{RestAnswer, sound as wave, wrong_method};
use crate::exchange::{CallId, Exchange, Recorded, Refused};
use crate::form::Form;

type Answered = Result<RestAnswer, Refused>;

pub(super) fn calls(exchange: &mut Exchange, method: &str, form: &Form) -> Answered {
    match method {
        "POST" => {
            let id = exchange.place_call(form)?;
            Ok(RestAnswer::json(201, &shapes::call(exchange, exchange.call(id))))
        }
        "GET" => {
            let wanted = |name: &str, value: &str| form.filled(name).is_none_or(|own| own == value);
            let list = exchange
                .calls()
                .rev()
                .filter(|call| wanted("Status", call.status.word()))
                .filter(|call| wanted("To", &call.to) && wanted("From", &call.from))
                .map(|call| shapes::call(exchange, call))
                .collect();
            Ok(RestAnswer::json(200, &page(exchange, "calls", "Calls.json", list, form)))
        }
        other => Err(wrong_method(other)),
    }
}

pub(super) fn call(exchange: &mut Exchange, method: &str, sid: &str, form: &Form) -> Answered {
    let id = find(exchange, sid)?;
    match method {
        "GET" => {}
        "POST" => exchange.update_call(id, form)?,
        "DELETE" => return Ok(RestAnswer::nothing()),
        other => return Err(wrong_method(other)),
    }
    Ok(RestAnswer::json(200, &shapes::call(exchange, exchange.call(id))))
}

pub(super) fn find(exchange: &Exchange, sid: &str) -> Result<CallId, Refused> {
    exchange.call_by_sid(sid).ok_or_else(|| Refused::not_found(sid))
}

pub(super) fn call_recordings(
    exchange: &mut Exchange,
    method: &str,
    call: &str,
    form: &Form,
) -> Answered {
    let id = find(exchange, call)?;
    match method {
        "POST" => {
            let at = exchange.record_call(id, form)?;
            let recorded = exchange.recordings().get(at).ok_or_else(|| Refused::not_found(call))?;
            Ok(RestAnswer::json(201, &shapes::call_recording(exchange, recorded)))
        }
        "GET" => {
            let list = exchange
                .recordings()
                .iter()
                .filter(|recorded| recorded.call.as_str() == call && !recorded.is_deleted)
                .map(|recorded| shapes::call_recording(exchange, recorded))
                .collect();
            let uri = format!("Calls/{call}/Recordings.json");
            Ok(RestAnswer::json(200, &page(exchange, "recordings", &uri, list, form)))
        }
        other => Err(wrong_method(other)),
    }
}

pub(super) fn call_recording(
    exchange: &mut Exchange,
    method: &str,
    call: &str,
    sid: &str,
    form: &Form,
) -> Answered {
    let id = find(exchange, call)?;
    if method == "POST" && form.get("Status") == Some("stopped") {
        exchange.stop_recording(id);
    }
    let own = |recorded: &&Recorded| {
        recorded.call.as_str() == call && (recorded.sid.as_str() == sid || sid == "Twilio.CURRENT")
    };
    let recorded =
        exchange.recordings().iter().rfind(own).ok_or_else(|| Refused::not_found(sid))?;
    Ok(RestAnswer::json(200, &shapes::call_recording(exchange, recorded)))
}

pub(super) fn messages(exchange: &mut Exchange, method: &str, form: &Form) -> Answered {
    match method {
        "POST" => {
            let at = exchange.send_message(form, "outbound-api")?;
            let message = exchange.messages().get(at).ok_or_else(|| Refused::not_found("it"))?;
            Ok(RestAnswer::json(201, &shapes::message(exchange, message)))
        }
        "GET" => {
            let wanted = |name: &str, value: &str| form.filled(name).is_none_or(|own| own == value);
            let list = exchange
                .messages()
                .iter()
                .rev()
                .filter(|message| wanted("To", &message.to) && wanted("From", &message.from))
                .map(|message| shapes::message(exchange, message))
                .collect();
            Ok(RestAnswer::json(200, &page(exchange, "messages", "Messages.json", list, form)))
        }
        other => Err(wrong_method(other)),
    }
}

pub(super) fn message(exchange: &mut Exchange, method: &str, sid: &str) -> Answered {
    let found = exchange.messages().iter().find(|message| message.sid.as_str() == sid);
    let message = found.ok_or_else(|| Refused::not_found(sid))?;
    match method {
        "GET" | "POST" => Ok(RestAnswer::json(200, &shapes::message(exchange, message))),
        "DELETE" => Ok(RestAnswer::nothing()),
        other => Err(wrong_method(other)),
    }
}

pub(super) fn recordings(exchange: &mut Exchange, method: &str) -> Answered {
    if method != "GET" {
        return Err(wrong_method(method));
    }
    let list = exchange
        .recordings()
        .iter()
        .filter(|recorded| !recorded.is_deleted)
        .map(|recorded| shapes::recording(exchange, recorded))
        .collect();
    let form = Form::new();
    Ok(RestAnswer::json(200, &page(exchange, "recordings", "Recordings.json", list, &form)))
}

pub(super) fn recording(exchange: &mut Exchange, method: &str, sid: &str) -> Answered {
    match method {
        "GET" => {
            let recorded = recorded(exchange, sid)?;
            Ok(RestAnswer::json(200, &shapes::recording(exchange, recorded)))
        }
        "DELETE" => {
            exchange.delete_recording(sid)?;
            Ok(RestAnswer::nothing())
        }
        other => Err(wrong_method(other)),
    }
}

/// The sound of a recording: silence, as long as it is.
pub(super) fn sound(exchange: &Exchange, file: &str) -> Answered {
    let sid = file.trim_end_matches(".wav").trim_end_matches(".mp3");
    let recorded = recorded(exchange, sid)?;
    let body = wave::silence(recorded.seconds);
    Ok(RestAnswer { status: 200, content_type: "audio/x-wav", body })
}

fn recorded<'a>(exchange: &'a Exchange, sid: &str) -> Result<&'a Recorded, Refused> {
    let found = exchange
        .recordings()
        .iter()
        .find(|recorded| recorded.sid.as_str() == sid && !recorded.is_deleted);
    found.ok_or_else(|| Refused::not_found(sid))
}
