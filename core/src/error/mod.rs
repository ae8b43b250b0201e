//! What can go wrong, as one enum that a caller can match.
//!
//! [`Error`] is flat: a variant a kind of failure, [`ErrorKind`] its field-less twin for tables and other
//! languages. What Amazon Pay refused carries an [`ApiError`] with status, reason code, message and request id, and
//! an [`Advice`]. Which reason code is of which kind, and what to do about it, stands in one table, [`REASON_CODES`].
//!
//! No error shows a secret or a buyer's data in `Display` or `Debug`: bodies are at hand as bytes, on request only.
//!
//! ```
//! use amazonpay::error::{Advice, Error};
//!
//! fn tell_the_buyer(error: &Error) -> &'static str {
//!     match error {
//!         Error::Declined(declined) if declined.advice == Some(Advice::AskForAnotherPaymentMethod) => {
//!             "Please choose another payment method."
//!         }
//!         Error::Declined(_) => "The payment did not go through; please try again in a while.",
//!         Error::Throttled(_) | Error::Server(_) | Error::Connection(_) => "One moment, please.",
//!         _ => "Something is wrong on our side.",
//!     }
//! }
//! # let _ = tell_the_buyer;
//! ```
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.

mod advice;
mod api_error;
mod client_errors;
mod kind;
mod reason_codes;
mod state_reasons;

pub use advice::Advice;
pub use api_error::ApiError;
#[cfg(feature = "client")]
pub(crate) use api_error::retry_after;
pub use client_errors::{ConfigError, DecodingError, SigningError, TransportFailure};
pub use kind::ErrorKind;
pub use reason_codes::{REASON_CODES, ReasonCode};

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

/// What the client's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not end with the answer asked for.
///
/// The text begins with Amazon's request id when there is one, since that is what Amazon's support asks for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client's settings, or the options of one call, are wrong or contradict each other. Nothing was sent.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
    /// The signer gave no signature, so this attempt was not sent; earlier ones of the same call may have been.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// No connection could be made, or it broke before the whole answer was there.
    #[error(transparent)]
    Connection(TransportFailure),
    /// No answer within the time allowed.
    #[error(transparent)]
    Timeout(TransportFailure),
    /// TLS was not agreed on, most often because the certificate is not trusted.
    #[error(transparent)]
    Tls(TransportFailure),
    /// Amazon Pay answered with success, but the answer could not be read.
    #[error(transparent)]
    Decoding(Box<DecodingError>),
    /// The request itself is wrong (most of the 400s): sending it again will not help.
    #[error(transparent)]
    InvalidRequest(Box<ApiError>),
    /// Amazon Pay does not accept the key, the signature or the auth token.
    #[error(transparent)]
    Unauthenticated(Box<ApiError>),
    /// The caller is known but may not do this (403).
    #[error(transparent)]
    Forbidden(Box<ApiError>),
    /// There is no such object (404).
    #[error(transparent)]
    NotFound(Box<ApiError>),
    /// The object's state does not allow the operation (409 and most of the 422s): read the object anew.
    #[error(transparent)]
    WrongState(Box<ApiError>),
    /// The payment was declined; [`Error::advice`] says what to do.
    #[error(transparent)]
    Declined(Box<ApiError>),
    /// Too many requests (429), also after the client's own retries.
    #[error(transparent)]
    Throttled(Box<ApiError>),
    /// The idempotency key was used before with another request (400 `DuplicateIdempotencyKey`).
    #[error(transparent)]
    IdempotencyConflict(Box<ApiError>),
    /// Amazon Pay failed or was not available (5xx, 408, 425), also after the client's own retries.
    #[error(transparent)]
    Server(Box<ApiError>),
}

impl Error {
    /// The kind of this error, for tables, metrics and other languages.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Configuration(_) => ErrorKind::Configuration,
            Self::Signing(_) => ErrorKind::Signing,
            Self::Connection(_) => ErrorKind::Connection,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Tls(_) => ErrorKind::Tls,
            Self::Decoding(_) => ErrorKind::Decoding,
            Self::InvalidRequest(_) => ErrorKind::InvalidRequest,
            Self::Unauthenticated(_) => ErrorKind::Unauthenticated,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::WrongState(_) => ErrorKind::WrongState,
            Self::Declined(_) => ErrorKind::Declined,
            Self::Throttled(_) => ErrorKind::Throttled,
            Self::IdempotencyConflict(_) => ErrorKind::IdempotencyConflict,
            Self::Server(_) => ErrorKind::Server,
        }
    }

    /// What Amazon Pay answered, if this is an answer of Amazon Pay.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::InvalidRequest(error)
            | Self::Unauthenticated(error)
            | Self::Forbidden(error)
            | Self::NotFound(error)
            | Self::WrongState(error)
            | Self::Declined(error)
            | Self::Throttled(error)
            | Self::IdempotencyConflict(error)
            | Self::Server(error) => Some(error),
            Self::Configuration(_)
            | Self::Signing(_)
            | Self::Connection(_)
            | Self::Timeout(_)
            | Self::Tls(_)
            | Self::Decoding(_) => None,
        }
    }

    fn transport(&self) -> Option<&TransportFailure> {
        match self {
            Self::Connection(failure) | Self::Timeout(failure) | Self::Tls(failure) => Some(failure),
            _ => None,
        }
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Decoding(error) => Some(error.status),
            _ => self.api().map(|error| error.status),
        }
    }

    /// The setting, the option or the value that [`Error::Configuration`] is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Configuration(error) => Some(error.field),
            _ => None,
        }
    }

    /// The answer's body as it came, if there was an answer. It may hold a buyer's data.
    pub fn raw_body(&self) -> Option<&Bytes> {
        match self {
            Self::Decoding(error) => Some(&error.raw_body),
            _ => self.api().map(|error| &error.raw_body),
        }
    }

    /// The answer's headers, if there was an answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Decoding(error) => Some(&error.headers),
            _ => self.api().map(|error| &error.headers),
        }
    }

    /// Amazon's reason code, for example `InvalidChargeStatus`; none when the answer had no readable body.
    pub fn reason_code(&self) -> Option<&str> {
        self.api().map(|error| error.reason_code.as_str()).filter(|code| !code.is_empty())
    }

    /// Amazon's request id (`x-amz-pay-request-id`), if the answer had one. Give it to Amazon's support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Decoding(error) => error.request_id.as_deref(),
            _ => match self.api() {
                Some(error) => error.request_id.as_deref(),
                None => self.transport().and_then(|failure| failure.request_id.as_deref()),
            },
        }
    }

    /// What to do about it: for every reason code of the guide, a decline's above all, and for statuses that may pass.
    pub fn advice(&self) -> Option<Advice> {
        self.api().and_then(|error| error.advice)
    }

    /// How many times the request was sent again before this error.
    pub fn retries(&self) -> u32 {
        match self {
            Self::Decoding(error) => error.retries,
            Self::Signing(error) => error.retries,
            _ => self
                .api()
                .map(|error| error.retries)
                .or_else(|| self.transport().map(|failure| failure.retries))
                .unwrap_or(0),
        }
    }

    /// How long Amazon Pay asked to wait (`Retry-After`), if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.api().and_then(|error| error.retry_after)
    }

    /// Whether the same request may succeed when sent again later: the statuses 408, 425, 429, 500 (but not the
    /// decline `ProcessingFailure`), 502, 503 and 504, failed connections and time-outs.
    ///
    /// The client has by then retried already, as its [`RetryPolicy`](crate::config::RetryPolicy) says. Send the
    /// request again with the same [`idempotency_key`](Error::idempotency_key), else a payment may be made twice.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Timeout(_) => true,
            _ => self.api().is_some_and(ApiError::is_retryable),
        }
    }

    /// The idempotency key the request went out with, also when the client made it up.
    pub fn idempotency_key(&self) -> Option<&str> {
        match self {
            Self::Decoding(error) => error.idempotency_key.as_deref(),
            Self::Signing(error) => error.idempotency_key.as_deref(),
            _ => match self.api() {
                Some(error) => error.idempotency_key.as_deref(),
                None => self.transport().and_then(|failure| failure.idempotency_key.as_deref()),
            },
        }
    }

    /// Whether Amazon Pay may have carried the request out although there is no answer that says so: something that
    /// writes was sent and the answer never came, came unreadable, or was a failure that may have come after the work
    /// (408 and most of the 5xx).
    ///
    /// Send it again with the same [`idempotency_key`](Error::idempotency_key), or read the object, before telling
    /// anybody that it failed.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Decoding(error) => error.outcome_unknown,
            Self::Signing(error) => error.outcome_unknown,
            _ => match self.api() {
                Some(error) => error.outcome_unknown,
                None => self.transport().is_some_and(|failure| failure.outcome_unknown),
            },
        }
    }
}

impl From<DecodingError> for Error {
    fn from(error: DecodingError) -> Self {
        Self::Decoding(Box::new(error))
    }
}

impl From<ApiError> for Error {
    /// Puts the answer into the variant of its [`kind`](ApiError::kind).
    fn from(error: ApiError) -> Self {
        let kind = error.kind();
        let error = Box::new(error);
        match kind {
            ErrorKind::Unauthenticated => Self::Unauthenticated(error),
            ErrorKind::Forbidden => Self::Forbidden(error),
            ErrorKind::NotFound => Self::NotFound(error),
            ErrorKind::WrongState => Self::WrongState(error),
            ErrorKind::Declined => Self::Declined(error),
            ErrorKind::Throttled => Self::Throttled(error),
            ErrorKind::IdempotencyConflict => Self::IdempotencyConflict(error),
            ErrorKind::Server => Self::Server(error),
            _ => Self::InvalidRequest(error),
        }
    }
}

#[cfg(test)]
mod tests;
