//! Transports that cannot be: told when they are built, with the place, and without anything secret.

use formwork::transport::{Reqwest, ReqwestBuilder, TransportErrorKind};

use crate::authority::{Age, Authority};

fn refusal(builder: ReqwestBuilder) -> String {
    let error = builder.build().expect_err("it cannot be");
    assert_eq!(error.kind, TransportErrorKind::Request);
    error.message
}

#[test]
fn pem_that_holds_no_certificate_is_told() {
    let sound = Authority::new("Company").pem;
    let key = Authority::new("Company").sign("localhost", Age::Sound).key;
    let cut = sound.replace("-----END CERTIFICATE-----", "");
    let (head, _) = sound.split_once("MII").expect("a certificate begins so");
    let other = format!("{head}AAAA\n-----END CERTIFICATE-----\n");
    let broken = format!("{head}****\n-----END CERTIFICATE-----\n");
    for (pem, expected) in [
        (String::new(), "there is none in this PEM"),
        (
            "/etc/ssl/company.pem".to_owned(),
            "there is none in this PEM",
        ),
        (key, "there is none in this PEM"),
        (cut.clone(), "number 1 has no end in this PEM"),
        (format!("{sound}{cut}"), "number 2 has no end in this PEM"),
        (format!("{sound}{broken}"), "number 2 is no sound PEM"),
        (format!("{sound}{other}"), "number 2 cannot be read"),
        (
            format!("-----BEGIN CERTIFICATE\n{sound}"),
            "before number 1, a line begins a section and is none",
        ),
    ] {
        let message = refusal(Reqwest::builder().root_certificates(pem));
        assert!(message.starts_with("a root certificate: "), "{message}");
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn a_certificate_and_a_key_that_do_not_go_together_are_told() {
    let authority = Authority::new("Company");
    let (ours, other) = (authority.sign_client("a"), authority.sign_client("b"));
    let locked = ours.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let cut = ours.key.replace("-----END PRIVATE KEY-----", "");
    for (certificate, key, expected) in [
        (
            &ours.chain,
            &other.key,
            "the client's key does not belong to its certificate",
        ),
        (
            &ours.key,
            &ours.key,
            "the client's certificate: there is none in this PEM",
        ),
        (&ours.chain, &ours.chain, "the client's key: there is none"),
        (&ours.chain, &locked, "or it has a password"),
        (&ours.chain, &cut, "the client's key: this is no sound PEM"),
    ] {
        let builder = Reqwest::builder().client_certificate(certificate.as_str(), key.as_str());
        let shown = format!("{builder:?}");
        let message = refusal(builder);
        assert!(message.contains(expected), "{expected}: {message}");
        let secret = ours.key.lines().nth(1).expect("a key has lines");
        assert!(!message.contains(secret) && !shown.contains(secret));
    }
}

#[test]
fn the_address_of_a_proxy_is_read_when_the_transport_is_built() {
    const PASSWORD: &str = "open-sesame";
    for (address, expected) in [
        ("", "cannot be read"),
        ("http://", "cannot be read"),
        ("http://reader:open-sesame@", "cannot be read"),
        ("http://reader:open-sesame@proxy:99999", "cannot be read"),
        (
            "socks5://reader:open-sesame@localhost:1080",
            "not over `socks5`",
        ),
        ("ftp://localhost", "not over `ftp`"),
    ] {
        let message = refusal(Reqwest::builder().proxy(address));
        assert!(message.contains(expected), "{address}: {message}");
        assert!(!message.contains(PASSWORD), "{message}");
    }
    let message = refusal(Reqwest::builder().proxy_except("localhost"));
    assert!(message.contains("`NO_PROXY`"), "{message}");
    for address in [
        "proxy.example:3128",
        " http://proxy.example ",
        "https://reader:open-sesame@proxy.example:3128/path?query",
        "http://127.0.0.1:3128",
        "[::1]:3128",
    ] {
        let builder = Reqwest::builder().proxy(address);
        assert!(!format!("{builder:?} {builder:#?}").contains(PASSWORD));
        let transport = builder.build().expect(address);
        assert!(!format!("{transport:?} {transport:#?}").contains(PASSWORD));
    }
}
