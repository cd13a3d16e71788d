//! What is answered: by servers whose authority is named, and to callers with a certificate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use formwork::ErrorKind;
use formwork::transport::{Reqwest, TransportErrorKind};

use crate::authority::{Age, Authority, Signed};
use crate::server::{
    KEY, Server, client, every_way, read_request, say_and_vanish, shown, shown_to, streamed_body,
};

#[test]
fn a_companys_authority_is_trusted_where_it_is_named() {
    let authority = Authority::new("Company");
    let server = Server::new(shown(&authority.sign("localhost", Age::Sound)));
    let transport = Reqwest::builder()
        .no_proxy()
        .root_certificates(authority.pem.as_str())
        .build()
        .expect("a transport");
    for value in every_way(&client(&server.url("localhost"), &transport)) {
        assert_eq!(value.expect("an answer"), 7);
    }
    let asked = server.asked.lock().expect("nobody panicked");
    assert_eq!(asked.len(), 4);
    for asked in asked.iter() {
        assert_eq!(asked.line, "POST /v1/chat/completions");
        assert_eq!(asked.header("authorization"), format!("Bearer {KEY}"));
    }
}

#[test]
fn several_authorities_and_those_below_them_are_trusted() {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let third = Authority::new("Third");
    let below = second.below("Below the second");
    let mut signed = below.sign("127.0.0.1", Age::Sound);
    signed.chain.push_str(&below.pem);
    let server = Server::new(shown(&signed));
    // Two in one text with words between them, one in another.
    let bundle = format!("The first:\n{}\nThe second:\n{}", first.pem, second.pem);
    let transport = Reqwest::builder()
        .no_proxy()
        .root_certificates(bundle)
        .root_certificates(third.pem.as_str())
        .build()
        .expect("a transport");
    for value in every_way(&client(&server.url("127.0.0.1"), &transport)) {
        assert_eq!(value.expect("an answer"), 7);
    }
    let other = Server::new(shown(&third.sign("localhost", Age::Sound)));
    for value in every_way(&client(&other.url("localhost"), &transport)) {
        assert_eq!(value.expect("an answer"), 7);
    }
}

#[test]
fn a_server_that_wants_a_certificate_is_shown_one() {
    let authority = Authority::new("Company");
    let config = shown_to(&authority.sign("localhost", Age::Sound), &authority);
    let server = Server::new(config);
    let url = server.url("localhost");
    let with = |certificate: Option<Signed>| {
        let builder = Reqwest::builder()
            .no_proxy()
            .root_certificates(authority.pem.as_str());
        let builder = match certificate {
            Some(signed) => builder.client_certificate(signed.chain, signed.key),
            None => builder,
        };
        client(&url, &builder.build().expect("a transport"))
    };
    for value in every_way(&with(Some(authority.sign_client("reader")))) {
        assert_eq!(value.expect("an answer"), 7);
    }
    let before = server.connections();
    let stranger = Authority::new("Stranger").sign_client("reader");
    for certificate in [None, Some(stranger)] {
        for value in every_way(&with(certificate)) {
            let error = value.expect_err("it is refused");
            let ErrorKind::Transport(transport) = error.kind() else {
                panic!("{error:?}");
            };
            assert_eq!(transport.kind, TransportErrorKind::Certificate, "{error}");
            assert!(error.to_string().contains("client_certificate"), "{error}");
            assert!(!format!("{error:?}").contains(KEY), "{error:?}");
        }
    }
    assert_eq!(server.connections() - before, 8, "none is tried again");
    assert_eq!(server.asked.lock().expect("nobody panicked").len(), 4);
}

/// An answer that is all there is taken, though the connection ends without a farewell; one that is not is cut.
#[test]
fn a_connection_without_a_farewell_is_like_one_without_tls() {
    let authority = Authority::new("Company");
    let signed = authority.sign("localhost", Age::Sound);
    let transport = Reqwest::builder()
        .no_proxy()
        .root_certificates(authority.pem.as_str())
        .build()
        .expect("a transport");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let whole = streamed_body();
    for (body, taken) in [(whole.clone(), true), (whole[..40].to_owned(), false)] {
        let said = format!("{head}{body}");
        let answers: Arc<AtomicUsize> = Arc::default();
        let count = answers.clone();
        let server = Server::raw(shown(&signed), move |stream| {
            if read_request(stream).is_some() {
                count.fetch_add(1, Ordering::SeqCst);
                say_and_vanish(stream, &said);
            }
        });
        let client = client(&server.url("localhost"), &transport);
        let mut stream = client.request::<u8>().user("How many?").stream_blocking();
        while stream.next().is_some() {}
        let value = stream.finish().map(|reply| reply.value);
        assert_eq!(value.is_ok(), taken, "{value:?}");
        assert_eq!(
            answers.load(Ordering::SeqCst),
            1,
            "it is not paid for twice"
        );
    }
}
