//! `if`, `then` and `else` (JSON Schema core, section 10.2.2).

use super::Check;

/// A condition and what follows from it.
#[derive(Clone, Copy, Debug)]
pub struct If {
    /// `if`
    pub condition: &'static Check,
    /// `then`: what values must fit that fit the condition.
    pub then: Option<&'static Check>,
    /// `else`: what the others must fit.
    pub otherwise: Option<&'static Check>,
}
