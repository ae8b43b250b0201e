//! What a client's calls go through: the lines, the buckets in their store, and what to do when the store fails.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::bucket::{Bucket, Micros};
use super::line::{Line, Position};
use super::{MemoryThrottleStore, Quota, Throttle, ThrottleStore, ThrottleStoreError};
use crate::clock::Clock;
use crate::config::Config;
use crate::operation::OperationDescription;

/// A store that takes longer is not worth waiting for: the call has better things to do.
const STORE_PATIENCE: Duration = Duration::from_secs(1);
/// After a failure the store is left alone for so long.
const STORE_PAUSE: Duration = Duration::from_secs(5);
/// Whoever loses this often against others has met a store that doesn't work: each loss is somebody's token.
const MOST_LOST_RACES: u32 = 1_000;

/// A client's throttle at work.
pub(crate) struct Gate {
    throttle: Throttle,
    /// The quotas of operations that have none of their own: what writes, what reads.
    defaults: [Quota; 2],
    /// Before the operation in a bucket's name: whose quota it is.
    owner: String,
    clock: Arc<dyn Clock>,
    store: Arc<dyn ThrottleStore>,
    /// In place of a store that fails.
    local: MemoryThrottleStore,
    outage: Mutex<Option<Duration>>,
    lines: Mutex<HashMap<&'static str, Arc<Line>>>,
}

/// A call that would have to wait past its deadline.
#[derive(Debug)]
pub(crate) struct TooLate {
    /// How long it would have to wait.
    pub(crate) wait: Duration,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("throttle", &self.throttle)
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

impl Gate {
    /// The gate of a client, if its settings ask for one.
    pub(crate) fn new(config: &Config) -> Option<Self> {
        let throttle = config.throttle()?.clone();
        let (region, environment) = (config.region(), config.environment());
        let store = throttle.store.clone().unwrap_or_else(|| Arc::new(MemoryThrottleStore::new()));
        Some(Self {
            defaults: [
                throttle.write.unwrap_or_else(|| Quota::of(region, environment, false)),
                throttle.read.unwrap_or_else(|| Quota::of(region, environment, true)),
            ],
            throttle,
            owner: format!("amazonpay:throttle:{environment}:{region}:{}", config.public_key_id()),
            clock: Arc::clone(config.clock()),
            store,
            local: MemoryThrottleStore::new(),
            outage: Mutex::default(),
            lines: Mutex::default(),
        })
    }

    /// Waits for a token of the operation, in the order in which calls came. `deadline` is a moment of the clock's
    /// `elapsed`.
    ///
    /// # Errors
    /// At once when the wait would go past `deadline`.
    pub(crate) async fn pass(
        &self,
        operation: &'static OperationDescription,
        deadline: Duration,
    ) -> Result<(), TooLate> {
        let quota = self.quota(operation);
        let line = self.line(operation.name);
        let place = line.join(deadline);
        loop {
            match place.position() {
                Position::TooLate(turn) => {
                    return Err(TooLate { wait: turn.saturating_sub(self.clock.elapsed()) });
                }
                Position::Behind => place.changed().await,
                Position::First => {
                    let taken = self
                        .change(operation, |bucket, now| {
                            let taken = bucket.take(quota, now);
                            (taken.is_ok(), (taken, bucket.clone()))
                        })
                        .await;
                    let Some((Err(wait), bucket)) = taken else { return Ok(()) };
                    let elapsed = self.clock.elapsed();
                    if elapsed.saturating_add(wait) >= deadline {
                        return Err(TooLate { wait });
                    }
                    line.foresee(bucket, quota, elapsed);
                    tokio::select! {
                        () = self.clock.sleep(wait) => {}
                        () = place.changed() => {}
                    }
                }
            }
        }
    }

    /// A request of the operation that was sent at `sent` (by the clock's `elapsed`) was answered 429.
    pub(crate) async fn refused(
        &self,
        operation: &'static OperationDescription,
        sent: Duration,
        retry_after: Option<Duration>,
    ) {
        let quota = self.quota(operation);
        let ago = self.clock.elapsed().saturating_sub(sent);
        let ago = Micros::try_from(ago.as_micros()).unwrap_or(Micros::MAX);
        self.change(operation, |bucket, now| {
            bucket.refused(quota, now, now.saturating_sub(ago), retry_after);
            (true, ())
        })
        .await;
        self.line(operation.name).wake_first();
    }

    fn quota(&self, operation: &OperationDescription) -> Quota {
        let [write, read] = self.defaults;
        let default = if operation.is_read() { read } else { write };
        self.throttle.operations.get(operation.name).copied().unwrap_or(default)
    }

    fn line(&self, operation: &'static str) -> Arc<Line> {
        Arc::clone(self.lines.lock().unwrap_or_else(PoisonError::into_inner).entry(operation).or_default())
    }

    /// Changes an operation's bucket, wherever it is. `None` when even this process's own can't be changed, which never
    /// happens: a throttle that doesn't know lets calls pass.
    async fn change<T>(
        &self,
        operation: &OperationDescription,
        work: impl Fn(&mut Bucket, Micros) -> (bool, T),
    ) -> Option<T> {
        let quota = self.quota(operation);
        let name = format!("{}:{}", self.owner, operation.name);
        if self.store_may_be_asked() {
            let shared = change_in(self.store.as_ref(), &name, quota, self.clock.as_ref(), &work);
            match tokio::time::timeout(STORE_PATIENCE, shared).await {
                Ok(Ok(done)) => {
                    self.store_answered();
                    return Some(done);
                }
                Ok(Err(error)) => self.store_failed(&error.to_string()),
                Err(_) => self.store_failed(&format!("no answer in {STORE_PATIENCE:?}")),
            }
        }
        change_in(&self.local, &name, quota, self.clock.as_ref(), &work).await.ok()
    }

    fn store_may_be_asked(&self) -> bool {
        let outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        outage.is_none_or(|failed| self.clock.elapsed().saturating_sub(failed) >= STORE_PAUSE)
    }

    fn store_failed(&self, error: &str) {
        let mut outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        if outage.replace(self.clock.elapsed()).is_none() {
            tracing::warn!(
                error,
                "the throttle's store fails; this process throttles by itself until it is back"
            );
        }
    }

    fn store_answered(&self) {
        let mut outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        if outage.take().is_some() {
            tracing::info!("the throttle's store is back");
        }
    }
}

/// Reads a bucket, works on it and writes it back when `work` says so, until nobody else has written in between.
async fn change_in<T>(
    store: &dyn ThrottleStore,
    name: &str,
    quota: Quota,
    clock: &dyn Clock,
    work: impl Fn(&mut Bucket, Micros) -> (bool, T),
) -> Result<T, ThrottleStoreError> {
    for _ in 0..MOST_LOST_RACES {
        let stored = store.load(name).await?;
        let now = stored.now.unwrap_or_else(|| clock.now()).as_microsecond();
        // A state that can't be read was written by another version: it is replaced.
        let read = stored.state.as_deref().and_then(|state| serde_json::from_str(state).ok());
        let mut bucket = read.unwrap_or_else(|| Bucket::full(quota, now));
        let (changed, done) = work(&mut bucket, now);
        if !changed {
            return Ok(done);
        }
        let new = serde_json::to_string(&bucket)?;
        if store.replace(name, stored.state.as_deref(), &new, bucket.keep(quota)).await? {
            return Ok(done);
        }
    }
    Err("others have always been faster to write".into())
}
