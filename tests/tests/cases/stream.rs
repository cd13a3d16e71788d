//! `x-stream`: what a view hides until it is complete.

use formwork::Decoder;

use crate::extensions::Ticket;

#[test]
fn what_is_to_be_shown_done_is_absent_until_then() {
    let mut decoder = Decoder::<Ticket>::new();
    decoder.push(br#"{"note":"half","title":"Le"#);
    assert_eq!(decoder.view().get(), None, "its state is not there");
    assert!(decoder.view().is_absent() && !decoder.view().is_growing());
    assert_eq!(
        serde_json::to_string(decoder.view()).expect("a view can be written"),
        "null"
    );
    decoder.push(br#"ak","state":"open","tags":["a","#);
    let ticket = decoder.view().get().expect("it may be shown");
    assert!(ticket.note.is_complete() && ticket.title.is_complete());
    assert!(ticket.tags.is_absent() && ticket.is_ready());
    decoder.push(br#""b"],"parts":[{"owner":"m"#);
    let ticket = decoder.view().get().expect("it is still there");
    assert_eq!(ticket.tags.complete().map(Vec::len), Some(2));
    let parts = ticket.parts.get().expect("there are parts");
    assert!(parts[0].is_absent(), "its name is not there");
    decoder.push(br#"e","name":"tap"}],"id":1}"#);
    let ticket = decoder.finish().expect("it is complete");
    let part = &ticket.parts.expect("there are parts")[0];
    assert_eq!(part.owner.as_ref().map(String::as_str), Some("me"));
}
