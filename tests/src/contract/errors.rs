//! Recorded errors: something readable comes out, of the right kind, and the decision to repeat.

use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, Wire};
use serde_json::Value;

use super::{Folder, Tally, api};

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for row in folder.of_kind("error") {
        // Errors of APIs beside the chat come in the same frames.
        let wire = api::wire(&row.api).unwrap_or(Wire::OpenaiChat);
        let status = row.line["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        let Some(status) = status else {
            tally.skip("no status recorded");
            continue;
        };
        let headers: Vec<(String, String)> = row.line["response_headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (name.to_ascii_lowercase(), value)
            })
            .collect();
        let bytes = folder.bytes(&row.path)?;
        let error = wire.error(status, &headers, &bytes, SystemTime::UNIX_EPOCH);
        let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let mut wrong = Vec::new();
        if error.status != status {
            wrong.push(format!("status {}", error.status));
        }
        if let Some(message) = message(&body)
            && !error.message.contains(message.trim())
        {
            wrong.push(format!("message {:?}, not {message:?}", error.message));
        }
        let retry = should_retry(status, &headers, &body);
        if error.retryable() != retry {
            wrong.push(format!(
                "retryable {}, not {retry}: {error:?}",
                error.retryable()
            ));
        }
        let expected = match status {
            401 => Some(ApiErrorKind::Authentication),
            404 => Some(ApiErrorKind::NotFound),
            _ => None,
        };
        if expected.is_some_and(|kind| kind != error.kind) {
            wrong.push(format!("kind {:?}", error.kind));
        }
        let result = if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("; "))
        };
        tally.add(&row.group(), &row.path, result);
    }
    Ok(tally)
}

/// The message that stands in a body, wherever the provider puts it.
fn message(body: &Value) -> Option<&str> {
    let body = body
        .as_array()
        .and_then(|list| list.first())
        .unwrap_or(body);
    let places = ["/error/message", "/error", "/message", "/detail"];
    let long = |text: &&str| !text.is_empty() && text.len() < 4000;
    places
        .iter()
        .find_map(|place| body.pointer(place).and_then(Value::as_str))
        .filter(long)
}

/// The policy that the vendors' own clients share.
fn should_retry(status: u16, headers: &[(String, String)], body: &Value) -> bool {
    let header = headers.iter().find(|header| header.0 == "x-should-retry");
    if let Some((_, value)) = header {
        return value == "true";
    }
    let text = body.to_string();
    let is_spent = ["insufficient_quota", "billing"]
        .iter()
        .any(|word| text.contains(word));
    match status {
        429 => !is_spent,
        408 | 409 | 498 | 424 => true,
        status => status >= 500 && status != 501,
    }
}
