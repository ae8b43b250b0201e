//! The answer of code in Python that was asked for something and may take its time.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

/// Takes the outcome, once.
type Recipient = Box<dyn FnOnce(PyResult<Bound<'_, PyAny>>) + Send>;

/// A callable that is given the result and None, or None and the exception.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Reply {
    recipient: Mutex<Option<Recipient>>,
}

impl Reply {
    pub(crate) fn to(recipient: impl FnOnce(PyResult<Bound<'_, PyAny>>) + Send + 'static) -> Self {
        Self { recipient: Mutex::new(Some(Box::new(recipient))) }
    }
}

#[pymethods]
impl Reply {
    fn __call__(&self, result: Bound<'_, PyAny>, raised: Option<Bound<'_, PyAny>>) {
        let recipient = self.recipient.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(recipient) = recipient {
            recipient(match raised {
                None => Ok(result),
                Some(raised) => Err(PyErr::from_value(raised)),
            });
        }
    }
}
