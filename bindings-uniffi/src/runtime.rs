//! The runtime that sends: one a process, made when it is first needed.

use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

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

/// The runtime, or what becomes an error of the call.
fn available() -> Result<&'static Runtime, ConfigError> {
    runtime().map_err(|error| {
        ConfigError::new("runtime", format!("the operating system gives no threads: {error}"))
    })
}

/// A call under way on the runtime's threads. Dropped, it is aborted, and the request in flight with it.
pub(crate) type Running<T> = AbortOnDropHandle<Result<T, AmazonPayError>>;

/// Begins a call on the runtime's threads.
pub(crate) fn begin<T, F>(call: F) -> Result<Running<T>, AmazonPayError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, AmazonPayError>> + Send + 'static,
{
    Ok(AbortOnDropHandle::new(available()?.spawn(call)))
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

/// Signs, on the language's own thread when the key is in this process: that only computes, and so is spared the way to
/// another thread and back. What has to wait for a signer goes on as other calls do.
pub(crate) async fn sign<T, F>(signing: F) -> Result<T, AmazonPayError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, AmazonPayError>> + Send + 'static,
{
    let mut signing = Box::pin(signing);
    let first = {
        // For the clock by which a signer is given up.
        let _entered = available()?.enter();
        catch_unwind(AssertUnwindSafe(|| signing.as_mut().poll(&mut Context::from_waker(Waker::noop()))))
    };
    match first {
        Ok(Poll::Ready(outcome)) => outcome,
        // Polled again there, it tells whom to wake.
        Ok(Poll::Pending) => run(signing).await,
        Err(_) => Err(AmazonPayError::bug()),
    }
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

    #[test]
    fn a_signature_is_made_on_the_thread_that_asks_unless_it_has_to_wait() {
        let here = std::thread::current().id();
        let caller = Builder::new_current_thread().build().unwrap();
        let signed = caller.block_on(sign(async { Ok(std::thread::current().id()) })).unwrap();
        assert_eq!(signed, here);
        let waited = caller.block_on(sign(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(std::thread::current().id())
        }));
        assert_ne!(waited.unwrap(), here);
        let error = caller.block_on(sign::<(), _>(async { panic!("for the test") })).unwrap_err();
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
