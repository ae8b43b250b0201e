//! Errors of the core as plain objects, which `typescript/errors.ts` makes classes of.

use amazonpay::dynamic::{PANICKED, header_lines};
use amazonpay::error::{ConfigError, Error, ErrorKind};
use amazonpay::notification::NotificationError;
use amazonpay::transfer::DownloadError;
use napi::bindgen_prelude::Buffer;
use napi::{Env, Status};
use napi_derive::napi;

/// A failure: its kind, its message, and what is known about it.
#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct Failure {
    /// One of `errorKinds`, or `notification`, `writing`, `closed`, `bug`.
    pub kind: &'static str,
    pub message: String,
    /// The setting or option that is wrong.
    pub field: Option<String>,
    pub reason_code: Option<String>,
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub retries: u32,
    pub advice: Option<&'static str>,
    pub retry_after_ms: Option<f64>,
    pub idempotency_key: Option<String>,
    pub is_retryable: bool,
    pub outcome_unknown: bool,
    /// All headers of the answer, a line each.
    pub headers: Option<String>,
    pub raw_body: Option<Buffer>,
    /// Why a notification was refused.
    pub refusal: Option<&'static str>,
}

impl Failure {
    /// The failure of something that is over.
    pub(crate) fn closed(message: &str) -> Self {
        Self { kind: "closed", message: message.to_owned(), ..Self::default() }
    }

    /// The failure for a panic, whose message has gone to stderr.
    pub(crate) fn bug() -> Self {
        Self { kind: "bug", message: PANICKED.to_owned(), outcome_unknown: true, ..Self::default() }
    }

    /// Throws this, a plain object, once the function returns what this gives.
    pub(crate) fn thrown(self, env: &Env) -> napi::Error {
        let message = self.message.clone();
        match env.throw(self) {
            Ok(()) => napi::Error::new(Status::PendingException, message),
            Err(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind().as_str(),
            message: error.to_string(),
            field: error.field().map(str::to_owned),
            reason_code: error.reason_code().map(str::to_owned),
            status: error.status(),
            request_id: error.request_id().map(str::to_owned),
            retries: error.retries(),
            advice: error.advice().map(|advice| advice.as_str()),
            retry_after_ms: error.retry_after().map(|wait| wait.as_secs_f64() * 1000.0),
            idempotency_key: error.idempotency_key().map(str::to_owned),
            is_retryable: error.is_retryable(),
            outcome_unknown: error.outcome_unknown(),
            headers: error.headers().map(header_lines),
            raw_body: error.raw_body().map(|body| body.to_vec().into()),
            refusal: None,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Error::from(error).into()
    }
}

impl From<DownloadError> for Failure {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::Call(error) => error.into(),
            error => Self { kind: "writing", message: error.to_string(), ..Self::default() },
        }
    }
}

impl From<NotificationError> for Failure {
    fn from(error: NotificationError) -> Self {
        Self {
            kind: "notification",
            message: error.to_string(),
            refusal: Some(error.kind().as_str()),
            is_retryable: error.is_retryable(),
            ..Self::default()
        }
    }
}

/// The names of all kinds, for a comparison with the error classes.
#[napi(catch_unwind)]
pub fn error_kinds() -> Vec<&'static str> {
    ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect()
}
