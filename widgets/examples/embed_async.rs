//! The engine in an async server: each connection is a caller, each line they type is keys pressed.
//! `cargo run -p centralita-widgets --example embed_async`, then `nc 127.0.0.1 7000`.
use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use centralita_engine::exec::*;
use centralita_engine::{Flow, Map, Time};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

fn now() -> Time {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    Time(since.as_millis() as i64)
}

async fn answer(library: &Library, at: &FlowRef, seed: Seed, socket: TcpStream) -> io::Result<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let (from, to, params) = ("+15550100".into(), "+15550199".into(), Map::new());
    let call = Trigger::Call { from, to, params };
    let mut turn = library.start(at, call, seed, now()).map_err(io::Error::other)?;
    let mut to_do = VecDeque::from(turn.effects);
    while let (false, Some(effect)) = (turn.execution.has_ended(), to_do.pop_front()) {
        // A server stores `turn.execution.to_stored()` here, before it performs anything.
        let (answers, params) = (effect.id, Map::new());
        let event = match effect.action {
            Action::Say(say) => {
                write.write_all(format!("{}\n", say.text).as_bytes()).await?;
                Event::Played { answers, params }
            }
            Action::Gather(gather) => {
                if let Some(Prompt::Say(say)) = gather.prompt {
                    write.write_all(format!("{}\n", say.text).as_bytes()).await?;
                }
                let (patience, ended_by) = (gather.timeout.0.into(), KeysEnded::FinishKey);
                match tokio::time::timeout(Duration::from_secs(patience), lines.next_line()).await {
                    Err(_) => Event::Silence { answers, params },
                    Ok(Ok(Some(keys))) => {
                        Event::Keys { answers, keys: keys.trim().into(), ended_by, params }
                    }
                    Ok(_) => Event::ContactLeft { reason: LeaveReason::HungUp, params },
                }
            }
            other if other.awaits().is_none() => continue,
            other => Event::Cancelled { reason: format!("No {} here.", other.name()).into() },
        };
        turn = library.advance(&turn.execution, event, now()).map_err(io::Error::other)?;
        to_do.extend(turn.effects);
    }
    write.write_all(b"The call has ended.\n").await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let (at, mut library) = (FlowRef::new("welcome_menu", 1), Library::new(Settings::default()));
    let flow = Flow::read(include_str!("../../flows/welcome_menu.json"));
    let added = library.add(&flow, at.clone(), &centralita_widgets::builtin());
    added.map_err(|problems| io::Error::other(format!("{problems:?}")))?;
    let (library, listener) = (Arc::new(library), TcpListener::bind("127.0.0.1:7000").await?);
    for number in 1.. {
        let ((socket, _), library, at) = (listener.accept().await?, library.clone(), at.clone());
        tokio::spawn(async move { answer(&library, &at, Seed(number), socket).await });
    }
    Ok(())
}
