//! Spans: what one call did, from the webhook to the database, under one id.
//!
//! Every turn of an execution, every commit and every piece of work for outside is a span that names the execution. For
//! those who collect traces by OpenTelemetry, all of an execution's spans are one trace, whose id is the execution's own
//! 128 bits: the trace of `FN0123…` is `0123…`. The request that brought a turn is a trace of its own, linked from the
//! turn, since a request may be about several executions or none.
//!
//! No span has what anybody said, nor a number: ids, widgets' topics, resources and states only.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::ids::ExecutionKey;

/// The span that all of an execution's spans hang below. Nobody sends it: an execution has no one process.
const ROOT: SpanId = SpanId::from_bytes([0, 0, 0, 0, 0, 0, 0, 1]);

/// A turn of an execution.
pub(crate) fn turn(key: ExecutionKey) -> Span {
    let span = tracing::info_span!("turn", execution = %key);
    belongs(&span, key);
    span
}

/// Work for outside.
pub(crate) fn work(key: Option<ExecutionKey>, topic: &str) -> Span {
    match key {
        Some(key) => {
            let span = tracing::info_span!("work", topic, execution = %key);
            belongs(&span, key);
            span
        }
        None => tracing::info_span!("work", topic),
    }
}

/// A commit.
pub(crate) fn commit() -> Span {
    tracing::info_span!("commit")
}

/// Puts a span into the trace of an execution.
fn belongs(span: &Span, key: ExecutionKey) {
    if span.is_disabled() {
        return;
    }
    let came_by = Span::current().context().span().span_context().clone();
    let trace = TraceId::from_bytes(key.id.to_be_bytes());
    let root = SpanContext::new(trace, ROOT, TraceFlags::SAMPLED, true, TraceState::default());
    // Where nobody collects traces there is nothing to be set.
    let _ = span.set_parent(Context::new().with_remote_span_context(root));
    if came_by.is_valid() && came_by.trace_id() != trace {
        span.add_link(came_by);
    }
}
