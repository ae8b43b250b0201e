//! The envelope around a message, as SNS posts it.
//!
//! Guide: <https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html>.

use amazonpay::notification::{EnvelopeFields, EnvelopeType, SignatureVersion, string_to_sign};
use serde::Serialize;

use super::signing_identity::SigningIdentity;
use super::tampering::{Tampering, another};

/// What an envelope says, before it is signed.
pub(super) struct Contents<'a> {
    pub(super) envelope_type: EnvelopeType,
    pub(super) message: &'a str,
    pub(super) message_id: &'a str,
    /// The object that the message is about, to be replaced when the message is tampered with.
    pub(super) object_id: Option<&'a str>,
    pub(super) timestamp: &'a str,
    pub(super) topic_arn: &'a str,
    /// `UnsubscribeURL`, of notifications.
    pub(super) unsubscribe_url: Option<&'a str>,
    /// `SubscribeURL` and `Token`, of confirmations.
    pub(super) subscribe_url: Option<&'a str>,
    pub(super) token: Option<&'a str>,
}

/// The fields in SNS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    r#type: String,
    message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    topic_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    message: String,
    #[serde(rename = "SubscribeURL", skip_serializing_if = "Option::is_none")]
    subscribe_url: Option<String>,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
    #[serde(rename = "UnsubscribeURL", skip_serializing_if = "Option::is_none")]
    unsubscribe_url: Option<String>,
}

impl Contents<'_> {
    /// The body to post: signed, and then tampered with if it is to be.
    ///
    /// # Errors
    /// When the machine can make no key.
    pub(super) fn body(
        &self,
        identity: &SigningIdentity,
        host: &str,
        version: SignatureVersion,
        tampering: Option<Tampering>,
    ) -> Result<String, String> {
        let text = string_to_sign(&EnvelopeFields {
            envelope_type: self.envelope_type,
            message: self.message,
            message_id: self.message_id,
            subject: None,
            subscribe_url: self.subscribe_url,
            timestamp: self.timestamp,
            token: self.token,
            topic_arn: self.topic_arn,
        });
        let signature = match tampering {
            Some(Tampering::Key) => identity.forge(version, &text),
            // Another signature of the right form: that of another text.
            Some(Tampering::Signature) => identity.sign(version, &format!("{text}\n")),
            _ => identity.sign(version, &text),
        }?;
        let mut envelope = Envelope {
            r#type: self.envelope_type.as_str().to_owned(),
            message_id: self.message_id.to_owned(),
            token: self.token.map(str::to_owned),
            topic_arn: self.topic_arn.to_owned(),
            subject: None,
            message: self.message.to_owned(),
            subscribe_url: self.subscribe_url.map(str::to_owned),
            timestamp: self.timestamp.to_owned(),
            signature_version: version.as_str().to_owned(),
            signature,
            signing_cert_url: format!("https://{host}{}", identity.certificate_path()?),
            unsubscribe_url: self.unsubscribe_url.map(str::to_owned),
        };
        if let Some(tampering) = tampering {
            envelope.tamper(tampering, self.object_id);
        }
        let mut body = serde_json::to_string_pretty(&envelope)
            .map_err(|error| format!("the envelope could not be written: {error}"))?;
        if tampering == Some(Tampering::Truncated) {
            body.truncate(body.floor_char_boundary(body.len() / 2));
        }
        Ok(body)
    }
}

impl Envelope {
    fn tamper(&mut self, tampering: Tampering, object_id: Option<&str>) {
        match tampering {
            Tampering::Message => {
                self.message = match object_id {
                    Some(id) => self.message.replace(id, &another(id)),
                    None => another(&self.message),
                }
            }
            Tampering::MessageId => self.message_id = another(&self.message_id),
            Tampering::Subject => self.subject = Some("Your payment".to_owned()),
            Tampering::Timestamp => self.timestamp = another(&self.timestamp),
            Tampering::TopicArn => self.topic_arn = another(&self.topic_arn),
            Tampering::Type => self.r#type = EnvelopeType::UnsubscribeConfirmation.as_str().to_owned(),
            Tampering::SignatureVersion => self.signature_version = "3".to_owned(),
            Tampering::SigningCertHost => {
                self.signing_cert_url =
                    self.signing_cert_url.replace("amazonaws.com/", "amazonaws.com.example/");
            }
            Tampering::SigningCertScheme => {
                self.signing_cert_url = self.signing_cert_url.replace("https://", "http://");
            }
            // Done while it was signed, or when it is written.
            Tampering::Signature | Tampering::Key | Tampering::Truncated => {}
        }
    }
}
