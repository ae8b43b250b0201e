//! The end of the interpreter, while threads still use it.
//!
//! Before version 3.14 Python ends a daemon thread that wants the GIL after the interpreter has been taken down, by
//! unwinding its stack. Were there frames of Rust on it, their destructors would let go of Python's objects without the
//! GIL, and bring the process down. So whoever is in here is counted, the interpreter's end waits until nobody is, and
//! whoever comes later is held for good, as Python itself does from 3.14 on.

use std::convert::Infallible;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use crate::messenger::end_messenger;
use crate::process::PerProcess;

/// What is done in here takes microseconds; what takes longer than this is stuck in the shop's own code.
const LONGEST_FAREWELL: Duration = Duration::from_secs(1);

static GATE: PerProcess<Gate> = PerProcess::empty();

struct Gate {
    /// How many threads are in code of Rust that uses Python.
    inside: AtomicUsize,
    /// The thread that ends the interpreter, once that begins.
    ended_by: OnceLock<ThreadId>,
}

fn gate() -> &'static Gate {
    let made: Result<_, Infallible> =
        GATE.get_or_make(|| Ok(Gate { inside: AtomicUsize::new(0), ended_by: OnceLock::new() }));
    match made {
        Ok(gate) => gate,
        Err(never) => match never {},
    }
}

impl Gate {
    fn try_enter(&self) -> bool {
        self.inside.fetch_add(1, Ordering::SeqCst);
        let free = self.ended_by.get().is_none_or(|ender| *ender == thread::current().id());
        if !free {
            self.leave();
        }
        free
    }

    fn leave(&self) {
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A thread that is in code of Rust and has the GIL.
pub(crate) struct Inside {
    gate: &'static Gate,
}

impl Inside {
    /// Does not come back when the interpreter is about to end, unless this is the thread that ends it.
    pub(crate) fn enter(py: Python<'_>) -> Self {
        let gate = gate();
        if !gate.try_enter() {
            py.detach(|| hold());
        }
        Self { gate }
    }

    /// Does `work` without the GIL, and outside.
    pub(crate) fn outside<T: Send>(&self, py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
        let gate = self.gate;
        py.detach(move || {
            gate.leave();
            let done = work();
            if !gate.try_enter() {
                hold();
            }
            done
        })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.gate.leave();
    }
}

fn hold() -> ! {
    loop {
        thread::park();
    }
}

/// Whether the interpreter is about to end.
pub(crate) fn is_near() -> bool {
    gate().ended_by.get().is_some()
}

#[pyfunction]
fn before_the_end(py: Python<'_>) {
    py.detach(|| {
        let gate = gate();
        let _ = gate.ended_by.set(thread::current().id());
        end_messenger(LONGEST_FAREWELL);
        let begun = Instant::now();
        while gate.inside.load(Ordering::SeqCst) > 0 && begun.elapsed() < LONGEST_FAREWELL {
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Has Python tell of its end.
pub(crate) fn watch(py: Python<'_>) -> PyResult<()> {
    let handler = wrap_pyfunction!(before_the_end, py)?;
    py.import("atexit")?.call_method1("register", (handler,))?;
    Ok(())
}
