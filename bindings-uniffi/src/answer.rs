//! What is known of an exchange besides the object.

use std::fmt;
use std::time::Duration;

use amazonpay::operation::Response;
use serde_json::Value;

/// What is known of an exchange besides the object.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct ResponseMeta {
    /// `x-amz-pay-request-id`, which Amazon's support asks for; empty when the answer had none.
    pub request_id: String,
    /// The HTTP status: 202, for example, tells that a completed session's authorization is still pending.
    pub status: u16,
    /// How many attempts failed before this answer.
    pub retries: u32,
    /// From the call to the decoded answer, waiting between attempts included.
    pub duration: Duration,
    /// The idempotency key the request carried, given or made; none on other methods than POST.
    pub idempotency_key: Option<String>,
    /// `location`: where a redirect leads, which is not followed. It may let whoever has it act for the merchant.
    pub location: Option<String>,
    /// The body byte for byte. It may hold a buyer's data.
    pub raw_body: Vec<u8>,
}

/// Hides what may be a secret or a buyer's.
impl fmt::Debug for ResponseMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMeta")
            .field("request_id", &self.request_id)
            .field("status", &self.status)
            .field("retries", &self.retries)
            .field("duration", &self.duration)
            .field("idempotency_key", &self.idempotency_key)
            .field("location", &self.location.as_ref().map(|_| "[redacted]"))
            .field("raw_body", &format_args!("{} bytes", self.raw_body.len()))
            .finish()
    }
}

impl From<amazonpay::operation::ResponseMeta> for ResponseMeta {
    fn from(meta: amazonpay::operation::ResponseMeta) -> Self {
        Self {
            request_id: meta.request_id,
            status: meta.status,
            retries: meta.retries,
            duration: meta.duration,
            idempotency_key: meta.idempotency_key,
            location: meta.location,
            raw_body: meta.raw_body.into(),
        }
    }
}

/// The answer to a call of any path.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AnsweredJson {
    /// The answer as JSON text; `null` when there is none.
    pub value: String,
    /// What is known of the exchange.
    pub meta: ResponseMeta,
}

impl fmt::Debug for AnsweredJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnsweredJson")
            .field("value", &format_args!("{} bytes", self.value.len()))
            .field("meta", &self.meta)
            .finish()
    }
}

impl From<Response<Value>> for AnsweredJson {
    fn from(response: Response<Value>) -> Self {
        let (value, meta) = response.into_parts();
        Self { value: value.to_string(), meta: meta.into() }
    }
}
