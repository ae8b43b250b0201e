//! How far this machine's clock is off, learnt from the server's Date header.

use std::sync::atomic::{AtomicI64, Ordering};

use ::http::HeaderMap;
use ::http::header::DATE;
use jiff::{SignedDuration, Timestamp};

/// Amazon accepts a date up to 5 minutes off; below this the clock is not what was refused.
const LEAST_WORTH_CORRECTING: SignedDuration = SignedDuration::from_secs(4 * 60);

/// The correction a client has learnt; shared by all its calls.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    seconds: AtomicI64,
}

impl ClockSkew {
    /// The time to sign with when the machine's clock says `now`.
    pub(crate) fn correct(&self, now: Timestamp) -> Timestamp {
        now.checked_add(SignedDuration::from_secs(self.seconds.load(Ordering::Relaxed))).unwrap_or(now)
    }

    /// Learns from an answer that refused a request signed at `signed_at`, received when the machine's clock says
    /// `now`; true when the server's clock is so far off that signing anew is worth it.
    pub(crate) fn learn(
        &self,
        status: u16,
        headers: &HeaderMap,
        signed_at: Timestamp,
        now: Timestamp,
    ) -> bool {
        // Which reason code a stale date gets is not written down, so every refusal of the request's form counts.
        if !matches!(status, 400 | 401 | 403) {
            return false;
        }
        let Some(server) = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)) else {
            return false;
        };
        if signed_at.duration_until(server).abs() < LEAST_WORTH_CORRECTING {
            return false;
        }
        self.seconds.store(now.duration_until(server).as_secs(), Ordering::Relaxed);
        true
    }
}

/// A date as HTTP writes it (RFC 9110, section 5.6.7).
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(date: &str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, date.parse().unwrap())])
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_that_is_behind_is_put_right() {
        let skew = ClockSkew::default();
        let now = at("2026-11-24T10:00:00Z");
        assert!(skew.learn(403, &answer("Tue, 24 Nov 2026 11:30:05 GMT"), now, now));
        assert_eq!(skew.correct(now), at("2026-11-24T11:30:05Z"));
    }

    #[test]
    fn a_second_lesson_replaces_the_first() {
        let skew = ClockSkew::default();
        let wrong = at("2026-11-24T08:00:00Z");
        assert!(skew.learn(403, &answer("Tue, 24 Nov 2026 10:00:00 GMT"), wrong, wrong));
        // The machine's clock has been set right meanwhile, so the correction itself is what is wrong now.
        let right = at("2026-11-24T10:01:00Z");
        assert!(skew.learn(403, &answer("Tue, 24 Nov 2026 10:01:00 GMT"), skew.correct(right), right));
        assert_eq!(skew.correct(right), right);
    }

    #[test]
    fn other_answers_and_small_differences_teach_nothing() {
        let skew = ClockSkew::default();
        let now = at("2026-11-24T10:00:00Z");
        assert!(!skew.learn(403, &answer("Tue, 24 Nov 2026 10:03:59 GMT"), now, now));
        assert!(!skew.learn(422, &answer("Tue, 24 Nov 2026 12:00:00 GMT"), now, now));
        assert!(!skew.learn(403, &answer("half past ten"), now, now));
        assert!(!skew.learn(403, &HeaderMap::new(), now, now));
        assert_eq!(skew.correct(now), now);
    }
}
