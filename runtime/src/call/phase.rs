//! How far a call has come, and what a step of it did.

use std::time::Duration;

use super::incoming::Incoming;
use super::target::Target;
use crate::checks::Later;
use crate::decode::Answered;
use crate::error::ErrorKind;
use crate::lenient::Mend;

/// What a call is to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A value.
    One,
    /// The values of several tool calls.
    Calls,
    /// The same, or words.
    Choice,
    /// The items of a list, which the caller takes one by one.
    Items,
}

impl Wanted {
    /// Whether tools are called side by side.
    pub(super) fn is_several(self) -> bool {
        matches!(self, Self::Calls | Self::Choice)
    }
}

/// How far a call has come.
// One call is one of these, so their sizes do not matter.
#[allow(clippy::large_enum_variant)]
pub(super) enum Phase<G: Target> {
    /// The next thing to do is to send a request.
    Ready,
    /// The next thing to do is to wait so long, and then to send a request.
    Waiting(Duration),
    /// An answer comes in.
    Reading(Box<Incoming<G>>),
    /// An answer has come that fits its schema; the caller's own rules are to be asked.
    Checking(Box<Incoming<G>>, Judged<G::Value>),
    /// A valid answer came.
    Valued(G::Value, Vec<Mend>),
    /// So did several calls.
    Gathered(Vec<G::Value>),
    /// The model called nothing, and said this.
    Said(String),
    /// So did a list, whose items are for the caller to take.
    Listed(Box<G::Decoder>),
    /// There will be none.
    Failed(ErrorKind),
}

/// What an answer came to.
pub(super) enum Judged<T> {
    /// A value, what was mended in it, and what is to be asked about it.
    One(T, Vec<Mend>, Vec<Later>),
    /// Calls, each a value with what is to be asked about it, or what is wrong with it.
    Calls(Vec<Answered<T>>),
}

impl<T> Judged<T> {
    /// Whether nothing is to be asked about it.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Self::One(_, _, later) => later.is_empty(),
            Self::Calls(calls) => calls.iter().flatten().all(|(_, later)| later.is_empty()),
        }
    }

    /// Its values, and what is to be asked about each.
    pub(super) fn values(&self) -> Vec<(&T, &[Later])> {
        match self {
            Self::One(value, _, later) => vec![(value, later)],
            Self::Calls(calls) => {
                let fitting = calls.iter().filter_map(|call| call.as_ref().ok());
                fitting
                    .map(|(value, later)| (value, later.as_slice()))
                    .collect()
            }
        }
    }
}

/// What one step of the loop did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// The model has thought more.
    Thought,
    /// The view has changed.
    View,
    /// The last attempt was invalid, and is to be followed by another one.
    Reask,
    /// The call has just failed.
    Failure,
    /// It was over before.
    Nothing,
}

impl Moved {
    /// Whether there is more to come.
    pub(super) fn is_under_way(self) -> bool {
        matches!(self, Self::Thought | Self::View | Self::Reask)
    }
}

impl<G: Target> Phase<G> {
    /// Whether the call has ended well.
    pub(super) fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Valued(..) | Self::Gathered(_) | Self::Said(_) | Self::Listed(_)
        )
    }
}
