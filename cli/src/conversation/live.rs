//! Requests that are really made, kept away from the own network unless that is allowed.
//!
//! A flow may come from anybody, and what it asks for is asked from this machine. So every connection,
//! that of a redirect too, goes only to addresses of the open internet, whatever name or spelling leads
//! there; `--allow-private` opens the own network, for a service under development, and nothing opens
//! the link-local addresses, where clouds keep the credentials of their machines. A proxy would look
//! names up by itself, so one is only used with `--allow-private`. A request that carries a secret
//! follows no redirect: the secret is for whom it was written for.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use centralita_engine::exec::{CallFunction, HttpFailure, HttpReply, HttpRequest};
use centralita_engine::{Map, Value};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// Makes requests.
pub struct Live {
    agent: Agent,
    allow_private: bool,
}

impl Live {
    /// A client; addresses inside the own network are reached only with `allow_private`.
    pub fn new(allow_private: bool) -> Live {
        Live::within(if allow_private { is_near_or_public } else { is_public }, allow_private)
    }

    /// A client that reaches the addresses for which `may_reach` holds.
    fn within(may_reach: fn(IpAddr) -> bool, allow_private: bool) -> Live {
        let mut config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(5)
            .max_redirects_will_error(false)
            .max_response_header_size(64 * 1024)
            .user_agent(concat!("centralita/", env!("CARGO_PKG_VERSION")));
        if !allow_private {
            config = config.proxy(None);
        }
        let resolver = Fenced { inner: DefaultResolver::default(), may_reach };
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), resolver);
        Live { agent, allow_private }
    }

    /// Sends `request`.
    ///
    /// # Errors
    /// When there is no answer, as the engine words it.
    pub fn send(&self, request: &HttpRequest) -> Result<HttpReply, HttpFailure> {
        let texts = request.headers.values().filter_map(Value::as_text);
        let texts = texts.chain([request.url.as_str(), request.body.as_str()]);
        self.perform(request, texts.into_iter().any(has_secret))
    }

    fn perform(&self, request: &HttpRequest, is_secret: bool) -> Result<HttpReply, HttpFailure> {
        let mut builder = ureq::http::Request::builder()
            .method(request.method.as_str())
            .uri(with_secrets(&request.url)?);
        for (name, value) in request.headers.iter() {
            if let Some(text) = value.as_text() {
                builder = builder.header(name.as_str(), with_secrets(text)?);
            }
        }
        let body = with_secrets(&request.body)?;
        if !request.content_type.is_empty() {
            builder = builder.header("content-type", request.content_type.as_str());
        }
        let refused =
            |error: &dyn std::fmt::Display| HttpFailure::Refused(error.to_string().into());
        let built = builder.body(body.as_bytes()).map_err(|error| refused(&error))?;
        let redirects = if is_secret { 0 } else { 5 };
        let configured = self
            .agent
            .configure_request(built)
            .max_redirects(redirects)
            .timeout_global(Some(Duration::from_secs(u64::from(request.timeout.0.max(1)))))
            .allow_non_standard_methods(true)
            .build();
        let response = self.agent.run(configured).map_err(|error| self.failure(&error))?;
        let status = response.status().as_u16();
        let mut headers = Map::new();
        let mut content_type = String::new();
        for (name, value) in response.headers() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if name == "content-type" {
                content_type = text.into_owned();
            } else {
                headers.insert(name.as_str(), text.into_owned());
            }
        }
        let most = u64::from(request.max_bytes);
        let mut bytes = Vec::new();
        response.into_body().into_reader().take(most + 1).read_to_end(&mut bytes).map_err(
            |error| match error.downcast::<Error>() {
                Ok(error) => self.failure(&error),
                Err(error) => HttpFailure::Unreachable(error.to_string().into()),
            },
        )?;
        if bytes.len() as u64 > most {
            return Err(HttpFailure::TooLarge);
        }
        let body = String::from_utf8_lossy(&bytes).into_owned().into();
        Ok(HttpReply { status, content_type: content_type.into(), body, headers })
    }

    /// Calls a function as the vendor does: its parameters as a form.
    ///
    /// # Errors
    /// As for [`Live::send`].
    pub fn call(&self, call: &CallFunction) -> Result<HttpReply, HttpFailure> {
        let mut body = String::new();
        for (name, value) in call.parameters.iter() {
            if !body.is_empty() {
                body.push('&');
            }
            push_encoded(&mut body, name);
            body.push('=');
            match value {
                Value::Text(text) => push_encoded(&mut body, &with_secrets(text)?),
                other => push_encoded(&mut body, &other.to_json()),
            }
        }
        // Once they are in the body, nobody can tell the secrets from the rest.
        let texts = call.parameters.values().filter_map(Value::as_text);
        let is_secret = texts.chain([call.url.as_str()]).any(has_secret);
        let request = HttpRequest {
            method: "POST".into(),
            url: call.url.clone(),
            content_type: "application/x-www-form-urlencoded".into(),
            body: body.into(),
            timeout: call.timeout,
            max_bytes: call.max_bytes,
            ..HttpRequest::default()
        };
        self.perform(&request, is_secret)
    }

    fn failure(&self, error: &Error) -> HttpFailure {
        match error {
            Error::Timeout(_) => HttpFailure::TimedOut,
            Error::BadUri(why) => {
                HttpFailure::Refused(format!("the address cannot be understood: {why}").into())
            }
            Error::Other(inner) if inner.is::<Private>() => {
                let why = if self.allow_private { LINK_LOCAL.into() } else { Private.to_string() };
                HttpFailure::Refused(why.into())
            }
            other => HttpFailure::Unreachable(other.to_string().into()),
        }
    }
}

/// What a secret's variable in the environment is called: this and its name.
const SECRET: &str = "CENTRALITA_SECRET_";

/// `text` with every `{{secrets.NAME}}` in it replaced from the environment.
fn with_secrets(text: &str) -> Result<String, HttpFailure> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inside = &rest[start + 2..];
        let Some(end) = inside.find("}}") else { break };
        out.push_str(&rest[..start]);
        // Exactly what the engine writes for a reference, with the blanks that people put around it.
        match inside[..end].trim_matches([' ', '\t']).strip_prefix("secrets.") {
            Some(name) => match std::env::var(format!("{SECRET}{name}")) {
                Ok(secret) => out.push_str(&secret),
                Err(_) => {
                    let why = format!("there is no secret {name}; set {SECRET}{name}");
                    return Err(HttpFailure::Refused(why.into()));
                }
            },
            None => out.push_str(&rest[start..start + end + 4]),
        }
        rest = &inside[end + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Whether `text` refers to a secret.
fn has_secret(text: &str) -> bool {
    text.split("{{").skip(1).any(|inside| {
        inside.contains("}}") && inside.trim_start_matches([' ', '\t']).starts_with("secrets.")
    })
}

fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// The address lies inside the own network.
#[derive(Debug, thiserror::Error)]
#[error("the address lies inside your own network; --allow-private allows it")]
struct Private;

const LINK_LOCAL: &str = "the address is link-local, where clouds keep the credentials of their machines; no request goes there";

/// Finds addresses by name and drops those inside the own network, so that a name which leads there
/// is refused as well.
#[derive(Debug)]
struct Fenced {
    inner: DefaultResolver,
    may_reach: fn(IpAddr) -> bool,
}

impl Resolver for Fenced {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in found.iter().filter(|address| (self.may_reach)(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            return Err(Error::Other(Box::new(Private)));
        }
        Ok(public)
    }
}

/// Whether an address may be reached when the own network is allowed: all but link-local ones, and
/// that of the cloud's own service in IPv6.
fn is_near_or_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => !four.is_link_local(),
        IpAddr::V6(six) => match carried(six) {
            Some(four) => !four.is_link_local(),
            None => {
                let segments = six.segments();
                (segments[0] & 0xffc0) != 0xfe80
                    && segments != [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
            }
        },
    }
}

/// Whether an address belongs to the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            !(four.is_loopback()
                || four.is_private()
                || four.is_link_local()
                || four.is_unspecified()
                || four.is_broadcast()
                || four.is_multicast()
                || four.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(six) => match carried(six) {
            Some(four) => is_public(IpAddr::V4(four)),
            None => {
                let first = six.segments()[0];
                !(six.is_loopback()
                    || six.is_unspecified()
                    || six.is_multicast()
                    || (first & 0xfe00) == 0xfc00
                    || (first & 0xff80) == 0xfe80)
            }
        },
    }
}

/// The IPv4 address that a gateway would make of an IPv6 address: mapped, NAT64 or 6to4.
fn carried(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let four = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match six.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(four(high, low)),
        _ => six.to_ipv4_mapped(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc::{Receiver, channel};

    use centralita_engine::Secs;

    use super::*;

    #[test]
    fn the_own_network_is_told_from_the_internet() {
        let public = |text: &str| is_public(text.parse().unwrap());
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.9",
            "169.254.169.254",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "240.0.0.1",
            "fec0::1",
            "64:ff9b::169.254.169.254",
            "2002:7f00:1::1",
        ] {
            assert!(!public(own), "{own}");
        }
        for open in
            ["93.184.215.14", "64:ff9b::93.184.215.14", "2606:2800:21f:cb07::1", "100.128.0.1"]
        {
            assert!(public(open), "{open}");
        }
    }

    #[test]
    fn what_clouds_keep_to_themselves_is_out_of_reach_even_when_the_own_network_is_not() {
        let near = |text: &str| is_near_or_public(text.parse().unwrap());
        for closed in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "fe80::1",
            "fd00:ec2::254",
        ] {
            assert!(!near(closed), "{closed}");
        }
        for open in ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "93.184.215.14"] {
            assert!(near(open), "{open}");
        }
        let refused = Live::new(true).send(&get("http://169.254.169.254/latest/")).unwrap_err();
        assert!(refused.sentence().contains("link-local"), "{}", refused.sentence());
    }

    fn get(url: &str) -> HttpRequest {
        HttpRequest {
            method: "GET".into(),
            url: url.into(),
            max_bytes: 1000,
            timeout: Secs(5),
            ..HttpRequest::default()
        }
    }

    /// A server on this machine that gives each caller `answer`, and what it was asked.
    fn server(at: &str, answer: impl Fn(TcpStream) + Send + 'static) -> (u16, Receiver<String>) {
        let listener = TcpListener::bind((at, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, came) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut request = String::new();
                let mut reader = BufReader::new(&stream);
                while reader.read_line(&mut request).is_ok_and(|read| read > 2) {}
                if asked.send(request).is_err() {
                    return;
                }
                answer(stream);
            }
        });
        (port, came)
    }

    fn says(text: impl Into<String>) -> impl Fn(TcpStream) + Send + 'static {
        let text = text.into();
        move |mut stream| {
            let _ = stream.write_all(text.as_bytes());
        }
    }

    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    #[test]
    fn no_spelling_of_the_own_machine_gets_through() {
        let (port, came) = server("127.0.0.1", says(OK));
        for host in [
            "127.0.0.1",
            "localhost",
            "LOCALHOST.",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "0",
            "0.0.0.0",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::1]",
            "[::]",
            "user@127.0.0.1",
            "example.com@127.0.0.1",
        ] {
            let refused = Live::new(false).send(&get(&format!("http://{host}:{port}/")));
            assert!(refused.is_err(), "{host}");
        }
        assert!(came.try_recv().is_err());
        let reply = Live::new(true).send(&get(&format!("http://localhost:{port}/"))).unwrap();
        assert_eq!((reply.status, reply.body.as_str()), (200, "{}"));
    }

    /// As if 127.0.0.1 were the internet and the rest of the machine the own network.
    fn outside() -> Live {
        Live::within(|address| address == IpAddr::V4(Ipv4Addr::LOCALHOST), false)
    }

    #[test]
    fn a_redirect_into_the_own_network_is_not_followed() {
        let (inner, came) = server("127.0.0.2", says(OK));
        for status in ["301 Moved", "302 Found", "307 Again", "308 Moved"] {
            let to = format!(
                "HTTP/1.1 {status}\r\nLocation: http://127.0.0.2:{inner}/\r\nContent-Length: 0\r\n\r\n"
            );
            let (port, _asked) = server("127.0.0.1", says(to));
            let refused = outside().send(&get(&format!("http://127.0.0.1:{port}/"))).unwrap_err();
            assert!(refused.sentence().contains("--allow-private"), "{}", refused.sentence());
        }
        assert!(came.try_recv().is_err());
    }

    #[test]
    fn redirects_end_and_a_secret_goes_no_further_than_it_was_sent() {
        let (port, came) = server(
            "127.0.0.1",
            says(
                "HTTP/1.1 302 Found\r\nLocation: /again\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            ),
        );
        let url = format!("http://127.0.0.1:{port}/");
        assert_eq!(outside().send(&get(&url)).map(|reply| reply.status), Ok(302));
        assert_eq!(came.try_iter().count(), 6);
        assert_eq!(outside().perform(&get(&url), true).map(|reply| reply.status), Ok(302));
        assert_eq!(came.try_iter().count(), 1);
        assert!(has_secret("a {{ secrets.KEY }}") && !has_secret("{{secret}} secrets."));
    }

    #[test]
    fn bodies_and_headers_without_end_are_cut_off_and_slow_ones_time_out() {
        let send = |live: Live, port: u16, secs: u32| {
            let mut request = get(&format!("http://127.0.0.1:{port}/"));
            request.timeout = Secs(secs);
            live.send(&request).unwrap_err()
        };
        let endless = |start: &'static str, more: &'static str| {
            move |mut stream: TcpStream| {
                let mut open = stream.write_all(start.as_bytes()).is_ok();
                while open {
                    open = stream.write_all(more.repeat(100).as_bytes()).is_ok();
                }
            }
        };
        let (port, _asked) = server("127.0.0.1", endless("HTTP/1.1 200 OK\r\n\r\n", "body "));
        assert_eq!(send(outside(), port, 5), HttpFailure::TooLarge);
        let (port, _asked) = server("127.0.0.1", endless("HTTP/1.1 200 OK\r\n", "X-More: a\r\n"));
        assert!(matches!(send(outside(), port, 5), HttpFailure::Unreachable(_)));
        let quiet = |start: &'static str| {
            move |mut stream: TcpStream| {
                let _ = stream.write_all(start.as_bytes());
                // Nothing more comes until the other side has had enough.
                let _ = stream.read(&mut [0; 1]);
            }
        };
        for start in
            ["", "HTTP/1.1 200 OK\r\nX-", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"]
        {
            let (port, _asked) = server("127.0.0.1", quiet(start));
            assert_eq!(send(outside(), port, 1), HttpFailure::TimedOut, "{start}");
        }
    }

    #[test]
    fn a_request_into_the_own_network_is_refused_with_the_way_to_allow_it() {
        let request = HttpRequest {
            method: "GET".into(),
            url: "http://127.0.0.1:9/".into(),
            max_bytes: 100,
            ..HttpRequest::default()
        };
        let refused = Live::new(false).send(&request).unwrap_err();
        assert!(refused.sentence().contains("--allow-private"), "{}", refused.sentence());
    }

    #[test]
    fn a_secret_that_is_not_there_stops_the_request() {
        assert_eq!(with_secrets("a {{b}} {{ c").unwrap(), "a {{b}} {{ c");
        assert_eq!(with_secrets("{{\u{a0}secrets.KEY}}").unwrap(), "{{\u{a0}secrets.KEY}}");
        let told = with_secrets("Bearer {{ secrets.NOT_SET_ANYWHERE }}").unwrap_err().sentence();
        assert!(told.ends_with("set CENTRALITA_SECRET_NOT_SET_ANYWHERE"), "{told}");
    }

    #[test]
    fn forms_are_encoded_byte_by_byte() {
        let mut out = String::new();
        push_encoded(&mut out, "a b&é");
        assert_eq!(out, "a%20b%26%C3%A9");
    }
}
