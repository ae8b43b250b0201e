//! A signer of the shop's own, written in JavaScript.

use std::fmt;
use std::sync::Arc;

use amazonpay::dynamic::check_raw_signature;
use amazonpay::error::SigningError;
use amazonpay::signing::{Algorithm, Signer};

use crate::asking::ask;
use crate::inbox::{Inbox, current_call};
use crate::message::{Message, Signing};

/// Signs by a function of JavaScript's, `(algorithm, message) => signature`, which may be async.
pub(crate) struct JavaScriptSigner {
    pub(crate) inbox: Arc<Inbox>,
    /// The client's number, by which JavaScript knows whose signer is meant.
    pub(crate) client: u32,
}

impl fmt::Debug for JavaScriptSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JavaScriptSigner")
    }
}

#[async_trait::async_trait]
impl Signer for JavaScriptSigner {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let Some(call) = current_call() else {
            return Err(SigningError::new("a signer in JavaScript is asked in calls from JavaScript only"));
        };
        let signing =
            Signing { client: self.client, algorithm: algorithm.as_str(), message: message.to_vec().into() };
        let question = Message { call, sign: Some(signing), ..Message::default() };
        let signature = ask(&self.inbox, question).await.map_err(SigningError::new)?;
        check_raw_signature(&signature, "a Buffer or Uint8Array, the raw signature")?;
        Ok(signature)
    }
}
