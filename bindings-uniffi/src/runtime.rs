//! The runtime that sends: one a process, made when it is first needed.

use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use amazonpay::error::ConfigError;
use tokio::runtime::{Builder, Runtime};
use tokio_util::task::AbortOnDropHandle;

use crate::error::AmazonPayError;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// This process's runtime. It is never shut down.
fn runtime() -> io::Result<&'static Runtime> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = Builder::new_multi_thread().thread_name("amazonpay").enable_all().build()?;
    if let Err(superfluous) = RUNTIME.set(made) {
        // Another thread was faster.
        superfluous.shutdown_background();
    }
    RUNTIME.get().ok_or_else(|| io::Error::other("the runtime is gone"))
}

/// A call under way on the runtime's threads. Dropped, it is aborted, and the request in flight with it.
pub(crate) type Running<T> = AbortOnDropHandle<Result<T, AmazonPayError>>;

/// Begins a call on the runtime's threads.
pub(crate) fn begin<T, F>(call: F) -> Result<Running<T>, AmazonPayError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, AmazonPayError>> + Send + 'static,
{
    let runtime = runtime().map_err(|error| {
        ConfigError::new("runtime", format!("the operating system gives no threads: {error}"))
    })?;
    Ok(AbortOnDropHandle::new(runtime.spawn(call)))
}

/// Does something on the runtime's threads that nobody waits for.
#[cfg(feature = "sandbox")]
pub(crate) fn detach(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = runtime() {
        runtime.spawn(work);
    }
}

/// What has come of a call. A panic in it is an error like others: no language is shown one.
pub(crate) async fn outcome<T>(running: &mut Running<T>) -> Result<T, AmazonPayError> {
    match running.await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => Err(AmazonPayError::bug()),
        Err(_) => Err(AmazonPayError::closed("the call was ended before it had an answer")),
    }
}

/// Runs a call to its end. The language polls for it; the work is done on the runtime's threads.
pub(crate) async fn run<T, F>(call: F) -> Result<T, AmazonPayError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, AmazonPayError>> + Send + 'static,
{
    outcome(&mut begin(call)?).await
}

/// Does something that needs no runtime, on the language's own thread.
pub(crate) fn at_once<T>(work: impl FnOnce() -> Result<T, AmazonPayError>) -> Result<T, AmazonPayError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(AmazonPayError::bug()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_like_others() {
        let error = run::<(), _>(async { panic!("for the test") }).await.unwrap_err();
        assert!(matches!(&error, AmazonPayError::Bug { details } if details.outcome_unknown), "{error:?}");
        let error = at_once::<()>(|| panic!("for the test")).unwrap_err();
        assert!(matches!(error, AmazonPayError::Bug { .. }), "{error:?}");
    }

    #[tokio::test]
    async fn what_is_dropped_is_aborted() {
        struct TellsWhenDropped(Option<tokio::sync::oneshot::Sender<()>>);
        impl Drop for TellsWhenDropped {
            fn drop(&mut self) {
                let _ = self.0.take().map(|ended| ended.send(()));
            }
        }
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let guard = TellsWhenDropped(Some(ended));
        let call = run::<(), _>(async move {
            let _guard = guard;
            std::future::pending().await
        });
        assert!(tokio::time::timeout(Duration::from_millis(5), call).await.is_err());
        has_ended.await.unwrap();
    }
}
