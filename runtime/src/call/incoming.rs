//! The body of one answer, chunk by chunk, to the steps of the wire.
//!
//! A body comes as events or in one piece, asked for or not: some gateways answer a request for
//! a stream with a whole body. It knows when nothing more is to be read; what the answer is worth is
//! not decided here.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use super::Head;
use super::answer::Answer;
use super::target::Target;
use crate::error::ErrorKind;
use crate::provider::{Delta, ProtocolError, ProtocolErrorKind, Stream, Wire};
use crate::transport::Body;

/// No whole answer is read beyond this.
const WHOLE: usize = 64 << 20;
/// After the model has finished, only its cost can follow. No more than this is read in search of it.
const AFTERWORD: usize = 1 << 20;
/// How much of a body that cannot be understood is kept.
const KEPT: usize = 64 << 10;
/// So many pieces may come in a row that show nothing, before the clock is looked at.
const YIELD: usize = 64;

/// An answer and the body it is read from.
pub(super) struct Incoming<G: Target> {
    pub(super) answer: Answer<G>,
    pub(super) head: Arc<Head>,
    /// The body as it came, where it is to be kept.
    pub(super) kept: Option<Vec<u8>>,
    wire: Wire,
    frame: Frame,
    /// `None` once nothing more is to be read. Dropping it closes the connection.
    body: Option<Box<dyn Body>>,
    /// How much has been read since the model finished.
    afterword: usize,
    /// Whether the view has changed since it was last shown.
    moved: bool,
    /// How much of the model's thoughts has been shown, and how much before that.
    thought: (usize, usize),
}

/// What there is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// More of what the model thinks.
    Thought,
    /// The view has changed.
    View,
    /// Nothing more is to be read.
    End,
}

enum Frame {
    Events(Box<Stream>),
    /// The body so far.
    Whole(Vec<u8>),
}

impl<G: Target> Incoming<G> {
    /// The answer whose head has come. Where the head does not say how the body comes, it comes as it
    /// was asked for.
    pub(super) fn new(
        wire: Wire,
        head: Arc<Head>,
        body: Box<dyn Body>,
        streamed: bool,
        answer: Answer<G>,
    ) -> Self {
        let is_stream = match head.header("content-type") {
            None => streamed,
            Some(given) => wire.is_stream(given),
        };
        let frame = if is_stream {
            Frame::Events(Box::new(wire.stream()))
        } else {
            Frame::Whole(Vec::new())
        };
        Self {
            answer,
            head,
            kept: None,
            wire,
            frame,
            body: Some(body),
            afterword: 0,
            moved: false,
            thought: (0, 0),
        }
    }

    /// Keeps the body as it comes.
    pub(super) fn keep(mut self, is_kept: bool) -> Self {
        self.kept = is_kept.then(Vec::new);
        self
    }

    /// An answer that is here already, to be shown once.
    #[cfg(feature = "cache")]
    pub(super) fn found(wire: Wire, answer: Answer<G>) -> Self {
        Self {
            answer,
            head: Arc::default(),
            kept: None,
            wire,
            frame: Frame::Whole(Vec::new()),
            body: None,
            afterword: 0,
            moved: true,
            thought: (0, 0),
        }
    }

    /// Nothing more is read; the connection is closed.
    pub(super) fn close(&mut self) {
        self.body = None;
    }

    /// What the model has thought since that was last shown.
    pub(super) fn thought(&self) -> &str {
        let (from, to) = self.thought;
        self.answer
            .assembly
            .reasoning
            .get(from..to)
            .unwrap_or_default()
    }

    /// What of the read is to be shown now.
    fn shown(&mut self) -> Option<Shown> {
        let length = self.answer.assembly.reasoning.len();
        let (_, seen) = self.thought;
        if length < seen {
            // The provider has started over.
            self.thought = (0, 0);
        }
        if length > self.thought.1 {
            self.thought = (self.thought.1, length);
            return Some(Shown::Thought);
        }
        std::mem::take(&mut self.moved).then_some(Shown::View)
    }

    /// Reads until there is something to show, or nothing more is to be read. May be dropped while it
    /// waits, and called again.
    pub(super) async fn read(&mut self) -> Result<Shown, ErrorKind> {
        if let Some(shown) = self.shown() {
            return Ok(shown);
        }
        let mut unseen = 0_usize;
        while let Some(body) = &mut self.body {
            unseen += 1;
            if unseen.is_multiple_of(YIELD) {
                step_aside().await;
            }
            let read = match body.chunk().await {
                Ok(Some(chunk)) => self.push(&chunk),
                Ok(None) => {
                    self.body = None;
                    self.end()
                }
                Err(error) => self.broken_off(error.into()),
            };
            if self.answer.has_ended() || self.afterword > AFTERWORD || read.is_err() {
                self.body = None;
            }
            // Once the answer is whole, what breaks off behind it does not take it away.
            if !self.answer.has_finished() {
                read?;
            }
            if let Some(shown) = self.shown() {
                return Ok(shown);
            }
        }
        Ok(Shown::End)
    }

    /// What has come: the answer as the model wrote it, or the beginning of a body that nobody
    /// understands.
    pub(super) fn text(&self) -> String {
        match &self.frame {
            Frame::Whole(body) if !body.is_empty() => {
                String::from_utf8_lossy(body.get(..KEPT).unwrap_or(body)).into_owned()
            }
            _ => self.answer.said().to_owned(),
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), ErrorKind> {
        if let Some(kept) = &mut self.kept {
            let room = WHOLE.saturating_sub(kept.len());
            kept.extend_from_slice(chunk.get(..room).unwrap_or(chunk));
        }
        if self.answer.has_finished() {
            self.afterword = self.afterword.saturating_add(chunk.len());
        }
        match &mut self.frame {
            Frame::Events(_) => self.events(Some(chunk)),
            Frame::Whole(body) if chunk.len() > WHOLE.saturating_sub(body.len()) => {
                let start = String::from_utf8_lossy(body.get(..KEPT).unwrap_or(body));
                Err(ProtocolError::new(ProtocolErrorKind::TooLarge, &start).into())
            }
            Frame::Whole(body) => {
                body.extend_from_slice(chunk);
                Ok(())
            }
        }
    }

    /// The connection has broken. A whole answer may have come before that nevertheless, with nothing missing but
    /// the end of its frame: it has been paid for.
    fn broken_off(&mut self, error: ErrorKind) -> Result<(), ErrorKind> {
        self.body = None;
        let Frame::Whole(body) = &self.frame else {
            return Err(error);
        };
        let is_closed = body.trim_ascii_end().last() == Some(&b'}');
        if is_closed && self.end().is_ok() && self.answer.has_finished() {
            return Ok(());
        }
        Err(error)
    }

    fn end(&mut self) -> Result<(), ErrorKind> {
        let Self {
            answer,
            wire,
            frame,
            moved,
            ..
        } = self;
        let Frame::Whole(body) = frame else {
            return self.events(None);
        };
        wire.read(body, &mut |delta| *moved |= answer.take(delta))?;
        // It has been understood, so that only the answer is kept of it.
        *body = Vec::new();
        Ok(())
    }

    /// Reads a chunk of a stream; `None` is its end.
    fn events(&mut self, chunk: Option<&[u8]>) -> Result<(), ErrorKind> {
        let Self {
            answer,
            frame,
            moved,
            ..
        } = self;
        let Frame::Events(stream) = frame else {
            return Ok(());
        };
        let mut take = |delta: Delta<'_>| {
            if !answer.has_ended() {
                *moved |= answer.take(delta);
            }
        };
        if let Some(chunk) = chunk {
            return Ok(stream.push(chunk, &mut take)?);
        }
        stream.end(&mut take)?;
        if stream.has_begun() {
            Ok(())
        } else {
            Err(ProtocolError::new(ProtocolErrorKind::Empty, "").into())
        }
    }
}

/// Lets whoever waits look at the clock: a body may always have a piece more, so that nothing else would.
async fn step_aside() {
    let mut has_waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
