//! The decoder against the standard's own examples, against a slow reading of the standard, and
//! against itself under every cut.

use super::{Decoder, Event, TooLarge};

/// Name, data and id of an event.
type Seen = (String, String, String);

fn seen(event: Event<'_>) -> Seen {
    (
        event.name.to_owned(),
        event.data.to_owned(),
        event.id.to_owned(),
    )
}

fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Seen> {
    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    for chunk in chunks {
        decoder
            .push(chunk, |event| events.push(seen(event)))
            .unwrap();
    }
    decoder.finish(|event| events.push(seen(event))).unwrap();
    events
}

fn message(data: &str) -> Seen {
    ("message".to_owned(), data.to_owned(), String::new())
}

/// The standard, read literally: decode, split into lines, interpret each.
fn by_the_book(bytes: &[u8]) -> Vec<Seen> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(&text)
        .replace("\r\n", "\n");
    // A blank line at the end stands for the one this decoder adds.
    let text = text.replace('\r', "\n") + "\n\n";
    let (mut data, mut name, mut id) = (String::new(), String::new(), String::new());
    let mut events = Vec::new();
    for line in text.split('\n') {
        if line.is_empty() {
            if let Some(data) = data.strip_suffix('\n') {
                let name = if name.is_empty() { "message" } else { &name };
                events.push((name.to_owned(), data.to_owned(), id.clone()));
            }
            data.clear();
            name.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            _ => {}
        }
    }
    events
}

/// A xorshift generator: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[test]
fn the_standards_examples() {
    let text = "data: YHOO\ndata: +2\ndata: 10\n\n";
    assert_eq!(decode([text.as_bytes()]), [message("YHOO\n+2\n10")]);

    let text = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
    assert_eq!(
        decode([text.as_bytes()]),
        [
            (
                "message".to_owned(),
                "first event".to_owned(),
                "1".to_owned()
            ),
            message("second event"),
            message(" third event"),
        ]
    );

    let text = "data\n\ndata\ndata\n\ndata:\n\n";
    assert_eq!(
        decode([text.as_bytes()]),
        [message(""), message("\n"), message("")]
    );

    let text = "data:test\n\ndata: test\n\n";
    assert_eq!(
        decode([text.as_bytes()]),
        [message("test"), message("test")]
    );
}

#[test]
fn every_line_end_counts() {
    for end in ["\n", "\r", "\r\n"] {
        let text = ["event: a", "data: 1", "data: 2", "", "data: 3", "", ""].join(end);
        let expected = [
            ("a".to_owned(), "1\n2".to_owned(), String::new()),
            message("3"),
        ];
        assert_eq!(decode([text.as_bytes()]), expected, "{end:?}");
    }
    assert_eq!(
        decode([&b"data: 1\r"[..], b"\ndata: 2\r", b"\n\r", b"\n"]),
        [message("1\n2")]
    );
    // A carriage return ends a line at once; the line feed that follows is not a blank line.
    assert_eq!(
        decode([&b"data: 1\r"[..], b"\n", b"data: 2\n\n"]),
        [message("1\n2")]
    );
}

#[test]
fn a_mark_at_the_start_goes_and_one_inside_stays() {
    let text = b"\xEF\xBB\xBFdata: 1\n\n\xEF\xBB\xBFdata: 2\n\ndata: \xEF\xBB\xBF3\n\n";
    let expected = [message("1"), message("\u{feff}3")];
    assert_eq!(decode([&text[..]]), expected);
    assert_eq!(decode(text.chunks(1)), expected);
    assert_eq!(
        decode([&b"\xEF\xBB\xBF"[..], b"\ndata: 1\n\n"]),
        [message("1")]
    );
}

#[test]
fn fields_follow_their_own_rules() {
    let text = "id: a\0b\ndata: 1\n\nid: 7\n\ndata: 2\n\nid\ndata: 3\n\n";
    let ids: Vec<String> = decode([text.as_bytes()]).into_iter().map(|e| e.2).collect();
    assert_eq!(ids, ["", "7", ""]);

    // A name does not outlive its event, even one without data.
    let text = "event: lost\n\ndata: 1\n\nevent: x\nevent: y\ndata: 2\n\n";
    let names: Vec<String> = decode([text.as_bytes()]).into_iter().map(|e| e.0).collect();
    assert_eq!(names, ["message", "y"]);

    let text = "Data: 1\n data: 2\ndata : 3\nunknown: 4\n\n";
    assert_eq!(decode([text.as_bytes()]), []);

    let mut decoder = Decoder::new();
    let mut retries = Vec::new();
    for line in [
        "retry: 1500\n",
        "retry: 2s\n",
        "retry\n",
        "retry: -1\n",
        "retry: 99999999999999999999\n",
    ] {
        decoder.push(line.as_bytes(), |_| {}).unwrap();
        retries.push(decoder.retry().map(|time| time.as_millis()));
    }
    let kept = Some(1500);
    assert_eq!(
        retries,
        [kept, kept, kept, kept, Some(u128::from(u64::MAX))]
    );
}

#[test]
fn invalid_utf8_becomes_replacement_characters() {
    let text = b"data: a\xFFb\xE2\x82\ndata: \xF0\x9F\x98\x80\n\nevent: \xC3\ndata\n\n";
    let expected = [
        message("a\u{fffd}b\u{fffd}\n😀"),
        ("\u{fffd}".to_owned(), String::new(), String::new()),
    ];
    assert_eq!(decode([&text[..]]), expected);
    assert_eq!(decode(text.chunks(1)), expected);
}

#[test]
fn a_last_event_needs_no_blank_line() {
    for text in ["data: 1", "data: 1\n", "data: 1\r", "data: 1\n\n"] {
        assert_eq!(decode([text.as_bytes()]), [message("1")], "{text:?}");
    }
    assert_eq!(
        decode([&b"data: 1\n\ndata"[..]]),
        [message("1"), message("")]
    );
    assert_eq!(decode([&b"event: x\n: nothing"[..]]), []);
    assert_eq!(decode([&b""[..]]), []);
}

#[test]
fn a_whole_event_is_lent_from_the_chunk() {
    let chunk = b": hello\n\nevent: x\ndata: {\"a\":1}\nid: 3\n\ndata: next";
    let mut decoder = Decoder::new();
    let mut lent = Vec::new();
    decoder
        .push(chunk, |event| lent.push(event.data.as_ptr()))
        .unwrap();
    assert_eq!(lent, [chunk[24..].as_ptr()]);
    assert_eq!(&chunk[24..31], b"{\"a\":1}");
}

#[test]
fn sizes_are_bounded_however_the_bytes_are_cut() {
    let long = [b"data: ".as_slice(), &[b'x'; 60]].concat();
    let comment = [b':'; 90];
    let many = b"data: 123456789\n".repeat(8);
    let fits = [
        b"data: ".as_slice(),
        &[b'x'; 58],
        b"\n\ndata: 1\ndata: 2\n\n",
    ]
    .concat();
    for (text, events) in [
        (&long[..], None),
        (&comment, None),
        (&many, None),
        (&fits, Some(2)),
    ] {
        for size in [1, 7, text.len()] {
            let mut decoder = Decoder::with_limit(64);
            let mut count = 0;
            let result = text
                .chunks(size)
                .try_for_each(|chunk| decoder.push(chunk, |_| count += 1));
            if let Some(events) = events {
                assert_eq!((result, count), (Ok(()), events), "chunks of {size}");
            } else {
                let error = TooLarge { limit: 64 };
                assert_eq!((result, count), (Err(error), 0), "chunks of {size}");
                assert_eq!(decoder.push(b"\n\ndata: 1\n\n", |_| {}), Err(error));
                assert_eq!(decoder.finish(|_| {}), Err(error));
            }
        }
    }
}

#[test]
fn no_cut_changes_the_events() {
    let pieces: [&[u8]; 22] = [
        b"data",
        b"data:",
        b"data: ",
        b"event: e",
        b"id: 1",
        b"id: \0",
        b"retry: 10",
        b": c",
        b":",
        b"\n",
        b"\n",
        b"\n\n",
        b"\r",
        b"\r\n",
        b"\r\r\n",
        b" ",
        b"x",
        b"\xEF\xBB\xBF",
        b"\xE2\x82\xAC",
        b"\xE2\x82",
        b"\xFF",
        b"{\"a\": [1, 2]}",
    ];
    let mut numbers = Numbers(0x5eed);
    let mut dispatched = 0;
    for _ in 0..3000 {
        let length = numbers.below(24);
        let text: Vec<u8> = (0..length)
            .flat_map(|_| pieces[numbers.below(pieces.len())])
            .copied()
            .collect();
        let expected = by_the_book(&text);
        dispatched += expected.len();
        assert_eq!(
            decode([&text[..]]),
            expected,
            "{:?}",
            String::from_utf8_lossy(&text)
        );
        assert_eq!(
            decode(text.chunks(1)),
            expected,
            "{:?}",
            String::from_utf8_lossy(&text)
        );
        for cut in 0..=text.len() {
            let (left, right) = text.split_at(cut);
            assert_eq!(decode([left, right]), expected, "{text:?} cut at {cut}");
        }
    }
    assert!(
        dispatched > 1000,
        "only {dispatched} events: the texts are too poor"
    );
}
