//! The runtime that sends: one a process, whatever the number of environments, made when it is first needed.

use std::io;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// This process's runtime. It is never shut down: environments end, and worker threads begin and end, while others use it.
pub(crate) fn runtime() -> io::Result<&'static Runtime> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = Builder::new_multi_thread().thread_name("amazonpay").enable_all().build()?;
    if let Err(superfluous) = RUNTIME.set(made) {
        // Another thread was faster.
        superfluous.shutdown_background();
    }
    RUNTIME.get().ok_or_else(|| io::Error::other("the runtime is gone"))
}
