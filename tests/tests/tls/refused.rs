//! Whom nobody should trust, and who speaks something else: told clearly, at once, and without the key.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use formwork::transport::{Reqwest, TransportErrorKind};
use formwork::{Client, Error, ErrorKind, Retry};

use crate::authority::{Age, Authority};
use crate::server::{KEY, PROMPT, Server, builder, client, every_way, shown};

/// Asserts that every way fails with this kind, all words in its message, and nothing secret.
fn refused(client: &Client, kind: TransportErrorKind, words: &[&str]) {
    for value in every_way(client) {
        let error: Error = value.expect_err("there is no answer");
        let ErrorKind::Transport(transport) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(transport.kind, kind, "{error}");
        for word in words {
            assert!(error.to_string().contains(word), "{word}: {error}");
        }
        let shown = format!("{error} {error:?} {:?}", error.attempts());
        assert!(!shown.contains(KEY), "{shown}");
        assert_eq!(error.attempts().len(), 0, "nothing was answered");
    }
}

#[test]
fn certificates_that_are_not_to_be_trusted_are_told_and_not_tried_again() {
    let (company, stranger) = (Authority::new("Company"), Authority::new("Stranger"));
    let transport = Reqwest::builder()
        .no_proxy()
        .root_certificates(company.pem.as_str())
        .build()
        .expect("a transport");
    for (signed, words) in [
        (
            stranger.sign("localhost", Age::Sound),
            &["UnknownIssuer", "root_certificates"][..],
        ),
        (
            company.sign("localhost", Age::Expired),
            &["certificate expired"],
        ),
        (
            company.sign("localhost", Age::Unborn),
            &["certificate not valid yet"],
        ),
        (
            company.sign("models.example", Age::Sound),
            &["not valid for name \"localhost\"", "models.example"],
        ),
    ] {
        let server = Server::new(shown(&signed));
        let client = client(&server.url("localhost"), &transport);
        let mut expected = vec!["no trusted connection to the provider"];
        expected.extend(words);
        refused(&client, TransportErrorKind::Certificate, &expected);
        assert_eq!(server.connections(), 4, "one for each way");
        assert_eq!(server.asked.lock().expect("nobody panicked").len(), 0);
    }
}

#[test]
fn nobody_is_trusted_whom_only_this_test_knows() {
    let server = Server::new(shown(
        &Authority::new("Company").sign("localhost", Age::Sound),
    ));
    let transport = Reqwest::builder().no_proxy().build().expect("a transport");
    let client = client(&server.url("localhost"), &transport);
    refused(
        &client,
        TransportErrorKind::Certificate,
        &["invalid peer certificate"],
    );
    assert_eq!(server.asked.lock().expect("nobody panicked").len(), 0);
}

#[test]
fn another_client_is_asked_where_one_is_not_to_be_trusted() {
    let company = Authority::new("Company");
    let transport = Reqwest::builder()
        .no_proxy()
        .root_certificates(company.pem.as_str())
        .build()
        .expect("a transport");
    let old = Server::new(shown(&company.sign("localhost", Age::Expired)));
    let sound = Server::new(shown(&company.sign("localhost", Age::Sound)));
    let clients = [&old, &sound].map(|server| client(&server.url("localhost"), &transport));
    let several = Client::fallback(clients).expect("two clients");
    for value in every_way(&several) {
        assert_eq!(value.expect("an answer"), 7);
    }
    assert_eq!(old.connections(), 4);
}

#[test]
fn a_server_without_tls_is_told_from_one_that_is_down() {
    let (url, connections) = plain("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let transport = Reqwest::builder().no_proxy().build().expect("a transport");
    refused(
        &client(&url, &transport),
        TransportErrorKind::Malformed,
        &["is the address `http:`?"],
    );
    assert_eq!(
        connections.load(Ordering::SeqCst),
        4,
        "it is not tried again"
    );
    // One that says nothing may be about to start.
    let (url, connections) = plain("");
    refused(
        &client(&url, &transport),
        TransportErrorKind::Connect,
        &["tls handshake eof"],
    );
    assert_eq!(connections.load(Ordering::SeqCst), 12, "three for each way");
}

/// A server that answers whatever comes in these words, at an address that says `https:`.
fn plain(said: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let connections: Arc<AtomicUsize> = Arc::default();
    let count = connections.clone();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let Ok(mut socket) = socket else { continue };
            count.fetch_add(1, Ordering::SeqCst);
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(said.as_bytes());
        }
    });
    (format!("https://localhost:{port}/v1"), connections)
}

#[test]
fn a_server_of_tls_at_a_plain_address_is_told() {
    let company = Authority::new("Company");
    let server = Server::new(shown(&company.sign("localhost", Age::Sound)));
    let transport = Reqwest::builder().no_proxy().build().expect("a transport");
    let url = server.url("localhost").replacen("https:", "http:", 1);
    refused(
        &client(&url, &transport),
        TransportErrorKind::Malformed,
        &["is the address `https:`?"],
    );
    assert_eq!(server.connections(), 4, "it is not tried again");
}

#[test]
fn a_handshake_that_never_ends_is_over_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!(
        "https://localhost:{}/v1",
        silent.local_addr().expect("an address").port()
    );
    let transport = Reqwest::builder()
        .no_proxy()
        .connect_timeout(Duration::from_millis(200))
        .build()
        .expect("a transport");
    let client = builder(&url, &transport).retry(Retry::never()).build();
    let began = Instant::now();
    let call = client.expect("a client");
    let error = call
        .extract_blocking::<u8>(PROMPT)
        .expect_err("nobody answers");
    assert!(
        matches!(error.kind(), ErrorKind::Transport(error) if error.kind == TransportErrorKind::Timeout),
        "{error}"
    );
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "the usual limit is 10 s"
    );
}
