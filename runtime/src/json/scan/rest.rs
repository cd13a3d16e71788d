//! The end that a text lacks to be JSON.

use super::{Expect, Scanner, Token};

impl Scanner {
    /// The shortest text that makes a whole JSON text of what has been read: what is open is closed, and
    /// what must follow is `null`. Nothing after a syntax error makes one.
    pub(crate) fn rest(&self) -> String {
        let mut rest = String::new();
        let after_string = if self.in_key { "\":null" } else { "\"" };
        match self.token {
            Token::None => rest.push_str(match self.expect {
                Expect::Value => "null",
                Expect::ValueOrEnd if self.open.is_empty() => "null",
                Expect::Key => "\"\":null",
                Expect::Colon => ":null",
                _ => "",
            }),
            Token::Likely { .. } => rest.push_str("\":null"),
            Token::String => rest.push_str(after_string),
            Token::Escape => {
                rest.push('\\');
                rest.push_str(after_string);
            }
            Token::Hex { digits, value } => {
                // After the first half of a pair only its second half may come.
                let hex = if self.high_surrogate > 0 {
                    "dc00"
                } else {
                    "0000"
                };
                rest.push_str(hex.get(usize::from(digits)..).unwrap_or_default());
                let unit = value << (16 - 4 * u32::from(digits.min(4)));
                if self.high_surrogate == 0 && (0xd800..0xdc00).contains(&unit) {
                    rest.push_str("\\udc00");
                }
                rest.push_str(after_string);
            }
            Token::LowBackslash => {
                rest.push_str("\\udc00");
                rest.push_str(after_string);
            }
            Token::LowU => {
                rest.push_str("udc00");
                rest.push_str(after_string);
            }
            Token::Number => {
                if !self.scratch.ends_with(|last: char| last.is_ascii_digit()) {
                    rest.push('0');
                }
            }
            Token::Literal { text, matched } => {
                rest.push_str(text.get(matched..).unwrap_or_default());
            }
        }
        for is_object in self.open.inside_out() {
            rest.push(if is_object { '}' } else { ']' });
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use crate::json::scan::{Limits, Scanner};
    use crate::json::{Event, Sink};

    struct Nobody;

    impl Sink for Nobody {
        fn event(&mut self, _: Event<'_>) {}
    }

    #[test]
    fn whatever_is_cut_off_can_be_ended() {
        let text = r#" {"a": [1, -2.5e+3, true, null, "\u00e9\ud83d\ude00\n\\"], "\"b": {}, "c": [[], [{"d": "x"}]] } "#;
        for end in 0..=text.len() {
            let (begun, _) = text.split_at(end);
            let mut scanner = Scanner::new(Limits::default());
            scanner
                .push(begun.as_bytes(), &mut Nobody)
                .expect("it is JSON so far");
            let whole = format!("{begun}{}", scanner.rest());
            let read = serde_json::from_str::<serde_json::Value>(&whole);
            assert!(read.is_ok(), "{whole}: {read:?}");
        }
    }
}
