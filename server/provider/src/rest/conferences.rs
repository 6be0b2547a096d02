//! Conferences and who takes part in them.

use super::resources::find;
use super::shapes::{self, page};
use super::{RestAnswer, wrong_method};
use crate::exchange::{CallId, Exchange, Refused, Room};
use crate::form::Form;

type Answered = Result<RestAnswer, Refused>;

pub(super) fn list(exchange: &mut Exchange, method: &str, form: &Form) -> Answered {
    if method != "GET" {
        return Err(wrong_method(method));
    }
    let wanted = |name: &str, value: &str| form.filled(name).is_none_or(|own| own == value);
    let list = exchange
        .rooms()
        .iter()
        .rev()
        .filter(|room| wanted("FriendlyName", &room.name))
        .filter(|room| wanted("Status", shapes::room_status(room)))
        .map(|room| shapes::conference(exchange, room))
        .collect();
    Ok(RestAnswer::json(200, &page(exchange, "conferences", "Conferences.json", list, form)))
}

pub(super) fn one(exchange: &mut Exchange, method: &str, sid: &str, form: &Form) -> Answered {
    let at = exchange.conference(sid).ok_or_else(|| Refused::not_found(sid))?;
    match method {
        "GET" => {}
        "POST" if form.get("Status") == Some("completed") => exchange.end_conference(at),
        "POST" => {}
        other => return Err(wrong_method(other)),
    }
    Ok(RestAnswer::json(200, &shapes::conference(exchange, room(exchange, at, sid)?)))
}

pub(super) fn participants(
    exchange: &mut Exchange,
    method: &str,
    sid: &str,
    form: &Form,
) -> Answered {
    match method {
        "POST" => {
            let id = exchange.add_participant(sid, form)?;
            Ok(RestAnswer::json(
                201,
                &shapes::new_participant(exchange, exchange.call(id), sid, form),
            ))
        }
        "GET" => {
            let at = exchange.conference(sid).ok_or_else(|| Refused::not_found(sid))?;
            let room = room(exchange, at, sid)?;
            let list = room
                .participants
                .iter()
                .map(|id| shapes::participant(exchange, exchange.call(*id), room))
                .collect();
            let uri = format!("Conferences/{sid}/Participants.json");
            Ok(RestAnswer::json(200, &page(exchange, "participants", &uri, list, form)))
        }
        other => Err(wrong_method(other)),
    }
}

pub(super) fn participant(
    exchange: &mut Exchange,
    method: &str,
    sid: &str,
    call: &str,
    form: &Form,
) -> Answered {
    let at = exchange.conference(sid).ok_or_else(|| Refused::not_found(sid))?;
    let id = find_participant(exchange, at, call)?;
    match method {
        "GET" => {}
        "POST" => exchange.update_participant(at, id, form)?,
        "DELETE" => {
            exchange.remove_participant(at, id)?;
            return Ok(RestAnswer::nothing());
        }
        other => return Err(wrong_method(other)),
    }
    let room = room(exchange, at, sid)?;
    Ok(RestAnswer::json(200, &shapes::participant(exchange, exchange.call(id), room)))
}

/// A participant by the sid of the call, or by its label.
fn find_participant(exchange: &Exchange, at: usize, name: &str) -> Result<CallId, Refused> {
    let room = room(exchange, at, name)?;
    let labelled = room
        .participants
        .iter()
        .copied()
        .find(|id| exchange.call(*id).in_room().is_some_and(|inside| inside.label == name));
    let id = match labelled {
        Some(id) => id,
        None => find(exchange, name)?,
    };
    let is_in = room.participants.contains(&id);
    is_in.then_some(id).ok_or_else(|| Refused::not_found(name))
}

fn room<'a>(exchange: &'a Exchange, at: usize, sid: &str) -> Result<&'a Room, Refused> {
    exchange.rooms().get(at).ok_or_else(|| Refused::not_found(sid))
}
