//! One request over the wire, kept-alive connections, and connections that are dropped on purpose.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request as HttpRequest, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::nodes::Nodes;
use crate::exchange::{Answer, Failure, Outcome, Request};
use crate::hostility::Loss;
use crate::twiml::LONGEST_DOCUMENT_BYTES;

/// The longest wait for a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// A client whose connections live on from one request to the next. It speaks plain HTTP.
#[derive(Clone, Debug)]
pub struct Wire {
    client: Client<HttpConnector, Full<Bytes>>,
    nodes: Option<Nodes>,
}

impl Default for Wire {
    fn default() -> Wire {
        Wire::new()
    }
}

impl Wire {
    /// A client without connections yet.
    pub fn new() -> Wire {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_LIMIT));
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Wire { client, nodes: None }
    }

    /// The same, with several servers behind one address.
    #[must_use]
    pub fn to(self, nodes: Nodes) -> Wire {
        Wire { nodes: Some(nodes), ..self }
    }

    /// Sends a request; gives what came of it, and in how many microseconds.
    pub async fn send(&self, request: &Request) -> (Outcome, u64) {
        let began = Instant::now();
        let limit = Duration::from_millis(request.limit_millis);
        let outcome = match request.loss {
            Loss::None => self.insist(request, limit).await,
            loss => {
                let url = self.place(&request.url);
                // Whatever comes of it, nobody learns it.
                let _ = timeout(limit, lose(request, &url, loss)).await;
                Outcome::Failed(Failure::Lost)
            }
        };
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        (outcome, micros)
    }

    fn place(&self, url: &str) -> String {
        let place = self.nodes.as_ref().and_then(|nodes| nodes.place(url));
        place.unwrap_or_else(|| url.to_owned())
    }

    /// Asks once, or until one of several servers has answered.
    async fn insist(&self, request: &Request, limit: Duration) -> Outcome {
        let began = Instant::now();
        let mut attempts = 0;
        loop {
            let place = self.place(&request.url);
            let asking = timeout(limit, self.exchange(request, &place));
            let outcome = asking.await.unwrap_or(Outcome::Failed(Failure::Late));
            let is_answered = match &outcome {
                Outcome::Answered(answer) => answer.status < 500,
                Outcome::Failed(_) => false,
            };
            let Some(nodes) = self.nodes.as_ref().filter(|_| !is_answered) else { return outcome };
            if began.elapsed() >= nodes.patience() {
                return outcome;
            }
            attempts += 1;
            tokio::time::sleep(nodes.pause(attempts)).await;
        }
    }

    async fn exchange(&self, request: &Request, url: &str) -> Outcome {
        let broken = |why: String| Outcome::Failed(Failure::Broken(why));
        let method = if request.method == "GET" { Method::GET } else { Method::POST };
        let mut built = HttpRequest::builder().method(method).uri(url);
        for (name, value) in &request.headers {
            built = built.header(name, value);
        }
        let body = Full::new(Bytes::from(request.body.clone()));
        let built = match built.body(body) {
            Ok(built) => built,
            Err(error) => return broken(format!("{url} is no address: {error}")),
        };
        let response = match self.client.request(built).await {
            Ok(response) => response,
            Err(error) if error.is_connect() => {
                return Outcome::Failed(Failure::Connect(error.to_string()));
            }
            Err(error) => return broken(error.to_string()),
        };
        let (parts, body) = response.into_parts();
        let text = |name: header::HeaderName| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let mut answer = Answer {
            status: parts.status.as_u16(),
            content_type: text(header::CONTENT_TYPE).to_owned(),
            location: text(header::LOCATION).to_owned(),
            cookies: cookies.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect(),
            body: String::new(),
        };
        match Limited::new(body, LONGEST_DOCUMENT_BYTES + 1).collect().await {
            Ok(whole) => {
                answer.body = String::from_utf8_lossy(&whole.to_bytes()).into_owned();
                Outcome::Answered(answer)
            }
            Err(error) => broken(error.to_string()),
        }
    }
}

/// Sends a request on a connection of its own and drops the connection.
async fn lose(request: &Request, url: &str, loss: Loss) -> std::io::Result<()> {
    let url = url::Url::parse(url).map_err(std::io::Error::other)?;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(80);
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut head = format!("{} {}{query} HTTP/1.1\r\n", request.method, url.path());
    head.push_str(&format!("Host: {host}:{port}\r\nConnection: close\r\n"));
    head.push_str(&format!("Content-Length: {}\r\n", request.body.len()));
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.push_str(&request.body);
    stream.write_all(head.as_bytes()).await?;
    stream.flush().await?;
    if loss == Loss::AfterFirstByte {
        let mut first = [0_u8; 1];
        stream.read_exact(&mut first).await?;
    }
    Ok(())
}
