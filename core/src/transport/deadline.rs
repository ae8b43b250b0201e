//! Work that may take only so long by a clock.

use std::future::Future;
use std::time::Duration;

use crate::clock::Clock;

/// What `work` comes to, or `None` when the clock has run for `limit` first; `work` is dropped then.
///
/// Work that is done at once costs no look at the clock.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = async { clock.sleep(limit).await } => None,
    }
}
