//! Dates and identifiers: what is one is one on every way in, and what is none is none.

use formwork::transport::Replay;
use formwork::{Decoder, Items, decode};

use crate::parcel::Parcel;
use crate::replies::{RIGHT, WIRES, over, said};
use crate::script::{run, send};

/// What a parcel says, and whether it is one.
fn parcels() -> Vec<(String, bool)> {
    let with = |from: &str, to: &str| RIGHT.replace(from, to);
    vec![
        (RIGHT.to_owned(), true),
        (with("2026-11-21", "2024-02-29"), true),
        (with("2026-11-21", "2023-02-29"), false),
        (with("2026-11-21", "21.11.2026"), false),
        (with("67e55044", "67E55044"), true),
        (with("67e55044", "67e5504"), false),
        (
            with(
                r#""pickedUp":null"#,
                r#""pickedUp":"2026-11-21T09:30:00+01:00""#,
            ),
            true,
        ),
        (
            with(
                r#""pickedUp":null"#,
                r#""pickedUp":"2026-11-21 half past nine""#,
            ),
            false,
        ),
    ]
}

#[test]
fn formats_are_judged_alike_whole_streamed_and_as_items() {
    for (json, is_one) in parcels() {
        let plain = json
            .replace(r#","zipCode":null"#, "")
            .replace(r#","pickedUp":null"#, "")
            .replace(r#","stops":null"#, "");
        assert_eq!(decode::<Parcel>(&plain).is_ok(), is_one, "decoded: {plain}");
        assert_eq!(
            serde_json::from_str::<Parcel>(&plain).is_ok(),
            is_one,
            "by serde: {plain}"
        );
        let mut decoder = Decoder::<Parcel>::new();
        plain.bytes().for_each(|byte| decoder.push(&[byte]));
        assert_eq!(decoder.finish().is_ok(), is_one, "byte by byte: {plain}");
        let mut items = Items::<Parcel>::new();
        items.push(format!("[{plain}]").as_bytes());
        let item = items.next().expect("an item, or what is wrong with it");
        assert_eq!(item.is_ok(), is_one, "as an item: {plain}");
        for (model, wire) in WIRES {
            for streamed in [false, true] {
                let server = said(Replay::new(), *wire, None, &json, streamed);
                let request = over(model, *wire, &server).request::<Parcel>();
                let reply = run(send(request.user("?").max_reasks(0), streamed));
                assert_eq!(reply.is_ok(), is_one, "{wire} streamed: {streamed}: {json}");
            }
        }
    }
}

#[test]
fn renamed_properties_are_known_in_twins_at_every_depth() {
    let mut decoder = Decoder::<Parcel>::new();
    decoder.push(br#"{"stops":[{"streetName":"Unter den Lin"#);
    let view = decoder.view().get().expect("a parcel");
    let stops = view.stops.get().expect("a list that grows");
    let stop = stops[0].get().expect("a stop that grows");
    assert!(stop.street_name.is_growing());
    assert_eq!(
        stop.street_name.get().map(String::as_str),
        Some("Unter den Lin")
    );
    assert!(view.ship_to.is_absent() && view.sent_on.is_absent());
}
