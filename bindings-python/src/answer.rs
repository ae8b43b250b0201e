//! An answer, as Python sees it.

use amazonpay::error::ConfigError;
use amazonpay::operation::{JsonText, Response, ResponseMeta};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;
use serde_json::Value;

/// A successful answer. Its texts become Python objects when they are asked for.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Answer {
    object: Bytes,
    meta: ResponseMeta,
}

impl Answer {
    pub(crate) fn new(response: Response<JsonText>) -> Self {
        let (object, meta) = response.into_parts();
        Self { object: object.into_bytes(), meta }
    }

    /// An answer whose object is written as JSON here.
    pub(crate) fn of<T: Serialize>(response: Response<T>) -> Result<Self, ConfigError> {
        let (object, meta) = response.into_parts();
        Self::with(&object, meta)
    }

    pub(crate) fn with<T: Serialize>(object: &T, meta: ResponseMeta) -> Result<Self, ConfigError> {
        let object =
            serde_json::to_vec(object).map_err(|error| ConfigError::new("object", error.to_string()))?;
        Ok(Self { object: object.into(), meta })
    }

    /// The answer to a call of any path: as it came, or what stands for an answer without a body.
    pub(crate) fn raw(response: Response<Value>) -> Result<Self, ConfigError> {
        let body = response.meta().raw_body.clone();
        if body.is_empty() || (300..400).contains(&response.meta().status) {
            return Self::of(response);
        }
        let (_, meta) = response.into_parts();
        Ok(Self { object: body, meta })
    }

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
