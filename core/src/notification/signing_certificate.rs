//! The certificate that SNS signs with.

use std::fmt;

use aws_lc_rs::rsa::{PublicKeyComponents, RsaParameters};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
};
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_cert::der::Decode as _;

use super::{NotificationError, NotificationErrorKind as Kind};
use crate::signing::key_format::{Origin, public_key_from_der};

/// The most certificates that a PEM text may hold: a chain has two or three.
const MOST_CERTIFICATES: usize = 8;

/// How an envelope is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[non_exhaustive]
pub enum SignatureVersion {
    /// RSA PKCS#1 v1.5 with SHA-1: what topics have unless they are told otherwise.
    V1,
    /// RSA PKCS#1 v1.5 with SHA-256.
    V2,
}

impl SignatureVersion {
    /// The value as it stands in `SignatureVersion`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1",
            Self::V2 => "2",
        }
    }

    pub(super) fn from_wire(text: &str) -> Option<Self> {
        [Self::V1, Self::V2].into_iter().find(|known| known.as_str() == text)
    }
}

/// The certificate that SNS signs with, its key parsed once for all the signatures that it verifies.
///
/// A certificate is checked each time it is used: its validity, its name, and that a chain leads from it to a root that
/// the verifier trusts. One made by [`pinned_from_pem`](Self::pinned_from_pem) is trusted by itself.
#[derive(Clone)]
pub struct SigningCertificate {
    pub(super) leaf: CertificateDer<'static>,
    /// What came with it.
    pub(super) intermediates: Vec<CertificateDer<'static>>,
    pub(super) pinned: bool,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    v1: ParsedPublicKey,
    v2: ParsedPublicKey,
}

impl SigningCertificate {
    /// Reads a PEM text: SNS's certificate first, then any others of its chain.
    ///
    /// What SNS serves holds its own certificate alone. The one above it is among those that this crate brings, or is
    /// given to the [builder](super::NotificationVerifierBuilder::add_intermediate_certificates_pem).
    ///
    /// # Errors
    /// `malformed_certificate` and `unsupported_certificate_key`.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, NotificationError> {
        let malformed = |found: &str| {
            let message = format!("expected a PEM certificate (\"BEGIN CERTIFICATE\"), found {found}");
            NotificationError::new(Kind::MalformedCertificate, message)
        };
        let mut certificates = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem.as_ref()) {
            if certificates.len() == MOST_CERTIFICATES {
                return Err(malformed(&format!("more than {MOST_CERTIFICATES}")));
            }
            certificates.push(certificate.map_err(|_| malformed("PEM that is cut off or damaged"))?);
        }
        if certificates.is_empty() {
            return Err(malformed("none"));
        }
        let leaf = certificates.remove(0);
        let unreadable = || malformed("one that cannot be read as X.509");
        let certificate = x509_cert::Certificate::from_der(&leaf).map_err(|_| unreadable())?;
        let validity = certificate.tbs_certificate().validity();
        let moment = |time: &x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
            seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(unreadable)
        };
        let (not_before, not_after) = (moment(&validity.not_before)?, moment(&validity.not_after)?);
        let key = webpki::EndEntityCert::try_from(&leaf).map_err(|_| unreadable())?.subject_public_key_info();
        let unsupported = || {
            let message = "the certificate's key: expected RSA of 2048 to 8192 bits, found another";
            NotificationError::new(Kind::UnsupportedCertificateKey, message)
        };
        // aws-lc-rs refuses a shorter key only when it verifies, and does not say why.
        let components = public_key_from_der(&key, Origin::PUBLIC_KEY).map_err(|_| unsupported())?;
        let key = PublicKeyComponents { n: &components.modulus, e: &components.exponent };
        let parsed = |parameters: &'static RsaParameters| {
            key.to_parsed_public_key(parameters).map_err(|_| unsupported())
        };
        let v1 = parsed(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY)?;
        let v2 = parsed(&RSA_PKCS1_2048_8192_SHA256)?;
        Ok(Self { intermediates: certificates, pinned: false, not_before, not_after, v1, v2, leaf })
    }

    /// Reads a certificate that you vouch for yourself: no chain is asked for, name and validity still count.
    ///
    /// For a certificate that came over a channel you trust, such as one of your own in a test. Whoever has its private
    /// key can make notifications.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem).
    pub fn pinned_from_pem(pem: impl AsRef<[u8]>) -> Result<Self, NotificationError> {
        Ok(Self { pinned: true, ..Self::from_pem(pem)? })
    }

    /// The first moment at which it is valid.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment at which it is valid.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// That `now` is within the certificate's validity.
    pub(super) fn check_validity(&self, now: Timestamp) -> Result<(), NotificationError> {
        if now < self.not_before {
            let message = format!(
                "the certificate is valid from {}, and the clock shows {}: set the clock right",
                whole_seconds(self.not_before),
                whole_seconds(now)
            );
            return Err(NotificationError::new(Kind::CertificateNotYetValid, message));
        }
        if now > self.not_after {
            let message = format!(
                "the certificate was valid until {}, and the clock shows {}",
                whole_seconds(self.not_after),
                whole_seconds(now)
            );
            return Err(NotificationError::new(Kind::CertificateExpired, message));
        }
        Ok(())
    }

    /// That `signature` is that of `text`.
    pub(super) fn verify(
        &self,
        version: SignatureVersion,
        text: &str,
        signature: &[u8],
    ) -> Result<(), NotificationError> {
        let key = match version {
            SignatureVersion::V1 => &self.v1,
            SignatureVersion::V2 => &self.v2,
        };
        key.verify_sig(text.as_bytes(), signature).map_err(|_| {
            let message =
                "the signature does not fit the envelope: a field was changed, or another key signed it";
            NotificationError::new(Kind::WrongSignature, message)
        })
    }
}

fn whole_seconds(moment: Timestamp) -> impl fmt::Display {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl fmt::Debug for SigningCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningCertificate")
            .field("not_before", &self.not_before)
            .field("not_after", &self.not_after)
            .field("pinned", &self.pinned)
            .finish_non_exhaustive()
    }
}
