//! Token buckets per merchant and operation, on the sandbox's clock; off unless asked for.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many requests an operation takes before it answers 429 `TooManyRequests`.
///
/// Every operation of every merchant has a bucket of its own: `write` for POST, PATCH and DELETE, `read` for GET.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/throttling.html>.
///
/// ```
/// use amazonpay_sandbox::Throttle;
///
/// let live = Throttle::live();
/// assert_eq!((live.write.capacity, live.write.refill_per_second), (10.0, 1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Throttle {
    /// The bucket of operations that change something.
    pub write: Bucket,
    /// The bucket of operations that read.
    pub read: Bucket,
}

/// The size of a token bucket and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bucket {
    /// Requests that may come at once; at least 1.
    pub capacity: f64,
    /// Requests a second that come back, in the sandbox's time; 0 never refills.
    pub refill_per_second: f64,
}

impl Throttle {
    /// The quotas that the guide gave for live accounts: writes 10 + 1/s, reads 20 + 2/s.
    pub const fn live() -> Self {
        Self {
            write: Bucket { capacity: 10.0, refill_per_second: 1.0 },
            read: Bucket { capacity: 20.0, refill_per_second: 2.0 },
        }
    }

    /// The quotas that the guide gave for sandbox accounts: writes 2 + 0.5/s, reads 5 + 1/s.
    pub const fn sandbox() -> Self {
        Self {
            write: Bucket { capacity: 2.0, refill_per_second: 0.5 },
            read: Bucket { capacity: 5.0, refill_per_second: 1.0 },
        }
    }

    /// Checks the limits that the buckets have.
    ///
    /// # Errors
    /// A sentence that names the field: a capacity below 1, a refill below 0, or either not a finite number.
    pub fn check(&self) -> Result<(), String> {
        for (name, bucket) in [("write", self.write), ("read", self.read)] {
            if !bucket.capacity.is_finite() || bucket.capacity < 1.0 {
                return Err(format!("{name}.capacity: expected 1 or more, found {}", bucket.capacity));
            }
            if !bucket.refill_per_second.is_finite() || bucket.refill_per_second < 0.0 {
                return Err(format!(
                    "{name}.refillPerSecond: expected 0 or more, found {}",
                    bucket.refill_per_second
                ));
            }
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Throttling {
    settings: RwLock<Option<Throttle>>,
    levels: Mutex<HashMap<(Arc<str>, &'static str), Level>>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    tokens: f64,
    at: Timestamp,
}

impl Throttling {
    pub(crate) fn settings(&self) -> Option<Throttle> {
        *self.settings.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the quotas and fills all buckets.
    pub(crate) fn set(&self, settings: Option<Throttle>) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
        self.levels.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Takes a token; false when the bucket is empty.
    pub(crate) fn admit(
        &self,
        merchant: &Arc<str>,
        operation: &'static str,
        reads: bool,
        now: Timestamp,
    ) -> bool {
        let Some(settings) = self.settings() else { return true };
        let bucket = if reads { settings.read } else { settings.write };
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let level = levels
            .entry((Arc::clone(merchant), operation))
            .or_insert(Level { tokens: bucket.capacity, at: now });
        // A clock that was moved back must not drain the bucket.
        let passed = now.duration_since(level.at).as_secs_f64().max(0.0);
        level.tokens = (level.tokens + passed * bucket.refill_per_second).min(bucket.capacity);
        level.at = now;
        if level.tokens < 1.0 {
            return false;
        }
        level.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn each_operation_of_each_merchant_has_its_own_bucket_that_refills_with_the_clock() {
        let throttling = Throttling::default();
        let (one, two): (Arc<str>, Arc<str>) = ("ONE".into(), "TWO".into());
        let noon = Timestamp::UNIX_EPOCH;
        assert!((0..100).all(|_| throttling.admit(&one, "charges.create", false, noon)), "off by default");
        throttling.set(Some(Throttle::sandbox()));
        let admitted = |merchant, operation, reads, now| {
            (0..50).take_while(|_| throttling.admit(merchant, operation, reads, now)).count()
        };
        assert_eq!(admitted(&one, "charges.create", false, noon), 2);
        assert_eq!(admitted(&one, "charges.capture", false, noon), 2);
        assert_eq!(admitted(&two, "charges.create", false, noon), 2);
        assert_eq!(admitted(&one, "charges.get", true, noon), 5);
        let later = noon + SignedDuration::from_secs(2);
        assert_eq!(admitted(&one, "charges.create", false, later), 1);
        assert_eq!(admitted(&one, "charges.create", false, noon), 0, "a clock moved back refills nothing");
        assert_eq!(admitted(&one, "charges.create", false, later + SignedDuration::from_hours(1)), 2);
    }

    #[test]
    fn the_quotas_are_the_guides() {
        let figures = |throttle: Throttle| {
            [throttle.write, throttle.read].map(|bucket| (bucket.capacity, bucket.refill_per_second))
        };
        assert_eq!(figures(Throttle::live()), [(10.0, 1.0), (20.0, 2.0)]);
        assert_eq!(figures(Throttle::sandbox()), [(2.0, 0.5), (5.0, 1.0)]);
    }

    #[test]
    fn impossible_buckets_are_refused_by_name() {
        let mut throttle = Throttle::live();
        throttle.read.capacity = 0.5;
        assert_eq!(throttle.check().unwrap_err(), "read.capacity: expected 1 or more, found 0.5");
        throttle = Throttle::live();
        throttle.write.refill_per_second = -1.0;
        assert_eq!(throttle.check().unwrap_err(), "write.refillPerSecond: expected 0 or more, found -1");
    }
}
