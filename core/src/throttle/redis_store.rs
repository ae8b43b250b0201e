//! The buckets on Redis: one budget for a fleet.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use redis::Script;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::sync::OnceCell;

use super::{StoredBucket, ThrottleStore, ThrottleStoreError};
use crate::error::ConfigError;

/// Together below the client's own patience with a store.
const CONNECTION_TIMEOUT: Duration = Duration::from_millis(400);
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(400);

/// State and time in one step, so that no state is younger than the time it is read at.
const LOAD: &str = "local time = redis.call('TIME')
return {redis.call('GET', KEYS[1]), time[1], time[2]}";

const REPLACE: &str = "local held = redis.call('GET', KEYS[1])
if held ~= (ARGV[1] == 'held' and ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1";

/// Keeps the buckets on a Redis server (5 or newer), for clients in many processes that share one account's quota.
///
/// Time is the server's, so the clocks of the fleet may differ. Each bucket is one key,
/// `amazonpay:throttle:{environment}:{region}:{public key id}:{operation}`, and every change is one atomic script. What is
/// written expires by itself. The connection is made at the first call and again when it breaks.
///
/// ```
/// use std::sync::Arc;
/// use amazonpay::throttle::{RedisThrottleStore, Throttle};
///
/// let store = Arc::new(RedisThrottleStore::open("redis://redis.internal:6379/0")?);
/// let client = amazonpay::AmazonPay::builder().throttle(Throttle::default().store(store));
/// # let _ = client;
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
pub struct RedisThrottleStore {
    client: redis::Client,
    connection: OnceCell<ConnectionManager>,
    load: Script,
    replace: Script,
}

impl RedisThrottleStore {
    /// A store at `url`: `redis://[user:password@]host[:port][/database]`, or `unix:///path`. For `rediss://` turn a TLS
    /// feature of the crate `redis` on, such as `tokio-rustls-comp`. Nothing is sent yet.
    ///
    /// # Errors
    /// When the URL is none that the crate `redis` knows. The URL is not repeated, for a password may be in it.
    pub fn open(url: &str) -> Result<Self, ConfigError> {
        let client = redis::Client::open(url).map_err(|error| {
            let reason = error.category();
            ConfigError::new(
                "throttle",
                format!(
                    "expected a Redis URL such as redis://localhost:6379, found one that won't do ({reason})"
                ),
            )
        })?;
        Ok(Self {
            client,
            connection: OnceCell::new(),
            load: Script::new(LOAD),
            replace: Script::new(REPLACE),
        })
    }

    /// The connection, which mends itself. Made at the first call, because that is sure to run on tokio.
    async fn connection(&self) -> Result<ConnectionManager, redis::RedisError> {
        let connection = self.connection.get_or_try_init(async || {
            let settings = ConnectionManagerConfig::new()
                .set_connection_timeout(Some(CONNECTION_TIMEOUT))
                .set_response_timeout(Some(RESPONSE_TIMEOUT))
                .set_number_of_retries(0);
            ConnectionManager::new_lazy_with_config(self.client.clone(), settings)
        });
        connection.await.cloned()
    }
}

/// The connection's address may hold a password.
impl fmt::Debug for RedisThrottleStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisThrottleStore").finish_non_exhaustive()
    }
}

#[async_trait]
impl ThrottleStore for RedisThrottleStore {
    async fn load(&self, bucket: &str) -> Result<StoredBucket, ThrottleStoreError> {
        let mut connection = self.connection().await?;
        let (state, seconds, microseconds): (Option<String>, i64, i64) =
            self.load.key(bucket).invoke_async(&mut connection).await?;
        let now =
            Timestamp::from_microsecond(seconds.saturating_mul(1_000_000).saturating_add(microseconds))?;
        Ok(StoredBucket { state, now: Some(now) })
    }

    async fn replace(
        &self,
        bucket: &str,
        old: Option<&str>,
        new: &str,
        keep: Duration,
    ) -> Result<bool, ThrottleStoreError> {
        let mut connection = self.connection().await?;
        let keep = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX);
        let mut script = self.replace.key(bucket);
        script
            .arg(if old.is_some() { "held" } else { "none" })
            .arg(old.unwrap_or_default())
            .arg(new)
            .arg(keep);
        Ok(script.invoke_async(&mut connection).await?)
    }
}
