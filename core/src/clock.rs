//! Time as the client sees it, so that a test can move it.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use async_trait::async_trait;

/// Tells the time and waits.
///
/// Everything in the client that depends on time goes through this trait: the date in a signature, the pause
/// before a retry, the overall deadline. [`SystemClock`] is the default; tests hand in a clock that they move.
#[async_trait]
pub trait Clock: Debug + Send + Sync + 'static {
    /// The present moment, as it goes into `x-amz-pay-date`.
    fn now(&self) -> jiff::Timestamp;

    /// Time that has passed since some fixed moment; never goes backwards, unlike [`Clock::now`].
    fn elapsed(&self) -> Duration;

    /// Completes once `duration` has passed.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Debug, Clone)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose [`elapsed`](Clock::elapsed) counts from now.
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
