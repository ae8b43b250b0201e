//! The client's buttons: the configuration of one, JSON in and JSON out.

use amazonpay::error::Error;
use amazonpay::operation::JsonText;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::client::Client;
use crate::{asyncio, blocking, failure};

#[pymethods]
impl Client {
    /// The button that a `ButtonRequest` asks for, as a `Button`: encoded, signed, nothing sent.
    fn button_config(&self, py: Python<'_>, request: String) -> PyResult<Py<PyAny>> {
        let client = self.core(py)?;
        let outcome = blocking::run(py, async { client.button_from_json(&request).await })?;
        text(py, outcome)
    }

    /// As `button_config`, awaited.
    fn button_config_async(&self, py: Python<'_>, request: String) -> PyResult<Py<PyAny>> {
        let client = self.core(py)?;
        asyncio::start(py, async move { client.button_from_json(&request).await }, text)
    }
}

fn text(py: Python<'_>, outcome: Result<JsonText, Error>) -> PyResult<Py<PyAny>> {
    let json = outcome.map_err(|error| failure::exception(py, error))?;
    Ok(PyString::from_encoded_object(&pyo3::types::PyBytes::new(py, &json), None, None)?.into_any().unbind())
}
