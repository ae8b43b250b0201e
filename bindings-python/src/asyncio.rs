//! Calls that are awaited: a future of asyncio's for each, which the runtime's threads never touch.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::task::AbortHandle;

use crate::failure::bug;
use crate::inbox::{Inbox, Item};
use crate::runtime::runtime;

static GET_RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Turns what a call came to into the object that `await` gives, on the event loop's thread.
pub(crate) type Finish = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// An `asyncio.Future` of the running loop for what `future` comes to, turned into an object by `finish`.
///
/// The call is under way when this returns. Cancelling the future drops the call, and with it the request.
pub(crate) fn start<F, T>(
    py: Python<'_>,
    future: F,
    finish: fn(Python<'_>, T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let event_loop = GET_RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0()?;
    let inbox = Inbox::of(py, &event_loop)?;
    let awaited = event_loop.call_method0("create_future")?;
    let mut promise = Promise { inbox, awaited: Some(awaited.clone().unbind()) };
    let task = runtime()?.spawn(async move {
        let outcome = AssertUnwindSafe(future).catch_unwind().await;
        promise.keep(Box::new(move |py| match outcome {
            Ok(output) => finish(py, output),
            Err(_) => Err(bug()),
        }));
    });
    awaited.call_method1("add_done_callback", (Abort { task: task.abort_handle() },))?;
    Ok(awaited.unbind())
}

/// What a call owes to whoever awaits it.
struct Promise {
    inbox: Arc<Inbox>,
    /// None once it is kept.
    awaited: Option<Py<PyAny>>,
}

impl Promise {
    fn keep(&mut self, finish: Finish) {
        if let Some(awaited) = self.awaited.take() {
            self.inbox.post(Item::Finished { awaited, finish });
        }
    }
}

impl Drop for Promise {
    /// The call was dropped. Python's objects go where Python runs.
    fn drop(&mut self) {
        if let Some(awaited) = self.awaited.take() {
            self.inbox.leave(Item::Discarded { _awaited: awaited });
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
