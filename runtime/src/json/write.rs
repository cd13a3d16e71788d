//! JSON text, written piece by piece.
//!
//! Text that already is JSON (a schema, the arguments of a tool call) is spliced in as it stands.
//! Nothing here parses: whoever splices vouches for the piece.

/// Writes compact JSON text. Commas are set by themselves; brackets and keys are the caller's.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
}

impl Writer {
    /// An empty text with room for `bytes`.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            out: String::with_capacity(bytes),
        }
    }

    /// The text.
    pub(crate) fn into_text(self) -> String {
        self.out
    }

    /// Opens an object.
    pub(crate) fn begin_object(&mut self) {
        self.separate();
        self.out.push('{');
    }

    /// Closes an object.
    pub(crate) fn end_object(&mut self) {
        self.out.push('}');
    }

    /// Opens an array.
    pub(crate) fn begin_array(&mut self) {
        self.separate();
        self.out.push('[');
    }

    /// Closes an array.
    pub(crate) fn end_array(&mut self) {
        self.out.push(']');
    }

    /// The key of the next value.
    pub(crate) fn key(&mut self, key: &str) {
        self.separate();
        string(key, &mut self.out);
        self.out.push(':');
    }

    /// A string.
    pub(crate) fn string(&mut self, text: &str) {
        self.separate();
        string(text, &mut self.out);
    }

    /// `true` or `false`.
    pub(crate) fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// A value that is JSON text already. An empty text would leave a hole.
    pub(crate) fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    /// A value that `write` appends as JSON text.
    pub(crate) fn splice(&mut self, write: impl FnOnce(&mut String)) {
        self.separate();
        write(&mut self.out);
    }

    /// A member whose value is a string.
    pub(crate) fn string_member(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    /// Sets a comma where a value or key follows another one.
    ///
    /// The last byte tells: every value ends in a quote, a bracket, a letter or a digit, and
    /// nothing else does.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }
}

/// Appends a string in quotes, escaped as RFC 8259 section 7 demands and no further.
pub(crate) fn string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.reserve(text.len() + 2);
    out.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "\\u00",
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(escape);
        if escape.len() > 2 {
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Writer, string};

    #[test]
    fn strings_read_back_as_they_were() {
        let every: String = (0..0x250u32).filter_map(char::from_u32).collect();
        for text in [
            "",
            "plain",
            "\"\\/",
            "a\nb\r\tc",
            "\u{0}\u{1f}\u{7f}",
            "\u{2028}é😀",
            &every,
        ] {
            let mut out = String::new();
            string(text, &mut out);
            assert_eq!(
                serde_json::from_str::<String>(&out).ok().as_deref(),
                Some(text)
            );
        }
    }

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut writer = Writer::with_capacity(64);
        writer.begin_object();
        writer.string_member("a", "x:");
        writer.key("b");
        writer.begin_array();
        writer.raw("1");
        writer.bool(true);
        writer.begin_object();
        writer.end_object();
        writer.begin_array();
        writer.end_array();
        writer.splice(|out| out.push_str("{\"c\":null}"));
        writer.end_array();
        writer.key("d");
        writer.string("{");
        writer.end_object();
        let text = writer.into_text();
        assert_eq!(text, r#"{"a":"x:","b":[1,true,{},[],{"c":null}],"d":"{"}"#);
    }
}
