//! What a call is to give: what is asked for, and who reads the answers.
//!
//! Types that know their schema are one kind of target; schemas that are known at run time only are another. The loop
//! is the same for both.

use std::marker::PhantomData;

use crate::checks::Later;
use crate::decode::Decoder;
use crate::extract::{Extract, Form, Undo};
use crate::lenient::{Mend, Mends};
use crate::violation::Violation;

/// What is asked for, and what reads answers to it.
pub(crate) trait Target: Clone + Send + 'static {
    /// What an answer becomes.
    type Value: Send + 'static;
    /// What reads one.
    type Decoder: Reads<Value = Self::Value>;

    /// What is asked for.
    fn form(&self) -> &Form;

    /// The tools that stand for the branches of a union.
    fn tools(&self) -> &[Form];

    /// A decoder that has read nothing.
    fn decoder(&self, undo: Undo, mends: Mends) -> Self::Decoder;
}

/// Reads one answer.
pub(crate) trait Reads: Send {
    /// What it becomes.
    type Value;

    /// Reads a piece of the answer.
    fn push(&mut self, bytes: &[u8]);

    /// The answer has ended.
    fn end(&mut self);

    /// Whether something is wrong so far.
    fn has_violations(&self) -> bool;

    /// What has been mended.
    fn mends(&self) -> &[Mend];

    /// What is wrong with an answer that is not read to its end, and what would have to follow.
    fn abandon(self) -> (Vec<Violation>, String);

    /// The value, with what is still to be asked about it; or everything that is wrong.
    fn finish_later(self) -> Result<(Self::Value, Vec<Later>), Vec<Violation>>;
}

/// The target that a type is.
pub(crate) struct Typed<T>(PhantomData<fn() -> T>);

impl<T> Clone for Typed<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> Default for Typed<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Extract> Target for Typed<T> {
    type Value = T;
    type Decoder = Decoder<T>;

    fn form(&self) -> &Form {
        const { &T::FORM }
    }

    fn tools(&self) -> &[Form] {
        T::TOOLS
    }

    fn decoder(&self, undo: Undo, mends: Mends) -> Decoder<T> {
        Decoder::with_undo(undo).lenient(mends)
    }
}

impl<T: Extract> Reads for Decoder<T> {
    type Value = T;

    fn push(&mut self, bytes: &[u8]) {
        Self::push(self, bytes);
    }

    fn end(&mut self) {
        Self::end(self);
    }

    fn has_violations(&self) -> bool {
        self.violations().next().is_some()
    }

    fn mends(&self) -> &[Mend] {
        Self::mends(self)
    }

    fn abandon(self) -> (Vec<Violation>, String) {
        Self::abandon(self)
    }

    fn finish_later(self) -> Result<(T, Vec<Later>), Vec<Violation>> {
        Self::finish_later(self)
    }
}
