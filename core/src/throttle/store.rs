//! Where a throttle's state is kept: a text for each bucket, changed by compare-and-swap.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// Keeps the state of a throttle's buckets, so that several processes can share one budget.
///
/// A store knows nothing of tokens: it holds one short text under each bucket's name, and replaces it when it is still
/// the one that the caller has read. What the text says is worked out by the client, in one place, whatever keeps it.
/// [`MemoryThrottleStore`] is the default; with the cargo feature `redis` there is `RedisThrottleStore`.
///
/// A store that fails or takes longer than a second stops no call: the client then throttles by itself for a while, as
/// if it were alone, says so once in its log, and asks the store again a few seconds later.
#[async_trait]
pub trait ThrottleStore: fmt::Debug + Send + Sync + 'static {
    /// Reads the state of `bucket`.
    ///
    /// # Errors
    /// Whatever keeps the store from telling. The text must hold no secret: it is logged.
    async fn load(&self, bucket: &str) -> Result<StoredBucket, ThrottleStoreError>;

    /// Writes `new` if the state is still `old` (`None`: there is none), and returns whether it was. It may be forgotten
    /// after `keep`, when it would say the same as no state.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    async fn replace(
        &self,
        bucket: &str,
        old: Option<&str>,
        new: &str,
        keep: Duration,
    ) -> Result<bool, ThrottleStoreError>;
}

/// What a [`ThrottleStore`] answers.
#[derive(Debug, Clone, Default)]
pub struct StoredBucket {
    /// The text last written; `None` when there is none.
    pub state: Option<String>,
    /// The store's own time, if it has one: then the clocks of a fleet may differ. `None`: the client's clock counts.
    pub now: Option<Timestamp>,
}

/// Why a [`ThrottleStore`] could not tell.
pub type ThrottleStoreError = Box<dyn Error + Send + Sync>;

/// Keeps the buckets of this process. Clients that are given the same one share their budget.
#[derive(Debug, Default)]
pub struct MemoryThrottleStore {
    buckets: Mutex<HashMap<String, String>>,
}

impl MemoryThrottleStore {
    /// A store without any bucket: all are full.
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl ThrottleStore for MemoryThrottleStore {
    async fn load(&self, bucket: &str) -> Result<StoredBucket, ThrottleStoreError> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(StoredBucket { state: buckets.get(bucket).cloned(), now: None })
    }

    async fn replace(
        &self,
        bucket: &str,
        old: Option<&str>,
        new: &str,
        _: Duration,
    ) -> Result<bool, ThrottleStoreError> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.get(bucket).map(String::as_str) != old {
            return Ok(false);
        }
        buckets.insert(bucket.to_owned(), new.to_owned());
        Ok(true)
    }
}
