//! One message an attempt, for hooks of the shop's: logging, OpenTelemetry.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use amazonpay::observe::{AttemptFinished, Observer};
use napi_derive::napi;

use crate::inbox::{Inbox, current_call};
use crate::message::Message;

/// Tells JavaScript of each attempt. The call does not wait for it.
pub(crate) struct AttemptHook {
    pub(crate) inbox: Arc<Inbox>,
    /// The client's number.
    pub(crate) client: u32,
    /// Whether the client has a hook of its own; without one, attempts are told while somebody watches all of them.
    pub(crate) has_own: bool,
    /// What the paths of the client's address begin with, known once it is built.
    pub(crate) base_path: OnceLock<String>,
}

impl fmt::Debug for AttemptHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttemptHook")
    }
}

impl Observer for AttemptHook {
    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        if !self.has_own && !self.inbox.is_watched() {
            return;
        }
        let attempt = Some(Attempt::of(attempt, self.base_path.get()));
        self.inbox.post(Message { call: self.client, attempt, ..Message::default() });
    }
}

/// What is told of an attempt: nothing secret, nothing of the buyer's.
#[napi(object, object_from_js = false)]
pub struct Attempt {
    /// The number of the call it belongs to.
    pub call: Option<u32>,
    pub operation: &'static str,
    pub method: String,
    pub scheme: String,
    pub host: String,
    pub port: u16,
    pub base_path: String,
    pub path_template: &'static str,
    pub attempt: u32,
    pub idempotency_key: Option<String>,
    pub timeout_ms: f64,
    pub outcome: &'static str,
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub reason_code: Option<String>,
    pub error_kind: Option<&'static str>,
    pub duration_ms: f64,
    /// When it ended, in milliseconds since 1970: it began `durationMs` before.
    pub ended_at_ms: f64,
    pub retry_after_ms: Option<f64>,
}

impl Attempt {
    fn of(attempt: &AttemptFinished<'_>, base_path: Option<&String>) -> Self {
        let started = &attempt.started;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            call: current_call(),
            operation: started.operation,
            method: started.method.to_owned(),
            scheme: started.scheme.to_owned(),
            host: started.host.to_owned(),
            port: started.port,
            base_path: base_path.cloned().unwrap_or_default(),
            path_template: started.path_template,
            attempt: started.attempt,
            idempotency_key: started.idempotency_key.map(str::to_owned),
            timeout_ms: started.timeout.as_secs_f64() * 1000.0,
            outcome: attempt.outcome.as_str(),
            status: attempt.status,
            request_id: attempt.request_id.map(str::to_owned),
            reason_code: attempt.reason_code.map(str::to_owned),
            error_kind: attempt.error_kind.map(|kind| kind.as_str()),
            duration_ms: attempt.duration.as_secs_f64() * 1000.0,
            ended_at_ms: now.as_secs_f64() * 1000.0,
            retry_after_ms: attempt.retry_after.map(|wait| wait.as_secs_f64() * 1000.0),
        }
    }
}
