//! A runtime for the sandbox until the client's is there.

use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::Runtime;

/// How long a signal may wait for its handler.
pub(crate) const BETWEEN_SIGNALS: Duration = Duration::from_millis(50);

pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    work: impl Future<Output = T> + Send + 'static,
) -> PyResult<T> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let runtime = RUNTIME
        .get_or_init(|| Runtime::new().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|error| PyRuntimeError::new_err(error.clone()))?;
    let (done, ended) = std::sync::mpsc::channel();
    // A receiver may be used by one thread at a time, which a lock shows to the compiler.
    let ended = Mutex::new(ended);
    let task = runtime.spawn(async move { _ = done.send(work.await) });
    loop {
        match py.detach(|| ended.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(BETWEEN_SIGNALS))
        {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) => py.check_signals().inspect_err(|_| task.abort())?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("a defect: the work panicked"));
            }
        }
    }
}
