//! Calls that block: the calling thread drives them itself, without the GIL.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use crate::failure::bug;
use crate::runtime::runtime;

/// How often the main thread looks for signals such as Ctrl-C.
pub(crate) const BETWEEN_SIGNALS: Duration = Duration::from_millis(50);

/// What `future` comes to. Signing and encoding run on the calling thread; the connections are the runtime's.
///
/// The GIL is free meanwhile. On the main thread Python's signal handlers get their turn, and what they raise
/// (KeyboardInterrupt, most often) ends the call at once: the request is dropped.
pub(crate) fn run<F>(py: Python<'_>, future: F) -> PyResult<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    let runtime = runtime()?;
    let mut future = pin!(Some(future));
    let alarm = Arc::new(Alarm { thread: thread::current(), rung: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut patience = Some(BETWEEN_SIGNALS);
    loop {
        let step = py.detach(|| {
            let _entered = runtime.enter();
            match future.as_mut().as_pin_mut() {
                Some(future) => alarm.drive(future, &mut Context::from_waker(&waker), patience),
                None => Step::Panicked,
            }
        });
        let ended = match step {
            Step::Done(output) => return Ok(output),
            Step::Panicked => Err(bug()),
            Step::Pause => py.check_signals(),
        };
        if let Err(error) = ended {
            py.detach(|| {
                let _entered = runtime.enter();
                future.set(None);
            });
            return Err(error);
        }
        // Handlers run on the main thread only; others needn't wake up for them.
        if !is_main_thread(py)? {
            patience = None;
        }
    }
}

fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    let threading = py.import("threading")?;
    Ok(threading.call_method0("current_thread")?.is(&threading.call_method0("main_thread")?))
}

enum Step<T> {
    Done(T),
    Pause,
    Panicked,
}

/// Wakes the thread that drives a call.
struct Alarm {
    thread: Thread,
    rung: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

impl Alarm {
    /// Polls the future whenever it asks for it, for `patience` at most.
    fn drive<F: Future>(
        &self,
        mut future: Pin<&mut F>,
        context: &mut Context<'_>,
        patience: Option<Duration>,
    ) -> Step<F::Output> {
        let began = Instant::now();
        loop {
            while !self.rung.swap(false, Ordering::Acquire) {
                match patience.map(|patience| patience.saturating_sub(began.elapsed())) {
                    None => thread::park(),
                    Some(Duration::ZERO) => return Step::Pause,
                    Some(left) => thread::park_timeout(left),
                }
            }
            match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
                Ok(Poll::Ready(output)) => return Step::Done(output),
                Ok(Poll::Pending) => {}
                Err(_) => return Step::Panicked,
            }
        }
    }
}
