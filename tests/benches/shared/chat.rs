//! A stream of `OpenAI`'s Chat Completions, as its server sends it: every token in an event of some three hundred
//! bytes, most of which are the same each time.

/// Where the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the arguments of a tool call.
    Call,
    /// In the text.
    Text,
}

const HEAD: &str = concat!(
    r#"data: {"id":"chatcmpl-D0aB1cD2eF3gH4iJ5kL6mN7oP8qR9","object":"chat.completion.chunk","created":1763740800,"#,
    r#""model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_0123456789","usage":null,"#,
    r#""choices":["#
);
const PADDING: &str = "Zk3Qw9xTb5Lm";

/// The events of an answer whose tokens have about so many bytes.
pub(crate) fn events(place: Place, answer: &str, token: usize) -> Vec<String> {
    let open = match place {
        Place::Call => concat!(
            r#"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_q2UyBRP7eXNTzAoR8lEhjc9Z","#,
            r#""type":"function","function":{"name":"answer","arguments":""}}],"refusal":null}"#
        ),
        Place::Text => r#"{"role":"assistant","content":"","refusal":null}"#,
    };
    let mut events = vec![event(open, "null", 0)];
    for (number, token) in tokens(answer, token).enumerate() {
        let token = serde_json::to_string(token).expect("strings can be written");
        let delta = match place {
            Place::Call => {
                format!(r#"{{"tool_calls":[{{"index":0,"function":{{"arguments":{token}}}}}]}}"#)
            }
            Place::Text => format!(r#"{{"content":{token}}}"#),
        };
        events.push(event(&delta, "null", number));
    }
    let reason = match place {
        Place::Call => r#""tool_calls""#,
        Place::Text => r#""stop""#,
    };
    events.push(event("{}", reason, 7));
    let head = HEAD.replace(r#""usage":null,"#, "");
    events.push(format!(
        "{head}],\"usage\":{{{}}},\"obfuscation\":\"Qx\"}}\n\n",
        concat!(
            r#""prompt_tokens":364,"completion_tokens":640,"total_tokens":1004,"prompt_tokens_details":"#,
            r#"{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}"#
        )
    ));
    events.push("data: [DONE]\n\n".to_owned());
    events
}

fn event(delta: &str, reason: &str, number: usize) -> String {
    let padding = &PADDING[..=number % PADDING.len()];
    format!(
        "{HEAD}{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{reason}}}],\"obfuscation\":\"{padding}\"}}\n\n"
    )
}

/// Whole characters, of so many bytes or a few more.
fn tokens(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = (size..rest.len()).find(|end| rest.is_char_boundary(*end));
        let (token, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail;
        (!token.is_empty()).then_some(token)
    })
}

/// What a connection delivers: an event at a time, or packets that cut them.
pub(crate) fn packets(events: &[String], size: Option<usize>) -> Vec<Vec<u8>> {
    match size {
        None => events.iter().map(|event| event.clone().into()).collect(),
        Some(size) => {
            let bytes = events.concat().into_bytes();
            bytes.chunks(size).map(<[u8]>::to_vec).collect()
        }
    }
}
