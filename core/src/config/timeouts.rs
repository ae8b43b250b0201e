//! How long the client waits.

use std::time::Duration;

use crate::error::ConfigError;

/// Longer than this is a mistake of units, and deadlines near the end of time overflow.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the client waits: for a connection, for one answer, and for the whole call with its retries.
///
/// ```
/// use std::time::Duration;
/// use amazonpay::config::Timeouts;
///
/// let timeouts = Timeouts::default();
/// assert_eq!(timeouts.connect, Duration::from_secs(5));
/// assert_eq!(timeouts.attempt, Duration::from_secs(30));
/// assert_eq!(timeouts.total, Duration::from_secs(90));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For name resolution, TCP and TLS; by default 5 s.
    pub connect: Duration,
    /// For one attempt, from the connection to the answer's last byte; by default 30 s.
    pub attempt: Duration,
    /// For the call as a whole, with all its attempts and the waits between them; by default 90 s.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(30),
            total: Duration::from_secs(90),
        }
    }
}

impl Timeouts {
    /// Checks each by itself and all together.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Self { connect, attempt, total } = *self;
        // From the longest to the shortest: a default below has given way to what is wrong above.
        for (field, value) in
            [("total_timeout", total), ("attempt_timeout", attempt), ("connect_timeout", connect)]
        {
            check_duration(field, value)?;
        }
        let longer = |field, value, other, limit| {
            ConfigError::new(
                field,
                format!("{value:?} is longer than the {other} of {limit:?}; shorten it or raise {other}"),
            )
        };
        if connect > attempt {
            return Err(longer("connect_timeout", connect, "attempt_timeout", attempt));
        }
        if attempt > total {
            return Err(longer("attempt_timeout", attempt, "total_timeout", total));
        }
        Ok(())
    }
}

/// Checks that a time-out, also one of a single call, is above nothing and at most a day.
pub(crate) fn check_duration(field: &'static str, value: Duration) -> Result<(), ConfigError> {
    if value.is_zero() {
        return Err(ConfigError::new(field, "is 0; expected a time above 0"));
    }
    if value > LONGEST {
        return Err(ConfigError::new(
            field,
            format!("{value:?} is longer than a day; check the unit and lower it"),
        ));
    }
    Ok(())
}
