//! Paging: long lists a page at a time, with the addresses of the pages around.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use centralita_engine::Time;
use serde::Serialize;
use serde_json::{Value, json};

use crate::http::studio::{Fault, Fields};

/// How many are on a page when nobody says.
const USUAL_SIZE: usize = 50;

/// The most that are on a page.
const LARGEST_SIZE: usize = 1000;

/// How many earlier pages a token leads back to.
const REMEMBERED: usize = 16;

/// Where something stands in a list that is sorted by when things began: the moment, and the id.
pub(super) type Cursor = (Time, u128);

/// Which page of a list is wanted.
pub(super) struct Paging {
    /// The address of the list, with everything that says what is in it, but not which page.
    address: String,
    size: usize,
    page: usize,
    /// After what this page begins, and before it those of the pages before; for lists that go by it.
    cursors: Vec<Cursor>,
}

impl Paging {
    /// Reads it. `filters` are those fields that say what is in the list.
    pub fn read(list: &str, fields: &Fields, filters: &[&str]) -> Result<Paging, Fault> {
        let number = |name: &str| match fields.get(name).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => match text.parse::<usize>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Fault::parameter(format!("{name} {text:?} is no number"))),
            },
        };
        let size = number("PageSize")?.unwrap_or(USUAL_SIZE).clamp(1, LARGEST_SIZE);
        let page = number("Page")?.unwrap_or(0);
        let cursors = match fields.get("PageToken").filter(|token| !token.is_empty()) {
            None => Vec::new(),
            Some(token) => cursors(token).ok_or_else(|| {
                Fault::parameter("PageToken is none of this list; take the whole next_page_url")
            })?,
        };
        let mut said = form_urlencoded::Serializer::new(format!("{list}?"));
        for name in filters {
            if let Some(value) = fields.get(name) {
                said.append_pair(name, value);
            }
        }
        said.append_pair("PageSize", &size.to_string());
        Ok(Paging { address: said.finish(), size, page, cursors })
    }

    /// How many are on a page.
    pub fn size(&self) -> usize {
        self.size
    }

    /// After what this page of a list begins that goes by cursors.
    pub fn after(&self) -> Result<Option<Cursor>, Fault> {
        if self.page > 0 && self.cursors.is_empty() {
            return Err(Fault::parameter(
                "A later Page of this list needs its PageToken; take the whole next_page_url",
            ));
        }
        Ok(self.cursors.last().copied())
    }

    fn url(&self, page: usize, cursors: &[Cursor]) -> String {
        let mut url = format!("{}&Page={page}", self.address);
        if !cursors.is_empty() {
            let from = cursors.len().saturating_sub(REMEMBERED);
            url.push_str("&PageToken=PA");
            url.push_str(&token(&cursors[from..]));
        }
        url
    }

    /// A page of a list that is at hand as a whole.
    pub fn of_all<T>(&self, key: &str, all: &[T], show: impl Fn(&T) -> Value) -> Value {
        let from = self.page.saturating_mul(self.size).min(all.len());
        let to = from.saturating_add(self.size).min(all.len());
        let next = (to < all.len()).then(|| self.url(self.page + 1, &[]));
        let previous = (self.page > 0).then(|| self.url(self.page - 1, &[]));
        let shown: Vec<Value> = all[from..to].iter().map(show).collect();
        self.shown(key, shown, next, previous)
    }

    /// A page of a list that goes by cursors; `last` is where the next page begins, when there is one.
    pub fn of_page(&self, key: &str, shown: Vec<Value>, last: Option<Cursor>) -> Value {
        let next = last.map(|last| {
            let mut cursors = self.cursors.clone();
            cursors.push(last);
            self.url(self.page + 1, &cursors)
        });
        let previous = match self.cursors.split_last() {
            // Further back than is remembered there is only the beginning.
            Some((_, before)) if self.page > 0 && (!before.is_empty() || self.page == 1) => {
                Some(self.url(self.page - 1, before))
            }
            _ => None,
        };
        self.shown(key, shown, next, previous)
    }

    fn shown(
        &self,
        key: &str,
        shown: Vec<impl Serialize>,
        next: Option<String>,
        previous: Option<String>,
    ) -> Value {
        json!({
            "meta": {
                "page": self.page,
                "page_size": self.size,
                "first_page_url": self.url(0, &[]),
                "previous_page_url": previous,
                "url": self.url(self.page, &self.cursors),
                "next_page_url": next,
                "key": key,
            },
            key: shown,
        })
    }
}

fn token(cursors: &[Cursor]) -> String {
    let mut bytes = Vec::with_capacity(cursors.len() * 24);
    for (at, id) in cursors {
        bytes.extend_from_slice(&at.0.to_be_bytes());
        bytes.extend_from_slice(&id.to_be_bytes());
    }
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn cursors(token: &str) -> Option<Vec<Cursor>> {
    let token = token.strip_prefix("PA")?;
    if token.len() > REMEMBERED * 32 {
        return None;
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let (whole, rest) = bytes.as_chunks::<24>();
    if !rest.is_empty() {
        return None;
    }
    let cursor = |bytes: &[u8; 24]| {
        let (at, id) = bytes.split_first_chunk::<8>()?;
        let id: [u8; 16] = id.try_into().ok()?;
        Some((Time(i64::from_be_bytes(*at)), u128::from_be_bytes(id)))
    };
    whole.iter().map(cursor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_as_the_places_it_was_made_of() {
        let places = vec![(Time(5), 7), (Time(-1), u128::MAX)];
        assert_eq!(cursors(&format!("PA{}", token(&places))), Some(places));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let long = format!("PA{}", token(&[(Time(1), 1); REMEMBERED + 1]));
        for odd in ["", "PB", "PAxx", "PA!", "PAAAAA", long.as_str()] {
            assert!(cursors(odd).is_none_or(|places| places.is_empty()), "{odd}");
        }
    }
}
