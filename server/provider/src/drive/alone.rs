//! One call in an exchange of its own, in virtual time of its own: how thousands run at once.

use tokio::task::JoinSet;

use super::wire::Wire;
use crate::exchange::{Exchange, Next, Outcome, Request, RequestId};

/// Runs an exchange until nothing more happens in it: time jumps, and stands still while an answer
/// is missing.
pub async fn run_alone(exchange: &mut Exchange, wire: &Wire) {
    let mut flying: JoinSet<(RequestId, Outcome, u64)> = JoinSet::new();
    loop {
        let mut requests: Vec<Request> = Vec::new();
        while let Some(request) = exchange.take_request() {
            requests.push(request);
        }
        let next = exchange.next();
        match (requests.as_slice(), next, flying.is_empty()) {
            // The usual case needs no task: one question, and everybody waits for its answer.
            ([only], Next::Answer(_), true) => {
                let (outcome, took_micros) = wire.send(only).await;
                exchange.answer(only.id, outcome, took_micros);
                continue;
            }
            _ => {
                for request in requests {
                    let wire = wire.clone();
                    flying.spawn(async move {
                        let (outcome, took_micros) = wire.send(&request).await;
                        (request.id, outcome, took_micros)
                    });
                }
            }
        }
        match next {
            Next::At(at_millis) => exchange.advance(at_millis),
            Next::Answer(_) => match flying.join_next().await {
                Some(Ok((id, outcome, took_micros))) => exchange.answer(id, outcome, took_micros),
                // Sending does not panic; if it did, nothing would ever be answered.
                Some(Err(_)) | None => return,
            },
            Next::Nothing => return,
        }
    }
}
