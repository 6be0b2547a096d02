//! Traces: what each call did, sent to a collector by OpenTelemetry's own protocol.

use std::io;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use crate::trouble::Trouble;

/// By which name collectors know the program.
const SERVICE: &str = "centralita";

/// How long a collector may take to answer.
const LONGEST: Duration = Duration::from_secs(10);

/// Sends spans to a collector in the background, many at once. One that does not answer holds nobody up: what it does
/// not take is lost.
///
/// # Errors
/// When nothing can be sent from this machine.
pub fn sent_to(collector: &str) -> Result<SdkTracerProvider, Trouble> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender(agent()))
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{collector}/v1/traces"))
        .build()
        .map_err(|error| Trouble::Output(io::Error::other(error)))?;
    let resource = Resource::builder().with_service_name(SERVICE).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    ureq::Agent::new_with_config(config)
}

/// Sends by the client that this program has anyway.
#[derive(Debug)]
struct Sender(ureq::Agent);

#[async_trait::async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Whoever sends traces has a thread of its own for it, so nobody waits here.
        let (parts, body) = request.into_parts();
        let answer = self.0.run(Request::from_parts(parts, body.to_vec()))?;
        let (parts, mut body) = answer.into_parts();
        Ok(Response::from_parts(parts, body.read_to_vec()?.into()))
    }
}

/// What takes the program's spans.
pub fn layer<S>(traces: &SdkTracerProvider) -> OpenTelemetryLayer<S, SdkTracer>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    tracing_opentelemetry::layer().with_tracer(traces.tracer(SERVICE))
}

/// Sends what has not been sent yet.
pub fn last_ones(traces: &SdkTracerProvider) {
    // The program ends, whether the collector takes them or not.
    let _ = traces.shutdown();
}
