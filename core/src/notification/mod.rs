//! Notifications: verifies what Amazon sends when an object changes.
//!
//! Amazon Pay publishes Instant Payment Notifications through Amazon SNS, which POSTs a signed envelope to the shop's
//! endpoint. Anybody can POST there, so an envelope is worth nothing until its signature, and the certificate behind
//! the signature, have been checked. [`Notification::verify`] does all of it, by SNS's rules:
//!
//! 1. The body is an envelope of a known type, and not too large.
//! 2. Its topic is allowed, and it is fresh, where the [verifier](NotificationVerifier) has been told so.
//! 3. Its certificate is at `https://sns.REGION.amazonaws.com/….pem`, exactly.
//! 4. The certificate is fetched over https, without redirects and within limits, and cached.
//! 5. The certificate was issued to SNS, is valid now, and a chain leads from it to a trusted root.
//! 6. The signature over the envelope's fields is that of the certificate's key.
//!
//! Nothing of the body can be had before all of that holds, and no field that the signature does not cover at all.
//!
//! ```
//! use amazonpay::notification::{Notification, NotificationError};
//!
//! async fn receive(body: &[u8]) -> Result<(), NotificationError> {
//!     match Notification::verify(body).await? {
//!         Notification::Ipn(ipn) => {
//!             // Says that it changed, not how: read the object now. Deliveries repeat: remember the id.
//!             let (id, object) = (&ipn.envelope.message_id, &ipn.message.object_id);
//!             # let _ = (id, object);
//!         }
//!         // The topic's beginning and end: see `confirm_subscription`.
//!         _ => {}
//!     }
//!     Ok(())
//! }
//! # let _ = receive(b"");
//! ```
//!
//! Anybody with an AWS account can have SNS sign messages for a topic of their own, so name the topics that are yours:
//! [`NotificationVerifierBuilder::allowed_topics`].
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/set-up-instant-payment-notifications.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

mod builder;
mod certificate_cache;
mod certificate_source;
mod envelope;
mod error;
mod https_certificate_source;
mod json;
mod message;
mod settings;
mod signing_certificate;
mod sns_url;
mod string_to_sign;
mod trust;
mod verified;
mod verifier;

pub use builder::NotificationVerifierBuilder;
pub use certificate_source::{CertificateRequest, CertificateSource, FetchError, FetchErrorKind};
pub use envelope::EnvelopeType;
pub use error::{NotificationError, NotificationErrorKind};
pub use https_certificate_source::{HttpsCertificateSource, HttpsCertificateSourceBuilder};
pub use message::{IpnMessage, NotificationType, ObjectType};
pub use signing_certificate::{SignatureVersion, SigningCertificate};
pub use string_to_sign::{EnvelopeFields, string_to_sign};
pub use verified::{Envelope, Ipn, Notification, SubscriptionConfirmation, UnsubscribeConfirmation};
pub use verifier::NotificationVerifier;
