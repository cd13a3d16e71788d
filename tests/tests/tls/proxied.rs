//! Through a proxy: what it sees, what it must not see, and what goes past it.

use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use formwork::transport::{Reqwest, ReqwestBuilder, TransportErrorKind};
use formwork::{Client, ErrorKind, Retry};

use crate::authority::{Age, Authority};
use crate::loopback::{Asked, serve};
use crate::proxy::Proxy;
use crate::server::{KEY, PROMPT, Server, answer, builder, client, every_way, shown};

/// A server that only the proxy can find, by its name, and a way to it.
fn hidden() -> (Server, Authority) {
    let authority = Authority::new("Company");
    let server = Server::new(shown(&authority.sign("models.invalid", Age::Sound)));
    (server, authority)
}

fn trusting(authority: &Authority) -> ReqwestBuilder {
    Reqwest::builder().root_certificates(authority.pem.as_str())
}

#[test]
fn a_tunnel_shows_the_proxy_the_servers_name_and_nothing_else() {
    let (server, authority) = hidden();
    let proxy = Proxy::tunnel(server.address, None);
    let address = format!("http://reader:open%20sesame@{}", proxy.address);
    let transport = trusting(&authority).proxy(address).build();
    let transport = transport.expect("a transport");
    let url = server.url("models.invalid");
    for value in every_way(&client(&url, &transport)) {
        assert_eq!(value.expect("an answer"), 7);
    }
    let heard = proxy.heard();
    let port = server.address.port();
    assert!(heard.contains(&format!("CONNECT models.invalid:{port} HTTP/1.1\r\n")));
    let credentials = BASE64_STANDARD.encode("reader:open sesame");
    assert!(
        heard.contains(&format!("Basic {credentials}\r\n")),
        "{heard}"
    );
    for secret in [KEY, PROMPT, "authorization: Bearer", "gpt-5-mini"] {
        assert!(!heard.contains(secret), "{secret}");
    }
    let asked = server.asked.lock().expect("nobody panicked");
    assert_eq!(asked.len(), 4);
    for asked in asked.iter() {
        assert_eq!(asked.header("authorization"), format!("Bearer {KEY}"));
        assert_eq!(asked.header("proxy-authorization"), "", "it is the proxy's");
    }
}

#[test]
fn certificates_are_checked_behind_a_proxy_too() {
    let (server, _) = hidden();
    let proxy = Proxy::tunnel(server.address, None);
    let transport = trusting(&Authority::new("Stranger"))
        .proxy(proxy.address.to_string())
        .build()
        .expect("a transport");
    for value in every_way(&client(&server.url("models.invalid"), &transport)) {
        let error = value.expect_err("it is not to be trusted");
        assert!(
            matches!(error.kind(), ErrorKind::Transport(error) if error.kind == TransportErrorKind::Certificate),
            "{error}"
        );
    }
    assert_eq!(server.connections(), 4, "one for each way");
    assert!(!proxy.heard().contains(KEY));
}

#[test]
fn a_proxy_that_refuses_is_told_without_its_password() {
    let (server, authority) = hidden();
    for (status, expected) in [
        (
            "407 Proxy Authentication Required",
            "proxy authorization required",
        ),
        ("403 Forbidden", "tunnel"),
    ] {
        let proxy = Proxy::tunnel(server.address, Some(status));
        let address = format!("http://reader:open-sesame@{}", proxy.address);
        let transport = trusting(&authority).proxy(address).build();
        let transport = transport.expect("a transport");
        let client = builder(&server.url("models.invalid"), &transport)
            .retry(Retry::never())
            .build()
            .expect("a client");
        for value in every_way(&client) {
            let error = value.expect_err("the proxy says no");
            assert!(
                matches!(error.kind(), ErrorKind::Transport(error) if error.kind == TransportErrorKind::Connect),
                "{error}"
            );
            assert!(error.to_string().contains(expected), "{error}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("sesame") && !shown.contains(KEY), "{shown}");
        }
        assert!(!proxy.heard().contains(KEY));
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn plain_requests_are_passed_on_by_the_proxy() {
    let heard: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let all = heard.clone();
    let proxy = serve(move |asked| {
        let told = answer(&asked);
        all.lock().expect("nobody panicked").push(asked);
        told
    });
    let transport = Reqwest::builder()
        .proxy(format!("http://reader:sesame@{proxy}"))
        .build()
        .expect("a transport");
    for value in every_way(&client("http://models.invalid/v1", &transport)) {
        assert_eq!(value.expect("an answer"), 7);
    }
    let heard = heard.lock().expect("nobody panicked");
    assert_eq!(heard.len(), 4);
    let credentials = BASE64_STANDARD.encode("reader:sesame");
    for asked in heard.iter() {
        assert_eq!(asked.line, "POST http://models.invalid/v1/chat/completions");
        assert_eq!(
            asked.header("proxy-authorization"),
            format!("Basic {credentials}")
        );
    }
}

#[test]
fn what_is_excepted_goes_past_the_proxy() {
    let authority = Authority::new("Company");
    let server = Server::new(shown(&authority.sign("localhost", Age::Sound)));
    let proxy = Proxy::tunnel(server.address, None);
    let url = server.url("localhost");
    for (except, is_used) in [
        ("", true),
        ("models.invalid, .example", true),
        ("models.invalid, localhost", false),
        ("*", false),
    ] {
        let before = proxy.heard().len();
        let transport = trusting(&authority)
            .proxy(proxy.address.to_string())
            .proxy_except(except)
            .build()
            .expect("a transport");
        let value = client(&url, &transport).extract_blocking::<u8>(PROMPT);
        assert_eq!(value.expect("an answer"), 7);
        assert_eq!(proxy.heard().len() > before, is_used, "{except}");
    }
}

/// Runs an ignored test of this file with nothing but these variables in its environment, which this process's own is
/// not touched for.
fn in_environment(name: &str, variables: &[(&str, &str)]) {
    let child = Command::new(std::env::current_exe().expect("this test has a path"))
        .args(["--exact", &format!("proxied::{name}"), "--ignored"])
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .expect("the test runs again");
    let text = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(
        child.status.success() && text.contains("1 passed"),
        "{text}{}",
        String::from_utf8_lossy(&child.stderr)
    );
}

#[test]
fn the_environment_names_a_proxy_where_nobody_else_does() {
    let (server, authority) = hidden();
    let proxy = Proxy::tunnel(server.address, None);
    in_environment(
        "child_behind_a_proxy",
        &[
            ("HTTPS_PROXY", &format!("http://{}", proxy.address)),
            ("TEST_URL", &server.url("models.invalid")),
            ("TEST_ROOT", &authority.pem),
        ],
    );
    assert!(proxy.heard().contains("CONNECT models.invalid"));
}

/// The same variables name the system's authorities for other programs.
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
#[test]
fn the_environment_names_authorities_in_place_of_the_systems() {
    let authority = Authority::new("Company");
    let server = Server::new(shown(&authority.sign("localhost", Age::Sound)));
    let path = std::env::temp_dir().join(format!("formwork-{}.pem", std::process::id()));
    std::fs::write(&path, &authority.pem).expect("a place for a file");
    let path = path.to_string_lossy().into_owned();
    in_environment(
        "child_with_authorities",
        &[
            ("SSL_CERT_FILE", &path),
            ("OPENAI_API_KEY", KEY),
            ("OPENAI_BASE_URL", &server.url("localhost")),
        ],
    );
    std::fs::remove_file(&path).expect("it was there");
    assert_eq!(server.asked.lock().expect("nobody panicked").len(), 1);
}

#[test]
#[ignore = "runs in a child, with an environment of its own"]
fn child_with_authorities() {
    let client = Client::from_env("openai/gpt-5-mini").expect("a client");
    let value = client.extract_blocking::<u8>(PROMPT);
    assert_eq!(value.expect("an answer"), 7);
}

#[test]
#[ignore = "runs in a child, with an environment of its own"]
fn child_behind_a_proxy() {
    let variable = |name| std::env::var(name).expect("the parent sets it");
    let url = variable("TEST_URL");
    let builder = || Reqwest::builder().root_certificates(variable("TEST_ROOT"));
    let transport = builder().build().expect("a transport");
    let value = client(&url, &transport).extract_blocking::<u8>(PROMPT);
    assert_eq!(value.expect("an answer"), 7);
    // Without it, nobody knows the host.
    let transport = builder().no_proxy().build().expect("a transport");
    let client = crate::server::builder(&url, &transport);
    let client = client.retry(Retry::never()).build().expect("a client");
    let error = client.extract_blocking::<u8>(PROMPT);
    let error = error.expect_err("there is no such host");
    assert!(
        matches!(error.kind(), ErrorKind::Transport(error) if error.kind == TransportErrorKind::Connect),
        "{error}"
    );
}
