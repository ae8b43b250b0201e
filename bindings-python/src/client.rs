//! The client, as the typed faces `AmazonPay` and `AsyncAmazonPay` use it.

use std::sync::Arc;

use amazonpay::AmazonPay;
use amazonpay::config::ClientBuilder;
use amazonpay::error::{ConfigError, Error};
use amazonpay::operation::{CallOptions, JsonText, OperationInput, Response};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::process::PerProcess;
use crate::sandbox::Sandbox;
use crate::{asyncio, blocking, failure};

/// Signs and sends, for one merchant's key in one region.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Client {
    builder: ClientBuilder,
    /// The open connections, among others: each process has its own.
    client: PerProcess<AmazonPay>,
}

impl Client {
    /// The client of this process: a cheap copy, which a call keeps alive.
    pub(crate) fn core(&self, py: Python<'_>) -> PyResult<AmazonPay> {
        self.client
            .get_or_make(|| self.builder.clone().build())
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
        let _ = signer;
        let mut builder = builder(settings, from_env).map_err(|error| failure::configuration(py, error))?;
        if let Some(sandbox) = sandbox {
            builder = builder.clock(Arc::new(sandbox.clock()?));
        }
        let client = builder.clone().build().map_err(|error| failure::configuration(py, error))?;
        Ok(Self { builder, client: PerProcess::new(client) })
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

    #[pyo3(signature = (operation, path_parameters, query=None, body=None, options=None))]
    fn execute(
        &self,
        py: Python<'_>,
        operation: String,
        path_parameters: Vec<String>,
        query: Option<PyBackedStr>,
        body: Option<PyBackedStr>,
        options: Option<PyBackedStr>,
    ) -> PyResult<Answer> {
        let client = self.core(py)?;
        let call = async {
            let input = input(path_parameters, query.as_deref(), body.as_deref())?;
            client.execute(&operation, input, call_options(options.as_deref())?).await
        };
        answer(py, blocking::run(py, call)?)
    }

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
        let client = self.core(py)?;
        let call = async move {
            let input = input(path_parameters, query.as_deref(), body.as_deref())?;
            client.execute(&operation, input, call_options(options.as_deref())?).await
        };
        asyncio::start(py, call, awaited_answer)
    }
}

fn answer(py: Python<'_>, outcome: Result<Response<JsonText>, Error>) -> PyResult<Answer> {
    outcome.map(Answer::new).map_err(|error| failure::exception(py, error))
}

fn awaited_answer(py: Python<'_>, outcome: Result<Response<JsonText>, Error>) -> PyResult<Py<PyAny>> {
    Ok(Py::new(py, answer(py, outcome)?)?.into_any())
}

fn builder(settings: &str, from_env: bool) -> Result<ClientBuilder, ConfigError> {
    let settings: Map<String, Value> = serde_json::from_str(settings)
        .map_err(|error| ConfigError::new("settings", format!("expected a JSON object: {error}")))?;
    if from_env { ClientBuilder::from_env_under(&settings) } else { ClientBuilder::from_settings(&settings) }
}

/// The texts of a call, each checked to be JSON.
fn input(
    path_parameters: Vec<String>,
    query: Option<&str>,
    body: Option<&str>,
) -> Result<OperationInput, ConfigError> {
    Ok(OperationInput { path_parameters, query: json("query", query)?, body: json("body", body)? })
}

fn json(field: &'static str, text: Option<&str>) -> Result<Option<Box<RawValue>>, ConfigError> {
    let parsed: Result<Option<Box<RawValue>>, _> = text.map(serde_json::from_str).transpose();
    parsed.map_err(|error| ConfigError::new(field, format!("expected JSON: {error}")))
}

fn call_options(text: Option<&str>) -> Result<CallOptions, ConfigError> {
    let parsed: Result<Option<CallOptions>, _> = text.map(serde_json::from_str).transpose();
    Ok(parsed.map_err(|error| ConfigError::new("options", error.to_string()))?.unwrap_or_default())
}
