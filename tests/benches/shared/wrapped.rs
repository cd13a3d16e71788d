//! How others come from the bytes of a stream to a value: `eventsource-stream`, then `serde_json::Value` for each
//! event, then everything that has come so far read again.

use std::convert::Infallible;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use eventsource_stream::EventStream;
use futures_core::Stream;
use serde_json::Value;

use super::rereading::Rereader;

/// How far they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Far {
    /// To the events.
    Events,
    /// To the value of each.
    Values,
    /// To what the answer is so far.
    Views(Rereader),
}

/// Packets that are there already, as a stream.
struct Packets<'a>(std::slice::Iter<'a, Vec<u8>>);

impl<'a> Stream for Packets<'a> {
    type Item = Result<&'a [u8], Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|packet| Ok(packet.as_slice())))
    }
}

/// Reads a stream. Answers how long the answer became.
pub(crate) fn read(packets: &[Vec<u8>], far: Far) -> usize {
    let mut events = pin!(EventStream::new(Packets(packets.iter())));
    let mut context = Context::from_waker(Waker::noop());
    let mut answer = String::new();
    let mut last = None;
    while let Poll::Ready(Some(event)) = events.as_mut().poll_next(&mut context) {
        let event = event.expect("the stream is sound");
        if far == Far::Events || event.data == "[DONE]" {
            black_box(&event);
            continue;
        }
        let value: Value = serde_json::from_str(&event.data).expect("it is valid");
        let delta = &value["choices"][0]["delta"];
        let arguments = &delta["tool_calls"][0]["function"]["arguments"];
        let Some(token) = arguments.as_str().or(delta["content"].as_str()) else {
            continue;
        };
        answer.push_str(token);
        if let Far::Views(rereader) = far {
            rereader.read::<Value>(&answer, &mut last);
        }
    }
    answer.len()
}
