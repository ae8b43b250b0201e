//! The merchant's back end, which the app calls with its system's own HTTP.

use std::fmt;

use uniffi::UnexpectedUniFFICallbackError;

use super::CheckoutStep;

/// What the back end answered.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct BackendAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body. It may hold a buyer's data: do not log it.
    pub body: String,
}

/// Without the body.
impl fmt::Debug for BackendAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackendAnswer")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// Thrown when there was no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum BackendError {
    /// No connection, or no answer in time.
    #[error("{reason}")]
    Unreachable {
        /// What happened, in words for a developer.
        reason: String,
    },
}

/// What was thrown may hold anything, so it is not told.
impl From<UnexpectedUniFFICallbackError> for BackendError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Unreachable { reason: "the app's code threw something else than a BackendError".to_owned() }
    }
}

/// Sends what a checkout says to the merchant's back end.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait CheckoutBackend: Send + Sync {
    /// POSTs `body`, JSON, to the back end's address of the step, over https and with whatever proves who the app's user
    /// is, and gives the answer whatever its status. No redirect is followed.
    async fn send(&self, step: CheckoutStep, body: String) -> Result<BackendAnswer, BackendError>;
}
