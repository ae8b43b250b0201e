//! A signer of the shop's own, written in Python.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use amazonpay::dynamic::check_raw_signature;
use amazonpay::error::{ConfigError, SigningError};
use amazonpay::signing::{Algorithm, Signer};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};
use tokio::sync::oneshot;

use crate::caller::{Caller, ends_more};
use crate::reply::Reply;

static FROM_THREAD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static ON_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

const MODULE: &str = "amazonpay._signing";

/// Signs by a callable of Python's, `signer(algorithm, message) -> signature`, which may be `async`.
#[derive(Clone)]
pub(crate) struct PythonSigner {
    callable: Arc<Py<PyAny>>,
}

impl PythonSigner {
    /// # Errors
    /// When it can't be called.
    pub(crate) fn new(callable: Bound<'_, PyAny>) -> Result<Self, ConfigError> {
        if callable.is_callable() {
            // Imported here; what is wrong with that is told by the first call.
            let _ = FROM_THREAD.import(callable.py(), MODULE, "sign_from_thread");
            return Ok(Self { callable: Arc::new(callable.unbind()) });
        }
        let found = callable.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
        let message = format!("expected a callable signer(algorithm, message) -> bytes, found {found}");
        Err(ConfigError::new("signer", message))
    }
}

impl PythonSigner {
    /// Shows the callable to Python's search for cycles: it is a method of something that holds the client, often.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&*self.callable)
    }
}

impl fmt::Debug for PythonSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PythonSigner")
    }
}

#[async_trait::async_trait]
impl Signer for PythonSigner {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let Some(caller) = Caller::current() else {
            return Err(SigningError::new("a signer in Python is asked in calls from Python only"));
        };
        let (done, signed) = oneshot::channel();
        let signing = Signing::default();
        begin(&caller, Arc::clone(&self.callable), algorithm, message, done, signing.clone());
        let mut canceled = CancelWhenDropped { caller: &caller, signing: Some(signing) };
        let signature = signed.await;
        canceled.signing = None;
        signature.unwrap_or_else(|_| Err(SigningError::new("the event loop ended before the signer did")))
    }
}

/// What cancels a signature that is being made.
type Signing = Arc<Mutex<Option<Py<PyAny>>>>;

/// Has the caller ask the signer.
fn begin(
    caller: &Arc<Caller>,
    callable: Arc<Py<PyAny>>,
    algorithm: Algorithm,
    message: &[u8],
    done: oneshot::Sender<Result<Vec<u8>, SigningError>>,
    signing: Signing,
) {
    let message = message.to_vec();
    let of = Arc::clone(caller);
    let canceling = Arc::clone(&signing);
    let recipient = move |answer: PyResult<Bound<'_, PyAny>>| {
        // Python's object is let go here, where Python runs.
        drop(canceling.lock().unwrap_or_else(PoisonError::into_inner).take());
        let signature = match answer {
            Ok(answer) => signature(&answer),
            Err(raised) => Err(refusal(&of, raised)),
        };
        let _ = done.send(signature);
    };
    let awaits = caller.awaits();
    caller.send(Box::new(move |py| {
        let begin = if awaits { &ON_LOOP } else { &FROM_THREAD };
        let begin = begin.import(
            py,
            "amazonpay._signing",
            if awaits { "sign_on_loop" } else { "sign_from_thread" },
        )?;
        let message = PyBytes::new(py, &message);
        let reply = Bound::new(py, Reply::to(recipient))?;
        match begin.call1((&*callable, algorithm.as_str(), message, &reply)) {
            Ok(cancel) => {
                *signing.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel.unbind());
            }
            Err(error) if ends_more(py, &error) => return Err(error),
            Err(error) => {
                reply.call1((py.None(), error))?;
            }
        }
        Ok(())
    }));
}

/// The exception's text may hold anything, so it is the cause of the error and not part of its message.
fn refusal(caller: &Caller, raised: PyErr) -> SigningError {
    let name = Python::try_attach(|py| raised.get_type(py).name().map(|name| name.to_string()));
    let name = name.and_then(Result::ok).unwrap_or_else(|| "an exception".to_owned());
    caller.keep_raised(raised);
    SigningError::new(format!("the signer raised {name}, the cause of this exception"))
}

/// The bytes of a signature, if that is what the signer gave.
fn signature(answer: &Bound<'_, PyAny>) -> Result<Vec<u8>, SigningError> {
    const EXPECTED: &str = "bytes, the raw signature";
    let is_bytes = answer.is_instance_of::<PyBytes>()
        || answer.is_instance_of::<PyByteArray>()
        || answer.is_instance_of::<PyMemoryView>();
    let bytes: Result<Vec<u8>, _> = answer.extract();
    let (true, Ok(bytes)) = (is_bytes, bytes) else {
        let found =
            answer.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
        return Err(SigningError::new(format!("expected {EXPECTED}; the signer returned {found}")));
    };
    check_raw_signature(&bytes, EXPECTED)?;
    Ok(bytes)
}

/// Cancels the signature when the call ends without it: it was dropped, or its time was over.
struct CancelWhenDropped<'a> {
    caller: &'a Arc<Caller>,
    /// None when there is nothing to cancel any more.
    signing: Option<Signing>,
}

impl Drop for CancelWhenDropped<'_> {
    fn drop(&mut self) {
        let Some(signing) = self.signing.take() else { return };
        self.caller.send(Box::new(move |py| {
            let cancel = signing.lock().unwrap_or_else(PoisonError::into_inner).take();
            cancel.map_or(Ok(()), |cancel| cancel.call0(py).map(drop))
        }));
    }
}
