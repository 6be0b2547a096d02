//! What the bot says: texts, cut where Telegram's limit is, and a file.

use serde_json::json;

use super::method;
use crate::channels::channel::{MOST_REQUESTS, Request, Sending};
use crate::work::Failed;

/// The longest text of a message, in UTF-16 units, as Telegram counts.
const LONGEST: usize = 4096;

/// The endings of pictures that Telegram shows as such when it fetches them.
const PICTURES: [&str; 4] = ["jpg", "jpeg", "png", "webp"];

/// The requests that say a message.
pub(super) fn requests(sending: &Sending<'_>) -> Result<Vec<Request>, Failed> {
    let message = sending.message;
    let chat = message.to.trim().strip_prefix("telegram:").unwrap_or(message.to.trim());
    let chat: i64 = chat.parse().map_err(|_| {
        let to: String = message.to.chars().take(40).collect();
        Failed::finally(format!(
            "\"{to}\" is nobody at Telegram. Send it to {{{{contact.channel.address}}}}, like telegram:123456."
        ))
    })?;
    let texts = cut(message.body.trim_end());
    if texts.is_empty() && message.media_url.is_empty() {
        return Err(Failed::finally(
            "The message has no text and no file. Write something into it.",
        ));
    }
    if texts.len() >= MOST_REQUESTS {
        return Err(Failed::finally("The text is longer than 30 messages of Telegram's."));
    }
    let token = sending.account;
    let say = |text: &str| {
        let body = json!({ "chat_id": chat, "text": text });
        Request::post_json(method(token, "sendMessage"), &body)
    };
    let mut requests: Vec<Request> = texts.into_iter().map(say).collect();
    if !message.media_url.is_empty() {
        let url = message.media_url.as_str();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let request = match PICTURES.contains(&ending.as_str()) {
            true => {
                let body = json!({ "chat_id": chat, "photo": url });
                Request::post_json(method(token, "sendPhoto"), &body)
            }
            false => {
                let body = json!({ "chat_id": chat, "document": url });
                Request::post_json(method(token, "sendDocument"), &body)
            }
        };
        requests.push(request);
    }
    Ok(requests)
}

/// A text in pieces that fit: cut behind a line, else behind a word, else anywhere between characters.
/// Pieces of nothing but blanks are left out; Telegram takes none.
fn cut(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let fits = fitting(rest);
        let (mut end, mut next) = (fits, fits);
        if fits < rest.len() {
            let piece = rest.get(..fits).unwrap_or_default();
            // Not so early that a text of one long line becomes many messages.
            let late = |at: &usize| *at > fits / 2;
            let found = piece.rfind('\n').filter(late).or_else(|| piece.rfind(' ').filter(late));
            if let Some(at) = found {
                (end, next) = (at, at + 1);
            }
        }
        let piece = rest.get(..end).unwrap_or_default();
        if !piece.trim().is_empty() {
            pieces.push(piece);
        }
        rest = rest.get(next..).unwrap_or_default();
    }
    pieces
}

/// How many bytes of a text fit into one message.
fn fitting(text: &str) -> usize {
    let mut units = 0;
    for (at, sign) in text.char_indices() {
        units += sign.len_utf16();
        if units > LONGEST {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_behind_a_line_or_a_word_and_never_within_a_character() {
        assert_eq!(cut("short"), ["short"]);
        assert!(cut(" \n ").is_empty());
        let words = "word ".repeat(1_000);
        let pieces = cut(words.trim_end());
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().all(|piece| piece.ends_with("word") && piece.starts_with("word")));
        let lines = format!("{}\n{}", "a b".repeat(1_000), "c d".repeat(1_000));
        assert_eq!(cut(&lines)[0], "a b".repeat(1_000));
        let faces = "😀".repeat(2_049);
        let pieces = cut(&faces);
        assert_eq!(
            pieces.iter().map(|piece| piece.chars().count()).collect::<Vec<_>>(),
            [2_048, 1]
        );
    }

    proptest! {
        #[test]
        fn pieces_fit_and_together_say_everything_but_blanks(text in "[a-c😀é \\n]{0,9000}") {
            let pieces = cut(&text);
            for piece in &pieces {
                prop_assert!(piece.encode_utf16().count() <= LONGEST && !piece.trim().is_empty());
            }
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(plain(&pieces.concat()), plain(&text));
        }
    }
}
