//! Visitors: from which address a request comes, as far as that can be known.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::channels::chat::allowance;

/// By what a visitor's share of the server is counted.
pub(super) struct Visitor(pub(super) String);

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // A proxy on this machine says for whom it asks, and nobody else can ask from this machine. It
        // adds the address it saw at the end; what stands before that came from the visitor.
        let told = || {
            let told = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            told.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        };
        let address = match peer {
            Some(peer) if peer.is_loopback() => told().or(Some(peer)),
            peer => peer,
        };
        Ok(Visitor(allowance::visitor(address)))
    }
}
