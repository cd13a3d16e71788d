//! The codes that the program ends with. They mean the same for every command.

use std::fmt;
use std::process::ExitCode;

use crate::tell::Tell;

/// No: a schema has errors, or warnings that were denied; what is there differs from what would be generated; the
/// new schema is not compatible; no answer fits.
pub(crate) const NO: u8 = 1;
/// The command was used wrongly; `clap` ends with the same code.
pub(crate) const USAGE: u8 = 2;
/// It could not be done, or not be found out: a file, the network, a key that is not there.
pub(crate) const FAILED: u8 = 3;

/// The codes, for those who ask for help.
pub(crate) const HELP: &str = "\
Exit codes:
  0  fine; there may be warnings
  1  no: a schema has errors (or warnings that were denied), --check found differences, a change
     breaks something, or no answer fits
  2  wrong use
  3  it could not be done: a file, the network or a key is not there";

/// Says that something is not right.
pub(crate) fn no() -> ExitCode {
    ExitCode::from(NO)
}

/// 0, or that something is not right.
pub(crate) fn fine_if(is_fine: bool) -> ExitCode {
    if is_fine { ExitCode::SUCCESS } else { no() }
}

/// Says that the command was used wrongly.
pub(crate) fn misused(tell: Tell, message: &str) -> ExitCode {
    tell.error(message);
    ExitCode::from(USAGE)
}

/// Says that something could not be done.
pub(crate) fn failed(tell: Tell, error: &impl fmt::Display) -> ExitCode {
    tell.error(&error.to_string());
    ExitCode::from(FAILED)
}
