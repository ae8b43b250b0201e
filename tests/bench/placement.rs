//! Which core a thread runs on.
//!
//! A request that wakes another core costs the client two to three times as much processor time as one to a server on
//! its own core. Left to the scheduler, it is chance which of the two is measured.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::Result;

/// The cores that this thread may use now.
pub(crate) fn allowed() -> Result<CpuSet> {
    Ok(sched_getaffinity(None)?)
}

/// Keeps this thread, and what it starts from now on, on these cores.
pub(crate) fn keep_on(cores: &CpuSet) -> Result<()> {
    Ok(sched_setaffinity(None, cores)?)
}

/// One of some cores, counted from 0; the last one when there are fewer.
pub(crate) fn one_of(cores: &CpuSet, number: usize) -> CpuSet {
    let set: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|core| cores.is_set(*core)).collect();
    let mut one = CpuSet::new();
    if let Some(core) = set.get(number).or(set.last()) {
        one.set(*core);
    }
    one
}
