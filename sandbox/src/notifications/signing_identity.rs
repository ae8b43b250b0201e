//! The key and the certificate that envelopes are signed with.

use std::sync::{Mutex, OnceLock, PoisonError};

use amazonpay::notification::SignatureVersion;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1v15;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha1::Sha1;

use super::sns;
use crate::tls::Authority;

/// The process's two RSA keys, one to sign with and one to forge with. A key takes 20 to 150 ms to find, and sandboxes
/// in one process differ by their authorities.
static KEYS: OnceLock<Result<[SigningKey; 2], String>> = OnceLock::new();

struct SigningKey {
    /// For certificates.
    issuable: rcgen::KeyPair,
    v2: KeyPair,
    /// aws-lc-rs verifies signatures with SHA-1 and makes none.
    v1: pkcs1v15::SigningKey<Sha1>,
}

impl SigningKey {
    fn generate() -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("no key to sign notifications with: {error}");
        let issuable = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
            .map_err(|error| failed(&error))?;
        let pkcs8 = issuable.serialize_der();
        let v2 = KeyPair::from_pkcs8(&pkcs8).map_err(|error| failed(&error))?;
        let v1 = rsa::PrivateKey::from_pkcs8_der(&pkcs8).map_err(|error| failed(&error))?;
        Ok(Self { issuable, v2, v1: pkcs1v15::SigningKey::new(v1) })
    }

    fn keys() -> Result<&'static [Self; 2], String> {
        let both = || Ok([Self::generate()?, Self::generate()?]);
        KEYS.get_or_init(both).as_ref().map_err(String::clone)
    }

    fn sign(&self, version: SignatureVersion, text: &str) -> Result<String, String> {
        let signature = match version {
            SignatureVersion::V1 => {
                self.v1.try_sign(text.as_bytes()).map(|signature| signature.to_vec()).ok()
            }
            _ => {
                let mut signature = vec![0; self.v2.public_modulus_len()];
                let signed =
                    self.v2.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
                signed.ok().map(|()| signature)
            }
        };
        signature
            .map(|signature| STANDARD.encode(signature))
            .ok_or_else(|| "the machine could not sign".to_owned())
    }
}

/// Signs as SNS does, with a certificate of the sandbox's authority, made when it is first needed.
pub(super) struct SigningIdentity {
    authority: Mutex<Option<Authority>>,
    certificate: OnceLock<Result<Certificate, String>>,
}

struct Certificate {
    pem: String,
    /// `/SimpleNotificationService-….pem`, different for each certificate so that no verifier mistakes one that it
    /// remembers for another.
    path: String,
}

impl SigningIdentity {
    pub(super) fn new(authority: Authority) -> Self {
        Self { authority: Mutex::new(Some(authority)), certificate: OnceLock::new() }
    }

    fn certificate(&self) -> Result<&Certificate, String> {
        self.certificate.get_or_init(|| self.issue()).as_ref().map_err(String::clone)
    }

    fn issue(&self) -> Result<Certificate, String> {
        let [key, _] = SigningKey::keys()?;
        let authority = self.authority.lock().unwrap_or_else(PoisonError::into_inner).take();
        let authority = authority.ok_or("the sandbox's authority has been used up")?;
        let pem = authority
            .issue_for_signing(&key.issuable, sns::SIGNER)
            .map_err(|error| format!("no certificate to sign notifications with: {error}"))?;
        let print = digest(&SHA256, pem.as_bytes());
        let print: String = print.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Certificate { pem, path: format!("/SimpleNotificationService-{print}.pem") })
    }

    /// The certificate, PEM. Blocks up to 300 ms when it is the first that a process makes.
    pub(super) fn certificate_pem(&self) -> Result<&str, String> {
        self.certificate().map(|certificate| certificate.pem.as_str())
    }

    /// The path at which SNS's hosts serve the certificate.
    pub(super) fn certificate_path(&self) -> Result<&str, String> {
        self.certificate().map(|certificate| certificate.path.as_str())
    }

    /// The signature of a text, base64.
    pub(super) fn sign(&self, version: SignatureVersion, text: &str) -> Result<String, String> {
        SigningKey::keys()?[0].sign(version, text)
    }

    /// A signature that is right but for being made with another key than the certificate's.
    pub(super) fn forge(&self, version: SignatureVersion, text: &str) -> Result<String, String> {
        SigningKey::keys()?[1].sign(version, text)
    }
}
