//! What happens in calls, as spans and events of `tracing` (feature `tracing`).
//!
//! A call is a span, named and described after the OpenTelemetry conventions for generative AI (semantic conventions
//! 1.37, "Generative AI client spans"); what happens in it are events inside.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tracing::field::Empty;
use tracing::{Level, Span};

use crate::error::ErrorKind;
use crate::hook::{Event, EventKind, Hook};
use crate::provider::{FinishReason, Mode, find};
use crate::usage::Usage;

/// A hook that turns calls into spans.
///
/// ```
/// # use formwork::provider::offline::Offline;
/// use formwork::{Client, Spans};
///
/// let client = Client::offline(Offline::default()).with_hook(Spans::new());
/// ```
///
/// | level | what |
/// | --- | --- |
/// | info | the span `chat`, with provider, model, server, limits, usage, finish reason, and what went wrong |
/// | warn | an answer that is not accepted, a repeat, a step down, a fallback: what, not the words |
/// | debug | the bodies of requests, answers and violations: what users and models say |
///
/// Keys are in headers, which are never told.
#[derive(Debug, Default)]
pub struct Spans {
    open: Mutex<HashMap<u64, Open>>,
}

/// A call under way.
#[derive(Debug)]
struct Open {
    span: Span,
    usage: Usage,
}

impl Spans {
    /// A hook with no span open.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&self, event: &Event<'_>, max_tokens: Option<u32>, temperature: Option<f64>) {
        let (address, port) = server(event.base_url);
        let name = format!("chat {}", event.model);
        let span = tracing::span!(
            Level::INFO,
            "chat",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = convention(event.provider),
            gen_ai.request.model = event.model,
            gen_ai.request.max_tokens = max_tokens,
            gen_ai.request.temperature = temperature,
            gen_ai.output.type = if event.mode == Mode::Text { "text" } else { "json" },
            gen_ai.response.finish_reasons = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            server.address = address,
            server.port = port,
            error.type = Empty,
            formwork.call = signed(event.call),
            formwork.mode = %event.mode,
            formwork.streamed = event.streamed,
            formwork.attempts = Empty,
            formwork.cached = Empty,
        );
        let usage = Usage::default();
        self.lock().insert(event.call, Open { span, usage });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hook for Spans {
    fn on(&self, event: &Event<'_>) {
        if let EventKind::Begin {
            max_tokens,
            temperature,
        } = event.kind
        {
            return self.begin(event, max_tokens, temperature);
        }
        if let EventKind::End { is_ok } = event.kind {
            let open = self.lock().remove(&event.call);
            if let Some(Open { span, usage }) = open {
                span.record("gen_ai.usage.input_tokens", signed(usage.input_tokens));
                span.record("gen_ai.usage.output_tokens", signed(usage.output_tokens));
                if !is_ok {
                    span.record("otel.status_code", "ERROR");
                }
            }
            return;
        }
        let mut open = self.lock();
        let Some(Open { span, usage }) = open.get_mut(&event.call) else {
            return;
        };
        if let EventKind::Usage { total, .. } = event.kind {
            *usage = total;
            return;
        }
        let span = span.clone();
        // Whoever listens may make a call of its own.
        drop(open);
        span.in_scope(|| tell(&span, event));
    }
}

/// Tells of an event inside of the span of its call.
fn tell(span: &Span, event: &Event<'_>) {
    let attempt = event.attempt;
    match event.kind {
        EventKind::Request(request) => {
            let body = String::from_utf8_lossy(&request.body);
            tracing::debug!(attempt, %body, "request");
        }
        EventKind::Response(head) => {
            let id = head.request_id().unwrap_or_default();
            tracing::debug!(attempt, status = head.status, request_id = id, "response");
        }
        EventKind::Cached => {
            span.record("formwork.cached", true);
        }
        #[cfg(feature = "cache")]
        EventKind::CacheError(error) => {
            tracing::warn!(attempt, %error, "the call goes on without the cache");
        }
        EventKind::Invalid {
            attempt: answer,
            is_last,
        } => {
            let violations = answer.violations.len();
            tracing::warn!(attempt, violations, is_last, "the answer is not accepted");
            for violation in &answer.violations {
                tracing::debug!(attempt, %violation, "violation");
            }
            tracing::debug!(attempt, answer = answer.answer, "answer");
        }
        EventKind::Retry { error, wait } => {
            let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(attempt, error.type = name(error), wait, "the request is repeated");
        }
        EventKind::StepDown { to } => {
            tracing::warn!(attempt, mode = %to, "the provider refuses the mode; another one is tried");
        }
        EventKind::Fallback { error } => {
            tracing::warn!(attempt, error.type = name(error), "the next client is asked");
        }
        EventKind::Error(error) => {
            span.record("error.type", name(error));
            span.record("formwork.attempts", i64::from(attempt.saturating_sub(1)));
            tracing::debug!(attempt, %error, "the call has failed");
        }
        EventKind::Answer(answer) => {
            span.record("formwork.attempts", i64::from(attempt));
            if let Some(finish) = &answer.finish {
                span.record("gen_ai.response.finish_reasons", finish_name(finish));
            }
            tracing::debug!(attempt, answer = answer.answer, "answer");
        }
        EventKind::Begin { .. } | EventKind::Usage { .. } | EventKind::End { .. } => {}
    }
}

/// A count as exporters take it.
fn signed(tokens: u64) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}

/// What the conventions call a provider.
fn convention(provider: &str) -> &str {
    find(provider).map_or(provider, |row| row.convention())
}

/// Where requests go: the host, and its port where the address says one.
fn server(url: &str) -> (&str, Option<u16>) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (host, None),
        },
        _ => (host, None),
    }
}

fn finish_name(finish: &FinishReason) -> &str {
    match finish {
        FinishReason::Stop => "stop",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::Length => "length",
        FinishReason::ContentFilter => "content_filter",
        FinishReason::Refusal => "refusal",
        FinishReason::Malformed => "malformed",
        FinishReason::Pause => "pause",
        FinishReason::Error => "error",
        FinishReason::Other(word) => word,
    }
}

/// A failure in one word.
fn name(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::Configuration(_) => "configuration",
        ErrorKind::Model(_) => "model",
        ErrorKind::Request(_) => "request",
        ErrorKind::Transport(_) => "transport",
        ErrorKind::Api(_) => "api",
        ErrorKind::Protocol(_) => "protocol",
        ErrorKind::Cut => "cut",
        ErrorKind::Deadline => "deadline",
        ErrorKind::TokenBudget => "token_budget",
        ErrorKind::Truncated => "truncated",
        ErrorKind::Refused(_) => "refused",
        ErrorKind::ContentFilter => "content_filter",
        ErrorKind::Invalid => "invalid",
        #[cfg(feature = "templates")]
        ErrorKind::Template(_) => "template",
    }
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn an_address_is_taken_apart() {
        for (url, expected) in [
            ("https://api.openai.com/v1", ("api.openai.com", None)),
            ("http://127.0.0.1:8080/v1", ("127.0.0.1", Some(8080))),
            ("http://u:p@host:1?x", ("host", Some(1))),
            ("", ("", None)),
        ] {
            assert_eq!(server(url), expected, "{url}");
        }
    }
}
