//! What a call comes to: the object as JSON text, and what is known of the exchange.

use amazonpay::error::ConfigError;
use amazonpay::operation::{JsonText, Response, ResponseMeta};
use bytes::Bytes;
use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use serde::Serialize;
use serde_json::Value;

/// An answer. The body as it came is text where it is text, for strings are the cheapest that can cross: JavaScript makes
/// a buffer of it when it is asked for.
#[napi(object, object_from_js = false)]
pub struct Answer {
    /// JSON.
    pub object: String,
    pub request_id: String,
    pub status: u16,
    pub retries: u32,
    pub duration_ms: f64,
    pub idempotency_key: Option<String>,
    pub location: Option<String>,
    /// The body as it came, where it is not the object's text.
    pub raw_text: Option<String>,
    /// The body as it came, where it is no UTF-8.
    pub raw_bytes: Option<Buffer>,
}

impl Answer {
    pub(crate) fn new(response: Response<JsonText>) -> Result<Self, ConfigError> {
        let (object, meta) = response.into_parts();
        Self::of_bytes(object.into_bytes(), meta)
    }

    /// An answer whose object is written as JSON here.
    pub(crate) fn of<T: Serialize>(response: Response<T>) -> Result<Self, ConfigError> {
        let (object, meta) = response.into_parts();
        Self::with(&object, meta)
    }

    pub(crate) fn with<T: Serialize>(object: &T, meta: ResponseMeta) -> Result<Self, ConfigError> {
        let object =
            serde_json::to_string(object).map_err(|error| ConfigError::new("object", error.to_string()))?;
        Ok(Self::of_text(object, meta))
    }

    /// The answer to a call of any path: as it came, or what stands for an answer without a body.
    pub(crate) fn raw(response: Response<Value>) -> Result<Self, ConfigError> {
        let body = response.meta().raw_body.clone();
        if body.is_empty() || (300..400).contains(&response.meta().status) {
            return Self::of(response);
        }
        let (_, meta) = response.into_parts();
        Self::of_bytes(body, meta)
    }

    fn of_bytes(object: Bytes, meta: ResponseMeta) -> Result<Self, ConfigError> {
        let object = String::from_utf8(object.into())
            .map_err(|error| ConfigError::new("object", format!("expected UTF-8: {error}")))?;
        Ok(Self::of_text(object, meta))
    }

    fn of_text(object: String, meta: ResponseMeta) -> Self {
        let (raw_text, raw_bytes) = match std::str::from_utf8(&meta.raw_body) {
            Ok(text) if text == object => (None, None),
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(meta.raw_body.to_vec().into())),
        };
        Self {
            object,
            request_id: meta.request_id,
            status: meta.status,
            retries: meta.retries,
            duration_ms: meta.duration.as_secs_f64() * 1000.0,
            idempotency_key: meta.idempotency_key,
            location: meta.location,
            raw_text,
            raw_bytes,
        }
    }
}
