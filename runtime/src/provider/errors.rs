//! A body that tells of an error, to [`ApiError`].
//!
//! Every server of the family frames its errors in its own way: an object or a string under
//! `error`, a `detail` that is a text or a list, or a bare `message`; the code a string, a number or
//! null. Whatever it is, something readable comes out.

use std::time::{Duration, SystemTime};

use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::protocol_error::{excerpt, is_html};
use crate::provider::raw::Raw;
use crate::provider::{ApiError, ApiErrorKind, retry_after};

/// Headers that name a request, in the order they are trusted.
pub(crate) const REQUEST_ID: [&str; 5] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "apim-request-id",
    "cf-ray",
];

/// The longest message that is kept, in bytes.
const MOST_MESSAGE: usize = 4096;

/// The error of an answer with a status outside 2xx. Header names are in lower case; `now` is the
/// reader's clock, for a `retry-after` that is a date.
#[must_use]
pub(super) fn read(
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
    now: SystemTime,
) -> ApiError {
    let header = |name: &str| {
        headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.trim())
    };
    let body = String::from_utf8_lossy(body);
    let mut said = said(&body).unwrap_or_default();
    if said.category.is_none() {
        said.category = header("x-amzn-errortype").map(exception);
    }
    let message = said.message.clone().unwrap_or_else(|| match body.trim() {
        "" => "an empty body".to_owned(),
        body if is_html(body) => format!("an HTML page: {}", excerpt(body)),
        body => excerpt(body).to_owned(),
    });
    let mut error = said.into_error(status, message);
    let named = REQUEST_ID.into_iter().find_map(header);
    error.request_id = named.map(str::to_owned).or(error.request_id);
    error.retry_after = retry_after(headers, now).or(error.retry_after);
    error.should_retry = header("x-should-retry").and_then(|value| value.parse().ok());
    error
}

/// An error inside a successful answer.
pub(super) fn in_band(json: &str) -> ApiError {
    let said = said(json).unwrap_or_default();
    let named = [&said.status, &said.code]
        .into_iter()
        .flatten()
        .find_map(|word| {
            word.parse()
                .ok()
                .filter(|status| (400..600).contains(status))
        });
    let message = said
        .message
        .clone()
        .unwrap_or_else(|| excerpt(json).to_owned());
    said.into_error(named.unwrap_or(200), message)
}

/// What a body says about its error.
#[derive(Debug, Default)]
struct Said {
    message: Option<String>,
    code: Option<String>,
    /// The kind of error, where there is a word for it besides the code.
    category: Option<String>,
    param: Option<String>,
    status: Option<String>,
    failed_generation: Option<String>,
    request_id: Option<String>,
    /// How long the body asks to wait (Google).
    retry_after: Option<Duration>,
}

impl Said {
    fn into_error(self, status: u16, mut message: String) -> ApiError {
        if message.len() > MOST_MESSAGE {
            let mut end = MOST_MESSAGE;
            while !message.is_char_boundary(end) {
                end -= 1;
            }
            message.truncate(end);
            message.push('…');
        }
        ApiError {
            status,
            kind: kind(status, &self, &message),
            code: self.code.or(self.category),
            message,
            param: self.param,
            failed_generation: self.failed_generation,
            request_id: self.request_id,
            retry_after: self.retry_after,
            should_retry: None,
        }
    }

    /// What an inner frame says wins; what it leaves out, the outer one may say.
    fn or(self, outer: Self) -> Self {
        Self {
            message: self.message.or(outer.message),
            code: self.code.or(outer.code),
            category: self.category.or(outer.category),
            param: self.param.or(outer.param),
            status: self.status.or(outer.status),
            failed_generation: self.failed_generation.or(outer.failed_generation),
            request_id: self.request_id.or(outer.request_id),
            retry_after: self.retry_after.or(outer.retry_after),
        }
    }
}

/// Reads a body. `None` where it is not JSON.
fn said(body: &str) -> Option<Said> {
    let mut cursor = Cursor::new(body.trim_start_matches('\u{feff}'));
    let mut value = cursor.value().ok()?;
    cursor.end().ok()?;
    // Some gateways put the error into a list of one.
    if value.json().starts_with('[') {
        let mut first = None;
        value
            .cursor()
            .array(|cursor| {
                let item = cursor.value()?;
                first = first.or(Some(item));
                Ok(())
            })
            .ok()?;
        value = first?;
    }
    if value.is_string() {
        return Some(Said {
            message: value.word(),
            ..Said::default()
        });
    }
    if !value.json().starts_with('{') {
        return None;
    }
    let (outer, inner) = frame(value).ok()?;
    Some(match inner {
        // `"error": "text"`, with the code beside it.
        Some(inner) if inner.is_string() => Said {
            message: inner.word(),
            ..outer
        },
        Some(inner) => frame(inner).ok()?.0.or(outer),
        None => outer,
    })
}

/// Reads one object, and finds the one inside it.
fn frame(object: Raw<'_>) -> Result<(Said, Option<Raw<'_>>), Malformed> {
    let mut said = Said::default();
    let mut inner = None;
    let mut upstream = None;
    let mut google_status = None;
    object.cursor().object(|cursor, key| {
        let value = cursor.value()?;
        match key {
            "error" if !value.is_null() => inner = Some(value),
            "message" => said.message = value.word().filter(|text| !text.is_empty()),
            "detail" => said.message = said.message.take().or(detail(value)?),
            "code" | "error_code" => said.code = value.word().filter(|text| !text.is_empty()),
            // `error` is the frame's own name, not a kind.
            "type" => {
                said.category = value
                    .word()
                    .filter(|text| !text.is_empty() && text != "error");
            }
            "param" => said.param = value.word(),
            "status_code" => said.status = value.word(),
            "status" if value.is_string() => google_status = value.word(),
            "details" => google(value, &mut said)?,
            "request_id" => said.request_id = value.word().filter(|id| !id.is_empty()),
            // AWS, where the header does not say; its newer services write the message with a capital.
            "__type" => said.category = value.word().as_deref().map(exception),
            "Message" => said.message = said.message.take().or(value.word()),
            "failed_generation" => {
                said.failed_generation = value.word().filter(|text| !text.is_empty());
            }
            // OpenRouter: the message of the provider behind it, which says more than its own.
            "metadata" => {
                value.cursor().object(|cursor, key| {
                    let value = cursor.value()?;
                    if key == "raw" {
                        upstream = value.word().filter(|text| !text.is_empty());
                    }
                    Ok(())
                })?;
            }
            _ => {}
        }
        Ok(())
    })?;
    // Google's code is the status once more; its name says as much and is easier to read.
    if let Some(name) = google_status.filter(|name| is_google(name)) {
        said.status = said.status.or(said.code.take());
        said.code = Some(name);
    }
    if let Some(upstream) = upstream {
        said.message = Some(match said.message {
            Some(message) => format!("{message}: {upstream}"),
            None => upstream,
        });
    }
    Ok((said, inner))
}

/// Whether a `status` is one of Google's (`google.rpc.Code`), which are in capitals.
fn is_google(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// What Google's `details` add: how long to wait (`RetryInfo`), and the reason (`ErrorInfo`).
fn google(details: Raw<'_>, said: &mut Said) -> Result<(), Malformed> {
    details.cursor().array(|cursor| {
        cursor.object(|cursor, key| {
            let value = cursor.value()?;
            match key {
                "retryDelay" => {
                    let delay = value.word();
                    let seconds = delay.as_deref().and_then(|delay| delay.strip_suffix('s'));
                    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
                    said.retry_after =
                        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                }
                "reason" => said.category = value.word().filter(|reason| is_google(reason)),
                _ => {}
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

/// The name of an AWS exception, out of `ValidationException:http://…` or `com.amazon#Validation…`.
fn exception(word: &str) -> String {
    let word = word.split(':').next().unwrap_or_default();
    word.rsplit('#').next().unwrap_or_default().to_owned()
}

/// A `detail`: a text, or a list of complaints with a place and a message each.
fn detail(value: Raw<'_>) -> Result<Option<String>, Malformed> {
    if value.is_string() {
        return Ok(value.word());
    }
    let mut complaints = Vec::new();
    value.cursor().array(|cursor| {
        let mut place = Vec::new();
        let mut message = None;
        cursor.object(|cursor, key| {
            match key {
                "loc" => {
                    cursor.array(|cursor| {
                        place.extend(cursor.value()?.word());
                        Ok(())
                    })?;
                }
                "msg" | "message" => message = cursor.value()?.word(),
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        if let Some(message) = message {
            let place = place.join(".");
            complaints.push(if place.is_empty() {
                message
            } else {
                format!("{place}: {message}")
            });
        }
        Ok(())
    })?;
    Ok((!complaints.is_empty()).then(|| complaints.join("; ")))
}

/// The kind: what the provider's words say, else what the status says.
fn kind(status: u16, said: &Said, message: &str) -> ApiErrorKind {
    let words = [&said.code, &said.category].into_iter().flatten();
    if let Some(kind) = words.into_iter().find_map(|word| kind_of_word(word)) {
        return kind;
    }
    if let Some(kind) = kind_of_message(status, message) {
        return kind;
    }
    match status {
        // xAI answers a wrong key with 400.
        400 if message.to_ascii_lowercase().contains("incorrect api key") => {
            ApiErrorKind::Authentication
        }
        401 => ApiErrorKind::Authentication,
        402 => ApiErrorKind::InsufficientQuota,
        403 => ApiErrorKind::PermissionDenied,
        404 => ApiErrorKind::NotFound,
        408 => ApiErrorKind::Timeout,
        409 => ApiErrorKind::Conflict,
        429 => ApiErrorKind::RateLimit,
        // Groq's flex tier without capacity; no provider behind the router; Anthropic's overload.
        498 | 503 | 529 => ApiErrorKind::Overloaded,
        400..500 => ApiErrorKind::InvalidRequest,
        500..600 => ApiErrorKind::Server,
        200 if matches!(
            said.category.as_deref(),
            Some("invalid_request_error" | "validationException")
        ) =>
        {
            ApiErrorKind::InvalidRequest
        }
        _ => ApiErrorKind::Other,
    }
}

/// The kind that only the message tells: a plain refusal of the request (Anthropic, Bedrock).
fn kind_of_message(status: u16, message: &str) -> Option<ApiErrorKind> {
    if !matches!(status, 200 | 400 | 498) {
        return None;
    }
    let message = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    // Cohere's 498 is not that of others.
    if says(&["blocked input", "blocked output"]) {
        return Some(ApiErrorKind::ContentFilter);
    }
    if says(&["credit balance is too low"]) {
        return Some(ApiErrorKind::InsufficientQuota);
    }
    says(&[
        "prompt is too long",
        "input is too long",
        "exceed context limit",
        "too many tokens",
        "exceeds the maximum number of tokens",
    ])
    .then_some(ApiErrorKind::ContextLength)
}

/// The kind a provider's code or type stands for, where it is more than the status says.
fn kind_of_word(word: &str) -> Option<ApiErrorKind> {
    Some(match word {
        "invalid_api_key"
        | "authentication_error"
        | "API_KEY_INVALID"
        | "UNAUTHENTICATED"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException" => ApiErrorKind::Authentication,
        "permission_error"
        | "permission_denied"
        | "PERMISSION_DENIED"
        | "AccessDeniedException" => ApiErrorKind::PermissionDenied,
        "insufficient_quota"
        | "billing_hard_limit_reached"
        | "billing_not_active"
        | "insufficient_balance"
        | "billing_error"
        | "ServiceQuotaExceededException" => ApiErrorKind::InsufficientQuota,
        "rate_limit_exceeded"
        | "rate_limit_error"
        | "RateLimitReached"
        | "RESOURCE_EXHAUSTED"
        | "ThrottlingException"
        | "throttlingException"
        | "ModelNotReadyException" => ApiErrorKind::RateLimit,
        "timeout_error"
        | "ModelTimeoutException"
        | "modelTimeoutException"
        | "DEADLINE_EXCEEDED" => ApiErrorKind::Timeout,
        "context_length_exceeded" => ApiErrorKind::ContextLength,
        "model_not_found" | "not_found_error" | "NOT_FOUND" | "ResourceNotFoundException" => {
            ApiErrorKind::NotFound
        }
        "content_filter" | "content_policy_violation" => ApiErrorKind::ContentFilter,
        "tool_use_failed" | "json_validate_failed" => ApiErrorKind::FailedGeneration,
        "overloaded_error"
        | "overloaded"
        | "over_capacity"
        | "UNAVAILABLE"
        | "ServiceUnavailableException"
        | "serviceUnavailableException" => ApiErrorKind::Overloaded,
        "server_error"
        | "internal_server_error"
        | "api_error"
        | "INTERNAL"
        | "InternalServerException"
        | "internalServerException"
        | "ModelErrorException"
        | "modelStreamErrorException"
        | "ModelStreamErrorException" => ApiErrorKind::Server,
        _ => return None,
    })
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
