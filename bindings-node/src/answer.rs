//! What a call comes to: the object as JSON text, and what is known of the exchange.

use amazonpay::dynamic::header_lines;
use amazonpay::operation::{JsonText, Response};
use napi::bindgen_prelude::Buffer;
use napi_derive::napi;

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
    /// All headers, a line each: one string, for few ask for them.
    pub headers: String,
    /// The body as it came, where it is not the object's text.
    pub raw_text: Option<String>,
    /// The body as it came, where it is no UTF-8.
    pub raw_bytes: Option<Buffer>,
}

impl From<Response<JsonText>> for Answer {
    fn from(response: Response<JsonText>) -> Self {
        let (object, meta) = response.into_parts();
        let object = object.into_text();
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
            headers: header_lines(&meta.headers),
            raw_text,
            raw_bytes,
        }
    }
}
