//! The way from a signed request to an answer: one small trait, reqwest below it, retries above it.

mod attempt;
mod call_span;
mod deadline;
pub(crate) mod exchange;
mod http;
pub(crate) mod retry;
mod skew;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use ::http::{HeaderMap, Method, StatusCode};
use async_trait::async_trait;
use bytes::Bytes;
use url::Url;

pub(crate) use self::deadline::within;
pub use self::http::HttpTransport;
pub(crate) use self::http::describe;
pub(crate) use self::skew::ClockSkew;

/// Sends one signed request once and returns the answer, whatever its status.
///
/// [`HttpTransport`] is the default. Implement it to send through another HTTP stack or to stand in for the network;
/// retries, signing and decoding stay above it. An implementation must not follow redirects, must not retry, and must
/// send header values and body byte for byte, because they are signed.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and waits for the whole answer, at most `request.timeout`.
    ///
    /// # Errors
    /// When there is no complete answer. [`TransportError::request_sent`] must be true unless it is certain that the
    /// server saw nothing, for money may have moved.
    async fn send(&self, request: TransportRequest) -> Result<TransportResponse, TransportError>;
}

/// A signed request.
#[derive(Clone)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The HTTP method.
    pub method: Method,
    /// The whole URL; already percent-encoded as it was signed.
    pub url: Url,
    /// All headers, `authorization` included.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Bytes,
    /// The longest this attempt may take.
    pub timeout: Duration,
}

impl fmt::Debug for TransportRequest {
    /// Leaves out what is secret: the path (a buyer token may be in it), the headers' values, the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// An answer of any status.
#[derive(Clone)]
pub struct TransportResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A header's value, when it is text.
fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// What went wrong between the client and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made, or it broke.
    Connection,
    /// The attempt's time was over.
    Timeout,
    /// The server's certificate or the TLS handshake was refused; repeating won't help.
    Tls,
    /// The answer is larger than the client accepts.
    ResponseTooLarge {
        /// The answer's HTTP status.
        status: u16,
    },
}

/// An attempt without a complete answer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// What went wrong.
    pub kind: TransportErrorKind,
    /// Whether the server may have received the request.
    pub request_sent: bool,
    /// What went wrong, for people; no path, header or body.
    pub message: String,
    /// Amazon's request id (`x-amz-pay-request-id`), when the answer came as far as its headers.
    pub request_id: Option<String>,
    /// The HTTP stack's own error.
    #[source]
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}
