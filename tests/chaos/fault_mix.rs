//! What goes wrong on the way: a quarter of all requests, in every way in which the sandbox can make one fail.

use std::time::Duration;

use amazonpay_sandbox::Fault;

use crate::client::ATTEMPT_TIMEOUT;

/// Each kind of fault with its share of all requests.
fn kinds() -> Vec<(&'static str, f64, Fault)> {
    let late = ATTEMPT_TIMEOUT + Duration::from_millis(150);
    let page = Fault::status(502).body("text/html", "<h1>Bad Gateway</h1>");
    vec![
        ("status before the work: 408", 0.010, Fault::status(408)),
        ("status before the work: 425", 0.010, Fault::status(425)),
        ("status before the work: 429", 0.015, Fault::status(429)),
        ("status before the work: 429 with Retry-After", 0.003, Fault::status(429).retry_after(1)),
        ("status before the work: 500", 0.020, Fault::status(500)),
        ("status before the work: 502", 0.012, Fault::status(502)),
        ("status before the work: 502, a proxy's page", 0.010, page),
        ("status before the work: 503", 0.020, Fault::status(503)),
        ("status before the work: 504", 0.010, Fault::status(504)),
        ("status after the work: 500", 0.005, Fault::status(500).after_work()),
        ("status after the work: 503", 0.005, Fault::status(503).after_work()),
        ("status after the work: 504", 0.010, Fault::status(504).after_work()),
        ("delay past the time-out, then the work", 0.025, Fault::delay(late)),
        ("delay past the time-out, after the work", 0.025, Fault::delay(late).after_work()),
        ("connection cut before the work", 0.025, Fault::cut()),
        ("connection cut after the work", 0.025, Fault::cut().after_work()),
        ("answer cut short", 0.020, Fault::truncate()),
    ]
}

/// A kind of fault that is to meet its share of all requests.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) share: f64,
    pub(crate) fault: Fault,
}

/// All kinds of faults, to be armed in this order.
pub(crate) fn faults(seed: u64) -> Vec<Kind> {
    let mut left = 1.0;
    let mut faults = Vec::new();
    for (number, (name, share, fault)) in (1..).zip(kinds()) {
        // The sandbox holds a request against one fault after the other: each sees only what those before it let pass.
        let rate = share / left;
        left -= share;
        faults.push(Kind { name, share, fault: fault.rate(rate).seed(seed.wrapping_add(number)) });
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_all_requests_meets_a_fault() {
        let total: f64 = kinds().iter().map(|(_, share, _)| share).sum();
        assert!((total - 0.25).abs() < 1e-9, "{total}");
        let passed = faults(1).iter().fold(1.0, |passed, kind| passed * (1.0 - kind.fault.rate.unwrap()));
        assert!((passed - 0.75).abs() < 1e-9, "{passed}");
    }
}
