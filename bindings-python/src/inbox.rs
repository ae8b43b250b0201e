//! The way from the runtime's threads to an event loop.
//!
//! A thread of the runtime that waited for the GIL would hold up every other call. So what is for Python goes into the
//! inbox of its loop, and one thread, the messenger, asks the loop to look into it. Many answers cost one such errand.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyWeakrefReference;

use crate::asyncio::Finish;
use crate::messenger::messenger;

static INBOXES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// What waits for an event loop.
pub(crate) struct Inbox {
    event_loop: Py<PyWeakrefReference>,
    items: Mutex<Vec<Item>>,
    /// Whether the loop has been asked to look, and hasn't yet.
    announced: AtomicBool,
}

/// Something for Python.
pub(crate) enum Item {
    /// A call has ended.
    Finished { awaited: Py<PyAny>, finish: Finish },
    /// A call was dropped; this is for giving its object back to Python.
    Discarded { _awaited: Py<PyAny> },
}

impl Inbox {
    /// The inbox of a loop, the same for all its calls.
    pub(crate) fn of(py: Python<'_>, event_loop: &Bound<'_, PyAny>) -> PyResult<Arc<Self>> {
        let inboxes = INBOXES.get_or_try_init(py, || {
            py.import("weakref")?.call_method0("WeakKeyDictionary").map(Bound::unbind)
        })?;
        let inboxes = inboxes.bind(py);
        let found = inboxes.call_method1("get", (event_loop,))?;
        if let Ok(found) = found.cast::<Opener>() {
            return Ok(Arc::clone(&found.get().inbox));
        }
        let inbox = Arc::new(Self {
            event_loop: PyWeakrefReference::new(event_loop)?.unbind(),
            items: Mutex::default(),
            announced: AtomicBool::new(false),
        });
        inboxes.set_item(event_loop, Opener { inbox: Arc::clone(&inbox) })?;
        Ok(inbox)
    }

    /// Hands an item over; the loop gets it soon. Without the GIL, from any thread.
    pub(crate) fn post(self: &Arc<Self>, item: Item) {
        self.leave(item);
        if !self.announced.swap(true, Ordering::AcqRel) {
            messenger().announce(Arc::clone(self));
        }
    }

    /// Leaves an item for the next time that the loop looks, which nobody waits for.
    pub(crate) fn leave(&self, item: Item) {
        self.items().push(item);
    }

    /// Asks the loop to look. When the loop is closed or gone nobody waits for the items any more.
    pub(crate) fn announce(self: &Arc<Self>, py: Python<'_>) {
        let asked = match self.event_loop.bind(py).upgrade() {
            Some(event_loop) => {
                let opener = Opener { inbox: Arc::clone(self) };
                event_loop.call_method1("call_soon_threadsafe", (opener,)).is_ok()
            }
            None => false,
        };
        if !asked {
            self.announced.store(false, Ordering::Release);
            drop(self.take());
        }
    }

    fn take(&self) -> Vec<Item> {
        std::mem::take(&mut *self.items())
    }

    fn items(&self) -> MutexGuard<'_, Vec<Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Called by the loop: opens the inbox.
#[pyclass(frozen, module = "amazonpay._native")]
struct Opener {
    inbox: Arc<Inbox>,
}

#[pymethods]
impl Opener {
    fn __call__(&self, py: Python<'_>) {
        // Before looking, so that what comes from now on is announced anew.
        self.inbox.announced.store(false, Ordering::Release);
        for item in self.inbox.take() {
            if let Item::Finished { awaited, finish } = item {
                let awaited = awaited.bind(py);
                if let Err(error) = settle(py, awaited, finish) {
                    error.write_unraisable(py, Some(awaited));
                }
            }
        }
    }
}

fn settle(py: Python<'_>, awaited: &Bound<'_, PyAny>, finish: Finish) -> PyResult<()> {
    // Cancelled in the meantime, most often.
    if awaited.call_method0("done")?.is_truthy()? {
        return Ok(());
    }
    match finish(py) {
        Ok(object) => awaited.call_method1("set_result", (object,))?,
        Err(error) => awaited.call_method1("set_exception", (error,))?,
    };
    Ok(())
}
