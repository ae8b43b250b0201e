//! Who makes a call: what a call in the core needs Python for goes to its caller.
//!
//! A line for the log, a signature by the shop's own signer, a piece of a document to write: each is an errand, done where
//! the call was made, that is on the thread that blocks or on the event loop that awaits. So threads of the runtime never
//! wait for Python, and the shop's code finds its own thread or its own loop.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::inbox::Inbox;
use crate::logging::{self, Level};

static COPY_CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

tokio::task_local! {
    static CALLER: Arc<Caller>;
}

/// Something to do in Python. What it raises is not an error of the call: it is KeyboardInterrupt and the like.
pub(crate) type Errand = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// The caller of one call.
pub(crate) struct Caller {
    desk: Desk,
    logs_from: Level,
    /// What the shop's own code raised: the cause of the call's failure.
    raised: Mutex<Option<PyErr>>,
}

enum Desk {
    /// A thread, which looks after each poll of the call.
    Thread(Mutex<Vec<Errand>>),
    /// An event loop, and the context variables of the code that made the call: the shop's own code finds its request in
    /// them, for logs and traces.
    Loop { inbox: Arc<Inbox>, context: Arc<Py<PyAny>> },
}

impl Caller {
    /// The calling thread.
    pub(crate) fn thread(py: Python<'_>) -> PyResult<Arc<Self>> {
        Self::new(py, Desk::Thread(Mutex::default()))
    }

    /// An event loop.
    pub(crate) fn event_loop(py: Python<'_>, inbox: Arc<Inbox>) -> PyResult<Arc<Self>> {
        let context = COPY_CONTEXT.import(py, "contextvars", "copy_context")?.call0()?.unbind();
        Self::new(py, Desk::Loop { inbox, context: Arc::new(context) })
    }

    fn new(py: Python<'_>, desk: Desk) -> PyResult<Arc<Self>> {
        Ok(Arc::new(Self { desk, logs_from: logging::threshold(py)?, raised: Mutex::default() }))
    }

    /// The caller of the call that is being polled or dropped.
    pub(crate) fn current() -> Option<Arc<Self>> {
        CALLER.try_with(Arc::clone).ok()
    }

    /// Makes this the caller of all that happens in `call`.
    pub(crate) fn of<F: Future>(self: &Arc<Self>, call: F) -> impl Future<Output = F::Output> + use<F> {
        CALLER.scope(Arc::clone(self), call)
    }

    /// Whether records of this level are wanted.
    pub(crate) fn logs(&self, level: Level) -> bool {
        level >= self.logs_from
    }

    /// Has an errand done.
    pub(crate) fn send(&self, errand: Errand) {
        match &self.desk {
            Desk::Thread(errands) => errands.lock().unwrap_or_else(PoisonError::into_inner).push(errand),
            Desk::Loop { inbox, context } => {
                let context = Arc::clone(context);
                inbox.post(Box::new(move |py| {
                    let errand = Once { errand: Mutex::new(Some(errand)) };
                    context.bind(py).call_method1("run", (errand,)).map(drop)
                }));
            }
        }
    }

    /// Whether errands wait for the calling thread.
    pub(crate) fn is_waited_for(&self) -> bool {
        matches!(&self.desk, Desk::Thread(errands) if !errands.lock().unwrap_or_else(PoisonError::into_inner).is_empty())
    }

    /// Does the errands that wait for the calling thread.
    pub(crate) fn run_errands(&self, py: Python<'_>) -> PyResult<()> {
        let Desk::Thread(errands) = &self.desk else { return Ok(()) };
        let errands = std::mem::take(&mut *errands.lock().unwrap_or_else(PoisonError::into_inner));
        errands.into_iter().try_for_each(|errand| errand(py))
    }

    /// Whether the caller is an event loop.
    pub(crate) fn awaits(&self) -> bool {
        matches!(self.desk, Desk::Loop { .. })
    }

    /// Keeps what the shop's own code raised.
    pub(crate) fn keep_raised(&self, error: PyErr) {
        *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Whether the shop's own code raised something.
    pub(crate) fn has_raised(&self) -> bool {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// What the shop's own code raised, if it did.
    pub(crate) fn take_raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// An errand as a callable of Python's.
#[pyclass(frozen, module = "amazonpay._native")]
struct Once {
    errand: Mutex<Option<Errand>>,
}

#[pymethods]
impl Once {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let errand = self.errand.lock().unwrap_or_else(PoisonError::into_inner).take();
        errand.map_or(Ok(()), |errand| errand(py))
    }
}

/// Whether it ends more than the call: KeyboardInterrupt, SystemExit and the like.
pub(crate) fn ends_more(py: Python<'_>, error: &PyErr) -> bool {
    !error.is_instance_of::<PyException>(py)
}
