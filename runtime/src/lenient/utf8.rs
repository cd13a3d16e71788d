//! Bytes in any pieces to text.

/// Gathers the bytes of a character that a piece cut.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    cut: Vec<u8>,
}

impl Utf8 {
    /// Appends a piece; `false` where it is not UTF-8.
    pub(super) fn push(&mut self, mut bytes: &[u8], out: &mut String) -> bool {
        while !self.cut.is_empty() {
            let Some((byte, rest)) = bytes.split_first() else {
                return true;
            };
            bytes = rest;
            self.cut.push(*byte);
            match std::str::from_utf8(&self.cut) {
                Ok(text) => {
                    out.push_str(text);
                    self.cut.clear();
                }
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => out.push_str(text),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                out.push_str(std::str::from_utf8(valid).unwrap_or_default());
                if error.error_len().is_some() {
                    return false;
                }
                self.cut.extend_from_slice(rest);
            }
        }
        true
    }

    /// Whether a character is open.
    pub(super) fn is_cut(&self) -> bool {
        !self.cut.is_empty()
    }
}
