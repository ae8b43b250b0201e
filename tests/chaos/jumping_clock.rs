//! A client's clock that jumps: the date it tells is off, while its waiting stays that of the machine.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use amazonpay::clock::{Clock, SystemClock};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

/// The machine's clock, off by some seconds.
#[derive(Debug, Default)]
pub(crate) struct JumpingClock {
    machine: SystemClock,
    off_by: AtomicI64,
}

impl JumpingClock {
    /// Puts it off by so many seconds from the machine's time.
    pub(crate) fn jump(&self, seconds: i64) {
        self.off_by.store(seconds, Ordering::Relaxed);
    }
}

#[async_trait]
impl Clock for JumpingClock {
    fn now(&self) -> Timestamp {
        let now = self.machine.now();
        now.checked_add(SignedDuration::from_secs(self.off_by.load(Ordering::Relaxed))).unwrap_or(now)
    }

    fn elapsed(&self) -> Duration {
        self.machine.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        self.machine.sleep(duration).await;
    }
}
