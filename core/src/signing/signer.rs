//! The trait that makes signatures.

use std::fmt::Debug;

use async_trait::async_trait;

use super::Algorithm;
use crate::error::SigningError;

/// Signs with a private key, wherever that is: in this process ([`PrivateKey`](super::PrivateKey)), in a key
/// management service, in an HSM, or behind a callback.
///
/// `message` is the string to sign; the signer hashes it with SHA-256 and signs the hash with RSASSA-PSS, MGF1-SHA-256
/// and a salt of [`Algorithm::salt_length`] bytes. A service that fixes the salt at the hash's length (AWS KMS's
/// `RSASSA_PSS_SHA_256`) can do [`Algorithm::V2`] alone and refuses the other with a [`SigningError`].
///
/// ```
/// use amazonpay::error::SigningError;
/// use amazonpay::signing::{Algorithm, Signer};
///
/// #[derive(Debug)]
/// struct KeyService;
///
/// #[async_trait::async_trait]
/// impl Signer for KeyService {
///     async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
///         if algorithm != Algorithm::V2 {
///             return Err(SigningError::new("the key service signs AMZN-PAY-RSASSA-PSS-V2 alone"));
///         }
///         // Here the service is called with `message`.
///         Ok(Vec::new())
///     }
/// }
/// ```
#[async_trait]
pub trait Signer: Debug + Send + Sync {
    /// Signs `message` and answers the raw signature, as long as the key's modulus.
    ///
    /// The time it takes counts towards the call's total time-out. When that is over the future is dropped, so a signer
    /// that calls out needs no limit of its own; one that blocks the thread can't be broken off.
    ///
    /// # Errors
    /// [`SigningError`] when the signature can't be made. Its text must hold no secret.
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError>;

    /// Signs at once, when the signer needs neither to wait nor to call out. `None`, the default, means that
    /// [`sign`](Self::sign) is to be used.
    fn sign_now(&self, algorithm: Algorithm, message: &[u8]) -> Option<Result<Vec<u8>, SigningError>> {
        let _ = (algorithm, message);
        None
    }
}

/// Signs at once where the signer can, so that a local key costs no boxed future.
pub(super) async fn sign_with(
    signer: &dyn Signer,
    algorithm: Algorithm,
    message: &[u8],
) -> Result<Vec<u8>, SigningError> {
    match signer.sign_now(algorithm, message) {
        Some(result) => result,
        None => signer.sign(algorithm, message).await,
    }
}
