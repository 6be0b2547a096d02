//! Connections that are held for nothing: they are ended in time, and nobody else waits for them.

#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use centralita_server::recordings::{MemoryRecordings, RecordingId, Recordings, Sound};
use centralita_server::store::MemoryStore;
use centralita_server::{Server, Setup};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

struct House {
    at: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

async fn house(connections: usize) -> House {
    house_with(connections, Arc::new(MemoryRecordings::default())).await
}

async fn house_with(connections: usize, recordings: Arc<dyn Recordings>) -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let setup = Setup { connections, ..Setup::over(Arc::new(MemoryStore::default())) };
    let server = Server::open(setup).await.unwrap().with_recordings(recordings);
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(async move { server.run(listener, stopped).await });
    House { at, stop, running }
}

impl House {
    /// Somebody connects and says this.
    async fn hears(&self, said: &str) -> TcpStream {
        let mut socket = TcpStream::connect(self.at).await.unwrap();
        socket.write_all(said.as_bytes()).await.unwrap();
        socket
    }
}

/// What comes back until the server has nothing more to say.
async fn answer(mut socket: TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that is torn down has said what it had to say.
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

const WELL: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn who_connects_and_says_nothing_or_half_a_head_is_sent_away() {
    let house = house(100).await;
    for half in ["", "POST /line/main/call HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let begun = Instant::now();
        let said = answer(house.hears(half).await).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
        let waited = begun.elapsed();
        assert!((20..=40).contains(&waited.as_secs()), "{waited:?}");
    }
    assert!(answer(house.hears(WELL).await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_a_byte_a_second_is_not_read_for_ever() {
    let house = house(100).await;
    let head = "POST /line/main/call HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    let (mut from, mut to) = house.hears(head).await.into_split();
    let begun = Instant::now();
    let drips = tokio::spawn(async move {
        while to.write_all(b"a").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    let mut said = String::new();
    let _ = from.read_to_string(&mut said).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(begun.elapsed() <= Duration::from_secs(160), "{:?}", begun.elapsed());
    drips.abort();
}

#[tokio::test(start_paused = true)]
async fn who_finds_no_room_waits_until_those_are_gone_who_say_nothing() {
    let house = house(16).await;
    let mut silent = Vec::new();
    for _ in 0..16 {
        silent.push(house.hears("").await);
    }
    let begun = Instant::now();
    assert!(answer(house.hears(WELL).await).await.starts_with("HTTP/1.1 200"));
    let waited = begun.elapsed();
    assert!((20..=40).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_few_hundred_who_are_slow() {
    let house = house(1_000).await;
    let mut slow = Vec::new();
    for _ in 0..300 {
        slow.push(house.hears("GET /healthz HTTP/1.1\r\nHost: ").await);
    }
    let begun = Instant::now();
    assert!(answer(house.hears(WELL).await).await.starts_with("HTTP/1.1 200"));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_head_without_end_is_refused() {
    let house = house(100).await;
    let long = "x".repeat(64 * 1024);
    let said = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: {long}\r\n\r\n");
    let mut socket = TcpStream::connect(house.at).await.unwrap();
    // The server may hang up before it was told all of it.
    let _ = socket.write_all(said.as_bytes()).await;
    let said = answer(socket).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_waits_for_nobody_who_says_nothing() {
    let house = house(100).await;
    let kept = house.hears("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let silent = house.hears("").await;
    let begun = Instant::now();
    house.stop.send(true).unwrap();
    house.running.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(35), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(house.at).await.is_err(), "nobody listens any more");
    drop((kept, silent));
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_something_large_and_does_not_take_it_keeps_nobody_out() {
    let (recordings, id) = (MemoryRecordings::default(), RecordingId::new(1));
    // More than the system keeps for a connection at both ends.
    let large = Bytes::from(vec![0; 64 * 1024 * 1024]);
    recordings.keep(&id, Sound::Wav, large.clone()).await.unwrap();
    let house = house_with(1, Arc::new(recordings)).await;
    let said = format!("GET /phone/recordings/{} HTTP/1.1\r\nHost: a\r\n\r\n", id.as_str());
    let idle = house.hears(&said).await;
    let begun = Instant::now();
    assert!(answer(house.hears(WELL).await).await.starts_with("HTTP/1.1 200"));
    let waited = begun.elapsed();
    assert!((30..=90).contains(&waited.as_secs()), "{waited:?}");
    drop(idle);
    // Who takes it, even in small pieces, gets all of it.
    let mut patient = house.hears(&said.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await;
    let (mut taken, mut piece) = (0, vec![0; 1024 * 1024]);
    loop {
        sleep(Duration::from_secs(1)).await;
        match patient.read(&mut piece).await.unwrap() {
            0 => break,
            read => taken += read,
        }
    }
    assert!(taken >= large.len(), "{taken}");
}
