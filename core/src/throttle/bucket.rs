//! A token bucket that slows down when the server refuses: pure, so that it can be proved without a network.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Quota;

/// Microseconds since 1970, as whoever keeps the state tells the time.
pub(super) type Micros = i64;

/// The rate is halved at a refusal...
const SLOWDOWN: f64 = 0.5;
/// ...never below this share of the quota's...
const SLOWEST: f64 = 1.0 / 16.0;
/// ...and comes back by this share of the quota's a second.
const RECOVERY_PER_SECOND: f64 = 0.01;
/// What the arithmetic may be off by.
const ROUNDING: f64 = 1e-6;

/// The level of a bucket at a moment, and what the server's refusals have taught.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bucket {
    tokens: f64,
    /// Tokens a second at `at`; it grows towards the quota's.
    rate: f64,
    /// The moment that `tokens` and `rate` are of.
    at: Micros,
    /// The server has asked to wait until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_until: Option<Micros>,
    /// When a refusal last halved the rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slowed: Option<Micros>,
}

impl Bucket {
    /// A bucket that nobody has taken from.
    pub(super) fn full(quota: Quota, now: Micros) -> Self {
        Self {
            tokens: quota.capacity,
            rate: quota.refill_per_second,
            at: now,
            closed_until: None,
            slowed: None,
        }
    }

    /// Takes a token, or says how long until there is one.
    pub(super) fn take(&mut self, quota: Quota, now: Micros) -> Result<(), Duration> {
        self.refill(quota, now);
        let wait = self.wait(quota, 1);
        if wait.is_zero() {
            self.tokens = (self.tokens - 1.0).max(0.0);
            return Ok(());
        }
        Err(wait)
    }

    /// How long from the bucket's moment until the `count`th token from now, if nobody else takes any.
    pub(super) fn wait(&self, quota: Quota, count: usize) -> Duration {
        let missing = count as f64 - self.tokens;
        let filled = if missing <= ROUNDING { 0.0 } else { self.seconds_for(quota, missing) };
        let open = self.closed_until.map_or(0, |until| until.saturating_sub(self.at));
        // Rounded up: to come a microsecond early means to come twice.
        let filled = (filled * 1e6).ceil().min(MOST_MICROS) as i64;
        Duration::from_micros(filled.max(open).unsigned_abs())
    }

    /// A request that was sent at `sent` has been refused: the bucket was not as full as it seemed.
    ///
    /// Requests that were under way together are refused together, which is one event: the rate is halved for the first.
    pub(super) fn refused(&mut self, quota: Quota, now: Micros, sent: Micros, retry_after: Option<Duration>) {
        self.refill(quota, now);
        self.tokens = 0.0;
        if let Some(pause) = retry_after {
            let pause = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX).min(MOST_MICROS as i64);
            let until = now.saturating_add(pause);
            self.closed_until = Some(self.closed_until.map_or(until, |earlier| earlier.max(until)));
        }
        if self.slowed.is_none_or(|slowed| sent > slowed) {
            self.rate = (self.rate * SLOWDOWN).max(quota.refill_per_second * SLOWEST);
            self.slowed = Some(now);
        }
    }

    /// How long the state differs from a full bucket's at most, and so has to be kept.
    pub(super) fn keep(&self, quota: Quota) -> Duration {
        let full = self.wait(quota, quota.capacity.ceil() as usize);
        full + Duration::from_secs_f64(self.seconds_to_full_rate(quota)) + MARGIN
    }

    fn refill(&mut self, quota: Quota, now: Micros) {
        // The quota may be another than when the state was written.
        self.rate = self.rate.clamp(quota.refill_per_second * SLOWEST, quota.refill_per_second);
        if now < self.at {
            // A clock that was set back gives nothing, and takes what it counts from along.
            let back = self.at.saturating_sub(now);
            for moment in [&mut self.closed_until, &mut self.slowed].into_iter().flatten() {
                *moment = moment.saturating_sub(back);
            }
            self.at = now;
        }
        if let Some(until) = self.closed_until {
            // A pause that was asked for is no time to save up for a burst.
            self.accrue(quota, now.min(until), 1.0);
            if now < until {
                return;
            }
            self.closed_until = None;
        }
        self.accrue(quota, now, quota.capacity);
    }

    fn accrue(&mut self, quota: Quota, until: Micros, most: f64) {
        let seconds = until.saturating_sub(self.at).max(0) as f64 / 1e6;
        let growing = self.seconds_to_full_rate(quota).min(seconds);
        let growth = quota.refill_per_second * RECOVERY_PER_SECOND;
        let gained = growing * (self.rate + growth * growing / 2.0);
        let gained = gained + (seconds - growing) * quota.refill_per_second;
        self.tokens = (self.tokens + gained).min(most);
        self.rate = (self.rate + growth * growing).min(quota.refill_per_second);
        self.at = self.at.max(until);
    }

    fn seconds_to_full_rate(&self, quota: Quota) -> f64 {
        ((quota.refill_per_second - self.rate) / (quota.refill_per_second * RECOVERY_PER_SECOND)).max(0.0)
    }

    /// The seconds in which `missing` tokens come back: a quadratic equation while the rate grows, linear after that.
    fn seconds_for(&self, quota: Quota, missing: f64) -> f64 {
        let growth = quota.refill_per_second * RECOVERY_PER_SECOND;
        let growing = self.seconds_to_full_rate(quota);
        let gained = growing * (self.rate + growth * growing / 2.0);
        if gained >= missing {
            (self.rate.mul_add(self.rate, 2.0 * growth * missing).sqrt() - self.rate) / growth
        } else {
            growing + (missing - gained) / quota.refill_per_second
        }
    }
}

/// A hundred years; no wait is longer.
const MOST_MICROS: f64 = 100.0 * 366.0 * 24.0 * 3600.0 * 1e6;

/// State that is forgotten too early is a bucket too full; too late is nothing.
const MARGIN: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests;
