//! Answers: slow, endless, packed or broken, they cost no more than they may.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use centralita_engine::Secs;
use centralita_engine::exec::{HttpFailure, HttpRequest};
use centralita_server::egress::{Egress, EgressRules, Lookup, NoSecrets};
use centralita_server::ids::TenantId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::{Stranger, answer, egress, get, rules, send};

/// Somebody who speaks as they like: `speaks` gets each connection after the head of the request.
async fn raw<F>(speaks: impl Fn(TcpStream) -> F + Send + 'static) -> (EgressRules, HttpRequest)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => break,
                }
            }
            tokio::spawn(speaks(stream));
        }
    });
    (rules(&[&format!("127.0.0.1:{port}")]), get(&format!("http://127.0.0.1:{port}/")))
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_waited_for_as_long_as_the_flow_says() {
    for begin in [
        "",
        "HTTP/1.1 200 OK\r\nX-",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n\u{1f}",
    ] {
        let (rules, request) = raw(move |mut stream| async move {
            stream.write_all(begin.as_bytes()).await.unwrap();
            // From here on only time passes.
            tokio::time::pause();
            let _ = stream.read_u8().await;
        })
        .await;
        assert_eq!(send(&egress(rules), &request).await, Err(HttpFailure::TimedOut), "{begin}");
        tokio::time::resume();
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_server_that_is_silent_is_not_waited_for_longer_either() {
    struct Silent;

    #[async_trait::async_trait]
    impl Lookup for Silent {
        async fn addresses(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            std::future::pending().await
        }
    }

    let mut rules = EgressRules::default();
    rules.longest = Secs(20);
    let egress = Egress::with_lookup(rules, Arc::new(NoSecrets), Arc::new(Silent)).unwrap();
    let begun = tokio::time::Instant::now();
    let mut request = get("http://silent.example/");
    // No flow waits longer than the operator lets it.
    request.timeout = Secs(3600);
    assert_eq!(send(&egress, &request).await, Err(HttpFailure::TimedOut));
    assert!(begun.elapsed() <= Duration::from_secs(21));
}

#[tokio::test]
async fn no_answer_is_read_further_than_the_flow_takes() {
    let endless = |begin: &'static str, more: &'static str| {
        raw(move |mut stream| async move {
            let mut is_open = stream.write_all(begin.as_bytes()).await.is_ok();
            while is_open {
                is_open = stream.write_all(more.repeat(500).as_bytes()).await.is_ok();
            }
        })
    };
    for (begin, more) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "body "),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "body "),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nbody \r\n"),
    ] {
        let (rules, request) = endless(begin, more).await;
        assert_eq!(send(&egress(rules), &request).await, Err(HttpFailure::TooLarge), "{begin}");
    }
    for more in ["X-More: a\r\n", "X"] {
        let (rules, request) = endless("HTTP/1.1 200 OK\r\n", more).await;
        let told = send(&egress(rules), &request).await.unwrap_err().sentence();
        assert!(told.contains("did not answer as a web service does"), "{told}");
    }
}

#[tokio::test]
async fn an_answer_of_exactly_the_size_is_taken_and_one_byte_more_is_not() {
    let exact = Stranger::at("127.0.0.1", |heard| {
        let size = heard.line.rsplit_once('/').unwrap().1.parse().unwrap();
        answer(200, &[], "x".repeat(size))
    })
    .await;
    let mut limited = exact.allowed();
    limited.largest_bytes = 2_000;
    let egress = egress(limited);
    let ask = |size: usize, most: u32| {
        let request = HttpRequest { max_bytes: most, ..get(&exact.url(&format!("/{size}"))) };
        let egress = egress.clone();
        async move { send(&egress, &request).await.map(|reply| reply.body.len()) }
    };
    assert_eq!(ask(1_000, 1_000).await, Ok(1_000));
    assert_eq!(ask(1_001, 1_000).await, Err(HttpFailure::TooLarge));
    assert_eq!(ask(2_000, 9_999).await, Ok(2_000));
    assert_eq!(ask(2_001, 9_999).await, Err(HttpFailure::TooLarge), "the operator's limit");
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotlied(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 4096, 5, 22).write_all(bytes).unwrap();
    packed
}

#[tokio::test]
async fn a_packed_answer_is_unpacked_and_a_small_one_that_unpacks_to_a_large_one_is_refused() {
    type Pack = fn(&[u8]) -> Vec<u8>;
    for (encoding, pack) in [("gzip", gzipped as Pack), ("br", brotlied as Pack)] {
        let small = pack(b"{\"packed\":true}");
        let bomb = pack(&vec![b'0'; 20_000_000]);
        assert!(bomb.len() < 30_000, "as small as what may be answered: {}", bomb.len());
        let twice = pack(&bomb);
        let stranger = Stranger::at("127.0.0.1", move |heard| {
            let body = match heard.line.as_str() {
                "GET /small" => small.clone(),
                "GET /twice" => twice.clone(),
                "GET /broken" => b"no such thing".to_vec(),
                _ => bomb.clone(),
            };
            let encoded = match heard.line.as_str() {
                "GET /twice" => format!("{encoding}, {encoding}"),
                _ => encoding.to_owned(),
            };
            answer(200, &[("content-encoding", &encoded)], body)
        })
        .await;
        let egress = egress(stranger.allowed());
        let ask = async |path: &str| send(&egress, &get(&stranger.url(path))).await;
        assert_eq!(ask("/small").await.unwrap().body, "{\"packed\":true}");
        assert_eq!(ask("/bomb").await, Err(HttpFailure::TooLarge), "{encoding}");
        let told = ask("/broken").await.unwrap_err().sentence();
        assert!(told.contains("broke off or cannot be read"), "{told}");
        // What was packed twice is not unpacked twice.
        assert!(ask("/twice").await.is_ok_and(|reply| reply.body.len() < 64 * 1024 * 3));
    }
}

#[tokio::test]
async fn headers_of_an_answer_are_kept_up_to_a_size() {
    let stranger = Stranger::at("127.0.0.1", |heard| match heard.line.as_str() {
        "GET /many" => {
            let long = "y".repeat(3_000);
            let names: Vec<String> = (0..20).map(|n| format!("x-{n}")).collect();
            let headers: Vec<_> = names.iter().map(|name| (name.as_str(), long.as_str())).collect();
            answer(200, &headers, "")
        }
        _ => answer(
            201,
            &[
                ("Content-Type", "text/plain; charset=utf-8"),
                ("X-A", "1"),
                ("X-A", "2"),
                ("Retry-After", "7"),
            ],
            "made",
        ),
    })
    .await;
    let egress = egress(stranger.allowed());
    let reply = send(&egress, &get(&stranger.url("/"))).await.unwrap();
    assert_eq!((reply.status, reply.content_type.as_str()), (201, "text/plain; charset=utf-8"));
    assert_eq!(reply.headers.get("x-a").and_then(|value| value.as_text()), Some("1, 2"));
    assert_eq!(reply.headers.get("retry-after").and_then(|value| value.as_text()), Some("7"));
    let many = send(&egress, &get(&stranger.url("/many"))).await.unwrap();
    let kept: usize = many.headers.values().filter_map(|value| value.as_text()).map(str::len).sum();
    assert!(many.headers.len() < 20 && kept <= 16 * 1024, "{kept}");
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_left_alone_for_a_while() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let rules = rules(&[&format!("127.0.0.1:{port}")]);
    let pause = Duration::from_secs(u64::from(rules.pause.0));
    let egress = egress(rules);
    let request = get(&format!("http://127.0.0.1:{port}/"));
    for _ in 0..5 {
        let none = egress.ask(TenantId::FIRST, &request).await.unwrap_err();
        assert!(none.was_unheard && none.failure.sentence().contains("no connection"), "{none:?}");
    }
    let none = egress.ask(TenantId::FIRST, &request).await.unwrap_err();
    assert!(none.failure.sentence().contains("several times in a row"), "{none:?}");
    assert!(!none.was_unheard, "asking again at once does not help");
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let app = axum::Router::new().fallback(async || "back");
    tokio::spawn(async move { axum::serve(listener, app).await });
    tokio::time::pause();
    tokio::time::advance(pause).await;
    tokio::time::resume();
    assert_eq!(send(&egress, &request).await.unwrap().body, "back");
}

#[tokio::test]
async fn a_refused_request_says_nothing_about_the_host() {
    let egress = egress(EgressRules::default());
    for _ in 0..20 {
        assert!(matches!(
            send(&egress, &get("http://127.0.0.1/")).await,
            Err(HttpFailure::Refused(_))
        ));
    }
}
