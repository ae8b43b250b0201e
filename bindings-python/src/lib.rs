//! The native module `amazonpay._native`: private to the Python package around it, and as small as can be.
//!
//! What crosses the border is JSON text and a few plain values. A blocking call is driven by the thread that makes it
//! (`blocking`), an awaited one by the runtime's threads (`asyncio`), which never touch Python: what they need it for goes to
//! the event loop (`caller`, `inbox`, `messenger`). A forked child makes all of it anew (`process`), and the interpreter can end meanwhile (`ending`).

mod answer;
mod asyncio;
mod blocking;
mod caller;
mod calls;
mod client;
mod ending;
mod failure;
mod inbox;
mod logging;
mod messenger;
mod money;
mod notification;
mod process;
mod reply;
mod runtime;
mod sandbox;
mod signer;
mod transfer;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::answer::Answer;
    #[pymodule_export]
    use crate::client::Client;
    #[pymodule_export]
    use crate::money::check_money;
    #[pymodule_export]
    use crate::notification::{NotificationVerifier, Verified};
    #[pymodule_export]
    use crate::sandbox::{Sandbox, sandbox_command};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("ERROR_KINDS", pyo3::types::PyTuple::new(py, crate::failure::kinds())?)?;
        crate::process::watch_forks(py)?;
        crate::ending::watch(py)
    }
}
