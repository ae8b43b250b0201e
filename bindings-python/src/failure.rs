//! Errors of the core as Python's exceptions, which `amazonpay.errors` defines.

use amazonpay::dynamic::{PANICKED, header_lines};
use amazonpay::error::{ConfigError, Error, ErrorKind};
use amazonpay::transfer::DownloadError;
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};

static FROM_NATIVE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Imports the exceptions, so that no call does; see [`logging::prepare`](crate::logging::prepare).
pub(crate) fn prepare(py: Python<'_>) -> PyResult<()> {
    FROM_NATIVE.import(py, "amazonpay.errors", "_from_native").map(drop)
}

/// An error of the core that has an exception.
pub(crate) trait Failure {
    /// The exception. `raised` is what the shop's own code raised during the call, if it did.
    fn exception(self, py: Python<'_>, raised: Option<PyErr>) -> PyErr;
}

impl Failure for Error {
    fn exception(self, py: Python<'_>, raised: Option<PyErr>) -> PyErr {
        let message = self.to_string();
        let made = details(py, &self).and_then(|details| raise(py, self.kind().as_str(), &message, details));
        let exception = made.unwrap_or_else(|failure| failure);
        if matches!(self, Self::Signing(_)) {
            exception.set_cause(py, raised);
        }
        exception
    }
}

/// The exception for a setting or a value that cannot be right.
pub(crate) fn configuration(py: Python<'_>, error: ConfigError) -> PyErr {
    error.exception(py, None)
}

impl Failure for ConfigError {
    fn exception(self, py: Python<'_>, _raised: Option<PyErr>) -> PyErr {
        Error::from(self).exception(py, None)
    }
}

impl Failure for DownloadError {
    /// What the writer raised is raised as it is.
    fn exception(self, py: Python<'_>, raised: Option<PyErr>) -> PyErr {
        match (self, raised) {
            (Self::Call(error), raised) => error.exception(py, raised),
            (_, Some(raised)) => raised,
            (error, None) => PyOSError::new_err(error.to_string()),
        }
    }
}

/// The exception for a panic, whose message has gone to stderr.
pub(crate) fn bug() -> PyErr {
    PyRuntimeError::new_err(PANICKED)
}

/// What `amazonpay.errors` makes of it; an error when that can't be called, as while the interpreter ends.
pub(crate) fn raise(
    py: Python<'_>,
    kind: &str,
    message: &str,
    details: Bound<'_, PyDict>,
) -> PyResult<PyErr> {
    let from_native = FROM_NATIVE.import(py, "amazonpay.errors", "_from_native")?;
    Ok(PyErr::from_value(from_native.call1((kind, message, details))?))
}

fn details<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyDict>> {
    let details = PyDict::new(py);
    details.set_item("reason_code", error.reason_code())?;
    details.set_item("status", error.status())?;
    details.set_item("request_id", error.request_id())?;
    details.set_item("retries", error.retries())?;
    details.set_item("advice", error.advice().map(|advice| advice.as_str()))?;
    details.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    details.set_item("idempotency_key", error.idempotency_key())?;
    details.set_item("is_retryable", error.is_retryable())?;
    details.set_item("outcome_unknown", error.outcome_unknown())?;
    if let Some(field) = error.field() {
        details.set_item("field", field)?;
    }
    if let Some(headers) = error.headers() {
        details.set_item("header_lines", header_lines(headers))?;
    }
    if let Some(body) = error.raw_body() {
        details.set_item("raw_body", PyBytes::new(py, body))?;
    }
    Ok(details)
}

/// The names of all kinds, for a comparison with the exception classes.
pub(crate) fn kinds() -> Vec<&'static str> {
    ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect()
}
