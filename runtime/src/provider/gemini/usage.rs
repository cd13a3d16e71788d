//! The `usageMetadata` object, to [`Usage`].

use crate::Usage;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// Reads a `UsageMetadata`. `None` where it counts neither prompt nor answer.
pub(super) fn read(usage: Raw<'_>) -> Result<Option<Usage>, Malformed> {
    let (mut prompt, mut tools, mut cached) = (None, None, None);
    let (mut answer, mut thoughts, mut total) = (None, None, None);
    usage.cursor().object(|cursor, key| {
        let count = cursor.value()?.count();
        match key {
            "promptTokenCount" => prompt = count,
            "toolUsePromptTokenCount" => tools = count,
            "cachedContentTokenCount" => cached = count,
            "candidatesTokenCount" => answer = count,
            "thoughtsTokenCount" => thoughts = count,
            "totalTokenCount" => total = count,
            _ => {}
        }
        Ok(())
    })?;
    if prompt.or(answer).is_none() {
        return Ok(None);
    }
    // The answer is counted without the thoughts, and the prompt without what tools added to it.
    let reasoning = thoughts.unwrap_or(0);
    let input = prompt.unwrap_or(0).saturating_add(tools.unwrap_or(0));
    let output = answer.unwrap_or(0).saturating_add(reasoning);
    Ok(Some(Usage {
        input_tokens: input,
        output_tokens: output,
        cached_input_tokens: cached.unwrap_or(0),
        reasoning_tokens: reasoning,
        // A total that is less than its parts counts something else.
        total_tokens: total
            .filter(|total| *total >= input.max(output))
            .unwrap_or_else(|| input.saturating_add(output)),
        ..Usage::default()
    }))
}
