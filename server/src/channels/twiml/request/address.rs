//! Addresses: who called or wrote, which is not always a telephone number.

use centralita_engine::Text;

/// Words and keypad codes that carriers send instead of a number that was withheld or is not known.
const WITHHELD: [&str; 11] = [
    "",
    "anonymous",
    "unknown",
    "restricted",
    "blocked",
    "unavailable",
    "+266696687",
    "+7378742833",
    "+2562533",
    "+8656696",
    "+86282452253",
];

/// What kind of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scheme {
    /// A telephone number.
    Telephone,
    /// A program of ours that calls, such as a page in a browser.
    Client,
    /// A SIP address.
    Sip,
    /// A `WhatsApp` account.
    WhatsApp,
    /// A Messenger account.
    Messenger,
    /// Nobody says who it is.
    Withheld,
    /// Something else, such as a short name.
    Other,
}

/// Who called or wrote, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What kind of address it is.
    pub scheme: Scheme,
    /// The address as it came: what executions, lists and answers to the provider use.
    pub text: Text,
}

impl Address {
    /// Reads an address; whatever it is, it is one.
    pub fn read(text: &str) -> Address {
        let bare = text.trim();
        let is_number = |text: &str| {
            let digits = text.strip_prefix('+').unwrap_or(text);
            digits.len() > 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let starts = |prefix: &str| {
            bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        // With a leading `+` or without: carriers do either.
        let is_withheld = WITHHELD.iter().any(|known| {
            let digits = known.strip_prefix('+');
            bare.eq_ignore_ascii_case(known) || digits.is_some_and(|digits| bare == digits)
        });
        let scheme = if is_withheld {
            Scheme::Withheld
        } else if is_number(bare) {
            Scheme::Telephone
        } else if starts("client:") {
            Scheme::Client
        } else if starts("sip:") || starts("sips:") {
            Scheme::Sip
        } else if starts("whatsapp:") {
            Scheme::WhatsApp
        } else if starts("messenger:") {
            Scheme::Messenger
        } else {
            Scheme::Other
        };
        Address { scheme, text: bare.into() }
    }

    /// What follows the scheme: the number of a `whatsapp:` address, the name of a `client:` one.
    pub fn bare(&self) -> &str {
        match self.scheme {
            Scheme::Telephone | Scheme::Withheld | Scheme::Other => &self.text,
            _ => self.text.split_once(':').map_or("", |(_, rest)| rest),
        }
    }

    /// The address of a contact as one text over all channels, e.g. `tel:+15550100` or
    /// `whatsapp:15550100`; none when nobody says who it is.
    pub fn contact(&self) -> Option<Text> {
        let bare = self.bare();
        Some(match self.scheme {
            Scheme::Telephone => format!("tel:{bare}").into(),
            Scheme::Client => format!("client:{bare}").into(),
            Scheme::Sip => format!("sip:{bare}").into(),
            Scheme::WhatsApp => format!("whatsapp:{}", bare.trim_start_matches('+')).into(),
            Scheme::Messenger => format!("messenger:{bare}").into(),
            Scheme::Other => format!("ext:{bare}").into(),
            Scheme::Withheld => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_9_who_calls_is_not_always_a_number() {
        let check = |text: &str, scheme: Scheme, contact: Option<&str>| {
            let address = Address::read(text);
            assert_eq!(address.scheme, scheme, "{text}");
            assert_eq!(address.text, text.trim(), "{text}");
            assert_eq!(address.contact().as_deref(), contact, "{text}");
        };
        check("+15550100", Scheme::Telephone, Some("tel:+15550100"));
        check("15550100", Scheme::Telephone, Some("tel:15550100"));
        check("client:ana", Scheme::Client, Some("client:ana"));
        check("sip:ana@example.com", Scheme::Sip, Some("sip:ana@example.com"));
        check("whatsapp:+15550100", Scheme::WhatsApp, Some("whatsapp:15550100"));
        check("messenger:123", Scheme::Messenger, Some("messenger:123"));
        check("anonymous", Scheme::Withheld, None);
        check("Anonymous", Scheme::Withheld, None);
        check("+266696687", Scheme::Withheld, None);
        check("266696687", Scheme::Withheld, None);
        check("", Scheme::Withheld, None);
        check("ACME", Scheme::Other, Some("ext:ACME"));
        check("héllo", Scheme::Other, Some("ext:héllo"));
    }
}
