//! A password, key or token stands in the flow as plain text.
//!
//! Whoever may read the flow, its revisions, its exports or the log can use it. Found are passwords in
//! web addresses, tokens in headers and query strings, texts that look like the keys of well-known
//! services, and settings that are called a password, secret, token or key.
//!
//! **Mend it** by keeping the value with the server's secrets and writing `{{secrets.NAME}}` in its
//! place: it is filled in only when the request is made, and shown nowhere. The fix writes the mention;
//! note the value first. Since the value has been in a file, make a new one.
//!
//! ```json
//! { "url": "https://user:hunter2@example.com/orders" }
//! ```

use super::subject::Subject;
use super::{Code, Place, Report, Sentence, mend};
use crate::declare::{FieldKind, Group};
use crate::flow::{JsonKind, Node, PathStep, Widget};
use crate::sentence;
use crate::value::{Text, Value};

pub(super) const CODE: Code = Code("plain_secret");

/// The shortest text that counts as a secret under a telling name.
const SHORTEST: usize = 6;
/// Nothing shorter is the key of a service, or a token with its scheme.
const SHORTEST_KEY: usize = 20;
/// How deep in a property is looked.
const DEEPEST: usize = 16;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        for (key, node) in one.widget.properties().members() {
            let field = one.spec().and_then(|spec| spec.field(&key.text));
            let is_secret = field.is_some_and(|field| field.kind == FieldKind::Secret);
            // Secrets are filled in for requests, functions and passwords only.
            let filled_in = is_secret
                || is_telling(&key.text)
                || one.spec().is_some_and(|spec| spec.group == Group::Connect);
            let mut open = vec![(node, vec![PathStep::from(key.text.as_ref())], is_secret)];
            while let Some((node, path, telling)) = open.pop() {
                match node.kind() {
                    JsonKind::Text => {
                        let Some(text) = node.as_str() else { continue };
                        let telling = telling || names_a_secret(node, &path);
                        let Some(found) = find(&text, telling) else { continue };
                        tell(subject, one.widget, &key.text, path, &text, found, filled_in, report);
                    }
                    JsonKind::List if path.len() < DEEPEST => {
                        for (index, item) in node.items().enumerate() {
                            let mut path = path.clone();
                            path.push(index.into());
                            open.push((item, path, telling));
                        }
                    }
                    JsonKind::Map if path.len() < DEEPEST => {
                        for (key, item) in node.members() {
                            let mut path = path.clone();
                            path.push(key.text.as_ref().into());
                            open.push((item, path, telling));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn tell(
    subject: &Subject<'_>,
    widget: &Widget,
    field: &str,
    path: Vec<PathStep>,
    text: &str,
    found: Found,
    filled_in: bool,
    report: &mut Report,
) {
    let ([what, what_es], range) = (found.what, found.range);
    let shown: String = text[range.clone()].chars().take(3).collect();
    let [advice, advice_es] = match filled_in {
        true => [
            "Keep it with the secrets and write {{secrets.NAME}} in its place.",
            "Guárdelo con los secretos y escriba {{secrets.NAME}} en su lugar.",
        ],
        false => [
            "Take it out; secrets are filled in only in requests, functions and passwords.",
            "Quítelo; los secretos solo se rellenan en peticiones, funciones y contraseñas.",
        ],
    };
    let name = &widget.name;
    let message = Sentence::new(
        format!("{name} has {what} in \"{field}\" ({shown}…), for all to read. {advice}"),
        format!(
            "{name} tiene {what_es} en \"{field}\" ({shown}…), a la vista de todos. {advice_es}"
        ),
    );
    let fix = filled_in.then(|| {
        let name = secret_name(widget, &path);
        let new = format!("{}{{{{secrets.{name}}}}}{}", &text[..range.start], &text[range.end..]);
        let label = sentence!("Write {{{{secrets.{name}}}}}", "Escribir {{{{secrets.{name}}}}}");
        let fix = mend::set_at(widget, path, Value::text(new), label);
        // The secret is nowhere else yet.
        super::Fix { takes_away: true, ..fix }
    });
    report.warning(CODE, Place::field(subject.flow, widget, field), message, fix);
}

struct Found {
    /// In English and Spanish.
    what: [&'static str; 2],
    /// The bytes of the secret.
    range: std::ops::Range<usize>,
}

/// The secret in a text; `telling` when the setting's name says that it is one.
fn find(text: &str, telling: bool) -> Option<Found> {
    // Most texts are words to be said: a look at their length and for a colon spares the searches.
    if text.len() < SHORTEST {
        return None;
    }
    let is_long = text.len() >= SHORTEST_KEY;
    let in_address =
        text.contains(':').then(|| password_in_address(text).or_else(|| in_query(text))).flatten();
    in_address
        .or_else(|| is_long.then(|| after_scheme(text)).flatten())
        .or_else(|| is_long.then(|| well_known(text)).flatten())
        .or_else(|| {
            let trimmed = text.trim();
            let start = text.len() - text.trim_start().len();
            (telling && is_literal(trimmed) && trimmed.len() >= SHORTEST).then_some(Found {
                what: ["a secret", "un secreto"],
                range: start..start + trimmed.len(),
            })
        })
}

fn is_literal(text: &str) -> bool {
    !["{{", "{%", "${", "<"].iter().any(|mark| text.contains(mark))
        && !text.chars().any(char::is_whitespace)
        && !text.chars().all(|character| matches!(character, '*' | 'x' | 'X' | '.' | '-' | '_'))
        // `API_PASSWORD` stands for something that is filled in before the flow is used.
        && !text.chars().all(|character| character.is_ascii_uppercase() || character == '_')
}

/// `https://user:password@host`.
fn password_in_address(text: &str) -> Option<Found> {
    let start = text.find("://")? + 3;
    let authority = text[start..].split(['/', '?', '#', ' ', '"', '\n']).next()?;
    let user = &authority[..authority.rfind('@')?];
    let colon = user.find(':')?;
    let password = &user[colon + 1..];
    (!password.is_empty() && is_literal(password)).then_some(Found {
        what: ["a password in an address", "una contraseña en una dirección"],
        range: start + colon + 1..start + user.len(),
    })
}

/// `Bearer token`, `Basic token`.
fn after_scheme(text: &str) -> Option<Found> {
    let blanks = text.bytes().enumerate().filter(|(_, byte)| *byte == b' ');
    let ends = blanks.map(|(place, _)| place).filter(|&place| {
        let before = &text.as_bytes()[..place];
        ["Bearer", "Basic", "bearer", "basic"]
            .iter()
            .any(|scheme| before.ends_with(scheme.as_bytes()))
    });
    ends.map(|place| place + 1).find_map(|start| {
        let token = text[start..].split(|c: char| !is_of_token(c)).next()?;
        (token.len() >= 16 && token.bytes().any(|byte| byte.is_ascii_digit()))
            .then_some(Found { what: ["a token", "un token"], range: start..start + token.len() })
    })
}

fn is_of_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.~+/=".contains(character)
}

/// `?api_key=value`.
fn in_query(text: &str) -> Option<Found> {
    let question = text.find("://").and_then(|scheme| Some(scheme + text[scheme..].find('?')?))?;
    let mut start = question + 1;
    for part in text[question + 1..].split('&') {
        if let Some((name, value)) = part.split_once('=')
            && is_telling(name)
            && value.len() >= 8
            && is_literal(value)
        {
            let from = start + name.len() + 1;
            return Some(Found {
                what: ["a key in an address", "una clave en una dirección"],
                range: from..from + value.len(),
            });
        }
        start += part.len() + 1;
    }
    None
}

/// Texts by which services' keys are known: how they begin and how long they are at least.
const WELL_KNOWN: [(&str, usize); 14] = [
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("AKIA", 20),
    ("ghp_", 36),
    ("gho_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 24),
    ("xoxp-", 24),
    ("AIza", 39),
    ("SG.", 50),
    ("sk-ant-", 30),
    ("sk-proj-", 30),
    ("eyJhbGciOi", 60),
];

fn well_known(text: &str) -> Option<Found> {
    let of_key = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let mut start = 0;
    for word in text.split(|character: char| !of_key(character)) {
        // Few words are as long as the shortest key.
        if word.len() >= SHORTEST_KEY
            && WELL_KNOWN
                .iter()
                .any(|(begin, least)| word.starts_with(begin) && word.len() >= *least)
        {
            return Some(Found {
                what: ["a service's key", "la clave de un servicio"],
                range: start..start + word.len(),
            });
        }
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// Whether a setting of this name is a secret.
fn is_telling(name: &str) -> bool {
    // Most names end otherwise, and need no closer look.
    let last = name.bytes().rev().find(u8::is_ascii_alphanumeric);
    if !last.is_some_and(|byte| b"dtyngDTYNG".contains(&byte)) {
        return false;
    }
    let name: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    const ENDS: [&str; 10] = [
        "password",
        "passwd",
        "secret",
        "apikey",
        "authtoken",
        "accesstoken",
        "authorization",
        "privatekey",
        "secretkey",
        "bearertoken",
    ];
    name == "token" || name == "sig" || ENDS.iter().any(|end| name.ends_with(end))
}

/// Whether the name of the setting, or of its row, says that the text is a secret.
fn names_a_secret(node: Node<'_>, path: &[PathStep]) -> bool {
    if let Some(PathStep::Key(key)) = path.last() {
        if is_telling(key) {
            return true;
        }
        if key == "value"
            && let Some(row) = node.parent().and_then(|row| row.get("key"))
        {
            return row.as_str().is_some_and(|name| is_telling(&name));
        }
    }
    false
}

/// The name under which the secret could be kept.
fn secret_name(widget: &Widget, path: &[PathStep]) -> Text {
    let field = path.iter().rev().find_map(|step| match step {
        PathStep::Key(key) if key != "value" && is_telling(key) => Some(key.as_str()),
        _ => None,
    });
    let name: String = format!("{}_{}", widget.name, field.unwrap_or("key"))
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '_' })
        .collect();
    name.into()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::check::testing::{call_flow, in_call, mended};

    #[test]
    fn secrets_are_found_by_their_place_or_form() {
        let found = |text: &str| find(text, false).map(|found| text[found.range].to_owned());
        assert_eq!(found("https://u:hunter2@example.com/a"), Some("hunter2".into()));
        assert_eq!(found("https://u:{{secrets.p}}@example.com/a"), None);
        assert_eq!(found("https://API_USER:API_PASSWORD@example.com/a"), None);
        assert_eq!(found("https://example.com/a@b:c"), None);
        assert_eq!(found("https://e.com/?a=1&api_key=abcdef123456"), Some("abcdef123456".into()));
        assert_eq!(found("https://e.com/?token={{flow.data.t}}"), None);
        assert_eq!(found("Bearer abcdefgh12345678xyz"), Some("abcdefgh12345678xyz".into()));
        assert_eq!(found("Basic training starts at nine"), None);
        assert_eq!(
            found("use sk_live_abcdefghijklmnop now"),
            Some("sk_live_abcdefghijklmnop".into())
        );
        assert_eq!(found("AKIA"), None);
        assert_eq!(find("hunter22", true).map(|found| found.range), Some(0..8));
        assert!(find("Your password?", true).is_none());
    }

    #[test]
    fn the_fix_mentions_a_secret_instead() {
        let states = [
            r#"{"name":"order","type":"http","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"url":"https://shop:hunter2@example.com/"}}"#,
        ];
        expect![[r#"
            warning plain_secret order url: order has a password in an address in "url" (hun…), for all to read. Keep it with the secrets and write {{secrets.NAME}} in its place.
                fix: Write {{secrets.order_key}}
        "#]].assert_eq(&in_call(&states));
        expect![[""]].assert_eq(&mended(&call_flow(&states)));
        expect![[r#"
            warning dead_end keep #0: The call ends at keep without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
            warning plain_secret keep variables: keep has a secret in "variables" (abc…), for all to read. Take it out; secrets are filled in only in requests, functions and passwords.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"keep","type":"set","transitions":[{"event":"next"}],"properties":{"variables":[{"key":"api_key","value":"abcdef123456"}]}}"#,
        ]));
    }
}
