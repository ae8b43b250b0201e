//! The runtime that sends: one a process, made when it is first needed.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::process::PerProcess;

static RUNTIME: PerProcess<Runtime> = PerProcess::empty();

/// This process's runtime. A child process has its own, for the parent's threads are not in it.
pub(crate) fn runtime() -> PyResult<&'static Runtime> {
    RUNTIME.get_or_make(|| Builder::new_multi_thread().thread_name("amazonpay").enable_all().build()).map_err(
        |error| PyRuntimeError::new_err(format!("no threads could be started to send with: {error}")),
    )
}
