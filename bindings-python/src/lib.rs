//! The native module `amazonpay._native`: private to the Python package around it, and as small as can be.

mod sandbox;
mod testing_runtime;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::sandbox::{Sandbox, sandbox_command};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
