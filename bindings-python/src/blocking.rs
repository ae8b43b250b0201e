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

use crate::caller::Caller;
use crate::ending::Inside;
use crate::failure::{Failure, bug};
use crate::runtime::runtime;

/// How often the main thread looks for signals such as Ctrl-C.
pub(crate) const BETWEEN_SIGNALS: Duration = Duration::from_millis(50);

/// What a call comes to, or the exception for its failure.
pub(crate) fn call<F, T, E>(py: Python<'_>, call: F) -> PyResult<T>
where
    F: Future<Output = Result<T, E>> + Send,
    T: Send,
    E: Failure + Send,
{
    let inside = Inside::enter(py);
    let caller = Caller::thread(py)?;
    drive(py, &inside, &caller, call)?.map_err(|error| error.exception(py, caller.take_raised()))
}

/// What any work comes to.
pub(crate) fn run<F>(py: Python<'_>, work: F) -> PyResult<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    let inside = Inside::enter(py);
    let caller = Caller::thread(py)?;
    drive(py, &inside, &caller, work)
}

/// Signing and encoding run on the calling thread; the connections are the runtime's. The GIL is free meanwhile.
///
/// On the main thread Python's signal handlers get their turn, and what they raise (KeyboardInterrupt, most often) ends the
/// call at once: the request is dropped.
pub(crate) fn drive<F>(py: Python<'_>, inside: &Inside, caller: &Arc<Caller>, work: F) -> PyResult<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    let runtime = runtime()?;
    let mut work = pin!(Some(caller.of(work)));
    let alarm = Arc::new(Alarm { thread: thread::current(), rung: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut patience = Some(BETWEEN_SIGNALS);
    loop {
        let step = inside.outside(py, || {
            let _entered = runtime.enter();
            match work.as_mut().as_pin_mut() {
                Some(work) => alarm.drive(work, caller, &mut Context::from_waker(&waker), patience),
                None => Step::Panicked,
            }
        });
        let went = match step {
            Step::Done(output) => {
                caller.run_errands(py)?;
                return Ok(output);
            }
            Step::Errands => caller.run_errands(py),
            Step::Pause => look_for_signals(py, &mut patience),
            Step::Panicked => Err(bug()),
        };
        if let Err(error) = went {
            inside.outside(py, || {
                let _entered = runtime.enter();
                work.set(None);
            });
            caller.run_errands(py)?;
            return Err(error);
        }
    }
}

/// Handlers run on the main thread only; other threads needn't wake up for them again.
fn look_for_signals(py: Python<'_>, patience: &mut Option<Duration>) -> PyResult<()> {
    let threading = py.import("threading")?;
    if !threading.call_method0("current_thread")?.is(&threading.call_method0("main_thread")?) {
        *patience = None;
    }
    py.check_signals()
}

enum Step<T> {
    Done(T),
    Errands,
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
    /// Polls the work whenever it asks for it, until there is something to do in Python or `patience` is over.
    fn drive<F: Future>(
        &self,
        mut work: Pin<&mut F>,
        caller: &Caller,
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
            match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
                Ok(Poll::Ready(output)) => return Step::Done(output),
                Ok(Poll::Pending) if caller.is_waited_for() => return Step::Errands,
                Ok(Poll::Pending) => {}
                Err(_) => return Step::Panicked,
            }
        }
    }
}
