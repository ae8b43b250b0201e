//! The client, as the typed faces `AmazonPay` and `AsyncAmazonPay` use it.

use std::sync::Arc;

use amazonpay::AmazonPay;
use amazonpay::config::ClientBuilder;
use amazonpay::dynamic::{self, FileContents, OperationCall, RawCall};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::answer::Answer;
use crate::calls::{self, Patience};
use crate::ending::Inside;
use crate::failure::{self, Failure as _};
use crate::logging::{self, AttemptLog};
use crate::process::PerProcess;
use crate::sandbox::Sandbox;
use crate::signer::PythonSigner;
use crate::{asyncio, blocking};

/// Signs and sends, for one merchant's key in one region.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Client {
    builder: ClientBuilder,
    /// The signer in the builder, if it is Python's.
    signer: Option<PythonSigner>,
    /// The open connections, among others: each process has its own.
    client: PerProcess<AmazonPay>,
}

impl Client {
    /// The client of this process: a cheap copy, which a call keeps alive.
    pub(crate) fn core(&self, py: Python<'_>) -> PyResult<AmazonPay> {
        self.client
            .get_or_make(|| self.builder.clone().unshared()?.build())
            .cloned()
            .map_err(|error| failure::configuration(py, error))
    }
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (settings, *, signer=None, sandbox=None, from_env=false))]
    fn new(
        py: Python<'_>,
        settings: &str,
        signer: Option<Bound<'_, PyAny>>,
        sandbox: Option<PyRef<'_, Sandbox>>,
        from_env: bool,
    ) -> PyResult<Self> {
        let _inside = Inside::enter(py);
        logging::prepare(py)?;
        failure::prepare(py)?;
        let builder = match from_env {
            true => dynamic::client_builder_over_env(settings, signer.is_some()),
            false => dynamic::client_builder(settings),
        };
        let mut builder =
            builder.map_err(|error| failure::configuration(py, error))?.observer(Arc::new(AttemptLog));
        let signer = signer.map(PythonSigner::new).transpose();
        let signer = signer.map_err(|error| failure::configuration(py, error))?;
        if let Some(signer) = &signer {
            builder = builder.signer(Arc::new(signer.clone()));
        }
        if let Some(sandbox) = sandbox {
            builder = builder.clock(Arc::new(sandbox.clock()?));
        }
        let client = builder.clone().build().map_err(|error| failure::configuration(py, error))?;
        Ok(Self { builder, signer, client: PerProcess::new(client) })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.signer.as_ref().map_or(Ok(()), |signer| signer.traverse(&visit))
    }

    #[getter]
    fn public_key_id(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.config().public_key_id().as_str().to_owned())
    }

    #[getter]
    fn region(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.config().region().to_string())
    }

    #[getter]
    fn environment(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.config().environment().to_string())
    }

    #[getter]
    fn algorithm(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.config().algorithm().to_string())
    }

    #[getter]
    fn endpoint(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.config().base_url().to_string())
    }

    #[getter]
    fn checkout_script_url(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.core(py)?.checkout_script_url().to_string())
    }

    /// Calls an operation by its name, with JSON texts in and out.
    #[pyo3(signature = (operation, path_parameters, query=None, body=None, options=None))]
    fn execute(
        &self,
        py: Python<'_>,
        operation: String,
        path_parameters: Vec<String>,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> PyResult<Answer> {
        let call = OperationCall { operation, path_parameters, query, body, options };
        blocking::call(py, calls::execute(self.core(py)?, call))
    }

    /// As `execute`, awaited.
    #[pyo3(signature = (operation, path_parameters, query=None, body=None, options=None))]
    fn execute_async(
        &self,
        py: Python<'_>,
        operation: String,
        path_parameters: Vec<String>,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> PyResult<Py<PyAny>> {
        let call = OperationCall { operation, path_parameters, query, body, options };
        asyncio::call(py, calls::execute(self.core(py)?, call), Answer::into_object)
    }

    /// Calls any method and path.
    #[pyo3(signature = (method, path, query=None, body=None, options=None))]
    fn call(
        &self,
        py: Python<'_>,
        method: String,
        path: String,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> PyResult<Answer> {
        let call = RawCall { method, path, query, body, options };
        blocking::call(py, calls::call(self.core(py)?, call))
    }

    /// As `call`, awaited.
    #[pyo3(signature = (method, path, query=None, body=None, options=None))]
    fn call_async(
        &self,
        py: Python<'_>,
        method: String,
        path: String,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> PyResult<Py<PyAny>> {
        let call = RawCall { method, path, query, body, options };
        asyncio::call(py, calls::call(self.core(py)?, call), Answer::into_object)
    }

    /// The query of the page after this answer; none after the last.
    #[pyo3(signature = (operation, query, answer))]
    fn next_page(
        &self,
        py: Python<'_>,
        operation: &str,
        query: Option<&str>,
        answer: &[u8],
    ) -> PyResult<Option<String>> {
        dynamic::next_page(operation, query, answer).map_err(|error| error.exception(py, None))
    }

    /// Waits until a charge or a refund is decided.
    #[pyo3(signature = (resource, id, max_wait=None, until_final=false, *, first=None, growth=None, longest=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn wait_for(
        &self,
        py: Python<'_>,
        resource: String,
        id: String,
        max_wait: Option<f64>,
        until_final: bool,
        first: Option<f64>,
        growth: Option<f64>,
        longest: Option<f64>,
    ) -> PyResult<Answer> {
        let patience = Patience { max_wait, until_final, first, growth, longest };
        blocking::call(py, calls::wait_for(self.core(py)?, resource, id, patience))
    }

    /// As `wait_for`, awaited.
    #[pyo3(signature = (resource, id, max_wait=None, until_final=false, *, first=None, growth=None, longest=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn wait_for_async(
        &self,
        py: Python<'_>,
        resource: String,
        id: String,
        max_wait: Option<f64>,
        until_final: bool,
        first: Option<f64>,
        growth: Option<f64>,
        longest: Option<f64>,
    ) -> PyResult<Py<PyAny>> {
        let patience = Patience { max_wait, until_final, first, growth, longest };
        let wait = calls::wait_for(self.core(py)?, resource, id, patience);
        asyncio::call(py, wait, Answer::into_object)
    }

    /// Fetches a report's document and hands it to `write` piece by piece.
    #[pyo3(signature = (report_document_id, write, progress=None))]
    fn download(
        &self,
        py: Python<'_>,
        report_document_id: String,
        write: Py<PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Answer> {
        blocking::call(py, calls::download(self.core(py)?, report_document_id, write, progress))
    }

    /// As `download`, awaited; `write` may be async.
    #[pyo3(signature = (report_document_id, write, progress=None))]
    fn download_async(
        &self,
        py: Python<'_>,
        report_document_id: String,
        write: Py<PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let download = calls::download(self.core(py)?, report_document_id, write, progress);
        asyncio::call(py, download, Answer::into_object)
    }

    /// Sends the contents of a file to the address that `files.upload` gave.
    #[pyo3(signature = (file, contents, content_type=None))]
    fn send_contents(
        &self,
        py: Python<'_>,
        file: String,
        contents: Vec<u8>,
        content_type: Option<String>,
    ) -> PyResult<()> {
        let contents = FileContents { file, contents: contents.into(), content_type };
        blocking::call(py, contents.send(self.core(py)?))
    }

    /// As `send_contents`, awaited.
    #[pyo3(signature = (file, contents, content_type=None))]
    fn send_contents_async(
        &self,
        py: Python<'_>,
        file: String,
        contents: Vec<u8>,
        content_type: Option<String>,
    ) -> PyResult<Py<PyAny>> {
        let contents = FileContents { file, contents: contents.into(), content_type };
        asyncio::call(py, contents.send(self.core(py)?), |py, ()| Ok(py.None()))
    }

    /// Signs the payload of a button.
    fn button_signature(&self, py: Python<'_>, payload: String) -> PyResult<String> {
        let client = self.core(py)?;
        blocking::call(py, async move { client.button_signature(&payload).await })
    }

    /// As `button_signature`, awaited.
    fn button_signature_async(&self, py: Python<'_>, payload: String) -> PyResult<Py<PyAny>> {
        let client = self.core(py)?;
        asyncio::call(py, async move { client.button_signature(&payload).await }, text)
    }

    /// Configures a button: JSON in and out.
    fn button_config(&self, py: Python<'_>, request: String) -> PyResult<String> {
        blocking::call(py, calls::button(self.core(py)?, request))
    }

    /// As `button_config`, awaited.
    fn button_config_async(&self, py: Python<'_>, request: String) -> PyResult<Py<PyAny>> {
        asyncio::call(py, calls::button(self.core(py)?, request), text)
    }
}

fn text(py: Python<'_>, text: String) -> PyResult<Py<PyAny>> {
    Ok(PyString::new(py, &text).into_any().unbind())
}
