//! Serving: connections are taken, answered and ended, so that nobody can hold them for nothing.
//!
//! Memory is bounded by numbers that are multiplied: so many connections, each with so much of a head and
//! of a body. Somebody who opens connections and says nothing, or a byte a second, is sent away in time, and so
//! is who asks for something large and does not take it.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower_http::timeout::TimeoutLayer;

/// How many connections there are at once, unless somebody says otherwise.
pub const MOST_CONNECTIONS: usize = 4_096;

/// How long the head of a request may take, and how long a connection may be without any.
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// How long a request may take up to its answer's head, its body included. No provider waits so long; large
/// files over slow lines do.
const ANSWERED_WITHIN: Duration = Duration::from_secs(120);

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;

/// How long connections that are under way may take to end when the server stops.
const END_WITHIN: Duration = Duration::from_secs(30);

/// How long somebody may take nothing of what is written to them.
const READ_WITHIN: Duration = Duration::from_secs(60);

/// How long nothing is taken when the system has no room for another connection.
const NO_ROOM_FOR: Duration = Duration::from_secs(1);

/// Answers at `listener` until `stop` says so, then lets what is under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    most: usize,
    mut stop: watch::Receiver<bool>,
) {
    let app =
        app.layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWERED_WITHIN));
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let room = Arc::new(Semaphore::new(most as usize));
    loop {
        // Who finds no room waits in the system's own line.
        let place = tokio::select! {
            place = Arc::clone(&room).acquire_owned() => place,
            () = told(&mut stop) => break,
        };
        let (socket, from) = tokio::select! {
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                Err(error) => {
                    tracing::warn!(%error, "no connection could be taken");
                    tokio::time::sleep(NO_ROOM_FOR).await;
                    continue;
                }
            },
            () = told(&mut stop) => break,
        };
        let (app, stop) = (app.clone(), stop.clone());
        tokio::spawn(async move {
            answer(socket, from, app, stop).await;
            drop(place);
        });
    }
    drop(listener);
    // When all places are free, everybody has gone.
    if tokio::time::timeout(END_WITHIN, room.acquire_many(most)).await.is_err() {
        tracing::warn!("connections were still open when the server stopped");
    }
}

/// Waits until the server shall stop. A sender that is gone stops it as well.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn answer(socket: TcpStream, from: SocketAddr, app: Router, mut stop: watch::Receiver<bool>) {
    // Answers are small and somebody waits for each of them.
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        // Who guesses secrets, or writes too much, is known by the address of the connection.
        request.extensions_mut().insert(ConnectInfo(from));
        app.clone().oneshot(request)
    });
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(READ_WITHIN));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(Box::pin(socket)), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%from, %error, "a connection ended");
    }
}
