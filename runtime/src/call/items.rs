//! A list as its caller takes it: item by item, while the rest is still being written.

use std::collections::VecDeque;
use std::fmt;

use serde_json::Value;

use super::advance::Call;
use super::checks::{Check, judge};
use super::phase::{Moved, Phase, Wanted};
use super::target::Typed;
use super::{Attempt, Request};
use crate::checks::Later;
use crate::decode::{Decoder, OnInvalid, Rejected, Taker};
use crate::error::{Error, ErrorKind};
use crate::extract::{Extract, Undo};
use crate::lenient::Mends;
use crate::usage::Usage;

/// A streamed call for a list: each item as soon as it has closed, typed and judged.
///
/// ```no_run
/// # async fn f<T: formwork::Extract>(client: formwork::Client) -> Result<(), formwork::ItemError> {
/// use formwork::OnInvalid;
///
/// let items = client.request::<T>().user("...").items();
/// let mut items = items.on_invalid(OnInvalid::Skip);
/// while let Some(item) = items.next().await {
///     let item: T = item?;
/// }
/// # Ok(()) }
/// ```
///
/// What has been given cannot be taken back, so that the model is not asked again: an item that breaks its
/// schema, or one of the request's own rules, is told as [`OnInvalid`] says. Dropping the stream closes the
/// connection.
pub struct ItemStream<T: Extract> {
    call: Call<Typed<Vec<T>>>,
    taker: Taker,
    checks: Vec<Check<T>>,
    /// The items of a text in which not all of them fit, and which was therefore no list as a whole.
    rest: VecDeque<Result<(T, Vec<Later>), Rejected>>,
    /// An item that the request's own rules are being asked about.
    pending: Option<(usize, T, Vec<Later>)>,
    is_over: bool,
}

/// Why there is no next item.
///
/// ```
/// use formwork::ItemError;
/// # use formwork::{Client, transport::Replay};
/// # let body = r#"{"choices":[{"message":{"content":"{\"value\":[1,1000]}"},"finish_reason":"stop"}]}"#;
/// # let server = Replay::new().answer(200, &[("content-type", "application/json")], [body]);
/// # let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let mut told = None;
/// let mut items = client.request::<u8>().user("Which numbers?").items();
/// while let Some(item) = items.next().await {
///     match item {
///         Ok(number) => println!("{number}"),
///         Err(ItemError::Rejected(item)) => {
///             println!("number {}: {}", item.index, item.violations[0]);
/// #           told = Some(item.index);
///         }
///         Err(ItemError::Call(error)) => return Err(error),
///         Err(_) => break,
///     }
/// }
/// # assert_eq!(told, Some(1));
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ItemError {
    /// This one breaks its schema, or one of the request's own rules.
    Rejected(Rejected),
    /// The call has failed, with what it has cost.
    Call(Error),
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => {
                write!(f, "item {} is not valid", rejected.index)?;
                let mut violations = rejected.violations.iter();
                violations.try_for_each(|violation| write!(f, "\n  {violation}"))
            }
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ItemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Rejected(_) => None,
            Self::Call(error) => Some(error),
        }
    }
}

impl<T: Extract> ItemStream<T> {
    pub(super) fn new(request: Request<T>) -> Self {
        let (request, checks) = request.listed();
        Self {
            call: Call::new(request, Typed::default(), true, Wanted::Items),
            taker: Taker::default(),
            checks,
            rest: VecDeque::new(),
            pending: None,
            is_over: false,
        }
    }

    /// Says what becomes of items that are not valid.
    #[must_use]
    pub fn on_invalid(mut self, policy: OnInvalid) -> Self {
        self.taker.on_invalid(policy);
        self
    }

    /// Waits for the next item; `None` when the list has ended, or after an error that ends it.
    ///
    /// Dropping the future while it waits loses nothing.
    pub async fn next(&mut self) -> Option<Result<T, ItemError>> {
        loop {
            if self.pending.is_some() {
                if let Some(given) = self.judge_pending().await {
                    return Some(given);
                }
                continue;
            }
            if self.is_over {
                return None;
            }
            match self.take() {
                Some(Ok((item, later))) => {
                    self.pending = Some((self.taker.count() - 1, item, later));
                    continue;
                }
                Some(Err(rejected)) => return Some(Err(self.reject(rejected))),
                None => {}
            }
            match self.call.advance().await {
                Moved::View | Moved::Thought | Moved::Reask => {}
                Moved::Failure => {
                    self.is_over = true;
                    return self.call.failure().map(|error| Err(ItemError::Call(error)));
                }
                Moved::Nothing if matches!(self.call.phase, Phase::Listed(_)) => {
                    self.reread();
                    if let Some(given) = self.take_rest() {
                        return Some(given);
                    }
                }
                Moved::Nothing => {
                    self.is_over = true;
                    return self.call.failure().map(|error| Err(ItemError::Call(error)));
                }
            }
        }
    }

    /// The next item that has closed.
    fn take(&mut self) -> Option<Result<(T, Vec<Later>), Rejected>> {
        match &mut self.call.phase {
            Phase::Reading(incoming) => {
                let restarts = incoming.answer.restarts;
                if self.taker.is_other(restarts) {
                    // The answer is another one than that of which items were given.
                    incoming.close();
                    self.call.phase = Phase::Failed(ErrorKind::Cut);
                    return None;
                }
                self.taker.next(incoming.answer.decoder())
            }
            Phase::Listed(decoder) => {
                while let Some(item) = self.rest.pop_front() {
                    if let Some(given) = self.taker.take(item) {
                        return Some(given);
                    }
                }
                self.taker.next(decoder)
            }
            _ => None,
        }
    }

    /// A text is searched for a list that fits as a whole. Where there is none because of its items, each
    /// is judged by itself.
    fn reread(&mut self) {
        let Phase::Listed(decoder) = &mut self.call.phase else {
            return;
        };
        let is_wrong = decoder.violations().next().is_some();
        let is_in_items = decoder
            .violations()
            .all(|violation| violation.pointer.starts_with('/'));
        let (mends, undo) = decoder.manner();
        let attempt = self.call.attempts.last();
        let Some(attempt) = attempt.filter(|_| is_wrong && is_in_items && mends != Mends::None)
        else {
            return;
        };
        let mut values = Decoder::<Vec<Value>>::with_undo(undo).lenient(mends);
        values.push(attempt.answer.as_bytes());
        let Ok(values) = values.finish() else {
            return;
        };
        let undo = Undo {
            unwrap_root: false,
            ..undo
        };
        let first = self.taker.count();
        self.rest = (first..)
            .zip(values)
            .map(|(index, value)| {
                let mut decoder = Decoder::<T>::with_undo(undo).lenient(mends);
                decoder.push(value.to_string().as_bytes());
                decoder.finish_later().map_err(|mut violations| {
                    for violation in &mut violations {
                        violation.pointer.insert_str(0, &format!("/{index}"));
                    }
                    Rejected { index, violations }
                })
            })
            .collect();
        // What was wrong is now told item by item.
        **decoder = Decoder::new();
        decoder.push(b"[]");
    }

    /// The list has ended: an item that is left, or what is wrong with the list itself.
    fn take_rest(&mut self) -> Option<Result<T, ItemError>> {
        match self.take() {
            Some(Ok((item, later))) => {
                self.pending = Some((self.taker.count() - 1, item, later));
                return None;
            }
            Some(Err(rejected)) => return Some(Err(self.reject(rejected))),
            None => self.is_over = true,
        }
        let phase = std::mem::replace(&mut self.call.phase, Phase::Listed(Box::default()));
        let Phase::Listed(decoder) = phase else {
            return None;
        };
        let violations = decoder.finish().err()?;
        if let Some(attempt) = self.call.attempts.last_mut() {
            attempt.violations = violations;
        }
        Some(Err(ItemError::Call(self.call.error(ErrorKind::Invalid))))
    }

    /// Asks the request's own rules about an item.
    async fn judge_pending(&mut self) -> Option<Result<T, ItemError>> {
        let (_, item, later) = self.pending.as_ref()?;
        let context = self.call.context();
        let transport = &self.call.client.inner.transport;
        let judged = judge(&self.checks, later, &context, item);
        let found = match self.call.clocks.in_all(transport, judged).await {
            Ok(found) => found,
            Err(over) => {
                self.call.phase = Phase::Failed(over.into());
                let error = self.call.failure();
                Err(error.unwrap_or_else(|| Error::new(ErrorKind::Deadline, Vec::new())))
            }
        };
        let (index, item, _) = self.pending.take()?;
        match found {
            Ok(found) if found.is_empty() => Some(Ok(item)),
            Ok(mut violations) => {
                for violation in &mut violations {
                    violation.pointer = format!("/{index}{}", violation.pointer);
                }
                let rejected = self.taker.reject(Rejected { index, violations })?;
                Some(Err(self.reject(rejected)))
            }
            Err(error) => {
                self.is_over = true;
                Some(Err(ItemError::Call(error)))
            }
        }
    }

    /// An item is told to be wrong. Nothing is read behind it, where that is the last word.
    fn reject(&mut self, rejected: Rejected) -> ItemError {
        if self.taker.is_stopped() {
            self.is_over = true;
            if let Phase::Reading(incoming) = &mut self.call.phase {
                incoming.close();
            }
        }
        ItemError::Rejected(rejected)
    }

    /// The items that were skipped, and the one at which reading stopped.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        self.taker.rejected()
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.call.attempts
    }

    /// What the call has cost, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.call.usage()
    }
}
