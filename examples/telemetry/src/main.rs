//! Calls as spans after the OpenTelemetry conventions for generative AI, exported.
//!
//! The exporter here prints; one for a collector takes its place in one line. No key is needed: the calls are answered
//! offline, the first answer broken on purpose.
#![allow(clippy::print_stdout)] // It is what this program is for.

use formwork::provider::offline::{Fault, Offline};
use formwork::{Client, Error, Spans};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(opentelemetry_stdout::SpanExporter::default())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("telemetry"));
    // Below it, spans tell what users and models say.
    let layer = layer.with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(layer).init();

    let offline = Offline::new().seed(7).faults([Fault::InvalidFirst]);
    let client = Client::offline(offline).with_hook(Spans::new());
    let towns: Vec<String> = client.extract("Three towns on a river, please.").await?;
    println!("\n{} towns, and a span for the call above.", towns.len());
    if let Err(error) = provider.shutdown() {
        println!("The spans could not be exported: {error}");
    }
    Ok(())
}
