//! Certificates and keys out of PEM, to a TLS configuration; an error of TLS, to what it means for a request.
//!
//! Knows nothing of HTTP. Trust comes from the operating system, and from what a program adds to it: nothing here
//! can switch the check of a certificate off.

use std::error::Error;
use std::io;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, CertificateError, ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::transport::TransportErrorKind;

/// Whom connections trust beside the system's authorities, and as whom they come.
#[derive(Default)]
pub(crate) struct Trust {
    roots: Vec<CertificateDer<'static>>,
    own: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

impl Trust {
    /// Adds the authorities of a PEM file; `what` names the file in errors.
    pub(super) fn add_roots(&mut self, pem: &[u8]) -> Result<(), String> {
        let what = "a root certificate";
        for (number, root) in (1..).zip(certificates(pem, what)?) {
            // Each alone, so that the error can say which it is.
            let read = RootCertStore::empty().add(root.clone());
            read.map_err(|error| format!("{what}: number {number} cannot be read: {error}"))?;
            self.roots.push(root);
        }
        Ok(())
    }

    /// Sets the certificate that servers are shown, with those it rests on, and its key.
    pub(super) fn set_own(&mut self, certificate: &[u8], key: &[u8]) -> Result<(), String> {
        let chain = certificates(certificate, "the client's certificate")?;
        // What the file holds is no one's business, not even that of an error.
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| match error {
            pem::Error::NoItemsFound => {
                "the client's key: there is none in this PEM, or it has a password".to_owned()
            }
            _ => "the client's key: this is no sound PEM".to_owned(),
        })?;
        self.own = Some((chain, key));
        Ok(())
    }
}

/// All certificates of a PEM file, at least one.
fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut all = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let number = all.len() + 1;
        let certificate = certificate.map_err(|error| match error {
            pem::Error::MissingSectionEnd { .. } => {
                format!("{what}: number {number} has no end in this PEM")
            }
            pem::Error::IllegalSectionStart { .. } => {
                format!("{what}: before number {number}, a line begins a section and is none")
            }
            _ => format!("{what}: number {number} is no sound PEM"),
        })?;
        all.push(certificate);
    }
    if all.is_empty() {
        return Err(format!("{what}: there is none in this PEM"));
    }
    Ok(all)
}

/// The configuration of connections, and why they trust nobody where that is so.
pub(crate) fn configure(trust: Trust) -> Result<(ClientConfig, Option<Arc<str>>), rustls::Error> {
    // Said here rather than as the process's default, which belongs to the program.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?;
    let adds_roots = !trust.roots.is_empty();
    let (builder, no_roots) = match verifier(trust.roots, provider) {
        // The name is that of all verifiers which are not rustls's own; this one asks the system.
        Ok(verifier) => {
            let builder = builder.dangerous();
            (
                builder.with_custom_certificate_verifier(Arc::new(verifier)),
                None,
            )
        }
        Err(error) if adds_roots => return Err(error),
        Err(error) => {
            let builder = builder.with_root_certificates(RootCertStore::empty());
            (builder, Some(error.to_string().into()))
        }
    };
    let mut config = match trust.own {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, no_roots))
}

/// What checks certificates: the system's own way, with more authorities.
#[cfg(not(target_os = "android"))]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        Verifier::new(provider)
    } else {
        Verifier::new_with_extra_roots(roots, provider)
    }
}

/// Android takes no more authorities than those of its own settings.
#[cfg(target_os = "android")]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        Verifier::new(provider)
    } else {
        let message = "on Android, authorities are added in the system's settings alone";
        Err(rustls::Error::General(message.to_owned()))
    }
}

/// What an error of TLS somewhere within `cause` means: the kind that it makes of a failure, and what there is to
/// be done. `None` where there is none, or none that says more than its own words.
pub(super) fn meaning(
    cause: &(dyn Error + 'static),
) -> Option<(TransportErrorKind, Option<&'static str>)> {
    use AlertDescription as Alert;
    use TransportErrorKind::{Certificate, Malformed};
    match within(cause)? {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            let advice = "who signed it is not known here: a company's own authority is added \
                          with `Reqwest::builder().root_certificates(...)`";
            Some((Certificate, Some(advice)))
        }
        rustls::Error::InvalidCertificate(_)
        | rustls::Error::InvalidCertRevocationList(_)
        | rustls::Error::NoCertificatesPresented => Some((Certificate, None)),
        rustls::Error::AlertReceived(
            Alert::AccessDenied
            | Alert::BadCertificate
            | Alert::CertificateExpired
            | Alert::CertificateRequired
            | Alert::CertificateRevoked
            | Alert::CertificateUnknown
            | Alert::NoCertificate
            | Alert::UnknownCA
            | Alert::UnsupportedCertificate,
        ) => {
            let advice = "the server wants a certificate of ours, and another one than it was \
                          shown: see `Reqwest::builder().client_certificate(...)`";
            Some((Certificate, Some(advice)))
        }
        rustls::Error::InvalidMessage(_) => {
            let advice = "what answered does not speak TLS: is the address `http:`?";
            Some((Malformed, Some(advice)))
        }
        _ => None,
    }
}

/// The error of TLS within another. Those of the system's kind do not name what they hold as their source.
fn within<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let mut cause = cause;
    // Each step is one error further in, and errors are finite.
    loop {
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Some(error);
        }
        cause = cause.downcast_ref::<io::Error>()?.get_ref()?;
    }
}
