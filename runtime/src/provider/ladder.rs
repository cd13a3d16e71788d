//! When a provider's error means that it does not have the feature a mode rests on.

use super::{ApiError, ApiErrorKind, Mode};

/// Whether an error says that a mode cannot be used with the model, so that the next one of
/// [`Mode::Auto`]'s ladder is worth a try. What says so is the feature's name in a refusal of the
/// request itself.
pub(crate) fn refuses(error: &ApiError, mode: Mode) -> bool {
    let is_refusal = matches!(error.status, 400 | 404 | 405 | 415 | 422 | 501)
        && matches!(
            error.kind,
            ApiErrorKind::InvalidRequest | ApiErrorKind::NotFound | ApiErrorKind::Server
        );
    if !is_refusal {
        return false;
    }
    let words: &[&str] = match mode {
        Mode::JsonSchema => &[
            "response_format",
            "responseformat",
            "json_schema",
            "jsonschema",
            "response_schema",
            "responseschema",
            "structured output",
            "structured_output",
            "output_config",
            "outputconfig",
            "output_format",
            "text.format",
            "grammar",
        ],
        // Vertex AI names what Claude's strict tools and schemas rest on alike.
        Mode::StrictTools => &[
            "strict",
            "tool",
            "function",
            "structured output",
            "structured_output",
        ],
        Mode::Tools | Mode::ParallelTools => &["tool", "function"],
        Mode::Json => &[
            "response_format",
            "json_object",
            "json mode",
            "responsemimetype",
            "response_mime_type",
            "text.format",
        ],
        Mode::MdJson | Mode::Text | Mode::Auto => &[],
    };
    let told = [
        Some(error.message.as_str()),
        error.param.as_deref(),
        error.code.as_deref(),
    ];
    let told: Vec<String> = told
        .into_iter()
        .flatten()
        .map(str::to_ascii_lowercase)
        .collect();
    words
        .iter()
        .any(|word| told.iter().any(|text| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::refuses;
    use crate::provider::{Mode, Wire};

    /// An organization of Google's that does not allow a feature of Claude's.
    const POLICY: &str = r#"{"error":{"code":400,"message":"Organization Policy constraint constraints/vertexai.allowedPartnerModelFeatures violated for `projects/1` attempting to use a disallowed feature structured_outputs for Partner model claude-opus-4-6.","status":"FAILED_PRECONDITION"}}"#;

    #[test]
    fn a_refusal_names_the_feature() {
        for (status, body, mode, refused) in [
            (
                400,
                r#"{"error":{"message":"This model does not support response_format","code":null}}"#,
                Mode::JsonSchema,
                true,
            ),
            (
                400,
                r#"{"error":{"message":"Invalid value","param":"tools[0].function.strict"}}"#,
                Mode::StrictTools,
                true,
            ),
            (
                404,
                r#"{"error":{"message":"No endpoints found that support tool use.","code":404}}"#,
                Mode::Tools,
                true,
            ),
            (400, POLICY, Mode::JsonSchema, true),
            (400, POLICY, Mode::StrictTools, true),
            (400, POLICY, Mode::Tools, false),
            (
                400,
                r#"{"error":{"message":"messages is too long","code":"context_length_exceeded"}}"#,
                Mode::Tools,
                false,
            ),
            (
                400,
                r#"{"error":{"message":"max_tokens is too large"}}"#,
                Mode::JsonSchema,
                false,
            ),
            (
                401,
                r#"{"error":{"message":"no access to tools"}}"#,
                Mode::Tools,
                false,
            ),
            (
                429,
                r#"{"error":{"message":"too many function calls"}}"#,
                Mode::Tools,
                false,
            ),
        ] {
            let error =
                Wire::OpenaiChat.error(status, &[], body.as_bytes(), SystemTime::UNIX_EPOCH);
            assert_eq!(refuses(&error, mode), refused, "{body}");
        }
    }
}
