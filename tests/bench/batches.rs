//! Work repeated in small batches, of which the median counts.

use std::time::Duration;

use crate::Result;
use crate::processor_time::{micros_each, of_thread};
use crate::summary::median;

pub(crate) const ROUNDS: usize = 250;
const BATCH: usize = 160;

/// The microseconds of processor time that `work` takes: the median of many small batches.
pub(crate) fn repeat(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let batches: Result<Vec<f64>> =
        (0..ROUNDS).map(|_| Ok(micros_each(batch(BATCH, &mut work)?, BATCH))).collect();
    Ok(median(batches?))
}

/// The processor time of `count` times.
pub(crate) fn batch(count: usize, work: &mut impl FnMut() -> Result<()>) -> Result<Duration> {
    let before = of_thread();
    for _ in 0..count {
        work()?;
    }
    Ok(of_thread() - before)
}
