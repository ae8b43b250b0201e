//! Errors that are no answer of Amazon Pay: settings, signing, transport, decoding.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

/// A setting, an option or a value that cannot be right, found before anything was sent.
///
/// The text is `field: message`; the message says which value was found (never a secret), what was expected and what
/// to do.
///
/// ```
/// use amazonpay::error::ConfigError;
///
/// let error = ConfigError::new("region", "expected na, eu or jp, found \"mars\"");
/// assert_eq!(error.to_string(), "region: expected na, eu or jp, found \"mars\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
#[non_exhaustive]
pub struct ConfigError {
    /// The setting as the builder calls it, for example `private_key`.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl ConfigError {
    /// An error about `field`. The message must not hold a secret.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// The signer gave no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningError {
    /// What the signer said. Never a secret.
    pub message: String,
    /// How many attempts were sent before the one that could not be signed.
    pub retries: u32,
    /// The idempotency key that those attempts went out with: use it again to repeat the request safely.
    pub idempotency_key: Option<String>,
    /// Whether one of those attempts may have been carried out.
    pub outcome_unknown: bool,
}

impl SigningError {
    /// An error with the signer's own words. The message must not hold a secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), retries: 0, idempotency_key: None, outcome_unknown: false }
    }
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "signing failed: {}", self.message)?;
        write_history(f, self.retries, self.outcome_unknown, self.idempotency_key.as_deref())
    }
}

impl std::error::Error for SigningError {}

/// The end of an error's text: how often it was tried, and what to do when it may have been carried out.
pub(super) fn write_history(
    f: &mut fmt::Formatter<'_>,
    retries: u32,
    outcome_unknown: bool,
    idempotency_key: Option<&str>,
) -> fmt::Result {
    match retries {
        0 => {}
        1 => f.write_str(" (after 1 retry)")?,
        retries => write!(f, " (after {retries} retries)")?,
    }
    if outcome_unknown {
        f.write_str("; it may have been carried out all the same: ")?;
        match idempotency_key {
            Some(key) => write!(f, "repeat it with idempotency key {key}, or read the object")?,
            None => f.write_str("read the object before repeating it")?,
        }
    }
    Ok(())
}

/// A request that got no answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportFailure {
    /// What happened, for example `could not connect to pay-api.amazon.eu: connection refused`.
    pub message: String,
    /// The error below, if the transport gave one.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// How many times the request was sent again.
    pub retries: u32,
    /// The operation, for example `charges.capture`.
    pub operation: Option<&'static str>,
    /// The idempotency key the request went out with: use it again to repeat the request safely.
    pub idempotency_key: Option<String>,
    /// Whether Amazon Pay may have carried the request out: something that writes was sent, and no answer came.
    pub outcome_unknown: bool,
    /// Amazon's request id, when the answer came as far as its headers and broke off then.
    pub request_id: Option<String>,
}

impl TransportFailure {
    /// A failure with nothing known but what happened; the other fields are set by who knows them.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            retries: 0,
            operation: None,
            idempotency_key: None,
            outcome_unknown: false,
            request_id: None,
        }
    }

    /// The same failure with the error that caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(request_id) = &self.request_id {
            write!(f, "{request_id}: ")?;
        }
        if let Some(operation) = self.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.message)?;
        write_history(f, self.retries, self.outcome_unknown, self.idempotency_key.as_deref())
    }
}

impl std::error::Error for TransportFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// An answer that says success and cannot be read.
///
/// Neither `Display` nor `Debug` shows the body, which may hold a buyer's name and address; [`raw_body`] has it.
///
/// [`raw_body`]: DecodingError::raw_body
#[non_exhaustive]
pub struct DecodingError {
    /// The operation, for example `charges.capture`.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Amazon's request id, if the answer had one.
    pub request_id: Option<String>,
    /// Where in the JSON, for example `statusDetails.state`, if known.
    pub path: Option<String>,
    /// What is wrong. Holds no text of the body.
    pub message: String,
    /// All headers of the answer; empty when the answer came no further than they. `Debug` shows their names only.
    pub headers: HeaderMap,
    /// The body as it came.
    pub raw_body: Bytes,
    /// How many times the request was sent again.
    pub retries: u32,
    /// The idempotency key the request went out with.
    pub idempotency_key: Option<String>,
    /// Whether the request was one that writes: then Amazon Pay has carried it out, though its answer is lost.
    pub outcome_unknown: bool,
}

impl DecodingError {
    /// An error about the answer to `operation`; the other fields are set by who knows them. The message must hold no
    /// text of the body.
    pub fn new(operation: &'static str, status: u16, message: impl Into<String>, raw_body: Bytes) -> Self {
        Self {
            operation,
            status,
            request_id: None,
            path: None,
            message: message.into(),
            headers: HeaderMap::new(),
            raw_body,
            retries: 0,
            idempotency_key: None,
            outcome_unknown: false,
        }
    }
}

impl fmt::Display for DecodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, message, .. } = self;
        let request_id = self.request_id.as_deref().unwrap_or("no request id");
        write!(f, "{request_id}: {operation} answered {status}, but the answer cannot be read")?;
        if let Some(path) = &self.path {
            write!(f, " at {path}")?;
        }
        write!(f, ": {message}")
    }
}

impl fmt::Debug for DecodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodingError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("path", &self.path)
            .field("message", &self.message)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("raw_body", &format_args!("{} bytes", self.raw_body.len()))
            .field("retries", &self.retries)
            .field("idempotency_key", &self.idempotency_key)
            .field("outcome_unknown", &self.outcome_unknown)
            .finish()
    }
}

impl std::error::Error for DecodingError {}
