//! A path that counts from elsewhere, and one that is no schema file.

formwork::generate!("tests/schemas/order.yaml", "schemas");
use order::Order;

async fn ask(client: &formwork::Client) -> Result<Order, formwork::Error> {
    client.extract("an order").await
}

fn main() {
    let _ = ask;
}
