//! What can be wrong with an envelope on purpose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody has done to an envelope between Amazon and the merchant. A verifier must refuse each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Tampering {
    /// `Message` names another object.
    Message,
    /// `MessageId` is another.
    MessageId,
    /// A `Subject` was added, which the signature does not cover.
    Subject,
    /// `Timestamp` is another.
    Timestamp,
    /// `TopicArn` is another.
    TopicArn,
    /// `Type` is UnsubscribeConfirmation.
    Type,
    /// `Signature` is another.
    Signature,
    /// `Signature` is right, but was made with another key than the certificate's.
    Key,
    /// `SignatureVersion` is 3.
    SignatureVersion,
    /// `SigningCertURL` is at a host that merely begins like one of SNS.
    SigningCertHost,
    /// `SigningCertURL` is http.
    SigningCertScheme,
    /// The body ends half-way.
    Truncated,
}

impl Tampering {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Message,
        Self::MessageId,
        Self::Subject,
        Self::Timestamp,
        Self::TopicArn,
        Self::Type,
        Self::Signature,
        Self::Key,
        Self::SignatureVersion,
        Self::SigningCertHost,
        Self::SigningCertScheme,
        Self::Truncated,
    ];
}

/// The same text but for its last digit.
pub(super) fn another(text: &str) -> String {
    let Some((before, digit, after)) = text.rfind(|c: char| c.is_ascii_digit()).and_then(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        let (digit, after) = rest.split_at_checked(1)?;
        Some((before, digit, after))
    }) else {
        return format!("{text}0");
    };
    let digit =
        if digit == "9" { "0".to_owned() } else { (digit.parse::<u8>().unwrap_or(0) + 1).to_string() };
    format!("{before}{digit}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_differs_in_its_last_digit() {
        for (text, expected) in [("a1b2c", "a1b3c"), ("9.", "0."), ("none", "none0"), ("é8é", "é9é")] {
            assert_eq!(another(text), expected);
        }
    }
}
