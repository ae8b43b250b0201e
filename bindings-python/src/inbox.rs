//! The way from the runtime's threads to an event loop.
//!
//! A thread of the runtime that waited for the GIL would hold up every other call. So what is for Python goes into the
//! inbox of its loop, and one thread, the messenger, asks the loop to look into it. Many answers cost one such errand.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyWeakrefReference;

use crate::caller::{Errand, ends_more};
use crate::ending::Inside;
use crate::messenger::messenger;

static INBOXES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// What waits for an event loop.
pub(crate) struct Inbox {
    event_loop: Py<PyWeakrefReference>,
    errands: Mutex<Vec<Errand>>,
    /// Whether the loop has been asked to look, and hasn't yet.
    announced: AtomicBool,
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
            errands: Mutex::default(),
            announced: AtomicBool::new(false),
        });
        inboxes.set_item(event_loop, Opener { inbox: Arc::clone(&inbox) })?;
        Ok(inbox)
    }

    /// Hands an errand over; the loop does it soon. Without the GIL, from any thread.
    pub(crate) fn post(self: &Arc<Self>, errand: Errand) {
        self.leave(errand);
        self.ask_to_look();
    }

    /// Leaves an errand for the next time that the loop looks, which nobody waits for.
    pub(crate) fn leave(&self, errand: Errand) {
        self.errands().push(errand);
    }

    fn ask_to_look(self: &Arc<Self>) {
        if !self.announced.swap(true, Ordering::AcqRel) {
            messenger().announce(Arc::clone(self));
        }
    }

    /// Asks the loop to look. When the loop is closed or gone nobody waits for the errands any more.
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

    fn take(&self) -> Vec<Errand> {
        std::mem::take(&mut *self.errands())
    }

    fn errands(&self) -> MutexGuard<'_, Vec<Errand>> {
        self.errands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Called by the loop: does what is in the inbox.
#[pyclass(frozen, module = "amazonpay._native")]
struct Opener {
    inbox: Arc<Inbox>,
}

#[pymethods]
impl Opener {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let _inside = Inside::enter(py);
        // Before looking, so that what comes from now on is announced anew.
        self.inbox.announced.store(false, Ordering::Release);
        let mut errands = self.inbox.take().into_iter();
        while let Some(errand) = errands.next() {
            match errand(py) {
                Ok(()) => {}
                Err(error) if ends_more(py, &error) => {
                    // The loop may be run again.
                    self.inbox.errands().splice(..0, errands);
                    self.inbox.ask_to_look();
                    return Err(error);
                }
                Err(error) => error.write_unraisable(py, None),
            }
        }
        Ok(())
    }
}
