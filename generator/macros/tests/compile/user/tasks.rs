// What the user of a task file does with it: all that its functions must still offer where the file is broken.

async fn ask(client: &formwork::Client) -> Result<(), formwork::Error> {
    let input = tasks::ReadInput {
        text: "an order".to_owned(),
    };
    let order: tasks::Order = tasks::read(client, &input).send().await?.value;
    println!("{}", order.number + 1);
    match tasks::sort_it(client).max_tokens(100).send().await?.value {
        tasks::Verdict::Good => println!("good"),
        tasks::Verdict::Bad => println!("bad"),
    }
    // The function's name may be that of a variable.
    let count = count(client).send().await?;
    println!("{} {:?}", count.attempts.len(), count.value);
    let own = tasks::SORT_IT.client()?;
    println!("{:?} {:?}", tasks::SORT_IT.default_model(), own);
    let stream = tasks::READ.request(client, &input).stream();
    let reply: formwork::Reply<tasks::Order> = stream.finish().await?;
    println!("{}", reply.value.lines.len());
    Ok(())
}

fn main() {
    let _ = ask;
}
