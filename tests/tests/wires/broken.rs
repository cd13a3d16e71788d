//! Whatever a server sends, a wire says what it makes of it, or that it cannot be read.

use formwork::provider::{Assembly, Wire};

use crate::bedrock::stream::event;
use crate::data::{Recording, files, streams};

/// A xorshift generator: the same damage in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound.max(1) as u64)).unwrap()
    }

    /// Takes a piece out, repeats one, or puts something else in its place.
    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        const PIECES: [&[u8]; 12] = [
            b"null",
            b"{}",
            b"[]",
            b"\"",
            b"\\",
            b"-1",
            b"1e999",
            b"\"\\ud800\"",
            b"\xFF",
            b"}",
            b",",
            b"{\"type\":",
        ];
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(3) {
            let from = self.below(bytes.len());
            let to = (from + self.below(40)).min(bytes.len());
            let piece = match self.below(3) {
                0 => Vec::new(),
                1 => [&bytes[from..to], &bytes[from..to]].concat(),
                _ => PIECES[self.below(PIECES.len())].to_vec(),
            };
            bytes.splice(from..to, piece);
        }
        bytes
    }
}

/// The wires with the names of their APIs in the data.
const WIRES: [(Wire, &str); 6] = [
    (Wire::AnthropicMessages, "messages"),
    (Wire::BedrockConverse, "converse"),
    (Wire::CohereChat, "cohere-v2-chat"),
    (Wire::Gemini, "generateContent"),
    (Wire::OpenaiChat, "chat-completions"),
    (Wire::OpenaiResponses, "responses"),
];

#[test]
fn damaged_streams_are_read_as_far_as_they_go() {
    let mut numbers = Numbers(0x5EED_0001);
    let (mut read, mut refused) = (0, 0);
    for (wire, api) in WIRES
        .into_iter()
        .filter(|wire| wire.0 != Wire::BedrockConverse)
    {
        let names = [api, "streamGenerateContent"];
        let names = if wire == Wire::Gemini {
            &names[1..]
        } else {
            &names[..1]
        };
        let Some(recordings) = streams(names) else {
            return;
        };
        for Recording { bytes, .. } in recordings {
            for _ in 0..8 {
                let damaged = numbers.damage(&bytes);
                let mut stream = wire.stream();
                let mut assembly = Assembly::default();
                let mut take = |delta: formwork::provider::Delta<'_>| assembly.add(delta);
                let mut result = Ok(());
                for chunk in damaged.chunks(1 + numbers.below(900)) {
                    result = result.and_then(|()| stream.push(chunk, &mut take));
                }
                match result.and_then(|()| stream.end(&mut take)) {
                    Ok(()) => read += 1,
                    Err(error) => {
                        assert!(error.excerpt.len() <= 200, "{error}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}

/// Frames with checksums that fit, around payloads that do not.
#[test]
fn damaged_payloads_of_frames_are_read_as_far_as_they_go() {
    let mut numbers = Numbers(0x5EED_0002);
    let events = [
        ("messageStart", r#"{"p":"abc","role":"assistant"}"#),
        (
            "contentBlockStart",
            r#"{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"a","name":"f"}}}"#,
        ),
        (
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"a\":1}"}}}"#,
        ),
        ("contentBlockStop", r#"{"contentBlockIndex":0}"#),
        (
            "contentBlockDelta",
            r#"{"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"x","signature":"s"}}}"#,
        ),
        (
            "contentBlockDelta",
            r#"{"contentBlockIndex":2,"delta":{"text":"y","citation":{}}}"#,
        ),
        ("messageStop", r#"{"stopReason":"tool_use"}"#),
        (
            "metadata",
            r#"{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}"#,
        ),
    ];
    let mut read = 0;
    for round in 0..2000 {
        let broken = round % events.len();
        let mut stream = Wire::BedrockConverse.stream();
        let mut assembly = Assembly::default();
        let mut take = |delta: formwork::provider::Delta<'_>| assembly.add(delta);
        let result = events
            .iter()
            .enumerate()
            .try_for_each(|(place, (name, payload))| {
                let damaged = numbers.damage(payload.as_bytes());
                let damaged = String::from_utf8_lossy(&damaged);
                let payload = if place == broken { &*damaged } else { payload };
                stream.push(&event(name, payload), &mut take)
            });
        read += usize::from(result.is_ok());
    }
    assert!((100..1900).contains(&read), "{read} read");
}

#[test]
fn damaged_answers_are_read_or_refused() {
    let mut numbers = Numbers(0x5EED_0003);
    let (mut read, mut refused) = (0, 0);
    for (wire, api) in WIRES {
        let Some(recordings) = files("response", &[api]) else {
            return;
        };
        for Recording { bytes, .. } in recordings {
            for _ in 0..12 {
                let mut assembly = Assembly::default();
                let damaged = numbers.damage(&bytes);
                match wire.read(&damaged, &mut |delta| assembly.add(delta)) {
                    Ok(()) => read += 1,
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}
