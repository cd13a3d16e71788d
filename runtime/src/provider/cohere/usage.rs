//! The `usage` of an answer, to [`Usage`].

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// Reads a `usage` object. `None` where it is null, empty, or counts nothing that is known.
///
/// What was billed stands in for the tokens where only that is told.
pub(super) fn read(usage: Raw<'_>) -> Result<Option<Usage>, Malformed> {
    let (mut tokens, mut billed, mut cached) = (None, None, None);
    usage.cursor().object(|cursor, key| {
        match key {
            "tokens" => tokens = counts(cursor.value()?)?,
            "billed_units" => billed = counts(cursor.value()?)?,
            "cached_tokens" => cached = cursor.value()?.count(),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    Ok(tokens.or(billed).map(|(input, output)| Usage {
        input_tokens: input,
        output_tokens: output,
        cached_input_tokens: cached.unwrap_or(0),
        total_tokens: input.saturating_add(output),
        ..Usage::default()
    }))
}

/// Input and output; `None` where neither is told.
fn counts(tokens: Raw<'_>) -> Result<Option<(u64, u64)>, Malformed> {
    let input = tokens.member_count("input_tokens")?;
    let output = tokens.member_count("output_tokens")?;
    let any = input.or(output).is_some();
    Ok(any.then(|| (input.unwrap_or(0), output.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::provider::raw::Raw;

    #[test]
    fn tokens_count_before_what_is_billed() {
        let told = |json| {
            let usage = read(Raw::new(json)).unwrap()?;
            Some([
                usage.input_tokens,
                usage.output_tokens,
                usage.cached_input_tokens,
                usage.total_tokens,
            ])
        };
        let both = r#"{"billed_units":{"input_tokens":1,"output_tokens":2},"cached_tokens":4,
            "tokens":{"input_tokens":30.0,"output_tokens":5}}"#;
        assert_eq!(told(both), Some([30, 5, 4, 35]));
        let billed = r#"{"billed_units":{"input_tokens":1,"output_tokens":2},"tokens":null}"#;
        assert_eq!(told(billed), Some([1, 2, 0, 3]));
        for none in ["null", "{}", r#"{"billed_units":{"search_units":1}}"#] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
