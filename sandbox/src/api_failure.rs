//! The body of every refusal: `{"reasonCode": "...", "message": "..."}`, written by one function.

use std::borrow::Cow;

use serde_json::Value;

use crate::engine::Reply;

/// A refusal as Amazon words it: an HTTP status, a reason code and a sentence for the developer.
///
/// The engine returns it for a broken rule; the server uses the same type for a bad signature, an injected fault or a
/// throttled request, so that every refusal has one form.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.
///
/// ```
/// use amazonpay_sandbox::api_failure::ApiFailure;
///
/// let failure = ApiFailure::new(404, "ResourceNotFound", "The charge S01-1-1-C000000 does not exist.");
/// let reply = failure.reply();
/// assert_eq!(reply.status, 404);
/// assert!(reply.body.starts_with(br#"{"reasonCode":"ResourceNotFound""#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiFailure {
    /// The HTTP status, 400 to 599.
    pub status: u16,
    /// The reason code as the guide spells it, such as `InvalidChargeStatus`.
    pub reason_code: Cow<'static, str>,
    /// What was wrong, with which field or value, and what to do. Never a secret or a buyer's data.
    pub message: String,
}

impl ApiFailure {
    /// Makes a refusal of an HTTP status, a reason code and a message.
    pub fn new(status: u16, reason_code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, reason_code: reason_code.into(), message: message.into() }
    }

    /// The same refusal of a field that has another name in this request.
    pub(crate) fn of_field(mut self, name: &str, here: &str) -> Self {
        if let Some(rest) = self.message.strip_prefix(name) {
            self.message = format!("{here}{rest}");
        }
        self
    }

    /// Writes the refusal as the answer that goes on the wire.
    pub fn reply(&self) -> Reply {
        let text = |text: &str| Value::from(text).to_string();
        let body =
            format!(r#"{{"reasonCode":{},"message":{}}}"#, text(&self.reason_code), text(&self.message));
        Reply::new(self.status, body)
    }
}

impl std::fmt::Display for ApiFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.status, self.reason_code, self.message)
    }
}

impl std::error::Error for ApiFailure {}

impl From<ApiFailure> for Reply {
    fn from(failure: ApiFailure) -> Self {
        failure.reply()
    }
}
