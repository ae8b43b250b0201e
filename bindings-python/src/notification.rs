//! `_native.NotificationVerifier`: verifies notifications and confirms subscriptions.

use std::sync::Arc;

use amazonpay::dynamic;
use amazonpay::error::ConfigError;
use amazonpay::notification::{
    Notification, NotificationError, NotificationVerifierBuilder, SigningCertificate,
    SubscriptionConfirmation,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::sync::PyOnceLock;
use serde_json::{Map, Value};

use crate::process::PerProcess;
use crate::sandbox::Sandbox;
use crate::{asyncio, blocking, failure};

static FROM_NATIVE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

type Verifier = Arc<amazonpay::notification::NotificationVerifier>;

/// Verifies notifications with settings of its own.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct NotificationVerifier {
    settings: Map<String, Value>,
    /// Whether it belongs to a sandbox, and so to the sandbox's process.
    is_sandboxes: bool,
    /// The certificates, among others: a fetch that was under way at a fork never ends in the child.
    verifier: PerProcess<Verifier>,
}

impl NotificationVerifier {
    fn core(&self, py: Python<'_>) -> PyResult<Verifier> {
        let anew = || {
            if self.is_sandboxes {
                return Err(Refused::Foreign);
            }
            build(amazonpay::notification::NotificationVerifier::builder(), &self.settings)
                .map_err(Refused::Settings)
        };
        self.verifier.get_or_make(anew).cloned().map_err(|refused| match refused {
            Refused::Settings(error) => failure::configuration(py, error),
            Refused::Foreign => crate::sandbox::foreign(),
        })
    }
}

enum Refused {
    Settings(ConfigError),
    Foreign,
}

fn build(
    builder: NotificationVerifierBuilder,
    settings: &Map<String, Value>,
) -> Result<Verifier, ConfigError> {
    builder.settings(settings)?.build().map(Arc::new)
}

#[pymethods]
impl NotificationVerifier {
    /// With settings by name, a JSON object; with a sandbox, one that accepts its notifications and goes by its clock.
    #[new]
    #[pyo3(signature = (settings, sandbox=None))]
    fn new(py: Python<'_>, settings: &str, sandbox: Option<PyRef<'_, Sandbox>>) -> PyResult<Self> {
        let settings = dynamic::settings(settings).map_err(|error| failure::configuration(py, error))?;
        let builder = match &sandbox {
            None => Ok(amazonpay::notification::NotificationVerifier::builder()),
            Some(sandbox) => sandbox.running()?.notification_verifier(),
        };
        let verifier = builder
            .and_then(|builder| build(builder, &settings))
            .map_err(|error| failure::configuration(py, error))?;
        Ok(Self { settings, is_sandboxes: sandbox.is_some(), verifier: PerProcess::new(verifier) })
    }

    /// Verifies a body as it came. With a certificate, PEM, nothing is fetched.
    #[pyo3(signature = (body, certificate=None))]
    fn verify(&self, py: Python<'_>, body: PyBackedBytes, certificate: Option<&str>) -> PyResult<Verified> {
        let verifier = self.core(py)?;
        let outcome = match certificate {
            Some(pem) => py.detach(|| {
                let certificate = SigningCertificate::from_pem(pem)?;
                verifier.verify_with_certificate(&body, &certificate)
            }),
            None => blocking::run(py, verifier.verify(&body))?,
        };
        verified(py, outcome)
    }

    /// As `verify`, awaited.
    fn verify_async(&self, py: Python<'_>, body: PyBackedBytes) -> PyResult<Py<PyAny>> {
        let verifier = self.core(py)?;
        // A copy: the last user of Python's bytes would need the GIL to let them go.
        let body = body.to_vec();
        asyncio::start(py, async move { verifier.verify(&body).await }, |py, outcome| {
            Ok(Py::new(py, verified(py, outcome)?)?.into_any())
        })
    }

    /// Confirms a subscription that was verified.
    fn confirm_subscription(&self, py: Python<'_>, verified: PyRef<'_, Verified>) -> PyResult<()> {
        let verifier = self.core(py)?;
        let confirmation = verified.confirmation()?;
        let outcome = blocking::run(py, verifier.confirm_subscription(&confirmation))?;
        outcome.map_err(|error| exception(py, &error))
    }

    /// As `confirm_subscription`, awaited.
    fn confirm_subscription_async(
        &self,
        py: Python<'_>,
        verified: PyRef<'_, Verified>,
    ) -> PyResult<Py<PyAny>> {
        let verifier = self.core(py)?;
        let confirmation = verified.confirmation()?;
        let confirm = async move { verifier.confirm_subscription(&confirmation).await };
        asyncio::start(py, confirm, |py, outcome| match outcome {
            Ok(()) => Ok(py.None()),
            Err(error) => Err(exception(py, &error)),
        })
    }

    /// Where the certificate is that a body claims to be signed with.
    fn certificate_url(&self, py: Python<'_>, body: PyBackedBytes) -> PyResult<String> {
        let url = self.core(py)?.certificate_url(&body).map_err(|error| exception(py, &error))?;
        Ok(url.into())
    }
}

/// A notification that was verified. There is no way to make one but to verify it.
#[pyclass(frozen, module = "amazonpay._native")]
pub(crate) struct Verified {
    notification: Notification,
}

impl Verified {
    fn confirmation(&self) -> PyResult<SubscriptionConfirmation> {
        match &self.notification {
            Notification::SubscriptionConfirmation(confirmation) => Ok(confirmation.clone()),
            _ => Err(PyTypeError::new_err("expected the confirmation of a subscription")),
        }
    }
}

#[pymethods]
impl Verified {
    /// What it says: a JSON object.
    fn text(&self) -> String {
        self.notification.to_json()
    }
}

fn verified(py: Python<'_>, outcome: Result<Notification, NotificationError>) -> PyResult<Verified> {
    outcome.map(|notification| Verified { notification }).map_err(|error| exception(py, &error))
}

/// The exception that `amazonpay.notification` makes of a refusal.
fn exception(py: Python<'_>, error: &NotificationError) -> PyErr {
    FROM_NATIVE
        .import(py, "amazonpay.notification", "_refusal")
        .and_then(|refusal| refusal.call1((error.kind().as_str(), error.to_string(), error.is_retryable())))
        .map_or_else(|failure| failure, PyErr::from_value)
}
