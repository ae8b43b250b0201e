//! The sandbox's clock: the machine's time plus what a test has moved it by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use amazonpay::clock::Clock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Tells the sandbox's time, and moves it.
///
/// It runs with the machine's clock until it is moved ([`advance`](Self::advance), [`set`](Self::set)) or stopped
/// ([`freeze`](Self::freeze)). Everything in the sandbox that depends on time reads it: expiries, pending
/// authorizations, the date check of a signature, the throttle's buckets, a delay fault, the `Date` header.
/// Clones are the same clock.
///
/// It is a client's [`Clock`] as well: a client that is given the sandbox's clock is never more than a few
/// milliseconds off, however far the clock is moved, and its pauses end when the clock is moved past them.
///
/// ```
/// use amazonpay_sandbox::SandboxClock;
/// use jiff::SignedDuration;
///
/// let clock = SandboxClock::frozen_at("2026-11-24T17:29:18Z".parse()?);
/// clock.advance(SignedDuration::from_hours(8 * 24));
/// assert_eq!(clock.now().to_string(), "2026-12-02T17:29:18Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SandboxClock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    reading: Mutex<Reading>,
    moved: watch::Sender<()>,
    started: Instant,
}

#[derive(Debug, Clone, Copy)]
enum Reading {
    Running { offset: SignedDuration },
    Frozen { at: Timestamp },
}

impl Reading {
    fn now(self) -> Timestamp {
        match self {
            // Only a clock moved to the edge of the calendar saturates.
            Self::Running { offset } => saturating(Timestamp::now(), offset),
            Self::Frozen { at } => at,
        }
    }
}

fn saturating(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX })
}

impl SandboxClock {
    /// A clock that runs with the machine's.
    pub fn new() -> Self {
        Self::with(Reading::Running { offset: SignedDuration::ZERO })
    }

    /// A clock that stands at `at` until it is moved.
    pub fn frozen_at(at: Timestamp) -> Self {
        Self::with(Reading::Frozen { at })
    }

    fn with(reading: Reading) -> Self {
        let shared =
            Shared { reading: Mutex::new(reading), moved: watch::Sender::new(()), started: Instant::now() };
        Self { shared: Arc::new(shared) }
    }

    /// The sandbox's present moment.
    pub fn now(&self) -> Timestamp {
        self.read().now()
    }

    /// Whether the clock stands still until it is moved.
    pub fn is_frozen(&self) -> bool {
        matches!(self.read(), Reading::Frozen { .. })
    }

    /// How far the clock is ahead of the machine's (negative when behind).
    pub fn offset(&self) -> SignedDuration {
        match self.read() {
            Reading::Running { offset } => offset,
            Reading::Frozen { at } => at.duration_since(Timestamp::now()),
        }
    }

    /// Moves the clock by `by` (backwards when negative) and returns the new time. A running clock runs on.
    pub fn advance(&self, by: SignedDuration) -> Timestamp {
        self.change(|reading| match reading {
            Reading::Running { offset } => Reading::Running { offset: offset.saturating_add(by) },
            Reading::Frozen { at } => Reading::Frozen { at: saturating(at, by) },
        })
    }

    /// Sets the clock to `to`. A running clock runs on from there.
    pub fn set(&self, to: Timestamp) -> Timestamp {
        self.change(|reading| match reading {
            Reading::Running { .. } => Reading::Running { offset: to.duration_since(Timestamp::now()) },
            Reading::Frozen { .. } => Reading::Frozen { at: to },
        })
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) -> Timestamp {
        self.change(|reading| Reading::Frozen { at: reading.now() })
    }

    /// Lets a stopped clock run on from where it stands.
    pub fn resume(&self) -> Timestamp {
        self.change(|reading| Reading::Running { offset: reading.now().duration_since(Timestamp::now()) })
    }

    /// Puts the clock back on the machine's time.
    pub fn reset(&self) -> Timestamp {
        self.change(|_| Reading::Running { offset: SignedDuration::ZERO })
    }

    /// Completes once the clock shows `until` or later: by running there, or by being moved.
    pub async fn sleep_until(&self, until: Timestamp) {
        let mut moved = self.shared.moved.subscribe();
        loop {
            let reading = self.read();
            let left = until.duration_since(reading.now());
            let Ok(left) = Duration::try_from(left) else { return };
            if left.is_zero() {
                return;
            }
            match reading {
                // The sender lives in `self`, so `changed` can't fail while we wait.
                Reading::Frozen { .. } => _ = moved.changed().await,
                Reading::Running { .. } => tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    _ = moved.changed() => {}
                },
            }
        }
    }

    /// Is told whenever the clock is moved, stopped or restarted.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.shared.moved.subscribe()
    }

    fn read(&self) -> Reading {
        *self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(Reading) -> Reading) -> Timestamp {
        let now = {
            let mut reading = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
            *reading = change(*reading);
            reading.now()
        };
        self.shared.moved.send_replace(());
        now
    }
}

impl Default for SandboxClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    /// Real time: a total time-out protects the caller, whatever the simulated time does.
    fn elapsed(&self) -> Duration {
        self.shared.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        let by = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        self.sleep_until(saturating(Self::now(self), by)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_frozen_clock_stands_until_it_is_moved_and_runs_on_after_resume() {
        let clock = SandboxClock::frozen_at(noon());
        assert_eq!((clock.now(), clock.now()), (noon(), noon()));
        assert_eq!(clock.advance(SignedDuration::from_secs(-60)).to_string(), "2026-11-24T11:59:00Z");
        clock.set(noon());
        clock.resume();
        assert!(!clock.is_frozen());
        assert!(clock.now() >= noon() && clock.now() < noon() + SignedDuration::from_secs(60));
        clock.reset();
        assert_eq!(clock.offset(), SignedDuration::ZERO);
    }

    #[test]
    fn moving_past_the_calendar_saturates() {
        let clock = SandboxClock::new();
        assert_eq!(clock.advance(SignedDuration::MAX), Timestamp::MAX);
        assert_eq!(SandboxClock::frozen_at(noon()).advance(SignedDuration::MIN), Timestamp::MIN);
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved_past_it() {
        let clock = SandboxClock::frozen_at(noon());
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { Clock::sleep(&clock, Duration::from_secs(3600)).await }
        });
        tokio::task::yield_now().await;
        clock.advance(SignedDuration::from_secs(3599));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(SignedDuration::from_secs(1));
        sleeper.await.unwrap();
    }
}
