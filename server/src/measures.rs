//! Measures: what a server tells those who watch it, by the names that Prometheus expects.
//!
//! Nothing is kept here: whoever serves installs a recorder of the crate `metrics`; without one this costs next to
//! nothing. No measure names a caller, a flow or an execution.
//!
//! | measure | what |
//! |---|---|
//! | `centralita_http_requests_total` | requests by `method`, `resource` and `status` |
//! | `centralita_http_request_seconds` | how long they took up to the answer's head, by `resource` |
//! | `centralita_commit_seconds` | how long a turn's commit took |
//! | `centralita_turns_total` | events taken, by `outcome`: `taken`, `repeated`, `stale` |
//! | `centralita_work_total` | work for outside, by `outcome`: `done`, `again`, `given_up`, `lost` |
//! | `centralita_not_called_total` | numbers that flows may not call or write to, by `why` |
//! | `centralita_executions_live` | calls and conversations that go on, on all servers of the database |
//! | `centralita_work_overdue_seconds` | for how long what is due has waited; 0 while nothing waits |
//! | `centralita_work_given_up` | work that was given up and is kept for whoever looks, 1,000 at most |

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use tokio::time::Instant;
use tracing::Instrument;

use crate::driver::Driver;
use crate::ids::TenantId;
use crate::store::{Outcome, StoreError};

/// What is listed of work that was given up.
const MOST_GIVEN_UP: u32 = 1_000;

/// The upper bounds of the histograms, in seconds: from a sync of a fast disk to what a provider waits for.
pub const BUCKETS: [f64; 14] =
    [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0];

/// Says what the measures are, once a recorder is installed.
pub fn describe() {
    describe_counter!("centralita_http_requests_total", "Requests, by resource and status.");
    describe_histogram!(
        "centralita_http_request_seconds",
        metrics::Unit::Seconds,
        "How long a request took up to its answer's head."
    );
    describe_histogram!(
        "centralita_commit_seconds",
        metrics::Unit::Seconds,
        "How long the commit of a turn took."
    );
    describe_counter!("centralita_turns_total", "Events taken, by what became of them.");
    describe_counter!("centralita_work_total", "Work for outside, by what became of it.");
    describe_counter!("centralita_not_called_total", "Numbers that flows may not call, by why.");
    describe_gauge!("centralita_executions_live", "Calls and conversations that go on.");
    describe_gauge!(
        "centralita_work_overdue_seconds",
        metrics::Unit::Seconds,
        "For how long what is due has waited."
    );
    describe_gauge!("centralita_work_given_up", "Work that was given up and is kept.");
}

/// Measures a request.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    // The pattern of the path: what stands in it would be a measure of its own for each call.
    let matched = request.extensions().get::<MatchedPath>();
    let resource = matched.map_or("other", |path| path.as_str()).to_owned();
    // A method that nobody knows would be one as well.
    let method = match request.method().as_str() {
        known @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS") => known,
        _ => "other",
    }
    .to_owned();
    let span = tracing::info_span!("request", method, resource, status = tracing::field::Empty);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    let status = response.status().as_u16().to_string();
    histogram!("centralita_http_request_seconds", "resource" => resource.clone())
        .record(begun.elapsed());
    counter!(
        "centralita_http_requests_total",
        "method" => method, "resource" => resource, "status" => status
    )
    .increment(1);
    response
}

/// A turn that was committed, or came too late.
pub(crate) fn turn(outcome: &'static str, begun: Instant) {
    histogram!("centralita_commit_seconds").record(begun.elapsed());
    counter!("centralita_turns_total", "outcome" => outcome).increment(1);
}

/// An event that had been taken before.
pub(crate) fn repeated() {
    counter!("centralita_turns_total", "outcome" => "repeated").increment(1);
}

/// What became of a piece of work.
pub(crate) fn work(outcome: &Outcome, is_settled: bool) {
    let word = match (is_settled, outcome) {
        (false, _) => "lost",
        (true, Outcome::Done) => "done",
        (true, Outcome::Again { .. }) => "again",
        (true, Outcome::GivenUp { .. }) => "given_up",
    };
    counter!("centralita_work_total", "outcome" => word).increment(1);
}

/// A number that a flow wanted to call or write to, and may not.
pub(crate) fn not_called(why: &'static str) {
    counter!("centralita_not_called_total", "why" => why).increment(1);
}

/// What can only be asked of the database.
///
/// # Errors
/// When it cannot be asked.
pub(crate) async fn look(driver: &Driver, tenant: TenantId) -> Result<(), StoreError> {
    let live = driver.store.live().await?;
    gauge!("centralita_executions_live").set(live as f64);
    let now = driver.clock.now();
    let due = driver.store.next_due().await?;
    let overdue = due.map_or(0, |due| now.millis_since(due).max(0));
    gauge!("centralita_work_overdue_seconds").set(overdue as f64 / 1_000.0);
    let given_up = driver.store.given_up(tenant, MOST_GIVEN_UP).await?.len();
    gauge!("centralita_work_given_up").set(given_up as f64);
    Ok(())
}
