//! Private certificate authorities, trusted besides the system's.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::ConfigError;

const FIELD: &str = "root_certificate";

/// Reads the certificates in a PEM text. `place` goes into the messages: ` in` and the file's name, or nothing.
pub(crate) fn from_pem(pem: &[u8], place: &str) -> Result<Vec<reqwest::Certificate>, ConfigError> {
    let wrong = |found: &str, what_to_do: &str| {
        let expected = "expected a PEM certificate (\"BEGIN CERTIFICATE\")";
        ConfigError::new(FIELD, format!("{expected}, found {found}{place}{what_to_do}"))
    };
    if contains(pem, b"PRIVATE KEY-----") {
        return Err(wrong("a private key", "; give the authority's certificate alone"));
    }
    let mut certificates = Vec::new();
    // Whether it is a certificate at all is found out here, not at the first handshake.
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate =
            certificate.map_err(|_| wrong("PEM that is cut off or damaged", "; copy the whole of it"))?;
        let unreadable = || wrong("one that cannot be read as X.509", "; export it again");
        store.add(certificate.clone()).map_err(|_| unreadable())?;
        certificates.push(reqwest::Certificate::from_der(&certificate).map_err(|_| unreadable())?);
    }
    if certificates.is_empty() {
        return Err(wrong("none", ""));
    }
    Ok(certificates)
}

/// Reads the certificates in a PEM file.
pub(super) fn from_file(path: &Path) -> Result<Vec<reqwest::Certificate>, ConfigError> {
    let pem = std::fs::read(path)
        .map_err(|error| ConfigError::new(FIELD, format!("cannot read {}: {error}", path.display())))?;
    from_pem(&pem, &format!(" in {}", path.display()))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
