//! What a client sees of its attempts, counted on the way.

use std::sync::atomic::{AtomicU64, Ordering};

use amazonpay::error::ErrorKind;
use amazonpay::observe::{AttemptFinished, AttemptOutcome, AttemptStarted, Observer};
use serde::{Deserialize, Serialize};

/// Counts of attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempts {
    /// Signed and sent.
    pub(crate) sent: u64,
    /// Answered with what was asked for.
    pub(crate) succeeded: u64,
    /// Refused for the date, which is how a clock's jump shows.
    pub(crate) wrong_date: u64,
    /// Answered with another refusal.
    pub(crate) refused: u64,
    /// Not answered in time.
    pub(crate) timed_out: u64,
    /// Broken before the answer was complete.
    pub(crate) broken: u64,
}

impl Attempts {
    pub(crate) fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.succeeded += other.succeeded;
        self.wrong_date += other.wrong_date;
        self.refused += other.refused;
        self.timed_out += other.timed_out;
        self.broken += other.broken;
    }
}

/// Counts from many tasks at once.
#[derive(Debug, Default)]
pub(crate) struct AttemptCounter {
    sent: AtomicU64,
    succeeded: AtomicU64,
    wrong_date: AtomicU64,
    refused: AtomicU64,
    timed_out: AtomicU64,
    broken: AtomicU64,
}

impl AttemptCounter {
    /// What was counted since it was last taken.
    pub(crate) fn take(&self) -> Attempts {
        let take = |counter: &AtomicU64| counter.swap(0, Ordering::Relaxed);
        Attempts {
            sent: take(&self.sent),
            succeeded: take(&self.succeeded),
            wrong_date: take(&self.wrong_date),
            refused: take(&self.refused),
            timed_out: take(&self.timed_out),
            broken: take(&self.broken),
        }
    }
}

impl Observer for AttemptCounter {
    fn before_attempt(&self, _: &AttemptStarted<'_>) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        let counter = match (attempt.outcome, attempt.error_kind) {
            (AttemptOutcome::Succeeded, _) => &self.succeeded,
            (_, Some(ErrorKind::Unauthenticated)) => &self.wrong_date,
            (AttemptOutcome::Refused, _) => &self.refused,
            (_, Some(ErrorKind::Timeout)) => &self.timed_out,
            _ => &self.broken,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
