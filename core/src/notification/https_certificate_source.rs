//! SNS over https.

use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::certificate_source::{CertificateRequest, CertificateSource, FetchError, FetchErrorKind};
use crate::config::proxy::Proxy;
use crate::config::root_certificates;
use crate::error::ConfigError;
use crate::transport::{HttpTransport, Transport as _, TransportErrorKind, TransportRequest};

/// Reaches SNS over https: for certificates, and to confirm a subscription.
///
/// TLS 1.2 or newer, checked against the system's roots and those added; no redirect is followed; size and time are
/// limited; no connection is kept.
#[derive(Debug, Clone)]
pub struct HttpsCertificateSource {
    client: reqwest::Client,
}

impl HttpsCertificateSource {
    /// Settings for a network of one's own.
    pub fn builder() -> HttpsCertificateSourceBuilder {
        HttpsCertificateSourceBuilder::default()
    }

    /// A GET that nothing but a 200 with a body within the limits satisfies.
    pub(super) async fn get(
        &self,
        url: &Url,
        timeout: Duration,
        max_bytes: usize,
    ) -> Result<Bytes, FetchError> {
        let transport = HttpTransport::with_client(self.client.clone(), max_bytes);
        let request = TransportRequest {
            method: Method::GET,
            url: url.clone(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            timeout,
        };
        let response = transport.send(request).await.map_err(|error| {
            let kind = match error.kind {
                TransportErrorKind::Connection => FetchErrorKind::Connection,
                TransportErrorKind::Timeout => FetchErrorKind::Timeout,
                TransportErrorKind::Tls => FetchErrorKind::Tls,
                TransportErrorKind::ResponseTooLarge { .. } => FetchErrorKind::TooLarge,
            };
            FetchError::new(kind, error.message)
        })?;
        match response.status {
            StatusCode::OK => Ok(response.body),
            status if status.is_redirection() => {
                let message = format!("expected status 200, found the redirect {}", status.as_u16());
                Err(FetchError::new(FetchErrorKind::Redirect, message))
            }
            status => {
                let message = format!("expected status 200, found {}", status.as_u16());
                Err(FetchError::new(FetchErrorKind::Status, message))
            }
        }
    }
}

#[async_trait]
impl CertificateSource for HttpsCertificateSource {
    async fn fetch(&self, request: CertificateRequest<'_>) -> Result<Bytes, FetchError> {
        self.get(request.url, request.timeout, request.max_bytes).await
    }
}

/// Settings of a [`HttpsCertificateSource`]: how SNS is reached, never whether its rules hold.
#[derive(Debug, Default)]
pub struct HttpsCertificateSourceBuilder {
    addresses: Vec<(String, SocketAddr)>,
    root_certificates: Vec<reqwest::Certificate>,
    proxy: Option<String>,
}

impl HttpsCertificateSourceBuilder {
    /// Connects to `address` for `host` instead of asking DNS.
    ///
    /// URLs, host rule and TLS stay as they are: the server there must have a certificate for `host` from a trusted
    /// authority. A sandbox stands in for SNS with this and
    /// [`add_root_certificate_pem`](Self::add_root_certificate_pem).
    #[must_use]
    pub fn resolve(mut self, host: impl Into<String>, address: SocketAddr) -> Self {
        self.addresses.push((host.into(), address));
        self
    }

    /// Trusts the certificate authorities in a PEM text for TLS, besides the system's. Not for signatures: see
    /// [`NotificationVerifierBuilder::root_certificates_pem`](super::NotificationVerifierBuilder::root_certificates_pem).
    ///
    /// # Errors
    /// When the text holds no certificate that can be read.
    pub fn add_root_certificate_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        self.root_certificates.extend(root_certificates::from_pem(pem.as_ref(), "")?);
        Ok(self)
    }

    /// A proxy (`http://` or `https://`, with credentials if need be). By default none, whatever the environment says.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// The source.
    ///
    /// # Errors
    /// When the proxy is no URL, or TLS can't be set up, for instance because the system has no root certificates.
    pub fn build(self) -> Result<HttpsCertificateSource, ConfigError> {
        let mut builder = HttpTransport::client_builder()
            .https_only(true)
            // Certificates are fetched once a day or so.
            .pool_max_idle_per_host(0);
        for (host, address) in &self.addresses {
            builder = builder.resolve(host, *address);
        }
        for certificate in self.root_certificates {
            builder = builder.add_root_certificate(certificate);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(Proxy::new(proxy)?.transport);
        }
        Ok(HttpsCertificateSource { client: HttpTransport::build_client(builder)? })
    }
}
