//! What a call gives back: the decoded object and what is known of the exchange.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::error::ConfigError;

/// An object as Amazon answered it, with [what is known of the exchange](ResponseMeta).
///
/// Dereferences to the object, so that `charge.charge_id` reads a field of the answer.
#[derive(Debug, Clone)]
pub struct Response<T> {
    object: T,
    meta: ResponseMeta,
}

impl<T> Response<T> {
    pub(crate) fn new(object: T, meta: ResponseMeta) -> Self {
        Self { object, meta }
    }

    /// What is known of the exchange: request id, status, retries, duration, raw body.
    pub fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// The object, and what is known of the exchange.
    pub fn into_parts(self) -> (T, ResponseMeta) {
        (self.object, self.meta)
    }

    /// The object alone.
    pub fn into_inner(self) -> T {
        self.object
    }
}

impl<T: Serialize> Response<T> {
    /// The object as JSON.
    pub(crate) fn into_json(self) -> Result<Response<JsonText>, ConfigError> {
        let object = serde_json::to_vec(&self.object)
            .map_err(|error| ConfigError::new("object", error.to_string()))?;
        Ok(Response { object: JsonText::new(object), meta: self.meta })
    }
}

impl Response<Value> {
    /// The body as it came, or what stands for an answer without one.
    pub(crate) fn into_body_text(self) -> Result<Response<JsonText>, ConfigError> {
        let body = self.meta.raw_body.clone();
        if body.is_empty() || (300..400).contains(&self.meta.status) {
            return self.into_json();
        }
        Ok(Response { object: JsonText(body), meta: self.meta })
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// An answer as the text of a JSON object, which calls by name give. `Debug` shows its length only, for it may hold a
/// buyer's name and address.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonText(Bytes);

impl JsonText {
    pub(crate) fn new(text: Vec<u8>) -> Self {
        Self(text.into())
    }

    /// The text's bytes, without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// The text, without a copy unless it is also the answer's body.
    pub fn into_text(self) -> String {
        // JSON that has been read is UTF-8.
        String::from_utf8(self.0.into())
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

impl Deref for JsonText {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonText({} bytes)", self.0.len())
    }
}

/// What is known of an exchange besides the object.
#[derive(Clone)]
#[non_exhaustive]
pub struct ResponseMeta {
    /// `x-amz-pay-request-id`, which Amazon's support asks for; empty when the answer had none.
    pub request_id: String,
    /// The HTTP status: 202, for example, tells that a completed session's authorization is still pending.
    pub status: u16,
    /// How many attempts failed before this answer.
    pub retries: u32,
    /// From the call to the decoded answer, waiting between attempts included.
    pub duration: Duration,
    /// The idempotency key the request carried, given or made; `None` on other methods than POST.
    pub idempotency_key: Option<String>,
    /// `location`: where a redirect leads, which is not followed. It may let whoever has it act for the merchant, so `Debug`
    /// hides it.
    pub location: Option<String>,
    /// All headers of the answer, `location` among them. `Debug` shows their names only.
    pub headers: HeaderMap,
    /// The body byte for byte. It may hold a buyer's data, so `Debug` shows its length only.
    pub raw_body: Bytes,
}

impl fmt::Debug for ResponseMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMeta")
            .field("request_id", &self.request_id)
            .field("status", &self.status)
            .field("retries", &self.retries)
            .field("duration", &self.duration)
            .field("idempotency_key", &self.idempotency_key)
            .field("location", &self.location.as_ref().map(|_| "[redacted]"))
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("raw_body", &format_args!("{} bytes", self.raw_body.len()))
            .finish()
    }
}
