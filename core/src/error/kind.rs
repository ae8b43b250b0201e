//! The kinds of errors, without what they carry.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of an [`Error`](super::Error): one name a variant, the same in every language.
///
/// ```
/// use amazonpay::error::ErrorKind;
///
/// assert_eq!(ErrorKind::IdempotencyConflict.as_str(), "idempotency_conflict");
/// assert_eq!(ErrorKind::ALL.len(), 15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[non_exhaustive]
pub enum ErrorKind {
    /// Wrong settings of the client or options of a call.
    Configuration,
    /// The signer gave no signature.
    Signing,
    /// No connection, or it broke.
    Connection,
    /// No answer in time.
    Timeout,
    /// TLS was not agreed on.
    Tls,
    /// An answer that could not be read.
    Decoding,
    /// The request itself is wrong.
    InvalidRequest,
    /// Key, signature or auth token were not accepted.
    Unauthenticated,
    /// Not allowed.
    Forbidden,
    /// No such object.
    NotFound,
    /// The object's state does not allow it.
    WrongState,
    /// The payment was declined.
    Declined,
    /// Too many requests.
    Throttled,
    /// An idempotency key used twice for different requests.
    IdempotencyConflict,
    /// Amazon Pay failed or was not available.
    Server,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Configuration,
        Self::Signing,
        Self::Connection,
        Self::Timeout,
        Self::Tls,
        Self::Decoding,
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::WrongState,
        Self::Declined,
        Self::Throttled,
        Self::IdempotencyConflict,
        Self::Server,
    ];

    /// The kind's name in snake case, as it is in JSON and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Signing => "signing",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::Decoding => "decoding",
            Self::InvalidRequest => "invalid_request",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::WrongState => "wrong_state",
            Self::Declined => "declined",
            Self::Throttled => "throttled",
            Self::IdempotencyConflict => "idempotency_conflict",
            Self::Server => "server",
        }
    }

    /// Whether errors of this kind are answers of Amazon Pay, and so carry an [`ApiError`](super::ApiError).
    pub const fn is_api(self) -> bool {
        !matches!(
            self,
            Self::Configuration
                | Self::Signing
                | Self::Connection
                | Self::Timeout
                | Self::Tls
                | Self::Decoding
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
