//! When to look again: quickly at first, then more and more seldom.

use std::time::Duration;

use crate::config::check_duration;
use crate::error::ConfigError;

/// When a [`WaitFor`](super::WaitFor) reads the object again.
///
/// The pause after read *n* (counted from 0) is `first × growthⁿ`, at most `longest`; of that, a random time between two
/// thirds and the whole. The defaults suit an authorization that is pending for up to 24 hours: after 3 s, 4.5 s, 7 s... and
/// from the 15th read on every 10 to 15 minutes, about 130 reads a day.
///
/// ```
/// use std::time::Duration;
/// use amazonpay::wait::PollSchedule;
///
/// let gentle = PollSchedule { first: Duration::from_secs(30), ..PollSchedule::default() };
/// assert_eq!(gentle.longest, Duration::from_secs(15 * 60));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PollSchedule {
    /// The longest pause after the first read; by default 3 s.
    pub first: Duration,
    /// How much longer each pause is than the one before; at least 1, by default 1.5.
    pub growth: f64,
    /// The longest pause of all; by default 15 minutes.
    pub longest: Duration,
}

impl Default for PollSchedule {
    fn default() -> Self {
        Self { first: Duration::from_secs(3), growth: 1.5, longest: Duration::from_secs(15 * 60) }
    }
}

impl PollSchedule {
    /// The pause after the read number `reads` (0 for the first); `random` is between 0 and 1.
    pub(super) fn pause(&self, reads: u32, random: f64) -> Duration {
        let exponent = i32::try_from(reads).unwrap_or(i32::MAX);
        let longest = self.longest.as_secs_f64();
        // A power beyond all numbers is infinite, and the smaller of the two is the longest pause.
        let ceiling = (self.first.as_secs_f64() * self.growth.powi(exponent)).min(longest);
        Duration::from_secs_f64(ceiling * (2.0 + random.clamp(0.0, 1.0)) / 3.0)
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        check_duration("schedule.first", self.first)?;
        check_duration("schedule.longest", self.longest)?;
        if self.first > self.longest {
            return Err(ConfigError::new(
                "schedule.first",
                format!("{:?} is longer than the longest pause of {:?}", self.first, self.longest),
            ));
        }
        if !(1.0..=MOST_GROWTH).contains(&self.growth) {
            return Err(ConfigError::new(
                "schedule.growth",
                format!("expected 1 to {MOST_GROWTH}, found {}", self.growth),
            ));
        }
        Ok(())
    }
}

const MOST_GROWTH: f64 = 100.0;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_pauses_are_short_at_first_and_a_quarter_of_an_hour_in_the_end() {
        let schedule = PollSchedule::default();
        let seconds: Vec<u64> = (0..16).map(|reads| schedule.pause(reads, 1.0).as_secs()).collect();
        assert_eq!(seconds, [3, 4, 6, 10, 15, 22, 34, 51, 76, 115, 172, 259, 389, 583, 875, 900]);
        assert_eq!(schedule.pause(u32::MAX, 0.0), Duration::from_secs(600));
        let mut day = Duration::ZERO;
        let reads = (0..).take_while(|reads| {
            day += schedule.pause(*reads, 0.5);
            day < Duration::from_secs(24 * 60 * 60)
        });
        assert_eq!(reads.count(), 127);
    }

    #[test]
    fn impossible_schedules_are_refused_by_name() {
        let default = PollSchedule::default();
        for (schedule, text) in [
            (PollSchedule { first: Duration::ZERO, ..default }, "schedule.first: is 0"),
            (PollSchedule { first: Duration::from_secs(901), ..default }, "schedule.first: 901s is longer"),
            (PollSchedule { longest: Duration::ZERO, ..default }, "schedule.longest: is 0"),
            (PollSchedule { growth: 0.9, ..default }, "schedule.growth: expected 1 to 100, found 0.9"),
            (PollSchedule { growth: f64::NAN, ..default }, "schedule.growth: expected 1 to 100, found NaN"),
        ] {
            let error = schedule.check().unwrap_err().to_string();
            assert!(error.starts_with(text), "{error}");
        }
        default.check().unwrap();
    }

    proptest! {
        #[test]
        fn a_pause_is_between_two_thirds_of_the_first_and_the_longest(reads: u32, random in 0.0..=1.0_f64) {
            let schedule = PollSchedule::default();
            let pause = schedule.pause(reads, random);
            prop_assert!(pause >= Duration::from_secs(2) && pause <= schedule.longest);
        }
    }
}
