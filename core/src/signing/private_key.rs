//! A private key in this process, parsed once.

use std::path::Path;
use std::{fmt, io};

use async_trait::async_trait;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PSS_SHA256, RsaPssSaltLength, RsaSignatureEncoding};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::key_format::{Form, Origin, is_der, private_key_from_der, private_key_from_pem};
use super::pem::write_pem;
use super::{Algorithm, PublicKey, Signer};
use crate::error::{ConfigError, SigningError};

static PSS_SHA256_SALT_32: RsaSignatureEncoding = RSA_PSS_SHA256;
static PSS_SHA256_SALT_20: RsaSignatureEncoding =
    RSA_PSS_SHA256.with_pss_salt_length(RsaPssSaltLength::Custom(20));

/// An RSA private key of 2048 to 8192 bits, as Amazon Pay's Integration Central makes them: the usual [`Signer`].
///
/// It is parsed once, when it is read. aws-lc holds it and wipes its memory when the last clone is dropped; copies made
/// on the way are wiped too. Accepted are PKCS#8 (`BEGIN PRIVATE KEY`), PKCS#1 (`BEGIN RSA PRIVATE KEY`) and, with
/// its pass phrase, encrypted PKCS#8 (`BEGIN ENCRYPTED PRIVATE KEY`, PBES2). PEM may have any line ends and
/// surroundings, and the two characters `\n` in place of line feeds, as environment files leave them.
///
/// # Errors
/// All constructors fail with a [`ConfigError`] of the field `private_key` that says what was found instead: an empty
/// text, no PEM, a public key, a certificate, an EC key, a key of less than 2048 bits, an encrypted key without its
/// pass phrase or with another's, a damaged key.
///
/// ```
/// use amazonpay::signing::PrivateKey;
///
/// let error = PrivateKey::from_pem("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "private_key: expected a PEM RSA private key (\"BEGIN PRIVATE KEY\" or \"BEGIN RSA PRIVATE KEY\"), \
///      found a PUBLIC KEY"
/// );
/// ```
#[derive(Clone)]
pub struct PrivateKey {
    pair: KeyPair,
    public_key: PublicKey,
}

impl PrivateKey {
    /// Reads a PEM key that isn't encrypted.
    ///
    /// # Errors
    /// See [`PrivateKey`].
    pub fn from_pem(pem: &str) -> Result<Self, ConfigError> {
        Self::read_pem(pem, None, Origin::PRIVATE_KEY)
    }

    /// Reads a PEM key; `pass_phrase` decrypts it when it is encrypted.
    ///
    /// # Errors
    /// See [`PrivateKey`].
    pub fn from_pem_with_passphrase(pem: &str, pass_phrase: &str) -> Result<Self, ConfigError> {
        Self::read_pem(pem, Some(pass_phrase), Origin::PRIVATE_KEY)
    }

    /// Reads a DER key, PKCS#8 or PKCS#1, that isn't encrypted.
    ///
    /// # Errors
    /// See [`PrivateKey`].
    pub fn from_der(der: &[u8]) -> Result<Self, ConfigError> {
        Self::read_der(der, None, Origin::PRIVATE_KEY)
    }

    /// Reads a DER key; `pass_phrase` decrypts it when it is encrypted.
    ///
    /// # Errors
    /// See [`PrivateKey`].
    pub fn from_der_with_passphrase(der: &[u8], pass_phrase: &str) -> Result<Self, ConfigError> {
        Self::read_der(der, Some(pass_phrase), Origin::PRIVATE_KEY)
    }

    /// Reads a file with a PEM or DER key that isn't encrypted. It blocks while it reads.
    ///
    /// # Errors
    /// See [`PrivateKey`]; also when the file can't be read. The text names the path.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::read_file(path.as_ref(), None)
    }

    /// Reads a file with a PEM or DER key; `pass_phrase` decrypts it when it is encrypted. It blocks while it reads.
    ///
    /// # Errors
    /// As [`from_file`](Self::from_file).
    pub fn from_file_with_passphrase(path: impl AsRef<Path>, pass_phrase: &str) -> Result<Self, ConfigError> {
        Self::read_file(path.as_ref(), Some(pass_phrase))
    }

    fn read_pem(pem: &str, pass_phrase: Option<&str>, origin: Origin<'_>) -> Result<Self, ConfigError> {
        Self::from_pkcs1(&private_key_from_pem(pem, pass_phrase, origin)?, origin)
    }

    fn read_der(der: &[u8], pass_phrase: Option<&str>, origin: Origin<'_>) -> Result<Self, ConfigError> {
        let origin = Origin { form: Form::Der, ..origin };
        Self::from_pkcs1(&private_key_from_der(der, pass_phrase, origin)?, origin)
    }

    fn read_file(path: &Path, pass_phrase: Option<&str>) -> Result<Self, ConfigError> {
        let origin = Origin { path: Some(path), ..Origin::PRIVATE_KEY };
        let bytes =
            Zeroizing::new(std::fs::read(path).map_err(|error| {
                origin.error(format!("cannot read {}: {}", path.display(), reason(&error)))
            })?);
        if is_der(&bytes) {
            return Self::read_der(&bytes, pass_phrase, origin);
        }
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        Self::read_pem(&text, pass_phrase, origin)
    }

    /// Makes a new key of 2048 bits, the length that Amazon Pay's own have, from the operating system's randomness.
    ///
    /// # Errors
    /// [`ConfigError`] when the operating system gives none.
    pub fn generate() -> Result<Self, ConfigError> {
        let pair = KeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| Origin::PRIVATE_KEY.error("cannot generate a key: no randomness to be had"))?;
        Self::from_pair(pair)
    }

    fn from_pkcs1(der: &[u8], origin: Origin<'_>) -> Result<Self, ConfigError> {
        let pair =
            KeyPair::from_der(der).map_err(|_| origin.damaged(": its numbers don't belong together"))?;
        Self::from_pair(pair)
    }

    fn from_pair(pair: KeyPair) -> Result<Self, ConfigError> {
        let public_key = PublicKey::from_der(pair.public_key().as_ref())?;
        Ok(Self { pair, public_key })
    }

    /// The public half, to register at Amazon Pay or a sandbox.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    /// Writes the key as PKCS#8 PEM (`BEGIN PRIVATE KEY`), unencrypted.
    ///
    /// # Errors
    /// [`ConfigError`] when aws-lc can't encode the key, which no key that was accepted has been seen to cause.
    pub fn to_pkcs8_pem(&self) -> Result<SecretString, ConfigError> {
        let der: Pkcs8V1Der<'_> =
            self.pair.as_der().map_err(|_| Origin::PRIVATE_KEY.error("cannot encode the key as PKCS#8"))?;
        Ok(SecretString::from(write_pem("PRIVATE KEY", der.as_ref())))
    }

    /// The same key once more, sharing nothing with this one: for the child of a fork. The key's lock may have been held
    /// by another of the parent's threads just then, and in the child nobody ever lets go of it.
    ///
    /// ```
    /// use amazonpay::signing::PrivateKey;
    ///
    /// let key = PrivateKey::generate()?;
    /// assert_eq!(key.unshared()?.public_key().to_pem(), key.public_key().to_pem());
    /// # Ok::<(), amazonpay::error::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// As [`to_pkcs8_pem`](Self::to_pkcs8_pem).
    pub fn unshared(&self) -> Result<Self, ConfigError> {
        let encoded: Result<Pkcs8V1Der<'_>, _> = self.pair.as_der();
        let pair = encoded.map_err(|_| ()).and_then(|der| KeyPair::from_pkcs8(der.as_ref()).map_err(|_| ()));
        let pair = pair.map_err(|()| Origin::PRIVATE_KEY.error("cannot be read anew"))?;
        Ok(Self { pair, public_key: self.public_key.clone() })
    }

    fn sign_message(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let encoding = match algorithm {
            Algorithm::V2 => &PSS_SHA256_SALT_32,
            Algorithm::V1 => &PSS_SHA256_SALT_20,
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SigningError::new("aws-lc refused to sign with the private key"))?;
        Ok(signature)
    }
}

/// The operating system's words, but for the commonest case, where they differ from system to system.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    }
}

#[async_trait]
impl Signer for PrivateKey {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.sign_message(algorithm, message)
    }

    fn sign_now(&self, algorithm: Algorithm, message: &[u8]) -> Option<Result<Vec<u8>, SigningError>> {
        Some(self.sign_message(algorithm, message))
    }
}

/// Shows that there is a key, and nothing of it.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(<redacted>)")
    }
}

#[cfg(test)]
mod tests;
