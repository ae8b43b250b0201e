//! Which process this is, and values that belong to one process only.

use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use pyo3::prelude::*;

/// How often this process's line of ancestors has forked, as far as Python knows.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// A process. Its id alone could come back: a grandchild may get that of a grandparent that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Process {
    id: u32,
    forks: u32,
}

impl Process {
    fn current() -> Self {
        Self { id: std::process::id(), forks: FORKS.load(Ordering::Relaxed) }
    }
}

/// Python calls it in each child right after a fork.
#[pyfunction]
fn after_fork_in_child() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// Has Python tell of forks, where there are any.
pub(crate) fn watch_forks(py: Python<'_>) -> PyResult<()> {
    let os = py.import("os")?;
    let Ok(register) = os.getattr("register_at_fork") else { return Ok(()) };
    let hooks = pyo3::types::PyDict::new(py);
    hooks.set_item("after_in_child", wrap_pyfunction!(after_fork_in_child, py)?)?;
    register.call((), Some(&hooks))?;
    Ok(())
}

/// A value that a child process makes anew after a fork, leaving the parent's alone.
///
/// The child has a copy of the parent's memory, but none of its threads: a lock that one of them held stays locked for
/// ever, and a connection is shared with a parent that goes on using it. So the child neither uses nor drops the parent's
/// value, it leaks it. For the same reason there is no lock in here.
pub(crate) struct PerProcess<T> {
    current: AtomicPtr<Made<T>>,
}

struct Made<T> {
    process: Process,
    value: T,
}

impl<T: Send + Sync> PerProcess<T> {
    /// Nothing yet.
    pub(crate) const fn empty() -> Self {
        Self { current: AtomicPtr::new(std::ptr::null_mut()) }
    }

    /// A value for this process.
    pub(crate) fn new(value: T) -> Self {
        let made = Made { process: Process::current(), value };
        Self { current: AtomicPtr::new(Box::into_raw(Box::new(made))) }
    }

    /// This process's value, made when there is none. Two threads may make one at the same time; both get the same.
    pub(crate) fn get_or_make<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let process = Process::current();
        let found = self.current.load(Ordering::Acquire);
        #[expect(
            unsafe_code,
            reason = "the pointer is null or came from Box::into_raw; what it points to is freed in Drop at the earliest, \
                      which the borrow of self keeps away"
        )]
        let found_here = unsafe { found.as_ref() }.filter(|made| made.process == process);
        if let Some(made) = found_here {
            return Ok(&made.value);
        }
        let made = Box::into_raw(Box::new(Made { process, value: make()? }));
        match self.current.compare_exchange(found, made, Ordering::AcqRel, Ordering::Acquire) {
            // What was found is the parent's and leaked on purpose.
            Ok(_) =>
            {
                #[expect(unsafe_code, reason = "it has just come from Box::into_raw; as above")]
                Ok(unsafe { &(*made).value })
            }
            Err(others) => {
                #[expect(
                    unsafe_code,
                    reason = "nobody else has seen `made`; `others` was put here by a thread of this process, as above"
                )]
                unsafe {
                    drop(Box::from_raw(made));
                    Ok(&(*others).value)
                }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let current = *self.current.get_mut();
        if current.is_null() {
            return;
        }
        #[expect(
            unsafe_code,
            reason = "it came from Box::into_raw, and whoever drops self holds no borrow of it"
        )]
        let made = unsafe { Box::from_raw(current) };
        if made.process != Process::current() {
            std::mem::forget(made);
        }
    }
}
