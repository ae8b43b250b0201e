//! An answer, as Python sees it.

use amazonpay::dynamic::header_lines;
use amazonpay::operation::{JsonText, Response, ResponseMeta};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A successful answer. Its texts become Python objects when they are asked for.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Answer {
    object: Bytes,
    meta: ResponseMeta,
}

impl From<Response<JsonText>> for Answer {
    fn from(response: Response<JsonText>) -> Self {
        let (object, meta) = response.into_parts();
        Self { object: object.into_bytes(), meta }
    }
}

impl Answer {
    pub(crate) fn into_object(py: Python<'_>, answer: Self) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, answer)?.into_any())
    }
}

#[pymethods]
impl Answer {
    #[getter]
    fn object<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.object)
    }

    #[getter]
    fn request_id(&self) -> &str {
        &self.meta.request_id
    }

    #[getter]
    fn status(&self) -> u16 {
        self.meta.status
    }

    #[getter]
    fn retries(&self) -> u32 {
        self.meta.retries
    }

    #[getter]
    fn duration(&self) -> f64 {
        self.meta.duration.as_secs_f64()
    }

    #[getter]
    fn idempotency_key(&self) -> Option<&str> {
        self.meta.idempotency_key.as_deref()
    }

    #[getter]
    fn location(&self) -> Option<&str> {
        self.meta.location.as_deref()
    }

    /// All headers, a line each.
    #[getter]
    fn header_lines(&self) -> String {
        header_lines(&self.meta.headers)
    }

    #[getter]
    fn raw_body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.meta.raw_body)
    }

    /// Without the object, which may hold a buyer's name and address.
    fn __repr__(&self) -> String {
        let ResponseMeta { request_id, status, retries, .. } = &self.meta;
        format!("<Answer {status} {request_id} after {retries} retries>")
    }
}
