// What the user of an order does with it: all that a type must still offer where its schema is broken.

async fn ask(client: &formwork::Client) -> Result<(), formwork::Error> {
    let reply = client.request::<Order>().user("an order").send().await?;
    let order: Order = reply.value;
    println!("{} {}", order.number + 1, order.customer.name.len());
    match order.kind {
        Some(Kind::Part) => println!("a part"),
        Some(Kind::Work) => println!("work"),
        None => println!("neither"),
    }
    for line in &order.lines {
        println!("{}", what(line));
    }
    let mut stream = client.request::<Order>().user("an order").stream();
    while let Some(step) = stream.next().await {
        if let formwork::Step::View(view) = step? {
            show(view);
        }
    }
    let again: Order = client.extract("an order").await?;
    assert_eq!(again, order);
    let Customer { name, .. } = again.customer;
    println!("{name}");
    Ok(())
}

fn what(line: &Line) -> &str {
    &line.what
}

fn show(view: &formwork::Partial<partial::Order>) {
    let Some(order) = view.get() else { return };
    println!("{:?}", order.number.get());
    if let Some(customer) = order.customer.get() {
        println!("{:?} {}", customer.name.get(), customer.name.is_complete());
    }
}

fn main() {
    let _ = ask;
}
