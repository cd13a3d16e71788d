//! The generated types that servers fill, and how a value is judged.

use formwork::{Client, ErrorKind};
use serde_json::Value;

use crate::server::Server;
use crate::ways::run;

formwork::generate!("live/label.yaml", "live/order.yaml", "live/parcel.yaml");

pub(crate) use label::Label;
pub(crate) use order::Order;
pub(crate) use parcel::Parcel;

use order::Payment;

fn client(server: &Server) -> Client {
    let builder = Client::builder("openai/noise");
    builder
        .base_url(format!("http://{}/v1", server.address))
        .build()
        .expect("a client")
}

/// Judges a value by the text of the answer it was made from, without the types.
pub(crate) fn agrees(order: &Order, answer: &str) {
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
