//! A form in the browser whose fields fill while the model writes.
//!
//! The page asks for `/extract`, and gets server-sent events: `view` with every field as far as it has come, `reask` with
//! what is wrong with an answer, `done` with the typed value, `failed` with the reason. Closing the page closes the
//! stream, which closes the connection to the provider.
//!
//! ```text
//! cargo run -p live-form             # http://127.0.0.1:8080, offline: the first answer is broken on purpose
//! PORT=3000 FORMWORK_PROVIDER=openai/gpt-5-mini OPENAI_API_KEY=... cargo run -p live-form
//! ```
#![allow(clippy::print_stdout)] // It says where it listens.

mod fields;

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use formwork::provider::offline::{Fault, Offline};
use formwork::{Client, Step};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;

formwork::include_schemas!();
use invoice::Invoice;

/// So many events wait for a browser that is slow; then the stream waits too.
const AHEAD: usize = 16;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = client()?;
    let port = std::env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.unwrap_or(8080))).await?;
    println!("http://{}", listener.local_addr()?);
    let pages = Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route("/extract", get(extract))
        .with_state(client);
    axum::serve(listener, pages).await?;
    Ok(())
}

/// What the page asks for.
#[derive(Deserialize)]
struct Asked {
    document: String,
}

/// Streams an invoice out of a document.
async fn extract(State(client): State<Client>, Query(asked): Query<Asked>) -> impl IntoResponse {
    let (sender, receiver) = channel(AHEAD);
    tokio::spawn(async move {
        let last = tell(&client, asked.document, &sender).await;
        // Where nobody listens any more, there is nobody to tell.
        let _ = sender.send(Ok(last)).await;
    });
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default())
}

/// Sends what happens; gives the last event.
async fn tell(client: &Client, document: String, to: &Sender<Result<Event, Infallible>>) -> Event {
    let mut stream = client
        .request::<Invoice>()
        .system("Extract the invoice from the document. Copy what it says.")
        .user(document)
        .stream();
    while let Some(step) = stream.next().await {
        let told = match step {
            Ok(Step::View(view)) => event("view", &json!(fields::of(view))),
            Ok(Step::Reask(attempt)) => {
                let wrong: Vec<String> =
                    attempt.violations.iter().map(ToString::to_string).collect();
                event(
                    "reask",
                    &json!({"attempt": attempt.number, "violations": wrong}),
                )
            }
            Ok(_) => continue,
            Err(error) => return event("failed", &json!(error.to_string())),
        };
        if to.send(Ok(told)).await.is_err() {
            // The page is gone. Dropping the stream closes the connection.
            return event("failed", &json!("nobody listens"));
        }
    }
    match stream.finish().await {
        Ok(reply) => {
            let usage = reply.usage();
            event(
                "done",
                &json!({
                    "value": reply.value,
                    "attempts": reply.attempts.len(),
                    "tokens": usage.total_tokens,
                }),
            )
        }
        Err(error) => event("failed", &json!(error.to_string())),
    }
}

fn event(name: &str, data: &serde_json::Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

/// A real provider where one is named, else the offline one.
fn client() -> Result<Client, formwork::Error> {
    match std::env::var("FORMWORK_PROVIDER") {
        Ok(name) if !name.is_empty() => Client::from_env(&name),
        _ => {
            println!(
                "OFFLINE: answers are made up from the schema, the first one broken on purpose."
            );
            let offline = Offline::new().seed(11).faults([Fault::InvalidFirst]);
            Ok(Client::offline(offline.pace(Duration::from_millis(35))))
        }
    }
}
