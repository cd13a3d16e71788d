//! A call as its caller sees it: views while the answer comes in, then the value.

use super::advance::Call;
use super::phase::{Moved, Phase, Wanted};
use super::target::Typed;
use super::{Attempt, Reply, Request};
use crate::error::Error;
use crate::extract::Extract;
use crate::partial::Partial;
use crate::provider::Mode;
use crate::usage::Usage;

/// A call under way: partial views as the answer comes in, then the value.
///
/// ```no_run
/// # async fn f<T: formwork::Extract>(client: formwork::Client) -> Result<(), formwork::Error>
/// # where T::Partial: std::fmt::Debug {
/// let mut stream = client.request::<T>().user("...").stream();
/// while let Some(step) = stream.next().await {
///     match step? {
///         formwork::Step::View(view) => println!("{view:?}"),
///         formwork::Step::Reask(attempt) => println!("asking again: {:?}", attempt.violations),
///         _ => {}
///     }
/// }
/// let reply = stream.finish().await?;
/// # Ok(()) }
/// ```
///
/// Dropping it closes the connection, and ends the call.
pub struct Stream<T: Extract> {
    call: Call<Typed<T>>,
}

/// What a stream shows.
///
/// ```
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, Step};
///
/// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let (mut views, mut reasks) = (0, 0);
/// let mut stream = client.request::<Vec<u8>>().user("Which numbers?").stream();
/// while let Some(step) = stream.next().await {
///     match step? {
///         Step::View(list) => views += usize::from(list.get().is_some()),
///         Step::Reask(attempt) => reasks += attempt.violations.len().min(1),
///         _ => {}
///     }
/// }
/// assert!(views > 0 && reasks == 1);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'a, T: Extract> {
    /// More of the answer has arrived. The view is lent until the next step.
    View(&'a Partial<T::Partial>),
    /// More of what the model thinks before it answers, where the provider tells.
    Reasoning(&'a str),
    /// The answer is complete and breaks its schema; the model is asked again. Views start over.
    Reask(&'a Attempt),
}

impl<T: Extract> Stream<T> {
    pub(super) fn new(request: Request<T>, streamed: bool) -> Self {
        Self {
            call: Call::new(request, Typed::default(), streamed, Wanted::One),
        }
    }

    /// Waits for the next step; `None` when there is a value, which [`Stream::finish`] gives, or after
    /// an error.
    ///
    /// Dropping the future while it waits, as `tokio::select!` does, loses nothing of an answer that
    /// has begun. A request whose answer has not begun is sent anew the next time.
    pub async fn next(&mut self) -> Option<Result<Step<'_, T>, Error>> {
        match self.call.advance().await {
            Moved::View => match &self.call.phase {
                Phase::Reading(incoming) => Some(Ok(Step::View(incoming.answer.view()))),
                _ => None,
            },
            Moved::Thought => match &self.call.phase {
                Phase::Reading(incoming) => Some(Ok(Step::Reasoning(incoming.thought()))),
                _ => None,
            },
            Moved::Reask => {
                let attempt = self.call.attempts.last();
                attempt.map(|attempt| Ok(Step::Reask(attempt)))
            }
            Moved::Failure => self.call.failure().map(Err),
            Moved::Nothing => None,
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A call that has failed already fails with the same error.
    pub async fn finish(self) -> Result<Reply<T>, Error> {
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

    /// How the structure is asked for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.call.mode
    }
}
