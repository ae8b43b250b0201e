//! The text that SNS signs.

use super::EnvelopeType;

/// The fields of an envelope that its signature covers, as they are after JSON's escapes are resolved.
///
/// Nothing here has been verified: this is for those who make envelopes, such as a sandbox. To read one, use
/// [`NotificationVerifier`](super::NotificationVerifier).
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds the message and the token, which go into no log")]
pub struct EnvelopeFields<'a> {
    /// `Type`.
    pub envelope_type: EnvelopeType,
    /// `Message`.
    pub message: &'a str,
    /// `MessageId`.
    pub message_id: &'a str,
    /// `Subject`, where there is one; only notifications have it.
    pub subject: Option<&'a str>,
    /// `SubscribeURL`; only the confirmations have it.
    pub subscribe_url: Option<&'a str>,
    /// `Timestamp`.
    pub timestamp: &'a str,
    /// `Token`; only the confirmations have it.
    pub token: Option<&'a str>,
    /// `TopicArn`.
    pub topic_arn: &'a str,
}

/// The text that SNS signs: each field's name and value on lines of their own, ordered by name.
///
/// A notification's are Message, MessageId, Subject (only when there is one), Timestamp, TopicArn and Type; a
/// confirmation's Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn and Type.
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html>)
///
/// ```
/// use amazonpay::notification::{EnvelopeFields, EnvelopeType, string_to_sign};
///
/// let fields = EnvelopeFields {
///     envelope_type: EnvelopeType::Notification,
///     message: "{}",
///     message_id: "2b1e-7",
///     subject: None,
///     subscribe_url: None,
///     timestamp: "2026-11-24T10:15:00.000Z",
///     token: None,
///     topic_arn: "arn:aws:sns:eu-west-1:123456789012:ipn",
/// };
/// assert_eq!(
///     string_to_sign(&fields),
///     "Message\n{}\nMessageId\n2b1e-7\nTimestamp\n2026-11-24T10:15:00.000Z\n\
///      TopicArn\narn:aws:sns:eu-west-1:123456789012:ipn\nType\nNotification\n"
/// );
/// ```
pub fn string_to_sign(fields: &EnvelopeFields<'_>) -> String {
    let (subject, subscribe_url, token) = match fields.envelope_type {
        EnvelopeType::Notification => (fields.subject, None, None),
        _ => (None, fields.subscribe_url, fields.token),
    };
    let pairs = [
        ("Message", Some(fields.message)),
        ("MessageId", Some(fields.message_id)),
        ("Subject", subject),
        ("SubscribeURL", subscribe_url),
        ("Timestamp", Some(fields.timestamp)),
        ("Token", token),
        ("TopicArn", Some(fields.topic_arn)),
        ("Type", Some(fields.envelope_type.as_str())),
    ];
    let mut text = String::with_capacity(fields.message.len() + 512);
    for (name, value) in pairs {
        if let Some(value) = value {
            text.push_str(name);
            text.push('\n');
            text.push_str(value);
            text.push('\n');
        }
    }
    text
}
