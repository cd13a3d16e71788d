//! On the web: what is sent in has passed the schema, and views go out as server-sent events.

use std::fmt::Write as _;

use formwork::provider::{Mode, Wire};
use formwork::transport::Replay;
use formwork::{Step, sse};
use serde_json::Value;

use crate::parcel::Parcel;
use crate::replies::{RIGHT, said};
use crate::script::{client, run};
use crate::ticket::{Kind, Ticket};

#[test]
fn a_body_that_breaks_its_schema_is_refused_by_serde() {
    let json =
        r#"{"reasoning":"-","subject":"Lift","kind":"other","due":"2026-11-30","priority":2}"#;
    let ticket: Ticket = serde_json::from_str(json).expect("it fits");
    assert_eq!(
        (ticket.kind, ticket.priority_or_default()),
        (Kind::Other, 2)
    );
    let written: Value = serde_json::to_value(&ticket).expect("it can be written");
    assert_eq!(written, serde_json::from_str::<Value>(json).expect("JSON"));
    for (from, to, told) in [
        ("Lift", "", "/subject"),
        ("other", "another", "/kind"),
        ("2026-11-30", "soon", "/due"),
        ("2}", "9}", "/priority"),
    ] {
        let error = serde_json::from_str::<Ticket>(&json.replace(from, to)).expect_err(told);
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn views_go_out_as_events_that_any_reader_of_them_understands() {
    let server = said(Replay::new(), Wire::OpenaiChat, None, RIGHT, true);
    let request = client(&server).request::<Parcel>().mode(Mode::JsonSchema);
    let mut stream = request.user("?").stream();
    let mut sent = String::new();
    let value = run(async {
        while let Some(step) = stream.next().await {
            if let Step::View(view) = step.expect("no failure") {
                let view = serde_json::to_string(view).expect("a view can be written");
                let _ = write!(sent, "data: {view}\n\n");
            }
        }
        stream.finish().await.expect("it fits").value
    });
    let mut views: Vec<Value> = Vec::new();
    let mut events = sse::Decoder::new();
    let mut see = |event: sse::Event<'_>| {
        views.push(serde_json::from_str(event.data).expect("a view is JSON"));
    };
    for byte in sent.as_bytes() {
        events.push(&[*byte], &mut see).expect("small events");
    }
    assert!(views.len() > 10, "{} views", views.len());
    let street = |view: &Value| {
        view["shipTo"]["streetName"]
            .as_str()
            .unwrap_or_default()
            .len()
    };
    assert!(views.is_sorted_by_key(street), "what is shown grows");
    let last = views.last().expect("there are some");
    assert_eq!(
        *last,
        serde_json::to_value(&value).expect("it can be written")
    );
}
