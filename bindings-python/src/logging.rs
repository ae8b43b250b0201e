//! One record an attempt, for Python's `logging`.

use amazonpay::observe::{AttemptFinished, AttemptOutcome, Observer};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::caller::{Caller, ends_more};

static THRESHOLD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static EMIT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// A level of Python's `logging`.
pub(crate) type Level = u8;

const DEBUG: Level = 10;
const INFO: Level = 20;
const WARNING: Level = 30;

/// Imports what calls need, so that none does: a fork in the middle of another thread's import would leave the child
/// waiting for that thread.
pub(crate) fn prepare(py: Python<'_>) -> PyResult<()> {
    THRESHOLD.import(py, "amazonpay._logging", "threshold")?;
    EMIT.import(py, "amazonpay._logging", "emit").map(drop)
}

/// The lowest level that is wanted now; it is asked for once a call.
pub(crate) fn threshold(py: Python<'_>) -> PyResult<Level> {
    THRESHOLD.import(py, "amazonpay._logging", "threshold")?.call0()?.extract()
}

/// Tells the log of each attempt, by way of the caller.
#[derive(Debug)]
pub(crate) struct AttemptLog;

impl Observer for AttemptLog {
    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        let Some(caller) = Caller::current() else { return };
        let level = level(attempt);
        if !caller.logs(level) {
            return;
        }
        let record = Record::of(attempt);
        caller.send(Box::new(move |py| match record.emit(py, level) {
            Err(error) if !ends_more(py, &error) => {
                error.write_unraisable(py, None);
                Ok(())
            }
            other => other,
        }));
    }
}

/// The last failure of a call is its exception, and whoever gets that decides what it is worth; of those before it nobody
/// hears otherwise.
fn level(attempt: &AttemptFinished<'_>) -> Level {
    match attempt.outcome {
        AttemptOutcome::Succeeded => DEBUG,
        _ if attempt.retry_after.is_some() => WARNING,
        _ => INFO,
    }
}

/// What is told of an attempt: nothing secret, nothing of the buyer's.
struct Record {
    operation: &'static str,
    method: String,
    host: String,
    attempt: u32,
    outcome: &'static str,
    status: Option<u16>,
    request_id: Option<String>,
    reason_code: Option<String>,
    error_kind: Option<&'static str>,
    duration: f64,
    retry_after: Option<f64>,
}

impl Record {
    fn of(attempt: &AttemptFinished<'_>) -> Self {
        Self {
            operation: attempt.started.operation,
            method: attempt.started.method.to_owned(),
            host: attempt.started.host.to_owned(),
            attempt: attempt.started.attempt,
            outcome: attempt.outcome.as_str(),
            status: attempt.status,
            request_id: attempt.request_id.map(str::to_owned),
            reason_code: attempt.reason_code.map(str::to_owned),
            error_kind: attempt.error_kind.map(|kind| kind.as_str()),
            duration: attempt.duration.as_secs_f64(),
            retry_after: attempt.retry_after.map(|wait| wait.as_secs_f64()),
        }
    }

    fn emit(self, py: Python<'_>, level: Level) -> PyResult<()> {
        let record = PyDict::new(py);
        record.set_item("operation", self.operation)?;
        record.set_item("method", self.method)?;
        record.set_item("host", self.host)?;
        record.set_item("attempt", self.attempt)?;
        record.set_item("outcome", self.outcome)?;
        record.set_item("status", self.status)?;
        record.set_item("request_id", self.request_id)?;
        record.set_item("reason_code", self.reason_code)?;
        record.set_item("error_kind", self.error_kind)?;
        record.set_item("duration", self.duration)?;
        record.set_item("retry_after", self.retry_after)?;
        EMIT.import(py, "amazonpay._logging", "emit")?.call1((level, record))?;
        Ok(())
    }
}
