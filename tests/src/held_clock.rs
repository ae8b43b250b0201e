//! A client's clock that stands still, and a way to know who waits on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amazonpay::clock::Clock;
use amazonpay_sandbox::SandboxClock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, mpsc};

/// Shows the sandbox's time, which stands still until a test moves it, and tells when somebody sleeps on it.
///
/// A test then needs no pause of its own: it waits for the sleeper and moves the clock past it.
#[derive(Debug)]
pub struct HeldClock {
    sandbox: SandboxClock,
    started: Timestamp,
    sleeping: AtomicUsize,
    begun: mpsc::UnboundedSender<Duration>,
    to_tell: Mutex<mpsc::UnboundedReceiver<Duration>>,
}

impl HeldClock {
    /// A clock that shows what `sandbox` shows, and holds it there.
    pub fn holding(sandbox: &SandboxClock) -> Arc<Self> {
        let started = sandbox.freeze();
        let (begun, to_tell) = mpsc::unbounded_channel();
        let (sandbox, to_tell) = (sandbox.clone(), Mutex::new(to_tell));
        Arc::new(Self { sandbox, started, sleeping: AtomicUsize::new(0), begun, to_tell })
    }

    /// Moves the clock, the sandbox's too.
    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }

    /// Completes when somebody begins to sleep, with how long for. Each sleep is told once, in the order they began.
    pub async fn next_sleep(&self) -> Duration {
        // The sender lives in `self`, so this can't fail while we wait.
        self.to_tell.lock().await.recv().await.unwrap_or_default()
    }

    /// How many sleep at the moment.
    pub fn sleeping(&self) -> usize {
        self.sleeping.load(Ordering::Relaxed)
    }
}

/// Counts a sleeper, until its future ends or is dropped.
struct Sleeper<'a>(&'a HeldClock);

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.0.sleeping.fetch_sub(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl Clock for HeldClock {
    fn now(&self) -> Timestamp {
        self.sandbox.now()
    }

    fn elapsed(&self) -> Duration {
        Duration::try_from(self.sandbox.now().duration_since(self.started)).unwrap_or_default()
    }

    async fn sleep(&self, duration: Duration) {
        let by = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        let until = self.sandbox.now().checked_add(by).unwrap_or(Timestamp::MAX);
        self.sleeping.fetch_add(1, Ordering::Relaxed);
        let _sleeper = Sleeper(self);
        // The receiver lives in `self`.
        let _told = self.begun.send(duration);
        self.sandbox.sleep_until(until).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_is_seen_and_woken_by_moving_the_clock() {
        let clock = HeldClock::holding(&SandboxClock::new());
        let sleeper = tokio::spawn({
            let clock = Arc::clone(&clock);
            async move { clock.sleep(Duration::from_secs(60)).await }
        });
        assert_eq!(clock.next_sleep().await, Duration::from_secs(60));
        clock.advance(Duration::from_secs(60));
        sleeper.await.ok();
        assert_eq!(clock.sleeping(), 0);
        assert_eq!(clock.elapsed(), Duration::from_secs(60));
    }
}
