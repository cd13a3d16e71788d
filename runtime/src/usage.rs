//! What a call cost, in tokens.

use std::ops::{Add, AddAssign};

/// The tokens a call used, as the provider counted them.
///
/// The counts mean the same for every provider: what a provider does not report is 0. The names are
/// those of the OpenTelemetry conventions for generative AI; the comments say which member of
/// `CompletionUsage` (`OpenAI` Chat Completions, API specification 2.3.0) each one is.
///
/// ```
/// use formwork::Usage;
///
/// let mut call = Usage::default();
/// call.input_tokens = 1_200;
/// call.output_tokens = 300;
/// let day: Usage = [call, call].into_iter().sum();
/// assert_eq!((day.input_tokens, day.output_tokens), (2_400, 600));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the request, those read from a cache included (`prompt_tokens`).
    pub input_tokens: u64,
    /// Tokens of the answer, reasoning included (`completion_tokens`).
    pub output_tokens: u64,
    /// Of the input tokens, those read from the provider's cache
    /// (`prompt_tokens_details.cached_tokens`).
    pub cached_input_tokens: u64,
    /// Of the input tokens, those written to the provider's cache, where it counts them apart, since they cost
    /// more (Anthropic, Bedrock).
    pub cache_written_tokens: u64,
    /// Of the output tokens, those spent on reasoning
    /// (`completion_tokens_details.reasoning_tokens`).
    pub reasoning_tokens: u64,
    /// Everything that was counted (`total_tokens`); input and output together where the provider
    /// gives no total.
    pub total_tokens: u64,
}

impl Add for Usage {
    type Output = Self;

    /// The usage of two calls together. Counts stop at `u64::MAX` instead of wrapping, since they
    /// come from a server.
    fn add(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
            cached_input_tokens: self
                .cached_input_tokens
                .saturating_add(other.cached_input_tokens),
            cache_written_tokens: self
                .cache_written_tokens
                .saturating_add(other.cache_written_tokens),
            reasoning_tokens: self.reasoning_tokens.saturating_add(other.reasoning_tokens),
            total_tokens: self.total_tokens.saturating_add(other.total_tokens),
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(calls: I) -> Self {
        calls.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Usage;

    #[test]
    fn calls_add_up_without_wrapping() {
        let one = Usage {
            input_tokens: 1,
            output_tokens: 2,
            cached_input_tokens: 3,
            cache_written_tokens: 5,
            reasoning_tokens: 4,
            total_tokens: u64::MAX,
        };
        let sum: Usage = [one, one].into_iter().sum();
        assert_eq!(
            sum,
            Usage {
                input_tokens: 2,
                output_tokens: 4,
                cached_input_tokens: 6,
                cache_written_tokens: 10,
                reasoning_tokens: 8,
                total_tokens: u64::MAX,
            }
        );
    }
}
