//! A throttle on the client's side, so that a batch of calls doesn't drown itself in 429s.
//!
//! Amazon Pay gives every operation of an account a token bucket, and answers 429 `TooManyRequests` when it is empty
//! (<https://developer.amazon.com/docs/amazon-pay-api-v2/api-throttling-limits.html>). Retries survive that, but each costs
//! a round trip, and a large batch runs out of them. With a [`Throttle`] the client keeps the same account of tokens and
//! waits before it sends.
//!
//! - Off unless asked for.
//! - Calls of one operation wait in a line: first come, first served. A call that is dropped leaves the line and takes
//!   no token.
//! - Waiting counts towards the call's total time-out. A call whose turn would come too late fails at once with
//!   [`Error::Timeout`](crate::error::Error::Timeout); nothing of it was sent, so nothing is in doubt.
//! - A 429 all the same means that others use the account too, or that its quota is smaller: the bucket is emptied,
//!   stays closed for as long as `Retry-After` says, and fills half as fast, recovering by a hundredth of the quota a
//!   second.
//! - Several processes share one budget through a [`ThrottleStore`].

mod bucket;
mod gate;
mod line;
mod quota;
#[cfg(feature = "redis")]
mod redis_store;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use gate::{Gate, TooLate};
pub use quota::Quota;
#[cfg(feature = "redis")]
pub use redis_store::RedisThrottleStore;
pub use store::{MemoryThrottleStore, StoredBucket, ThrottleStore, ThrottleStoreError};

use crate::error::ConfigError;
use crate::operation;

/// How a client holds its calls back; [`ClientBuilder::throttle`](crate::config::ClientBuilder::throttle) takes it.
///
/// By default every operation has the bucket that [`Quota::of`] gives it for the client's region and environment, kept
/// in this process and by this client alone.
///
/// ```
/// use amazonpay::config::{ClientBuilder, Region};
/// use amazonpay::signing::PrivateKey;
/// use amazonpay::throttle::{Quota, Throttle};
///
/// let pay = ClientBuilder::new()
///     .public_key_id("LIVE-AB12CD34")
///     .private_key(PrivateKey::generate()?)
///     .region(Region::Eu)
///     .throttle(Throttle::default().operation("charges.create", Quota::new(10.0, 4.0)))
///     .build()?;
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Throttle {
    write: Option<Quota>,
    read: Option<Quota>,
    operations: BTreeMap<String, Quota>,
    store: Option<Arc<dyn ThrottleStore>>,
}

impl Throttle {
    /// The bucket of each operation that writes (POST, PATCH, DELETE) and has none of its own.
    #[must_use]
    pub fn write(mut self, quota: Quota) -> Self {
        self.write = Some(quota);
        self
    }

    /// The bucket of each operation that reads (GET) and has none of its own.
    #[must_use]
    pub fn read(mut self, quota: Quota) -> Self {
        self.read = Some(quota);
        self
    }

    /// The bucket of one operation, by its name in the table of operations, such as `charges.create`.
    #[must_use]
    pub fn operation(mut self, name: impl Into<String>, quota: Quota) -> Self {
        self.operations.insert(name.into(), quota);
        self
    }

    /// Where the buckets are kept; by default in the client. Clients with the same store, key id, region and environment
    /// share their buckets.
    #[must_use]
    pub fn store(mut self, store: Arc<dyn ThrottleStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Checks the quotas, and that the operations are there.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (whose, quota) in [("what writes", &self.write), ("what reads", &self.read)] {
            quota.as_ref().map_or(Ok(()), |quota| quota.check(whose))?;
        }
        for (name, quota) in &self.operations {
            if operation::by_name(name).is_none() {
                return Err(ConfigError::new(
                    "throttle",
                    format!(
                        "expected a name from the table of operations such as \"charges.create\", found {name:?}"
                    ),
                ));
            }
            quota.check(name)?;
        }
        Ok(())
    }
}
