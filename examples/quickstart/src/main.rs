//! The main job, from a schema file to a typed value.
//!
//! `build.rs` has turned `schemas/invoice.yaml` into [`Invoice`], its partial twin, its rules and its
//! tool definition. This program asks a model for an `Invoice` out of a text, shows the value as it
//! grows, shows what was wrong with an answer that was asked for again, and prints the result.
//!
//! Without a key it answers offline, from the schema. With `OPENAI_API_KEY` it asks `OpenAI`;
//! `FORMWORK_PROVIDER=openai/gpt-5-mini` names another provider or model.
#![allow(clippy::print_stdout)] // It is what this program is for.

mod progress;

use std::time::Duration;

use formwork::provider::offline::{Fault, Offline};
use formwork::{Client, Error, ErrorKind, Step};

formwork::include_schemas!();
use invoice::Invoice;

const DOCUMENT: &str = include_str!("../invoice.txt");
const DEFAULT_MODEL: &str = "openai/gpt-5-mini";

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            println!("\nNo invoice: {error}");
            if let ErrorKind::Invalid = error.kind() {
                println!(
                    "({} attempts, {} tokens)",
                    error.attempts().len(),
                    error.usage().total_tokens
                );
            }
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Error> {
    let client = client()?;
    println!("The document:\n");
    for line in DOCUMENT.lines() {
        println!("  | {line}");
    }

    let mut stream = client
        .request::<Invoice>()
        .system(
            "Extract the invoice from the document. Copy what it says; leave out what it does not.",
        )
        .user(DOCUMENT)
        .stream();
    println!("\nThe answer, as it comes in ({} mode):\n", stream.mode());
    let mut progress = progress::Progress::new();
    while let Some(step) = stream.next().await {
        match step? {
            Step::View(view) => progress.show(view),
            Step::Reask(attempt) => {
                progress.end();
                println!(
                    "\nAnswer {} breaks the schema, so the model is asked again:\n",
                    attempt.number
                );
                for violation in &attempt.violations {
                    println!("  ! {violation}");
                }
                println!();
            }
            _ => {}
        }
    }
    progress.end();

    let reply = stream.finish().await?;
    println!("\nThe typed value:\n\n{:#?}\n", reply.value);
    let usage = reply.usage();
    println!(
        "{} attempts, {} tokens in, {} tokens out.",
        reply.attempts.len(),
        usage.input_tokens,
        usage.output_tokens
    );
    Ok(())
}

/// A real provider where one is named or has a key, else the offline one. Says which.
fn client() -> Result<Client, Error> {
    let named = std::env::var("FORMWORK_PROVIDER")
        .ok()
        .filter(|name| !name.is_empty());
    let has_key = std::env::var("OPENAI_API_KEY").is_ok_and(|key| !key.is_empty());
    if named.is_none() && !has_key {
        println!(
            "OFFLINE: no provider is asked. The answer is made up from the schema, and its first"
        );
        println!(
            "version is broken on purpose. Set OPENAI_API_KEY or FORMWORK_PROVIDER for a real one.\n"
        );
        let offline = Offline::new().seed(7).faults([Fault::InvalidFirst]);
        return Ok(Client::offline(offline.pace(Duration::from_millis(12))));
    }
    let client = Client::from_env(named.as_deref().unwrap_or(DEFAULT_MODEL))?;
    if client.provider().name == "offline" {
        println!(
            "OFFLINE: no provider is asked. The answer is made up from the schema; FORMWORK_OFFLINE"
        );
        println!("sets its seed and what goes wrong (\"seed=3,faults=rate-limit+invalid\").\n");
    } else {
        println!(
            "ONLINE: asking {} at {}.\n",
            client.model(),
            client.base_url()
        );
    }
    Ok(client)
}
