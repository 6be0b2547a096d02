//! What Telegram says: an update, and the message in it.

use centralita_engine::exec::Media;
use centralita_engine::{Map, Text};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::channels::channel::Inbound;

/// One of the bot's updates, as far as it is understood.
#[derive(Deserialize)]
pub(super) struct Update {
    update_id: i64,
    message: Option<Message>,
    callback_query: Option<Pressed>,
}

#[derive(Deserialize)]
struct Message {
    message_id: i64,
    from: Option<User>,
    chat: Chat,
    text: Option<String>,
    caption: Option<String>,
    #[serde(default)]
    photo: Vec<Photo>,
    voice: Option<File>,
    audio: Option<File>,
    video: Option<File>,
    document: Option<File>,
    contact: Option<Contact>,
    location: Option<Location>,
}

/// A button below one of our messages was pressed.
#[derive(Deserialize)]
struct Pressed {
    from: User,
    data: Option<String>,
    message: Option<Below>,
}

#[derive(Deserialize)]
struct Below {
    message_id: i64,
    chat: Chat,
}

#[derive(Deserialize)]
struct User {
    id: i64,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    language_code: String,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Photo {
    file_id: String,
}

#[derive(Deserialize)]
struct File {
    file_id: String,
    #[serde(default)]
    mime_type: String,
}

#[derive(Deserialize)]
struct Contact {
    phone_number: String,
    #[serde(default)]
    first_name: String,
    user_id: Option<i64>,
}

#[derive(Deserialize)]
struct Location {
    latitude: f64,
    longitude: f64,
}

impl Update {
    /// Reads one; none when it is none that this release knows.
    pub(super) fn read(update: Json) -> Option<Update> {
        let id = update.get("update_id").cloned();
        match serde_json::from_value(update) {
            Ok(update) => Some(update),
            Err(error) => {
                // What it says is the contact's, and stands in no log.
                let category = error.classify();
                tracing::warn!(?id, ?category, "an update of Telegram's is not understood");
                None
            }
        }
    }

    /// What a contact says with it; none when nobody says anything to the bot.
    pub(super) fn message(self) -> Option<Inbound> {
        match (self.message, self.callback_query) {
            (Some(message), _) => written(self.update_id, message),
            (None, Some(pressed)) => chosen(self.update_id, pressed),
            (None, None) => None,
        }
    }
}

/// The address of a chat.
fn address(chat: i64) -> Text {
    format!("telegram:{chat}").into()
}

fn params_of(update: i64, message: i64, user: &User) -> Map {
    let name = format!("{} {}", user.first_name, user.last_name);
    let mut params = Map::new();
    let (update, message) = (update.to_string(), message.to_string());
    for (key, value) in [
        ("UpdateId", update.as_str()),
        ("TelegramMessageId", &message),
        ("ProfileName", name.trim()),
        ("Username", &user.username),
        ("Language", &user.language_code),
    ] {
        if !value.is_empty() {
            params.insert(key, value);
        }
    }
    params
}

fn written(update: i64, message: Message) -> Option<Inbound> {
    let user = message.from?;
    if message.chat.kind != "private" || user.is_bot {
        return None;
    }
    let mut params = params_of(update, message.message_id, &user);
    let mut body = message.text.or(message.caption).unwrap_or_default();
    let mut media = Vec::new();
    let mut add = |file_id: &str, content_type: &str| {
        // A reference and no address: an address of a file would hold the bot's token.
        media.push(Media {
            url: format!("telegram:file/{file_id}").into(),
            content_type: content_type.into(),
        });
    };
    // The same picture in several sizes; the last one is the largest.
    if let Some(photo) = message.photo.last() {
        add(&photo.file_id, "image/jpeg");
    }
    for (file, usual) in [
        (message.voice, "audio/ogg"),
        (message.audio, "audio/mpeg"),
        (message.video, "video/mp4"),
        (message.document, "application/octet-stream"),
    ] {
        if let Some(file) = file {
            let kind = if file.mime_type.is_empty() { usual } else { &file.mime_type };
            add(&file.file_id, kind);
        }
    }
    if let Some(contact) = message.contact {
        params.insert("ContactPhone", contact.phone_number.as_str());
        params.insert("ContactName", contact.first_name);
        // Anybody can send anybody's card; one's own is verified by Telegram.
        let is_own = contact.user_id == Some(user.id);
        params.insert("ContactIsOwn", if is_own { "true" } else { "false" });
        if body.is_empty() {
            body = contact.phone_number;
        }
    }
    if let Some(place) = message.location {
        params.insert("Latitude", place.latitude.to_string());
        params.insert("Longitude", place.longitude.to_string());
    }
    let begins = start_of(&body).map(str::to_owned);
    if let Some(payload) = &begins {
        params.insert("StartPayload", payload.as_str());
    }
    Some(Inbound {
        id: format!("{update}").into(),
        from: address(message.chat.id),
        body: body.into(),
        media,
        params,
        begins: begins.map(Text::from),
    })
}

fn chosen(update: i64, pressed: Pressed) -> Option<Inbound> {
    let (data, below) = (pressed.data?, pressed.message?);
    if below.chat.kind != "private" || pressed.from.is_bot {
        return None;
    }
    Some(Inbound {
        id: format!("{update}").into(),
        from: address(below.chat.id),
        params: params_of(update, below.message_id, &pressed.from),
        body: data.into(),
        ..Inbound::default()
    })
}

/// What stands behind `/start`: a link to the bot may carry a word there, of at most 64 letters, digits and
/// the signs `-` and `_`. None for anything else, also when the word is none that a link can carry.
fn start_of(text: &str) -> Option<&str> {
    let rest = text.trim().strip_prefix("/start")?;
    let rest = match rest.strip_prefix('@') {
        // `/start@shop_bot`, as it stands in groups and in some programs.
        Some(named) => named.trim_start_matches(|sign: char| !sign.is_whitespace()),
        None => rest,
    };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let payload = rest.trim();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (payload.len() <= 64 && payload.bytes().all(is_plain)).then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(message: Json) -> Option<Inbound> {
        Update::read(json!({ "update_id": 7, "message": message }))?.message()
    }

    fn with(more: Json) -> Json {
        let mut message = json!({
            "message_id": 1, "date": 0, "chat": { "id": 5, "type": "private" },
            "from": { "id": 5, "is_bot": false, "first_name": "Ann", "username": "ann" },
        });
        for (name, value) in more.as_object().unwrap() {
            message[name] = value.clone();
        }
        message
    }

    #[test]
    fn a_text_is_read_with_who_wrote_it() {
        let inbound = read(with(json!({ "text": "hello" }))).unwrap();
        assert_eq!((inbound.id.as_str(), inbound.from.as_str()), ("7", "telegram:5"));
        assert_eq!((inbound.body.as_str(), inbound.begins), ("hello", None));
        assert_eq!(inbound.params.get("ProfileName").unwrap().as_text(), Some("Ann"));
    }

    #[test]
    fn files_are_references_without_the_token_and_a_picture_is_its_largest_size() {
        let photo = json!([{ "file_id": "small" }, { "file_id": "large" }]);
        let inbound = read(with(json!({ "photo": photo, "caption": "look" }))).unwrap();
        assert_eq!(inbound.body.as_str(), "look");
        assert_eq!(inbound.media[0].url.as_str(), "telegram:file/large");
        let voice = read(with(json!({ "voice": { "file_id": "v", "mime_type": "audio/ogg" } })));
        assert_eq!(voice.unwrap().media[0].content_type.as_str(), "audio/ogg");
    }

    #[test]
    fn a_shared_contact_says_whether_it_is_the_writers_own() {
        for (user, is_own) in [(5, "true"), (6, "false")] {
            let contact =
                json!({ "phone_number": "+15550100", "first_name": "A", "user_id": user });
            let inbound = read(with(json!({ "contact": contact }))).unwrap();
            assert_eq!(inbound.body.as_str(), "+15550100");
            assert_eq!(inbound.params.get("ContactIsOwn").unwrap().as_text(), Some(is_own));
        }
    }

    #[test]
    fn start_begins_anew_with_the_word_of_its_link() {
        let begins = |text: &str| read(with(json!({ "text": text }))).unwrap().begins;
        assert_eq!(begins("/start").as_deref(), Some(""));
        assert_eq!(begins("/start summer-sale").as_deref(), Some("summer-sale"));
        assert_eq!(begins("/start@shop_bot x").as_deref(), Some("x"));
        for other in ["/started", "start", "/start a b", "/start ../x", "/start é"] {
            assert_eq!(begins(other), None, "{other}");
        }
        assert_eq!(begins(&format!("/start {}", "x".repeat(65))), None);
    }

    #[test]
    fn groups_bots_edits_and_what_nobody_knows_are_passed_over() {
        assert!(
            read(with(json!({ "text": "a", "chat": { "id": -5, "type": "group" } }))).is_none()
        );
        assert!(read(with(json!({ "text": "a", "from": { "id": 5, "is_bot": true } }))).is_none());
        let edited = json!({ "update_id": 7, "edited_message": with(json!({ "text": "a" })) });
        assert!(Update::read(edited).unwrap().message().is_none());
        assert!(Update::read(json!({ "update_id": 7, "message": 3 })).is_none());
        let pressed = json!({ "update_id": 8, "callback_query": {
            "id": "q", "from": { "id": 5 }, "data": "2",
            "message": { "message_id": 4, "chat": { "id": 5, "type": "private" } } } });
        assert_eq!(Update::read(pressed).unwrap().message().unwrap().body.as_str(), "2");
    }
}
