//! A clock that only moves when somebody waits, so that tests of waiting take no time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use amazonpay::clock::Clock;
use async_trait::async_trait;
use jiff::Timestamp;

/// A clock that stands still until somebody sleeps, which returns at once and moves it by that much.
#[derive(Debug)]
pub struct MovedClock {
    started: Timestamp,
    sleeps: Mutex<Vec<Duration>>,
}

impl MovedClock {
    /// A clock that shows `started`.
    pub fn at(started: Timestamp) -> Self {
        Self { started, sleeps: Mutex::default() }
    }

    /// A clock that shows the machine's time, as of now.
    pub fn at_present() -> Self {
        Self::at(Timestamp::now())
    }

    /// Moves the clock without anybody sleeping.
    pub fn advance(&self, duration: Duration) {
        self.sleeps.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
    }

    /// How long each sleep was, in their order.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.sleeps.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        self.started.checked_add(self.elapsed()).unwrap_or(Timestamp::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.sleeps().iter().sum()
    }

    async fn sleep(&self, duration: Duration) {
        self.advance(duration);
        // A real sleep gives way to other tasks, and so does this one.
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleeping_moves_the_clock_at_once() {
        let clock = MovedClock::at(Timestamp::UNIX_EPOCH);
        clock.sleep(Duration::from_secs(3600)).await;
        clock.advance(Duration::from_millis(500));
        assert_eq!(clock.elapsed(), Duration::from_millis(3_600_500));
        assert_eq!(clock.now().as_millisecond(), 3_600_500);
        assert_eq!(clock.sleeps(), [Duration::from_secs(3600), Duration::from_millis(500)]);
    }
}
