//! Why a notification was not accepted.

use std::fmt;

/// Declares the kinds with their names, each written once.
macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal ),+ $(,)?) => {
        /// The kind of a [`NotificationError`]: one for everything that can fail, the same name in every language.
        ///
        /// ```
        /// use amazonpay::notification::NotificationErrorKind;
        ///
        /// assert_eq!(NotificationErrorKind::CertificateUrlHost.as_str(), "certificate_url_host");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[non_exhaustive]
        pub enum NotificationErrorKind {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl NotificationErrorKind {
            /// Every kind, in the order in which a notification is checked.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The kind's name in snake case, as it is in logs and in other languages.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $name, )+
                }
            }

            /// What the kind means, in a sentence.
            pub const fn description(self) -> &'static str {
                match self {
                    $( Self::$variant => concat!($($doc),+).trim_ascii(), )+
                }
            }
        }
    };
}

kinds! {
    /// The body is larger than the verifier reads.
    BodyTooLarge = "body_too_large",
    /// The body is no JSON object, is cut off, or names a field twice.
    MalformedEnvelope = "malformed_envelope",
    /// A field that the signature covers, or that leads to the certificate, is not there.
    MissingField = "missing_field",
    /// A field is no text.
    WrongFieldType = "wrong_field_type",
    /// `Type` is none of the three that SNS sends.
    UnsupportedType = "unsupported_type",
    /// `SignatureVersion` is neither 1 nor 2.
    UnsupportedSignatureVersion = "unsupported_signature_version",
    /// `Signature` is no base64.
    MalformedSignature = "malformed_signature",
    /// `Timestamp` is no time.
    MalformedTimestamp = "malformed_timestamp",
    /// `TopicArn` is not among the allowed topics.
    TopicNotAllowed = "topic_not_allowed",
    /// `Timestamp` is older than the freshness window allows.
    Stale = "stale",
    /// `Timestamp` is further ahead of the clock than the freshness window allows.
    FromTheFuture = "from_the_future",
    /// `SigningCertURL` is no URL, or written in another way than SNS writes it.
    CertificateUrlMalformed = "certificate_url_malformed",
    /// `SigningCertURL` is not https.
    CertificateUrlScheme = "certificate_url_scheme",
    /// `SigningCertURL` has a user name or a password.
    CertificateUrlCredentials = "certificate_url_credentials",
    /// `SigningCertURL` is at a host that is not exactly one of SNS.
    CertificateUrlHost = "certificate_url_host",
    /// `SigningCertURL` names a port.
    CertificateUrlPort = "certificate_url_port",
    /// The path of `SigningCertURL` does not end with `.pem`, or a query or fragment follows it.
    CertificateUrlPath = "certificate_url_path",
    /// The certificate's host cannot be reached, or the connection broke.
    CertificateConnection = "certificate_connection",
    /// The certificate did not come in time.
    CertificateTimeout = "certificate_timeout",
    /// TLS with the certificate's host was not agreed on.
    CertificateTls = "certificate_tls",
    /// The certificate's host answered with a redirect, which is never followed.
    CertificateRedirect = "certificate_redirect",
    /// The certificate's host answered with a status other than 200.
    CertificateStatus = "certificate_status",
    /// The certificate's host sent more than a certificate may be large.
    CertificateTooLarge = "certificate_too_large",
    /// What was fetched or given is no PEM certificate that can be read.
    MalformedCertificate = "malformed_certificate",
    /// The certificate's key is not RSA of 2048 to 8192 bits.
    UnsupportedCertificateKey = "unsupported_certificate_key",
    /// The certificate was not issued to SNS.
    WrongCertificateName = "wrong_certificate_name",
    /// The certificate, or one above it, is no longer valid.
    CertificateExpired = "certificate_expired",
    /// The certificate, or one above it, is not valid yet.
    CertificateNotYetValid = "certificate_not_yet_valid",
    /// No chain leads from the certificate to a trusted root.
    UntrustedCertificate = "untrusted_certificate",
    /// The signature is not that of these fields under the certificate's key.
    WrongSignature = "wrong_signature",
    /// The envelope is genuine, but its `Message` is no message of Amazon Pay.
    MalformedMessage = "malformed_message",
    /// `SubscribeURL` is no URL.
    SubscribeUrlMalformed = "subscribe_url_malformed",
    /// `SubscribeURL` is not https.
    SubscribeUrlScheme = "subscribe_url_scheme",
    /// `SubscribeURL` has a user name or a password.
    SubscribeUrlCredentials = "subscribe_url_credentials",
    /// `SubscribeURL` is at a host that is not exactly one of SNS.
    SubscribeUrlHost = "subscribe_url_host",
    /// `SubscribeURL` names a port.
    SubscribeUrlPort = "subscribe_url_port",
    /// `SubscribeURL` does something else than confirm this subscription.
    SubscribeUrlAction = "subscribe_url_action",
    /// SNS cannot be reached to confirm the subscription, or the connection broke.
    ConfirmationConnection = "confirmation_connection",
    /// SNS did not confirm the subscription in time.
    ConfirmationTimeout = "confirmation_timeout",
    /// TLS with SNS was not agreed on.
    ConfirmationTls = "confirmation_tls",
    /// SNS answered the confirmation with a redirect, which is never followed.
    ConfirmationRedirect = "confirmation_redirect",
    /// SNS answered the confirmation with a status other than 200.
    ConfirmationStatus = "confirmation_status",
    /// SNS answered the confirmation with more than is read.
    ConfirmationTooLarge = "confirmation_too_large",
}

impl NotificationErrorKind {
    /// Whether the same body may be accepted later, as [`NotificationError::is_retryable`] says.
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::CertificateConnection
                | Self::CertificateTimeout
                | Self::CertificateTls
                | Self::CertificateStatus
                | Self::ConfirmationConnection
                | Self::ConfirmationTimeout
                | Self::ConfirmationTls
                | Self::ConfirmationStatus
        )
    }
}

impl fmt::Display for NotificationErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a notification was not accepted, or a subscription not confirmed.
///
/// The text says what was found and what was expected. It never holds the message, the subject, the token or the
/// signature; what it quotes of an envelope (a type, a topic, a host) is escaped and cut to 100 characters, but comes
/// from whoever sent the body: do not act on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct NotificationError {
    /// What failed.
    pub kind: NotificationErrorKind,
    /// What was found, what was expected, and what to do.
    pub message: String,
}

impl NotificationError {
    pub(super) fn new(kind: NotificationErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The kind, for tables, metrics and other languages.
    pub fn kind(&self) -> NotificationErrorKind {
        self.kind
    }

    /// Whether the same body may be accepted later: the certificate could not be fetched just now.
    ///
    /// Answer such a delivery with a status of 500 or above, so that SNS delivers it again, and all others with 400.
    ///
    /// ```
    /// # async fn receive(body: &[u8]) -> u16 {
    /// match amazonpay::notification::Notification::verify(body).await {
    ///     Ok(_) => 200,
    ///     Err(error) if error.is_retryable() => 503,
    ///     Err(_) => 400,
    /// }
    /// # }
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }
}

/// A text of the body for an error's message: quoted, escaped, and cut to 100 characters.
pub(super) fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(100).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_variants_in_snake_case_and_differ() {
        for (index, kind) in NotificationErrorKind::ALL.iter().enumerate() {
            let mut snake = String::new();
            for letter in format!("{kind:?}").chars() {
                if letter.is_uppercase() && !snake.is_empty() {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            assert_eq!(kind.as_str(), snake);
            assert!(!NotificationErrorKind::ALL[..index].contains(kind), "{kind} stands there twice");
        }
    }

    #[test]
    fn quotes_are_escaped_and_cut() {
        assert_eq!(quoted("a\nb\u{1b}[31m\""), r#""a\nb\u{1b}[31m\"""#);
        assert_eq!(quoted(&"ä".repeat(101)), format!("\"{}\"…", "ä".repeat(100)));
        assert_eq!(quoted(&"ä".repeat(100)), format!("\"{}\"", "ä".repeat(100)));
    }
}
