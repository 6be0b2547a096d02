//! The vendor's JSON shapes.

use serde_json::{Value, json};

use crate::exchange::{Call, CallStatus, Exchange, Message, Recorded, Room};
use crate::form::Form;

fn uri(exchange: &Exchange, what: &str) -> String {
    format!("/2010-04-01/Accounts/{}/{what}", exchange.settings.account)
}

pub(super) fn call(exchange: &Exchange, call: &Call) -> Value {
    let sid = call.sid.as_str();
    let date = |millis: u64| exchange.date(millis);
    let status = match call.status {
        // REST has no word for it between the two.
        CallStatus::Initiated => "queued",
        status => status.word(),
    };
    let parent = call.parent.map(|parent| exchange.call(parent).sid.to_string());
    let inside = |list: &str| uri(exchange, &format!("Calls/{sid}/{list}.json"));
    json!({
        "sid": sid,
        "account_sid": exchange.settings.account.as_str(),
        "parent_call_sid": parent,
        "phone_number_sid": null,
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from,
        "from_formatted": call.from,
        "status": status,
        "direction": call.direction.word(),
        "date_created": date(call.begun_millis),
        "date_updated": date(call.ended_millis.unwrap_or(call.begun_millis)),
        "start_time": call.answered_millis.map(date),
        "end_time": call.ended_millis.map(date),
        "duration": call.ended_millis.map(|end| call.seconds(end).to_string()),
        "price": null,
        "price_unit": "USD",
        "answered_by": call.answered_by,
        "api_version": "2010-04-01",
        "forwarded_from": null,
        "group_sid": null,
        "caller_name": null,
        "queue_time": "0",
        "trunk_sid": null,
        "uri": uri(exchange, &format!("Calls/{sid}.json")),
        "subresource_uris": {
            "recordings": inside("Recordings"),
            "notifications": inside("Notifications"),
        },
    })
}

pub(super) fn message(exchange: &Exchange, message: &Message) -> Value {
    let sid = message.sid.as_str();
    let date = exchange.date(message.created_millis);
    let service = message.from.starts_with("MG").then_some(&message.from);
    json!({
        "sid": sid,
        "account_sid": exchange.settings.account.as_str(),
        "messaging_service_sid": service,
        "from": message.from,
        "to": message.to,
        "body": message.body,
        "num_segments": message.body.chars().count().div_ceil(160).max(1).to_string(),
        "num_media": message.media.len().to_string(),
        "direction": message.direction,
        "status": message.status,
        "error_code": message.error_code,
        "error_message": message.error_code.map(|code| format!("error {code}")),
        "date_created": date,
        "date_updated": date,
        "date_sent": (message.status != "queued").then_some(&date),
        "price": null,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": uri(exchange, &format!("Messages/{sid}.json")),
        "subresource_uris": { "media": uri(exchange, &format!("Messages/{sid}/Media.json")) },
    })
}

pub(super) fn recording(exchange: &Exchange, recorded: &Recorded) -> Value {
    let mut value = call_recording(exchange, recorded);
    let sid = recorded.sid.as_str();
    if let Some(object) = value.as_object_mut() {
        object.remove("track");
        object.insert("uri".to_owned(), json!(uri(exchange, &format!("Recordings/{sid}.json"))));
        object.insert("media_url".to_owned(), json!(exchange.recording_url(recorded)));
        object.insert("subresource_uris".to_owned(), json!({}));
    }
    value
}

pub(super) fn call_recording(exchange: &Exchange, recorded: &Recorded) -> Value {
    let date = exchange.date(recorded.begun_millis);
    let (call, sid) = (&recorded.call, &recorded.sid);
    let is_over = recorded.status != "in-progress";
    json!({
        "sid": sid.as_str(),
        "account_sid": exchange.settings.account.as_str(),
        "api_version": "2010-04-01",
        "call_sid": call.as_str(),
        "conference_sid": null,
        "date_created": date,
        "date_updated": date,
        "start_time": date,
        "duration": is_over.then(|| recorded.seconds.to_string()),
        "channels": recorded.channels,
        "source": recorded.source,
        "status": recorded.status,
        "track": "both",
        "error_code": null,
        "price": null,
        "price_unit": "USD",
        "encryption_details": null,
        "uri": uri(exchange, &format!("Calls/{call}/Recordings/{sid}.json")),
    })
}

/// The status of a conference, in the protocol's words.
pub(super) fn room_status(room: &Room) -> &'static str {
    match (room.has_ended, room.has_begun) {
        (true, _) => "completed",
        (false, true) => "in-progress",
        (false, false) => "init",
    }
}

pub(super) fn conference(exchange: &Exchange, room: &Room) -> Value {
    let sid = room.sid.as_str();
    let date = exchange.date(room.created_millis);
    json!({
        "sid": sid,
        "account_sid": exchange.settings.account.as_str(),
        "friendly_name": room.name,
        "status": room_status(room),
        "region": "us1",
        "api_version": "2010-04-01",
        "date_created": date,
        "date_updated": date,
        "reason_conference_ended": room.ended.map(|(why, _)| why),
        "call_sid_ending_conference": room.ended.map(|(_, last)| exchange.call(last).sid.as_str()),
        "uri": uri(exchange, &format!("Conferences/{sid}.json")),
        "subresource_uris": {
            "participants": uri(exchange, &format!("Conferences/{sid}/Participants.json")),
            "recordings": uri(exchange, &format!("Conferences/{sid}/Recordings.json")),
        },
    })
}

pub(super) fn participant(exchange: &Exchange, call: &Call, room: &Room) -> Value {
    let inside = call.in_room();
    let label = inside.map(|inside| inside.label.clone()).filter(|label| !label.is_empty());
    let coach = inside.map(|inside| inside.coach.clone()).filter(|coach| !coach.is_empty());
    json!({
        "account_sid": exchange.settings.account.as_str(),
        "call_sid": call.sid.as_str(),
        "conference_sid": room.sid.as_str(),
        "label": label,
        "muted": inside.is_some_and(|inside| inside.muted),
        "hold": inside.is_some_and(|inside| inside.hold),
        "coaching": coach.is_some(),
        "call_sid_to_coach": coach,
        "start_conference_on_enter": inside.is_some_and(|inside| inside.starts),
        "end_conference_on_exit": inside.is_some_and(|inside| inside.ends),
        "status": if inside.is_some() { "connected" } else { "complete" },
        "queue_time": "0",
        "date_created": exchange.date(call.begun_millis),
        "date_updated": exchange.date(exchange.now_millis()),
        "uri": uri(exchange, &format!("Conferences/{}/Participants/{}.json", room.sid, call.sid)),
    })
}

/// A participant who is still being rung.
pub(super) fn new_participant(exchange: &Exchange, call: &Call, room: &str, form: &Form) -> Value {
    let found = exchange.conference(room).and_then(|at| exchange.rooms().get(at));
    let sid = found.map(|room| room.sid.to_string());
    let yes = |name: &str, default: bool| form.get(name).map_or(default, |value| value == "true");
    json!({
        "account_sid": exchange.settings.account.as_str(),
        "call_sid": call.sid.as_str(),
        "conference_sid": sid,
        "label": form.filled("Label"),
        "muted": yes("Muted", false),
        "hold": false,
        "coaching": yes("Coaching", false),
        "call_sid_to_coach": form.filled("CallSidToCoach"),
        "start_conference_on_enter": yes("StartConferenceOnEnter", true),
        "end_conference_on_exit": yes("EndConferenceOnExit", false),
        "status": "queued",
        "queue_time": "0",
        "date_created": exchange.date(call.begun_millis),
        "date_updated": exchange.date(call.begun_millis),
        "uri": uri(exchange, &format!("Conferences/{room}/Participants/{}.json", call.sid)),
    })
}

/// One page of a list.
pub(super) fn page(
    exchange: &Exchange,
    name: &str,
    file: &str,
    list: Vec<Value>,
    form: &Form,
) -> Value {
    let number = |name: &str| form.get(name).and_then(|n| n.parse::<usize>().ok());
    let size = number("PageSize").unwrap_or(50).clamp(1, 1000);
    let page = number("Page").unwrap_or(0);
    let has_next = list.len() > (page + 1).saturating_mul(size);
    let start = page.saturating_mul(size);
    let items: Vec<Value> = list.into_iter().skip(start).take(size).collect();
    let end = (start + items.len()).saturating_sub(1);
    let at = |page: usize| format!("{}?PageSize={size}&Page={page}", uri(exchange, file));
    json!({
        name: items,
        "page": page,
        "page_size": size,
        "start": start,
        "end": end,
        "uri": at(page),
        "first_page_uri": at(0),
        "next_page_uri": has_next.then(|| at(page + 1)),
        "previous_page_uri": (page > 0).then(|| at(page - 1)),
    })
}
