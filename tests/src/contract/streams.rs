//! Recorded streams: they come to what is expected of them, however their bytes are cut, framed and
//! ended; and one that is cut off is never taken for a whole one.

use std::fmt::Write as _;

use formwork::provider::{Assembly, Delta, FinishReason, Wire};
use serde_json::Value;

use super::folder::Row;
use super::{Folder, Tally, api, oracle};

/// Streams up to this size are cut at every position.
const SMALL: usize = 4 * 1024;
/// How often the others are cut at random.
const ROUNDS: usize = 24;

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for row in folder.of_kind("stream") {
        let (Some(wire), Some(expected)) = (api::wire(&row.api), folder.expected.get(&row.path))
        else {
            tally.skip(format!("nothing is expected of {}", row.group()));
            continue;
        };
        let bytes = framed(row, folder.bytes(&row.path)?);
        for (way, result) in ways(row, wire, &bytes, expected) {
            tally.add(&row.group(), format!("{} {way}", row.path), result);
        }
    }
    Ok(tally)
}

/// The stream as it came over the wire. Some recordings hold the payloads alone, one to a line.
fn framed(row: &Row, bytes: Vec<u8>) -> Vec<u8> {
    if !row.is_of(".chunks.jsonl") {
        return bytes;
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let payload: Value = serde_json::from_str(line).unwrap_or(Value::Null);
        if let Some(name) = payload["type"]
            .as_str()
            .filter(|_| row.api != "chat-completions")
        {
            let _ = writeln!(out, "event: {name}");
        }
        let _ = write!(out, "data: {line}\n\n");
    }
    out.into_bytes()
}

/// What became of one way to receive a stream.
type Way = (String, Result<(), String>);

fn ways(row: &Row, wire: Wire, bytes: &[u8], expected: &Value) -> Vec<Way> {
    let mut ways = Vec::new();
    let whole = match assemble(wire, [bytes]) {
        Ok(whole) => whole,
        Err(error) => return vec![("at once".to_owned(), Err(error))],
    };
    ways.push(("at once".to_owned(), compare(&whole, expected)));
    let same = |chunks: Vec<&[u8]>| match assemble(wire, chunks) {
        Ok(assembly) if assembly == whole => Ok(()),
        Ok(assembly) => Err(format!("{assembly:?}, not {whole:?}")),
        Err(error) => Err(error),
    };
    ways.push(("byte by byte".to_owned(), same(bytes.chunks(1).collect())));
    if bytes.len() <= SMALL {
        let mut result = Ok(());
        for cut in 0..=bytes.len() {
            let (left, right) = bytes.split_at(cut);
            result = result.and_then(|()| {
                same(vec![left, right]).map_err(|why| format!("cut at {cut}: {why}"))
            });
        }
        ways.push(("cut in two everywhere".to_owned(), result));
    }
    let mut numbers = Numbers(0x0f0a_57a7_e5ee_d001 ^ bytes.len() as u64);
    let result = (0..ROUNDS).try_for_each(|_| same(numbers.cut(bytes)));
    ways.push(("cut at random".to_owned(), result));
    if !row.is_of(".bin") {
        ways.extend(other_framing(row, wire, bytes, &whole));
    }
    ways.push((
        "cut off after each event".to_owned(),
        cut_off(row, wire, bytes, &whole),
    ));
    ways
}

/// The same events with other line ends, with comments and without the end mark.
fn other_framing(row: &Row, wire: Wire, bytes: &[u8], whole: &Assembly) -> Vec<Way> {
    let text = String::from_utf8_lossy(bytes);
    let lf = text.replace("\r\n", "\n");
    let mut ways = Vec::new();
    let mut try_text = |name: &str, text: String, done_may_differ: bool| {
        let result = assemble(wire, [text.as_bytes()]).and_then(|mut assembly| {
            if done_may_differ {
                assembly.done = whole.done;
            }
            if assembly == *whole {
                Ok(())
            } else {
                Err(format!("{assembly:?}, not {whole:?}"))
            }
        });
        ways.push((name.to_owned(), result));
    };
    try_text("with LF", lf.clone(), false);
    try_text("with CRLF", lf.replace('\n', "\r\n"), false);
    if row.is_of(".ndjson") {
        try_text("with blank lines", lf.replace('\n', "\n\n"), false);
        return ways;
    }
    try_text("with CR", lf.replace('\n', "\r"), false);
    try_text(
        "with comments",
        lf.replace("\n\n", "\n\n: keep-alive\n\n"),
        false,
    );
    let unmarked = lf
        .replace("data: [DONE]", ": [DONE]")
        .replace("data:[DONE]", ": [DONE]");
    try_text("without the end mark", unmarked, true);
    try_text(
        "without the last blank line",
        lf.trim_end().to_owned(),
        false,
    );
    ways
}

/// A stream that ends behind one of its events is done only if it has said so by then.
fn cut_off(row: &Row, wire: Wire, bytes: &[u8], whole: &Assembly) -> Result<(), String> {
    for end in ends(row, bytes) {
        let mut assembly = Assembly::default();
        let mut ended = false;
        let mut stream = wire.stream();
        let mut take = |delta: Delta<'_>| {
            ended |= matches!(delta, Delta::Finish(_) | Delta::Done | Delta::Error(_));
            if matches!(delta, Delta::Restart) {
                ended = false;
            }
            assembly.add(delta);
        };
        let part = bytes.get(..end).unwrap_or(bytes);
        stream
            .push(part, &mut take)
            .map_err(|error| format!("cut off at {end}: {error}"))?;
        // What the end of the body itself may say is not said when the connection breaks.
        if assembly.done && !ended {
            return Err(format!("cut off at {end}, and done"));
        }
        if assembly.done && assembly.text.len() > whole.text.len() {
            return Err(format!("cut off at {end}, and longer than the whole"));
        }
    }
    Ok(())
}

/// Where the events of a stream end.
fn ends(row: &Row, bytes: &[u8]) -> Vec<usize> {
    if row.is_of(".bin") {
        let mut ends = Vec::new();
        let mut at = 0;
        while let Some(&[a, b, c, d]) = bytes.get(at..at + 4) {
            at += u32::from_be_bytes([a, b, c, d]) as usize;
            ends.push(at);
        }
        return ends;
    }
    let mut ends = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' {
            ends.push(at + 1);
        }
    }
    ends
}

/// What a stream comes to that arrives in these chunks.
fn assemble<'a>(
    wire: Wire,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Assembly, String> {
    let mut assembly = Assembly::default();
    let mut stream = wire.stream();
    for chunk in chunks {
        let pushed = stream.push(chunk, &mut |delta| assembly.add(delta));
        pushed.map_err(|error| error.to_string())?;
    }
    let ended = stream.end(&mut |delta| assembly.add(delta));
    ended.map_err(|error| error.to_string())?;
    Ok(assembly)
}

/// Compares an assembly with a line of the expected streams.
fn compare(assembly: &Assembly, expected: &Value) -> Result<(), String> {
    let text = |key: &str| expected[key].as_str().unwrap_or_default();
    for (key, got) in [
        ("text", &assembly.text),
        ("reasoning", &assembly.reasoning),
        ("refusal", &assembly.refusal),
    ] {
        // A refusal without words is told by its reason.
        if got != text(key) {
            return Err(format!("{key} {got:?}, not {:?}", text(key)));
        }
    }
    let calls: Vec<_> = assembly
        .tool_calls
        .iter()
        .map(|call| {
            (
                call.id.as_str(),
                call.name.as_str(),
                arguments(&call.arguments),
            )
        })
        .collect();
    let wanted: Vec<_> = expected["tool_calls"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|call| {
            let text = |key: &str| call[key].as_str().unwrap_or_default();
            let given = match &call["arguments"] {
                Value::String(text) => arguments(text),
                other => Value::clone(other),
            };
            (text("id"), text("name"), given)
        })
        .collect();
    if calls != wanted {
        return Err(format!("calls {calls:?}, not {wanted:?}"));
    }
    let finish = assembly.finish.as_ref().map(FinishReason::as_str);
    let word = expected["finish"].as_str();
    if let Some(meant) = word.and_then(oracle::meaning) {
        let is_call = meant == "stop" && finish == Some("tool_calls") && !calls.is_empty();
        if finish != Some(meant) && !is_call {
            return Err(format!("finish {finish:?}, not {meant:?}"));
        }
    } else if word.is_none() && finish.is_some_and(|finish| finish != "error") {
        return Err(format!("finish {finish:?}, and there is none"));
    }
    let has_usage = expected["usage"]
        .as_object()
        .is_some_and(|usage| usage.values().any(|count| !count.is_null()));
    if has_usage != assembly.usage.is_some() {
        return Err(format!(
            "usage {:?}, not {}",
            assembly.usage, expected["usage"]
        ));
    }
    let error = assembly.error.as_ref().map(|error| error.message.as_str());
    let wanted = expected["error"]["message"].as_str();
    if error.is_some() == expected["error"].is_null()
        || wanted.is_some_and(|wanted| error != Some(wanted))
    {
        return Err(format!("error {error:?}, not {}", expected["error"]));
    }
    Ok(())
}

/// Arguments as a value, or as the text they are where they are not JSON.
fn arguments(text: &str) -> Value {
    oracle::arguments(&Value::String(text.to_owned()))
}

/// A xorshift generator: the same cuts in every run.
struct Numbers(u64);

impl Numbers {
    fn up_to(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64 + 1)).unwrap_or(0)
    }

    /// Cuts bytes into pieces of random sizes; the scale is random too, from single bytes to halves.
    fn cut<'a>(&mut self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let scale = bytes.len().max(1).ilog2() as usize;
        let most = bytes.len() >> self.up_to(scale);
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
