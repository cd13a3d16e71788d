//! A server on loopback that answers every request at once with the same person, whole or streamed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// Starts it. It ends with the process.
pub(crate) fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || connection(&stream));
        }
    });
    format!("http://{address}/v1")
}

/// Answers the requests of one connection, until it is closed.
fn connection(stream: &TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (whole, streamed) = (whole(), streamed());
    let mut reader = BufReader::new(stream);
    let mut body = Vec::new();
    loop {
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let head = line.trim_end();
            if head.is_empty() {
                break;
            }
            if let Some((name, value)) = head.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
        let is_stream = body.windows(13).any(|part| part == br#""stream":true"#);
        let answer = if is_stream { &streamed } else { &whole };
        let mut writer = stream;
        writer.write_all(answer).ok()?;
    }
}

const PERSON: &str =
    r#"{"name":"Ada","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}}"#;

fn answer(media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn whole() -> Vec<u8> {
    let content = serde_json::Value::from(PERSON);
    let body = format!(
        r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5-mini","choices":[{{"index":0,"message":{{"role":"assistant","content":{content},"refusal":null,"annotations":[]}},"logprobs":null,"finish_reason":"stop"}}],"usage":{{"prompt_tokens":90,"completion_tokens":30,"total_tokens":120,"prompt_tokens_details":{{"cached_tokens":0}},"completion_tokens_details":{{"reasoning_tokens":0}}}},"system_fingerprint":"fp"}}"#
    );
    answer("application/json", &body)
}

fn streamed() -> Vec<u8> {
    let event = |delta: String, finish: &str| {
        format!(
            "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5-mini\",\"system_fingerprint\":\"fp\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let mut body = event(r#"{"role":"assistant","content":""}"#.to_owned(), "null");
    let characters: Vec<char> = PERSON.chars().collect();
    for piece in characters.chunks(4) {
        let content = serde_json::Value::from(piece.iter().collect::<String>());
        body += &event(format!(r#"{{"content":{content}}}"#), "null");
    }
    body += &event("{}".to_owned(), "\"stop\"");
    body += "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":30,\"total_tokens\":120}}\n\ndata: [DONE]\n\n";
    answer("text/event-stream", &body)
}
