//! `_native.Sandbox`: a sandbox in this process, and the command line.

use std::sync::{Arc, Mutex, PoisonError};

use amazonpay::error::ConfigError;
use amazonpay_sandbox::{ControlError, SandboxBuilder, SandboxClock, StartError};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::process::PerProcess;
use crate::{asyncio, blocking, failure};

/// A running sandbox. It belongs to the process that started it.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Sandbox {
    url: String,
    tls_url: String,
    ca_pem: String,
    /// `None` once it is shut down.
    running: PerProcess<Mutex<Option<Arc<amazonpay_sandbox::Sandbox>>>>,
}

impl Sandbox {
    /// The sandbox, if it is this process's and runs.
    pub(crate) fn running(&self) -> PyResult<Arc<amazonpay_sandbox::Sandbox>> {
        let running = self.here()?.lock().unwrap_or_else(PoisonError::into_inner);
        running.clone().ok_or_else(|| PyRuntimeError::new_err("the sandbox is closed; start another one"))
    }

    /// Its clock, for a client that goes by the sandbox's time.
    pub(crate) fn clock(&self) -> PyResult<SandboxClock> {
        Ok(self.running()?.clock().clone())
    }

    fn here(&self) -> PyResult<&Mutex<Option<Arc<amazonpay_sandbox::Sandbox>>>> {
        self.running.get_or_make(|| Err(foreign()))
    }
}

/// The error in a forked child: nothing runs there but the thread that forked, so a sandbox would be deaf.
pub(crate) fn foreign() -> PyErr {
    PyRuntimeError::new_err(
        "the sandbox runs in the process from which this one was forked; start another one here, or reach that one as \
         any other process does: AmazonPay.from_env() with the variables of sandbox.environ",
    )
}

fn refused(py: Python<'_>, error: &StartError) -> PyErr {
    failure::configuration(py, ConfigError::new("sandbox", error.to_string()))
}

#[pymethods]
impl Sandbox {
    /// Starts a sandbox with settings by name, a JSON object.
    #[new]
    fn start(py: Python<'_>, settings: &str) -> PyResult<Self> {
        let builder = SandboxBuilder::from_settings(settings).map_err(|error| refused(py, &error))?;
        let sandbox = blocking::run(py, builder.start())?.map_err(|error| refused(py, &error))?;
        Ok(Self {
            url: sandbox.url().to_owned(),
            tls_url: sandbox.tls_url().to_owned(),
            ca_pem: sandbox.ca_pem().to_owned(),
            running: PerProcess::new(Mutex::new(Some(Arc::new(sandbox)))),
        })
    }

    /// The address for plain http.
    #[getter]
    fn url(&self) -> &str {
        &self.url
    }

    /// The address for TLS.
    #[getter]
    fn tls_url(&self) -> &str {
        &self.tls_url
    }

    /// The certificate authority, PEM.
    #[getter]
    fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// What a client needs to act as the first merchant: JSON.
    fn credentials(&self, py: Python<'_>) -> PyResult<String> {
        let sandbox = self.running()?;
        // A key pair that has to be made takes up to 150 ms to find.
        Ok(py.detach(|| sandbox.credentials().to_json()))
    }

    /// Asks the control API, without a connection: status and body.
    #[pyo3(signature = (method, path, body=None))]
    fn control(
        &self,
        py: Python<'_>,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> PyResult<(u16, String)> {
        let sandbox = self.running()?;
        let asked = sandbox.control(method, path, body.unwrap_or_default());
        let answer = blocking::run(py, asked)?.map_err(|error| match error {
            error @ ControlError::Request { .. } => PyValueError::new_err(error.to_string()),
            error => PyRuntimeError::new_err(error.to_string()),
        })?;
        Ok((answer.status, answer.body))
    }

    /// Waits until all that is due by the sandbox's clock has happened and its notifications have been delivered.
    fn notifications_settled(&self, py: Python<'_>) -> PyResult<()> {
        let sandbox = self.running()?;
        blocking::run(py, sandbox.notifications_settled())
    }

    /// As `notifications_settled`, awaited.
    fn notifications_settled_async(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let sandbox = self.running()?;
        asyncio::start(py, async move { sandbox.notifications_settled().await }, |py, ()| Ok(py.None()))
    }

    /// Ends it, after at most two seconds for requests under way. Once more, or in a forked child, does nothing.
    fn shutdown(&self, py: Python<'_>) -> PyResult<()> {
        let Ok(running) = self.here() else { return Ok(()) };
        let running = running.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Whoever still uses it, in another thread, lets it go in a moment.
        let Some(Ok(sandbox)) = running.map(Arc::try_unwrap) else { return Ok(()) };
        blocking::run(py, sandbox.shutdown())
    }

    fn __repr__(&self) -> String {
        format!("<amazonpay-sandbox at {}>", self.url)
    }
}

/// Runs the sandbox's command line until a signal's handler raises, which ends it; returns its exit code.
///
/// The first argument is the program's name. Only the main thread is reached by signals.
#[pyfunction]
pub(crate) fn sandbox_command(py: Python<'_>, arguments: Vec<String>) -> PyResult<u8> {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (done, ended) = std::sync::mpsc::channel();
    // A receiver may be used by one thread at a time, which a lock shows to the compiler.
    let ended = Mutex::new(ended);
    let thread = std::thread::spawn(move || {
        let code = amazonpay_sandbox::command::run_until(arguments, async {
            // A sender that is gone says the same.
            _ = stopped.await;
        });
        _ = done.send(code);
    });
    let mut stop = Some(stop);
    let mut interruption = Ok(());
    loop {
        let waited = py.detach(|| {
            ended.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(blocking::BETWEEN_SIGNALS)
        });
        match waited {
            Ok(code) => {
                _ = py.detach(|| thread.join());
                return interruption.map(|()| code);
            }
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                if let Err(raised) = py.check_signals() {
                    drop(stop.take());
                    interruption = Err(raised);
                }
            }
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("the sandbox's thread has panicked"));
            }
        }
    }
}
