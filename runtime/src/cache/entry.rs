//! An answer, to the bytes that a store keeps, and back.
//!
//! What is kept is what the model wrote, not what became of it, so that it is decoded and judged again by whoever
//! finds it.

use serde_json::{Value, json};

use crate::provider::Mode;
use crate::usage::Usage;

/// The version of what is written. Another one is not understood.
const VERSION: u64 = 1;

/// An answer that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// How it was asked for.
    pub(crate) mode: Mode,
    /// Who gave it.
    pub(crate) model: String,
    /// Its text; empty where it is in calls.
    pub(crate) text: String,
    /// Names and arguments of its calls.
    pub(crate) calls: Vec<(String, String)>,
    /// What it cost when it was given.
    pub(crate) usage: Option<Usage>,
}

impl Entry {
    /// As bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        let usage = self.usage.map(|usage| {
            json!({
                "input": usage.input_tokens,
                "output": usage.output_tokens,
                "cached_input": usage.cached_input_tokens,
                "cache_written": usage.cache_written_tokens,
                "reasoning": usage.reasoning_tokens,
                "total": usage.total_tokens,
            })
        });
        let entry = json!({
            "version": VERSION,
            "mode": self.mode.as_str(),
            "model": self.model,
            "text": self.text,
            "calls": self.calls,
            "usage": usage,
        });
        entry.to_string().into_bytes()
    }

    /// From bytes; `None` where they are something else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let entry: Value = serde_json::from_slice(bytes).ok()?;
        if entry.get("version")?.as_u64()? != VERSION {
            return None;
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let call = |call: &Value| match call.as_array()?.as_slice() {
            [name, arguments] => Some((text(name)?, text(arguments)?)),
            _ => None,
        };
        let usage = entry.get("usage").filter(|usage| !usage.is_null());
        let usage = usage.map(|usage| {
            let count = |name: &str| usage.get(name)?.as_u64();
            Some(Usage {
                input_tokens: count("input")?,
                output_tokens: count("output")?,
                cached_input_tokens: count("cached_input")?,
                cache_written_tokens: count("cache_written")?,
                reasoning_tokens: count("reasoning")?,
                total_tokens: count("total")?,
            })
        });
        Some(Self {
            mode: entry.get("mode")?.as_str()?.parse().ok()?,
            model: text(entry.get("model")?)?,
            text: text(entry.get("text")?)?,
            calls: entry
                .get("calls")?
                .as_array()?
                .iter()
                .map(call)
                .collect::<Option<_>>()?,
            usage: match usage {
                Some(usage) => Some(usage?),
                None => None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Mode, Usage};

    fn entry() -> Entry {
        Entry {
            mode: Mode::StrictTools,
            model: "m".to_owned(),
            text: "\"\u{0}é\n".to_owned(),
            calls: vec![("f".to_owned(), "{\"a\":1}".to_owned())],
            usage: Some(Usage {
                input_tokens: u64::MAX,
                output_tokens: 1,
                cached_input_tokens: 2,
                cache_written_tokens: 3,
                reasoning_tokens: 4,
                total_tokens: 5,
            }),
        }
    }

    #[test]
    fn entries_come_back_as_they_were() {
        for entry in [
            entry(),
            Entry {
                usage: None,
                calls: Vec::new(),
                ..entry()
            },
        ] {
            assert_eq!(Entry::read(&entry.write()), Some(entry));
        }
    }

    #[test]
    fn what_is_no_entry_is_none() {
        let written = String::from_utf8(entry().write()).unwrap();
        assert!(Entry::read(written.as_bytes()).is_some());
        let wrong = [
            String::new(),
            "null".to_owned(),
            "[1]".to_owned(),
            written[..written.len() - 1].to_owned(),
            written.replace("\"version\":1", "\"version\":2"),
            written.replace("strict_tools", "by_magic"),
            written.replace("\"model\":\"m\"", "\"model\":7"),
            written.replace("[\"f\"", "[\"f\",\"g\""),
            written.replace("\"total\":5", "\"total\":-5"),
        ];
        for text in wrong {
            assert_ne!(text, written);
            assert_eq!(Entry::read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Entry::read(&[0xff, 0xfe]), None);
    }
}
