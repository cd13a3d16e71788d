//! `generate!`: types from a schema file, with no build script.
#![allow(clippy::print_stdout)] // It is what this program is for.

formwork::generate!("../../schemas/invoice.yaml");
use invoice::Invoice;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), formwork::Error> {
    let client = formwork::Client::from_env("offline")?;
    let invoice: Invoice = client
        .extract("Invoice RE-1 of Nordwind, to Atelier Blume: 12.00 EUR.")
        .await?;
    println!(
        "{} asks {} for {:.2} {}",
        invoice.seller.name, invoice.buyer.name, invoice.total, invoice.currency
    );
    Ok(())
}
