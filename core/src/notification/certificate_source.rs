//! Where certificates come from.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use url::Url;

use super::{NotificationError, NotificationErrorKind as Kind};

/// Fetches the certificate that an envelope names.
///
/// [`HttpsCertificateSource`](super::HttpsCertificateSource) is the default. Implement it to share one store of
/// certificates among many processes, say; what it returns is checked all the same: size, chain, validity, name.
#[async_trait]
pub trait CertificateSource: fmt::Debug + Send + Sync + 'static {
    /// The PEM text at the request's URL, which has passed the rule for SNS's hosts. It must come from that very URL,
    /// over https, without a redirect.
    ///
    /// # Errors
    /// When it can't be had.
    async fn fetch(&self, request: CertificateRequest<'_>) -> Result<Bytes, FetchError>;
}

/// Which certificate is wanted, and at what cost at most.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CertificateRequest<'a> {
    /// Where it is: `https://sns.REGION.amazonaws.com/NAME.pem`.
    pub url: &'a Url,
    /// How long it may take. The verifier waits no longer than that in any case.
    pub timeout: Duration,
    /// The most bytes that it may have.
    pub max_bytes: usize,
}

/// What went wrong on the way to SNS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// No connection could be made, or it broke.
    Connection,
    /// It took longer than allowed.
    Timeout,
    /// TLS was not agreed on.
    Tls,
    /// The answer is a redirect.
    Redirect,
    /// The answer has a status other than 200.
    Status,
    /// The answer is larger than allowed.
    TooLarge,
}

/// SNS gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct FetchError {
    /// What went wrong.
    pub kind: FetchErrorKind,
    /// What went wrong, for people; no path and no query, for a token may be in it.
    pub message: String,
}

impl FetchError {
    /// An error with words of one's own.
    pub fn new(kind: FetchErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(super) fn while_fetching_certificate(self, host: &str) -> NotificationError {
        let kind = match self.kind {
            FetchErrorKind::Connection => Kind::CertificateConnection,
            FetchErrorKind::Timeout => Kind::CertificateTimeout,
            FetchErrorKind::Tls => Kind::CertificateTls,
            FetchErrorKind::Redirect => Kind::CertificateRedirect,
            FetchErrorKind::Status => Kind::CertificateStatus,
            FetchErrorKind::TooLarge => Kind::CertificateTooLarge,
        };
        NotificationError::new(kind, format!("cannot fetch the certificate from {host}: {}", self.message))
    }

    pub(super) fn while_confirming(self, host: &str) -> NotificationError {
        let kind = match self.kind {
            FetchErrorKind::Connection => Kind::ConfirmationConnection,
            FetchErrorKind::Timeout => Kind::ConfirmationTimeout,
            FetchErrorKind::Tls => Kind::ConfirmationTls,
            FetchErrorKind::Redirect => Kind::ConfirmationRedirect,
            FetchErrorKind::Status => Kind::ConfirmationStatus,
            FetchErrorKind::TooLarge => Kind::ConfirmationTooLarge,
        };
        NotificationError::new(kind, format!("cannot confirm the subscription at {host}: {}", self.message))
    }
}
