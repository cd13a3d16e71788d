//! The blocks of docs/instructor.md. Written by the test `the_code_of_the_page_is_what_compiles`.

use std::time::Duration;

use formwork::batch::{Job, Poll};
use formwork::cache::{Caching, DiskCache};
use formwork::citation::{Citation, OnMiss, Quotes};
use formwork::provider::Mode;
use formwork::*;

use crate::answer::Answer;
use crate::booking::Booking;
use crate::document::{Block, Run};
use crate::invoice::Invoice;
use crate::ticket::{self, Ticket};
use crate::tools::Action;

// Models
fn block_1(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let invoice: Invoice = client.extract(text).await?;
println!("{}: {}", invoice.number, invoice.total);
Ok(()) }) }

// Patching
fn block_2(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let client = Client::builder("openai/gpt-5-mini").api_key("sk-...").build()?;
let request = client.request::<Invoice>().system("You read invoices.").user(text);
let bytes = request.build(false)?.body; // what would be sent, without sending it
let reply = request.send().await?;
Ok(()) }) }

// from_provider
fn block_3(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let client = Client::from_env("anthropic/claude-sonnet-4-5")?;
let strict = Client::builder("groq/openai/gpt-oss-120b").mode(Mode::StrictTools).api_key("...").build()?;
let (mode, _wire) = Mode::from_instructor("tool_call").ok_or("no such mode")?;
let either = Client::fallback([client, strict])?;
Ok(()) }) }

// Types
fn block_4(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let pages: u32 = client.extract("How many pages has it?").await?;
let reply = client.request::<Vec<String>>().user("Which towns are named?").send().await?;
println!("{pages} pages, {:?}, {} tokens", reply.value, reply.usage().total_tokens);
Ok(()) }) }

// Validation
fn block_5(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let wrong = formwork::decode::<Ticket>(r#"{"reasoning":"","subject":"","kind":"other","due":"soon"}"#);
for violation in wrong.err().ok_or("it was wrong")? {
    println!("{violation}"); // /subject: must have at least 1 character [minLength], got ""
}
Ok(()) }) }

// Prompting
fn block_7(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let request = client.request::<Ticket>().mode(Mode::Json).notation().user(text);
let reply = request.send().await?; // the schema in the instructions as types, in a quarter of the tokens
Ok(()) }) }

// Multimodal
fn block_8(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let page = Media::from_bytes(b"%PDF-1.7 ...")?.named("invoice.pdf");
let photo = Media::from_url("https://example.com/receipt.png")?;
let turn = Message::parts([Part::Text("What is to be paid?".into()), Part::Media(page), Part::Media(photo)]);
let request = client.request::<Invoice>().message(turn);
Ok(()) }) }

// Fields
fn block_9(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let ticket: Ticket = client.extract(text).await?;
println!("{}, due {}, priority {}", ticket.subject, ticket.due, ticket.priority_or_default());
Ok(()) }) }

// Lists
fn block_10(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let invoices: Vec<Invoice> = client.extract(text).await?;
Ok(()) }) }

// TypedDicts
fn block_11(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let schema = r#"{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}"#;
let schema = formwork::dynamic::Schema::from_json(schema)?;
let value = client.request_for(&schema).user(text).send().await?.value;
println!("{:?}", value.get("city").and_then(|city| city.as_str()));
Ok(()) }) }

// Unions
fn block_12(client: Client, text: String) -> Run<'static> { Box::pin(async move {
match client.extract::<Action>(text).await? {
    Action::Search(search) => println!("look for {}", search.query),
    Action::Weather(weather) => println!("in {}", weather.place.city),
    Action::Done(done) => println!("{}", done.answer),
}
Ok(()) }) }

// Enums
fn block_13(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let ticket: Ticket = client.extract(text).await?;
if ticket.kind == ticket::Kind::Other {
    println!("somebody has to read it: {}", ticket.subject);
}
Ok(()) }) }

// Missing
fn block_14(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let invoice: Maybe<Invoice> = client.extract(text).await?;
match invoice.ok() {
    Ok(invoice) => println!("{}", invoice.total),
    Err(why) => println!("no invoice: {why}"),
}
Ok(()) }) }

// Alias
fn block_15(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let json = r#"{"reasoning":"-","subject":"Lift","kind":"misc","due":"2026-11-30","urgency":5}"#;
let mut decoder = formwork::Decoder::<Ticket>::new().lenient(Mends::All);
decoder.push(json.as_bytes());
let ticket = decoder.finish().map_err(|_| "it does not fit")?;
assert_eq!((ticket.kind, ticket.priority), (ticket::Kind::Other, Some(5)));
Ok(()) }) }

// Citation
fn block_17(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let citation = Citation::new(text.as_str()).on_miss(OnMiss::Drop);
let check = Citation::new(text.as_str()).check(|answer: &Answer, quotes: &mut Quotes| {
    for (number, fact) in answer.facts.iter().enumerate() {
        quotes.list(&format!("/facts/{number}/quotes"), &fact.quotes);
    }
});
let request = client.request::<Answer>().user(text).check(check); // what is made up is asked for again
let mut quotes = vec!["as the text has it".to_owned()];
citation.mend(&mut quotes); // or: taken out, and the others in the text's own words
Ok(()) }) }

// Stream Partial
fn block_18(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let mut stream = client.request::<Invoice>().user(text).stream();
while let Some(step) = stream.next().await {
    if let Step::View(view) = step? {
        let number = view.get().and_then(|invoice| invoice.number.get());
        println!("{number:?}");
    }
}
let reply = stream.finish().await?;
Ok(()) }) }

// Stream Iterable
fn block_19(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let mut items = client.request::<Ticket>().user(text).items().on_invalid(OnInvalid::Skip);
while let Some(item) = items.next().await {
    println!("{}", item?.subject);
}
println!("{} were not valid", items.rejected().len());
Ok(()) }) }

// Raw Response
fn block_20(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let reply = client.request::<Invoice>().user(text).keep_body().send().await?;
for attempt in &reply.attempts {
    println!("{}: {} in {:?}", attempt.number, attempt.answer, attempt.usage);
}
let request_id = reply.head().and_then(|head| head.request_id());
Ok(()) }) }

// Raw Response
fn block_21(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let reply = client.request_text().user(text).keep_body().send().await?;
println!("{} ({} tokens)", reply.value, reply.usage().total_tokens);
Ok(()) }) }

// Retrying
fn block_22(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let request = client.request::<Invoice>().user(text).max_reasks(3).token_budget(20_000);
let request = request.retry(Retry::new().max(5).backoff(Duration::from_millis(200), Duration::from_secs(5)));
let request = request.deadline(Duration::from_secs(60)).escalate(|attempt| match attempt.number {
    1 => Next::same(),
    _ => Next::same().model("gpt-5").max_tokens(8000),
});
if let Err(error) = request.send().await {
    println!("{error}: {} attempts, {:?}", error.attempts().len(), error.usage());
}
Ok(()) }) }

// Validators
pub(crate) mod rules {
use super::*;

pub async fn is_known(name: &str) -> Result<(), String> {
    let known = !name.is_empty(); // ask the database here
    known.then_some(()).ok_or_else(|| format!("`{name}` has never been here"))
}

pub fn fits_the_room(booking: &Booking, context: &formwork::Context) -> Result<(), String> {
    let seats = context.get::<u8>().copied().unwrap_or(10);
    if booking.guests <= seats {
        return Ok(());
    }
    Err(format!("there are {seats} seats"))
}
}

// Validators
fn block_25(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let request = client.request::<Booking>().user(text).context(12_u8).judge(client.clone());
let request = request.check(|booking: &Booking| (booking.name != "Nobody").then_some(()).ok_or("needs a name"));
let request = request.moderate(Moderation::new(client.clone()), |booking| booking.wish.clone());
let request = request.llm_check(LlmCheck::new(client.clone(), "is meant seriously"));
Ok(()) }) }

// Hooks
fn block_26(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let client = client.with_hook(|event: &Event<'_>| match event.kind {
    EventKind::Request(request) => println!("call {}: {} bytes", event.call, request.body.len()),
    EventKind::Invalid { attempt, is_last } => println!("{:?}, last: {is_last}", attempt.violations),
    EventKind::Usage { this, total } => println!("{this:?} of {total:?}"),
    EventKind::Error(error) => println!("{error}"),
    _ => {}
});
let invoice = client.request::<Invoice>().user(text).hook(|_: &Event<'_>| {}).send().await?;
Ok(()) }) }

// Caching
fn block_27(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let store = DiskCache::open("answers.redb")?; // or in memory, or Redis, or a store of your own
let caching = Caching::new(store).namespace("invoices").time_to_live(Duration::from_secs(86_400));
let client = Client::builder("openai/gpt-5-mini").api_key("sk-...").cache(caching).build()?;
let reply = client.request::<Vec<Invoice>>().user(text).send().await?;
println!("kept: {}", reply.from_cache());
Ok(()) }) }

// Prompt Caching
fn block_28(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let guide = Message::system("Forty pages on how invoices are read.").cached(CacheFor::Hour);
let request = client.request::<Invoice>().message(guide).user(text);
Ok(()) }) }

// Usage
fn block_29(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let reply = client.request::<Invoice>().user(text).token_budget(50_000).send().await?;
let prices = Prices::new().with("openai/*", Price::new("0.25", "2")?);
if let Some(cost) = reply.cost(&prices) {
    println!("{} tokens, {cost}", reply.usage().total_tokens);
}
Ok(()) }) }

// Parallel Tools
fn block_30(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let request = client.request::<Action>().user(text);
let reply = request.clone().calls().await?;
println!("{} calls, in the model's order", reply.value.len());
match request.clone().choose().await?.value {
    Choice::Text(words) => println!("{words}"),
    Choice::Calls(calls) => println!("{calls:?}"),
}
let mut stream = request.stream_calls();
while let Some(step) = stream.next().await {
    if let CallStep::View { call, view } = step? {
        println!("{call}: {view:?}");
    }
}
Ok(()) }) }

// Dictionary Operations
fn block_31(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let turns = vec![Message::developer("You read invoices."), Message::user(text), Message::assistant("Is that all?")];
let request = client.request::<Invoice>().messages(turns.clone()); // the caller's own are never changed
Ok(()) }) }

// FastAPI
fn block_32(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let body: Ticket = serde_json::from_str(r#"{"reasoning":"-","subject":"Lift","kind":"other","due":"2026-11-30"}"#)?;
let mut stream = client.request::<Invoice>().user(body.subject).stream();
while let Some(step) = stream.next().await {
    if let Step::View(view) = step? {
        let event = format!("data: {}\n\n", serde_json::to_string(view)?);
        assert!(event.ends_with("\n\n")); // hand it to the response's body
    }
}
Ok(()) }) }

// TypeAdapter
fn block_33(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let numbers: Vec<u8> = formwork::decode("[1, 2, 3]").map_err(|_| "three numbers")?;
let mut decoder = formwork::Decoder::<Action>::new();
for chunk in [r#"{"qu"#, r#"ery":"Oslo"}"#] {
    decoder.push(chunk.as_bytes());
    println!("{:?}", decoder.view());
}
let action = decoder.finish().map_err(|_| "it fits")?;
Ok(()) }) }

// Templating
fn block_34(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let request = client.request::<Invoice>().system("You read invoices of {{ company }}.").user("{{ text }}");
let reply = request.template_context(serde_json::json!({ "company": "Ada & Co", "text": text })).send().await?;
Ok(()) }) }

// Distillation
fn block_35(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let mut lessons = Lessons::new(Vec::new()); // or a file
let request = client.request::<Invoice>().system("You read invoices.").user(text);
let reply = request.clone().send().await?;
lessons.add(&request, &reply)?;
Ok(()) }) }

// Batch
fn block_36(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let mut batch = client.request::<Invoice>().system("You read invoices.").batch()?;
batch.user("invoice-1", text.as_str())?;
let job = batch.submit().await?;
job.wait(&client, Poll::every(Duration::from_secs(60)), |status| println!("{:?}", status.state)).await?;
let mut results = job.results::<Invoice>(&client).await?;
while let Some(line) = results.next().await {
    let line = line?;
    match line.result {
        Ok(reply) => println!("{:?}: {}", line.id, reply.value.total),
        Err(error) => println!("{:?}: {error}", line.id),
    }
}
Ok(()) }) }

// CLI
fn block_38(client: Client, text: String) -> Run<'static> { Box::pin(async move {
let job = Job::from_json(&std::fs::read_to_string("job.json")?)?; // a batch that was handed over before
println!("{:?}", job.status(&client).await?.state);
Ok(()) }) }

pub(crate) fn blocks() -> Vec<Block> { vec![
    ("Models", block_1),
    ("Types", block_4),
    ("Validation", block_5),
    ("Multimodal", block_8),
    ("Fields", block_9),
    ("Lists", block_10),
    ("TypedDicts", block_11),
    ("Unions", block_12),
    ("Enums", block_13),
    ("Missing", block_14),
    ("Alias", block_15),
    ("Citation", block_17),
    ("Stream Partial", block_18),
    ("Stream Iterable", block_19),
    ("Raw Response", block_20),
    ("Raw Response", block_21),
    ("Retrying", block_22),
    ("Validators", block_25),
    ("Hooks", block_26),
    ("Prompt Caching", block_28),
    ("Usage", block_29),
    ("Parallel Tools", block_30),
    ("Dictionary Operations", block_31),
    ("FastAPI", block_32),
    ("TypeAdapter", block_33),
    ("Templating", block_34),
    ("Distillation", block_35),
] }
