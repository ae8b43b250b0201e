//! A verified notification as JSON, for callers without types.

use serde_json::{Map, Value, json};

use super::Notification;

impl Notification {
    /// What it says, as the text of a JSON object: `type` (SNS's name of it), `messageId`, `topicArn`, `timestamp` and
    /// `signatureVersion`; of an object that changed `subject` and `message`; of a question whether this endpoint wants a
    /// topic's messages `token` and `subscribeUrl`, which are secrets.
    pub fn to_json(&self) -> String {
        let (kind, about) = match self {
            Self::Ipn(ipn) => ("Notification", json!({ "subject": ipn.subject, "message": ipn.message })),
            Self::SubscriptionConfirmation(confirmation) => (
                "SubscriptionConfirmation",
                json!({ "token": confirmation.token(), "subscribeUrl": confirmation.subscribe_url() }),
            ),
            Self::UnsubscribeConfirmation(_) => ("UnsubscribeConfirmation", json!({})),
        };
        let envelope = self.envelope();
        let mut fields = Map::new();
        fields.insert("type".to_owned(), kind.into());
        fields.insert("messageId".to_owned(), envelope.message_id.as_str().into());
        fields.insert("topicArn".to_owned(), envelope.topic_arn.as_str().into());
        fields.insert("timestamp".to_owned(), envelope.timestamp.to_string().into());
        fields.insert("signatureVersion".to_owned(), envelope.signature_version.as_str().into());
        if let Value::Object(about) = about {
            fields.extend(about);
        }
        Value::Object(fields).to_string()
    }
}
