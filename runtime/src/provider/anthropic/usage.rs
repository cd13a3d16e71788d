//! The `usage` of an answer, to [`Usage`].
//!
//! A stream tells it twice: at its start, and again, cumulative, with the reason for its end. What the
//! second one says replaces what the first one said, member by member.

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// What has been counted so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// Input that was neither read from the cache nor written to it.
    input: Option<u64>,
    cache_written: Option<u64>,
    cache_read: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

impl Counts {
    /// Reads a `usage` object. Members that are null or missing change nothing.
    pub(super) fn merge(&mut self, usage: Raw<'_>) -> Result<(), Malformed> {
        usage.cursor().object(|cursor, key| {
            let slot = match key {
                "input_tokens" => &mut self.input,
                "cache_creation_input_tokens" => &mut self.cache_written,
                "cache_read_input_tokens" => &mut self.cache_read,
                "output_tokens" => &mut self.output,
                "output_tokens_details" => {
                    let details = cursor.value()?;
                    self.thinking = details.member_count("thinking_tokens")?.or(self.thinking);
                    return Ok(());
                }
                _ => return cursor.skip(),
            };
            *slot = cursor.value()?.count().or(*slot);
            Ok(())
        })?;
        Ok(())
    }

    /// The usage; `None` where nothing was counted.
    pub(super) fn usage(self) -> Option<Usage> {
        self.input.or(self.output)?;
        let cached = self.cache_read.unwrap_or(0);
        let fresh = self.input.unwrap_or(0);
        let written = self.cache_written.unwrap_or(0);
        let input = fresh.saturating_add(written).saturating_add(cached);
        let output = self.output.unwrap_or(0);
        Some(Usage {
            input_tokens: input,
            output_tokens: output,
            cached_input_tokens: cached,
            cache_written_tokens: written,
            reasoning_tokens: self.thinking.unwrap_or(0),
            total_tokens: input.saturating_add(output),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;
    use crate::provider::cursor::Cursor;

    #[test]
    fn later_counts_replace_earlier_ones() {
        let mut counts = Counts::default();
        let mut merge = |json: &str| {
            counts.merge(Cursor::new(json).value().unwrap()).unwrap();
            counts.usage()
        };
        assert_eq!(merge("null"), None);
        assert_eq!(merge("{}"), None);
        let first = merge(
            r#"{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,
                "output_tokens":1,"output_tokens_details":null,"service_tier":"standard"}"#,
        );
        let first = first.unwrap();
        assert_eq!((first.input_tokens, first.cached_input_tokens), (17, 4));
        assert_eq!(first.cache_written_tokens, 3);
        let last = merge(
            r#"{"input_tokens":10,"cache_read_input_tokens":null,"output_tokens":9,
                "output_tokens_details":{"thinking_tokens":5}}"#,
        );
        let last = last.unwrap();
        assert_eq!((last.input_tokens, last.output_tokens), (17, 9));
        assert_eq!((last.reasoning_tokens, last.total_tokens), (5, 26));
    }
}
