use proptest::prelude::*;

use super::*;

const QUOTA: Quota = Quota::new(10.0, 1.0);
const SECOND: i64 = 1_000_000;

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// Takes as many tokens as there are at one moment.
fn drain(bucket: &mut Bucket, quota: Quota, now: Micros) -> usize {
    (0..).take_while(|_| bucket.take(quota, now).is_ok()).count()
}

#[test]
fn a_full_bucket_gives_its_capacity_and_then_what_comes_back() {
    let mut bucket = Bucket::full(QUOTA, 0);
    assert_eq!(drain(&mut bucket, QUOTA, 0), 10);
    assert_eq!(bucket.take(QUOTA, 0), Err(seconds(1.0)));
    assert_eq!(bucket.take(QUOTA, SECOND / 4), Err(seconds(0.75)));
    assert_eq!(drain(&mut bucket, QUOTA, 3 * SECOND), 3);
    assert_eq!(drain(&mut bucket, QUOTA, 3600 * SECOND), 10, "never more than the capacity");
}

#[test]
fn a_refusal_empties_the_bucket_and_halves_the_rate_which_recovers_slowly() {
    let mut bucket = Bucket::full(QUOTA, 0);
    bucket.refused(QUOTA, SECOND, 0, None);
    assert_eq!(bucket.rate, 0.5);
    let wait = bucket.take(QUOTA, SECOND).unwrap_err();
    assert!(wait > seconds(1.9) && wait < seconds(2.0), "half a token a second and growing: {wait:?}");
    assert_eq!(bucket.take(QUOTA, SECOND + wait.as_micros() as i64), Ok(()), "the wait is exact");
    // 10 of the 50 seconds in which half the rate comes back.
    bucket.refill(QUOTA, 11 * SECOND);
    assert!((bucket.rate - 0.6).abs() < 1e-9, "{bucket:?}");
    bucket.refill(QUOTA, 52 * SECOND);
    assert_eq!(bucket.rate, 1.0);
}

#[test]
fn requests_that_were_under_way_together_are_one_refusal() {
    let mut bucket = Bucket::full(QUOTA, 0);
    for _ in 0..10 {
        bucket.refused(QUOTA, SECOND, SECOND / 2, None);
    }
    assert_eq!(bucket.rate, 0.5);
    bucket.refused(QUOTA, SECOND, SECOND + 1, None);
    assert_eq!(bucket.rate, 0.25);
    for number in 2..20 {
        bucket.refused(QUOTA, number * SECOND, number * SECOND, None);
    }
    bucket.refused(QUOTA, 20 * SECOND, 20 * SECOND, None);
    assert!(bucket.rate >= QUOTA.refill_per_second * SLOWEST, "{bucket:?}");
}

#[test]
fn retry_after_closes_the_bucket_and_no_burst_is_saved_up_meanwhile() {
    let mut bucket = Bucket::full(QUOTA, 0);
    bucket.refused(QUOTA, 0, 0, Some(seconds(60.0)));
    assert_eq!(bucket.take(QUOTA, 0), Err(seconds(60.0)));
    assert_eq!(bucket.take(QUOTA, 59 * SECOND), Err(seconds(1.0)));
    // A shorter one that comes later doesn't open it earlier.
    bucket.refused(QUOTA, 59 * SECOND, 0, Some(Duration::ZERO));
    assert_eq!(bucket.take(QUOTA, 59 * SECOND), Err(seconds(1.0)));
    assert_eq!(drain(&mut bucket, QUOTA, 60 * SECOND), 1);

    let mut bucket = Bucket::full(QUOTA, 0);
    bucket.refused(QUOTA, 0, 0, Some(seconds(60.0)));
    assert_eq!(drain(&mut bucket, QUOTA, 60 * SECOND), 1);
}

#[test]
fn a_clock_that_is_set_back_neither_fills_the_bucket_nor_closes_it_for_longer() {
    let mut bucket = Bucket::full(QUOTA, 7200 * SECOND);
    assert_eq!(drain(&mut bucket, QUOTA, 7200 * SECOND), 10);
    assert_eq!(bucket.take(QUOTA, 0), Err(seconds(1.0)));
    assert_eq!(bucket.take(QUOTA, SECOND), Ok(()));
    bucket.refused(QUOTA, 7200 * SECOND, 7200 * SECOND, Some(seconds(5.0)));
    assert_eq!(bucket.take(QUOTA, 3600 * SECOND), Err(seconds(5.0)));
}

#[test]
fn the_state_survives_being_written_down() {
    let mut bucket = Bucket::full(Quota::new(3.0, 0.7), 1_764_000_000_123_456);
    bucket.take(QUOTA, 1_764_000_000_999_999).unwrap();
    bucket.refused(QUOTA, 1_764_000_001_000_001, 1_764_000_000_999_999, Some(seconds(1.5)));
    let text = serde_json::to_string(&bucket).unwrap();
    assert_eq!(serde_json::from_str::<Bucket>(&text).unwrap(), bucket, "{text}");
}

/// What happens to a bucket, each after so many microseconds.
#[derive(Debug, Clone)]
enum Event {
    Take,
    Refused { retry_after: Option<u64>, sent_before: u32 },
}

fn events() -> impl Strategy<Value = Vec<(i64, Event)>> {
    let event = prop_oneof![
        8 => Just(Event::Take),
        1 => (proptest::option::of(0_u64..20), 0_u32..2_000_000)
            .prop_map(|(retry_after, sent_before)| Event::Refused { retry_after, sent_before }),
    ];
    proptest::collection::vec((0_i64..2_000_000, event), 1..200)
}

proptest! {
    /// Whatever happens, no stretch of time sees more than the capacity and what comes back in it.
    #[test]
    fn no_stretch_of_time_exceeds_the_quota(
        events in events(), capacity in 1.0..30.0_f64, refill in 0.05..20.0_f64,
    ) {
        let quota = Quota::new(capacity, refill);
        let mut bucket = Bucket::full(quota, 0);
        let mut now = 0;
        let mut taken = Vec::new();
        for (after, event) in events {
            now += after;
            match event {
                Event::Take => if bucket.take(quota, now).is_ok() { taken.push(now) },
                Event::Refused { retry_after, sent_before } => {
                    let retry_after = retry_after.map(Duration::from_secs);
                    bucket.refused(quota, now, now - i64::from(sent_before), retry_after);
                }
            }
            prop_assert!(bucket.tokens >= 0.0 && bucket.tokens <= capacity);
            prop_assert!(bucket.rate >= refill * SLOWEST && bucket.rate <= refill);
        }
        for (first, start) in taken.iter().enumerate() {
            for (last, end) in taken.iter().enumerate().skip(first) {
                let allowed = capacity + refill * (end - start) as f64 / 1e6;
                let count = (last - first + 1) as f64;
                prop_assert!(count <= allowed + count * ROUNDING, "{count} in {start}..{end}: {allowed}");
            }
        }
    }

    /// The wait that a refused taker is told is long enough, and a tenth of it is not when no token is nearly there.
    #[test]
    fn the_wait_is_long_enough_and_no_longer(
        events in events(), capacity in 1.0..30.0_f64, refill in 0.05..20.0_f64,
    ) {
        let quota = Quota::new(capacity, refill);
        let mut bucket = Bucket::full(quota, 0);
        let mut now = 0;
        for (after, event) in events {
            now += after;
            if let Event::Refused { retry_after, .. } = event {
                bucket.refused(quota, now, now, retry_after.map(Duration::from_secs));
            }
            if let Err(wait) = bucket.take(quota, now) {
                let wait = i64::try_from(wait.as_micros()).unwrap();
                prop_assert!(bucket.clone().take(quota, now + wait).is_ok(), "{wait} µs: {bucket:?}");
                if wait > 100 {
                    prop_assert!(bucket.clone().take(quota, now + wait * 9 / 10).is_err(), "{wait} µs: {bucket:?}");
                }
            }
        }
    }

    /// Nothing but a refusal lowers the rate, and without one it is whole again after 94 seconds.
    #[test]
    fn the_rate_comes_back(refusals in 1_usize..20, pause in 0_i64..10_000_000) {
        let mut bucket = Bucket::full(QUOTA, 0);
        let mut now = 0;
        for _ in 0..refusals {
            now += 1 + pause;
            let before = bucket.rate;
            bucket.refused(QUOTA, now, now, None);
            prop_assert!(bucket.rate <= before.mul_add(SLOWDOWN, pause as f64 / 1e6 * RECOVERY_PER_SECOND) + ROUNDING
                || bucket.rate == SLOWEST);
        }
        bucket.refill(QUOTA, now + 94 * SECOND);
        prop_assert!((bucket.rate - 1.0).abs() < ROUNDING, "{bucket:?}");
    }
}
