//! A provider's side of a call, as small as it can be: what it does costs the server's machine, too.

use std::time::{Duration, Instant};

use centralita_provider::Form;
use centralita_provider::signature::signature;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::serving::{NUMBER, PUBLIC, SECRET};

/// One connection, over which one call after the other goes.
pub struct Caller {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// How long each turn took: from the first byte of the request to the last of the answer.
    pub took: Vec<Duration>,
}

/// One call.
pub struct Call {
    form: Form,
    next: String,
    turns: u32,
}

impl Call {
    /// A call that was not made yet.
    pub fn numbered(number: u64) -> Call {
        let sid = format!("CA{number:032x}");
        let from = format!("+1555{:07}", number % 10_000_000);
        let mut form = Form::new();
        for (name, value) in [
            ("CallSid", sid.as_str()),
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("From", &from),
            ("To", NUMBER),
            ("Caller", &from),
            ("Called", NUMBER),
            ("CallStatus", "in-progress"),
            ("ApiVersion", "2010-04-01"),
            ("Direction", "inbound"),
            ("FromCity", "SPRINGFIELD"),
            ("FromState", "IL"),
            ("FromZip", "62701"),
            ("FromCountry", "US"),
            ("ToCity", ""),
            ("ToState", ""),
            ("ToZip", ""),
            ("ToCountry", "US"),
        ] {
            form.add(name, value);
        }
        Call { form, next: "/line/main/call".to_owned(), turns: 0 }
    }

    /// The call with the place at which it asks next, for another connection.
    pub fn at(self, next: &str) -> Call {
        Call { next: next.to_owned(), turns: 1, ..self }
    }

    /// Where it asks next.
    pub fn next(&self) -> &str {
        &self.next
    }
}

impl Caller {
    /// Connects.
    pub async fn connect(address: &str) -> Caller {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("it is a socket");
        Caller { stream, buffer: Vec::with_capacity(16 * 1024), took: Vec::new() }
    }

    /// The call rings, or presses a key where it is.
    pub async fn turn(&mut self, call: &mut Call) {
        let common = call.form.pairs.len();
        if call.turns > 0 {
            call.form.add("Digits", (1 + call.turns % 9).to_string());
            call.form.add("msg", "Gather End");
        }
        call.turns += 1;
        let document = self.post(&call.next, &call.form).await;
        call.form.pairs.truncate(common);
        let link = document.split_once("action=\"").and_then(|(_, rest)| rest.split_once('"'));
        let (link, _) = link.unwrap_or_else(|| panic!("it asks nothing: {document}"));
        call.next = link.strip_prefix(PUBLIC).expect("it is ours").replace("&amp;", "&");
    }

    /// The call is over.
    pub async fn hang_up(&mut self, call: Call) {
        let mut form = call.form;
        form.pairs.retain(|(name, _)| name != "CallStatus");
        form.add("CallStatus", "completed");
        self.post("/line/main/status", &form).await;
    }

    async fn post(&mut self, path: &str, form: &Form) -> String {
        let body = form.encode();
        let signed = signature(SECRET, &format!("{PUBLIC}{path}"), form);
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: calls.example.com\r\nX-Twilio-Signature: {signed}\r\n\
             Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        self.ask(&request).await
    }

    /// Asks a server of another kind, which keeps some text for one of its objects.
    pub async fn keep(&mut self, path: &str, text: &str) {
        let length = text.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{text}"
        );
        self.ask(&request).await;
    }

    async fn ask(&mut self, request: &str) -> String {
        let began = Instant::now();
        self.stream.write_all(request.as_bytes()).await.expect("it takes it");
        let answer = self.read().await;
        self.took.push(began.elapsed());
        answer
    }

    /// Reads one answer, and gives its body.
    async fn read(&mut self) -> String {
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("it answers");
            assert!(read > 0, "it hung up");
            let text = String::from_utf8_lossy(&self.buffer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            assert!(head.starts_with("HTTP/1.1 20"), "{text}");
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.parse::<usize>().expect("it is a number"))
            });
            if body.len() >= length.unwrap_or(0) {
                return body.to_owned();
            }
        }
    }
}
