//! A journal's text to its lines, each with the place where it stands.
//!
//! A line is a checksum (CRC-32 over the rest, in hexadecimal), a space, and JSON; the first one says what the file is.
//! A line that is damaged is torn where no whole one follows, and damage otherwise. What the JSON says is `entry.rs`'s.

use std::io::{BufRead, Read as _};
use std::path::{Path, PathBuf};

use super::journal::JournalError;
use crate::provider::crc32;

/// The JSON of the first line.
const HEADER: &str = r#"{"formwork":"journal","version":1}"#;
/// No line is longer than an answer can be, escaped.
const LONGEST: u64 = 512 << 20;

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) length: usize,
}

/// A line with its checksum.
pub(super) fn line(json: &str) -> String {
    format!("{:08x} {json}\n", crc32(json.as_bytes()))
}

/// The first line.
pub(super) fn header() -> String {
    line(HEADER)
}

/// The JSON of a line, where its checksum fits.
pub(super) fn checked(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (sum, json) = line.split_once(' ')?;
    let fits = sum.len() == 8 && u32::from_str_radix(sum, 16) == Ok(crc32(json.as_bytes()));
    fits.then_some(json)
}

/// The lines behind the first one.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    path: PathBuf,
    line: Vec<u8>,
    /// Which line has been read last, from 1, and where it ends.
    number: usize,
    offset: u64,
    /// Where the last whole line ends.
    end: u64,
    is_torn: bool,
    is_over: bool,
}

impl<R: BufRead> Lines<R> {
    /// Reads the first line. An empty file is a journal that has not begun.
    pub(super) fn open(reader: R, path: &Path) -> Result<Self, JournalError> {
        let mut lines = Self {
            reader,
            path: path.to_owned(),
            line: Vec::new(),
            number: 0,
            offset: 0,
            end: 0,
            is_torn: false,
            is_over: false,
        };
        if lines.read()?.is_none() {
            lines.is_over = true;
        } else if checked(&lines.line) == Some(HEADER) {
            lines.end = lines.offset;
        } else if header().as_bytes().starts_with(&lines.line) {
            // A beginning of it is a journal that was killed in its first moment.
            (lines.is_torn, lines.is_over) = (true, true);
        } else {
            return Err(JournalError::Foreign(lines.path));
        }
        Ok(lines)
    }

    /// The JSON of the next whole line. Behind an error there is nothing.
    pub(super) fn next(&mut self) -> Result<Option<(String, Place)>, JournalError> {
        let next = self.find();
        self.is_over |= !matches!(next, Ok(Some(_)));
        next
    }

    fn find(&mut self) -> Result<Option<(String, Place)>, JournalError> {
        if self.is_over {
            return Ok(None);
        }
        // The first line that is damaged, if no whole one has come behind it.
        let mut torn: Option<usize> = None;
        while let Some(place) = self.read()? {
            match (checked(&self.line), torn) {
                (Some(_), Some(line)) => {
                    let path = self.path.clone();
                    return Err(JournalError::Damaged { path, line });
                }
                (Some(json), None) => {
                    let json = json.to_owned();
                    self.end = self.offset;
                    return Ok(Some((json, place)));
                }
                (None, before) => torn = before.or(Some(self.number)),
            }
        }
        self.is_torn |= torn.is_some();
        Ok(None)
    }

    /// Reads a line, whatever it is. Nothing is read behind one without an end: who writes it is not done.
    fn read(&mut self) -> Result<Option<Place>, JournalError> {
        let is_open = |line: &[u8]| line.last().is_some_and(|&last| last != b'\n');
        let is_full = u64::try_from(self.line.len()).is_ok_and(|length| length == LONGEST);
        if is_open(&self.line) && !is_full {
            return Ok(None);
        }
        self.line.clear();
        let mut reader = self.reader.by_ref().take(LONGEST);
        let length = reader.read_until(b'\n', &mut self.line)?;
        if length == 0 {
            return Ok(None);
        }
        let offset = self.offset;
        self.offset = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        self.number = self.number.saturating_add(1);
        Ok(Some(Place { offset, length }))
    }

    /// Where the last whole line ends that has been read.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Whether the last line was torn; known at the end.
    pub(super) fn was_torn(&self) -> bool {
        self.is_torn
    }
}
