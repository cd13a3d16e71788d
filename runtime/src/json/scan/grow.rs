//! More of a string that is being handed on, straight into its place.
//!
//! Most pieces of a stream are that and nothing else. They need no event: whoever knows the place lends it to the
//! scanner, which writes into it what it reads.

use super::super::append;
use super::string::{plain_run, short_escape};
use super::{Scanner, Token};

impl Scanner {
    /// How many bytes may be added to a string that is being handed on before a limit has to be asked; none
    /// where there is no such string.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        let is_inside = matches!(self.token, Token::String | Token::Escape);
        if !is_inside || !self.shown || self.in_key || self.cut_len > 0 {
            return 0;
        }
        let of_text = self.limits.bytes.saturating_sub(self.before);
        of_text.min(self.limits.string.saturating_sub(self.length))
    }

    /// Whether the string is between two characters.
    #[inline]
    pub(crate) fn is_between_characters(&self) -> bool {
        self.token == Token::String
    }

    /// Notes that so many bytes were added to such a string as they stand. It had room for them, and is between
    /// two characters.
    #[inline]
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.before += bytes;
        self.length += bytes;
    }

    /// How far a piece is plain from its beginning on; not at all where it begins inside an escape.
    pub(crate) fn plain_in(&self, bytes: &[u8]) -> usize {
        match self.token {
            Token::String => plain_run(bytes, 0),
            _ => 0,
        }
    }

    /// Reads on in such a string, from the beginning of a piece for all of which it has room and which is plain up
    /// to `end`. Answers with where it ends, or what takes more thought begins.
    pub(crate) fn grow_in(&mut self, text: &str, end: usize, place: &mut String) -> usize {
        let at = self.grow(text, 0, end.min(text.len()), place);
        self.before += at;
        at
    }

    /// Reads on, where `text[at..end]` is plain.
    pub(super) fn grow(
        &mut self,
        text: &str,
        mut at: usize,
        mut end: usize,
        place: &mut String,
    ) -> usize {
        let bytes = text.as_bytes();
        let before = place.len();
        loop {
            if self.token == Token::String {
                append(place, text.get(at..end).unwrap_or_default());
                at = end;
                if bytes.get(at) != Some(&b'\\') {
                    break;
                }
                at += 1;
                self.token = Token::Escape;
            }
            let Some(character) = bytes.get(at).copied().and_then(short_escape) else {
                break;
            };
            append(place, character);
            at += 1;
            self.token = Token::String;
            end = plain_run(bytes, at);
        }
        self.length += place.len() - before;
        at
    }
}
