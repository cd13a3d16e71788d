//! A path of the runtime that is none.

formwork::generate!("schemas/order.yaml", crate = super::formwork);
use order::Order;

async fn ask(client: &formwork::Client) -> Result<Order, formwork::Error> {
    client.extract("an order").await
}

fn main() {
    let _ = ask;
}
