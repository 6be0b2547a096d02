//! What flows may ask of the world, and what strangers may answer.
//!
//! Nothing here leaves the machine: `127.0.0.1` stands for the open internet where a rule allows it, and
//! `127.0.0.2` for a neighbour in the own network.

#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod forgery;
mod redirects;
mod secrets;

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use centralita_engine::exec::{HttpFailure, HttpReply, HttpRequest};
use centralita_engine::{Map, Secs};
use centralita_server::egress::{Egress, EgressRules, Lookup, NoSecrets, Secrets};
use centralita_server::ids::TenantId;
use tokio::net::TcpListener;

/// A name server: each name with its answers, one after the other, the last one for ever.
#[derive(Default)]
pub struct Names {
    answers: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    pub fn of(names: &[(&str, &[&[&str]])]) -> Arc<Names> {
        let all = Names::default();
        for (name, answers) in names {
            let addresses = |answer: &&[&str]| answer.iter().map(|a| a.parse().unwrap()).collect();
            let answers = answers.iter().map(addresses).rev().collect();
            all.answers.lock().unwrap().insert((*name).to_owned(), answers);
        }
        Arc::new(all)
    }

    pub fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

#[async_trait::async_trait]
impl Lookup for Names {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(name.to_owned());
        let mut answers = self.answers.lock().unwrap();
        let known = answers.get_mut(name.trim_end_matches('.'));
        let known = known.ok_or_else(|| io::Error::other("no such name"))?;
        Ok(if known.len() > 1 { known.pop().unwrap() } else { known[0].clone() })
    }
}

/// A web server on this machine, and what it was asked.
pub struct Stranger {
    pub port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Stranger {
    /// One at `address` who answers as `answers` says.
    pub async fn at(
        address: &str,
        answers: impl Fn(&Heard) -> Response + Clone + Send + Sync + 'static,
    ) -> Stranger {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let keeps = Arc::clone(&heard);
        let app = Router::new().fallback(move |request: Request<Body>| {
            let (keeps, answers) = (Arc::clone(&keeps), answers.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                let text = |value: &axum::http::HeaderValue| {
                    String::from_utf8_lossy(value.as_bytes()).into_owned()
                };
                let heard = Heard {
                    line: format!("{} {}", parts.method, parts.uri),
                    headers: parts.headers.iter().map(|(k, v)| (k.to_string(), text(v))).collect(),
                    body: String::from_utf8_lossy(&body).into_owned(),
                };
                keeps.lock().unwrap().push(heard.clone());
                answers(&heard)
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Stranger { port, heard }
    }

    /// What it was asked so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The rule that opens it on `127.0.0.1`.
    pub fn allowed(&self) -> EgressRules {
        rules(&[&format!("127.0.0.1:{}", self.port)])
    }

    /// An address there.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

pub fn headers(headers: &[(&str, &str)]) -> Map {
    headers.iter().copied().collect()
}

/// Rules that allow these sites besides the open internet.
pub fn rules(allowed: &[&str]) -> EgressRules {
    let mut rules = EgressRules::default();
    rules.allowed = allowed.iter().map(|site| site.parse().unwrap()).collect();
    rules
}

pub fn egress(rules: EgressRules) -> Egress {
    with_secrets(rules, Arc::new(NoSecrets))
}

pub fn with_secrets(rules: EgressRules, secrets: Arc<dyn Secrets>) -> Egress {
    Egress::with_lookup(rules, secrets, Names::of(&[])).unwrap()
}

pub fn with_names(rules: EgressRules, names: &Arc<Names>) -> Egress {
    let lookup: Arc<dyn Lookup> = names.clone();
    Egress::with_lookup(rules, Arc::new(NoSecrets), lookup).unwrap()
}

pub fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.into(),
        timeout: Secs(10),
        max_bytes: 64 * 1024,
        ..HttpRequest::default()
    }
}

pub fn post(url: &str, content_type: &str, body: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        content_type: content_type.into(),
        body: body.into(),
        ..get(url)
    }
}

pub async fn send(egress: &Egress, request: &HttpRequest) -> Result<HttpReply, HttpFailure> {
    egress.send(TenantId::FIRST, request).await
}

/// Why a request was not sent; it must not have been for any other reason.
pub async fn refused(egress: &Egress, request: &HttpRequest) -> String {
    match send(egress, request).await {
        Err(HttpFailure::Refused(why)) => why.to_string(),
        other => panic!("{} was not refused: {other:?}", request.url),
    }
}
