//! The SNS envelope as it comes, before anything of it is known to be true.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::quoted;
use super::signing_certificate::SignatureVersion;
use super::{EnvelopeFields, NotificationError, NotificationErrorKind as Kind};

/// What an envelope is: `Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnvelopeType {
    /// A message to the topic.
    Notification,
    /// SNS asks whether this endpoint wants the topic's messages.
    SubscriptionConfirmation,
    /// SNS says that this endpoint gets the topic's messages no more.
    UnsubscribeConfirmation,
}

impl EnvelopeType {
    /// The value as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }

    fn from_wire(text: &str) -> Option<Self> {
        [Self::Notification, Self::SubscriptionConfirmation, Self::UnsubscribeConfirmation]
            .into_iter()
            .find(|known| known.as_str() == text)
    }
}

impl fmt::Display for EnvelopeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An envelope that says who made it; whether that is so is still to be found out.
///
/// `UnsubscribeURL` is not covered by the signature, so it is not read.
pub(super) struct UnverifiedEnvelope<'a> {
    pub(super) envelope_type: EnvelopeType,
    message: Cow<'a, str>,
    message_id: Cow<'a, str>,
    subject: Option<Cow<'a, str>>,
    subscribe_url: Option<Cow<'a, str>>,
    pub(super) timestamp: jiff::Timestamp,
    timestamp_text: Cow<'a, str>,
    token: Option<Cow<'a, str>>,
    pub(super) topic_arn: Cow<'a, str>,
    pub(super) signature_version: SignatureVersion,
    pub(super) signature: Vec<u8>,
    pub(super) signing_cert_url: Cow<'a, str>,
}

impl<'a> UnverifiedEnvelope<'a> {
    /// Reads a body of at most `max_bytes`.
    pub(super) fn read(body: &'a [u8], max_bytes: usize) -> Result<Self, NotificationError> {
        if body.len() > max_bytes {
            let message = format!("the body has {} bytes; expected at most {max_bytes}", body.len());
            return Err(NotificationError::new(Kind::BodyTooLarge, message));
        }
        let wire = read_json(body)?;
        let type_text = required("Type", wire.envelope_type)?;
        let envelope_type = EnvelopeType::from_wire(&type_text).ok_or_else(|| {
            let expected =
                "expected Notification, SubscriptionConfirmation or UnsubscribeConfirmation, found";
            NotificationError::new(Kind::UnsupportedType, format!("Type: {expected} {}", quoted(&type_text)))
        })?;
        let version_text = required("SignatureVersion", wire.signature_version)?;
        let signature_version = SignatureVersion::from_wire(&version_text).ok_or_else(|| {
            let message = format!("SignatureVersion: expected 1 or 2, found {}", quoted(&version_text));
            NotificationError::new(Kind::UnsupportedSignatureVersion, message)
        })?;
        let (subject, subscribe_url, token) = match envelope_type {
            EnvelopeType::Notification => (optional("Subject", wire.subject)?, None, None),
            _ => (
                None,
                Some(required("SubscribeURL", wire.subscribe_url)?),
                Some(required("Token", wire.token)?),
            ),
        };
        let timestamp_text = required("Timestamp", wire.timestamp)?;
        let timestamp = timestamp_text.parse().map_err(|_| {
            let expected = "expected a time such as 2026-11-24T10:15:00.000Z, found";
            let message = format!("Timestamp: {expected} {}", quoted(&timestamp_text));
            NotificationError::new(Kind::MalformedTimestamp, message)
        })?;
        let signature = STANDARD.decode(required("Signature", wire.signature)?.as_bytes()).map_err(|_| {
            let message = "Signature: expected base64 (standard alphabet, padded), found something else";
            NotificationError::new(Kind::MalformedSignature, message)
        })?;
        Ok(Self {
            envelope_type,
            message: required("Message", wire.message)?,
            message_id: required("MessageId", wire.message_id)?,
            subject,
            subscribe_url,
            timestamp,
            timestamp_text,
            token,
            topic_arn: required("TopicArn", wire.topic_arn)?,
            signature_version,
            signature,
            signing_cert_url: required("SigningCertURL", wire.signing_cert_url)?,
        })
    }

    /// What the signature covers. Only after it has been verified may anything of it be handed out.
    pub(super) fn fields(&self) -> EnvelopeFields<'_> {
        EnvelopeFields {
            envelope_type: self.envelope_type,
            message: &self.message,
            message_id: &self.message_id,
            subject: self.subject.as_deref(),
            subscribe_url: self.subscribe_url.as_deref(),
            timestamp: &self.timestamp_text,
            token: self.token.as_deref(),
            topic_arn: &self.topic_arn,
        }
    }
}

/// The envelope's JSON. What else is in it is not covered by the signature and is passed over.
#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(rename = "Type", borrow, default)]
    envelope_type: WireText<'a>,
    #[serde(rename = "MessageId", borrow, default)]
    message_id: WireText<'a>,
    #[serde(rename = "TopicArn", borrow, default)]
    topic_arn: WireText<'a>,
    #[serde(rename = "Subject", borrow, default)]
    subject: WireText<'a>,
    #[serde(rename = "Message", borrow, default)]
    message: WireText<'a>,
    #[serde(rename = "Timestamp", borrow, default)]
    timestamp: WireText<'a>,
    #[serde(rename = "SignatureVersion", borrow, default)]
    signature_version: WireText<'a>,
    #[serde(rename = "Signature", borrow, default)]
    signature: WireText<'a>,
    #[serde(rename = "SigningCertURL", borrow, default)]
    signing_cert_url: WireText<'a>,
    #[serde(rename = "SubscribeURL", borrow, default)]
    subscribe_url: WireText<'a>,
    #[serde(rename = "Token", borrow, default)]
    token: WireText<'a>,
}

fn read_json(body: &[u8]) -> Result<WireEnvelope<'_>, NotificationError> {
    let malformed = |found: &str| {
        let message = format!("expected the JSON object of an SNS envelope, found {found}");
        NotificationError::new(Kind::MalformedEnvelope, message)
    };
    // serde_json's own messages about a wrong type quote what they found, which may be the message.
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => return Err(malformed("an empty body")),
        Some(b'{') => {}
        Some(b'[') => return Err(malformed("a JSON array")),
        Some(_) => return Err(malformed("something that does not begin with {")),
    }
    serde_json::from_slice(body).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Eof => malformed(&format!("one that is cut off at {place}")),
            // The fields take any type, so all that is left is a field named twice.
            serde_json::error::Category::Data => malformed(&format!("a field named twice at {place}")),
            _ => malformed(&format!("one that is damaged at {place}")),
        }
    })
}

/// A field's value: its text, or what stands in the text's place.
#[derive(Default)]
enum WireText<'a> {
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Other(&'static str),
}

fn optional<'a>(name: &str, value: WireText<'a>) -> Result<Option<Cow<'a, str>>, NotificationError> {
    match value {
        WireText::Absent => Ok(None),
        WireText::Text(text) => Ok(Some(text)),
        WireText::Other(found) => {
            let message = format!("{name}: expected a text, found {found}");
            Err(NotificationError::new(Kind::WrongFieldType, message))
        }
    }
}

fn required<'a>(name: &str, value: WireText<'a>) -> Result<Cow<'a, str>, NotificationError> {
    optional(name, value)?.ok_or_else(|| {
        NotificationError::new(Kind::MissingField, format!("{name}: expected a text, found nothing"))
    })
}

impl<'de: 'a, 'a> Deserialize<'de> for WireText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WireTextVisitor)
    }
}

struct WireTextVisitor;

impl<'de> Visitor<'de> for WireTextVisitor {
    type Value = WireText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(WireText::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(WireText::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(WireText::Absent)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(WireText::Other("true or false"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(WireText::Other("a number"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(WireText::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(WireText::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(WireText::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(WireText::Other("an object"))
    }
}
