//! A signer of the shop's own, in Swift or Kotlin.

use std::fmt;
use std::sync::Arc;

use amazonpay::dynamic::check_raw_signature;
use amazonpay::error::SigningError;
use amazonpay::signing::Algorithm;

use crate::callback::CallbackError;

/// Signs in place of a private key in this process: by a key management service or an HSM, for instance.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait Signer: Send + Sync {
    /// Signs `message` and gives the raw signature, as long as the key: 256 bytes for one of 2048 bits.
    ///
    /// RSASSA-PSS over SHA-256 of the message, with MGF1-SHA-256 and a salt of 32 bytes for `V2` and 20 for `V1`. The time
    /// it takes counts towards the call's total time-out; when that is over the call ends, and the signer's task is
    /// cancelled.
    async fn sign(&self, algorithm: Algorithm, message: Vec<u8>) -> Result<Vec<u8>, CallbackError>;
}

/// The shop's signer as the core has it.
pub(crate) struct ForeignSigner(pub(crate) Arc<dyn Signer>);

impl fmt::Debug for ForeignSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignSigner")
    }
}

#[async_trait::async_trait]
impl amazonpay::signing::Signer for ForeignSigner {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let signature = self.0.sign(algorithm, message.to_vec()).await;
        let signature = signature.map_err(|error| match error {
            CallbackError::Failed { reason } => SigningError::new(reason),
            threw => SigningError::new(format!(
                "the signer {threw}; have it throw a CallbackError with a reason to see more"
            )),
        })?;
        check_raw_signature(&signature, "the raw signature")?;
        Ok(signature)
    }
}
