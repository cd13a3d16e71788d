//! The faults: what each is called, how often it happens, and what the server does.

use std::time::Duration;

use serde_json::json;

use super::act::{LAST_CHUNK, PAGE, SOON, act, chunk, date, error, gzip, head, paid, told};
use super::answers::{Good, event};
use super::paths::Path;
use super::server::{Act, End, Step};

/// What a fault is answered for.
#[derive(Clone, Debug)]
pub struct Case {
    /// The way the call is made.
    pub path: Path,
    /// The answer that would be right.
    pub good: Good,
    /// Another server, which is to see nothing.
    pub elsewhere: String,
}

/// Which limits a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// None that anything here comes near.
    Usual,
    /// The head, and each piece, must come soon.
    Silence,
    /// The call must be over soon.
    Total,
}

/// A fault.
pub struct Fault {
    /// What happens, in words.
    pub name: &'static str,
    /// How many requests meet it; the next one is answered well.
    pub times: usize,
    /// The limits of the call.
    pub limit: Limit,
    /// What the server does; `None` where a path has no such thing.
    pub act: fn(&Case) -> Option<Act>,
    /// The answer is far too large, so that memory is looked at.
    pub is_huge: bool,
}

/// For ever.
const EVER: usize = usize::MAX;

const fn fault(name: &'static str, times: usize, act: fn(&Case) -> Option<Act>) -> Fault {
    Fault {
        name,
        times,
        limit: Limit::Usual,
        act,
        is_huge: false,
    }
}

const fn limited(
    name: &'static str,
    times: usize,
    limit: Limit,
    act: fn(&Case) -> Option<Act>,
) -> Fault {
    Fault {
        limit,
        ..fault(name, times, act)
    }
}

const fn huge(name: &'static str, act: fn(&Case) -> Option<Act>) -> Fault {
    Fault {
        is_huge: true,
        ..fault(name, EVER, act)
    }
}

/// All faults.
pub const FAULTS: &[Fault] = &[
    fault("none", 0, |case| Some(case.well())),
    fault("401, a wrong key", EVER, |_| {
        Some(error(401, "invalid_request_error", "invalid_api_key", &[]))
    }),
    fault("403, not allowed", EVER, |_| {
        Some(error(403, "permission_error", "forbidden", &[]))
    }),
    fault("404, an unknown model", EVER, |_| {
        Some(error(404, "invalid_request_error", "model_not_found", &[]))
    }),
    fault("429, out of credit", EVER, |_| {
        Some(error(429, "insufficient_quota", "insufficient_quota", &[]))
    }),
    fault("429 for ever", EVER, |_| Some(limited_rate(&[]))),
    fault("429 once", 1, |_| Some(limited_rate(&[]))),
    fault("429 once, retry-after: 1", 1, |_| {
        Some(limited_rate(&[("retry-after", "1")]))
    }),
    fault("429 once, retry-after: a date, in a second", 1, |_| {
        Some(limited_rate(&[("retry-after", &date(2))]))
    }),
    fault("429 once, retry-after: a date of yesterday", 1, |_| {
        Some(limited_rate(&[("retry-after", &date(-86_400))]))
    }),
    fault("429 once, retry-after-ms: 40", 1, |_| {
        Some(limited_rate(&[("retry-after-ms", "40")]))
    }),
    fault("429 once, retry-after: nonsense", 1, |_| {
        Some(limited_rate(&[("retry-after", "-1e999")]))
    }),
    fault("429, retry-after: an hour", EVER, |_| {
        Some(limited_rate(&[("retry-after", "3600")]))
    }),
    fault(
        "429, retry-after: a date in eight thousand years",
        EVER,
        |_| {
            Some(limited_rate(&[(
                "retry-after",
                "Fri, 31 Dec 9999 23:59:59 GMT",
            )]))
        },
    ),
    fault("500 once", 1, |_| {
        Some(error(500, "server_error", "server_error", &[]))
    }),
    fault("500 for ever", EVER, |_| {
        Some(error(500, "server_error", "server_error", &[]))
    }),
    fault("502 once, a page of a proxy", 1, |_| {
        Some(told(502, &[("content-type", "text/html")], PAGE.as_bytes()))
    }),
    fault("502 for ever, a page of a proxy", EVER, |_| {
        Some(told(502, &[("content-type", "text/html")], PAGE.as_bytes()))
    }),
    fault("503 once, without a body", 1, |_| Some(told(503, &[], b""))),
    fault("529 once, overloaded", 1, |_| {
        Some(error(529, "overloaded_error", "overloaded", &[]))
    }),
    fault("500, breaking off in its body", EVER, |_| {
        let mut bytes = head(500, &[("content-length", "1000")]);
        bytes.extend_from_slice(b"{\"error\":{\"mess");
        Some(act(vec![Step::Write(bytes)], End::Reset))
    }),
    limited(
        "500, falling silent in its body",
        EVER,
        Limit::Silence,
        |_| {
            let bytes = head(500, &[("content-length", "1000")]);
            Some(act(vec![Step::Write(bytes), Step::Silence], End::Close))
        },
    ),
    fault("413 before the request is read", EVER, |_| {
        let mut act = error(
            413,
            "invalid_request_error",
            "too_large",
            &[("connection", "close")],
        );
        act.end = End::Reset;
        Some(act)
    }),
    fault("a redirect to elsewhere", EVER, |case| {
        Some(told(307, &[("location", &case.elsewhere)], b""))
    }),
    // Connections.
    fault("reset before the head, once", 1, |_| {
        Some(act(Vec::new(), End::Reset))
    }),
    fault("reset before the head, for ever", EVER, |_| {
        Some(act(Vec::new(), End::Reset))
    }),
    fault("closed before the head, once", 1, |_| {
        Some(act(Vec::new(), End::Close))
    }),
    fault("reset in the middle of the head, once", 1, |_| {
        let half = b"HTTP/1.1 200 X\r\ncontent-ty".to_vec();
        Some(act(vec![Step::Write(half)], End::Reset))
    }),
    fault("reset after the head", EVER, |case| {
        Some(paid(case.broken(0, End::Reset)))
    }),
    fault("reset in the body", EVER, |case| {
        Some(paid(case.broken(case.half(), End::Reset)))
    }),
    fault("closed in the body", EVER, |case| {
        Some(paid(case.broken(case.half(), End::Close)))
    }),
    fault(
        "reset behind the body, before the end of its frame",
        EVER,
        |case| Some(paid(case.broken(case.good.pieces.len(), End::Reset))),
    ),
    fault(
        "closed behind the body, before the end of its frame",
        EVER,
        |case| Some(paid(case.broken(case.good.pieces.len(), End::Close))),
    ),
    fault("a body without a length, ended by closing", EVER, |case| {
        let mut bytes = head(
            200,
            &[("content-type", case.good.kind), ("connection", "close")],
        );
        bytes.extend_from_slice(case.good.body().as_bytes());
        Some(paid(act(vec![Step::Write(bytes)], End::Close)))
    }),
    fault(
        "closed behind the answer, which was to be kept open",
        EVER,
        |case| {
            Some(Act {
                end: End::Close,
                ..case.well()
            })
        },
    ),
    fault("early hints before the head", EVER, |case| {
        let mut act = case.well();
        act.steps.insert(
            0,
            Step::Write(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".to_vec()),
        );
        Some(act)
    }),
    fault("no HTTP at all", EVER, |_| {
        Some(act(
            vec![Step::Write(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())],
            End::Close,
        ))
    }),
    limited("silence before the head, once", 1, Limit::Silence, |_| {
        Some(act(vec![Step::Silence], End::Close))
    }),
    limited(
        "silence before the head, for ever",
        EVER,
        Limit::Silence,
        |_| Some(act(vec![Step::Silence], End::Close)),
    ),
    limited("silence in the body", EVER, Limit::Silence, |case| {
        let mut act = case.broken(case.half(), End::Close);
        act.steps.push(Step::Silence);
        Some(paid(act))
    }),
    limited("silence till the deadline", EVER, Limit::Total, |_| {
        Some(act(vec![Step::Silence], End::Close))
    }),
    limited(
        "slow loris: a header now and then, for ever",
        EVER,
        Limit::Silence,
        |_| {
            let start = Step::Write(b"HTTP/1.1 200 X\r\n".to_vec());
            Some(act(
                vec![start, Step::Forever(b"x".to_vec(), SOON)],
                End::Close,
            ))
        },
    ),
    limited(
        "slow loris: a byte of the body now and then, for ever",
        EVER,
        Limit::Total,
        |case| {
            let mut act = case.broken(case.half(), End::Close);
            let byte: &[u8] = if case.good.is_stream() { b":\n" } else { b" " };
            act.steps.push(Step::Forever(chunk(byte), SOON));
            Some(paid(act))
        },
    ),
    limited(
        "slow loris: an error's body, for ever",
        EVER,
        Limit::Total,
        |_| {
            let head = head(500, &[("transfer-encoding", "chunked")]);
            Some(act(
                vec![Step::Write(head), Step::Forever(chunk(b"x"), SOON)],
                End::Close,
            ))
        },
    ),
    // Bodies.
    fault("the body is cut, and says so of its length", EVER, |case| {
        let body = case.good.body();
        Some(paid(told(
            200,
            &[("content-type", case.good.kind)],
            &body.as_bytes()[..body.len() / 2],
        )))
    }),
    fault("a content-length that is too large", EVER, |case| {
        let body = case.good.body();
        let length = (body.len() + 10).to_string();
        let mut bytes = head(
            200,
            &[
                ("content-type", case.good.kind),
                ("content-length", &length),
            ],
        );
        bytes.extend_from_slice(body.as_bytes());
        Some(paid(act(vec![Step::Write(bytes)], End::Close)))
    }),
    fault("a content-length that is too small", EVER, |case| {
        let body = case.good.body();
        let length = (body.len() / 2).to_string();
        let mut bytes = head(
            200,
            &[
                ("content-type", case.good.kind),
                ("content-length", &length),
            ],
        );
        bytes.extend_from_slice(body.as_bytes());
        Some(paid(act(vec![Step::Write(bytes)], End::Close)))
    }),
    fault("two content-lengths that differ", EVER, |case| {
        let headers = [
            ("content-type", case.good.kind),
            ("content-length", "5"),
            ("content-length", "6"),
        ];
        let mut bytes = head(200, &headers);
        bytes.extend_from_slice(b"{\"a\":1}");
        Some(paid(act(vec![Step::Write(bytes)], End::Close)))
    }),
    fault("a chunk whose length is no number", EVER, |case| {
        let mut bytes = head(
            200,
            &[
                ("content-type", case.good.kind),
                ("transfer-encoding", "chunked"),
            ],
        );
        bytes.extend_from_slice(b"zz\r\n{}\r\n");
        Some(paid(act(vec![Step::Write(bytes)], End::Close)))
    }),
    fault("bytes that are no UTF-8, between values", EVER, |case| {
        let at = case.good.body().find('{')? + 1;
        Some(case.spliced(at, b"\xff\xfe"))
    }),
    fault("bytes that are no UTF-8, in a string", EVER, |case| {
        let body = case.good.body();
        let words = ["velac", "Lovel", "ondon", "batch-"];
        let at = words.iter().find_map(|word| body.find(word))? + 2;
        Some(case.spliced(at, b"\xff\xfe"))
    }),
    fault("every event twice", 1, |case| {
        let twice = |piece: &String| [piece.clone(), piece.clone()];
        let pieces: Vec<String> = case.good.pieces.iter().flat_map(twice).collect();
        case.has_pieces().then(|| case.of(&pieces))
    }),
    fault("the last events twice", EVER, |case| {
        let mut pieces = case.good.pieces.clone();
        let last = pieces.len().saturating_sub(3);
        pieces.extend_from_within(last..);
        case.good.is_stream().then(|| case.of(&pieces))
    }),
    fault("events behind [DONE]", EVER, |case| {
        let mut pieces = case.good.pieces.clone();
        pieces.push(event(&json!({"content": "and more"}), None));
        pieces.push("data: not JSON\n\n".to_owned());
        case.good.is_stream().then(|| case.of(&pieces))
    }),
    fault("no [DONE]", EVER, |case| {
        let pieces = case
            .good
            .pieces
            .iter()
            .filter(|piece| !piece.contains("[DONE]"));
        case.good
            .is_stream()
            .then(|| case.of(&pieces.cloned().collect::<Vec<_>>()))
    }),
    fault("no finish, no [DONE]: the stream just ends", EVER, |case| {
        let pieces = &case.good.pieces[..case.good.pieces.len().saturating_sub(3)];
        case.good.is_stream().then(|| case.of(pieces))
    }),
    fault("an event that is no JSON", EVER, |case| {
        let mut pieces = case.good.pieces.clone();
        pieces.insert(case.half(), "data: {oops\n\n".to_owned());
        case.good.is_stream().then(|| case.of(&pieces))
    }),
    fault("an error in the middle of a stream", EVER, |case| {
        let mut pieces = case.good.pieces[..case.half()].to_vec();
        pieces.push(format!(
            "data: {{\"error\":{{\"message\":\"gone: {}\"}}}}\n\n",
            super::KEY
        ));
        case.good.is_stream().then(|| case.of(&pieces))
    }),
    fault("200 with a page", EVER, |_| {
        Some(told(200, &[("content-type", "text/html")], PAGE.as_bytes()))
    }),
    fault("200 with an empty body, once", 1, |case| {
        Some(told(200, &[("content-type", case.good.kind)], b""))
    }),
    fault("200 with an empty body, for ever", EVER, |case| {
        Some(told(200, &[("content-type", case.good.kind)], b""))
    }),
    fault("204, and nothing", EVER, |_| {
        Some(act(vec![Step::Write(head(204, &[]))], End::Keep))
    }),
    fault("200 with an error inside", EVER, |_| {
        let mut act = error(500, "server_error", "server_error", &[]);
        if let Some(Step::Write(bytes)) = act.steps.first_mut() {
            bytes[9..12].copy_from_slice(b"200");
        }
        Some(act)
    }),
    fault("200 with other JSON", EVER, |_| {
        Some(told(
            200,
            &[("content-type", "application/json")],
            b"{\"hello\":[]}",
        ))
    }),
    fault("gzip without being asked", EVER, |case| {
        let headers = [
            ("content-type", case.good.kind),
            ("content-encoding", "gzip"),
        ];
        Some(paid(told(
            200,
            &headers,
            &gzip(case.good.body().as_bytes()),
        )))
    }),
    // What is far too large.
    huge("a head without an end", |_| {
        let start = Step::Write(b"HTTP/1.1 200 X\r\nx: ".to_vec());
        Some(act(
            vec![start, Step::Forever(vec![b'x'; 1 << 16], Duration::ZERO)],
            End::Close,
        ))
    }),
    huge("headers without an end", |_| {
        let start = Step::Write(b"HTTP/1.1 200 X\r\n".to_vec());
        Some(act(
            vec![
                start,
                Step::Forever(b"x-more: 1\r\n".repeat(1000), Duration::ZERO),
            ],
            End::Close,
        ))
    }),
    huge("an error's body without an end", |_| {
        let head = Step::Write(head(400, &[("transfer-encoding", "chunked")]));
        Some(act(
            vec![head, Step::Forever(chunk(&[b'x'; 1 << 16]), Duration::ZERO)],
            End::Close,
        ))
    }),
    huge("an answer without an end", |case| {
        let mut act = case.broken(case.half(), End::Close);
        let text = "x".repeat(1 << 20);
        let more = match case.path {
            Path::Stream | Path::Items => event(&json!({"content": text}), None),
            Path::StreamCalls => {
                let more = json!({"index": 1, "function": {"arguments": text}});
                event(&json!({"tool_calls": [more]}), None)
            }
            _ => text,
        };
        act.steps
            .push(Step::Forever(chunk(more.as_bytes()), Duration::ZERO));
        Some(paid(act))
    }),
    huge("thoughts without an end", |case| {
        let mut act = case.broken(0, End::Close);
        let more = event(&json!({"reasoning_content": "x".repeat(1 << 20)}), None);
        act.steps
            .push(Step::Forever(chunk(more.as_bytes()), Duration::ZERO));
        case.good.is_stream().then(|| paid(act))
    }),
    huge("an event of one line without an end", |case| {
        let mut act = case.broken(case.half(), End::Close);
        act.steps.push(Step::Write(chunk(b"data: ")));
        act.steps
            .push(Step::Forever(chunk(&[b'x'; 1 << 18]), Duration::ZERO));
        case.good.is_stream().then(|| paid(act))
    }),
    huge("blank lines without an end", |case| {
        let mut act = case.broken(0, End::Close);
        act.steps
            .push(Step::Forever(chunk(&[b'\n'; 1 << 18]), Duration::ZERO));
        (!case.good.is_stream()).then(|| paid(act))
    }),
];

fn limited_rate(headers: &[(&str, &str)]) -> Act {
    error(429, "requests", "rate_limit_exceeded", headers)
}

impl Case {
    /// The right answer.
    #[must_use]
    pub fn well(&self) -> Act {
        if self.good.is_stream() {
            return self.of(&self.good.pieces);
        }
        let body = self.good.body();
        paid(told(
            200,
            &[("content-type", self.good.kind)],
            body.as_bytes(),
        ))
    }

    /// The first half of the right answer, and then nothing: what follows is for the caller to add.
    #[must_use]
    pub fn begun(&self) -> Act {
        paid(self.broken(self.half().max(1), End::Close))
    }

    /// What the server says to what is asked beside a call.
    #[must_use]
    pub fn beside(&self, path: &str) -> Act {
        let body = if path.ends_with("/files") {
            r#"{"id":"file-m"}"#
        } else {
            r#"{"id":"batch-m","status":"completed","output_file_id":"out-m"}"#
        };
        told(
            200,
            &[("content-type", "application/json")],
            body.as_bytes(),
        )
    }

    /// An answer of these pieces, in a proper frame.
    fn of(&self, pieces: &[String]) -> Act {
        let mut act = self.framed(pieces);
        act.steps.push(Step::Write(LAST_CHUNK.to_vec()));
        paid(act)
    }

    /// A chunked answer of which the end is missing.
    fn framed(&self, pieces: &[String]) -> Act {
        let headers = [
            ("content-type", self.good.kind),
            ("transfer-encoding", "chunked"),
        ];
        let mut steps = vec![Step::Write(head(200, &headers))];
        let pieces = pieces.iter().filter(|piece| !piece.is_empty());
        steps.extend(pieces.map(|piece| Step::Write(chunk(piece.as_bytes()))));
        act(steps, End::Keep)
    }

    /// The first pieces of the right answer, and then the end.
    fn broken(&self, pieces: usize, end: End) -> Act {
        let mut act = self.framed(&self.good.pieces[..pieces]);
        // The client is to see that much before it sees the end.
        act.steps.push(Step::Wait(SOON));
        act.end = end;
        act
    }

    /// How many pieces are half of the answer.
    fn half(&self) -> usize {
        self.good.pieces.len() / 2
    }

    /// Whether the answer is made of pieces that mean something by themselves.
    fn has_pieces(&self) -> bool {
        self.good.is_stream() || self.path == Path::Results
    }

    /// The right answer with bytes put into it.
    fn spliced(&self, at: usize, bytes: &[u8]) -> Act {
        let mut body = self.good.body().into_bytes();
        body.splice(at..at, bytes.iter().copied());
        paid(told(200, &[("content-type", self.good.kind)], &body))
    }
}
