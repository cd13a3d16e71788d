//! Authorities, and the certificates they sign: sound ones, and such as nobody should take.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An authority of its own, which nobody knows who is not told.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its key, in PEM; those it rests on behind it.
pub(crate) struct Signed {
    pub(crate) chain: String,
    pub(crate) key: String,
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(crate) enum Age {
    Sound,
    Expired,
    Unborn,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let (params, key) = Self::params(name);
        let certificate = params.self_signed(&key).expect("it signs itself");
        Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    fn params(name: &str) -> (CertificateParams, KeyPair) {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        (params, KeyPair::generate().expect("a key"))
    }

    /// Another one, which rests on this one.
    pub(crate) fn below(&self, name: &str) -> Self {
        let (params, key) = Self::params(name);
        let certificate = params.signed_by(&key, &self.issuer).expect("it signs");
        Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A server's certificate for a host.
    pub(crate) fn sign(&self, host: &str, age: Age) -> Signed {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a host");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (params.not_before, params.not_after) = match age {
            Age::Sound => (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1)),
            Age::Expired => (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1)),
            Age::Unborn => (date_time_ymd(2110, 1, 1), date_time_ymd(2120, 1, 1)),
        };
        self.signed(&params)
    }

    /// The certificate of one who calls.
    pub(crate) fn sign_client(&self, name: &str) -> Signed {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.signed(&params)
    }

    fn signed(&self, params: &CertificateParams) -> Signed {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("it signs");
        Signed {
            chain: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// The certificates of a PEM text.
pub(crate) fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    all.expect("sound PEM")
}

/// The key of a PEM text.
pub(crate) fn key(pem: &str) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_slice(pem.as_bytes()).expect("sound PEM")
}
