//! Options, checked, as lowering asks for them.

use crate::Options;

/// What the options say about types and acceptance.
pub(crate) struct Settings {
    /// Acceptance is what the specification says, to the letter.
    pub(crate) exact: bool,
    /// `format` is checked.
    pub(crate) assert_formats: bool,
}

impl Settings {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            exact: options.exact,
            assert_formats: options.assert_formats,
        }
    }
}
