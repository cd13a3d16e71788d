//! Every recorded stream comes to its expected assembly, however its bytes are cut.

use formwork::sse::Decoder;
use serde_json::Value;

use crate::recordings::{Kept, assemble, assert_expected, keep, streams};

/// Streams up to this size are tried in full at every position.
const SMALL: usize = 3 * 1024;

/// A xorshift generator: the same cuts in every run.
struct Numbers(u64);

impl Numbers {
    fn up_to(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64 + 1)).unwrap()
    }

    /// Cuts bytes into pieces of random sizes; the scale is random too, from single bytes to halves.
    fn cut<'a>(&mut self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let most = bytes.len() >> self.up_to(bytes.len().ilog2() as usize);
        let mut rest = bytes;
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(self.up_to(most.max(1)).min(rest.len()));
            pieces.push(piece);
            rest = tail;
        }
        pieces
    }
}

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = streams() else { return };
    let mut numbers = Numbers(0x0f0a_57a7_e5ee_d001);
    for recording in recordings {
        let (bytes, expected, path) = (&recording.bytes, &recording.about, &recording.path);
        assert_expected(&assemble([&bytes[..]]), expected, path);
        assert_expected(
            &assemble(bytes.chunks(1)),
            expected,
            &format!("{path}, byte by byte"),
        );
        for round in 0..20 {
            let pieces = numbers.cut(bytes);
            let what = format!("{path}, random cutting {round} into {}", pieces.len());
            assert_expected(&assemble(pieces), expected, &what);
        }
    }
}

/// Two chunks, cut at every position.
///
/// Trying each position in full reads a stream as often as it has bytes, which is only done for the
/// small ones. For the others the decoder's state stands in for the past and the future: it is
/// `Clone` and `Eq`, and what a state does next depends on nothing else. After each event `i`, the
/// state after one chunk up to there is compared with the one that byte-by-byte feeding reached.
/// A cut between the events `i` and `i + 1` then needs to be tried only from the one state to the
/// other: the same events and the same state at the end make everything after it the same, the end
/// of the stream included.
#[test]
fn no_position_of_a_cut_matters() {
    let Some(recordings) = streams() else { return };
    let mut positions = 0;
    for recording in recordings {
        let (bytes, path) = (&recording.bytes[..], &recording.path);
        if bytes.len() <= SMALL {
            let whole = assemble([bytes]);
            assert_expected(&whole, &recording.about, path);
            for cut in 0..=bytes.len() {
                let (left, right) = bytes.split_at(cut);
                assert_eq!(assemble([left, right]), whole, "{path} cut at {cut}");
            }
        }
        positions += resume_everywhere(bytes, path);
    }
    assert!(positions > 1_000_000, "only {positions} positions");
}

/// Where an event was dispatched, the state there, and the events so far.
struct Anchor {
    at: usize,
    state: Decoder,
    events: usize,
}

fn resume_everywhere(bytes: &[u8], path: &str) -> usize {
    let (anchors, events) = byte_by_byte(bytes);
    for anchor in &anchors {
        let mut decoder = Decoder::new();
        let mut count = 0;
        let mut same = true;
        decoder
            .push(&bytes[..anchor.at], |event| {
                same &= events
                    .get(count)
                    .is_some_and(|known| (event.name, event.data) == (&known.0, &known.1));
                count += 1;
            })
            .unwrap();
        assert!(
            same && count == anchor.events,
            "{path}: events up to {}",
            anchor.at
        );
        assert_eq!(decoder, anchor.state, "{path}: state at {}", anchor.at);
    }
    for pair in anchors.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        for cut in from.at..to.at {
            let mut decoder = from.state.clone();
            let mut found = Vec::new();
            decoder
                .push(&bytes[from.at..cut], |event| found.push(keep(event)))
                .unwrap();
            decoder
                .push(&bytes[cut..to.at], |event| found.push(keep(event)))
                .unwrap();
            assert_eq!(decoder, to.state, "{path} cut at {cut}");
            assert_eq!(found, events[from.events..to.events], "{path} cut at {cut}");
        }
    }
    bytes.len()
}

/// The reference: every byte a chunk. The first anchor is the start, the last one the end.
fn byte_by_byte(bytes: &[u8]) -> (Vec<Anchor>, Vec<Kept>) {
    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    let mut anchors = vec![Anchor {
        at: 0,
        state: decoder.clone(),
        events: 0,
    }];
    for (at, byte) in bytes.chunks(1).enumerate() {
        let before = events.len();
        decoder
            .push(byte, |event| events.push(keep(event)))
            .unwrap();
        if events.len() > before && at + 1 < bytes.len() {
            anchors.push(Anchor {
                at: at + 1,
                state: decoder.clone(),
                events: events.len(),
            });
        }
    }
    anchors.push(Anchor {
        at: bytes.len(),
        state: decoder,
        events: events.len(),
    });
    (anchors, events)
}

#[test]
fn other_framing_comes_to_the_same() {
    let Some(recordings) = streams() else { return };
    for recording in recordings {
        let path = &recording.path;
        let plain = String::from_utf8(recording.bytes)
            .unwrap()
            .replace("\r\n", "\n");
        let expected = assemble([plain.as_bytes()]);
        let variants = [
            ("CRLF", plain.replace('\n', "\r\n")),
            ("CR", plain.replace('\n', "\r")),
            ("comments", plain.replace("\n\n", "\n: keep-alive\n\n:\n\n")),
            ("a byte order mark", format!("\u{feff}{plain}")),
            (
                "ids and times",
                plain.replace("\n\n", "\nid: 1\nretry: 5\n\n"),
            ),
            ("no last line end", plain.trim_end().to_owned()),
        ];
        for (name, variant) in variants {
            assert_ne!(variant.len(), 0);
            assert_eq!(
                assemble([variant.as_bytes()]),
                expected,
                "{path} with {name}"
            );
            assert_eq!(
                assemble(variant.as_bytes().chunks(3)),
                expected,
                "{path} with {name}"
            );
        }
    }
}

/// The end mark is neither needed nor enough to make an answer of nothing: what counts is whether a
/// finish reason came.
#[test]
fn the_end_mark_is_not_needed() {
    let Some(recordings) = streams() else { return };
    let mut without_finish = 0;
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        let text: String = text
            .split_inclusive('\n')
            .filter(|line| line.trim() != "data: [DONE]")
            .collect();
        let mut expected = recording.about;
        expected["done"] = Value::Bool(!expected["finish"].is_null());
        without_finish += usize::from(expected["finish"].is_null());
        assert_expected(&assemble([text.as_bytes()]), &expected, &recording.path);
    }
    assert_eq!(
        without_finish, 4,
        "two that broke off and two of a server that never says"
    );
}

/// A stream that ends early is never taken for a complete one.
#[test]
fn a_truncated_stream_is_not_done() {
    let Some(recordings) = streams() else { return };
    let mut truncations = 0;
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        let full = assemble([text.as_bytes()]);
        // The quadratic part of this test; long streams add nothing new.
        let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
        let step = blocks.len().div_ceil(60);
        for end in (0..blocks.len()).step_by(step) {
            let part = blocks[..end].concat();
            let assembly = assemble([part.as_bytes()]);
            let finished = blocks[..end].iter().any(|block| says_finished(block));
            assert_eq!(
                assembly.done, finished,
                "{} after {end} blocks",
                recording.path
            );
            assert!(full.text.starts_with(&assembly.text));
            assert!(full.reasoning.starts_with(&assembly.reasoning));
            truncations += usize::from(!finished);
        }
    }
    assert!(truncations > 500, "only {truncations} truncations");
}

/// Whether a block of a stream says that the answer is over.
fn says_finished(block: &str) -> bool {
    block
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .any(|data| {
            if data.trim() == "[DONE]" {
                return true;
            }
            let event: Value = serde_json::from_str(data).unwrap();
            event["choices"][0]["finish_reason"].is_string()
        })
}
