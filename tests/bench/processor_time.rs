//! Processor time: what work costs, however busy the machine is otherwise.

use std::fs;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::Result;

/// What all threads of this process have used.
pub(crate) fn of_process() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

/// What this thread has used.
pub(crate) fn of_thread() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

fn clock(id: ClockId) -> Duration {
    let time = clock_gettime(id);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What another process has used, to a hundredth of a second, the unit of /proc.
pub(crate) fn of_other(process: u32) -> Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in parentheses, may hold anything; user and system time are the 12th and 13th field after it.
    let (_, fields) = text.rsplit_once(')').ok_or("no name in /proc/…/stat")?;
    let mut hundredths = 0;
    for field in fields.split_ascii_whitespace().skip(11).take(2) {
        hundredths += field.parse::<u64>()?;
    }
    Ok(Duration::from_millis(10 * hundredths))
}

/// The memory of a process that is in RAM, in bytes.
pub(crate) fn resident_bytes(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes = line.split_ascii_whitespace().nth(1).ok_or("no number in VmRSS")?;
    Ok(kilobytes.parse::<f64>()? * 1024.0)
}

/// Microseconds each.
pub(crate) fn micros_each(total: Duration, count: usize) -> f64 {
    total.as_secs_f64() * 1e6 / count as f64
}
