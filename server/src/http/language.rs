//! The language of the few pages that the server shows itself.

use axum::http::{HeaderMap, header};

/// A language that those pages are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Spanish,
}

impl Language {
    /// The one that a browser likes best: what it names first of those that are here.
    pub fn of(headers: &HeaderMap) -> Language {
        let said = headers.get(header::ACCEPT_LANGUAGE).and_then(|said| said.to_str().ok());
        let weighed = said.unwrap_or_default().split(',').filter_map(|one| {
            let (tag, weight) = one.split_once(";q=").unwrap_or((one, "1"));
            let language = match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
                "en" => Language::English,
                "es" => Language::Spanish,
                _ => return None,
            };
            Some((language, weight.trim().parse::<f32>().unwrap_or(0.0)))
        });
        let best = weighed.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Language::English, |(language, _)| language)
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        self.either("en", "es")
    }

    /// What is said in this language.
    pub fn either<'t>(self, english: &'t str, spanish: &'t str) -> &'t str {
        match self {
            Language::English => english,
            Language::Spanish => spanish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_in_the_language_that_the_browser_names_first() {
        for (said, tag) in [
            ("", "en"),
            ("es-MX,es;q=0.9,en;q=0.8", "es"),
            ("de, en;q=0.3, es;q=0.7", "es"),
            ("fr", "en"),
            ("ü", "en"),
        ] {
            let mut headers = HeaderMap::new();
            if let Ok(said) = said.parse() {
                headers.insert(header::ACCEPT_LANGUAGE, said);
            }
            assert_eq!(Language::of(&headers).tag(), tag, "{said}");
        }
    }
}
