//! The `usage` of an answer, to [`Usage`].

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// Reads a `usage` object. `None` where it is null, empty, or counts nothing that is known.
///
/// `inputTokens` leaves out what was read from the cache or written to it; `totalTokens` does not.
pub(super) fn read(usage: Raw<'_>) -> Result<Option<Usage>, Malformed> {
    let (mut input, mut output, mut total) = (None, None, None);
    let (mut cached, mut written) = (None, None);
    usage.cursor().object(|cursor, key| {
        let slot = match key {
            "inputTokens" => &mut input,
            "outputTokens" => &mut output,
            "totalTokens" => &mut total,
            "cacheReadInputTokens" => &mut cached,
            "cacheWriteInputTokens" => &mut written,
            _ => return cursor.skip(),
        };
        *slot = cursor.value()?.count();
        Ok(())
    })?;
    if input.or(output).or(total).is_none() {
        return Ok(None);
    }
    let (cached, written) = (cached.unwrap_or(0), written.unwrap_or(0));
    let output = output.unwrap_or(0);
    let input = [input.unwrap_or(0), cached, written];
    let input = input.into_iter().fold(0, u64::saturating_add);
    Ok(Some(Usage {
        input_tokens: input,
        output_tokens: output,
        cached_input_tokens: cached,
        cache_written_tokens: written,
        reasoning_tokens: 0,
        total_tokens: total.unwrap_or_else(|| input.saturating_add(output)),
    }))
}
