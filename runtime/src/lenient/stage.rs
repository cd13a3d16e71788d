//! What a finder needs of whoever takes the value: a place to try values in, and a verdict on each.

use super::{Mended, Mends};
use crate::json::{Sink, Wanted};
use crate::violation::Violation;

/// Takes values until one is the answer.
pub(crate) trait Stage: Sink {
    /// Forgets the value that is being read; another one begins.
    fn restart(&mut self);
    /// The same, and it is an object around the answer.
    fn restart_wrapped(&mut self);
    /// The same, and nothing is mended in it.
    fn restart_strict(&mut self);
    /// What is wrong with the value that has been read, if it has been.
    fn verdict(&self) -> &[Violation];
    /// What was mended in it.
    fn mends(&self) -> Mended;
    /// It is the answer, until another one is.
    fn accept(&mut self);
    /// What was accepted is no answer after all.
    fn withdraw(&mut self);
    /// What may be mended.
    fn allowed(&self) -> Mends;
    /// What the answer may be.
    fn root(&self) -> Wanted;
}
