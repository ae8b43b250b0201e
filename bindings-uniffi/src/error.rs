//! Errors of the core as Swift and Kotlin have them: a case a kind, all with the same details.

use std::fmt;
use std::time::Duration;

use amazonpay::dynamic::PANICKED;
use amazonpay::error::{Advice, ConfigError, Error, ErrorKind};
use amazonpay::notification::{NotificationError, NotificationErrorKind};
use amazonpay::transfer::DownloadError;

/// What is known of an error. Nothing in it is a secret but `raw_body`, which may hold a buyer's data.
#[derive(Clone, Default, PartialEq, uniffi::Record)]
pub struct ErrorDetails {
    /// What happened, for the developer: it begins with Amazon's request id when there is one.
    pub message: String,
    /// The setting or option that is wrong.
    pub field: Option<String>,
    /// Amazon's reason code, for example `InvalidChargeStatus`.
    pub reason_code: Option<String>,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Amazon's request id, which its support asks for.
    pub request_id: Option<String>,
    /// What to do about it.
    pub advice: Option<Advice>,
    /// How many times the request was sent again before this error.
    pub retries: u32,
    /// How long Amazon Pay asked to wait.
    pub retry_after: Option<Duration>,
    /// The idempotency key the request went out with, also when the client made it up.
    pub idempotency_key: Option<String>,
    /// Whether the same request, under the same idempotency key, may succeed later.
    pub is_retryable: bool,
    /// Whether Amazon Pay may have carried the request out although no answer says so.
    pub outcome_unknown: bool,
    /// The answer's body as it came.
    pub raw_body: Option<Vec<u8>>,
    /// Why a notification was refused.
    pub refusal: Option<NotificationErrorKind>,
}

impl fmt::Debug for ErrorDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Declares the error with its cases, each written once.
macro_rules! cases {
    ($(
        $(#[doc = $doc:literal])+ $Case:ident $(= $Kind:ident)?
    ),+ $(,)?) => {
        /// Why a call did not end with the answer asked for.
        ///
        /// Each case is a kind of failure, and all have the same details: reason code, status, request id, advice, and whether
        /// to try again.
        #[derive(Clone, Debug, PartialEq, uniffi::Error)]
        #[uniffi::export(Display)]
        pub enum AmazonPayError {
            $( $(#[doc = $doc])+ $Case {
                /// What is known of it.
                details: ErrorDetails
            }, )+
        }

        impl AmazonPayError {
            fn of(kind: ErrorKind, details: ErrorDetails) -> Self {
                match kind {
                    $($( ErrorKind::$Kind => Self::$Case { details }, )?)+
                    _ => Self::Bug { details },
                }
            }

            /// What is known of it.
            pub fn details(&self) -> &ErrorDetails {
                match self { $( Self::$Case { details } => details, )+ }
            }
        }
    };
}

cases! {
    /// The client's settings, or what a call was given, are wrong or contradict each other. Nothing was sent.
    Configuration = Configuration,
    /// The signer gave no signature, so this attempt was not sent; earlier ones of the same call may have been.
    Signing = Signing,
    /// No connection could be made, or it broke before the whole answer was there.
    Connection = Connection,
    /// No answer within the time allowed.
    Timeout = Timeout,
    /// TLS was not agreed on, most often because the certificate is not trusted.
    Tls = Tls,
    /// Amazon Pay answered with success, but the answer could not be read.
    Decoding = Decoding,
    /// The request itself is wrong: sending it again will not help.
    InvalidRequest = InvalidRequest,
    /// Amazon Pay does not accept the key, the signature or the auth token.
    Unauthenticated = Unauthenticated,
    /// The caller is known but may not do this.
    Forbidden = Forbidden,
    /// There is no such object.
    NotFound = NotFound,
    /// The object's state does not allow the operation: read the object anew.
    WrongState = WrongState,
    /// The payment was declined; the advice says what to do.
    Declined = Declined,
    /// Too many requests, also after the client's own retries.
    Throttled = Throttled,
    /// The idempotency key was used before with another request.
    IdempotencyConflict = IdempotencyConflict,
    /// Amazon Pay failed or was not available, also after the client's own retries.
    Server = Server,
    /// A notification was not accepted, or a subscription not confirmed; `refusal` says why.
    Notification,
    /// What was used is closed.
    Closed,
    /// A bug of this library. What the request did is unknown: read the object.
    Bug,
}

impl fmt::Display for AmazonPayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.details().message)
    }
}

impl AmazonPayError {
    /// The error of something that is over.
    pub(crate) fn closed(message: &str) -> Self {
        Self::Closed { details: ErrorDetails { message: message.to_owned(), ..ErrorDetails::default() } }
    }

    /// The error for a panic, whose message has gone to stderr.
    pub(crate) fn bug() -> Self {
        let message = PANICKED.to_owned();
        Self::Bug { details: ErrorDetails { message, outcome_unknown: true, ..ErrorDetails::default() } }
    }
}

impl From<Error> for AmazonPayError {
    fn from(error: Error) -> Self {
        let details = ErrorDetails {
            message: error.to_string(),
            field: error.field().map(str::to_owned),
            reason_code: error.reason_code().map(str::to_owned),
            status: error.status(),
            request_id: error.request_id().map(str::to_owned),
            advice: error.advice(),
            retries: error.retries(),
            retry_after: error.retry_after(),
            idempotency_key: error.idempotency_key().map(str::to_owned),
            is_retryable: error.is_retryable(),
            outcome_unknown: error.outcome_unknown(),
            raw_body: error.raw_body().map(|body| body.to_vec()),
            refusal: None,
        };
        Self::of(error.kind(), details)
    }
}

impl From<ConfigError> for AmazonPayError {
    fn from(error: ConfigError) -> Self {
        Error::from(error).into()
    }
}

impl From<DownloadError> for AmazonPayError {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::Call(error) => error.into(),
            error => Self::closed(&error.to_string()),
        }
    }
}

impl From<NotificationError> for AmazonPayError {
    fn from(error: NotificationError) -> Self {
        Self::Notification {
            details: ErrorDetails {
                message: error.to_string(),
                refusal: Some(error.kind()),
                is_retryable: error.is_retryable(),
                ..ErrorDetails::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_core_has_a_case_of_its_name() {
        for kind in ErrorKind::ALL {
            let error = AmazonPayError::of(*kind, ErrorDetails::default());
            let expected = format!("{kind:?} ");
            assert!(format!("{error:?}").starts_with(&expected), "{error:?}, expected {expected}");
        }
    }
}
