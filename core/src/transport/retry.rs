//! Whether and when a failed attempt is repeated: a pure function, so that it can be proved without a network.

use std::time::Duration;

use super::TransportErrorKind;
use crate::config::RetryPolicy;
use crate::error::ApiError;

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome<'a> {
    /// With an answer that is not a success.
    Answered { status: u16, reason_code: &'a str, retry_after: Option<Duration> },
    /// Without an answer.
    Failed(TransportErrorKind),
}

/// What to do after an attempt that failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Wait this long, then sign afresh and send again.
    RetryAfter(Duration),
    /// Repeating won't help, or the retries are used up.
    GiveUp,
    /// Repeating might help, but not before the deadline.
    OutOfTime,
}

/// Decides after the attempt number `retries` (0 for the first).
///
/// `remaining` is what is left until the overall deadline, `random` is between 0 and 1. The delay is full jitter:
/// anything between nothing and the exponential ceiling, so that clients that failed together don't come back
/// together. A Retry-After is a lower bound.
pub(crate) fn decide(
    policy: &RetryPolicy,
    max_retries: u32,
    outcome: Outcome<'_>,
    retries: u32,
    remaining: Duration,
    random: f64,
) -> Decision {
    if !is_worth_repeating(outcome) || retries >= max_retries {
        return Decision::GiveUp;
    }
    let ceiling = policy.base_delay.saturating_mul(2_u32.saturating_pow(retries)).min(policy.max_delay);
    let jittered = ceiling.mul_f64(random.clamp(0.0, 1.0));
    let delay = match outcome {
        Outcome::Answered { retry_after: Some(least), .. } => least.max(jittered),
        _ => jittered,
    };
    if delay >= remaining { Decision::OutOfTime } else { Decision::RetryAfter(delay) }
}

fn is_worth_repeating(outcome: Outcome<'_>) -> bool {
    match outcome {
        // ProcessingFailure, a decline with status 500, is not among these: it is saved under the idempotency key like
        // every processed answer, and a repetition would get the same one.
        Outcome::Answered { status, reason_code, .. } => ApiError::retryable(status, reason_code),
        Outcome::Failed(TransportErrorKind::Connection | TransportErrorKind::Timeout) => true,
        Outcome::Failed(TransportErrorKind::Tls | TransportErrorKind::ResponseTooLarge { .. }) => false,
    }
}

/// Between 0 and 1, for the jitter; the generator of the idempotency keys serves well enough.
pub(crate) fn random() -> f64 {
    let (bits, _) = uuid::Uuid::new_v4().as_u64_pair();
    // The top half: the version's and the variant's fixed bits are elsewhere.
    f64::from((bits >> 32) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn policy() -> RetryPolicy {
        RetryPolicy::default()
    }

    fn answered(status: u16) -> Outcome<'static> {
        Outcome::Answered { status, reason_code: "", retry_after: None }
    }

    #[test]
    fn only_what_may_pass_is_repeated() {
        for status in [408, 425, 429, 500, 502, 503, 504] {
            let decision = decide(&policy(), 3, answered(status), 0, MINUTE, 0.5);
            assert_eq!(decision, Decision::RetryAfter(Duration::from_millis(250)), "{status}");
        }
        for status in [301, 303, 400, 401, 403, 404, 405, 409, 422, 426, 501, 505] {
            assert_eq!(decide(&policy(), 3, answered(status), 0, MINUTE, 0.5), Decision::GiveUp, "{status}");
        }
    }

    #[test]
    fn a_processing_failure_is_a_decision_about_the_payment_not_an_outage() {
        let outcome = Outcome::Answered { status: 500, reason_code: "ProcessingFailure", retry_after: None };
        assert_eq!(decide(&policy(), 3, outcome, 0, MINUTE, 0.5), Decision::GiveUp);
    }

    #[test]
    fn broken_connections_are_repeated_and_refused_certificates_are_not() {
        use TransportErrorKind::*;
        for (kind, repeated) in
            [(Connection, true), (Timeout, true), (Tls, false), (ResponseTooLarge { status: 200 }, false)]
        {
            let decision = decide(&policy(), 3, Outcome::Failed(kind), 0, MINUTE, 0.0);
            assert_eq!(decision == Decision::RetryAfter(Duration::ZERO), repeated, "{kind:?}");
        }
    }

    #[test]
    fn retries_end() {
        assert_eq!(decide(&policy(), 3, answered(503), 3, MINUTE, 0.0), Decision::GiveUp);
        assert_eq!(decide(&policy(), 0, answered(503), 0, MINUTE, 0.0), Decision::GiveUp);
    }

    #[test]
    fn retry_after_is_honoured_within_the_deadline() {
        let outcome =
            Outcome::Answered { status: 429, reason_code: "", retry_after: Some(Duration::from_secs(7)) };
        assert_eq!(
            decide(&policy(), 3, outcome, 0, MINUTE, 1.0),
            Decision::RetryAfter(Duration::from_secs(7))
        );
        assert_eq!(decide(&policy(), 3, outcome, 0, Duration::from_secs(7), 1.0), Decision::OutOfTime);
    }

    proptest! {
        #[test]
        fn a_delay_stays_below_its_ceiling_and_the_deadline(
            retries in 0_u32..200, random in 0.0..=1.0_f64, remaining_ms in 0_u64..100_000,
        ) {
            let remaining = Duration::from_millis(remaining_ms);
            match decide(&policy(), u32::MAX, answered(503), retries, remaining, random) {
                Decision::RetryAfter(delay) => {
                    prop_assert!(delay <= policy().max_delay);
                    prop_assert!(delay < remaining);
                }
                Decision::OutOfTime => {}
                Decision::GiveUp => prop_assert!(false, "503 is worth repeating"),
            }
        }
    }
}
