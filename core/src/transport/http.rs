//! [`Transport`] over reqwest and rustls.

use std::error::Error as StdError;
use std::io;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use super::{Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse};
use crate::config::Config;
use crate::error::ConfigError;

/// Sends over HTTP/1.1 or HTTP/2 with rustls, keeping connections open between calls.
///
/// Certificates are always checked: against the system's roots and, when the client has been given one, a private CA.
/// TLS 1.2 is the oldest version spoken. Redirects are not followed.
#[derive(Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
    max_response_bytes: usize,
}

impl HttpTransport {
    /// A transport with the time-outs, proxy, certificates and limits of `config`.
    ///
    /// # Errors
    /// When the TLS set-up can't be made, for instance because the system has no root certificates.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let client = Self::build_client(Self::configured_builder(config))?;
        Ok(Self::with_client(client, config.max_response_bytes()))
    }

    /// A client for addresses that need no signature, whose contents come in pieces: none may be longer on its way than an
    /// attempt.
    pub(crate) fn presigned_client(config: &Config) -> Result<reqwest::Client, ConfigError> {
        Self::build_client(Self::configured_builder(config).read_timeout(config.timeouts().attempt))
    }

    fn configured_builder(config: &Config) -> reqwest::ClientBuilder {
        let mut builder = Self::client_builder().connect_timeout(config.timeouts().connect);
        for certificate in config.root_certificates() {
            builder = builder.add_root_certificate(certificate.clone());
        }
        if let Some(proxy) = config.proxy() {
            builder = builder.proxy(proxy.clone());
        }
        builder
    }

    /// What all connections to Amazon have in common.
    pub(crate) fn client_builder() -> reqwest::ClientBuilder {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .tcp_nodelay(true)
            .no_proxy()
    }

    pub(crate) fn build_client(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, ConfigError> {
        builder.build().map_err(|error| ConfigError::new("transport", innermost(&error).to_string()))
    }

    pub(crate) fn with_client(client: reqwest::Client, max_response_bytes: usize) -> Self {
        Self { client, max_response_bytes }
    }

    async fn body(&self, mut response: reqwest::Response) -> Result<Bytes, TransportError> {
        let status = response.status().as_u16();
        let too_large = || TransportError {
            kind: TransportErrorKind::ResponseTooLarge { status },
            request_sent: true,
            message: format!("the answer is larger than the {} bytes allowed", self.max_response_bytes),
            request_id: None,
            source: None,
        };
        let announced = response.content_length().unwrap_or_default();
        if announced > self.max_response_bytes as u64 {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(describe)? {
            if body.len() + chunk.len() > self.max_response_bytes {
                return Err(too_large());
            }
            // Most answers are a single chunk, which needn't be copied.
            if body.is_empty() && chunk.len() as u64 == announced {
                return Ok(chunk);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: TransportRequest) -> Result<TransportResponse, TransportError> {
        let response = self
            .client
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .timeout(request.timeout)
            .send()
            .await
            .map_err(describe)?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = self.body(response).await.map_err(|error| TransportError {
            request_id: super::header_text(&headers, "x-amz-pay-request-id"),
            ..error
        })?;
        Ok(TransportResponse { status, headers, body })
    }
}

/// What went wrong in an exchange, without its URL.
pub(crate) fn describe(error: reqwest::Error) -> TransportError {
    let (kind, what) = if tls_error(&error).is_some() {
        (TransportErrorKind::Tls, "the TLS handshake failed")
    } else if error.is_timeout() {
        (
            TransportErrorKind::Timeout,
            if error.is_connect() { "no connection in time" } else { "no answer in time" },
        )
    } else if error.is_connect() {
        (TransportErrorKind::Connection, "no connection could be made")
    } else {
        (TransportErrorKind::Connection, "the connection broke before the answer was complete")
    };
    // While connecting, nothing of the request is on its way yet.
    let request_sent = !error.is_connect() && !error.is_builder();
    let cause = innermost(&error).to_string();
    let message = if cause.is_empty() { what.to_owned() } else { format!("{what}: {cause}") };
    // The URL may hold a buyer token, and reqwest prints it.
    let source = Some(Box::new(error.without_url()) as _);
    TransportError { kind, request_sent, message, request_id: None, source }
}

fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

/// The TLS error among an error's causes; io::Error hides it from `source`.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let hidden = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match hidden {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}
