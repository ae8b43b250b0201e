//! Calls that are awaited: a future of asyncio's for each, driven by the runtime's threads.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::task::AbortHandle;

use crate::blocking;
use crate::caller::{Caller, Errand};
use crate::ending::{self, Inside};
use crate::failure::{Failure, bug};
use crate::inbox::Inbox;
use crate::runtime::runtime;

static GET_RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// An `asyncio.Future` of the running loop for what a call comes to, or the exception for its failure.
///
/// The call is under way when this returns. Cancelling the future drops the call, and with it the request.
pub(crate) fn call<F, T, E>(
    py: Python<'_>,
    call: F,
    object: fn(Python<'_>, T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Failure + Send + 'static,
{
    begin(py, call, move |py, outcome, caller| match outcome {
        Ok(output) => object(py, output),
        Err(error) => Err(error.exception(py, caller.take_raised())),
    })
}

/// An `asyncio.Future` of the running loop for what any work comes to, turned into an object by `finish` on the loop's
/// thread.
pub(crate) fn start<F, T>(
    py: Python<'_>,
    work: F,
    finish: fn(Python<'_>, T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    begin(py, work, move |py, output, _| finish(py, output))
}

fn begin<F, T>(
    py: Python<'_>,
    work: F,
    finish: impl FnOnce(Python<'_>, T, &Caller) -> PyResult<Py<PyAny>> + Send + 'static,
) -> PyResult<Py<PyAny>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let inside = Inside::enter(py);
    let event_loop = GET_RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0()?;
    let awaited = event_loop.call_method0("create_future")?;
    if ending::is_near() {
        // A handler of atexit that runs after ours: there is nobody left to bring the answer, so it is waited for.
        let caller = Caller::thread(py)?;
        let output = blocking::drive(py, &inside, &caller, work)?;
        settle(&awaited, finish(py, output, &caller))?;
        return Ok(awaited.unbind());
    }
    let inbox = Inbox::of(py, &event_loop)?;
    let caller = Caller::event_loop(py, Arc::clone(&inbox))?;
    let mut promise = Promise { inbox, awaited: Some(awaited.clone().unbind()) };
    let task = runtime()?.spawn(async move {
        let outcome = AssertUnwindSafe(caller.of(work)).catch_unwind().await;
        promise.keep(move |py| match outcome {
            Ok(output) => finish(py, output, &caller),
            Err(_) => Err(bug()),
        });
    });
    awaited.call_method1("add_done_callback", (Abort { task: task.abort_handle() },))?;
    Ok(awaited.unbind())
}

fn settle(awaited: &Bound<'_, PyAny>, outcome: PyResult<Py<PyAny>>) -> PyResult<()> {
    match outcome {
        Ok(object) => awaited.call_method1("set_result", (object,))?,
        Err(error) => awaited.call_method1("set_exception", (error,))?,
    };
    Ok(())
}

/// What a call owes to whoever awaits it.
struct Promise {
    inbox: Arc<Inbox>,
    /// None once it is kept.
    awaited: Option<Py<PyAny>>,
}

impl Promise {
    fn keep(&mut self, outcome: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send + 'static) {
        let Some(awaited) = self.awaited.take() else { return };
        let errand: Errand = Box::new(move |py| {
            let awaited = awaited.bind(py);
            // Cancelled in the meantime, most often.
            if awaited.call_method0("done")?.is_truthy()? {
                return Ok(());
            }
            settle(awaited, outcome(py))
        });
        self.inbox.post(errand);
    }
}

impl Drop for Promise {
    /// The call was dropped. Python's objects go back to where Python runs.
    fn drop(&mut self) {
        if let Some(awaited) = self.awaited.take() {
            self.inbox.leave(Box::new(move |_| {
                drop(awaited);
                Ok(())
            }));
        }
    }
}

/// The callback of a future: drops the call when the future was cancelled.
#[pyclass(frozen, module = "amazonpay._native")]
struct Abort {
    task: AbortHandle,
}

#[pymethods]
impl Abort {
    fn __call__(&self, awaited: &Bound<'_, PyAny>) -> PyResult<()> {
        if awaited.call_method0("cancelled")?.is_truthy()? {
            self.task.abort();
        }
        Ok(())
    }
}
