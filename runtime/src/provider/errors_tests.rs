//! The frames of every server, and what a client makes of them.

use std::time::{Duration, SystemTime};

use super::{ApiError, in_band, read};
use crate::provider::ApiErrorKind as Kind;

fn error(status: u16, body: &str) -> ApiError {
    read(status, &[], body.as_bytes(), SystemTime::UNIX_EPOCH)
}

type Row = (u16, &'static str, Kind, Option<&'static str>, &'static str);

/// Status and body, and the kind, code and message they come to.
const FRAMES: &[Row] = &[
    (
        401,
        r#"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
        Kind::Authentication,
        Some("invalid_api_key"),
        "no",
    ),
    (
        400,
        r#"{"code":"invalid-argument","error":"Incorrect API key provided: xa***"}"#,
        Kind::Authentication,
        Some("invalid-argument"),
        "Incorrect API key provided: xa***",
    ),
    (
        401,
        r#"{"detail":"Invalid API Key"}"#,
        Kind::Authentication,
        None,
        "Invalid API Key",
    ),
    (
        422,
        r#"{"detail":[{"loc":["body","n",0],"msg":"bad","type":"t"},{"msg":"worse"}]}"#,
        Kind::InvalidRequest,
        None,
        "body.n.0: bad; worse",
    ),
    (
        400,
        r#"{"id":"1","message":"invalid"}"#,
        Kind::InvalidRequest,
        None,
        "invalid",
    ),
    (
        429,
        r#"{"error":{"code":429,"message":"Provider returned error","metadata":{"raw":"slow down","provider_name":"G"}},"user_id":"u"}"#,
        Kind::RateLimit,
        Some("429"),
        "Provider returned error: slow down",
    ),
    (
        429,
        r#"{"error":{"message":"pay","type":"insufficient_quota","code":"insufficient_quota"}}"#,
        Kind::InsufficientQuota,
        Some("insufficient_quota"),
        "pay",
    ),
    (
        400,
        r#"{"object":"error","message":"long","type":"BadRequest","param":"x","code":"context_length_exceeded"}"#,
        Kind::ContextLength,
        Some("context_length_exceeded"),
        "long",
    ),
    (
        400,
        r#"[{"error":{"code":400,"message":"listed","status":"X"}}]"#,
        Kind::InvalidRequest,
        Some("X"),
        "listed",
    ),
    (
        400,
        r#"{"error_code":"BAD_REQUEST","message":"db"}"#,
        Kind::InvalidRequest,
        Some("BAD_REQUEST"),
        "db",
    ),
    (
        402,
        r#"{"error":{"message":"empty purse"}}"#,
        Kind::InsufficientQuota,
        None,
        "empty purse",
    ),
    (
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#,
        Kind::Overloaded,
        Some("overloaded_error"),
        "busy",
    ),
    (
        402,
        r#"{"type":"error","error":{"type":"billing_error","message":"pay","details":{"error_code":"x"}},"request_id":"r"}"#,
        Kind::InsufficientQuota,
        Some("billing_error"),
        "pay",
    ),
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 200001 tokens > 200000 maximum"}}"#,
        Kind::ContextLength,
        Some("invalid_request_error"),
        "prompt is too long: 200001 tokens > 200000 maximum",
    ),
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to use the API."}}"#,
        Kind::InsufficientQuota,
        Some("invalid_request_error"),
        "Your credit balance is too low to use the API.",
    ),
    (
        400,
        r#"{"id":"1","message":"too many tokens: total number of tokens in the prompt cannot exceed 128000"}"#,
        Kind::ContextLength,
        None,
        "too many tokens: total number of tokens in the prompt cannot exceed 128000",
    ),
    (
        498,
        r#"{"id":"1","message":"blocked output: please try again"}"#,
        Kind::ContentFilter,
        None,
        "blocked output: please try again",
    ),
    (
        504,
        r#"{"type":"error","error":{"type":"timeout_error","message":"slow"}}"#,
        Kind::Timeout,
        Some("timeout_error"),
        "slow",
    ),
    (
        403,
        r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","Message":"who?"}"#,
        Kind::Authentication,
        Some("UnrecognizedClientException"),
        "who?",
    ),
    (404, "\"gone\"", Kind::NotFound, None, "gone"),
    (503, "", Kind::Overloaded, None, "an empty body"),
    (
        502,
        "<!DOCTYPE html><h1>Bad gateway</h1>",
        Kind::Server,
        None,
        "an HTML page: <!DOCTYPE html><h1>Bad gateway</h1>",
    ),
    (
        500,
        "upstream connect error",
        Kind::Server,
        None,
        "upstream connect error",
    ),
    (
        500,
        "{\"error\":{\"message\":\"cut",
        Kind::Server,
        None,
        "{\"error\":{\"message\":\"cut",
    ),
    (
        500,
        "{\"error\":null}",
        Kind::Server,
        None,
        "{\"error\":null}",
    ),
    (418, "{}", Kind::InvalidRequest, None, "{}"),
    (302, "", Kind::Other, None, "an empty body"),
    (
        429,
        r#"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED","details":[]}}]"#,
        Kind::RateLimit,
        Some("RESOURCE_EXHAUSTED"),
        "slow",
    ),
    (
        400,
        r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"#,
        Kind::Authentication,
        Some("INVALID_ARGUMENT"),
        "API key not valid.",
    ),
    (
        400,
        r#"{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}"#,
        Kind::ContextLength,
        Some("INVALID_ARGUMENT"),
        "The input token count (9) exceeds the maximum number of tokens allowed (8).",
    ),
    (
        503,
        r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#,
        Kind::Overloaded,
        Some("UNAVAILABLE"),
        "The model is overloaded.",
    ),
    (
        504,
        r#"{"error":{"code":504,"message":"late","status":"DEADLINE_EXCEEDED"}}"#,
        Kind::Timeout,
        Some("DEADLINE_EXCEEDED"),
        "late",
    ),
];

#[test]
fn every_frame_is_read() {
    for (status, body, kind, code, message) in FRAMES.iter().copied() {
        let error = error(status, body);
        let found = (
            error.status,
            error.kind,
            error.code.as_deref(),
            error.message.as_str(),
        );
        assert_eq!(found, (status, kind, code, message), "{body}");
    }
}

#[test]
fn long_bodies_are_shown_in_part() {
    let page = error(502, &format!("<html>{}", "é".repeat(5000)));
    assert!(page.message.len() < 250, "{}", page.message.len());
    let long = error(400, &format!("{{\"message\":\"{}\"}}", "é".repeat(5000)));
    assert!(long.message.len() < 4200 && long.message.ends_with('…'));
    let binary = read(500, &[], &[0xFF; 500], SystemTime::UNIX_EPOCH);
    assert!(binary.message.len() <= 200);
}

#[test]
fn headers_tell_what_to_do() {
    let headers = [
        ("x-request-id", "req_1"),
        ("retry-after-ms", "120"),
        ("x-should-retry", "false"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let error = read(500, &headers, b"{}", SystemTime::UNIX_EPOCH);
    assert_eq!(error.request_id.as_deref(), Some("req_1"));
    assert_eq!(error.retry_after, Some(Duration::from_millis(120)));
    assert!(!error.retryable(), "the header overrides the status");
    let shown = error.to_string();
    assert_eq!(shown, "the provider answered 500: {} [request req_1]");
}

#[test]
fn headers_tell_what_the_body_does_not() {
    let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let exception = |status, name: &str, body: &str| {
        let headers = header("x-amzn-errortype", &format!("{name}:http://internal/"));
        read(status, &headers, body.as_bytes(), SystemTime::UNIX_EPOCH)
    };
    for (status, name, body, kind, retryable) in [
        (
            400,
            "ValidationException",
            r#"{"message":"no"}"#,
            Kind::InvalidRequest,
            false,
        ),
        (
            400,
            "ValidationException",
            r#"{"message":"Input is too long for requested model."}"#,
            Kind::ContextLength,
            false,
        ),
        (
            403,
            "AccessDeniedException",
            r#"{"Message":"no"}"#,
            Kind::PermissionDenied,
            false,
        ),
        (408, "ModelTimeoutException", "{}", Kind::Timeout, true),
        (
            424,
            "ModelErrorException",
            r#"{"message":"no"}"#,
            Kind::Server,
            true,
        ),
        (429, "ThrottlingException", "{}", Kind::RateLimit, true),
        (
            400,
            "ServiceQuotaExceededException",
            "{}",
            Kind::InsufficientQuota,
            false,
        ),
        (
            503,
            "ServiceUnavailableException",
            "{}",
            Kind::Overloaded,
            true,
        ),
    ] {
        let error = exception(status, name, body);
        assert_eq!(
            (error.kind, error.retryable(), error.code.as_deref()),
            (kind, retryable, Some(name)),
            "{name}"
        );
    }
    let body =
        br#"{"type":"error","error":{"type":"api_error","message":"m"},"request_id":"inside"}"#;
    let inside = read(500, &[], body, SystemTime::UNIX_EPOCH);
    assert_eq!(inside.request_id.as_deref(), Some("inside"));
    let outside = read(
        500,
        &header("request-id", "outside"),
        body,
        SystemTime::UNIX_EPOCH,
    );
    assert_eq!(outside.request_id.as_deref(), Some("outside"));
}

#[test]
fn only_what_may_pass_is_retried() {
    for status in [408, 409, 429, 498, 500, 502, 503, 529] {
        assert!(error(status, "{}").retryable(), "{status}");
    }
    for status in [400, 401, 402, 403, 404, 413, 422] {
        assert!(!error(status, "{}").retryable(), "{status}");
    }
    assert!(
        !error(
            429,
            r#"{"error":{"code":"insufficient_quota","message":""}}"#
        )
        .retryable()
    );
}

#[test]
fn errors_inside_answers_name_their_status() {
    let error = in_band(
        r#"{"error":{"message":"m","code":"tool_use_failed","failed_generation":"{}","status_code":400}}"#,
    );
    assert_eq!((error.status, error.kind), (400, Kind::FailedGeneration));
    assert_eq!(error.failed_generation.as_deref(), Some("{}"));
    let error = in_band(r#"{"code":429,"message":"slow"}"#);
    assert_eq!(
        (error.status, error.kind, error.retryable()),
        (429, Kind::RateLimit, true)
    );
    let error = in_band("\"broken\"");
    assert_eq!(
        (error.status, error.kind, error.message.as_str()),
        (200, Kind::Other, "broken")
    );
}

#[test]
fn bodies_tell_how_long_to_wait() {
    let wait = |delay: &str| {
        let body = format!(
            r#"{{"error":{{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[
                {{"@type":"x/google.rpc.QuotaFailure"}},{{"@type":"x/google.rpc.RetryInfo","retryDelay":{delay}}}]}}}}"#
        );
        let headers = [("retry-after".to_owned(), "7".to_owned())];
        let told = read(429, &headers, body.as_bytes(), SystemTime::UNIX_EPOCH);
        assert_eq!(
            told.retry_after,
            Some(Duration::from_secs(7)),
            "the header wins"
        );
        let inside = in_band(&body);
        assert_eq!((inside.status, inside.kind), (429, Kind::RateLimit));
        assert_eq!(inside.retry_after, error(429, &body).retry_after);
        inside.retry_after
    };
    assert_eq!(wait("\"34.5s\""), Some(Duration::from_millis(34_500)));
    for wrong in ["\"soon\"", "\"-1s\"", "\"1e99s\"", "\"NaNs\"", "34", "null"] {
        assert_eq!(wait(wrong), None, "{wrong}");
    }
}

#[test]
fn secrets_are_blackened() {
    let mut error = error(
        401,
        r#"{"error":{"message":"bad key sk-12345","code":"sk-12345"}}"#,
    );
    error.redact("");
    error.redact("sk-12345");
    assert!(!format!("{error:?} {error}").contains("sk-12345"));
    assert_eq!(error.message, "bad key <redacted>");
}
