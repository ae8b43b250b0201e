//! What goes wrong on the way: a quarter of all requests, in every way in which the sandbox can make one fail; and
//! notifications that come twice, late, out of order or forged.

use std::time::Duration;

use amazonpay_sandbox::{ArmedFault, ArmedNotificationFault, Fault, NotificationFault, Sandbox, Tampering};

use crate::Result;
use crate::client::ATTEMPT_TIMEOUT;
use crate::shares::rates;

/// The kind of fault whose notifications have to be refused.
pub(crate) const FORGED: &str = "delivered forged first";

/// Each kind of fault that requests meet, with its share of all of them.
fn of_requests() -> Vec<(&'static str, f64, Fault)> {
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

/// Each kind of fault that notifications meet, with its share of all of them.
fn of_notifications() -> Vec<(&'static str, f64, NotificationFault)> {
    let mut kinds = vec![
        ("delivered twice", 0.10, NotificationFault::twice()),
        ("delivered ten minutes late", 0.05, NotificationFault::late(600)),
        ("delivered again half an hour later", 0.05, NotificationFault::twice().delay_seconds(1_800)),
        ("delivered after the next one", 0.10, NotificationFault::out_of_order()),
    ];
    let forged = Tampering::ALL.map(|tampering| NotificationFault::tampered(tampering).and_twice());
    let share = 0.036 / forged.len() as f64;
    kinds.extend(forged.map(|fault| (FORGED, share, fault)));
    kinds
}

/// What a kind of fault met.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) name: &'static str,
    pub(crate) share: f64,
    pub(crate) count: u64,
}

/// What all faults of requests or of notifications met.
#[derive(Debug)]
pub(crate) struct Tally {
    /// All requests, or notifications.
    pub(crate) seen: u64,
    pub(crate) met: Vec<Met>,
}

/// Arms all faults.
pub(crate) fn arm(sandbox: &Sandbox, seed: u64) -> Result<()> {
    let kinds = of_requests();
    for ((_, _, fault), (rate, number)) in kinds.iter().zip(rates(shares(&kinds)).into_iter().zip(1..)) {
        sandbox.add_fault(fault.clone().rate(rate).seed(seed.wrapping_add(number)))?;
    }
    let kinds = of_notifications();
    for ((_, _, fault), (rate, number)) in kinds.iter().zip(rates(shares(&kinds)).into_iter().zip(1..)) {
        sandbox.add_notification_fault(fault.clone().rate(rate).seed(seed.wrapping_add(number)))?;
    }
    Ok(())
}

fn shares<T>(kinds: &[(&'static str, f64, T)]) -> impl Iterator<Item = f64> {
    kinds.iter().map(|(_, share, _)| *share)
}

/// What the faults of requests met so far.
pub(crate) fn requests(sandbox: &Sandbox) -> Tally {
    let counts = |fault: ArmedFault| (fault.seen, fault.met);
    tally(&of_requests(), sandbox.faults().into_iter().map(counts))
}

/// What the faults of notifications met so far.
pub(crate) fn notifications(sandbox: &Sandbox) -> Tally {
    let counts = |fault: ArmedNotificationFault| (fault.seen, fault.met);
    tally(&of_notifications(), sandbox.notification_faults().into_iter().map(counts))
}

fn tally<T>(kinds: &[(&'static str, f64, T)], counts: impl Iterator<Item = (u64, u64)>) -> Tally {
    // The first of them sees everything.
    let mut counts = counts.peekable();
    let seen = counts.peek().map_or(0, |(seen, _)| *seen);
    let met = kinds.iter().zip(counts);
    let met = met.map(|((name, share, _), (_, count))| Met { name, share: *share, count });
    Tally { seen, met: met.collect() }
}

impl Tally {
    /// The share of everything that met a fault, in percent with one decimal.
    pub(crate) fn percent(&self) -> f64 {
        let met: u64 = self.met.iter().map(|met| met.count).sum();
        (met as f64 * 1000.0 / self.seen.max(1) as f64).round() / 10.0
    }

    /// How many of a kind there were.
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.met.iter().filter(|met| met.name == name).map(|met| met.count).sum()
    }

    /// What did not happen although it should have: a fault that met nothing proves nothing.
    pub(crate) fn too_gentle(&self) -> impl Iterator<Item = String> {
        self.met.iter().filter_map(|met| {
            let expected = met.share * self.seen as f64;
            // So far below what is expected is no chance where many are.
            let too_few = expected >= 20.0 && (met.count as f64) < expected / 2.0;
            too_few.then(|| format!("{}: {} in place of {expected:.0}", met.name, met.count))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_all_requests_meets_a_fault_and_a_third_of_all_notifications() {
        let total: f64 = shares(&of_requests()).sum();
        assert!((total - 0.25).abs() < 1e-9, "{total}");
        let total: f64 = shares(&of_notifications()).sum();
        assert!((total - 0.336).abs() < 1e-9, "{total}");
    }

    #[test]
    fn a_fault_that_met_nothing_is_named() {
        let met = |count| Met { name: "answer cut short", share: 0.02, count };
        let too_gentle = |seen, count| Tally { seen, met: vec![met(count)] }.too_gentle().count();
        assert_eq!((too_gentle(10_000, 0), too_gentle(10_000, 190), too_gentle(500, 0)), (1, 0, 0));
    }
}
