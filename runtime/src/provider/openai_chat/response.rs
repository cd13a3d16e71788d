//! A whole answer, to the same deltas and the same assembly as a stream.

use super::envelope;
use super::mould::Mould;
use super::stream::{ChatStream, Sink, Stop};
use crate::provider::protocol_error::is_html;
use crate::provider::{Assembly, Delta, ProtocolError, ProtocolErrorKind};

/// Reads the body of a successful answer, and hands its steps to `sink`; the last one is
/// [`Delta::Done`].
///
/// ```
/// use formwork::provider::openai_chat::response::read;
/// use formwork::provider::{Delta, FinishReason};
///
/// let mut finish = None;
/// read(br#"{"choices":[{"message":{"content":"Ada."},"finish_reason":"stop"}]}"#, &mut |delta| {
///     if let Delta::Finish(reason) = delta {
///         finish = Some(reason);
///     }
/// })?;
/// assert_eq!(finish, Some(FinishReason::Stop));
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
///
/// # Errors
/// A body that is empty, a page, not a JSON object, or without a choice. A body that tells of an
/// error is none of these: it comes as [`Delta::Error`].
pub fn read(body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
    let text = crate::sse::text(body);
    // Servers under load send blank lines first, to keep the connection alive (DeepSeek).
    let text = text.trim_start_matches('\u{feff}').trim();
    object(text, sink)
}

fn object(text: &str, sink: &mut Sink<'_>) -> Result<(), ProtocolError> {
    let error = |kind| Err(ProtocolError::new(kind, text));
    if text.is_empty() {
        return error(ProtocolErrorKind::Empty);
    }
    if is_html(text) {
        return error(ProtocolErrorKind::Html);
    }
    let Ok(Some(envelope)) = envelope::read(text, "message", &mut Mould::default()) else {
        return error(ProtocolErrorKind::NotJson);
    };
    let nothing = envelope.choice.is_none() && envelope.error.is_none();
    // The text came as one body, so that whoever read it has bounded it already.
    let mut stream = ChatStream::with_limit(usize::MAX);
    stream
        .envelope(&envelope, sink)
        .map_err(|stop: Stop| stop.on(text))?;
    if nothing {
        // What it cost has been told.
        return error(ProtocolErrorKind::NoChoices);
    }
    sink(Delta::Done);
    Ok(())
}

/// Reads the body of a successful answer at once.
///
/// ```
/// use formwork::provider::openai_chat::response::assemble;
///
/// let body = br#"{"choices":[{"message":{"tool_calls":[{"id":"call-1","type":"function",
///     "function":{"name":"town","arguments":"{\"name\":\"Linz\"}"}}]},"finish_reason":"tool_calls"}]}"#;
/// let answer = assemble(body)?;
/// let call = answer.answer_call("town").map(|at| &answer.tool_calls[at]).unwrap();
/// assert_eq!(call.arguments, r#"{"name":"Linz"}"#);
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
///
/// # Errors
/// As [`read`].
pub fn assemble(body: &[u8]) -> Result<Assembly, ProtocolError> {
    let mut assembly = Assembly::default();
    read(body, &mut |delta| assembly.add(delta))?;
    Ok(assembly)
}

#[cfg(test)]
mod tests {
    use super::assemble;
    use crate::provider::{ApiErrorKind, FinishReason, ProtocolErrorKind as Kind};

    #[test]
    fn unreadable_answers_say_why() {
        let deep = "[".repeat(100_000);
        for (body, kind, retryable) in [
            ("", Kind::Empty, true),
            (" \n\n ", Kind::Empty, true),
            ("<!DOCTYPE html><p>hi", Kind::Html, false),
            (" <HTML>", Kind::Html, false),
            ("upstream error", Kind::NotJson, false),
            ("[]", Kind::NotJson, false),
            ("null", Kind::NotJson, false),
            (deep.as_str(), Kind::NotJson, false),
            (
                r#"{"choices":[{"message":{"content":"a""#,
                Kind::NotJson,
                false,
            ),
            (
                r#"{"choices":[{"message":{"content":"\x"}}]}"#,
                Kind::NotJson,
                false,
            ),
            (r#"{"choices":[]}"#, Kind::NoChoices, true),
            (r#"{"choices":null}"#, Kind::NoChoices, true),
            ("{}", Kind::NoChoices, true),
        ] {
            let error = assemble(body.as_bytes()).unwrap_err();
            assert_eq!(
                (error.kind, error.retryable()),
                (kind, retryable),
                "{body:.40}"
            );
            assert!(body.trim().starts_with(&error.excerpt) && error.excerpt.len() <= 200);
            assert!(error.to_string().contains(&error.excerpt));
        }
        let long = "é".repeat(500);
        assert_eq!(
            assemble(long.as_bytes()).unwrap_err().excerpt,
            "é".repeat(100)
        );
    }

    #[test]
    fn errors_with_status_200_are_errors() {
        for body in [
            r#"{"error":{"code":429,"message":"slow","metadata":{}},"user_id":"u"}"#,
            r#"{"choices":[{"index":0,"message":{"content":""},"finish_reason":"error","error":{"code":429,"message":"slow"}}]}"#,
            r#"{"object":"error","message":"slow","code":429}"#,
            r#"{"error":"slow","code":"rate_limit_exceeded"}"#,
        ] {
            let error = assemble(body.as_bytes()).unwrap().error.unwrap();
            assert_eq!(
                (error.kind, error.message.as_str()),
                (ApiErrorKind::RateLimit, "slow"),
                "{body}"
            );
            assert!(error.retryable());
        }
        let fine = r#"{"error":null,"choices":[{"message":{"content":"a"},"error":{}}]}"#;
        assert_eq!(assemble(fine.as_bytes()).unwrap().error, None);
    }

    #[test]
    fn an_answer_is_read_whatever_its_dress() {
        let body = "\n\n {\"id\":1,\"choices\":[{\"index\":1,\"message\":{\"content\":\"other\"}},
            {\"index\":0,\"finish_reason\":\"length\",\"message\":{\"role\":\"assistant\",
            \"reasoning\":\"r\",\"reasoning_content\":\"r\",\"refusal\":\"no\",
            \"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"s\"}]},
                {\"type\":\"reasoning\",\"summary\":\"t\"},{\"type\":\"text\",\"text\":\"a\\n\"},
                {\"type\":\"refusal\",\"refusal\":\"!\"},7,{\"type\":\"image\"}],
            \"tool_calls\":[{\"id\":\"x\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":[1]}}},
                {\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":null}}]}}],
            \"usage\":{}}\n";
        let answer = assemble(body.as_bytes()).unwrap();
        assert_eq!(
            (answer.text.as_str(), answer.reasoning.as_str()),
            ("a\n", "rst")
        );
        assert_eq!(answer.refusal, "no!");
        let arguments: Vec<_> = answer
            .tool_calls
            .iter()
            .map(|call| call.arguments.as_str())
            .collect();
        assert_eq!(arguments, ["{\"a\":[1]}", ""]);
        assert_eq!(
            (answer.finish, answer.usage, answer.done),
            (Some(FinishReason::Length), None, true)
        );
    }
}
