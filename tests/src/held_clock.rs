//! A client's clock that stands still, and a way to know who waits on it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use amazonpay::clock::Clock;
use amazonpay_sandbox::SandboxClock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Shows the sandbox's time, which stands still until a test moves it, and tells when somebody sleeps on it.
///
/// A test then needs no pause of its own: it waits for the sleeper and moves the clock past it.
#[derive(Debug)]
pub struct HeldClock {
    sandbox: SandboxClock,
    started: Timestamp,
    sleeping: Mutex<u64>,
    sleepers: watch::Sender<Vec<(u64, Duration)>>,
}

impl HeldClock {
    /// A clock that shows what `sandbox` shows, and holds it there.
    pub fn holding(sandbox: &SandboxClock) -> Arc<Self> {
        let started = sandbox.freeze();
        Arc::new(Self {
            sandbox: sandbox.clone(),
            started,
            sleeping: Mutex::default(),
            sleepers: watch::Sender::default(),
        })
    }

    /// Moves the clock, the sandbox's too.
    pub fn advance(&self, by: Duration) {
        self.sandbox.advance(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }

    /// Completes when exactly `count` tasks sleep on the clock, with how long each wants to, in the order they came.
    pub async fn sleepers(&self, count: usize) -> Vec<Duration> {
        let mut sleepers = self.sleepers.subscribe();
        // The sender lives in `self`, so this can't fail while we wait.
        match sleepers.wait_for(|sleepers| sleepers.len() == count).await {
            Ok(sleepers) => sleepers.iter().map(|(_, duration)| *duration).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Completes when one task sleeps on the clock, with how long it wants to.
    pub async fn sleeper(&self) -> Duration {
        self.sleepers(1).await.first().copied().unwrap_or_default()
    }
}

/// Takes the sleeper off the list, also when its future is dropped.
struct Sleeper<'a> {
    clock: &'a HeldClock,
    number: u64,
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.clock.sleepers.send_modify(|sleepers| sleepers.retain(|(number, _)| *number != self.number));
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
        let number = {
            let mut sleeping = self.sleeping.lock().unwrap_or_else(PoisonError::into_inner);
            *sleeping += 1;
            *sleeping
        };
        let by = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        let until = self.sandbox.now().checked_add(by).unwrap_or(Timestamp::MAX);
        self.sleepers.send_modify(|sleepers| sleepers.push((number, duration)));
        let _sleeper = Sleeper { clock: self, number };
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
        assert_eq!(clock.sleeper().await, Duration::from_secs(60));
        clock.advance(Duration::from_secs(60));
        sleeper.await.ok();
        assert!(clock.sleepers(0).await.is_empty());
        assert_eq!(clock.elapsed(), Duration::from_secs(60));
    }
}
