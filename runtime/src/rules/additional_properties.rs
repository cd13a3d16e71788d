//! `additionalProperties` (JSON Schema core, section 10.3.2.3).

use super::{Check, Pattern};

/// What the properties must fit that no neighbouring keyword names.
#[derive(Clone, Copy, Debug)]
pub struct Others {
    /// The names in `properties`.
    pub names: &'static [&'static str],
    /// The patterns in `patternProperties`.
    pub patterns: &'static [&'static Pattern],
    /// What every other property must fit.
    pub check: &'static Check,
}
