//! Clients: connections, their pool, and TLS.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;

use super::EgressError;
use super::resolver::Fenced;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(30);

/// A client that finds its way by `resolver` alone: no proxies, no cookies, and it follows nobody.
pub(super) fn new(tls: rustls::ClientConfig, resolver: Fenced) -> Result<Client, EgressError> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(resolver)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .http1_max_headers(100)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(8)
        .user_agent(concat!("centralita/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| EgressError::Client(error.to_string()))
}

/// TLS by the certificates that browsers trust.
pub(super) fn tls() -> Result<rustls::ClientConfig, EgressError> {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<rustls::RootCertStore>();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| EgressError::Tls(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
