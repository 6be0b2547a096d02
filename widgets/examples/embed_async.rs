//! The engine in an async server: each connection is a caller, each line they type is keys pressed.
//! `cargo run -p centralita-widgets --example embed_async`, then `nc 127.0.0.1 7000`.
use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use centralita_engine::{Flow, Map, Time, exec::*};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

fn now() -> Time {
    Time(std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis() as i64))
}

async fn answer(library: &Library, at: &FlowRef, seed: Seed, socket: TcpStream) -> io::Result<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let call = Trigger::Call { from: "ana".into(), to: "acme".into(), params: Map::new() };
    let mut turn = library.start(at, call, seed, now()).map_err(io::Error::other)?;
    let mut to_do = VecDeque::from(turn.effects);
    while let (false, Some(effect)) = (turn.execution.has_ended(), to_do.pop_front()) {
        // A server stores `turn.execution.to_stored()` here, before it performs anything.
        let (answers, params, ended_by) = (effect.id, Map::new(), KeysEnded::FinishKey);
        let event = match effect.action {
            Action::Say(say) => {
                write.write_all(format!("{}\n", say.text).as_bytes()).await?;
                Event::Played { answers, params }
            }
            Action::Gather(gather) => {
                if let Some(Prompt::Say(say)) = gather.prompt {
                    write.write_all(format!("{}\n", say.text).as_bytes()).await?;
                }
                let patience = Duration::from_secs(gather.timeout.0.into());
                match tokio::time::timeout(patience, lines.next_line()).await {
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
    library.add(&flow, at.clone(), &centralita_widgets::builtin()).expect("it has a start");
    let (library, listener) = (Arc::new(library), TcpListener::bind("127.0.0.1:7000").await?);
    loop {
        let ((socket, peer), library, at) = (listener.accept().await?, library.clone(), at.clone());
        let seed = Seed(u128::from(peer.port()) << 64 | now().0 as u128);
        tokio::spawn(async move { answer(&library, &at, seed, socket).await });
    }
}
