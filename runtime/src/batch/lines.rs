//! Bytes to lines, however they are cut. A line beyond the limit is read past, not kept.

/// No line of results is kept beyond this.
pub(super) const LONGEST: usize = 64 << 20;

/// The lines of a text that comes in pieces.
#[derive(Debug)]
pub(super) struct Lines {
    /// The line under way.
    line: Vec<u8>,
    /// It is too long: nothing more of it is kept.
    is_over: bool,
    /// How much of it was read past.
    skipped: usize,
    longest: usize,
}

impl Lines {
    pub(super) fn new(longest: usize) -> Self {
        Self {
            line: Vec::new(),
            is_over: false,
            skipped: 0,
            longest,
        }
    }

    /// Takes the next bytes. `take` gets each line that they complete, without its end; `None` for one that
    /// was too long.
    pub(super) fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Option<&[u8]>)) {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, behind) = rest.split_at(end);
            if self.line.is_empty() && !self.is_over && line.len() <= self.longest {
                take(Some(without_return(line)));
            } else {
                self.add(line);
                self.end(take);
            }
            rest = behind.get(1..).unwrap_or_default();
        }
        self.add(rest);
    }

    /// How much of the line under way was read past.
    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    /// Nothing more comes: what is left is a line.
    pub(super) fn end(&mut self, take: &mut dyn FnMut(Option<&[u8]>)) {
        self.skipped = 0;
        if std::mem::take(&mut self.is_over) {
            take(None);
        } else {
            take(Some(without_return(&self.line)));
        }
        self.line.clear();
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.is_over || bytes.len() > self.longest - self.line.len() {
            self.is_over = true;
            self.skipped = self.skipped.saturating_add(bytes.len());
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn lines(pieces: &[&str]) -> Vec<String> {
        let mut lines = Lines::new(5);
        let mut seen = Vec::new();
        let mut take = |line: Option<&[u8]>| {
            let line = line.map(|line| String::from_utf8_lossy(line).into_owned());
            seen.push(line.unwrap_or_else(|| "too long".to_owned()));
        };
        for piece in pieces {
            lines.push(piece.as_bytes(), &mut take);
        }
        lines.end(&mut take);
        seen
    }

    #[test]
    fn lines_do_not_depend_on_the_cuts() {
        let text = "a\r\n\nabcde\nabcdef\nxy";
        let expected = ["a", "", "abcde", "too long", "xy"];
        assert_eq!(lines(&[text]), expected);
        let bytes: Vec<&str> = text.split("").collect();
        assert_eq!(lines(&bytes), expected);
        for at in 0..text.len() {
            let (head, tail) = text.split_at(at);
            assert_eq!(lines(&[head, tail]), expected, "{at}");
        }
    }
}
