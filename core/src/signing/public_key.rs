//! A public key, parsed once.

use std::fmt;

use aws_lc_rs::rsa::{PublicKeyComponents, RsaParameters};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PSS_2048_8192_SHA256, RsaPssSaltLength};

use super::Algorithm;
use super::key_format::{Form, Origin, PublicComponents, public_key_from_der, public_key_from_pem};
use super::pem::write_pem;
use crate::error::ConfigError;

static PSS_SHA256_SALT_32: RsaParameters = RSA_PSS_2048_8192_SHA256;
static PSS_SHA256_SALT_20: RsaParameters =
    RSA_PSS_2048_8192_SHA256.with_pss_salt_length(RsaPssSaltLength::Custom(20));

/// An RSA public key of 2048 to 8192 bits that verifies signatures. It is parsed once, for both algorithms.
#[derive(Clone)]
pub struct PublicKey {
    v2: ParsedPublicKey,
    v1: ParsedPublicKey,
}

impl PublicKey {
    /// Reads a PEM public key: `BEGIN PUBLIC KEY` (RFC 5280) or `BEGIN RSA PUBLIC KEY` (RFC 8017).
    ///
    /// # Errors
    /// [`ConfigError`] of the field `public_key` when the text is no PEM, holds something else (a private key, a
    /// certificate, an EC key), or the key is shorter than 2048 bits.
    pub fn from_pem(pem: &str) -> Result<Self, ConfigError> {
        Self::from_components(&public_key_from_pem(pem, Origin::PUBLIC_KEY)?)
    }

    /// Reads a DER public key: SubjectPublicKeyInfo (RFC 5280) or RSAPublicKey (RFC 8017).
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem).
    pub fn from_der(der: &[u8]) -> Result<Self, ConfigError> {
        Self::from_components(&public_key_from_der(der, Origin { form: Form::Der, ..Origin::PUBLIC_KEY })?)
    }

    fn from_components(components: &PublicComponents) -> Result<Self, ConfigError> {
        let key = PublicKeyComponents { n: &components.modulus, e: &components.exponent };
        let damaged = |_| Origin::PUBLIC_KEY.error("the RSA public key is damaged");
        Ok(Self {
            v2: key.to_parsed_public_key(&PSS_SHA256_SALT_32).map_err(damaged)?,
            v1: key.to_parsed_public_key(&PSS_SHA256_SALT_20).map_err(damaged)?,
        })
    }

    /// Whether `signature` is that of `message` (the string to sign) under this key.
    #[must_use]
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let key = match algorithm {
            Algorithm::V2 => &self.v2,
            Algorithm::V1 => &self.v1,
        };
        key.verify_sig(message, signature).is_ok()
    }

    /// Writes the key as `BEGIN PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        write_pem("PUBLIC KEY", self.v2.as_ref())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").finish_non_exhaustive()
    }
}
