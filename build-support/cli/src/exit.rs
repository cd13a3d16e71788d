//! The codes that the program ends with.

use std::io;
use std::process::ExitCode;

use crate::say;

/// What was asked for is not right: a schema has errors, or warnings that were denied.
pub(crate) const FINDINGS: u8 = 1;
/// The command was used wrongly; `clap` ends with the same code.
pub(crate) const USAGE: u8 = 2;
/// With `--check`: what is there differs from what would be generated.
pub(crate) const DRIFT: u8 = 3;
/// `breaking`: the new schema is not compatible.
pub(crate) const BREAKING: u8 = 1;
/// `breaking`: a schema could not be read, or neither was proved.
pub(crate) const UNDECIDED: u8 = 3;
/// A file could not be read or written.
pub(crate) const FAILURE: u8 = 4;

/// The codes, for those who ask for help.
pub(crate) const HELP: &str = "\
Exit codes:
  0  fine; there may be warnings
  1  a schema has errors, or warnings that were denied
  2  wrong use
  3  --check found differences
  4  the file system failed";

/// Says that the file system failed.
pub(crate) fn failed(error: &io::Error) -> ExitCode {
    say(&format!("error: {error}\n"));
    ExitCode::from(FAILURE)
}
