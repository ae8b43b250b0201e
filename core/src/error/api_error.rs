//! What Amazon Pay answered when it refused.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;

use super::client_errors::write_history;
use super::{Advice, ErrorKind, ReasonCode, reason_codes};

/// The operation whose refusals are about giving money back.
const REFUND: &str = "refunds.create";

/// A message longer than this is cut in `Display`; the whole stands in [`ApiError::message`].
const LONGEST_SHOWN: usize = 500;

/// An answer of Amazon Pay that is not the one asked for.
///
/// `Display` begins with the request id. Neither `Display` nor `Debug` shows the body.
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// Amazon's reason code, for example `InvalidChargeStatus`; empty when the body had none.
    pub reason_code: String,
    /// Amazon's message, or what was wrong with the body when it had none.
    pub message: String,
    /// Amazon's request id (`x-amz-pay-request-id`).
    pub request_id: Option<String>,
    /// The operation, for example `charges.capture`.
    pub operation: &'static str,
    /// What to do, for every reason code of the guide and for statuses that may pass.
    pub advice: Option<Advice>,
    /// How many times the request was sent again before this answer.
    pub retries: u32,
    /// How long Amazon Pay asked to wait.
    pub retry_after: Option<Duration>,
    /// All headers of the answer. `Debug` shows their names only.
    pub headers: HeaderMap,
    /// The body as it came.
    pub raw_body: Bytes,
    /// The idempotency key the request went out with.
    pub idempotency_key: Option<String>,
    /// Whether the request may have been carried out all the same: an attempt's answer never came, or was a failure
    /// that may have come after the work (408 and most of the 5xx), and this answer doesn't tell.
    pub outcome_unknown: bool,
}

/// The body of an error: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.
#[derive(Deserialize)]
struct Body {
    #[serde(rename = "reasonCode", default)]
    reason_code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

impl ApiError {
    /// Reads an answer that is no success. Never fails: when the body cannot be read, the reason code is empty and the
    /// message says so. Retries and idempotency key are set by who knows them.
    ///
    /// ```
    /// use amazonpay::error::{ApiError, Error};
    ///
    /// let body = r#"{"reasonCode": "ResourceNotFound", "message": "no such charge"}"#;
    /// let error = Error::from(ApiError::from_response("charges.get", 404, http::HeaderMap::new(), body.into()));
    /// assert!(matches!(error, Error::NotFound(_)));
    /// assert_eq!(error.reason_code(), Some("ResourceNotFound"));
    /// ```
    pub fn from_response(operation: &'static str, status: u16, headers: HeaderMap, raw_body: Bytes) -> Self {
        let (reason_code, message) = read_body(status, &headers, &raw_body);
        let advice = match Self::classify(status, &reason_code).1 {
            // What these say is about charging again; the same codes refuse refunds.
            Some(Advice::RetryLater | Advice::RetryWhileChargeable | Advice::StartNewCheckout)
                if operation == REFUND =>
            {
                Some(Advice::RefundInAnotherWay)
            }
            advice => advice,
        };
        Self {
            status,
            reason_code,
            message,
            request_id: text(&headers, "x-amz-pay-request-id").map(str::to_owned),
            operation,
            advice,
            retries: 0,
            retry_after: retry_after(&headers),
            headers,
            raw_body,
            idempotency_key: None,
            outcome_unknown: false,
        }
    }

    /// The kind and the advice for a status and a reason code: from [`REASON_CODES`](super::REASON_CODES), or from the
    /// status alone when the code is not in it. There is no advice for an unknown code whose status says too little.
    pub fn classify(status: u16, reason_code: &str) -> (ErrorKind, Option<Advice>) {
        match reason_codes::find(reason_code) {
            Some(row) => (row.kind, Some(row.advice)),
            None => {
                let passing = is_passing(status).then_some(Advice::RepeatWithSameKey);
                (reason_codes::kind_of_status(status), passing)
            }
        }
    }

    /// What the guide says about this reason code: what to do in a sentence, and on which page.
    ///
    /// ```
    /// use amazonpay::error::ApiError;
    ///
    /// let body = r#"{"reasonCode": "AmountMismatch", "message": "-"}"#;
    /// let error = ApiError::from_response("charges.get", 409, http::HeaderMap::new(), body.into());
    /// let reason = error.reason().unwrap();
    /// assert!(reason.guidance.contains("chargeAmount"));
    /// assert!(reason.page.starts_with("https://developer.amazon.com/docs/"));
    /// ```
    pub fn reason(&self) -> Option<&'static ReasonCode> {
        reason_codes::find(&self.reason_code)
    }

    /// The kind of this error.
    pub fn kind(&self) -> ErrorKind {
        Self::classify(self.status, &self.reason_code).0
    }

    /// Whether the same request may succeed later: 408, 425, 429, 500 other than `ProcessingFailure`, 502, 503, 504.
    pub fn is_retryable(&self) -> bool {
        Self::retryable(self.status, &self.reason_code)
    }

    /// As [`is_retryable`](Self::is_retryable), of a status and a reason code (empty when there is none).
    ///
    /// ```
    /// use amazonpay::error::ApiError;
    ///
    /// assert!(ApiError::retryable(503, "ServiceUnavailable"));
    /// assert!(!ApiError::retryable(500, "ProcessingFailure"));
    /// ```
    pub fn retryable(status: u16, reason_code: &str) -> bool {
        is_passing(status) && Self::classify(status, reason_code).0 != ErrorKind::Declined
    }
}

/// Statuses that say nothing against the request: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

fn read_body(status: u16, headers: &HeaderMap, raw_body: &[u8]) -> (String, String) {
    if raw_body.is_empty() {
        return (String::new(), format!("the answer {status} has an empty body"));
    }
    match serde_json::from_slice::<Body>(raw_body) {
        Ok(Body { reason_code, message }) if reason_code.is_some() || message.is_some() => (
            reason_code.unwrap_or_default(),
            message.unwrap_or_else(|| "the answer has no message".to_owned()),
        ),
        // The body's text stays out of the message: a proxy's page or a mistaken answer may hold anything.
        _ => {
            let content_type = text(headers, "content-type").unwrap_or("no content type");
            let length = raw_body.len();
            (
                String::new(),
                format!(
                    "the answer {status} has no readable error ({length} bytes, {content_type}); \
                     it may come from a proxy, not from Amazon Pay"
                ),
            )
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date, which is taken relative to the answer's own `Date` so that it
/// holds on a machine with a wrong clock.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, "retry-after")?.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok().map(Duration::from_secs);
    }
    let then = http_date(value)?;
    let now = http_date(text(headers, "date")?.trim())?;
    // A date in the past means at once.
    Some(Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO))
}

fn http_date(value: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request_id = self.request_id.as_deref().unwrap_or("no request id");
        write!(f, "{request_id}: {} answered {}", self.operation, self.status)?;
        if !self.reason_code.is_empty() {
            write!(f, " {}", OneLine(&self.reason_code))?;
        }
        write!(f, ": {}", OneLine(&self.message))?;
        write_history(f, self.retries, self.outcome_unknown, self.idempotency_key.as_deref())
    }
}

/// Text from the network for a log: control characters become spaces, and the end is cut off when it is long.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(LONGEST_SHOWN) {
            fmt::Write::write_char(f, if character.is_control() { ' ' } else { character })?;
        }
        if characters.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("reason_code", &self.reason_code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("operation", &self.operation)
            .field("advice", &self.advice)
            .field("retries", &self.retries)
            .field("retry_after", &self.retry_after)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("raw_body", &format_args!("{} bytes", self.raw_body.len()))
            .field("idempotency_key", &self.idempotency_key)
            .field("outcome_unknown", &self.outcome_unknown)
            .finish()
    }
}

impl std::error::Error for ApiError {}
