//! Fields: what a request says, in its address and in its form.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use centralita_engine::Time;

use crate::http::State;
use crate::http::studio::Fault;

/// The fields of a request: those of its form, then those of its address.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The field called `name`, the first of several.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All fields called `name`.
    pub fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        let named = move |(known, value): &'f (String, String)| (known == name).then_some(&**value);
        self.0.iter().filter_map(named)
    }

    /// The field called `name`, which has to be there and to say something.
    pub fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            Fault::parameter(format!("Missing required parameter {name} in the post body"))
        })
    }

    /// The moment in the field called `name`: with a time, or the beginning of a day in UTC.
    pub fn moment(&self, name: &str) -> Result<Option<Time>, Fault> {
        let Some(text) = self.get(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let moment = Time::parse(text).or_else(|| Time::parse(&format!("{text}T00:00:00Z")));
        let wrong = || {
            Fault::parameter(format!("{name} {text:?} is no moment such as 2026-11-22T10:30:00Z"))
        };
        moment.map(Some).ok_or_else(wrong)
    }
}

impl FromRequest<State> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &State) -> Result<Fields, Fault> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let form = Bytes::from_request(request, state).await.map_err(|_| Fault::too_large())?;
        let said = form_urlencoded::parse(&form).chain(form_urlencoded::parse(query.as_bytes()));
        Ok(Fields(said.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

/// The ids in the path of a request.
pub(super) struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<At<T>, Fault> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(At(ids)),
            Err(_) => Err(Fault::not_found("here")),
        }
    }
}
