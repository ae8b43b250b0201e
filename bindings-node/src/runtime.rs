//! The runtime that sends: one a process, whatever the number of environments, made when it is first needed.

use std::io;
use std::num::NonZero;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// This process's runtime. It is never shut down: environments end, and worker threads begin and end, while others use it.
pub(crate) fn runtime() -> io::Result<&'static Runtime> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    // One core is left to JavaScript: with a thread on each, the event loop waits for its turn behind signatures, which
    // take a quarter of a millisecond each.
    let threads = available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
    let made =
        Builder::new_multi_thread().worker_threads(threads).thread_name("amazonpay").enable_all().build()?;
    if let Err(superfluous) = RUNTIME.set(made) {
        // Another thread was faster.
        superfluous.shutdown_background();
    }
    RUNTIME.get().ok_or_else(|| io::Error::other("the runtime is gone"))
}
