//! The `usage` object, in the spellings of the family, to [`Usage`].

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// Reads a `usage` object. `None` where it is null, empty, or counts nothing that is known.
pub(super) fn read(usage: Raw<'_>) -> Result<Option<Usage>, Malformed> {
    let (mut input, mut output, mut total) = (None, None, None);
    let (mut cached, mut reasoning) = (None, None);
    usage.cursor().object(|cursor, key| {
        match key {
            "prompt_tokens" => input = cursor.value()?.count(),
            "completion_tokens" => output = cursor.value()?.count(),
            "total_tokens" => total = cursor.value()?.count(),
            // The details are the vendor's spelling and win over those of other servers: Mistral,
            // Hugging Face's backends and DeepSeek; Perplexity.
            "prompt_tokens_details" => {
                cached = detail(cursor.value()?, "cached_tokens")?.or(cached);
            }
            "num_cached_tokens" | "cached_tokens" | "prompt_cache_hit_tokens" => {
                cached = cached.or(cursor.value()?.count());
            }
            "completion_tokens_details" => {
                reasoning = detail(cursor.value()?, "reasoning_tokens")?.or(reasoning);
            }
            "reasoning_tokens" => reasoning = reasoning.or(cursor.value()?.count()),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    if input.or(output).or(total).is_none() {
        return Ok(None);
    }
    let (input, mut output) = (input.unwrap_or(0), output.unwrap_or(0));
    // xAI counts reasoning beside the answer, which shows in the total.
    let beside = input
        .saturating_add(output)
        .saturating_add(reasoning.unwrap_or(0));
    if total == Some(beside) {
        output = output.saturating_add(reasoning.unwrap_or(0));
    }
    Ok(Some(Usage {
        input_tokens: input,
        output_tokens: output,
        cached_input_tokens: cached.unwrap_or(0),
        reasoning_tokens: reasoning.unwrap_or(0),
        total_tokens: total.unwrap_or_else(|| input.saturating_add(output)),
        ..Usage::default()
    }))
}

/// One count out of a details object, which may be null.
fn detail(details: Raw<'_>, wanted: &str) -> Result<Option<u64>, Malformed> {
    let mut found = None;
    details.cursor().object(|cursor, key| {
        let value = cursor.value()?;
        if key == wanted {
            found = value.count();
        }
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Usage;
    use crate::provider::cursor::Cursor;

    fn usage(json: &str) -> Option<Usage> {
        read(Cursor::new(json).value().unwrap()).unwrap()
    }

    #[test]
    fn every_spelling_counts() {
        let expected = Usage {
            input_tokens: 10,
            output_tokens: 5,
            cached_input_tokens: 4,
            reasoning_tokens: 3,
            total_tokens: 15,
            ..Usage::default()
        };
        for json in [
            r#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
                "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":3}}"#,
            r#"{"prompt_cache_hit_tokens":9,"prompt_tokens_details":{"cached_tokens":4},"cost":0.1,
                "num_cached_tokens":9,"prompt_tokens":10,"completion_tokens":5,"reasoning_tokens":3}"#,
            r#"{"prompt_tokens":10.0,"completion_tokens":5,"prompt_tokens_details":null,
                "cached_tokens":4,"completion_tokens_details":null,"reasoning_tokens":3}"#,
        ] {
            assert_eq!(usage(json), Some(expected), "{json}");
        }
    }

    #[test]
    fn no_counts_are_no_usage() {
        for json in [
            "null",
            "{}",
            "[]",
            r#"{"cost":1}"#,
            r#"{"prompt_tokens":null}"#,
            r#"{"total_tokens":-1}"#,
        ] {
            assert_eq!(usage(json), None, "{json}");
        }
    }
}
