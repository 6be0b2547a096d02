//! How our values stand in PostgreSQL's types.

use std::borrow::Cow;
use std::error::Error;

use bytes::{BufMut, Bytes, BytesMut};
use centralita_engine::Time;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::ids::TenantId;

/// The id of an execution, as a `uuid`: its 16 bytes, greatest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(pub u128);

impl ToSql for Id {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.put_u128(self.0);
        Ok(IsNull::No)
    }

    accepts!(UUID);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Id {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Id, Box<dyn Error + Sync + Send>> {
        Ok(Id(u128::from_be_bytes(raw.try_into()?)))
    }

    accepts!(UUID);
}

/// A tenant's number in 32 bits with a sign.
pub(super) fn tenant(tenant: TenantId) -> i32 {
    tenant.0.cast_signed()
}

/// PostgreSQL's texts cannot hold the character 0. It stands as two others then, in a way that keeps
/// the order of texts, and nearly every text as it is.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte <= 1) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => escaped.push_str("\u{1}\u{2}"),
            '\u{1}' => escaped.push_str("\u{1}\u{3}"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// The text that [`text`] was given.
pub(super) fn original(stored: String) -> String {
    if !stored.contains('\u{1}') {
        return stored;
    }
    stored.replace("\u{1}\u{2}", "\0").replace("\u{1}\u{3}", "\u{1}")
}

pub(super) fn text_at(row: &Row, column: usize) -> Result<String, tokio_postgres::Error> {
    row.try_get(column).map(original)
}

pub(super) fn bytes_at(row: &Row, column: usize) -> Result<Bytes, tokio_postgres::Error> {
    row.try_get::<_, Vec<u8>>(column).map(Bytes::from)
}

pub(super) fn number_at(row: &Row, column: usize) -> Result<u64, tokio_postgres::Error> {
    row.try_get(column).map(i64::cast_unsigned)
}

pub(super) fn time_at(row: &Row, column: usize) -> Result<Time, tokio_postgres::Error> {
    row.try_get(column).map(Time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_comes_back_and_keeps_its_place(
            a in "[\u{0}-\u{4}ab]{0,6}", b in "[\u{0}-\u{4}ab]{0,6}",
        ) {
            prop_assert!(!text(&a).contains('\0'));
            prop_assert_eq!(original(text(&a).into_owned()), a.clone());
            prop_assert_eq!(text(&a).cmp(&text(&b)), a.cmp(&b));
        }
    }
}
