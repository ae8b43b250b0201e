//! One message an attempt, for the shop's logs and metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use amazonpay::error::ErrorKind;
use amazonpay::observe::{AttemptFinished, AttemptOutcome};

use crate::callback::CallbackError;

/// An attempt that has ended. Nothing in it is secret or a buyer's.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Attempt {
    /// The operation's name in the table, for example `charges.capture`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// `https`, or `http` on this machine.
    pub scheme: String,
    /// The host, without the port.
    pub host: String,
    /// The port, also where it is the scheme's own.
    pub port: u16,
    /// The operation's path with its parameters' names in braces; empty for a call of any path.
    pub path_template: String,
    /// 1 for the first attempt of the call.
    pub attempt: u32,
    /// The idempotency key, the same for all attempts of a call; none on other methods than POST.
    pub idempotency_key: Option<String>,
    /// The longest that this attempt might have taken.
    pub timeout: Duration,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The answer's HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Amazon's request id, if the answer had one.
    pub request_id: Option<String>,
    /// Amazon's reason code, if the answer was a refusal that had one.
    pub reason_code: Option<String>,
    /// The kind of error that the call would end with here.
    pub error_kind: Option<ErrorKind>,
    /// From before the sending until the whole answer was there, or none came.
    pub duration: Duration,
    /// How long the client waits before it sends the next attempt; none when this was the last.
    pub retry_after: Option<Duration>,
}

impl From<&AttemptFinished<'_>> for Attempt {
    fn from(attempt: &AttemptFinished<'_>) -> Self {
        let started = attempt.started;
        Self {
            operation: started.operation.to_owned(),
            method: started.method.to_owned(),
            scheme: started.scheme.to_owned(),
            host: started.host.to_owned(),
            port: started.port,
            path_template: started.path_template.to_owned(),
            attempt: started.attempt,
            idempotency_key: started.idempotency_key.map(str::to_owned),
            timeout: started.timeout,
            outcome: attempt.outcome,
            status: attempt.status,
            request_id: attempt.request_id.map(str::to_owned),
            reason_code: attempt.reason_code.map(str::to_owned),
            error_kind: attempt.error_kind,
            duration: attempt.duration,
            retry_after: attempt.retry_after,
        }
    }
}

/// Is told of each attempt of each call of a client.
#[uniffi::export(with_foreign)]
pub trait AttemptObserver: Send + Sync {
    /// Called when an attempt has ended, however it did, on a thread of the library's. The call waits for it: hand anything
    /// that takes longer than microseconds to another thread. What it throws is ignored; the call goes on.
    fn on_attempt(&self, attempt: Attempt) -> Result<(), CallbackError>;
}

/// The shop's observer as the core has it.
pub(crate) struct ForeignObserver(pub(crate) Arc<dyn AttemptObserver>);

impl fmt::Debug for ForeignObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignObserver")
    }
}

impl amazonpay::observe::Observer for ForeignObserver {
    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        // The core has traced the attempt; there is nobody else to tell that an observer failed.
        let _ = self.0.on_attempt(attempt.into());
    }
}
