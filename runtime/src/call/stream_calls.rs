//! Several tool calls as their caller sees them come in.

use super::advance::Call;
use super::phase::{Moved, Phase, Wanted};
use super::target::Typed;
use super::{Attempt, Reply, Request};
use crate::error::Error;
use crate::extract::Extract;
use crate::partial::Partial;
use crate::usage::Usage;

/// A streamed call for several values: views of each tool call as it comes in, then the values.
///
/// ```no_run
/// # async fn f<T: formwork::Extract>(client: formwork::Client) -> Result<(), formwork::Error>
/// # where T::Partial: std::fmt::Debug {
/// let mut stream = client.request::<T>().user("...").stream_calls();
/// while let Some(step) = stream.next().await {
///     if let formwork::CallStep::View { call, view } = step? {
///         println!("{call}: {view:?}");
///     }
/// }
/// let reply = stream.finish().await?;
/// # Ok(()) }
/// ```
///
/// Dropping it closes the connection, and ends the call.
pub struct CallStream<T: Extract> {
    call: Call<Typed<T>>,
}

/// What a stream of tool calls shows.
///
/// ```
/// use formwork::CallStep;
/// # use formwork::{Client, provider::offline::Offline};
/// # let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut stream = client.request::<u8>().user("Every number in: 3, 14 and 15.").stream_calls();
/// while let Some(step) = stream.next().await {
///     match step? {
///         CallStep::View { call, view } => println!("call {call}: {:?}", view.complete()),
///         CallStep::Reask(attempt) => println!("asking again: {:?}", attempt.violations),
///         _ => {}
///     }
/// }
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CallStep<'a, T: Extract> {
    /// More of a tool call has arrived. The view is lent until the next step.
    View {
        /// Which call of the answer it is, from 0 on.
        call: usize,
        /// What has arrived of it.
        view: &'a Partial<T::Partial>,
    },
    /// More of what the model thinks before it answers, where the provider tells.
    Reasoning(&'a str),
    /// The answer is complete, and calls in it break their schemas: those are made again.
    Reask(&'a Attempt),
}

impl<T: Extract> CallStream<T> {
    pub(super) fn new(request: Request<T>) -> Self {
        Self {
            call: Call::new(request, Typed::default(), true, Wanted::Calls),
        }
    }

    /// Waits for the next step; `None` when all calls fit, or after an error.
    pub async fn next(&mut self) -> Option<Result<CallStep<'_, T>, Error>> {
        loop {
            let moved = self.call.advance().await;
            let Phase::Reading(incoming) = &self.call.phase else {
                return match moved {
                    Moved::Reask => self
                        .call
                        .attempts
                        .last()
                        .map(|one| Ok(CallStep::Reask(one))),
                    Moved::Failure => self.call.failure().map(Err),
                    _ => None,
                };
            };
            match moved {
                Moved::Thought => break,
                Moved::View if incoming.answer.call_view().is_some() => break,
                _ => {}
            }
        }
        let Phase::Reading(incoming) = &self.call.phase else {
            return None;
        };
        let call = incoming.answer.moved_call;
        match incoming.thought() {
            "" => incoming
                .answer
                .call_view()
                .map(|view| Ok(CallStep::View { call, view })),
            thought => Some(Ok(CallStep::Reasoning(thought))),
        }
    }

    /// Runs the call to its end: the values, in the order in which the model first called for them.
    ///
    /// # Errors
    /// As [`Request::calls`].
    pub async fn finish(mut self) -> Result<Reply<Vec<T>>, Error> {
        while self.call.advance().await.is_under_way() {}
        self.call.gathered_reply()
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
