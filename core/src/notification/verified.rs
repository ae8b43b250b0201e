//! What a verified body says.

use std::fmt;

use jiff::Timestamp;

use super::envelope::UnverifiedEnvelope;
use super::verifier::NotificationVerifier;
use super::{EnvelopeType, IpnMessage, NotificationError, SignatureVersion};

/// A verified notification. There is no way to make one but to verify it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notification {
    /// An object changed.
    Ipn(Box<Ipn>),
    /// SNS asks whether this endpoint wants the topic's messages. It gets none until that is
    /// [confirmed](NotificationVerifier::confirm_subscription).
    SubscriptionConfirmation(SubscriptionConfirmation),
    /// SNS says that this endpoint gets the topic's messages no more.
    UnsubscribeConfirmation(UnsubscribeConfirmation),
}

impl Notification {
    /// Verifies a body as it came, byte for byte, with a verifier that the whole process shares: any topic, any age,
    /// Mozilla's roots, the machine's clock.
    ///
    /// Anybody's topic will do for it. A [`NotificationVerifier`] of your own takes the topics that are yours, and more.
    ///
    /// # Errors
    /// [`NotificationError`] says what is wrong and whether the same body may be accepted later.
    pub async fn verify(body: impl AsRef<[u8]> + Send) -> Result<Self, NotificationError> {
        NotificationVerifier::shared()?.verify(body.as_ref()).await
    }

    /// What SNS says of the delivery.
    pub fn envelope(&self) -> &Envelope {
        match self {
            Self::Ipn(ipn) => &ipn.envelope,
            Self::SubscriptionConfirmation(confirmation) => &confirmation.envelope,
            Self::UnsubscribeConfirmation(confirmation) => &confirmation.envelope,
        }
    }

    /// The message, if an object changed.
    pub fn message(&self) -> Option<&IpnMessage> {
        match self {
            Self::Ipn(ipn) => Some(&ipn.message),
            _ => None,
        }
    }

    /// To be called when the signature is known to be right, and not before.
    pub(super) fn from_verified(envelope: &UnverifiedEnvelope<'_>) -> Result<Self, NotificationError> {
        let fields = envelope.fields();
        let about = Envelope {
            message_id: fields.message_id.to_owned(),
            topic_arn: fields.topic_arn.to_owned(),
            timestamp: envelope.timestamp,
            signature_version: envelope.signature_version,
        };
        Ok(match fields.envelope_type {
            EnvelopeType::Notification => Self::Ipn(Box::new(Ipn {
                envelope: about,
                subject: fields.subject.map(str::to_owned),
                message: IpnMessage::read(fields.message)?,
            })),
            EnvelopeType::SubscriptionConfirmation => {
                Self::SubscriptionConfirmation(SubscriptionConfirmation {
                    envelope: about,
                    token: fields.token.unwrap_or_default().to_owned(),
                    subscribe_url: fields.subscribe_url.unwrap_or_default().to_owned(),
                })
            }
            EnvelopeType::UnsubscribeConfirmation => {
                Self::UnsubscribeConfirmation(UnsubscribeConfirmation { envelope: about })
            }
        })
    }
}

/// What SNS says of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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

/// A verified Instant Payment Notification.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ipn {
    /// What SNS says of the delivery.
    pub envelope: Envelope,
    /// The subject, if it has one.
    pub subject: Option<String>,
    /// What changed.
    pub message: IpnMessage,
}

impl fmt::Debug for Ipn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ipn")
            .field("envelope", &self.envelope)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

/// A verified question whether this endpoint wants a topic's messages.
///
/// Whoever has its token can answer it, so `Debug` shows neither the token nor the URL that holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionConfirmation {
    envelope: Envelope,
    token: String,
    subscribe_url: String,
}

impl SubscriptionConfirmation {
    /// What SNS says of the delivery.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The token for SNS's `ConfirmSubscription`. A secret.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The URL that confirms the subscription when it is visited. A secret, for it holds the token; and not yet checked,
    /// as [`confirm_subscription`](NotificationVerifier::confirm_subscription) does.
    pub fn subscribe_url(&self) -> &str {
        &self.subscribe_url
    }
}

impl fmt::Debug for SubscriptionConfirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionConfirmation").field("envelope", &self.envelope).finish_non_exhaustive()
    }
}

/// A verified note that this endpoint gets a topic's messages no more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsubscribeConfirmation {
    /// What SNS says of the delivery.
    pub envelope: Envelope,
}
