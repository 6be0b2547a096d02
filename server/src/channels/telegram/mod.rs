//! Telegram: messages of its bots, by webhook or by asking for news.
//!
//! Settings: `receive`, `polling` (the usual) or `webhook`; `api`, where the Bot API is when it is not at
//! Telegram's. Secrets: `token`, the bot's, which stands in every address and so in no log; `webhook`, which
//! Telegram says in `X-Telegram-Bot-Api-Secret-Token`.
//!
//! Groups, channels, other bots and edited messages are passed over.

mod send;
mod update;

use centralita_engine::{Map, Secs, Text};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use subtle::ConstantTimeEq as _;

use crate::channels::channel::{
    Answer, Arrived, Channel, NotReceived, Polled, Received, Request, Sending,
};
use crate::settings::ChannelAccount;
use crate::work::Failed;

use update::Update;

/// The header by which Telegram proves that it comes.
pub const SECRET: &str = "x-telegram-bot-api-secret-token";

/// Where the Bot API is.
pub const API: &str = "https://api.telegram.org";

/// How many news are asked for at once. An answer of so many stays far below what is read of one.
const AT_ONCE: u32 = 40;

/// Messages of Telegram's bots.
#[derive(Clone, Copy, Debug)]
pub struct Telegram;

/// What every answer of the Bot API looks like.
#[derive(Deserialize)]
struct Said<T> {
    ok: bool,
    result: Option<T>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u32>,
}

/// The address of a method of the bot's API.
fn method(account: &ChannelAccount, name: &str) -> Text {
    let api = match account.setting("api") {
        "" => API,
        other => other.trim_end_matches('/'),
    };
    format!("{api}/bot{}/{name}", account.secret("token")).into()
}

fn is_polled(account: &ChannelAccount) -> bool {
    account.setting("receive") != "webhook"
}

/// What the API answers, or why it did not do it.
fn said<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Result<T, Failed> {
    let said: Option<Said<T>> = serde_json::from_str(&answer.body).ok();
    let judged = answer.judged();
    match said {
        Some(Said { ok: true, result: Some(result), .. }) if judged.is_ok() => Ok(result),
        Some(said) => {
            let status = answer.status;
            let mut failed = judged.err().unwrap_or_else(|| Failed::finally(""));
            if let Some(secs) = said.parameters.retry_after {
                failed.after = Some(Secs(secs));
            }
            let description: String = said.description.chars().take(200).collect();
            failed.why = match status {
                403 => format!("The contact takes no messages of this bot: {description}"),
                _ => format!("Telegram answered {status}: {description}"),
            };
            failed.params.insert("ErrorMessage", description);
            Err(failed)
        }
        None => Err(judged.err().unwrap_or_else(|| {
            Failed::for_now("Telegram answered with something that is not its API's.")
        })),
    }
}

impl Channel for Telegram {
    fn word(&self) -> &'static str {
        "telegram"
    }

    fn check(&self, account: &ChannelAccount) -> Result<(), String> {
        let api = account.setting("api");
        if !(api.is_empty() || api.starts_with("https://") || api.starts_with("http://")) {
            return Err("api begins with https:// or http://; empty means Telegram's own.".into());
        }
        // As Telegram makes them: digits, a colon, letters and digits.
        let is_token = |token: &String| {
            token.len() <= 200
                && token.split_once(':').is_some_and(|(bot, rest)| {
                    !bot.is_empty()
                        && bot.bytes().all(|byte| byte.is_ascii_digit())
                        && !rest.is_empty()
                        && rest.bytes().all(is_plain)
                })
        };
        if account.secrets("token").is_empty() || !account.secrets("token").iter().all(is_token) {
            return Err(
                "Telegram needs the secret token, as the bot's maker got it: 123456:ABC.".into()
            );
        }
        let is_secret =
            |secret: &String| (16..=256).contains(&secret.len()) && secret.bytes().all(is_plain);
        match account.setting("receive") {
            "" | "polling" => Ok(()),
            "webhook" if account.secrets("webhook").is_empty() => {
                Err("To receive by webhook, Telegram needs the secret webhook.".into())
            }
            "webhook" if !account.secrets("webhook").iter().all(is_secret) => {
                Err("The secret webhook has 16 to 256 letters, digits and the signs - and _."
                    .into())
            }
            "webhook" => Ok(()),
            _ => Err("receive is polling or webhook.".into()),
        }
    }

    fn receive(&self, arrived: &Arrived<'_>) -> Result<Received, NotReceived> {
        if arrived.place != "webhook" || arrived.method != "POST" || is_polled(arrived.account) {
            return Err(NotReceived::Nowhere);
        }
        let given = arrived.headers.get(SECRET).unwrap_or_default().as_bytes();
        let secrets = arrived.account.secrets("webhook").iter();
        // Each is compared, in a time that tells nothing about it.
        let is_theirs = secrets.fold(false, |known, secret| {
            known | (!secret.is_empty() && bool::from(secret.as_bytes().ct_eq(given)))
        });
        if !is_theirs {
            return Err(NotReceived::NotBelieved(format!("{SECRET} is not the one set up")));
        }
        let update: Json = serde_json::from_slice(arrived.body)
            .map_err(|error| NotReceived::Bad(format!("The body is no JSON: {error}")))?;
        if update.get("update_id").and_then(Json::as_i64).is_none() {
            return Err(NotReceived::Bad("An update has an update_id.".into()));
        }
        // What this release does not know is passed over: Telegram would send it again for hours.
        let update = Update::read(update);
        let messages = update.and_then(Update::message).into_iter().collect();
        Ok(Received { messages, ..Received::default() })
    }

    fn send(&self, sending: &Sending<'_>) -> Result<Vec<Request>, Failed> {
        send::requests(sending)
    }

    fn sent(&self, answer: &Answer) -> Result<Map, Failed> {
        #[derive(Deserialize)]
        struct Message {
            message_id: i64,
        }
        let message: Message = said(answer)?;
        Ok(Map::from_iter([("MessageSid", message.message_id.to_string().as_str())]))
    }

    fn poll(&self, account: &ChannelAccount, place: &str, wait: Secs) -> Option<Request> {
        if !is_polled(account) {
            return None;
        }
        let mut body = json!({
            "timeout": wait.0,
            "limit": AT_ONCE,
            "allowed_updates": ["message", "callback_query"],
        });
        if let Ok(offset) = place.parse::<i64>() {
            body["offset"] = offset.into();
        }
        Some(Request::post_json(method(account, "getUpdates"), &body))
    }

    fn polled(
        &self,
        _account: &ChannelAccount,
        place: &str,
        answer: &Answer,
    ) -> Result<Polled, Failed> {
        let updates: Vec<Json> = said(answer)?;
        let ids = updates.iter().filter_map(|update| update.get("update_id")?.as_i64());
        let next = ids.max().map(|last| last.saturating_add(1).to_string());
        let place = next.unwrap_or_else(|| place.to_owned());
        let updates = updates.into_iter().filter_map(Update::read);
        let messages = updates.filter_map(Update::message).collect();
        Ok(Polled { received: Received { messages, ..Received::default() }, place })
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &Json) -> Answer {
        Answer { status, body: body.to_string().into(), ..Answer::default() }
    }

    #[test]
    fn telegram_says_how_long_to_wait_and_whom_to_leave_alone() {
        let busy = json!({ "ok": false, "error_code": 429, "description": "Too Many Requests",
            "parameters": { "retry_after": 35 } });
        let busy = Telegram.sent(&answer(429, &busy)).unwrap_err();
        assert!(busy.is_temporary);
        assert_eq!(busy.after, Some(Secs(35)));
        let blocked = json!({ "ok": false, "error_code": 403,
            "description": "Forbidden: bot was blocked by the user" });
        let blocked = Telegram.sent(&answer(403, &blocked)).unwrap_err();
        assert!(!blocked.is_temporary && blocked.why.contains("blocked by the user"));
        assert!(Telegram.sent(&answer(502, &json!("Bad Gateway"))).unwrap_err().is_temporary);
        assert!(Telegram.sent(&answer(200, &json!("a page of a proxy"))).unwrap_err().is_temporary);
        let done = json!({ "ok": true, "result": { "message_id": 9 } });
        let done = Telegram.sent(&answer(200, &done)).unwrap();
        assert_eq!(done.get("MessageSid").and_then(|sid| sid.as_text()), Some("9"));
    }

    #[test]
    fn the_place_is_behind_the_last_update_also_behind_those_that_nobody_understands() {
        let account = ChannelAccount::default();
        let news = json!({ "ok": true, "result": [
            { "update_id": 4, "message": "odd" }, { "update_id": 5, "poll": {} } ] });
        let polled = Telegram.polled(&account, "4", &answer(200, &news)).unwrap();
        assert_eq!((polled.place.as_str(), polled.received.messages.len()), ("6", 0));
        let none = json!({ "ok": true, "result": [] });
        assert_eq!(Telegram.polled(&account, "6", &answer(200, &none)).unwrap().place, "6");
        let asks = Telegram.poll(&account, "6", Secs(25)).unwrap();
        assert!(asks.body.contains("\"offset\":6"), "{}", asks.body);
        assert!(!Telegram.poll(&account, "", Secs(25)).unwrap().body.contains("offset"));
    }
}
