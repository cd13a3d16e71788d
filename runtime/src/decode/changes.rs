//! Which values of a twin have moved since somebody last asked.

/// A log of JSON Pointers, in the order in which the values moved.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The pointers, one behind the other.
    text: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// They have been read, and make room for the next.
    read: bool,
}

impl Changes {
    /// Adds a pointer, which `write` appends. One that is there already, as the last, is not added again:
    /// a string that grows is one change.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut String)) {
        if std::mem::take(&mut self.read) {
            self.text.clear();
            self.ends.clear();
        }
        let start = self.text.len();
        write(&mut self.text);
        let is_known = self.ends.last() == Some(&start) && {
            let before = self.ends.len().wrapping_sub(2);
            let from = self.ends.get(before).copied().unwrap_or(0);
            self.text.get(from..start) == self.text.get(start..)
        };
        if is_known {
            self.text.truncate(start);
        } else {
            self.ends.push(self.text.len());
        }
    }

    /// The pointers since the last time.
    pub(super) fn take(&mut self) -> Changed<'_> {
        // Those that have been read are read once.
        let ends = if self.read { &[] } else { &self.ends[..] };
        self.read = true;
        Changed {
            text: &self.text,
            from: 0,
            ends: ends.iter(),
        }
    }
}

/// The values that have moved, as JSON Pointers (RFC 6901), each once where it moved without a break.
///
/// A value moves when it begins, grows and is complete. A container moves when it begins and when it is
/// complete; what moves inside it is told by itself.
///
/// ```
/// use formwork::Decoder;
///
/// let mut decoder = Decoder::<Vec<Vec<u8>>>::new().track_changes();
/// decoder.push(b"[[1, 2], [3, ");
/// let moved: Vec<String> = decoder.changed().map(str::to_owned).collect();
/// assert_eq!(moved, ["", "/0", "/0/0", "/0/1", "/0", "/1", "/1/0"]);
/// ```
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    text: &'a str,
    from: usize,
    ends: std::slice::Iter<'a, usize>,
}

impl Changed<'_> {
    pub(super) fn none() -> Self {
        Self {
            text: "",
            from: 0,
            ends: [].iter(),
        }
    }
}

impl<'a> Iterator for Changed<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = *self.ends.next()?;
        let pointer = self.text.get(self.from..end);
        self.from = end;
        pointer
    }
}
