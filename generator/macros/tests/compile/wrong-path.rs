//! A file that is not there; the one that is meant lies beside it.

formwork::generate!("schemas/oder.yaml");
use oder::{Oder, partial};

async fn ask(client: &formwork::Client) -> Result<(), formwork::Error> {
    let order: Oder = client.extract("an order").await?;
    println!("{}", order.number + 1);
    Ok(())
}

fn show(view: &formwork::Partial<partial::Oder>) {
    let Some(order) = view.get() else { return };
    println!("{:?}", order.number.get());
}

fn main() {
    let _ = (ask, show);
}
