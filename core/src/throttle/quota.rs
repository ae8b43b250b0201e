//! How large a bucket is and how fast it fills.

use crate::config::{Environment, Region};
use crate::error::ConfigError;

/// The size of a token bucket and how fast it fills.
///
/// ```
/// use amazonpay::config::{Environment, Region};
/// use amazonpay::throttle::Quota;
///
/// let writes = Quota::of(Region::Eu, Environment::Live, false);
/// assert_eq!(writes, Quota::new(10.0, 1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Quota {
    /// Requests that may go out at once; at least 1.
    pub capacity: f64,
    /// Requests a second that come back; above 0.
    pub refill_per_second: f64,
}

impl Quota {
    /// `capacity` requests at once, and `refill_per_second` requests a second after that.
    pub const fn new(capacity: f64, refill_per_second: f64) -> Self {
        Self { capacity, refill_per_second }
    }

    /// What one operation is given by default.
    ///
    /// Live 10 + 1/s for what writes and 20 + 2/s for what reads, sandbox 2 + 0.5/s and 5 + 1/s: the figures of the older
    /// guide, which are the same in all regions. The guide of version 2 lists figures for single operations that are
    /// higher for some, for instance 4/s for Create Charge in a live account
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/api-throttling-limits.html>): raise them by
    /// [`Throttle::operation`](super::Throttle::operation) when your account has them.
    pub const fn of(region: Region, environment: Environment, reads: bool) -> Self {
        match (region, environment, reads) {
            (Region::Na | Region::Eu | Region::Jp, Environment::Live, false) => Self::new(10.0, 1.0),
            (Region::Na | Region::Eu | Region::Jp, Environment::Live, true) => Self::new(20.0, 2.0),
            (Region::Na | Region::Eu | Region::Jp, Environment::Sandbox, false) => Self::new(2.0, 0.5),
            (Region::Na | Region::Eu | Region::Jp, Environment::Sandbox, true) => Self::new(5.0, 1.0),
        }
    }

    pub(super) fn check(&self, whose: &str) -> Result<(), ConfigError> {
        let Self { capacity, refill_per_second } = *self;
        if !(1.0..=MOST).contains(&capacity) {
            return Err(ConfigError::new(
                "throttle",
                format!("expected a capacity of 1 to {MOST} for {whose}, found {capacity}"),
            ));
        }
        if !(LEAST_REFILL..=MOST).contains(&refill_per_second) {
            return Err(ConfigError::new(
                "throttle",
                format!(
                    "expected a refill of {LEAST_REFILL} to {MOST} requests a second for {whose}, found \
                     {refill_per_second}"
                ),
            ));
        }
        Ok(())
    }
}

/// More is no limit any more.
const MOST: f64 = 1_000_000.0;
/// One request in a quarter of an hour; less is a mistake of units.
const LEAST_REFILL: f64 = 0.001;
