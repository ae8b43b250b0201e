//! Faults on demand: a status, a delay, a connection cut before or after the work, an answer cut short.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::turns::Turns;

/// What goes wrong, with which requests, how often.
///
/// Without `operation` it meets every operation; without `rate` and `count` every request, until it is removed.
/// Randomness comes from `seed`, so a run repeats exactly when its requests come in the same order.
///
/// ```
/// use amazonpay_sandbox::Fault;
///
/// // The third charge is carried out, but its answer never arrives.
/// let lost_answer = Fault::cut().after_work().operation("charges.create").skip(2).count(1);
/// // Every fifth request on average is answered 503, with a Retry-After of two seconds.
/// let overload = Fault::status(503).retry_after(2).rate(0.2).seed(7);
/// # assert!(lost_answer.check().is_ok() && overload.check().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fault {
    /// The operation's name, such as `charges.create`; every operation when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Answers with this HTTP status, 200 to 599.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The reason code of that answer; by default the one that the guide gives for the status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// The body of that answer in place of the usual JSON error, to see what a client makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The content type of `body`; `application/json` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// A `Retry-After` header with this many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Cuts the connection instead of answering, or in the middle of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// Holds the request for this many milliseconds of the sandbox's time: with a running clock that is real time,
    /// and moving the clock past it lets the request go on at once. It goes on as well when its client hangs up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// Whether the request is carried out before it goes wrong. Without it the sandbox's objects stay untouched.
    pub after_work: bool,
    /// The share of requests it meets, above 0 and up to 1; all of them when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// How many requests it lets pass first.
    pub skip: u64,
    /// How many requests it meets before it is spent; without limit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The seed of its randomness.
    pub seed: u64,
}

/// Where the connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Cut {
    /// No byte of an answer is sent.
    Connection,
    /// Headers and half of the body are sent. The work is done.
    Answer,
}

impl Fault {
    /// Answers with `status` instead of doing the work.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Cuts the connection before the work, without an answer.
    pub fn cut() -> Self {
        Self { cut: Some(Cut::Connection), ..Self::default() }
    }

    /// Does the work, and cuts the connection after half of the answer's body.
    pub fn truncate() -> Self {
        Self { cut: Some(Cut::Answer), after_work: true, ..Self::default() }
    }

    /// Holds requests for `delay` of the sandbox's time.
    pub fn delay(delay: Duration) -> Self {
        Self { delay_ms: Some(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)), ..Self::default() }
    }

    /// Does the work first.
    pub fn after_work(self) -> Self {
        Self { after_work: true, ..self }
    }

    /// Meets only this operation, such as `charges.create`.
    pub fn operation(self, name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..self }
    }

    /// Meets this share of the requests, above 0 and up to 1.
    pub fn rate(self, rate: f64) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// Lets this many requests pass first.
    pub fn skip(self, skip: u64) -> Self {
        Self { skip, ..self }
    }

    /// Is spent after this many requests.
    pub fn count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Draws from another sequence of random numbers.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Adds a `Retry-After` header, in seconds, to a status fault.
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Answers with this body in place of the usual JSON error.
    pub fn body(self, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        Self { body: Some(body.into()), content_type: Some(content_type.into()), ..self }
    }

    /// Checks the limits and combinations of the fields.
    ///
    /// # Errors
    /// A sentence that names the field, what was found and what is possible.
    pub fn check(&self) -> Result<(), String> {
        if self.status.is_none() && self.cut.is_none() && self.delay_ms.is_none() {
            return Err("a fault needs one of status, cut and delayMs".into());
        }
        if self.status.is_some() && self.cut == Some(Cut::Connection) {
            return Err("cut: the connection can't be cut and answered; leave out status or cut".into());
        }
        if let Some(status) = self.status.filter(|status| !(200..=599).contains(status)) {
            return Err(format!("status: expected 200 to 599, found {status}"));
        }
        if let Some(rate) = self.rate.filter(|rate| !(*rate > 0.0 && *rate <= 1.0)) {
            return Err(format!("rate: expected a share above 0 and up to 1, found {rate}"));
        }
        if self.count == Some(0) {
            return Err("count: expected 1 or more, found 0; leave it out for no limit".into());
        }
        if self.status.is_none()
            && (self.body.is_some() || self.reason_code.is_some() || self.retry_after.is_some())
        {
            return Err("body, reasonCode and retryAfter go with a status; set status as well".into());
        }
        if let Some(value) = &self.content_type
            && http::HeaderValue::from_str(value).is_err()
        {
            return Err("contentType: expected a header value of visible ASCII characters".into());
        }
        Ok(())
    }
}

/// A fault that is armed: its number, what it does and how often it did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArmedFault {
    /// The number by which it is removed.
    pub id: u64,
    /// What it does.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many requests it was held against so far: those of its operation that no earlier fault met.
    pub seen: u64,
    /// How many requests it met so far.
    pub met: u64,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    fault: Fault,
    turns: Turns,
}

/// The armed faults, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    // Read on every request, so that a sandbox without faults takes no lock.
    any: AtomicBool,
    armed: Mutex<(u64, Vec<Armed>)>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) -> u64 {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        armed.0 += 1;
        let id = armed.0;
        let turns = Turns::new(fault.seed);
        armed.1.push(Armed { id, fault, turns });
        self.any.store(true, Ordering::Release);
        id
    }

    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let before = armed.1.len();
        armed.1.retain(|fault| fault.id != id);
        armed.1.len() < before
    }

    pub(crate) fn clear(&self) {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        armed.1.clear();
        self.any.store(false, Ordering::Release);
    }

    pub(crate) fn count(&self) -> usize {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).1.len()
    }

    pub(crate) fn list(&self) -> Vec<ArmedFault> {
        let armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let show = |armed: &Armed| ArmedFault {
            id: armed.id,
            fault: armed.fault.clone(),
            seen: armed.turns.seen(),
            met: armed.turns.met(),
        };
        armed.1.iter().map(show).collect()
    }

    /// Whether there may be any.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// The fault that this request meets, if any: the first in order whose turn it is.
    pub(crate) fn meet(&self, operation: &str) -> Option<Fault> {
        if !self.any() {
            return None;
        }
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        armed.1.iter_mut().find_map(|armed| armed.turn(operation).then(|| armed.fault.clone()))
    }
}

impl Armed {
    fn turn(&mut self, operation: &str) -> bool {
        let fault = &self.fault;
        fault.operation.as_deref().is_none_or(|name| name == operation)
            && self.turns.take(fault.skip, fault.rate, fault.count)
    }
}

/// The reason code that the guide gives for a status.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.
pub(crate) fn usual_reason_code(status: u16) -> &'static str {
    match status {
        401 => "UnauthorizedAccess",
        403 => "InvalidAuthentication",
        404 => "ResourceNotFound",
        405 => "UnsupportedOperation",
        408 => "RequestTimeout",
        409 => "AmountMismatch",
        426 => "TLSVersionNotSupported",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        _ if status >= 500 => "InternalServerError",
        _ => "InvalidRequest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(faults: &Faults, operation: &str, of: usize) -> Vec<usize> {
        (0..of).filter(|_| faults.meet(operation).is_some()).collect()
    }

    #[test]
    fn a_fault_meets_its_operation_from_skip_on_and_is_spent_after_count() {
        let faults = Faults::default();
        assert!(faults.meet("charges.create").is_none());
        let id = faults.add(Fault::status(503).operation("charges.create").skip(2).count(3));
        assert_eq!(met(&faults, "charges.get", 10), Vec::<usize>::new());
        assert_eq!(met(&faults, "charges.create", 10), [2, 3, 4]);
        assert_eq!((faults.list()[0].met, faults.list()[0].seen), (3, 5), "none is counted once it is spent");
        assert!(faults.remove(id) && !faults.remove(id));
    }

    #[test]
    fn the_rate_is_kept_and_the_seed_decides_who_is_met() {
        let run = |seed| {
            let faults = Faults::default();
            faults.add(Fault::cut().rate(0.2).seed(seed));
            met(&faults, "charges.create", 10_000)
        };
        let first = run(1);
        assert!((1_850..=2_150).contains(&first.len()), "{} of 10,000 at 20 %", first.len());
        assert_eq!(first, run(1));
        assert_ne!(first, run(2));
    }

    #[test]
    fn a_fault_that_makes_no_sense_is_refused_by_name() {
        let refusals = [
            (Fault::default(), "a fault needs one of status, cut and delayMs"),
            (Fault { status: Some(503), ..Fault::cut() }, "cut: the connection can't be cut and answered"),
            (Fault::status(99), "status: expected 200 to 599, found 99"),
            (Fault::cut().rate(0.0), "rate: expected a share above 0 and up to 1, found 0"),
            (Fault::cut().rate(f64::NAN), "rate: expected a share above 0 and up to 1, found NaN"),
            (Fault::cut().count(0), "count: expected 1 or more, found 0"),
            (Fault::cut().retry_after(1), "body, reasonCode and retryAfter go with a status"),
            (Fault::status(500).body("text/html\n", ""), "contentType: expected a header value"),
        ];
        for (fault, expected) in refusals {
            assert!(fault.check().unwrap_err().starts_with(expected), "{fault:?}");
        }
    }
}
