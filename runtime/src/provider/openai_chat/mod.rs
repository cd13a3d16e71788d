//! The wire of `OpenAI`'s Chat Completions, which most other servers speak as well.
//!
//! Pure and without I/O: a [`Prepared`](super::Prepared) call to a request [`body`], events of a
//! stream ([`ChatStream`]) or a whole [`response`](mod@response) to [`Delta`](super::Delta)s, a
//! refusal to an [`ApiError`](super::ApiError) ([`errors`]), and a failed attempt to the messages
//! that ask again ([`reask`](reask())).
//!
//! The reading side takes what the servers of the family really send, not only what the vendor's
//! specification says. The writing side keeps to the specification.

mod calls;
mod envelope;
pub mod errors;
mod fragment;
mod mould;
mod reask;
mod request;
pub mod response;
mod stream;
mod usage;

pub use self::reask::reask;
pub use self::request::{body, response_format, tool_definition};
pub use self::stream::ChatStream;

/// The dialect of `OpenAI`'s strict modes.
pub const DIALECT: &str = "openai-strict";

/// The URL that requests go to, under a provider's base URL.
#[must_use]
pub fn url(base_url: &str) -> String {
    format!("{}/chat/completions", base_url.trim_end_matches('/'))
}

/// The headers of a request; without `authorization` where there is no key.
#[must_use]
pub fn headers(key: Option<&str>, stream: bool) -> Vec<(&'static str, String)> {
    let accept = if stream {
        "text/event-stream"
    } else {
        "application/json"
    };
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("accept", accept.to_owned()),
    ];
    if let Some(key) = key {
        headers.push(("authorization", format!("Bearer {}", key.trim())));
    }
    headers
}

/// Whether a body of this content type is an event stream. Some gateways answer a request for a
/// stream with a whole JSON body.
#[must_use]
pub fn is_event_stream(content_type: Option<&str>) -> bool {
    let essence = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("text/event-stream")
}

#[cfg(test)]
mod tests {
    use super::{headers, is_event_stream, url};

    #[test]
    fn urls_join_with_one_slash() {
        for base in ["http://localhost:1/v1", "http://localhost:1/v1/"] {
            assert_eq!(url(base), "http://localhost:1/v1/chat/completions");
        }
    }

    #[test]
    fn a_key_is_sent_only_where_there_is_one() {
        let with = headers(Some(" sk-1\n"), true);
        assert!(with.contains(&("authorization", "Bearer sk-1".to_owned())));
        assert!(with.contains(&("accept", "text/event-stream".to_owned())));
        assert!(
            headers(None, false)
                .iter()
                .all(|(name, _)| *name != "authorization")
        );
    }

    #[test]
    fn content_types_are_compared_without_parameters() {
        assert!(is_event_stream(Some("text/event-stream;charset=UTF-8")));
        assert!(is_event_stream(Some("Text/Event-Stream")));
        assert!(!is_event_stream(Some("application/json; charset=utf-8")));
        assert!(!is_event_stream(None));
    }
}
