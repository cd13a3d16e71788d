//! Words as they come in.

use super::advance::Call;
use super::phase::{Moved, Phase};
use super::text::{Text, Words};
use super::{Attempt, Reply, Request};
use crate::error::Error;
use crate::usage::Usage;

/// A streamed call without a type: the pieces of the text as they come in, then the whole.
///
/// ```no_run
/// # async fn f(client: formwork::Client) -> Result<(), formwork::Error> {
/// let mut stream = client.request_text().user("...").stream();
/// while let Some(step) = stream.next().await {
///     match step? {
///         formwork::TextStep::Piece(piece) => print!("{piece}"),
///         formwork::TextStep::Restart => println!("\n(once more)"),
///         _ => {}
///     }
/// }
/// let reply = stream.finish().await?;
/// # Ok(()) }
/// ```
///
/// Dropping it closes the connection, and ends the call.
pub struct TextStream {
    call: Call<Words>,
    /// How many bytes of the answer that comes in have been shown.
    shown: usize,
    /// Which answer that is: how many have begun, and how often this one began anew.
    of: (u32, u32),
}

/// What such a stream shows.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, TextStep};
///
/// let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut stream = client.request_text().user("Say good morning.").stream();
/// let mut shown = String::new();
/// while let Some(step) = stream.next().await {
///     match step? {
///         TextStep::Piece(piece) => shown.push_str(piece),
///         TextStep::Restart | TextStep::Reask(_) => shown.clear(),
///         _ => {}
///     }
/// }
/// assert_eq!(stream.finish().await?.value.0, shown);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum TextStep<'a> {
    /// The next piece of the text.
    Piece(&'a str),
    /// More of what the model thinks before it answers, where the provider tells.
    Reasoning(&'a str),
    /// What has been shown does not count any more: another answer has begun, from the beginning.
    Restart,
    /// The answer is complete and breaks a rule of the caller's; the model is asked again. The text
    /// starts over.
    Reask(&'a Attempt),
}

impl TextStream {
    pub(super) fn new(request: Request<Text>) -> Self {
        Self {
            call: request.call(true),
            shown: 0,
            of: (0, 0),
        }
    }

    /// Waits for the next step; `None` when the text is whole, which [`TextStream::finish`] gives, or after
    /// an error.
    ///
    /// Dropping the future while it waits, as `tokio::select!` does, loses nothing of an answer that has begun.
    pub async fn next(&mut self) -> Option<Result<TextStep<'_>, Error>> {
        loop {
            let moved = if self.is_behind() {
                Moved::View
            } else {
                self.call.advance().await
            };
            match moved {
                Moved::View if self.is_another() => return Some(Ok(TextStep::Restart)),
                Moved::View if self.is_behind() => break,
                Moved::View => {}
                Moved::Thought => break,
                Moved::Reask => {
                    // That tells it already.
                    self.shown = 0;
                    let attempt = self.call.attempts.last();
                    return attempt.map(|attempt| Ok(TextStep::Reask(attempt)));
                }
                Moved::Failure => return self.call.failure().map(Err),
                Moved::Nothing => return None,
            }
        }
        let Phase::Reading(incoming) = &self.call.phase else {
            return None;
        };
        let text = incoming.answer.reader().heard.as_str();
        let piece = text.get(self.shown..).unwrap_or_default();
        if piece.is_empty() {
            return Some(Ok(TextStep::Reasoning(incoming.thought())));
        }
        self.shown = text.len();
        Some(Ok(TextStep::Piece(piece)))
    }

    /// Whether there is text that has not been shown.
    fn is_behind(&self) -> bool {
        match &self.call.phase {
            Phase::Reading(incoming) => incoming.answer.reader().heard.len() > self.shown,
            _ => false,
        }
    }

    /// Whether what was shown is of another answer than the one that comes in, which is shown from now on.
    fn is_another(&mut self) -> bool {
        let Phase::Reading(incoming) = &self.call.phase else {
            return false;
        };
        let of = (self.call.begun, incoming.answer.restarts);
        let was = std::mem::replace(&mut self.of, of);
        was != of && std::mem::take(&mut self.shown) > 0
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A call that has failed already fails with the same error.
    pub async fn finish(self) -> Result<Reply<Text>, Error> {
        self.call.finish().await
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.call.attempts
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.call.usage()
    }
}
