//! Numbers, as the grammar of RFC 8259, section 6, has them.

use super::super::Sink;
use super::super::number::{read_number, read_whole};
use super::{Scanned, Scanner, TOKEN_LIMIT};

/// Which bytes may stand in a number.
static IN_NUMBERS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"0123456789-+.eE";
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
};

impl Scanner {
    /// Reads what may belong to a number.
    pub(super) fn number(&mut self, text: &str, at: usize, sink: &mut impl Sink) -> Scanned<usize> {
        let bytes = text.as_bytes();
        let mut end = at;
        while bytes
            .get(end)
            .is_some_and(|byte| IN_NUMBERS[usize::from(*byte)])
        {
            end += 1;
        }
        let number = text.get(at..end).unwrap_or_default();
        if self.scratch.len() + number.len() > TOKEN_LIMIT {
            return self.too_long("a number", TOKEN_LIMIT);
        }
        if end == bytes.len() || !self.scratch.is_empty() {
            self.scratch.push_str(number);
            if end == bytes.len() {
                return Ok(end);
            }
            self.end_number(None, end, sink)?;
        } else {
            self.end_number(Some(number), end, sink)?;
        }
        Ok(end)
    }

    /// Ends a number that lies in the text, or (`None`) in the scratch buffer.
    pub(super) fn end_number(
        &mut self,
        text: Option<&str>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Scanned<()> {
        let number = text.unwrap_or(&self.scratch);
        let value = read_whole(number);
        if value.is_none() && !is_number(number.as_bytes()) {
            let shown: String = number.chars().take(40).collect();
            return self.error(at, format!("not JSON: `{shown}` is not a number"));
        }
        self.value_ended();
        let number = text.unwrap_or(&self.scratch);
        sink.number(number, value.unwrap_or_else(|| read_number(number)));
        self.scratch.clear();
        Ok(())
    }
}

/// Whether `text` is a JSON number, whole.
fn is_number(text: &[u8]) -> bool {
    let rest = text.strip_prefix(b"-").unwrap_or(text);
    let rest = match rest {
        [b'0', rest @ ..] => rest,
        [b'1'..=b'9', rest @ ..] => skip_digits(rest),
        _ => return false,
    };
    let rest = match rest {
        [b'.', digits @ ..] => match at_least_one_digit(digits) {
            Some(rest) => rest,
            None => return false,
        },
        rest => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => {
            at_least_one_digit(digits).is_some_and(<[u8]>::is_empty)
        }
        _ => false,
    }
}

fn skip_digits(text: &[u8]) -> &[u8] {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    &text[digits..]
}

fn at_least_one_digit(text: &[u8]) -> Option<&[u8]> {
    let rest = skip_digits(text);
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn follows_the_grammar() {
        for good in ["0", "-0", "10", "1.5", "-1.25e+10", "1E5", "0.1e-7"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in [
            "", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1.2.3", "1-2", "0x1", "1e5.0",
        ] {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
    }
}
