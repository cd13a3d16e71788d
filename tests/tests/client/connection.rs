//! Connections over real sockets: when they are closed, and what waiting for them may lose.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use formwork::{Client, Request, Step};

use crate::objects::Person;
use crate::script::{ADA, COST, Said, run};

/// How long anything here may take. It takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that streams some chunks, and then holds the connection open until the client closes it.
struct Server {
    client: Client,
    is_closed: Arc<AtomicBool>,
    sent: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Waits `pause` before each chunk.
    fn start(chunks: Vec<String>, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (is_closed, sent) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let (flag, count) = (is_closed.clone(), sent.clone());
        let thread = std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().expect("a connection");
            socket
                .set_read_timeout(Some(PATIENCE))
                .expect("a time limit");
            socket.set_nodelay(true).expect("chunks go out at once");
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !request.ends_with(b"}") {
                let length = socket.read(&mut buffer).expect("a request");
                assert_ne!(length, 0, "the request broke off");
                request.extend_from_slice(&buffer[..length]);
            }
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                        transfer-encoding: chunked\r\n\r\n";
            socket.write_all(head.as_bytes()).expect("the client reads");
            for chunk in chunks {
                std::thread::sleep(pause);
                let framed = format!("{:x}\r\n{chunk}\r\n", chunk.len());
                if socket.write_all(framed.as_bytes()).is_err() {
                    break;
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
            // The end of what the client sends, or an error, is the end of the connection.
            let length = socket.read(&mut buffer).unwrap_or(0);
            assert_eq!(length, 0, "nothing more is asked for");
            flag.store(true, Ordering::SeqCst);
        });
        let client = Client::builder("openai/m")
            .base_url(format!("http://{address}/v1"))
            .build()
            .expect("a client");
        Self {
            client,
            is_closed,
            sent,
            thread,
        }
    }

    fn request(&self) -> Request<Person> {
        self.client.request().user("Who is it?").max_retries(0)
    }

    fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// Waits, within the runtime that drives the connection, until the client has closed it.
    async fn closed(&self) {
        let start = std::time::Instant::now();
        while !self.is_closed() {
            assert!(start.elapsed() < PATIENCE, "the connection is still open");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

#[test]
fn a_server_that_holds_the_connection_open_does_not_hold_the_call() {
    let server = Server::start(Said::text(ADA).stream(), Duration::ZERO);
    run(async {
        let call = tokio::time::timeout(PATIENCE, server.request().stream().finish());
        let reply = call.await.expect("the end mark ends it").expect("it fits");
        assert_eq!(reply.value.age, Some(36));
        assert_eq!(reply.usage().output_tokens, COST.1);
        server.closed().await;
    });
    server.thread.join().expect("the server is well");
}

#[test]
fn dropping_a_stream_half_way_closes_the_connection() {
    let server = Server::start(Said::text(ADA).pieces(), Duration::ZERO);
    run(async {
        let mut stream = server.request().stream();
        for _ in 0..3 {
            let step = stream.next().await.expect("a step").expect("no failure");
            assert!(matches!(step, Step::View(_)));
        }
        // It is the drop that closes it, and nothing before.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!server.is_closed());
        drop(stream);
        server.closed().await;
    });
    server.thread.join().expect("the server is well");
}

#[test]
fn waiting_may_be_given_up_and_taken_up_again() {
    let chunks = Said::text(ADA).stream();
    let count = chunks.len();
    let server = Server::start(chunks, Duration::from_millis(15));
    run(async {
        let mut stream = server.request().stream();
        let (mut views, mut given_up) = (0, 0);
        // The head is waited for with patience: a request that is given up is sent anew.
        assert!(stream.next().await.is_some());
        loop {
            match tokio::time::timeout(Duration::from_millis(4), stream.next()).await {
                Err(_) => given_up += 1,
                Ok(Some(step)) => {
                    step.expect("no failure");
                    views += 1;
                }
                Ok(None) => break,
            }
            assert!(given_up < 10_000, "it goes on");
        }
        assert!(given_up > 0 && views > 3, "{given_up} times, {views} views");
        let reply = stream.finish().await.expect("it fits");
        assert_eq!(reply.attempts[0].answer, ADA, "nothing is lost");
        server.closed().await;
        assert_eq!(server.sent.load(Ordering::SeqCst), count);
    });
    server.thread.join().expect("the server is well");
}

#[test]
fn an_error_whose_body_never_ends_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a connection");
        let mut buffer = [0; 4096];
        while !socket
            .read(&mut buffer)
            .is_ok_and(|length| buffer[..length].ends_with(b"}"))
        {}
        let head = "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n";
        socket.write_all(head.as_bytes()).expect("the client reads");
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(1 << 16));
        // It ends when the client closes the connection.
        while socket.write_all(chunk.as_bytes()).is_ok() {}
    });
    let client = Client::builder("openai/m")
        .base_url(format!("http://{address}/v1"))
        .build()
        .expect("a client");
    run(async {
        let call = tokio::time::timeout(PATIENCE, client.extract::<Person>("?"));
        let error = call.await.expect("it ends").expect_err("it is an error");
        assert!(
            error
                .to_string()
                .starts_with("the provider answered 404: xxx"),
            "{error}"
        );
    });
    thread.join().expect("the server is well");
}
