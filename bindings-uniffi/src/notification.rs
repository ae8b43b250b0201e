//! Verifies notifications and confirms subscriptions.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use amazonpay::model::Timestamp;
use amazonpay::notification::{self, IpnMessage, NotificationVerifierBuilder, SignatureVersion};
use amazonpay::notification::{SigningCertificate, SubscriptionConfirmation};
use serde_json::{Map, Value, json};

use crate::error::AmazonPayError;
use crate::runtime::{at_once, run};

/// What a verifier of notifications goes by. All have defaults.
#[derive(Clone, Debug, Default, PartialEq, uniffi::Record)]
pub struct NotificationSettings {
    /// The topics that are accepted, such as `arn:aws:sns:eu-west-1:123456789012:NAME`. Default: any, so give yours.
    #[uniffi(default)]
    pub allowed_topics: Option<Vec<String>>,
    /// How old a notification may be. Default: any age.
    #[uniffi(default)]
    pub freshness_window: Option<Duration>,
    /// The longest that fetching a certificate, or confirming a subscription, may take. Default: 5 seconds.
    #[uniffi(default)]
    pub timeout: Option<Duration>,
    /// A proxy to reach SNS through. Default: none.
    #[uniffi(default)]
    pub proxy: Option<String>,
    /// Certificate authorities to trust for TLS with SNS besides the system's: PEM text or the path of a file.
    #[uniffi(default)]
    pub tls_root_certificates: Option<String>,
    /// The roots that SNS's certificate must lead to, in place of Mozilla's list: PEM text or the path of a file.
    #[uniffi(default)]
    pub root_certificates: Option<String>,
    /// Further certificates that may stand between SNS's and a root: PEM text or the path of a file. Amazon's are known.
    #[uniffi(default)]
    pub intermediate_certificates: Option<String>,
    /// The longest certificate that is read, in bytes. Default: 64 KiB.
    #[uniffi(default)]
    pub max_certificate_bytes: Option<u32>,
    /// The longest body that is looked at, in bytes. Default: 256 KiB.
    #[uniffi(default)]
    pub max_body_bytes: Option<u32>,
    /// How long a fetched certificate is kept. Default: 24 hours.
    #[uniffi(default)]
    pub cache_lifetime: Option<Duration>,
    /// How many certificates are kept. Default: 16.
    #[uniffi(default)]
    pub cache_capacity: Option<u32>,
    /// Where hosts of SNS are, such as `sns.eu-west-1.amazonaws.com` at `127.0.0.1:8418`, in place of what DNS says.
    #[uniffi(default)]
    pub addresses: Option<HashMap<String, String>>,
}

impl NotificationSettings {
    fn by_name(self) -> Map<String, Value> {
        let seconds = |time: Option<Duration>| time.map(|time| time.as_secs_f64());
        let settings = json!({
            "allowed_topics": self.allowed_topics,
            "freshness_window": seconds(self.freshness_window),
            "timeout": seconds(self.timeout),
            "proxy": self.proxy,
            "tls_root_certificates": self.tls_root_certificates,
            "root_certificates": self.root_certificates,
            "intermediate_certificates": self.intermediate_certificates,
            "max_certificate_bytes": self.max_certificate_bytes,
            "max_body_bytes": self.max_body_bytes,
            "cache_lifetime": seconds(self.cache_lifetime),
            "cache_capacity": self.cache_capacity,
            "addresses": self.addresses,
        });
        settings.as_object().cloned().unwrap_or_default()
    }
}

/// Verifies notifications. Make one and keep it: it caches certificates.
#[derive(Debug, uniffi::Object)]
pub struct NotificationVerifier {
    core: Arc<notification::NotificationVerifier>,
}

#[uniffi::export]
impl NotificationVerifier {
    /// Checks the settings. Nothing is fetched.
    #[uniffi::constructor(default(settings = None))]
    pub fn new(settings: Option<NotificationSettings>) -> Result<Self, AmazonPayError> {
        at_once(|| Self::build(notification::NotificationVerifier::builder(), settings))
    }

    /// Verifies a body as it came, byte for byte. With a certificate (PEM) nothing is fetched.
    ///
    /// Answer the delivery with 200 when it is verified, with 503 when the error is retryable, else with 400.
    #[uniffi::method(default(certificate = None))]
    pub async fn verify(
        &self,
        body: Vec<u8>,
        certificate: Option<String>,
    ) -> Result<VerifiedNotification, AmazonPayError> {
        let core = Arc::clone(&self.core);
        run(async move {
            let verified = match certificate {
                Some(pem) => core.verify_with_certificate(&body, &SigningCertificate::from_pem(&pem)?)?,
                None => core.verify(&body).await?,
            };
            Ok(VerifiedNotification { core: verified })
        })
        .await
    }

    /// Confirms that this endpoint wants the messages of the topic that a verified notification asks about.
    pub async fn confirm_subscription(
        &self,
        notification: Arc<VerifiedNotification>,
    ) -> Result<(), AmazonPayError> {
        let core = Arc::clone(&self.core);
        let confirmation = notification.confirmation()?;
        run(async move { Ok(core.confirm_subscription(&confirmation).await?) }).await
    }
}

impl NotificationVerifier {
    pub(crate) fn build(
        builder: NotificationVerifierBuilder,
        settings: Option<NotificationSettings>,
    ) -> Result<Self, AmazonPayError> {
        let settings = settings.unwrap_or_default().by_name();
        Ok(Self { core: Arc::new(builder.settings(&settings)?.build()?) })
    }
}

/// A notification that was verified. There is no way to make one but to verify it.
#[derive(Debug, uniffi::Object)]
pub struct VerifiedNotification {
    core: notification::Notification,
}

/// What a verified notification says.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Notification {
    /// An object changed; read it before acting. Deliveries repeat: remember the envelope's message id.
    Ipn {
        /// What SNS says of the delivery.
        envelope: Envelope,
        /// The subject, if it has one.
        subject: Option<String>,
        /// What changed.
        message: IpnMessage,
    },
    /// SNS asks whether this endpoint wants the topic's messages; `confirmSubscription` says that it does.
    SubscriptionConfirmation {
        /// What SNS says of the delivery.
        envelope: Envelope,
    },
    /// SNS says that this endpoint gets the topic's messages no more.
    UnsubscribeConfirmation {
        /// What SNS says of the delivery.
        envelope: Envelope,
    },
}

/// What SNS says of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Envelope {
    /// SNS's id of the message. Every delivery of the message has the same: remember it to act only once.
    pub message_id: String,
    /// The topic that it was published to.
    pub topic_arn: String,
    /// When it was published; a later delivery has the same.
    pub timestamp: Timestamp,
    /// How it was signed.
    pub signature_version: SignatureVersion,
}

#[uniffi::export]
impl VerifiedNotification {
    /// What it says.
    pub fn content(&self) -> Result<Notification, AmazonPayError> {
        let envelope = self.core.envelope();
        let envelope = Envelope {
            message_id: envelope.message_id.clone(),
            topic_arn: envelope.topic_arn.clone(),
            timestamp: Timestamp::new(envelope.timestamp),
            signature_version: envelope.signature_version,
        };
        Ok(match &self.core {
            notification::Notification::Ipn(ipn) => {
                Notification::Ipn { envelope, subject: ipn.subject.clone(), message: ipn.message.clone() }
            }
            notification::Notification::SubscriptionConfirmation(_) => {
                Notification::SubscriptionConfirmation { envelope }
            }
            notification::Notification::UnsubscribeConfirmation(_) => {
                Notification::UnsubscribeConfirmation { envelope }
            }
            _ => return Err(AmazonPayError::bug()),
        })
    }
}

impl VerifiedNotification {
    fn confirmation(&self) -> Result<SubscriptionConfirmation, AmazonPayError> {
        match &self.core {
            notification::Notification::SubscriptionConfirmation(confirmation) => Ok(confirmation.clone()),
            _ => {
                let message = "expected one that asks for the confirmation of a subscription";
                Err(amazonpay::error::ConfigError::new("notification", message).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The core names what it knows when it is asked for what it does not.
    #[test]
    fn the_settings_are_those_of_the_core() {
        let unknown = json!({ "?": 1 });
        let builder = notification::NotificationVerifier::builder();
        let refusal = builder.settings(unknown.as_object().unwrap()).unwrap_err().message;
        let mut known: Vec<&str> = refusal.split_once("known are ").unwrap().1.split(", ").collect();
        let all = NotificationSettings::default().by_name();
        let mut all: Vec<&str> = all.keys().map(String::as_str).collect();
        known.sort_unstable();
        all.sort_unstable();
        assert_eq!(all, known);
    }
}
