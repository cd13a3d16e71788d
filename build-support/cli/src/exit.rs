//! The codes that the program ends with.

/// What was asked for is not right: a schema has errors.
pub(crate) const FINDINGS: u8 = 1;
/// The command was used wrongly; `clap` ends with the same code.
pub(crate) const USAGE: u8 = 2;
/// With `--check`: what is there differs from what would be generated.
pub(crate) const DRIFT: u8 = 3;
/// A file could not be read or written.
pub(crate) const FAILURE: u8 = 4;
