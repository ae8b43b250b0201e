//! How often and how patiently a request is sent again.

use std::time::Duration;

use super::timeouts::check_duration;
use crate::error::ConfigError;

/// How often and how patiently a request is sent again.
///
/// Before retry *n* (counted from 0) the client waits a random time between nothing and `base_delay × 2ⁿ`, at most
/// `max_delay` (full jitter), or what `Retry-After` says. It stops at `max_retries`, or when the total time-out would
/// pass. What is retried: [`Error::is_retryable`](crate::error::Error::is_retryable).
///
/// ```
/// use std::time::Duration;
/// use amazonpay::config::RetryPolicy;
///
/// let patient = RetryPolicy { max_retries: 6, ..RetryPolicy::default() };
/// assert_eq!(patient.base_delay, Duration::from_millis(500));
/// assert_eq!(RetryPolicy::none().max_retries, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a request is sent again at most; 0 to 20, by default 3.
    pub max_retries: u32,
    /// The longest wait before the first retry; it doubles with each. By default 500 ms.
    pub base_delay: Duration,
    /// The longest wait before any retry. By default 30 s, the longest that the guide suggests.
    pub max_delay: Duration,
}

impl RetryPolicy {
    /// No retries: the first answer or failure is the caller's.
    pub const fn none() -> Self {
        Self { max_retries: 0, base_delay: Duration::from_millis(500), max_delay: Duration::from_secs(30) }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_retries: 3, ..Self::none() }
    }
}

/// More than this is no patience but a loop.
const MOST_RETRIES: u32 = 20;

impl RetryPolicy {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Self { max_retries, base_delay, max_delay } = *self;
        check_max_retries(max_retries)?;
        // Also without retries, for a single call may ask for some.
        check_duration("retry_base_delay", base_delay)?;
        check_duration("retry_max_delay", max_delay)?;
        if base_delay > max_delay {
            return Err(ConfigError::new(
                "retry_base_delay",
                format!(
                    "{base_delay:?} is longer than the retry_max_delay of {max_delay:?}; shorten it or raise \
                     retry_max_delay"
                ),
            ));
        }
        Ok(())
    }
}

/// Checks a number of retries, also that of a single call.
pub(crate) fn check_max_retries(max_retries: u32) -> Result<(), ConfigError> {
    if max_retries > MOST_RETRIES {
        return Err(ConfigError::new(
            "max_retries",
            format!("is {max_retries}; expected at most {MOST_RETRIES}"),
        ));
    }
    Ok(())
}
