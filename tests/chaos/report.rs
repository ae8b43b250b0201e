//! The table: what was done, what went wrong on the way, and what it came to.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use amazonpay_sandbox::ArmedFault;
use serde::Serialize;

use crate::Result;
use crate::arguments::Arguments;
use crate::books::Books;
use crate::fault_mix::Kind;
use crate::journal::Means;
use crate::plan::Plan;
use crate::reconciliation::{Reconciliation, Totals};

/// More differences than these are the same difference.
const MOST_SHOWN: usize = 40;

/// How a run went, apart from the books.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) duration: Duration,
    pub(crate) kills: usize,
    pub(crate) faults: Vec<(Kind, ArmedFault)>,
}

impl Course {
    /// What did not happen although it should have: a fault that met nothing proves nothing.
    fn too_gentle(&self) -> impl Iterator<Item = String> {
        let requests = self.faults.first().map_or(0, |(_, fault)| fault.seen) as f64;
        self.faults.iter().filter_map(move |(kind, fault)| {
            let expected = kind.share * requests;
            // So far below what is expected is no chance where many are.
            let too_few = expected >= 20.0 && (fault.met as f64) < expected / 2.0;
            too_few.then(|| format!("{}: {} in place of {expected:.0}", kind.name, fault.met))
        })
    }
}

/// Everything that is printed and stored.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) ok: bool,
    seed: u64,
    concurrency: usize,
    seconds: f64,
    operations: BTreeMap<&'static str, usize>,
    operations_in_all: usize,
    orders: usize,
    charges: usize,
    refunds: usize,
    /// Requests that the sandbox authenticated.
    requests: u64,
    /// Requests that met a fault, by its kind.
    faults: BTreeMap<&'static str, u64>,
    fault_percent: f64,
    /// Sent again by the client itself.
    retries: u64,
    /// Sent again by the shop, with the same key, after the client had given up.
    repeats: u64,
    /// Objects read to find out whether a call without a key had been carried out.
    reads_for_certainty: u64,
    declines: usize,
    kills: usize,
    client_clock_jumps: usize,
    sandbox_clock_jumps: usize,
    /// Objects whose final state was read because nothing had been heard of them.
    learnt_by_reading: usize,
    totals: BTreeMap<String, Totals>,
    differences: Vec<String>,
}

impl Report {
    pub(crate) fn new(
        arguments: &Arguments,
        plan: &Plan,
        books: &Books,
        reconciliation: Reconciliation,
        course: Course,
    ) -> Self {
        let mut operations = BTreeMap::new();
        for order in &plan.orders {
            for (step, kind) in order.steps.iter().enumerate() {
                if let Some(name) =
                    kind.operation().filter(|_| books.ended.contains_key(&(order.number, step)))
                {
                    *operations.entry(name).or_default() += 1;
                }
            }
        }
        let mut differences = reconciliation.differences;
        differences.extend(course.too_gentle());
        let requests = course.faults.first().map_or(0, |(_, fault)| fault.seen);
        let met: u64 = course.faults.iter().map(|(_, fault)| fault.met).sum();
        let sum =
            |of: fn(&crate::journal::Ended) -> u32| books.ended.values().map(|e| u64::from(of(e))).sum();
        let learnt = |means| books.learnt.values().filter(|by| **by == means).count();
        Self {
            ok: differences.is_empty(),
            seed: arguments.seed,
            concurrency: arguments.clients * arguments.tasks,
            seconds: (course.duration.as_secs_f64() * 10.0).round() / 10.0,
            operations_in_all: operations.values().sum(),
            operations,
            orders: plan.orders.len(),
            charges: reconciliation.charges,
            refunds: reconciliation.refunds,
            requests,
            faults: course.faults.iter().map(|(kind, fault)| (kind.name, fault.met)).collect(),
            fault_percent: (met as f64 * 1000.0 / requests.max(1) as f64).round() / 10.0,
            retries: sum(|ended| ended.retries),
            repeats: sum(|ended| ended.repeats),
            reads_for_certainty: sum(|ended| ended.reads),
            declines: books.ended.values().filter(|ended| ended.declined.is_some()).count(),
            kills: course.kills,
            client_clock_jumps: books.client_jumps,
            sandbox_clock_jumps: books.sandbox_jumps,
            learnt_by_reading: learnt(Means::Read),
            totals: reconciliation.totals,
            differences,
        }
    }

    /// Stores the table, as text and as JSON.
    pub(crate) fn store(&self, folder: &Path) -> Result<()> {
        std::fs::write(folder.join("summary.txt"), self.to_string())?;
        std::fs::write(folder.join("summary.json"), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, value: &dyn fmt::Display| writeln!(f, "{name:<48} {value:>12}");
        row("seed", &self.seed)?;
        row("operations carried out", &self.operations_in_all)?;
        for (name, count) in &self.operations {
            row(&format!("  {name}"), count)?;
        }
        row("at a concurrency of", &self.concurrency)?;
        row("orders", &self.orders)?;
        row("charges in the ledger", &self.charges)?;
        row("refunds in the ledger", &self.refunds)?;
        row("requests received", &self.requests)?;
        row("of these met a fault, percent", &self.fault_percent)?;
        for (name, met) in &self.faults {
            row(&format!("  {name}"), met)?;
        }
        row("retries by the client", &self.retries)?;
        row("repeats by the shop under the same key", &self.repeats)?;
        row("reads to find out what became of a call", &self.reads_for_certainty)?;
        row("declines, as asked for", &self.declines)?;
        row("client processes killed and started again", &self.kills)?;
        row("jumps of a client's clock", &self.client_clock_jumps)?;
        row("jumps of the sandbox's clock", &self.sandbox_clock_jumps)?;
        row("final states learnt by reading", &self.learnt_by_reading)?;
        row("duration, seconds", &self.seconds)?;
        writeln!(f, "\n{:<10} {:>18} {:>18} {:>18}", "money", "charged", "captured", "refunded")?;
        for (currency, totals) in &self.totals {
            for (witness, sums) in
                [("plan", &totals.plan), ("journals", &totals.journals), ("ledger", &totals.ledger)]
            {
                let [charged, captured, refunded] =
                    [&sums.charged, &sums.captured, &sums.refunded].map(ToString::to_string);
                writeln!(f, "{witness:<10} {charged:>18} {captured:>18} {refunded:>18}")?;
            }
            debug_assert_eq!(totals.plan.charged.currency().as_str(), currency);
        }
        if self.ok {
            return writeln!(f, "\nPlan, journals and ledger agree to the cent: no charge twice, none lost.");
        }
        writeln!(f, "\n{} differences:", self.differences.len())?;
        for difference in self.differences.iter().take(MOST_SHOWN) {
            writeln!(f, "  {difference}")?;
        }
        Ok(())
    }
}
