//! Seeing inside: what is told before and after each attempt of a call.
//!
//! An [`Observer`] on the client counts, measures or logs what is sent. It is told the operation, the host, the attempt's
//! number, how it ended and whether another follows; never a key, a signature, a token, a body, or a path with an id or a
//! token in it. The same is in `tracing` spans, under OpenTelemetry's names; docs/observability.md lists them.
//!
//! ```
//! use std::collections::BTreeMap;
//! use std::sync::{Arc, Mutex, PoisonError};
//! use std::time::Duration;
//!
//! use amazonpay::AmazonPay;
//! use amazonpay::config::Region;
//! use amazonpay::observe::{AttemptFinished, Observer};
//! use amazonpay::signing::PrivateKey;
//!
//! /// How long the attempts of each operation took, by how they ended.
//! #[derive(Debug, Default)]
//! struct Latencies(Mutex<BTreeMap<(&'static str, &'static str), Vec<Duration>>>);
//!
//! impl Observer for Latencies {
//!     fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
//!         let mut latencies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
//!         let key = (attempt.started.operation, attempt.outcome.as_str());
//!         latencies.entry(key).or_default().push(attempt.duration);
//!     }
//! }
//!
//! let pay = AmazonPay::builder()
//!     .public_key_id("SANDBOX-AEXAMPLEEXAMPLEEXAMPLE")
//!     .private_key(PrivateKey::generate()?)
//!     .region(Region::Eu)
//!     .observer(Arc::new(Latencies::default()))
//!     .build()?;
//! # Ok::<(), amazonpay::error::ConfigError>(())
//! ```

mod notify;

use std::fmt;
use std::time::Duration;

use crate::error::ErrorKind;

pub(crate) use notify::{after_attempt, before_attempt};

/// Is told of each attempt of each call of a client: set it with
/// [`ClientBuilder::observer`](crate::config::ClientBuilder::observer).
///
/// Every attempt that is sent has exactly one `before_attempt` and one `after_attempt`, also when the call is canceled in
/// between. An attempt that could not be signed is not sent and not told. Both methods run on the task that makes the
/// call, which waits for them: they should take microseconds, and hand anything longer to another task. A panic in one is
/// caught and traced as an error; the call goes on.
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// Called when an attempt is signed and about to be sent.
    fn before_attempt(&self, attempt: &AttemptStarted<'_>) {
        let _ = attempt;
    }

    /// Called when an attempt has ended, however it did, and it is decided whether another follows.
    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        let _ = attempt;
    }
}

/// An attempt about to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptStarted<'a> {
    /// The operation's name in the table, for example `charges.capture`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: &'a str,
    /// `https`, or `http` on this machine.
    pub scheme: &'a str,
    /// The host, without the port.
    pub host: &'a str,
    /// The port, also where it is the scheme's own.
    pub port: u16,
    /// The operation's path with its parameters' names in braces, for example `charges/{charge_id}/capture`; empty for
    /// [`AmazonPay::call`](crate::AmazonPay::call).
    pub path_template: &'static str,
    /// 1 for the first attempt of the call.
    pub attempt: u32,
    /// The idempotency key, the same for all attempts of a call; none on other methods than POST.
    pub idempotency_key: Option<&'a str>,
    /// The longest that this attempt may take.
    pub timeout: Duration,
}

/// An attempt that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptFinished<'a> {
    /// What was told before it.
    pub started: AttemptStarted<'a>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The answer's HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Amazon's request id (`x-amz-pay-request-id`), if the answer had one.
    pub request_id: Option<&'a str>,
    /// Amazon's reason code, if the answer was a refusal that had one.
    pub reason_code: Option<&'a str>,
    /// The kind of error that the call would end with here; none for a success and a canceled attempt.
    pub error_kind: Option<ErrorKind>,
    /// From before the sending until the whole answer was there, or none came.
    pub duration: Duration,
    /// How long the client waits before it sends the next attempt; none when this was the last.
    pub retry_after: Option<Duration>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// With the status of a success. The body has not been decoded yet.
    Succeeded,
    /// With an answer that is not the one asked for.
    Refused,
    /// Without a complete answer.
    Failed,
    /// The caller dropped the call while the attempt was under way. It may have been carried out all the same.
    Canceled,
}

impl AttemptOutcome {
    /// The outcome in snake case, for a metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
