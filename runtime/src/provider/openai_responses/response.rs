//! A whole answer, to the same deltas as a stream, and what the end of a stream says about it.

use super::stream::ResponseStream;
use super::usage;
use crate::Usage;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::outlet::Sink;
use crate::provider::protocol_error::whole;
use crate::provider::raw::Raw;
use crate::provider::{FinishReason, ProtocolError, ProtocolErrorKind};

/// A `Response` object. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Response<'a> {
    pub(super) json: &'a str,
    pub(super) output: Option<Raw<'a>>,
    pub(super) error: Option<Raw<'a>>,
    pub(super) usage: Option<Usage>,
    status: &'a str,
    /// Why it is incomplete.
    reason: Option<String>,
}

impl<'a> Response<'a> {
    /// Reads one; what is no object says nothing.
    pub(super) fn read(response: Raw<'a>) -> Result<Self, Malformed> {
        let mut found = Self {
            json: response.json(),
            ..Self::default()
        };
        response.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if value.is_null() {
                return Ok(());
            }
            match key {
                "output" => found.output = Some(value),
                "error" => found.error = Some(value),
                "usage" => found.usage = usage::read(value)?,
                "status" => found.status = value.json().trim_matches('"'),
                "incomplete_details" => {
                    value.cursor().object(|cursor, key| {
                        let value = cursor.value()?;
                        if key == "reason" {
                            found.reason = value.word();
                        }
                        Ok(())
                    })?;
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Why the model stopped. `None` where the answer does not say that it has.
    pub(super) fn finish(&self, has_calls: bool) -> Option<FinishReason> {
        Some(match self.status {
            "" => return None,
            "completed" | "complete" if has_calls => FinishReason::ToolCalls,
            "completed" | "complete" => FinishReason::Stop,
            "incomplete" => match self.reason.as_deref() {
                // Older servers give no reason where the tokens ran out.
                None | Some("max_output_tokens" | "max_tokens" | "length") => FinishReason::Length,
                Some("content_filter") => FinishReason::ContentFilter,
                Some(reason) => FinishReason::Other(reason.to_owned()),
            },
            "failed" => FinishReason::Error,
            status => FinishReason::Other(status.to_owned()),
        })
    }
}

/// Reads the body of a successful answer, and hands its steps to `sink`.
///
/// # Errors
/// A body that is empty, a page, not a JSON object, or without an answer. A body that tells of an error
/// is none of these.
pub(super) fn read(body: &[u8], sink: &mut Sink<'_>) -> Result<(), ProtocolError> {
    let text = crate::sse::text(body);
    let text = whole(&text)?;
    let error = |kind| ProtocolError::new(kind, text);
    let object = || {
        let mut cursor = Cursor::new(text);
        let value = cursor.value()?;
        cursor.end()?;
        Response::read(value)
    };
    let response = object().map_err(|Malformed { .. }| error(ProtocolErrorKind::NotJson))?;
    if !text.starts_with('{') {
        return Err(error(ProtocolErrorKind::NotJson));
    }
    if response.output.is_none() && response.error.is_none() && response.status.is_empty() {
        return Err(error(ProtocolErrorKind::NoChoices));
    }
    let mut stream = ResponseStream::unlimited();
    stream.whole(&response, sink).map_err(|stop| stop.on(text))
}
