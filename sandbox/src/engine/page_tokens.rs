//! The tokens that lead to a list's next page. They hold what the page needs, so that nothing is kept for them.

use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::ApiCall;
use super::failures;
use super::secrets::Secrets;
use crate::api_failure::ApiFailure;

/// A token that holds a `T`.
pub(super) struct PageToken<T>(PhantomData<T>);

impl<T: Serialize + DeserializeOwned> PageToken<T> {
    /// Writes a token for the merchant and the operation of a call.
    pub(super) fn write(secrets: &Secrets, call: &ApiCall<'_>, next: &T) -> String {
        // Writing the engine's own values to memory does not fail.
        let text = serde_json::to_vec(next).unwrap_or_default();
        let text = URL_SAFE_NO_PAD.encode(text);
        let proof = secrets.token(call.operation, &format!("{}/{text}", call.merchant));
        format!("{text}.{proof}")
    }

    /// Reads a token.
    ///
    /// # Errors
    /// 400 when the token was not given to this merchant by this operation.
    pub(super) fn read(secrets: &Secrets, call: &ApiCall<'_>, token: &str) -> Result<T, ApiFailure> {
        let read = || {
            let (text, proof) = token.split_once('.')?;
            let expected = secrets.token(call.operation, &format!("{}/{text}", call.merchant));
            let text = URL_SAFE_NO_PAD.decode(text).ok().filter(|_| expected == proof)?;
            serde_json::from_slice(&text).ok()
        };
        let message = "is not a token of this list; send it as the answer before gave it.";
        read().ok_or_else(|| failures::invalid_value("nextToken", message))
    }
}
