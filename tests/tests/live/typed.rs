//! Generated types, filled by a real server through the public client, with nothing mocked.

use std::future::Future;

use formwork::{Client, ErrorKind, Step};
use serde_json::Value;

use crate::server::Server;

formwork::generate!("live/order.yaml", "live/parcel.yaml");

use order::{Order, Payment};
use parcel::Parcel;

/// How many answers are asked for in each way.
const ANSWERS: u64 = 10;

fn client(server: &Server) -> Client {
    let builder = Client::builder("openai/noise");
    builder
        .base_url(format!("http://{}/v1", server.address))
        .build()
        .expect("a client")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// Judges a value by the text of the answer it was made from, without the types.
fn agrees(order: &Order, answer: &str) {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    assert_eq!(order.title, answer["title"]);
    assert_eq!(order.placed, answer["placed"]);
    assert_eq!(order.note.as_deref(), answer["note"].as_str());
    let lines = answer["lines"].as_array().expect("lines");
    assert!((1..=4).contains(&lines.len()) && order.lines.len() == lines.len());
    for (line, json) in order.lines.iter().zip(lines) {
        assert_eq!(line.code, json["code"]);
        assert!(line.code.len() == 3 && line.code.bytes().all(|byte| byte.is_ascii_uppercase()));
        assert_eq!(Value::from(line.quantity), json["quantity"]);
        assert!((1..=99).contains(&line.quantity));
        assert_eq!(line.urgent, json["urgent"]);
    }
    match &order.payment {
        Payment::Card(card) => assert_eq!(card.digits, answer["payment"]["digits"]),
        Payment::Invoice(invoice) => {
            assert_eq!(Value::from(invoice.days), answer["payment"]["days"]);
        }
    }
}

#[test]
fn whole_answers_become_generated_types() {
    let Some(server) = Server::start() else {
        return;
    };
    let client = client(&server);
    for seed in 0..ANSWERS {
        let request = client
            .request::<Order>()
            .user("Anything.")
            .body("seed", seed);
        let reply = run(request.send()).expect("a valid answer");
        let [attempt] = reply.attempts.as_slice() else {
            panic!("{:?}", reply.attempts)
        };
        assert!(attempt.violations.is_empty());
        agrees(&reply.value, &attempt.answer);
        let usage = reply.usage();
        assert!(
            usage.output_tokens > 20 && usage.input_tokens > 10,
            "{usage:?}"
        );
    }
}

#[test]
fn streamed_answers_grow_into_the_same_types() {
    let Some(server) = Server::start() else {
        return;
    };
    let client = client(&server);
    for seed in 0..ANSWERS {
        let request = client
            .request::<Order>()
            .user("Anything.")
            .body("seed", seed);
        let reply = run(async {
            let mut stream = request.stream();
            let (mut views, mut title, mut lines) = (0, String::new(), 0);
            while let Some(step) = stream.next().await {
                let view = match step.expect("no failure") {
                    Step::View(view) => view,
                    step => panic!("{step:?}"),
                };
                views += 1;
                let Some(view) = view.get() else { continue };
                let now = view.title.get().map_or("", |title| title.as_ref());
                assert!(
                    now.starts_with(&title),
                    "a string only grows: {title:?}, {now:?}"
                );
                title = now.to_owned();
                let count = view.lines.get().map_or(0, Vec::len);
                assert!(count >= lines, "a list only grows");
                lines = count;
            }
            assert!(views > 10, "token by token: {views} views");
            let reply = stream.finish().await.expect("a valid answer");
            assert_eq!(
                (title, lines),
                (reply.value.title.clone(), reply.value.lines.len())
            );
            reply
        });
        let [attempt] = reply.attempts.as_slice() else {
            panic!("{:?}", reply.attempts)
        };
        agrees(&reply.value, &attempt.answer);
        assert!(
            reply.usage().output_tokens > 20,
            "usage is asked for, and told"
        );
    }
}

#[test]
fn a_rule_that_the_server_ignores_is_asked_for_again() {
    let Some(server) = Server::start() else {
        return;
    };
    let client = client(&server);
    let (mut reasked, mut given_up) = (0, 0);
    for seed in 0..60 {
        let request = client
            .request::<Parcel>()
            .user("Anything.")
            .body("seed", seed);
        // Of the nine weights three fit. Noise learns nothing from being told, and may say the same
        // to the same words for ever, so that some seeds are given up.
        match run(request.max_reasks(5).send()) {
            Ok(reply) => {
                assert_eq!(reply.value.weight % 3, 0);
                let (last, before) = reply.attempts.split_last().expect("an attempt");
                assert!(last.violations.is_empty());
                before.iter().for_each(breaks_the_step);
                reasked += usize::from(!before.is_empty());
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Invalid), "{error}");
                assert_eq!(error.attempts().len(), 6);
                error.attempts().iter().for_each(breaks_the_step);
                given_up += 1;
            }
        }
        if reasked > 2 {
            return;
        }
    }
    panic!("asked again in vain: {reasked} mended, {given_up} given up");
}

/// Whether the one thing wrong with an answer is the rule that the server ignores.
fn breaks_the_step(attempt: &formwork::Attempt) {
    let keywords: Vec<&str> = attempt
        .violations
        .iter()
        .map(|violation| &*violation.keyword)
        .collect();
    assert_eq!(keywords, ["multipleOf"], "{:?}", attempt.violations);
}

#[test]
fn a_token_limit_is_truncation_and_a_bad_port_is_no_answer() {
    let Some(server) = Server::start() else {
        return;
    };
    let client = client(&server);
    let error = run(client
        .request::<Order>()
        .user("Anything.")
        .max_tokens(5)
        .send());
    let error = error.expect_err("five tokens are too few");
    assert!(matches!(error.kind(), ErrorKind::Truncated), "{error:?}");
    drop(server);
    let error = run(client
        .request::<Order>()
        .user("Anything.")
        .max_retries(0)
        .send());
    let error = error.expect_err("nobody listens");
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error:?}");
}
