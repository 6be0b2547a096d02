//! Whatever those say who are believed: channels, programs with a token, pages that chat.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use centralita_server::channels::chat::frame::{FromPage, cleaned};
use centralita_server::channels::webhook::signature::sign;
use centralita_server::settings::{ChannelAccount, Connection, ConnectionKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json as made};

use crate::{FLOW, House, json, words};

const KEY: &str = "a-key-of-32-letters-for-the-shop";
const SECRET: &str = "a-secret-of-a-webhook";

/// A channel by JSON webhook, and a bot.
pub fn connections() -> [Connection; 2] {
    let channel = |id: &str, channel: &str, settings: &[(&str, &str)], secrets: &[(&str, &str)]| {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let account = ChannelAccount {
            channel: channel.into(),
            settings: settings.iter().map(owned).collect(),
            secrets: secrets
                .iter()
                .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
                .collect::<BTreeMap<_, _>>(),
        };
        Connection { id: id.into(), name: String::new(), kind: ConnectionKind::Channel(account) }
    };
    [
        channel("shop", "webhook", &[("url", "https://shop.example/in")], &[("key", KEY)]),
        channel(
            "bot",
            "telegram",
            &[("receive", "webhook")],
            &[("token", "1:token"), ("webhook", SECRET)],
        ),
    ]
}

/// A map in which some of the fields are something else, or not there.
fn bent(whole: Value, names: &[&'static str]) -> BoxedStrategy<Value> {
    let fields: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    let changes =
        vec((select(fields), prop_oneof![1 => Just(None), 3 => json(names).prop_map(Some)]), 0..3);
    changes
        .prop_map(move |changes| {
            let mut whole = whole.clone();
            let fields = whole.as_object_mut().unwrap();
            for (name, value) in changes {
                match value {
                    Some(value) => drop(fields.insert(name, value)),
                    None => drop(fields.remove(&name)),
                }
            }
            whole
        })
        .boxed()
}

#[test]
fn whatever_a_program_says_by_json_webhook_is_taken_or_refused_in_words() {
    const NAMES: &[&str] = &[
        "id",
        "contact",
        "text",
        "name",
        "begins",
        "media",
        "url",
        "type",
        "parameters",
        "status",
        "message",
    ];
    let house = House::open();
    let said = (words(), words(), words()).prop_flat_map(|(id, contact, text)| {
        let whole = made!({
            "id": id, "contact": contact, "text": text, "name": "Ana", "begins": "", "media": [{ "url": "https://a.example/b", "type": "image/png" }],
            "parameters": { "a": "b" },
        });
        bent(whole, NAMES)
    });
    let said = prop_oneof![3 => said, 1 => json(NAMES)];
    let places = select(vec!["webhook", "deliveries", "status", "nowhere"]);
    house.runs(1_500, &(places, said), |house, (place, said)| {
        let body = said.to_string().into_bytes();
        let proof = sign(KEY, house.clock.now().0 / 1_000, &body);
        let request = Request::post(format!("/channels/shop/{place}"))
            .header("content-type", "application/json")
            .header("x-signature", proof)
            .body(Body::from(body))
            .unwrap();
        let answer = house.asks(request);
        let status = answer.status().as_u16();
        prop_assert!(status < 500 && status != 401 && status != 403, "{place} {said}: {status}");
        prop_assert!(
            status < 300 || serde_json::from_slice::<Value>(answer.body()).is_ok(),
            "{said}"
        );
        Ok(())
    });
    assert!(house.begun() > 20, "{}", house.begun());
}

#[test]
fn whatever_an_update_of_a_bot_says_is_taken_or_passed_over() {
    const NAMES: &[&str] = &[
        "update_id",
        "message",
        "edited_message",
        "callback_query",
        "chat",
        "from",
        "text",
        "id",
        "data",
        "photo",
        "file_id",
        "caption",
        "entities",
        "message_id",
        "date",
        "first_name",
    ];
    let house = House::open();
    let message = (any::<i64>(), any::<i64>(), words()).prop_flat_map(|(number, chat, text)| {
        let whole = made!({
            "message_id": number, "date": 1, "chat": { "id": chat, "type": "private" },
            "from": { "id": chat, "is_bot": false, "first_name": text, "language_code": "es" }, "text": text,
        });
        bent(whole, NAMES)
    });
    let kinds = select(vec!["message", "edited_message", "channel_post", "callback_query"]);
    let update = (any::<i64>(), kinds, message)
        .prop_map(|(number, kind, message)| made!({ "update_id": number, kind: message }));
    let update = prop_oneof![
        4 => update.clone(),
        1 => update.prop_flat_map(|update| bent(update, NAMES)),
        1 => json(NAMES),
    ];
    house.runs(1_500, &update, |house, update| {
        let request = Request::post("/channels/bot/webhook")
            .header("content-type", "application/json")
            .header("x-telegram-bot-api-secret-token", SECRET)
            .body(Body::from(update.to_string()))
            .unwrap();
        let status = house.asks(request).status().as_u16();
        prop_assert!(status < 500 && status != 401 && status != 403, "{update}: {status}");
        Ok(())
    });
    assert!(house.begun() > 20, "{}", house.begun());
}

#[test]
fn whatever_a_program_with_a_token_sends_is_done_or_refused_in_words() {
    const NAMES: &[&str] = &[
        "states",
        "name",
        "type",
        "transitions",
        "event",
        "next",
        "properties",
        "initial_state",
        "description",
        "flags",
        "offset",
        "conditions",
        "arguments",
        "value",
        "parameters",
        "centralita",
        "sensitive",
        "set-variables",
        "say-play",
    ];
    let house = House::open();
    // A flow with a piece of it put somewhere else, or anything.
    let torn = (0..FLOW.len(), 0..FLOW.len(), words()).prop_map(|(from, to, word)| {
        let (from, to) = (from.min(to), from.max(to));
        match (FLOW.get(..from), FLOW.get(to..)) {
            (Some(before), Some(after)) => format!("{before}{word}{after}"),
            _ => FLOW.to_owned(),
        }
    });
    let whole: Value = serde_json::from_str(FLOW).unwrap();
    let definition = prop_oneof![
        2 => bent(whole, NAMES).prop_map(|flow| flow.to_string()),
        1 => json(NAMES).prop_map(|flow| flow.to_string()),
        2 => torn,
    ];
    let values = prop_oneof![
        3 => definition,
        2 => words(),
        1 => select(vec!["draft", "published", "ended", "+15550100", "1"]).prop_map(str::to_owned),
    ];
    let names = select(vec![
        "Definition",
        "Status",
        "FriendlyName",
        "CommitMessage",
        "To",
        "From",
        "Parameters",
        "TestUsers",
    ]);
    let places = select(vec![
        "/v2/Flows/Validate",
        "/v2/Flows",
        "/v2/Flows/FLOW",
        "/v2/Flows/FLOW/Executions",
        "/v2/Flows/FLOW/TestUsers",
    ]);
    let usual = [
        ("FriendlyName", "a"),
        ("Status", "draft"),
        ("Definition", FLOW),
        ("To", "+1"),
        ("From", "+2"),
    ];
    let flow = house.runtime.block_on(async {
        let flows = centralita_server::settings::all::<centralita_server::settings::FlowEntry>(
            &*house.store,
            centralita_server::ids::TenantId::FIRST,
        );
        flows.await.unwrap()[0].0.id.clone()
    });
    let proof = BASE64_STANDARD.encode(house.credentials.join(":"));
    house.runs(1_500, &(places, vec((names, values), 0..5)), |house, (place, said)| {
        let mut form: BTreeMap<&str, String> =
            usual.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        form.extend(said);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
        let request = Request::post(place.replace("FLOW", &flow))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Basic {proof}"))
            .body(Body::from(body))
            .unwrap();
        let answer = house.asks(request);
        let status = answer.status();
        let may =
            status.is_success() || (status.is_client_error() && status != StatusCode::UNAUTHORIZED);
        prop_assert!(may, "{place} {form:?}: {status}");
        let told = serde_json::from_slice::<Value>(answer.body());
        prop_assert!(told.is_ok(), "{place} {form:?}: {}", String::from_utf8_lossy(answer.body()));
        Ok(())
    });
}

#[test]
fn whatever_a_page_says_is_a_frame_or_none_and_texts_have_no_hidden_signs() {
    const NAMES: &[&str] = &["type", "token", "last", "id", "text", "before"];
    let kinds = select(vec!["join", "message", "history", "typing", "read", "ping", "delete"]);
    let frame =
        (kinds, words(), words(), any::<i64>()).prop_flat_map(|(kind, id, text, number)| {
            let whole = made!({
                "type": kind, "token": id, "id": id, "text": text, "last": number, "before": number,
            });
            bent(whole, NAMES)
        });
    let frame = prop_oneof![3 => frame, 1 => json(NAMES)];
    let read = std::cell::Cell::new(0_u32);
    let house = House::open();
    house.runs(4_000, &frame, |_, frame| {
        let Ok(frame) = serde_json::from_str::<FromPage>(&frame.to_string()) else { return Ok(()) };
        read.set(read.get() + 1);
        if let FromPage::Message { text, .. } = frame
            && let Ok(kept) = cleaned(&text)
        {
            let is_hidden = |sign: char| sign.is_control() && sign != '\n' && sign != '\t';
            prop_assert!(!kept.chars().any(is_hidden) && !kept.trim().is_empty(), "{kept:?}");
            prop_assert_eq!(cleaned(&kept).ok(), Some(kept));
        }
        Ok(())
    });
    assert!(read.get() > 500, "{}", read.get());
}
