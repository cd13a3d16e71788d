//! The default transport against a server on loopback that says exactly what it is told to.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;

use formwork::transport::{Request, Reqwest, Transport, TransportError, TransportErrorKind};

/// A server for one request: it answers with these bytes, waits a little between them, and closes.
/// What it was sent comes back on joining.
fn serve(parts: &'static [&'static str]) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "http://{}/v1/chat/completions",
        listener.local_addr().unwrap()
    );
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !request.ends_with(b"}") {
            let length = socket.read(&mut buffer).unwrap();
            assert_ne!(length, 0, "the request broke off");
            request.extend_from_slice(&buffer[..length]);
        }
        for part in parts {
            socket.write_all(part.as_bytes()).unwrap();
            socket.flush().unwrap();
            std::thread::sleep(Duration::from_millis(20));
        }
        socket.shutdown(Shutdown::Both).ok();
        String::from_utf8(request).unwrap()
    });
    (url, server)
}

fn request(url: &str) -> Request {
    Request {
        url: url.to_owned(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("authorization", "Bearer sk-secret".to_owned()),
        ],
        body: "{\"model\":\"m\"}".into(),
    }
}

/// An answer that was read to its end: status, content type, chunks, and how it ended.
struct Answer {
    status: u16,
    location: Option<String>,
    content_type: Option<String>,
    chunks: Vec<String>,
    end: Option<TransportError>,
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

fn send(request: Request) -> Result<Answer, TransportError> {
    run(async {
        let mut response = Reqwest::new()?.send(request).await?;
        let header = |name| response.header(name).map(str::to_owned);
        let (location, content_type) = (header("location"), header("content-type"));
        let mut chunks = Vec::new();
        let end = loop {
            match response.body.chunk().await {
                Ok(Some(chunk)) => chunks.push(String::from_utf8(chunk.to_vec()).unwrap()),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        Ok(Answer {
            status: response.status,
            location,
            content_type,
            chunks,
            end,
        })
    })
}

#[test]
fn a_stream_arrives_chunk_by_chunk() {
    let (url, server) = serve(&[
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
        "9\r\ndata: a\n\n\r\n",
        "9\r\ndata: b\n\n\r\n",
        "0\r\n\r\n",
    ]);
    let answer = send(request(&url)).unwrap();
    assert_eq!(
        (answer.status, answer.content_type.as_deref()),
        (200, Some("text/event-stream"))
    );
    assert_eq!(answer.chunks, ["data: a\n\n", "data: b\n\n"]);
    assert_eq!(answer.end, None);
    let sent = server.join().unwrap();
    assert!(
        sent.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"),
        "{sent}"
    );
    assert!(
        sent.contains("\r\nauthorization: Bearer sk-secret\r\n"),
        "{sent}"
    );
    assert!(
        sent.contains("\r\ncontent-type: application/json\r\n"),
        "{sent}"
    );
    assert!(sent.ends_with("\r\n\r\n{\"model\":\"m\"}"), "{sent}");
}

#[test]
fn any_status_is_an_answer_and_no_redirect_is_followed() {
    let (url, server) = serve(&[
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    ]);
    let answer = send(request(&url)).unwrap();
    assert_eq!(
        (answer.status, answer.location.as_deref()),
        (307, Some("http://127.0.0.1:1/"))
    );
    server.join().unwrap();

    let (url, server) = serve(&[
        "HTTP/1.1 429 Slow Down\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\n",
        "{}",
    ]);
    let answer = send(request(&url)).unwrap();
    assert_eq!(
        (answer.status, answer.chunks.concat().as_str()),
        (429, "{}")
    );
    server.join().unwrap();
}

#[test]
fn a_body_that_breaks_off_is_interrupted() {
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n",
    ] {
        let parts: &[&str] = Box::leak(Box::new([head, "half"]));
        let (url, server) = serve(parts);
        let answer = send(request(&url)).unwrap();
        assert_eq!(answer.chunks.concat(), "half");
        let end = answer.end.map(|error| error.kind);
        assert_eq!(end, Some(TransportErrorKind::Interrupted), "{head}");
        server.join().unwrap();
    }
    let (url, server) = serve(&[]);
    let error = send(request(&url)).err().unwrap();
    assert_eq!(
        error.kind,
        TransportErrorKind::Interrupted,
        "no answer at all: {error}"
    );
    server.join().unwrap();
}

#[test]
fn errors_name_their_kind_and_no_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/?key=sk-secret", listener.local_addr().unwrap());
    drop(listener);
    let mut bad_header = request("http://127.0.0.1:1/");
    bad_header.headers[1].1.push('\n');
    for (request, kind) in [
        (request(&closed), TransportErrorKind::Connect),
        (
            request("http://sk-secret.invalid/"),
            TransportErrorKind::Connect,
        ),
        (request("/sk-secret"), TransportErrorKind::Request),
        (request("ftp://sk-secret/"), TransportErrorKind::Request),
        (bad_header, TransportErrorKind::Request),
    ] {
        let url = request.url.clone();
        let error = send(request)
            .err()
            .unwrap_or_else(|| panic!("{url} gave an answer"));
        assert_eq!(error.kind, kind, "{url}: {error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.is_empty() && !shown.contains("sk-secret"), "{shown}");
    }
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    use std::task::{Context, Poll, Waker};
    let transport = Reqwest::new().unwrap();
    let mut send = transport.send(request("http://127.0.0.1:1/"));
    let Poll::Ready(Err(error)) = send.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("it waits for something");
    };
    assert_eq!(error.kind, TransportErrorKind::Request);
    assert!(error.message.contains("tokio"), "{error}");
}

#[test]
fn sleeping_takes_its_time() {
    let start = std::time::Instant::now();
    run(async {
        Reqwest::new()
            .unwrap()
            .sleep(Duration::from_millis(30))
            .await;
    });
    assert!(start.elapsed() >= Duration::from_millis(30));
}
