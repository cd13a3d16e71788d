//! Client functions from a task file.
//!
//! `build.rs` has turned `tasks/support.yaml` into the functions [`support::triage`] and [`support::answer`], the
//! types of what they take and give, and tests, which `cargo test` runs.
//!
//! Without a key it answers offline, from the schema.
#![allow(clippy::print_stdout)] // It is what this program is for.

use formwork::provider::offline::Offline;
use formwork::{Client, Error};

formwork::include_schemas!();
use support::{AnswerInput, Order, OrderLine, TriageInput};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = if std::env::var("OPENAI_API_KEY").is_ok() {
        support::TRIAGE.client()?
    } else {
        println!("OFFLINE: no provider is asked; answers are made up from the schema.\n");
        Client::offline(Offline::new().seed(7))
    };

    let ticket = "It broke. Again! I want my money back.".to_owned();
    let input = TriageInput {
        ticket: ticket.clone(),
        products: Some(vec!["lamp".to_owned(), "chair".to_owned()]),
    };
    let sorted = support::triage(&client, &input).send().await?.value;
    println!("{sorted:#?}\n");

    let input = AnswerInput {
        ticket,
        order: Order {
            number: 17,
            lines: vec![OrderLine {
                name: "lamp".to_owned(),
                count: 2,
            }],
        },
    };
    // Everything that a request can do stands open.
    let drafted = support::answer(&client, &input)
        .max_reasks(3)
        .send()
        .await?;
    println!("{}", drafted.value.text);
    Ok(())
}
