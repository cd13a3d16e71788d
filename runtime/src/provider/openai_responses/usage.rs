//! The `usage` object, to [`Usage`].

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// Reads a `ResponseUsage`. `None` where it is empty or counts nothing that is known.
pub(super) fn read(usage: Raw<'_>) -> Result<Option<Usage>, Malformed> {
    let (mut input, mut output, mut total) = (None, None, None);
    let (mut cached, mut reasoning) = (None, None);
    usage.cursor().object(|cursor, key| {
        let value = cursor.value()?;
        match key {
            "input_tokens" => input = value.count(),
            "output_tokens" => output = value.count(),
            "total_tokens" => total = value.count(),
            "input_tokens_details" => cached = value.member_count("cached_tokens")?,
            "output_tokens_details" => reasoning = value.member_count("reasoning_tokens")?,
            _ => {}
        }
        Ok(())
    })?;
    if input.or(output).or(total).is_none() {
        return Ok(None);
    }
    let (input, output) = (input.unwrap_or(0), output.unwrap_or(0));
    Ok(Some(Usage {
        input_tokens: input,
        output_tokens: output,
        cached_input_tokens: cached.unwrap_or(0),
        reasoning_tokens: reasoning.unwrap_or(0),
        total_tokens: total.unwrap_or_else(|| input.saturating_add(output)),
        ..Usage::default()
    }))
}
