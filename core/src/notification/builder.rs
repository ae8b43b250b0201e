//! Settings of a verifier.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use super::certificate_cache::CertificateCache;
use super::certificate_source::CertificateSource;
use super::https_certificate_source::HttpsCertificateSource;
use super::trust::{Trust, certificates};
use super::verifier::NotificationVerifier;
use crate::clock::{Clock, SystemClock};
use crate::config::check_duration;
use crate::error::ConfigError;

/// Settings of a [`NotificationVerifier`]. No setting turns a rule off.
#[derive(Debug)]
pub struct NotificationVerifierBuilder {
    allowed_topics: Option<HashSet<String>>,
    freshness_window: Option<Duration>,
    clock: Arc<dyn Clock>,
    root_certificates: Option<Vec<CertificateDer<'static>>>,
    intermediate_certificates: Vec<CertificateDer<'static>>,
    https: Option<HttpsCertificateSource>,
    certificate_source: Option<Arc<dyn CertificateSource>>,
    timeout: Duration,
    max_certificate_bytes: usize,
    max_body_bytes: usize,
    cache_lifetime: Duration,
    cache_capacity: usize,
}

impl Default for NotificationVerifierBuilder {
    fn default() -> Self {
        Self {
            allowed_topics: None,
            freshness_window: None,
            clock: Arc::new(SystemClock::new()),
            root_certificates: None,
            intermediate_certificates: Vec::new(),
            https: None,
            certificate_source: None,
            timeout: Duration::from_secs(5),
            max_certificate_bytes: 64 * 1024,
            max_body_bytes: 256 * 1024,
            cache_lifetime: Duration::from_secs(24 * 60 * 60),
            cache_capacity: 16,
        }
    }
}

impl NotificationVerifierBuilder {
    /// The topics (`TopicArn`, exactly as written) whose envelopes are accepted; others are refused before anything is
    /// fetched. By default any: then anybody with an AWS account can send envelopes that verify.
    #[must_use]
    pub fn allowed_topics(mut self, topics: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.allowed_topics = Some(topics.into_iter().map(Into::into).collect());
        self
    }

    /// How old an envelope's Timestamp may be; five minutes into the future are allowed for clocks that differ.
    ///
    /// By default there is no limit. A repeated delivery has the Timestamp of the first, and Amazon Pay repeats for
    /// hours: allow at least six. A window bounds how long message ids have to be remembered.
    #[must_use]
    pub fn freshness_window(mut self, window: Duration) -> Self {
        self.freshness_window = Some(window);
        self
    }

    /// The clock for validity, freshness and the cache. By default the machine's.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The roots that SNS's certificate must lead to, as PEM, instead of Mozilla's list (the crate `webpki-roots`):
    /// Amazon's alone, for instance, or a sandbox's.
    ///
    /// # Errors
    /// When the text holds no certificate, or one that cannot be read.
    pub fn root_certificates_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        self.root_certificates = Some(certificates("root_certificates", pem.as_ref())?);
        Ok(self)
    }

    /// Further certificates, as PEM, that may stand between SNS's and a root, for what SNS serves is its own alone.
    /// Amazon's (Amazon RSA 2048 M01 to M04) are known already. They are not trusted by themselves.
    ///
    /// # Errors
    /// When the text holds no certificate, or one that cannot be read.
    pub fn add_intermediate_certificates_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        self.intermediate_certificates.extend(certificates("intermediate_certificates", pem.as_ref())?);
        Ok(self)
    }

    /// How SNS is reached, for certificates and for confirming subscriptions: a proxy, a private CA, an address.
    #[must_use]
    pub fn https(mut self, https: HttpsCertificateSource) -> Self {
        self.https = Some(https);
        self
    }

    /// Where certificates come from instead, such as a store that many processes share.
    #[must_use]
    pub fn certificate_source(mut self, source: Arc<dyn CertificateSource>) -> Self {
        self.certificate_source = Some(source);
        self
    }

    /// How long fetching a certificate, or confirming a subscription, may take: 5 seconds unless set. SNS itself waits 15
    /// seconds for an endpoint's answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The most bytes that a fetched certificate, or SNS's answer to a confirmation, may have: 65,536 unless set.
    #[must_use]
    pub fn max_certificate_bytes(mut self, bytes: usize) -> Self {
        self.max_certificate_bytes = bytes;
        self
    }

    /// The most bytes that a body may have: 262,144 unless set, as many as SNS lets a message have. Amazon Pay's have
    /// some 2,000.
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// How long a certificate is kept after it was fetched, if it does not expire before: 24 hours unless set.
    #[must_use]
    pub fn cache_lifetime(mut self, lifetime: Duration) -> Self {
        self.cache_lifetime = lifetime;
        self
    }

    /// How many certificates are kept: 16 unless set. The oldest makes room.
    #[must_use]
    pub fn cache_capacity(mut self, certificates: usize) -> Self {
        self.cache_capacity = certificates;
        self
    }

    /// The verifier.
    ///
    /// # Errors
    /// When a setting is out of its limits, or TLS can't be set up, for instance because the system has no root
    /// certificates.
    pub fn build(self) -> Result<NotificationVerifier, ConfigError> {
        check_duration("timeout", self.timeout)?;
        for (field, value) in [
            ("max_certificate_bytes", self.max_certificate_bytes),
            ("max_body_bytes", self.max_body_bytes),
            ("cache_capacity", self.cache_capacity),
        ] {
            if value == 0 {
                return Err(ConfigError::new(field, "expected at least 1, found 0"));
            }
        }
        if let Some(topics) = &self.allowed_topics {
            check_topics(topics)?;
        }
        let https = match self.https {
            Some(https) => https,
            None => HttpsCertificateSource::builder().build()?,
        };
        Ok(NotificationVerifier {
            allowed_topics: self.allowed_topics,
            freshness_window: self.freshness_window,
            clock: self.clock,
            trust: Trust::new(self.root_certificates, &self.intermediate_certificates)?,
            https,
            source: self.certificate_source,
            timeout: self.timeout,
            max_certificate_bytes: self.max_certificate_bytes,
            max_body_bytes: self.max_body_bytes,
            cache: CertificateCache::new(self.cache_lifetime, self.cache_capacity),
        })
    }
}

/// A topic that no envelope can have would silently refuse them all.
fn check_topics(topics: &HashSet<String>) -> Result<(), ConfigError> {
    let wrong = |message: String| Err(ConfigError::new("allowed_topics", message));
    if topics.is_empty() {
        return wrong("expected at least one topic, found none; leave it out to allow any".to_owned());
    }
    match topics.iter().find(|topic| !topic.starts_with("arn:") || topic.split(':').count() != 6) {
        Some(topic) => {
            let expected = "expected topics such as arn:aws:sns:eu-west-1:123456789012:NAME";
            wrong(format!("{expected}, found {topic:?}"))
        }
        None => Ok(()),
    }
}
