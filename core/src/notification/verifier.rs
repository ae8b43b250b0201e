//! Verifies notifications by the rules of SNS.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::SignedDuration;
use url::Url;

use super::builder::NotificationVerifierBuilder;
use super::certificate_cache::CertificateCache;
use super::certificate_source::{CertificateRequest, CertificateSource, FetchError, FetchErrorKind};
use super::envelope::UnverifiedEnvelope;
use super::error::quoted;
use super::https_certificate_source::HttpsCertificateSource;
use super::signing_certificate::SigningCertificate;
use super::sns_url::SnsUrl;
use super::trust::Trust;
use super::{
    Notification, NotificationError, NotificationErrorKind as Kind, SubscriptionConfirmation, string_to_sign,
};
use crate::clock::Clock;
use crate::error::ConfigError;

/// How far ahead of the clock an envelope's Timestamp may be when there is a freshness window.
const CLOCKS_DIFFER: Duration = Duration::from_secs(5 * 60);

/// Verifies notifications: make one for the process and keep it, for it holds the certificates.
///
/// ```
/// use std::time::Duration;
///
/// use amazonpay::notification::NotificationVerifier;
///
/// let verifier = NotificationVerifier::builder()
///     .allowed_topics(["arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications"])
///     .freshness_window(Duration::from_secs(6 * 60 * 60))
///     .build()?;
/// # let _ = verifier;
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct NotificationVerifier {
    pub(super) allowed_topics: Option<HashSet<String>>,
    pub(super) freshness_window: Option<Duration>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) trust: Trust,
    pub(super) https: HttpsCertificateSource,
    pub(super) source: Option<Arc<dyn CertificateSource>>,
    pub(super) timeout: Duration,
    pub(super) max_certificate_bytes: usize,
    pub(super) max_body_bytes: usize,
    pub(super) cache: CertificateCache,
}

impl NotificationVerifier {
    /// A verifier with the settings' defaults.
    ///
    /// # Errors
    /// When TLS can't be set up, for instance because the system has no root certificates.
    pub fn new() -> Result<Self, ConfigError> {
        Self::builder().build()
    }

    /// Settings of a verifier.
    pub fn builder() -> NotificationVerifierBuilder {
        NotificationVerifierBuilder::default()
    }

    /// The one of [`Notification::verify`].
    pub(super) fn shared() -> Result<&'static Self, NotificationError> {
        static SHARED: OnceLock<Result<NotificationVerifier, ConfigError>> = OnceLock::new();
        SHARED.get_or_init(Self::new).as_ref().map_err(|error| {
            NotificationError::new(Kind::CertificateTls, format!("cannot set up TLS: {error}"))
        })
    }

    /// Verifies a body as it came, byte for byte: fetches the certificate, unless it is known, and checks everything.
    ///
    /// # Errors
    /// [`NotificationError`] says what is wrong and whether the same body may be accepted later.
    pub async fn verify(&self, body: &[u8]) -> Result<Notification, NotificationError> {
        let (envelope, url) = self.read(body)?;
        let certificate = self.certificate(&url).await?;
        Self::conclude(&envelope, &certificate)
    }

    /// Verifies a body as it came, byte for byte, with a certificate that the caller has from where
    /// [`certificate_url`](Self::certificate_url) says. Nothing is fetched and nobody waits; all other rules hold as
    /// they do for [`verify`](Self::verify): the certificate's validity, name and chain are checked each time.
    ///
    /// # Errors
    /// [`NotificationError`] says what is wrong.
    pub fn verify_with_certificate(
        &self,
        body: &[u8],
        certificate: &SigningCertificate,
    ) -> Result<Notification, NotificationError> {
        let (envelope, url) = self.read(body)?;
        self.trust.check(certificate, &url.certificate_names(), self.clock.now())?;
        Self::conclude(&envelope, certificate)
    }

    /// Where the certificate is that a body claims to be signed with, if that is a place of SNS's: for callers of
    /// [`verify_with_certificate`](Self::verify_with_certificate), to fetch it over https without following redirects.
    ///
    /// # Errors
    /// All that can be wrong with a body before there is a certificate.
    pub fn certificate_url(&self, body: &[u8]) -> Result<Url, NotificationError> {
        Ok(self.read(body)?.1.url)
    }

    /// Confirms a subscription, so that SNS delivers the topic's messages here: visits the confirmation's URL, if that
    /// is at a host of SNS's and confirms this very topic with this very token. Only call it for a topic that you know.
    ///
    /// # Errors
    /// When the URL breaks the rule, or SNS does not answer with 200 in time.
    pub async fn confirm_subscription(
        &self,
        confirmation: &SubscriptionConfirmation,
    ) -> Result<(), NotificationError> {
        let topic = &confirmation.envelope().topic_arn;
        let sns = SnsUrl::of_subscription(confirmation.subscribe_url(), topic, confirmation.token())?;
        let host = sns.url.host_str().unwrap_or_default();
        let answer = self.https.get(&sns.url, self.timeout, self.max_certificate_bytes).await;
        answer.map(drop).map_err(|error| error.while_confirming(host))
    }

    /// Everything that can be checked without a certificate.
    fn read<'a>(&self, body: &'a [u8]) -> Result<(UnverifiedEnvelope<'a>, SnsUrl), NotificationError> {
        let envelope = UnverifiedEnvelope::read(body, self.max_body_bytes)?;
        self.check_topic(&envelope)?;
        self.check_freshness(&envelope)?;
        let url = SnsUrl::of_certificate(&envelope.signing_cert_url)?;
        Ok((envelope, url))
    }

    fn check_topic(&self, envelope: &UnverifiedEnvelope<'_>) -> Result<(), NotificationError> {
        match &self.allowed_topics {
            Some(topics) if !topics.contains(envelope.topic_arn.as_ref()) => {
                let message = format!(
                    "TopicArn: expected one of the allowed topics, found {}",
                    quoted(&envelope.topic_arn)
                );
                Err(NotificationError::new(Kind::TopicNotAllowed, message))
            }
            _ => Ok(()),
        }
    }

    fn check_freshness(&self, envelope: &UnverifiedEnvelope<'_>) -> Result<(), NotificationError> {
        let Some(window) = self.freshness_window else { return Ok(()) };
        let (now, stamped) = (self.clock.now(), envelope.timestamp);
        let age = now.duration_since(stamped);
        let wrong = |kind, expected: String| {
            let message =
                format!("Timestamp: expected {expected}, found {stamped} by a clock that shows {now}");
            Err(NotificationError::new(kind, message))
        };
        if age > signed(window) {
            return wrong(Kind::Stale, format!("one of the last {} seconds", window.as_secs()));
        }
        if -age > signed(CLOCKS_DIFFER) {
            let expected = format!("at most {} seconds ahead", CLOCKS_DIFFER.as_secs());
            return wrong(Kind::FromTheFuture, expected);
        }
        Ok(())
    }

    /// The certificate at `url`, checked; from the cache if it is there.
    async fn certificate(&self, url: &SnsUrl) -> Result<Arc<SigningCertificate>, NotificationError> {
        let now = self.clock.now();
        if let Some(certificate) = self.cache.get(url.url.as_str(), now, self.clock.elapsed()) {
            certificate.check_validity(now)?;
            return Ok(certificate);
        }
        self.cache.fetch(url.url.as_str(), self.clock.elapsed(), self.fetch(url)).await
    }

    async fn fetch(&self, url: &SnsUrl) -> Result<SigningCertificate, NotificationError> {
        let host = url.url.host_str().unwrap_or_default();
        let request = CertificateRequest {
            url: &url.url,
            timeout: self.timeout,
            max_bytes: self.max_certificate_bytes,
        };
        let source = self.source.as_deref().unwrap_or(&self.https);
        let too_late = || {
            let message = format!("no answer within {} ms", self.timeout.as_millis());
            FetchError::new(FetchErrorKind::Timeout, message)
        };
        let pem = match tokio::time::timeout(self.timeout, source.fetch(request)).await {
            Ok(Ok(pem)) if pem.len() > self.max_certificate_bytes => {
                let message =
                    format!("the answer is larger than the {} bytes allowed", self.max_certificate_bytes);
                Err(FetchError::new(FetchErrorKind::TooLarge, message))
            }
            Ok(fetched) => fetched,
            Err(_) => Err(too_late()),
        };
        let pem = pem.map_err(|error| error.while_fetching_certificate(host))?;
        let certificate = SigningCertificate::from_pem(&pem)?;
        self.trust.check(&certificate, &url.certificate_names(), self.clock.now())?;
        Ok(certificate)
    }

    fn conclude(
        envelope: &UnverifiedEnvelope<'_>,
        certificate: &SigningCertificate,
    ) -> Result<Notification, NotificationError> {
        let text = string_to_sign(&envelope.fields());
        certificate.verify(envelope.signature_version, &text, &envelope.signature)?;
        Notification::from_verified(envelope)
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}
