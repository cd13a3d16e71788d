//! Schemas that describe nothing.

formwork::generate!("schemas/cycle.yaml");
use cycle::{Cycle, Loop};

async fn ask(client: &formwork::Client) -> Result<Loop, formwork::Error> {
    let cycle: Cycle = client.extract("a cycle").await?;
    Ok(cycle.first)
}

fn main() {
    let _ = ask;
}
