//! Recorded streams, however their bytes are cut and framed.

use formwork::provider::{Assembly, FinishReason, Wire};
use serde_json::{Value, json};

use crate::data::Recording;

/// How a wire's own words compare with what is expected of an assembly.
pub(crate) struct Words {
    pub(crate) wire: Wire,
    /// The finish that stands for the vendor's, which is not null.
    pub(crate) finish: fn(expected: &Value) -> String,
    /// Input, output, cached, reasoning, total; of an object that is not empty.
    pub(crate) usage: fn(raw: &Value) -> [u64; 5],
    /// Whether an event, as its data, says that the answer is over.
    pub(crate) is_end: fn(data: &str) -> bool,
}

/// Streams up to this size are tried at every position.
const SMALL: usize = 4 * 1024;

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

/// What a stream comes to that arrives in these chunks.
pub(crate) fn assemble<'a>(wire: Wire, chunks: impl IntoIterator<Item = &'a [u8]>) -> Assembly {
    let mut stream = wire.stream();
    let mut assembly = Assembly::default();
    for chunk in chunks {
        stream
            .push(chunk, &mut |delta| assembly.add(delta))
            .unwrap();
    }
    stream.end(&mut |delta| assembly.add(delta)).unwrap();
    assembly
}

/// What a whole answer comes to.
pub(crate) fn read(wire: Wire, body: &[u8]) -> Assembly {
    let mut assembly = Assembly::default();
    wire.read(body, &mut |delta| assembly.add(delta)).unwrap();
    assembly
}

impl Words {
    /// Every recording comes to what is expected, however it is cut: whole, byte by byte, at random,
    /// and the small ones at every position.
    pub(crate) fn assert_however_cut(&self, recordings: &[Recording]) {
        let mut numbers = Numbers(0x0f0a_57a7_e5ee_d001);
        for recording in recordings {
            let (bytes, path) = (&recording.bytes[..], &recording.path);
            let whole = assemble(self.wire, [bytes]);
            self.assert_expected(&whole, &recording.about, path);
            assert_eq!(assemble(self.wire, bytes.chunks(1)), whole, "{path}");
            for round in 0..20 {
                let pieces = numbers.cut(bytes);
                let what = format!("{path}, random cutting {round} into {}", pieces.len());
                assert_eq!(assemble(self.wire, pieces), whole, "{what}");
            }
            if bytes.len() <= SMALL {
                for cut in 0..=bytes.len() {
                    let (left, right) = bytes.split_at(cut);
                    let halves = assemble(self.wire, [left, right]);
                    assert_eq!(halves, whole, "{path} cut at {cut}");
                }
            }
        }
    }

    /// Other line ends, comments, and what else the framing allows change nothing; nor does the end
    /// mark of another API.
    pub(crate) fn assert_however_framed(&self, recordings: &[Recording]) {
        for recording in recordings {
            let path = &recording.path;
            let plain = String::from_utf8(recording.bytes.clone()).unwrap();
            let plain = plain.replace("\r\n", "\n");
            let expected = assemble(self.wire, [plain.as_bytes()]);
            let unmarked = plain.split_inclusive('\n');
            let unmarked: String = unmarked
                .filter(|line| line.trim() != "data: [DONE]")
                .collect();
            let variants = [
                ("CRLF", plain.replace('\n', "\r\n")),
                ("CR", plain.replace('\n', "\r")),
                ("comments", plain.replace("\n\n", "\n: keep-alive\n\n:\n\n")),
                ("a byte order mark", format!("\u{feff}{plain}")),
                ("ids", plain.replace("\n\n", "\nid: 1\nretry: 5\n\n")),
                ("no last line end", plain.trim_end().to_owned()),
                ("no end mark", unmarked.clone()),
                (
                    "an end mark",
                    format!("{}\n\ndata: [DONE]\n\n", unmarked.trim_end()),
                ),
            ];
            for (name, variant) in variants {
                for size in [usize::MAX, 3] {
                    let assembly = assemble(self.wire, variant.as_bytes().chunks(size));
                    assert_eq!(assembly, expected, "{path} with {name}");
                }
            }
        }
    }

    /// A stream that ends early is never taken for a complete one: cut after each event, and the last
    /// event cut in two.
    pub(crate) fn assert_cut_short(&self, recordings: &[Recording]) {
        for recording in recordings {
            let path = &recording.path;
            let plain = String::from_utf8(recording.bytes.clone()).unwrap();
            let plain = plain.replace("\r\n", "\n");
            let full = assemble(self.wire, [plain.as_bytes()]);
            let blocks: Vec<&str> = plain.split_inclusive("\n\n").collect();
            // The quadratic part; long streams add nothing new.
            let step = blocks.len().div_ceil(80);
            for end in (0..blocks.len()).step_by(step) {
                let part = blocks[..end].concat();
                let assembly = assemble(self.wire, [part.as_bytes()]);
                let is_over = blocks[..end].iter().any(|block| {
                    let lines = block.lines();
                    let mut data = lines.filter_map(|line| line.strip_prefix("data:"));
                    data.any(|data| (self.is_end)(data.trim()))
                });
                assert_eq!(assembly.done, is_over, "{path} after {end} events");
                assert!(full.text.starts_with(&assembly.text), "{path}");
                assert!(full.reasoning.starts_with(&assembly.reasoning), "{path}");
            }
        }
    }

    /// Compares an assembly with a line of the expected streams.
    pub(crate) fn assert_expected(&self, assembly: &Assembly, expected: &Value, what: &str) {
        let text = |key: &str| expected[key].as_str().unwrap_or_default();
        assert_eq!(assembly.text, text("text"), "text of {what}");
        assert_eq!(assembly.reasoning, text("reasoning"), "reasoning of {what}");
        assert_eq!(assembly.refusal, text("refusal"), "refusal of {what}");
        assert_eq!(calls(assembly), expected["tool_calls"], "calls of {what}");
        let finish = assembly.finish.as_ref().map(FinishReason::as_str);
        let has_finish = !expected["finish"].is_null();
        let wanted = has_finish.then(|| (self.finish)(expected));
        assert_eq!(finish, wanted.as_deref(), "finish of {what}");
        assert_eq!(assembly.done, has_finish, "end of {what}");
        self.assert_usage(assembly, &expected["usage"], what);
        let error = assembly.error.as_ref();
        let message = expected["error"]["message"].as_str();
        assert_eq!(
            error.map(|error| &*error.message),
            message,
            "error of {what}"
        );
        let code = expected["error"]["code"].as_str();
        let told = error.and_then(|error| error.code.as_deref());
        assert_eq!(told, code, "code of {what}");
    }

    /// Compares the usage with the raw object that was recorded.
    pub(crate) fn assert_usage(&self, assembly: &Assembly, raw: &Value, what: &str) {
        let raw = Some(raw).filter(|raw| raw.as_object().is_some_and(|raw| !raw.is_empty()));
        let told = assembly.usage.map(|usage| {
            [
                usage.input_tokens,
                usage.output_tokens,
                usage.cached_input_tokens,
                usage.reasoning_tokens,
                usage.total_tokens,
            ]
        });
        assert_eq!(told, raw.map(self.usage), "usage of {what}");
    }
}

/// The calls of an assembly, as the expected streams word them.
pub(crate) fn calls(assembly: &Assembly) -> Value {
    let calls = assembly.tool_calls.iter();
    calls
        .map(|call| json!({"id": call.id, "name": call.name, "arguments": call.arguments}))
        .collect()
}
